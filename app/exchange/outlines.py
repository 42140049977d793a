"""The outlines of countries that set-up fetched (Natural Earth, public domain) as SVG paths: the land of a still map.

Standard library only. Where they were not fetched there is no land, and a map goes by boundaries alone.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

COUNTRIES = "countries.geojson"

Ring = list[list[float]]
Box = tuple[float, float, float, float]


def folder(prefix: Path = Path(sys.prefix)) -> Path:
    """Where an environment keeps what browsers are given."""
    return prefix / "share" / "tawthiq" / "browser"


def land(box: Box, coarseness: float) -> tuple[str, ...]:
    """The outlines that may reach into a box (west, south, east, north in degrees), without points nearer to each other
    than `coarseness`; x longitude, y latitude turned downwards."""
    west, south, east, north = box
    return tuple(
        _path(ring, coarseness)
        for (low_x, low_y, high_x, high_y), ring in _rings(folder())
        if low_x <= east and high_x >= west and low_y <= north and high_y >= south
    )


@cache
def _rings(kept: Path) -> tuple[tuple[Box, Ring], ...]:
    """The outer edge of each part of each country, with the box around it."""
    path = kept / COUNTRIES
    return tuple(_boxed(ring) for ring in _edges(path)) if path.exists() else ()


def _edges(path: Path) -> Iterator[Ring]:
    for country in json.loads(path.read_text(encoding="utf-8"))["features"]:
        for polygon in country["geometry"]["coordinates"]:
            yield polygon[0]


def _boxed(ring: Ring) -> tuple[Box, Ring]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs), min(ys), max(xs), max(ys)), ring


def _path(ring: Ring, coarseness: float) -> str:
    kept = [ring[0]]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= coarseness:
            kept.append([x, y])
    return "M" + "L".join(f"{x:.3f} {-y:.3f}" for x, y in kept) + "Z"
