"""The database's own COPY, straight into a file: constant memory at any size."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any, BinaryIO, cast

import psycopg
import sqlalchemy as sa

from app.domain.errors import Unavailable
from app.store.exports import acts, claims, decisions, incidents, links, same, sources
from app.store.exports.query import TableQuery, as_text, cells
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
    "sources": sources.sources,
    "documents": sources.documents,
    "document_relations": sources.document_relations,
    "citations": claims.citations,
    "links": links.links,
    "external_ids": sources.external_ids,
    "adoptions": decisions.adoptions,
    "verification_events": decisions.verification_events,
    "same_as": same.judgements,
}
"""By the names that the CSV set gives them."""

# JSON has neither character in it, so that no row is ever quoted.
_UNQUOTED = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'"


def write_table(
    connection: sa.Connection, scope: Scope, table: str, columns: Sequence[str], line_end: bytes, file: BinaryIO
) -> int:
    """Writes the rows of a table as RFC 4180 lines, without a heading. Returns how many there were.

    KeyError for a table or column that there is not; Unavailable where the database goes away meanwhile.
    """
    query = cells(TABLES[table](scope), columns)
    number = 0
    with closing(_copied(connection, query, "FORMAT csv")) as rows:
        for row in rows:
            file.write(row)
            file.write(line_end)
            number += 1
    return number


def write_features(
    connection: sa.Connection, scope: Scope, properties: Sequence[str], separator: bytes, file: BinaryIO
) -> int:
    """Writes one GeoJSON feature an incident, with `separator` between them. Returns how many there were."""
    query = incidents.incident_features(scope, properties)
    number = 0
    with closing(_copied(connection, query, _UNQUOTED)) as rows:
        for row in rows:
            if number:
                file.write(separator)
            file.write(row)
            number += 1
    return number


def _copied(connection: sa.Connection, query: sa.Select[Any], options: str) -> Generator[memoryview, None, None]:
    """The rows of a query as COPY gives them, each without its line end."""
    cursor = cast("psycopg.Cursor[Any]", connection.connection.cursor())
    try:
        with cursor, cursor.copy(f"COPY ({as_text(query)}) TO STDOUT ({options})") as copy:
            for row in copy:
                yield memoryview(row)[:-1]
    except psycopg.OperationalError as error:
        raise Unavailable("The database went away in mid-export. Nothing was kept; try again in a moment.") from error
