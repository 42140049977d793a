"""The outlines of countries that set-up fetched (Natural Earth, public domain): as SVG paths the land of a still map,
and in which of them a point lies.

Standard library only. Where they were not fetched there is no land: a map goes by boundaries alone, and of no point is
known where it lies.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

COUNTRIES = "countries.geojson"

Ring = list[list[float]]
Box = tuple[float, float, float, float]


def folder(prefix: Path = Path(sys.prefix)) -> Path:
    """Where an environment keeps what browsers are given."""
    return prefix / "share" / "tawthiq" / "browser"


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a country: its outer edge with the box around it, and its holes."""

    number: str
    name: str
    box: Box
    rings: tuple[Ring, ...]


def land(box: Box, coarseness: float) -> tuple[str, ...]:
    """The outlines that may reach into a box (west, south, east, north in degrees), without points nearer to each other
    than `coarseness`; x longitude, y latitude turned downwards."""
    west, south, east, north = box
    return tuple(
        _path(part.rings[0], coarseness)
        for part in _parts(folder())
        if part.box[0] <= east and part.box[2] >= west and part.box[1] <= north and part.box[3] >= south
    )


def are_kept() -> bool:
    """Whether set-up fetched them."""
    return bool(_parts(folder()))


def country_at(longitude: float, latitude: float, near: float) -> tuple[str, str] | None:
    """The ISO 3166-1 number (empty where it has none) and English name of the country whose outline holds a point, else
    of one whose outline passes within some `near` degrees of it."""
    # What crosses the antimeridian goes on beyond it.
    turns = (longitude, longitude - 360 if longitude > 0 else longitude + 360)
    beside = None
    for part in _parts(folder()):
        west, south, east, north = part.box
        if not south - near <= latitude <= north + near:
            continue
        for x in turns:
            if west - near <= x <= east + near:
                met = [_met(ring, x, latitude, near) for ring in part.rings]
                if sum(inside for inside, _ in met) % 2 == 1:
                    return part.number, part.name
                if beside is None and any(close for _, close in met):
                    beside = part.number, part.name
    return beside


@cache
def _parts(kept: Path) -> tuple[_Part, ...]:
    path = kept / COUNTRIES
    return tuple(_read(path)) if path.exists() else ()


def _read(path: Path) -> Iterator[_Part]:
    for country in json.loads(path.read_text(encoding="utf-8"))["features"]:
        said = country["properties"]
        for rings in country["geometry"]["coordinates"]:
            xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
            yield _Part(said["number"], said["name"], (min(xs), min(ys), max(xs), max(ys)), tuple(rings))


def _met(ring: Ring, x: float, y: float, near: float) -> tuple[bool, bool]:
    """Whether a point lies within an outline (a line from it to the east crosses it an odd number of times), and
    whether an edge of it passes near."""
    inside = close = False
    low, high = y - near, y + near
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > high and y2 > high) or (y1 < low and y2 < low):
            continue
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        if min(x1, x2) - near <= x <= max(x1, x2) + near:
            close = True
    return inside, close


def _path(ring: Ring, coarseness: float) -> str:
    kept = [ring[0]]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= coarseness:
            kept.append([x, y])
    return "M" + "L".join(f"{x:.3f} {-y:.3f}" for x, y in kept) + "Z"
