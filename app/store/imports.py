"""Files that were taken in: how far each has come, and which of its rows want a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

from app.store.rows import insert_rows
from app.store.tables.imports import import_batch, import_row

# What a statement or a COPY may raise.
DATABASE_ERRORS = (sa.exc.DBAPIError, psycopg.Error)

# Beside a project's number, the name of the lock under which one import at a time writes.
_LOCK = 0x7A4


@dataclass(frozen=True, slots=True)
class Batch:
    """One file taken in by one version of a profile, and how far it has come. The numbers count source rows."""

    id: int
    bytes_done: int = 0
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class NotedRow:
    """A row that was flagged by a rule, or quarantined for a reason."""

    number: int
    byte_from: int
    byte_to: int
    state: str
    rule: str
    column: str | None


def is_refused_to(error: Exception) -> bool:
    """Whether whoever writes may not write any more: their sign-in has ended, or their roles are others."""
    return isinstance(
        error.orig if isinstance(error, sa.exc.DBAPIError) else error, psycopg.errors.InsufficientPrivilege
    )


def rule_broken(error: Exception) -> str | None:
    """Which rule of the database some values broke; None where the error is not about values.

    A rule about values is a constraint and has a name. What our own guards raise under the same class is a fault of the
    program.
    """
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    state = getattr(cause, "sqlstate", None) or ""
    if state[:2] not in _ABOUT_VALUES or not isinstance(cause, psycopg.Error):
        return None
    return cause.diag.constraint_name or cause.diag.column_name or _ABOUT_VALUES[state[:2]]


# The first two digits of SQLSTATE, and what is said where the rule has no name: None where it has to have one.
_ABOUT_VALUES = {"22": "value out of range", "23": None, "54": "value too long"}


def lock_imports(connection: sa.Connection, project_id: int) -> None:
    """Waits until no other import writes in this project; held to the end of the transaction."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, project_id)))


def find_batch(
    connection: sa.Connection, project_id: int, profile: str, version: int, file_digest: bytes
) -> Batch | None:
    """The last time that this very file was taken in by this version of a profile."""
    columns = import_batch.c
    row = connection.execute(
        sa.select(import_batch)
        .where(
            columns.project_id == project_id,
            columns.profile == profile,
            columns.profile_version == version,
            columns.file_digest == file_digest,
        )
        .order_by(columns.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Batch(
        id=row.id,
        bytes_done=row.bytes_done,
        rows_done=row.rows_done,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        quarantined=row.quarantined,
        complete=row.completed_at is not None,
    )


def start_batch(
    connection: sa.Connection,
    project_id: int,
    profile: str,
    version: int,
    file_digest: bytes,
    file_name: str,
    evidence_item_id: int | None = None,
) -> Batch:
    """`evidence_item_id`: the preserved file that this was taken from."""
    number: int = connection.execute(
        sa.insert(import_batch)
        .values(
            project_id=project_id,
            profile=profile,
            profile_version=version,
            file_digest=file_digest,
            file_name=file_name,
            evidence_item_id=evidence_item_id,
        )
        .returning(import_batch.c.id)
    ).scalar_one()
    return Batch(number)


def advance_batch(connection: sa.Connection, project_id: int, batch: Batch) -> None:
    """Keeps how far a batch has come, and that it is complete if it is."""
    connection.execute(
        sa.update(import_batch)
        .where(import_batch.c.project_id == project_id, import_batch.c.id == batch.id)
        .values(
            bytes_done=batch.bytes_done,
            rows_done=batch.rows_done,
            created=batch.created,
            updated=batch.updated,
            unchanged=batch.unchanged,
            quarantined=batch.quarantined,
            **({"completed_at": sa.func.now()} if batch.complete else {}),
        )
    )


def note_rows(connection: sa.Connection, project_id: int, batch_id: int, noted: Sequence[NotedRow]) -> None:
    insert_rows(
        connection,
        import_row,
        [
            {
                "project_id": project_id,
                "import_batch_id": batch_id,
                "row_number": row.number,
                "byte_from": row.byte_from,
                "byte_to": row.byte_to,
                "state": row.state,
                "rule": row.rule,
                "column_name": row.column,
            }
            for row in noted
        ],
    )


def repeat_notes(connection: sa.Connection, project_id: int, batch_id: int, new_batch_id: int, *, before: int) -> None:
    """Notes of a new batch what stands of another one about the rows before that number."""
    columns = import_row.c
    copied = (columns.project_id, columns.row_number, columns.byte_from, columns.byte_to, columns.state, columns.rule,
              columns.column_name)  # fmt: skip
    noted = (
        sa.select(*copied, sa.literal(new_batch_id))
        .where(columns.project_id == project_id, columns.import_batch_id == batch_id, columns.row_number < before)
        .order_by(columns.id)
    )
    connection.execute(
        sa.insert(import_row).from_select([*(column.name for column in copied), "import_batch_id"], noted)
    )


def find_contradictions(
    connection: sa.Connection, ids: Iterable[tuple[str, int, bytes]], at_most: int
) -> list[list[int]] | None:
    """The numbers of rows that share an id and differ, a list an id; None where they are more than `at_most`.

    `ids` are (id, number of the row, digest of what it says). They are compared in a temporary table, so that a file of
    any length takes no memory here.
    """
    connection.exec_driver_sql(
        "CREATE TEMP TABLE staging_id (id text, row_number integer, digest bytea) ON COMMIT DROP"
    )
    with connection.connection.cursor().copy("COPY staging_id FROM STDIN") as copy:
        for values in ids:
            copy.write_row(values)
    shared = "FROM staging_id GROUP BY id HAVING count(DISTINCT digest) > 1"
    many: int = connection.exec_driver_sql(
        f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n {shared}) AS shared"
    ).scalar_one()
    if many > at_most:
        return None
    numbers = "array_agg(DISTINCT row_number ORDER BY row_number)"
    return list(connection.exec_driver_sql(f"SELECT {numbers} {shared} ORDER BY 1").scalars())


def count_flags(connection: sa.Connection, project_id: int, batch_id: int) -> dict[str, int]:
    """By rule, how many rows of a batch were flagged."""
    columns = import_row.c
    counted = connection.execute(
        sa.select(columns.rule, sa.func.count())
        .where(columns.project_id == project_id, columns.import_batch_id == batch_id, columns.state == "flagged")
        .group_by(columns.rule)
    )
    return {rule: number for rule, number in counted}


def first_noted_rows(connection: sa.Connection, project_id: int, batch_id: int, how_many: int) -> list[NotedRow]:
    """The first rows of a batch that were put aside, and the first that met each rule, in the file's order."""
    columns = import_row.c
    kind = sa.case((columns.state == "flagged", columns.rule), else_="")
    place = sa.func.row_number().over(partition_by=kind, order_by=(columns.row_number, columns.id)).label("place")
    numbered = (
        sa.select(import_row, place)
        .where(columns.project_id == project_id, columns.import_batch_id == batch_id)
        .subquery()
    )
    rows = connection.execute(
        sa.select(numbered).where(numbered.c.place <= how_many).order_by(numbered.c.row_number, numbered.c.id)
    )
    return [NotedRow(row.row_number, row.byte_from, row.byte_to, row.state, row.rule, row.column_name) for row in rows]
