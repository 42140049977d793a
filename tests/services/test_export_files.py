"""XLSX, GeoPackage and GeoParquet, opened by programs that are not ours: the same rows and figures as the CSV set."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from app.domain.errors import Refused
from app.domain.verification import Levels
from app.exchange import arrow_rows, csv_files, xlsx_book
from app.services import exports
from app.services.doors import Doors
from app.services.exports import Wanted
from tests.filled import Tokens
from tests.services.exporting import Row, by_ref, plant, read_set, take_out

pyogrio = pytest.importorskip("pyogrio", reason="GeoPackage and GeoParquet need ./tawthiq setup --all")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def refs(doors: Doors, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return plant(doors, tokens, tmp_path_factory.mktemp("in"))


@pytest.fixture
def tables(doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path) -> dict[str, list[Row]]:
    """The CSV set of the same project."""
    take_out(doors, tokens, tmp_path / "set")
    return read_set(tmp_path / "set")


def as_text(value: Any) -> str:
    """A cell of another format as the CSV set writes it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime() if value.tzinfo:
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case datetime() | date():
            return value.strftime("%Y-%m-%d")
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def rows_of(path: Path) -> int:
    """How many incidents a file holds."""
    match path.suffix:
        case ".zip":
            with zipfile.ZipFile(path) as files:
                return len(files.read("incidents.csv").splitlines()) - 1
        case ".geojson":
            return len(json.loads(path.read_text("utf-8"))["features"])
        case ".jsonl":
            return sum(json.loads(line)["type"] == "incident" for line in path.read_text("utf-8").splitlines())
        case ".xlsx":
            return len(sheet_rows(path)["incidents"])
        case ".gpkg":
            return int(pyogrio.read_info(path)["features"])
    return int(parquet.read_table(path).num_rows)


@pytest.mark.parametrize("name", ["a.zip", "a.geojson", "a.jsonl", "a.xlsx", "a.gpkg", "a.parquet"])
def test_over_nothing_a_file_is_whole_and_holds_nothing(
    doors: Doors, tokens: Tokens, tmp_path: Path, name: str
) -> None:
    assert take_out(doors, tokens, tmp_path / f"all-{name}").rows["incidents"] == rows_of(tmp_path / f"all-{name}") == 1
    assert take_out(doors, tokens, tmp_path / name, from_="2090").rows.get("incidents", 0) == 0
    assert rows_of(tmp_path / name) == 0


def sheet_rows(path: Path) -> dict[str, list[Row]]:
    with closing(openpyxl.load_workbook(path)) as book:
        found = {}
        for sheet in book.worksheets:
            head, *rows = sheet.iter_rows(values_only=True)
            found[sheet.title] = [dict(zip(head, map(as_text, row), strict=True)) for row in rows]
        return found


# XLSX


def test_a_workbook_holds_the_rows_of_the_csv_set(
    doors: Doors, tokens: Tokens, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    export = take_out(doors, tokens, tmp_path / "a.xlsx")
    sheets = sheet_rows(tmp_path / "a.xlsx")
    assert list(sheets) == ["README", *(file.name for file in csv_files.FILES), "dictionary"]
    for name, rows in tables.items():
        if name != "dictionary":
            assert sheets[name] == rows, name
    assert export.rows == {file.name: len(tables[file.name]) for file in csv_files.FILES}
    assert [row["column"] for row in sheets["dictionary"]] == [row["column"] for row in tables["dictionary"]]


def test_a_text_is_never_a_formula_and_a_number_never_a_text(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "a.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "a.xlsx")) as book:
        kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds and not any(sheet._hyperlinks for sheet in book.worksheets)
        assert any(
            isinstance(cell.value, str) and cell.value.startswith("=HYPERLINK")
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
        ), "the formula that somebody typed stands there as text"
        incidents = book["incidents"]
        head = [cell.value for cell in incidents[1]]
        assert {incidents.cell(row, head.index("killed_min") + 1).data_type for row in range(2, 9)} == {"n"}


def test_a_day_is_a_date_only_where_it_is_known(
    doors: Doors, tokens: Tokens, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "a.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "a.xlsx")) as book:
        head, *rows = book["incidents"].iter_rows()
    at = {cell.value: number for number, cell in enumerate(head)}
    seen = set()
    for row in rows:
        told = by_ref(tables["incidents"])[row[at["ref"]].value]
        for side in ("start", "end"):
            known = told[f"earliest_{side}"] == told[f"latest_{side}"] != ""
            seen.add(known)
            for name in (f"earliest_{side}", f"latest_{side}"):
                assert row[at[name]].is_date == known, (told["ref"], name)
    assert seen == {True, False}


def test_in_arabic_sheets_go_from_right_to_left_and_the_readme_is_in_arabic(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    token = tokens["EAST", "analyst"]
    for language, right_to_left, word in (("ar", True, "المشروع"), ("en", False, "Project")):
        wanted = Wanted(exports.Question(), "xlsx", "internal", language=language)
        export = exports.export_incidents(doors, token, "EAST", wanted, tmp_path / "a.xlsx")
        with closing(openpyxl.load_workbook(tmp_path / "a.xlsx")) as book:
            assert {bool(sheet.sheet_view.rightToLeft) for sheet in book.worksheets} == {right_to_left}
            assert book["README"]["A1"].value == word
            told = [str(row[1]) for row in book["README"].iter_rows(min_row=2, values_only=True)]
            assert book["incidents"]["A1"].value == "ref", "names of columns are the same in every language"
        # Beside names and codes no words are left in English: notes, and why something was withheld.
        in_english = [words for words in told if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", words)]
        assert (in_english == []) == (language == "ar")
        assert export.withheld
        for rule, number in export.withheld.items():
            assert any(words.endswith(f" {rule}: {number:,}") for words in told)


def test_two_workbooks_differ_by_their_moment_alone(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    parts = []
    for _ in range(2):
        take_out(doors, tokens, tmp_path / "a.xlsx")
        with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
            parts.append({name: packed.read(name) for name in packed.namelist()})
    differing = {name for name in parts[0] if parts[0][name] != parts[1][name]}
    assert parts[0].keys() == parts[1].keys()
    # Within one second the moment is the same too.
    assert differing <= {"docProps/core.xml", "xl/worksheets/sheet1.xml"}


def test_office_opens_the_workbook_and_reads_the_same_table(
    doors: Doors, tokens: Tokens, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    office = shutil.which("localc")
    if not office:
        pytest.skip("LibreOffice Calc is not here: install libreoffice-calc")
    take_out(doors, tokens, tmp_path / "a.xlsx")
    sheet = 2  # incidents
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to",
         f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{sheet}",
         "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with (tmp_path / "a-incidents.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    for name in ("ref", "title", "killed_min", "killed_max", "earliest_start", "occurred_edtf", "verification"):
        assert [row[name] for row in read] == [row[name] for row in tables["incidents"]], name


class Written:
    """A workbook with one table, written and read back."""

    def __init__(self, tmp_path: Path, *columns: tuple[str, str]) -> None:
        self.path = tmp_path / "book.xlsx"
        self.file = csv_files.File("things", "a thing", tuple(csv_files.Column(n, k, "") for n, k in columns))
        self.book = xlsx_book.Book(self.path, [self.file], "en", datetime(2026, 1, 2, tzinfo=UTC))

    def read(self, manifest: Any, *rows: tuple[str | None, ...]) -> list[tuple[Any, ...]]:
        with self.book:
            self.book.write(self.file, rows)
            self.book.finish(manifest)
        with closing(openpyxl.load_workbook(self.path)) as book:
            return [row for row in book["things"].iter_rows(min_row=2, values_only=True)]


@pytest.fixture
def manifest() -> Any:
    said: dict[str, Any] = dict.fromkeys(
        ("project", "title", "standard_of_proof", "format", "audience"), "x"
    ) | {"question": {}, "vocabulary": (), "rows": {}, "levels": Levels({}, moved=False), "withheld": {}}  # fmt: skip
    return exports.Manifest(**said, one_person=False, as_of=datetime(2026, 1, 2, tzinfo=UTC), import_incomplete=0)


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "=1+1"), ("http://x.example", "http://x.example"), ("12", "12"), (" a\nb ", " a\nb "),
     ("<r><t>markup</t></r>", " <r><t>markup</t></r>"), ("مقتل <اثنين> & «ثلاثة»", "مقتل <اثنين> & «ثلاثة»")],
)  # fmt: skip
def test_a_text_stands_as_it_was_entered(tmp_path: Path, manifest: Any, text: str, cell: str) -> None:
    assert Written(tmp_path, ("words", "text")).read(manifest, (text,)) == [(cell,)]


def test_days_that_spreadsheets_do_not_agree_on_stay_text(tmp_path: Path, manifest: Any) -> None:
    """Excel holds 1900 for a leap year, and knows no earlier one."""
    written = Written(tmp_path, ("day", "date"))
    days = ("1860-07-09", "1900-02-28", "1900-03-01", "2025-03-07", None)
    assert [row[0] for row in written.read(manifest, *((day,) for day in days))] == [
        "1860-07-09", "1900-02-28", datetime(1900, 3, 1), datetime(2025, 3, 7),
    ]  # fmt: skip


def test_a_text_too_long_for_a_cell_is_cut_and_that_is_said(tmp_path: Path, manifest: Any) -> None:
    written = Written(tmp_path, ("words", "text"), ("others", "text"))
    ((long, short),) = written.read(manifest, ("ب" * 40_000, "x"))
    assert (len(long), short, written.book.cut) == (32_767, "x", 1)
    with closing(openpyxl.load_workbook(written.path)) as book:
        assert any("32,767" in str(row[1]) for row in book["README"].iter_rows(values_only=True))


def test_more_rows_than_a_sheet_holds_go_on_in_further_sheets(
    tmp_path: Path, manifest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_book, "MOST_ROWS", 2)
    written = Written(tmp_path, ("words", "text"), ("day", "date"))
    with written.book:
        assert written.book.write(written.file, [(word, "2025-03-07") for word in "abcde"]) == 5
        written.book.finish(manifest)
    with closing(openpyxl.load_workbook(written.path)) as book:
        assert book.sheetnames == ["README", "things", "things_2", "things_3", "dictionary"]
        sheets = [[row[0] for row in book[name].iter_rows(values_only=True)] for name in book.sheetnames[1:4]]
        assert sheets == [["words", "a", "b"], ["words", "c", "d"], ["words", "e"]]
        assert book["things_3"]["B2"].value == datetime(2025, 3, 7)
        assert any("things_2, things_3" in str(row[1]) for row in book["README"].iter_rows(values_only=True))


# GeoPackage and GeoParquet


def test_a_parquet_file_holds_the_rows_of_the_csv_set(
    doors: Doors, tokens: Tokens, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.schema.names == [*(column.name for column in arrow_rows.COLUMNS), "geometry"]
    for row, told in zip(table.to_pylist(), tables["incidents"], strict=True):
        assert (row.pop("geometry") is None) == (told["geometry_wkt"] == "")
        assert {name: as_text(value) for name, value in row.items()} == {name: told[name] for name in row}
    geo = json.loads(table.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    said = json.loads(parquet.read_metadata(tmp_path / "a.parquet").metadata[b"tawthiq_manifest"])
    assert said["rows"] == {"incidents": 7} and "as_of" not in said


def test_a_parquet_file_has_the_geometry_of_each_incident(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet", columns=["ref", "geometry"])
    with owner.connect() as connection:
        for row in table.to_pylist():
            wkt = connection.execute(sa.text("SELECT ST_AsText(ST_GeomFromWKB(:g))"), {"g": row["geometry"]}).scalar()
            assert (wkt or "") == by_ref(tables["incidents"])[row["ref"]]["geometry_wkt"]


def test_rows_are_read_whole_however_long_and_whatever_stands_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [column.name for column in arrow_rows.COLUMNS]
    long = 'say ""' + "x" * 5000 + "\nand\r\nmore, يا"

    def lines() -> Iterator[memoryview]:
        for number in range(50):
            cells = {"ref": f"INC-{number}", "title": f'"{long}"', "summary": '""', "killed_min": str(number)}
            yield memoryview(",".join([cells.get(name, "") for name in columns] + ["0101"]).encode())

    monkeypatch.setattr(arrow_rows, "_AT_ONCE", 20_000)
    batches = list(arrow_rows.batches(lines()))
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert len(batches) > 5 and [row["killed_min"] for row in rows] == list(range(50))
    assert {row["title"] for row in rows} == {long.replace('""', '"')}
    assert {(row["summary"], row["kind"], row["geometry"]) for row in rows} == {("", None, b"\x01\x01")}


def test_gdal_opens_the_geopackage_and_reads_the_same_rows(
    doors: Doors, tokens: Tokens, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    if not shutil.which("ogrinfo"):
        pytest.skip("ogrinfo is not here: install gdal-bin")
    take_out(doors, tokens, tmp_path / "a.gpkg")
    said = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", str(tmp_path / "a.gpkg")], capture_output=True, text=True, check=True
    )
    assert "Layer name: incidents" in said.stdout and "Feature Count: 7" in said.stdout
    assert "WGS 84" in said.stdout and not said.stderr
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", str(tmp_path / "b.geojson"), str(tmp_path / "a.gpkg")], check=True)
    features = json.loads((tmp_path / "b.geojson").read_text("utf-8"))["features"]
    for feature, told in zip(features, tables["incidents"], strict=True):
        assert (feature["geometry"] is None) == (told["geometry_wkt"] == "")
        for name in ("ref", "title", "killed_min", "killed_max", "verification", "earliest_start", "sources"):
            value = as_text(feature["properties"][name])
            assert (value.replace("/", "-") if name == "earliest_start" else value) == told[name], name


def test_a_geopackage_is_one_layer_with_every_column(
    doors: Doors, tokens: Tokens, tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        assert database.execute("SELECT table_name, data_type, srs_id FROM gpkg_contents").fetchall() == [
            ("incidents", "features", 4326)
        ]
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute("SELECT * FROM incidents ORDER BY fid")]
    assert rows[0].keys() == {"fid", "geometry", *(column.name for column in arrow_rows.COLUMNS)}
    for name in ("ref", "title", "summary", "acts", "killed_min", "injured_max", "origins", "earliest_start"):
        assert [as_text(row[name]) for row in rows] == [told[name] for told in tables["incidents"]], name


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_where_the_libraries_are_not_installed_it_says_how_they_come(
    doors: Doors, tokens: Tokens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    for name in ("pyarrow", "pyogrio"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(Refused, match=r"\./tawthiq setup --all"):
        take_out(doors, tokens, tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_what_stops_the_rows_is_told_and_not_what_gdal_makes_of_it(
    doors: Doors, tokens: Tokens, refs: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(lines: Any, pool: Any) -> Iterator[Any]:
        raise Refused("stopped here")
        yield

    monkeypatch.setattr("app.exchange.geopackage.batches", stop)
    with pytest.raises(Refused, match="stopped here"):
        take_out(doors, tokens, tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []
