"""Grades, links between claims, and the value gone by: written beside the claims, never over them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.decisions import Adoption, Assessment, ClaimLink, Considered
from app.domain.errors import NotFound, Stale, mend
from app.domain.records import ClaimLinkRecord
from app.store.claims import Keys
from app.store.rows import insert_rows, take_ids
from app.store.same import entries_of
from app.store.tables.claims import claim
from app.store.tables.decisions import adoption, adoption_claim, assessment, claim_link
from app.store.tables.incidents import act, property_item
from app.store.tables.sources import document

_TAKEN = mend("Someone else has decided this while you were writing.")


def add_assessment(connection: sa.Connection, project_id: int, values: dict[str, Any]) -> None:
    """Adds a grade; the one that stood takes its leave and stays readable. Stale where somebody else was faster.

    `values` are columns of `assessment`: the subject, scheme, item, grade, reason, cited_document_id, assessed_by.
    """
    a = assessment.c
    same = [a[name].is_not_distinct_from(values.get(name)) for name in ("document_id", "claim_id", "scheme", "item")]
    _take_place(connection, assessment, project_id, same, values)


def assessments_of(
    connection: sa.Connection, project_id: int, people: dict[int, str], *, document_id: int | None = None,
    claim_ids: Sequence[int] = (),
) -> dict[int, list[Assessment]]:  # fmt: skip
    """Every grade of a document, or of some claims, by the subject's id; newest first."""
    a, cited = assessment.c, document.alias("cited")
    subject = a.document_id if document_id is not None else a.claim_id
    wanted = [document_id] if document_id is not None else list(claim_ids)
    rows = connection.execute(
        sa.select(assessment, subject.label("subject"), cited.c.ref.label("cited_ref"))
        .outerjoin(cited, (cited.c.project_id == project_id) & (cited.c.id == a.cited_document_id))
        .where(a.project_id == project_id, subject.in_(wanted))
        .order_by(a.id.desc())
    )
    found: dict[int, list[Assessment]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(
            Assessment(
                row.scheme,
                row.item,
                row.grade,
                row.reason,
                row.cited_ref,
                people.get(row.assessed_by, ""),
                row.assessed_at,
                row.superseded_by is None,
            )
        )
    return found


def credibilities(connection: sa.Connection, project_id: int, entries: Sequence[int]) -> dict[str, tuple[int, bool]]:
    """The grade of each graded claim in these entries of an incident, by ref: (1 to 6, whether it is its own)."""
    graded = sa.table("claim_credibility", *map(sa.column, ("project_id", "claim_id", "credibility", "overridden")))
    grade = graded.c
    rows = connection.execute(
        sa.select(claim.c.ref, grade.credibility, grade.overridden)
        .join(graded, (grade.project_id == project_id) & (grade.claim_id == claim.c.id))
        .where(claim.c.project_id == project_id, claim.c.incident_id.in_(entries), grade.credibility.is_not(None))
    )
    return {row.ref: (row.credibility, row.overridden) for row in rows}


def add_link(
    connection: sa.Connection, project_id: int, incident_id: int, pair: tuple[str, str], kind: str, reason: str, by: int
) -> None:
    """Says how two claims of an incident stand to each other. NotFound unless both are of it, in whichever of its
    entries; Stale if it is said."""
    entries = entries_of(connection, project_id, incident_id)
    ids = {
        row.ref: row.id
        for row in connection.execute(
            sa.select(claim.c.ref, claim.c.id).where(
                claim.c.project_id == project_id, claim.c.incident_id.in_(entries), claim.c.ref.in_(pair)
            )
        )
    }
    if len(ids) != 2:
        raise NotFound("There are no two such claims about this incident.")
    row = {
        "project_id": project_id, "incident_id": incident_id, "claim_id": ids[pair[0]], "other_id": ids[pair[1]],
        "kind": kind, "reason": reason, "linked_by": by,
    }  # fmt: skip
    _insert(connection, claim_link, row)


def known_links(
    connection: sa.Connection, project_id: int, records: Sequence[ClaimLinkRecord]
) -> set[tuple[str, str, str, str | None]]:
    """Of these links, those on record: both claims by ref, in either order, the kind, and why it ended."""
    if not records:
        return set()
    one, other, k = claim.alias("one"), claim.alias("other"), claim_link.c
    rows = connection.execute(
        sa.select(one.c.ref, other.c.ref, k.kind, k.ended_reason)
        .select_from(claim_link)
        .join(one, (one.c.project_id == project_id) & (one.c.id == k.claim_id))
        .join(other, (other.c.project_id == project_id) & (other.c.id == k.other_id))
        .where(k.project_id == project_id, one.c.ref.in_([ref for r in records for ref in (r.claim, r.other)]))
    ).all()
    return {(row[0], row[1], row[2], row[3]) for row in rows} | {(row[1], row[0], row[2], row[3]) for row in rows}


def add_links(
    connection: sa.Connection, project_id: int, records: Sequence[ClaimLinkRecord], keys: Keys, linked_by: int
) -> None:
    """Adds links between claims on record. KeyError where one of them is not."""
    rows = [
        {
            "project_id": project_id, "incident_id": keys.incidents[one.incident].id,
            "claim_id": keys.claims[one.claim], "other_id": keys.claims[one.other], "kind": one.kind,
            "reason": one.reason, "linked_by": linked_by, "ended_at": one.ended_at, "ended_reason": one.ended_reason,
        }
        for one in records
    ]  # fmt: skip
    insert_rows(connection, claim_link, rows)


def end_link(connection: sa.Connection, project_id: int, incident_id: int, number: int, reason: str) -> bool:
    """Takes a link back, with a reason. False where it no longer stands."""
    done = connection.execute(
        sa.update(claim_link)
        .where(
            claim_link.c.project_id == project_id,
            claim_link.c.incident_id.in_(entries_of(connection, project_id, incident_id)),
            claim_link.c.id == number,
            claim_link.c.ended_at.is_(None),
        )
        .values(ended_at=sa.func.now(), ended_reason=reason)
    )
    return bool(done.rowcount)


def links_of(
    connection: sa.Connection, project_id: int, entries: Sequence[int], people: dict[int, str]
) -> tuple[ClaimLink, ...]:
    """How the claims in these entries of an incident stand to each other, where somebody said so."""
    one, other = claim.alias("one"), claim.alias("other")
    rows = connection.execute(
        sa.select(claim_link, one.c.ref.label("one_ref"), other.c.ref.label("other_ref"))
        .join(one, (one.c.project_id == project_id) & (one.c.id == claim_link.c.claim_id))
        .join(other, (other.c.project_id == project_id) & (other.c.id == claim_link.c.other_id))
        .where(
            claim_link.c.project_id == project_id,
            claim_link.c.incident_id.in_(entries),
            one.c.incident_id.in_(entries),
            other.c.incident_id.in_(entries),
            claim_link.c.ended_at.is_(None),
        )
        .order_by(claim_link.c.id)
    )
    return tuple(
        ClaimLink(r.id, r.one_ref, r.other_ref, r.kind, r.reason, people.get(r.linked_by, ""), r.linked_at)
        for r in rows
    )


def standing_adoption(connection: sa.Connection, project_id: int, about: dict[str, Any]) -> int:
    """The id of the decision that stands on just that (columns of `adoption`); 0 where there is none."""
    a = adoption.c
    same = [a[name].is_not_distinct_from(value) for name, value in about.items()]
    query = sa.select(a.id).where(a.project_id == project_id, a.superseded_by.is_(None), *same)
    return connection.execute(query).scalar() or 0


def add_adoption(
    connection: sa.Connection,
    project_id: int,
    values: dict[str, Any],
    considered: Sequence[Considered],
    claim_ids: dict[str, int],
) -> None:
    """Keeps the value gone by: each claim considered, used or not and why. Stale where somebody else was faster."""
    a = adoption.c
    same = [
        a[name].is_not_distinct_from(values.get(name))
        for name in ("incident_id", "act_id", "property_item_id", "path", "harm")
    ]
    number = _take_place(connection, adoption, project_id, same, values)
    connection.execute(
        sa.insert(adoption_claim),
        [
            {
                "project_id": project_id, "adoption_id": number, "claim_id": claim_ids[one.claim], "used": one.used,
                "reason_code": one.reason_code,
            }
            for one in considered
        ],
    )  # fmt: skip


def adoptions_of(
    connection: sa.Connection, project_id: int, entries: Sequence[int], people: dict[int, str]
) -> tuple[Adoption, ...]:
    """What we go by in these entries of an incident, where a person has decided."""
    k = adoption_claim.c
    considered: dict[int, list[Considered]] = {}
    for row in connection.execute(
        sa.select(k.adoption_id, claim.c.ref, k.used, k.reason_code)
        .join(claim, (claim.c.project_id == project_id) & (claim.c.id == k.claim_id))
        .where(k.project_id == project_id, claim.c.incident_id.in_(entries))
        .order_by(claim.c.id)
    ):
        considered.setdefault(row.adoption_id, []).append(Considered(row.ref, row.used, row.reason_code))
    state = sa.table("adoption_state", *map(sa.column, (*(c.name for c in adoption.columns), "stale")))
    rows = connection.execute(
        sa.select(state, sa.func.coalesce(act.c.ref, property_item.c.ref).label("subject_ref"))
        .outerjoin(act, (act.c.project_id == project_id) & (act.c.id == state.c.act_id))
        .outerjoin(
            property_item,
            (property_item.c.project_id == project_id) & (property_item.c.id == state.c.property_item_id),
        )
        .where(state.c.project_id == project_id, state.c.incident_id.in_(entries))
        .order_by(state.c.id)
    )
    return tuple(
        Adoption(
            row.id,
            row.subject_ref,
            row.path,
            row.harm,
            row.method,
            row.rationale,
            tuple(considered.get(row.id, ())),
            people.get(row.decided_by, ""),
            row.decided_at,
            row.stale,
        )
        for row in rows
    )


def _take_place(
    connection: sa.Connection,
    table: sa.Table,
    project_id: int,
    same: Sequence[sa.ColumnElement[bool]],
    values: dict[str, Any],
) -> int:
    """Inserts a decision; the one that stood on the same thing points at it from now on."""
    number = next(take_ids(connection, table, 1))
    connection.execute(
        sa.update(table)
        .where(table.c.project_id == project_id, table.c.superseded_by.is_(None), *same)
        .values(superseded_by=number)
    )
    _insert(connection, table, {"project_id": project_id, "id": number, **values})
    return number


def _insert(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    try:
        connection.execute(sa.insert(table), row)
    except sa.exc.IntegrityError as error:
        if getattr(error.orig, "sqlstate", "") != "23505":
            raise
        raise Stale(_TAKEN, 0) from error
