"""Tables that people bring: taken in hand, their columns said to be something, their rows taken in, the rest mended.

A table in hand is its author's alone until it is taken in (`sheet_imports`). What the columns are can be kept as a
profile of the project, for the page and the command line.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from app.domain.entry import ONCE
from app.domain.errors import InvalidValue, NotFound, QuotaReached, Refused, Stale, mend
from app.domain.mapping import LISTS, MOST_WORDS, Mapping, Order, RowRead, check, published
from app.domain.mapping import order_that_fits as fitting_order
from app.domain.mapping_hints import seem_to_be_people, suggest_columns, suggest_unsaid, suggest_words
from app.domain.text import fold
from app.exchange.mapped_table import Facts as Facts
from app.exchange.mapped_table import TableRow as TableRow
from app.exchange.mapped_table import facts_of, row_of, understand_row
from app.services.imports import PROFILES
from app.services.work import Work
from app.store import evidence, sheets
from app.store.evidence import Item
from app.store.projects import Project
from app.store.sheets import SavedProfile as SavedProfile

AT_MOST = 20
_KEY = re.compile(ONCE)
_NOBODY_NAMED = "party_unknown"
_PEOPLE_SEEM_NAMED = mend(
    "This column seems to name people. “Not stated” is for where nobody is named: choose what they are, so that they"
    " are kept as closely as that asks for."
)
_SAID_SINCE = mend(
    "Something else was said of these columns since this page was opened, in another window of yours. Nothing was"
    " overwritten: what you chose stands here. Send it again to put it in its place."
)


@dataclass(frozen=True)
class SheetHead:
    """A table in hand without its rows."""

    key: str
    file_name: str
    facts: Facts
    mapping: Mapping | None
    mends: dict[str, dict[str, str]]
    batch: int | None
    kept: int | None

    @property
    def version(self) -> str:
        """Changes with what is said of its columns, and with the row that names them."""
        said = self.mapping.model_dump(mode="json") if self.mapping else None
        return digest_of(json.dumps([self.facts.heading_row, said], sort_keys=True))


@dataclass(frozen=True)
class Sheet(SheetHead):
    """A table in hand, read whole."""

    lines: tuple[bytes, ...]

    def rows(self) -> Iterator[TableRow]:
        return (row_of(line, self.facts.columns, self.mends) for line in self.lines)

    @cached_property
    def cells(self) -> list[list[str]]:
        """The cells of all rows as they came, in the order of the columns."""
        return [json.loads(line)[1] for line in self.lines]

    def words(self, column: str) -> list[str]:
        """The different words in a column, the commonest first; at most one more than are asked about."""
        place, counted = self.facts.columns.index(column), dict[str, int]()
        for cells in self.cells:
            if cells[place]:
                counted[cells[place]] = counted.get(cells[place], 0) + 1
        once = {fold(word): word for word in sorted(counted, key=lambda word: counted[word])}
        return sorted(once.values(), key=lambda word: -counted[word])[: MOST_WORDS + 1]

    def sharing(self) -> dict[int, tuple[int, ...]]:
        """By row, the rows that have its number and do not all say the same, itself among them: none can go in."""
        column = self.mapping.column("id") if self.mapping else None
        numbered: dict[str, list[TableRow]] = {}
        for row in self.rows():
            if number := row.cells.get(column or ""):
                numbered.setdefault(number, []).append(row)
        apart = [rows for rows in numbered.values() if any(row.cells != rows[0].cells for row in rows)]
        return {row.number: tuple(one.number for one in rows) for rows in apart for row in rows}


@dataclass(frozen=True, slots=True)
class Mend:
    """What was written in a cell, and the digest of what stood there when it was shown."""

    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A cell that somebody mended in another way since it was shown: what stands now, and what was written."""

    number: int
    column: str
    now: str
    written: str


@dataclass(frozen=True)
class SheetInHand:
    """A table in hand, for a list of them."""

    key: str
    file_name: str
    facts: Facts
    saved_at: datetime


@dataclass(frozen=True)
class Standing:
    """How far a table has come, and which of its rows wait to be mended: some of `waiting`, each as it is understood
    now. `sharing`: by row, those that have its number and say something else."""

    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    waiting: int = 0
    complete: bool = False
    shown: tuple[tuple[TableRow, RowRead], ...] = ()
    sharing: Pairs[int, tuple[int, ...]] = field(default_factory=dict)


def digest_of(text: str) -> str:
    """By what a form says which text it was made over."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def today() -> date:
    return datetime.now(UTC).date()


def take_sheet(work: Work, project: Project, brought: tuple[str, bytes, bytes], quota: int) -> str:
    """Takes a table that was read in hand, with the file that it came in (`brought`: name, lines, file); returns its
    key. Refused where whoever acts has too many; QuotaReached where the project's files and tables would take up more
    than `quota` bytes."""
    file_name, lines, file = brought
    evidence.take_turn(work.connection, project.id)  # first: two that come at once are counted one behind the other
    if sheets.count(work.connection, project.id, work.actor.account_id) >= AT_MOST:
        raise Refused(mend("You have 20 tables in hand here already. Let go of one that you no longer need."))
    left = max(quota - evidence.room_taken(work.connection, project.id), 0)
    if len(lines) + len(file) > left:
        raise QuotaReached(mend("The project’s files would take up more than they may."), left)
    key = str(uuid.uuid4())
    sheets.add(work.connection, project.id, work.actor.account_id, key, (file_name[:200], lines.decode(), file))
    return key


def find_sheets(work: Work, project: Project) -> list[SheetInHand]:
    """What whoever acts has in hand."""
    found = sheets.find(work.connection, project.id, work.actor.account_id, AT_MOST)
    return [SheetInHand(one.key, one.file_name, facts_of(one.first_line.encode()), one.saved_at) for one in found]


def open_head(work: Work, project: Project, key: str, *, hold: bool = False) -> SheetHead:
    """A table in hand without its rows, which may be many; with `hold` nobody else changes it until this work ends.
    NotFound where it has ended or is another's."""
    if not _KEY.fullmatch(key):
        raise NotFound("There is no such table in hand: it has ended, or it is somebody else's.")
    found = sheets.read(work.connection, project.id, work.actor.account_id, key, hold=hold)
    mapping = Mapping.model_validate(found.mapping) if found.mapping else None
    numbers = (found.import_batch_id, found.evidence_item_id)
    return SheetHead(key, found.file_name, facts_of(found.first_line.encode()), mapping, found.mends, *numbers)


def open_sheet(work: Work, project: Project, key: str, *, hold: bool = False) -> Sheet:
    """A table in hand with all its rows. As `open_head`."""
    head = open_head(work, project, key, hold=hold)
    lines = sheets.lines_of(work.connection, project.id, work.actor.account_id, key).encode().splitlines(keepends=True)
    return Sheet(**vars(head), lines=tuple(lines[1:]))


def discard_sheet(work: Work, project: Project, key: str) -> None:
    """Ends a table in hand: what was taken in of it stays, what waits is let go."""
    sheets.end(work.connection, project.id, work.actor.account_id, key)


def kept_file(work: Work, project: Project, sheet: SheetHead) -> Item | None:
    """The file that a table came in, once it is kept."""
    return evidence.item_numbered(work.connection, project.id, sheet.kept) if sheet.kept else None


def suggest(sheet: Sheet, language: str) -> Mapping:
    """What the columns of a table probably are."""
    rows = sheet.cells
    mapping = Mapping.model_validate(
        {
            "columns": suggest_columns(sheet.facts.columns, rows),
            "nothing": "; ".join(suggest_unsaid(rows)),
            "document_title": Path(sheet.file_name).stem,
            "language": language,
        }
    )
    return with_words(sheet, mapping)


def with_words(sheet: Sheet, mapping: Mapping) -> Mapping:
    """The mapping with what each word of its list columns probably stands for, where nobody has said it yet."""
    words = dict(mapping.words)
    for use in LISTS:
        if (column := mapping.column(use)) and column in sheet.facts.columns:
            words[use] = suggest_words(use, sheet.words(column)[:MOST_WORDS]) | words.get(use, {})
    return mapping.model_copy(update={"words": words})


def understand_rows(mapping: Mapping, rows: Sequence[TableRow]) -> list[RowRead]:
    """How rows are understood by a mapping that is in order."""
    out = published(mapping, today())
    document_on = (out.earliest_start, out.latest_end) if out else (None, None)
    return [understand_row(mapping, row.cells, document_on, today()) for row in rows]


def order_that_fits(sheet: Sheet, mapping: Mapping) -> Order:
    """The other order in which all days of this table can be read; empty where there is no one such."""
    column, unsaid = mapping.column("when"), mapping.unsaid
    days = {row.cells.get(column or "", "") for row in sheet.rows()}
    return fitting_order((day for day in days if day and fold(day) not in unsaid), mapping.order)


def keep_mapping(work: Work, project: Project, sheet: Sheet, mapping: Mapping, seen: str) -> Sheet:
    """Keeps what was said of the columns, whether or not it is in order yet. `sheet` is held; `seen` is its version as
    it was shown. Stale where something else has been said of them since."""
    if seen != sheet.version and mapping != sheet.mapping:
        raise Stale(_SAID_SINCE, 0)
    sheets.keep(
        work.connection, project.id, work.actor.account_id, sheet.key, {"mapping": mapping.model_dump(mode="json")}
    )
    return replace(sheet, mapping=mapping)


def file_in_hand(work: Work, project: Project, sheet: SheetHead) -> bytes:
    """The file that a table came in. Refused once rows of it were taken in: it is kept elsewhere then."""
    file = sheets.file_of(work.connection, project.id, work.actor.account_id, sheet.key)
    if sheet.batch or file is None:
        raise Refused(mend("Rows of this table were taken in already. Bring it again to read it in another way."))
    return file


def replace_lines(work: Work, project: Project, key: str, lines: bytes, seen: str) -> None:
    """Keeps a table as it was read anew; what was said of its columns and mended is asked again. Stale where that is
    not what was `seen` (a version)."""
    head = open_head(work, project, key, hold=True)
    if seen != head.version:
        raise Stale(_SAID_SINCE, 0)
    file_in_hand(work, project, head)
    anew: dict[str, Any] = {"lines": lines.decode(), "mapping": None, "mends": {}}
    sheets.keep(work.connection, project.id, work.actor.account_id, key, anew)


def problems_of(sheet: Sheet, mapping: Mapping) -> dict[str, str]:
    """What is wrong with a mapping for this table, by the name of the answer."""
    problems = check(mapping, sheet.facts.columns, today())
    for use in LISTS:
        column = mapping.column(use)
        if column in sheet.facts.columns and len(sheet.words(column or "")) > MOST_WORDS:
            problems.setdefault(
                "columns", mend("A column of too many different words is no list. Use it as something else.")
            )
    for who in ("victim", "alleged"):
        if mapping.kind_of(who) == _NOBODY_NAMED and _people_seem_named(sheet, mapping, mapping.column(who)):
            problems.setdefault(f"{who}_kind", _PEOPLE_SEEM_NAMED)
    return problems


def _people_seem_named(sheet: Sheet, mapping: Mapping, column: str | None) -> bool:
    if column not in sheet.facts.columns:
        return False
    return seem_to_be_people(column, [word for word in sheet.words(column) if fold(word) not in mapping.unsaid])


def mend_rows(work: Work, project: Project, key: str, mended: Pairs[int, Pairs[str, Mend]]) -> list[Overtaken]:
    """Writes over cells, by number of the row and column; a cell that is as it came is mended no longer, and one
    that is as it was shown is left as it stands. Returns those that were mended otherwise since: they are left too."""
    head = open_head(work, project, key, hold=True)
    came = {row.number: row.cells for row in _rows_numbered(work, project, replace(head, mends={}), mended)}
    mends = {number: dict(cells) for number, cells in head.mends.items()}
    overtaken = []
    for number, cells in mended.items():
        for column, cell in cells.items():
            if number not in came or column not in came[number]:
                raise NotFound("There is no such cell in this table.")
            over = mends.setdefault(str(number), {})
            given, now = cell.text.replace("\r\n", "\n").strip(), over.get(column, came[number][column])
            if given == now or digest_of(given) == cell.shown:
                continue
            if digest_of(now) != cell.shown:
                overtaken.append(Overtaken(number, column, now, given))
            elif given == came[number][column]:
                del over[column]
            else:
                over[column] = given
    mends = {number: over for number, over in mends.items() if over}
    sheets.keep(work.connection, project.id, work.actor.account_id, key, {"mends": mends})
    return overtaken


def _rows_numbered(work: Work, project: Project, head: SheetHead, numbers: Collection[int]) -> list[TableRow]:
    lines = sheets.lines_numbered(work.connection, project.id, work.actor.account_id, head.key, numbers)
    return [row_of(line.encode(), head.facts.columns, head.mends) for line in lines]


def save_profile(work: Work, project: Project, name: str, mapping: Mapping) -> int:
    """Keeps a mapping under a name for the project; returns its version. InvalidValue of the field `profile`."""
    called = " ".join(name.split())
    if not called or len(called) > 80:
        raise InvalidValue(mend("Write a name of at most 80 characters."), "profile")
    if fold(called) in PROFILES:
        raise InvalidValue(mend("This is the name of a profile that is built in. Choose another."), "profile")
    work.open(project, "save_profile", detail={"profile": called})
    return sheets.save_profile(
        work.connection, project.id, work.actor.account_id, called, mapping.model_dump(mode="json")
    )


def find_profiles(work: Work, project: Project) -> list[SavedProfile]:
    return sheets.find_profiles(work.connection, project.id)


def fitting_profiles(work: Work, project: Project, sheet: Sheet) -> list[SavedProfile]:
    """The profiles that say something of a column of this table."""
    return [one for one in find_profiles(work, project) if any(by_profile(sheet, one).columns.values())]


def by_profile(sheet: Sheet, saved: SavedProfile) -> Mapping:
    """What a saved profile says of the columns that this table has."""
    mapping = Mapping.model_validate(saved.mapping)
    columns = {name: what for name, what in mapping.columns.items() if name in sheet.facts.columns}
    return with_words(sheet, mapping.model_copy(update={"columns": columns}))


def standing(
    work: Work, project: Project, sheet: SheetHead, after: int = 0, at_most: int = 20, *, under_way: bool = False
) -> Standing:
    """How far a table has come that is being taken in, and rows of it that wait, from behind a number on; none of them
    while it is `under_way`: that is asked again and again, and looks at no row."""
    if sheet.batch is None or sheet.mapping is None:
        return Standing()
    numbers = sheets.batch_numbers(work.connection, project.id, sheet.batch)
    waiting = numbers.pop("quarantined")
    if under_way:
        return Standing(**numbers, waiting=waiting)
    put_aside = sheets.waiting_rows(work.connection, project.id, sheet.batch, after, at_most)
    rows = _rows_numbered(work, project, sheet, put_aside)
    read = understand_rows(sheet.mapping, rows)
    # All rows are read only where the number is at fault by which some of them may share it.
    numbered = sheet.mapping.column("id")
    may_share = numbered and any(column == numbered for column, _ in put_aside.values())
    shared = open_sheet(work, project, sheet.key).sharing() if may_share else {}
    shown = []
    for row, one in zip(rows, read, strict=True):
        column, why = put_aside[row.number]
        # What no cell says by itself: the row was refused beside others, or by the database.
        told = one if one.problems or row.number in shared else replace(one, problems={column: why})
        shown.append((row, told))
    sharing = {row.number: shared[row.number] for row in rows if row.number in shared}
    return Standing(**numbers, waiting=waiting, shown=tuple(shown), sharing=sharing)
