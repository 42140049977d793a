"""A small map of the places that are offered, drawn as SVG over the outlines of countries and the boundaries that are
in, with the cities that they lie near: to look, and to pick.

Nothing is asked of anybody else, and nothing is drawn that is not on this machine. Points are numbered as the answers
are; each has the circle in which it may lie.
"""

from dataclasses import dataclass

from app.domain.gazetteers import Candidate
from app.domain.maps import METRES_A_DEGREE, box_of, frame
from app.services import places
from app.web.languages import current_language
from app.web.policy import begin_work

WIDTH = 480
_HIGHEST, _LOWEST = 400, 160
_MARGIN = 0.15
_WIDER = 1.5  # degrees


@dataclass(frozen=True)
class Dot:
    """A candidate on the map: its number among the answers, its code, where it is drawn and how large its circle is."""

    number: int
    code: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class City:
    """A city that a candidate lies near, as something to know one's way by."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """What the template draws: land and boundaries in degrees under a transformation, dots and cities in pixels."""

    width: int
    height: int
    transform: str
    land: tuple[str, ...]
    outlines: tuple[str, ...]
    cities: tuple[City, ...]
    dots: tuple[Dot, ...]


def draw(candidates: tuple[Candidate, ...]) -> Drawing | None:
    """The map of some candidates; None where none has a point, or nothing is known of the ground around them."""
    placed = [
        (number, one, one.longitude, one.latitude)
        for number, one in enumerate(candidates, 1)
        if one.longitude is not None and one.latitude is not None and one.radius_m is not None
    ]
    if not placed:
        return None
    cities = {one.landmark.name: one.landmark for _, one, *_ in placed if one.landmark}
    shown = [(longitude, latitude) for *_, longitude, latitude in placed]
    shown += [(city.longitude, city.latitude) for city in cities.values()]
    around = frame(box_of(shown), WIDTH, _HIGHEST, _LOWEST, _MARGIN)
    land, outlines = places.read_ground(begin_work(), around.box)
    if not outlines:
        # Far enough for a coast or a border to be seen: nearer there would be nothing to know one's way by.
        west, south, east, north = box_of(shown)
        wider = (west - _WIDER, south - _WIDER, east + _WIDER, north + _WIDER)
        around = frame(wider, WIDTH, _HIGHEST, _LOWEST, _MARGIN)
        land, outlines = places.read_ground(begin_work(), around.box)
    if not land and not outlines:
        return None
    arabic = current_language() == "ar"
    named = tuple(
        City((city.name_ar if arabic else None) or city.name, *around.at(city.longitude, city.latitude))
        for city in cities.values()
    )
    dots = tuple(
        Dot(
            number,
            one.code,
            *around.at(longitude, latitude),
            round((one.radius_m or 0) / METRES_A_DEGREE * around.scale, 1),
        )
        for number, one, longitude, latitude in placed
    )
    return Drawing(around.width, around.height, around.transform, land, outlines, named, dots)
