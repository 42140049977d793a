"""Who says it, what they put out, and the numbers by which others know documents and incidents."""

from typing import Any

import sqlalchemy as sa

from app.store.exports.acts import alike
from app.store.exports.query import TableQuery, code, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.tables.claims import claim, claim_citation
from app.store.tables.incidents import external_id, incident
from app.store.tables.sources import document, document_relation, source, source_alias

Condition = sa.ColumnElement[bool]


def documents(scope: Scope) -> TableQuery:
    """documents.csv: those in which a claim stands; of the whole project all, also those that are still wanted."""
    d, of = document.c, source.alias("of")
    return TableQuery(
        columns={
            "ref": code(d.ref),
            "source": code(of.c.ref),
            "kind": code(d.kind),
            "title": scope.within(d.title, d.tier),
            "url": scope.within(d.url, d.tier),
            "language": d.language,
            "state": code(d.state),
            "published_as_stated": d.published_as_stated,
            "published_earliest_on": d.published_earliest_on,
            "published_latest_on": d.published_latest_on,
            "tier": d.tier,
            "recorded_at": d.created_at,
            "series": scope.within(d.series, d.tier),
            "retraction": code(d.retraction),
            "retraction_as_stated": d.retraction_as_stated,
            "retraction_earliest_on": d.retraction_earliest_on,
            "retraction_latest_on": d.retraction_latest_on,
            "retraction_citation": scope.within(d.retraction_citation, d.tier),
        },
        rows=document.join(of, (of.c.project_id == d.project_id) & (of.c.id == d.source_id)),
        where=documents_in(scope),
        order=(d.id,),
    )


def document_relations(scope: Scope) -> TableQuery:
    """document_relations.csv: between documents that go out, ended ones too."""
    r, first, other = document_relation.c, document.alias("first"), document.alias("other")
    going = sa.select(document.c.id).where(documents_in(scope))
    return TableQuery(
        columns={
            "document": code(first.c.ref),
            "relation": code(r.kind),
            "other": code(other.c.ref),
            "reason": scope.within(r.reason, sa.func.greatest(first.c.tier, other.c.tier)),
            "recorded_at": r.related_at,
            "ended_at": r.ended_at,
            "ended_reason": scope.within(r.ended_reason, sa.func.greatest(first.c.tier, other.c.tier)),
        },
        rows=document_relation.join(first, (first.c.project_id == r.project_id) & (first.c.id == r.from_id)).join(
            other, (other.c.project_id == r.project_id) & (other.c.id == r.to_id)
        ),
        where=(r.project_id == scope.project_id) & r.from_id.in_(going) & r.to_id.in_(going),
        order=(r.id,),
    )


def sources(scope: Scope) -> TableQuery:
    """sources.csv: those who say or pass on something, or whose document it is, and the heads of their groups."""
    s, group, first, aliases = source.c, source.alias("head"), source.alias("first"), _aliases(scope)
    return TableQuery(
        columns={
            "ref": code(s.ref),
            "kind": code(s.kind),
            "name": scope.within(s.name, s.tier),
            "aliases": scope.within(or_empty_list(aliases.c.aliases), s.tier),
            "independence_group": code(group.c.ref),
            "default_basis": code(s.default_basis),
            "compiles": s.compiles,
            "counts_as_origin": s.counts_as_origin,
            "tier": s.tier,
            "recorded_at": s.created_at,
            "affiliation": scope.within(s.affiliation, s.tier),
            "interest": scope.within(s.interest, s.tier),
            "counting_scope": scope.within(s.counting_scope, s.tier),
            "access": code(s.access),
            "group_reason": scope.within(s.group_reason, s.tier),
            "same_as": code(first.c.ref),
        },
        rows=source.outerjoin(group, (group.c.project_id == s.project_id) & (group.c.id == s.group_id))
        .outerjoin(first, (first.c.project_id == s.project_id) & (first.c.id == s.same_as_id))
        .outerjoin(aliases, aliases.c.source_id == s.id),
        where=sources_in(scope),
        order=(s.id,),
    )


def external_ids(scope: Scope) -> TableQuery:
    """external_ids.csv: of the incidents asked for, and of the documents that go out with them."""
    e = external_id.c
    of_incident = e.incident_id.is_not(None) & scope.holds(e.project_id, e.incident_id)
    going = sa.select(document.c.id).where(documents_in(scope))
    of_document = (e.project_id == scope.project_id) & e.document_id.in_(going)
    return TableQuery(
        columns={
            "subject": code(sa.func.coalesce(scope.ref_of(), document.c.ref)),
            "scheme": e.scheme,
            "value": e.value,
        },
        rows=external_id.outerjoin(
            incident, (incident.c.project_id == e.project_id) & (incident.c.id == e.incident_id)
        ).outerjoin(document, (document.c.project_id == e.project_id) & (document.c.id == e.document_id)),
        where=(of_incident | of_document) & e.ended_at.is_(None),
        order=(e.id,),
    )


def documents_in(scope: Scope) -> Condition:
    """Which documents go out."""
    here = document.c.project_id == scope.project_id
    return here if scope.whole and scope.sees_all else here & document.c.id.in_(_cited(scope))


def sources_in(scope: Scope) -> Condition:
    """Which sources go out."""
    here = source.c.project_id == scope.project_id
    if scope.whole and scope.sees_all:
        return here
    named = sa.select(_named(scope).subquery("named").c.id)
    heads = sa.select(source.c.group_id).where(here, alike(source, named))
    return here & (alike(source, named) | source.c.id.in_(heads))


def _cited(scope: Scope) -> sa.CompoundSelect[Any]:
    """The documents that a claim stands in, or from whose date it is reckoned."""
    c = claim.c
    claims = sa.select(c.id).where(scope.claims())
    further = (claim_citation.c.project_id == scope.project_id) & claim_citation.c.claim_id.in_(claims)
    return sa.union(
        sa.select(c.document_id).where(scope.claims(), c.document_id.is_not(None)),
        sa.select(c.anchor_document_id).where(scope.claims(), c.anchor_document_id.is_not(None)),
        sa.select(claim_citation.c.document_id).where(further),
    )


def _named(scope: Scope) -> sa.CompoundSelect[Any]:
    c = claim.c
    claims = sa.select(c.id).where(scope.claims())
    further = (claim_citation.c.project_id == scope.project_id) & claim_citation.c.claim_id.in_(claims)
    here = document.c.project_id == scope.project_id
    return sa.union(
        sa.select(c.originator_id.label("id")).where(scope.claims(), c.originator_id.is_not(None)),
        sa.select(sa.func.unnest(c.via)).where(scope.claims(), c.via != sa.text("'{}'")),
        sa.select(sa.func.unnest(claim_citation.c.via)).where(further, claim_citation.c.via != sa.text("'{}'")),
        sa.select(document.c.source_id).where(here, document.c.id.in_(_cited(scope))),
    )


def _aliases(scope: Scope) -> sa.Subquery:
    a = source_alias.c
    return (
        sa.select(a.source_id, json_list(a.name, a.id).label("aliases"))
        .where(a.project_id == scope.project_id, a.ended_at.is_(None))
        .group_by(a.source_id)
        .subquery("aliases")
    )
