"""A question as a map: vector tiles, the shapes of a page of the list, and a still picture for pages and reports."""

from app.domain.disclosure import INTERNAL
from app.domain.incidents import Tally
from app.domain.maps import HIGHEST, LOWEST, WIDTH, Known, Label, Picture, frame
from app.domain.questions import Question
from app.exchange import geonames, known_places
from app.exchange.outlines import land
from app.services.exports import DEED as EXPORT
from app.services.work import Work
from app.store import gazetteers, maps, places
from app.store.projects import Project

DEEPEST = 18
"""How far in tiles go: at that depth a pixel is under a metre, and no place here is known so closely."""

_STEPS_ACROSS = 800  # how coarse outlines are drawn: steps from one side of the picture to the other
_MOST_NAMES = 14


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return z <= DEEPEST and x < 1 << z and y < 1 << z


def read_tile(work: Work, project: Project, question: Question, z: int, x: int, y: int) -> bytes:
    """What answers a question within one tile (web Mercator), as a vector tile. UnknownFilter as in the list."""
    return maps.read_tile(work.connection, project.id, question, INTERNAL, z, x, y)


def read_places_tile(work: Work, z: int, x: int, y: int) -> bytes:
    """The boundaries and names of the gazetteers that are in, within one tile, as a vector tile."""
    return maps.read_places_tile(work.connection, z, x, y)


def count_placed(work: Work, project: Project, question: Question) -> tuple[Tally, Tally]:
    """How many of the incidents that answer a question are drawn, and how many stand beside the map, because nothing
    says where on it they lie."""
    return maps.count_placed(work.connection, project.id, question)


def sources_of_ground(work: Work) -> tuple[str, ...]:
    """Whom the boundaries and names of the ground come from, as their publishers want to be named."""
    return tuple(dict.fromkeys(one.attribution for one in gazetteers.loaded(work.connection)))


def country_numbers() -> dict[str, str]:
    """Two-letter codes of countries by their ISO 3166-1 numbers."""
    return geonames.country_numbers()


def shapes_of(work: Work, project: Project, refs: list[str]) -> dict[str, str]:
    """The shape of each of some incidents as GeoJSON, by ref; those beside the map are missing."""
    return maps.shapes_of(work.connection, project.id, refs, INTERNAL) if refs else {}


def read_picture(
    work: Work, project: Project, question: Question, language: str, *, width: int = WIDTH, highest: int = HIGHEST
) -> Picture | None:
    """The still picture of a question, names in `language`; None where nothing that answers has a place."""
    extent = maps.find_extent(work.connection, project.id, question, INTERNAL)
    if extent is None:
        return None
    framed = frame(extent, width, highest, min(LOWEST, highest))
    shapes, cells, told = maps.read_drawn(
        work.connection, project.id, question, INTERNAL, framed.box, across=framed.width
    )
    west, _, east, _ = framed.box
    coarseness = (east - west) / _STEPS_ACROSS
    ground = places.outlines(work.connection, framed.box, coarseness)
    named = places.units_within(work.connection, framed.box, at_most=_MOST_NAMES)
    labels = tuple(
        Label((arabic if language == "ar" else None) or name, longitude, latitude)
        for name, arabic, longitude, latitude in named
    )
    return Picture(framed, land(framed.box, coarseness), tuple(ground), shapes, cells, told, labels)


def read_known(work: Work, project: Project, question: Question) -> tuple[Known, ...]:
    """The places behind the picture of a question, each with its number: those of most first."""
    return maps.read_known(work.connection, project.id, question, INTERNAL)


def export_picture(work: Work, project: Project, question: Question, language: str) -> Picture | None:
    """The same as something that leaves: an event on record."""
    picture = read_picture(work, project, question, language)
    _record(work, project, question, "svg", picture.told.incidents if picture else 0)
    return picture


def export_known(work: Work, project: Project, question: Question) -> bytes:
    """The places behind the picture as CSV: an event on record."""
    known = read_known(work, project, question)
    _record(work, project, question, "csv", sum(one.incidents for one in known))
    return known_places.as_csv(known)


def _record(work: Work, project: Project, question: Question, name: str, incidents: int) -> None:
    detail = {"question": question.as_parameters(), "format": name, "audience": INTERNAL.name}
    work.open(project, EXPORT, detail=detail | {"rows": {"incidents": incidents}}, writes=False)
