"""Recording what somebody did about what happened, and reading it: one, a page of them, those about an incident."""

from dataclasses import dataclass, replace
from datetime import date

from app.domain import wording
from app.domain.disclosure import INTERNAL, kind_tier
from app.domain.entry import Understood
from app.domain.incidents import ClaimView, IncidentView
from app.domain.interventions import NOT_AN_INCIDENT, InterventionEntry, InterventionView, understand_intervention
from app.domain.records import (
    Bundle,
    ClaimRecord,
    IncidentValue,
    InterventionRecord,
    PartyValue,
    TermValue,
    TextValue,
    Value,
)
from app.domain.refs import ref_of_form
from app.domain.sources import RegisterPage
from app.domain.text import verbatim
from app.services.provenance import Reading, Sourced, named_document, party_record, reading_of, refuse_problems
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import history, incidents, interventions, same, turns
from app.store.history import Event
from app.store.interventions import Told
from app.store.projects import Project
from app.store.registers import Turn

EVENTS_A_PAGE = 50
TOLD = 25
"""How many a document's or a source's page names."""


@dataclass(frozen=True, slots=True)
class ListedIntervention:
    """One of a list, under words of ours; `claims` are all that is said of it."""

    ref: str
    title: str
    claims: tuple[ClaimView, ...]


def find_interventions(
    work: Work, project: Project, search: str, turn: Turn, language: str
) -> RegisterPage[ListedIntervention]:
    """A page of them, last recorded first. UnknownFilter for a turn that is on no record."""
    page = interventions.find_page(work.connection, project.id, search, turn, INTERNAL)
    return RegisterPage(tuple(_listed(told, language) for told in page.items), page.back, page.on)


def about_incident(work: Work, project: Project, view: IncidentView, language: str) -> tuple[ListedIntervention, ...]:
    """What was done about an incident, as far as a source that stands says so."""
    number, _ = incidents.version_of(work.connection, project.id, view.ref)
    entries = same.entries_of(work.connection, project.id, number)
    found = interventions.about_incident(work.connection, project.id, entries, INTERNAL)
    return tuple(_listed(told, language) for told in found)


def told_in(work: Work, project: Project, document: int, language: str) -> tuple[ListedIntervention, ...]:
    """What a document (its id) says was done about what happened; one more than `TOLD` where there are more."""
    found = interventions.told_in(work.connection, project.id, document, INTERNAL, TOLD + 1)
    return tuple(_listed(told, language) for told in found)


def told_by(work: Work, project: Project, source: int, language: str) -> tuple[ListedIntervention, ...]:
    """What a source (its id) says was done about what happened; one more than `TOLD` where there are more."""
    found = interventions.told_by(work.connection, project.id, source, INTERNAL, TOLD + 1)
    return tuple(_listed(told, language) for told in found)


def _listed(told: Told, language: str) -> ListedIntervention:
    ref, claims = told
    return ListedIntervention(ref, wording.intervention_words(claims, language), claims)


def read_intervention(work: Work, project: Project, ref: str, language: str) -> InterventionView:
    """One action or response with every claim. NotFound where there is none that may be seen."""
    number, claims, named = interventions.read_intervention(work.connection, project.id, ref, INTERNAL)
    return InterventionView(number, ref, wording.intervention_words(claims, language), claims, named)


def read_history(
    work: Work, project: Project, view: InterventionView, before: int | None = None
) -> tuple[list[Event], int | None]:
    """A page of what was done to it and its claims, newest first, and before which event the next begins."""
    events = history.events_of_intervention(
        work.connection, project.id, view.id, at_most=EVENTS_A_PAGE + 1, before=before
    )
    page = events[:EVENTS_A_PAGE]
    return page, page[-1].number if len(events) > len(page) else None


def read_entry(work: Work, project: Project, entry: InterventionEntry, today: date) -> Reading[InterventionEntry]:
    """How the answers are understood, before anything is kept."""
    document, published = named_document(work, project, entry)
    understood = understand_intervention(entry, document_on=published, today=today)
    return reading_of(work, project, entry, _of_this_project(work, project, entry, understood), document)


def _of_this_project(work: Work, project: Project, entry: InterventionEntry, understood: Understood) -> Understood:
    named = [entry.incident] if entry.incident else []
    if len(incidents.find_incidents(work.connection, project.id, named)) == len(named):
        return understood
    return replace(understood, problems={"incident": NOT_AN_INCIDENT} | understood.problems)


def record_intervention(work: Work, project: Project, reading: Reading[InterventionEntry]) -> str:
    """Keeps an entry; returns its ref. The same form sent twice makes one. InvalidInput where something was not
    understood in a way that can be kept."""
    refuse_problems(reading.understood)
    entry = reading.entry
    ref = ref_of_form("intervention", entry.once)
    turns.one_of_a_form(work.connection, project.id, entry.once)
    if interventions.find_interventions(work.connection, project.id, [ref]):
        return ref
    work.open(project, "record_intervention")
    take_in(work, project, said_of(work, project, reading, ref))
    return ref


def said_of(work: Work, project: Project, reading: Reading[InterventionEntry], ref: str) -> Bundle:
    """The answers as records, about the intervention of this ref; whether that is new, is for whoever takes them in."""
    entry, provenance = reading.entry, Sourced(work, project, reading)
    named = dict.fromkeys([(entry.by, entry.by_kind), (entry.addressee, entry.addressee_kind)])
    return Bundle(
        sources=provenance.sources(),
        documents=provenance.documents(),
        external_ids=provenance.numbers(),
        parties=tuple(party_record(label, kind) for label, kind in named if label and kind),
        interventions=(InterventionRecord(ref, kind_tier("intervention_kinds", entry.kind or "")),),
        claims=tuple(_claims(ref, entry, reading.understood, provenance)),
    )


def _claims(ref: str, entry: InterventionEntry, understood: Understood, provenance: Sourced) -> list[ClaimRecord]:
    values: list[tuple[str, Value, str]] = []
    if entry.kind:
        values.append(("kind", TermValue(entry.kind), entry.quote))
    if entry.statement:
        values.append(("statement", TermValue(entry.statement), entry.quote))
    if entry.by:
        values.append(("by", PartyValue(f"{entry.by_kind}:{entry.by}"), entry.by))
    if entry.addressee:
        values.append(("addressee", PartyValue(f"{entry.addressee_kind}:{entry.addressee}"), entry.addressee))
    if understood.when:
        values.append(("when", understood.when, entry.when or ""))
    if entry.outcome:
        values.append(("outcome", TextValue(verbatim(entry.outcome, entry.quote)), entry.outcome))
    if entry.incident:
        values.append(("incident", IncidentValue(entry.incident), entry.quote))
    return [
        provenance.claim(name, None, f"intervention.{name}", value, words, name, intervention=ref)
        for name, value, words in values
    ]
