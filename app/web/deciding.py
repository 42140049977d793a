"""Deciding between claims: how two stand to each other, and what we go by."""

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import wording
from app.domain.decisions import AdoptionEntry, Considered, LinkEntry, Question
from app.domain.errors import InvalidInput, NotFound, Refused, Stale
from app.domain.incidents import ClaimView, IncidentView
from app.domain.properties import PROPERTIES
from app.domain.verification import LINKS, METHODS, NOT_USED
from app.services import decisions as deeds
from app.services import incidents as reads
from app.web.decided import pick, question_label
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.showing import show_claim

pages = Blueprint("deciding", __name__, url_prefix="/p/<project>/incidents/<ref>")

_USED = "used"


@pages.route("/claims/<claim>/link", methods=["GET", "POST"])
def link_claims(project: str, ref: str, claim: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    one = next((found for found in view.claims if found.ref == claim), None)
    if one is None:
        raise NotFound("There is no such claim, or you may not see it.")
    fields: Sequence[Field] = _link_fields(view, one)
    whole = ""
    status = 200
    if request.method == "POST":
        try:
            deeds.link_claims(begin_work(), g.project, view, claim, read_form(LinkEntry, request.form))
            return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
        except Stale as late:
            begin_work().abandon()
            fields, status = answered(fields, request.form), 412
            whole = translate(str(late))
    return render_template(
        "decision_form.html",
        heading=gettext("Set beside another claim"),
        intro=gettext("Two claims that cannot both hold are decided between before a level is raised."),
        incident=view,
        standing=[show_claim(one)],
        fields=fields,
        deed=gettext("Keep it"),
        whole=whole,
    ), status


@pages.route("/links/<int:number>/end", methods=["GET", "POST"])
def unlink_claims(project: str, ref: str, number: int) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    decided = deeds.read_decisions(begin_work(), g.project, view)
    link = next((link for link in decided.links if link.id == number), None)
    if link is None:
        raise NotFound("There is no such link, or it was taken back.")
    fields: Sequence[Field] = (Field("why", gettext("Why?"), "area", rows=2, dir="auto", required=True),)
    if request.method == "POST":
        try:
            deeds.unlink_claims(begin_work(), g.project, view, number, request.form.get("why", ""))
            return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)
        except InvalidInput as refusal:
            fields = answered(fields, request.form, refusal.problems)
    return render_template(
        "decision_form.html",
        heading=gettext("Take back: %(kind)s", kind=pick(LINKS[link.kind])),
        intro=link.reason,
        incident=view,
        standing=[show_claim(claim) for claim in view.claims if claim.ref in (link.claim, link.other)],
        fields=fields,
        deed=gettext("Take it back"),
        whole="",
    ), 422 if request.method == "POST" else 200


@pages.route("/adopt/<path>", methods=["GET", "POST"])
def adopt_value(project: str, ref: str, path: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref)
    question = Question(path, request.args.get("subject") or None, request.args.get("harm") or None)
    due = deeds.due_claims(view, question) if question.path in PROPERTIES else ()
    if not due:
        raise NotFound("There is no claim to decide about.")
    fields: Sequence[Field] = _adoption_fields(due)
    whole, status = "", 200
    seen = request.form.get("version", "")
    if request.method == "POST":
        considered = tuple(
            Considered(claim, answer == _USED, None if answer == _USED else answer or None)
            for claim, answer in request.form.items()
            if claim.startswith("CLM-")
        )
        method, why = request.form.get("method", ""), request.form.get("why", "")
        try:
            read = int(seen) if seen.isdecimal() else 0
            entry = AdoptionEntry(method, considered, why, read)
            deeds.adopt(begin_work(), g.project, view, question, entry)
            return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
            whole = translate(refusal.problems.get("claims", ""))
        except (Refused, Stale) as late:
            begin_work().abandon()
            fields, status = answered(fields, request.form), 412 if isinstance(late, Stale) else 409
            whole, seen = translate(str(late)), ""
    label = question_label(question.path, question.harm, due[0].item_label)
    return render_template(
        "decision_form.html",
        heading=gettext("What we go by: %(property)s", property=label),
        intro=gettext("Every claim that stands is considered: used, or not and why. The value is that of those used."),
        incident=view,
        standing=[],
        fields=fields,
        deed=gettext("Keep the decision"),
        whole=whole,
        version=seen or deeds.standing_decision(begin_work(), g.project, view, question),
    ), status


def _link_fields(view: IncidentView, one: ClaimView) -> tuple[Field, ...]:
    """Claims of the same property come first: it is they that contradict each other."""
    live = [claim for claim in view.claims if claim.live and claim.ref != one.ref]
    others = sorted(live, key=lambda claim: claim.path != one.path)
    options = tuple(Option(claim.ref, _in_short(claim), group=_label(claim)) for claim in others)
    kinds = tuple(Option(kind, pick(words)) for kind, words in LINKS.items())
    return (
        Field(
            "other", gettext("The other claim"), "select", options=options, unanswered=gettext("choose"), required=True
        ),
        Field("kind", gettext("How do they stand to each other?"), "radios", options=kinds, required=True),
        Field("why", gettext("Why?"), "area", rows=2, dir="auto", required=True),
    )


def _adoption_fields(due: Sequence[ClaimView]) -> tuple[Field, ...]:
    """One question a claim, then how and why."""
    answers = (
        Option(_USED, gettext("we go by it")),
        *(Option(code, gettext("not used: %(reason)s", reason=pick(words))) for code, words in NOT_USED.items()),
    )
    choose = gettext("choose")
    methods = tuple(Option(code, pick(words)) for code, words in METHODS.items())
    claims = tuple(
        Field(claim.ref, _in_short(claim), "select", claim.stated_as, options=answers, unanswered=choose, required=True)
        for claim in due
    )
    return (
        *claims,
        Field(
            "method", gettext("How was the value found?"), "select", options=methods, unanswered=choose, required=True
        ),
        Field("why", gettext("Why?"), "area", rows=3, dir="auto", required=True),
    )


def _in_short(claim: ClaimView) -> str:
    who = claim.originator.name if claim.originator else gettext("nobody named")
    return f"{wording.claim_words(claim, current_language())} ({who})"


def _label(claim: ClaimView) -> str:
    return PROPERTIES[claim.path].label(current_language())
