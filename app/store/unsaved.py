"""Unsaved entries: kept over and over while somebody types, read by them alone, emptied when they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.domain.errors import KeptElsewhere, NotFound
from app.store.tables.unsaved import unsaved_entry

_u = unsaved_entry.c
Answers = Sequence[tuple[str, str]]
_WINDOW = "window"
"""Under this name a draft keeps, beside the answers, in which window it was last typed; one that has ended keeps it
alone, of the window from which it was saved."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where somebody types: a window, by a key of its own, and as of when it was opened with the draft, if it was. It
    goes on with a draft that nobody else has kept since."""

    key: str
    opened_with: datetime | None = None

    def goes_on(self) -> sa.ColumnElement[bool]:
        """Whether a draft is this window's to go on with."""
        mine = _u.answers.contains([[_WINDOW, self.key]])
        return mine if self.opened_with is None else mine | (_u.saved_at == self.opened_with)


@dataclass(frozen=True, slots=True)
class UnsavedEntry:
    """A form that was begun and not saved: where it stands, and what was answered, in order."""

    form_key: str
    address: str
    answers: Answers
    started_at: datetime
    saved_at: datetime


def keep(
    connection: sa.Connection,
    project_id: int,
    account_id: int,
    key: str,
    address: str,
    answers: Answers,
    window: Window | None = None,
) -> bool:
    """Keeps what a form holds now, in a window. One that has ended, since it was saved or discarded, stays so: then
    False. KeptElsewhere where its author has gone on with it in another window, or saved it from there."""
    held = [list(answer) for answer in answers] + ([[_WINDOW, window.key]] if window else [])
    kept = insert(unsaved_entry).values(
        project_id=project_id, account_id=account_id, form_key=key, address=address, answers=held
    )
    again = kept.on_conflict_do_update(
        index_elements=[_u.project_id, _u.account_id, _u.form_key],
        set_={"answers": kept.excluded.answers, "saved_at": sa.func.now()},
        where=_u.ended_at.is_(None) & (window.goes_on() if window else sa.true()),
    )
    if connection.execute(again.returning(_u.id)).first() is not None:
        return True
    if window:
        _refuse_kept_elsewhere(connection, project_id, account_id, key, window)
    return False


def find(
    connection: sa.Connection, project_id: int, account_id: int, address: str | None, at_most: int
) -> list[UnsavedEntry]:
    """Those that somebody has not ended, the last kept first; perhaps of one form alone."""
    mine = _mine(project_id, account_id)
    if address is not None:
        mine = mine.where(_u.address == address)
    rows = connection.execute(mine.order_by(_u.saved_at.desc(), _u.id.desc()).limit(at_most))
    return [_entry(row) for row in rows]


def read(connection: sa.Connection, project_id: int, account_id: int, key: str) -> UnsavedEntry:
    """One of somebody's own. NotFound where it has ended, or is another's."""
    row = connection.execute(_mine(project_id, account_id).where(_u.form_key == key)).first()
    if row is None:
        raise NotFound("There is no such draft: it was saved or discarded, or it is somebody else's.")
    return _entry(row)


def end(connection: sa.Connection, project_id: int, account_id: int, key: str, window: Window | None = None) -> None:
    """Ends an entry and empties it: it was saved from a window, or is discarded. KeptElsewhere as in `keep`."""
    ended = sa.update(unsaved_entry).where(
        _u.project_id == project_id, _u.account_id == account_id, _u.form_key == key, _u.ended_at.is_(None)
    )
    ended = ended.where(window.goes_on()) if window else ended
    left = [[_WINDOW, window.key]] if window else []
    if connection.execute(ended.values(ended_at=sa.func.now(), answers=left)).rowcount == 0 and window:
        _refuse_kept_elsewhere(connection, project_id, account_id, key, window)


def _refuse_kept_elsewhere(
    connection: sa.Connection, project_id: int, account_id: int, key: str, window: Window
) -> None:
    mine = (_u.project_id == project_id, _u.account_id == account_id, _u.form_key == key)
    row = connection.execute(sa.select(_u.address, _u.ended_at, _u.answers).where(*mine)).first()
    if row is None:
        return
    saved_from = [given for name, given in row.answers if name == _WINDOW]
    if row.ended_at is None or (saved_from and saved_from != [window.key]):
        raise KeptElsewhere("This draft was kept from another window since.", row.address)


def empty_old(connection: sa.Connection, days: int) -> int:
    """Ends and empties, in every project, the drafts and tables in hand that nobody has touched for so many days;
    returns how many. For the owner: to the application everybody's own are alone there."""
    old = sa.func.now() - sa.func.make_interval(0, 0, 0, days)
    return int(connection.execute(sa.select(sa.func.empty_in_hand(None, None, old))).scalar_one())


def _mine(project_id: int, account_id: int) -> sa.Select[tuple[str, str, Answers, datetime, datetime]]:
    return sa.select(_u.form_key, _u.address, _u.answers, _u.started_at, _u.saved_at).where(
        _u.project_id == project_id, _u.account_id == account_id, _u.ended_at.is_(None)
    )


def _entry(row: sa.Row[tuple[str, str, Answers, datetime, datetime]]) -> UnsavedEntry:
    answers = tuple((name, given) for name, given in row.answers if name != _WINDOW)
    return UnsavedEntry(row.form_key, row.address, answers, row.started_at, row.saved_at)
