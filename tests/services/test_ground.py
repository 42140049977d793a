"""What a level rests on, and whose it is: what a source has taken back is no ground; whoever puts a claim in another's
place takes it from nobody."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.domain.errors import Refused
from app.domain.records import Citation, ClaimRecord
from app.services import accounts, projects, verification
from app.services.doors import Doors
from app.services.taking_in import take_in
from app.store import claims
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.services.registering import Registers
from tests.store.claimed import Voice, bundle

M, N, WIRE = Voice("Monitor Lark"), Voice("Registry Teal", "records"), Voice("Wire Osprey")
COMPILER = Voice("Data set Z", "compiled")
TAKEN_BACK = {"retraction": "retracted", "retraction_citation": "Its site, 3 May."}


def elsewhere(told: list[ClaimRecord], path: str, document: str) -> list[ClaimRecord]:
    """The same, but one of them stands in another document alone."""
    return [replace(one, citation=Citation(document)) if one.path == path else one for one in told]


@pytest.mark.parametrize("path", ["act.type", "incident.when", "incident.place"])
def test_an_origin_whose_when_or_where_is_taken_back_earns_no_level(
    doors: Doors, tokens: Tokens, owner: sa.Engine, path: str
) -> None:
    told = elsewhere(tells(1, M.name), path, f"report of {WIRE.name}")
    case = Case(doors, tokens, [M, N, WIRE], [*told, *tells(11, N.name, "records")])
    for name in (M.name, N.name, WIRE.name):
        case.grade(name)
    case.move("credible")
    assert case.lacks("corroborated") == set()
    registers = Registers(doors, tokens, owner)
    registers.amend_document(f"Report of {WIRE.name}", **TAKEN_BACK)
    assert case.lacks("corroborated") == {"origins"}
    view = case.view()
    assert view.acts[0].origins == view.act_origins(view.acts[0]).count == 2, "it is still what was said"
    assert registers.holds()


@pytest.mark.parametrize("by_whom", [False, True])
def test_what_is_taken_back_keeps_no_compiler_from_counting(
    doors: Doors, tokens: Tokens, owner: sa.Engine, by_whom: bool
) -> None:
    alleged = "F" if by_whom else None
    compiled = [
        replace(one, further_citations=(Citation(f"report of {M.name}"),))
        for one in tells(11, COMPILER.name, "compiled", alleged)
    ]
    case = Case(doors, tokens, [M, COMPILER], [*tells(1, M.name, alleged=alleged), *compiled])
    refs = case.alleged if by_whom else case.act
    assert refs is not None and case.lacks("credible", refs) == {"assessed"}
    case.grade(COMPILER.name)
    assert case.lacks("credible", refs) == {"assessed"}, "it is not counted beside whom it compiled from"
    Registers(doors, tokens, owner).amend_document(f"Report of {M.name}", **TAKEN_BACK)
    assert case.lacks("credible", refs) == set()


def take_over(case: Case, who: str, first: int) -> None:
    """Somebody puts a claim of their own, which says the same, in the place of each that stands."""
    old = {(one.path, one.originator and one.originator.name): one.ref for one in case.view().claims if one.live}
    told = [*tells(first, M.name), *tells(first + 10, N.name, "records")]
    cited = {name: Citation(case.document_of(name)) for name in (M.name, N.name)}
    new = [
        replace(one, incident=case.ref, act=one.act and case.act.act, citation=cited[str(one.originator)])
        for one in told
    ]
    with case.doors.work(who) as work:
        project = work.enter("EAST", "supersede_claim")
        work.open(project, "supersede_claim", reason="More exactly.")
        more = replace(bundle([M, N], new), incidents=(), acts=(), documents=())
        keys = take_in(work, project, more).keys
        for one in new:
            ended = claims.claim_id(work.connection, project.id, old[one.path, one.originator])
            assert claims.supersede(work.connection, project.id, ended, keys.claims[one.key], "More exactly.")


def waits_for(case: Case, who: str) -> int:
    """How many proposals wait for somebody."""
    with case.doors.work(who) as work:
        found, _ = verification.find_waiting(work, work.enter("EAST", "read_verification"), "me")
    return len(found)


def test_whoever_entered_what_was_superseded_does_not_raise_it(doors: Doors, tokens: Tokens) -> None:
    case = Case(doors, tokens, [M, N], [*tells(1, M.name), *tells(11, N.name, "records")])
    founder, entered = tokens["EAST", "administrator"], tokens["EAST", "documenter"]
    with doors.work(founder) as work:
        projects.appoint(work, "EAST", accounts.get_account(doors.gate, founder, "documenter of EAST"), "verifier")
    between, last = (second_verifier(doors, tokens, name=name) for name in ("Between", "Last"))
    take_over(case, between, 101)
    take_over(case, last, 201)
    assert [one.entered_by for one in case.view().claims if one.live] == ["Last"] * 6
    for name in (M.name, N.name):
        case.grade(name)
    for who in (entered, between, last):
        assert case.lacks("credible", who=who) == {"other_person"}
    case.move("credible")
    case.move("corroborated")
    assert case.track().proposal
    for who in (entered, between, last):
        with pytest.raises(Refused):
            case.decide("done", who)
        assert waits_for(case, who) == 0
    assert waits_for(case, second_verifier(doors, tokens, name="Nobody yet")) == 1
