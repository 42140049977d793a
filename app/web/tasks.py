"""Tasks: the list of them, taking one up, and the page of one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, lazy_gettext

from app.domain.errors import FilterNotUnderstood, InvalidInput, Refused, Stale
from app.domain.refs import is_ref
from app.domain.tasks import KINDS, TAKEN_UP, TaskAbout, TaskEntry, TaskQuestion, TaskView
from app.services import tasks as deeds
from app.services.incidents import Event, RowChange
from app.services.permissions import may
from app.web.changes import DEEDS
from app.web.decided import pick
from app.web.forms import Field, Option, answered, read_form
from app.web.languages import translate, within
from app.web.policy import begin_work
from app.web.showing import document_title, instant_words, party_name
from app.web.shown import Linked, ShownChange, ShownEvent
from app.web.sources import address, asked
from app.web.tables import Column
from app.web.titles import titled
from app.web.understood import today

pages = Blueprint("tasks", __name__, url_prefix="/p/<project>/tasks")

_COLUMNS = {
    "what": lazy_gettext("What is to be done"),
    "assigned_to": lazy_gettext("Whose it is"),
    "due_on": lazy_gettext("Due"),
    "done_reason": lazy_gettext("Done"),
}


@pages.get("")
def list_tasks(project: str) -> ResponseReturnValue:
    question = _question()
    found, on = deeds.find_tasks(begin_work(), g.project, question, today(), asked("after") or None)
    here = _parameters(question)
    return render_template(
        "tasks.html",
        filters=_filters(question),
        columns=(
            Column(gettext("What is to be done")),
            Column(gettext("About")),
            Column(gettext("Whose it is")),
            Column(gettext("Due")),
        ),
        rows=show_tasks(found),
        asked=bool(here),
        first=address("tasks.list_tasks", **here) if asked("after") else None,
        on=on and address("tasks.list_tasks", **here, after=on),
        add=_add(question),
    )


@pages.route("/new", methods=["GET", "POST"])
def take_up_task(project: str) -> ResponseReturnValue:
    about = {name: request.values.get(name, "") for name in ("kind", "incident", "document", "party")}
    if about["kind"] not in ("", *KINDS) and request.method != "POST":
        raise FilterNotUnderstood("There is no such kind of task.", "kind")
    deeds.refuse_unknown(begin_work(), g.project, TaskAbout(**about))
    fields = _new_fields(about)
    if request.method != "POST":
        return _ask_new(fields)
    try:
        ref = deeds.take_up_task(begin_work(), g.project, read_form(TaskEntry, request.form))
    except InvalidInput as refusal:
        return _ask_new(answered(fields, request.form, refusal.problems), _beside(refusal, fields)), 422
    except Refused as refusal:
        return _ask_new(answered(fields, request.form), translate(str(refusal))), 409
    return redirect(address("tasks.read_task", task=ref), 303)


@pages.get("/<task>")
def read_task(project: str, task: str) -> ResponseReturnValue:
    view = deeds.read_task(begin_work(), g.project, task, today())
    return _show(view, _change_fields(view))


@pages.post("/<task>", provide_automatic_options=False)
def change_task(project: str, task: str) -> ResponseReturnValue:
    view = deeds.read_task(begin_work(), g.project, task, today())
    fields = _change_fields(view)
    try:
        deeds.change_task(begin_work(), g.project, view, read_form(TaskEntry, request.form))
    except InvalidInput as refusal:
        return _show(view, answered(fields, request.form, refusal.problems), _beside(refusal, fields)), 422
    except Stale as late:
        begin_work().abandon()
        view = deeds.read_task(begin_work(), g.project, task, today())
        return _show(view, answered(_change_fields(view), request.form), translate(str(late))), 412
    return redirect(address("tasks.read_task", task=task), 303)


def _beside(refusal: InvalidInput, fields: Sequence[Field]) -> str:
    """What is wrong with an answer that no field shows."""
    shown = {field.name for field in fields}
    return " ".join(translate(mend) for name, mend in refusal.problems.items() if name not in shown)


def _question() -> TaskQuestion:
    kind = asked("kind") or None
    if kind is not None and kind not in KINDS:
        raise FilterNotUnderstood("There is no such kind of task.", "kind")
    state = asked("show")
    if state not in ("", "mine", "due", "done"):
        raise FilterNotUnderstood("There is no such list of tasks.", "show")
    return TaskQuestion(
        kind, state == "mine", state == "due", state == "done", asked("incident") or None, asked("document") or None
    )


def _parameters(question: TaskQuestion) -> dict[str, Any]:
    show = "mine" if question.mine else "due" if question.due else "done" if question.done else None
    every = {"kind": question.kind, "show": show, "incident": question.incident, "document": question.document}
    return {name: value for name, value in every.items() if value}


def _filters(question: TaskQuestion) -> tuple[Field, ...]:
    shown = (
        Option("mine", gettext("mine")),
        Option("due", gettext("whose day has come")),
        Option("done", gettext("closed")),
    )
    given = _parameters(question)
    return (
        Field("kind", gettext("Kind"), "select", value=given.get("kind", ""), options=_kinds(),
              unanswered=gettext("any")),
        Field("show", gettext("Show"), "select", value=given.get("show", ""), options=shown,
              unanswered=gettext("all that are open")),
        *(Field(name, label, value=given[name], dir="ltr") for name, label in
          (("incident", gettext("Incident")), ("document", gettext("Document"))) if name in given),
    )  # fmt: skip


def _kinds(codes: Iterable[str] = KINDS) -> tuple[Option, ...]:
    return tuple(Option(code, pick(KINDS[code])) for code in codes)


def _add(question: TaskQuestion) -> str:
    """Where a task is written by hand, of the incident or document that the list is about."""
    about = {name: value for name, value in _parameters(question).items() if name in ("incident", "document")}
    if not about or not may(g.project, "take_up_task"):
        return ""
    return address("tasks.take_up_task", kind="other", **about)


def show_tasks(found: Sequence[TaskView]) -> list[dict[str, Any]]:
    """The lines of a list of tasks."""
    named = {one.ref: one for one in titled([view.incident for view in found if view.incident], "ref")}
    return [_line(replace(view, incident=named[view.incident.ref]) if view.incident else view) for view in found]


def _line(view: TaskView) -> dict[str, Any]:
    return {
        "kind": pick(KINDS[view.kind]),
        "what": view.what or "",
        "about": _about(view),
        "state": _state(view),
        "assigned": view.assigned_to,
        "due": _day(view),
        "href": _href(view),
        "deed": gettext("Open") if view.ref else gettext("Take it up") if may(g.project, "take_up_task") else "",
    }


def _href(view: TaskView) -> str:
    if view.ref:
        return address("tasks.read_task", task=view.ref)
    return address(
        "tasks.take_up_task", kind=view.kind, incident=view.incident.ref if view.incident else None,
        document=view.document.ref if view.document else None, party=view.party.ref if view.party else None,
    )  # fmt: skip


def _about(view: TaskView) -> tuple[str, ...]:
    """What a task is about, each leading to its page."""
    parts: list[str] = []
    if view.document:
        parts.append(document_title(view.document))
    if view.incident:
        parts.append(Linked(view.incident.title, address("incidents.read_incident", ref=view.incident.ref)))
    if view.party:
        parts.append(party_name(view.party))
    return tuple(parts)


def _state(view: TaskView) -> str:
    if view.done_at:
        words = gettext(
            "done by %(person)s on %(time)s", person=within(view.done_by or ""), time=instant_words(view.done_at)
        )
        return f"{words}: {view.done_reason}"
    if not view.stands:
        return str(gettext("closed: what was missing is on record"))
    return "" if view.ref else str(gettext("opened by rule"))


def _day(view: TaskView) -> str:
    return str(format_date(view.due_on, "long")) if view.due_on else ""


def _new_fields(about: dict[str, str]) -> tuple[Field, ...]:
    fields: list[Field] = [
        Field("kind", gettext("Kind"), "select", value=about["kind"], options=_kinds(TAKEN_UP), required=True)
    ]
    if is_ref(about["incident"], "incident"):
        alleged = deeds.alleged_in(begin_work(), g.project, about["incident"])
        options = tuple(Option(one.ref, one.label) for one in alleged)
        fields.append(Field("party", gettext("Whom to ask"), "select", value=about["party"], options=options,
                            needed=gettext("needed to ask for a reply")))  # fmt: skip
    return (*fields, *_shared_fields(None, about["kind"]), *_hidden(about))


def _hidden(about: dict[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(name, label, value=about[name], dir="ltr")
        for name, label in (("incident", gettext("Incident")), ("document", gettext("Document")))
        if about[name]
    )


def _shared_fields(view: TaskView | None, kind: str) -> tuple[Field, ...]:
    people = tuple(Option(name, name) for name in deeds.people_for(begin_work(), g.project, kind))
    day = gettext("Year-month-day, such as 2025-03-07.")
    return (
        Field("what", gettext("What is to be done"), "area", value=(view and view.what) or "", rows=2, dir="auto"),
        Field("assigned_to", gettext("Whose it is"), "select", value=(view and view.assigned_to) or "", options=people,
              unanswered=gettext("nobody’s")),
        Field("due_on", gettext("Due"), help=day, value=view.due_on.isoformat() if view and view.due_on else "",
              dir="ltr"),
    )  # fmt: skip


def _change_fields(view: TaskView) -> tuple[Field, ...]:
    why = gettext("Say here why it is done, or why nothing more can be done. Left empty, it stays open.")
    return (*_shared_fields(view, view.kind), Field("done_reason", gettext("Done"), "area", why, rows=2, dir="auto"))


def _ask_new(fields: Sequence[Field], whole: str = "") -> str:
    return render_template("task_form.html", fields=fields, whole=whole)


def _show(view: TaskView, fields: Sequence[Field], whole: str = "") -> str:
    people = deeds.people_by_id(begin_work(), g.project)
    return render_template(
        "task.html",
        ref_=view.ref,
        heading=pick(KINDS[view.kind]),
        about=_about(view),
        what=view.what or "",
        state=_state(view),
        assigned=view.assigned_to or "",
        due=_day(view),
        version=view.version,
        fields=fields,
        whole=whole,
        may_change=view.open and may(g.project, "change_task"),
        events=[_event(one, people) for one in deeds.read_history(begin_work(), g.project, view)],
    )


def _event(event: Event, people: dict[int, str]) -> ShownEvent:
    """What was done to a task, in words."""
    changes = [change for row in event.changes for change in _changes(row, people)]
    return ShownEvent(str(DEEDS.get(event.deed, event.deed)), event.actor, instant_words(event.at), "", tuple(changes))


def _changes(row: RowChange, people: dict[int, str]) -> list[ShownChange]:
    before, after = row.before or {}, row.after or {}
    return [
        ShownChange(str(label), _words(name, before, people), _words(name, after, people))
        for name, label in _COLUMNS.items()
        if before.get(name) != after.get(name)
    ]


def _words(name: str, columns: dict[str, Any], people: dict[int, str]) -> str | None:
    value = columns.get(name)
    if value is None:
        return None
    return people.get(value, "") if name == "assigned_to" else str(value)
