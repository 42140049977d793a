"""Two sources that differ in day, place and number about one incident, and a person who goes by one of them."""

from app.domain.counts import Count
from app.domain.dates import from_edtf
from app.domain.decisions import Question
from app.domain.places import Place, Unit, point
from app.domain.records import ClaimRecord, PlaceValue, TermValue, Value
from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.deciding import Case
from tests.store.claimed import Voice, said

WHEN, WHERE = Question("incident.when"), Question("incident.place")
COUNT = Question("incident.count", harm="killed")


def at(name: str, longitude: float, unit: str) -> PlaceValue:
    return PlaceValue(
        (Place(name, "place", point(longitude=longitude, latitude=34.5), 500.0, units=(Unit(unit, unit[0]),)),)
    )


NEAR, FAR = at("Bayt Rummana", 36.0, "North"), at("Tall Zayn", 38.0, "South")


def tells(first: int, name: str, when: Value, where: Value, count: Value) -> list[ClaimRecord]:
    values = {
        "act.type": TermValue("killing"), "incident.when": when, "incident.place": where, "incident.count": count,
    }  # fmt: skip
    return [said(first + n, path, value, name) for n, (path, value) in enumerate(values.items())]


def killed(least: int, most: int | None) -> Count:
    return Count(
        harm="killed", minimum=least, maximum=most, operator="=" if least == most else "range" if most else ">="
    )


def differing(doors: Doors, tokens: Tokens) -> Case:
    """Anis has 9 or more at Bayt Rummana on 17 April 2031, Basil 3 to 5 at Tall Zayn on 20 May."""
    told = [
        *tells(1, "Anis", from_edtf("2031-04-17"), NEAR, killed(9, None)),
        *tells(11, "Basil", from_edtf("2031-05-20"), FAR, killed(3, 5)),
    ]
    return Case(doors, tokens, [Voice("Anis"), Voice("Basil")], told)


def go_by_anis(case: Case, *questions: Question) -> None:
    for question in questions:
        case.adopt(question, {case.claim_of("Basil", question.path): "other"})
