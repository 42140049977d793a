"""Outlines of countries as set-up keeps them, of an invented shape under numbers that a name belongs to."""

import json
from pathlib import Path

import pytest

from app.exchange import outlines

Box = tuple[float, float, float, float]


def keep_outlines(monkeypatch: pytest.MonkeyPatch, folder: Path, countries: dict[tuple[str, str], list[Box]]) -> None:
    """Has `folder` stand for what set-up fetched: by number and name, the box of a country and of its holes (west,
    south, east, north)."""
    features = [
        {
            "type": "Feature",
            "properties": {"number": number, "name": name},
            "geometry": {"type": "MultiPolygon", "coordinates": [[_ring(*box) for box in boxes]]},
        }
        for (number, name), boxes in countries.items()
    ]
    path = folder / "outlines"
    path.mkdir()
    (path / outlines.COUNTRIES).write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    monkeypatch.setattr(outlines, "folder", lambda: path)


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]
