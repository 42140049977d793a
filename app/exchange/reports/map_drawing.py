"""A map for paper: the points of incidents, each with the circle in which it may lie, over the boundaries that are in.

Many incidents on one point are one dot with their number, for a centroid is no cluster. Nothing is drawn of what has no
point: that is counted beside.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from app.domain.maps import METRES_A_DEGREE, Frame, Spot, box_of
from app.domain.maps import frame as frame_of

WIDTH, HIGHEST, LOWEST = 720, 760, 240
LAND, EDGE, CIRCLE, DOT, INK = "#f3efe6", "#b8ab90", "#c9b48a", "#3b5b76", "#1f2933"
_MARGIN = 0.1


def frame(spots: Sequence[Spot]) -> Frame:
    """A frame around all points, with a margin. ValueError where there is none."""
    box = box_of([(spot.longitude, spot.latitude) for spot in spots])
    return frame_of(box, WIDTH, HIGHEST, LOWEST, _MARGIN)


def draw(spots: Sequence[Spot], outlines: Sequence[str], around: Frame, title: str, description: str) -> str:
    """The map as SVG that stands alone. `outlines` are paths, x longitude and y latitude turned downwards."""
    thin = 1 / around.scale
    parts = [
        f'<path d="{escape(path)}" transform="{around.transform}" fill="{LAND}" stroke="{EDGE}" '
        f'stroke-width="{thin:.6f}"/>'
        for path in outlines
    ]
    for spot in spots:
        x, y = around.at(spot.longitude, spot.latitude)
        radius = spot.radius_m / METRES_A_DEGREE * around.scale
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{CIRCLE}" fill-opacity="0.35"/>')
    for spot in spots:
        x, y = around.at(spot.longitude, spot.latitude)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{DOT}"/>')
        if spot.number > 1:
            parts.append(
                f'<text x="{x + 5:.1f}" y="{y + 4:.1f}" direction="ltr" font-size="11" fill="{INK}">'
                f"{spot.number:,}</text>"
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {around.height}" role="img" '
        f'font-family="Noto Sans, Noto Sans Arabic, sans-serif"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        f'<rect width="{WIDTH}" height="{around.height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )
