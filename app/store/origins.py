"""Whose origins claims are, resolved anew where a source is regrouped or joined with another, or a document found to
be a copy of another's.

The rule is `app.domain.origins.origin_ids`; here is only what it is told: who says so, and where the claim stands.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.errors import Refused, mend
from app.domain.origins import COPIES, Speaker, origin_ids
from app.store.same import Joined, joined_sources
from app.store.tables.claims import claim, claim_citation
from app.store.tables.incidents import incident
from app.store.tables.sources import document, document_relation, source

AT_ONCE = 1000
"""Incidents that follow within one command."""
TOO_MANY = mend(
    "More than 1,000 incidents would follow this change, and so many cannot follow at once yet. Nothing was changed."
)

Ids = Collection[int]
Reports = dict[tuple[int, int], tuple[int, ...]]
"""By incident and compiling originator, the origins of the reports that its claim of the act's type cites."""


def speaking_document(project_id: int, document_id: sa.ColumnElement[int]) -> sa.FromClause:
    """The document of an id, with whoever speaks in it: its own source; in a copy, the source of its original.

    Looked up document by document: joined as a whole, the planner reads every document of the project.
    """
    one, own = document.alias("one"), source.c
    d = one.c
    theirs, copy = source.alias("theirs"), document_relation.alias("copy")
    original = _document_at(project_id, sa.case((copy.c.id.is_not(None), sa.func.original_of(project_id, d.id))))
    return (
        sa.select(
            d.id,
            d.source_id,
            sa.func.coalesce(theirs.c.group_id, theirs.c.id, own.group_id, own.id).label("group_id"),
            sa.func.coalesce(theirs.c.counts_as_origin, own.counts_as_origin).label("counts_as_origin"),
        )
        .select_from(one)
        .join(source, (own.project_id == project_id) & (own.id == d.source_id))
        .outerjoin(copy, _is_copy(copy, project_id) & (copy.c.from_id == d.id))
        .outerjoin(original, sa.true())
        .outerjoin(theirs, (theirs.c.project_id == project_id) & (theirs.c.id == original.c.source_id))
        .where(d.project_id == project_id, d.id == document_id)
        .limit(1)
        .lateral("speaking")
    )


def _document_at(project_id: int, document_id: sa.ColumnElement[int]) -> sa.FromClause:
    """The one document of an id, with a limit for the planner's sake: see `speaking_document`."""
    d = document.alias("original").c
    found = sa.select(d.source_id).where(d.project_id == project_id, d.id == document_id).limit(1)
    return found.lateral("original_document")


def incidents_of_sources(project_id: int, source_ids: Ids) -> sa.CompoundSelect[Any]:
    """The ids of incidents of which one of these sources says something, or of which a claim stands in a document of
    theirs or in a copy of one."""
    d, c = document.c, claim.c
    theirs = sa.select(d.id).where(d.project_id == project_id, d.source_id == any_of(source_ids))
    said = sa.select(c.incident_id).where(c.project_id == project_id, c.originator_id == any_of(source_ids))
    return sa.union(said, *_standing_in(project_id, theirs), *_standing_in(project_id, _copies(project_id, theirs)))


def incidents_of_document(project_id: int, document_id: int) -> sa.CompoundSelect[Any]:
    """The ids of incidents of which a claim stands in a document, in another copy of its original, or in that."""
    here: sa.Select[Any] = sa.select(sa.literal(document_id))
    end_of_chain = sa.select(sa.func.original_of(project_id, document_id))
    return sa.union(*_standing_in(project_id, here), *_standing_in(project_id, _copies(project_id, end_of_chain)))


def few(connection: sa.Connection, project_id: int, incidents: sa.SelectBase, *, words_made: bool = False) -> set[int]:
    """As `find_few`, or Refused."""
    ids = find_few(connection, project_id, incidents, words_made=words_made)
    if ids is None:
        raise Refused(TOO_MANY)
    return ids


def find_few(
    connection: sa.Connection, project_id: int, incidents: sa.SelectBase, *, words_made: bool = False
) -> set[int] | None:
    """These incidents, or those of them whose title or summary we made from the claims, if they are few enough to
    follow within one command. None otherwise."""
    concerned = sa.select(incidents.subquery("concerned").c[0])
    i = incident.c
    query = sa.select(i.id).where(i.project_id == project_id, i.id.in_(concerned))
    if words_made:
        query = query.where(sa.or_(i.title_made_in.is_not(None), i.summary_made_in.is_not(None)))
    ids = set(connection.execute(query.limit(AT_ONCE + 1)).scalars())
    return ids if len(ids) <= AT_ONCE else None


def resolve_origins(connection: sa.Connection, project_id: int, incident_ids: Ids) -> set[int]:
    """Resolves anew whose origins the claims about these incidents are. Returns the incidents of those that changed."""
    if not incident_ids:
        return set()
    joined = joined_sources(connection, project_id)
    reports = _cited_by_compilers(connection, project_id, incident_ids, joined)
    here = claim.c.incident_id == any_of(incident_ids)
    standing = _standing(connection, project_id, here, joined)
    changed: dict[int, tuple[int, ...]] = {}
    touched = set()
    for row in connection.execute(_claims(project_id, here)):
        if row.basis == "compiled":
            now = reports.get((row.incident_id, row.originator_id), ())
        else:
            now = origin_ids(_speaker(row, joined), row.basis, own=standing[row.id].own if row.id in standing else ())
        if now != tuple(row.origin_ids):
            changed[row.id] = now
            touched.add(row.incident_id)
    _write(connection, project_id, changed)
    return touched


def origins_of_intervention(
    connection: sa.Connection, project_id: int, intervention_id: int
) -> dict[str, tuple[int, ...]]:
    """Whose origins the claims about an action or response are, by ref. Nothing follows from them, so they are resolved
    where they are read, by the same rule; a compiler's reports are those that its claim cites."""
    joined, here = joined_sources(connection, project_id), claim.c.intervention_id == intervention_id
    standing = _standing(connection, project_id, here, joined)
    found = {}
    for row in connection.execute(_claims(project_id, here)):
        stands = standing.get(row.id, _Standing())
        found[row.ref] = origin_ids(_speaker(row, joined), row.basis, stands.reports, stands.own)
    return found


def cited_by_compilers(connection: sa.Connection, project_id: int, incident_ids: Ids) -> Reports:
    """What the compilers among the originators of these incidents' claims have compiled from."""
    if not incident_ids:
        return {}
    return _cited_by_compilers(connection, project_id, incident_ids, joined_sources(connection, project_id))


def _cited_by_compilers(connection: sa.Connection, project_id: int, incident_ids: Ids, joined: Joined) -> Reports:
    compiled = _claims(project_id, claim.c.incident_id == any_of(incident_ids))
    rows = connection.execute(compiled.where(claim.c.basis == "compiled", claim.c.path == "act.type")).all()
    here = claim.c.incident_id == any_of({row.incident_id for row in rows})
    standing = _standing(connection, project_id, here, joined) if rows else {}
    found: Reports = {}
    for row in rows:
        reports = standing[row.id].reports if row.id in standing else ()
        if reports or (row.incident_id, row.originator_id) not in found:  # a later claim may leave them unsaid
            found[row.incident_id, row.originator_id] = origin_ids(_speaker(row, joined), row.basis, reports)
    return found


@dataclass
class _Standing:
    """Where a claim stands, as whose: in its originator's own publications, in further reports that it cites."""

    own: list[Speaker] = field(default_factory=list)
    reports: list[Speaker] = field(default_factory=list)


def _standing(
    connection: sa.Connection, project_id: int, which: sa.ColumnElement[bool], joined: Joined
) -> dict[int, _Standing]:
    c, k = claim.c, claim_citation.c
    direct: sa.ColumnElement[Any] = sa.text("'{}'")  # type: ignore[assignment]
    here = (c.project_id == project_id) & which
    cited = sa.union_all(
        sa.select(
            c.id, c.originator_id, c.document_id, (c.via == direct).label("direct"), sa.false().label("further")
        ).where(here, c.document_id.is_not(None)),
        sa.select(c.id, c.originator_id, k.document_id, (k.via == direct).label("direct"), sa.true().label("further"))
        .join(claim_citation, (k.project_id == project_id) & (k.claim_id == c.id))
        .where(here),
    ).subquery("cited")
    speaking = speaking_document(project_id, cited.c.document_id)
    rows = connection.execute(
        sa.select(cited, speaking.c.source_id, speaking.c.group_id, speaking.c.counts_as_origin)
        .select_from(cited)
        .join(speaking, sa.true())
    )
    found: dict[int, _Standing] = {}
    for row in rows:
        speaker, one = _speaking(row, joined), found.setdefault(row.id, _Standing())
        if row.further:
            one.reports.append(speaker)
        if row.direct and joined.same(row.source_id, row.originator_id):
            one.own.append(speaker)
    return found


def _claims(project_id: int, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    c, s = claim.c, source.c
    return (
        sa.select(
            c.id, c.ref, c.incident_id, c.originator_id, c.basis, c.origin_ids,
            sa.func.coalesce(s.group_id, s.id).label("group_id"), s.counts_as_origin,
        )
        .outerjoin(source, (s.project_id == project_id) & (s.id == c.originator_id))
        .where(c.project_id == project_id, which)
        .order_by(c.id)
    )  # fmt: skip


def _speaker(row: sa.Row[Any], joined: Joined) -> Speaker | None:
    return _speaking(row, joined) if row.originator_id else None


def _speaking(row: sa.Row[Any], joined: Joined) -> Speaker:
    return Speaker(joined.counted(row.group_id), row.counts_as_origin)


def _write(connection: sa.Connection, project_id: int, changed: dict[int, tuple[int, ...]]) -> None:
    if not changed:
        return
    lists = [f"{{{','.join(map(str, ids))}}}" for ids in changed.values()]
    rows = sa.select(
        sa.func.unnest(sa.cast(list(changed), ARRAY(sa.BigInteger))).label("id"),
        sa.func.unnest(sa.cast(lists, ARRAY(sa.Text))).label("origins"),
    ).subquery("now")
    connection.execute(
        sa.update(claim)
        .where(claim.c.project_id == project_id, claim.c.id == rows.c.id)
        .values(origin_ids=sa.cast(rows.c.origins, ARRAY(sa.BigInteger)))
    )


def _standing_in(project_id: int, documents: sa.Select[Any]) -> tuple[sa.Select[Any], ...]:
    c, k = claim.c, claim_citation.c
    further = sa.select(k.claim_id).where(k.project_id == project_id, k.document_id.in_(documents))
    return (
        sa.select(c.incident_id).where(c.project_id == project_id, c.document_id.in_(documents)),
        sa.select(c.incident_id).where(c.project_id == project_id, c.id.in_(further)),
    )


def _copies(project_id: int, originals: sa.Select[Any]) -> sa.Select[Any]:
    """The ids of copies of these documents."""
    copy = document_relation.alias("copy")
    return sa.select(copy.c.from_id).where(
        _is_copy(copy, project_id), sa.func.original_of(project_id, copy.c.from_id).in_(originals)
    )


def _is_copy(relation: sa.FromClause, project_id: int) -> sa.ColumnElement[bool]:
    r = relation.c
    return (r.project_id == project_id) & r.ended_at.is_(None) & r.kind.in_(COPIES)


def any_of(ids: Ids) -> sa.ColumnElement[Any]:
    return sa.any_(sa.cast(sorted(ids), ARRAY(sa.BigInteger)))
