"""What is on record of a file's rows and records: finding it again, and renewing it as a newer file says otherwise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.places import Place
from app.domain.records import Citation, ExternalId, Value
from app.domain.text import searchable
from app.store import claim_views
from app.store.claims import Keys
from app.store.rows import insert_rows
from app.store.standing import is_live
from app.store.tables.claims import claim, claim_citation, claim_place
from app.store.tables.incidents import external_id, incident, intervention, party
from app.store.tables.sources import document


@dataclass(frozen=True, slots=True)
class ImportedIncident:
    """An incident on record as an import finds it again."""

    id: int
    kind: str
    title: str
    summary: str
    scope: str


@dataclass(frozen=True, slots=True)
class Renewed:
    """Kind and title of an incident as a newer file has them. `before`: its title as read; None: a person wrote it."""

    incident_id: int
    kind: str
    title: str
    before: str | None


@dataclass(frozen=True, slots=True)
class ImportedClaim:
    """What a source said of one place of its document (`locator`) when it was last taken in. `party_kind`: of the party
    that it names."""

    id: int
    incident_id: int
    act_id: int | None
    path: str
    locator: str
    value: Value
    party_kind: str | None
    stated_as: str
    breakdown: dict[str, int] | None
    document_id: int
    cited_ids: tuple[int, ...]
    origin_ids: tuple[int, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """A claim that another takes the place of (`superseded_by`), or that is withdrawn (None), and why."""

    claim_id: int
    superseded_by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim on record under its ref. `subject` (what it is about) and `superseded_by` are refs."""

    id: int
    live: bool
    subject: str
    path: str
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class NewCitation:
    """A further citation of a claim on record; `via` are the ids of the sources between."""

    claim_id: int
    document_id: int
    citation: Citation
    via: tuple[int, ...]


def imported_incidents(connection: sa.Connection, project_id: int, ids: Collection[int]) -> dict[int, ImportedIncident]:
    columns = incident.c
    rows = connection.execute(
        sa.select(columns.id, columns.kind, columns.title, columns.summary, columns.scope).where(
            columns.project_id == project_id, columns.id == _any(ids)
        )
    )
    return {row.id: ImportedIncident(*row) for row in rows}


def renew_incidents(connection: sa.Connection, project_id: int, renewed: Sequence[Renewed]) -> None:
    """Counts up the version of incidents of which something else is said now, and keeps their kind and title.

    A title that a person has written meanwhile stays, and so does that of what was cleared.
    """
    rows = sa.select(
        sa.func.unnest(sa.cast([one.incident_id for one in renewed], ARRAY(sa.BigInteger))).label("id"),
        sa.func.unnest(sa.cast([one.kind for one in renewed], ARRAY(sa.Text))).label("kind"),
        sa.func.unnest(sa.cast([one.title for one in renewed], ARRAY(sa.Text))).label("title"),
        sa.func.unnest(sa.cast([searchable(one.title) for one in renewed], ARRAY(sa.Text))).label("folded"),
        sa.func.unnest(sa.cast([one.before for one in renewed], ARRAY(sa.Text))).label("before"),
    ).subquery()
    columns = incident.c
    ours = (columns.title == rows.c.before) & (
        columns.workflow != "cleared"
    )  # as it stands now, under the lock of this statement
    connection.execute(
        sa.update(incident)
        .where(columns.project_id == project_id, columns.id == rows.c.id)
        .values(
            kind=rows.c.kind,
            title=sa.case((ours, rows.c.title), else_=columns.title),
            title_folded=sa.case((ours, rows.c.folded), else_=columns.title_folded),
            # A summary is a person's: then the two are as old as they were.
            words_at=sa.case((ours & (columns.summary == ""), sa.func.now()), else_=columns.words_at),
            version=columns.version + 1,
            changed_at=sa.func.now(),
        )
    )


def imported_claims(
    connection: sa.Connection, project_id: int, incident_ids: Collection[int], source_id: int
) -> dict[int, dict[str, ImportedClaim]]:
    """By incident and locator, the last claim that stands in the tables of one source, whoever is said to say it; ended
    ones too, so that none is raised again."""
    tables = sa.select(document.c.id).where(document.c.project_id == project_id, document.c.source_id == source_id)
    rows = connection.execute(
        sa.select(claim, party.c.label.label("party_label"), party.c.kind.label("party_kind"))
        .outerjoin(party, (party.c.project_id == project_id) & (party.c.id == claim.c.value_party_id))
        .where(
            claim.c.project_id == project_id,
            claim.c.incident_id == _any(incident_ids),
            claim.c.document_id.in_(tables),
            claim.c.locator.is_not(None),
        )
        .order_by(claim.c.id)
    ).all()
    numbers = [row.id for row in rows]
    places = _places(connection, project_id, numbers)
    cited = _cited_documents(connection, project_id, numbers)
    found: dict[int, dict[str, ImportedClaim]] = {}
    for row in rows:
        found.setdefault(row.incident_id, {})[row.locator] = ImportedClaim(
            id=row.id,
            incident_id=row.incident_id,
            act_id=row.act_id,
            path=row.path,
            locator=row.locator,
            value=claim_views.value_of(row, places.get(row.id, ())),
            party_kind=row.party_kind,
            stated_as=row.stated_as,
            breakdown=row.breakdown,
            document_id=row.document_id,
            cited_ids=cited.get(row.id, ()),
            origin_ids=tuple(row.origin_ids),
            live=row.superseded_by is None and row.withdrawn_at is None,
        )
    return found


def end_claims(connection: sa.Connection, project_id: int, endings: Sequence[Ending]) -> None:
    """Ends many live claims at once."""
    if not endings:
        return
    ended = sa.select(
        sa.func.unnest(sa.cast([e.claim_id for e in endings], ARRAY(sa.BigInteger))).label("id"),
        sa.func.unnest(sa.cast([e.superseded_by for e in endings], ARRAY(sa.BigInteger))).label("superseded_by"),
        sa.func.unnest(sa.cast([e.reason for e in endings], ARRAY(sa.Text))).label("reason"),
    ).subquery()
    connection.execute(
        sa.update(claim)
        .where(
            claim.c.project_id == project_id,
            claim.c.id == ended.c.id,
            is_live(claim.c),
        )
        .values(
            superseded_by=ended.c.superseded_by,
            withdrawn_at=sa.case((ended.c.superseded_by.is_(None), sa.func.now())),
            ended_reason=ended.c.reason,
        )
    )


def renew_digests(connection: sa.Connection, project_id: int, renewed: Mapping[int, ExternalId]) -> None:
    """Keeps, for each incident id, the digest of the row as it was last taken in under that outside number."""
    if not renewed:
        return
    rows = sa.select(
        sa.func.unnest(sa.cast(list(renewed), ARRAY(sa.BigInteger))).label("incident_id"),
        sa.func.unnest(sa.cast([o.scheme for o in renewed.values()], ARRAY(sa.Text))).label("scheme"),
        sa.func.unnest(sa.cast([o.digest for o in renewed.values()], ARRAY(sa.LargeBinary))).label("digest"),
    ).subquery()
    connection.execute(
        sa.update(external_id)
        .where(
            external_id.c.project_id == project_id,
            external_id.c.incident_id == rows.c.incident_id,
            external_id.c.scheme == rows.c.scheme,
        )
        .values(digest=rows.c.digest)
    )


def known_claims(connection: sa.Connection, project_id: int, refs: Collection[str]) -> dict[str, KnownClaim]:
    c, newer = claim.c, claim.alias("newer")
    subject = sa.func.coalesce(incident.c.ref, party.c.ref, intervention.c.ref)
    rows = connection.execute(
        sa.select(c.ref, c.id, c.path, c.withdrawn_at, subject.label("subject"), newer.c.ref.label("newer"))
        .outerjoin(incident, (incident.c.project_id == project_id) & (incident.c.id == c.incident_id))
        .outerjoin(party, (party.c.project_id == project_id) & (party.c.id == c.party_id))
        .outerjoin(intervention, (intervention.c.project_id == project_id) & (intervention.c.id == c.intervention_id))
        .outerjoin(newer, (newer.c.project_id == project_id) & (newer.c.id == c.superseded_by))
        .where(c.project_id == project_id, c.ref == sa.any_(sa.cast(list(refs), ARRAY(sa.Text))))
    )
    return {
        row.ref: KnownClaim(row.id, row.newer is None and row.withdrawn_at is None, row.subject, row.path, row.newer)
        for row in rows
    }


def known_citations(
    connection: sa.Connection, project_id: int, claim_ids: Collection[int]
) -> dict[int, set[tuple[int, str | None, str | None, int | None]]]:
    """By claim, the further citations on record: document, locator, quote, where it begins."""
    found: dict[int, set[tuple[int, str | None, str | None, int | None]]] = {}
    for row in connection.execute(
        sa.select(claim_citation).where(
            claim_citation.c.project_id == project_id, claim_citation.c.claim_id == _any(claim_ids)
        )
    ):
        found.setdefault(row.claim_id, set()).add((row.document_id, row.locator, row.quote, row.starts))
    return found


def known_external_ids(
    connection: sa.Connection, project_id: int, named: Collection[ExternalId]
) -> set[tuple[str, str, str]]:
    """Of these outside numbers, those on record: ref of the subject, scheme, value."""
    columns = external_id.c
    subject = sa.func.coalesce(incident.c.ref, document.c.ref)
    rows = connection.execute(
        sa.select(subject, columns.scheme, columns.value)
        .outerjoin(incident, (incident.c.project_id == project_id) & (incident.c.id == columns.incident_id))
        .outerjoin(document, (document.c.project_id == project_id) & (document.c.id == columns.document_id))
        .where(
            columns.project_id == project_id,
            columns.scheme == sa.any_(sa.cast(list({outside.scheme for outside in named}), ARRAY(sa.Text))),
            columns.value == sa.any_(sa.cast([outside.value for outside in named], ARRAY(sa.Text))),
        )
    )
    return {(ref, scheme, value) for ref, scheme, value in rows}


def add_citations(connection: sa.Connection, project_id: int, new: Sequence[NewCitation]) -> None:
    insert_rows(
        connection,
        claim_citation,
        [
            {
                "project_id": project_id,
                "claim_id": further.claim_id,
                "document_id": further.document_id,
                "locator": further.citation.locator,
                "quote": further.citation.quote,
                "prefix": further.citation.prefix,
                "suffix": further.citation.suffix,
                "starts": further.citation.starts,
                "via": list(further.via),
            }
            for further in new
        ],
    )


def add_external_ids(connection: sa.Connection, project_id: int, new: Sequence[ExternalId], keys: Keys) -> None:
    """Outside numbers of incidents and documents that are on record."""
    rows = []
    for outside in new:
        of_incident = keys.incidents.get(outside.subject)
        rows.append(
            {
                "project_id": project_id,
                "scheme": outside.scheme,
                "value": outside.value,
                "digest": outside.digest,
                "ended_at": outside.ended_at,
                "ended_reason": outside.ended_reason,
                "incident_id": of_incident.id if of_incident else None,
                "document_id": None if of_incident else keys.documents[outside.subject].id,
            }
        )
    insert_rows(connection, external_id, rows)


def _places(connection: sa.Connection, project_id: int, claim_ids: Collection[int]) -> dict[int, list[Place]]:
    rows = connection.execute(
        sa.select(claim_place, sa.func.ST_AsText(claim_place.c.geometry).label("wkt"))
        .where(claim_place.c.project_id == project_id, claim_place.c.claim_id == _any(claim_ids))
        .order_by(claim_place.c.claim_id, claim_place.c.position)
    )
    found: dict[int, list[Place]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append(claim_views.place_of(row))
    return found


def _cited_documents(
    connection: sa.Connection, project_id: int, claim_ids: Collection[int]
) -> dict[int, tuple[int, ...]]:
    rows = connection.execute(
        sa.select(claim_citation.c.claim_id, sa.func.array_agg(claim_citation.c.document_id).label("documents"))
        .where(claim_citation.c.project_id == project_id, claim_citation.c.claim_id == _any(claim_ids))
        .group_by(claim_citation.c.claim_id)
    )
    return {row.claim_id: tuple(sorted(row.documents)) for row in rows}


def _any(numbers: Collection[int]) -> sa.ColumnElement[Any]:
    return sa.any_(sa.cast(list(numbers), ARRAY(sa.BigInteger)))
