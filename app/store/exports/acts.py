"""Acts, the parties that claims name, and the part that these are said to have in those."""

from typing import Any

import sqlalchemy as sa

from app.store.exports.query import TableQuery, code, json_list, nearest, or_empty_list
from app.store.exports.scope import Scope, standing
from app.store.tables.claims import claim
from app.store.tables.incidents import act, incident, involvement, party
from app.store.tables.index import incident_index


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
            "origins": own_origins,
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
    stands = c.superseded_by.is_(None) & c.withdrawn_at.is_(None) & (c.polarity == "asserts")
    return (
        sa.select(c.act_id, json_list(sa.distinct(c.term_code), c.term_code).label("methods"))
        .where(scope.claims(), c.path == "act.method", stands)
        .group_by(c.act_id)
        .subquery("methods")
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
