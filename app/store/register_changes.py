"""Amending sources and documents, by version. What follows for claims and incidents is `origins`' and the services'."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.dates import When
from app.domain.text import fold
from app.store.standing import is_live
from app.store.tables.claims import claim
from app.store.tables.incidents import external_id
from app.store.tables.sources import document, source, source_alias


def change_source(
    connection: sa.Connection, project_id: int, source_id: int, version: int, values: Mapping[str, Any]
) -> bool:
    """Changes columns of a source and counts its version up. False where it has moved on from `version`."""
    return _change(connection, source, project_id, source_id, version, values)


def regroup(connection: sa.Connection, project_id: int, source_id: int, head_id: int | None) -> None:
    """Puts a source, with all that count as one with it, into the group of `head_id`; or by itself (None)."""
    s = source.c
    who = s.id == source_id
    if head_id is not None:
        who |= s.group_id == source_id
    connection.execute(sa.update(source).where(s.project_id == project_id, who).values(group_id=head_id))


def grouped_with(connection: sa.Connection, project_id: int, source_id: int) -> set[int]:
    """A source and those whose group it heads."""
    s = source.c
    members = sa.select(s.id).where(s.project_id == project_id, s.group_id == source_id)
    return {source_id, *connection.execute(members).scalars()}


def called_so(connection: sa.Connection, project_id: int, names: Iterable[str], but: int) -> set[str]:
    """Of these names in their folded form, those that another source than `but` goes by."""
    folded = sa.any_(sa.cast([fold(name) for name in names], sa.ARRAY(sa.Text)))
    s, a = source.c, source_alias.c
    taken = sa.union(
        sa.select(s.name_folded).where(s.project_id == project_id, s.name_folded == folded, s.id != but),
        sa.select(a.name_folded).where(
            a.project_id == project_id, a.name_folded == folded, a.source_id != but, a.ended_at.is_(None)
        ),
    )
    return set(connection.execute(taken).scalars())


def add_aliases(connection: sa.Connection, project_id: int, source_id: int, names: Iterable[str]) -> None:
    rows = [
        {"project_id": project_id, "source_id": source_id, "name": name, "name_folded": fold(name)} for name in names
    ]
    if rows:
        connection.execute(sa.insert(source_alias), rows)


def end_aliases(connection: sa.Connection, project_id: int, source_id: int, names: Iterable[str], reason: str) -> None:
    """Ends names that a source no longer goes by. They stay on its page, with the reason."""
    a, ended = source_alias.c, list(names)
    if ended:
        connection.execute(
            sa.update(source_alias)
            .where(a.project_id == project_id, a.source_id == source_id, a.name.in_(ended), a.ended_at.is_(None))
            .values(ended_at=sa.func.now(), ended_reason=reason)
        )


def change_document(
    connection: sa.Connection, project_id: int, document_id: int, version: int, values: Mapping[str, Any]
) -> bool:
    """Changes columns of a document and counts its version up. False where it has moved on from `version`."""
    return _change(connection, document, project_id, document_id, version, values)


def add_numbers(
    connection: sa.Connection, project_id: int, document_id: int, numbers: Iterable[tuple[str, str]]
) -> None:
    """Adds numbers, each with its scheme, by which a document is known elsewhere."""
    rows = [
        {"project_id": project_id, "document_id": document_id, "scheme": scheme, "value": value}
        for scheme, value in numbers
    ]
    if rows:
        connection.execute(sa.insert(external_id), rows)


def end_numbers(
    connection: sa.Connection, project_id: int, document_id: int, numbers: Iterable[tuple[str, str]], reason: str
) -> None:
    """Ends numbers that were not this document's. They stay on its page, with the reason."""
    e, ended = external_id.c, list(numbers)
    if ended:
        connection.execute(
            sa.update(external_id)
            .where(
                e.project_id == project_id,
                e.document_id == document_id,
                sa.tuple_(e.scheme, e.value).in_(ended),
                e.ended_at.is_(None),
            )
            .values(ended_at=sa.func.now(), ended_reason=reason)
        )


_DAYS = ("edtf", "earliest_start", "latest_start", "earliest_end", "latest_end", "anchor_offset_days")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A live claim of a time that is told from a document's date; of an intervention it is about no incident."""

    id: int
    incident_id: int | None
    told: When


def reckoned_from(connection: sa.Connection, project_id: int, document_id: int) -> list[Reckoned]:
    """The live claims whose days are reckoned from a document's date."""
    c = claim.c
    rows = connection.execute(
        sa.select(c.id, c.incident_id, c.stated_as, *(c[name] for name in _DAYS)).where(
            c.project_id == project_id,
            c.anchor_document_id == document_id,
            is_live(c),
        )
    )
    return [
        Reckoned(
            row.id,
            row.incident_id,
            When(stated_as=row.stated_as, follows_document=True, **{name: getattr(row, name) for name in _DAYS}),
        )
        for row in rows
    ]


def renew_days(connection: sa.Connection, project_id: int, claim_id: int, when: When) -> None:
    """Puts the days of a claim that is reckoned from a document's date where that date puts them."""
    connection.execute(
        sa.update(claim)
        .where(claim.c.project_id == project_id, claim.c.id == claim_id)
        .values({name: getattr(when, name) for name in _DAYS})
    )


def _change(
    connection: sa.Connection,
    table: sa.Table,
    project_id: int,
    row_id: int,
    version: int,
    values: Mapping[str, Any],
) -> bool:
    c = table.c
    now = sa.func.coalesce(c.version, 1)
    changed = connection.execute(
        sa.update(table)
        .where(c.project_id == project_id, c.id == row_id, now == version)
        .values(**values, version=now + 1, changed_at=sa.func.now())
    )
    return bool(changed.rowcount)
