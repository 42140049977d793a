"""What people decided, as rows: each move of verification, each value gone by with the claims considered."""

from typing import Any

import sqlalchemy as sa

from app.store.exports.query import TableQuery, code, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.tables.claims import claim
from app.store.tables.decisions import adoption, adoption_claim, verification
from app.store.tables.incidents import act, incident, party, property_item
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


def adoptions(scope: Scope) -> TableQuery:
    """adoptions.csv: what we go by, and which claims were used; overtaken decisions too."""
    a, k = adoption.c, adoption_claim.c
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
        "act": code(act.c.ref),
        "property_item": code(property_item.c.ref),
        "property": code(a.path),
        "harm": code(a.harm),
        "method": code(a.method),
        "rationale": a.rationale,
        "used": or_empty_list(considered.c.used),
        "not_used": or_empty_list(considered.c.unused),
        "decided_at": a.decided_at,
        "current": a.superseded_by.is_(None),
    }
    return TableQuery(
        columns=columns,
        rows=adoption.join(incident, (incident.c.project_id == a.project_id) & (incident.c.id == a.incident_id))
        .outerjoin(act, (act.c.project_id == a.project_id) & (act.c.id == a.act_id))
        .outerjoin(
            property_item, (property_item.c.project_id == a.project_id) & (property_item.c.id == a.property_item_id)
        )
        .outerjoin(considered, considered.c.adoption_id == a.id),
        where=scope.holds(a.project_id, a.incident_id),
        order=(a.id,),
    )
