"""Statements on record as the domain knows them again."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.domain.statements import Statement, Statements, between


def statements_in(rows: sa.CursorResult[Any]) -> Statements:
    """The statements of rows that have `one` and `other` (refs), `kind`, `reason`, `stated_at` and how each ended."""
    return Statements((between(row.one, row.other, row.kind), statement_of(row)) for row in rows)


def statement_of(row: Any) -> Statement:
    """A statement as it stands. One that came here with its end had ended before it was recorded."""
    here = row.ended_at is not None and row.ended_at >= row.stated_at
    return Statement(row.reason, row.ended_at, row.ended_reason, here)


def between_things(
    connection: sa.Connection,
    project_id: int,
    thing: sa.Table,
    stated: sa.Table,
    ends: tuple[str, str],
    stated_at: str,
    ids: Collection[int],
) -> Statements:
    """What was said, ended or not, of how these things stand to others: in the table `stated`, whose columns `ends`
    name two of the table `thing`."""
    one, other, s = thing.alias("one"), thing.alias("other"), stated.c
    left, right = (s[end] for end in ends)
    named = sa.any_(sa.cast(sorted(ids), sa.ARRAY(sa.BigInteger)))
    rows = connection.execute(
        sa.select(
            one.c.ref.label("one"), other.c.ref.label("other"), s.kind, s.reason, s[stated_at].label("stated_at"),
            s.ended_at, s.ended_reason,
        )
        .select_from(stated)
        .join(one, (one.c.project_id == project_id) & (one.c.id == left))
        .join(other, (other.c.project_id == project_id) & (other.c.id == right))
        .where(s.project_id == project_id, sa.or_(left == named, right == named))
    )  # fmt: skip
    return statements_in(rows)
