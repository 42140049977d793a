"""What other projects have decided of records that came from there: kept as it came, read for pages and exports."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from app.domain.reported import DecisionRecord, as_json, digest, intervention_of, kind_of, of_json
from app.store.rows import insert_rows
from app.store.tables.decisions import reported_decision

_r = reported_decision.c


def reported_of(
    connection: sa.Connection,
    project_id: int,
    *,
    incidents: Collection[int] = (),
    documents: Collection[int] = (),
    interventions: Collection[int] = (),
) -> tuple[DecisionRecord, ...]:
    """What others have decided of these, in the order in which it came."""
    about = sa.or_(_r.incident_id.in_(incidents), _r.document_id.in_(documents), _r.intervention_id.in_(interventions))
    rows = connection.execute(
        sa.select(_r.kind, _r.record, _r.reported_by).where(_r.project_id == project_id, about).order_by(_r.id)
    )
    return tuple(of_json(row.kind, row.record | {"reported_by": row.reported_by}) for row in rows)


def known_digests(connection: sa.Connection, project_id: int, records: Sequence[DecisionRecord]) -> set[bytes]:
    """Of these decisions, the digests of those that are kept already."""
    wanted = [digest(record) for record in records]
    if not wanted:
        return set()
    rows = connection.execute(sa.select(_r.digest).where(_r.project_id == project_id, _r.digest.in_(wanted)))
    return {bytes(row.digest) for row in rows}


def keep_reported(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[DecisionRecord],
    incidents: Mapping[str, int],
    documents: Mapping[str, int],
    interventions: Mapping[str, int],
) -> None:
    """Keeps decisions, each at what it is about (by ref). KeyError where that is not known."""
    rows = [
        {
            "project_id": project_id,
            "incident_id": incidents[record.incident] if record.incident else None,
            "intervention_id": interventions[done] if (done := intervention_of(record)) else None,
            "document_id": None if record.incident or done else documents[getattr(record, "document", None) or ""],
            "kind": kind_of(record),
            "reported_by": record.reported_by,
            "record": {name: value for name, value in as_json(record).items() if name != "reported_by"},
            "digest": digest(record),
        }
        for record in records
    ]
    insert_rows(connection, reported_decision, rows)
