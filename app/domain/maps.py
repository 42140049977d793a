"""A map as a still picture: places drawn as uncertain as they are known, as SVG that needs nothing beside itself.

For pages without a script, for files and for reports. What is drawn comes from the store; here is only where it stands
on paper. Degrees are WGS 84, longitude first; the projection is equirectangular, true at the middle latitude.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import cos, dist, radians

Box = tuple[float, float, float, float]
"""West, south, east, north."""

_LEAST_DEGREES = 0.4
_MARGIN = 0.06
WIDTH, HIGHEST, LOWEST = 960, 720, 320
METRES_A_DEGREE = 111_320
_LETTER = 7.5  # pixels that a digit of a number is wide, at its size


@dataclass(frozen=True, slots=True)
class Drawn:
    """One shape: its outline as an SVG path in degrees (latitude turned downwards), how many incidents are known to
    exactly that place, what kind of shape it is, where its number stands, and what the place is called."""

    path: str
    incidents: int
    kind: str
    longitude: float
    latitude: float
    name: str
    name_ar: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Places that are too small to be seen at this scale, gathered: how many incidents, at how many places."""

    incidents: int
    places: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Known:
    """One place of the data behind a picture: what it is called, as what kind of shape it is drawn, where its middle
    lies, for a circle its radius, and how many incidents are known to exactly that."""

    name: str
    name_ar: str
    kind: str
    longitude: float
    latitude: float
    radius_m: float | None
    incidents: int


@dataclass(frozen=True, slots=True)
class Told:
    """How many incidents are drawn, and how many of them without an outline because there would be too many."""

    incidents: int
    without_outline: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the world is drawn on how many pixels."""

    west: float
    north: float
    scale: float
    narrower: float
    width: int
    height: int

    @property
    def box(self) -> Box:
        east = self.west + self.width / self.scale / self.narrower
        return self.west, self.north - self.height / self.scale, east, self.north

    @property
    def transform(self) -> str:
        """Degrees, latitude turned downwards, to pixels."""
        return f"scale({self.scale * self.narrower:.4f} {self.scale:.4f}) translate({-self.west:.5f} {self.north:.5f})"

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (
            round((longitude - self.west) * self.scale * self.narrower, 1),
            round((self.north - latitude) * self.scale, 1),
        )


def frame(box: Box, width: int = WIDTH, highest: int = HIGHEST, lowest: int = LOWEST, margin: float = _MARGIN) -> Frame:
    """The frame that holds a box with a margin around it: as wide as asked, and as high as the box needs."""
    west, east = _widened(box[0], box[2], margin)
    south, north = _widened(box[1], box[3], margin)
    south, north = max(south, -85.0), min(north, 85.0)
    narrower = max(cos(radians((south + north) / 2)), 0.05)  # a degree of longitude beside one of latitude
    scale = min(width / ((east - west) * narrower), highest / (north - south))
    height = max(lowest, round((north - south) * scale))
    west = (west + east - width / scale / narrower) / 2  # what is narrower than the frame stands in the middle of it
    north = (south + north + height / scale) / 2
    return Frame(west, north, scale, narrower, width, height)


def box_of(points: Sequence[tuple[float, float]]) -> Box:
    """The box around some points (longitude, latitude). ValueError where there is none."""
    longitudes, latitudes = [longitude for longitude, _ in points], [latitude for _, latitude in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _widened(low: float, high: float, margin: float) -> tuple[float, float]:
    wider = max(_LEAST_DEGREES / 2, (high - low) * margin)
    return low - wider, high + wider


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the ground."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A map of one question: the ground, what is drawn on it, and what it says to whoever cannot see it."""

    frame: Frame
    land: tuple[str, ...]
    ground: tuple[str, ...]
    shapes: tuple[Drawn, ...]
    cells: tuple[Cell, ...]
    told: Told
    labels: tuple[Label, ...] = ()


_STYLE = {
    "sea": 'fill="#f4f1ea"',
    "land": 'fill="#fcfbf8"',
    "shade": 'fill="#fbecc8"',
    "coast": 'fill="none" stroke="#857f72"',
    "ground": 'fill="none" stroke="#857f72" stroke-width="0.6"',
    "rim": 'fill="none" stroke="#5c5850" stroke-dasharray="4 3"',
    "cell": 'fill="#fcfbf8" stroke="#5c5850" stroke-width="1.2"',
    "number": 'font-size="12" text-anchor="middle" fill="#1d1c1a"',
    "label": 'font-size="11" text-anchor="middle" fill="#5c5850"',
}
"""The look of each part, in attributes: a page's own style goes before them, and elsewhere they stand alone. One flat
tint, however many shapes lie on each other: darker would be read as more."""
_FONT = "'Noto Sans', 'Noto Sans Arabic', sans-serif"
Letters = Callable[[str], str]
AS_SEEN = "unicode-bidi:bidi-override"
"""The style of words whose letters stand as they are seen, from left to right."""


class Svg(str):
    """An SVG element in which every word from outside was escaped when it was written: a page takes it as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def as_svg(
    picture: Picture,
    title: str,
    notes: Sequence[str] = (),
    *,
    turned: bool = False,
    letters: Letters | None = None,
) -> Svg:
    """The picture as one SVG element with `title` for whoever cannot see it; `notes` are printed beneath the map, from
    the right where `turned` (Arabic). The map itself keeps its direction. `letters` puts names as they are seen from
    left to right, for what does not join and turn them itself."""
    frame, line = picture.frame, 18
    height = frame.height + (line * len(notes) + 8 if notes else 0)
    outlines = [shape.path for shape in picture.shapes]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-picture" viewBox="0 0 {frame.width} {height}"'
        f' direction="ltr" role="img" font-family="{_FONT}"><title>{escape(title)}</title>',
        f'<svg width="{frame.width}" height="{frame.height}" viewBox="0 0 {frame.width} {frame.height}">',
        f'<rect class="sea" {_STYLE["sea"]} width="{frame.width}" height="{frame.height}"/>',
        *_paths(frame, "land", picture.land),
        *_paths(frame, "shade", outlines),
        *_paths(frame, "coast", picture.land),
        *_paths(frame, "ground", picture.ground),
        *_paths(frame, "rim", outlines),
        *_words(picture, letters),
        "</svg>",
        *(_note(text, frame, frame.height + line * number, turned) for number, text in enumerate(notes, 1)),
        "</svg>",
    ]
    return Svg("\n".join(parts))


def _words(picture: Picture, letters: Letters | None) -> list[str]:
    """Numbers and names, where they do not cover each other: cells first, then the larger numbers, then names."""
    taken: list[Box] = []
    cells: list[Cell] = []
    for cell in sorted(picture.cells, key=lambda cell: -cell.incidents):
        if _is_free(taken, picture.frame.at(cell.longitude, cell.latitude), f"{cell.incidents:,}"):
            cells.append(cell)
        else:
            _gather(cells, cell, picture.frame)
    shapes = sorted((one for one in picture.shapes if one.incidents > 1), key=lambda one: -one.incidents)
    parts = [_cell(picture.frame, cell) for cell in cells]
    for shape in shapes:
        at, number = picture.frame.at(shape.longitude, shape.latitude), f"{shape.incidents:,}"
        if _is_free(taken, at, number):
            parts.append(_text("number", *at, number, weight="600"))
    for label in picture.labels:
        at = picture.frame.at(label.longitude, label.latitude)
        if _is_free(taken, at, label.name):
            parts.append(_text("label", *at, label.name, letters=letters))
    return parts


def _gather(cells: list[Cell], other: Cell, frame: Frame) -> None:
    """Adds a cell that has no room of its own to the one that is nearest."""
    at = frame.at(other.longitude, other.latitude)
    nearest = min(range(len(cells)), key=lambda n: dist(at, frame.at(cells[n].longitude, cells[n].latitude)))
    one = cells[nearest]
    cells[nearest] = replace(one, incidents=one.incidents + other.incidents, places=one.places + other.places)


def _is_free(taken: list[Box], at: tuple[float, float], words: str) -> bool:
    """Whether words can stand around a point; if so their box is taken from now on."""
    half = len(words) * _LETTER / 2 + 3
    box = (at[0] - half, at[1] - 8, at[0] + half, at[1] + 8)
    free = all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in taken)
    if free:
        taken.append(box)
    return free


def _paths(frame: Frame, part: str, paths: Iterable[str]) -> list[str]:
    drawn = [f'<path d="{_in_pixels(path, frame)}"/>' for path in paths]
    return [f'<g class="{part}" {_STYLE[part]}>', *drawn, "</g>"] if drawn else []


def _in_pixels(path: str, frame: Frame) -> str:
    """A path whose points are degrees, latitude turned downwards: what draws it need not know how to scale a line
    and leave it thin."""

    def placed(point: re.Match[str]) -> str:
        x, y = frame.at(float(point[1]), -float(point[2]))
        return f"{x:g} {y:g}"

    return _POINT.sub(placed, path)


_POINT = re.compile(r"(-?[\d.]+)[ ,]+(-?[\d.]+)")


def _cell(frame: Frame, cell: Cell) -> str:
    x, y = frame.at(cell.longitude, cell.latitude)
    words = f"{cell.incidents:,}"
    half = max(9.0, len(words) * _LETTER / 2 + 4)
    box = f'x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" height="18" rx="9"'
    return f'<g class="cell"><rect {_STYLE["cell"]} {box}/>{_text("number", x, y, words)}</g>'


def _text(part: str, x: float, y: float, words: str, *, weight: str = "400", letters: Letters | None = None) -> str:
    seen = f'style="{AS_SEEN}" ' if letters else ""
    words = escape(letters(words) if letters else words)
    return f'<text class="{part}" {seen}{_STYLE[part]} font-weight="{weight}" x="{x}" y="{y}" dy="4">{words}</text>'


def _note(words: str, frame: Frame, y: float, turned: bool) -> str:
    x, side = (frame.width, 'direction="rtl" ') if turned else (0, "")
    return f'<text class="note" {side}font-size="12" fill="#5c5850" x="{x}" y="{y}">{escape(words)}</text>'
