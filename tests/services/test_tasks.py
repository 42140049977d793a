"""Tasks are opened by rule and closed by deed; a row stands only where a person has taken one up."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.entry import ClaimEntry
from app.domain.errors import InvalidInput, Refused, Stale, UnknownFilter
from app.domain.records import Citation, ClaimRecord
from app.domain.relations import RelationEntry
from app.domain.tasks import TaskEntry, TaskQuestion, TaskView
from app.services import claims, desk, documents, tasks
from app.services.doors import Doors
from app.services.history import verify_log
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.services.exporting import take_out
from tests.services.registering import Registers
from tests.services.test_claims import ONCE
from tests.services.test_review import KILLED, dead
from tests.services.test_round_trip import records, take_into_new, take_out_of_new, without_exceptions
from tests.store.claimed import Voice, said

TODAY = date(2026, 1, 15)


class Tasks:
    """What people of EAST find to do."""

    def __init__(self, doors: Doors, tokens: Tokens) -> None:
        self.doors, self.tokens = doors, tokens

    def find(self, who: str = "documenter", page: int | None = None, **question: Any) -> list[TaskView]:
        found: list[TaskView] = []
        after: str | None = None
        while True:
            with self.doors.work(self.tokens["EAST", who]) as work:
                project = work.enter("EAST", "read_tasks")
                lines, after = tasks.find_tasks(work, project, TaskQuestion(**question), TODAY, after)
            found += lines
            if after is None:
                return found

    def kinds(self, **question: Any) -> list[str]:
        return [one.kind for one in self.find(**question)]

    def take_up(self, who: str = "documenter", **answers: Any) -> str:
        with self.doors.work(self.tokens["EAST", who]) as work:
            return tasks.take_up_task(work, work.enter("EAST", "take_up_task"), TaskEntry(**answers))

    def read(self, ref: str) -> TaskView:
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            return tasks.read_task(work, work.enter("EAST", "read_tasks"), ref, TODAY)

    def change(self, ref: str, who: str = "documenter", **answers: Any) -> None:
        view = self.read(ref)
        with self.doors.work(self.tokens["EAST", who]) as work:
            entry = TaskEntry(**{"version": view.version, "what": view.what or ""} | answers)
            tasks.change_task(work, work.enter("EAST", "change_task"), view, entry)


@pytest.fixture
def todo(doors: Doors, tokens: Tokens) -> Tasks:
    return Tasks(doors, tokens)


@pytest.fixture
def registers(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Registers:
    return Registers(doors, tokens, owner)


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    """Two sources that differ about how many were killed, and by whom one of them says it was done."""
    second_verifier(doors, tokens)
    claims = [*tells(1, "S", alleged="F"), said(5, "incident.count", dead(7), "S"), *tells(11, "X", "observed"),
              said(15, "incident.count", dead(9), "X")]  # fmt: skip
    return Case(doors, tokens, [Voice("S"), Voice("X", "observed")], claims)


CITED = "Shelling in the valley 1"


def test_a_wanted_document_is_to_be_found_until_it_is_on_file(todo: Tasks, registers: Registers) -> None:
    """Worked case 1: T2 to T6. What a compiler merely cites is nobody's task: 13,775 reports make no noise."""
    assert todo.find() == []
    registers.amend_document(CITED, state="wanted")
    [one] = todo.find()
    assert one.kind == "find_primary" and one.ref is None and one.document and one.document.title == CITED
    ref = todo.take_up(kind="find_primary", document=one.document.ref, assigned_to="verifier of EAST")
    assert [(line.ref, line.assigned_to) for line in todo.find()] == [(ref, "verifier of EAST")]
    assert todo.take_up(kind="find_primary", document=one.document.ref) == ref, "one document, one task"
    registers.amend_document(CITED, state="on_file", url="https://w.example/1")
    assert todo.find() == [] and [line.ref for line in todo.find(done=True)] == [ref]
    assert not todo.read(ref).stands and todo.read(ref).done_at is None
    with pytest.raises(Refused, match="nothing to do"):
        todo.take_up(kind="find_primary", document=registers.ref("document", "Daily report 1"))


WIRE = Voice("Wire Osprey", "none_stated")


def relayed(by: str, first: int = 21) -> list[ClaimRecord]:
    """What the wire passes on of what somebody says."""
    return [replace(one, citation=Citation(f"report of {WIRE.name}")) for one in tells(first, by)]


def test_what_is_relayed_is_to_be_found_until_the_originators_own_is_on_file_and_cited(
    todo: Tasks, doors: Doors, tokens: Tokens
) -> None:
    """Two who are quoted in one document are one task; the document itself is no primary of what it passes on."""
    case = Case(doors, tokens, [WIRE, Voice("S"), Voice("X")], [*relayed("S"), *relayed("X", 31)])
    [one] = todo.find(kind="find_relayed")
    assert one.document is not None and one.document.title == f"Report of {WIRE.name}"
    ref = todo.take_up(kind="find_relayed", document=one.document.ref, assigned_to="documenter of EAST")
    case.add(tells(1, "S"), [Voice("S")])
    assert todo.read(ref).open, "X is quoted too"
    case.add(tells(11, "X"), [Voice("X")])
    assert not todo.read(ref).stands and todo.find(kind="find_relayed") == []


def test_what_is_relayed_is_to_be_found_again_of_whoever_is_quoted_later(
    todo: Tasks, doors: Doors, tokens: Tokens
) -> None:
    case = Case(doors, tokens, [WIRE, Voice("S")], relayed("S"))
    document = case.document_of(WIRE.name)
    ref = todo.take_up(kind="find_relayed", document=document)
    todo.change(ref, done_reason="S has put nothing out.")
    assert todo.kinds() == [], "somebody has put it down, with a reason"
    more = said(25, "incident.count", dead(3), "S", document=document)
    case.add([more], [Voice("S")])
    assert todo.kinds() == [], "S was looked for"
    case.add([replace(one, citation=Citation(document)) for one in relayed("X", 31)], [Voice("X")])
    assert todo.kinds() == ["find_relayed"], "X was not"
    other = todo.take_up(kind="find_relayed", document=document)
    assert other != ref and todo.read(other).open


def test_what_is_relayed_from_a_document_that_is_wanted_is_one_task(
    todo: Tasks, doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    """The primary is known: it is looked for itself."""
    Case(doors, tokens, [WIRE, Voice("S")], relayed("S"))
    registers.amend_document("Report of S", state="wanted")
    assert sorted(todo.kinds()) == ["find_primary", "find_relayed"]
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "amend_document")
        view = documents.read_document(work, project, registers.ref("document", f"Report of {WIRE.name}"))
        entry = RelationEntry(kind="quotes", other=registers.ref("document", "Report of S"), reason="It says so.")
        documents.relate_documents(work, project, view, entry)
    assert todo.kinds() == ["find_primary"]


@pytest.mark.parametrize("claims_of", [lambda: tells(1, "S"), lambda: relayed(WIRE.name)], ids=["own", "the author's"])
def test_what_somebody_says_in_their_own_words_is_relayed_by_nobody(
    todo: Tasks, doors: Doors, tokens: Tokens, claims_of: Callable[[], list[ClaimRecord]]
) -> None:
    Case(doors, tokens, [WIRE, Voice("S")], claims_of())
    assert todo.find(kind="find_relayed") == []


def test_nothing_is_on_file_that_is_not_kept_here(registers: Registers, todo: Tasks) -> None:
    registers.amend_document(CITED, state="wanted")
    with pytest.raises(InvalidInput) as refused:
        registers.amend_document(CITED, state="on_file")
    assert refused.value.problems.keys() == {"state"}
    assert [one.kind for one in todo.find()] == ["find_primary"]
    with registers.doors.work(registers.token) as work:
        project = work.enter("EAST", "take_text")
        desk.take_text(work, project, registers.ref("document", CITED), "Shells fell.")
    registers.amend_document(CITED, state="on_file")
    assert todo.find() == []


def test_a_cited_document_can_be_looked_for_by_whoever_wants_to(todo: Tasks, registers: Registers) -> None:
    ref = todo.take_up(kind="find_primary", document=registers.ref("document", CITED), what="Ask the wire.")
    assert todo.read(ref).open
    registers.amend_document(CITED, state="unobtainable")
    assert not todo.read(ref).open


def test_what_disagrees_is_to_be_resolved_until_it_is_decided_and_again_when_that_is_overtaken(
    todo: Tasks, case: Case, registers: Registers
) -> None:
    assert todo.kinds() == []
    case.contradict(case.claim_of("S", "incident.count"), case.claim_of("X", "incident.count"))
    assert todo.kinds() == ["resolve_contradiction"]
    case.adopt(KILLED, {}, "range_of_claims")
    assert todo.kinds() == []
    case.add([said(61, "incident.count", dead(30), "N")], [Voice("N")])
    assert todo.kinds() == ["resolve_contradiction"]
    ref = todo.take_up(kind="resolve_contradiction", incident=case.ref)
    todo.change(ref, done_reason="It stays open until the monitor answers.")
    assert todo.kinds() == [], "somebody has put it down, with a reason"
    case.add([said(71, "incident.count", dead(31), "Q")], [Voice("Q")])
    assert todo.kinds() == ["resolve_contradiction"], "something was said since"
    ref = todo.take_up(kind="resolve_contradiction", incident=case.ref)
    todo.change(ref, done_reason="It stays open until the monitor answers.")
    assert todo.kinds() == []
    registers.amend_document("Report of S", retraction="retracted", retraction_citation="Its site, 3 May.")
    assert sorted(todo.kinds()) == ["resolve_contradiction", "retracted"], "one of them was taken back since"


def test_an_incident_without_an_origin_is_one_task_however_many_acts(todo: Tasks, doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [Voice("O", "none_stated")], tells(1, "O", "none_stated"))
    assert [(one.kind, one.incident and one.incident.ref) for one in todo.find()] == [("find_origin", case.ref)]
    case.add(tells(21, "W", "observed"), [Voice("W", "observed")])
    assert todo.find() == []


def test_the_reply_is_asked_for_once_somebody_has_assessed_who_it_was(todo: Tasks, case: Case, doors: Doors) -> None:
    """An import that names thousands of alleged parties opens none of these; whoever wants to asks sooner."""
    assert case.alleged
    assert todo.kinds() == []
    early = todo.take_up(kind="ask_reply", incident=case.ref, party=case.alleged.party)
    todo.change(early, done_reason="No address is known yet.")
    case.grade("S")
    case.move("credible", case.alleged)
    assert todo.kinds() == [], "put down with a reason"
    ref = todo.take_up(kind="ask_reply", incident=case.ref, party=case.alleged.party)
    assert todo.read(ref).open
    entry = ClaimEntry(
        once=ONCE.format(1), path="act.alleged", value="force F", party_kind="armed_group", polarity="denies",
        document=case.document_of("S"), quote="Force F denies that it fired.", originator="other",
        originator_name="Spokesman of F", originator_kind="party_to_events",
    )  # fmt: skip
    with doors.work(case.verifier) as work:
        project = work.enter("EAST", "attribute_claim")
        reading = claims.read_claim_entry(work, project, case.view(), entry, TODAY)
        claims.attribute_claim(work, project, case.view(), reading)
    assert not todo.read(ref).open, "closed by the deed: the answer is on record"


def test_the_reply_of_whom_was_asked_about_that_incident_closes_the_task(
    todo: Tasks, case: Case, doors: Doors, tokens: Tokens
) -> None:
    """What it says matters not: whoever declines to answer has been asked. Nobody's silence is an answer."""
    other = Case(doors, tokens, [Voice("Y")], tells(1, "Y", alleged="F"))
    assert case.alleged
    case.grade("S")
    case.move("credible", case.alleged)
    assert todo.kinds(incident=case.ref) == ["ask_reply"]
    ref = todo.take_up(kind="ask_reply", incident=case.ref, party=case.alleged.party)
    case.reply("denies_responsibility", about=other.ref)
    case.reply("denies_responsibility", by="force G")
    case.reply("not_asked")
    assert todo.read(ref).open, "none of these is its reply"
    case.reply("declines_to_comment")
    assert not todo.read(ref).open and todo.kinds(incident=case.ref) == []
    assert case.track(case.alleged).level == "credible", "a reply moves nothing"


def test_a_task_by_hand_says_what_is_to_be_done(todo: Tasks, case: Case) -> None:
    """Worked case 1: T1, T14 and T16 are of no rule."""
    with pytest.raises(InvalidInput):
        todo.take_up(kind="other", incident=case.ref)
    ref = todo.take_up(kind="other", incident=case.ref, what="Which statue?", due_on=date(2026, 1, 10))
    assert [one.what for one in todo.find(due=True)] == ["Which statue?"]
    assert todo.find(mine=True) == []
    todo.change(ref, assigned_to="documenter of EAST", due_on=date(2026, 2, 1))
    assert [one.ref for one in todo.find(mine=True)] == [ref] and todo.find(due=True) == []
    with pytest.raises(Stale):
        todo.change(ref, version=1, what="Late.")
    todo.change(ref, done_reason="The council says which.")
    assert todo.find() == [] and todo.read(ref).done_by == "documenter of EAST"
    with pytest.raises(Stale):
        todo.change(ref, what="Again.")


def test_a_task_is_given_to_whom_it_can_be_done_by(
    todo: Tasks, case: Case, doors: Doors, tokens: Tokens, client_as: ClientAs, owner: sa.Engine
) -> None:
    """What is resolved by a decision, to a verifier; nothing to who only reads, has left or was never here."""
    case.contradict(case.claim_of("S", "incident.count"), case.claim_of("X", "incident.count"))
    page = client_as("documenter").get(f"/p/EAST/tasks/new?kind=resolve_contradiction&incident={case.ref}").text
    assert "verifier of EAST</option>" in page and "documenter of EAST</option>" not in page
    assert not any(f"{role} of EAST</option>" in page for role in ("analyst", "custodian"))
    given = {"kind": "resolve_contradiction", "incident": case.ref}
    for name in ("documenter of EAST", "analyst of EAST", "verifier of WEST"):
        with pytest.raises(InvalidInput):
            todo.take_up(**given, assigned_to=name)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE membership DISABLE TRIGGER USER"))
        ended = "UPDATE membership m SET ended_at = now() FROM account a WHERE a.id = m.account_id AND a.name = :name"
        connection.execute(sa.text(ended), {"name": "Second verifier"})
        connection.execute(sa.text("ALTER TABLE membership ENABLE TRIGGER USER"))
    with pytest.raises(InvalidInput):
        todo.take_up(**given, assigned_to="Second verifier")
    assert todo.read(todo.take_up(**given, assigned_to="verifier of EAST")).assigned_to == "verifier of EAST"
    other = todo.take_up(kind="other", incident=case.ref, what="Which statue?", assigned_to="documenter of EAST")
    with pytest.raises(InvalidInput):
        todo.change(other, assigned_to="custodian of EAST")


@pytest.mark.parametrize(
    "asked", ["incident=%00", "document=%00", "party=%00", "incident=INC-000000000000", "document=DOC-000000000000",
              "kind=%00", "kind=nothing"],
)  # fmt: skip
def test_a_task_about_what_is_not_there_is_not_asked_for(client_as: ClientAs, asked: str) -> None:
    browser = client_as("documenter")
    assert browser.get(f"/p/EAST/tasks/new?{asked}").status_code in (400, 404)
    name, value = asked.replace("%00", "\0").split("=")
    assert browser.post("/p/EAST/tasks/new", data={"kind": "other", "what": "x"} | {name: value}).status_code in (
        400, 404, 422,
    )  # fmt: skip


@pytest.mark.parametrize(
    "answers",
    [
        {"kind": "find_primary", "incident": "case"},
        {"kind": "find_origin", "document": "cited"},
        {"kind": "ask_reply", "incident": "case"},
        {"kind": "other", "what": "x"},
        {"kind": "other", "what": "x", "incident": "case", "document": "cited"},
        {"kind": "nothing", "incident": "case"},
        {"kind": "other", "what": "x", "incident": "case", "assigned_to": "a stranger"},
    ],
)
def test_a_task_is_about_what_its_kind_is(
    todo: Tasks, case: Case, registers: Registers, answers: dict[str, str]
) -> None:
    refs = {"case": case.ref, "cited": registers.ref("document", CITED)}
    with pytest.raises(InvalidInput):
        todo.take_up(**{name: refs.get(value, value) for name, value in answers.items()})


def test_pages_hold_every_task_once_those_with_a_day_first(
    todo: Tasks, case: Case, registers: Registers, doors: Doors, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.contradict(case.claim_of("S", "incident.count"), case.claim_of("X", "incident.count"))
    Case(doors, tokens, [Voice("O", "none_stated")], tells(1, "O", "none_stated"))
    registers.amend_document(CITED, state="wanted")
    for number, due in enumerate((None, date(2026, 3, 1), date(2026, 2, 1))):
        todo.take_up(kind="other", incident=case.ref, what=f"Task {number}", due_on=due)
    whole = todo.find()
    assert [one.what or one.kind for one in whole] == [
        "Task 2", "Task 1", "Task 0", "find_primary", "resolve_contradiction", "find_origin",
    ]  # fmt: skip
    for size in (1, 2, 4):
        monkeypatch.setattr(tasks, "PAGE", size)
        assert todo.find() == whole
    assert todo.kinds(incident=case.ref) == ["other", "other", "other", "resolve_contradiction"]
    assert todo.kinds(document=registers.ref("document", CITED)) == ["find_primary"]
    assert todo.kinds(kind="find_origin") == ["find_origin"]
    for cursor in ("x", "2026-01-01~a~1~1"):
        with pytest.raises(UnknownFilter), doors.work(tokens["EAST", "analyst"]) as work:
            tasks.find_tasks(work, work.enter("EAST", "read_tasks"), TaskQuestion(), TODAY, cursor)


def test_an_import_writes_no_task(owner: sa.Engine, todo: Tasks, doors: Doors, tokens: Tokens) -> None:
    Case(doors, tokens, [Voice("O", "none_stated")], tells(1, "O", "none_stated"))
    with owner.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM task")).scalar_one() == 0
    assert todo.kinds() == ["find_origin"]


@pytest.mark.parametrize(
    "change", ["kind = 'find_primary'", "document_id = 1", "what = NULL, kind = 'other'", "done_at = now()"]
)
def test_the_database_keeps_a_task_to_its_kind(todo: Tasks, case: Case, owner: sa.Engine, change: str) -> None:
    todo.take_up(kind="other", incident=case.ref, what="Which statue?")
    with owner.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.text(f"UPDATE task SET {change}"))


def test_tasks_go_out_and_come_in_again(
    todo: Tasks, case: Case, registers: Registers, doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    assert case.alleged
    todo.take_up(kind="ask_reply", incident=case.ref, party=case.alleged.party, due_on=date(2026, 2, 1))
    todo.take_up(kind="find_primary", document=registers.ref("document", CITED), assigned_to="verifier of EAST")
    ref = todo.take_up(kind="other", incident=case.ref, what="Which statue?")
    todo.change(ref, done_reason="The council says which.")
    take_out(doors, tokens, tmp_path / "first.jsonl")
    first = [one for one in records(tmp_path / "first.jsonl") if one["type"] == "task"]
    assert len(first) == 3 and "verifier of EAST" not in (tmp_path / "first.jsonl").read_text("utf-8")
    report = take_into_new(doors, tokens, tmp_path / "first.jsonl")
    assert report.quarantined == 0
    second = [one for one in take_out_of_new(doors, tokens, tmp_path / "second.jsonl") if one["type"] == "task"]
    assert [without_exceptions(one) for one in second] == [without_exceptions(one) for one in first]
    take_out(doors, tokens, tmp_path / "some.jsonl", from_="2025-03-07", to="2025-03-07", match="certain")
    assert [one["kind"] for one in records(tmp_path / "some.jsonl") if one["type"] == "task"] == ["find_primary"]


def test_the_pages(client_as: ClientAs, todo: Tasks, case: Case, doors: Doors, tokens: Tokens) -> None:
    browser = client_as("documenter")
    case.contradict(case.claim_of("S", "incident.count"), case.claim_of("X", "incident.count"))
    page = browser.get("/p/EAST/tasks").text
    assert "Resolve the contradiction" in page and "opened by rule" in page and "Take it up" in page
    assert "Take it up" not in client_as("analyst").get("/p/EAST/tasks").text
    address = f"/p/EAST/tasks/new?kind=resolve_contradiction&incident={case.ref}"
    form = browser.get(address).text
    assert "force F" in form and "verifier of EAST" in form
    given = {
        "kind": "resolve_contradiction",
        "incident": case.ref,
        "assigned_to": "verifier of EAST",
        "due_on": "soon",
    }
    assert browser.post("/p/EAST/tasks/new", data=given).status_code == 422
    taken = browser.post("/p/EAST/tasks/new", data=given | {"due_on": "2026-02-01"})
    assert taken.status_code == 303
    changed = browser.get("/p/EAST").text
    assert re.search(rf'Taken up: Resolve the contradiction · <a href="/p/EAST/incidents/{case.ref}">', changed)
    home = taken.headers["Location"]
    page = browser.get(home).text
    assert "verifier of EAST" in page and "Taken up" in page and "1 February 2026" in page
    late = browser.post(home, data={"version": "7", "what": "typed"})
    assert late.status_code == 412 and "typed" in late.text
    assert browser.post(home, data={"version": "1", "done_reason": "Both stand."}).status_code == 303
    page = browser.get(home).text
    assert "Both stand." in page and "Keep it" not in page
    assert "Both stand." in browser.get("/p/EAST/tasks?show=done").text
    assert f"tasks?incident={case.ref}" in browser.get(f"/p/EAST/incidents/{case.ref}").text
    for wrong in ("kind=x", "show=x", "after=x", "incident=INC-000000000000"):
        assert browser.get(f"/p/EAST/tasks?{wrong}").status_code in (400, 404)
    with doors.work(tokens["EAST", "analyst"]) as work:
        assert verify_log(work).ok
