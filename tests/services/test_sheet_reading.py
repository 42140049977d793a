"""Tables as people bring them, and as somebody might make them to do harm: read in a limited process, or refused."""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.services import sheet_reading
from app.services.sheet_reading import SheetRefused, read_sheet

FOLDER = Path(os.environ.get("TAWTHIQ_SAMPLES", "")) / "incidents"
MSA, CAMPS = FOLDER / "stanford_msa.csv", FOLDER / "insecurity_insight_protection_camps_2023-08.xlsx"
with_samples = pytest.mark.skipif(
    not os.environ.get("TAWTHIQ_SAMPLES") or not (MSA.is_file() and CAMPS.is_file()),
    reason=f"TAWTHIQ_SAMPLES names no folder with incidents/{MSA.name} and {CAMPS.name}",
)
CHILD = Path(sheet_reading.__file__).with_name("sheet_child.py")
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(
    data: bytes, encoding: str = "", sheet: str = "", heading: int = 0
) -> tuple[dict[str, Any], list[tuple[int, list[str]]]]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        facts, *rows = (json.loads(line) for line in read_sheet(file, encoding, sheet, heading).splitlines())
    return facts, [(number, cells) for number, cells in rows]


def workbook(*rows: list[object], title: str = "Cases", merged: str = "", more: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if more:
        book.create_sheet("Notes").append(["a", "b"])
        book.create_sheet("Secret").sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def with_part(data: bytes, name: str, text: str | bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        ("Place,Killed\nحمص,3\n".encode(), ("utf-8", ",")),
        ("Place,Killed\nحمص,3\n".encode("utf-8-sig"), ("utf-8-sig", ",")),
        ("Place\tKilled\r\nحمص\t3\r\n".encode("utf-16"), ("utf-16", "\t")),
        ("Place;Killed\nحمص;3\n".encode("cp1256"), ("cp1256", ";")),
        ("sep=;\nPlace;Killed\nحمص;3\n".encode(), ("utf-8", ";")),
    ],
)
def test_encodings_marks_and_separators(data: bytes, taken: tuple[str, str]) -> None:
    facts, rows = read(data)
    assert facts["columns"] == ["Place", "Killed"] and [cells for _, cells in rows] == [["حمص", "3"]]
    assert (facts["encoding"], facts["separator"]) == taken


def test_latin_letters_of_windows_are_no_arabic_and_the_encoding_can_be_said() -> None:
    facts, [(_, [place, _])] = read("Place\nÑuñoa, São João\n".encode("cp1252"), "cp1252")
    assert (facts["encoding"], place) == ("cp1252", "Ñuñoa")
    facts, _ = read("Ville\nSaint-Étienne\nÀ côté\n".encode("cp1252"))
    assert facts["encoding"] == "cp1252"
    with pytest.raises(SheetRefused, match="encoding that was chosen"):
        read("Place\nحمص\n".encode("cp1256"), "utf-8")


def test_quotes_lines_within_cells_blank_rows_and_names_of_columns() -> None:
    text = 'Report of May,,,\n\nNo,Note,Note,\n1,"two\nlines, one cell",x,beyond,more\n\n2,b,,\n'
    facts, rows = read(text.encode())
    assert facts["columns"] == ["No", "Note", "Note (C)", "(D)", "(E)"]
    assert facts["heading_row"] == 3 and facts["rows_above"] == [1], "what stands above the names is told"
    assert rows == [(4, ["1", "two\nlines, one cell", "x", "beyond", "more"]), (6, ["2", "b", "", "", ""])]


@pytest.mark.parametrize(
    ("rows", "merged", "heading"),
    [
        ([["Deaths in May"], ["Id", "Place"], [1, "Bayt"]], "A1:B1", 2),
        ([["Deaths in May"], ["Id", "Place", "Dead"], [1, "Bayt", 3], [2, "Tall", 1]], "A1:C1", 2),
        ([["Deaths in May"], ["Id", "Place"], [1, "Bayt"]], "", 2),
        ([["Id"], [1, "Bayt"], [2, "Tall"]], "", 1),
        ([["Id", "Place"], ["a", "Bayt"]], "", 1),
        ([["Place"], ["Bayt"], ["Tall"]], "", 1),
        ([["Id", "Dead", None], [1, "men", "women"], [1, 2, 3]], "B1:C1", 1),
    ],
)
def test_a_title_above_the_names_of_the_columns_is_no_name(rows: list[list[object]], merged: str, heading: int) -> None:
    data = workbook(*rows, merged=merged)
    facts, _ = read(data)
    assert facts["heading_row"] == heading
    assert read(data, heading=1)[0]["heading_row"] == 1, "whoever knows better says so"
    with pytest.raises(SheetRefused, match="nothing in that row"):
        read(data, heading=9)


def test_a_workbook_dates_whole_numbers_formulas_and_merged_cells() -> None:
    rows: list[list[object]] = [
        ["Id", "Day", "At", "Killed", "Sum"],
        [1, datetime(2025, 3, 7), datetime(2025, 3, 7, 14, 30), 3.0, "=1+1"],
        [2, date(2025, 3, 8), None, 0.5, "x"],
        [3, None, True, None, None],
    ]
    facts, found = read(workbook(*rows, merged="B3:B4", more=True))
    assert found == [
        (2, ["1", "2025-03-07", "2025-03-07 14:30", "3", ""]),
        (3, ["2", "2025-03-08", "", "0.5", "x"]),
        (4, ["3", "2025-03-08", "TRUE", "", ""]),
    ]
    assert facts["merged"] == [1, ["B3:B4"]]
    assert facts["formulas_without_value"] == [1, ["E2"]], "nobody has reckoned it: the cell is empty, and that is said"
    assert facts["formulas"] == [0, []], "and said once"
    assert (facts["sheet"], facts["other_sheets"]) == ("Cases", ["Notes", "Secret"])
    with pytest.raises(SheetRefused, match="no sheet of that name"):
        read(workbook(*rows), sheet="Other")


def test_a_formula_stands_for_the_value_that_was_reckoned_last() -> None:
    data = workbook(["Killed"], [1])
    sheet = (
        f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Killed</t></is></c></row>'
        '<row r="2"><c r="A2"><f>40+2</f><v>42</v></c></row></sheetData></worksheet>'
    )
    facts, rows = read(with_part(data, "xl/worksheets/sheet1.xml", sheet))
    assert rows == [(2, ["42"])] and facts["formulas"] == [1, ["A2"]] and facts["formulas_without_value"] == [0, []]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"Place,Killed\n", "no row under them"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "old spreadsheet"),
        (b"<!doctype html><p>Sign in", "web page"),
        (b"a,b\n1,\x00\n", "not a text file"),
        (b'a,b\n1,"open\n2,c\n', "quotes of a cell do not close"),
        (b"a,b\n1," + b"x" * 40_000 + b"\n", "longer than 32,767"),
        (b"a" + b"," * 600 + b"b\n1,2\n", "more than 500 columns"),
        (b"PK\x03\x04 no workbook", "could not be read"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        read(data)


def test_a_small_workbook_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(320):
            part.write(b" " * 1024**2)
    assert len(made.getvalue()) < 400_000
    with pytest.raises(SheetRefused, match="unpacks to more"):
        read(made.getvalue())


def test_a_tiny_workbook_that_claims_the_whole_sheet_or_repeats_one_text_for_ever_is_held_in_bounds() -> None:
    data = workbook(["a", "b"], [1, 2])
    wide = (
        f'<worksheet xmlns="{SHEET}"><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '<c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    hostile = with_part(data, "xl/worksheets/sheet1.xml", wide)
    assert len(hostile) < 7_000
    with pytest.raises(SheetRefused, match="500 columns"):
        read(hostile)
    cells = "".join(f'<c r="{letter}{{0}}" t="s"><v>0</v></c>' for letter in "ABCDEFGH")
    rows = "".join(f'<row r="{number}">{cells.format(number)}</row>' for number in range(1, 1001))
    repeated = with_part(
        with_part(
            data, "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
        ),
        "xl/sharedStrings.xml",
        f'<sst xmlns="{SHEET}"><si><t>{"x" * 30_000}</t></si></sst>',
    )
    with pytest.raises(SheetRefused, match=r"more text than|no sheet|could not be read"):
        read(repeated)


def test_a_workbook_whose_text_stands_for_ever_more_text_is_not_read() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><worksheet xmlns="{SHEET}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&l11;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(SheetRefused, match="could not be read"):
        read(with_part(workbook(["a"], [1]), "xl/worksheets/sheet1.xml", sheet))


def test_a_workbook_that_names_a_file_of_this_machine_gets_nothing_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("never to be seen")
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY s SYSTEM "file://{secret}">]><worksheet xmlns="{SHEET}">'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&s;</t></is></c></row></sheetData></worksheet>'
    )
    try:
        _, rows = read(with_part(workbook(["a"], [1]), "xl/worksheets/sheet1.xml", sheet))
    except SheetRefused:
        return
    assert "never" not in str(rows)


TRIED = {
    "a file": "open('/etc/hostname')",
    "a socket": "__import__('socket').socket()",
    "a process": "__import__('os').fork()",
    "too much memory": "bytearray(2 * 1024**3)",
}


@pytest.mark.parametrize("what", TRIED)
def test_the_child_that_reads_can_do_nothing_else(what: str) -> None:
    program = f"""
import runpy, sys, socket, os
child = runpy.run_path(sys.argv[1])
child["rehearse"]()
child["confine"](**child["LIMITS"])
try:
    {TRIED[what]}
except (OSError, MemoryError):
    sys.exit(0)
sys.exit(3)
"""
    # Of root the number of processes is not limited; as in the other limited child, that wall stands for anybody else.
    expected = {0, 3} if what == "a process" else {0}
    done = subprocess.run([sys.executable, "-c", program, str(CHILD)], check=False, capture_output=True, timeout=60)
    assert done.returncode in expected, done.stderr


@with_samples
def test_what_was_read_is_what_python_reads() -> None:
    facts, rows = read(MSA.read_bytes())
    with MSA.open(encoding="utf-8", newline="") as file:
        heading, *known = [[cell.strip().replace("\r\n", "\n") for cell in row] for row in csv.reader(file)]
    assert facts["columns"] == heading and [cells for _, cells in rows] == known


@with_samples
def test_a_row_of_tags_is_passed_over_and_told() -> None:
    facts, rows = read(CAMPS.read_bytes())
    assert facts["tags_row"] and facts["other_sheets"] == ["MetaData & Notes"]
    assert len(rows) == facts["rows"] == 624 and rows[0][0] == 3
    assert len({cells[facts["columns"].index("SiND ID")] for _, cells in rows}) == 624
