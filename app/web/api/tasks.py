"""Tasks: a page of them, one, taking one up or writing one, and what changes of it."""

from flask import Response, g

from app.domain.errors import FilterNotUnderstood
from app.domain.tasks import KINDS, TaskEntry, TaskQuestion, TaskView
from app.services import tasks as deeds
from app.web.api import shapes
from app.web.api.asked import ChangedTask, NewTask, TasksAsked, answers, day_of
from app.web.api.blueprint import (
    CHANGES,
    CREATES,
    InProject,
    Of,
    Once,
    Version,
    answer,
    kept,
    know_parameters,
    once_of,
    pages,
    version_read,
)
from app.web.policy import begin_work
from app.web.understood import today


@pages.get("/projects/<project>/tasks", responses={"200": shapes.Tasks})
def list_tasks(path: InProject, query: TasksAsked) -> Response:
    """Tasks, those with a day first, then those taken up, then what the rules open."""
    know_parameters("kind", "show", "incident", "document")
    if query.kind not in ("", *KINDS):
        raise FilterNotUnderstood("There is no such kind of task.", "kind")
    if query.show not in ("", "mine", "due", "done"):
        raise FilterNotUnderstood("There is no such list of tasks.", "show")
    question = TaskQuestion(
        query.kind or None,
        mine=query.show == "mine",
        due=query.show == "due",
        done=query.show == "done",
        incident=query.incident or None,
        document=query.document or None,
    )
    found, on = deeds.find_tasks(begin_work(), g.project, question, today(), query.cursor or None, query.limit)
    return answer(shapes.Tasks(items=[shapes.Task.model_validate(one) for one in found], next=on))


@pages.post("/projects/<project>/tasks", responses=CREATES)
def take_up_task(path: InProject, header: Once, body: NewTask) -> Response:  # type: ignore[valid-type]
    """Takes up what a rule has opened, or writes a task by hand. One that is taken up already is given back."""
    entry = TaskEntry(**day_of(answers(body)))
    return kept("api.read_task", deeds.take_up_once(begin_work(), g.project, entry, once_of(header)))


@pages.get("/projects/<project>/tasks/<ref>", responses={"200": shapes.Task})
def read_task(path: Of) -> Response:
    """One task that somebody has taken up."""
    return _task(_view(path.ref))


@pages.patch("/projects/<project>/tasks/<ref>", responses={"200": shapes.Task, **CHANGES})
def change_task(path: Of, header: Version, body: ChangedTask) -> Response:  # type: ignore[valid-type]
    """Changes whose a task is, until when and what is to be done; with a reason for it, it is done."""
    view = _view(path.ref)
    version = version_read(path.ref, view.version)
    standing = {"what": view.what or "", "assigned_to": view.assigned_to, "due_on": view.due_on}
    deeds.change_task(begin_work(), g.project, view, TaskEntry(**(standing | day_of(answers(body))), version=version))
    return _task(_view(path.ref))


def _view(ref: str) -> TaskView:
    return deeds.read_task(begin_work(), g.project, ref, today())


def _task(view: TaskView) -> Response:
    return answer(shapes.Task.model_validate(view), view.version)
