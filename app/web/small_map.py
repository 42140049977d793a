"""A small map of the places that are offered, drawn as SVG with the boundaries that are in: to look, and to pick.

Nothing is asked of anybody else, and nothing is drawn that is not on this machine. Points are numbered as the answers
are; each has the circle in which it may lie.
"""

from dataclasses import dataclass

from app.domain.gazetteers import Candidate
from app.domain.maps import METRES_A_DEGREE, box_of, frame
from app.services import places
from app.web.policy import begin_work

WIDTH = 480
_HIGHEST, _LOWEST = 400, 160
_MARGIN = 0.15


@dataclass(frozen=True)
class Dot:
    """A candidate on the map: its number among the answers, its code, where it is drawn and how large its circle is."""

    number: int
    code: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Drawing:
    """What the template draws: outlines in degrees under a transformation, dots in pixels."""

    width: int
    height: int
    transform: str
    outlines: tuple[str, ...]
    dots: tuple[Dot, ...]


def draw(candidates: tuple[Candidate, ...]) -> Drawing | None:
    """The map of some candidates; None where none has a point, or no boundary is known around them."""
    placed = [
        (number, one, one.longitude, one.latitude)
        for number, one in enumerate(candidates, 1)
        if one.longitude is not None and one.latitude is not None and one.radius_m is not None
    ]
    if not placed:
        return None
    around = frame(
        box_of([(longitude, latitude) for *_, longitude, latitude in placed]), WIDTH, _HIGHEST, _LOWEST, _MARGIN
    )
    west, south, east, north = around.box
    outlines = places.outlines(begin_work(), west=west, south=south, east=east, north=north)
    if not outlines:
        return None
    dots = tuple(
        Dot(
            number,
            one.code,
            *around.at(longitude, latitude),
            round((one.radius_m or 0) / METRES_A_DEGREE * around.scale, 1),
        )
        for number, one, longitude, latitude in placed
    )
    return Drawing(around.width, around.height, around.transform, outlines, dots)
