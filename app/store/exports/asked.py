"""Exports that are written by themselves: what was asked for, how far it has come, until when it is kept. Each sees
their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.store.tables.exports import export

_e = export.c


@dataclass(frozen=True, slots=True)
class Asked:
    """An export that somebody asked for: `incidents` is how many answered then, `rows_done` how many rows of all tables
    were written so far. From when it is ready there are its digest, size and manifest; its bytes until it expires."""

    ref: str
    question: Mapping[str, str]
    format: str
    audience: str
    language: str
    incidents: int
    asked_at: datetime
    rows_done: int
    ready_at: datetime | None
    sha256: bytes | None
    size: int | None
    manifest: Mapping[str, Any] | None
    taken: int
    expires_at: datetime
    expired: bool


def add(connection: sa.Connection, project_id: int, account_id: int, days: int, values: Mapping[str, Any]) -> None:
    """Puts on record what somebody asks for, to be kept for so many days."""
    kept = {"project_id": project_id, "account_id": account_id, "expires_at": _after(days)}
    connection.execute(sa.insert(export).values(**values, **kept))


def find(connection: sa.Connection, project_id: int, account_id: int, at_most: int) -> list[Asked]:
    """What somebody asked for, the last first."""
    query = _mine(project_id, account_id).order_by(_e.id.desc()).limit(at_most)
    return [Asked(*row) for row in connection.execute(query)]


def get(connection: sa.Connection, project_id: int, account_id: int, ref: str) -> Asked:
    """One of somebody's own. NotFound."""
    row = connection.execute(_mine(project_id, account_id).where(_e.ref == ref)).first()
    if row is None:
        raise NotFound("There is no such export, or it is somebody else's.")
    return Asked(*row)


def is_there(connection: sa.Connection, project_id: int, account_id: int, ref: str) -> bool:
    """Whether somebody has asked for this already."""
    return connection.execute(_mine(project_id, account_id).where(_e.ref == ref)).first() is not None


def come_to(connection: sa.Connection, project_id: int, ref: str, rows: int) -> None:
    """Says how many rows are written."""
    _change(connection, project_id, ref, rows_done=rows)


def finish(connection: sa.Connection, project_id: int, ref: str, days: int, values: Mapping[str, Any]) -> None:
    """Says that its file stands in its place (sha256, size, manifest, rows_done), to be kept for so many days."""
    _change(connection, project_id, ref, **values, ready_at=sa.func.now(), expires_at=_after(days))


def keep_longer(connection: sa.Connection, project_id: int, ref: str, days: int) -> None:
    """It is to be written once more."""
    _change(connection, project_id, ref, rows_done=0, expires_at=_after(days))


def take(connection: sa.Connection, project_id: int, ref: str) -> None:
    """Counts that its file was taken."""
    _change(connection, project_id, ref, taken=_e.taken + 1)


def expire(connection: sa.Connection) -> set[str]:
    """Ends those whose time is over, in every project, and returns the refs of all others. For the owner."""
    return set(connection.execute(sa.select(sa.func.expire_exports())).scalars())


def _change(connection: sa.Connection, project_id: int, ref: str, **values: Any) -> None:
    connection.execute(sa.update(export).where(_e.project_id == project_id, _e.ref == ref).values(**values))


def _after(days: int) -> sa.ColumnElement[datetime]:
    return sa.func.now() + sa.func.make_interval(0, 0, 0, days)


def _mine(project_id: int, account_id: int) -> sa.Select[Any]:
    return sa.select(
        _e.ref, _e.question, _e.format, _e.audience, _e.language, _e.incidents, _e.asked_at, _e.rows_done, _e.ready_at,
        _e.sha256, _e.size, _e.manifest, _e.taken, _e.expires_at,
        (_e.removed_at.is_not(None) | (_e.expires_at <= sa.func.now())).label("expired"),
    ).where(_e.project_id == project_id, _e.account_id == account_id)  # fmt: skip
