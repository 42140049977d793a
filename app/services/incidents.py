"""Reading incidents (a page of a list, one whole, what was done to it), and amending our own words about one."""

from app.domain.disclosure import INTERNAL
from app.domain.errors import InvalidInput, Stale, mend
from app.domain.incidents import IncidentView, Page
from app.domain.questions import Question
from app.services.review import refuse_cleared
from app.services.work import Work
from app.store import history, incident_page, incidents, reading
from app.store.history import Event, RowChange
from app.store.projects import Project

__all__ = ["Event", "Page", "RowChange"]

EVENTS_A_PAGE = 50


def find_incidents(
    work: Work, project: Project, question: Question, *, after: str | None = None, before: str | None = None
) -> Page:
    """A page of the incidents that answer a question, newest first. UnknownFilter for a name that is on no record."""
    return reading.find_page(work.connection, project.id, question, INTERNAL, after=after, before=before)


def read_incident(work: Work, project: Project, ref: str) -> IncidentView:
    """One incident with every claim. NotFound where there is none that may be seen."""
    return incident_page.read_incident(work.connection, project.id, ref, INTERNAL)


def read_history(work: Work, project: Project, ref: str, before: int | None = None) -> tuple[list[Event], int | None]:
    """A page of what was done to an incident and its claims, newest first, and before which event the next begins."""
    number = reading.incident_id(work.connection, project.id, ref)
    events = history.events_of_incident(work.connection, project.id, number, at_most=EVENTS_A_PAGE + 1, before=before)
    page = events[:EVENTS_A_PAGE]
    return page, page[-1].number if len(events) > len(page) else None


def count_events(work: Work, project: Project, ref: str) -> int:
    """How many events an incident's history has."""
    return history.count_events_of_incident(
        work.connection, project.id, reading.incident_id(work.connection, project.id, ref)
    )


def words_at_version(work: Work, project: Project, ref: str, version: int) -> dict[str, object]:
    """Our own words about an incident as they stood at an earlier version; none where it never stood at it."""
    number = reading.incident_id(work.connection, project.id, ref)
    return history.row_at_version(work.connection, project.id, "incident", number, version)


def amend_incident(work: Work, project: Project, ref: str, version: int, title: str, summary: str) -> None:
    """Changes the organisation's own words about an incident. Stale where it has moved on from `version`;
    Refused where it is cleared."""
    if not title.strip():
        raise InvalidInput({"title": mend("Write a title.")})
    number, now = incidents.version_of(work.connection, project.id, ref)
    refuse_cleared(work, project, ref)
    work.open(project, "amend_incident")
    if not incidents.change_incident(work.connection, project.id, number, version, title=title, summary=summary):
        raise Stale("This is no longer at the version that was read.", now)
    work.touch([number])
