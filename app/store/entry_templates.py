"""Templates of the entry form: kept under a name, the former of that name ends."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.text import fold
from app.store.tables.templates import entry_template

_t = entry_template.c
Answers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EntryTemplate:
    """Answers under a name, in order."""

    id: int
    name: str
    answers: Answers


def keep(connection: sa.Connection, project_id: int, name: str, answers: Answers, saved_by: int) -> None:
    """Keeps answers under a name; what was kept under it before ends."""
    end_named = sa.update(entry_template).where(_standing(project_id), _t.name_folded == fold(name))
    connection.execute(end_named.values(ended_at=sa.func.now()))
    values = {"name": name, "name_folded": fold(name), "answers": [list(pair) for pair in answers]}
    connection.execute(sa.insert(entry_template).values(project_id=project_id, saved_by=saved_by, **values))


def find(connection: sa.Connection, project_id: int) -> list[EntryTemplate]:
    """Those that stand, by name."""
    rows = connection.execute(sa.select(entry_template).where(_standing(project_id)).order_by(_t.name_folded))
    return [_template(row) for row in rows]


def read(connection: sa.Connection, project_id: int, number: int) -> EntryTemplate:
    """One that stands. NotFound where it has ended, or is another project's."""
    row = connection.execute(sa.select(entry_template).where(_standing(project_id), _t.id == number)).first()
    if row is None:
        raise NotFound("There is no such template: it was removed, or kept anew.")
    return _template(row)


def end(connection: sa.Connection, project_id: int, number: int) -> None:
    """Ends one: nobody starts from it any more."""
    one = sa.update(entry_template).where(_standing(project_id), _t.id == number)
    connection.execute(one.values(ended_at=sa.func.now()))


def _standing(project_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(_t.project_id == project_id, _t.ended_at.is_(None))


def _template(row: sa.Row[tuple[object, ...]]) -> EntryTemplate:
    return EntryTemplate(row.id, row.name, tuple((name, given) for name, given in row.answers))
