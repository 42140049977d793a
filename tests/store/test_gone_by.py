"""What we go by, in lists, filters and origins: beside what is claimed, and only as long as the decision holds."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.dates import day_between, from_edtf
from app.domain.disclosure import INTERNAL
from app.domain.incidents import Listed
from app.domain.places import Place, Unit
from app.domain.questions import Question
from app.domain.records import PlaceValue
from app.services.doors import Doors
from app.store import history, reading
from tests.filled import Tokens
from tests.services.deciding import Case
from tests.services.differing import COUNT, NEAR, WHEN, WHERE, differing, go_by_anis, killed, tells
from tests.store.claimed import Voice, said


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    """Whatever is asked is asked of no other incident."""
    return differing(doors, tokens)


def listed(case: Case, **asked: object) -> Listed | None:
    question = Question(**({"from_": date(2031, 1, 1), "to": date(2031, 12, 31)} | asked))  # type: ignore[arg-type]
    with case.doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_incidents")
        page = reading.find_page(work.connection, project.id, question, INTERNAL)
        assert (len(page.items) > 0) == (page.possible.count > 0 if not question.certain else page.certain.count > 0)
        assert list(history.projection_differences(work.connection, project.id)) == []
    return next((one for one in page.items if one.ref == case.ref), None)


APRIL = {"from_": date(2031, 4, 1), "to": date(2031, 4, 30)}
MAY = {"from_": date(2031, 5, 1), "to": date(2031, 5, 31)}


def test_a_period_is_asked_of_the_day_that_we_go_by(case: Case) -> None:
    assert listed(case, **APRIL) and listed(case, **MAY) and not listed(case, **APRIL, match="certain")
    go_by_anis(case, WHEN)
    assert listed(case, **APRIL, match="certain") and not listed(case, **MAY)
    found = listed(case)
    assert found is not None and found.when_gone_by is not None
    assert (found.when_gone_by.earliest_start, found.when_gone_by.latest_end) == (date(2031, 4, 17), date(2031, 4, 17))
    assert (found.when.earliest_start, found.when.latest_end) == (date(2031, 4, 17), date(2031, 5, 20))


def test_a_place_is_asked_of_the_place_that_we_go_by(case: Case) -> None:
    around = (35.9, 34.4, 36.1, 34.6)
    asked = ({"place": "Bayt Rummana"}, {"within": "North"}, {"bbox": around})
    for one in asked:
        assert listed(case, **one) and not listed(case, **one, match="certain")
    assert listed(case, within="South")
    go_by_anis(case, WHERE)
    for one in asked:
        assert listed(case, **one, match="certain"), one
    assert not listed(case, within="South") and not listed(case, place="Tall Zayn")
    found = listed(case)
    assert found is not None and found.where_gone_by is not None
    assert (found.where_gone_by.stated_as, found.where_gone_by.units) == ("Bayt Rummana", ("North",))
    assert (found.where_gone_by.longitude, found.where_gone_by.radius_m) == (36.0, 500.0)
    assert found.where.stated_as == "Bayt Rummana · Tall Zayn" and found.where.longitude is None


def test_a_number_is_asked_of_the_number_that_we_go_by(case: Case) -> None:
    assert listed(case, harm="killed", at_least=3, match="certain")
    assert not listed(case, harm="killed", at_least=9, match="certain")
    assert listed(case, harm="killed", at_least=90)
    go_by_anis(case, COUNT)
    assert listed(case, harm="killed", at_least=9, match="certain") and listed(case, harm="killed", at_least=90)
    case.adopt(COUNT, {case.claim_of("Anis", "incident.count"): "other"})
    assert not listed(case, harm="killed", at_least=9) and listed(case, harm="killed", at_least=5)
    found = listed(case)
    assert found is not None
    line = found.killed()
    assert line is not None and line.gone_by is not None
    assert (line.minimum, line.maximum, line.held.minimum, line.held.maximum) == (3, None, 3, 5)


def test_a_decision_that_is_overtaken_narrows_nothing(case: Case) -> None:
    go_by_anis(case, WHEN, WHERE, COUNT)
    case.add(tells(21, "Cumin", from_edtf("2031-06-01"), NEAR, killed(4, 4)), [Voice("Cumin")])
    found = listed(case)
    assert found is not None
    assert (found.when_gone_by, found.where_gone_by) == (None, None)
    assert found.harms and all(line.gone_by is None for line in found.harms)
    assert listed(case, **MAY) and listed(case, within="South")
    assert not listed(case, harm="killed", at_least=9, match="certain")


def test_what_is_not_determined_narrows_nothing(case: Case) -> None:
    claims = {case.claim_of(name, "incident.when"): "other" for name in ("Anis", "Basil")}
    case.adopt(WHEN, claims, "not_determined")
    found = listed(case, **MAY)
    assert found is not None and found.when_gone_by is None


def test_a_value_that_rests_on_what_lies_above_the_index_is_not_in_it(doors: Doors, tokens: Tokens) -> None:
    told = tells(1, "Anis", from_edtf("2031-04-17"), NEAR, killed(9, None))
    above = replace(said(11, "incident.when", from_edtf("2031-05-20"), "Basil"), tier=2)
    case = Case(doors, tokens, [Voice("Anis"), Voice("Basil")], [*told, above])
    case.adopt(WHEN, {case.claim_of("Anis", "incident.when"): "other"})
    found = listed(case, **APRIL)
    assert found is not None and found.when_gone_by is None


def test_whoever_speaks_of_another_time_or_place_is_no_origin(case: Case) -> None:
    assert [case.view().acts[0].origins, case.view().act_origins(case.view().acts[0]).count] == [2, 2]
    for question in (WHEN, WHERE):
        go_by_anis(case, question)
        view = case.view()
        assert view.acts[0].origins == view.act_origins(view.acts[0]).count == 1
        assert view.set_aside == {case.claim_of("Basil", question.path)}
        case.adopt(question, {}, "range_of_claims")
        view = case.view()
        assert view.acts[0].origins == view.act_origins(view.acts[0]).count == 2


def test_whoever_speaks_less_exactly_of_the_same_remains_an_origin(doors: Doors, tokens: Tokens) -> None:
    coarse = PlaceValue((Place("North", "governorate", units=(Unit("North"),)),))
    told = [
        *tells(1, "Anis", from_edtf("2031-04-17"), NEAR, killed(9, None)),
        *tells(11, "Basil", day_between(date(2031, 4, 1), date(2031, 4, 30)), coarse, killed(3, 5)),
    ]
    case = Case(doors, tokens, [Voice("Anis"), Voice("Basil")], told)
    for question in (WHEN, WHERE):
        case.adopt(question, {case.claim_of("Basil", question.path): "lower_precision"})
    view = case.view()
    assert view.acts[0].origins == view.act_origins(view.acts[0]).count == 2 and not view.set_aside
