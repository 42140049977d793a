"""A chart of a table's rows: bars, with what is only possible, or only the upper bound, shaded above.

Here is where everything stands, in units of the drawing; pages and reports write it as SVG. The drawing says what it is
in its title and description, carries its colours itself, so that it stands alone as a file, and keeps the direction of
time in every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from app.domain.text import isolated

WIDTH, HEIGHT, FOOT, SIDE = 720, 260, 46, 52
_BAR, _GAP, _LETTER, _NARROWEST = 22, 6, 7, 120
SURE, SHADE = "#3b5b76", "#c9b48a"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, what is certain (or the lowest), and what may come on top (or the highest less that). `said`:
    its figure as the table has it, where that is more than the two; `mark`: what is drawn over a bar of a series that
    says less than its figure."""

    label: str
    sure: int
    more: int = 0
    said: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled part of a bar, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    said: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a point: they begin, end or have their middle there (`anchor`: start, end, middle)."""

    x: float
    y: float
    words: str
    anchor: str


@dataclass(slots=True)
class Chart:
    """A drawing: its size, what it says it is, its level lines (left, right, y), its bars and its words."""

    width: int
    height: int
    title: str
    description: str
    lines: list[tuple[float, float, float]] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def draw_series(bars: Sequence[Bar], title: str, description: str) -> Chart:
    """Bars side by side along time, earliest left."""
    chart = Chart(WIDTH, HEIGHT, title, description)
    highest, base = _highest(bars), HEIGHT - FOOT
    step = (WIDTH - SIDE - 8) / max(len(bars), 1)
    room = base - 16
    widest = max((len(bar.label) for bar in bars), default=0) * _LETTER
    every = max(1, ceil(widest / step))  # so that no words run into the next
    for value in _ticks(highest):
        y = base - room * value / highest
        chart.lines.append((SIDE, WIDTH - 8, y))
        chart.words.append(_at(SIDE - 6, y + 4, f"{value:,}", "end"))
    for number, bar in enumerate(bars):
        x, width = SIDE + number * step, max(step - 2, 1)
        low, high = room * bar.sure / highest, room * (bar.sure + bar.more) / highest
        _add(chart, Rect(x, base - high, width, high - low, SHADE, _say(bar)))
        _add(chart, Rect(x, base - low, width, low, SURE, _say(bar)))
        if bar.mark:
            chart.words.append(_at(x + width / 2, base - high - 3, bar.mark, "middle"))
        if number % every == 0:
            chart.words.append(_at(x + width / 2, base + 16, bar.label, "middle"))
    return chart


def draw_bars(bars: Sequence[Bar], title: str, description: str) -> Chart:
    """Bars one under the other, as the rows of the table stand."""
    chart = Chart(WIDTH, len(bars) * (_BAR + _GAP) + 8, title, description)
    highest, left = _highest(bars), 220
    longest = max((len(_numbers(bar)) for bar in bars), default=0) * _LETTER
    room = max(WIDTH - left - 20 - longest, _NARROWEST)
    for number, bar in enumerate(bars):
        y = 4 + number * (_BAR + _GAP)
        low, high = room * bar.sure / highest, room * (bar.sure + bar.more) / highest
        chart.words.append(_at(left - 8, y + _BAR - 6, _short(bar.label), "end"))
        _add(chart, Rect(left, y, low, _BAR, SURE, _say(bar)))
        _add(chart, Rect(left + low, y, high - low, _BAR, SHADE, _say(bar)))
        chart.words.append(_at(left + high + 6, y + _BAR - 6, _numbers(bar), "start"))
    return chart


def headed(chart: Chart) -> Chart:
    """The same with its title and what its shades mean written above it: as it stands alone."""
    above = [words for words in (chart.title, *chart.description.splitlines()) if words]
    head = [_at(chart.width / 2, 18 + 18 * number, words, "middle") for number, words in enumerate(above)]
    down = 18 * len(above) + 14
    return Chart(
        chart.width,
        chart.height + down,
        chart.title,
        chart.description,
        [(left, right, y + down) for left, right, y in chart.lines],
        [replace(one, y=one.y + down) for one in chart.rects],
        [*head, *(replace(one, y=one.y + down) for one in chart.words)],
    )


def _at(x: float, y: float, words: str, anchor: str) -> Words:
    """Words in a drawing, which runs from left to right whatever they do."""
    return Words(x, y, isolated(words, "en"), anchor)


def _highest(bars: Sequence[Bar]) -> int:
    return max((bar.sure + bar.more for bar in bars), default=0) or 1


def _add(chart: Chart, rect: Rect) -> None:
    if rect.width > 0 and rect.height > 0:
        chart.rects.append(rect)


def _say(bar: Bar) -> str:
    return f"{bar.label}: {_numbers(bar)}"


def _numbers(bar: Bar) -> str:
    if bar.said:
        return bar.said
    return f"{bar.sure:,}" if not bar.more else f"{bar.sure:,}–{bar.sure + bar.more:,}"


def _short(label: str) -> str:
    return label if len(label) <= 32 else label[:31] + "…"


def _ticks(highest: int) -> list[int]:
    """At most five round values from nought up."""
    step = 1
    while highest / step > 4:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return list(range(0, highest + 1, step))
