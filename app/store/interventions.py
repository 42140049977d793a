"""Actions and responses: finding them by ref, adding them, reading one, a page of them, or those about an incident."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.errors import NotFound
from app.domain.incidents import ClaimView
from app.domain.records import InterventionRecord
from app.domain.refs import is_ref, new_ref
from app.domain.sources import NamedIncident, RegisterPage
from app.domain.text import words
from app.store import claim_views, history, origins
from app.store.incidents import KnownIntervention
from app.store.registers import Order, Turn, page_of
from app.store.rows import insert_rows, take_ids
from app.store.same import joined_with
from app.store.standing import is_live, is_standing
from app.store.tables.claims import claim, claim_citation
from app.store.tables.incidents import incident, intervention

Told = tuple[str, tuple[ClaimView, ...]]
"""The ref of an intervention, and every claim about it."""


def find_interventions(
    connection: sa.Connection, project_id: int, refs: Collection[str]
) -> dict[str, KnownIntervention]:
    """Those on record, by ref."""
    i = intervention.c
    wanted = [ref for ref in refs if is_ref(ref, "intervention")]
    if not wanted:
        return {}
    rows = connection.execute(sa.select(i.ref, i.id, i.tier).where(i.project_id == project_id, i.ref.in_(wanted)))
    return {row.ref: KnownIntervention(row.id, row.tier) for row in rows}


def add_interventions(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[InterventionRecord],
    known: dict[str, KnownIntervention],
) -> None:
    """Adds actions and responses, each under its key, to the database and to `known`."""
    ids = take_ids(connection, intervention, len(records))
    rows = []
    for record in records:
        added = known[record.key] = KnownIntervention(next(ids), record.tier)
        ref = record.key if is_ref(record.key, "intervention") else new_ref("intervention")
        rows.append({"project_id": project_id, "id": added.id, "ref": ref, "tier": added.tier})
    insert_rows(connection, intervention, rows)


def read_intervention(
    connection: sa.Connection, project_id: int, ref: str, audience: Audience
) -> tuple[int, tuple[ClaimView, ...], tuple[NamedIncident, ...]]:
    """One by its ref: its id, every claim about it, the incidents that it is said to be about. NotFound."""
    i = intervention.c
    number: int | None = connection.execute(
        sa.select(i.id).where(i.project_id == project_id, i.ref == ref, i.tier <= audience.ceiling)
    ).scalar()
    if number is None:
        raise NotFound("There is no such action or response, or you may not see it.")
    people = history.people_of(connection, project_id)
    claims = claim_views.find_claims(connection, project_id, claim.c.intervention_id == number, audience, people)
    whose = origins.origins_of_intervention(connection, project_id, number)
    claims = tuple(replace(one, origin_ids=whose[one.ref]) for one in claims)
    about = sa.select(incident.c.ref, incident.c.title).where(
        incident.c.project_id == project_id, incident.c.id.in_(_linked(project_id, claim.c.intervention_id == number))
    )
    named = tuple(NamedIncident(row.ref, row.title) for row in connection.execute(about.order_by(incident.c.id)))
    return number, claims, named


def find_page(
    connection: sa.Connection, project_id: int, search: str, turn: Turn, audience: Audience
) -> RegisterPage[Told]:
    """A page, last recorded first, of those of which a source says the words of `search`."""
    i, c = intervention.c, claim.c
    query = sa.select(i.id, i.ref).where(i.project_id == project_id, i.tier <= audience.ceiling)
    for word in words(search):
        said = sa.or_(c.stated_folded.contains(word, autoescape=True), c.quote_folded.contains(word, autoescape=True))
        query = query.where(
            i.id.in_(
                sa.select(c.intervention_id).where(c.project_id == project_id, c.intervention_id.is_not(None), said)
            )
        )
    rows, back, on = page_of(connection, project_id, query, _NEWEST_FIRST, turn)
    return RegisterPage(_told(connection, project_id, rows, audience), back, on)


def about_incident(
    connection: sa.Connection, project_id: int, entries: Collection[int], audience: Audience
) -> tuple[Told, ...]:
    """Those that a source which stands says to be about an incident, whichever of its entries, in order of entry."""
    i, c = intervention.c, claim.c
    told = sa.select(c.intervention_id).where(
        c.project_id == project_id, c.value_incident_id.in_(entries), is_standing(c), c.tier <= audience.ceiling
    )
    query: sa.Select[Any] = sa.select(i.id, i.ref).where(i.project_id == project_id, i.id.in_(told)).order_by(i.id)
    return _told(connection, project_id, connection.execute(query).all(), audience)


def told_in(
    connection: sa.Connection, project_id: int, document_id: int, audience: Audience, at_most: int
) -> tuple[Told, ...]:
    """Those of which a claim that has not ended stands in a document, the newest first."""
    c, k = claim.c, claim_citation.c
    further = sa.select(k.claim_id).where(k.project_id == project_id, k.document_id == document_id)
    return _of_claims(connection, project_id, (c.document_id == document_id) | c.id.in_(further), audience, at_most)


def told_by(
    connection: sa.Connection, project_id: int, source_id: int, audience: Audience, at_most: int
) -> tuple[Told, ...]:
    """Those of which a source says something that has not ended, under any of its names; the newest first."""
    alike = joined_with(connection, project_id, "source", {source_id})
    return _of_claims(connection, project_id, claim.c.originator_id.in_(sorted(alike)), audience, at_most)


def _of_claims(
    connection: sa.Connection, project_id: int, which: sa.ColumnElement[bool], audience: Audience, at_most: int
) -> tuple[Told, ...]:
    i, c = intervention.c, claim.c
    live = is_live(c) & (c.tier <= audience.ceiling)
    of_these = sa.select(c.intervention_id).where(
        c.project_id == project_id, which, live, c.intervention_id.is_not(None)
    )
    query: sa.Select[Any] = sa.select(i.id, i.ref).where(
        i.project_id == project_id, i.id.in_(of_these), i.tier <= audience.ceiling
    )
    return _told(connection, project_id, connection.execute(query.order_by(i.id.desc()).limit(at_most)).all(), audience)


_NEWEST_FIRST = Order(intervention, (intervention.c.id,), newest_first=True)


def _told(
    connection: sa.Connection, project_id: int, rows: Sequence[sa.Row[Any]], audience: Audience
) -> tuple[Told, ...]:
    if not rows:
        return ()
    of_these = claim.c.intervention_id.in_([row.id for row in rows])
    claims = claim_views.find_claims(connection, project_id, of_these, audience, {})
    return tuple((row.ref, tuple(claim for claim in claims if claim.intervention == row.ref)) for row in rows)


def _linked(project_id: int, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    c = claim.c
    return sa.select(c.value_incident_id).where(
        c.project_id == project_id, which, c.value_incident_id.is_not(None), is_standing(c)
    )
