"""Quick entry: ten questions, and how each answer was understood before anything is kept."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.entry import Entry
from app.services import entry as deeds
from app.services import incidents, provenance
from app.services.provenance import Reading
from app.web.entry_fields import as_before, ten_questions
from app.web.forms import Field, answered, read_in_part
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.understood import mends, offered_documents, show_back, today

pages = Blueprint("entry", __name__, url_prefix="/p/<project>/incidents")


@pages.route("/new", methods=["GET", "POST"])
def record_incident(project: str) -> ResponseReturnValue:
    if request.method != "POST":
        return _ask(_as_before(_questions()))
    entry, problems = read_in_part(Entry, request.form)
    reading = deeds.read_entry(begin_work(), g.project, entry, today()).also(problems)
    if not reading.can_be_kept:
        wrong = mends(reading.understood)
        shown = show_back(answered(_questions(), request.form, wrong), reading)
        return _ask(shown, reading=reading, whole=wrong.get("", "")), 422 if wrong else 200
    ref = deeds.record_incident(begin_work(), g.project, reading, current_language())
    if reading.entry.deed == "next":
        # By its ref alone: what was typed does not stand in an address, which histories and logs keep.
        return redirect(url_for("entry.record_incident", project=project, after=ref), 303)
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


def _questions() -> tuple[Field, ...]:
    return ten_questions(offered_documents(), provenance.suggested_sources(begin_work(), g.project))


def _as_before(fields: Sequence[Field]) -> Sequence[Field]:
    """The questions, with the source, time and place of the incident after which this one is entered, if it is."""
    ref = request.args.get("after")
    return as_before(fields, incidents.read_incident(begin_work(), g.project, ref)) if ref else fields


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
