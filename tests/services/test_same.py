"""The same thing twice, joined by hand: origins follow, lists count once, no status moves, and all is undone whole."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.dates import day_between
from app.domain.decisions import Question as ToDecide
from app.domain.decisions import TrackRefs
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Refused, Stale
from app.domain.incidents import IncidentView, Page
from app.domain.origins import joined_groups
from app.domain.questions import ask
from app.domain.records import ClaimRecord, PartyRecord, PartyValue
from app.domain.same import SameEntry, SameView
from app.services import documents, incidents, same, sources
from app.services.doors import Doors
from app.store import origins
from app.store import same as same_store
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, statement, tells
from tests.services.exporting import read_features, read_set, take_out
from tests.services.registering import Registers
from tests.store.claimed import Voice, said

RESCUE, MONITOR, WIRE = Voice("Rescue S", "observed"), Voice("Monitor M", "own_collection"), Voice("Wire W")
SPELT = Voice("Moniteur M", "own_collection")
ONE_PLACE = "Both are the office of the same street."


@pytest.fixture
def registers(doors: Doors, tokens: Tokens, owner: sa.Engine) -> Registers:
    return Registers(doors, tokens, owner)


class Desk:
    """Somebody who joins and parts entries of EAST; by default its documenter."""

    def __init__(self, doors: Doors, tokens: Tokens) -> None:
        self.doors, self.token, self.reader = doors, tokens["EAST", "documenter"], tokens["EAST", "verifier"]

    def join(self, ref: str, other: str, reason: str = ONE_PLACE, token: str | None = None) -> None:
        with self.doors.work(token or self.token) as work:
            project = work.enter("EAST", "join_entries")
            entry = same.find_entry(work, project, ref)
            same.join_entries(work, project, entry, SameEntry(other=other, reason=reason))

    def judgements(self, ref: str) -> tuple[SameView, ...]:
        with self.doors.work(self.reader) as work:
            project = work.enter("EAST", "read_incidents")
            return same.read_judgements(work, project, same.find_entry(work, project, ref))

    def part(
        self, ref: str, other: str | None = None, number: int | None = None, reason: str = "They are two."
    ) -> None:
        standing = [one for one in self.judgements(ref) if one.ended_reason is None]
        told = next(one for one in standing if other in (None, one.one[0], one.other[0])) if number is None else None
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "part_entries")
            entry = same.find_entry(work, project, ref)
            same.part_entries(work, project, entry, told.number if told else number or 0, reason)

    def list(self, **filters: Any) -> Page:
        with self.doors.work(self.reader) as work:
            return incidents.find_incidents(work, work.enter("EAST", "read_incidents"), ask(filters))

    def read(self, ref: str) -> IncidentView:
        with self.doors.work(self.reader) as work:
            return incidents.read_incident(work, work.enter("EAST", "read_incidents"), ref)


@pytest.fixture
def desk(doors: Doors, tokens: Tokens) -> Desk:
    return Desk(doors, tokens)


def killed(number: int, by: Voice, least: int) -> ClaimRecord:
    count = Count(harm="killed", minimum=least, maximum=None, stated=least, operator=">=", words=str(least))
    return said(number, "incident.count", count, by.name, by.basis)


def told(doors: Doors, tokens: Tokens, *voices: Voice, least: int = 7, **more: Any) -> Case:
    """One incident that each of these tells, each with a number of its own."""
    claims: list[ClaimRecord] = []
    for at, voice in enumerate(voices):
        claims += [*tells(10 * at, voice.name, voice.basis), killed(10 * at + 5, voice, least + at)]
    return Case(doors, tokens, voices, claims, **more)


def origins_of(case: Case) -> tuple[int, int]:
    view = case.view()
    act = view.acts[0]
    assert act.origins == view.act_origins(act).count  # SQL and Python count alike
    [line] = [line for line in view.harms if line.harm == "killed" and line.is_whole]
    assert line.origins == view.harm_origins("killed").count
    return act.origins, line.origins


# Sources


def test_two_spellings_of_one_source_are_one_origin_until_they_are_parted(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    case = told(doors, tokens, MONITOR, SPELT, RESCUE)
    assert origins_of(case) == (3, 3)
    before = registers.state()
    one, other = registers.ref("source", MONITOR.name), registers.ref("source", SPELT.name)
    desk.join(other, one)
    assert origins_of(case) == (2, 2) and registers.holds()
    [listed] = desk.list(source=other).items  # found by either, counted once
    assert listed.ref == case.ref and listed.sources == 2
    assert [one.ref for one in desk.list(source=one).items] == [case.ref]
    names = {claim.originator.name for claim in case.view().claims if claim.originator}
    assert names == {MONITOR.name, RESCUE.name}  # as what was recorded first
    assert registers.source(SPELT.name).source.ref == other  # and the old ref leads to the old page
    desk.part(one)
    assert registers.state() == before and registers.holds()
    [judgement] = desk.judgements(one)
    assert (judgement.one[0], judgement.other[0]) == (one, other)
    assert (judgement.reason, judgement.ended_reason) == (ONE_PLACE, "They are two.")


def test_what_is_said_while_sources_are_joined_counts_as_theirs(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    case = told(doors, tokens, MONITOR, RESCUE)
    told(doors, tokens, SPELT)
    desk.join(registers.ref("source", MONITOR.name), SPELT.name)
    case.add([*tells(30, SPELT.name), killed(35, SPELT, 20)], [SPELT])
    assert origins_of(case) == (2, 2) and registers.holds()
    desk.part(registers.ref("source", SPELT.name))
    assert origins_of(case) == (3, 3) and registers.holds()


def test_groups_of_joined_sources_are_one(doors: Doors, tokens: Tokens, registers: Registers, desk: Desk) -> None:
    """S counts as one with its head, S' with another: all four are one origin, and each is in its own group after."""
    case = told(doors, tokens, RESCUE, MONITOR, WIRE, SPELT)
    registers.amend_source(MONITOR.name, group=RESCUE.name, reason="One desk.")
    registers.amend_source(SPELT.name, group=WIRE.name, reason="One desk.")
    assert origins_of(case) == (2, 2)
    before = registers.state()
    desk.join(registers.ref("source", MONITOR.name), registers.ref("source", SPELT.name))
    assert origins_of(case) == (1, 1) and registers.holds()
    registers.amend_source(SPELT.name, group="", reason="Not of that desk.")
    assert origins_of(case) == (2, 2) and registers.holds()  # the wire is by itself again
    registers.amend_source(SPELT.name, group=WIRE.name, reason="One desk after all.")
    assert origins_of(case) == (1, 1)
    desk.part(registers.ref("source", SPELT.name))
    assert registers.state() == before and registers.holds()


def test_a_compiler_under_two_names_adds_one_origin(doors: Doors, tokens: Tokens, desk: Desk) -> None:
    first, again = Voice("Data set D", "compiled"), Voice("D data set", "compiled")
    case = told(doors, tokens, first, again)
    assert origins_of(case) == (1, 1)
    by = {c.originator.name: c.originator.ref for c in case.view().claims if c.originator}
    desk.join(by[first.name], by[again.name])
    assert origins_of(case) == (1, 1)


@pytest.mark.parametrize(
    ("pairs", "counted"),
    [
        ([(1, 2)], {2: 1}),
        ([(3, 2), (2, 1)], {2: 1, 3: 1}),
        ([(1, 2), (3, 4), (2, 4)], {2: 1, 3: 1, 4: 1}),
        ([(5, 5)], {}),
    ],
)
def test_joined_groups_count_by_the_one_recorded_first(pairs: list[tuple[int, int]], counted: dict[int, int]) -> None:
    assert joined_groups(pairs) == counted


# Parties


def test_two_names_of_one_party_are_one_alleged_party(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    parties = [PartyRecord("F", "armed_group", "force F"), PartyRecord("G", "armed_group", "F's force")]
    claims = [
        *tells(0, MONITOR.name),
        *tells(10, RESCUE.name, RESCUE.basis),
        said(20, "act.alleged", PartyValue("F", "carried_out"), MONITOR.name),
        said(21, "act.alleged", PartyValue("G", "carried_out"), RESCUE.name, RESCUE.basis),
    ]
    case = Case(doors, tokens, [MONITOR, RESCUE], claims, parties=parties)
    refs = {part.party: part.party_ref or "" for part in case.view().acts[0].involvements}
    second = TrackRefs(case.ref, case.act.act, refs["F's force"])
    case.grade(MONITOR.name)
    case.grade(RESCUE.name)
    case.move("credible", TrackRefs(case.ref, case.act.act, refs["force F"]))
    before = registers.state()
    desk.join(refs["F's force"], refs["force F"])
    [part] = case.view().acts[0].involvements
    assert (part.party, part.status, part.claims, part.origins) == ("force F", "allegation", 2, 2)  # the lower
    assert (part.party_ref, part.also) == (refs["F's force"], (refs["force F"],))
    assert [case.track(TrackRefs(case.ref, case.act.act, ref)).level for ref in refs.values()] == [
        "credible", "allegation",
    ]  # fmt: skip
    assert case.lacks("credible", second) == set() and registers.holds()
    for name in refs:
        assert [one.ref for one in desk.list(alleged=name).items] == [case.ref]
    desk.part(refs["force F"])
    assert registers.state() == before and registers.holds()


# Incidents


def test_two_entries_of_one_incident_are_one_in_the_list(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    one, other = told(doors, tokens, MONITOR, least=7), told(doors, tokens, RESCUE, least=12)
    every, before = desk.list().possible.count, registers.state()
    desk.join(other.ref, one.ref)
    page = desk.list()
    assert page.possible.count == every - 1 and other.ref not in [listed.ref for listed in page.items]
    [listed] = [listed for listed in page.items if listed.ref == one.ref]
    killed_there = listed.killed()
    assert killed_there and (killed_there.minimum, killed_there.origins) == (7, 2)
    assert (listed.origins, listed.sources, listed.documents) == (1, 2, 2)  # each act by itself has one
    for ref in (one.ref, other.ref):  # both refs lead to all that is said, each in its own words
        view = desk.read(ref)
        assert view.ref == ref and view.first == (one.ref if ref == other.ref else None)
        assert len(view.claims) == 8 and len(view.acts) == 2 and len(view.own_claims) == 4
        assert view.harm_origins("killed").count == 2 and len(view.own_acts) == 1
    assert registers.holds()
    desk.part(one.ref)
    assert registers.state() == before and registers.holds()
    assert desk.list().possible.count == every


def test_when_and_where_of_one_entry_are_those_of_the_other(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    """What says that the killing happened in one entry, and when and where in the other, is an origin of it."""
    type_, when, place = tells(0, MONITOR.name)
    claims = [*tells(10, RESCUE.name, RESCUE.basis), type_]
    one = Case(doors, tokens, [RESCUE, MONITOR], claims)
    later = replace(when, value=day_between(when.value.earliest_start, when.value.latest_end))  # type: ignore[union-attr]
    other = Case(doors, tokens, [MONITOR], [*tells(0, MONITOR.name)[:1], later, place])
    assert one.view().acts[0].origins == 1
    desk.join(one.ref, other.ref)
    view = one.view()
    assert view.acts[0].origins == 2 == view.act_origins(view.acts[0]).count and registers.holds()


def test_no_status_moves_and_the_lower_is_shown(doors: Doors, tokens: Tokens, registers: Registers, desk: Desk) -> None:
    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    other.grade(RESCUE.name)
    other.move("credible")
    before = registers.state()
    desk.join(one.ref, other.ref)
    [listed] = [listed for listed in desk.list().items if listed.ref == one.ref]
    assert (listed.verification_lowest, listed.verification_highest) == (2, 4)
    assert [act.status for act in desk.read(other.ref).acts] == ["allegation", "credible"]
    assert other.track().level == "credible" and one.track().level == "allegation"
    desk.part(one.ref)
    assert registers.state() == before


def test_chains_come_apart_where_they_are_parted_and_rings_are_refused(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    a, b, c = (told(doors, tokens, voice).ref for voice in (MONITOR, RESCUE, WIRE))
    before = registers.state()
    desk.join(b, c)
    joined = registers.state()
    desk.join(a, b)
    assert [desk.read(ref).first for ref in (a, b, c)] == [None, a, a] and registers.holds()
    with pytest.raises(InvalidInput, match="joined already"):
        desk.join(c, a)
    desk.part(a, other=a)
    assert registers.state() == joined and registers.holds()
    assert [desk.read(ref).first for ref in (a, b, c)] == [None, None, b]
    desk.join(c, a)  # in another order, and parted in the middle
    desk.part(b, other=b)
    assert [desk.read(ref).first for ref in (a, b, c)] == [None, None, a]
    desk.part(a)
    assert registers.state() == before and registers.holds()


def test_what_is_changed_in_one_entry_is_seen_in_the_other(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    one, other = told(doors, tokens, MONITOR, least=7), told(doors, tokens, RESCUE, least=12)
    desk.join(one.ref, other.ref)
    other.add([killed(50, WIRE, 3)], [WIRE])
    [listed] = [listed for listed in desk.list().items if listed.ref == one.ref]
    least = listed.killed()
    assert least and least.minimum == 3 and registers.holds()


def test_the_higher_tier_holds(
    doors: Doors, tokens: Tokens, owner: sa.Engine, registers: Registers, desk: Desk
) -> None:
    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    statement(doors.application, tokens["EAST", "custodian"], "SELECT 1")
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE incident DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE incident SET tier = 1 WHERE ref = :ref"), {"ref": other.ref})
        connection.execute(sa.text("ALTER TABLE incident ENABLE TRIGGER USER"))
    desk.join(one.ref, other.ref)
    [listed] = [listed for listed in desk.list().items if listed.ref == one.ref]
    assert listed.tier == desk.read(one.ref).tier == 1


def test_claims_of_two_entries_contradict_and_are_decided_between(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    one, other = told(doors, tokens, MONITOR, least=7), told(doors, tokens, RESCUE, least=12)
    one.adopt(ToDecide("incident.count", harm="killed"), {})
    desk.join(one.ref, other.ref)
    one.contradict(one.claim_of(MONITOR.name, "incident.when"), one.claim_of(RESCUE.name, "incident.when"))
    assert "settled" in one.lacks("credible") & other.lacks("credible")
    one.adopt(ToDecide("incident.when"), {})
    assert "settled" not in one.lacks("credible") | other.lacks("credible")
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "read_incidents")
        stale = dict(
            work.connection.execute(
                sa.text("SELECT path, stale FROM adoption_state WHERE project_id = :id"), {"id": project.id}
            ).all()
        )
    assert stale == {"incident.count": True, "incident.when": False}  # the other entry's number was not considered
    desk.part(one.ref)
    with doors.work(tokens["EAST", "verifier"]) as work:
        found = work.connection.execute(sa.text("SELECT path, stale FROM adoption_state")).all()
    assert dict(found) == {"incident.count": False, "incident.when": True}
    assert "settled" not in one.lacks("credible")  # a contradiction with what is another incident's claim is none


# Refusals


def test_only_like_is_joined_with_like_and_only_here(
    doors: Doors, tokens: Tokens, owner: sa.Engine, registers: Registers, desk: Desk
) -> None:
    one = told(doors, tokens, MONITOR)
    source = registers.ref("source", MONITOR.name)
    with owner.connect() as connection:
        west = connection.execute(
            sa.text("SELECT i.ref FROM incident i JOIN project p ON p.id = i.project_id WHERE p.code = 'WEST' LIMIT 1")
        ).scalar_one()
    for ref, other in ((one.ref, west), (one.ref, source), (source, "Nobody N"), (one.ref, one.ref)):
        with pytest.raises(InvalidInput) as refused:
            desk.join(ref, other)
        assert list(refused.value.problems) == ["other"]
    for ref in (west, "INC-000000000000", "nothing"):
        with pytest.raises(NotFound):
            desk.join(ref, one.ref)


def test_who_parts_says_why_and_parts_what_is_joined(doors: Doors, tokens: Tokens, desk: Desk) -> None:
    one, other, third = (told(doors, tokens, voice).ref for voice in (MONITOR, RESCUE, WIRE))
    desk.join(one, other)
    number = desk.judgements(one)[0].number
    with pytest.raises(InvalidInput, match="Say why"):
        desk.part(one, number=number, reason="  ")
    for ref, wrong in ((third, number), (one, number + 1)):
        with pytest.raises(NotFound):
            desk.part(ref, number=wrong)
    assert desk.judgements(one)[0].ended_reason is None


def test_an_address_of_the_page_names_an_entry(doors: Doors, tokens: Tokens, desk: Desk) -> None:
    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    desk.join(one.ref, f"http://127.0.0.1:8000/p/EAST/incidents/{other.ref}/history?before=2")
    assert desk.read(other.ref).first == one.ref


def test_a_summary_figure_is_no_entry_of_what_it_may_contain(
    doors: Doors, tokens: Tokens, owner: sa.Engine, desk: Desk
) -> None:
    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE incident DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE incident SET kind = 'umbrella' WHERE ref = :ref"), {"ref": other.ref})
        connection.execute(sa.text("ALTER TABLE incident ENABLE TRIGGER USER"))
    with pytest.raises(InvalidInput, match="summary figure"):
        desk.join(one.ref, other.ref)


def test_only_who_writes_may_join(doors: Doors, tokens: Tokens, desk: Desk) -> None:
    one, other = told(doors, tokens, MONITOR), told(doors, tokens, RESCUE)
    for role in ("analyst", "custodian"):
        with pytest.raises(NotPermitted):
            desk.join(one.ref, other.ref, token=tokens["EAST", role])
    desk.join(one.ref, other.ref, token=tokens["EAST", "verifier"])


def test_more_than_a_thousand_do_not_follow_at_once(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(doors, tokens, MONITOR)
    told(doors, tokens, SPELT)
    before = registers.state()
    monkeypatch.setattr(origins, "AT_ONCE", 1)
    with pytest.raises(Refused, match="More than 1,000"):
        desk.join(registers.ref("source", MONITOR.name), SPELT.name)
    assert registers.state() == before


def test_of_two_who_join_or_part_at_once_one_wins(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk
) -> None:
    a, b, c = (told(doors, tokens, voice).ref for voice in (MONITOR, RESCUE, WIRE))
    desk.join(a, b)

    def at_once(*deeds: Callable[[], None]) -> list[str]:
        ends: list[str] = []

        def run(deed: Callable[[], None]) -> None:
            try:
                deed()
                ends.append("done")
            except (InvalidInput, Stale) as refusal:
                ends.append(type(refusal).__name__)

        threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return sorted(ends)

    assert at_once(lambda: desk.join(a, c), lambda: desk.join(b, c)) == ["InvalidInput", "done"]
    number = desk.judgements(a)[0].number
    part = lambda: desk.part(a, number=number)  # noqa: E731
    assert at_once(part, part) == ["Stale", "done"]
    assert registers.holds()


def test_the_database_keeps_it_whoever_types(
    doors: Doors, tokens: Tokens, owner: sa.Engine, registers: Registers, desk: Desk
) -> None:
    """As the application's role, by hand: no ring, no judgement revived, none in another's name, none across projects,
    and nothing that follows typed in."""
    refs = [told(doors, tokens, voice).ref for voice in (MONITOR, RESCUE, WIRE)]
    desk.join(refs[0], refs[1])
    desk.join(refs[1], refs[2])
    desk.part(refs[2], other=refs[2])
    with owner.connect() as connection:
        ids = dict(connection.execute(sa.text("SELECT ref, id FROM incident")).all())
        founder = connection.execute(sa.text("SELECT min(id) FROM account")).scalar()
        west = connection.execute(
            sa.text("SELECT i.id FROM incident i JOIN project p ON p.id = i.project_id WHERE p.code = 'WEST'")
        ).scalar()
        number = desk.judgements(refs[2])[-1].number
    insert = (
        "INSERT INTO same_as (project_id, kind, one, other, reason, joined_by) SELECT id, 'incident', :one, :other,"
        " 'By hand.', coalesce(:by, who()) FROM project WHERE code = 'EAST'"
    )
    a, b, c = (ids[ref] for ref in refs)
    for sql, values, why in (
        (insert, {"one": a, "other": b, "by": None}, "joined already"),
        (insert, {"one": c, "other": b, "by": None}, "same_as_check"),
        (insert, {"one": a, "other": 10**9, "by": None}, "foreign key"),
        (insert, {"one": min(a, west), "other": max(a, west), "by": None}, "foreign key"),
        (insert, {"one": a, "other": c, "by": founder}, "somebody else"),
        (insert, {"one": a, "other": c, "by": None}, "unprojected"),
        (
            "UPDATE same_as SET ended_at = NULL, ended_reason = NULL WHERE id = :id",
            {"id": number},
            "taken back already",
        ),
        ("UPDATE incident SET same_as_id = NULL", {}, "permission denied"),
        ("DELETE FROM same_as", {}, "permission denied"),
    ):
        with pytest.raises(sa.exc.DBAPIError, match=why):
            statement(doors.application, tokens["EAST", "documenter"], sql, **values)
    assert registers.holds()


@pytest.mark.parametrize("kind", ["party", "source"])
def test_two_names_typed_past_the_projection_are_refused_at_commit(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk, kind: str
) -> None:
    named = {name: PartyRecord(name, "armed_group", name) for name in ("force F", "F's force")}
    for voice, name in ((MONITOR, "force F"), (SPELT, "F's force")):
        Case(doors, tokens, [voice], tells(1, voice.name, voice.basis, alleged=name), parties=[named[name]])
    column, pair = {"party": ("label", list(named)), "source": ("name", [MONITOR.name, SPELT.name])}[kind]
    insert = (
        f"INSERT INTO same_as (project_id, kind, one, other, reason, joined_by) SELECT p.id, '{kind}', min(x.id),"
        f" max(x.id), 'By hand.', who() FROM project p JOIN {kind} x ON x.project_id = p.id"
        f" WHERE p.code = 'EAST' AND x.{column} = ANY (:pair) GROUP BY p.id"
    )
    with pytest.raises(sa.exc.DBAPIError, match="unprojected"):
        statement(doors.application, tokens["EAST", "documenter"], insert, pair=pair)
    assert registers.holds()


def test_what_names_a_party_is_found_by_an_index(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    with owner.connect() as connection:
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        connection.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
        # Of so few claims every index is as good; it comes back when this is rolled back.
        connection.execute(sa.text("DROP INDEX tawthiq.claim_document"))
        query = same_store.incidents_naming(1, [1, 2]).compile(owner, compile_kwargs={"literal_binds": True})
        plan = connection.execute(sa.text(f"EXPLAIN {query}")).scalars().all()
    assert any("claim_value_party" in line for line in plan), plan


def test_who_approves_nothing_moves_by_joining(doors: Doors, tokens: Tokens, registers: Registers, desk: Desk) -> None:
    """An open proposal stays open, and its approver may have entered nothing that it rests on then: also what came with
    the other entry."""
    one, other = told(doors, tokens, MONITOR, RESCUE), told(doors, tokens, WIRE)
    for name in (MONITOR.name, RESCUE.name):
        one.grade(name)
    one.move("credible")
    one.move("corroborated")
    desk.join(one.ref, other.ref)
    proposal = one.track().proposal
    assert proposal and one.track().level == "credible"
    one.decide("done", second_verifier(doors, tokens))
    assert [act.status for act in one.view().acts] == ["corroborated", "allegation"] and registers.holds()
    desk.part(one.ref)
    assert one.track().level == "corroborated" and registers.holds()


def test_the_registers_know_both(doors: Doors, tokens: Tokens, registers: Registers, desk: Desk) -> None:
    told(doors, tokens, MONITOR, SPELT)
    one, other = registers.ref("source", MONITOR.name), registers.ref("source", SPELT.name)
    desk.join(one, other)
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "read_sources")
        for ref in (one, other):
            view = sources.read_source(work, project, ref)
            assert sources.became_of(work, project, view).claims.count == 8
            assert len(documents.find_documents(work, project, "", ref).items) == 2


@pytest.mark.parametrize("filters", [{}, {"from": "2025-01-01"}])
def test_what_leaves_holds_a_joined_incident_once_and_all_that_hangs_on_it(
    doors: Doors, tokens: Tokens, registers: Registers, desk: Desk, tmp_path: Path, filters: dict[str, str]
) -> None:
    one, other = told(doors, tokens, MONITOR, least=7), told(doors, tokens, SPELT, least=12)
    desk.join(registers.ref("source", SPELT.name), MONITOR.name)
    desk.join(other.ref, one.ref)
    take_out(doors, tokens, tmp_path / "set", **filters)
    tables = read_set(tmp_path / "set")
    listed = {listed.ref for listed in desk.list(**filters).items}
    assert {row["ref"] for row in tables["incidents"]} == listed and other.ref not in listed
    [row] = [row for row in tables["incidents"] if row["ref"] == one.ref]
    assert (row["killed_min"], row["origins"], row["sources"], row["documents"]) == ("12", "1", "1", "2")
    for name in ("acts", "claims", "counts", "locations"):
        assert {found["incident"] for found in tables[name]} <= listed, name
    assert sum(found["incident"] == one.ref for found in tables["acts"]) == 2
    assert sum(found["incident"] == one.ref for found in tables["counts"]) == 1
    assert sum(found["subject"] == one.ref for found in tables["claims"]) == 6
    [source] = [found for found in tables["sources"] if found["name"] == SPELT.name]
    assert source["same_as"] == registers.ref("source", MONITOR.name)
    judged = {(found["kind"], found["one"], found["other"]) for found in tables["same_as"]}
    assert judged == {
        ("incident", one.ref, other.ref), ("source", registers.ref("source", MONITOR.name), source["ref"]),
    }  # fmt: skip
    take_out(doors, tokens, tmp_path / "map.geojson", **filters)
    assert read_features(tmp_path / "map.geojson").keys() == listed
