"""Moving the work on an incident, and where it stands in words."""

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import InvalidInput, Refused, Stale
from app.domain.incidents import IncidentView
from app.domain.review import WORKFLOW, ReviewView, WorkflowEntry
from app.services import incidents as reads
from app.services import review as deeds
from app.web.decided import pick
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import current_language, translate, within
from app.web.policy import begin_work
from app.web.showing import instant_words

pages = Blueprint("review", __name__, url_prefix="/p/<project>/incidents/<ref>/review")


@pages.route("", methods=["GET", "POST"])
def move_workflow(project: str, ref: str) -> ResponseReturnValue:
    view = reads.read_incident(begin_work(), g.project, ref, current_language())
    fields = _fields(view)
    if request.method != "POST":
        return _ask(view, fields)
    try:
        deeds.move_workflow(begin_work(), g.project, view, read_form(WorkflowEntry, request.form))
    except InvalidInput as refusal:
        begin_work().abandon()
        return _ask(view, answered(fields, request.form, refusal.problems), refusal.problems.get("version", "")), 422
    except (Refused, Stale) as refusal:
        begin_work().abandon()
        view = reads.read_incident(begin_work(), g.project, ref, current_language())
        status = 412 if isinstance(refusal, Stale) else 409
        return _ask(view, answered(_fields(view), request.form), translate(str(refusal))), status
    return redirect(url_for("incidents.read_incident", project=project, ref=ref), 303)


def _fields(view: IncidentView) -> tuple[Field, ...]:
    moves = deeds.find_moves(begin_work(), g.project, view)
    offered = tuple(Option(one.state, pick(WORKFLOW[one.state])) for one in moves if not one.needs_another)
    another = gettext("You recorded this incident: somebody else clears it.")
    not_yours = another if len(offered) < len(moves) else ""
    reason = gettext("Needed where it is returned or reopened. It stays in the history for good.")
    return (
        Field("state", gettext("What comes next?"), "radios", not_yours, options=offered, required=True),
        Field("reason", gettext("Why?"), "area", reason, rows=3, dir="auto"),
    )


def _ask(view: IncidentView, fields: Sequence[Field], whole: str = "") -> str:
    intro = gettext(
        "Review looks at the work, not at the truth: how sure we are is moved act by act. A claim can be added all"
        " along; what is cleared keeps its words and what we go by until it is reopened."
    )
    return render_template(
        "review.html",
        incident=view,
        words=review_words(view.review),
        intro=intro,
        fields=fields,
        closed=not fields[0].options,
        whole=whole,
    )


def review_words(review: ReviewView) -> str:
    """Where the work stands, who moved it there, when and why: "Returned, by Salma on …: reason"."""
    words = pick(WORKFLOW[review.state])
    if review.by and review.at:
        told = {"state": words, "person": within(review.by), "time": instant_words(review.at)}
        words = str(gettext("%(state)s, by %(person)s on %(time)s", **told))
    if review.self_reviewed:
        words = f"{words} · {gettext('self-reviewed')}"
    return f"{words}: {review.reason}" if review.reason else words
