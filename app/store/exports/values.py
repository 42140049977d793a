"""How the value of a claim is written in a table, with the places that it names."""

import sqlalchemy as sa

from app.store import reading
from app.store.exports.query import Value, as_list, as_object
from app.store.exports.scope import Scope
from app.store.tables.claims import claim, claim_place
from app.store.tables.incidents import party


def value_by_kind(scope: Scope, places: Value, of_incident: Value) -> dict[str, Value]:
    """How a claim's value is written, by its kind: as a JSON object where it has parts, else as plain text."""
    c = claim.c
    when = as_object(
        edtf=c.edtf,
        earliest_start=c.earliest_start,
        latest_start=c.latest_start,
        earliest_end=c.earliest_end,
        latest_end=c.latest_end,
        part_of_day=c.part_of_day,
        local_time=c.local_time,
        zone=c.zone,
        offset_days=c.anchor_offset_days,
    )
    count = as_object(
        harm=c.harm,
        unit=c.unit,
        minimum=c.minimum,
        maximum=c.maximum,
        stated=c.stated,
        operator=c.operator,
        words=c.quantity_class,
        population=c.population,
        part_of=c.part_of,
        measure=c.measure,
        breakdown=c.breakdown,
    )
    named = as_object(party=party.c.ref, label=scope.within(party.c.label, party.c.tier), degree=c.degree_code)
    return {
        "term": c.term_code,
        "party": named,
        "when": when,
        "count": count,
        "place": places,
        "text": c.stated_as,
        "incident": of_incident,
    }


def places_by_claim(scope: Scope, *of: sa.ColumnElement[bool]) -> sa.Subquery:
    """The places of each claim (of some, where a condition on `claim_place` says which), in order, as one JSON list,
    written out."""
    at = claim_place.c
    longitude, latitude = reading.point_of(at.geometry)
    place = as_object(
        name=sa.func.nullif(at.name, ""),
        part=at.part,
        list=at.list,
        precision=at.precision,
        longitude=longitude,
        latitude=latitude,
        uncertainty_m=at.radius_m,
    )
    return (
        sa.select(at.claim_id, as_list(place, at.position).label("places"))
        .where(of_claims(scope, at.project_id, at.claim_id), *of)
        .group_by(at.claim_id)
        .subquery("places")
    )


def of_claims(
    scope: Scope, project_id: sa.ColumnElement[int], claim_id: sa.ColumnElement[int]
) -> sa.ColumnElement[bool]:
    """Rows that hang on a claim which goes out."""
    here = project_id == scope.project_id
    if scope.whole and scope.sees_all:
        return here
    return here & claim_id.in_(sa.select(claim.c.id).where(scope.claims()))
