"""Claims of an action or response are weighed like those of an incident, and no level follows from it."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.decisions import AdoptionEntry, Considered, LinkEntry, Question
from app.domain.errors import InvalidInput, InvalidValue, NotFound, Stale
from app.domain.interventions import InterventionView
from app.domain.records import Bundle, ClaimLinkRecord, InterventionRecord, PartyRecord, PartyValue, TermValue
from app.domain.refs import new_ref
from app.domain.reported import AdoptionRecord
from app.services import decisions
from app.services.decisions import Decided
from app.services.doors import Doors
from app.services.incidents import read_incident
from app.services.interventions import read_intervention
from app.services.taking_in import take_in
from app.services.work import Work
from app.store.projects import Project
from tests.exchange.records import APPEAL, INC, everything
from tests.filled import Tokens
from tests.services.deciding import Case, statement, tells, weigh_action
from tests.services.exporting import import_records, read_set, take_out
from tests.services.importing import faults, look
from tests.services.test_import_records import take_bundle
from tests.store.claimed import Voice, bundle, said

DAY = datetime(2025, 5, 1, tzinfo=UTC)
KIND = Question("intervention.kind")
STATUSES = (
    "SELECT occurrence_status, NULL FROM act UNION ALL SELECT attribution_status, role FROM involvement ORDER BY 1"
)


class Action:
    """One action in EAST of which two sources say that it was different things, and one by whom."""

    def __init__(self, doors: Doors, tokens: Tokens) -> None:
        self.doors, self.tokens, self.key = doors, tokens, new_ref("intervention")
        self.ref = self.key
        self.tell(
            said(1, "intervention.kind", TermValue("appeal"), "M", intervention=self.key),
            said(2, "intervention.kind", TermValue("sanctions"), "N", intervention=self.key),
            said(3, "intervention.by", PartyValue("C"), "M", intervention=self.key),
            new=True,
        )
        self.one, self.other = (claim.ref for claim in self.view().claims_on("intervention.kind"))

    def tell(self, *claims: Any, new: bool = False) -> None:
        told = bundle([Voice("M"), Voice("N")], claims, [PartyRecord("C", "community_body", "council C")])
        self.do(
            "record_intervention",
            "documenter",
            lambda work, project: _take(work, project, told, self.key if new else None),
        )

    def do(self, deed: str, role: str, act: Callable[[Work, Project], Any]) -> Any:
        with self.doors.work(self.tokens["EAST", role]) as work:
            return act(work, work.enter("EAST", deed))

    def view(self) -> InterventionView:
        found: InterventionView = self.do(
            "read_incidents", "verifier", lambda work, project: read_intervention(work, project, self.ref, "en")
        )
        return found

    def decided(self) -> Decided:
        view = self.view()
        found: Decided = self.do("read_incidents", "verifier", lambda w, p: decisions.read_decisions(w, p, view))
        return found

    def link(self, one: str, other: str, kind: Any = "contradicts") -> None:
        view, entry = self.view(), LinkEntry(other=other, kind=kind, why="It cannot be both.")
        self.do("link_claims", "documenter", lambda w, p: decisions.link_claims(w, p, view, one, entry))

    def adopt(self, *considered: Considered, seen: int | None = None, question: Question = KIND) -> None:
        view, entry = self.view(), AdoptionEntry("source_priority", considered, "M was there.", seen)
        self.do("adopt_value", "verifier", lambda w, p: decisions.adopt(w, p, view, question, entry))


def _take(work: Work, project: Project, told: Bundle, new: str | None) -> None:
    work.open(project, "record_intervention")
    take_in(
        work, project, replace(told, incidents=(), acts=(), interventions=(InterventionRecord(new),) if new else ())
    )


@pytest.fixture
def action(doors: Doors, tokens: Tokens) -> Action:
    return Action(doors, tokens)


def test_two_claims_are_compared_and_that_is_taken_back_once(action: Action) -> None:
    action.link(action.one, action.other)
    with pytest.raises(Stale):
        action.link(action.other, action.one)  # said already, in whichever direction
    [link] = action.decided().links
    assert (link.claim, link.other, link.kind) == (action.one, action.other, "contradicts")
    view = action.view()
    action.do("unlink_claims", "documenter", lambda w, p: decisions.unlink_claims(w, p, view, link.id, "Two of them."))
    assert action.decided().links == ()
    with pytest.raises(Stale):
        action.do("unlink_claims", "documenter", lambda w, p: decisions.unlink_claims(w, p, view, link.id, "Again."))


def test_claims_of_something_else_are_neither_compared_nor_used(action: Action, doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [Voice("Q")], tells(11, "Q"))
    theirs = case.claim_of("Q", "act.type")
    with pytest.raises(InvalidInput):
        action.link(action.one, theirs)
    with pytest.raises(InvalidInput):
        action.adopt(Considered(action.one, True), Considered(action.other, False, "other"), Considered(theirs, True))
    action.link(action.one, action.other)
    [number] = (link.id for link in action.decided().links)
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "unlink_claims")
        with pytest.raises(Stale):  # by way of an incident's page
            decisions.unlink_claims(work, project, read_incident(work, project, case.ref), number, "So.")
        work.abandon()
    with pytest.raises(NotFound), doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "link_claims")
        view = read_incident(work, project, case.ref)
        crossed = replace(view, claims=(*view.claims, *action.view().claims))
        decisions.link_claims(work, project, crossed, theirs, LinkEntry(other=action.one, kind="refines", why="So."))


def test_a_value_is_gone_by_until_more_is_said_or_what_was_used_ends(action: Action) -> None:
    whole = (Considered(action.one, True), Considered(action.other, False, "lower_precision"))
    with pytest.raises(InvalidInput):
        action.adopt(whole[0])  # every claim that stands is considered
    with pytest.raises(InvalidInput):
        action.adopt(*whole, question=Question("intervention.kind", subject="ACT-000000000000"))
    action.adopt(*whole, seen=0)
    with pytest.raises(Stale):
        action.adopt(*whole, seen=0)
    [adoption] = action.decided().adoptions
    assert (adoption.path, adoption.subject, adoption.considered, adoption.stale) == (KIND.path, None, whole, False)
    action.tell(said(4, "intervention.by", PartyValue("C"), "N", intervention=action.ref))
    assert not action.decided().adoptions[0].stale, "another property"
    # Confidential by its kind: it counts here too.
    action.tell(said(5, "intervention.kind", TermValue("report_to_authority"), "N", intervention=action.ref, tier=2))
    assert action.decided().adoptions[0].stale
    third = action.view().claims_on(KIND.path)[2].ref
    action.adopt(*whole, Considered(third, True), seen=adoption.id)
    [adoption] = action.decided().adoptions
    assert not adoption.stale
    with action.doors.work(action.tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "withdraw_claim")
        work.open(project, "withdraw_claim")
        work.connection.execute(
            sa.text("UPDATE claim SET withdrawn_at = now(), ended_reason = 'Misread.' WHERE ref = :ref"), {"ref": third}
        )
    assert action.decided().adoptions[0].stale


def test_two_who_decide_at_once_come_one_after_the_other(action: Action, owner: sa.Engine) -> None:
    whole = (Considered(action.one, True), Considered(action.other, False, "other"))
    came: list[str] = []

    def beside() -> None:
        try:
            action.adopt(*whole, seen=0)
        except Stale:
            came.append("late")

    view, entry = action.view(), AdoptionEntry("source_priority", whole, "First.", 0)
    with action.doors.work(action.tokens["EAST", "verifier"]) as work:
        decisions.adopt(work, work.enter("EAST", "adopt_value"), view, KIND, entry)
        second = threading.Thread(target=beside)
        second.start()
        second.join(0.3)
        assert second.is_alive()  # it waits
    second.join(10)
    assert came == ["late"]
    assert look(owner, "SELECT rationale FROM adoption WHERE intervention_id IS NOT NULL") == [("First.",)]


_LINK = (
    "INSERT INTO claim_link (claim_id, other_id, kind, reason, project_id, linked_by, {}) SELECT claim_id, other_id,"
)
_LINK += " 'refines', 'x', k.project_id, who(), {} FROM claim_link k JOIN incident i ON i.project_id = k.project_id"
_VALUE = (
    "INSERT INTO adoption (method, rationale, project_id, decided_by, {}) SELECT method, 'x', a.project_id, who(), {}"
)
_VALUE += " FROM adoption a JOIN act t ON t.project_id = a.project_id WHERE a.superseded_by IS NULL"
OF_ONE = "of_an_incident_or_an_intervention"
REFUSED = {
    "a link of nothing": (_LINK.format("incident_id", "NULL"), OF_ONE),
    "a link of both": (_LINK.format("incident_id, intervention_id", "i.id, intervention_id"), OF_ONE),
    "a link of an action that is not there": (_LINK.format("intervention_id", "0"), "intervention_id_fkey"),
    "a value of both": (
        _VALUE.format("path, intervention_id, incident_id", "path, intervention_id, t.incident_id"), OF_ONE,
    ),
    "a value of an incident's property": (
        _VALUE.format("path, intervention_id", "'incident.when', intervention_id"), OF_ONE,
    ),
    "an incident's value of an action's property": (_VALUE.format("path, incident_id", "path, t.incident_id"), OF_ONE),
    "a value of an act": (_VALUE.format("path, intervention_id, act_id", "path, intervention_id, t.id"), OF_ONE),
    "a value of an action not there": (_VALUE.format("path, intervention_id", "path, 0"), "intervention_id_fkey"),
    "a second value that stands": (_VALUE.format("path, intervention_id", "path, intervention_id"), "adoption_current"),
    "a decision revived": (
        "UPDATE adoption SET superseded_by = NULL WHERE superseded_by IS NOT NULL", "taken the place",
    ),
    "a comparison revived": (
        "UPDATE claim_link SET ended_at = NULL, ended_reason = NULL WHERE ended_at IS NOT NULL", "taken back already",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_keeps_what_hangs_on_what(action: Action, what: str) -> None:
    whole = (Considered(action.one, True), Considered(action.other, False, "other"))
    action.link(action.one, action.view().claims_on("intervention.by")[0].ref, "corroborates")
    [number] = (link.id for link in action.decided().links)
    view = action.view()
    action.do("unlink_claims", "documenter", lambda w, p: decisions.unlink_claims(w, p, view, number, "No."))
    action.link(action.one, action.other)
    action.adopt(*whole)
    action.adopt(*whole)
    sql, wall = REFUSED[what]
    with pytest.raises(sa.exc.IntegrityError, match=wall):
        statement(action.doors.application, action.tokens["EAST", "verifier"], sql)


def test_no_level_no_task_and_no_incident_moves_with_it(
    action: Action, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    case = Case(doors, tokens, [Voice("Q")], tells(11, "Q"))
    case.grade("Q")
    lacks, before = {level: case.lacks(level) for level in ("credible", "unsubstantiated")}, look(owner, STATUSES)
    opened = look(owner, "SELECT kind, incident_id FROM task_candidate ORDER BY 1, 2")
    version = case.view().version
    action.link(action.one, action.other)
    action.adopt(Considered(action.one, True), Considered(action.other, False, "other"))
    action.tell(said(4, "intervention.kind", TermValue("mediation"), "N", intervention=action.ref))
    assert action.decided().adoptions[0].stale
    assert {level: case.lacks(level) for level in ("credible", "unsubstantiated")} == lacks
    assert look(owner, STATUSES) == before and case.view().version == version
    assert look(owner, "SELECT kind, incident_id FROM task_candidate ORDER BY 1, 2") == opened
    assert look(owner, "SELECT count(*) FROM contradiction") == [(0,)]
    assert faults(doors, tokens, owner) == []


def test_csv_carries_it_with_those_that_go_out_alone(action: Action, tmp_path: Path) -> None:
    action.link(action.one, action.other)
    action.adopt(Considered(action.one, True), Considered(action.other, False, "other"))
    take_out(action.doors, action.tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    [adopted] = tables["adoptions"]
    assert (adopted["incident"], adopted["intervention"], adopted["act"]) == ("", action.ref, "")
    assert (adopted["property"], adopted["rationale"]) == (KIND.path, "M was there.")
    assert (adopted["current"], adopted["stale"]) == ("true", "false")
    assert json.loads(adopted["used"]) == [action.one] and json.loads(adopted["not_used"]) == [[action.other, "other"]]
    dispositions = {row["ref"]: row["disposition"] for row in tables["claims"]}
    assert (dispositions[action.one], dispositions[action.other]) == ("used", "not_used")
    [link] = (row for row in tables["links"] if row["subject"].startswith("CLM-"))
    assert (link["subject"], link["link"], link["other"]) == (action.one, "contradicts", action.other)
    action.tell(said(4, "intervention.kind", TermValue("mediation"), "N", intervention=action.ref))
    # It is about no incident, so that no question brings it out.
    take_out(action.doors, action.tokens, tmp_path / "part", act="killing")
    part = read_set(tmp_path / "part")
    assert part["incidents"] and part["adoptions"] == [] and part["links"] == []
    take_out(action.doors, action.tokens, tmp_path / "later")
    [adopted] = read_set(tmp_path / "later")["adoptions"]
    assert adopted["stale"] == "true"


def test_a_part_brings_what_was_decided_of_the_actions_that_go_out_with_it(
    doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    import_records(doors, tokens, tmp_path / "everything.jsonl", everything())
    ref = weigh_action(doors, "EAST", tokens["EAST", "verifier"])
    assert ref == APPEAL
    take_out(doors, tokens, tmp_path / "set", act="killing")
    tables = read_set(tmp_path / "set")
    assert INC in {row["ref"] for row in tables["incidents"]}
    assert [row["intervention"] for row in tables["adoptions"]] == [ref]
    take_out(doors, tokens, tmp_path / "part.jsonl", act="killing")
    lines = [json.loads(line) for line in (tmp_path / "part.jsonl").read_text("utf-8").splitlines()]
    assert {one["type"] for one in lines if one.get("intervention") == ref} == {
        "claim", "claim_link", "adoption", "assessment",
    }  # fmt: skip


def test_what_was_taken_back_here_is_not_stated_again_by_a_file(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    whole = everything()
    one, other = [claim.key for claim in whole.claims if claim.intervention][:2]
    stated = ClaimLinkRecord(one, other, "refines", "It says more.", intervention=APPEAL)
    told = replace(whole, claim_links=(stated,))
    take_bundle(doors, tokens, tmp_path, told)
    found = "SELECT reason, ended_reason FROM claim_link WHERE intervention_id IS NOT NULL"
    assert look(owner, found) == [("It says more.", None)]
    sql = "UPDATE claim_link SET ended_at = now(), ended_reason = 'Looked again.' WHERE ended_at IS NULL"
    statement(doors.application, tokens["EAST", "documenter"], sql)
    report = take_bundle(doors, tokens, tmp_path, told)
    assert (report.created, report.quarantined) == (0, 0)
    assert look(owner, found) == [("It says more.", "Looked again.")]


@pytest.mark.parametrize("about", [{}, {"incident": new_ref("incident"), "intervention": new_ref("intervention")}])
def test_a_record_is_of_one_or_the_other(about: dict[str, str]) -> None:
    with pytest.raises(InvalidValue):
        ClaimLinkRecord(new_ref("claim"), new_ref("claim"), "refines", "So.", **about)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue):
        AdoptionRecord("NORTH", "intervention.kind", "not_determined", "So.", (), DAY, **about)  # type: ignore[arg-type]
