"""The register of parties, one with what is said of it, and its history. Claims about it: `app.services.claims`."""

from app.domain.disclosure import INTERNAL
from app.domain.incidents import ClaimView, NamedParty
from app.domain.parties import ListedParty, PartyView
from app.domain.sources import RegisterPage
from app.services.work import Work
from app.store import history, parties, same
from app.store.history import Event
from app.store.projects import Project
from app.store.registers import Turn

EVENTS_A_PAGE = 50


def find_parties(work: Work, project: Project, search: str, turn: Turn = (None, None)) -> RegisterPage[ListedParty]:
    """A page of the register, by name. UnknownFilter for a turn that is on no record."""
    return parties.find_parties_page(work.connection, project.id, search, turn)


def read_party(work: Work, project: Project, ref: str, after: str | None = None) -> PartyView:
    """One party. NotFound where there is none that may be seen."""
    return parties.read_party(work.connection, project.id, ref, INTERNAL, after)


def context_in(work: Work, project: Project, document_id: int) -> tuple[tuple[NamedParty, ClaimView], ...]:
    """What a document says of parties beside all incidents."""
    return parties.context_in(work.connection, project.id, document_id, INTERNAL)


def read_history(
    work: Work, project: Project, view: PartyView, before: int | None = None
) -> tuple[list[Event], int | None]:
    """A page of what was done to a party and its context, newest first, and before which event the next begins."""
    names = same.joined_with(work.connection, project.id, "party", {view.id})
    events = history.events_of_party(work.connection, project.id, names, at_most=EVENTS_A_PAGE + 1, before=before)
    page = events[:EVENTS_A_PAGE]
    return page, page[-1].number if len(events) > len(page) else None
