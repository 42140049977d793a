"""Entry by hand: the ten questions, one claim more, the end of one. What was understood is shown before it is kept."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Asked

from app.domain import wording
from app.domain.dates import When
from app.domain.entry import ClaimEntry, Entry, Understood
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.incidents import ClaimView, IncidentView
from app.domain.properties import PROPERTIES
from app.services import entry as deeds
from app.services import incidents as reads
from app.services.entry import Reading
from app.web.entry_fields import claim_fields, reason_field, ten_questions
from app.web.forms import Field, Option, answered, read_form
from app.web.incidents import tagged
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.showing import instant_words, show_claim
from app.web.shown import ShownDifference
from app.web.tables import Column

pages = Blueprint("entry", __name__, url_prefix="/p/<project>/incidents")

_KEPT_FOR_NEXT = ("document", "originator", "when", "where", "alleged", "alleged_kind")
"""What "save and next from this source" carries over: questions 1, 3, 7, 8 and 9."""


@pages.route("/new", methods=["GET", "POST"])
def record_incident(project: str) -> ResponseReturnValue:
    fields = ten_questions(_documents(), deeds.suggested_sources(begin_work(), g.project))
    if request.method == "GET":
        return _ask(answered(fields, request.args) if request.args else fields)
    try:
        reading = deeds.read_entry(begin_work(), g.project, read_form(Entry, request.form), _today())
    except InvalidInput as refusal:
        return _ask(answered(fields, request.form, refusal.problems), whole=refusal.problems.get("", "")), 422
    if not reading.can_be_kept:
        shown = _show_back(answered(fields, request.form, _mends(reading.understood)), reading.understood)
        return _ask(shown, reading=reading), 422 if reading.understood.problems else 200
    ref = deeds.record_incident(begin_work(), g.project, reading, current_language())
    if reading.entry.deed == "next":
        kept: dict[str, Any] = {name: request.form.get(name) for name in _KEPT_FOR_NEXT}
        return redirect(url_for("entry.record_incident", project=project, **kept), 303)
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


@pages.route("/<ref>/claims/new", methods=["GET", "POST"])
def attribute_claim(project: str, ref: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    return _claim_form(view, None)


@pages.route("/<ref>/claims/<claim>/supersede", methods=["GET", "POST"])
def supersede_claim(project: str, ref: str, claim: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    return _claim_form(view, _claim(view, claim))


class _Withdrawal(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    reason: str = Asked(min_length=1, max_length=1000)
    deed: str = "save"


@pages.route("/<ref>/claims/<claim>/withdraw", methods=["GET", "POST"])
def withdraw_claim(project: str, ref: str, claim: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    old = _claim(view, claim)
    fields: Sequence[Field] = (reason_field(),)
    if request.method == "POST":
        try:
            reason = read_form(_Withdrawal, request.form).reason
            deeds.withdraw_claim(begin_work(), g.project, view, old, reason)
            return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)
        except InvalidInput as refusal:
            fields = answered(fields, request.form, refusal.problems)
    return render_template(
        "claim_form.html",
        heading=gettext("Withdraw a claim"),
        intro=gettext("It stays readable, marked as withdrawn, with your reason. Nothing is deleted."),
        incident=view,
        standing=show_claim(old),
        fields=fields,
        whole="",
        warnings=(),
        checked=True,
        deed=gettext("Withdraw it"),
        version=None,
        once=None,
        shown=None,
    ), 422 if request.method == "POST" else 200


class _Amendment(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    title: str = Asked(min_length=1, max_length=300)
    summary: str = Asked("", max_length=2000)
    version: int
    deed: str = "save"


@pages.route("/<ref>/amend", methods=["GET", "POST"])
def amend_incident(project: str, ref: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    fields = _own_words(view)
    if request.method == "GET":
        return tagged(make_response(_amend(view, fields)), view)
    try:
        given = read_form(_Amendment, request.form)
        deeds.amend_incident(begin_work(), g.project, ref, given.version, given.title, given.summary)
    except InvalidInput as refusal:
        return _amend(view, answered(fields, request.form, refusal.problems)), 422
    except Stale:
        return _conflict(view, answered(fields, request.form), given), 412
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


def _documents() -> tuple[Option, ...]:
    known = deeds.offered_documents(begin_work(), g.project)
    return tuple(Option(one.ref, f"{one.title} — {one.source_name}") for one in known)


def _today() -> date:
    return datetime.now(UTC).date()


def _mends(understood: Understood) -> dict[str, str]:
    return {name: translate(mend) for name, mend in understood.problems.items()}


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


def _show_back(fields: Sequence[Field], understood: Understood, path: str = "") -> tuple[Field, ...]:
    """The fields with how each answer was understood."""
    language = current_language()
    words: dict[str, tuple[str, bool]] = {}
    if understood.when:
        words["when"] = _time_words(understood.when), _unsure(understood.when)
    if understood.counts:
        said = [wording.value_words(count, "incident.count", language) for count in understood.counts]
        words["count"] = " · ".join(said), any(count.minimum is None for count in understood.counts)
    if understood.place:
        precision = wording.precision_words(understood.place.precision, understood.place.radius_m, language)
        words["where"] = (
            f"{wording.place_words(understood.place, language)} ({precision})",
            understood.place.wkt is None,
        )
    if understood.published:
        words["published"] = wording.value_words(understood.published, "incident.when", language), False
    if understood.values and path:
        name = {"place": "where", "term": "term"}.get(PROPERTIES[path].value_kind, "value")
        said = [wording.value_words(value, path, language) for value in understood.values]
        words[name] = " · ".join(said), False
    return tuple(_told(field, words.get(field.name)) for field in fields)


def _told(field: Field, words: tuple[str, bool] | None) -> Field:
    return replace(field, understood=words[0], unsure=words[1]) if words and not field.error else field


def _time_words(when: When) -> str:
    """How a time was understood, or why only its words are kept."""
    if when.not_understood is None:
        return wording.value_words(when, "incident.when", current_language())
    return str(_WORDS_ONLY[when.not_understood])


_WORDS_ONLY = {
    "not_listed": lazy_gettext("the words only: when is not known"),
    "incomplete": lazy_gettext("the words only: no year stands in them, and none is guessed"),
    "weekday_differs": lazy_gettext("the words only: that day was not that weekday"),
}


def _unsure(when: When) -> bool:
    return when.earliest_start is None or when.earliest_start != when.latest_end


def _claim(view: IncidentView, ref: str) -> ClaimView:
    for claim in view.claims:
        if claim.ref == ref:
            return claim
    raise NotFound("There is no such claim, or you may not see it.")


def _claim_form(view: IncidentView, old: ClaimView | None) -> ResponseReturnValue:
    """One claim more, or one that takes the place of `old`; the property is chosen first."""
    path = old.path if old else request.values.get("path", "")
    if path not in PROPERTIES:
        return _choose_property(view)
    fields = _claim_questions(view, path, old)
    if request.method == "GET":
        return _ask_claim(view, old, path, fields)
    try:
        given = read_form(ClaimEntry, request.form)
        reading = deeds.read_claim_entry(begin_work(), g.project, view, given, _today(), supersedes=old is not None)
        if reading.can_be_kept:
            if old is None:
                deeds.attribute_claim(begin_work(), g.project, view, reading)
            else:
                deeds.supersede_claim(begin_work(), g.project, view, old, reading)
            return redirect(url_for("incidents.read_incident", project=g.project.code, ref=view.ref), 303)
    except InvalidInput as refusal:
        problems = {name: translate(mend) for name, mend in refusal.problems.items()}
        return _ask_claim(view, old, path, answered(fields, request.form, problems), whole=problems.get("", "")), 422
    shown = _show_back(answered(fields, request.form, _mends(reading.understood)), reading.understood, path)
    return _ask_claim(view, old, path, shown, reading), 422 if reading.understood.problems else 200


def _choose_property(view: IncidentView) -> str:
    language = current_language()
    choices = tuple((path, known.label(language)) for path, known in PROPERTIES.items())
    return render_template("claim_choose.html", incident=view, choices=choices)


def _claim_questions(view: IncidentView, path: str, old: ClaimView | None) -> tuple[Field, ...]:
    language = current_language()
    acts = tuple(Option(act.ref, wording.act_words(act, language)) for act in view.acts)
    known = deeds.suggested_sources(begin_work(), g.project)
    fields = claim_fields(PROPERTIES[path], acts, _documents(), known)
    if old is None:
        return fields
    kept = {
        "quote": old.citations[0].quote or "" if old.citations else "",
        "act": old.act or "",
        "value": old.stated_as,
    }
    filled = tuple(replace(field, value=kept.get(field.name, field.value)) for field in fields)
    return (*filled, reason_field())


def _ask_claim(
    view: IncidentView,
    old: ClaimView | None,
    path: str,
    fields: Sequence[Field],
    reading: Reading[ClaimEntry] | None = None,
    whole: str = "",
) -> str:
    checked = reading is not None and not reading.understood.problems
    label = PROPERTIES[path].label(current_language())
    more = gettext("What a further source says stands beside what is there. Sources may contradict each other.")
    instead = gettext("The claim that it takes the place of stays readable, with your reason.")
    return render_template(
        "claim_form.html",
        heading=gettext("Supersede: %(property)s", property=label)
        if old
        else gettext("Add: %(property)s", property=label),
        intro=instead if old else more,
        incident=view,
        standing=show_claim(old) if old else None,
        fields=fields,
        path=path,
        whole=whole,
        warnings=(),
        checked=checked,
        deed=gettext("Save"),
        version=None,
        once=request.form.get("once") or str(uuid.uuid4()),
        shown=reading.digest if reading and checked else None,
    )


def _own_words(view: IncidentView) -> tuple[Field, ...]:
    help_ = gettext("Your own words, in the attributed voice. They are no evidence.")
    return (
        Field("title", gettext("Title"), help=help_, value=view.title, dir="auto", required=True),
        Field("summary", gettext("Summary"), "area", value=view.summary, rows=4, dir="auto"),
    )


def _amend(view: IncidentView, fields: Sequence[Field]) -> str:
    return render_template(
        "claim_form.html",
        heading=gettext("Amend title and summary"),
        intro=gettext("The words of the sources stay as they are; these are the organisation’s own."),
        incident=view,
        standing=None,
        fields=fields,
        whole="",
        warnings=(),
        checked=True,
        deed=gettext("Save"),
        version=request.form.get("version") or view.version,
        once=None,
        shown=None,
    )


def _conflict(view: IncidentView, fields: Sequence[Field], given: _Amendment) -> str:
    """Both versions and the reader's own: as it was read, as it is now, as they have it."""
    begin_work().abandon()
    view = reads.read_incident(begin_work(), g.project, view.ref)
    events = reads.read_history(begin_work(), g.project, view.ref)
    read = _as_read(events, given.version)
    pairs = (("title", gettext("Title"), view.title), ("summary", gettext("Summary"), view.summary))
    columns = (gettext("Property"), gettext("As you read it"), gettext("As it is now"), gettext("As you have it"))
    return render_template(
        "conflict.html",
        incident=view,
        by=events[0].actor if events else "",
        at=instant_words(view.changed_at),
        differences=[
            ShownDifference(label, str(read.get(name, "")), now, getattr(given, name)) for name, label, now in pairs
        ],
        columns=tuple(Column(label) for label in columns),
        fields=fields,
        version=view.version,
    )


def _as_read(events: Sequence[reads.Event], version: int) -> Mapping[str, object]:
    """The incident's own words as they stood at a version, from the history."""
    for event in events:
        for change in event.changes:
            if change.table == "incident" and change.before and change.before.get("version") == version:
                return change.before
    return {}
