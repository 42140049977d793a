"""Incidents, their acts, who was part of them, how many were harmed, and the numbers by which others know them."""

import sqlalchemy as sa

from app.domain.verification import ATTRIBUTION, OCCURRENCE, Level
from app.domain.vocabularies import terms
from app.store import reading
from app.store.exports.query import TableQuery, Value, code, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.tables.claims import claim
from app.store.tables.incidents import act, external_id, incident, involvement, party
from app.store.tables.index import incident_harm, incident_index


def seen_index(scope: Scope) -> sa.Subquery:
    """The index of the incidents asked for, as the audience sees it: whatever is read from it is already cut."""
    index = incident_index.c
    return (
        sa.select(*(reading.seen(column, scope.audience) for column in index))
        .where(scope.holds(index.project_id, index.incident_id))
        .subquery("seen")
    )


def incidents(scope: Scope) -> TableQuery:
    """incidents.csv: what follows from the claims, beside the incident's own words."""
    return incidents_from(scope, seen_index(scope))


def incidents_from(scope: Scope, seen: sa.Subquery) -> TableQuery:
    """The same, over an index that the caller also reads a geometry from."""
    x = seen.c
    acts, numbers, harms, alleged = _types(scope), _numbers(scope), _harms(scope), _alleged(scope)
    return TableQuery(
        columns={
            **_own_columns(seen),
            **_when(seen),
            **_where(seen),
            "acts": or_empty_list(acts.c.types) if scope.sees("act.type") else sa.null(),
            **{
                name: harms.c[name] if scope.sees("incident.count") else sa.null()
                for name in harms.c.keys()  # noqa: SIM118  # columns, not a mapping
                if name != "incident_id"
            },
            "alleged_parties": or_empty_list(alleged.c.labels) if scope.sees("act.alleged") else sa.null(),
            "verification": _level(x.verification_lowest, OCCURRENCE),
            "verification_highest": _level(x.verification_highest, OCCURRENCE),
            "attribution_verification": _level(x.attribution_lowest, ATTRIBUTION),
            "attribution_verification_highest": _level(x.attribution_highest, ATTRIBUTION),
            # No level but the first has been reached: no standard was applied, nothing approved, nothing late.
            "standard_of_proof": sa.null(),
            "self_reviewed": sa.false(),
            "late_verified": sa.false(),
            "external_ids": or_empty_list(numbers.c.numbers),
        },
        rows=seen.join(incident, (incident.c.project_id == x.project_id) & (incident.c.id == x.incident_id))
        .outerjoin(acts, acts.c.incident_id == x.incident_id)
        .outerjoin(harms, harms.c.incident_id == x.incident_id)
        .outerjoin(alleged, alleged.c.incident_id == x.incident_id)
        .outerjoin(numbers, numbers.c.incident_id == x.incident_id),
        where=sa.true(),
        order=(x.incident_id,),
    )


def _own_columns(seen: sa.Subquery) -> dict[str, Value]:
    x, i = seen.c, incident.c
    return {
        "ref": code(i.ref),
        "kind": code(x.kind),
        "title": i.title,
        "summary": i.summary,
        "origins": x.origins,
        "documents": x.documents,
        "sources": x.sources,
        "counted": x.scope == "counted",
        "tier": x.tier,
        "recorded_at": i.recorded_at,
        "changed_at": i.changed_at,
        "version": i.version,
    }


def _when(seen: sa.Subquery) -> dict[str, Value]:
    x = seen.c
    return {
        "occurred_as_stated": x.when_as_stated,
        "occurred_edtf": x.edtf,
        "earliest_start": x.earliest_start,
        "latest_start": x.latest_start,
        "earliest_end": x.earliest_end,
        "latest_end": x.latest_end,
    }


def _where(seen: sa.Subquery) -> dict[str, Value]:
    x = seen.c
    longitude, latitude = reading.point_of(x.geometry)
    units = {f"adm{level}_{part}": x[f"unit{level}_{part}"] for level in (1, 2, 3) for part in ("code", "name")}
    return {
        "place_as_stated": x.place_as_stated,
        "place_name": sa.null(),  # until there is a gazetteer
        **units,
        "country": x.country,
        "longitude": longitude,
        "latitude": latitude,
        "precision": code(x.precision),
        "uncertainty_m": x.radius_m,
        "geometry_wkt": code(sa.func.ST_AsText(x.geometry)),
    }


def _types(scope: Scope) -> sa.Subquery:
    """Each incident's types of act, without repeats."""
    a = act.c
    return (
        sa.select(a.incident_id, json_list(sa.distinct(a.type_code), a.type_code).label("types"))
        .where(scope.holds(a.project_id, a.incident_id), a.type_code.is_not(None))
        .group_by(a.incident_id)
        .subquery("types")
    )


def _numbers(scope: Scope) -> sa.Subquery:
    e = external_id.c
    return (
        sa.select(e.incident_id, json_list(e.scheme + ":" + e.value, e.id).label("numbers"))
        .where(scope.holds(e.project_id, e.incident_id), e.incident_id.is_not(None))
        .group_by(e.incident_id)
        .subquery("numbers")
    )


def _harms(scope: Scope) -> sa.Subquery:
    """Each incident's whole lines, of people in the event, side by side. Their keys are unique: max() only picks."""
    h = incident_harm.c
    pairs = [
        sa.func.max(bound).filter(h.harm == term.code).label(f"{term.code}_{name}")
        for term in terms("harms").values()
        if term.attributes.get("kind") == "person"
        for name, bound in (("min", h.minimum), ("max", h.maximum))
    ]
    whole = (h.unit == "person") & (h.measure == "event") & (h.population == "") & (h.part_of == "")
    return (
        sa.select(h.incident_id, *pairs)
        .where(scope.holds(h.project_id, h.incident_id), whole)
        .group_by(h.incident_id)
        .subquery("harms")
    )


def _alleged(scope: Scope) -> sa.Subquery:
    """Whom each incident's claims allege to have done it, where its name may be seen."""
    index, p = incident_index.c, party.c
    named = sa.func.unnest(index.alleged_ids).table_valued("id").render_derived(name="named")
    return (
        sa.select(index.incident_id, json_list(p.label, p.id).label("labels"))
        .select_from(incident_index)
        .join(named, sa.true())
        .join(party, (p.project_id == index.project_id) & (p.id == named.c.id))
        .where(
            scope.holds(index.project_id, index.incident_id),
            index.alleged_ids != sa.text("'{}'"),
            p.tier <= scope.audience.ceiling,
        )
        .group_by(index.incident_id)
        .subquery("alleged")
    )


def _level(rank: Value, track: tuple[Level, ...]) -> Value:
    return code(sa.case({level.rank: level.code for level in track}, value=rank))


def acts(scope: Scope) -> TableQuery:
    """acts.csv."""
    a, index = act.c, incident_index.c
    methods, alone = _methods(scope), _acts_per_incident(scope)
    origins = sa.table("act_origins", *(sa.column(name) for name in ("project_id", "incident_id", "act_id", "origins")))
    # Where an incident has one act, its own origins are in the index; the view counts them claim by claim.
    own_origins = sa.case(
        (alone.c.acts == 1, index.origins),
        else_=sa.select(origins.c.origins)
        .where(
            origins.c.project_id == a.project_id,
            origins.c.incident_id == a.incident_id,
            origins.c.act_id == a.id,
        )
        .scalar_subquery(),
    )
    return TableQuery(
        columns={
            "ref": code(a.ref),
            "incident": code(incident.c.ref),
            "type": code(a.type_code) if scope.sees("act.type") else sa.null(),
            "completion": code(a.completion_code) if scope.sees("act.completion") else sa.null(),
            "methods": or_empty_list(methods.c.methods) if scope.sees("act.method") else sa.null(),
            "verification": code(a.occurrence_status),
            "origins": own_origins,
        },
        rows=act.join(incident, (incident.c.project_id == a.project_id) & (incident.c.id == a.incident_id))
        .join(incident_index, (index.project_id == a.project_id) & (index.incident_id == a.incident_id))
        .join(alone, alone.c.incident_id == a.incident_id)
        .outerjoin(methods, methods.c.act_id == a.id),
        where=scope.holds(a.project_id, a.incident_id),
        order=(a.id,),
    )


def _acts_per_incident(scope: Scope) -> sa.Subquery:
    a = act.c
    return (
        sa.select(a.incident_id, sa.func.count().label("acts"))
        .where(scope.holds(a.project_id, a.incident_id))
        .group_by(a.incident_id)
        .subquery("alone")
    )


def _methods(scope: Scope) -> sa.Subquery:
    c = claim.c
    standing = c.superseded_by.is_(None) & c.withdrawn_at.is_(None) & (c.polarity == "asserts")
    return (
        sa.select(c.act_id, json_list(sa.distinct(c.term_code), c.term_code).label("methods"))
        .where(scope.claims(), c.path == "act.method", standing)
        .group_by(c.act_id)
        .subquery("methods")
    )


def involvements(scope: Scope) -> TableQuery:
    """involvements.csv: those that a claim stands behind, of the roles that the audience sees."""
    n, p = involvement.c, party.c
    roles = [role for role in ("victim", "alleged", "side") if scope.sees(f"act.{role}")]
    return TableQuery(
        columns={
            "incident": code(incident.c.ref),
            "act": code(act.c.ref),
            "party": code(p.ref),
            "party_label": scope.within(p.label, p.tier),
            "role": code(n.role),
            "degree": n.degree_code,
            "verification": code(n.attribution_status),
            "claims": n.claims,
            "origins": n.origins,
        },
        rows=involvement.join(incident, (incident.c.project_id == n.project_id) & (incident.c.id == n.incident_id))
        .join(act, (act.c.project_id == n.project_id) & (act.c.id == n.act_id))
        .join(party, (p.project_id == n.project_id) & (p.id == n.party_id)),
        where=scope.holds(n.project_id, n.incident_id) & (n.claims > 0) & n.role.in_(roles),
        order=(n.id,),
    )


def parties(scope: Scope) -> TableQuery:
    """parties.csv: those that a claim names; of the whole project, where all may be seen, also those that none does."""
    p = party.c
    named = p.id.in_(sa.select(claim.c.value_party_id).where(scope.claims(), claim.c.value_party_id.is_not(None)))
    here = p.project_id == scope.project_id
    return TableQuery(
        columns={
            "ref": code(p.ref),
            "kind": code(p.kind),
            "label": scope.within(p.label, p.tier),
            "tier": p.tier,
            "recorded_at": p.created_at,
        },
        rows=party,
        where=here if scope.whole and scope.sees_all else here & named,
        order=(p.id,),
    )


def counts(scope: Scope) -> TableQuery:
    """counts.csv: every line of harm."""
    h = incident_harm.c
    seen = sa.true() if scope.sees("incident.count") else sa.false()
    columns = {
        "incident": code(incident.c.ref),
        "harm": h.harm,
        "unit": h.unit,
        "measure": code(h.measure),
        "population": h.population,
        "part_of": h.part_of,
        "minimum": h.minimum,
        "maximum": h.maximum,
        "open_maximum": h.open_maximum,
        "words": h.quantity_class,
        "origins": h.origins,
        "claims": h.claims,
    }
    return TableQuery(
        columns=columns,
        rows=incident_harm.join(incident, (incident.c.project_id == h.project_id) & (incident.c.id == h.incident_id)),
        where=scope.holds(h.project_id, h.incident_id) & seen,
        order=(h.incident_id, h.harm, h.unit, h.measure, h.population, h.part_of),
    )
