"""Reads a table that anybody may have made to do harm: a process of its own, run by its path.

Standard input is the file or the pasted text; arguments are the encoding, the name of the sheet and the number of the
row that names the columns, each perhaps empty.
Standard output is the table as text: a line of JSON with what is to be known of it, then a line a row, `[number,
[cells]]`, the number being the one that a spreadsheet shows. Any end but a clean one means that the table could not be
read.

Nothing is dropped in silence: what was filled, taken from a formula, or passed over is counted and named.
"""

import codecs
import csv
import hashlib
import io
import json
import re
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

sys.path.append(str(Path(__file__).parent))

from confined import confine  # type: ignore[import-not-found]

OUTPUT = 64 * 1024**2
LIMITS = {"memory": 1024**3, "cpu_s": 60, "output": 2 * OUTPUT}

MOST_INPUT = 50 * 1024**2
MOST_UNPACKED = 300 * 1024**2
MOST_PARTS = 1_000
MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_CELL = 32_767
MOST_MERGED = 100_000
NAMED = 5

ENCODINGS = ("utf-8", "utf-16", "cp1256", "cp1252")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FIGURE = re.compile(r"[\d.,/:+-]*\d")
_ARABIC = re.compile("[\u0621-\u064a]{2,}")

Records = list[tuple[int, list[str]]]
Facts = dict[str, Any]


class TableRefused(Exception):
    """The file is no table that can be read; the message says why and how to mend it, `row` where."""

    def __init__(self, why: str, row: int = 0) -> None:
        super().__init__(why)
        self.row = row


def mend(sentence: str) -> str:
    """As in `app.domain.errors`, of which nothing is here."""
    return sentence


_NO_TABLE = {
    b"%PDF": mend("This is a PDF document, not a table."),
    b"\xd0\xcf\x11\xe0": mend("This is an old spreadsheet (XLS), or one with a password. Save it as XLSX or CSV."),
    b"\x1f\x8b": mend("This file is compressed. Unpack it first."),
}


def read(data: bytes, encoding: str = "", sheet: str = "", heading: str = "") -> list[str]:
    """The lines of a table. TableRefused where it is none."""
    if len(data) > MOST_INPUT:
        raise TableRefused(mend("This file is larger than 50 MB. Split it."))
    for magic, why in _NO_TABLE.items():
        if data.startswith(magic):
            raise TableRefused(why)
    records, facts = _read_workbook(data, sheet) if data.startswith(b"PK") else _read_text(data, encoding)
    facts |= {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return _as_lines(records, facts, heading)


def _read_text(data: bytes, encoding: str) -> tuple[Records, Facts]:
    text, taken = _decode(data, encoding)
    if "\x00" in text:
        raise TableRefused(mend("This is not a text file, or not in the encoding chosen. Save it as CSV in UTF-8."))
    if text.lstrip().startswith("<"):
        raise TableRefused(mend("This is a web page, not a table. Was a sign-in or error page saved in its place?"))
    separator = _separator(text)
    records: Records = []
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            _add(records, number, cells)
    except csv.Error as error:
        why = mend("The quotes of a cell do not close, or a cell is longer than 32,767 characters.")
        raise TableRefused(why, number + 1) from error
    return records, {"encoding": taken, "separator": separator}


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    """The text, and the encoding that it was taken to be in: the one chosen, that of its mark, UTF-8, or the one of
    Windows in which its letters make Arabic words, or else Latin ones."""
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    for name in (marked or encoding, "" if marked or encoding else "utf-8"):
        if name:
            try:
                return data.decode(name), name
            except UnicodeDecodeError as error:
                if marked or encoding:
                    raise TableRefused(mend("The file is not in the encoding that was chosen.")) from error
    arabic = data.decode("cp1256")
    beyond = sum(1 for letter in arabic if letter > "\x7f" and letter.isalpha())
    in_words = sum(len(word) for word in _ARABIC.findall(arabic))
    if in_words * 2 > beyond:
        return arabic, "cp1256"
    return data.decode("cp1252", "replace"), "cp1252"


def _separator(text: str) -> str:
    """What stands between cells: as Excel's first line says, or what cuts most of the first lines alike."""
    if match := re.match(r"\ufeff?sep=(.)\r?\n", text):
        return match[1]
    sample = text[:65_536].rsplit("\n", 1)[0] or text[:65_536]

    def alike(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda one: (one[0] > 1, one[1]), default=(0, 0))
        return (times, width) if width > 1 else (0, 0)

    return max("\t,;|", key=alike) if any(alike(one) > (0, 0) for one in "\t,;|") else ","


def _read_workbook(data: bytes, sheet: str) -> tuple[Records, Facts]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        _refuse_bombs(packed)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        visible = [one for one in book.worksheets if one.sheet_state == "visible"]
        chosen = next((one for one in visible if one.title.strip() == sheet.strip()), None) if sheet else None
        if sheet and chosen is None:
            raise TableRefused(mend("This workbook has no sheet of that name."))
        for one in [chosen] if chosen else visible:
            one.reset_dimensions()
            records: Records = []
            for number, values in enumerate(one.iter_rows(values_only=True), 1):
                _add(records, number, [_text_of(value) for value in values])
            if records or chosen:
                formulas, merged = _marks(packed, one._worksheet_path)
                filled = _fill_merged(records, merged)
                reckoned, empty = _by_value(records, formulas)
                return records, {
                    "sheet": one.title,
                    "other_sheets": [other.title for other in book.worksheets if other.title != one.title],
                    "formulas": [len(reckoned), reckoned[:NAMED]],
                    "formulas_without_value": [len(empty), empty[:NAMED]],
                    "merged": [len(filled), filled[:NAMED]],
                }
    raise TableRefused(mend("This workbook has no visible sheet with anything in it."))


def _refuse_bombs(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TableRefused(mend("This workbook unpacks to more than a table should. Save the one sheet as CSV."))


def _text_of(value: object) -> str:
    """A cell as a person would type it: a date is a date, a whole number has no fraction."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            is_day = value.time() == time_of_day()
            return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
        case date() | time_of_day():
            return value.isoformat()
    return str(value)


def _marks(packed: zipfile.ZipFile, path: str) -> tuple[list[str], list[str]]:
    """The addresses of formulas, and the ranges that are merged: the library tells neither as it reads."""
    formulas: list[str] = []
    merged: list[str] = []
    with packed.open(path.lstrip("/")) as part:
        for _, element in iterparse(part):
            match element.tag.rpartition("}")[2]:
                case "c":
                    if any(child.tag.endswith("}f") for child in element):
                        formulas.append(element.get("r", ""))
                case "mergeCell":
                    merged.append(element.get("ref", ""))
                case "row":
                    element.clear()
    return formulas, merged


def _fill_merged(records: Records, merged: Iterable[str]) -> list[str]:
    """Writes the one value of each merged range into its other cells; returns the ranges that were filled."""
    rows = dict(records)
    filled: list[str] = []
    written = 0
    for name in merged:
        left, top, right, bottom = range_boundaries(name)
        first = rows.get(top, [])
        value = first[left - 1] if len(first) >= left else ""
        if not value:
            continue
        for number in range(top, min(bottom, records[-1][0]) + 1):
            cells = rows.get(number)
            if cells is None:
                continue
            cells += [""] * (min(right, MOST_COLUMNS) - len(cells))
            for place in range(left - 1, min(right, MOST_COLUMNS)):
                cells[place] = value
            written += right - left + 1
            if written > MOST_MERGED:
                raise TableRefused(
                    mend("More cells are merged than can be filled. Take the merging off and save it anew.")
                )
        filled.append(name)
    return filled


def _by_value(records: Records, formulas: Iterable[str]) -> tuple[list[str], list[str]]:
    """Formulas that have a value, and those that have none."""
    rows = dict(records)
    found: tuple[list[str], list[str]] = [], []
    for address in formulas:
        left, top, _, _ = range_boundaries(address)
        found[not "".join(rows.get(top, [])[left - 1 : left])].append(address)
    return found


def _add(records: Records, number: int, cells: list[str]) -> None:
    """Keeps a row, without the white space around its cells and the empty cells behind the last; none that is empty."""
    kept = [_clean(cell) for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        return
    if len(kept) > MOST_COLUMNS:
        raise TableRefused(mend("A row has more than 500 columns."), number)
    if len(records) >= MOST_ROWS:
        raise TableRefused(mend("The table has more than 100,000 rows. Split it."))
    if max(map(len, kept)) > MOST_CELL:
        raise TableRefused(mend("A cell is longer than 32,767 characters."), number)
    records.append((number, kept))


def _clean(cell: str) -> str:
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff").strip()
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _as_lines(records: Records, facts: Facts, asked: str = "") -> list[str]:
    if records and records[0][1][0].startswith("sep=") and len(records[0][1]) <= 2:
        records = records[1:]
    if not records:
        raise TableRefused(mend("There is no table in this: it is empty."))
    heading = _asked_heading(records, asked) if asked else _heading(records)
    above, below = records[:heading], records[heading + 1 :]
    tags = bool(below) and all(cell.startswith("#") for cell in below[0][1] if cell)
    below = below[1:] if tags else below
    if not below:
        raise TableRefused(mend("The table has column names and no row under them."))
    width = max(len(cells) for _, cells in (records[heading], *below))
    facts |= {
        "columns": list(_names(records[heading][1], width)),
        "heading_row": records[heading][0],
        "rows_above": [number for number, _ in above][:NAMED],
        "tags_row": tags,
        "rows": len(below),
    }
    lines = [json.dumps(facts, ensure_ascii=False)]
    size = 0
    for number, cells in below:
        line = json.dumps([number, cells + [""] * (width - len(cells))], ensure_ascii=False, separators=(",", ":"))
        size += 4 * len(line) if not line.isascii() else len(line)
        if size > OUTPUT:
            raise TableRefused(mend("The table holds more text than can be read at once. Split it."))
        lines.append(line)
    return lines


def _heading(records: Records) -> int:
    """Which row names the columns: the first that is at least half as full as the fullest of the first twenty. A
    title, one text alone or merged across, names none where a row of texts stands under it."""
    first = [cells for _, cells in records[:20]]
    names = [len(_filled(cells)) if len(set(_filled(cells))) > 1 else 1 for cells in first]
    found = next(place for place, many in enumerate(names) if many * 2 >= max(names))
    is_title = names[found] == 1 and len(records) > found + 2 and names[found + 1] > 1
    return found + 1 if is_title and not any(map(_FIGURE.match, _filled(first[found + 1]))) else found


def _filled(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _asked_heading(records: Records, asked: str) -> int:
    found = next((place for place, (number, _) in enumerate(records) if str(number) == asked), None)
    if found is None:
        raise TableRefused(mend("There is nothing in that row. Choose the row that holds the names of the columns."))
    return found


def _names(heading: list[str], width: int) -> Iterator[str]:
    """A name a column, each its own: one without a name, or with that of another, has its letter with it."""
    seen: set[str] = set()
    for place in range(width):
        name = " ".join(heading[place].split())[:200] if place < len(heading) else ""
        letter = f"({get_column_letter(place + 1)})"
        name = name if name and name not in seen else f"{name} {letter}".strip()
        seen.add(name)
        yield name


_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/s.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="s.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" '
    'r:id="r1"/></sheets></workbook>',
    "xl/s.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row></sheetData>'
    '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>',
}


def rehearse() -> None:
    """Goes through it once with tables of our own: code is loaded when it is first come upon."""
    own = io.BytesIO()
    with zipfile.ZipFile(own, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in _PARTS.items():
            packed.writestr(name, text)
    read(own.getvalue())
    for encoding in (*ENCODINGS, "utf-8-sig"):
        read("a;ب\n1;2\n".encode(encoding, "replace"), encoding)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of what a workbook has beside its cells
    csv.field_size_limit(MOST_CELL)
    rehearse()
    confine(**LIMITS)
    try:
        made = read(sys.stdin.buffer.read(MOST_INPUT + 1), *sys.argv[1:4])
    except TableRefused as refusal:
        made = [json.dumps({"refused": str(refusal), "row": refusal.row})]
    for each in made:
        sys.stdout.buffer.write(each.encode() + b"\n")
