"""Quick entry: ten questions, and how each answer was understood before anything is kept."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.entry import Entry
from app.services import entry as deeds
from app.services import provenance
from app.services.provenance import Reading
from app.web.entry_fields import ten_questions
from app.web.forms import Field, answered, read_in_part
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.understood import mends, offered_documents, show_back, today

pages = Blueprint("entry", __name__, url_prefix="/p/<project>/incidents")

_KEPT_FOR_NEXT = ("document", "originator", "when", "where", "alleged", "alleged_kind")
"""What "save, and next with the same source, time and place" carries over: questions 1, 3, 7, 8 and 9."""


@pages.route("/new", methods=["GET", "POST"])
def record_incident(project: str) -> ResponseReturnValue:
    if request.method != "POST":
        return _ask(answered(_questions(), request.args) if request.args else _questions())
    entry, problems = read_in_part(Entry, request.form)
    reading = deeds.read_entry(begin_work(), g.project, entry, today()).also(problems)
    if not reading.can_be_kept:
        wrong = mends(reading.understood)
        shown = show_back(answered(_questions(), request.form, wrong), reading)
        return _ask(shown, reading=reading, whole=wrong.get("", "")), 422 if wrong else 200
    ref = deeds.record_incident(begin_work(), g.project, reading, current_language())
    if reading.entry.deed == "next":
        kept: dict[str, Any] = {name: request.form.get(name) for name in _KEPT_FOR_NEXT}
        return redirect(url_for("entry.record_incident", project=project, **kept), 303)
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


def _questions() -> tuple[Field, ...]:
    return ten_questions(offered_documents(), provenance.suggested_sources(begin_work(), g.project))


def _ask(fields: Sequence[Field], reading: Reading[Entry] | None = None, whole: str = "") -> str:
    """The ten questions; once everything was understood, with the way to keep it."""
    checked = reading is not None and not reading.understood.problems
    return render_template(
        "entry.html",
        fields={field.name: field for field in fields},
        whole=whole,
        warnings=(),
        checked=checked,
        once=request.form.get("once") or str(uuid.uuid4()),
        shown=reading.digest if reading and checked else None,
    )
