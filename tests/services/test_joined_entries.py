"""What two entries of one incident, or two names of one party, come to wherever somebody looks for either."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.decisions import Question as ToDecide
from app.domain.errors import InvalidInput, Refused
from app.domain.links import LinkEntry
from app.domain.questions import ask
from app.domain.records import Bundle, Citation, ClaimRecord, PartyRecord, TermValue, TextValue
from app.services import bulk, incidents, links
from app.services.doors import Doors
from app.services.taking_in import take_in
from app.services.tasks import alleged_in
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, statement, tells
from tests.services.exporting import read_set, take_out
from tests.services.importing import look
from tests.services.registering import Registers
from tests.services.test_claims import ONCE
from tests.services.test_review import KILLED, cleared, move
from tests.services.test_same import MONITOR, RESCUE, SPELT, WIRE, Desk, killed, told
from tests.services.test_tasks import Tasks
from tests.web.test_entry import kept


@pytest.fixture
def registers(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Registers:
    return Registers(doors, tokens, owner)


@pytest.fixture
def desk(doors: Doors, tokens: Tokens) -> Desk:
    return Desk(doors, tokens)


@pytest.fixture(autouse=True)
def several(doors: Doors, tokens: Tokens) -> None:
    """A project of several people: who verifies has entered nothing."""
    second_verifier(doors, tokens)


def party_of(case: Case) -> str:
    """The ref of the party that is alleged in a case."""
    assert case.alleged is not None and case.alleged.party is not None
    return case.alleged.party


def say_of(case: Case, party: str, words: str, by: str) -> None:
    """What a source says of a party beside all incidents, in the document in which it tells of a case."""
    [source] = {c.originator.ref for c in case.view().claims if c.originator and c.originator.name == by}
    claim = ClaimRecord(
        "context", None, "context.pattern", TextValue(words), stated_as=words, basis="own_collection",
        originator=source, citation=Citation(case.document_of(by), quote=words), party=party, tier=1,
    )  # fmt: skip
    with case.doors.work(case.tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "attribute_claim")
        take_in(work, project, Bundle(claims=(claim,)))


def test_what_is_cleared_is_decided_through_no_entry_and_joining_it_is_news(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    one, other = told(doors, tokens, MONITOR, least=7), told(doors, tokens, RESCUE, least=12)
    cleared(one)
    assert not one.view().review.pending
    other.adopt(ToDecide("incident.when"), {})  # another incident, so far
    desk.join(one.ref, other.ref)
    assert one.view().review.pending, "what another entry says is new to whoever cleared this one"
    assert one.ref in {listed.ref for listed in desk.list(workflow="pending").items}
    for case in (one, other):
        with pytest.raises(Refused, match="cleared: reopen it first"):
            case.adopt(KILLED, {}, "range_of_claims")
    with pytest.raises(Refused, match="joined with this one is cleared"), doors.work(desk.token) as work:
        project = work.enter("EAST", "amend_incident")
        words = incidents.OwnWords("Other words", "", "single")
        incidents.amend_incident(work, project, other.ref, other.view().version, words)
    insert = (
        "INSERT INTO adoption (project_id, incident_id, path, method, rationale, decided_by) SELECT project_id, id,"
        " 'incident.place', 'not_determined', 'By hand.', who() FROM incident WHERE ref = :ref"
    )
    for case in (one, other):
        with pytest.raises(sa.exc.DBAPIError, match="opened again first"):
            statement(doors.application, tokens["EAST", "verifier"], insert, ref=case.ref)
    move(one, "reopened", "Another entry says more.")
    other.adopt(KILLED, {}, "range_of_claims")
    assert registers.holds()


def test_a_later_entry_of_what_was_cleared_is_found_by_its_state(doors: Doors, tokens: Tokens, desk: Desk) -> None:
    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    desk.join(one.ref, other.ref)
    cleared(other)
    assert [listed.ref for listed in desk.list(workflow="cleared").items] == [one.ref]
    assert not list(desk.list(workflow="pending").items)
    one.add([killed(90, MONITOR, 30)], [MONITOR])  # said of the first, news to whoever cleared the other
    assert [listed.ref for listed in desk.list(workflow="pending").items] == [one.ref]
    assert other.view().review.pending


def test_decisions_of_either_entry_are_known_to_tasks_and_in_what_leaves(
    doors: Doors, tokens: Tokens, desk: Desk, tmp_path: Path
) -> None:
    def tasks_of(case: Case) -> list[str]:
        return [task.kind for task in Tasks(doors, tokens).find(incident=case.ref)]

    one, other = told(doors, tokens, MONITOR, least=7), told(doors, tokens, RESCUE, least=12)
    other.adopt(KILLED, {}, "range_of_claims")
    assert tasks_of(one) == tasks_of(other) == []
    desk.join(one.ref, other.ref)
    assert tasks_of(one) == tasks_of(other) == ["resolve_contradiction"], "the other entry's number was not considered"
    [task] = Tasks(doors, tokens).find(incident=other.ref)
    assert task.incident is not None and task.incident.ref == one.ref
    ref = Tasks(doors, tokens).take_up(kind="resolve_contradiction", incident=other.ref)
    assert Tasks(doors, tokens).take_up(kind="resolve_contradiction", incident=one.ref) == ref
    assert [task.ref for task in Tasks(doors, tokens).find(incident=one.ref)] == [ref]
    one.adopt(KILLED, {}, "range_of_claims")
    assert tasks_of(one) == [], "the later decision holds for both"
    take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    decided = [row for row in tables["adoptions"] if row["property"] == "incident.count"]
    assert [row["current"] for row in decided] == ["false", "true"]
    numbers = [row for row in tables["claims"] if (row["incident"], row["property"]) == (one.ref, "incident.count")]
    assert [row["disposition"] for row in numbers] == ["used", "used"]
    desk.part(one.ref)
    assert tasks_of(one) == ["resolve_contradiction"] and tasks_of(other) == [], "it used what is another's claim"


def test_the_reply_is_asked_for_once_under_whichever_name(doors: Doors, tokens: Tokens, desk: Desk) -> None:
    named = {name: PartyRecord(name, "armed_group", name) for name in ("force F", "the F force")}
    cases = []
    for voice, name in ((MONITOR, "force F"), (RESCUE, "the F force")):
        case = Case(doors, tokens, [voice], tells(1, voice.name, voice.basis, alleged=name), parties=[named[name]])
        case.grade(voice.name)
        case.move("credible", case.alleged)
        cases.append(case)
    one, other = cases
    todo = Tasks(doors, tokens)
    assert len(todo.find(kind="ask_reply")) == 2
    desk.join(one.ref, other.ref)
    desk.join(party_of(one), party_of(other))
    [task] = todo.find(kind="ask_reply")
    assert task.party is not None and (task.party.ref, task.party.label) == (party_of(one), "force F")
    with doors.work(desk.token) as work:
        project = work.enter("EAST", "take_up_task")
        assert [party.label for party in alleged_in(work, project, other.ref)] == ["force F"]
    ref = todo.take_up(kind="ask_reply", incident=other.ref, party=party_of(other))
    assert [task.ref for task in todo.find(kind="ask_reply")] == [ref]


def test_a_party_is_known_by_all_its_names(
    doors: Doors, tokens: Tokens, desk: Desk, registers: Registers, client_as: ClientAs
) -> None:
    named = {name: PartyRecord(name, "armed_group", name) for name in ("brigade B", "B's men")}
    one, other = (
        Case(doors, tokens, [v], tells(1, v.name, v.basis, alleged=name), parties=[named[name]])
        for v, name in ((MONITOR, "brigade B"), (RESCUE, "B's men"))
    )
    first, second = party_of(one), party_of(other)
    say_of(other, second, "comes by night", RESCUE.name)
    desk.join(second, first)
    browser = client_as("documenter")
    for search in ("", "brigade", "men"):
        rows = browser.get(f"/p/EAST/parties?q={search}").text
        assert rows.count(f"/parties/{first}") == 1 and f"/parties/{second}" not in rows
        assert "B&#39;s men" in rows
    for ref in (first, second):
        page = browser.get(f"/p/EAST/parties/{ref}").text
        assert one.ref in page and other.ref in page and "comes by night" in page
        assert f"/parties/{second}/claims/" in page and f"/parties/{first}/claims/CLM" not in page
        told_of = browser.get(f"/p/EAST/parties/{ref}/history").text
        assert "Said to be the same" in told_of and "comes by night" in told_of
    desk.part(first)
    assert "comes by night" not in browser.get(f"/p/EAST/parties/{first}").text
    assert f"/parties/{second}" in browser.get("/p/EAST/parties").text
    assert registers.holds()


def test_links_acts_and_queues_know_every_entry(doors: Doors, tokens: Tokens, desk: Desk, client_as: ClientAs) -> None:
    one = told(doors, tokens, MONITOR)
    clashed = [replace(c, value=TermValue("armed_clash")) if c.path == "act.type" else c for c in tells(1, WIRE.name)]
    other = Case(doors, tokens, [WIRE], clashed)
    elsewhere = told(doors, tokens, RESCUE)

    def link(ref: str, to: str) -> None:
        with doors.work(desk.token) as work:
            entry = LinkEntry(kind="comparable_to", other=to, reason="They say so.")
            links.link_incidents(work, work.enter("EAST", "link_incidents"), desk.read(ref), entry)

    def linked(ref: str) -> list[str]:
        with doors.work(desk.token) as work:
            return [one.other for one in links.read_links(work, work.enter("EAST", "read_incidents"), ref)]

    link(elsewhere.ref, other.ref)
    desk.join(one.ref, other.ref)
    assert linked(one.ref) == linked(other.ref) == [elsewhere.ref]
    assert linked(elsewhere.ref) == [other.ref]
    with pytest.raises(InvalidInput, match="said already"):
        link(one.ref, elsewhere.ref)
    [listed] = [listed for listed in desk.list().items if listed.ref == one.ref]
    assert set(listed.act_types) == {"killing", "armed_clash"}
    move(other, "submitted", who="documenter")
    page = client_as("verifier").get("/p/EAST/verification?waits=me").text
    assert "the same as <bdi" in page and one.ref in page
    with doors.work(desk.token) as work:
        project = work.enter("EAST", "link_incidents")
        [number] = [one.id for one in links.read_links(work, project, one.ref)]
        links.unlink_incidents(work, project, desk.read(one.ref), number, "Not comparable.")
    assert linked(other.ref) == []


def test_what_takes_a_claims_place_starts_from_its_own_names(
    doors: Doors, tokens: Tokens, desk: Desk, registers: Registers, client_as: ClientAs
) -> None:
    one, other = (
        Case(doors, tokens, [v], tells(1, v.name, v.basis, alleged=label), parties=[PartyRecord(label, kind, label)])
        for v, label, kind in ((MONITOR, "brigade B", "armed_group"), (SPELT, "B's men", "state_authority"))
    )
    desk.join(party_of(other), party_of(one))
    desk.join(registers.ref("source", SPELT.name), MONITOR.name)
    [claim] = other.view().claims_on("act.alleged")
    assert claim.originator is not None and claim.originator.name == MONITOR.name  # the page has one name for both
    where = f"/p/EAST/incidents/{other.ref}/claims/{claim.ref}/supersede"
    browser = client_as("documenter")
    form = browser.get(where).text
    assert 'value="B&#39;s men"' in form and "brigade B" not in re.findall(r'name="value"[^>]*>', form)[0]
    assert re.search(r'<option value="state_authority"[^>]* selected', form)
    assert re.search(r'name="originator" value="source"[^>]* checked', form)
    answers = {
        "once": ONCE.format(1), "path": "act.alleged",
        "document": other.document_of(MONITOR.name), "quote": "B's men did not do it, it says now.", "value": "B's men",
        "party_kind": "state_authority", "polarity": "denies", "modality": "reported", "originator": "source",
        "reason": "It says so now.",
    }  # fmt: skip
    assert kept(browser, answers, where).status_code == 303
    names = (
        "SELECT s.name, p.label, c.polarity FROM claim c JOIN source s ON s.id = c.originator_id JOIN party p ON"
        " p.id = c.value_party_id JOIN incident i ON i.id = c.incident_id WHERE i.ref = :ref ORDER BY c.id"
    )
    assert look(registers.owner, names, ref=other.ref) == [
        (SPELT.name, "B's men", "asserts"), (SPELT.name, "B's men", "denies"),
    ]  # fmt: skip


def test_what_is_changed_at_once_is_changed_in_every_entry(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    def acts() -> set[str | None]:
        return {case.view().acts[0].type_code for case in (one, other)}

    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    desk.join(one.ref, other.ref)
    key, asked, verifier = ONCE.format(1), ask({"source": MONITOR.name}), tokens["EAST", "verifier"]
    versions = [one.view().version, other.view().version]
    with doors.work(verifier) as work:
        project = work.enter("EAST", bulk.CHANGE)
        assert bulk.offered_acts(work, project, asked)["killing"][0] == 2
        preview = bulk.preview_change(work, project, asked, "killing", "mass_killing")
        assert {claim.incident for claim in preview.claims} == {one.ref, other.ref} and preview.changing == 2
        assert bulk.change_in_bulk(work, project, key, ("killing", "mass_killing", "As counted."), asked, 2)
    bulk.do_at_once(doors, verifier, "EAST", key)
    assert acts() == {"mass_killing"}
    assert [one.view().version, other.view().version] == [number + 1 for number in versions]
    with doors.work(verifier) as work:
        bulk.undo_in_bulk(work, work.enter("EAST", bulk.CHANGE), key, "It was the wrong list.")
    bulk.do_at_once(doors, verifier, "EAST", key)
    assert acts() == {"killing"} and registers.holds()
