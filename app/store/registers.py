"""Reading the registers: sources by name, documents newest first, and one of either with what stands on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.errors import FilterNotUnderstood, NotFound
from app.domain.incidents import NamedDocument, NamedSource, Tally
from app.domain.refs import is_ref
from app.domain.sources import Became, DocumentView, ListedSource, NamedIncident, RegisterPage, SourceView
from app.domain.text import fold, words
from app.store.reading import COUNTED_UP_TO, PAGE_SIZE
from app.store.same import joined_with
from app.store.standing import is_live
from app.store.tables.claims import claim, claim_citation
from app.store.tables.evidence import evidence_item
from app.store.tables.incidents import external_id, incident
from app.store.tables.passages import document_text
from app.store.tables.sources import document, source, source_alias

Condition = sa.ColumnElement[bool]
Turn = tuple[str | None, str | None]
"""The ref after which, or before which, a page of a register begins."""

SHOWN = 20
"""How many documents stand on the page of their source, and incidents on that of a document."""


def find_sources_page(
    connection: sa.Connection, project_id: int, search: str, turn: Turn = (None, None), at_most: int = PAGE_SIZE
) -> RegisterPage[ListedSource]:
    """A page of sources by name, those whose name or alias holds the words of `search` in any spelling."""
    s = source.c
    where = [s.project_id == project_id, *(_named_so(project_id, word) for word in fold(search).split())]
    some = (
        sa.select(sa.literal(1))
        .where(document.c.project_id == s.project_id, document.c.source_id == s.id)
        .limit(COUNTED_UP_TO + 1)
        .correlate(source)
        .subquery()
    )
    number = sa.select(sa.func.count()).select_from(some).scalar_subquery().label("documents")
    query = sa.select(s.id, s.ref, s.name, s.kind, number).where(*where)
    rows, back, on = page_of(connection, project_id, query, _BY_NAME, turn, at_most)
    return RegisterPage(tuple(_listed_source(row) for row in rows), back, on)


def find_documents_page(
    connection: sa.Connection,
    project_id: int,
    search: str,
    of: str | None = None,
    turn: Turn = (None, None),
    at_most: int = PAGE_SIZE,
) -> RegisterPage[NamedDocument]:
    """A page of documents, last recorded first: those whose title holds the words of `search`, of one source's ref.

    UnknownFilter where there is no such source.
    """
    d = document.c
    where = [d.project_id == project_id]
    where += [d.title_folded.contains(word, autoescape=True) for word in words(search)]
    if of:
        number = _source_id(connection, project_id, of)
        where.append(d.source_id.in_(joined_with(connection, project_id, "source", {number})))
    query = named_documents(project_id).where(*where)
    rows, back, on = page_of(connection, project_id, query, _NEWEST_FIRST, turn, at_most)
    return RegisterPage(tuple(named_document(row) for row in rows), back, on)


def read_source(connection: sa.Connection, project_id: int, ref: str) -> SourceView:
    """One source. NotFound where there is none that may be seen."""
    s = source.c
    row = connection.execute(sa.select(source).where(s.project_id == project_id, s.ref == ref)).first()
    if row is None:
        raise NotFound("There is no such source, or you may not see it.")
    head = row.group_id or row.id
    of_group: sa.Select[Any] = sa.select(s.id, s.ref, s.name, s.kind).where(
        s.project_id == project_id, sa.or_(s.id == head, s.group_id == head), s.id != row.id
    )
    alike = connection.execute(of_group.order_by(s.name_folded, s.id).limit(COUNTED_UP_TO)).all()
    a = source_alias.c
    aliases = connection.execute(
        sa.select(a.name, a.ended_reason).where(a.project_id == project_id, a.source_id == row.id).order_by(a.id)
    ).all()
    alike_ids = joined_with(connection, project_id, "source", {row.id})
    newest = named_documents(project_id).where(document.c.source_id.in_(alike_ids)).order_by(document.c.id.desc())
    return SourceView(
        id=row.id,
        source=named_source(row),
        default_basis=row.default_basis,
        compiles=row.compiles,
        counts_as_origin=row.counts_as_origin,
        recorded_at=row.created_at,
        group_id=row.group_id,
        group=next((named_source(one) for one in alike if one.id == row.group_id), None),
        grouped=tuple(named_source(one) for one in alike if one.id != row.group_id),
        group_reason=row.group_reason,
        affiliation=row.affiliation,
        interest=row.interest,
        counting_scope=row.counting_scope,
        access=row.access,
        version=row.version or 1,
        aliases=tuple(one.name for one in aliases if one.ended_reason is None),
        former_aliases=tuple((one.name, one.ended_reason) for one in aliases if one.ended_reason is not None),
        documents=tuple(named_document(one) for one in connection.execute(newest.limit(SHOWN))),
    )


def read_document(connection: sa.Connection, project_id: int, ref: str) -> DocumentView:
    """One document. NotFound where there is none that may be seen."""
    d, e = document.c, external_id.c
    row = connection.execute(
        named_documents(project_id)
        .add_columns(
            d.language,
            d.created_at,
            d.series,
            d.retraction_as_stated,
            d.retraction_earliest_on,
            d.retraction_latest_on,
            d.retraction_citation,
            d.version,
        )
        .where(d.ref == ref)
    ).first()
    if row is None:
        raise NotFound("There is no such document, or you may not see it.")
    numbers = connection.execute(
        sa.select(e.scheme, e.value, e.ended_reason)
        .where(e.project_id == project_id, e.document_id == row.id)
        .order_by(e.id)
    ).all()
    i = incident.c
    told = connection.execute(
        sa.select(i.ref, i.title)
        .where(i.project_id == project_id, i.id.in_(incidents_citing(project_id, row.id)))
        .order_by(i.id.desc())
        .limit(SHOWN + 1)
    ).all()
    return DocumentView(
        id=row.id,
        document=named_document(row),
        language=row.language,
        series=row.series,
        retraction_as_stated=row.retraction_as_stated,
        retracted_on=(row.retraction_earliest_on, row.retraction_latest_on),
        retraction_citation=row.retraction_citation,
        version=row.version or 1,
        recorded_at=row.created_at,
        external_ids=tuple((one.scheme, one.value) for one in numbers if one.ended_reason is None),
        former_ids=tuple(((one.scheme, one.value), one.ended_reason) for one in numbers if one.ended_reason),
        incidents=tuple(NamedIncident(one.ref, one.title) for one in told[:SHOWN]),
        more_incidents=len(told) > SHOWN,
    )


def incidents_citing(project_id: int, document_id: int) -> sa.CompoundSelect[Any]:
    """The ids of incidents of which a live claim stands in a document, or is reckoned from its date."""
    c, k = claim.c, claim_citation.c
    live = (c.project_id == project_id) & is_live(c)
    further = sa.select(k.claim_id).where(k.project_id == project_id, k.document_id == document_id)
    return sa.union(
        sa.select(c.incident_id).where(live, c.document_id == document_id),
        sa.select(c.incident_id).where(live, c.anchor_document_id == document_id),
        sa.select(c.incident_id).where(live, c.id.in_(further)),
    )


def is_kept(connection: sa.Connection, project_id: int, document_id: int) -> bool:
    """Whether a file of a document is preserved, or its text was taken in."""
    e, t = evidence_item.c, document_text.c
    kept = sa.union_all(
        sa.select(e.id).where(e.project_id == project_id, e.document_id == document_id),
        sa.select(t.id).where(t.project_id == project_id, t.document_id == document_id, t.replaced_at.is_(None)),
    )
    return connection.execute(kept.limit(1)).first() is not None


def named_documents(project_id: int) -> sa.Select[Any]:
    """Documents with their source, as `named_document` reads them."""
    d, s = document.c, source.c
    return (
        sa.select(
            d.id, d.ref, d.title, d.kind, d.state, d.url, d.published_as_stated, d.published_earliest_on,
            d.published_latest_on, d.retraction, s.ref.label("source_ref"), s.name.label("source_name"),
            s.kind.label("source_kind"),
        )
        .join(source, (s.project_id == project_id) & (s.id == d.source_id))
        .where(d.project_id == project_id)
    )  # fmt: skip


def named_document(row: sa.Row[Any]) -> NamedDocument:
    return NamedDocument(
        ref=row.ref,
        title=row.title,
        kind=row.kind,
        state=row.state,
        url=row.url,
        source=NamedSource(row.source_ref, row.source_name, row.source_kind),
        published_as_stated=row.published_as_stated,
        published_earliest_on=row.published_earliest_on,
        published_latest_on=row.published_latest_on,
        retraction=row.retraction,
    )


def named_source(row: sa.Row[Any]) -> NamedSource:
    return NamedSource(row.ref, row.name, row.kind)


def _listed_source(row: sa.Row[Any]) -> ListedSource:
    return ListedSource(named_source(row), Tally(min(row.documents, COUNTED_UP_TO), row.documents > COUNTED_UP_TO))


def _named_so(project_id: int, word: str) -> Condition:
    """A source whose name, or one of whose aliases, holds a word."""
    a = source_alias.c
    held = a.name_folded.contains(word, autoescape=True)
    aliased = sa.select(a.source_id).where(a.project_id == project_id, a.ended_at.is_(None), held)
    return sa.or_(source.c.name_folded.contains(word, autoescape=True), source.c.id.in_(aliased))


def _source_id(connection: sa.Connection, project_id: int, ref: str) -> int:
    found: int | None = connection.execute(
        sa.select(source.c.id).where(source.c.project_id == project_id, source.c.ref == ref)
    ).scalar()
    if found is None:
        raise FilterNotUnderstood("There is no such source here.", "source")
    return found


@dataclass(frozen=True)
class Order:
    """By which columns of a table its rows stand on pages, and which way."""

    table: sa.Table
    key: tuple[sa.ColumnElement[Any], ...]
    newest_first: bool = False

    def place(self, connection: sa.Connection, project_id: int, ref: str) -> sa.ColumnElement[Any]:
        """The key of the row that a page hangs on. UnknownFilter where there is no such row."""
        c, row = self.table.c, None
        if is_ref(ref, self.table.name):
            row = connection.execute(sa.select(*self.key).where(c.project_id == project_id, c.ref == ref)).first()
        if row is None:
            raise FilterNotUnderstood("This page of the list is not known any more. Start from the first.", "after")
        return sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(row, self.key, strict=True)))


_BY_NAME = Order(source, (source.c.name_folded, source.c.id))
_NEWEST_FIRST = Order(document, (document.c.id,), newest_first=True)


def page_of(
    connection: sa.Connection,
    project_id: int,
    query: sa.Select[Any],
    order: Order,
    turn: Turn,
    at_most: int = PAGE_SIZE,
) -> tuple[Sequence[sa.Row[Any]], str | None, str | None]:
    """The rows after, or else before, the one whose ref is named; and the refs that the pages around them hang on."""
    after, before = turn
    backwards = after is None and before is not None
    falling = order.newest_first is not backwards
    if ref := after or before:
        here, place = sa.tuple_(*order.key), order.place(connection, project_id, ref)
        query = query.where(here < place if falling else here > place)
    by = [column.desc() if falling else column.asc() for column in order.key]
    rows = connection.execute(query.order_by(*by).limit(at_most + 1)).all()
    more, rows = len(rows) > at_most, rows[:at_most]
    if backwards:
        rows = rows[::-1]
    has_back, has_on = (more, True) if backwards else (after is not None, more)
    return rows, rows[0].ref if rows and has_back else None, rows[-1].ref if rows and has_on else None


_BECAME = """
WITH said AS (SELECT c.* FROM standing_claim c WHERE c.project_id = :project AND c.originator_id = ANY (:sources)
    ORDER BY c.id DESC LIMIT :at_most + 1),
  counted AS (SELECT * FROM said ORDER BY id DESC LIMIT :at_most),
  told AS (SELECT i.entries[1] AS incident_id,
    EXISTS (SELECT FROM claim_link l JOIN live_claim o ON o.project_id = c.project_id
        AND o.id IN (l.claim_id, l.other_id) AND o.id <> c.id
      WHERE l.project_id = c.project_id AND l.incident_id = ANY (i.entries) AND c.id IN (l.claim_id, l.other_id)
        AND l.kind = 'contradicts' AND l.ended_at IS NULL) AS contradicted,
    cardinality(c.origin_ids) > 0 AND EXISTS (SELECT FROM standing_claim o
      WHERE o.project_id = c.project_id AND o.incident_id = ANY (i.entries) AND o.path = c.path
        AND o.act_id IS NOT DISTINCT FROM c.act_id AND o.based AND NOT o.compiled
        AND cardinality(o.origin_ids) > 0 AND NOT o.origin_ids && c.origin_ids
        AND (o.term_code, o.named_id, o.harm) IS NOT DISTINCT FROM (c.term_code, c.named_id, c.harm)
        AND (c.path <> 'incident.count' OR (o.unit, o.measure, o.population, o.part_of)
            IS NOT DISTINCT FROM (c.unit, c.measure, c.population, c.part_of)
          AND coalesce(o.minimum, 0) <= coalesce(c.maximum, 2147483647)
          AND coalesce(c.minimum, 0) <= coalesce(o.maximum, 2147483647))
        AND coalesce(o.earliest_start, '-infinity') <= coalesce(c.latest_end, 'infinity')
        AND coalesce(c.earliest_start, '-infinity') <= coalesce(o.latest_end, 'infinity')
        AND NOT EXISTS (SELECT FROM claim_link l WHERE l.project_id = c.project_id
          AND l.incident_id = ANY (i.entries) AND l.kind = 'contradicts' AND l.ended_at IS NULL
          AND l.claim_id IN (c.id, o.id) AND l.other_id IN (c.id, o.id))) AS corroborated
    FROM counted c JOIN incident_entry i ON i.project_id = c.project_id AND i.id = c.incident_id)
SELECT (SELECT count(*) FROM said) AS claims, count(DISTINCT incident_id) AS incidents,
  count(*) FILTER (WHERE corroborated) AS corroborated, count(*) FILTER (WHERE contradicted) AS contradicted,
  count(*) FILTER (WHERE NOT corroborated AND NOT contradicted) AS single
FROM told
"""


def became_of(connection: sa.Connection, project_id: int, source_id: int) -> Became:
    """What became of what a source reported, under any of its names, over the newest 1,000 of its claims that stand.

    Another origin corroborates where it says the same of the same: the same term or party, a time that can be the same,
    a figure of the same that can hold beside this one. Which figure to go by is for people to decide.
    """
    alike = joined_with(connection, project_id, "source", {source_id})
    asked = {"project": project_id, "sources": sorted(alike), "at_most": COUNTED_UP_TO}
    row = connection.execute(sa.text(_BECAME), asked).one()
    claims = Tally(min(row.claims, COUNTED_UP_TO), row.claims > COUNTED_UP_TO)
    return Became(claims, row.incidents, row.corroborated, row.contradicted, row.single)
