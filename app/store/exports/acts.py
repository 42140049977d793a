"""Acts, objects harmed, what was done about it, and the parties that claims name with their parts."""

from typing import Any

import sqlalchemy as sa

from app.store.exports.query import (
    BOUNDS,
    TableQuery,
    code,
    json_list,
    nearest,
    or_empty_list,
)
from app.store.exports.scope import Scope, standing
from app.store.standing import is_standing
from app.store.tables.claims import claim
from app.store.tables.incidents import act, incident, intervention, involvement, party, property_item
from app.store.tables.index import incident_index
from app.store.verification import no_longer_borne_out


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
            "incident": code(scope.ref_of()),
            "type": code(a.type_code) if scope.sees("act.type") else sa.null(),
            "completion": code(a.completion_code) if scope.sees("act.completion") else sa.null(),
            "methods": or_empty_list(methods.c.methods) if scope.sees("act.method") else sa.null(),
            "verification": code(a.occurrence_status),
            **nearest(a.occurrence_status),
            "no_longer_borne_out": no_longer_borne_out(a.occurrence_status, a.project_id, a.id, sa.null()),
            "origins": own_origins,
            "unclaimed": sa.func.coalesce(a.unclaimed, sa.false()),
        },
        rows=act.join(incident, (incident.c.project_id == a.project_id) & (incident.c.id == a.incident_id))
        .join(incident_index, (index.project_id == a.project_id) & (index.incident_id == a.incident_id))
        .join(alone, alone.c.incident_id == sa.func.coalesce(incident.c.same_as_id, incident.c.id))
        .outerjoin(methods, methods.c.act_id == a.id),
        where=scope.holds(a.project_id, a.incident_id),
        order=(a.id,),
    )


def _acts_per_incident(scope: Scope) -> sa.Subquery:
    a, joined = act.c, scope.joined()
    incident_id = standing(a.incident_id, joined)
    return (
        sa.select(incident_id.label("incident_id"), sa.func.count().label("acts"))
        .outerjoin(joined, joined.c.id == a.incident_id)
        .where(scope.holds(a.project_id, a.incident_id))
        .group_by(incident_id)
        .subquery("alone")
    )


def _methods(scope: Scope) -> sa.Subquery:
    c = claim.c
    stands = is_standing(c)
    return (
        sa.select(c.act_id, json_list(sa.distinct(c.term_code), c.term_code).label("methods"))
        .where(scope.claims(), c.path == "act.method", stands)
        .group_by(c.act_id)
        .subquery("methods")
    )


def property_items(scope: Scope) -> TableQuery:
    """property_items.csv: an object a row, with all that is said of each scale side by side."""
    i, c = property_item.c, claim.c
    standing = is_standing(c)

    def said(path: str) -> sa.ColumnElement[Any]:
        value = c.stated_as if path == "item.community" else c.term_code
        listed: sa.ColumnElement[Any] = json_list(sa.distinct(value), value).filter(standing & (c.path == path))
        return listed

    scales = {"kinds": "item.kind", "severities": "item.severity", "extents": "item.extent"}
    scales |= {"certainties": "item.certainty", "states_before": "item.before", "community": "item.community"}
    told = (
        sa.select(c.property_item_id, *(said(path).label(name) for name, path in scales.items()))
        .where(scope.claims(), c.property_item_id.is_not(None))
        .group_by(c.property_item_id)
        .subquery("told")
    )
    return TableQuery(
        columns={
            "ref": code(i.ref),
            "incident": code(scope.ref_of()),
            "label": scope.within(i.label, i.tier),
            **{name: or_empty_list(told.c[name]) if scope.sees(path) else sa.null() for name, path in scales.items()},
            "tier": i.tier,
        },
        rows=property_item.join(
            incident, (incident.c.project_id == i.project_id) & (incident.c.id == i.incident_id)
        ).outerjoin(told, told.c.property_item_id == i.id),
        where=scope.holds(i.project_id, i.incident_id),
        order=(i.id,),
    )


def interventions(scope: Scope) -> TableQuery:
    """interventions.csv: an action or response a row, with all that is said of it side by side."""
    i, c, about = intervention.c, claim.c, incident.alias("about")
    standing = is_standing(c)
    label = scope.within(party.c.label, party.c.tier)
    values = {
        "kinds": ("intervention.kind", c.term_code),
        "statements": ("intervention.statement", c.term_code),
        "by": ("intervention.by", label),
        "addressees": ("intervention.addressee", label),
        "outcomes": ("intervention.outcome", c.stated_as),
        "incidents": ("intervention.incident", scope.ref_of(about)),
    }

    def said(path: str, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        listed: sa.ColumnElement[Any] = json_list(sa.distinct(value), value).filter(standing & (c.path == path))
        return listed

    told = (
        sa.select(c.intervention_id, *(said(*value).label(name) for name, value in values.items()))
        .select_from(
            claim.outerjoin(party, (party.c.project_id == c.project_id) & (party.c.id == c.value_party_id)).outerjoin(
                about, (about.c.project_id == c.project_id) & (about.c.id == c.value_incident_id)
            )
        )
        .where(scope.claims(), c.intervention_id.is_not(None))
        .group_by(c.intervention_id)
        .subquery("told")
    )
    times = _times_of_interventions(scope)
    return TableQuery(
        columns={
            "ref": code(i.ref),
            **{
                name: or_empty_list(told.c[name]) if scope.sees(path) else sa.null()
                for name, (path, _) in values.items()
            },
            **{name: times.c[name] if scope.sees("intervention.when") else sa.null() for name in _WHEN},
            "tier": i.tier,
        },
        rows=intervention.outerjoin(told, told.c.intervention_id == i.id).outerjoin(
            times, times.c.intervention_id == i.id
        ),
        where=scope.interventions(),
        order=(i.id,),
    )


_WHEN = ("occurred_as_stated", "occurred_edtf", *BOUNDS)


def _outer(name: str, bound: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.min(bound) if name.startswith("earliest") else sa.func.max(bound)


def _times_of_interventions(scope: Scope) -> sa.Subquery:
    """When, as it is read of incidents: the hull of the claims with a basis, or of all where none has one; a bound that
    one of them leaves unknown is unknown."""
    c = claim.c
    standing = is_standing(c)
    grade = sa.func.rank().over(partition_by=c.intervention_id, order_by=(c.basis == "none_stated").asc())
    said = (
        sa.select(c.intervention_id, c.stated_as, c.edtf, *(c[name] for name in BOUNDS), grade.label("grade"))
        .where(scope.claims(), c.path == "intervention.when", standing)
        .subquery("said")
    )
    q = said.c
    one = (sa.func.count(sa.distinct(q.edtf)) == 1) & sa.func.bool_and(q.edtf.is_not(None))
    hull = {name: sa.case((sa.func.bool_and(q[name].is_not(None)), _outer(name, q[name]))) for name in BOUNDS}
    words = sa.func.string_agg(sa.distinct(q.stated_as), sa.text("' · '"))
    return (
        sa.select(
            q.intervention_id,
            words.label("occurred_as_stated"),
            sa.case((one, sa.func.min(q.edtf))).label("occurred_edtf"),
            *(column.label(name) for name, column in hull.items()),
        )
        .where(q.grade == 1)
        .group_by(q.intervention_id)
        .subquery("times")
    )


def involvements(scope: Scope) -> TableQuery:
    """involvements.csv: those that a claim stands behind, of the roles that the audience sees."""
    n, p = involvement.c, party.c
    roles = [role for role in ("victim", "alleged", "side") if scope.sees(f"act.{role}")]
    return TableQuery(
        columns={
            "incident": code(scope.ref_of()),
            "act": code(act.c.ref),
            "party": code(p.ref),
            "party_label": scope.within(p.label, p.tier),
            "role": code(n.role),
            "degree": n.degree_code,
            "verification": code(n.attribution_status),
            **nearest(n.attribution_status),
            "no_longer_borne_out": no_longer_borne_out(n.attribution_status, n.project_id, n.act_id, n.party_id),
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
    p, first = party.c, party.alias("first")
    return TableQuery(
        columns={
            "ref": code(p.ref),
            "kind": code(p.kind),
            "label": scope.within(p.label, p.tier),
            "tier": p.tier,
            "recorded_at": p.created_at,
            "same_as": code(first.c.ref),
        },
        rows=party.outerjoin(first, (first.c.project_id == p.project_id) & (first.c.id == p.same_as_id)),
        where=parties_in(scope),
        order=(p.id,),
    )


def parties_in(scope: Scope) -> sa.ColumnElement[bool]:
    """Which parties go out: with one that is named all those that are the same."""
    p = party.c
    here = p.project_id == scope.project_id
    if scope.whole and scope.sees_all:
        return here
    named = sa.select(claim.c.value_party_id).where(scope.claims(), claim.c.value_party_id.is_not(None))
    return here & alike(party, named)


def alike(table: sa.Table, named: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Rows of sources or parties that are named, or the same as one that is."""
    other = table.alias("other")
    firsts = sa.select(sa.func.coalesce(other.c.same_as_id, other.c.id)).where(
        other.c.project_id == table.c.project_id, other.c.id.in_(named)
    )
    return sa.func.coalesce(table.c.same_as_id, table.c.id).in_(firsts)
