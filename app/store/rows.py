"""Putting rows in: few by INSERT, many by COPY.

COPY into a table under row-level security is refused by PostgreSQL, so many rows go by COPY into a temporary table of
the same columns and from there by one INSERT … SELECT, which policies, triggers and constraints see as usual.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

MANY = 200


def take_ids(connection: sa.Connection, table: sa.Table, how_many: int) -> Iterator[int]:
    """Fresh ids of a table, in order, taken from its sequence in one block."""
    if not how_many:
        return iter(())
    # By a subquery, so that the sequence is looked up once and not for each id.
    sequence = sa.select(
        sa.func.pg_get_serial_sequence(f"tawthiq.{table.name}", "id").cast(_Regclass)
    ).scalar_subquery()
    drawn = sa.select(sa.func.nextval(sequence)).select_from(sa.func.generate_series(1, how_many))
    return iter(sorted(connection.execute(drawn).scalars()))


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows that all have the same keys. Geometry is given as EWKT text."""
    if not rows:
        return
    if len(rows) < MANY:
        connection.execute(sa.insert(table), list(rows))
        return
    columns = _columns(table, rows)
    staging = f"staging_{table.name}"
    names = ", ".join(f'"{column}"' for column in columns)
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE {staging} ON COMMIT DROP AS SELECT {names} FROM tawthiq.{table.name} WITH NO DATA"
    )
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {staging} ({names}) FROM STDIN") as copy:
        for values in zip(*columns.values(), strict=True):
            copy.write_row(values)
    connection.exec_driver_sql(f"INSERT INTO tawthiq.{table.name} ({names}) SELECT {names} FROM {staging}")
    connection.exec_driver_sql(f"DROP TABLE {staging}")


def _columns(table: sa.Table, rows: Sequence[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    """The rows column by column, as COPY takes them. A column that is empty in every row need not be copied twice."""
    found: dict[str, Sequence[Any]] = {}
    for name, values in zip(rows[0], zip(*map(itemgetter(*rows[0]), rows), strict=True), strict=True):
        column = table.c[name]
        if column.server_default is not None or values.count(None) < len(values):
            write = _WRITTEN.get(type(column.type))
            found[name] = [None if value is None else write(value) for value in values] if write else values
    return found


# Values that the driver would take long over, or not know: lists of ids, objects.
_WRITTEN: dict[type, Callable[[Any], Any]] = {
    ARRAY: lambda ids: f"{{{','.join(map(str, ids))}}}",
    JSONB: lambda value: json.dumps(value, ensure_ascii=False),
}


class _Regclass(sa.types.UserDefinedType[Any]):
    """The type that nextval() takes."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "regclass"
