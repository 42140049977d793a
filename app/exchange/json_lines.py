"""Profile `tawthiq`, our own JSON Lines: the lossless door. One record a line, each with its `type` and `ref`.

Records point at one another by ref. A file is in order: sources, documents and parties first, then each incident with
its acts, claims, their further citations and outside numbers; after each kind, which of them are the same; then
how claims stand to each other. After a document stands its text with what a reader said of each passage. A document's
and an incident's lines end with what was decided of it, and by which project. What is not said is absent. The fields
are those of `domain.records` (docs/schemas/); values that only the exporting installation can state (EXPORTERS_OWN) may
stand beside them, and are not taken in: statuses start at `allegation`. The store is left to the services.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from app.domain.errors import FileRefused, InvalidValue
from app.domain.records import Bundle, Value
from app.exchange import json_records
from app.exchange.json_records import Record
from app.exchange.profiles import (
    Contents,
    Lines,
    Problem,
    Row,
    digest_of,
    refuse_what_is_no_text,
    refuse_without_last_line_end,
)

name = "tawthiq"
version = 1
id_column = "ref"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def write_lines(bundle: Bundle, own: Mapping[str, Mapping[str, Any]] | None = None) -> Iterator[str]:
    """The records of a bundle, a line each without its end, in the order in which they can be read again.

    `own` holds by ref what only this installation can state (its names: EXPORTERS_OWN). ValueError for another name.
    """
    beside = own or {}
    for record in json_records.in_order(bundle):
        extra = beside.get(getattr(record, "key", ""), {})
        if unknown := extra.keys() - json_records.EXPORTERS_OWN:
            raise ValueError(f"not a name of our own values: {', '.join(sorted(unknown))}")
        yield _ENCODER.encode(json_records.to_json(record) | _plain_values(extra))


def look_over(file: BinaryIO, file_name: str) -> Contents:
    """Reads the whole file once: UTF-8 lines, the first of them one of our records, the last one whole."""
    refuse_what_is_no_text(file, file_name)
    sha256, size = digest_of(file)
    refuse_without_last_line_end(file, file_name, size)
    lines = Lines(file, file_name)
    rows = 0
    for rows, line in enumerate(lines, 1):
        lines.take_raw()
        if rows == 1 and not _is_ours(line):
            raise FileRefused(f"{file_name}:1: is not Tawthiq JSON Lines: each line is a record with a type and a ref.")
    return Contents(file_name=file_name, sha256=sha256, size=size, rows=rows)


def ids(file: BinaryIO, contents: Contents) -> Iterator[tuple[str, int, bytes]]:
    """The ref of each record that can be read, the number and the digest of the row that it comes in."""
    for found in rows(file, contents, contents.first_byte, contents.first_row):
        for ref in found.bundle.refs() if found.bundle else ():
            yield ref, found.number, found.digest


def shared(contents: Contents) -> Bundle:
    """Nothing: every record stands in the file itself."""
    return Bundle()


def title_of(kind: str, values: Mapping[str, Value]) -> str:
    """None: titles stand in the file."""
    return ""


def rows(file: BinaryIO, contents: Contents, byte: int, row: int) -> Iterator[Row]:
    """Runs of lines that belong together: an incident with all that is said of it, or one other record."""
    lines = Lines(file, contents.file_name, byte, row)
    group = _Group(row, byte)
    for line in lines:
        read = _read_line(line)
        if not group.takes(read):
            yield group.row()
            group = _Group(lines.number, group.byte_to)
        group.add(read, lines.take_raw())
    if group.records:
        yield group.row()


class _Group:
    """Lines that are taken in together or not at all."""

    def __init__(self, number: int, byte: int) -> None:
        self.number, self.byte_from, self.byte_to = number, byte, byte
        self.records = 0
        self._read: list[Record] = []
        self._problem: Problem | None = None
        self._digest = hashlib.sha256()
        self._refs: set[str] = set()

    def takes(self, read: Record | Problem) -> bool:
        """Whether a line goes on with what the group is about; a line that cannot be read stays with its neighbours."""
        if not self.records or (isinstance(read, Problem) and self._refs):
            return True
        return not isinstance(read, Problem) and json_records.subject_of(read) in self._refs

    def add(self, read: Record | Problem, raw: bytes) -> None:
        self.records += 1
        self.byte_to += len(raw)
        self._digest.update(raw)
        if isinstance(read, Problem):
            line = self.number + self.records - 1
            self._problem = self._problem or Problem(read.reason, read.column, line)
            return
        self._read.append(read)
        self._refs |= json_records.group_refs(read)

    def row(self) -> Row:
        bundle = None if self._problem else json_records.bundle_of(self._read)
        return Row(
            self.number,
            self.byte_from,
            self.byte_to,
            self._digest.digest(),
            bundle,
            self._problem,
            records=self.records,
        )


def _is_ours(line: str) -> bool:
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return isinstance(found, dict) and "type" in found and ("ref" in found or found["type"] in json_records.WITHOUT_REF)


def _read_line(line: str) -> Record | Problem:
    try:
        found = json.loads(line)
    except ValueError:
        return Problem("is not JSON")
    if not isinstance(found, dict):
        return Problem("is not a record")
    try:
        return json_records.read(found)
    except InvalidValue as refusal:
        return Problem(str(refusal), refusal.field)


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: json_records.plain(value) for key, value in values.items() if value is not None}
