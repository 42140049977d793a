"""Worked cases, entered through the services and read back. Places, people and small organisations are invented."""

from datetime import date, datetime
from typing import Any

import pytest

from app.domain import wording
from app.domain.counts import Count
from app.domain.dates import day_between
from app.domain.decisions import Question
from app.domain.errors import NotEnough
from app.domain.places import Place, point
from app.domain.records import ClaimRecord, PartyRecord, PartyValue, PlaceValue, TermValue
from app.services import decisions
from app.services.doors import Doors
from app.services.history import verify_log
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier
from tests.store.claimed import Voice, said

# Case 3: a village shelled; 7, "at least 12", 10 named.
RESCUE, MONITOR, COUNCIL = (
    Voice("Rescue service S", "observed"),
    Voice("Monitor M"),
    Voice("Village council", "records"),
)
WIRE, FORCE = Voice("Wire W", "none_stated"), Voice("Spokesman of F", "none_stated")
DAY = day_between(date(2025, 4, 17), date(2025, 4, 17))
VILLAGE = PlaceValue((Place("Bayt Rummana", "place", point(longitude=36.1, latitude=34.9), 1500.0),))
KILLED = Question("incident.count", None, "killed")


def dead(minimum: int, maximum: int | None, words: str, measure: str = "event") -> Count:
    operator = "=" if maximum == minimum else ">="
    stated = minimum if maximum == minimum else None
    return Count(
        harm="killed", minimum=minimum, maximum=maximum, stated=stated, operator=operator, words=words, measure=measure
    )


@pytest.fixture
def shelling(doors: Doors, tokens: Tokens) -> Case:
    claims = [
        said(1, "act.type", TermValue("killing"), RESCUE.name, "observed"),
        said(2, "incident.when", DAY, RESCUE.name, "observed"),
        said(3, "incident.place", VILLAGE, RESCUE.name, "observed"),
        said(
            4, "incident.count", dead(7, None, "7 bodies recovered so far"), RESCUE.name, "observed",
            stated_as="7 bodies recovered so far", as_of=datetime(2025, 4, 17, 14),
        ),
        said(11, "act.type", TermValue("killing"), MONITOR.name),
        said(12, "incident.when", DAY, MONITOR.name),
        said(13, "incident.place", VILLAGE, MONITOR.name),
        said(14, "incident.count", dead(12, None, "at least 12"), MONITOR.name, stated_as="at least 12 dead"),
        said(15, "act.alleged", PartyValue("F", "carried_out"), MONITOR.name),
        said(21, "act.type", TermValue("killing"), COUNCIL.name, "records"),
        said(22, "incident.when", DAY, COUNCIL.name, "records"),
        said(23, "incident.place", VILLAGE, COUNCIL.name, "records"),
        said(24, "incident.count", dead(9, 9, "9 named"), COUNCIL.name, "records", stated_as="9 named"),
        # The wire repeats the monitor: another document, no origin.
        said(31, "act.type", TermValue("killing"), MONITOR.name, document=f"report of {WIRE.name}"),
        said(
            41, "act.alleged", PartyValue("F"), FORCE.name, "none_stated", polarity="denies",
            stated_as="our units did not fire that day",
        ),
    ]  # fmt: skip
    return Case(doors, tokens, [RESCUE, MONITOR, COUNCIL, WIRE, FORCE], claims)


def test_three_origins_and_no_more_with_the_wire(shelling: Case) -> None:
    view = shelling.view()
    assert view.acts[0].origins == 3
    assert view.act_origins(view.acts[0]).count == 3
    line = next(line for line in view.harms if line.harm == "killed")
    assert (line.minimum, line.maximum, line.open_maximum, line.origins) == (7, None, True, 3)
    assert wording.harm_words(line, "en") == "7 or more"


def test_going_by_nine_or_more_with_the_seven_an_earlier_state(shelling: Case, doors: Doors) -> None:
    shelling.adopt(KILLED, {shelling.claim_of(RESCUE.name, "incident.count"): "different_part"}, "range_of_claims")
    with doors.work(shelling.verifier) as work:
        decided = decisions.read_decisions(work, work.enter("EAST", "read_incidents"), shelling.view())
    [adoption] = decided.adoptions
    assert not adoption.stale
    used = {one.claim for one in adoption.considered if one.used}
    values = [claim.value for claim in shelling.view().claims if claim.ref in used]
    assert wording.values_words(values, "incident.count", "en") == "Killed: 9 or more"
    reasons = {one.reason_code for one in adoption.considered if not one.used}
    assert reasons == {"different_part"}


def test_occurrence_is_corroborated_by_two_people_and_attribution_is_not(
    shelling: Case, doors: Doors, tokens: Tokens
) -> None:
    other = second_verifier(doors, tokens)
    for voice in (RESCUE, MONITOR, COUNCIL):
        shelling.grade(voice.name)
    shelling.move("credible")
    shelling.move("corroborated")
    shelling.decide("done", other)
    assert shelling.track().level == "corroborated"
    assert shelling.alleged
    shelling.move("credible", shelling.alleged)
    assert {"origins", "first_hand", "contrary"} <= shelling.lacks("corroborated", shelling.alleged)
    with pytest.raises(NotEnough):
        shelling.move("corroborated", shelling.alleged, contrary="The denial names no unit.")
    view = shelling.view()
    assert view.acts[0].status == "corroborated"
    alleged = next(part for part in view.acts[0].involvements if part.role == "alleged")
    assert (alleged.status, alleged.origins) == ("credible", 1)
    denial = next(claim for claim in view.claims if claim.polarity == "denies")
    assert "force F" in wording.claim_sentence(denial, "en")
    with doors.work(other) as work:
        assert verify_log(work).ok


def test_a_later_figure_marks_the_decision_as_overtaken_and_moves_nothing(shelling: Case, doors: Doors) -> None:
    shelling.adopt(KILLED, {shelling.claim_of(RESCUE.name, "incident.count"): "different_part"}, "range_of_claims")
    clinic = Voice("Clinic register", "records")
    shelling.add([said(61, "incident.count", dead(11, 11, "11"), clinic.name, "records")], [clinic])
    with doors.work(shelling.verifier) as work:
        decided = decisions.read_decisions(work, work.enter("EAST", "read_incidents"), shelling.view())
    assert [adoption.stale for adoption in decided.adoptions] == [True]
    line = next(line for line in shelling.view().harms if line.harm == "killed")
    assert (line.minimum, line.maximum) == (7, None), "the reported range has one figure more and the same bounds"
    assert shelling.view().acts[0].status == "allegation"


def test_camps_swapped_the_same_words_and_thresholds(doors: Doors, tokens: Tokens) -> None:
    def lacks(party: str) -> list[set[str]]:
        voices = [MONITOR, COUNCIL]
        claims = [
            said(1, "act.type", TermValue("killing"), MONITOR.name),
            said(2, "incident.when", DAY, MONITOR.name),
            said(3, "incident.place", VILLAGE, MONITOR.name),
            said(4, "act.alleged", PartyValue(party, "carried_out"), MONITOR.name),
        ]
        case = Case(doors, tokens, voices, claims, parties=[PartyRecord(party, "armed_group", f"force {party}")])
        assert case.alleged
        return [
            {code for option in case.track(refs).options for code in (option.level, *option.missing)}
            for refs in (case.act, case.alleged)
        ]

    assert lacks("G") == lacks("H")


# Case 4: people crossing a border, counted by two agencies.
AGENCY_R, AGENCY_T, MAYOR = Voice("Agency R", "records"), Voice("Agency T", "records"), Voice("Mayor", "none_stated")
CROSSED = "displaced_across_border"


def crossed(number: int, by: Voice, words: str, **count: Any) -> ClaimRecord:
    told = Count(**({"harm": CROSSED, "operator": "=", "words": words} | count))
    return said(number, "incident.count", told, by.name, by.basis, stated_as=words)


@pytest.fixture
def border(doors: Doors, tokens: Tokens) -> Case:
    claims: list[ClaimRecord] = []
    for first, voice in ((1, AGENCY_R), (11, AGENCY_T), (21, MAYOR)):
        claims.append(said(first, "act.type", TermValue("displacement"), voice.name, voice.basis))
    claims += [
        crossed(2, AGENCY_R, "4,812 people registered", minimum=4812, maximum=4812, stated=4812, measure="stock"),
        crossed(3, AGENCY_R, "1,103 families", minimum=1103, maximum=1103, stated=1103, measure="stock", unit="family"),
        crossed(12, AGENCY_T, "6,340 entries", minimum=6340, maximum=6340, stated=6340, measure="flow",
                unit="crossing"),
        crossed(13, AGENCY_T, "1,150 exits", harm="returned", minimum=1150, maximum=1150, stated=1150, measure="flow",
                unit="crossing"),
        crossed(22, MAYOR, "nearly 9,000", minimum=None, maximum=9000, stated=9000, operator="<=",
                measure="not_stated"),
    ]  # fmt: skip
    return Case(doors, tokens, [AGENCY_R, AGENCY_T, MAYOR], claims)


def test_figures_of_different_things_are_never_one_range_and_say_why(border: Case, client_as: ClientAs) -> None:
    lines = [line for line in border.view().harms if line.harm == CROSSED]
    assert {(line.unit, line.measure, line.minimum, line.maximum) for line in lines if line.minimum} == {
        ("person", "stock", 4812, 4812),
        ("family", "stock", 1103, 1103),
        ("crossing", "flow", 6340, 6340),
    }
    # Whom the mayor counts is not said, and by what he knows neither: a line of its own, without a bound.
    assert [(line.unit, line.minimum, line.maximum) for line in lines if line.measure == "not_stated"] == [
        ("person", None, None)
    ]
    page = client_as("verifier").get(f"/p/EAST/incidents/{border.ref}").text
    assert "are neither merged nor added: they count different things, one says how many there are at a time" in page
    assert "5,190" not in page and "11,152" not in page and "4,812 to" not in page


def test_two_agencies_are_two_origins_and_neither_bears_out_the_others_number(border: Case) -> None:
    view = border.view()
    assert view.harm_origins(CROSSED).count == 2
    assert {line.claims for line in view.harms} == {1}
