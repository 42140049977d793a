"""Where it is said to have happened: the name as the source has it, how precise it is, and what may lie in it.

A place is never a bare point: a point has a radius in metres, and administrative units go down only as far as the
precision allows. Coordinates are WGS 84 degrees, longitude first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from app.domain.errors import InvalidValue
from app.domain.text import fold, searchable

# Coarser from left to right.
PRECISIONS = (
    "site", "neighbourhood", "place", "near_place", "line_or_area", "subdistrict", "district", "governorate",
    "several", "country", "unknown",
)  # fmt: skip

# Metres that a point of this precision may be off, where the source does not say: about the radius of the smallest
# circle around a unit or settlement of that kind (median of one country's units for neighbourhood, subdistrict and
# district; the widest usual one for a governorate, whose median would leave half of them out).
RADIUS_M = {
    "site": 250.0, "neighbourhood": 800.0, "place": 2_000.0, "near_place": 5_000.0, "line_or_area": 50_000.0,
    "subdistrict": 12_800.0, "district": 30_000.0, "governorate": 100_000.0,
}  # fmt: skip

# How many administrative units, from the largest down, a precision can be certain of.
UNITS_ALLOWED = {"several": 0, "country": 0, "governorate": 1, "district": 2}

# What kind of unit or place a name says it is: not part of the name itself.
_KIND_WORDS = re.compile(
    r"\b(governorate|province|district|sub-?district|nahia|nahiyah|mintaqa|muhafazah|county|region"
    r"|village|town|city|neighbou?rhood)\b"
    r"|(?<!\S)(محافظه|منطقه|ناحيه|قضاء|مديريه|قريه|بلده|مدينه|حي)(?!\S)"
)


# Words before a name that say that the place itself is not meant.
_NEAR = re.compile(
    r"\b(near|nearby|close to|next to|outside|around|on the outskirts of|in the vicinity of)\b"
    r"|(?<!\w)((?:بال|ب)?قرب|قريب[ها]? من|بجوار|جوار|محيط|في محيط|اطراف|حول|خارج|مشارف)(?!\w)"
)
_ROUGH = re.compile(
    r"\b(between|countryside|road from|(north|south|east|west)(ern)? of)\b|(?<!\w)(بين|ريف|ارياف|الطريق من)(?!\w)"
)


def precision_said(name: str) -> str | None:
    """What the words for a place say of its precision: `near_place`, `unknown` where they say only that it is rough, or
    None where they say nothing of it."""
    folded = fold(name)
    if _ROUGH.search(folded):
        return "unknown"
    return "near_place" if _NEAR.search(folded) else None


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit as the source names it, with its code where it gives one."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a claim says of where; `wkt` is WGS 84 and needs a radius if a point.

    `units` go from the largest down, each at the place of its level: None where a level above a named one is not named
    (a district without its governorate), and nothing after the last that is named. `gazetteer` is the code of the place
    that somebody took it for.
    """

    name: str
    precision: str = "unknown"
    wkt: str | None = None
    radius_m: float | None = None
    method: str = "as_stated"
    part: str = "at"
    list: str = "one"
    country: str | None = None
    units: tuple[Unit | None, ...] = ()
    gazetteer: str | None = None

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise InvalidValue(f"Choose a precision from: {', '.join(PRECISIONS)}.", "precision")
        if len(self.units) > 3 or (self.units and self.units[-1] is None):
            raise InvalidValue("Units are at most three levels, and the last of them has a name.", "units")
        if len(self.units) > UNITS_ALLOWED.get(self.precision, 3):
            raise InvalidValue(
                f"A place known to the {self.precision} cannot name {len(self.units)} levels of units.", "units"
            )
        if self.wkt is not None and self.wkt.startswith("POINT") and self.radius_m is None:
            raise InvalidValue("A point needs the distance in metres that it may be off.", "radius_m")


_KM_A_DEGREE = 111.32


def around(wkt: str, metres: float) -> tuple[float, float, float, float] | None:
    """West, south, east and north of a box of at least `metres` on each side of a point; None for what is no point, or
    where the box would reach a pole or cross the antimeridian."""
    found = _POINT.fullmatch(wkt)
    if found is None:
        return None
    longitude, latitude = float(found.group(1)), float(found.group(2))
    high = metres / 1000 / _KM_A_DEGREE
    if abs(latitude) + high >= 89:
        return None
    wide = high / cos(radians(abs(latitude) + high))
    west, east = longitude - wide, longitude + wide
    return (west, latitude - high, east, latitude + high) if west >= -180 and east <= 180 else None


_NUMBER = r"-?\d{1,3}(?:\.\d+)?(?:[eE][-+]?\d+)?"
_PAIR = f"{_NUMBER} +{_NUMBER}"
_POINT = re.compile(rf"POINT *\( *({_NUMBER}) +({_NUMBER}) *\)")


def _list_of(part: str) -> str:
    return rf"\( *{part}(?: *, *{part})* *\)"


# The kinds of geometry that a place may have: what stands in each.
_GEOMETRIES = {
    "POINT": rf"\( *{_PAIR} *\)",
    "LINESTRING": _list_of(_PAIR),
    "POLYGON": _list_of(_list_of(_PAIR)),
    "MULTIPOINT": f"(?:{_list_of(_PAIR)}|{_list_of(rf'[(] *{_PAIR} *[)]')})",
    "MULTILINESTRING": _list_of(_list_of(_PAIR)),
    "MULTIPOLYGON": _list_of(_list_of(_list_of(_PAIR))),
}
_WKT = re.compile("|".join(f"{kind} *{inside}" for kind, inside in _GEOMETRIES.items()))
_RUN = re.compile(r"\(([^()]*)\)")


def check_wkt(wkt: str | None) -> None:
    """InvalidValue, naming `wkt`, where a text is no geometry of these kinds within the world, with whole rings."""
    if wkt is None:
        return
    if _WKT.fullmatch(wkt) is None:
        raise InvalidValue(f"is none of {', '.join(_GEOMETRIES)} with longitude first, as in POINT(36.1 34.9)", "wkt")
    for run in _RUN.findall(wkt):
        pairs = [tuple(map(float, pair.split())) for pair in run.split(",")]
        if any(abs(longitude) > 180 or abs(latitude) > 90 for longitude, latitude in pairs):
            raise InvalidValue("goes outside the world: longitude stands first, then latitude", "wkt")
        if "LINESTRING" in wkt and len(pairs) < 2:
            raise InvalidValue("has a line of fewer than two points", "wkt")
        if "POLYGON" in wkt and (len(pairs) < 4 or pairs[0] != pairs[-1]):
            raise InvalidValue("has a ring that does not end where it begins", "wkt")


def units_of(levels: Iterable[Unit | None]) -> tuple[Unit | None, ...]:
    """The units of a place from what stands at each level, down to the last that is named."""
    found = [unit if unit and unit.name else None for unit in levels]
    while found and found[-1] is None:
        found.pop()
    return tuple(found)


def point(*, longitude: float, latitude: float) -> str:
    """The WKT of a point (WGS 84 degrees). InvalidValue outside the world, and at 0,0, which nobody means."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        beyond = "longitude" if abs(longitude) > 180 else "latitude"
        raise InvalidValue("Longitude goes from -180 to 180 and latitude from -90 to 90: are they swapped?", beyond)
    if longitude == 0 and latitude == 0:
        raise InvalidValue(
            "0, 0 lies in the sea off Africa: leave both empty where the point is not known.", "longitude"
        )
    return f"POINT({longitude:.6f} {latitude:.6f})"


def place_key(name: str) -> str:
    """By which a place or unit is found: folded, without the words that say what kind it is.

    "Homs Governorate", "محافظة حمص" and "homs" in one script each have one key. A name that is nothing but such a
    word keeps it.
    """
    folded = searchable(name)
    bare = " ".join(_KIND_WORDS.sub(" ", folded).split())
    return bare or folded
