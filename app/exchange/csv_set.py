"""The CSV set: what a file and a column are, and how a cell is written and read. `csv_files` says which there are.

One file a table, UTF-8 with a byte-order mark (spreadsheets garble Arabic without it), RFC 4180. The rows themselves
are written by the database (`app.store.exports`), which keeps the same rule for a text cell as `write_cell` here; a
test holds the two equal. A column that a reader may not see is present and empty.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE_END = b"\r\n"

# What a spreadsheet takes for the beginning of a formula; and our own sign, so that it can be taken off again.
NEEDS_A_SIGN = "=+-@\t\r'"
SIGN = "'"


@dataclass(frozen=True)
class Column:
    """One column. `follows_from` is the property without which it is empty; `hxl` the tag of humanitarian tables.

    Kinds: text (as entered), code (of a list of terms or of ours), ref, number, date (a day), instant (UTC), yes_or_no,
    list and object (JSON).
    """

    name: str
    kind: str
    meaning: str
    follows_from: str = ""
    vocabulary: str = ""
    hxl: str = ""


@dataclass(frozen=True)
class File:
    """One file of the set, named as its table; `row` says what a row of it is."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def write_cell(text: str) -> str:
    """A text cell as it is written: one sign before what a spreadsheet would take for a formula. Numbers never pass."""
    return SIGN + text if text[:1] and text[0] in NEEDS_A_SIGN else text


def head(columns: Iterable[str]) -> bytes:
    """The beginning of a file: the mark, and the names of its columns."""
    return BYTE_ORDER_MARK + ",".join(columns).encode() + LINE_END


def as_file(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file whose text cells have been written already (`write_cell`)."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows((columns, *rows))
    return BYTE_ORDER_MARK + text.getvalue().encode()


def dictionary(files: Sequence[File]) -> bytes:
    """dictionary.csv: each column of each file, in order, with what it means."""
    columns = ("file", "column", "kind", "meaning", "follows_from", "vocabulary", "hxl")
    return as_file(columns, (_told(file, column) for file in files for column in file.columns))


def _told(file: File, column: Column) -> tuple[str, ...]:
    known = (column.kind, column.meaning, column.follows_from, column.vocabulary, column.hxl)
    return (file.file_name, column.name, *map(write_cell, known))
