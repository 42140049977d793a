"""The list of a project's incidents, one incident, its history, and its print view."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import wording
from app.domain.errors import FilterNotUnderstood, UnknownFilter
from app.domain.incidents import IncidentView
from app.domain.questions import FILTERS, Question, ask
from app.services import decisions, desk, interventions, links
from app.services import incidents as deeds
from app.services.permissions import may
from app.services.review import find_moves, why_closed
from app.web.changes import show_event
from app.web.decided import show_beside
from app.web.filters import asking
from app.web.languages import current_language, translate, within
from app.web.levels import show_levels
from app.web.links import show_links
from app.web.policy import begin_work
from app.web.reported import show_reported
from app.web.resting import lapsed_notes
from app.web.review import review_words
from app.web.same import show_same
from app.web.showing import instant_words, intervention_name, show_incident, show_report, show_row
from app.web.tables import Column

pages = Blueprint("incidents", __name__, url_prefix="/p/<project>/incidents")

_TURNS = ("after", "before")


@pages.get("")
def list_incidents(project: str) -> ResponseReturnValue:
    parameters = {name: values for name, values in request.args.lists() if name not in _TURNS}
    asked = {name: values[0] for name, values in parameters.items() if values[0].strip()}
    wrong: dict[str, str] = {}
    while True:
        try:
            question = ask(parameters)
            page = deeds.find_incidents(begin_work(), g.project, question, **_turn())
        except UnknownFilter as refusal:
            if refusal.field not in FILTERS:
                raise
            wrong[refusal.field] = refusal.args[0]
            # What else is wrong is said too: the question is tried again without this, and what means nothing alone.
            parameters = {name: given for name, given in parameters.items() if name not in _with_it(refusal.field)}
        else:
            break
    if wrong:
        return _list(asked, wrong), 400
    return _list(question.as_parameters(), wrong, question, page)


def _with_it(name: str) -> tuple[str, ...]:
    return ("harm", "at_least") if name == "harm" else (name,)


@pages.get("/<ref>")
def read_incident(project: str, ref: str) -> ResponseReturnValue:
    view = deeds.read_incident(begin_work(), g.project, ref, current_language())
    decided = decisions.read_decisions(begin_work(), g.project, view)
    moves = find_moves(begin_work(), g.project, view) if may(g.project, "move_workflow") else ()
    may_move = any(not one.needs_another for one in moves)
    answer = make_response(
        render_template(
            "incident.html",
            incident=show_incident(view, show_levels(view, linked=True), decided.grades),
            beside=show_beside(view, decided, desk.moved_citations(begin_work(), g.project, view.claims)),
            review=review_words(view.review),
            closed=translate(why_closed(begin_work(), g.project, ref)),
            may_move=may_move,
            waits_for_others=may(g.project, "move_workflow") and not may_move,
            linked=show_links(view, links.read_links(begin_work(), g.project, ref)),
            same=show_same(view.ref),
            lapsed=lapsed_notes(view),
            reported=show_reported(decisions.read_reported(begin_work(), g.project, view), view),
            may_decide=may(g.project, "adopt_value"),
            may_enter=may(g.project, "attribute_claim"),
            may_compare=sum(claim.live for claim in view.claims) > 1,
            changes=deeds.count_events(begin_work(), g.project, ref),
            responses=[
                intervention_name(one)
                for one in interventions.about_incident(begin_work(), g.project, view, current_language())
            ],
            may_respond=may(g.project, "record_intervention"),
        )
    )
    return tagged(answer, view)


@pages.get("/<ref>/history")
def read_history(project: str, ref: str) -> ResponseReturnValue:
    work = begin_work()
    view = deeds.read_incident(work, g.project, ref, current_language())
    before = event_number()
    events, older = deeds.read_history(work, g.project, ref, before)
    # An event's number is its place in the history: pages are told apart by it, and the newest needs none.
    newer = before + deeds.EVENTS_A_PAGE if before else None
    if newer and newer > deeds.count_events(work, g.project, ref):
        newer = None
    return render_template(
        "history.html",
        about=view,
        home=url_for("incidents.read_incident", project=project, ref=ref),
        events=[show_event(event, view) for event in events],
        earlier=_history_address(view, older) if older else None,
        later=_history_address(view, newer) if before else None,
    )


def event_number() -> int | None:
    """Before which event a page of a history begins, as the address asks. UnknownFilter for what is no number."""
    given = request.args.get("before")
    if given and not re.fullmatch("[0-9]{1,15}", given):
        raise FilterNotUnderstood("This page of the history is not known. Start from the newest.", "before")
    return int(given) if given else None


def _history_address(view: IncidentView, before: int | None = None) -> str:
    return url_for("incidents.read_history", project=g.project.code, ref=view.ref, before=before)


@pages.get("/<ref>/print")
def print_incident(project: str, ref: str) -> ResponseReturnValue:
    view = deeds.read_incident(begin_work(), g.project, ref, current_language())
    printed = gettext(
        "Version %(version)s, printed by %(person)s on %(time)s.",
        version=view.version,
        person=within(g.person.name),
        time=instant_words(datetime.now(UTC)),
    )
    responses = interventions.about_incident(begin_work(), g.project, view, current_language())
    return render_template(
        "print.html",
        incident=show_report(view, show_levels(view), decisions.read_decisions(begin_work(), g.project, view).grades),
        responses=[wording.intervention_sentence(one.claims, current_language()) for one in responses],
        lapsed=lapsed_notes(view),
        printed=printed,
    )


def tagged(answer: Response, view: IncidentView) -> Response:
    """The answer with the version that it shows, as an ETag."""
    answer.set_etag(f"{view.ref}-{view.version}")
    return answer


def _turn() -> dict[str, Any]:
    return {name: request.args.get(name) or None for name in _TURNS}


def _list(
    asked: dict[str, str], wrong: dict[str, str], question: Question | None = None, page: deeds.Page | None = None
) -> str:
    """The list, or its filters alone where some of them were not understood."""
    rows = [show_row(listed) for listed in page.items] if page else []
    two_answers = question is not None and question.leaves_room
    return render_template(
        "incidents.html",
        **asking(asked, wrong),
        columns=_columns(),
        rows=rows,
        possible=page.possible if page else None,
        certain=page.certain if page and two_answers else None,
        without_place=page.without_place if page else None,
        earlier=_address(question, after=page.earlier) if page and question and page.earlier else None,
        later=_address(question, before=page.later) if page and question and page.later else None,
        wrong=bool(wrong),
        may_enter=may(g.project, "record_incident"),
        may_export=may(g.project, "export_incidents"),
        once=str(uuid.uuid4()),
        change_all=_change_all(question) if question and may(g.project, "change_in_bulk") else "",
    )


def _address(question: Question, **turn: str | None) -> str:
    parameters: dict[str, Any] = question.as_parameters() | turn
    return url_for("incidents.list_incidents", project=g.project.code, **parameters)


def _change_all(question: Question) -> str:
    parameters: dict[str, Any] = dict(question.as_parameters())
    return url_for("bulk.change_claims", project=g.project.code, **parameters)


def _columns() -> tuple[Column, ...]:
    return (
        Column(gettext("When"), sorted="down", order=gettext("latest first")),
        Column(gettext("Where")),
        Column(gettext("What")),
        Column(gettext("Killed"), figure=True),
        Column(gettext("Verification")),
    )
