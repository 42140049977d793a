"""verify-log finds what was altered past the application and names it; rebuild finds and mends a stale copy."""

from collections.abc import Callable
from contextlib import closing

import pytest
import sqlalchemy as sa

from app.domain.errors import NotFound, NotPermitted
from app.domain.records import ExternalId
from app.runtime.urls import Urls
from app.services import accounts, history, sign_ins
from app.services.doors import Doors, open_doors
from app.services.history import Verified
from app.services.incidents import read_history
from app.services.taking_in import take_in
from app.store import history as stored
from app.store import imported, reading
from app.store.claims import Keys
from app.store.incidents import KnownIncident
from tests.filled import CHEAP, Tokens, incident

Tamper = Callable[[str], None]


@pytest.fixture
def tamper(owner: sa.Engine) -> Tamper:
    """Runs a statement as whoever owns the tables and switches their triggers off."""

    def run(statement: str) -> None:
        tables = "source", "claim", "account", "membership"
        with owner.begin() as connection:
            for table in tables:
                connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            connection.execute(sa.text(statement))
            connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
            for table in tables:
                connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    return run


def verify(doors: Doors, token: str) -> Verified:
    with doors.work(token) as work:
        return history.verify_log(work)


def test_what_was_written_in_the_ordinary_way_holds(doors: Doors, tokens: Tokens) -> None:
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident", reason="a second report")
        take_in(work, project, incident(2))
    found = verify(doors, tokens["EAST", "analyst"])
    assert (found.ok, found.projects, found.faults) == (True, ("EAST",), ())
    assert found.events > 5


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE source SET name = 'Monitor X' WHERE id = 1", ("source", "differs from its entry")),
        ("UPDATE claim SET quote = 'Two dozen.' WHERE project_id = 1 AND path = 'act.type'", ("claim", "differs")),
        ("DELETE FROM source_alias WHERE project_id = 1", ("source_alias", "is gone since event")),
        (
            "INSERT INTO party (project_id, id, ref, kind, label, label_folded)"
            " SELECT 1, 99, 'PTY-X', kind, 'force X', 'force x' FROM party LIMIT 1",
            ("party", "has no entry"),
        ),
        (
            "UPDATE membership SET role = 'custodian' WHERE project_id = 1 AND role = 'analyst'",
            ("membership", "differs"),
        ),
        ("UPDATE project SET one_person = true WHERE id = 1", ("project", "differs")),
        ("UPDATE account SET administrator = true WHERE name = 'analyst of EAST'", ("account", "differs")),
        ("UPDATE event SET reason = 'another' WHERE project_id = 1 AND deed = 'found_project'", ("event", "digest")),
        ("UPDATE event SET actor_id = 2 WHERE project_id = 0 AND deed = 'use_link'", ("event", "digest")),
        ("UPDATE entry SET after = '{}' WHERE project_id = 1 AND after IS NOT NULL", ("event", "digest")),
        ("DELETE FROM entry WHERE project_id = 1 AND table_number = 7", ("event", "digest")),
        ("DELETE FROM event WHERE project_id = 1 AND deed = 'found_project'", ("event", "is missing")),
    ],
)
def test_what_was_altered_past_the_application_is_named(
    doors: Doors, tokens: Tokens, tamper: Tamper, owner: sa.Engine, statement: str, named: tuple[str, str]
) -> None:
    with owner.begin() as connection:
        for table in ("source_alias", "party", "project", "event"):
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    tamper(statement)
    # A project's log is for its members, that outside projects for whoever administers.
    both = [verify(doors, tokens["EAST", role]) for role in ("analyst", "administrator")]
    assert not all(found.ok for found in both)
    faults = [fault for found in both for fault in found.faults]
    assert any(fault.what == named[0] and named[1] in fault.fault for fault in faults)


def test_what_happens_outside_projects_is_told_to_an_administrator_alone(doors: Doors, tokens: Tokens) -> None:
    assert verify(doors, tokens["EAST", "administrator"]).outside
    assert not verify(doors, tokens["EAST", "custodian"]).outside
    for question in (
        "log_length(0)",
        "log_stretches(0, 9)",
        "log_differences(0, 'account', 0, 9, 9)",
        "event_differences(0, 0, 9, 9)",
    ):
        with doors.work(tokens["EAST", "administrator"]) as work:
            work.connection.execute(sa.text(f"SELECT {question}"))
        with (
            pytest.raises(sa.exc.ProgrammingError, match="by an administrator"),
            doors.work(tokens["EAST", "custodian"]) as work,
        ):
            work.connection.execute(sa.text(f"SELECT {question}"))


def test_an_old_row_put_back_is_found_though_the_positions_of_its_entries_were_swapped(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    """The last entry of a row is that of the highest position: that is part of what an event's digest covers."""
    with owner.connect() as connection:
        before = "SELECT id, title FROM incident WHERE project_id = 1"
        number, title = connection.execute(sa.text(before)).one()
    with doors.work(tokens["EAST", "documenter"]) as work:
        work.open(work.enter("EAST", "amend_incident"), "amend_incident")
        work.connection.execute(sa.text(f"UPDATE incident SET title = 'Other words' WHERE id = {number}"))
        work.touch([number])
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE incident DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE incident SET title = :title WHERE id = :id"), {"title": title, "id": number})
        connection.execute(
            sa.text(
                "UPDATE entry n SET position = o.position FROM entry o"
                " WHERE n.table_number = 10 AND n.row_id = :id AND o.table_number = 10 AND o.row_id = :id"
                " AND n.project_id = 1 AND o.project_id = 1 AND n.event_id <> o.event_id"
            ),
            {"id": number},
        )
    faults = verify(doors, tokens["EAST", "analyst"]).faults
    assert {(fault.what, fault.fault) for fault in faults} == {("event", "does not match its digest")}


def test_an_entry_without_a_row_before_is_another_than_one_with_an_empty_text(
    doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    """What stood after the change is not moved to stand before it."""
    with owner.begin() as connection:
        moved = "UPDATE entry SET before = after, after = NULL WHERE project_id = 1 AND before IS NULL"
        connection.execute(sa.text(moved))
    assert not verify(doors, tokens["EAST", "analyst"]).ok


@pytest.mark.parametrize("number", [-7, -(2**63), 9 * 10**18, 2**63 - 1])
def test_a_row_of_any_number_is_looked_at(doors: Doors, tokens: Tokens, owner: sa.Engine, number: int) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE party DISABLE TRIGGER USER"))
        planted = (
            "INSERT INTO party (project_id, id, ref, kind, label, label_folded)"
            f" OVERRIDING SYSTEM VALUE SELECT 1, {number}, 'PTY-X', kind, 'force X', 'force x' FROM party LIMIT 1"
        )
        connection.execute(sa.text(planted))
    [fault] = verify(doors, tokens["EAST", "analyst"]).faults
    assert (fault.what, fault.number, fault.fault) == ("party", number, "has no entry")


def test_a_log_is_checked_in_stretches_and_faults_beyond_the_first_are_counted(
    doors: Doors, tokens: Tokens, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper("UPDATE claim SET prefix = 'x' WHERE project_id = 1")
    told: list[tuple[int, int]] = []
    with doors.work(tokens["EAST", "analyst"]) as work:
        whole = history.verify_log(work)
        monkeypatch.setattr(history, "STRETCH", 2)
        monkeypatch.setattr(history, "NAMED_FAULTS", 3)
        found = history.verify_log(work, lambda done, of: told.append((done, of)))
    assert (len(whole.faults), whole.more) == (5, 0)
    assert (found.faults, found.more) == (whole.faults[:3], 2)
    assert told[-1][0] == told[-1][1] == len(told) > 20


def digested(connection: sa.Connection, table: str, columns: str) -> str:
    """The text of a row that has these columns and no others, as its digest covers it."""
    parts = connection.execute(sa.text(f"SELECT row_digest_sql('{table}')")).scalar_one()
    row = f"SELECT r.* FROM jsonb_populate_record(NULL::{table}, jsonb_build_object({columns})) r"
    text: str = connection.exec_driver_sql(f"SELECT concat_ws(E'\\x1f', {parts}) FROM ({row}) n").scalar_one()
    return text


def test_two_rows_have_two_digests_and_no_setting_changes_one(owner: sa.Engine) -> None:
    with owner.connect() as connection:
        apart = digested(connection, "claim_citation", "'locator', 'a', 'prefix', 'b'")
        assert apart != digested(connection, "claim_citation", "'locator', E'a\\x1fprefix=b'")
        third = "'radius_m', 0.3333333333333333"
        before = digested(connection, "claim_place", third)
        connection.execute(sa.text("SET extra_float_digits = -10"))
        assert digested(connection, "claim_place", third) == before


def test_an_altered_row_is_named_by_its_number_in_its_project(doors: Doors, tokens: Tokens, tamper: Tamper) -> None:
    tamper("UPDATE source SET name = 'Monitor X' WHERE project_id = 2 AND name = 'Monitor M1'")
    [fault] = verify(doors, tokens["WEST", "analyst"]).faults
    assert (fault.project, fault.what, fault.number > 0) == ("WEST", "source", True)
    assert verify(doors, tokens["EAST", "analyst"]).ok  # and only its members are told


def test_a_change_in_the_ordinary_way_by_the_owner_is_seen_too(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    """The triggers bind the owner as well: without an event there is no change."""
    with pytest.raises(sa.exc.ProgrammingError, match="outside an event"), owner.begin() as connection:
        connection.execute(sa.text("UPDATE source SET name = 'Monitor X'"))
    assert verify(doors, tokens["EAST", "analyst"]).ok


def test_an_empty_log_proves_nothing(empty_urls: Urls) -> None:
    assert not Verified((), 0, ()).ok
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        accounts.make_first_account(doors.gate)
        found = verify(doors, sign_ins.sign_in_at_shell(doors.gate, None))
    assert (found.ok, found.projects, found.events) == (True, (), 2)


def make_stale(owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE incident_index SET place_as_stated = 'elsewhere' WHERE project_id = 1"))
        connection.execute(sa.text("UPDATE incident_harm SET minimum = 99 WHERE project_id = 1"))


def test_a_stale_copy_is_found_and_rebuilt(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    custodian = tokens["EAST", "custodian"]

    def differences() -> set[tuple[str, str]]:
        with doors.work(custodian) as work:
            return {(one.project, one.what) for one in history.find_differences(work, "EAST")}

    assert differences() == set()
    make_stale(owner)
    assert differences() == {("EAST", "incident_index"), ("EAST", "incident_harm")}
    assert history.rebuild(doors, custodian, None) == 1
    assert differences() == set()
    assert verify(doors, custodian).ok


def test_rebuilding_goes_in_chunks_with_an_event_each(
    doors: Doors, tokens: Tokens, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident")
        for number in range(2, 6):
            take_in(work, project, incident(number))
    monkeypatch.setattr(history, "CHUNK", 2)
    told: list[int] = []
    assert history.rebuild(doors, tokens["EAST", "custodian"], "EAST", told.append) == 5
    assert told == [2, 4, 5]
    with owner.connect() as connection:
        events = connection.execute(
            sa.text("SELECT detail ->> 'incidents' FROM event WHERE deed = 'rebuild' ORDER BY id")
        ).scalars()
        assert events.all() == ["2", "2", "1"]


@pytest.mark.parametrize("role", ["documenter", "verifier", "analyst", "administrator"])
def test_only_a_custodian_rebuilds(doors: Doors, tokens: Tokens, role: str) -> None:
    for code in (None, "EAST"):
        with pytest.raises(NotFound if role == "administrator" and code else NotPermitted):
            history.rebuild(doors, tokens["EAST", role], code)
    with pytest.raises(NotFound):
        history.rebuild(doors, tokens["EAST", role], "WEST")


def test_the_history_of_an_incident_has_every_row_of_it(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    with owner.connect() as connection:
        ref = connection.execute(sa.text("SELECT ref FROM incident WHERE project_id = 1")).scalar_one()
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "record_incident", reason="another number for it")
        number = reading.incident_id(work.connection, project.id, ref)
        keys = Keys({}, {}, {}, {ref: KnownIncident(number, ref)}, {}, {}, {}, {})
        imported.add_external_ids(work.connection, project.id, [ExternalId(ref, "s", "7")], keys)
        work.touch([number])
    with doors.work(tokens["EAST", "analyst"]) as work:
        events, older = read_history(work, work.enter("EAST", "read_incidents"), ref)
    assert ([event.number for event in events], older) == ([2, 1], None)
    assert [change.table for change in events[0].changes] == ["external_id"]
    assert {change.table for change in events[1].changes} == {
        "incident", "act", "claim", "claim_place", "claim_citation", "external_id",
    }  # fmt: skip


def test_a_few_rows_beside_many_need_no_new_statistics(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    """Whoever brings a row of a table to many thousand incidents does not wait for statistics of all of them."""
    with owner.begin() as connection:
        connection.execute(sa.text("ANALYZE tawthiq.incident"))
    with doors.work(tokens["EAST", "documenter"]) as work:

        def times() -> int:
            work.connection.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
            counted = sa.text("SELECT pg_stat_get_analyze_count('tawthiq.term'::regclass)")
            return int(work.connection.execute(counted).scalar_one())

        before = times()
        stored.analyse(work.connection, 0)
        assert times() == before
        stored.analyse(work.connection, 1000)
        assert times() == before + 1
