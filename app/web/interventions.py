"""What was done about it: the register of actions and responses, one with its claims, and entering one."""

import uuid
from collections.abc import Container, Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import wording
from app.domain.decisions import Question
from app.domain.interventions import InterventionEntry, InterventionView
from app.domain.properties import PROPERTIES, properties_of
from app.services import decisions, provenance
from app.services import interventions as deeds
from app.services.interventions import ListedIntervention
from app.services.permissions import may
from app.services.provenance import Reading
from app.web import drafts
from app.web.changes import show_event
from app.web.claims import add_claim, deed_address, end_claim, home_of, replace_claim
from app.web.decided import show_beside
from app.web.deciding import compare_claim, decide_value, end_comparison
from app.web.entry_fields import intervention_fields
from app.web.forms import Field, answered, read_in_part
from app.web.grading import grade_claim
from app.web.incidents import event_number
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.reported import show_reported
from app.web.showing import intervention_name, show_claim, to_decide
from app.web.shown import Linked, ShownFact, ShownRegister
from app.web.sources import address, asked, turn
from app.web.tables import Column
from app.web.titles import titled
from app.web.understood import mends, offered_documents, show_back, today

pages = Blueprint("interventions", __name__, url_prefix="/p/<project>/interventions")


@pages.get("")
def list_interventions(project: str) -> str:
    search = asked("q")
    page = deeds.find_interventions(begin_work(), g.project, search, turn(), current_language())
    shown = ShownRegister(
        heading=gettext("Actions and responses"),
        caption=gettext("Actions and responses, the last recorded first"),
        columns=(
            Column(gettext("What was done")),
            Column(gettext("Addressed to")),
            Column(gettext("When")),
            Column(gettext("Incidents"), figure=True),
        ),
        rows=tuple(_row(one) for one in page.items),
        search=Field("q", gettext("Words of a source"), value=search, dir="auto"),
        asked=bool(search),
        back=page.back and address("interventions.list_interventions", q=search, before=page.back),
        on=page.on and address("interventions.list_interventions", q=search, after=page.on),
        add=address("interventions.record_intervention") if may(g.project, "record_intervention") else "",
    )
    return render_template("register.html", register=shown)


def _row(one: ListedIntervention) -> tuple[str | None, ...]:
    def said(name: str) -> list[str]:
        path, language = f"intervention.{name}", current_language()
        found = (c for c in one.claims if c.path == path and c.standing)
        return list(dict.fromkeys(wording.value_words(claim.value, path, language) for claim in found))

    to, when = " · ".join(said("addressee")), " · ".join(said("when"))
    return intervention_name(one), to or None, when or None, str(len(said("incident")))


@pages.route("/new", methods=["GET", "POST"])
def record_intervention(project: str) -> ResponseReturnValue:
    fields = intervention_fields(offered_documents(), provenance.suggested_sources(begin_work(), g.project))
    form = drafts.typed()
    if request.method != "POST":
        given = form or request.args
        return _ask(answered(fields, given) if given else fields, form)
    entry, problems = read_in_part(InterventionEntry, request.form)
    reading = deeds.read_entry(begin_work(), g.project, entry, today()).also(problems)
    if not reading.can_be_kept:
        wrong = mends(reading.understood)
        shown = show_back(answered(fields, request.form, wrong), reading)
        return _ask(shown, form, drafts.keep(request.path), reading, wrong.get("", "")), 422 if wrong else 200
    drafts.end()
    ref = deeds.record_intervention(begin_work(), g.project, reading)
    return redirect(url_for("interventions.read_intervention", project=project, intervention=ref), 303)


def _ask(
    fields: Sequence[Field],
    form: Mapping[str, str],
    kept: str = "",
    reading: Reading[InterventionEntry] | None = None,
    whole: str = "",
) -> str:
    checked = reading is not None and not reading.understood.problems
    return render_template(
        "claim_form.html",
        heading=gettext("Enter an action or response"),
        intro=gettext(
            "An appeal, a filing, aid, an inquiry, a reply, another state’s act: what a source says that somebody did"
            " about it. It may be about one incident, several, or none that is named."
        ),
        about=None,
        home=address("interventions.list_interventions"),
        standing=None,
        fields=fields,
        whole=whole,
        warnings=(),
        version=None,
        action=None,
        checked=checked,
        deed=gettext("Save"),
        once=form.get("once") or str(uuid.uuid4()),
        drafts=drafts.offered(request.path),
        draft=kept,
        shown=reading.digest if reading and checked else None,
    )


@pages.get("/<intervention>")
def read_intervention(project: str, intervention: str) -> str:
    view = _view(intervention)
    beside = show_beside(view, decisions.read_decisions(begin_work(), g.project, view))
    return render_template(
        "intervention.html",
        about=view,
        incidents=[
            Linked(one.title, address("incidents.read_incident", ref=one.ref)) for one in titled(view.incidents, "ref")
        ],
        facts=_facts(view, beside.adopted),
        beside=beside,
        reported=show_reported(decisions.read_reported(begin_work(), g.project, view), view),
        add=deed_address(view, "attribute_claim") if may(g.project, "attribute_claim") else "",
        deeds=_deeds(view) if may(g.project, "supersede_claim") else {},
        may_link=may(g.project, "link_claims"),
        may_decide=may(g.project, "adopt_value"),
        history=address("interventions.read_history", intervention=view.ref),
    )


def _facts(view: InterventionView, decided: Container[Question]) -> list[ShownFact]:
    """What is said, property by property; what was `decided` can be decided anew, however much of it still stands."""
    language = current_language()
    return [
        ShownFact(
            PROPERTIES[known.path].label(language),
            tuple(show_claim(claim) for claim in claims),
            origins=wording.origins_words(view.origins_of(claims), language),
            question=question if question in decided else to_decide(claims, question),
        )
        for known in properties_of("intervention")
        if (question := Question(known.path)) and (claims := view.claims_on(known.path))
    ]


def _deeds(view: InterventionView) -> dict[str, tuple[str, ...]]:
    """By claim, where it is superseded, withdrawn, compared where another stands, and where it is graded by whoever
    may."""
    live = [claim.ref for claim in view.claims if claim.live]
    compared = "link_claims" if len(live) > 1 else ""
    graded = "assess_claim" if may(g.project, "assess_claim") else ""
    deeds = ("supersede_claim", "withdraw_claim", compared, graded)
    return {ref: tuple(deed_address(view, deed, ref) if deed else "" for deed in deeds) for ref in live}


@pages.get("/<intervention>/history")
def read_history(project: str, intervention: str) -> str:
    view, before = _view(intervention), event_number()
    events, older = deeds.read_history(begin_work(), g.project, view, before)
    here: dict[str, Any] = {"intervention": intervention}
    return render_template(
        "history.html",
        about=view,
        home=home_of(view),
        events=[show_event(event, view) for event in events],
        earlier=address("interventions.read_history", **here, before=older) if older else None,
        later=address("interventions.read_history", **here) if before else None,
    )


@pages.route("/<intervention>/claims/new", methods=["GET", "POST"])
def attribute_claim(project: str, intervention: str) -> ResponseReturnValue:
    return add_claim(_view(intervention))


@pages.route("/<intervention>/claims/<told>/supersede", methods=["GET", "POST"])
def supersede_claim(project: str, intervention: str, told: str) -> ResponseReturnValue:
    return replace_claim(_view(intervention), told)


@pages.route("/<intervention>/claims/<told>/withdraw", methods=["GET", "POST"])
def withdraw_claim(project: str, intervention: str, told: str) -> ResponseReturnValue:
    return end_claim(_view(intervention), told)


@pages.route("/<intervention>/claims/<told>/assessment", methods=["GET", "POST"])
def assess_claim(project: str, intervention: str, told: str) -> ResponseReturnValue:
    return grade_claim(_view(intervention), told)


@pages.route("/<intervention>/claims/<told>/link", methods=["GET", "POST"])
def link_claims(project: str, intervention: str, told: str) -> ResponseReturnValue:
    return compare_claim(_view(intervention), told)


@pages.route("/<intervention>/links/<int:comparison>/end", methods=["GET", "POST"])
def unlink_claims(project: str, intervention: str, comparison: int) -> ResponseReturnValue:
    return end_comparison(_view(intervention), comparison)


@pages.route("/<intervention>/adopt/<asked_of>", methods=["GET", "POST"])
def adopt_value(project: str, intervention: str, asked_of: str) -> ResponseReturnValue:
    return decide_value(_view(intervention), asked_of)


def _view(ref: str) -> InterventionView:
    return deeds.read_intervention(begin_work(), g.project, ref, current_language())
