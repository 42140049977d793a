"""The work on an incident moves on by a rule that stands in the database; it is another thing than verification."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.decisions import Question
from app.domain.errors import InvalidInput, NotPermitted, Refused, Stale
from app.domain.questions import ask
from app.domain.review import ReviewView, WorkflowEntry
from app.services import decisions, incidents, review
from app.services.doors import Doors
from app.services.history import verify_log
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.services.exporting import read_set, take_out
from tests.store.claimed import Voice, said

KILLED = Question("incident.count", None, "killed")


def dead(number: int) -> Count:
    return Count(harm="killed", minimum=number, maximum=number, stated=number, operator="=", words=str(number))


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    """Two sources that differ, and a project of several people."""
    second_verifier(doors, tokens)
    claims = [
        *tells(1, "S"), said(5, "incident.count", dead(7), "S", stated_as="7"),
        *tells(11, "X"), said(15, "incident.count", dead(9), "X", stated_as="9"),
    ]  # fmt: skip
    return Case(doors, tokens, [Voice("S"), Voice("X")], claims)


def move(case: Case, state: str, reason: str = "", who: str = "verifier", version: int | None = None) -> None:
    view = case.view()
    with case.doors.work(case.tokens["EAST", who]) as work:
        project = work.enter("EAST", "move_workflow")
        entry = WorkflowEntry(version=version or view.version, state=state, reason=reason)
        review.move_workflow(work, project, view, entry)


def cleared(case: Case) -> ReviewView:
    move(case, "submitted", who="documenter")
    move(case, "in_review")
    move(case, "cleared")
    return case.view().review


def test_from_draft_to_cleared_and_open_again_each_an_event(case: Case, doors: Doors) -> None:
    move(case, "submitted", who="documenter")
    move(case, "in_review")
    move(case, "returned", "The second document is not graded.")
    assert case.view().review.reason == "The second document is not graded."
    move(case, "submitted", who="documenter")
    move(case, "in_review")
    move(case, "cleared")
    assert (case.view().review.state, case.view().review.self_reviewed) == ("cleared", False)
    move(case, "reopened", "A source has corrected itself.", who="documenter")
    with doors.work(case.verifier) as work:
        events, _ = incidents.read_history(work, work.enter("EAST", "read_incidents"), case.ref)
        assert verify_log(work).ok
    told = [(one.detail["to"], one.reason) for one in events if one.deed == "move_workflow"]
    assert told[0] == ("reopened", "A source has corrected itself.") and len(told) == 7
    assert case.view().acts[0].status == "allegation", "being reviewed verifies nothing"


@pytest.mark.parametrize(
    "state, reason, who, error",
    [
        ("in_review", "", "verifier", Refused),  # nobody has submitted it
        ("cleared", "", "verifier", Refused),
        ("nowhere", "", "verifier", Refused),
        ("submitted", "", "analyst", NotPermitted),
    ],
)
def test_no_state_is_skipped_and_no_role_does_anothers(
    case: Case, state: str, reason: str, who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        move(case, state, reason, who)
    assert case.view().review.state == "draft"


def test_only_a_verifier_reviews_and_what_goes_back_says_why(case: Case) -> None:
    move(case, "submitted", who="documenter")
    with pytest.raises(NotPermitted):
        move(case, "in_review", who="documenter")
    move(case, "in_review")
    with pytest.raises(InvalidInput):
        move(case, "returned")
    with pytest.raises(Stale):
        move(case, "cleared", version=1)


def test_whoever_recorded_it_does_not_clear_it_but_in_one_person_mode(
    case: Case, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    verifier = sa.text("SELECT id FROM account WHERE name = 'verifier of EAST'")
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE incident DISABLE TRIGGER USER"))
        number = connection.execute(verifier).scalar_one()
        connection.execute(sa.text("UPDATE incident SET recorded_by = :who"), {"who": number})
        connection.execute(sa.text("ALTER TABLE incident ENABLE TRIGGER USER"))
    move(case, "submitted")
    move(case, "in_review")
    with pytest.raises(Refused, match="somebody else"):
        move(case, "cleared")
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE project DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE project SET one_person = true"))
        connection.execute(sa.text("ALTER TABLE project ENABLE TRIGGER USER"))
    move(case, "cleared")
    assert case.view().review.self_reviewed


def test_a_new_claim_on_a_cleared_incident_changes_no_figure_and_is_shown_as_pending(case: Case, doors: Doors) -> None:
    """verification.md, section 11, case 4: intake is never locked, what we go by stays, the decision is overtaken."""
    case.adopt(KILLED, {case.claim_of("X", "incident.count"): "different_part"}, "analyst_judgement")
    words = (case.view().title, case.view().summary)
    assert not cleared(case).pending
    case.add([said(61, "incident.count", dead(30), "N", stated_as="30")], [Voice("N")])
    view = case.view()
    assert view.review.pending and view.review.state == "cleared"
    assert (view.title, view.summary) == words
    with doors.work(case.verifier) as work:
        project = work.enter("EAST", "read_incidents")
        [adoption] = decisions.read_decisions(work, project, view).adoptions
        assert adoption.stale and sum(one.used for one in adoption.considered) == 1
        assert [one.ref for one in incidents.find_incidents(work, project, ask({"workflow": "pending"})).items] == [
            case.ref
        ]
    with pytest.raises(Refused, match="reopen it first"):
        case.adopt(KILLED, {}, "range_of_claims")
    with pytest.raises(Refused, match="reopen it first"), doors.work(case.verifier) as work:
        project = work.enter("EAST", "amend_incident")
        incidents.amend_incident(work, project, case.ref, view.version, incidents.OwnWords("Other words"))
    move(case, "reopened", "A third source says 30.")
    case.adopt(KILLED, {}, "range_of_claims")
    assert not case.view().review.pending


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incident SET workflow = 'cleared'",
        "UPDATE incident SET workflow_at = now()",
        "INSERT INTO incident (project_id, ref, title, title_folded, workflow, recorded_by)"
        " SELECT project_id, 'INC-000000000000', 'x', 'x', 'cleared', recorded_by FROM incident LIMIT 1",
    ],
)
def test_the_state_is_written_by_nobody(doors: Doors, tokens: Tokens, statement: str) -> None:
    with (
        pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        doors.work(tokens["EAST", "verifier"]) as work,
    ):
        work.open(work.enter("EAST", "move_workflow"), "move_workflow")
        work.connection.execute(sa.text(statement))


def test_what_was_cleared_is_not_rewritten_past_the_application(case: Case, doors: Doors) -> None:
    cleared(case)
    for statement in (
        "UPDATE incident SET title = 'Other words' WHERE ref = :ref",
        "INSERT INTO adoption (project_id, incident_id, path, method, rationale, decided_by)"
        " SELECT project_id, id, 'incident.when', 'judged', 'x', who() FROM incident WHERE ref = :ref",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="is cleared"), doors.work(case.verifier) as work:
            work.open(work.enter("EAST", "move_workflow"), "move_workflow")
            work.connection.execute(sa.text(statement), {"ref": case.ref})


def test_what_is_refused_on_a_page_loses_nothing_that_was_typed(case: Case, client_as: ClientAs) -> None:
    cleared(case)
    browser, home = client_as("verifier"), f"/p/EAST/incidents/{case.ref}"
    given = {"title": "Typed title", "summary": "", "version": str(case.view().version)}
    amended = browser.post(f"{home}/amend", data=given)
    assert amended.status_code == 409 and "Typed title" in amended.text and "reopen it first" in amended.text
    given = {claim.ref: "used" for claim in case.view().claims_on("incident.when")} | {
        "method": "analyst_judgement",
        "why": "Typed.",
    }
    decided = browser.post(f"{home}/adopt/incident.when", data=given)
    assert decided.status_code == 409 and "Typed." in decided.text and "reopen it first" in decided.text


def test_it_goes_out_with_its_state(case: Case, doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    cleared(case)
    take_out(doors, tokens, tmp_path / "set", workflow="cleared")
    [row] = read_set(tmp_path / "set")["incidents"]
    assert (row["ref"], row["workflow"], row["new_information"]) == (case.ref, "cleared", "false")
    assert row["workflow_at"]
    take_out(doors, tokens, tmp_path / "out.jsonl", workflow="cleared")
    assert '"workflow":"cleared"' in (tmp_path / "out.jsonl").read_text("utf-8")


def test_the_pages_say_where_it_stands_and_what_comes_next(case: Case, client_as: ClientAs) -> None:
    browser, address = client_as("verifier"), f"/p/EAST/incidents/{case.ref}/review"
    assert "Draft" in browser.get(f"/p/EAST/incidents/{case.ref}").text
    page = browser.get(address).text
    version = page.split('name="version" value="')[1].split('"')[0]
    assert 'value="submitted"' in page and 'value="cleared"' not in page
    assert browser.post(address, data={"version": version, "state": "submitted"}).status_code == 303
    late = browser.post(address, data={"version": version, "state": "in_review", "reason": "typed"})
    assert late.status_code == 412 and "typed" in late.text
    assert "Nothing can follow here for your role" in client_as("documenter").get(address).text
    assert "Submitted for review, by verifier" in browser.get(f"/p/EAST/incidents/{case.ref}").text
    assert "Moved on in review" in browser.get(f"/p/EAST/incidents/{case.ref}/history").text
    listed = browser.get("/p/EAST/incidents?workflow=submitted").text
    assert "17 April 2025" in listed and "7 March 2025" not in listed
    assert browser.post(address, data={"state": "in_review"}).status_code == 422
