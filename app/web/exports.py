"""Taking incidents out from a page: what will go, in which format; then the file, as an attachment."""

import shutil
import tempfile
from pathlib import Path

from flask import Blueprint, g, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.disclosure import INTERNAL
from app.domain.errors import InvalidValue
from app.domain.questions import Question, ask
from app.services import exports
from app.services.exports import Wanted
from app.web.filters import filter_fields
from app.web.forms import Field, Option
from app.web.policy import begin_work, doors, sign_in_token

pages = Blueprint("exports", __name__, url_prefix="/p/<project>/export")

MOST = 25_000
"""Incidents that are written while a browser waits; more is for the command line."""

_ENDINGS = {
    "csv": ("zip", "application/zip"),
    "geojson": ("geojson", "application/geo+json"),
    "jsonl": ("jsonl", "application/jsonl"),
}
_NOT_FILTERS = frozenset({"csrf_token", "format", "audience"})


@pages.route("", methods=["GET", "POST"])
def export_incidents(project: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    question = ask({name: texts for name, texts in asked.lists() if name not in _NOT_FILTERS})
    if request.method == "POST":
        return _file(project, question, asked)
    _refuse_format(asked.get("format", "csv"))
    number = exports.count_incidents(begin_work(), g.project, question)
    return render_template(
        "exports.html",
        asked=question.as_parameters(),
        question=_in_words(question),
        number=number,
        most=MOST,
        format=_formats(asked.get("format", "csv")),
    )


def _refuse_format(name: str) -> None:
    """InvalidValue for a format that there is not: another in its place would pass for it."""
    if name not in _ENDINGS:
        words = gettext(
            "There is no format “%(name)s”. Choose one of these: %(known)s.", name=name, known=", ".join(_ENDINGS)
        )
        raise InvalidValue(words, "format")


def _file(code: str, question: Question, asked: MultiDict[str, str]) -> ResponseReturnValue:
    """The file itself. It is written whole before the first byte is sent."""
    _refuse_format(asked.get("format", ""))
    name, audience = asked.get("format", ""), asked.get("audience", INTERNAL.name)
    ending, kind = _ENDINGS[name]
    # So far this request has only asked who comes. The export is a unit of work of its own, which sees one moment.
    g.closing.close()
    folder = Path(tempfile.mkdtemp(prefix="tawthiq-export-"))
    try:
        path = folder / f"export.{ending}"
        export = exports.export_incidents(doors(), sign_in_token(), code, Wanted(question, name, audience, MOST), path)
        file = path.open("rb")
    finally:
        shutil.rmtree(folder)
    day = export.manifest["as_of"][:10]
    return send_file(file, kind, as_attachment=True, download_name=f"{code}-{day}.{ending}")


def _in_words(question: Question) -> list[tuple[str, str]]:
    """Each filter that was set: its label, and what was chosen."""
    asked = question.as_parameters()
    return [(str(field.label), _chosen(field)) for name, field in filter_fields(asked).items() if name in asked]


def _chosen(field: Field) -> str:
    return next((str(one.label) for one in field.options if one.value in field.values), ", ".join(field.values))


def _formats(chosen: str) -> Field:
    options = (
        Option(
            "csv", gettext("CSV tables"), gettext("For a spreadsheet: a ZIP of tables, with what each column means.")
        ),
        Option("geojson", "GeoJSON", gettext("For a map: one feature an incident.")),
        Option("jsonl", "JSON Lines", gettext("All that is claimed; another installation can take it in.")),
    )
    return Field("format", gettext("Format"), "radios", value=chosen, options=options)
