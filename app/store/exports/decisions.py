"""What people decided, as rows: each move of verification, each value gone by with the claims considered."""

from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geometry

from app.store import reading
from app.store.exports.query import BOUNDS, Code, TableQuery, Value, code, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.exports.values import places_by_claim, value_by_kind
from app.store.tables.claims import claim, claim_place
from app.store.tables.decisions import adoption, adoption_claim, verification
from app.store.tables.incidents import act, incident, intervention, party, property_item
from app.store.tables.sources import document


def verification_events(scope: Scope) -> TableQuery:
    """verification_events.csv: every move that was made, proposed or declined. Who did it leaves in no file."""
    v, p, d = verification.c, party.c, document.c
    return TableQuery(
        columns={
            "incident": code(scope.ref_of()),
            "act": code(act.c.ref),
            "party": code(p.ref),
            "track": code(sa.case((v.party_id.is_(None), "occurrence"), else_="attribution")),
            "from_level": code(v.from_level),
            "to_level": code(v.to_level),
            "outcome": code(v.outcome),
            "standard_of_proof": code(v.standard_of_proof),
            "self_reviewed": v.self_reviewed,
            "two_people": (v.outcome == "done") & (v.decided_by != v.proposed_by),
            "reason": v.reason,
            "contrary": v.answers["contrary"].astext,
            "tried": v.answers["tried"].astext,
            "admitted": v.answers["admitted"].astext,
            "body": v.answers["body"].astext,
            "body_standard": v.answers["standard"].astext,
            "determined_on": code(v.answers["determined_on"].astext),
            "document": code(d.ref),
            "relied_on": code(sa.cast(v.snapshot, sa.Text)),
            "proposed_at": v.proposed_at,
            "decided_at": v.decided_at,
            "decided_reason": v.decided_reason,
        },
        rows=verification.join(incident, (incident.c.project_id == v.project_id) & (incident.c.id == v.incident_id))
        .join(act, (act.c.project_id == v.project_id) & (act.c.id == v.act_id))
        .outerjoin(party, (p.project_id == v.project_id) & (p.id == v.party_id))
        .outerjoin(document, (d.project_id == v.project_id) & (d.id == v.cited_document_id)),
        where=scope.holds(v.project_id, v.incident_id) & _seen(scope),
        order=(v.id,),
    )


def _seen(scope: Scope) -> sa.ColumnElement[bool]:
    """By whom is told only to those who see who is alleged."""
    return sa.true() if scope.sees("act.alleged") else verification.c.party_id.is_(None)


def _stale() -> sa.ColumnElement[bool]:
    """Whether a decision that stands is overtaken by what was said or ended since."""
    return sa.func.is_overtaken(adoption.c.project_id, adoption.c.id, type_=sa.Boolean())


def is_current() -> sa.ColumnElement[bool]:
    """Whether a decision stands: no later one has taken its place, in no entry that is joined with its own either."""
    a, state = adoption.c, sa.table("adoption_state", sa.column("project_id"), sa.column("id"))
    standing = sa.select(sa.literal(1)).where(state.c.project_id == a.project_id, state.c.id == a.id)
    return a.superseded_by.is_(None) & sa.exists(standing.correlate(adoption))


def adoptions(scope: Scope) -> TableQuery:
    """adoptions.csv: what we go by, in words and typed, and which claims were used; overtaken decisions too."""
    a, k = adoption.c, adoption_claim.c
    values = _values(scope)
    times = _together("times", values, edtf=Code, **dict.fromkeys(BOUNDS, sa.Date))
    places = _together("places", values, as_stated=sa.Text, precision=Code, geometry=Geometry, radius_m=sa.Double)
    counts = _together("counts", values, **_OF_A_COUNT)
    considered = (
        sa.select(
            k.adoption_id,
            json_list(claim.c.ref, claim.c.id).filter(k.used).label("used"),
            json_list(sa.func.json_build_array(claim.c.ref, k.reason_code), claim.c.id)
            .filter(sa.not_(k.used))
            .label("unused"),
        )
        .join(claim, (claim.c.project_id == k.project_id) & (claim.c.id == k.claim_id))
        .where(k.project_id == scope.project_id, scope.claims())
        .group_by(k.adoption_id)
        .subquery("considered")
    )
    columns: dict[str, Any] = {
        "incident": code(scope.ref_of()),
        "intervention": code(intervention.c.ref),
        "act": code(act.c.ref),
        "property_item": code(property_item.c.ref),
        "property": code(a.path),
        "harm": code(a.harm),
        "method": code(a.method),
        "rationale": a.rationale,
        "used": or_empty_list(considered.c.used),
        "not_used": or_empty_list(considered.c.unused),
        "decided_at": a.decided_at,
        "current": is_current(),
        "stale": _stale(),
        "value": sa.func.coalesce(values.c.value, "[]", type_=Code()),
        "value_as_stated": values.c.value_as_stated,
        "occurred_edtf": times.c.edtf,
        **{name: times.c[name] for name in BOUNDS},
        **{name: counts.c[name] for name in _OF_A_COUNT},
        "place_as_stated": places.c.as_stated,
        **dict(zip(("longitude", "latitude"), reading.point_of(places.c.geometry), strict=True)),
        "precision": places.c.precision,
        "uncertainty_m": places.c.radius_m,
        "geometry_wkt": code(sa.func.ST_AsText(places.c.geometry)),
    }
    return TableQuery(
        columns=columns,
        rows=adoption.outerjoin(incident, (incident.c.project_id == a.project_id) & (incident.c.id == a.incident_id))
        .outerjoin(intervention, (intervention.c.project_id == a.project_id) & (intervention.c.id == a.intervention_id))
        .outerjoin(act, (act.c.project_id == a.project_id) & (act.c.id == a.act_id))
        .outerjoin(
            property_item, (property_item.c.project_id == a.project_id) & (property_item.c.id == a.property_item_id)
        )
        .outerjoin(considered, considered.c.adoption_id == a.id)
        .outerjoin(values, values.c.adoption_id == a.id)
        .outerjoin(times, sa.true())
        .outerjoin(places, places.c.precision.is_not(None))
        .outerjoin(counts, sa.true()),
        where=scope.weighs(a.project_id, a.incident_id, a.intervention_id),
        order=(a.id,),
    )


_OF_A_COUNT = {
    "unit": sa.Text, "measure": Code, "population": sa.Text, "part_of": sa.Text, "minimum": sa.Integer,
    "maximum": sa.Integer, "open_maximum": sa.Boolean, "words": Code,
}  # fmt: skip


def _values(scope: Scope) -> sa.Subquery:
    """The value of each decision, written out: that of the claims used which say that something is so (`ids`)."""
    c, k, named = claim.c, adoption_claim.c, incident.alias("named")
    used = (k.project_id == scope.project_id) & k.used
    places = places_by_claim(scope, claim_place.c.claim_id.in_(sa.select(k.claim_id).where(used)))
    kinds = value_by_kind(scope, places.c.places, scope.ref_of(named))
    plain = {kind: sa.cast(sa.func.to_json(kinds[kind]), sa.Text) for kind in ("term", "text", "incident")}
    return (
        sa.select(
            k.adoption_id,
            sa.func.array_agg(c.id).label("ids"),
            sa.func.concat("[", _joined(sa.case(kinds | plain, value=c.value_kind), ","), "]").label("value"),
            _joined(c.stated_as, " · ").label("value_as_stated"),
        )
        .select_from(
            adoption_claim.join(claim, (c.project_id == k.project_id) & (c.id == k.claim_id))
            .outerjoin(party, (party.c.project_id == c.project_id) & (party.c.id == c.value_party_id))
            .outerjoin(named, (named.c.project_id == c.project_id) & (named.c.id == c.value_incident_id))
            .outerjoin(places, places.c.claim_id == c.id)
        )
        .where(used, scope.claims(), c.polarity == "asserts")
        .group_by(k.adoption_id)
        .subquery("gone_by")
    )


def _joined(text: Value, separator: str) -> Value:
    return sa.func.string_agg(sa.distinct(text), sa.literal_column(f"'{separator}'"), type_=sa.Text())


def _together(what: str, values: sa.Subquery, **columns: Any) -> sa.FromClause:
    """What claims come to together, by a function of the database: `times`, `places` or `counts`."""
    found = getattr(sa.func, f"{what}_of")(adoption.c.project_id, values.c.ids)
    typed = (sa.column(name, kind) for name, kind in columns.items())
    lateral: sa.FromClause = found.table_valued(*typed).lateral(what)
    return lateral
