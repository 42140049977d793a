"""Reports from a page: of which kind, in which language and format; then the file, as an attachment."""

from flask import Blueprint, g, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.errors import NotWritten, Refused
from app.domain.questions import ask
from app.domain.reports import KINDS, LANGUAGES, kind_named, refuse_unknown
from app.services import reports
from app.services.export_jobs import NO_ROOM, room_for_now
from app.services.reports import ReportWanted
from app.web.exports import in_words
from app.web.forms import Field, Option
from app.web.languages import NAMES, current_language
from app.web.policy import begin_work, doors, end_work, keeping, own_templates, sign_in_token

pages = Blueprint("reports", __name__, url_prefix="/p/<project>/reports")

MOST = 200
"""Incidents that are told one by one while a browser waits; more is for the command line."""

_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NOT_FILTERS = frozenset({"csrf_token", "kind", "language", "format"})


@pages.route("", methods=["GET", "POST"])
def write_report(project: str) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    question = ask({name: texts for name, texts in asked.lists() if name not in _NOT_FILTERS})
    kind = kind_named(asked.get("kind", "" if request.method == "POST" else "dossier"))
    language, name = asked.get("language", current_language()), asked.get("format", "pdf")
    refuse_unknown(language, name)
    if request.method == "POST":
        return _file(project, ReportWanted(kind.code, question, language, name, own_templates(), MOST))
    return render_template(
        "reports.html",
        asked=question.as_parameters(),
        question=in_words(question),
        number=reports.count_incidents(begin_work(), g.project, question),
        most=MOST,
        most_html=reports.MOST,
        most_pages=reports.MOST_PAGES,
        fields=_fields(asked, language, name),
    )


def _file(code: str, wanted: ReportWanted) -> ResponseReturnValue:
    """The file itself, written whole before the first byte is sent. It is a unit of work of its own, which sees one
    moment."""
    end_work()
    try:
        with room_for_now(keeping()) as folder:
            path = folder / f"report.{wanted.format}"
            written = reports.write_report(doors(), sign_in_token(), code, wanted, path)
            file = path.open("rb")
    except NotWritten as refusal:
        raise Refused(NO_ROOM) from refusal
    name = f"{code}-{written.kind}-{written.as_of[:10]}.{wanted.language}.{wanted.format}"
    return send_file(file, _TYPES[wanted.format], as_attachment=True, download_name=name)


def _fields(asked: MultiDict[str, str], language: str, name: str) -> tuple[Field, ...]:
    kinds = tuple(Option(one.code, one.label(current_language())) for one in KINDS.values())
    spoken = tuple(Option(code, NAMES[code]) for code in LANGUAGES)
    formats = (
        Option("pdf", gettext("PDF: to print and to hand over")),
        Option("docx", gettext("DOCX: to go on writing in")),
        Option("html", gettext("HTML: one page, to read on a screen")),
    )
    return (
        Field("kind", gettext("Report"), "select", value=asked.get("kind", "dossier"), options=kinds),
        Field("language", gettext("Language"), "radios", value=language, options=spoken),
        Field("format", gettext("Format"), "radios", value=name, options=formats),
    )
