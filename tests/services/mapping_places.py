"""Incidents that are known to places of every sort, for maps: one bundle, invented."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.places import Place, Unit
from app.domain.records import Bundle, PlaceValue
from app.services.doors import Doors
from app.services.taking_in import take_in
from tests.filled import Tokens, incident

WADI, RUMMANA = Unit("Wadi", "XA1"), Unit("Rummana", "XA101")
GOVERNORATE = Place("Wadi", "governorate", "POINT(36 35)", 100_000.0, units=(WADI,))
DISTRICT = Place("Rummana district", "district", "POINT(35.5 35)", 30_000.0, units=(WADI, RUMMANA))
NEAR = Place("near Tall Zayn", "near_place", "POINT(36.4 35.1)", 5_000.0)
SITE = Place("the mill", "site", "POINT(35.52 34.91)", 250.0)
SQUARE = Place("the plain", "line_or_area", "POLYGON((36.5 34.5,36.9 34.5,36.9 34.9,36.5 34.9,36.5 34.5))")
WORDS = Place("somewhere in the valley")
ELSEWHERE = Place("Khirba", "site", "POINT(38.5 34.2)", 250.0)

EVERY = (*[GOVERNORATE] * 5, *[DISTRICT] * 3, *[NEAR] * 2, SITE, SITE, SQUARE, WORDS, WORDS, WORDS, ELSEWHERE)


def add_incidents(doors: Doors, tokens: Tokens, places: Iterable[Place], code: str = "EAST", first: int = 1000) -> None:
    """One incident at each of the places, numbered from the first."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "record_incident")
        work.open(project, "record_incident")
        for number, place in enumerate(places, first):
            take_in(work, project, _at(incident(number), place))


def _at(bundle: Bundle, place: Place) -> Bundle:
    said = [
        replace(claim, value=PlaceValue((place,)), stated_as=place.name) if claim.path == "incident.place" else claim
        for claim in bundle.claims
    ]
    return replace(bundle, claims=tuple(said))
