"""Reading incidents (a page of a list, one whole, what was done to it), and amending our own words about one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain import own_words
from app.domain.disclosure import INTERNAL
from app.domain.errors import InvalidInput, Stale, mend
from app.domain.incidents import IncidentView, Page
from app.domain.questions import Question
from app.domain.records import INCIDENT_KINDS
from app.services.review import refuse_cleared
from app.services.work import Work
from app.store import history, incident_page, incidents, links, reading, same
from app.store.history import Event, RowChange
from app.store.projects import Project

__all__ = ["Event", "Page", "RowChange"]

EVENTS_A_PAGE = 50


def find_incidents(
    work: Work,
    project: Project,
    question: Question,
    *,
    after: str | None = None,
    before: str | None = None,
    at_most: int = reading.PAGE_SIZE,
) -> Page:
    """A page of the incidents that answer a question, newest first. UnknownFilter for a name that is on no record."""
    return reading.find_page(
        work.connection, project.id, question, INTERNAL, after=after, before=before, at_most=at_most
    )


def geometries_of(work: Work, project: Project, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Where some incidents are said to have happened, as GeoJSON geometries by ref; one without is missing."""
    return reading.geometries_of(work.connection, project.id, refs, INTERNAL)


def read_incident(work: Work, project: Project, ref: str, language: str | None = None) -> IncidentView:
    """One incident with every claim; the words that we made ourselves in the `language` of whoever reads, or as they
    are kept. NotFound where there is none that may be seen."""
    view = incident_page.read_incident(work.connection, project.id, ref, INTERNAL)
    return own_words.in_language(view, language) if language else view


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


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the organisation says of an incident itself: its words, and whether it is one or a summary figure (None: as
    it stands)."""

    title: str
    summary: str = ""
    kind: str | None = None


def amend_incident(work: Work, project: Project, ref: str, version: int, words: OwnWords) -> None:
    """Changes the organisation's own words about an incident. Stale where it has moved on from `version`;
    Refused where it is cleared; InvalidInput where it has parts, is one, or is joined, and would become another kind.
    """
    if not words.title.strip():
        raise InvalidInput({"title": mend("Write a title.")})
    number, now = incidents.version_of(work.connection, project.id, ref)
    refuse_cleared(work, project, ref)
    view = read_incident(work, project, ref)
    kind = words.kind or view.kind
    if view.version == version and kind != view.kind:
        _refuse_other_kind(work, project, number, kind)
    work.open(project, "amend_incident")
    own = {"title": words.title, "summary": words.summary, "kind": kind}
    if not incidents.change_incident(work.connection, project.id, number, version, **own):
        raise Stale("This is no longer at the version that was read.", now)
    work.touch([number])


def _refuse_other_kind(work: Work, project: Project, number: int, kind: str) -> None:
    if kind not in INCIDENT_KINDS:
        raise InvalidInput({"kind": mend("Choose one of the answers offered.")})
    if links.is_of_a_figure(work.connection, project.id, number):
        raise InvalidInput(
            {"kind": mend("It has parts, or is a part of a summary figure: take these links back first.")}
        )
    if len(same.entries_of(work.connection, project.id, number)) > 1:
        raise InvalidInput({"kind": mend("It is joined with another entry, which keeps its kind: part them first.")})
