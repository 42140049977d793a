"""Questions kept under a name: adding one, finding one by its ref, those that stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.refs import new_ref
from app.store.tables.questions import saved_question

MOST_LISTED = 200
_q = saved_question.c


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question as it was kept: its parameters (of a table of figures too), and how many incidents answered then."""

    id: int
    ref: str
    name: str
    question: Mapping[str, str]
    certain: int
    possible: int
    saved_by: int
    saved_at: datetime


def add(
    connection: sa.Connection, project_id: int, name: str, question: Mapping[str, str], found: tuple[int, int], by: int
) -> str:
    """Keeps a question with how many answer certainly and possibly; returns its ref."""
    ref = new_ref("saved_question")
    values = {"question": dict(question), "certain": found[0], "possible": found[1], "saved_by": by}
    connection.execute(sa.insert(saved_question).values(project_id=project_id, ref=ref, name=name, **values))
    return ref


def find(connection: sa.Connection, project_id: int) -> list[SavedQuestion]:
    """Those that stand, the newest first, as many as can be looked through."""
    query = sa.select(saved_question).where(_standing(project_id)).order_by(_q.id.desc()).limit(MOST_LISTED)
    return [_saved(row) for row in connection.execute(query)]


def read(connection: sa.Connection, project_id: int, ref: str) -> SavedQuestion:
    """One that stands. NotFound where there is none."""
    row = connection.execute(sa.select(saved_question).where(_standing(project_id), _q.ref == ref)).first()
    if row is None:
        raise NotFound("There is no such question: its link was removed, or is another project's.")
    return _saved(row)


def end(connection: sa.Connection, project_id: int, ref: str) -> None:
    """Ends one: its link leads nowhere any more."""
    one = sa.update(saved_question).where(_standing(project_id), _q.ref == ref)
    connection.execute(one.values(ended_at=sa.func.now()))


def _standing(project_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(_q.project_id == project_id, _q.ended_at.is_(None))


def _saved(row: sa.Row[tuple[object, ...]]) -> SavedQuestion:
    return SavedQuestion(row.id, row.ref, row.name, row.question, row.certain, row.possible, row.saved_by, row.saved_at)
