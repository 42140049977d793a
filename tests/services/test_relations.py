"""How documents stand to one another: a copy is no new origin, whoever quotes stays one; all is undone whole."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.errors import InvalidInput, NotFound
from app.domain.records import ClaimRecord
from app.domain.relations import RelationEntry
from app.services import documents
from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.deciding import Case, statement, tells
from tests.services.registering import Registers
from tests.store.claimed import Voice, said

RESCUE, MONITOR, WIRE = Voice("Rescue S", "observed"), Voice("Monitor M", "own_collection"), Voice("Wire W")


@pytest.fixture
def registers(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Registers:
    return Registers(doors, tokens, owner)


def killed(number: int, by: str, basis: str, least: int) -> ClaimRecord:
    count = Count(harm="killed", minimum=least, maximum=None, stated=least, operator=">=", words=str(least))
    return said(number, "incident.count", count, by, basis)


def village(doors: Doors, tokens: Tokens) -> Case:
    """Case 3 of the worked cases: a rescue service, a monitor, and a wire entered as if it spoke for itself."""
    claims: list[ClaimRecord] = []
    for at, voice, least in ((1, RESCUE, 7), (11, MONITOR, 12), (21, WIRE, 12)):
        claims += [*tells(at, voice.name, voice.basis), killed(at + 5, voice.name, voice.basis, least)]
    return Case(doors, tokens, [RESCUE, MONITOR, WIRE], claims)


def relate(registers: Registers, of: Voice, kind: str, to: Voice, **more: Any) -> None:
    other = registers.ref("document", f"Report of {to.name}")
    view = registers.document(f"Report of {of.name}")
    with registers.doors.work(registers.token) as work:
        project = work.enter("EAST", "amend_document")
        entry = RelationEntry(kind=kind, reason="The same words.", **({"named": other} | more))
        documents.relate_documents(work, project, view, entry)


def take_back(registers: Registers, of: Voice, number: int | None = None) -> None:
    view = registers.document(f"Report of {of.name}")
    with registers.doors.work(registers.token) as work:
        project = work.enter("EAST", "amend_document")
        documents.end_relation(work, project, view, number or view.relations[0].id, "They are not the same.")


def origins_of(case: Case) -> tuple[int, int]:
    view = case.view()
    return view.acts[0].origins, view.harm_origins("killed").count


@pytest.mark.parametrize("kind", ["republishes", "translates", "same_footage"])
def test_a_copy_is_no_new_origin_and_taking_it_back_restores_everything(
    doors: Doors, tokens: Tokens, registers: Registers, kind: str
) -> None:
    case = village(doors, tokens)
    assert origins_of(case) == (3, 3)
    before = registers.state()
    relate(registers, WIRE, kind, MONITOR)
    assert origins_of(case) == (2, 2) and registers.holds()
    take_back(registers, WIRE)
    assert registers.state() == before and registers.holds()
    [told] = registers.document(f"Report of {MONITOR.name}").relations
    assert (told.kind, told.forwards, told.ended_reason) == (kind, False, "They are not the same.")


@pytest.mark.parametrize("kind", ["cites", "quotes", "summarises", "updates", "corrects", "retracts"])
def test_what_is_no_copy_joins_nothing(doors: Doors, tokens: Tokens, registers: Registers, kind: str) -> None:
    case = village(doors, tokens)
    relate(registers, WIRE, kind, MONITOR)
    assert origins_of(case) == (3, 3) and registers.holds()


def test_a_claim_entered_from_a_copy_afterwards_is_its_originals(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = village(doors, tokens)
    relate(registers, WIRE, "republishes", MONITOR)
    later = killed(40, "Wire W", "own_collection", 11)
    ref = registers.ref("document", f"Report of {WIRE.name}")
    case.add([ClaimRecord(**{name: getattr(later, name) for name in later.__slots__} | {
        "originator": registers.ref("source", WIRE.name), "citation": type(later.citation)(ref),  # type: ignore[misc]
    })])  # fmt: skip
    newest = case.view().claims[-1]
    assert newest.origin_ids == (registers.source(MONITOR.name).id,) and registers.holds()


def test_a_chain_of_copies_ends_at_its_original_and_follows_its_group(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = village(doors, tokens)
    relate(registers, WIRE, "translates", MONITOR)
    relate(registers, MONITOR, "republishes", RESCUE)
    assert origins_of(case) == (1, 1)
    registers.amend_source(RESCUE.name, group="Wire W1", reason="One owner.")
    assert {c.origin_ids for c in case.view().claims} == {(registers.source("Wire W1").id,)}
    assert registers.holds()
    take_back(registers, RESCUE)
    assert origins_of(case) == (2, 2) and registers.holds()


def test_footage_on_several_channels_is_one_whichever_is_named_first(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = village(doors, tokens)
    relate(registers, WIRE, "same_footage", MONITOR)
    relate(registers, WIRE, "same_footage", RESCUE)
    with pytest.raises(InvalidInput):
        relate(registers, RESCUE, "same_footage", MONITOR)
    assert origins_of(case) == (1, 1) and registers.holds()


def test_a_copy_has_one_original_and_runs_in_no_circle(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    case = village(doors, tokens)
    relate(registers, WIRE, "republishes", MONITOR)
    for of, to in ((WIRE, RESCUE), (MONITOR, WIRE), (WIRE, MONITOR), (WIRE, WIRE)):
        with pytest.raises(InvalidInput):
            relate(registers, of, "republishes", to)
    for more in ({"named": ""}, {"named": "DOC-000000000000"}, {"named": "https://nowhere.example"}):
        with pytest.raises(InvalidInput) as refused:
            relate(registers, WIRE, "cites", RESCUE, **more)
        assert refused.value.problems.keys() <= {"named", "other"}
    with pytest.raises(NotFound):
        take_back(registers, WIRE, 999_999)
    assert origins_of(case) == (2, 2)


def test_the_database_keeps_a_copy_to_one_original(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    village(doors, tokens)
    relate(registers, WIRE, "republishes", MONITOR)
    numbers = [registers.document(f"Report of {one.name}").id for one in (WIRE, RESCUE)]
    with pytest.raises(sa.exc.IntegrityError):
        statement(
            doors.application,
            registers.token,
            "INSERT INTO document_relation (project_id, from_id, to_id, kind, reason, related_by)"
            " SELECT p.id, :first, :other, 'translates', 'x', who() FROM project p WHERE p.code = 'EAST'",
            first=numbers[0],
            other=numbers[1],
        )


def test_a_document_is_named_by_its_address(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    village(doors, tokens)
    registers.amend_document(f"Report of {MONITOR.name}", url="https://m.example/1")
    relate(registers, WIRE, "quotes", MONITOR, named="http://www.m.example/1/#a")
    assert registers.document(f"Report of {WIRE.name}").relations[0].other.source.name == MONITOR.name
