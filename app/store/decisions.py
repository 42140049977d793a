"""Grades, links between claims, and the value gone by: written beside the claims, never over them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.decisions import Adoption, Assessment, ClaimLink, Considered
from app.domain.errors import NotFound, Stale, mend
from app.domain.records import ClaimLinkRecord
from app.domain.statements import Statements
from app.store.claims import Keys
from app.store.rows import insert_rows, take_ids
from app.store.statements import statements_in
from app.store.tables.claims import claim
from app.store.tables.decisions import adoption, adoption_claim, assessment, claim_link
from app.store.tables.incidents import act, property_item
from app.store.tables.sources import document

_TAKEN = mend("This has been decided while you were writing.")


@dataclass(frozen=True, slots=True)
class Matter:
    """Of what the claims are that are weighed against each other (by id): an incident with all its `entries`, or an
    action or response."""

    incident_id: int | None = None
    intervention_id: int | None = None
    entries: tuple[int, ...] = ()

    def holds(self, project_id: int, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """The rows of a table that are of it: of an incident, in whichever of its entries."""
        here: sa.ColumnElement[bool] = table.c.project_id == project_id
        if self.incident_id is None:
            return here & (table.c.intervention_id == self.intervention_id)
        return here & table.c.incident_id.in_(self.entries)

    def columns(self) -> dict[str, int | None]:
        """As a row says of what it is."""
        return {"incident_id": self.incident_id, "intervention_id": self.intervention_id}


def add_assessment(connection: sa.Connection, project_id: int, values: dict[str, Any]) -> None:
    """Adds a grade; the one that stood takes its leave and stays readable. Stale where somebody else was faster.

    `values` are columns of `assessment`: the subject, scheme, item, grade, reason, cited_document_id, assessed_by.
    """
    a = assessment.c
    same = [a[name].is_not_distinct_from(values.get(name)) for name in ("document_id", "claim_id", "scheme", "item")]
    _take_place(connection, assessment, project_id, same, values)


def incidents_counted_in(project_id: int, document_id: int) -> sa.Select[Any]:
    """The incidents of which a figure stands in a document, whose grade it has: they are projected anew with it."""
    c = claim.c
    figures = c.project_id == project_id, c.document_id == document_id, c.path == "incident.count"
    return sa.select(c.incident_id).distinct().where(*figures)


def newest_assessment(connection: sa.Connection, project_id: int, about: dict[str, Any], schemes: Sequence[str]) -> int:
    """The number of the newest grade of these schemes on just that (columns of `assessment`) that stands; 0: none."""
    a = assessment.c
    same = [a[name] == value for name, value in about.items()]
    query = sa.select(sa.func.max(a.id)).where(
        a.project_id == project_id, a.superseded_by.is_(None), a.scheme.in_(schemes), *same
    )
    return connection.execute(query).scalar() or 0


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
                row.id,
            )
        )
    return found


def credibilities(connection: sa.Connection, project_id: int, refs: Collection[str]) -> dict[str, tuple[int, bool]]:
    """The grade of each graded claim of these, by ref: (1 to 6, whether it is its own)."""
    graded = sa.table("claim_credibility", *map(sa.column, ("project_id", "claim_id", "credibility", "overridden")))
    grade = graded.c
    rows = connection.execute(
        sa.select(claim.c.ref, grade.credibility, grade.overridden)
        .join(graded, (grade.project_id == project_id) & (grade.claim_id == claim.c.id))
        .where(claim.c.project_id == project_id, claim.c.ref.in_(refs), grade.credibility.is_not(None))
    )
    return {row.ref: (row.credibility, row.overridden) for row in rows}


def add_link(
    connection: sa.Connection, project_id: int, of: Matter, pair: tuple[str, str], kind: str, reason: str, by: int
) -> None:
    """Says how two claims stand to each other. NotFound unless both are of one matter; Stale if it is said."""
    both = of.holds(project_id, claim) & claim.c.ref.in_(pair)
    ids = {row.ref: row.id for row in connection.execute(sa.select(claim.c.ref, claim.c.id).where(both))}
    if len(ids) != 2:
        raise NotFound("There are no two such claims about this.")
    row = of.columns() | {
        "project_id": project_id, "claim_id": ids[pair[0]], "other_id": ids[pair[1]], "kind": kind, "reason": reason,
        "linked_by": by,
    }  # fmt: skip
    _insert(connection, claim_link, row)


def on_record(connection: sa.Connection, project_id: int, refs: Collection[str]) -> Statements:
    """What was said of how these claims stand to others, ended or not."""
    one, other, k = claim.alias("one"), claim.alias("other"), claim_link.c
    rows = connection.execute(
        sa.select(
            one.c.ref.label("one"), other.c.ref.label("other"), k.kind, k.reason, k.linked_at.label("stated_at"),
            k.ended_at, k.ended_reason,
        )
        .select_from(claim_link)
        .join(one, (one.c.project_id == project_id) & (one.c.id == k.claim_id))
        .join(other, (other.c.project_id == project_id) & (other.c.id == k.other_id))
        .where(k.project_id == project_id, sa.or_(one.c.ref.in_(list(refs)), other.c.ref.in_(list(refs))))
    )  # fmt: skip
    return statements_in(rows)


def add_links(
    connection: sa.Connection, project_id: int, records: Sequence[ClaimLinkRecord], keys: Keys, linked_by: int
) -> None:
    """Adds links between claims on record. KeyError where one of them is not."""
    rows = [
        {
            "project_id": project_id, "incident_id": keys.incidents[one.incident].id if one.incident else None,
            "intervention_id": keys.interventions[one.intervention].id if one.intervention else None,
            "claim_id": keys.claims[one.claim], "other_id": keys.claims[one.other], "kind": one.kind,
            "reason": one.reason, "linked_by": linked_by, "ended_at": one.ended_at, "ended_reason": one.ended_reason,
        }
        for one in records
    ]  # fmt: skip
    insert_rows(connection, claim_link, rows)


def end_link(connection: sa.Connection, project_id: int, of: Matter, number: int, reason: str) -> bool:
    """Takes a link back, with a reason. False where it no longer stands."""
    done = connection.execute(
        sa.update(claim_link)
        .where(
            of.holds(project_id, claim_link),
            claim_link.c.id == number,
            claim_link.c.ended_at.is_(None),
        )
        .values(ended_at=sa.func.now(), ended_reason=reason)
    )
    return bool(done.rowcount)


def links_of(
    connection: sa.Connection, project_id: int, of: Matter, people: dict[int, str], number: int | None = None
) -> tuple[ClaimLink, ...]:
    """How the claims of one matter stand to each other, where somebody said so; or the one of a number, even where it
    was taken back."""
    one, other = claim.alias("one"), claim.alias("other")
    rows = connection.execute(
        sa.select(claim_link, one.c.ref.label("one_ref"), other.c.ref.label("other_ref"))
        .join(one, (one.c.project_id == project_id) & (one.c.id == claim_link.c.claim_id))
        .join(other, (other.c.project_id == project_id) & (other.c.id == claim_link.c.other_id))
        .where(
            *(of.holds(project_id, table) for table in (claim_link, one, other)),
            claim_link.c.ended_at.is_(None) if number is None else claim_link.c.id == number,
        )
        .order_by(claim_link.c.id)
    )
    return tuple(
        ClaimLink(
            r.id,
            r.one_ref,
            r.other_ref,
            r.kind,
            r.reason,
            people.get(r.linked_by, ""),
            r.linked_at,
            r.ended_at is not None,
        )
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
        for name in ("incident_id", "intervention_id", "act_id", "property_item_id", "path", "harm")
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
    connection: sa.Connection, project_id: int, of: Matter, people: dict[int, str]
) -> tuple[Adoption, ...]:
    """What we go by in one matter, where a person has decided."""
    k = adoption_claim.c
    considered: dict[int, list[Considered]] = {}
    for row in connection.execute(
        sa.select(k.adoption_id, claim.c.ref, k.used, k.reason_code)
        .join(claim, (claim.c.project_id == project_id) & (claim.c.id == k.claim_id))
        .where(k.project_id == project_id, of.holds(project_id, claim))
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
        .where(of.holds(project_id, state))
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
