"""What was decided, as records: this project's own decisions under its code, and those that others have reported."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.records import ClaimLinkRecord
from app.domain.reported import (
    AdoptionRecord,
    AssessmentRecord,
    ConsideredRecord,
    DecisionRecord,
    VerificationRecord,
)
from app.store import reported
from app.store.exports.scope import Scope
from app.store.tables.claims import claim
from app.store.tables.decisions import adoption, adoption_claim, assessment, claim_link, verification
from app.store.tables.incidents import act, incident, intervention, party, property_item
from app.store.tables.sources import document

Refs = Mapping[int, str]


def decisions_of_incidents(connection: sa.Connection, scope: Scope, by: str, refs: Refs) -> tuple[DecisionRecord, ...]:
    """All that was decided of these incidents (by id, their refs), here and by others."""
    others = reported.reported_of(connection, scope.project_id, incidents=refs.keys()) if scope.sees_all else ()
    return (*own_of_incidents(connection, scope, by, refs), *others)


def decisions_of_documents(connection: sa.Connection, scope: Scope, by: str, refs: Refs) -> tuple[DecisionRecord, ...]:
    """How these documents were graded, here and by others."""
    others = reported.reported_of(connection, scope.project_id, documents=refs.keys()) if scope.sees_all else ()
    return (*own_of_documents(connection, scope, by, refs), *others)


def decisions_of_interventions(
    connection: sa.Connection, scope: Scope, by: str, refs: Refs
) -> tuple[DecisionRecord, ...]:
    """All that was decided of these actions and responses, here and by others."""
    others = reported.reported_of(connection, scope.project_id, interventions=refs.keys()) if scope.sees_all else ()
    return (*own_of_interventions(connection, scope, by, refs), *others)


def own_of_incidents(connection: sa.Connection, scope: Scope, by: str, refs: Refs) -> Iterator[DecisionRecord]:
    """What this project has decided of these incidents: values gone by, grades of claims, moves of verification."""
    yield from _adoptions(connection, scope, by, refs, "incident")
    yield from _graded_claims(connection, scope, by, refs, "incident")
    yield from _moves(connection, scope, by, refs)


def own_of_interventions(connection: sa.Connection, scope: Scope, by: str, refs: Refs) -> Iterator[DecisionRecord]:
    """What this project has decided of these actions and responses: values gone by, grades of claims."""
    yield from _adoptions(connection, scope, by, refs, "intervention")
    yield from _graded_claims(connection, scope, by, refs, "intervention")


def _graded_claims(
    connection: sa.Connection, scope: Scope, by: str, refs: Refs, about: str
) -> Iterator[AssessmentRecord]:
    a, cited, of = assessment.c, document.alias("cited"), claim.c[f"{about}_id"]
    graded = (
        _grades(scope, cited)
        .add_columns(claim.c.ref.label("claim_ref"), of.label("about_id"))
        .join(claim, (claim.c.project_id == a.project_id) & (claim.c.id == a.claim_id))
        .where(of == _any(refs), scope.claims())
    )
    for row in connection.execute(graded):
        yield _assessment(by, row, claim=row.claim_ref, **{about: refs[row.about_id]})


def own_of_documents(connection: sa.Connection, scope: Scope, by: str, refs: Refs) -> Iterator[DecisionRecord]:
    """How this project has graded these documents."""
    a, cited = assessment.c, document.alias("cited")
    for row in connection.execute(_grades(scope, cited).where(a.document_id == _any(refs))):
        yield _assessment(by, row, document=refs[row.document_id])


def links(connection: sa.Connection, scope: Scope, at_once: int) -> Iterator[tuple[ClaimLinkRecord, ...]]:
    """How claims that go out stand to each other, as somebody has said; links taken back too."""
    k, one, other = claim_link.c, claim.alias("one"), claim.alias("other")
    going = sa.select(claim.c.id).where(scope.claims())
    query = (
        sa.select(
            claim_link,
            incident.c.ref.label("incident_ref"),
            intervention.c.ref.label("intervention_ref"),
            one.c.ref.label("one"),
            other.c.ref.label("other"),
        )
        .select_from(claim_link)
        .outerjoin(incident, (incident.c.project_id == k.project_id) & (incident.c.id == k.incident_id))
        .outerjoin(intervention, (intervention.c.project_id == k.project_id) & (intervention.c.id == k.intervention_id))
        .join(one, (one.c.project_id == k.project_id) & (one.c.id == k.claim_id))
        .join(other, (other.c.project_id == k.project_id) & (other.c.id == k.other_id))
        .where(k.project_id == scope.project_id, k.claim_id.in_(going), k.other_id.in_(going))
        .order_by(k.id)
    )
    for rows in connection.execute(query, execution_options={"yield_per": at_once}).partitions():
        yield tuple(
            ClaimLinkRecord(
                row.one,
                row.other,
                row.kind,
                row.reason,
                row.ended_at,
                row.ended_reason,
                incident=row.incident_ref,
                intervention=row.intervention_ref,
            )
            for row in rows
        )


def _adoptions(connection: sa.Connection, scope: Scope, by: str, refs: Refs, about: str) -> Iterator[AdoptionRecord]:
    a, k, of = adoption.c, adoption_claim.c, adoption.c[f"{about}_id"]
    rows = connection.execute(
        sa.select(adoption, act.c.ref.label("act_ref"), property_item.c.ref.label("item_ref"))
        .outerjoin(act, (act.c.project_id == a.project_id) & (act.c.id == a.act_id))
        .outerjoin(
            property_item, (property_item.c.project_id == a.project_id) & (property_item.c.id == a.property_item_id)
        )
        .where(a.project_id == scope.project_id, of == _any(refs))
        .order_by(a.id)
    ).all()
    considered: dict[int, list[ConsideredRecord]] = {}
    if rows:
        for one in connection.execute(
            sa.select(k.adoption_id, claim.c.ref, k.used, k.reason_code)
            .join(claim, (claim.c.project_id == k.project_id) & (claim.c.id == k.claim_id))
            .where(
                k.project_id == scope.project_id,
                k.adoption_id.in_([row.id for row in rows]),
                scope.claims(),
            )
            .order_by(claim.c.ref)
        ):
            considered.setdefault(one.adoption_id, []).append(ConsideredRecord(one.ref, one.used, one.reason_code))
    for row in rows:
        yield AdoptionRecord(
            reported_by=by,
            path=row.path,
            method=row.method,
            rationale=row.rationale,
            considered=tuple(considered.get(row.id, ())),
            decided_at=row.decided_at,
            act=row.act_ref,
            item=row.item_ref,
            harm=row.harm,
            current=row.superseded_by is None,
            **{about: refs[getattr(row, of.key)]},
        )


def _grades(scope: Scope, cited: sa.FromClause) -> sa.Select[Any]:
    a = assessment.c
    return (
        sa.select(assessment, cited.c.ref.label("cited_ref"))
        .select_from(assessment)
        .outerjoin(cited, (cited.c.project_id == a.project_id) & (cited.c.id == a.cited_document_id))
        .where(a.project_id == scope.project_id)
        .order_by(a.id)
    )


def _assessment(by: str, row: sa.Row[Any], **about: str) -> AssessmentRecord:
    return AssessmentRecord(
        reported_by=by,
        scheme=row.scheme,
        grade=row.grade,
        reason=row.reason,
        assessed_at=row.assessed_at,
        item=row.item,
        cited=row.cited_ref,
        current=row.superseded_by is None,
        **about,
    )


def _moves(connection: sa.Connection, scope: Scope, by: str, refs: Refs) -> Iterator[VerificationRecord]:
    v = verification.c
    rows = connection.execute(
        sa.select(
            verification,
            act.c.ref.label("act_ref"),
            party.c.ref.label("party_ref"),
            document.c.ref.label("document_ref"),
        )
        .select_from(verification)
        .join(act, (act.c.project_id == v.project_id) & (act.c.id == v.act_id))
        .outerjoin(party, (party.c.project_id == v.project_id) & (party.c.id == v.party_id))
        .outerjoin(document, (document.c.project_id == v.project_id) & (document.c.id == v.cited_document_id))
        .where(v.project_id == scope.project_id, v.incident_id == _any(refs))
        .order_by(v.id)
    )
    for row in rows:
        if row.party_id is None or scope.sees("act.alleged"):
            yield VerificationRecord(
                reported_by=by,
                incident=refs[row.incident_id],
                act=row.act_ref,
                from_level=row.from_level,
                to_level=row.to_level,
                outcome=row.outcome,
                standard_of_proof=row.standard_of_proof,
                reason=row.reason,
                self_reviewed=row.self_reviewed,
                two_people=row.outcome == "done" and row.decided_by != row.proposed_by,
                answers=row.answers,
                relied_on=row.snapshot if scope.sees_all else [],
                proposed_at=row.proposed_at,
                party=row.party_ref,
                document=row.document_ref,
                decided_at=row.decided_at,
                decided_reason=row.decided_reason,
            )


def _any(ids: Collection[int]) -> sa.ColumnElement[Any]:
    return sa.any_(sa.cast(list(ids), sa.ARRAY(sa.BigInteger)))
