"""Rows of a table on the screen: how each cell is understood, what is wrong with it, and the cells that are mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, gettext, lazy_gettext, ngettext
from werkzeug.datastructures import MultiDict

from app.domain import wording
from app.domain.mapping import Mapping, RowRead
from app.domain.records import PlaceValue
from app.domain.text import whole_number
from app.domain.vocabularies import terms
from app.services.sheets import Facts, Mend, SheetHead, Standing, TableRow, digest_of
from app.web.languages import current_language, translate
from app.web.places import turned_words
from app.web.sheet_fields import use_label
from app.web.tables import Column

FIRST = 8
MOST_WRONG = 12
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1256": lazy_gettext("Windows, Arabic (1256)"),
    "cp1252": lazy_gettext("Windows, Western (1252)"),
}
"""What a text file may be written in, in words."""
_LONG = 120
_NAMED = 10
_PLACES = ("where", "adm3", "adm2", "adm1", "point", "latitude", "longitude", "country")
_TIMES = ("when", "year", "month", "day")


@dataclass(frozen=True)
class ShownCell:
    """A cell: what is written, how it is understood where that differs, what about it is odd (`doubt`) or wrong, and
    under what name it is mended."""

    text: str
    understood: str = ""
    doubt: str = ""
    error: str = ""
    name: str = ""
    was: str = ""
    label: str = ""
    long: bool = False


@dataclass(frozen=True)
class ShownRow:
    number: str
    cells: tuple[ShownCell, ...]
    error: str = ""


@dataclass(frozen=True)
class ShownGrid:
    """Rows under the columns that are used; `going` of those that were tried can go in, `waiting` cannot. `turned`: the
    numbers of those whose points seem to be written the wrong way round, in words; empty where none does."""

    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]
    going: int = 0
    waiting: int = 0
    turned: str = ""


def as_it_was_read(facts: Facts) -> list[str]:
    """What was done with a file to read it, a sentence each: nothing in silence."""
    many = len(facts.columns)
    rows = ngettext("%(number)s row", "%(number)s rows", facts.rows, number=format_decimal(facts.rows))
    columns = ngettext("%(number)s column", "%(number)s columns", many, number=format_decimal(many))
    told = [gettext("%(rows)s, %(columns)s.", rows=rows, columns=columns)]
    if facts.sheet:
        told.append(gettext("Read from the sheet “%(name)s”.", name=facts.sheet))
    if facts.other_sheets:
        told.append(gettext("Sheets that were not read: %(names)s.", names=", ".join(facts.other_sheets)))
    if facts.encoding not in ("", "utf-8", "utf-8-sig"):
        told.append(
            gettext(
                "Taken as %(encoding)s. Where letters look wrong, upload it again and choose another.",
                encoding=ENCODINGS.get(facts.encoding, facts.encoding),
            )
        )
    if facts.rows_above:
        passed = _list(facts.rows_above)
        told.append(gettext("Rows above the names of the columns were passed over: %(rows)s.", rows=passed))
    if facts.tags_row:
        told.append(gettext("A row of tags (HXL) under the names was passed over."))
    marked = (
        (
            facts.merged,
            lazy_gettext("Merged cells were each given their value: %(cells)s. See that none counts twice."),
        ),
        (facts.formulas, lazy_gettext("Of formulas the value reckoned last was taken: %(cells)s.")),
        (facts.formulas_without_value, lazy_gettext("Formulas without a value were left empty: %(cells)s.")),
    )
    told += [str(words) % {"cells": _some(*cells)} for cells, words in marked if cells[0]]
    return [str(one) for one in told]


def rows_as_understood(mapping: Mapping, rows: Sequence[TableRow], read: Sequence[RowRead]) -> ShownGrid:
    """The first rows, and the first of those that cannot go in or have an odd point."""
    pairs = list(zip(rows, read, strict=True))
    wrong = [pair for pair in pairs if pair[1].problems]
    turned = [pair for pair in pairs if pair[1].turned and not pair[1].problems]
    further = wrong[:MOST_WRONG] + turned[:FIRST]
    shown = pairs[:FIRST] + sorted(
        (pair for pair in further if pair not in pairs[:FIRST]), key=lambda one: one[0].number
    )
    used = _used(mapping, rows)
    return ShownGrid(
        _columns(used),
        tuple(_row(mapping, row, one, used) for row, one in shown),
        len(pairs) - len(wrong),
        len(wrong),
        _some(len(turned), [row.number for row, _ in turned[:_NAMED]]),
    )


def repair_grid(sheet: SheetHead, standing: Standing) -> ShownGrid | None:
    """Rows that wait, their cells to be mended in place: the columns with something to mend stand first."""
    if not standing.shown or sheet.mapping is None:
        return None
    wrong = {column for _, read in standing.shown for column in read.problems}
    if standing.sharing:
        wrong.add(sheet.mapping.column("id") or "")
    used = sorted(_used(sheet.mapping, [row for row, _ in standing.shown]), key=lambda one: one[0] not in wrong)
    rows = tuple(
        _row(sheet.mapping, row, read, used, _shared(standing.sharing.get(row.number, ())))
        for row, read in standing.shown
    )
    return ShownGrid(_columns(used), rows)


def mended_cells(sheet: SheetHead, form: MultiDict[str, str]) -> dict[int, dict[str, Mend]]:
    """By number of the row and column, the cells that were sent."""
    found: dict[int, dict[str, Mend]] = {}
    for name, text in form.items():
        kind, _, place = name.partition("-")
        number, _, column = place.partition("-")
        row, at = whole_number(number), whole_number(column, len(sheet.facts.columns))
        if kind == "cell" and row is not None and at is not None:
            found.setdefault(row, {})[sheet.facts.columns[at]] = Mend(text, form.get(f"was-{place}", ""))
    return found


def _columns(used: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    row = Column(str(gettext("Row")), figure=True)
    return (row, *(Column(name, unit=use_label(what)) for name, what in used))


def _used(mapping: Mapping, rows: Sequence[TableRow]) -> list[tuple[str, str]]:
    names = list(rows[0].cells) if rows else []
    return [(name, what) for name in names if (what := mapping.columns.get(name))]


def _shared(rows: Sequence[int]) -> str:
    """Why rows wait that have one number, and what can be done."""
    if not rows:
        return ""
    told = gettext(
        "Rows %(rows)s have this number and do not say the same: which is right is not known here, so none of them goes"
        " in. Give each a number of its own, or make them alike.",
        rows=_some(len(rows), rows[:_NAMED]),
    )
    return str(told)


def _row(mapping: Mapping, row: TableRow, read: RowRead, used: Sequence[tuple[str, str]], shared: str = "") -> ShownRow:
    places = {name: place for place, name in enumerate(row.cells)}
    understood = _understood(read)
    cells = tuple(
        ShownCell(
            row.cells[name],
            understood.get(what, "") if understood.get(what) != row.cells[name] else "",
            turned_words(read.turned) if read.turned and what in ("point", "latitude") else "",
            translate(read.problems.get(name, "")) or (shared if what == "id" else ""),
            f"{row.number}-{places[name]}",
            digest_of(row.cells[name]),
            str(gettext("%(column)s, row %(number)s", column=name, number=row.number)),
            "\n" in row.cells[name] or len(row.cells[name]) > _LONG,
        )
        for name, what in used
    )
    return ShownRow(str(row.number), cells, translate(read.problems.get("", "")))


def _understood(read: RowRead) -> dict[str, str]:
    """By use, how a cell is understood, in words."""
    language = current_language()
    words = {use: _term(use, code) for use, code in read.codes.items()}
    if read.when:
        words |= {_first(_TIMES, read): wording.value_words(read.when, "incident.when", language)}
    if read.place:
        place = wording.value_words(PlaceValue((read.place,)), "incident.place", language)
        words |= {_first(_PLACES, read): place}
    for use, counts in read.counts.items():
        words[use] = " · ".join(wording.value_words(one, "incident.count", language) for one in counts)
    return words


def _first(uses: Sequence[str], read: RowRead) -> str:
    return next((use for use in uses if use in read.cells), uses[0])


def _term(use: str, code: str) -> str:
    language = current_language()
    if use == "precision":
        return wording.PRECISIONS[code][1 if language == "ar" else 0]
    return terms({"act": "act_types", "method": "methods"}[use])[code].label(language)


def _list(parts: Sequence[object]) -> str:
    return ", ".join(map(str, parts))


def _some(number: int, some: Sequence[object]) -> str:
    return _list(some) + (" …" if number > len(some) else "")
