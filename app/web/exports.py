"""Taking incidents out from a page: what will go, in which format; then the file, as an attachment. What takes longer
than a browser waits is written by itself, and fetched when it is ready."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.disclosure import INTERNAL
from app.domain.entry import ONCE
from app.domain.errors import InvalidInput, InvalidValue, NotWritten, Refused, UnknownFilter, mend
from app.domain.questions import Question, ask
from app.services import export_jobs, exports
from app.services.export_jobs import ENDINGS, NO_ROOM, Asked
from app.services.exports import Wanted
from app.services.jobs import Job
from app.web.evidence import size_words
from app.web.filters import filter_fields
from app.web.forms import Field, Option
from app.web.languages import current_language, translate
from app.web.policy import begin_work, doors, end_work, keeping, sign_in_token
from app.web.showing import instant_words

pages = Blueprint("exports", __name__, url_prefix="/p/<project>/export")

MOST = 25_000
"""Incidents that are written while a browser waits; more is written by itself."""

_KINDS = {
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "geoparquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
}
_NOT_FILTERS = frozenset({"csrf_token", "format", "audience", "once", "window"})
_KEY = re.compile(ONCE)


@dataclass(frozen=True)
class Shown:
    """An export that was asked for, as it stands on the page. `state` is waiting, writing, stopping, stopped, ready or
    gone; `done` the rows so far, `of` how many there will be, where that is known: one for each of the `incidents`."""

    ref: str
    name: str
    question: list[tuple[str, str]]
    asked_at: str
    state: str
    done: int
    incidents: int
    of: int | None
    why: str
    size: str
    until: str
    taken: int
    has_manifest: bool


@pages.route("", methods=["GET", "POST"])
def export_incidents(project: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    question = ask({name: texts for name, texts in asked.lists() if name not in _NOT_FILTERS})
    if request.method == "POST":
        return _take(project, question, asked)
    _refuse_format(asked.get("format", "csv"))
    number = exports.count_incidents(begin_work(), g.project, question)
    return render_template(
        "exports.html",
        asked=question.as_parameters(),
        question=in_words(question),
        number=number,
        by_itself=number > MOST,
        format=_formats(asked.get("format", "csv")),
        once=str(uuid.uuid4()),
        **_own(),
    )


@pages.get("/own")
def list_exports(project: str) -> ResponseReturnValue:
    """The reader's own exports alone, for whoever looks again and again how far they have come."""
    return render_template("parts/own_exports.html", **_own())


def _own() -> dict[str, Any]:
    earlier = [_shown(*one) for one in export_jobs.find_exports(begin_work(), g.project)]
    under_way = any(one.state in ("waiting", "writing", "stopping") for one in earlier)
    return {"earlier": earlier, "under_way": under_way}


@pages.post("/<export>/take")
def take_export(project: str, export: str) -> ResponseReturnValue:
    """The file of an export that is ready."""
    asked = export_jobs.read_export(begin_work(), g.project, export)
    kept = export_jobs.take_export(begin_work(), g.project, keeping(), export)
    return send_file(kept.file, _KINDS[asked.format], as_attachment=True, download_name=kept.name)


@pages.post("/<export>/stop")
def stop_export(project: str, export: str) -> ResponseReturnValue:
    export_jobs.stop_export(begin_work(), g.project, export)
    return _back()


@pages.post("/<export>/again")
def begin_again(project: str, export: str) -> ResponseReturnValue:
    """One that has stopped is written once more."""
    export_jobs.begin_again(begin_work(), g.project, keeping(), export)
    return _back()


@pages.get("/<export>/manifest")
def read_manifest(project: str, export: str) -> ResponseReturnValue:
    """What an export was: it stays when the file is gone."""
    manifest = export_jobs.read_export(begin_work(), g.project, export).manifest
    if manifest is None:
        raise Refused(gettext("This file is not ready yet."))
    answer = Response(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename={export}.manifest.json"
    return answer


def _back() -> ResponseReturnValue:
    return redirect(url_for("exports.export_incidents", project=g.project.code), 303)


def _refuse_format(name: str) -> None:
    """InvalidValue for a format that there is not: another in its place would pass for it."""
    if name not in _KINDS:
        words = gettext(
            "There is no format “%(name)s”. Choose one of these: %(known)s.", name=name, known=", ".join(_KINDS)
        )
        raise InvalidValue(words, "format")


def _take(code: str, question: Question, asked: MultiDict[str, str]) -> ResponseReturnValue:
    _refuse_format(asked.get("format", ""))
    name, audience = asked.get("format", ""), asked.get("audience", INTERNAL.name)
    wanted = Wanted(question, name, audience, MOST, current_language())
    if exports.count_incidents(begin_work(), g.project, question) > MOST:
        if not _KEY.fullmatch(key := asked.get("once", "")):
            raise InvalidInput({"": mend("Open the form again.")})
        # The same form in another format, after a step back, is meant as another export.
        export_jobs.start_export_once(begin_work(), g.project, keeping(), wanted, f"{key} {name}")
        return _back()
    return _file(code, wanted)


def _file(code: str, wanted: Wanted) -> ResponseReturnValue:
    """The file itself. It is written whole before the first byte is sent."""
    # So far this request has only asked who comes. The export is a unit of work of its own, which sees one moment.
    end_work()
    ending = ENDINGS[wanted.format]
    try:
        with export_jobs.room_for_now(keeping()) as folder:
            path = folder / f"export.{ending}"
            export = exports.export_incidents(doors(), sign_in_token(), code, wanted, path)
            file = path.open("rb")
    except NotWritten as refusal:
        raise Refused(NO_ROOM) from refusal
    day = export.manifest["as_of"][:10]
    return send_file(file, _KINDS[wanted.format], as_attachment=True, download_name=f"{code}-{day}.{ending}")


def _shown(asked: Asked, job: Job | None) -> Shown:
    one_table = asked.format in ("geojson", "gpkg", "geoparquet")
    return Shown(
        ref=asked.ref,
        name=next(str(option.label) for option in _formats("").options if option.value == asked.format),
        question=kept_in_words(asked.question),
        asked_at=instant_words(asked.asked_at),
        state=export_jobs.state_of(asked, job),
        done=asked.rows_done,
        incidents=asked.incidents,
        of=asked.incidents if one_table else None,
        why=translate(job.reason or "") if job else "",
        size=size_words(asked.size) if asked.size is not None else "",
        until=instant_words(asked.expires_at),
        taken=asked.taken,
        has_manifest=asked.manifest is not None,
    )


def in_words(question: Question) -> list[tuple[str, str]]:
    """Each filter that was set: its label, and what was chosen."""
    asked = question.as_parameters()
    return [(str(field.label), _chosen(field)) for name, field in filter_fields(asked).items() if name in asked]


def kept_in_words(question: Mapping[str, str]) -> list[tuple[str, str]]:
    """A question that was kept; in its own letters where it is not understood any more, as when a term was retired."""
    try:
        return in_words(ask(question))
    except UnknownFilter:
        return [(gettext("Not understood any more"), " · ".join(f"{name}={text}" for name, text in question.items()))]


def _chosen(field: Field) -> str:
    return next((str(one.label) for one in field.options if one.value in field.values), ", ".join(field.values))


def _formats(chosen: str) -> Field:
    options = (
        Option(
            "csv", gettext("CSV tables"), gettext("For a spreadsheet: a ZIP of tables, with what each column means.")
        ),
        Option("xlsx", gettext("XLSX workbook"), gettext("For a spreadsheet: the same tables as sheets of one file.")),
        Option("geojson", "GeoJSON", gettext("For a map: one feature an incident.")),
        Option("gpkg", "GeoPackage", gettext("For a desktop map such as QGIS: one layer, one feature an incident.")),
        Option("geoparquet", "GeoParquet", gettext("For analysis of much data: one table, one row an incident.")),
        Option("jsonl", "JSON Lines", gettext("All that is claimed; another installation can take it in.")),
    )
    return Field("format", gettext("Format"), "radios", value=chosen, options=options)
