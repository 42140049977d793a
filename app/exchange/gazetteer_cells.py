"""What gazetteers of all publishers have in common: names, areas, and what is said of a file that is none."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.gazetteers import PlaceName
from app.domain.text import detect_language

NOT_KNOWN = (
    "This is no gazetteer that is known: OCHA boundaries, neighbourhoods or populated places, Who's On First,"
    " Open-Syria aliases, GeoNames, Natural Earth. See docs/places.md."
)


def names(*names: str | None) -> tuple[PlaceName, ...]:
    return tuple(PlaceName(" ".join(name.split())) for name in names if name and name.strip())


def is_read(name: str) -> bool:
    return detect_language(name) != "und"


def area(geometry: Mapping[str, Any]) -> str:
    """A polygon or several as GeoJSON. ValueError where a corner is no point of the world: the database would read
    anything as a number."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(geometry["type"])
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for longitude, latitude, *_ in (corner for rings in shapes for ring in rings for corner in ring):
        if not (abs(longitude) <= 180.001 and abs(latitude) <= 90.001):
            raise ValueError("a corner outside the world")
    return json.dumps(geometry)
