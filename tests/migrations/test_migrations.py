"""Migrations are numbered, go up and down with data in the tables, and end in the schema that the code knows."""

import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects.postgresql.base import ischema_names

from app.domain.questions import ask
from app.runtime.urls import Urls
from app.services.doors import Doors
from app.services.history import projects_due, rebuild, verify_log
from app.services.incidents import find_incidents, read_incident
from app.store import schema
from app.store.tables import metadata
from app.store.tables.metadata import XID8
from tests.filled import Tokens
from tests.web import planting


def test_migrations_are_numbered_without_gap_and_each_follows_the_one_before() -> None:
    previous = None
    for number, path in enumerate(schema.migration_files(), 1):
        assert path.name.startswith(f"{number:04}_")
        text = path.read_text("utf-8")
        assert f'revision = "{number:04}"' in text
        follows = f'"{previous}"' if previous else "None"
        assert f"down_revision = {follows}" in text
        previous = f"{number:04}"


def test_the_tables_are_those_that_the_code_knows(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ischema_names, "xid8", XID8)

    def ours(_object: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
        # Indexes and their expressions stand in the migrations alone; alembic's own table is nobody's model.
        return kind not in ("index", "unique_constraint", "foreign_key_constraint") and name != "alembic_version"

    # The search path of our roles would make our schema the one without a name.
    elsewhere = sa.create_engine(urls.owner, connect_args={"options": "-c search_path=public"}, poolclass=sa.NullPool)
    with elsewhere.connect() as connection:
        options = {
            "include_schemas": True,
            "include_name": _in_our_schema,
            "include_object": ours,
            "compare_type": True,
        }
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert differences == []


def _in_our_schema(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name == "tawthiq"


def test_no_migration_rewrites_rows() -> None:
    """They run while no trigger logs what is written: see `migrations`. What follows from claims is not logged, nor are
    sign-ins, nor that the index is to be made anew (by a function beside them)."""
    for path in schema.migration_files():
        text = re.sub(r"\bUPDATE (incident_harm|sign_in) SET\b", "", path.read_text("utf-8"))
        assert not re.search(r"\b(UPDATE\s+\w+\s+SET|INSERT INTO|DELETE FROM)\b", text), path.name


@pytest.mark.parametrize("before", ["0025", "0031"])
def test_what_is_certain_is_found_after_an_upgrade_as_before(
    urls: Urls, owner: sa.Engine, doors: Doors, tokens: Tokens, before: str
) -> None:
    """Before anything is projected anew: the floor is there, and how many say it where the harm has one line."""
    question = ask({"harm": "killed", "at_least": "3", "match": "certain"})

    def found() -> tuple[int, list[tuple[object, ...]]]:
        with owner.connect() as connection:
            query = "SELECT harm, unit, measure, population, part_of, filter_floor, line_origins FROM incident_harm"
            lines = [tuple(row) for row in connection.execute(sa.text(f"{query} ORDER BY 1, 2, 3, 4, 5"))]
        with doors.work(tokens["EAST", "analyst"]) as work:
            return len(find_incidents(work, work.enter("EAST", "read_incidents"), question).items), lines

    as_it_was = found()
    assert as_it_was[0] > 0
    schema.upgrade(urls.owner, before)
    schema.upgrade(urls.owner)
    assert found() == as_it_was


def test_that_an_index_is_to_be_made_anew_is_noted_until_it_is(
    urls: Urls, owner: sa.Engine, doors: Doors, tokens: Tokens
) -> None:
    assert projects_due(urls.owner) == [], "a new installation owes nothing"
    schema.upgrade(urls.owner, "0036")
    schema.upgrade(urls.owner)
    assert "EAST" in projects_due(urls.owner)
    assert rebuild(doors, tokens["EAST", "custodian"], "EAST") > 0
    assert "EAST" not in projects_due(urls.owner)


@pytest.mark.parametrize("before", ["0005", "0006", "0008"])
def test_an_upgrade_with_data_leaves_the_log_whole(
    urls: Urls, owner: sa.Engine, doors: Doors, tokens: Tokens, before: str
) -> None:
    taken_down = taken_down_to(urls, owner, before)
    schema.upgrade(urls.owner)
    for role in ("analyst", "administrator"):
        with doors.work(tokens["EAST", role]) as work:
            assert [fault for fault in verify_log(work).faults if fault.what not in taken_down] == []


def taken_down_to(urls: Urls, owner: sa.Engine, revision: str) -> set[str]:
    """The tables that a downgrade takes away, with their rows: that these are gone is what the log says afterwards."""
    every = set(sa.inspect(owner).get_table_names("tawthiq"))
    schema.upgrade(urls.owner, revision)
    return every - set(sa.inspect(owner).get_table_names("tawthiq"))


def test_a_row_that_a_migration_rewrote_is_found(urls: Urls, owner: sa.Engine, doors: Doors, tokens: Tokens) -> None:
    """The control: while the functions are away nothing hinders it, and afterwards verify-log names it."""
    taken_down = taken_down_to(urls, owner, "0006")
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE incident SET title = 'Rewritten' WHERE project_id = 1"))
    schema.upgrade(urls.owner)
    with doors.work(tokens["EAST", "analyst"]) as work:
        [fault] = [fault for fault in verify_log(work).faults if fault.what not in taken_down]
    assert fault.what == "incident" and "differs" in fault.fault


@pytest.mark.parametrize("down_to", ["0001", "0002", "0003", "0004", "0005", "0006", "0008"])
def test_down_and_up_again_with_data(urls: Urls, owner: sa.Engine, down_to: str) -> None:
    def kept() -> dict[str, int]:
        with owner.connect() as connection:
            names = sa.inspect(connection).get_table_names("tawthiq")
            return {
                name: connection.execute(sa.text(f"SELECT count(*) FROM tawthiq.{name}")).scalar_one()
                for name in names
                if name != "alembic_version"
            }

    before = kept()
    assert before["claim"] > 0 and before["incident_index"] > 0
    schema.upgrade(urls.owner, down_to)
    below = kept()
    assert below.items() <= before.items() and ("incident_index" in below) == (down_to >= "0005")
    schema.upgrade(urls.owner)
    after = kept()
    assert after.keys() == before.keys()
    assert all(after[name] == count for name, count in below.items() if name != "vocabulary_release")


def test_an_upgrade_changes_no_grant_and_no_row(urls: Urls, owner: sa.Engine, doors: Doors, tokens: Tokens) -> None:
    """The last migration taken down and up again: the same rights, and the index comes back by projection."""

    def rights() -> list[tuple[str, ...]]:
        query = """SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges
          WHERE table_schema = 'tawthiq' AND grantee IN ('tawthiq_app', 'tawthiq_gate') ORDER BY 1, 2, 3"""
        with owner.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    before = rights()
    schema.upgrade(urls.owner, "0004")
    schema.upgrade(urls.owner)
    assert rights() == before and before
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "record_incident")
        work.open(project, "rebuild")
        work.touch(work.connection.execute(sa.text("SELECT id FROM incident")).scalars())
    with doors.work(tokens["EAST", "analyst"]) as work:
        assert find_incidents(work, work.enter("EAST", "read_incidents"), ask({})).possible.count == 1


def test_a_second_upgrade_is_a_no_op(urls: Urls, owner: sa.Engine) -> None:
    def functions() -> list[int]:
        query = """SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE n.nspname = 'tawthiq' ORDER BY 1"""
        with owner.connect() as connection:
            return list(connection.execute(sa.text(query)).scalars())

    before = functions()
    schema.upgrade(urls.owner)
    assert functions() == before and before


def test_each_function_stands_once_in_the_scripts() -> None:
    text = "".join(path.read_text("utf-8") for path in sorted((schema.SCRIPTS).glob("*.sql")))
    names = re.findall(r"^CREATE FUNCTION (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names)) > 10


def test_objects_taken_down_leave_their_claims_and_the_rest_as_it_was(
    urls: Urls, owner: sa.Engine, doors: Doors, tokens: Tokens
) -> None:
    """What is said of an object loses its object with the table; all else is as before, and more can be said."""
    planting.add_rows(doors, "EAST", tokens)
    taken_down = taken_down_to(urls, owner, "0015")
    assert "property_item" in taken_down
    schema.upgrade(urls.owner)
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "read_incidents")
        refs = [listed.ref for listed in find_incidents(work, project, ask({})).items]
        assert refs and not any(read_incident(work, project, ref).items for ref in refs)
        differing = {fault.what for fault in verify_log(work).faults} - taken_down
    assert differing == {"claim"}
    planting.add_rows(doors, "WEST", tokens)
