"""Deciding between claims: how two stand to each other, and what we go by."""

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import wording
from app.domain.decisions import Adoption, AdoptionEntry, Considered, LinkEntry, Question
from app.domain.errors import InvalidInput, NotFound, Refused, Stale
from app.domain.incidents import ClaimView
from app.domain.properties import PROPERTIES
from app.domain.text import isolated, whole_number
from app.domain.verification import LINKS, METHODS, NOT_USED
from app.services import decisions as deeds
from app.services import incidents as reads
from app.services.decisions import Weighed
from app.services.history import last_change
from app.services.review import refuse_cleared
from app.web import meanwhile
from app.web.claims import home_of, say_ended
from app.web.decided import pick, question_label
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import current_language, translate
from app.web.policy import begin_work
from app.web.showing import show_claim

pages = Blueprint("deciding", __name__, url_prefix="/p/<project>/incidents/<ref>")

_USED = "used"


@pages.route("/claims/<claim>/link", methods=["GET", "POST"])
def link_claims(project: str, ref: str, claim: str) -> ResponseReturnValue:
    return compare_claim(reads.read_incident(begin_work(), g.project, ref, current_language()), claim)


@pages.route("/links/<int:number>/end", methods=["GET", "POST"])
def unlink_claims(project: str, ref: str, number: int) -> ResponseReturnValue:
    return end_comparison(reads.read_incident(begin_work(), g.project, ref, current_language()), number)


@pages.route("/adopt/<path>", methods=["GET", "POST"])
def adopt_value(project: str, ref: str, path: str) -> ResponseReturnValue:
    if request.method != "POST":  # before anybody fills it in
        refuse_cleared(begin_work(), g.project, ref)
    return decide_value(reads.read_incident(begin_work(), g.project, ref, current_language()), path)


def compare_claim(view: Weighed, claim: str) -> ResponseReturnValue:
    """Asks how another claim of the same matter stands to one."""
    one = next((found for found in view.claims if found.ref == claim), None)
    if one is None:
        raise NotFound("There is no such claim, or you may not see it.")
    if not one.live:
        return say_ended(view, one, request.form.get("why", ""))
    fields: Sequence[Field] = _link_fields(view, one)
    whole = ""
    status = 200
    if request.method == "POST":
        try:
            deeds.link_claims(begin_work(), g.project, view, claim, read_form(LinkEntry, request.form))
            return redirect(home_of(view), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
        except Stale as late:
            begin_work().abandon()
            fields, status = answered(fields, request.form), 412
            whole = " ".join([translate(str(late)), _linked_meanwhile(view, claim, request.form.get("other", ""))])
    return render_template(
        "decision_form.html",
        heading=gettext("Set beside another claim"),
        intro=gettext("Two claims that cannot both hold are decided between before a level is raised."),
        about=view,
        home=home_of(view),
        standing=[show_claim(one)],
        fields=fields,
        deed=gettext("Keep it"),
        whole=whole,
    ), status


def end_comparison(view: Weighed, number: int) -> ResponseReturnValue:
    """Asks why two claims no longer stand to each other as somebody has said."""
    link = deeds.find_link(begin_work(), g.project, view, number)
    if link is None or (link.ended and request.method != "POST"):
        raise NotFound("There is no such link, or it was taken back.")
    fields: Sequence[Field] = (Field("why", gettext("Why?"), "area", rows=2, dir="auto", required=True),)
    whole, status = "", 200
    if request.method == "POST":
        try:
            deeds.unlink_claims(begin_work(), g.project, view, number, request.form.get("why", ""))
            return redirect(home_of(view), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
        except Stale as late:
            begin_work().abandon()
            fields, status = answered(fields, request.form), 412
            change = last_change(begin_work(), g.project, "claim_link", number)
            whole = " ".join([translate(str(late)), meanwhile.of_end(change)])
    return render_template(
        "decision_form.html",
        heading=gettext("Take back: %(kind)s", kind=pick(LINKS[link.kind])),
        intro=link.reason,
        about=view,
        home=home_of(view),
        standing=[show_claim(claim) for claim in view.claims if claim.ref in (link.claim, link.other)],
        fields=fields,
        deed=gettext("Take it back"),
        whole=whole,
    ), status


def decide_value(view: Weighed, path: str) -> ResponseReturnValue:
    """Asks what we go by for one property, every claim that stands considered."""
    question = Question(path, request.args.get("subject") or None, request.args.get("harm") or None)
    due = deeds.due_claims(view, question) if question.path in PROPERTIES else ()
    if not due:
        raise NotFound("There is no claim to decide about.")
    fields: Sequence[Field] = _adoption_fields(due, _standing(view, question))
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
            read = whole_number(seen, 2**63) or 0
            entry = AdoptionEntry(method, considered, why, read, bool(request.form.get("although_retracted")))
            deeds.adopt(begin_work(), g.project, view, question, entry)
            return redirect(home_of(view), 303)
        except InvalidInput as refusal:
            fields, status = answered(fields, request.form, refusal.problems), 422
            whole = translate(refusal.problems.get("claims", ""))
        except (Refused, Stale) as late:
            begin_work().abandon()
            fields, status = answered(fields, request.form), 412 if isinstance(late, Stale) else 409
            whole, seen = translate(str(late)), ""
            if isinstance(late, Stale):
                adoptions = deeds.read_decisions(begin_work(), g.project, view).adoptions
                whole = " ".join([whole, meanwhile.of_value(view, question, adoptions)])
    label = question_label(question.path, question.harm, due[0].item_label)
    return render_template(
        "decision_form.html",
        heading=gettext("What we go by: %(property)s", property=label),
        intro=gettext("Every claim that stands is considered: used, or not and why. The value is that of those used."),
        about=view,
        home=home_of(view),
        standing=[],
        fields=fields,
        deed=gettext("Keep the decision"),
        whole=whole,
        version=seen or deeds.standing_decision(begin_work(), g.project, view, question),
    ), status


def _linked_meanwhile(view: Weighed, one: str, other: str) -> str:
    """How somebody else has set two claims beside each other."""
    links = deeds.read_decisions(begin_work(), g.project, view).links
    link = next((link for link in links if {link.claim, link.other} == {one, other}), None)
    return meanwhile.told(pick(LINKS[link.kind]), link.by, link.at, link.reason) if link else ""


def _link_fields(view: Weighed, one: ClaimView) -> tuple[Field, ...]:
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


def _standing(view: Weighed, question: Question) -> Adoption | None:
    """What was decided before, from which a decision starts anew: of entries that are joined, here or in another."""
    decided = deeds.read_decisions(begin_work(), g.project, view).adoptions
    return next((one for one in decided if Question(one.path, one.subject, one.harm) == question), None)


def _adoption_fields(due: Sequence[ClaimView], standing: Adoption | None) -> tuple[Field, ...]:
    """One question a claim, then how and why; as it stands where it was decided before, so that only what is new is
    asked."""
    before = (
        {one.claim: _USED if one.used else one.reason_code or "" for one in standing.considered} if standing else {}
    )
    answers = (
        Option(_USED, gettext("we go by it")),
        *(Option(code, gettext("not used: %(reason)s", reason=pick(words))) for code, words in NOT_USED.items()),
    )
    choose = gettext("choose")
    methods = tuple(Option(code, pick(words)) for code, words in METHODS.items())
    claims = tuple(
        Field(
            claim.ref,
            _in_short(claim),
            "select",
            " ".join(filter(None, (_new(claim, standing), _taken_back(claim)))),
            before.get(claim.ref, ""),
            options=answers,
            unanswered=choose,
            required=True,
            quote=claim.stated_as,
            quote_lang=claim.language or "",
        )
        for claim in due
    )
    knowingly = Field(
        "although_retracted",
        gettext("A claim that its source has retracted"),
        "checks",
        options=(Option("yes", gettext("I use it knowing that, and say below why.")),),
        needed=gettext("needed to go by it"),
    )
    return (
        *claims,
        *([knowingly] if any(claim.taken_back for claim in due) else []),
        Field(
            "method",
            gettext("How was the value found?"),
            "select",
            value=standing.method if standing else "",
            options=methods,
            unanswered=choose,
            required=True,
        ),
        Field(
            "why",
            gettext("Why?"),
            "area",
            value=standing.rationale if standing else "",
            rows=3,
            dir="auto",
            required=True,
        ),
    )


def _new(claim: ClaimView, standing: Adoption | None) -> str:
    """That a claim was not there when it was decided before."""
    if standing is None or claim.ref in {one.claim for one in standing.considered}:
        return ""
    return str(gettext("Said since the decision that stands."))


def _taken_back(claim: ClaimView) -> str:
    """That the source of a claim no longer stands by it, and in which documents it stands."""
    if not claim.taken_back:
        return ""
    titles = {one.document.ref: isolated(one.document.title, current_language()) for one in claim.citations}
    return str(gettext("Its source has retracted the document: %(document)s", document=", ".join(titles.values())))


def _in_short(claim: ClaimView) -> str:
    language = current_language()
    who = isolated(claim.originator.name, language) if claim.originator else gettext("nobody named")
    return f"{isolated(wording.claim_words(claim, language), language)} ({who})"


def _label(claim: ClaimView) -> str:
    return PROPERTIES[claim.path].label(current_language())
