"""Plain tables beside the product's: same columns, constraints, keys and indexes, and neither walls nor history.

What the product has written is written here again by INSERT … SELECT: the floor of every write. Both then hold the same
rows.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

SCHEMA = "plain"

# Written by an import or a form, in the order in which their keys allow it, each with the id that grows.
TABLES = {
    "source": "id",
    "source_alias": "id",
    "document": "id",
    "party": "id",
    "incident": "id",
    "act": "id",
    "involvement": "id",
    "claim": "id",
    "claim_place": "id",
    "claim_citation": "id",
    "external_id": "id",
    "import_row": "id",
    "incident_index": "incident_id",
    "incident_harm": "incident_id",
}
# Written by the projection, beside what is recorded.
PROJECTED = ("incident_index", "incident_harm")


class PlainTables:
    """The plain tables of one database, and how far they have followed the product's."""

    def __init__(self, connection: psycopg.Connection, project_id: int) -> None:
        self._connection, self._project_id = connection, project_id
        self._done = dict.fromkeys(TABLES, 0)
        self.rows = dict.fromkeys(TABLES, 0)
        for statement in _definitions(connection):
            connection.execute(statement)
        self._columns = {name: _names(columns_of(connection, name)) for name in TABLES}
        self._copies = {name: _copy_statement(name, grows, self._columns[name]) for name, grows in TABLES.items()}

    def follow(self) -> None:
        """Writes, in one transaction, every row that the product has written since the last time."""
        with self._connection.transaction():
            for name, copy in self._copies.items():
                written = self._connection.execute(copy, [self._project_id, self._done[name]])
                self.rows[name] += written.rowcount

    def look(self) -> None:
        """Sees how far they have followed; not part of what is timed."""
        for name, grows in TABLES.items():
            newest = sql.SQL("SELECT coalesce(max({}), 0) FROM {} WHERE project_id = %s")
            query = newest.format(sql.Identifier(grows), sql.Identifier(SCHEMA, name))
            self._done[name] = _number(self._connection, query, self._project_id)

    def newest(self) -> list[tuple[sql.Composed, list[Any]]]:
        """What the product has written since the last time, as INSERT … VALUES into the plain tables, one a table."""
        statements = []
        for name, grows in TABLES.items():
            query = sql.SQL("SELECT {} FROM ({}) n ORDER BY {}").format(
                self._columns[name], _since("tawthiq", name, grows), sql.Identifier(grows)
            )
            rows = self._connection.execute(query, [self._project_id, self._done[name]]).fetchall()
            if rows:
                statements.append(self._insertion(name, rows))
        return statements

    def write(self, statements: Sequence[tuple[sql.Composed, list[Any]]]) -> None:
        """Runs statements in one transaction."""
        with self._connection.transaction():
            for statement, values in statements:
                self._connection.execute(statement, values)

    def _insertion(self, name: str, rows: Sequence[Sequence[Any]]) -> tuple[sql.Composed, list[Any]]:
        row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(rows[0])))
        statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES {}").format(
            sql.Identifier(SCHEMA, name), self._columns[name], sql.SQL(", ").join([row] * len(rows))
        )
        return statement, [Jsonb(value) if isinstance(value, dict) else value for one in rows for value in one]

    def analyse(self) -> None:
        """Fresh statistics, as the product's import makes them of its own tables once there are rows."""
        for name in TABLES:
            self._connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(SCHEMA, name)))

    @property
    def recorded_rows(self) -> int:
        """Rows that record something: all but the projection's copy."""
        return sum(rows for name, rows in self.rows.items() if name not in PROJECTED)

    def differences(self, *, newest: bool = False) -> int:
        """Rows that product and plain tables do not have alike; of all, or of those since the last look."""
        found = 0
        for name, grows in TABLES.items():
            query = sql.SQL(
                "SELECT count(*) FROM (({0} EXCEPT ALL {1}) UNION ALL ({1} EXCEPT ALL {0})) different"
            ).format(*(_since(schema, name, grows) for schema in ("tawthiq", SCHEMA)))
            after = self._done[name] if newest else 0
            found += _number(self._connection, query, *(self._project_id, after) * 4)
        return found


def _since(schema: str, name: str, grows: str) -> sql.Composed:
    table = sql.Identifier(schema, name)
    return sql.SQL("SELECT * FROM {} WHERE project_id = %s AND {} > %s").format(table, sql.Identifier(grows))


def _definitions(connection: psycopg.Connection) -> Iterator[sql.SQL | sql.Composed]:
    """The tables with everything but foreign keys, then these: PostgreSQL's LIKE leaves them out."""
    yield sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA))
    for name in TABLES:
        yield sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
            sql.Identifier(SCHEMA, name), sql.Identifier("tawthiq", name)
        )
    keys = connection.execute(
        "SELECT relname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class t ON t.oid = conrelid"
        " WHERE contype = 'f' AND relnamespace = 'tawthiq'::regnamespace AND relname = ANY (%s) ORDER BY conname",
        [list(TABLES)],
    ).fetchall()
    # A key points at the plain table where there is one, else at the product's.
    yield sql.SQL("SET search_path = {}, tawthiq, public").format(sql.Identifier(SCHEMA))
    for name, key in keys:
        yield sql.SQL("ALTER TABLE {} ADD {}").format(sql.Identifier(SCHEMA, name), sql.SQL(key))
    yield sql.SQL("SET search_path = tawthiq, public")


def columns_of(connection: psycopg.Connection, name: str) -> list[str]:
    """The columns of a table of the product that are written, generated ones left out."""
    columns = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = ('tawthiq.' || %s)::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [name],
    ).fetchall()
    return [column for (column,) in columns]


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _copy_statement(name: str, grows: str, columns: sql.Composed) -> sql.Composed:
    return sql.SQL(
        "INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE"
        " SELECT {columns} FROM {origin} WHERE project_id = %s AND {grows} > %s ORDER BY {grows}"
    ).format(
        target=sql.Identifier(SCHEMA, name),
        origin=sql.Identifier("tawthiq", name),
        columns=columns,
        grows=sql.Identifier(grows),
    )


def _number(connection: psycopg.Connection, query: sql.SQL | sql.Composed, *values: object) -> int:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return int(row[0])
