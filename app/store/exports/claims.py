"""Claims as they stand, where they stand, and the places that they name."""

from typing import Any

import sqlalchemy as sa

from app.store import reading
from app.store.exports.decisions import is_current
from app.store.exports.query import TableQuery, Value, code, instant, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.exports.values import of_claims, places_by_claim, value_by_kind
from app.store.tables.claims import claim, claim_citation, claim_place
from app.store.tables.decisions import adoption, adoption_claim
from app.store.tables.incidents import act, incident, intervention, party, property_item
from app.store.tables.sources import document, source


def claims(scope: Scope) -> TableQuery:
    """claims.csv: every claim that may be seen, ended ones too; in an export of the whole project also context."""
    c = claim.c
    originator, about, named = source.alias("originator"), party.alias("about"), incident.alias("named")
    places = places_by_claim(scope)
    return TableQuery(
        columns={
            "ref": code(c.ref),
            "subject": code(
                sa.func.coalesce(act.c.ref, property_item.c.ref, scope.ref_of(), about.c.ref, intervention.c.ref)
            ),
            "incident": code(scope.ref_of()),
            "property": code(c.path),
            "value": _value(scope, places.c.places, scope.ref_of(named)),
            "stated_as": c.stated_as,
            "language": c.language,
            "polarity": code(c.polarity),
            "modality": code(c.modality),
            "originator": code(originator.c.ref),
            "relay_chain": or_empty_list(relay_chain(scope, c.via)),
            "document": _document(),
            "citation": sa.func.coalesce(c.locator, c.quote, type_=sa.Text()),
            "as_of": instant(c.as_of),
            "basis": code(c.basis),
            "lifecycle": _lifecycle(),
            "disposition": code(_disposition()),
            "recorded_at": c.entered_at,
            "tier": c.tier,
            "document_retraction": code(document.c.retraction),
        },
        rows=claim.outerjoin(incident, (incident.c.project_id == c.project_id) & (incident.c.id == c.incident_id))
        .outerjoin(about, (about.c.project_id == c.project_id) & (about.c.id == c.party_id))
        .outerjoin(intervention, (intervention.c.project_id == c.project_id) & (intervention.c.id == c.intervention_id))
        .outerjoin(named, (named.c.project_id == c.project_id) & (named.c.id == c.value_incident_id))
        .outerjoin(act, (act.c.project_id == c.project_id) & (act.c.id == c.act_id))
        .outerjoin(
            property_item, (property_item.c.project_id == c.project_id) & (property_item.c.id == c.property_item_id)
        )
        .outerjoin(party, (party.c.project_id == c.project_id) & (party.c.id == c.value_party_id))
        .outerjoin(originator, (originator.c.project_id == c.project_id) & (originator.c.id == c.originator_id))
        .outerjoin(document, (document.c.project_id == c.project_id) & (document.c.id == c.document_id))
        .outerjoin(places, places.c.claim_id == c.id),
        where=scope.claims(),
        order=(c.id,),
    )


def _value(scope: Scope, places: Value, of_incident: Value) -> Value:
    """A term as its code, a text as it is, an incident as its ref, anything else as an object of what is known."""
    kinds = {
        kind: value if kind == "text" else code(value)
        for kind, value in value_by_kind(scope, places, of_incident).items()
    }
    return sa.case(kinds, value=claim.c.value_kind)


def _disposition() -> Value:
    """Whether what we go by uses it, where a person has decided with it at hand."""
    a, k = adoption.c, adoption_claim.c
    used = (
        sa.select(sa.func.bool_or(k.used))
        .join(adoption, (a.project_id == k.project_id) & (a.id == k.adoption_id))
        .where(k.project_id == claim.c.project_id, k.claim_id == claim.c.id, is_current())
        .correlate(claim)
        .scalar_subquery()
    )
    return sa.case((used.is_(None), "undecided"), (used, "used"), else_="not_used")


def _lifecycle() -> Value:
    c = claim.c
    return code(
        sa.case(
            (c.withdrawn_at.is_not(None), "withdrawn"), (c.superseded_by.is_not(None), "superseded"), else_="active"
        )
    )


def _document() -> Value:
    """The document of the first citation; of an inference, those of its premises."""
    premise, cited = claim.alias("premise"), document.alias("cited")
    of_premises = (
        sa.select(json_list(sa.distinct(cited.c.ref), cited.c.ref))
        .where(
            premise.c.project_id == claim.c.project_id,
            premise.c.id == sa.any_(claim.c.premises),
            cited.c.project_id == claim.c.project_id,
            cited.c.id == premise.c.document_id,
        )
        .correlate(claim)
        .scalar_subquery()
    )
    return code(sa.case((claim.c.premises.is_(None), document.c.ref), else_=sa.cast(of_premises, sa.Text)))


def relay_chain(scope: Scope, via: sa.ColumnElement[Any]) -> Value:
    """The sources between the originator and a document, in order, as a JSON list of refs; or nothing."""
    step = sa.func.unnest(via).table_valued("id", with_ordinality="place").render_derived(name="step")
    refs = (
        sa.select(json_list(source.c.ref, step.c.place))
        .select_from(step.join(source, source.c.id == step.c.id))
        .where(source.c.project_id == scope.project_id)
        .correlate(via.table)
        .scalar_subquery()
    )
    return sa.case((via != sa.text("'{}'"), refs))


def locations(scope: Scope) -> TableQuery:
    """locations.csv: each place that a claim names."""
    at, c = claim_place.c, claim.c
    longitude, latitude = reading.point_of(at.geometry)
    units = {f"adm{level}_{part}": at[f"unit{level}_{part}"] for level in (1, 2, 3) for part in ("code", "name")}
    return TableQuery(
        columns={
            "claim": code(c.ref),
            "incident": code(scope.ref_of()),
            "position": at.position,
            "part": code(at.part),
            "list": code(at.list),
            "name": at.name,
            "precision": code(at.precision),
            "longitude": longitude,
            "latitude": latitude,
            "uncertainty_m": at.radius_m,
            "geometry_wkt": code(sa.func.ST_AsText(at.geometry)),
            "method": code(at.method),
            "country": at.country,
            **units,
            "gazetteer_place": code(at.gazetteer_place),
            "lifecycle": _lifecycle(),
        },
        rows=claim_place.join(claim, (c.project_id == at.project_id) & (c.id == at.claim_id)).join(
            incident, (incident.c.project_id == c.project_id) & (incident.c.id == c.incident_id)
        ),
        where=scope.claims(),
        order=(at.id,),
    )


def citations(scope: Scope) -> TableQuery:
    """citations.csv: the first citation of each claim, then its further ones."""
    c, k = claim.c, claim_citation.c
    first = sa.select(
        c.id.label("claim_id"), sa.literal_column("1").label("position"), c.document_id, c.locator, c.quote, c.prefix,
        c.suffix, c.starts, c.via,
    ).where(scope.claims(), c.document_id.is_not(None))  # fmt: skip
    place = 1 + sa.func.row_number().over(partition_by=k.claim_id, order_by=k.id)
    further = sa.select(
        k.claim_id, place, k.document_id, k.locator, k.quote, k.prefix, k.suffix, k.starts, k.via
    ).where(of_claims(scope, k.project_id, k.claim_id))
    cited = sa.union_all(first, further).subquery("cited")
    x = cited.c
    return TableQuery(
        columns={
            "claim": code(c.ref),
            "position": x.position,
            "document": code(document.c.ref),
            "locator": x.locator,
            "quote": x.quote,
            "prefix": x.prefix,
            "suffix": x.suffix,
            "starts": x.starts,
            "relay_chain": or_empty_list(relay_chain(scope, x.via)),
        },
        rows=cited.join(claim, c.id == x.claim_id).join(document, document.c.id == x.document_id),
        where=(c.project_id == scope.project_id) & (document.c.project_id == scope.project_id),
        order=(x.claim_id, x.position),
    )
