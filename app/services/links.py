"""Saying how incidents stand to one another: part of a summary figure, or comparable. It moves no figure or level."""

from app.domain.disclosure import INTERNAL
from app.domain.errors import InvalidInput, NotFound, mend
from app.domain.incidents import IncidentView
from app.domain.links import LinkEntry, LinkView
from app.services.work import Work
from app.store import history, links, reading
from app.store.projects import Project

CONTAINS = "contains"
"""`part_of`, said from the other side."""


def read_links(work: Work, project: Project, ref: str) -> tuple[LinkView, ...]:
    """Every link of an incident that stands. NotFound for an incident that may not be seen."""
    number = reading.incident_id(work.connection, project.id, ref)
    people = history.people_of(work.connection, project.id)
    return links.links_of(work.connection, project.id, number, people, INTERNAL)


def kinds_for(view: IncidentView) -> tuple[str, ...]:
    """What can be said of an incident: a summary figure contains others, and is itself a part of none."""
    return (CONTAINS if view.kind == "umbrella" else "part_of", "comparable_to")


def link_incidents(work: Work, project: Project, view: IncidentView, entry: LinkEntry) -> None:
    """States how an incident stands to another. InvalidInput names what cannot be kept."""
    if entry.kind not in kinds_for(view):
        raise InvalidInput({"kind": mend("Choose one of the answers offered.")})
    ends = links.ends(work.connection, project.id, [view.ref, entry.other])
    if entry.other not in ends:
        raise InvalidInput({"other": mend("Write the ref of an incident of this project: it stands above its title.")})
    if entry.other == view.ref:
        raise InvalidInput({"other": mend("This is the incident itself. Choose another.")})
    first, other = ends[view.ref], ends[entry.other]
    if entry.kind == CONTAINS:
        first, other = other, first
    kind = "part_of" if entry.kind == CONTAINS else entry.kind
    if kind == "part_of" and (first.kind, other.kind) != ("single", "umbrella"):
        why = mend("Only a single incident is part of something, and only of a summary figure.")
        raise InvalidInput({"other": why})
    if links.is_stated(work.connection, project.id, (first.id, other.id), kind):
        raise InvalidInput({"kind": mend("This is said already, and stands on the page of the incident.")})
    work.open(project, "link_incidents", reason=entry.reason)
    links.add_link(work.connection, project.id, (first.id, other.id), kind, entry.reason, work.actor.account_id)


def unlink_incidents(work: Work, project: Project, view: IncidentView, number: int, reason: str) -> None:
    """Takes a link back, with a reason. NotFound where no such link stands."""
    if not reason.strip():
        raise InvalidInput({"reason": mend("Say why it does not stand.")})
    if number not in {one.id for one in read_links(work, project, view.ref)}:
        raise NotFound("There is no such link, or it was taken back.")
    work.open(project, "unlink_incidents", reason=reason.strip())
    links.end_link(work.connection, project.id, number, reason.strip())
