"""A profile made of a mapping: a table that was read (lines of text, `services.sheet_child`) is taken in row by row.

The table's own words stay as they came; what was mended in place lies over them. Its digest, by which an import that
was broken off is found again, covers the rows, what was mended and the mapping: with another mapping the rows are
understood anew, and held against what they said before.
"""

import hashlib
import json
from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO

from app.domain.coordinates import Point, SeemsTurned, read_point, seems_turned
from app.domain.entry import Days
from app.domain.mapping import Mapping, RowRead, published, read_row
from app.domain.records import Bundle, DocumentRecord, ExternalId, Value
from app.domain.sources import new_source
from app.exchange import countries, mapped_rows
from app.exchange.mapped_rows import Address
from app.exchange.profiles import Contents, Problem, Row

Mends = Pairs[str, Pairs[str, str]]
"""By number of the row and column, what a person wrote in place of the cell."""


@dataclass(frozen=True)
class Facts:
    """What is to be known of a table beside its rows: how it was read, and what was done with it for that."""

    columns: tuple[str, ...]
    rows: int
    sha256: str
    heading_row: int
    rows_above: tuple[int, ...] = ()
    tags_row: bool = False
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    formulas: tuple[int, tuple[str, ...]] = (0, ())
    formulas_without_value: tuple[int, tuple[str, ...]] = (0, ())
    merged: tuple[int, tuple[str, ...]] = (0, ())


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as a spreadsheet shows it, and its cells as they are now, by column."""

    number: int
    cells: Pairs[str, str]
    mended: frozenset[str] = frozenset()


def facts_of(line: bytes) -> Facts:
    """What the first line of a table says."""
    told: dict[str, Any] = json.loads(line)
    told.pop("size", None)
    return Facts(**{name: _frozen(value) for name, value in told.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def row_of(line: bytes, columns: tuple[str, ...], mends: Mends) -> TableRow:
    number, cells = json.loads(line)
    over = {name: text for name, text in mends.get(str(number), {}).items() if name in columns}
    return TableRow(number, dict(zip(columns, cells, strict=True)) | over, frozenset(over))


def understand_row(mapping: Mapping, cells: Pairs[str, str], document_on: Days, today: date) -> RowRead:
    """How the cells of a row are understood, and whether its point seems to be written the wrong way round: in the sea,
    or in another country than the row names."""
    read = read_row(mapping, cells, document_on, today)
    turned = _turned(read)
    if turned is None:
        return read
    which = "point" if "point" in read.cells else "latitude"
    flags = {**read.flags, "latitude_and_longitude_seem_swapped": mapping.column(which) or ""}
    return replace(read, turned=turned, flags=flags)


def _says_which(point: str | None) -> bool:
    return bool(point and read_point(point).said_which)


def _turned(read: RowRead) -> SeemsTurned | None:
    place = read.place
    if place is None or not place.wkt or _says_which(read.cells.get("point")):
        return None
    longitude, latitude = map(float, place.wkt.removeprefix("POINT(").removesuffix(")").split())
    named = countries.code_of(place.country) if place.country else None
    return seems_turned(Point(longitude, latitude), countries.lies_in, {named} if named else ())


@dataclass(frozen=True)
class MappedTable:
    """A profile (`exchange.profiles.Profile`), of the version that its name was last kept in."""

    mapping: Mapping
    facts: Facts
    today: date
    mends: Mends
    name: str = "table"
    version: int = 1

    @property
    def id_column(self) -> str:
        return self.mapping.column("id") or ""

    def look_over(self, file: BinaryIO, file_name: str) -> Contents:
        file.seek(0)
        digest = hashlib.sha256(self._manner() + json.dumps(self.mends, sort_keys=True).encode())
        first = file.readline()
        while piece := file.read(1 << 18):
            digest.update(piece)
        return Contents(
            file_name=file_name,
            sha256=digest.hexdigest(),
            size=file.tell(),
            rows=self.facts.rows,
            columns=self.facts.columns,
            columns_not_used=tuple(name for name in self.facts.columns if not self.mapping.columns.get(name)),
            first_row=1,
            first_byte=len(first),
        )

    def ids(self, file: BinaryIO, contents: Contents) -> Iterator[tuple[str, int, bytes]]:
        if self.id_column:
            for row, line in self._lines(file, contents.first_byte):
                if number := row.cells.get(self.id_column):
                    yield number, row.number, self._digest(row, line)

    def shared(self, contents: Contents) -> Bundle:
        """Whoever put the table out, and the table as a document: it is known again by the digest of the file."""
        mapping, table = self.mapping, self.facts.sha256
        out = published(mapping, self.today)
        document = DocumentRecord(
            key=f"table:{table}",
            source=mapping.source_name,
            kind=mapping.document_kind,
            title=mapping.document_title,
            state="on_file",
            url=mapping.document_url or None,
            published_as_stated=mapping.published or None,
            published_earliest_on=out.earliest_start if out else None,
            published_latest_on=out.latest_end if out else None,
        )
        outside = ExternalId(document.key, "sha256", table)
        return Bundle((new_source(mapping.source_name, mapping.source_kind),), (document,), external_ids=(outside,))

    def title_of(self, kind: str, values: Pairs[str, Value]) -> str:
        return "" if self.mapping.column("title") else mapped_rows.title_of(self.mapping.language, values)

    def rows(self, file: BinaryIO, contents: Contents, byte: int, row: int) -> Iterator[Row]:
        out = published(self.mapping, self.today)
        document_on = (out.earliest_start, out.latest_end) if out else (None, None)
        at = byte
        for one, line in self._lines(file, byte):
            begins, at = at, at + len(line)
            digest = self._digest(one, line)
            read = understand_row(self.mapping, one.cells, document_on, self.today)
            if problem := _first_problem(read, contents.columns):
                yield Row(one.number, begins, at, digest, problem=problem)
            else:
                place = Address(one.number, self.facts.sha256, one.mended, digest)
                bundle = mapped_rows.bundle_of(self.mapping, read, place)
                yield Row(one.number, begins, at, digest, bundle, flags=dict(read.flags))

    def _lines(self, file: BinaryIO, byte: int) -> Iterator[tuple[TableRow, bytes]]:
        file.seek(byte)
        for line in file:
            yield row_of(line, self.facts.columns, self.mends), line

    def _digest(self, row: TableRow, line: bytes) -> bytes:
        """Changes when anything does that a row is understood from."""
        says = json.dumps(list(row.cells.values()) if row.mended else json.loads(line)[1]).encode()
        return hashlib.sha256(says + self._manner()).digest()

    def _manner(self) -> bytes:
        return self.mapping.model_dump_json().encode()


def _first_problem(read: RowRead, columns: tuple[str, ...]) -> Problem | None:
    """What is wrong with a row, of its columns the first in the table's order."""
    order = {name: place for place, name in enumerate(columns)}
    found = sorted(read.problems.items(), key=lambda one: order.get(one[0], -1))
    return Problem(found[0][1], found[0][0] or None) if found else None
