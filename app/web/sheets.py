"""Tables: pasted or uploaded, their columns said to be something, their rows taken in, the rest mended in place."""

import re

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import FileTooLarge, InvalidInput, InvalidValue, NotFound, QuotaReached, Refused, Stale
from app.domain.mapping import Mapping
from app.domain.text import whole_number
from app.services import provenance, sheet_imports
from app.services import sheets as deeds
from app.services.permissions import may
from app.services.sheet_reading import SheetRefused, read_anew, read_pasted, read_sheet
from app.services.sheets import Overtaken, Sheet, SheetHead
from app.services.work import Work
from app.web.evidence import over_quota, size_words
from app.web.languages import current_language, translate
from app.web.policy import begin_work, doors, end_work, keeping, sign_in_token
from app.web.sheet_fields import ORDERS, choosing_columns, heading_field, said_of_columns, table_fields
from app.web.sheet_grid import ENCODINGS, as_it_was_read, mended_cells, repair_grid, rows_as_understood
from app.web.showing import instant_words
from app.web.uploads import read_upload

pages = Blueprint("sheets", __name__, url_prefix="/p/<project>/tables")

MOST = 20 * 1024 * 1024
"""Bytes of a file with a table that a browser may send; what is larger is for the command line."""
LOOKED_AT = 300
"""Rows that are tried before anything is taken in, so that the page comes at once."""
MENDED_AT_ONCE = 20


@pages.get("")
def list_sheets(project: str) -> ResponseReturnValue:
    return _start()


@pages.post("/paste")
def paste_sheet(project: str) -> ResponseReturnValue:
    text = request.form.get("pasted", "")
    end_work()  # reading takes its turn, and its time
    try:
        lines = read_pasted(text) if text.strip() else b""
    except SheetRefused as refusal:
        return _start(_why(refusal), text), 422
    except Refused as refusal:
        return _start(translate(str(refusal)), text), 409
    if not lines:
        return _start(str(gettext("Paste the rows first, with the names of their columns above them."))), 422
    name = " ".join(request.form.get("name", "").split()) or str(gettext("Pasted table"))
    with doors().work(sign_in_token()) as work:
        work.enter(project, "import_incidents")
        return _take_in_hand(work, (name, lines, text.encode()))


@pages.post("/upload")
def upload_sheet(project: str) -> ResponseReturnValue:
    # A file may take a while to come and to be read; meanwhile nobody waits for this request's connection.
    end_work()
    kept_in, most = keeping(), min(keeping().file_limit, MOST)
    with kept_in.vault.draft(g.project.id, most) as draft:
        try:
            name, asked = read_upload(draft, most)
            if draft.over:
                raise FileTooLarge("This file is larger than one may be.", most)
            draft.finish()
            with draft.open() as file:
                lines = read_sheet(file, asked.get("encoding", ""), asked.get("sheet", "").strip())
                file.seek(0)
                brought = file.read()
        except FileTooLarge as refusal:
            why = gettext(
                "A table may have at most %(size)s here; use the command line.", size=size_words(refusal.limit)
            )
            return _refused(str(why), 413)
        except SheetRefused as refusal:
            return _refused(_why(refusal), 422)
        except InvalidValue as refusal:
            return _refused(translate(str(refusal)), 422)
        except Refused as refusal:
            return _refused(translate(str(refusal)), 409)
    with doors().work(sign_in_token()) as work:
        work.enter(project, "import_incidents")
        return _take_in_hand(work, (name, lines, brought))


@pages.route("/<sheet>", methods=["GET", "POST"])
def map_columns(project: str, sheet: str) -> ResponseReturnValue:
    opened = deeds.open_sheet(begin_work(), g.project, sheet, hold=request.method == "POST")
    if request.method != "POST":
        return _map(opened, opened.mapping or _suggested(opened), checked=opened.mapping is not None)
    mapping, problems = said_of_columns(opened, request.form)
    mapping = deeds.with_words(opened, mapping)
    try:
        opened = deeds.keep_mapping(begin_work(), g.project, opened, mapping, request.form.get("version", ""))
    except Stale as late:
        return _map(opened, mapping, {"columns": str(late)}), 412
    problems = {**deeds.problems_of(opened, mapping), **problems}
    deed = request.form.get("deed")
    if not problems and deed == "profile":
        try:
            deeds.save_profile(begin_work(), g.project, request.form.get("profile", ""), mapping)
        except InvalidValue as refusal:
            problems = {"profile": str(refusal)}
    if problems or deed != "take":
        return _map(opened, mapping, problems), 422 if problems else 200
    return _take_in(opened)


@pages.post("/<sheet>/heading")
def read_from(project: str, sheet: str) -> ResponseReturnValue:
    """Reads the table anew, the names of its columns in the row that is sent."""
    opened = deeds.open_sheet(begin_work(), g.project, sheet)
    file = deeds.file_in_hand(begin_work(), g.project, opened)
    row, seen = request.form.get("row", ""), request.form.get("version", "")
    end_work()
    try:
        lines = read_anew(file, opened.facts, int(row) if re.fullmatch("[0-9]{1,7}", row) else -1)
    except SheetRefused as refusal:
        return _map(opened, opened.mapping or _suggested(opened), checked=False, heading=_why(refusal)), 422
    with doors().work(sign_in_token()) as work:
        deeds.replace_lines(work, work.enter(project, "import_incidents"), sheet, lines, seen)
    return _to(sheet)


@pages.route("/<sheet>/rows", methods=["GET", "POST"])
def read_rows(project: str, sheet: str) -> ResponseReturnValue:
    """How far it has come. What is sent are cells to be mended, or the word to go on: then rows are taken in."""
    opened = deeds.open_head(begin_work(), g.project, sheet)
    overtaken: list[Overtaken] = []
    job = sheet_imports.find_import(begin_work(), g.project, opened)
    under_way = job is not None and job.outcome is None
    if request.method == "POST":
        if under_way:
            return _to_rows(sheet)
        if mended := mended_cells(opened, request.form):
            overtaken = deeds.mend_rows(begin_work(), g.project, sheet, mended)
        if not overtaken:
            return _take_in(opened)
        opened = deeds.open_head(begin_work(), g.project, sheet)
    if not (job or opened.batch):
        raise NotFound("Nothing of this table has been taken in yet.")
    after = whole_number(request.args.get("after", "")) or 0
    standing = deeds.standing(begin_work(), g.project, opened, after, MENDED_AT_ONCE, under_way=under_way)
    page = render_template(
        "sheet_rows.html",
        name=opened.file_name,
        home=url_for("sheets.map_columns", project=project, sheet=sheet),
        stop=url_for("sheets.cancel_import", project=project, sheet=sheet),
        discard=url_for("sheets.release_sheet", project=project, sheet=sheet),
        standing=standing,
        job=job,
        under_way=under_way,
        why=translate(job.reason or "") if job else "",
        file=_file(opened),
        rows=opened.facts.rows,
        repair=None if under_way else repair_grid(opened, standing),
        unused=_unused(opened, opened.mapping),
        overtaken=overtaken,
    )
    return page, 409 if overtaken else 200


@pages.post("/<sheet>/stop")
def cancel_import(project: str, sheet: str) -> ResponseReturnValue:
    """Stops what goes on by itself, behind the rows that are under way: it can be gone on with."""
    opened = deeds.open_head(begin_work(), g.project, sheet)
    sheet_imports.cancel_import(begin_work(), g.project, opened.key)
    return _to_rows(sheet)


@pages.post("/<sheet>/discard")
def release_sheet(project: str, sheet: str) -> ResponseReturnValue:
    deeds.open_head(begin_work(), g.project, sheet)
    sheet_imports.cancel_import(begin_work(), g.project, sheet)
    deeds.discard_sheet(begin_work(), g.project, sheet)
    return redirect(url_for("sheets.list_sheets", project=project), 303)


def _take_in(sheet: SheetHead) -> ResponseReturnValue:
    """Takes rows in while the browser waits, or, of a long table, asks for it and shows how far it has come."""
    code = g.project.code
    try:
        if sheet_imports.is_long(sheet):
            whole = deeds.open_sheet(begin_work(), g.project, sheet.key)
            sheet_imports.start_import(begin_work(), g.project, whole)
        else:
            end_work()
            sheet_imports.import_sheet(doors(), sign_in_token(), code, sheet.key, keeping())
    except InvalidInput:
        return redirect(url_for("sheets.map_columns", project=code, sheet=sheet.key), 303)
    return _to_rows(sheet.key)


def _file(sheet: SheetHead) -> tuple[str, str] | None:
    """What the file is called that the table came in, and where it is handed out."""
    found = deeds.kept_file(begin_work(), g.project, sheet)
    if found is None or not may(g.project, "read_files"):
        return None
    address = url_for("evidence.read_file", project=g.project.code, document=found.document, file=found.ref)
    return found.name, address


def _suggested(sheet: Sheet) -> Mapping:
    """What the columns probably are, or what the profile says that the address names."""
    asked = request.args.get("profile", "")
    saved = [one for one in deeds.find_profiles(begin_work(), g.project) if one.name == asked]
    return deeds.by_profile(sheet, saved[0]) if saved else deeds.suggest(sheet, current_language())


def _map(
    sheet: Sheet, mapping: Mapping, problems: dict[str, str] | None = None, checked: bool = True, heading: str = ""
) -> str:
    """What the columns are said to be; once that is in order, the first rows as they are understood by it. `heading`:
    what is wrong with the row that was said to name them."""
    wrong = deeds.problems_of(sheet, mapping) if problems is None and checked else problems or {}
    in_order = checked and not wrong
    rows = list(sheet.rows())[:LOOKED_AT]
    fields = table_fields(mapping, sources=provenance.suggested_sources(begin_work(), g.project), wrong=wrong)
    profiles = [] if sheet.mapping else deeds.fitting_profiles(begin_work(), g.project, sheet)
    return render_template(
        "sheet.html",
        name=sheet.file_name,
        version=sheet.version,
        told=as_it_was_read(sheet.facts),
        heading=heading_field(sheet.facts, heading),
        read_from="" if sheet.batch else url_for("sheets.read_from", project=g.project.code, sheet=sheet.key),
        fields=fields,
        whole=translate(wrong.get("columns", "")),
        choosing=choosing_columns(sheet, mapping),
        grid=rows_as_understood(mapping, rows, deeds.understand_rows(mapping, rows)) if in_order else None,
        other_order=ORDERS.get(deeds.order_that_fits(sheet, mapping)) if in_order else None,
        unused=_unused(sheet, mapping),
        more=sheet.facts.rows > LOOKED_AT,
        profiles=[
            (one.name, url_for("sheets.map_columns", project=g.project.code, sheet=sheet.key, profile=one.name))
            for one in profiles
        ],
        rows_page=url_for("sheets.read_rows", project=g.project.code, sheet=sheet.key) if sheet.batch else "",
        discard=url_for("sheets.release_sheet", project=g.project.code, sheet=sheet.key),
    )


def _unused(sheet: SheetHead, mapping: Mapping | None) -> list[str]:
    return [name for name in sheet.facts.columns if mapping and not mapping.columns.get(name)]


def _start(error: str = "", pasted: str = "") -> str:
    in_hand = [
        (one, url_for("sheets.map_columns", project=g.project.code, sheet=one.key), instant_words(one.saved_at))
        for one in deeds.find_sheets(begin_work(), g.project)
    ]
    return render_template(
        "sheets.html",
        in_hand=in_hand,
        profiles=[one.name for one in deeds.find_profiles(begin_work(), g.project)],
        pasted=pasted,
        error=error,
        encodings=ENCODINGS,
        limit=size_words(min(keeping().file_limit, MOST)),
    )


def _take_in_hand(work: Work, brought: tuple[str, bytes, bytes]) -> ResponseReturnValue:
    try:
        return _to(deeds.take_sheet(work, g.project, brought, keeping().project_quota))
    except QuotaReached as refusal:
        return _refused(over_quota(refusal.limit), 409)
    except Refused as refusal:
        return _refused(translate(str(refusal)), 409)


def _refused(error: str, status: int) -> Response:
    """The page once more, with what was wrong."""
    return make_response(_start(error), status)


def _why(refusal: SheetRefused) -> str:
    words = translate(str(refusal))
    return str(gettext("Row %(number)s: %(why)s", number=refusal.row, why=words)) if refusal.row else words


def _to(key: str) -> ResponseReturnValue:
    return redirect(url_for("sheets.map_columns", project=g.project.code, sheet=key), 303)


def _to_rows(key: str) -> ResponseReturnValue:
    return redirect(url_for("sheets.read_rows", project=g.project.code, sheet=key), 303)
