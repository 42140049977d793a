"""What every import profile has in common: looking a file over before a row is taken, and reading it again row by row.

A profile is pure. It looks the whole file over (`FileRefused` where it is not what the profile expects), then gives one
`Row` after another in constant memory. Finding what is on record, writing, resuming and counting are left to
`services.imports`.
"""

import codecs
import hashlib
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from app.domain.errors import FileRefused
from app.domain.records import Bundle, Value

# No line of text that people or programs write by the row is longer; without a bound one line could fill the memory.
LONGEST_LINE = 4_000_000

_NOT_TEXT = {
    b"PK\x03\x04": "is a spreadsheet or ZIP archive. Save the sheet as CSV (UTF-8), or unpack it, and take that in.",
    b"\x1f\x8b": "is compressed. Unpack it first.",
    b"%PDF": "is a PDF document, not a table.",
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet. Save the sheet as CSV (UTF-8) and take that in.",
    codecs.BOM_UTF16_LE: "is not UTF-8 but UTF-16. Save it as UTF-8 and try again.",
    codecs.BOM_UTF16_BE: "is not UTF-8 but UTF-16. Save it as UTF-8 and try again.",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """A file that was looked over and found whole.

    `columns` are its columns in order (empty for a format without), `first_row` and `first_byte` say where the rows
    begin; a row's number is the one that a spreadsheet would show.
    """

    file_name: str
    sha256: str
    size: int
    rows: int
    columns: tuple[str, ...] = ()
    columns_not_used: tuple[str, ...] = ()
    first_row: int = 1
    first_byte: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken in: in which column, and what is wrong. It never holds the value itself.

    `line` is there where a row has many lines and one of them is at fault.
    """

    reason: str
    column: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file (for a format of records, the records that belong together) and what it brings.

    Bytes `byte_from` up to, not including, `byte_to` of the file; `digest` is their SHA-256. Either `bundle` or
    `problem` is there. `flags` are rules that the row met and that want a look; each names the column it is about.
    """

    number: int
    byte_from: int
    byte_to: int
    digest: bytes
    bundle: Bundle | None = None
    problem: Problem | None = None
    flags: dict[str, str] = field(default_factory=dict)
    records: int = 1


class Profile(Protocol):
    """One format, read in one way. A change of the way is a new version."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def id_column(self) -> str: ...

    def look_over(self, file: BinaryIO, file_name: str) -> Contents:
        """Reads the whole file once. FileRefused, in one line, where it is not what the profile expects."""

    def ids(self, file: BinaryIO, contents: Contents) -> Iterator[tuple[str, int, bytes]]:
        """What the rows are known by in this file: (id, number of the row, its digest), in constant memory."""

    def shared(self, contents: Contents) -> Bundle:
        """Records that every row of this file rests on."""

    def title_of(self, kind: str, values: Mapping[str, Value]) -> str:
        """The title that an incident has from its values by property, while nobody has chosen another."""

    def rows(self, file: BinaryIO, contents: Contents, byte: int, row: int) -> Iterator[Row]:
        """The rows from a byte on, at which the row of that number begins."""


def open_file(path: Path) -> BinaryIO:
    """Opens a regular file with the caller's own rights. FileRefused where there is none to be opened."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileRefused(f"{path} is a directory. Name a file in it.")
        if not stat.S_ISREG(mode):
            raise FileRefused(f"{path} is not a file that can be read twice. Save it to a file first.")
        return path.open("rb")
    except FileNotFoundError as error:
        raise FileRefused(f"{path} is not there. Check the name and the folder.") from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}.") from error


class Lines:
    """The lines of an open binary file as text, from `byte` on; `position` is the byte after the last one given.

    FileRefused where a line is not UTF-8, holds a NUL or is endless.
    """

    def __init__(self, file: BinaryIO, file_name: str, byte: int = 0, number: int = 1) -> None:
        file.seek(byte)
        self._file, self._name = file, file_name
        self.position, self.number = byte, number - 1
        self.raw = bytearray()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise self.refused(f"is longer than {LONGEST_LINE:,} bytes. This is not a table of rows.")
        if not self.position and line.startswith(codecs.BOM_UTF8):
            line, self.position = line[3:], 3
        self.position += len(line)
        self.raw += line
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            why = f"byte {error.start + 1}: is not UTF-8. Save the file as UTF-8 and try again."
            raise self.refused(why) from error
        if "\x00" in text:
            raise self.refused("holds a NUL byte. This is not a text file, or it is damaged.")
        return text

    def take_raw(self) -> bytes:
        """The bytes given since the last call."""
        taken = bytes(self.raw)
        self.raw.clear()
        return taken

    def refused(self, why: str) -> FileRefused:
        return FileRefused(f"{self._name}:{self.number}: {why}")


def refuse_what_is_no_text(file: BinaryIO, file_name: str) -> None:
    """FileRefused for what its first bytes show to be something else: nothing at all, a web page, a spreadsheet."""
    file.seek(0)
    start = file.read(1024)
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise FileRefused(f"{file_name} is empty.")
    for magic, why in _NOT_TEXT.items():
        if start.startswith(magic):
            raise FileRefused(f"{file_name} {why}")
    if start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise FileRefused(
            f"{file_name} is a web page (HTML or XML), not a table. Was a sign-in or error page saved in its place?"
        )


def digest_of(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 of the whole file in hex, and its size in bytes."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 18):
        digest.update(piece)
    return digest.hexdigest(), file.tell()


def refuse_without_last_line_end(file: BinaryIO, file_name: str, size: int) -> None:
    """FileRefused where the last line does not end: most likely the rest was cut off, perhaps inside a number."""
    file.seek(size - 1)
    if file.read(1) != b"\n":
        file.seek(0)
        if len(file.readline()) == size:
            raise FileRefused(f"{file_name} has no line end at all. This is not a file of rows, or it was cut off.")
        raise FileRefused(
            f"{file_name} stops in the middle of a line: it was probably cut off. Fetch it again; "
            "if its last row is whole, add a line end."
        )
