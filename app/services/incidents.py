"""Reading incidents (a page of a list, one whole, what was done to it), and amending our own words about one."""

from app.domain.disclosure import INTERNAL
from app.domain.errors import InvalidInput, Stale, mend
from app.domain.incidents import IncidentView, Page
from app.domain.questions import Question
from app.services.work import Work
from app.store import history, incident_page, incidents, reading
from app.store.history import Event, RowChange
from app.store.projects import Project

__all__ = ["Event", "Page", "RowChange", "amend_incident", "find_incidents", "read_history", "read_incident"]


def find_incidents(
    work: Work, project: Project, question: Question, *, after: str | None = None, before: str | None = None
) -> Page:
    """A page of the incidents that answer a question, newest first. UnknownFilter for a name that is on no record."""
    return reading.find_page(work.connection, project.id, question, INTERNAL, after=after, before=before)


def read_incident(work: Work, project: Project, ref: str) -> IncidentView:
    """One incident with every claim. NotFound where there is none that may be seen."""
    return incident_page.read_incident(work.connection, project.id, ref, INTERNAL)


def read_history(work: Work, project: Project, ref: str) -> list[Event]:
    """What was done to an incident and its claims, newest first."""
    number = reading.incident_id(work.connection, project.id, ref)
    return history.events_of_incident(work.connection, project.id, number)


def amend_incident(work: Work, project: Project, ref: str, version: int, title: str, summary: str) -> None:
    """Changes the organisation's own words about an incident. Stale where it has moved on from `version`."""
    if not title.strip():
        raise InvalidInput({"title": mend("Write a title.")})
    number, now = incidents.version_of(work.connection, project.id, ref)
    work.open(project, "amend_incident")
    if not incidents.change_incident(work.connection, project.id, number, version, title=title, summary=summary):
        raise Stale("This is no longer at the version that was read.", now)
    work.touch([number])
