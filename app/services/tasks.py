"""Tasks: what there is to find or to decide. Opened by rule or by hand, taken up, closed by deed or with a reason."""

from datetime import date
from typing import Any

from app.domain.errors import InvalidInput, Refused, mend
from app.domain.incidents import NamedParty
from app.domain.tasks import KINDS, TaskEntry, TaskQuestion, TaskView
from app.services.work import Work
from app.store import history, incidents, tasks
from app.store.history import Event
from app.store.projects import Project

PAGE = 25
EVENTS = 50


def find_tasks(
    work: Work, project: Project, question: TaskQuestion, today: date, after: str | None = None
) -> tuple[list[TaskView], str | None]:
    """A page of tasks, those with a day first, and the cursor of the next. NotFound for a ref that is on no record,
    UnknownFilter for a cursor that is none."""
    return tasks.find_tasks(work.connection, project.id, question, _asker(work, project, today), after, PAGE)


def read_task(work: Work, project: Project, ref: str, today: date) -> TaskView:
    """One task that a person has taken up. NotFound where there is none that may be seen."""
    return tasks.read_task(work.connection, project.id, ref, _asker(work, project, today))


def read_history(work: Work, project: Project, view: TaskView) -> list[Event]:
    """What was done to a task, the newest first."""
    return history.events_of_task(work.connection, project.id, view.id or 0, at_most=EVENTS)


def people_in(work: Work, project: Project) -> list[str]:
    """The names of those to whom a task can be given."""
    return sorted(history.people_of(work.connection, project.id).values())


def people_by_id(work: Work, project: Project) -> dict[int, str]:
    """The names of those who work in a project, by account."""
    return history.people_of(work.connection, project.id)


def alleged_in(work: Work, project: Project, incident_ref: str) -> tuple[NamedParty, ...]:
    """Whom one may ask for a reply about an incident."""
    return tasks.alleged_in(work.connection, project.id, incident_ref)


def take_up_task(work: Work, project: Project, entry: TaskEntry) -> str:
    """Takes up what a rule has opened, or writes a task by hand. Returns its ref; that of the one that is open already
    where somebody was faster. InvalidInput names what is missing; Refused where a deed has closed it."""
    about = entry.about
    problems: dict[str, str] = {}
    if about.kind not in KINDS:
        problems["kind"] = mend("Choose one of the answers offered.")
    if about.kind == "other" and not entry.what:
        problems["what"] = mend("Say what is to be done.")
    if about.kind == "ask_reply" and not about.party:
        problems["party"] = mend("Choose whom to ask.")
    of_document = about.kind == "find_primary" or (about.kind == "other" and bool(about.document))
    if about.kind in KINDS and (bool(about.document), bool(about.incident)) != (of_document, not of_document):
        problems["kind"] = mend("This is not done about that: choose another kind of task.")
    values = _values(work, project, entry, problems)
    if problems:
        raise InvalidInput(problems)
    subject = tasks.subject_of(work.connection, project.id, about)
    incidents.one_form_at_a_time(work.connection, project.id, f"task {about}")
    if about.kind != "other":
        if known := tasks.is_taken_up(work.connection, project.id, about.kind, subject):
            return known
        if not tasks.stands(work.connection, project.id, about.kind, subject):
            raise Refused("There is nothing to do here any more: what was missing is on record.")
    work.open(project, "take_up_task", detail={"kind": about.kind})
    return tasks.add_task(work.connection, project.id, about.kind, subject, values, work.actor.account_id)


def change_task(work: Work, project: Project, view: TaskView, entry: TaskEntry) -> None:
    """Changes whose a task is, until when and what is to be done; with a reason for it, it is done. Stale where it has
    moved on from the version that was read."""
    problems: dict[str, str] = {}
    if view.kind == "other" and not entry.what:
        problems["what"] = mend("Say what is to be done.")
    values = _values(work, project, entry, problems)
    if problems:
        raise InvalidInput(problems)
    if entry.done_reason:
        values |= tasks.done(work.actor.account_id, entry.done_reason)
    work.open(project, "close_task" if entry.done_reason else "change_task", reason=entry.done_reason or None)
    tasks.change_task(work.connection, project.id, view.ref or "", entry.version, values)


def _values(work: Work, project: Project, entry: TaskEntry, problems: dict[str, str]) -> dict[str, Any]:
    people = {name: number for number, name in history.people_of(work.connection, project.id).items()}
    if entry.assigned_to and entry.assigned_to not in people:
        problems["assigned_to"] = mend("Choose one of the answers offered.")
    assigned = people.get(entry.assigned_to) if entry.assigned_to else None
    return {"what": entry.what or None, "assigned_to": assigned, "due_on": entry.due_on}


def _asker(work: Work, project: Project, today: date) -> tasks.Asker:
    return tasks.Asker(work.actor.account_id, today, history.people_of(work.connection, project.id))
