"""Names on record that are spelt much like one that is typed: a hint that it is the same, and never more than that."""

from typing import Any

import sqlalchemy as sa

from app.domain.text import fold, searchable
from app.store.tables.incidents import party
from app.store.tables.sources import document, source, source_alias

MOST = 3
_ALIKE = 0.45


def sources_like(connection: sa.Connection, project_id: int, name: str) -> list[str]:
    """Sources with a name or alias much like this one, by the name that they have now, the nearest first."""
    s, a, typed = source.c, source_alias.c, fold(name)
    alias = sa.select(sa.func.max(sa.func.similarity(a.name_folded, typed))).where(
        a.project_id == s.project_id, a.source_id == s.id, a.ended_at.is_(None)
    )
    near = sa.func.greatest(sa.func.similarity(s.name_folded, typed), alias.scalar_subquery())
    return _nearest(connection, sa.select(s.name).where(s.project_id == project_id, s.name_folded != typed), near)


def documents_like(connection: sa.Connection, project_id: int, title: str) -> list[str]:
    """Titles of documents much like this one."""
    d = document.c
    near = sa.func.similarity(d.title_folded, searchable(title))
    return _nearest(connection, sa.select(d.title).where(d.project_id == project_id), near)


def parties_like(connection: sa.Connection, project_id: int, label: str, kind: str) -> list[tuple[str, str]]:
    """Labels and kinds of parties much like this one; the same label under another kind among them."""
    p, typed = party.c, fold(label)
    near = sa.func.similarity(p.label_folded, typed)
    other = sa.or_(p.kind != kind, p.label != " ".join(label.split()))
    found = sa.select(p.label, p.kind).where(p.project_id == project_id, other, near >= _ALIKE).distinct()
    rows = connection.execute(found.add_columns(near.label("near")).order_by(sa.desc("near"), p.label).limit(MOST))
    return [(row.label, row.kind) for row in rows]


def _nearest(connection: sa.Connection, found: sa.Select[Any], near: sa.ColumnElement[float]) -> list[str]:
    query = found.where(near >= _ALIKE).order_by(near.desc()).limit(MOST)
    return list(dict.fromkeys(connection.execute(query).scalars()))
