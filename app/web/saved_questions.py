"""Questions kept under a name: the list of them, keeping one, and the short link that leads to each.

The link says what the question found when it was kept and what it finds now, and leads on to the list or the figures.
"""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import InvalidInput, UnknownFilter
from app.domain.questions import ask
from app.domain.statistics import LAYOUT, lay_out
from app.services import saved_questions
from app.services.permissions import may
from app.services.saved_questions import LONGEST_NAME, SavedQuestion
from app.web.exports import in_words, kept_in_words
from app.web.forms import Field
from app.web.policy import begin_work
from app.web.showing import instant_words

pages = Blueprint("saved_questions", __name__, url_prefix="/p/<project>/questions")

_NOT_ASKED = frozenset({"csrf_token", "name"})


@pages.get("")
def list_questions(project: str) -> ResponseReturnValue:
    kept = saved_questions.find_questions(begin_work(), g.project)
    return render_template(
        "questions.html", questions=[(_address(one.ref), one.name, instant_words(one.saved_at)) for one in kept]
    )


def _address(ref: str) -> str:
    return url_for("saved_questions.open_question", project=g.project.code, question=ref)


@pages.route("/keep", methods=["GET", "POST"])
def save_question(project: str) -> ResponseReturnValue:
    given = request.form if request.method == "POST" else request.args
    asked = {name: texts for name, texts in given.lists() if name not in (*_NOT_ASKED, *LAYOUT)}
    layout = {name: text for name in LAYOUT if (text := given.get(name))}
    question = ask(asked)
    kept = question.as_parameters() | (lay_out(layout).as_parameters() if layout else {})
    name, error = given.get("name", "").strip(), ""
    if request.method == "POST":
        try:
            ref = saved_questions.save_question(begin_work(), g.project, name, question, layout and kept_layout(kept))
            return redirect(_address(ref), 303)
        except InvalidInput:
            error = gettext("Write a name of at most %(num)s characters.", num=LONGEST_NAME)
    field = Field("name", gettext("Name of the question"), value=name, dir="auto", error=error)
    page = render_template("question_form.html", asked=kept, question=in_words(question), name=field)
    return page, 422 if error else 200


@pages.get("/<question>")
def open_question(project: str, question: str) -> ResponseReturnValue:
    found = saved_questions.read_question(begin_work(), g.project, question)
    asked, layout = _of(found, False), _of(found, True)
    changed_since = found.saved_at
    try:
        asks = ask(asked)
        changed_since = max(changed_since, asks.changed_since or changed_since)  # what it asks for holds too
        now = saved_questions.counts_of(begin_work(), g.project, asks)
    except UnknownFilter:
        now = None
    may_take = may(g.project, "export_incidents")
    since = asked | {"changed_since": changed_since.isoformat()}
    return render_template(
        "question.html",
        found=found,
        saved_at=instant_words(found.saved_at),
        question=kept_in_words(asked),
        then=(found.certain, found.possible),
        now=now,
        to_list=url_for("incidents.list_incidents", project=project, **asked),
        changed=url_for("incidents.list_incidents", project=project, **since),
        to_map=url_for("maps.show_map", project=project, **asked),
        to_report=url_for("reports.write_report", project=project, **asked) if may_take else None,
        to_files=url_for("exports.export_incidents", project=project, **asked) if may_take else None,
        to_figures=url_for("statistics.compile_table", project=project, **asked, **layout),
        may_end=saved_questions.may_end(begin_work(), g.project, found),
    )


@pages.post("/<question>/end")
def end_question(project: str, question: str) -> ResponseReturnValue:
    saved_questions.end_question(begin_work(), g.project, question)
    return redirect(url_for("saved_questions.list_questions", project=project), 303)


def kept_layout(kept: dict[str, str]) -> dict[str, str]:
    """Of what is kept, how a table is laid out."""
    return {name: kept[name] for name in LAYOUT}


def _of(found: SavedQuestion, layout: bool) -> dict[str, Any]:
    return {name: text for name, text in found.question.items() if (name in LAYOUT) == layout}
