"""One claim more about an incident, a party or an intervention, one that takes another's place, and the end of one."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Asked

from app.domain import wording
from app.domain.entry import ClaimEntry
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.incidents import ClaimView, IncidentView, in_place_of
from app.domain.interventions import InterventionView
from app.domain.parties import ContextEntry, PartyView
from app.domain.properties import PROPERTIES, Property, properties_of
from app.services import claims as deeds
from app.services import incidents as reads
from app.services import interventions, parties, provenance
from app.services.claims import Subject
from app.services.provenance import Reading
from app.services.resting import rests_on_claim
from app.web import drafts
from app.web.answers_kept import as_kept
from app.web.entry_fields import claim_fields, of_people_field, reason_field
from app.web.figures import figures_beside
from app.web.forms import Field, Option, answered, read_form, read_in_part
from app.web.languages import current_language, within
from app.web.places import offer_as_kept
from app.web.policy import begin_work
from app.web.resting import ShownResting, show_resting_claim
from app.web.showing import instant_words, show_claim
from app.web.understood import mends, offered_documents, show_back, today

pages = Blueprint("claims", __name__, url_prefix="/p/<project>/incidents/<ref>/claims")


@pages.route("/new", methods=["GET", "POST"])
def attribute_claim(project: str, ref: str) -> ResponseReturnValue:
    return add_claim(reads.read_incident(begin_work(), g.project, ref, current_language()))


@pages.route("/<claim>/supersede", methods=["GET", "POST"])
def supersede_claim(project: str, ref: str, claim: str) -> ResponseReturnValue:
    return replace_claim(reads.read_incident(begin_work(), g.project, ref, current_language()), claim)


class _Withdrawal(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    reason: str = Asked(min_length=1, max_length=1000)
    deed: str = "save"


@pages.route("/<claim>/withdraw", methods=["GET", "POST"])
def withdraw_claim(project: str, ref: str, claim: str) -> ResponseReturnValue:
    return end_claim(reads.read_incident(begin_work(), g.project, ref, current_language()), claim)


def add_claim(view: Subject) -> ResponseReturnValue:
    """Asks for one claim more."""
    return _claim_form(view, None)


def replace_claim(view: Subject, claim: str) -> ResponseReturnValue:
    """Asks for a claim that takes the place of another."""
    try:
        return _claim_form(view, _claim(view, claim))
    except Stale:
        return _ended(view, claim, _as_typed)


def end_claim(view: Subject, claim: str) -> ResponseReturnValue:
    """Asks why a claim is withdrawn."""
    old = _claim(view, claim)
    fields: Sequence[Field] = (reason_field(),)
    try:
        deeds.refuse_ended(view, old)
        if request.method == "POST":
            reason = read_form(_Withdrawal, request.form).reason
            deeds.withdraw_claim(begin_work(), g.project, view, old, reason)
            return redirect(home_of(view), 303)
    except InvalidInput as refusal:
        fields = answered(fields, request.form, refusal.problems)
    except Stale:
        return _ended(view, claim, _withdrawal_as_typed)
    return _withdraw(view, old, fields), 422 if request.method == "POST" else 200


def _withdraw(view: Subject, old: ClaimView, fields: Sequence[Field], **further: Any) -> str:
    asked = {
        "heading": gettext("Withdraw a claim"),
        "intro": gettext("It stays readable, marked as withdrawn, with your reason. Nothing is deleted."),
        "standing": show_claim(old),
        "checked": True,
        "deed": gettext("Withdraw it"),
        "once": None,
        "resting": _resting(old),
    }
    return _form(view, fields=fields, **asked | further)


def _resting(old: ClaimView) -> ShownResting | None:
    """What was decided by a claim that is to end; nothing where nothing was."""
    found = rests_on_claim(begin_work(), g.project, old.ref)
    return show_resting_claim(found) if found.decisions or found.levels else None


def home_of(view: Subject) -> str:
    """The page of what a claim is about."""
    if isinstance(view, PartyView):
        return url_for("parties.read_party", project=g.project.code, party=view.ref)
    if isinstance(view, InterventionView):
        return url_for("interventions.read_intervention", project=g.project.code, intervention=view.ref)
    return url_for("incidents.read_incident", project=g.project.code, ref=view.ref)


def deed_address(view: Subject, deed: str, claim: str | None = None, path: str | None = None) -> str:
    """Where a claim about it is added, superseded or withdrawn."""
    if isinstance(view, PartyView):
        return url_for(f"parties.{deed}", project=g.project.code, party=view.ref, said=claim, path=path)
    if isinstance(view, InterventionView):
        return url_for(f"interventions.{deed}", project=g.project.code, intervention=view.ref, told=claim, path=path)
    return url_for(f"claims.{deed}", project=g.project.code, ref=view.ref, claim=claim, path=path)


def _again(view: Subject) -> Subject:
    if isinstance(view, PartyView):
        return parties.read_party(begin_work(), g.project, view.ref)
    if isinstance(view, InterventionView):
        return interventions.read_intervention(begin_work(), g.project, view.ref, current_language())
    return reads.read_incident(begin_work(), g.project, view.ref, current_language())


def _history(view: Subject) -> Sequence[reads.Event]:
    if isinstance(view, PartyView):
        return parties.read_history(begin_work(), g.project, view)[0]
    if isinstance(view, InterventionView):
        return interventions.read_history(begin_work(), g.project, view)[0]
    return reads.read_history(begin_work(), g.project, view.ref)[0]


def _ended(view: Subject, claim: str, as_typed: Callable[[Subject, ClaimView, str], str]) -> ResponseReturnValue:
    """What has become of a claim that no longer stands; beside what was typed, if something was."""
    begin_work().abandon()
    view = _again(view)
    old = _claim(view, claim)
    if request.method == "POST":
        return as_typed(view, old, _how_it_ended(view, old)), 412
    return say_ended(view, old)


def say_ended(view: Subject, old: ClaimView, typed: str = "") -> ResponseReturnValue:
    """What has become of a claim with which something more was to be done; beside what was typed, if something was."""
    return _say_ended(view, old, _how_it_ended(view, old), typed), 409


def _say_ended(view: Subject, old: ClaimView, how: str, typed: str = "") -> str:
    successor = in_place_of(view.claims, old)
    return render_template(
        "claim_ended.html",
        about=view,
        home=home_of(view),
        how=how,
        ended=show_claim(old),
        standing=show_claim(successor) if successor else None,
        typed=typed,
    )


def _as_typed(view: Subject, old: ClaimView, how: str) -> str:
    """The form with all that was typed, set against the claim that stands now, or for a claim of its own."""
    now = in_place_of(view.claims, old)
    fields = answered(_claim_questions(view, old.path, now), request.form)
    if now:
        way = gettext("What stands now and what you typed are both below. To put yours in its place, go on.")
        action = deed_address(view, "supersede_claim", now.ref)
    else:
        way = gettext("What was kept and what you typed are both below. To add yours as a claim of its own, go on.")
        action = deed_address(view, "attribute_claim")
    ended = _beside_what_is_kept(old, now, f"{how} {way}")
    return _ask_claim(view, now, old.path, fields, once=str(uuid.uuid4()), action=action, **ended)


def _withdrawal_as_typed(view: Subject, old: ClaimView, how: str) -> str:
    """The reason that was typed, for the claim that stands now; where none does, there is nothing left to withdraw."""
    now = in_place_of(view.claims, old)
    if now is None:
        return _say_ended(view, old, how, request.form.get("reason", ""))
    way = gettext("What stands now and the reason that you typed are both below. To withdraw what stands now, go on.")
    action = deed_address(view, "withdraw_claim", now.ref)
    ended = _beside_what_is_kept(old, now, f"{how} {way}")
    return _withdraw(view, now, answered((reason_field(),), request.form), action=action, **ended)


def _beside_what_is_kept(old: ClaimView, now: ClaimView | None, intro: str) -> dict[str, Any]:
    return {
        "heading": gettext("This claim no longer stands"),
        "intro": intro,
        "standing": show_claim(now or old),
        "standing_as": gettext("What stands in its place") if now else gettext("As it was kept"),
    }


def _how_it_ended(view: Subject, old: ClaimView) -> str:
    """Who ended a claim, and when: "you" to the one who did."""
    for event in _history(view):
        if any(change.table == "claim" and (change.before or {}).get("ref") == old.ref for change in event.changes):
            at = instant_words(event.at)
            if old.superseded_by:
                if event.actor == g.person.name:
                    return str(gettext("You superseded this claim on %(time)s.", time=at))
                return str(
                    gettext("%(person)s superseded this claim on %(time)s.", person=within(event.actor), time=at)
                )
            if event.actor == g.person.name:
                return str(gettext("You withdrew this claim on %(time)s.", time=at))
            return str(gettext("%(person)s withdrew this claim on %(time)s.", person=within(event.actor), time=at))
    return str(gettext("This claim was superseded or withdrawn."))


def _claim(view: Subject, ref: str) -> ClaimView:
    for claim in view.own_claims:
        if claim.ref == ref:
            return claim
    raise NotFound("There is no such claim, or you may not see it.")


def _claim_form(view: Subject, old: ClaimView | None) -> ResponseReturnValue:
    """One claim more, or one that takes the place of `old`; the property is chosen first."""
    path = old.path if old else request.values.get("path", "")
    if path not in {known.path for known in _offered(view, new=False)}:
        return _choose_property(view)
    fields = _claim_questions(view, path, old)
    form = drafts.typed()
    if request.method != "POST":
        if old is not None:
            deeds.refuse_ended(view, old)
        fields = offer_as_kept(answered(fields, form) if form else fields, new=old is None)
        return _ask_claim(view, old, path, fields, once=_once(form))
    given, problems = read_in_part(_asked_of(view), request.form)
    # What takes a claim's place is of its property and its act, whatever was sent.
    given = given.model_copy(update={"path": path} | ({"act": old.act, "item": old.item} if old else {}))
    reading = deeds.read_claim_entry(begin_work(), g.project, view, given, today(), supersedes=old is not None)
    reading = reading.also(problems)
    if reading.can_be_kept:
        if old is None:
            deeds.attribute_claim(begin_work(), g.project, view, reading)
        else:
            deeds.supersede_claim(begin_work(), g.project, view, old, reading)
        drafts.end()
        return redirect(home_of(view), 303)
    if old is not None:
        deeds.refuse_ended(view, old)
    wrong = mends(reading.understood)
    shown = show_back(answered(fields, request.form, wrong), reading, path)
    shown = figures_beside(shown, reading.understood.values, view.claims, old, reading.speaker)
    kept = drafts.keep(_draft_address(path))
    return _ask_claim(view, old, path, shown, reading, whole=wrong.get("", ""), draft=kept), 422 if wrong else 200


def _draft_address(path: str) -> str:
    """Where the form for one property stands open."""
    return f"{request.path}?{urlencode({'path': path})}"


def _once(form: Mapping[str, str]) -> str:
    return form.get("once") or str(uuid.uuid4())


def _asked_of(view: Subject) -> type[ClaimEntry]:
    return ContextEntry if isinstance(view, PartyView) else ClaimEntry


def _offered(view: Subject, *, new: bool = True) -> tuple[Property, ...]:
    """What may be claimed of it here. What is `new` of an object is offered only where there is one: what was harmed
    comes first."""
    if isinstance(view, PartyView):
        return properties_of("party")
    if isinstance(view, InterventionView):
        return properties_of("intervention")
    found = properties_of("act", "incident", "item")
    return tuple(one for one in found if one.subject != "item" or view.own_items or one.path == "item.kind" or not new)


def _choose_property(view: Subject) -> str:
    language = current_language()
    if isinstance(view, PartyView):
        deeds.refuse_context(view)
    choices = tuple(
        (deed_address(view, "attribute_claim", path=one.path), one.label(language)) for one in _offered(view)
    )
    return render_template("claim_choose.html", about=view, home=home_of(view), choices=choices)


def _claim_questions(view: Subject, path: str, old: ClaimView | None) -> tuple[Field, ...]:
    language = current_language()
    whole = view if isinstance(view, IncidentView) else None
    meant = [act for act in whole.own_acts if old is None or act.ref == old.act] if whole else []
    acts = tuple(Option(act.ref, wording.act_words(act, language)) for act in meant)
    known = provenance.suggested_sources(begin_work(), g.project)
    items = tuple(Option(item.ref, item.label) for item in whole.own_items) if whole else ()
    fields = claim_fields(PROPERTIES[path], acts, offered_documents(), known, items, _premises(whole, old))
    if isinstance(view, PartyView):
        fields = (*fields, of_people_field())
    if old is None:
        return fields
    # Of which object an earlier claim is, its successor does not ask again.
    asked = tuple(field for field in fields if field.name not in ("item", "item_label"))
    return (*as_kept(asked, old), reason_field())


def _premises(view: IncidentView | None, old: ClaimView | None) -> tuple[Option, ...]:
    """The claims of an incident from which one more may be inferred."""
    language = current_language()
    return tuple(
        Option(
            one.ref,
            gettext(
                "%(property)s: %(value)s",
                property=PROPERTIES[one.path].label(language),
                value=wording.claim_words(one, language),
            ),
        )
        for one in (view.claims if view else ())
        if one.live and one is not old and not one.premises
    )


def _ask_claim(
    view: Subject,
    old: ClaimView | None,
    path: str,
    fields: Sequence[Field],
    reading: Reading[ClaimEntry] | None = None,
    **further: Any,
) -> str:
    checked = reading is not None and not reading.understood.problems
    label = PROPERTIES[path].label(current_language())
    more = gettext("What a further source says stands beside what is there. Sources may contradict each other.")
    if isinstance(view, PartyView):
        more = gettext("What is said of a party beside all incidents is shown with it, and counted or mapped nowhere.")
    instead = gettext("The claim that it takes the place of stays readable, with your reason.")
    asked = {
        "heading": gettext("Supersede: %(property)s", property=label)
        if old
        else gettext("Add: %(property)s", property=label),
        "intro": instead if old else more,
        "standing": show_claim(old) if old else None,
        "resting": _resting(old) if old else None,
        "checked": checked,
        "deed": gettext("Save"),
        "once": _once(request.form),
        "shown": reading.digest if reading and checked else None,
        "drafts": drafts.offered(_draft_address(path)),
    }
    return _form(view, fields=fields, path=path, **asked | further)


def _form(view: Subject, **asked: Any) -> str:
    usual: dict[str, Any] = {
        "whole": "", "warnings": (), "version": None, "shown": None, "action": None, "drafts": (), "draft": "",
    }  # fmt: skip
    return render_template("claim_form.html", about=view, home=home_of(view), **usual | asked)
