"""How incidents stand to one another: reading, stating and ending it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.links import LinkView
from app.domain.records import LinkRecord
from app.domain.statements import Statements
from app.store import reading
from app.store.incidents import KnownIncident
from app.store.rows import insert_rows
from app.store.same import entries_of
from app.store.statements import between_things
from app.store.tables.incidents import incident, incident_link

_k = incident_link.c


def links_of(
    connection: sa.Connection, project_id: int, incident_id: int, people: Mapping[int, str], audience: Audience
) -> tuple[LinkView, ...]:
    """Every link of an incident that stands, in order of entry: of whichever of its entries it was said."""
    entries = entries_of(connection, project_id, incident_id)
    # Said before the two were joined, of one of them to the other: from the page's own side.
    forwards = (_k.incident_id == incident_id) | (_k.incident_id.in_(entries) & (_k.other_id != incident_id))
    other = sa.case((forwards, _k.other_id), else_=_k.incident_id)
    rows = connection.execute(
        sa.select(
            incident_link,
            other.label("other_number"),
            forwards.label("forwards"),
            incident.c.ref,
            incident.c.title,
            sa.func.coalesce(incident.c.same_as_id, incident.c.id).label("counted"),
        )
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == other))
        .where(
            _k.project_id == project_id,
            sa.or_(_k.incident_id.in_(entries), _k.other_id.in_(entries)),
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
            forwards=row.forwards,
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
    """Whether it is said already, from either side, of whichever entries of the two."""
    one, other = (entries_of(connection, project_id, number) for number in pair)
    query = sa.select(_k.id).where(
        _k.project_id == project_id,
        sa.or_(
            _k.incident_id.in_(one) & _k.other_id.in_(other),
            _k.incident_id.in_(other) & _k.other_id.in_(one),
        ),
        _k.kind == kind,
        _k.ended_at.is_(None),
    )
    return connection.execute(query).first() is not None


def is_of_a_figure(connection: sa.Connection, project_id: int, incident_id: int) -> bool:
    """Whether an incident has parts or is one."""
    query = sa.select(_k.id).where(
        _k.project_id == project_id,
        sa.or_(_k.incident_id == incident_id, _k.other_id == incident_id),
        _k.kind == "part_of",
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


def on_record(connection: sa.Connection, project_id: int, ids: Collection[int]) -> Statements:
    """What was said of how these incidents stand to others, ended or not."""
    return between_things(
        connection, project_id, incident, incident_link, ("incident_id", "other_id"), "linked_at", ids
    )


def add_links(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[LinkRecord],
    known: Mapping[str, KnownIncident],
    linked_by: int,
) -> None:
    """Adds links of a bundle. KeyError where an incident is neither there nor here."""
    rows = [
        {
            "project_id": project_id, "incident_id": known[one.incident].id, "other_id": known[one.other].id,
            "kind": one.kind, "reason": one.reason, "linked_by": linked_by, "ended_at": one.ended_at,
            "ended_reason": one.ended_reason,
        }
        for one in records
    ]  # fmt: skip
    insert_rows(connection, incident_link, rows)
