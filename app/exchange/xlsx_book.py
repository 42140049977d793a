"""XLSX: a workbook with what the manifest says (README), a sheet a table with one heading row, and what each column
means (dictionary).

Cells say no more than the tables do. A day is a date of the spreadsheet only where it is known: a bound that is not the
day itself stays text (2025-03-01), so that nobody sorts or groups by it as if it were. Instants are text in UTC. A text
is never a formula or a link, whatever it begins with, and so needs no sign before it. Where Arabic is asked for, the
sheets go from right to left.

Rows are written as they come and not kept: memory does not grow with them. A sheet holds 1,048,575 rows beside its
heading; a table that has more goes on in sheets of its name with a number (`claims_2`). A cell holds 32,767 characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from app.exchange.csv_set import Column, File
from app.exchange.manifest import Manifest
from app.exchange.xlsx_words import DICTIONARY_HEAD, readme

README, DICTIONARY = "README", "dictionary"
MOST_ROWS = 1_048_575

Cells = Sequence[str | None]

# Before it the days of Excel and of LibreOffice are not the same: Excel knows a 29 February 1900.
_FIRST_DAY = "1900-03-01"
_WIDTH = 18
_CUT = -2  # what the library answers where it has cut a text


class Book:
    """A workbook in the making, its sheets in this order: README, `files` as they are written, dictionary. To be used
    by `with`.

    `cut` counts the cells whose text was longer than a cell can hold. OSError where there is no room.
    """

    def __init__(self, path: Path, files: Sequence[File], language: str, as_of: datetime) -> None:
        options = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "use_zip64": True,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": as_of.replace(tzinfo=None)})
        self._files, self._language, self.cut = files, language, 0
        self._further: list[str] = []
        self._head = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._readme = self._sheet(README)

    def write(self, file: File, rows: Iterable[Cells]) -> int:
        """Writes the rows of a table. Returns how many there were."""
        sheet, number, above = self._headed(file.name, file.column_names), 0, 0
        plain = [
            (at, *_PLAIN.get(column.kind, _TEXT)) for at, column in enumerate(file.columns) if column.kind != "date"
        ]
        days = list(_days(file.columns))
        for number, row in enumerate(rows, 1):
            if number - above > MOST_ROWS:
                above += MOST_ROWS
                self._further.append(f"{file.name}_{above // MOST_ROWS + 1}")
                sheet = self._headed(self._further[-1], file.column_names)
            line = number - above
            for at, write, read in plain:
                if (text := row[at]) is not None:
                    self.cut += write(sheet, line, at, read(text)) == _CUT
            for at, known_by in days:
                if (text := row[at]) is not None:
                    self._write_day(sheet, (line, at), text, known=row[known_by] == text)
        return number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        for sheet in self._book.worksheets():
            sheet._opt_close()  # of a book that is not finished the library leaves its files open

    def finish(self, manifest: Manifest) -> None:
        """Says what is in the book, and writes it."""
        sheet = self._headed(DICTIONARY, DICTIONARY_HEAD[self._language])
        lines = ((file.name, column) for file in self._files for column in file.columns)
        for number, (name, column) in enumerate(lines, 1):
            known = (name, column.name, column.kind, column.meaning, column.follows_from, column.vocabulary)
            _write_texts(sheet, number, known)
        self._readme.set_column(1, 1, 100)
        for number, line in enumerate(readme(manifest, self.cut, self._further, self._language)):
            _write_texts(self._readme, number, line)
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from error

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 200, _WIDTH)
        if self._language == "ar":
            sheet.right_to_left()
        return sheet

    def _headed(self, name: str, heads: Iterable[str]) -> Worksheet:
        sheet = self._sheet(name)
        sheet.freeze_panes(1, 0)
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, self._head)
        return sheet

    def _write_day(self, sheet: Worksheet, at: tuple[int, int], text: str, *, known: bool) -> None:
        if known and text >= _FIRST_DAY and len(text) == len(_FIRST_DAY):
            sheet.write_datetime(*at, date.fromisoformat(text), self._day)
        else:
            sheet.write_string(*at, text)


def _write_texts(sheet: Worksheet, number: int, texts: Iterable[str]) -> None:
    for at, text in enumerate(texts):
        sheet.write_string(number, at, safe(text))


def safe(text: str) -> str:
    """A text as it may be handed to the library, which takes <r>…</r> for markup: that gets a space before it."""
    return f" {text}" if text.startswith("<r>") else text


def _number(text: str) -> float:
    return float(text) if "." in text or "e" in text else int(text)


_TEXT: tuple[Any, Any] = (Worksheet.write_string, safe)
_PLAIN = {"number": (Worksheet.write_number, _number), "yes_or_no": (Worksheet.write_boolean, "true".__eq__)}


def _days(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Columns of days, each with the one that says the same where the day is known: the bound on its other side, or
    itself."""
    places = {column.name: at for at, column in enumerate(columns) if column.kind == "date"}
    for name, at in places.items():
        other = name.replace("earliest_", "latest_") if "earliest_" in name else name.replace("latest_", "earliest_")
        yield at, places.get(other, at)
