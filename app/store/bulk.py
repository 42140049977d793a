"""Claims of an act's type among the incidents that answer a question, and a more exact one in the place of each.

A new claim is the old one whole, but for its term, who entered it and when: the same words of the same originator, with
every citation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.domain.bulk import PATH
from app.domain.errors import NotFound
from app.domain.questions import Question
from app.domain.refs import new_ref
from app.store.questions import conditions
from app.store.rows import take_ids
from app.store.standing import is_live
from app.store.tables.bulk import bulk_change, bulk_claim
from app.store.tables.claims import claim, claim_citation
from app.store.tables.incidents import incident
from app.store.tables.index import incident_index
from app.store.tables.sources import source

_b, _c = bulk_claim.c, claim.c
_LIVE = is_live(_c)
_TO_CHANGE = sa.and_(_b.new_claim_id.is_(None), _b.left_alone.is_(None))
_TO_RESTORE = sa.and_(_b.new_claim_id.is_not(None), _b.restored_claim_id.is_(None), _b.left_changed.is_(None))
_LIFE = {"id", "ref", "term_code", "entered_by", "entered_at", "superseded_by", "withdrawn_at", "ended_reason"}
_COPIED = [column for column in claim.c if column.name not in _LIFE and column.computed is None]


@dataclass(frozen=True, slots=True)
class ChosenClaim:
    """A claim that would be changed, or why it is left alone: it is denied, or the same is said already."""

    id: int
    incident: str
    title: str
    originator: str
    stated_as: str
    left_alone: str | None


@dataclass(frozen=True, slots=True)
class BulkChange:
    """A change on record, and what became of its claims, in numbers."""

    id: int
    key: str
    from_code: str
    to_code: str
    reason: str
    by: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None
    undone_reason: str | None
    claims: int
    changed: int
    left_alone: int
    restored: int
    left_changed: int

    @property
    def waiting(self) -> int:
        """How many claims are still to be done, of the change or of its undoing."""
        if self.undone_at:
            return self.changed - self.restored - self.left_changed
        return self.claims - self.changed - self.left_alone


def count_types(connection: sa.Connection, project_id: int, question: Question) -> dict[str, int]:
    """By act, how many live claims of it there are among the incidents that answer."""
    counted = _chosen(connection, project_id, question, sa.select(_c.term_code, sa.func.count())).group_by(_c.term_code)
    return {code: number for code, number in connection.execute(counted)}


def choose(
    connection: sa.Connection, project_id: int, question: Question, codes: tuple[str, str], at_most: int
) -> list[ChosenClaim]:
    """The live claims of the first act among the incidents that answer, at most so many, in their order."""
    columns = (_c.id, incident.c.ref, incident.c.title, sa.func.coalesce(source.c.name, ""), _c.stated_as)
    asked = (
        _chosen(connection, project_id, question, sa.select(*columns, _why_left(project_id, codes[1])))
        .outerjoin(source, (source.c.project_id == project_id) & (source.c.id == _c.originator_id))
        .where(_c.term_code == codes[0])
    )
    return [ChosenClaim(*row) for row in connection.execute(asked.order_by(_c.id).limit(at_most))]


def begin(connection: sa.Connection, project_id: int, values: dict[str, Any], claim_ids: Sequence[int]) -> int:
    """Puts a change on record with the claims that it is of. `values`: key, from_code, to_code, reason, changed_by."""
    number: int = connection.execute(
        sa.insert(bulk_change).values(project_id=project_id, **values).returning(bulk_change.c.id)
    ).scalar_one()
    every = sa.select(
        sa.literal(project_id),
        sa.literal(number, sa.BigInteger),
        sa.func.unnest(sa.cast(claim_ids, sa.ARRAY(sa.BigInteger))),
    )
    connection.execute(sa.insert(bulk_claim).from_select(["project_id", "bulk_change_id", "claim_id"], every))
    return number


def find(connection: sa.Connection, project_id: int, key: str | None = None) -> list[BulkChange]:
    """The changes on record, the last first; or the one of this key."""
    k = bulk_change.c
    people = sa.func.people_of(project_id).table_valued("account_id", "name").alias("by")
    others = sa.func.people_of(project_id).table_valued("account_id", "name").alias("undone")
    numbers = ("id", "new_claim_id", "left_alone", "restored_claim_id", "left_changed")
    counted = (  # change by change, of those that are shown alone
        sa.select(*(sa.func.count(_b[name]).label(name) for name in numbers))
        .where(_b.project_id == project_id, _b.bulk_change_id == k.id)
        .lateral("counted")
    )
    plain = (
        k.id,
        k.key,
        k.from_code,
        k.to_code,
        k.reason,
        people.c.name,
        k.changed_at,
        others.c.name,
        k.undone_at,
        k.undone_reason,
    )
    asked = (
        sa.select(*plain, *(counted.c[name] for name in numbers))
        .select_from(bulk_change)
        .outerjoin(people, people.c.account_id == k.changed_by)
        .outerjoin(others, others.c.account_id == k.undone_by)
        .join(counted, sa.true())
        .where(k.project_id == project_id)
        .order_by(k.id.desc())
        .limit(50)
    )
    if key is not None:
        asked = asked.where(k.key == key)
    found: Sequence[Any] = connection.execute(asked).all()
    return [BulkChange(*row) for row in found]


def get(connection: sa.Connection, project_id: int, key: str) -> BulkChange:
    """The change of this key. NotFound."""
    if found := find(connection, project_id, key):
        return found[0]
    raise NotFound("There is no such change, or you may not see it.")


def left_alone(connection: sa.Connection, project_id: int, number: int, at_most: int) -> list[ChosenClaim]:
    """The claims of a change that were left alone, when it was made or when it was undone."""
    why = sa.func.coalesce(_b.left_alone, _b.left_changed)
    asked = (
        sa.select(_c.id, incident.c.ref, incident.c.title, sa.func.coalesce(source.c.name, ""), _c.stated_as, why)
        .select_from(bulk_claim)
        .join(claim, (_c.project_id == project_id) & (_c.id == _b.claim_id))
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == _c.incident_id))
        .outerjoin(source, (source.c.project_id == project_id) & (source.c.id == _c.originator_id))
        .where(_b.project_id == project_id, _b.bulk_change_id == number, why.is_not(None))
        .order_by(_b.id)
        .limit(at_most)
    )
    return [ChosenClaim(*row) for row in connection.execute(asked)]


def say_undone(connection: sa.Connection, project_id: int, number: int, by: int, reason: str) -> bool:
    """That a change is to be undone; False where that was said already."""
    k = bulk_change.c
    said = sa.update(bulk_change).where(k.project_id == project_id, k.id == number, k.undone_at.is_(None))
    return bool(connection.execute(said.values(undone_by=by, undone_at=sa.func.now(), undone_reason=reason)).rowcount)


def change_some(connection: sa.Connection, project_id: int, change: BulkChange, by: int, at_most: int) -> set[int]:
    """A more exact claim in the place of the next ones. Returns the incidents that they are of."""
    rows = _next(connection, project_id, change.id, _b.claim_id, _TO_CHANGE, at_most)
    why = _why(connection, project_id, [one for _, one in rows], change.to_code)
    new = _put_in_place(
        connection, project_id, [one for _, one in rows if not why[one]], change.to_code, by, change.reason
    )
    _note(connection, project_id, rows, new, _b.new_claim_id, {one: reason for one, reason in why.items() if reason})
    return _incidents(connection, project_id, new)


def restore_some(connection: sa.Connection, project_id: int, change: BulkChange, by: int, at_most: int) -> set[int]:
    """The value that stood before in the place of the next claims that a change brought, where these still stand."""
    rows = _next(connection, project_id, change.id, _b.new_claim_id, _TO_RESTORE, at_most)
    live = set(_live(connection, project_id, [one for _, one in rows]))
    reason = str(change.undone_reason)
    new = _put_in_place(connection, project_id, [one for _, one in rows if one in live], change.from_code, by, reason)
    _note(connection, project_id, rows, new, _b.restored_claim_id, {one: "ended" for _, one in rows if one not in live})
    return _incidents(connection, project_id, new)


def _chosen(connection: sa.Connection, project_id: int, question: Question, query: sa.Select[Any]) -> sa.Select[Any]:
    """Live claims of acts, each beside the entry that it hangs on: of entries that are joined, one answers for all."""
    i, x = incident.c, incident_index.c
    first = sa.case((i.same_as_id.is_(None), i.id), else_=i.same_as_id)
    return (
        query.select_from(claim)
        .join(incident, (i.project_id == project_id) & (i.id == _c.incident_id))
        .join(incident_index, (x.project_id == project_id) & (x.incident_id == first))
        .where(_c.project_id == project_id, _c.path == PATH, _LIVE, *conditions(connection, project_id, question))
    )


def _why_left(project_id: int, to_code: str) -> sa.ColumnElement[Any]:
    """Why a claim cannot be made more exact: it no longer stands, it denies, or its originator says the more exact one
    of the same act in the same document already."""
    other = claim.alias()
    said = sa.exists().where(
        other.c.project_id == project_id,
        other.c.incident_id == _c.incident_id,
        other.c.act_id == _c.act_id,
        other.c.path == PATH,
        other.c.term_code == to_code,
        other.c.originator_id.is_not_distinct_from(_c.originator_id),
        other.c.document_id.is_not_distinct_from(_c.document_id),
        is_live(other.c),
    )
    return sa.case((sa.not_(_LIVE), "ended"), (_c.polarity != "asserts", "denied"), (said, "said"), else_=None)


def _next(
    connection: sa.Connection,
    project_id: int,
    number: int,
    column: sa.ColumnElement[int],
    to_do: sa.ColumnElement[bool],
    at_most: int,
) -> list[tuple[int, int]]:
    asked = sa.select(_b.id, column).where(_b.project_id == project_id, _b.bulk_change_id == number, to_do)
    rows = connection.execute(asked.order_by(_b.id).limit(at_most).with_for_update())
    return [(row[0], row[1]) for row in rows]


def _why(connection: sa.Connection, project_id: int, ids: Sequence[int], to_code: str) -> dict[int, str | None]:
    asked = sa.select(_c.id, _why_left(project_id, to_code)).where(_c.project_id == project_id, _c.id.in_(ids))
    asked = asked.with_for_update(of=claim)
    return {number: why for number, why in connection.execute(asked)}


def _live(connection: sa.Connection, project_id: int, ids: Sequence[int]) -> list[int]:
    asked = sa.select(_c.id).where(_c.project_id == project_id, _c.id.in_(ids), _LIVE).with_for_update()
    return list(connection.execute(asked).scalars())


def _put_in_place(
    connection: sa.Connection, project_id: int, old: Sequence[int], code: str, by: int, reason: str
) -> dict[int, int]:
    """Copies claims with another term, each superseding the one that it is of. Returns old → new."""
    if not old:
        return {}
    new = dict(zip(old, take_ids(connection, claim, len(old)), strict=True))
    pairs = (
        sa.func.unnest(
            sa.cast(list(new), sa.ARRAY(sa.BigInteger)),
            sa.cast(list(new.values()), sa.ARRAY(sa.BigInteger)),
            sa.cast([new_ref("claim") for _ in new], sa.ARRAY(sa.Text)),
        )
        .table_valued("old_id", "new_id", "ref")
        .render_derived()
    )
    changed = (pairs.c.new_id, pairs.c.ref, sa.literal(code), sa.literal(by, sa.BigInteger))
    copies = (
        sa.select(*_COPIED, *changed)
        .join_from(claim, pairs, _c.id == pairs.c.old_id)
        .where(_c.project_id == project_id)
    )
    names = [*(column.name for column in _COPIED), "id", "ref", "term_code", "entered_by"]
    connection.execute(sa.insert(claim).from_select(names, copies))
    cited = [column for column in claim_citation.c if column.name not in ("id", "claim_id")]
    citations = (
        sa.select(*cited, pairs.c.new_id)
        .join_from(claim_citation, pairs, claim_citation.c.claim_id == pairs.c.old_id)
        .where(claim_citation.c.project_id == project_id)
        .order_by(claim_citation.c.id)
    )
    connection.execute(
        sa.insert(claim_citation).from_select([*(column.name for column in cited), "claim_id"], citations)
    )
    connection.execute(
        sa.update(claim)
        .where(_c.project_id == project_id, _c.id == pairs.c.old_id)
        .values(superseded_by=pairs.c.new_id, ended_reason=reason)
    )
    return new


def _note(
    connection: sa.Connection,
    project_id: int,
    rows: Sequence[tuple[int, int]],
    new: dict[int, int],
    column: sa.Column[Any],
    left: dict[int, str],
) -> None:
    beside = _b.left_alone if column is _b.new_claim_id else _b.left_changed
    values = [{"row": number, "new": new.get(one), "left": left.get(one)} for number, one in rows]
    if values:
        noted = sa.update(bulk_claim).where(_b.project_id == project_id, _b.id == sa.bindparam("row"))
        connection.execute(noted.values({column: sa.bindparam("new"), beside: sa.bindparam("left")}), values)


def _incidents(connection: sa.Connection, project_id: int, new: dict[int, int]) -> set[int]:
    asked = sa.select(_c.incident_id).where(_c.project_id == project_id, _c.id.in_(list(new.values())))
    return set(connection.execute(asked).scalars())
