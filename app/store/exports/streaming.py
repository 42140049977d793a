"""The database's own COPY, straight into a file: constant memory at any size."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, BinaryIO, TypeVar, cast

import psycopg
import sqlalchemy as sa

from app.domain.errors import Unavailable
from app.store.exports import acts, claims, decisions, incidents, links, passages, places, same, sources
from app.store.exports.query import TableQuery, as_text, cells, texts
from app.store.exports.scope import Scope

TABLES: dict[str, Callable[[Scope], TableQuery]] = {
    "incidents": incidents.incidents,
    "acts": acts.acts,
    "parties": acts.parties,
    "involvements": acts.involvements,
    "property_items": acts.property_items,
    "interventions": acts.interventions,
    "claims": claims.claims,
    "counts": incidents.counts,
    "locations": claims.locations,
    "places": places.places,
    "own_places": places.own_places,
    "sources": sources.sources,
    "documents": sources.documents,
    "document_relations": sources.document_relations,
    "citations": claims.citations,
    "passages": passages.passages,
    "links": links.links,
    "external_ids": sources.external_ids,
    "adoptions": decisions.adoptions,
    "verification_events": decisions.verification_events,
    "same_as": same.judgements,
}
"""By the names that the CSV set gives them."""

Row = TypeVar("Row")

# JSON has neither character in it, so that no row is ever quoted.
_UNQUOTED = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'"


Step = Callable[[int], None]
"""Told of each so many rows that were read, for whoever waits; what it raises ends the export."""
_A_STEP = 1000


def no_step(rows: int) -> None:
    """Nobody waits."""


def write_table(
    connection: sa.Connection,
    scope: Scope,
    table: str,
    columns: Sequence[str],
    line_end: bytes,
    file: BinaryIO,
    step: Step = no_step,
) -> int:
    """Writes the rows of a table as RFC 4180 lines, without a heading. Returns how many there were.

    KeyError for a table or column that there is not; Unavailable where the database goes away meanwhile.
    """
    query = cells(TABLES[table](scope), columns)
    number = 0
    with closing(_copied(connection, query, "FORMAT csv", step)) as rows:
        for row in rows:
            file.write(row)
            file.write(line_end)
            number += 1
    return number


def write_features(
    connection: sa.Connection,
    scope: Scope,
    properties: Sequence[str],
    separator: bytes,
    file: BinaryIO,
    step: Step = no_step,
) -> int:
    """Writes one GeoJSON feature an incident, with `separator` between them. Returns how many there were."""
    query = incidents.incident_features(scope, properties)
    number = 0
    with closing(_copied(connection, query, _UNQUOTED, step)) as rows:
        for row in rows:
            if number:
                file.write(separator)
            file.write(row)
            number += 1
    return number


def read_table(
    connection: sa.Connection, scope: Scope, table: str, columns: Sequence[str], step: Step = no_step
) -> Generator[tuple[str | None, ...], None, None]:
    """The rows of a table, their cells as the text that `write_table` writes, without its sign; None where empty."""
    query = texts(TABLES[table](scope), columns)
    with _copy(connection, query, "FORMAT text") as copy:
        for row in _in_steps(copy.rows(), step):
            yield cast("tuple[str | None, ...]", row)


def read_incidents(
    connection: sa.Connection, scope: Scope, columns: Sequence[str], step: Step = no_step
) -> Generator[memoryview, None, None]:
    """The rows of incidents as RFC 4180 lines without their end; the last cell is the geometry
    as well-known binary in hexadecimal. Whoever reads them closes the generator."""
    return _copied(connection, incidents.incident_rows(scope, columns), "FORMAT csv", step)


def _copied(
    connection: sa.Connection, query: sa.Select[Any], options: str, step: Step
) -> Generator[memoryview, None, None]:
    """The rows of a query as COPY gives them, each without its line end."""
    with _copy(connection, query, options) as copy:
        for row in _in_steps(copy, step):
            yield memoryview(row)[:-1]


def _in_steps(rows: Iterable[Row], step: Step) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % _A_STEP == 0:
            step(_A_STEP)


@contextmanager
def _copy(connection: sa.Connection, query: sa.Select[Any], options: str) -> Iterator[psycopg.Copy]:
    cursor = cast("psycopg.Cursor[Any]", connection.connection.cursor())
    try:
        with cursor, cursor.copy(f"COPY ({as_text(query)}) TO STDOUT ({options})") as copy:
            yield copy
    except psycopg.OperationalError as error:
        raise Unavailable("The database went away in mid-export. Nothing was kept; try again in a moment.") from error
