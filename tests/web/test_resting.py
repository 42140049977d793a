"""What rests on a document or claim is said before it is taken back, and marked afterwards; nothing moves by itself."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.domain.decisions import Question
from app.domain.tasks import TaskQuestion, TaskView
from app.services import decisions, history, tasks, verification
from app.services.doors import Doors
from app.services.work import Work
from app.store.projects import Project
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.services.exporting import read_set, take_out
from tests.services.test_reports import compiled, sentences_of, text_of
from tests.store.claimed import Voice
from tests.web.api.conftest import ProgramAs
from tests.web.api.conftest import program as program
from tests.web.test_deciding import M, N, incident, track
from tests.web.test_deciding import case as case
from tests.web.test_deciding import verifier as verifier

WHEN = Question("incident.when")


@pytest.fixture
def corroborated(case: Case, doors: Doors, tokens: Tokens) -> Case:
    for name in (M.name, N.name):
        case.grade(name)
    case.adopt(WHEN, {case.claim_of(N.name, "incident.when"): "lower_precision"})
    case.move("credible")
    case.move("corroborated")
    case.decide("done", second_verifier(doors, tokens))
    return case


def retract(browser: FlaskClient, case: Case, name: str = M.name, **more: str) -> str:
    """Retracts a document past the page that says what rests on it; returns that page."""
    where = f"/p/EAST/documents/{case.document_of(name)}/amend"
    given = {"version": "1", "title": f"Report of {name}", "kind": "report", "state": "on_file"}
    given |= {"retraction": "retracted", "retraction_citation": "Its site, 3 May."} | more
    asked = browser.post(where, data=given)
    assert asked.status_code == 200 and "Look first at what rests on it" in asked.text
    assert "retracted" not in browser.get(f"/p/EAST/documents/{case.document_of(name)}").text, "nothing was kept yet"
    [seen] = re.findall(r'name="seen" value="([^"]+)"', asked.text)
    assert browser.post(where, data=given | {"seen": seen}).status_code == 303
    return asked.text


def lapsed(case: Case) -> dict[str | None, tuple[str, ...]]:
    with case.doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_verification")
        found = verification.find_lapsed(work, project, case.view())
    return {refs.party: missing for refs, _, missing in found}


def no_longer_borne_out(case: Case, tokens: Tokens, folder: Path) -> list[str]:
    """What an export says of the case's act and of its incident."""
    folder.mkdir()
    take_out(case.doors, tokens, folder / "set")
    tables = read_set(folder / "set")
    of_case = {"acts": "incident", "incidents": "ref"}
    return [r["no_longer_borne_out"] for name, ref in of_case.items() for r in tables[name] if r[ref] == case.ref]


def is_stale(case: Case) -> bool:
    with case.doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_verification")
        [one] = decisions.read_decisions(work, project, case.view()).adoptions
        return one.stale


def test_a_retraction_says_first_what_rests_on_it(corroborated: Case, client_as: ClientAs) -> None:
    asked = retract(client_as("documenter"), corroborated)
    assert "4 claims stand in it." in asked and "4 of them stand nowhere else." in asked
    assert "What stands nowhere else is then no ground for a level." in asked
    assert "They bring 1 origin." in asked and "1 decision uses it." in asked and "1 level rests on it." in asked
    assert f'href="{track(corroborated)}"' in asked and f'href="{incident(corroborated)}"' in asked


def test_what_rested_on_a_retracted_document_is_marked(
    corroborated: Case, client_as: ClientAs, verifier: FlaskClient, program: ProgramAs, tokens: Tokens, tmp_path: Path
) -> None:
    case = corroborated
    assert lapsed(case) == {} and not is_stale(case)
    assert no_longer_borne_out(case, tokens, tmp_path / "before") == ["false", "false"]
    assert "no longer borne out" not in text_of(compiled(case.doors, tokens, "bulletin"))
    assert "no longer borne out by what is on record: 0." in text_of(compiled(case.doors, tokens, "pipeline"))
    retract(client_as("documenter"), case)
    assert case.track().level == "corroborated", "nothing is lowered by itself"
    assert {"origins", "decided:incident.when"} <= set(lapsed(case)[None])
    assert no_longer_borne_out(case, tokens, tmp_path / "after") == ["true", "true"]
    read = program("verifier", "read").get(f"incidents/{case.ref}").json
    assert read and read["no_longer_borne_out"] == [{"act": read["acts"][0]["ref"], "party": None}]
    told = [one for one in sentences_of(compiled(case.doors, tokens, "bulletin")) if one.aside]
    assert [(one.level, one.aside) for one in told] == [
        ("corroborated", "This level is no longer borne out by what is on record.")
    ]
    assert "no longer borne out by what is on record: 1." in text_of(compiled(case.doors, tokens, "pipeline"))
    assert is_stale(case)
    for page in (incident(case), track(case), f"{incident(case)}/print"):
        text = verifier.get(page).text
        assert "is no longer borne out. It lacks now: As many independent sources" in text
        assert f"Rests on a document that its source has retracted: Report of {M.name}" in text
    with case.doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_tasks")
        [task] = reviews(work, project, case)
    assert task.document is not None and task.document.ref == case.document_of(M.name)
    case.adopt(WHEN, {case.claim_of(M.name, "incident.when"): "other"})
    assert not is_stale(case), "whoever decides anew has seen it"
    assert case.lacks("credible") == set(), "lowering stays easy"


def test_of_a_part_that_nobody_alleges_any_more_no_level_is_told(
    doors: Doors, tokens: Tokens, verifier: FlaskClient
) -> None:
    """A level stays where it was, and is not told of the act itself."""
    case = Case(doors, tokens, [Voice("S")], tells(1, "S", alleged="F"))
    case.grade("S")
    case.move("credible", case.alleged)
    where = f"{incident(case)}/claims/{case.claim_of('S', 'act.alleged')}/withdraw"
    assert verifier.post(where, data={"reason": "Misread."}).status_code == 303
    assert lapsed(case) == {} and "no longer borne out" not in verifier.get(incident(case)).text


def test_lists_go_by_a_decision_as_long_as_what_it_uses_is_not_retracted(
    corroborated: Case, client_as: ClientAs, doors: Doors, tokens: Tokens
) -> None:
    """What is stored for lists and filters follows a retraction, and one that is taken back."""
    case, browser = corroborated, client_as("documenter")
    gone_by = "the value we go by"
    assert gone_by in browser.get("/p/EAST/incidents").text
    retract(browser, case)
    assert gone_by not in browser.get("/p/EAST/incidents").text
    given = {"version": "2", "title": f"Report of {M.name}", "kind": "report", "state": "on_file", "retraction": ""}
    where = f"/p/EAST/documents/{case.document_of(M.name)}/amend"
    assert browser.post(where, data=given).status_code == 303
    assert gone_by in browser.get("/p/EAST/incidents").text and not is_stale(case)
    with doors.work(tokens["EAST", "custodian"]) as work:
        assert list(history.find_differences(work, "EAST")) == []


def reviews(work: Work, project: Project, case: Case) -> list[TaskView]:
    question = TaskQuestion(kind="retracted", incident=case.ref)
    return tasks.find_tasks(work, project, question, date(2026, 1, 1))[0]


def test_what_stands_elsewhere_too_is_borne_out_still(corroborated: Case, client_as: ClientAs) -> None:
    """The same document corrected, and not retracted, takes nothing away; it is looked at again all the same."""
    asked = retract(client_as("documenter"), corroborated, retraction="corrected")
    assert "1 level rests on it." in asked and "no ground" not in asked
    assert lapsed(corroborated) == {} and not is_stale(corroborated)
    with corroborated.doors.work(corroborated.verifier) as work:
        assert len(reviews(work, work.enter("EAST", "read_tasks"), corroborated)) == 1


def test_a_claim_says_what_was_decided_by_it_before_it_ends(
    corroborated: Case, client_as: ClientAs, verifier: FlaskClient
) -> None:
    case, browser = corroborated, client_as("documenter")
    used = case.claim_of(M.name, "incident.when")
    for deed in ("withdraw", "supersede"):
        asked = browser.get(f"{incident(case)}/claims/{used}/{deed}").text
        assert "1 decision uses it." in asked and "1 level rests on it." in asked
        assert f'href="{track(case)}"' in asked
    alleged = case.claim_of(M.name, "act.alleged")
    assert "Look first" not in browser.get(f"{incident(case)}/claims/{alleged}/withdraw").text
    assert browser.post(f"{incident(case)}/claims/{used}/withdraw", data={"reason": "Misread."}).status_code == 303
    assert is_stale(case) and "origins" in lapsed(case)[None]
    assert "is no longer borne out" in verifier.get(incident(case)).text
