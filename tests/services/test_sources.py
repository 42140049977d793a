"""A source is amended by version; what counts as one origin with another moves every incident that it speaks of."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.errors import InvalidInput, NotPermitted, Refused, Stale
from app.domain.records import Citation
from app.services import sources
from app.services.doors import Doors
from app.store import origins
from app.store import sources as rows
from tests.filled import Tokens
from tests.services.deciding import Case, tells
from tests.services.registering import Registers
from tests.store.claimed import Voice, said

M, N = Voice("Monitor Lark"), Voice("Registry Teal", "records")


@pytest.fixture
def registers(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Registers:
    return Registers(doors, tokens, owner)


def two_sources(doors: Doors, tokens: Tokens) -> Case:
    return Case(doors, tokens, [M, N], [*tells(1, M.name), *tells(11, N.name, "records")])


def test_what_is_known_of_a_source_is_kept_and_logged(registers: Registers) -> None:
    told = {
        "affiliation": "Foundation P", "interest": "Funded by a party to it.", "counting_scope": "Civilians only.",
        "access": "near", "aliases": "M\nالمرصد م\nMonitor Em",
    }  # fmt: skip
    registers.amend_source("Monitor M1", **told)
    view = registers.source("Monitor M1")
    kept = (view.affiliation, view.interest, view.counting_scope, view.access)
    assert kept == ("Foundation P", "Funded by a party to it.", "Civilians only.", "near")
    assert view.aliases == ("M", "المرصد م", "Monitor Em") and view.version == 2
    assert registers.holds()


def test_a_name_ends_with_a_reason_and_stays_readable(registers: Registers) -> None:
    registers.amend_source("Monitor M1", aliases="M\nالمرصد م")
    with pytest.raises(InvalidInput) as refused:
        registers.amend_source("Monitor M1", aliases="المرصد م")
    assert refused.value.problems.keys() == {"reason"}
    registers.amend_source("Monitor M1", aliases="المرصد م", reason="It was another's.")
    view = registers.source("Monitor M1")
    assert view.aliases == ("المرصد م",) and view.former_aliases == (("M", "It was another's."),)
    with registers.doors.work(registers.token) as work:
        project = work.enter("EAST", "read_sources")
        assert (
            sources.find_sources(work, project, "المرصد م").items
            and not sources.find_sources(work, project, "m x").items
        )
        assert rows.find_sources(work.connection, project.id, ["M", "المرصد م"]).keys() == {"المرصد م"}
    registers.amend_source("Monitor M1", aliases="المرصد م\nM")
    assert registers.source("Monitor M1").aliases == ("المرصد م", "M")


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"name": "WIRE w1"}, "name"),
        ({"aliases": "Wire W1"}, "aliases"),
        ({"name": "—"}, "name"),
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "victim"}, "kind"),
        ({"basis": "hearsay"}, "basis"),
        ({"access": "far"}, "access"),
        ({"group": "Nobody", "reason": "x"}, "group"),
        ({"group": "Wire W1"}, "reason"),
    ],
)
def test_what_cannot_be_kept_says_where(registers: Registers, changed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registers.amend_source("Monitor M1", **changed)
    assert field in refused.value.problems


def test_who_was_slower_overwrites_nobody(registers: Registers) -> None:
    late = registers.source_entry("Monitor M1", affiliation="late")
    registers.amend_source("Monitor M1", affiliation="first")
    with pytest.raises(Stale):
        registers.amend_source("Monitor M1", late)
    assert registers.source("Monitor M1").affiliation == "first"


def test_two_that_share_an_origin_count_once_and_undoing_it_restores_everything(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = two_sources(doors, tokens)
    assert case.view().acts[0].origins == 2
    before = registers.state()
    registers.amend_source(N.name, group="monitor lark", reason="The registry is run by the monitor.")
    view = case.view()
    assert view.acts[0].origins == 1 and view.origins_of(view.claims_on("incident.when")).count == 1
    assert registers.source(N.name).group_reason and registers.source(M.name).grouped[0].name == N.name
    assert registers.holds()
    registers.amend_source(N.name, group="", reason="It is not.")
    assert registers.state() == before and registers.holds()


def test_a_group_moves_as_a_whole_and_runs_in_no_circle(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    case = two_sources(doors, tokens)
    registers.amend_source(N.name, group=M.name, reason="One owner.")
    with pytest.raises(InvalidInput) as refused:
        registers.amend_source(M.name, group=N.name, reason="One owner.")
    assert refused.value.problems.keys() == {"group"}
    registers.amend_source(M.name, group="Wire W1", reason="The wire owns both.")
    assert registers.source(N.name).group == registers.source("Wire W1").source
    assert case.view().acts[0].origins == 1 and registers.holds()
    number = registers.source("Wire W1").id
    assert {claim.origin_ids for claim in case.view().claims} == {(number,)}


def test_a_compiler_follows_whom_it_cites(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    data_set = Voice("Data set D", "compiled")
    claims = [*tells(1, M.name), *tells(11, data_set.name, "compiled")]
    claims[3] = said(
        11, "act.type", claims[3].value, data_set.name, "compiled", further_citations=(Citation(f"report of {N.name}"),)
    )
    case = Case(doors, tokens, [M, N, data_set], claims)
    assert case.view().acts[0].origins == 2
    registers.amend_source(N.name, group=M.name, reason="One owner.")
    assert case.view().acts[0].origins == 1, "compiled from what counts already"
    assert registers.holds()


def test_an_unknown_source_is_no_origin_from_when_that_is_known(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = two_sources(doors, tokens)
    registers.amend_source(M.name, kind="source_unknown")
    assert case.view().acts[0].origins == 1 and registers.holds()


def test_words_made_by_us_follow_a_name(doors: Doors, tokens: Tokens, registers: Registers, owner: sa.Engine) -> None:
    case = two_sources(doors, tokens)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE incident DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE incident SET summary_made_in = 'en' WHERE ref = :ref"), {"ref": case.ref})
        connection.execute(sa.text("ALTER TABLE incident ENABLE TRIGGER USER"))
    registers.amend_source(M.name, name="Monitor Skylark")
    assert "According to Monitor Skylark" in case.view().summary
    assert case.view().claims[0].originator is not None
    assert case.view().claims[0].originator.name == "Monitor Skylark"


def test_more_incidents_than_can_follow_at_once_are_refused_whole(
    doors: Doors, tokens: Tokens, registers: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_sources(doors, tokens)
    monkeypatch.setattr(origins, "AT_ONCE", 0)
    with pytest.raises(Refused, match="More than 1,000 incidents"):
        registers.amend_source(N.name, group=M.name, reason="One owner.")
    assert registers.source(N.name).group is None and registers.source(N.name).version == 1
    registers.amend_source(N.name, affiliation="It moves nothing.")


def test_an_analyst_amends_nothing(doors: Doors, tokens: Tokens, registers: Registers) -> None:
    entry, view = registers.source_entry("Monitor M1"), registers.source("Monitor M1")
    with doors.work(tokens["EAST", "analyst"]) as work, pytest.raises(NotPermitted):
        sources.amend_source(work, work.enter("EAST", "amend_source"), view, entry)


def test_what_became_of_what_a_source_reported_is_told_number_by_number(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    case = Case(doors, tokens, [M, N], [*tells(1, M.name, alleged="F"), *tells(11, N.name, "records")])

    def became() -> tuple[int, int, int, int, int]:
        view = registers.source(M.name)
        with doors.work(tokens["EAST", "analyst"]) as work:
            told = sources.became_of(work, work.enter("EAST", "read_sources"), view)
        return told.claims.count, told.incidents, told.corroborated, told.contradicted, told.single

    assert became() == (4, 1, 3, 0, 1)
    case.contradict(case.claim_of(M.name, "incident.when"), case.claim_of(N.name, "incident.when"))
    assert became() == (4, 1, 2, 1, 1)
    registers.amend_source(N.name, group=M.name, reason="One owner.")
    assert became() == (4, 1, 0, 1, 3), "one origin corroborates nothing of its own"


def test_a_number_is_borne_out_by_one_of_the_same_that_can_hold_beside_it(
    doors: Doors, tokens: Tokens, registers: Registers
) -> None:
    """Others count others: a flow bears out no figure of one time, and 9,000 no 6,340."""
    other = Voice("Mayor")
    twelve = Count(harm="killed", minimum=12, maximum=12, stated=12, operator="=")
    case = Case(doors, tokens, [M, N, other], [said(1, "incident.count", twelve, M.name)])
    case.add([said(2, "incident.count", replace(twelve, measure="flow"), N.name)], [N])
    case.add([said(3, "incident.count", replace(twelve, minimum=9, maximum=9, stated=9), other.name)], [other])

    def corroborated() -> int:
        view = registers.source(M.name)
        with doors.work(tokens["EAST", "analyst"]) as work:
            return sources.became_of(work, work.enter("EAST", "read_sources"), view).corroborated

    assert corroborated() == 0
    at_least_ten = Count(harm="killed", minimum=10, stated=10, operator=">=")
    case.add([said(4, "incident.count", at_least_ten, other.name)], [other])
    assert corroborated() == 1
