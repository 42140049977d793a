"""Tasks: what there is to find or to decide. Opened by rule or by hand, taken up, closed by deed or with a reason."""

from datetime import date
from typing import Any

from app.domain.errors import InvalidInput, Refused, mend
from app.domain.incidents import NamedParty
from app.domain.refs import ref_of_form
from app.domain.tasks import TAKEN_UP, TaskAbout, TaskEntry, TaskQuestion, TaskView
from app.services.permissions import PERMISSIONS
from app.services.work import Work
from app.store import history, tasks, turns
from app.store.history import Event
from app.store.projects import Project

PAGE = 25
EVENTS = 50


def find_tasks(
    work: Work, project: Project, question: TaskQuestion, today: date, after: str | None = None, at_most: int = PAGE
) -> tuple[list[TaskView], str | None]:
    """A page of tasks, those with a day first, and the cursor of the next. NotFound for a ref that is on no record,
    UnknownFilter for a cursor that is none."""
    return tasks.find_tasks(work.connection, project.id, question, _asker(work, project, today), after, at_most)


def read_task(work: Work, project: Project, ref: str, today: date) -> TaskView:
    """One task that a person has taken up. NotFound where there is none that may be seen."""
    return tasks.read_task(work.connection, project.id, ref, _asker(work, project, today))


def read_history(work: Work, project: Project, view: TaskView) -> list[Event]:
    """What was done to a task, the newest first."""
    return history.events_of_task(work.connection, project.id, view.id or 0, at_most=EVENTS)


_DONE_BY = {
    "find_primary": "amend_document",
    "resolve_contradiction": "adopt_value",
    "find_origin": "attribute_claim",
    "ask_reply": "attribute_claim",
    "find_relayed": "attribute_claim",
    "other": "change_task",
}
"""The deed that each kind of task takes, or closes it: it is given to those alone who may do that."""


def people_for(work: Work, project: Project, kind: str) -> list[str]:
    """The names of those to whom a task of a kind can be given; of none that is known, of any."""
    return sorted(_able(work, project, kind).values())


def _able(work: Work, project: Project, kind: str) -> dict[int, str]:
    roles = PERMISSIONS[_DONE_BY.get(kind, "change_task")]
    return history.people_with(work.connection, project.id, roles)


def refuse_unknown(work: Work, project: Project, about: TaskAbout) -> None:
    """NotFound where one of what a task would be about may not be seen."""
    tasks.subject_of(work.connection, project.id, about)


def people_by_id(work: Work, project: Project) -> dict[int, str]:
    """The names of those who work in a project, by account."""
    return history.people_of(work.connection, project.id)


def alleged_in(work: Work, project: Project, incident_ref: str) -> tuple[NamedParty, ...]:
    """Whom one may ask for a reply about an incident."""
    return tasks.alleged_in(work.connection, project.id, incident_ref)


def take_up_once(work: Work, project: Project, entry: TaskEntry, once: str) -> str:
    """The same as `take_up_task`, where it may be sent twice: under one one-time key it is done once."""
    ref = ref_of_form("task", once)
    turns.one_of_a_form(work.connection, project.id, once)
    return ref if tasks.is_on_record(work.connection, project.id, ref) else take_up_task(work, project, entry, ref)


def take_up_task(work: Work, project: Project, entry: TaskEntry, ref: str | None = None) -> str:
    """Takes up what a rule has opened, or writes a task by hand, under a `ref` that was drawn for it or a new one.
    Returns its ref; that of the one that is open already where somebody was faster. InvalidInput names what is missing;
    Refused where a deed has closed it."""
    about = entry.about
    problems: dict[str, str] = {}
    if about.kind not in TAKEN_UP:
        problems["kind"] = mend("Choose one of the answers offered.")
    if about.kind == "other" and not entry.what:
        problems["what"] = mend("Say what is to be done.")
    if about.kind == "ask_reply" and not about.party:
        problems["party"] = mend("Choose whom to ask.")
    of_document = about.kind in ("find_primary", "find_relayed") or (about.kind == "other" and bool(about.document))
    if about.kind in TAKEN_UP and (bool(about.document), bool(about.incident)) != (of_document, not of_document):
        problems["kind"] = mend("This is not done about that: choose another kind of task.")
    values = _values(work, project, about.kind, entry, problems)
    if problems:
        raise InvalidInput(problems)
    subject = tasks.subject_of(work.connection, project.id, about)
    turns.one_about_a_record(work.connection, project.id, str(about))
    if about.kind != "other":
        if known := tasks.is_taken_up(work.connection, project.id, about.kind, subject):
            return known
        if not tasks.stands(work.connection, project.id, about.kind, subject):
            raise Refused("There is nothing to do here any more: what was missing is on record.")
    work.open(project, "take_up_task", detail={"kind": about.kind})
    return tasks.add_task(work.connection, project.id, about.kind, subject, values, work.actor.account_id, ref)


def change_task(work: Work, project: Project, view: TaskView, entry: TaskEntry) -> None:
    """Changes whose a task is, until when and what is to be done; with a reason for it, it is done. Stale where it has
    moved on from the version that was read."""
    problems: dict[str, str] = {}
    if view.kind == "other" and not entry.what:
        problems["what"] = mend("Say what is to be done.")
    values = _values(work, project, view.kind, entry, problems)
    if problems:
        raise InvalidInput(problems)
    if entry.done_reason:
        values |= tasks.done(work.actor.account_id, entry.done_reason)
    work.open(project, "close_task" if entry.done_reason else "change_task", reason=entry.done_reason or None)
    tasks.change_task(work.connection, project.id, view.ref or "", entry.version, values)


def _values(work: Work, project: Project, kind: str, entry: TaskEntry, problems: dict[str, str]) -> dict[str, Any]:
    people = {name: number for number, name in _able(work, project, kind).items()}
    if entry.assigned_to and entry.assigned_to not in people:
        problems["assigned_to"] = mend("Give it to somebody whose role in the project lets them do this.")
    assigned = people.get(entry.assigned_to) if entry.assigned_to else None
    return {"what": entry.what or None, "assigned_to": assigned, "due_on": entry.due_on}


def _asker(work: Work, project: Project, today: date) -> tasks.Asker:
    return tasks.Asker(work.actor.account_id, today, history.people_of(work.connection, project.id))
