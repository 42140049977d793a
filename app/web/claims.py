"""One claim more about an incident, one that takes another's place, and the end of one."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Asked

from app.domain import wording
from app.domain.entry import ClaimEntry
from app.domain.errors import InvalidInput, NotFound
from app.domain.incidents import ClaimView, IncidentView
from app.domain.properties import PROPERTIES
from app.services import claims as deeds
from app.services import incidents as reads
from app.services import provenance
from app.services.provenance import Reading
from app.web.entry_fields import claim_fields, reason_field
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.showing import show_claim
from app.web.understood import mends, offered_documents, show_back, today

pages = Blueprint("claims", __name__, url_prefix="/p/<project>/incidents/<ref>/claims")


@pages.route("/new", methods=["GET", "POST"])
def attribute_claim(project: str, ref: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    return _claim_form(view, None)


@pages.route("/<claim>/supersede", methods=["GET", "POST"])
def supersede_claim(project: str, ref: str, claim: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    return _claim_form(view, _claim(view, claim))


class _Withdrawal(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    reason: str = Asked(min_length=1, max_length=1000)
    deed: str = "save"


@pages.route("/<claim>/withdraw", methods=["GET", "POST"])
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
    if request.method != "POST":
        return _ask_claim(view, old, path, fields)
    try:
        given = read_form(ClaimEntry, request.form)
        reading = deeds.read_claim_entry(begin_work(), g.project, view, given, today(), supersedes=old is not None)
        if reading.can_be_kept:
            if old is None:
                deeds.attribute_claim(begin_work(), g.project, view, reading)
            else:
                deeds.supersede_claim(begin_work(), g.project, view, old, reading)
            return redirect(url_for("incidents.read_incident", project=g.project.code, ref=view.ref), 303)
    except InvalidInput as refusal:
        problems = {name: translate(mend) for name, mend in refusal.problems.items()}
        return _ask_claim(view, old, path, answered(fields, request.form, problems), whole=problems.get("", "")), 422
    shown = show_back(answered(fields, request.form, mends(reading.understood)), reading.understood, path)
    return _ask_claim(view, old, path, shown, reading), 422 if reading.understood.problems else 200


def _choose_property(view: IncidentView) -> str:
    language = current_language()
    choices = tuple((path, known.label(language)) for path, known in PROPERTIES.items())
    return render_template("claim_choose.html", incident=view, choices=choices)


def _claim_questions(view: IncidentView, path: str, old: ClaimView | None) -> tuple[Field, ...]:
    language = current_language()
    acts = tuple(Option(act.ref, wording.act_words(act, language)) for act in view.acts)
    known = provenance.suggested_sources(begin_work(), g.project)
    fields = claim_fields(PROPERTIES[path], acts, offered_documents(), known)
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
