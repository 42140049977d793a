"""How documents stand to one another: reading, stating and ending it. What follows for origins is `origins`'."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.errors import InvalidValue
from app.domain.origins import COPIES
from app.domain.records import RelationRecord
from app.domain.relations import RelationView
from app.domain.statements import Statements
from app.store.registers import named_document, named_documents
from app.store.rows import insert_rows
from app.store.sources import KnownDocument
from app.store.statements import between_things
from app.store.tables.sources import document, document_relation

_r = document_relation.c


def relations_of(
    connection: sa.Connection, project_id: int, document_id: int, people: Mapping[int, str]
) -> tuple[RelationView, ...]:
    """Every relation of a document, ended ones too, in order of entry."""
    other = sa.case((_r.from_id == document_id, _r.to_id), else_=_r.from_id)
    query: sa.Select[Any] = (
        named_documents(project_id)
        .join(
            document_relation,
            (_r.project_id == project_id)
            & sa.or_(_r.from_id == document_id, _r.to_id == document_id)
            & (document.c.id == other),
        )
        .add_columns(
            _r.id.label("number"), _r.kind.label("relation"), _r.from_id, _r.reason, _r.related_by, _r.related_at,
            _r.ended_reason,
        )
        .order_by(_r.id)
    )  # fmt: skip
    return tuple(
        RelationView(
            row.number,
            row.relation,
            named_document(row),
            row.from_id == document_id,
            row.reason,
            people.get(row.related_by, ""),
            row.related_at,
            row.ended_reason,
        )
        for row in connection.execute(query)
    )


def original_of(connection: sa.Connection, project_id: int, document_id: int) -> int:
    """The document at the end of the chain of copies that a document belongs to; itself, where it is no copy."""
    found: int = connection.execute(sa.select(sa.func.original_of(project_id, document_id))).scalar_one()
    return found


def add_relation(
    connection: sa.Connection, project_id: int, pair: tuple[int, int], kind: str, reason: str, by: int
) -> None:
    """States how one document stands to another."""
    row = {
        "project_id": project_id,
        "from_id": pair[0],
        "to_id": pair[1],
        "kind": kind,
        "reason": reason,
        "related_by": by,
    }
    connection.execute(sa.insert(document_relation), row)


def is_stated(connection: sa.Connection, project_id: int, pair: tuple[int, int], kind: str) -> bool:
    """Whether it is said already; of the same footage, in either direction."""
    ways = [(_r.from_id == pair[0]) & (_r.to_id == pair[1])]
    if kind == "same_footage":
        ways.append((_r.from_id == pair[1]) & (_r.to_id == pair[0]))
    live = (_r.project_id == project_id) & (_r.kind == kind) & _r.ended_at.is_(None)
    return connection.execute(sa.select(_r.id).where(live, sa.or_(*ways))).first() is not None


def end_relation(connection: sa.Connection, project_id: int, number: int, reason: str) -> bool:
    """Takes a relation back, with a reason. False where it no longer stands."""
    ended = connection.execute(
        sa.update(document_relation)
        .where(_r.project_id == project_id, _r.id == number, _r.ended_at.is_(None))
        .values(ended_at=sa.func.now(), ended_reason=reason)
    )
    return bool(ended.rowcount)


def on_record(connection: sa.Connection, project_id: int, ids: Collection[int]) -> Statements:
    """What was said of how these documents stand to others, ended or not."""
    return between_things(connection, project_id, document, document_relation, ("from_id", "to_id"), "related_at", ids)


def add_relations(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[RelationRecord],
    known: Mapping[str, KnownDocument],
    related_by: int,
) -> set[int]:
    """Adds relations of a bundle. Returns the ids of documents found to be copies.

    InvalidValue for a second original of one copy. KeyError where a document is neither on record nor in the bundle.
    """
    pairs = [(known[one.document].id, known[one.other].id) for one in records]
    copied = _copies_among(connection, project_id, {first for first, _ in pairs})
    new: set[int] = set()
    for one, (first, _) in zip(records, pairs, strict=True):
        if one.kind in COPIES and one.ended_at is None:
            if first in copied | new:
                raise InvalidValue("A document is a copy of one other at most.", "kind")
            new.add(first)
    rows = [
        {
            "project_id": project_id, "from_id": first, "to_id": other, "kind": one.kind, "reason": one.reason,
            "related_by": related_by, "ended_at": one.ended_at, "ended_reason": one.ended_reason,
        }
        for one, (first, other) in zip(records, pairs, strict=True)
    ]  # fmt: skip
    insert_rows(connection, document_relation, rows)
    return new


def _copies_among(connection: sa.Connection, project_id: int, ids: Collection[int]) -> set[int]:
    live = (_r.project_id == project_id) & _r.kind.in_(COPIES) & _r.ended_at.is_(None)
    return set(connection.execute(sa.select(_r.from_id).where(live, _r.from_id.in_(list(ids)))).scalars())
