"""How incidents stand to one another, and claims about one incident, as somebody has said."""

from collections.abc import Callable

import sqlalchemy as sa

from app.store.exports.query import TableQuery, code
from app.store.exports.scope import Scope
from app.store.tables.claims import claim
from app.store.tables.decisions import claim_link
from app.store.tables.incidents import incident, incident_link


def links(scope: Scope) -> TableQuery:
    """links.csv: between incidents that go out, and between claims about one, or about one action or response; ended
    ones too."""
    standing = of_incidents(scope, ref=scope.ref_of)
    every = sa.union_all(_as_rows(standing, "incidents"), _as_rows(of_claims(scope), "claims")).subquery()
    e = every.c
    columns = {name: code(e[name]) for name in ("subject", "link", "other")}
    said = {name: e[name] for name in ("reason", "recorded_at", "ended_at", "ended_reason")}
    return TableQuery(columns={**columns, **said}, rows=every, where=sa.true(), order=(e.between.desc(), e.id))


def _as_rows(table: TableQuery, between: str) -> sa.Select[tuple[object, ...]]:
    named = (value.label(name) for name, value in table.columns.items())
    return table.select(*named, sa.literal(between).label("between"), *(c.label("id") for c in table.order)).order_by(
        None
    )


def of_incidents(
    scope: Scope, ref: Callable[[sa.FromClause], sa.ColumnElement[str]] = lambda entry: entry.c.ref
) -> TableQuery:
    """The links between incidents of which both go out; each by its own ref, or by that of whichever stands for it."""
    k, one, other = incident_link.c, incident.alias("one"), incident.alias("other")
    return TableQuery(
        columns={
            "subject": ref(one),
            "link": k.kind,
            "other": ref(other),
            "reason": k.reason,
            "recorded_at": k.linked_at,
            "ended_at": k.ended_at,
            "ended_reason": k.ended_reason,
        },
        rows=incident_link.join(one, (one.c.project_id == k.project_id) & (one.c.id == k.incident_id)).join(
            other, (other.c.project_id == k.project_id) & (other.c.id == k.other_id)
        ),
        where=scope.holds(k.project_id, k.incident_id) & scope.holds(k.project_id, k.other_id),
        order=(k.id,),
    )


def of_claims(scope: Scope) -> TableQuery:
    """The links between claims that both go out."""
    k, one, other = claim_link.c, claim.alias("one"), claim.alias("other")
    going = sa.select(claim.c.id).where(scope.claims())
    return TableQuery(
        columns={
            "subject": one.c.ref,
            "link": k.kind,
            "other": other.c.ref,
            "reason": k.reason,
            "recorded_at": k.linked_at,
            "ended_at": k.ended_at,
            "ended_reason": k.ended_reason,
        },
        rows=claim_link.join(one, (one.c.project_id == k.project_id) & (one.c.id == k.claim_id)).join(
            other, (other.c.project_id == k.project_id) & (other.c.id == k.other_id)
        ),
        where=(k.project_id == scope.project_id) & k.claim_id.in_(going) & k.other_id.in_(going),
        order=(k.id,),
    )
