"""Moving the work on an incident: submitted, in review, returned, cleared, reopened. Claims can be added all along."""

from app.domain.errors import Refused, Stale, mend
from app.domain.incidents import IncidentView
from app.domain.review import WORKFLOW, WorkflowEntry, WorkflowMove
from app.services.own_words import follow_claims
from app.services.work import Work
from app.store import incidents, review
from app.store.projects import Project


def find_moves(work: Work, project: Project, view: IncidentView) -> tuple[WorkflowMove, ...]:
    """What can follow on where an incident stands, by the role of whoever asks."""
    return review.options(work.connection, project.id, view.ref)


def move_workflow(work: Work, project: Project, view: IncidentView, entry: WorkflowEntry) -> None:
    """Moves an incident on. Stale where it is no longer at the version that was read: whoever clears it has seen all.

    Refused where the move does not follow or needs somebody else; InvalidInput where a reason is missing.
    """
    if entry.state not in WORKFLOW:
        raise Refused("That does not follow on where this incident stands now.")
    work.open(project, "move_workflow", reason=entry.reason or None, detail={"to": entry.state})
    number, version = incidents.version_of(work.connection, project.id, view.ref, locked=True)
    if version != entry.version:
        raise Stale(mend("Something has changed while you were reading. Look at the incident again."), version)
    review.move(work.connection, project.id, number, entry.state, entry.reason)
    if entry.state == "reopened":
        follow_claims(work, project, [number])  # they had stayed as they were when it was cleared
    work.touch([number])


def why_closed(work: Work, project: Project, ref: str) -> str:
    """Why our own words and what we go by stay as they are in an incident now; empty where they can be changed."""
    return review.why_closed(work.connection, project.id, ref) or ""


def refuse_cleared(work: Work, project: Project, ref: str) -> None:
    """Refused where an incident is cleared, in whichever of its entries: our own words and what we go by stay until it
    is reopened."""
    if why := why_closed(work, project, ref):
        raise Refused(why)
