"""A custodian's statement: what the walls let by, one statement at a time, and every refusal in one line."""

import pytest
import sqlalchemy as sa

from app.domain.errors import NotFound, NotPermitted, Refused, Unavailable
from app.services import accounts, projects
from app.services.doors import Doors, open_doors
from app.services.sql import Result, run_statement
from tests.filled import Tokens


def run(doors: Doors, tokens: Tokens, statement: str, *, write: bool = False, code: str = "EAST") -> Result:
    return run_statement(doors, tokens[code, "custodian"], code, statement, write=write)


def test_rows_come_with_their_columns(doors: Doors, tokens: Tokens) -> None:
    found = run(doors, tokens, "SELECT code, '100 %s' AS note FROM project")
    assert found == Result(("code", "note"), (("EAST", "100 %s"),))


def test_of_two_projects_only_the_one_that_is_named_is_read(doors: Doors, tokens: Tokens) -> None:
    """Whoever is custodian of one is not custodian of the other, and the other's rows are none of this one's."""
    custodian = accounts.get_account(doors.gate, tokens["EAST", "administrator"], "custodian of EAST")
    with doors.work(tokens["EAST", "administrator"]) as work:
        projects.appoint(work, "WEST", custodian, "analyst")
    with doors.work(tokens["EAST", "custodian"]) as work:
        assert [one.code for one in projects.list_projects(work)] == ["EAST", "WEST"]
    for write in (False, True):
        for statement in (
            "SELECT code FROM project",
            "SELECT DISTINCT p.code FROM incident i JOIN project p ON p.id = i.project_id",
        ):
            assert run(doors, tokens, statement, write=write).rows == (("EAST",),)
            # … whatever the statement sets first: its second part sees what the first has done.
            seen = "query_to_xml('SELECT string_agg(code, '','') FROM project', true, false, '')::text"
            undone = "set_config('tawthiq.project', '', true)"
            [(_, found)] = run(doors, tokens, f"SELECT {undone}, {seen}", write=write).rows
            assert "EAST" in found and "WEST" not in found
    for first in ("", "close_event(), "):
        with pytest.raises(Refused, match="belongs to a project"):
            run(doors, tokens, f"SELECT {first}open_event(2, 'x', NULL, NULL, false, false)", write=True)
    with pytest.raises(NotPermitted):
        run_statement(doors, tokens["EAST", "custodian"], "WEST", "SELECT 1")
    with doors.work(tokens["EAST", "custodian"]) as work:  # and it ends with the statement
        assert [one.code for one in projects.list_projects(work)] == ["EAST", "WEST"]


def test_what_was_read_stands_in_the_history(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    run(doors, tokens, "SELECT 1")
    with owner.connect() as connection:
        events = connection.execute(
            sa.text("SELECT writes, detail ->> 'statement' FROM event WHERE deed = 'run_sql'")
        ).all()
    assert [tuple(event) for event in events] == [(False, "SELECT 1")]


def test_reading_changes_nothing(doors: Doors, tokens: Tokens) -> None:
    with pytest.raises(Refused, match="read-only transaction"):
        run(doors, tokens, "UPDATE incident SET title = 'x'")
    with pytest.raises(Refused):
        run(doors, tokens, "SELECT open_event(1, 'x', NULL, NULL, true, false)")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1; UPDATE source SET name = 'x'",
        "COMMIT; UPDATE source SET name = 'x'",
        "SET TRANSACTION READ WRITE; SELECT 1",
    ],
)
def test_there_is_no_second_statement(doors: Doors, tokens: Tokens, statement: str) -> None:
    with pytest.raises(Refused, match="multiple commands"):
        run(doors, tokens, statement)


def test_writing_is_one_event_that_says_what_was_run(doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    statement = (
        "INSERT INTO source_alias (project_id, source_id, name, name_folded) SELECT 1, min(id), 'Mo', 'mo' FROM source"
    )
    assert run(doors, tokens, statement, write=True) == Result((), ())
    with owner.connect() as connection:
        written = connection.execute(
            sa.text(
                "SELECT e.deed, e.detail, n.after ->> 'name' FROM event e JOIN entry n ON n.event_id = e.id"
                " WHERE e.deed = 'run_sql'"
            )
        ).one()
    assert tuple(written) == ("run_sql", {"statement": statement}, "Mo")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE act SET occurrence_status = 'corroborated'", "permission denied for table act"),
        ("UPDATE involvement SET attribution_status = 'corroborated'", "permission denied for table involvement"),
        ("DELETE FROM event", "permission denied for table event"),
        ("SELECT * FROM account", "permission denied for table account"),
        ("UPDATE incident SET title = 'x'", "leaves an incident unprojected"),
        ("COMMIT", "was not closed"),
        ("INSERT INTO source (project_id, ref, kind, name, name_folded, default_basis)"
         " VALUES (2, 'SRC-X', 'monitor', 'X', 'x', 'records')", "row-level security"),
        ("SELEKT", "syntax error"),
    ],
)  # fmt: skip
def test_the_databases_refusal_is_one_line(doors: Doors, tokens: Tokens, statement: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        run(doors, tokens, statement, write=True)
    assert "\n" not in str(refused.value)


def test_origins_are_not_typed_in(doors: Doors, tokens: Tokens) -> None:
    """What a level is earned by is reckoned: nobody makes three of one by a statement, not with what follows of it
    either."""
    forged = "UPDATE claim SET origin_ids = array(SELECT id FROM source WHERE project_id = 1) WHERE path = 'act.type'"
    every = "array(SELECT id FROM incident WHERE project_id = 1)"
    for statement in (forged, f"DO $$ BEGIN {forged}; PERFORM project_incidents(1, {every}); END $$"):
        with pytest.raises(Refused, match="reckoned, and not typed in"):
            run(doors, tokens, statement, write=True)


def test_a_refusal_does_not_repeat_the_row(doors: Doors, tokens: Tokens) -> None:
    """A violated check prints the whole row in the database's own detail."""
    with pytest.raises(Refused) as refused:
        run(
            doors,
            tokens,
            "INSERT INTO source (project_id, ref, kind, name, name_folded, default_basis, tier)"
            " VALUES (1, 'SRC-X', 'monitor', 'Nadim Rummani', 'x', 'records', 9)",
            write=True,
        )
    assert "Rummani" not in str(refused.value)


@pytest.mark.parametrize("role", ["documenter", "verifier", "analyst"])
def test_it_is_for_custodians_of_the_project(doors: Doors, tokens: Tokens, role: str) -> None:
    with pytest.raises(NotPermitted):
        run_statement(doors, tokens["EAST", role], "EAST", "SELECT 1")
    with pytest.raises(NotFound):
        run_statement(doors, tokens["EAST", "custodian"], "WEST", "SELECT 1")
    with pytest.raises(NotFound):
        run_statement(doors, tokens["EAST", "administrator"], "EAST", "SELECT 1")


def test_without_a_database_it_says_so() -> None:
    with pytest.raises(Unavailable):
        run_statement(open_doors(*2 * ("postgresql://nobody@127.0.0.1:1/nothing",)), "token", "EAST", "SELECT 1")
