"""A chart for paper, as SVG: its words joined and turned as they are read, which the setter of pages does not do."""

from xml.sax.saxutils import escape

from app.domain.charts import Chart, Rect, Words
from app.exchange.reports.drawn_words import drawn

INK, LINE = "#1f2933", "#cbd2d9"


def as_svg(chart: Chart) -> str:
    """The drawing, every word escaped."""
    parts = [
        f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>' for left, right, y in chart.lines
    ]
    parts += [_rect(one) for one in chart.rects]
    parts += [_text(one) for one in chart.words]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width} {chart.height}" role="img" '
        f'font-family="Noto Sans, Noto Sans Arabic, sans-serif">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>"
        f'<rect width="{chart.width}" height="{chart.height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _rect(one: Rect) -> str:
    return (
        f'<rect x="{one.x:.1f}" y="{one.y:.1f}" width="{one.width:.1f}" height="{one.height:.1f}" fill="{one.fill}">'
        f"<title>{escape(one.said)}</title></rect>"
    )


def _text(one: Words) -> str:
    # "start" and "end" turn with the direction of the text: the drawing is laid out from left to right.
    return (
        f'<text x="{one.x:.1f}" y="{one.y:.1f}" text-anchor="{one.anchor}" direction="ltr" font-size="12" fill="{INK}" '
        f'style="unicode-bidi:bidi-override">{escape(drawn(one.words))}</text>'
    )
