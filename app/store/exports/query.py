"""A table of an export as SQL: its columns by name, typed as they are; and the two forms in which they leave.

As cells of a CSV file a text that a spreadsheet would take for a formula gets one sign before it (the rule is
`app.exchange.csv_set.write_cell`); as properties of a feature everything keeps its type.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from app.domain.verification import NEAREST
from app.store.reading import as_geojson

Value = sa.ColumnElement[Any]

BOUNDS = ("earliest_start", "latest_start", "earliest_end", "latest_end")
"""The columns of a time."""

EMPTY_LIST: Value = sa.literal_column("'[]'::json", JSON())


class Code(sa.Text):
    """Text that begins with a letter by a check of the database or by our own making: no sign is ever needed."""


@dataclass(frozen=True)
class TableQuery:
    """One table of an export: its columns by the names of the export, and their rows in a fixed order."""

    columns: dict[str, Value]
    rows: sa.FromClause
    where: sa.ColumnElement[bool]
    order: tuple[Value, ...]

    def select(self, *columns: Value) -> sa.Select[Any]:
        return sa.select(*columns).select_from(self.rows).where(self.where).order_by(*self.order)


def code(value: Value) -> Value:
    return sa.type_coerce(value, Code())


def nearest(level: Value) -> dict[str, Value]:
    """The columns that say in the terms of others what comes nearest to a level (its code)."""
    return {f"nearest_{body}": code(sa.case(terms, value=level, else_=sa.null())) for body, terms in NEAREST.items()}


def json_list(value: Value, *order: Value) -> Value:
    """An aggregate of values, in order, as a JSON list."""
    return sa.func.json_agg(aggregate_order_by(value, *order), type_=JSON())


def or_empty_list(value: Value) -> Value:
    return sa.func.coalesce(value, EMPTY_LIST, type_=JSON())


def as_object(**parts: Value) -> Value:
    """A JSON object of those parts that are there, as text; twice as quick as what PostgreSQL has for it."""
    members = (
        sa.literal(f'"{name}":', sa.Text()) + sa.cast(sa.func.to_json(part), sa.Text) for name, part in parts.items()
    )
    return sa.func.concat("{", sa.func.concat_ws(",", *members), "}", type_=Code())


def as_list(objects: Value, *order: Value) -> Value:
    """An aggregate of JSON texts, in order, as a JSON list."""
    return sa.func.concat(
        "[", sa.func.string_agg(objects, aggregate_order_by(sa.literal(","), *order)), "]", type_=Code()
    )


def cells(table: TableQuery, names: Sequence[str]) -> sa.Select[Any]:
    """The rows of a CSV file, every cell as it is to be written."""
    return table.select(*(cell(table.columns[name]) for name in names))


def texts(table: TableQuery, names: Sequence[str], *further: Value) -> sa.Select[Any]:
    """The same with no sign before any text: for files in which a text cannot be taken for a formula."""
    return table.select(*(_as_text(table.columns[name]) for name in names), *further)


def cell(value: Value) -> Value:
    """One cell: text made safe, an instant in ISO 8601 and UTC, true or false, the rest as PostgreSQL writes it."""
    if isinstance(value, sa.Case):  # each branch by itself: most need no sign, and none is evaluated twice
        branches = ((when, cell(then)) for when, then in value.whens)
        return sa.case(*branches, value=value.value, else_=None if value.else_ is None else cell(value.else_))
    if isinstance(value.type, sa.Text) and not isinstance(value.type, Code):
        # ascii() is the number of the first character: = + - @ tab CR '
        starts = sa.func.ascii(value).in_([61, 43, 45, 64, 9, 13, 39])
        return sa.case((starts, sa.literal("'").op("||")(value)), else_=value)
    return _as_text(value)


def _as_text(value: Value) -> Value:
    if isinstance(value.type, sa.DateTime):
        return instant(value)
    return sa.cast(value, sa.Text) if isinstance(value.type, sa.Boolean) else value


def instant(value: Value) -> Value:
    """An instant as 2025-03-07T12:00:00Z; a time without a zone without the Z."""
    if getattr(value.type, "timezone", False):
        return sa.func.to_char(sa.func.timezone("UTC", value), 'YYYY-MM-DD"T"HH24:MI:SS"Z"', type_=Code())
    return sa.func.to_char(value, 'YYYY-MM-DD"T"HH24:MI:SS', type_=Code())


def features(table: TableQuery, names: Sequence[str], geometry: Value) -> sa.Select[Any]:
    """One GeoJSON feature (RFC 7946) a row, as text: null geometry where there is none, outer rings to the right.

    Its id is the column `ref`, its properties are the columns named.
    """
    properties = (_property(table.columns[name]).label(name) for name in names)
    feature = table.select(*properties, as_geojson(geometry).label("geometry")).subquery("feature")
    properties_of = sa.select(*(feature.c[name] for name in names)).correlate(feature).lateral("properties")
    text = sa.func.concat(
        '{"type":"Feature","id":"',
        feature.c.ref,
        '","geometry":',
        sa.func.coalesce(feature.c.geometry, "null"),
        ',"properties":',
        sa.func.row_to_json(properties_of.table_valued()),
        "}",
    )
    return sa.select(text).select_from(feature.join(properties_of, sa.true()))


def _property(value: Value) -> Value:
    return instant(value) if isinstance(value.type, sa.DateTime) else value


def as_text(query: sa.Select[Any]) -> str:
    """The statement with its values written into it: COPY takes no parameters. None of them comes from a person."""
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
