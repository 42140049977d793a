"""Texts of documents and their passages: reading, replacing, marking, joining and splitting."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from app.domain.desk import DocumentText, KeptPassage
from app.domain.passages import Span
from app.domain.records import DocumentTextRecord
from app.store.rows import insert_rows
from app.store.tables.claims import claim, claim_citation
from app.store.tables.passages import document_text, passage
from app.store.tables.sources import document

_t, _p = document_text.c, passage.c


def read_text(
    connection: sa.Connection, project_id: int, document_id: int, *, held: bool = False
) -> DocumentText | None:
    """The text that a document has now, if it has one; `held` until the transaction ends."""
    current = sa.select(_t.id, _t.text).where(
        _t.project_id == project_id, _t.document_id == document_id, _t.replaced_at.is_(None)
    )
    row = connection.execute(current.with_for_update() if held else current).first()
    if row is None:
        return None
    passages = connection.execute(
        sa.select(_p.starts, _p.ends, _p.mark)
        .where(_p.project_id == project_id, _p.document_text_id == row.id, _p.joined_at.is_(None))
        .order_by(_p.starts)
    )
    kept = tuple(KeptPassage(Span(one.starts, one.ends), one.mark) for one in passages)
    return DocumentText(row.id, row.text, kept)


def find_text(connection: sa.Connection, project_id: int, document_id: int) -> int | None:
    """The number of the text that a document has now, if it has one."""
    current = sa.select(_t.id).where(
        _t.project_id == project_id, _t.document_id == document_id, _t.replaced_at.is_(None)
    )
    return connection.execute(current).scalar_one_or_none()


def take_text(
    connection: sa.Connection,
    project_id: int,
    document_id: int,
    text: str,
    passages: Mapping[Span, str],
    taken_by: int,
) -> None:
    """Gives a document a text, in the place of the one that it has; `passages` with the mark of each."""
    connection.execute(
        sa.update(document_text)
        .where(_t.project_id == project_id, _t.document_id == document_id, _t.replaced_at.is_(None))
        .values(replaced_at=sa.func.now())
    )
    number = connection.execute(
        sa.insert(document_text)
        .values(project_id=project_id, document_id=document_id, text=text, taken_by=taken_by)
        .returning(_t.id)
    ).scalar_one()
    add_passages(connection, project_id, number, passages, taken_by)


def add_passages(
    connection: sa.Connection, project_id: int, text_id: int, passages: Mapping[Span, str], marked_by: int
) -> None:
    """Adds passages of a text."""
    now = connection.execute(sa.select(sa.func.now())).scalar_one()
    rows = [
        {
            "project_id": project_id,
            "document_text_id": text_id,
            "starts": span.starts,
            "ends": span.ends,
            "mark": mark,
            "marked_by": marked_by if mark != "unread" else None,
            "marked_at": now if mark != "unread" else None,
        }
        for span, mark in passages.items()
    ]
    insert_rows(connection, passage, rows)


def former_texts(connection: sa.Connection, project_id: int, document_id: int) -> list[str]:
    """The words of the texts that a document had before the one it has now, the latest last."""
    replaced = (_t.project_id == project_id, _t.document_id == document_id, _t.replaced_at.is_not(None))
    return list(connection.execute(sa.select(_t.text).where(*replaced).order_by(_t.id)).scalars())


def replaced_texts(connection: sa.Connection, project_id: int, refs: Collection[str]) -> dict[str, list[str]]:
    """Of these documents, by ref, those whose text was replaced, with all texts that each has had, the present last."""
    d = document.c
    rows = connection.execute(
        sa.select(d.ref, _t.text)
        .join(document, (d.project_id == _t.project_id) & (d.id == _t.document_id))
        .where(_t.project_id == project_id, d.ref.in_(list(refs)))
        .order_by(_t.id)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.ref, []).append(row.text)
    return {ref: texts for ref, texts in found.items() if len(texts) > 1}


def with_text(connection: sa.Connection, project_id: int, document_ids: Collection[int]) -> dict[int, set[str]]:
    """Of these documents those that have texts, and the words of those, former ones too."""
    rows = connection.execute(
        sa.select(_t.document_id, _t.text).where(
            _t.project_id == project_id, _t.document_id == sa.any_(sa.cast(list(document_ids), sa.ARRAY(sa.BigInteger)))
        )
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.document_id, set()).add(row.text)
    return found


def keep_texts(
    connection: sa.Connection,
    project_id: int,
    texts: Sequence[DocumentTextRecord],
    documents: Mapping[str, int],
    taken_by: int,
) -> None:
    """Gives documents, by ref, texts as they were read elsewhere, in their order, with the marks of their passages."""
    for record in texts:
        number = connection.execute(
            sa.insert(document_text)
            .values(
                project_id=project_id,
                document_id=documents[record.document],
                text=record.text,
                taken_by=taken_by,
                taken_at=record.taken_at,
                replaced_at=record.replaced_at,
            )
            .returning(_t.id)
        ).scalar_one()
        rows = [
            {
                "project_id": project_id,
                "document_text_id": number,
                "starts": one.starts,
                "ends": one.ends,
                "mark": one.mark,
                "marked_by": taken_by if one.mark != "unread" else None,
                "marked_at": one.marked_at,
            }
            for one in record.passages
        ]
        insert_rows(connection, passage, rows)


def mark_passages(
    connection: sa.Connection, project_id: int, text_id: int, starts: Sequence[int], mark: str, marked_by: int
) -> None:
    """Gives passages, by where they start, a mark."""
    marked = (
        sa.update(passage)
        .where(_p.project_id == project_id, _p.document_text_id == text_id, _p.starts.in_(list(starts)))
        .where(_p.joined_at.is_(None))
        .values(
            mark=mark,
            marked_by=marked_by if mark != "unread" else None,
            marked_at=sa.func.now() if mark != "unread" else None,
        )
    )
    connection.execute(marked)


def end_passage(connection: sa.Connection, project_id: int, text_id: int, starts: int, ends: int) -> None:
    """Lets the passage that starts there end elsewhere."""
    connection.execute(_passage_at(project_id, text_id, starts).values(ends=ends))


def join_passage(connection: sa.Connection, project_id: int, text_id: int, starts: int) -> None:
    """Lets the passage that starts there be part of the one before it."""
    connection.execute(_passage_at(project_id, text_id, starts).values(joined_at=sa.func.now()))


def split_off(connection: sa.Connection, project_id: int, text_id: int, span: Span) -> bool:
    """Lets a passage that was joined to the one before stand for itself again. False where none was."""
    again = _passage_at(project_id, text_id, span.starts).where(_p.joined_at.is_not(None))
    return bool(connection.execute(again.values(joined_at=None, ends=span.ends)).rowcount)


def cited_from(project_id: int, document_id: int) -> sa.ColumnElement[bool]:
    """The claims that are cited from a document, and what we infer of incidents of which it tells, as a condition."""
    told, ours = claim.alias("told").c, claim.alias("ours").c
    here = (told.project_id == project_id) & (told.document_id == document_id)
    inferred = sa.select(ours.id).where(
        ours.project_id == project_id,
        ours.incident_id.in_(sa.select(told.incident_id).where(here)),
        ours.premises.is_not(None),
    )
    return claim.c.id.in_(sa.union(*_citing(project_id, document_id), inferred))


def cited_in(project_id: int, document_id: int) -> sa.ColumnElement[bool]:
    """The claims that are cited from a document, as a condition."""
    return claim.c.id.in_(sa.union(*_citing(project_id, document_id)))


def of_actions() -> sa.ColumnElement[bool]:
    """The claims about actions and responses, as a condition."""
    return claim.c.intervention_id.is_not(None)


def _citing(project_id: int, document_id: int) -> tuple[sa.Select[tuple[int]], ...]:
    k, told = claim_citation.c, claim.alias("told").c
    further = sa.select(k.claim_id).where(k.project_id == project_id, k.document_id == document_id)
    return sa.select(told.id).where(told.project_id == project_id, told.document_id == document_id), further


def _passage_at(project_id: int, text_id: int, starts: int) -> sa.Update:
    return sa.update(passage).where(_p.project_id == project_id, _p.document_text_id == text_id, _p.starts == starts)
