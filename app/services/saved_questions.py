"""Questions that a project keeps under a name and shares by a short link, with what they found when they were kept."""

from collections.abc import Mapping

from app.domain.errors import InvalidInput, NotPermitted, mend
from app.domain.questions import Question
from app.services.exports import count_incidents
from app.services.permissions import may
from app.services.work import Work
from app.store import saved_questions
from app.store.projects import Project
from app.store.saved_questions import SavedQuestion

__all__ = ["SavedQuestion"]

LONGEST_NAME = 120


def save_question(
    work: Work, project: Project, name: str, question: Question, layout: Mapping[str, str] | None = None
) -> str:
    """Keeps a question, with the layout of a table where it was asked for one; returns its ref. InvalidInput where it
    has no name; UnknownFilter for a name that is on no record."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput({"name": mend("Write a name of at most 120 characters.")})
    found = counts_of(work, project, question)
    work.open(project, "save_question", detail={"question": name}, writes=False)
    asked = question.as_parameters() | dict(layout or {})
    return saved_questions.add(work.connection, project.id, name, asked, found, work.actor.account_id)


def counts_of(work: Work, project: Project, question: Question) -> tuple[int, int]:
    """How many incidents answer, certainly and possibly."""
    certain, possible = (count_incidents(work, project, question.matching(match)) for match in ("certain", "possible"))
    return certain, possible


def find_questions(work: Work, project: Project) -> list[SavedQuestion]:
    """Those of the project, the newest first."""
    return saved_questions.find(work.connection, project.id)


def read_question(work: Work, project: Project, ref: str) -> SavedQuestion:
    """One of them. NotFound where there is none."""
    return saved_questions.read(work.connection, project.id, ref)


def may_end(work: Work, project: Project, found: SavedQuestion) -> bool:
    """Whether whoever acts kept it, or may end what others keep."""
    return found.saved_by == work.actor.account_id or may(project, "end_question")


def end_question(work: Work, project: Project, ref: str) -> None:
    """Ends one. NotFound where there is none; NotPermitted unless `may_end`."""
    found = saved_questions.read(work.connection, project.id, ref)
    if not may_end(work, project, found):
        raise NotPermitted(mend("Whoever kept a question removes its link, or a custodian of the project."))
    work.open(project, "end_question", detail={"question": found.name}, writes=False)
    saved_questions.end(work.connection, project.id, ref)
