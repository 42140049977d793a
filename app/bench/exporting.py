"""What leaves: a whole project as text and GeoParquet, against the database's own COPY of the same rows; as workbook
and GeoPackage, against what writes these without us (`app.bench.shelves`).

The rows that the product has just written stand ready in plain tables (`_Shelf`), a column of text for each column, and
the floor copies them into a file: nothing is joined, chosen or dressed any more. No export can be quicker.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from psycopg import sql

from app.bench.ground import CODE, Ground
from app.bench.plain import SCHEMA
from app.bench.shelves import Lists, TypedTable
from app.bench.timing import Deed, Measure
from app.domain.questions import Question
from app.exchange import csv_files, geojson
from app.services import exports
from app.services.exports import Wanted

ROUNDS = 3
_LINES = ("line",)
# Neither character is in JSON, so that a line is copied as it stands.
_AS_IT_STANDS = sql.SQL("FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'")
_AS_CSV = sql.SQL("FORMAT csv")


def measures(ground: Ground, folder: Path) -> list[Measure]:
    """One measure a format; `folder` is where the files are written, each taken away before the next. What needs
    libraries or programs that are not here is left out."""
    kinds: dict[str, type[Shelf]] = dict.fromkeys(("csv", "geojson", "jsonl"), _Shelf)
    kinds["xlsx"] = Lists
    if find_spec("pyarrow"):
        kinds["geoparquet"] = _Shelf
    if find_spec("pyogrio") and shutil.which("ogr2ogr"):
        kinds["gpkg"] = TypedTable
    return [_Format(ground, folder, name, kind).measure() for name, kind in kinds.items()]


class Shelf(Protocol):
    """The very rows of an export, made ready for a floor."""

    def __init__(self, ground: Ground, name: str, written: Path) -> None: ...

    def copy_out(self, path: Path) -> Path:
        """Writes them to a file, which may stand there already."""
        ...

    def says(self, copied: Path) -> Any:
        """What the file of the floor holds."""
        ...

    @staticmethod
    def said(written: Path, name: str) -> Any:
        """The same of the product's."""
        ...


class _Format:
    """One format: the product's files, and the floor's file of the same rows."""

    def __init__(self, ground: Ground, folder: Path, name: str, kind: "type[Shelf]") -> None:
        self._ground, self._name, self._kind = ground, name, kind
        self._written = folder / f"product-{name}"
        self._copied = folder / f"floor-{name}"
        self._shelf: Shelf | None = None

    def measure(self) -> Measure:
        return Measure(
            f"export_{self._name}",
            self._floor,
            self._product,
            lambda copied: self._shelf and self._shelf.says(copied),
            lambda written: self._kind.said(written, self._name),
            ROUNDS,
            warm=1,
            beside=lambda _: self._tidy(),
        )

    def _product(self, _: int) -> Deed:
        self._clear()
        return self._export

    def _floor(self, _: int) -> Deed:
        if self._shelf is None:
            self._shelf = self._kind(self._ground, self._name, self._written)
        return partial(self._shelf.copy_out, self._copied)

    def _export(self) -> Path:
        wanted = Wanted(Question(), self._name, "internal")
        exports.export_incidents(self._ground.doors, self._ground.token, CODE, wanted, self._written)
        return self._written

    def _tidy(self) -> dict[str, float]:
        """Takes the files away and says how large they were (millions of bytes)."""
        files = [self._written, *self._written.rglob("*")]
        size = sum(file.stat().st_size for file in files if file.is_file())
        self._clear()
        self._copied.unlink()
        return {"megabytes": round(size / 1e6, 1)}

    def _clear(self) -> None:
        if self._written.is_dir():
            shutil.rmtree(self._written)
        for file in self._written.parent.glob(f"{self._written.name}*"):
            file.unlink()


class _Shelf:
    """Plain tables with the very rows of an export."""

    def __init__(self, ground: Ground, name: str, written: Path) -> None:
        self._plain = ground.plain
        self._options = _AS_CSV if name == "csv" else _AS_IT_STANDS
        self._tables = []
        for file, lines in _rows(written, name):
            table = sql.Identifier(SCHEMA, f"{name}_{file}")
            columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(c)) for c in _columns(name, file))
            self._plain.execute(sql.SQL("CREATE UNLOGGED TABLE {} ({})").format(table, columns))
            into = sql.SQL("COPY {} FROM STDIN ({})").format(table, self._options)
            with self._plain.cursor() as cursor, cursor.copy(into) as copy:
                for line in lines:
                    copy.write(line)
            self._tables.append(table)

    def copy_out(self, path: Path) -> Path:
        """Copies all of them into one file."""
        with path.open("wb") as file:
            for table in self._tables:
                out = sql.SQL("COPY {} TO STDOUT ({})").format(table, self._options)
                with self._plain.cursor() as cursor, cursor.copy(out) as copy:
                    for row in copy:
                        file.write(row)
        return path

    def says(self, copied: Path) -> int:
        with copied.open("rb") as lines:
            return _digest(lines)

    @staticmethod
    def said(written: Path, name: str) -> int:
        return _digest(line for _, lines in _rows(written, name) for line in lines)


def _columns(name: str, file: str) -> tuple[str, ...]:
    if name != "csv":
        return _LINES
    return next(one.column_names for one in csv_files.FILES if one.name == file)


def _rows(written: Path, name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The tables of an export, each with its rows as lines; what only frames them is left out."""
    if name == "csv":
        for file in csv_files.FILES:
            with (written / file.file_name).open("rb") as table:
                yield file.name, _cells(table)
    elif name == "geoparquet":
        yield name, _table(written)
    else:
        with written.open("rb") as lines:
            yield name, _features(lines) if name == "geojson" else lines


def _cells(table: BinaryIO) -> Iterator[bytes]:
    table.readline()
    return (line[:-2] + b"\n" if line.endswith(b"\r\n") else line for line in table)


def _features(lines: BinaryIO) -> Iterator[bytes]:
    head = geojson.HEAD.count(b"\n")
    separator = geojson.SEPARATOR.removesuffix(b"\n")
    for number, line in enumerate(lines):
        if line.startswith(b"]"):
            return
        if number >= head:
            yield line.removesuffix(b"\n").removesuffix(separator) + b"\n"


def _table(written: Path) -> Iterator[bytes]:
    from pyarrow import parquet  # noqa: PLC0415  # heavy, and perhaps not here

    with parquet.ParquetFile(written) as file:
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                yield json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"


def _digest(lines: Iterable[bytes]) -> int:
    """What lines come to, whatever their order: a table gives back its rows in no order of ours."""
    return sum(int.from_bytes(hashlib.sha256(line).digest()) for line in lines) % 2**256
