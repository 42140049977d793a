"""Reading one incident whole: its facts as projected, its acts, and every claim with who says it and where."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.incidents import (
    ActView,
    ClaimView,
    IncidentView,
    InvolvementView,
    ItemView,
    Reply,
)
from app.domain.origins import count_origins
from app.domain.records import PartyValue
from app.domain.review import ReviewView
from app.domain.verification import LEVELS
from app.store import claim_views, history, reading, same
from app.store.tables.claims import claim
from app.store.tables.imports import import_batch
from app.store.tables.incidents import act, external_id, incident, involvement, party, property_item
from app.store.tables.index import incident_index


def read_incident(connection: sa.Connection, project_id: int, ref: str, audience: Audience) -> IncidentView:
    """One incident as an audience may see it. NotFound where there is none that may be seen."""
    number = reading.incident_id(connection, project_id, ref)
    people = history.people_of(connection, project_id)
    entries = same.entries_of(connection, project_id, number)
    claims = claim_views.read_claims(connection, project_id, entries, audience, people)
    row = connection.execute(_head(project_id, number, audience)).one()
    return IncidentView(
        ref=row.ref,
        title=row.title,
        summary=row.summary,
        kind=row.kind,
        scope=row.scope,
        review=ReviewView(
            row.workflow,
            people.get(row.workflow_by, "") if row.workflow_by else None,
            row.workflow_at,
            row.workflow_reason,
            row.pending,
            row.workflow == "cleared" and row.workflow_by == row.recorded_by,
        ),
        tier=row.highest_tier,
        version=row.version,
        recorded_at=row.recorded_at,
        changed_at=row.changed_at,
        title_made_in=row.title_made_in,
        not_said=tuple(row.not_said or ()),
        summary_made_in=row.summary_made_in,
        words_at=row.words_at or row.recorded_at,
        recorded_by=people.get(row.recorded_by, ""),
        import_incomplete=row.import_incomplete,
        external_ids=_external_ids(connection, project_id, number),
        when=reading.period_of(row),
        where=reading.location_of(row),
        acts=_acts(connection, project_id, entries, audience, claims),
        harms=reading.harms_of(connection, project_id, [number], audience).get(number, ()),
        claims=claims,
        items=_items(connection, project_id, entries, audience),
        replies=_replies(connection, project_id, entries, audience, claims),
        set_aside=_set_aside(connection, project_id, entries),
        first=row.first_ref,
    )


def _head(project_id: int, number: int, audience: Audience) -> sa.Select[Any]:
    index, first = incident_index.c, incident.alias("first")
    columns = [
        reading.seen(column, audience)
        for column in (
            index.earliest_start, index.latest_start, index.earliest_end, index.latest_end, index.when_as_stated,
            index.edtf, index.place_as_stated, index.precision, index.unit1_name, index.unit2_name, index.unit3_name,
            index.unit_names_ar,
            index.radius_m,
        )
    ]  # fmt: skip
    return (
        sa.select(
            incident,
            sa.func.has_new_information(sa.literal_column("incident")).label("pending"),
            *columns,
            *reading.point_of(reading.seen(index.geometry, audience)),
            (import_batch.c.id.is_not(None) & import_batch.c.completed_at.is_(None)).label("import_incomplete"),
            index.tier.label("highest_tier"),
            first.c.ref.label("first_ref"),
        )
        .outerjoin(first, (first.c.project_id == incident.c.project_id) & (first.c.id == incident.c.same_as_id))
        .join(incident_index, (index.project_id == incident.c.project_id) & (index.incident_id == incident.c.id))
        .outerjoin(
            import_batch,
            (import_batch.c.project_id == incident.c.project_id) & (import_batch.c.id == incident.c.import_batch_id),
        )
        .where(incident.c.project_id == project_id, incident.c.id == number)
    )


def _set_aside(connection: sa.Connection, project_id: int, entries: Sequence[int]) -> frozenset[str]:
    """The claims that certainly speak of another time or place than what we go by."""
    aside = sa.func.set_aside(project_id, sa.cast(list(entries), sa.ARRAY(sa.BigInteger)))
    query = sa.select(claim.c.ref).where(claim.c.project_id == project_id, claim.c.id == sa.any_(aside))
    return frozenset(connection.execute(query).scalars())


def _external_ids(connection: sa.Connection, project_id: int, number: int) -> tuple[tuple[str, str], ...]:
    rows = connection.execute(
        sa.select(external_id.c.scheme, external_id.c.value)
        .where(external_id.c.project_id == project_id, external_id.c.incident_id == number)
        .order_by(external_id.c.id)
    )
    return tuple((row.scheme, row.value) for row in rows)


def _acts(
    connection: sa.Connection, project_id: int, entries: Sequence[int], audience: Audience, claims: Sequence[ClaimView]
) -> tuple[ActView, ...]:
    """The acts as projected, and the parts that only claims above the index speak of as their audience sees them."""
    parts = _parts(connection, project_id, entries, audience)
    acts = connection.execute(
        sa.select(act, sa.column("origins"), incident.c.ref.label("entry"))
        .select_from(act)
        .join(
            sa.text("act_origins o"),
            sa.text("o.project_id = act.project_id AND o.incident_id = act.incident_id AND o.act_id = act.id"),
        )
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == act.c.incident_id))
        .where(act.c.project_id == project_id, act.c.incident_id.in_(entries))
        .order_by(act.c.id)
    )
    return tuple(
        ActView(
            row.ref,
            row.type_code if reading.may_see("act.type", audience) else None,
            row.completion_code if reading.may_see("act.completion", audience) else None,
            row.occurrence_status,
            (*parts.get(row.id, ()), *_beside(parts.get(row.id, ()), [c for c in claims if c.act == row.ref])),
            row.origins,
            row.entry,
            bool(row.unclaimed),
        )
        for row in acts
    )


def _parts(
    connection: sa.Connection, project_id: int, entries: Sequence[int], audience: Audience
) -> dict[int, tuple[InvolvementView, ...]]:
    """By act, the parts in it that are stored: one a party and role. Of a party that is named by two names, the lower
    status is shown, and what can be done is done to that."""
    first = party.alias("first")
    rows = connection.execute(
        sa.select(
            involvement,
            party.c.ref.label("party_ref"),
            sa.func.coalesce(first.c.label, party.c.label).label("label"),
            sa.func.coalesce(first.c.id, party.c.id).label("named"),
        )
        .select_from(involvement)
        .join(party, (party.c.project_id == project_id) & (party.c.id == involvement.c.party_id))
        .outerjoin(first, (first.c.project_id == project_id) & (first.c.id == party.c.same_as_id))
        .where(involvement.c.project_id == project_id, involvement.c.incident_id.in_(entries), involvement.c.claims > 0)
        .order_by(involvement.c.id)
    )
    parts: dict[int, dict[tuple[int, str], InvolvementView]] = {}
    for row in rows:
        if reading.may_see(f"act.{row.role}", audience):
            part = InvolvementView(
                row.label,
                row.party_ref,
                row.role,
                row.degree_code,
                row.attribution_status,
                row.claims,
                row.origins,
            )
            of_act = parts.setdefault(row.act_id, {})
            other = of_act.get((row.named, row.role))
            of_act[row.named, row.role] = part if other is None else _together(other, part)
    return {act_id: tuple(found.values()) for act_id, found in parts.items()}


def _together(one: InvolvementView, other: InvolvementView) -> InvolvementView:
    """One part that two names tell of, as that of the lower status."""
    lower, higher = sorted((one, other), key=lambda part: LEVELS[part.status].rank if part.status else 0)
    also = tuple(ref for ref in (*lower.also, higher.party_ref, *higher.also) if ref)
    return replace(lower, claims=one.claims + other.claims, origins=max(one.origins, other.origins), also=also)


def _items(
    connection: sa.Connection, project_id: int, entries: Sequence[int], audience: Audience
) -> tuple[ItemView, ...]:
    i = property_item.c
    rows = connection.execute(
        sa.select(i.ref, i.label, incident.c.ref.label("entry"))
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == i.incident_id))
        .where(i.project_id == project_id, i.incident_id.in_(entries), i.tier <= audience.ceiling)
        .order_by(i.id)
    )
    return tuple(ItemView(row.ref, row.label, row.entry) for row in rows)


def _replies(
    connection: sa.Connection, project_id: int, entries: Sequence[int], audience: Audience, claims: Sequence[ClaimView]
) -> tuple[Reply, ...]:
    """What parties say of the deed, wherever it was said, in order of entry."""
    names = ("project_id", "incident_id", "act_id", "party_id", "claim_id", "tier", "says", "of_event")
    r = sa.table("reply", *(sa.column(name) for name in names)).c
    rows = connection.execute(
        sa.select(r.claim_id, r.says, r.of_event, claim.c.ref, act.c.ref.label("act"), party.c.label.label("party"))
        .distinct()
        .join(claim, (claim.c.project_id == project_id) & (claim.c.id == r.claim_id))
        .outerjoin(act, (act.c.project_id == project_id) & (act.c.id == r.act_id))
        .outerjoin(party, (party.c.project_id == project_id) & (party.c.id == r.party_id))
        .where(r.project_id == project_id, r.incident_id.in_(entries), r.tier <= audience.ceiling)
        .order_by(r.claim_id)
    ).all()
    if not rows:
        return ()
    known = {one.ref: one for one in claims}
    if beyond := [row.claim_id for row in rows if row.ref not in known]:
        found = claim_views.find_claims(connection, project_id, claim.c.id.in_(beyond), audience, {})
        known |= {one.ref: replace(one, number=0) for one in found}  # it is no claim of this incident
    return tuple(Reply(row.says, row.of_event, row.act, row.party, known[row.ref]) for row in rows if row.ref in known)


def _beside(stored: Sequence[InvolvementView], claims: Sequence[ClaimView]) -> list[InvolvementView]:
    """The parts in an act that are not stored, because all that speaks of them lies above the index."""
    told: dict[tuple[str, str], list[ClaimView]] = {}
    for one in claims:
        if one.standing and isinstance(one.value, PartyValue):
            told.setdefault((one.value.party, one.path.removeprefix("act.")), []).append(one)
    for part in stored:
        told.pop((part.party, part.role), None)
    return [
        InvolvementView(
            label,
            None,
            role,
            said[0].value.degree if isinstance(said[0].value, PartyValue) else None,
            "allegation" if role == "alleged" else None,  # nobody assesses what is not stored
            len(said),
            count_origins(claim.voice(()) for claim in said).count,
        )
        for (label, role), said in told.items()
    ]
