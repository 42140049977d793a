"""Templates of the entry form: which answers a project keeps under a name, to start from."""

from collections.abc import Collection

from app.domain.entry_templates import SHARED, Answers, answers_of
from app.domain.errors import InvalidInput, mend
from app.services.work import Work
from app.store import entry_templates
from app.store.entry_templates import EntryTemplate
from app.store.projects import Project

__all__ = ["EntryTemplate"]


def keep_template(work: Work, project: Project, name: str, answers: Answers, kept: Collection[str]) -> None:
    """Keeps the answers to the questions `kept` under a name, of those that may be shared; what stood under it ends.
    InvalidInput where there would be nothing to keep."""
    chosen = answers_of(answers, [question for question in SHARED if question in kept])
    if not chosen:
        raise InvalidInput({"keep": mend("Tick the questions whose answers the template is to keep.")})
    work.open(project, "keep_template", detail={"template": name})
    entry_templates.keep(work.connection, project.id, name, chosen, work.actor.account_id)


def find_templates(work: Work, project: Project) -> list[EntryTemplate]:
    """Those of the project, by name."""
    return entry_templates.find(work.connection, project.id)


def read_template(work: Work, project: Project, number: int) -> EntryTemplate:
    """One of them, with no answer but those that can be kept. NotFound where there is none."""
    found = entry_templates.read(work.connection, project.id, number)
    return EntryTemplate(found.id, found.name, answers_of(found.answers, SHARED))


def end_template(work: Work, project: Project, number: int) -> None:
    """Ends one. NotFound where there is none."""
    found = entry_templates.read(work.connection, project.id, number)
    work.open(project, "end_template", detail={"template": found.name})
    entry_templates.end(work.connection, project.id, number)
