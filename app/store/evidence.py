"""Rows of preserved files and of each handling of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.refs import new_ref
from app.store.tables.evidence import custody_event, evidence_item
from app.store.tables.sources import document
from app.store.vault import Digests


@dataclass(frozen=True, slots=True)
class Item:
    """A preserved file of a document. `name` is what whoever sent it called it, `size` is in bytes."""

    id: int
    ref: str
    document_id: int
    document: str
    sha256: bytes
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item as a document's page lists it: who received it and when, when it was found altered by the last check
    (None: it was whole), and the other documents of the project that have the same bytes."""

    item: Item
    received_by: str
    received_at: datetime
    altered_at: datetime | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handling:
    """What was done with a file, or with all files of its project: when, by whom."""

    at: datetime
    by: str
    deed: str


HANDLINGS = 200
"""Handlings that are read at once, the latest first."""


def _altered_at(project_id: int) -> sa.ScalarSelect[Any]:
    """When the last check of a project's files found one of them altered; null where it found it whole."""
    # A check is noted first, of all files of the project, and then each fault that it found.
    checks = custody_event.alias()
    last_check = (
        sa.select(sa.func.max(checks.c.id))
        .where(checks.c.project_id == project_id, checks.c.item_id.is_(None), checks.c.deed == "verified")
        .scalar_subquery()
    )
    return (
        sa.select(sa.func.max(custody_event.c.done_at))
        .where(
            custody_event.c.project_id == project_id,
            custody_event.c.item_id == evidence_item.c.id,
            custody_event.c.deed == "found_altered",
            custody_event.c.id > sa.func.coalesce(last_check, 0),
        )
        .scalar_subquery()
    )


def is_altered(connection: sa.Connection, project_id: int, item_id: int) -> bool:
    """Whether the last check found a file altered."""
    return bool(connection.execute(sa.select(sa.func.is_altered(project_id, item_id))).scalar())


def items_of(connection: sa.Connection, project_id: int, document_id: int) -> list[ListedItem]:
    """The files of a document, in the order in which they came."""
    same, other = evidence_item.alias(), document.alias()
    also = (
        sa.select(sa.func.coalesce(sa.func.array_agg(sa.distinct(other.c.ref)), sa.text("'{}'")))
        .join(other, (other.c.project_id == project_id) & (other.c.id == same.c.document_id))
        .where(
            same.c.project_id == project_id,
            same.c.sha256 == evidence_item.c.sha256,
            same.c.document_id != evidence_item.c.document_id,
        )
        .select_from(same)
        .scalar_subquery()
    )
    people = sa.func.people_of(project_id).table_valued("account_id", "name")
    rows = connection.execute(
        _items(project_id)
        .add_columns(
            evidence_item.c.uploaded_at,
            people.c.name.label("by"),
            _altered_at(project_id).label("altered_at"),
            also.label("also"),
        )
        .outerjoin(people, people.c.account_id == evidence_item.c.uploaded_by)
        .where(evidence_item.c.document_id == document_id)
        .order_by(evidence_item.c.id)
    )
    return [
        ListedItem(_item(row), row.by or "", row.uploaded_at, row.altered_at, tuple(sorted(row.also))) for row in rows
    ]


def find_item(connection: sa.Connection, project_id: int, document_ref: str | None, ref: str) -> Item:
    """A file of a document (None: of any). NotFound where there is none that may be seen."""
    of_document = [] if document_ref is None else [document.c.ref == document_ref]
    row = connection.execute(_items(project_id).where(evidence_item.c.ref == ref, *of_document)).first()
    if row is None:
        raise NotFound("There is no such file, or you may not see it.")
    return _item(row)


def custody_of(connection: sa.Connection, project_id: int, item_id: int) -> list[Handling]:
    """The latest handlings of a file, the last first; checks of all files since it came are among them."""
    c, first = custody_event.c, custody_event.alias().c
    people = sa.func.people_of(project_id).table_valued("account_id", "name")
    of_it = (first.project_id == project_id) & (first.item_id == item_id)
    came = sa.select(sa.func.min(first.id)).where(of_it).scalar_subquery()
    rows = connection.execute(
        sa.select(c.done_at, people.c.name, c.deed)
        .select_from(custody_event.outerjoin(people, people.c.account_id == c.done_by))
        .where(c.project_id == project_id, (c.item_id == item_id) | (c.item_id.is_(None) & (c.id > came)))
        .order_by(c.id.desc())
        .limit(HANDLINGS)
    )
    return [Handling(row.done_at, row.name or "", row.deed) for row in rows]


def item_numbered(connection: sa.Connection, project_id: int, number: int) -> Item:
    """A file of the project by its number."""
    return _item(connection.execute(_items(project_id).where(evidence_item.c.id == number)).one())


def every_item(connection: sa.Connection, project_id: int) -> list[Item]:
    """Every file of a project, those with the same bytes beside each other."""
    rows = connection.execute(_items(project_id).order_by(evidence_item.c.sha256, evidence_item.c.id))
    return [_item(row) for row in rows]


def take_turn(connection: sa.Connection, project_id: int) -> None:
    """Waits until nobody else is adding a file to the project, and keeps others waiting until this transaction ends."""
    connection.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtext('tawthiq files'), :project)"), {"project": project_id}
    )


def with_bytes(connection: sa.Connection, project_id: int, sha256: bytes) -> list[Item]:
    """The files of a project that hold these bytes."""
    rows = connection.execute(_items(project_id).where(evidence_item.c.sha256 == sha256).order_by(evidence_item.c.id))
    return [_item(row) for row in rows]


def room_taken(connection: sa.Connection, project_id: int) -> int:
    """How many bytes a project's files and people's tables in hand take up; the same bytes of a file count once."""
    once = (
        sa.select(evidence_item.c.sha256, evidence_item.c.size)
        .where(evidence_item.c.project_id == project_id)
        .distinct()
        .subquery()
    )
    files = sa.func.coalesce(sa.func.sum(once.c.size), 0)
    return int(connection.execute(sa.select(files + sa.func.room_in_hand(project_id))).scalar_one())


def add_item(
    connection: sa.Connection, project_id: int, document_id: int, digests: Digests, values: dict[str, Any]
) -> tuple[int, str]:
    """Adds a file to a document; `values` are its size, media_type, original_name and uploaded_by. Returns id, ref."""
    row = connection.execute(
        sa.insert(evidence_item)
        .values(
            project_id=project_id,
            ref=new_ref("file"),
            document_id=document_id,
            sha256=digests.sha256,
            sha512=digests.sha512,
            **values,
        )
        .returning(evidence_item.c.id, evidence_item.c.ref)
    ).one()
    return row.id, row.ref


def add_custody(
    connection: sa.Connection,
    project_id: int,
    item_ids: Sequence[int | None],
    deed: str,
    done_by: int,
    detail: dict[str, Any],
) -> None:
    """Records a handling of items (None: of all of the project's)."""
    rows = [
        {"project_id": project_id, "item_id": number, "deed": deed, "done_by": done_by, "detail": detail}
        for number in item_ids
    ]
    if rows:
        connection.execute(sa.insert(custody_event), rows)


def hand_out(connection: sa.Connection, project_id: int, item_id: int) -> None:
    """Records, as an event of its own, that a file goes out to whoever is signed in."""
    connection.execute(sa.select(sa.func.hand_out_file(project_id, item_id)))


def _items(project_id: int) -> sa.Select[Any]:
    return (
        sa.select(
            evidence_item.c.id,
            evidence_item.c.ref,
            evidence_item.c.document_id,
            document.c.ref.label("document"),
            evidence_item.c.sha256,
            evidence_item.c.size,
            evidence_item.c.media_type,
            evidence_item.c.original_name.label("name"),
        )
        .join(document, (document.c.project_id == project_id) & (document.c.id == evidence_item.c.document_id))
        .where(evidence_item.c.project_id == project_id)
    )


def _item(row: sa.Row[Any]) -> Item:
    return Item(row.id, row.ref, row.document_id, row.document, row.sha256, row.size, row.media_type, row.name)
