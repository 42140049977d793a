"""The texts of documents as they leave: whole as records, and passage by passage with what each is.

A whole text tells of more than was asked for, and of what not every audience may see: it leaves with the whole project
alone. In a table the words of a passage leave where all that is said in them does; an opinion stays in the document.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.desk import KeptPassage, mark_of
from app.domain.passages import Span
from app.domain.records import DocumentTextRecord, PassageRecord
from app.domain.replaced import CitedText
from app.store.exports.query import TableQuery, code
from app.store.exports.scope import Scope
from app.store.exports.sources import documents_in
from app.store.passages import former_texts
from app.store.standing import is_live
from app.store.tables.claims import claim, claim_citation
from app.store.tables.passages import document_text, passage
from app.store.tables.sources import document

_t, _p = document_text.c, passage.c

# Filled once an export: what a passage is follows from the places where claims are cited, which SQL does not look up.
_going = sa.table(
    "going_passage",
    sa.column("document_id", sa.BigInteger),
    sa.column("number", sa.Integer),
    sa.column("starts", sa.Integer),
    sa.column("ends", sa.Integer),
    sa.column("mark", sa.Text),
    sa.column("marked_at", sa.DateTime(timezone=True)),
    sa.column("words", sa.Text),
)


def texts_of(connection: sa.Connection, scope: Scope, refs: Mapping[int, str]) -> tuple[DocumentTextRecord, ...]:
    """The texts of some documents, former ones first; none where not the whole project goes out."""
    if not scope.whole:
        return ()
    rows = connection.execute(
        sa.select(document_text).where(_t.project_id == scope.project_id, _t.document_id == _any(refs)).order_by(_t.id)
    ).all()
    stretches = _passages(connection, scope, [row.id for row in rows])
    return tuple(
        DocumentTextRecord(
            refs[row.document_id],
            row.text,
            tuple(PassageRecord(one.starts, one.ends, one.mark, one.marked_at) for one in stretches.get(row.id, ())),
            row.taken_at,
            row.replaced_at,
        )
        for row in rows
    )


def texts_left_out(connection: sa.Connection, scope: Scope) -> int:
    """How many texts of documents that go out do not go out with them."""
    if scope.whole:
        return 0
    going = sa.select(document.c.id).where(documents_in(scope))
    here = (_t.project_id == scope.project_id) & _t.document_id.in_(going) & _t.replaced_at.is_(None)
    return connection.execute(sa.select(sa.func.count()).select_from(document_text).where(here)).scalar_one()


def settle(connection: sa.Connection, scope: Scope) -> int:
    """Works out, for this transaction, what each passage is and whether its words leave. Returns how many do not."""
    columns = ", ".join(f"{column.name} {column.type.compile(connection.dialect)}" for column in _going.columns)
    connection.exec_driver_sql(f"CREATE TEMP TABLE {_going.name} ({columns}) ON COMMIT DROP")
    going = sa.select(document.c.id).where(documents_in(scope))
    here = (_t.project_id == scope.project_id, _t.document_id.in_(going), _t.replaced_at.is_(None))
    kept_back = 0
    # Their numbers first, and then one text at a time: together they may be larger than the memory of the machine.
    for text_id in connection.execute(sa.select(_t.id).where(*here).order_by(_t.document_id)).scalars().all():
        one_text = sa.select(_t.id, _t.document_id, _t.text).where(_t.project_id == scope.project_id, _t.id == text_id)
        text = connection.execute(one_text).one()
        cited = list(_cited(connection, scope, text))
        rows = [
            _row(scope, number, text, one, cited)
            for number, one in enumerate(_passages(connection, scope, [text.id]).get(text.id, ()), 1)
        ]
        connection.execute(sa.insert(_going), rows)
        kept_back += sum(row["words"] is None for row in rows)
    return kept_back


def passages(scope: Scope) -> TableQuery:
    """passages.csv: those of the texts that stand now, of documents that go out, as `settle` has found them."""
    g = _going.c
    return TableQuery(
        columns={
            "document": code(document.c.ref),
            "number": g.number,
            "starts": g.starts,
            "ends": g.ends,
            "mark": code(g.mark),
            "marked_at": g.marked_at,
            "words": g.words,
        },
        rows=_going.join(document, (document.c.project_id == scope.project_id) & (document.c.id == g.document_id)),
        where=sa.true(),
        order=(g.document_id, g.number),
    )


def _row(scope: Scope, number: int, text: Any, one: Any, cited: Sequence[tuple[Span, bool, bool]]) -> dict[str, Any]:
    span = Span(one.starts, one.ends)
    here = [(again, goes) for where, again, goes in cited if where.meets(span)]
    mark = mark_of(KeptPassage(span, one.mark), [again for again, _ in here])
    leaves = all(goes for _, goes in here) and (scope.whole or bool(here))
    return {
        "document_id": text.document_id,
        "number": number,
        "starts": span.starts,
        "ends": span.ends,
        "mark": mark,
        "marked_at": one.marked_at,
        "words": span.of(text.text) if leaves and mark != "opinion" else None,
    }


def _cited(connection: sa.Connection, scope: Scope, text: Any) -> Iterable[tuple[Span, bool, bool]]:
    """Where live claims are cited in a text: the stretch, whether again, and whether the claim goes out."""
    c, k = claim.c, claim_citation.c
    goes = scope.claims().label("goes")
    live = (c.project_id == scope.project_id) & is_live(c)
    first = sa.select(c.quote, c.prefix, c.suffix, c.starts, sa.false().label("again"), goes).where(
        live, c.document_id == text.document_id
    )
    again = (
        sa.select(k.quote, k.prefix, k.suffix, k.starts, sa.true(), goes)
        .join(claim, (c.project_id == k.project_id) & (c.id == k.claim_id))
        .where(live, k.project_id == scope.project_id, k.document_id == text.document_id)
    )
    cited_text = CitedText(text.text, former_texts(connection, scope.project_id, text.document_id))
    for row in connection.execute(sa.union_all(first, again)):
        span, _ = cited_text.find(row.quote or "", row.prefix or "", row.suffix or "", row.starts)
        if span is not None:
            yield span, row.again, row.goes


def _passages(connection: sa.Connection, scope: Scope, text_ids: Sequence[int]) -> dict[int, list[Any]]:
    rows = connection.execute(
        sa.select(_p.document_text_id, _p.starts, _p.ends, _p.mark, _p.marked_at)
        .where(_p.project_id == scope.project_id, _p.document_text_id == _any(text_ids), _p.joined_at.is_(None))
        .order_by(_p.document_text_id, _p.starts)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.document_text_id, []).append(row)
    return found


def _any(ids: Iterable[int]) -> sa.ColumnElement[Any]:
    return sa.any_(sa.cast(list(ids), sa.ARRAY(sa.BigInteger)))
