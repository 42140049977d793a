"""How incidents stand to one another: reading, stating and ending it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.links import LinkView
from app.domain.records import LinkRecord
from app.store import reading
from app.store.incidents import KnownIncident
from app.store.rows import insert_rows
from app.store.tables.incidents import incident, incident_link

_k = incident_link.c


def links_of(
    connection: sa.Connection, project_id: int, incident_id: int, people: Mapping[int, str], audience: Audience
) -> tuple[LinkView, ...]:
    """Every link of an incident that stands, in order of entry."""
    other = sa.case((_k.incident_id == incident_id, _k.other_id), else_=_k.incident_id)
    rows = connection.execute(
        sa.select(
            incident_link,
            other.label("other_number"),
            incident.c.ref,
            incident.c.title,
            sa.func.coalesce(incident.c.same_as_id, incident.c.id).label("counted"),
        )
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == other))
        .where(
            _k.project_id == project_id,
            sa.or_(_k.incident_id == incident_id, _k.other_id == incident_id),
            _k.ended_at.is_(None),
        )
        .order_by(_k.id)
    ).all()
    listed = reading.listed_of(connection, project_id, [row.other_number for row in rows], audience)
    return tuple(
        LinkView(
            id=row.id,
            kind=row.kind,
            other=row.ref,
            title=row.title,
            forwards=row.incident_id == incident_id,
            reason=row.reason,
            by=people.get(row.linked_by, ""),
            at=row.linked_at,
            listed=listed.get(row.ref),
            counted=row.counted,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: an incident by its number and kind."""

    id: int
    kind: str


def ends(connection: sa.Connection, project_id: int, refs: Collection[str]) -> dict[str, End]:
    """Incidents by ref, as far as they are on record."""
    i = incident.c
    rows = connection.execute(sa.select(i.ref, i.id, i.kind).where(i.project_id == project_id, i.ref.in_(list(refs))))
    return {row.ref: End(row.id, row.kind) for row in rows}


def is_stated(connection: sa.Connection, project_id: int, pair: tuple[int, int], kind: str) -> bool:
    """Whether it is said already, from either side."""
    query = sa.select(_k.id).where(
        _k.project_id == project_id,
        _k.incident_id.in_(pair),
        _k.other_id.in_(pair),
        _k.kind == kind,
        _k.ended_at.is_(None),
    )
    return connection.execute(query).first() is not None


def add_link(
    connection: sa.Connection, project_id: int, pair: tuple[int, int], kind: str, reason: str, by: int
) -> None:
    """States how one incident stands to another. The database refuses a part
    that is none, and what is said already."""
    row = {
        "project_id": project_id, "incident_id": pair[0], "other_id": pair[1], "kind": kind, "reason": reason,
        "linked_by": by,
    }  # fmt: skip
    connection.execute(sa.insert(incident_link), row)


def end_link(connection: sa.Connection, project_id: int, number: int, reason: str) -> bool:
    """Takes a link back, with a reason. False where it no longer stands."""
    ended = connection.execute(
        sa.update(incident_link)
        .where(_k.project_id == project_id, _k.id == number, _k.ended_at.is_(None))
        .values(ended_at=sa.func.now(), ended_reason=reason)
    )
    return bool(ended.rowcount)


Known = set[tuple[int, int, str, bool]]


def on_record(connection: sa.Connection, project_id: int, incident_ids: Collection[int]) -> Known:
    """The links of these incidents: from, to, kind, and whether each has ended."""
    rows = connection.execute(
        sa.select(_k.incident_id, _k.other_id, _k.kind, _k.ended_at.is_not(None)).where(
            _k.project_id == project_id,
            _k.incident_id == sa.any_(sa.cast(sorted(incident_ids), sa.ARRAY(sa.BigInteger))),
        )
    )
    return {(row[0], row[1], row[2], row[3]) for row in rows}


def add_links(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[LinkRecord],
    known: Mapping[str, KnownIncident],
    linked_by: int,
) -> None:
    """Adds those links of a bundle that are not on record. KeyError where an incident is neither there nor here."""
    stated = on_record(connection, project_id, {known[one.incident].id for one in records})
    rows: list[dict[str, Any]] = []
    for one in records:
        key = (known[one.incident].id, known[one.other].id, one.kind, one.ended_at is not None)
        if key in stated:
            continue
        stated.add(key)
        rows.append(
            {
                "project_id": project_id, "incident_id": key[0], "other_id": key[1], "kind": one.kind,
                "reason": one.reason, "linked_by": linked_by, "ended_at": one.ended_at,
                "ended_reason": one.ended_reason,
            }
        )  # fmt: skip
    insert_rows(connection, incident_link, rows)
