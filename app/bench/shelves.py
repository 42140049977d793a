"""Floors of what leaves as a workbook or a GeoPackage: the same rows, written by somebody else's program alone."""

import csv
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import xlsxwriter

from app.bench.ground import CODE, Ground
from app.bench.plain import SCHEMA
from app.domain.questions import Question
from app.exchange import csv_files
from app.exchange.csv_set import File
from app.exchange.drafts import MANIFEST
from app.services import exports
from app.services.exports import Wanted

Cell = str | int | float | None


class Lists:
    """The tables of a workbook as lists in memory: xlsxwriter writes them, in the same mode, a cell at a time."""

    def __init__(self, ground: Ground, name: str, written: Path) -> None:
        tables = written.with_name("tables")
        exports.export_incidents(ground.doors, ground.token, CODE, Wanted(Question(), "csv", "internal"), tables)
        self._tables = {file.name: list(_read(tables, file)) for file in csv_files.FILES}

    def copy_out(self, path: Path) -> Path:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, options) as book:
            for name, rows in self._tables.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    for at, cell in enumerate(row):
                        if cell is not None:
                            sheet.write(number, at, cell)
        return path

    def says(self, copied: Path) -> dict[str, int]:
        """How many rows each table has, its heading apart."""
        return {name: len(rows) - 1 for name, rows in self._tables.items()}

    @staticmethod
    def said(written: Path, name: str) -> dict[str, int]:
        manifest = json.loads(written.with_name(f"{written.name}.{MANIFEST}").read_text("utf-8"))
        rows: dict[str, int] = manifest["rows"]
        return rows


class TypedTable:
    """The layer of a GeoPackage as a plain table with the same types, from which ogr2ogr writes one."""

    def __init__(self, ground: Ground, name: str, written: Path) -> None:
        self._database = f"PG:{ground.urls.owner}"
        self._table = f"{SCHEMA}.{name}_incidents"
        # By its path alone GDAL would not know what it is.
        package = written.with_name("product.gpkg")
        package.write_bytes(written.read_bytes())
        _ogr2ogr("-f", "PostgreSQL", self._database, str(package), "-nln", self._table, "-lco", "SPATIAL_INDEX=NONE")
        package.unlink()

    def copy_out(self, path: Path) -> Path:
        package = path.with_name("floor.gpkg")
        package.unlink(missing_ok=True)
        _ogr2ogr("-f", "GPKG", str(package), self._database, self._table, "-nln", "incidents")
        return package.replace(path)

    def says(self, copied: Path) -> list[tuple[Cell, ...]]:
        return self.said(copied, "gpkg")

    @staticmethod
    def said(written: Path, name: str) -> list[tuple[Cell, ...]]:
        """Some columns of every feature: what stands for a day or an instant differs between the two writers."""
        with closing(sqlite3.connect(written)) as database:
            rows = database.execute("SELECT ref, title, origins, killed_min, acts FROM incidents ORDER BY ref")
            return [tuple(row) for row in rows]


def _ogr2ogr(*arguments: str) -> None:
    subprocess.run(["ogr2ogr", *arguments], check=True, capture_output=True)


def _read(folder: Path, file: File) -> list[list[Cell]]:
    with (folder / file.file_name).open(encoding="utf-8-sig", newline="") as table:
        head, *rows = csv.reader(table)
    numbers = {at for at, column in enumerate(file.columns) if column.kind == "number"}
    cells = [
        [(float(text) if at in numbers else text) if text else None for at, text in enumerate(row)] for row in rows
    ]
    return [list(head), *cells]
