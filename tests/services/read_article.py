"""What an article that was read has left on record, for tests of the demo and of a real one."""

from collections import Counter
from dataclasses import dataclass

from app.domain.desk import Desk
from app.domain.incidents import ClaimView, IncidentView
from app.domain.interventions import InterventionView
from app.domain.sources import DocumentView
from app.domain.tasks import TaskQuestion, TaskView
from app.services import desk, documents, incidents, interventions, tasks
from app.services.doors import Doors
from app.services.projects import Project
from app.services.work import Work
from tests.entered import TODAY

_OF_A_DEED = ("intervention.kind", "intervention.by", "intervention.addressee")


@dataclass(frozen=True)
class ReadArticle:
    """All that hangs on one document."""

    document: DocumentView
    desk: Desk
    incidents: tuple[IncidentView, ...]
    interventions: tuple[InterventionView, ...]
    tasks: tuple[TaskView, ...]

    @property
    def claims(self) -> tuple[ClaimView, ...]:
        return self.desk.claims

    def sayings(self) -> dict[str, list[ClaimView]]:
        """The claims as worked case 1 counts them, by what they are about: how far an act went is part of what it is,
        and who did what to whom is one claim. Here each stands alone, so that it can be denied alone."""
        found: dict[tuple[object, ...], ClaimView] = {}
        for passage in self.desk.passages:
            for claim in (here.claim for here in passage.here if not here.again):
                alone = None if claim.path in _OF_A_DEED else claim.ref
                if claim.path != "act.completion":
                    found.setdefault((passage.number, claim.intervention, alone), claim)
        found.update(((0, None, claim.ref), claim) for claim in self.claims if claim.premises)
        by_subject: dict[str, list[ClaimView]] = {}
        for claim in found.values():
            by_subject.setdefault(claim.entry or claim.intervention or "", []).append(claim)
        return by_subject

    def by_act(self) -> dict[str, IncidentView]:
        """The incidents by what was done, numbered in order of entry where that is the same in several."""
        found: dict[str, IncidentView] = {}
        for one in sorted(self.incidents, key=lambda view: min(c.entered_at for c in view.claims)):
            [act] = one.acts
            code = act.type_code or ""
            found[code if code not in found else f"{code} 2"] = one
        return found

    def speakers(self) -> Counter[str]:
        """How many claims, as the case counts them, are whose, by kind of source."""
        claims = [claim for one in self.sayings().values() for claim in one]
        return Counter(_whose(claim) for claim in claims)


def _whose(claim: ClaimView) -> str:
    if claim.originator:
        return claim.originator.kind
    return "ours" if claim.modality == "inferred" else "not said"


def read_article(doors: Doors, token: str, code: str, ref: str) -> ReadArticle:
    """What is on record of a document in a project."""
    with doors.work(token) as work:
        project = work.enter(code, "read_documents")
        view = documents.read_document(work, project, ref)
        on_desk = desk.read_desk(work, project, ref)
        assert on_desk
        told = dict.fromkeys(claim.intervention for claim in on_desk.claims if claim.intervention)
        return ReadArticle(
            view,
            on_desk,
            tuple(incidents.read_incident(work, project, one.ref) for one in view.incidents),
            tuple(interventions.read_intervention(work, project, one, "en") for one in told),
            open_tasks(work, project),
        )


def open_tasks(work: Work, project: Project) -> tuple[TaskView, ...]:
    """Every task that is open."""
    found: list[TaskView] = []
    after: str | None = None
    while True:
        page, after = tasks.find_tasks(work, project, TaskQuestion(), TODAY, after)
        found += page
        if after is None:
            return tuple(found)
