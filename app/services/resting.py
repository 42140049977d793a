"""What rests on a document or a claim, asked before it is retracted or withdrawn."""

from app.domain.resting import Resting
from app.domain.sources import DocumentView
from app.services.work import Work
from app.store import claims, resting
from app.store.projects import Project


def rests_on_document(work: Work, project: Project, view: DocumentView) -> Resting:
    """The claims that stand in a document, and what was decided by them."""
    return resting.rests_on_document(work.connection, project.id, view.id)


def rests_on_claim(work: Work, project: Project, ref: str) -> Resting:
    """What was decided by one claim. NotFound where there is none that may be seen."""
    return resting.rests_on_claim(work.connection, project.id, claims.claim_id(work.connection, project.id, ref))
