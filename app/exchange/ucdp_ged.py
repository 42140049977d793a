"""Profile `ucdp-ged`: the event table of the UCDP Georeferenced Event Dataset (CSV, the columns of release 19.1 on).

One row is one incident with one act. The data set compiles: it states values in its own name, each with the row as its
citation, and the reports that a row cites stand once, on the claim of the act's type. What each code means is the
data set's own code book; what we make of it is `ucdp_ged_rows`. docs/importing.md says the same for people.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from app.domain.errors import FileRefused, InvalidValue
from app.domain.records import Bundle, DocumentRecord, ExternalId, SourceRecord, Value
from app.exchange import ucdp_ged_rows
from app.exchange.profiles import (
    Contents,
    Lines,
    Problem,
    Row,
    digest_of,
    refuse_what_is_no_text,
    refuse_without_last_line_end,
)
from app.exchange.ucdp_ged_cells import Cells, find_whole

name = "ucdp-ged"
version = 1
id_column = "id"


def look_over(file: BinaryIO, file_name: str) -> Contents:
    """Reads the whole file once: a UTF-8 table with the columns that are used, closed quotes and a whole last row."""
    refuse_what_is_no_text(file, file_name)
    sha256, size = digest_of(file)
    refuse_without_last_line_end(file, file_name, size)
    records = _Records(file, file_name)
    columns = next(records)
    _refuse_other_columns(columns, file_name)
    first_row, first_byte = 2, records.lines.position
    rows, last = 0, columns
    for last in records:
        if rows == 0 and first_row == 2 and _is_row_of_tags(last):
            first_row, first_byte = 3, records.lines.position
            continue
        rows += 1
    if rows == 0:
        raise FileRefused(f"{file_name} has column names and no row under them. Fetch it again, with its rows.")
    if len(last) < len(columns):
        raise records.lines.refused(
            f"the last row has {len(last)} cells of {len(columns)}: the file was probably cut off. Fetch it again."
        )
    return Contents(
        file_name=file_name,
        sha256=sha256,
        size=size,
        rows=rows,
        columns=tuple(columns),
        columns_not_used=tuple(column for column in columns if column not in Cells._fields),
        first_row=first_row,
        first_byte=first_byte,
    )


def ids(file: BinaryIO, contents: Contents) -> Iterator[tuple[str, int, bytes]]:
    """The id of each row that has one, the row's number and the digest of its bytes."""
    records = _Records(file, contents.file_name, contents.first_byte, contents.first_row)
    place = contents.columns.index(id_column)
    for number, cells in enumerate(records, contents.first_row):
        raw = records.lines.take_raw()
        found = find_whole(cells[place]) if len(cells) == len(contents.columns) else None
        if found is not None:
            yield str(found), number, hashlib.sha256(raw).digest()


def shared(contents: Contents) -> Bundle:
    """The data set as a source that compiles, and this file as the document in which its rows stand."""
    source = SourceRecord(
        key=ucdp_ged_rows.SOURCE,
        kind="academic",
        name=ucdp_ged_rows.SOURCE,
        default_basis="compiled",
        compiles=True,
        aliases=("Uppsala Conflict Data Program, Georeferenced Event Dataset",),
    )
    document = DocumentRecord(
        key=contents.sha256,
        source=source.key,
        kind="dataset",
        title=f"{ucdp_ged_rows.SOURCE}: {contents.file_name}",
        state="on_file",
        language="en",
    )
    outside = ExternalId(subject=document.key, scheme="sha256", value=contents.sha256)
    return Bundle(sources=(source,), documents=(document,), external_ids=(outside,))


def rows(file: BinaryIO, contents: Contents, byte: int, row: int) -> Iterator[Row]:
    """The rows from a byte on, at which the row of that number begins."""
    records = _Records(file, contents.file_name, byte, row)
    places = [contents.columns.index(column) for column in Cells._fields]
    at = byte
    for number, cells in enumerate(records, row):
        raw, begins, at = records.lines.take_raw(), at, records.lines.position
        digest = hashlib.sha256(raw).digest()
        if len(cells) != len(contents.columns):
            problem = Problem(f"has {len(cells)} cells, {len(contents.columns)} were expected")
            yield Row(number, begins, at, digest, problem=problem)
            continue
        try:
            bundle, flags = ucdp_ged_rows.read_row(Cells._make([cells[n] for n in places]), contents.sha256, digest)
        except InvalidValue as refusal:
            yield Row(number, begins, at, digest, problem=Problem(str(refusal), refusal.field))
        else:
            yield Row(number, begins, at, digest, bundle, flags=flags)


def title_of(kind: str, values: Mapping[str, Value]) -> str:
    """The title that an incident of this kind has from its values by property, while nobody has chosen another."""
    return ucdp_ged_rows.title_of(kind, values) if values.keys() >= ucdp_ged_rows.TITLED_BY else ""


class _Records:
    """The records of a CSV file with the lines that they were read from. FileRefused where quotes do not close."""

    def __init__(self, file: BinaryIO, file_name: str, byte: int = 0, number: int = 1) -> None:
        self.lines = Lines(file, file_name, byte, number)
        self._reader = csv.reader(self.lines, strict=True)

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        try:
            return next(self._reader)
        except csv.Error as error:
            why = f"the quotes of a cell do not close ({error}). The file is damaged or was cut off. Fetch it again."
            raise self.lines.refused(why) from error


def _refuse_other_columns(columns: list[str], file_name: str) -> None:
    if missing := [column for column in Cells._fields if column not in columns]:
        some = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise FileRefused(f"{file_name}:1: is not a UCDP GED table: it has no column {some}.")
    if twice := {column for column in Cells._fields if columns.count(column) > 1}:
        raise FileRefused(f"{file_name}:1: has the column {', '.join(sorted(twice))} more than once.")


def _is_row_of_tags(cells: list[str]) -> bool:
    """Whether a row under the heading holds humanitarian tags (HXL: "#adm1+name") and no data."""
    return any(cells) and all(cell.startswith("#") for cell in cells if cell)
