"""Tables that people bring, read in a limited process: what comes back is text and can do no harm."""

import json
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import InvalidValue, mend
from app.exchange.mapped_table import Facts
from app.services.children import run_child

ENCODINGS = ("utf-8", "utf-16", "cp1256", "cp1252")
"""Encodings that can be chosen for a text file; where none is, its mark or its letters say which."""

TIMEOUT_S = 90
# Run by its path: what it loads to read workbooks stays out of this process.
_CHILD = Path(__file__).with_name("sheet_child.py")
_NOT_READ = mend(
    "This file could not be read within the memory and time that one may take. It is damaged, or far larger inside than"
    " it looks. Save the one sheet as CSV and try again."
)


class SheetRefused(InvalidValue):
    """A file is no table that can be read; `row` says where, if anywhere."""

    def __init__(self, why: str, row: int = 0) -> None:
        super().__init__(why, "file")
        self.row = row


# Each may take a gigabyte.
_one_at_a_time = threading.BoundedSemaphore(1)


def read_sheet(file: BinaryIO, encoding: str = "", sheet: str = "", heading: int = 0) -> bytes:
    """The table in a file (CSV, XLSX, or text with tabs) as lines of text: first what is to be known of it, then its
    rows. `heading`: the number of the row that names the columns, 0 where it is to be found. SheetRefused where there
    is none that can be read."""
    if encoding not in ("", *ENCODINGS):
        raise InvalidValue(mend("Choose one of the answers offered."), "encoding")
    lines = run_child(_CHILD, file, encoding, sheet, str(heading or ""), timeout_s=TIMEOUT_S, turn=_one_at_a_time)
    if lines is None:
        raise SheetRefused(_NOT_READ)
    facts = json.loads(lines.partition(b"\n")[0] or b'{"refused": ""}')
    if "refused" in facts:
        raise SheetRefused(facts["refused"] or _NOT_READ, facts.get("row", 0))
    return lines


def read_pasted(text: str) -> bytes:
    """A table that was pasted, as a spreadsheet copies it: tabs between cells. SheetRefused."""
    return _read_bytes(text.encode(), "utf-8")


def read_anew(data: bytes, facts: Facts, heading: int) -> bytes:
    """A file that was read before (`facts`), the names of its columns in another row. SheetRefused."""
    return _read_bytes(data, facts.encoding if facts.encoding in ENCODINGS else "", facts.sheet, heading)


def _read_bytes(data: bytes, encoding: str, sheet: str = "", heading: int = 0) -> bytes:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return read_sheet(file, encoding, sheet, heading)
