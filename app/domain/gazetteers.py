"""What a gazetteer says of places, and what is offered for a name: records alone.

A gazetteer is somebody's list of places and boundaries, with its version and licence. What stands in it is no claim
about an incident, and a boundary in it is drawn as its publisher drew it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.places import RADIUS_M

# Kinds of place → (precision that its name allows, metres that its point may be off; None: as its area says).
KINDS: dict[str, tuple[str, float | None]] = {
    "site": ("site", RADIUS_M["site"]),
    "neighbourhood": ("neighbourhood", RADIUS_M["neighbourhood"]),
    "village": ("place", 1_000.0),
    "settlement": ("place", RADIUS_M["place"]),
    "town": ("place", 3_000.0),
    "city": ("place", 8_000.0),
    "subdistrict": ("subdistrict", RADIUS_M["subdistrict"]),
    "district": ("district", RADIUS_M["district"]),
    "governorate": ("governorate", RADIUS_M["governorate"]),
    "country": ("country", None),
}
LEVELS = {"country": 0, "governorate": 1, "district": 2, "subdistrict": 3}
SETTLEMENTS = frozenset({"village", "settlement", "town", "city"})
OF_THE_WORLD = 30
"""From this rank on a gazetteer is of the whole world, and none that somebody loaded for one country."""
KEPT_AS_TEXT = "text"
"""The answer that none of the places offered is meant: the words alone are kept."""
REGISTERED_NEW = "new"
"""The answer that none of them is meant, and that the place is to be registered as one of the project's own."""
DIRECTIONS = ("north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west")
OWN = "own"
"""What a candidate has for its gazetteer where it is a place of the project's own."""
OWN_KINDS = ("site", "neighbourhood", "village", "settlement", "town", "city")
"""What a project may register: no administrative unit, which is drawn by who draws boundaries."""


def settlement_of(population: int | None) -> str:
    """Whether so many people make a village, a town or a city; `settlement` where nobody says how many they are."""
    if not population:
        return "settlement"
    return "city" if population >= 100_000 else "town" if population >= 10_000 else "village"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """One data set: whose it is and under what licence. Of two that draw one unit, the lower `rank` is gone by."""

    name: str
    title: str
    version: str
    licence: str
    attribution: str
    rank: int


@dataclass(frozen=True, slots=True)
class PlaceName:
    name: str
    language: str = "und"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """One place as a gazetteer has it; without `kind` further names of a place that is in already.

    `code` is the place's for good, `scheme:value`. `area` is GeoJSON text, WGS 84. `units` are the codes of the units
    that it lies in, from the largest down, where the gazetteer says so.
    """

    code: str
    names: tuple[PlaceName, ...]
    kind: str | None = None
    country: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    population: int | None = None
    area: str | None = None
    units: tuple[str | None, ...] = ()
    external_ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadGazetteer:
    """A file as it was understood: which gazetteer it is, how many bytes it has, its places one by one."""

    gazetteer: Gazetteer
    entries: Iterable[PlaceEntry]


@dataclass(frozen=True, slots=True)
class UnitNamed:
    """An administrative unit that a place lies in."""

    code: str
    name: str
    name_ar: str | None = None


@dataclass(frozen=True, slots=True)
class Landmark:
    """The city that a place lies nearest to: how far off, and in which of `DIRECTIONS` the place lies from there."""

    name: str
    name_ar: str | None
    longitude: float
    latitude: float
    distance_m: float
    azimuth: float

    @property
    def direction(self) -> str:
        return DIRECTIONS[round(self.azimuth / 45) % 8]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may stand for. `parents` go from the smallest unit up; `exact`: a name of it is spelt so;
    `named`: so, or as the larger place is that stands in the words.

    `distance_m`: how far it is from what was chosen before. `radius_m` is None where its area is a whole country.
    `landmark`: by what places of one name are told apart, where a city of the same country is near.
    """

    code: str
    kind: str
    name: str
    name_ar: str | None
    country: str | None
    parents: tuple[UnitNamed, ...]
    longitude: float | None
    latitude: float | None
    radius_m: float | None
    score: float
    exact: bool
    gazetteer: str
    external_ids: dict[str, str]
    distance_m: float | None = None
    landmark: Landmark | None = None
    named: bool = False

    @property
    def precision(self) -> str:
        return KINDS[self.kind][0]


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered for a name: candidates, best first, and the one that is taken by itself, if there is one: the
    only place that is spelt so. `nothing_in`: no gazetteer is in yet, so that no name can be known."""

    candidates: tuple[Candidate, ...] = ()
    alone: Candidate | None = None
    nothing_in: bool = False

    @property
    def close(self) -> tuple[Candidate, ...]:
        """Those that are looked at first: the ones that are named; all, where none is."""
        return tuple(one for one in self.candidates if one.named) or self.candidates

    def chosen(self, code: str | None) -> Candidate | None:
        """The candidate of this code among those offered."""
        return next((one for one in self.candidates if one.code == code), None)
