"""Entries that are the same: reading, stating and taking back a judgement. What follows of it is the database's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.origins import joined_groups
from app.domain.records import SameRecord
from app.domain.same import Entry, SameView
from app.domain.statements import says_nothing_new
from app.store.statements import statement_of
from app.store.tables.claims import claim
from app.store.tables.incidents import incident, party
from app.store.tables.same import same_as
from app.store.tables.sources import source

_j = same_as.c
_TABLES: dict[str, tuple[sa.Table, sa.Column[Any], sa.Column[Any]]] = {
    "incident": (incident, incident.c.title, incident.c.kind),
    "source": (source, source.c.name, source.c.kind),
    "party": (party, party.c.label, party.c.kind),
}

Ids = Collection[int]


def find_entry(connection: sa.Connection, project_id: int, kind: str, ref: str) -> Entry | None:
    """An entry of a kind by ref, with the one that stands for it; None where there is none that may be seen."""
    table, name, sort = _TABLES[kind]
    first = table.alias("first")
    t = table.c
    row = connection.execute(
        sa.select(t.id, t.ref, name.label("name"), sort.label("sort"), first.c.ref.label("first"))
        .outerjoin(first, (first.c.project_id == project_id) & (first.c.id == t.same_as_id))
        .where(t.project_id == project_id, t.ref == ref)
    ).first()
    return Entry(kind, row.id, row.ref, row.name, row.sort, row.first) if row else None


def joined_with(connection: sa.Connection, project_id: int, kind: str, ids: Ids) -> set[int]:
    """These entries, and all that are joined with them."""
    found = sa.func.joined(project_id, kind, _array(ids)).table_valued("entry", "first")
    return set(connection.execute(sa.select(found.c.entry)).scalars())


def entries_of(connection: sa.Connection, project_id: int, incident_id: int) -> list[int]:
    """An incident, and those that are joined with it."""
    return list(connection.execute(sa.select(sa.func.entries_of(project_id, _array([incident_id])))).scalar_one())


def entries_beside(row: sa.FromClause) -> sa.ColumnElement[Any]:
    """The entries of an incident for which a row of the index stands, as an array for SQL; `row` is the index or a
    page of it. What `entries_of` says too, but a function asks anew at every call where its caller may look.

    Written without functions and COALESCE, which PostgreSQL holds back behind row-level security, indexes and all.
    """
    entry, r = incident.alias("entry_beside"), row.c
    first = sa.case((r.same_as_id.is_(None), r.incident_id), else_=r.same_as_id)
    joined = sa.select(entry.c.id).where(entry.c.project_id == r.project_id, entry.c.same_as_id == first)
    return sa.func.array(sa.union_all(sa.select(first).correlate(row), joined.correlate(row)).scalar_subquery())


def judgements_of(
    connection: sa.Connection, project_id: int, kind: str, entry_id: int, people: Mapping[int, str]
) -> tuple[SameView, ...]:
    """Every judgement on an entry and on those that it is joined with, taken back ones too, in order."""
    ids = joined_with(connection, project_id, kind, {entry_id})
    table, name, _ = _TABLES[kind]
    one, other = table.alias("one_entry"), table.alias("other_entry")
    rows = connection.execute(
        sa.select(
            same_as,
            one.c.ref.label("one_ref"),
            one.c[name.key].label("one_name"),
            other.c.ref.label("other_ref"),
            other.c[name.key].label("other_name"),
        )
        .select_from(same_as)
        .join(one, (one.c.project_id == project_id) & (one.c.id == _j.one))
        .join(other, (other.c.project_id == project_id) & (other.c.id == _j.other))
        .where(_j.project_id == project_id, _j.kind == kind, sa.or_(_j.one == sa.any_(_array(ids)), _j.other.in_(ids)))
        .order_by(_j.id)
    )
    return tuple(
        SameView(
            number=row.id,
            one=(row.one_ref, row.one_name),
            other=(row.other_ref, row.other_name),
            reason=row.reason,
            joined_by=people.get(row.joined_by, ""),
            joined_at=row.joined_at,
            ended_reason=row.ended_reason,
        )
        for row in rows
    )


def find_standing(connection: sa.Connection, project_id: int, number: int) -> tuple[int, ...]:
    """Both ends of the judgement of this number, if it stands; else none."""
    here = (_j.project_id == project_id) & (_j.id == number)
    row = connection.execute(sa.select(_j.one, _j.other).where(here, _j.ended_at.is_(None))).first()
    return tuple(row) if row else ()


def join(connection: sa.Connection, project_id: int, record: SameRecord, pair: Ids, by: int) -> None:
    """Keeps a judgement on two entries. Unless it was taken back, they must not be joined already."""
    row = {
        "project_id": project_id, "kind": record.kind, "one": min(pair), "other": max(pair), "reason": record.reason,
        "joined_by": by, "ended_at": record.ended_at, "ended_reason": record.ended_reason,
    }  # fmt: skip
    connection.execute(sa.insert(same_as), row)


def is_new(connection: sa.Connection, project_id: int, record: SameRecord, pair: Ids) -> bool:
    """Whether a judgement says what is not on record, does not follow from what is, and was not taken back here."""
    if record.ended_at is None and set(pair) <= joined_with(connection, project_id, record.kind, {min(pair)}):
        return False
    said = sa.select(_j.reason, _j.joined_at.label("stated_at"), _j.ended_at, _j.ended_reason).where(
        _j.project_id == project_id, _j.kind == record.kind, _j.one == min(pair), _j.other == max(pair)
    )
    return not says_nothing_new(record, (statement_of(row) for row in connection.execute(said)))


def sorts_of(connection: sa.Connection, project_id: int, kind: str, ids: Ids) -> set[str]:
    """Of which kinds among their like these entries are."""
    table, _, sort = _TABLES[kind]
    query = sa.select(sort).where(table.c.project_id == project_id, table.c.id == sa.any_(_array(ids)))
    return set(connection.execute(query).scalars())


def part(connection: sa.Connection, project_id: int, number: int, reason: str) -> None:
    """Takes a judgement back, with a reason."""
    connection.execute(
        sa.update(same_as)
        .where(_j.project_id == project_id, _j.id == number, _j.ended_at.is_(None))
        .values(ended_at=sa.func.now(), ended_reason=reason)
    )


def incidents_naming(project_id: int, parties: Ids) -> sa.CompoundSelect[Any]:
    """The ids of incidents in which a claim names one of these parties."""
    c = claim.c
    named = sa.select(c.incident_id).where(c.project_id == project_id, c.value_party_id == sa.any_(_array(parties)))
    return sa.union(named)


@dataclass(frozen=True, slots=True)
class Joined:
    """Which sources count and speak as others, because somebody has joined them; nothing of it where nobody has."""

    heads: Mapping[int, int]
    firsts: Mapping[int, int]

    def counted(self, group_id: int) -> int:
        """By which source an origin of this group is counted."""
        return self.heads.get(group_id, group_id)

    def same(self, one: int | None, other: int | None) -> bool:
        """Whether two sources are one, under whichever name."""
        return one is not None and self._first(one) == self._first(other)

    def _first(self, number: int | None) -> int | None:
        return self.firsts.get(number, number) if number is not None else None


def joined_sources(connection: sa.Connection, project_id: int) -> Joined:
    """The sources of a project that are joined, as whoever resolves origins needs them."""
    one, other = source.alias("one_source"), source.alias("other_source")
    pairs = connection.execute(
        sa.select(
            sa.func.coalesce(one.c.group_id, one.c.id),
            sa.func.coalesce(other.c.group_id, other.c.id),
        )
        .select_from(same_as)
        .join(one, (one.c.project_id == project_id) & (one.c.id == _j.one))
        .join(other, (other.c.project_id == project_id) & (other.c.id == _j.other))
        .where(_j.project_id == project_id, _j.kind == "source", _j.ended_at.is_(None))
    ).all()
    if not pairs:
        return Joined({}, {})
    s = source.c
    firsts = connection.execute(
        sa.select(s.id, s.same_as_id).where(s.project_id == project_id, s.same_as_id.is_not(None))
    )
    return Joined(joined_groups((row[0], row[1]) for row in pairs), {row.id: row.same_as_id for row in firsts})


def counted_together(connection: sa.Connection, project_id: int, sources: Ids) -> set[int]:
    """These sources, and all that count as one origin with one of them: by their group, or because they are joined."""
    joined = joined_sources(connection, project_id)
    s = source.c
    rows = connection.execute(
        sa.select(s.id, sa.func.coalesce(s.group_id, s.id).label("head")).where(s.project_id == project_id)
    ).all()
    counted = {joined.counted(row.head) for row in rows if row.id in sources}
    return {row.id for row in rows if joined.counted(row.head) in counted}


def on_record(
    connection: sa.Connection, project_id: int, records: Sequence[SameRecord], ids: Mapping[str, int]
) -> list[SameRecord]:
    """Those of these judgements that say nothing new. `ids`: of what they join, as far as that is on record."""
    known = [(one, (ids[one.one], ids[one.other])) for one in records if one.one in ids and one.other in ids]
    return [one for one, pair in known if not is_new(connection, project_id, one, pair)]


def _array(ids: Ids) -> sa.ColumnElement[Any]:
    return sa.cast(sorted(ids), sa.ARRAY(sa.BigInteger))
