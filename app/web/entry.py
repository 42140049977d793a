"""Quick entry: ten questions, and how each answer was understood before anything is kept."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.entry import Entry
from app.domain.entry_templates import QUESTIONS, USUAL
from app.domain.errors import InvalidInput, mend
from app.services import entry as deeds
from app.services import entry_templates, incidents, provenance
from app.services.entry_templates import EntryTemplate
from app.services.provenance import Reading
from app.web import drafts
from app.web.answers_kept import as_before, prefilled
from app.web.entry_fields import ten_questions
from app.web.forms import Field, Option, answered, as_sent, read_in_part
from app.web.keep_fields import keep_fields
from app.web.languages import current_language, translate
from app.web.places import offer_as_kept
from app.web.policy import begin_work
from app.web.shown import Linked
from app.web.understood import mends, near_by, offered_documents, show_back, today

pages = Blueprint("entry", __name__, url_prefix="/p/<project>/incidents")


@pages.route("/new", methods=["GET", "POST"])
def record_incident(project: str) -> ResponseReturnValue:
    form = drafts.typed()
    if request.method != "POST":
        fields = answered(_questions(), form) if form else _opened(_questions())
        return _ask(offer_as_kept(fields, new=True), form)
    entry, problems = read_in_part(Entry, request.form)
    reading = deeds.read_entry(begin_work(), g.project, entry, today()).also(problems)
    if not reading.can_be_kept:
        told, refused = _kept_as_template(entry) if entry.deed == "template" else ("", {})
        wrong = mends(reading.understood)
        shown = show_back(answered(_questions(), form, wrong | refused), reading)
        kept = drafts.keep(request.path)
        return _ask(shown, form, told or kept, reading, wrong.get("", "")), 422 if wrong or refused else 200
    drafts.end()
    ref = deeds.record_incident(begin_work(), g.project, reading, current_language())
    if reading.entry.deed == "next":
        # By refs and names of questions alone: what was typed does not stand in an address, which histories keep.
        onwards = _ticked(reading.entry.keep) or ("none",)
        return redirect(url_for("entry.record_incident", project=project, after=ref, keep=onwards), 303)
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


@pages.post("/templates/<int:template>/end")
def end_template(project: str, template: int) -> ResponseReturnValue:
    entry_templates.end_template(begin_work(), g.project, template)
    return redirect(url_for("entry.record_incident", project=project), 303)


def _questions() -> tuple[Field, ...]:
    known = provenance.suggested_sources(begin_work(), g.project)
    return (*ten_questions(offered_documents(), known), *keep_fields())


def _ticked(kept: Collection[str]) -> tuple[str, ...]:
    """The questions to keep; the usual ones where the form said nothing of it."""
    return tuple(question for question in QUESTIONS if question in kept) if kept else USUAL


def _kept_as_template(entry: Entry) -> tuple[str, dict[str, str]]:
    """Keeps the answers that are ticked under the name given: that it was done, in words, or what is wrong."""
    if not entry.template:
        return "", {"template": translate(mend("Write the name under which the answers are to be kept."))}
    try:
        answers = as_sent(request.form)
        entry_templates.keep_template(begin_work(), g.project, entry.template, answers, _ticked(entry.keep))
    except InvalidInput as refusal:
        return "", {name: translate(words) for name, words in refusal.problems.items()}
    return str(gettext("Kept as a template: %(name)s", name=entry.template)), {}


def _opened(fields: Sequence[Field]) -> Sequence[Field]:
    """The questions as they are opened: from a template, as the last incident or as the one before, or empty."""
    number = request.args.get("template", type=int)
    if number is not None:
        return _from_template(fields, entry_templates.read_template(begin_work(), g.project, number))
    repeats = "repeat" in request.args
    ref = deeds.last_recorded(begin_work(), g.project) if repeats else request.args.get("after")
    kept = tuple(QUESTIONS) if repeats else _ticked(request.args.getlist("keep"))
    if not ref:
        return fields
    view = incidents.read_incident(begin_work(), g.project, ref)
    opened = as_before(fields, view, kept)
    return opened if repeats else prefilled(opened, MultiDict([("keep", one) for one in kept]), None)


def _kept_before() -> Linked | None:
    """The incident after which this one is entered."""
    ref = request.args.get("after")
    if not ref:
        return None
    title = incidents.read_incident(begin_work(), g.project, ref, current_language()).title
    return Linked(title, url_for("incidents.read_incident", project=g.project.code, ref=ref))


def _from_template(fields: Sequence[Field], template: EntryTemplate) -> Sequence[Field]:
    answers = MultiDict(template.answers)
    known = provenance.find_document(begin_work(), g.project, answers.get("document", ""))
    return prefilled(fields, answers, Option(known.ref, f"{known.title} — {known.source_name}") if known else None)


def _ask(
    fields: Sequence[Field],
    form: Mapping[str, str],
    kept: str = "",
    reading: Reading[Entry] | None = None,
    whole: str = "",
) -> str:
    """The ten questions; once everything was understood, with the way to keep it."""
    checked = reading is not None and not reading.understood.problems
    return render_template(
        "entry.html",
        fields={field.name: field for field in fields},
        whole=whole,
        near=near_by(reading) if reading else (),
        checked=checked,
        once=form.get("once") or str(uuid.uuid4()),
        drafts=drafts.offered(request.path),
        draft=kept,
        shown=reading.digest if reading and checked else None,
        before=_kept_before() if reading is None else None,
        before_ref=request.args.get("after", ""),
        templates=[]
        if reading
        else [(one.id, one.name) for one in entry_templates.find_templates(begin_work(), g.project)],
    )
