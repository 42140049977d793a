"""Tables in hand, each its author's alone; and how columns are read, kept under a name for the whole project."""

from collections.abc import Collection
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.errors import NotFound
from app.domain.text import fold
from app.store.tables.imports import import_batch, import_row
from app.store.tables.sheets import import_profile, sheet

_s, _p = sheet.c, import_profile.c


@dataclass(frozen=True, slots=True)
class SheetOnRecord:
    """A table in hand without its rows. `mapping` is there once somebody has said what its columns are."""

    key: str
    file_name: str
    first_line: str
    mapping: dict[str, Any] | None
    mends: dict[str, dict[str, str]]
    import_batch_id: int | None
    evidence_item_id: int | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """What columns are, kept under a name; the last version of it."""

    name: str
    version: int
    mapping: dict[str, Any]


def add(connection: sa.Connection, project_id: int, account_id: int, key: str, brought: tuple[str, str, bytes]) -> None:
    """`brought`: what the table is called, its lines, and the file that it came in."""
    file_name, lines, file = brought
    whose = {"project_id": project_id, "account_id": account_id, "key": key}
    connection.execute(sa.insert(sheet).values({**whose, "file_name": file_name, "lines": lines, "file": file}))


def count(connection: sa.Connection, project_id: int, account_id: int) -> int:
    """How many tables somebody has in hand."""
    mine = (_s.project_id == project_id, _s.account_id == account_id, _s.ended_at.is_(None))
    return connection.execute(sa.select(sa.func.count()).select_from(sheet).where(*mine)).scalar_one()


def find(connection: sa.Connection, project_id: int, account_id: int, at_most: int) -> list[SheetOnRecord]:
    """The tables that somebody has in hand, the last first."""
    mine = _mine(project_id, account_id).order_by(_s.saved_at.desc(), _s.id.desc()).limit(at_most)
    return [SheetOnRecord(*row) for row in connection.execute(mine)]


def read(connection: sa.Connection, project_id: int, account_id: int, key: str, *, hold: bool = False) -> SheetOnRecord:
    """One of somebody's own; with `hold` nobody else changes it until this transaction ends. NotFound where it has
    ended, or is another's."""
    asked = _mine(project_id, account_id).where(_s.key == key)
    row = connection.execute(asked.with_for_update() if hold else asked).first()
    if row is None:
        raise NotFound("There is no such table in hand: it has ended, or it is somebody else's.")
    return SheetOnRecord(*row)


def lines_of(connection: sa.Connection, project_id: int, account_id: int, key: str) -> str:
    """All of a table's lines, the first of what is to be known of it."""
    found: str = connection.execute(sa.select(_s.lines).where(_is(project_id, account_id, key))).scalar_one()
    return found


def lines_numbered(
    connection: sa.Connection, project_id: int, account_id: int, key: str, numbers: Collection[int]
) -> list[str]:
    """The lines of these rows of a table: each begins with the number of its row."""
    lines = sa.select(sa.func.unnest(sa.func.string_to_array(_s.lines, "\n")).label("line"))
    line = lines.where(_is(project_id, account_id, key)).subquery().c.line
    wanted = sa.cast([f"[{number}" for number in numbers], sa.ARRAY(sa.Text))
    found = sa.select(line).where(sa.func.split_part(sa.func.left(line, 12), ",", 1) == sa.any_(wanted))
    return list(connection.execute(found).scalars()) if numbers else []


def file_of(connection: sa.Connection, project_id: int, account_id: int, key: str) -> bytes | None:
    """The file that a table came in, until it is kept elsewhere."""
    found: bytes | None = connection.execute(sa.select(_s.file).where(_is(project_id, account_id, key))).scalar()
    return found


def keep(connection: sa.Connection, project_id: int, account_id: int, key: str, values: Pairs[str, Any]) -> None:
    """Keeps what was said of its columns (`mapping`), what was mended (`mends`), or where it is taken in
    (`import_batch_id`); and what has become of its file (`file`, `evidence_item_id`)."""
    changed = sa.update(sheet).where(_is(project_id, account_id, key)).values(**values, saved_at=sa.func.now())
    connection.execute(changed)


def end(connection: sa.Connection, project_id: int, account_id: int, key: str) -> None:
    """Ends a table in hand and empties it."""
    emptied: dict[str, Any] = {"lines": "", "file": None, "mends": {}, "mapping": None, "ended_at": sa.func.now()}
    connection.execute(sa.update(sheet).where(_is(project_id, account_id, key)).values(emptied))


def waiting_rows(
    connection: sa.Connection, project_id: int, batch_id: int, after: int, at_most: int
) -> dict[int, tuple[str, str]]:
    """Some rows of a batch that were put aside, from behind a number on: by number the column (empty: the row as a
    whole) and why."""
    rows = import_row.c
    aside = (rows.project_id == project_id, rows.import_batch_id == batch_id, rows.state == "quarantined")
    some = sa.select(rows.row_number, rows.column_name, rows.rule).where(*aside, rows.row_number > after)
    found = connection.execute(some.order_by(rows.row_number).limit(at_most))
    return {number: (column or "", why) for number, column, why in found}


def batch_numbers(connection: sa.Connection, project_id: int, batch_id: int) -> dict[str, Any]:
    """How far a batch has come: rows done, created, updated, unchanged, quarantined, and whether it is complete."""
    columns = import_batch.c
    asked = (columns.rows_done, columns.created, columns.updated, columns.unchanged, columns.quarantined)
    row = connection.execute(
        sa.select(*asked, columns.completed_at.is_not(None).label("complete")).where(
            columns.project_id == project_id, columns.id == batch_id
        )
    ).one()
    return dict(row._mapping)


def save_profile(
    connection: sa.Connection, project_id: int, account_id: int, name: str, mapping: dict[str, Any]
) -> int:
    """Keeps a mapping under a name; returns its version, one above the last of that name."""
    last = connection.execute(
        sa.select(sa.func.max(_p.version)).where(_p.project_id == project_id, _p.name_folded == fold(name))
    ).scalar_one()
    values = {"name": name, "name_folded": fold(name), "version": (last or 0) + 1, "mapping": mapping}
    connection.execute(sa.insert(import_profile).values({**values, "project_id": project_id, "saved_by": account_id}))
    return (last or 0) + 1


def find_profiles(connection: sa.Connection, project_id: int, name: str | None = None) -> list[SavedProfile]:
    """The last version of each profile by name, or of the one that is called so."""
    asked = (
        sa.select(_p.name, _p.version, _p.mapping)
        .ext(distinct_on(_p.name_folded))
        .where(_p.project_id == project_id)
        .order_by(_p.name_folded, _p.version.desc())
    )
    if name is not None:
        asked = asked.where(_p.name_folded == fold(name))
    return [SavedProfile(*row) for row in connection.execute(asked)]


def _is(project_id: int, account_id: int, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(_s.project_id == project_id, _s.account_id == account_id, _s.key == key, _s.ended_at.is_(None))


def _mine(project_id: int, account_id: int) -> sa.Select[Any]:
    first = sa.func.split_part(sa.func.left(_s.lines, 200_000), "\n", 1)
    said = (_s.mapping, _s.mends, _s.import_batch_id, _s.evidence_item_id, _s.saved_at)
    mine = (_s.project_id == project_id, _s.account_id == account_id, _s.ended_at.is_(None))
    return sa.select(_s.key, _s.file_name, first, *said).where(*mine)
