"""Deciding beside the claims: grading a document, saying which claims cannot both hold, and what we go by."""

from dataclasses import dataclass
from typing import Any

from app.domain.decisions import (
    Adoption,
    AdoptionEntry,
    Assessment,
    CheckEntry,
    ClaimLink,
    GradeEntry,
    LinkEntry,
    Question,
)
from app.domain.errors import InvalidInput, NotFound, Stale, mend
from app.domain.incidents import ClaimView, IncidentView
from app.domain.reported import DecisionRecord
from app.domain.verification import CHECKS, METHODS, NOT_USED
from app.services.review import refuse_cleared
from app.services.work import Work
from app.store import claims, decisions, history, incidents, reported, same, sources
from app.store.projects import Project
from app.store.sources import DocumentOnRecord


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about an incident: grades by claim ref (and whether it is the claim's own), links, values."""

    credibilities: dict[str, tuple[int, bool]]
    links: tuple[ClaimLink, ...]
    adoptions: tuple[Adoption, ...]


def read_decisions(work: Work, project: Project, view: IncidentView) -> Decided:
    """Everything that was decided about the claims of an incident."""
    number, _ = incidents.version_of(work.connection, project.id, view.ref)
    people = history.people_of(work.connection, project.id)
    entries = same.entries_of(work.connection, project.id, number)
    return Decided(
        decisions.credibilities(work.connection, project.id, entries),
        decisions.links_of(work.connection, project.id, entries, people),
        decisions.adoptions_of(work.connection, project.id, entries, people),
    )


def read_reported(work: Work, project: Project, view: IncidentView) -> tuple[DecisionRecord, ...]:
    """What other projects have decided of an incident: theirs, and nothing follows from it here."""
    number, _ = incidents.version_of(work.connection, project.id, view.ref)
    entries = same.entries_of(work.connection, project.id, number)
    return reported.reported_of(work.connection, project.id, incidents=entries)


def read_reported_grades(work: Work, project: Project, document_ref: str) -> tuple[DecisionRecord, ...]:
    """How other projects have graded a document: theirs, and nothing follows from it here."""
    number = sources.document_id(work.connection, project.id, document_ref)
    return reported.reported_of(work.connection, project.id, documents=[number])


@dataclass(frozen=True, slots=True)
class GradedDocument:
    """A document with every grade and check that it was given, newest first."""

    document: DocumentOnRecord
    assessments: tuple[Assessment, ...]


def read_graded(work: Work, project: Project, document_ref: str) -> GradedDocument:
    """A document and how it was graded. NotFound where there is none that may be seen."""
    found = sources.find_document(work.connection, project.id, document_ref)
    if found is None:
        raise NotFound("There is no such document, or you may not see it.")
    number = sources.document_id(work.connection, project.id, document_ref)
    people = history.people_of(work.connection, project.id)
    grades = decisions.assessments_of(work.connection, project.id, people, document_id=number)
    return GradedDocument(found, tuple(grades.get(number, ())))


def assess_document(work: Work, project: Project, document_ref: str, entry: GradeEntry) -> None:
    """Grades a document once, for all that it says: how reliable its source is, how credible what it says."""
    if entry.reliability is None:
        raise InvalidInput({"reliability": mend("Choose how reliable the source is.")})
    number = sources.document_id(work.connection, project.id, document_ref)
    work.open(project, "assess_document", detail={"document": document_ref})
    for scheme, grade in (("reliability", entry.reliability), ("credibility", entry.credibility)):
        _assess(work, project, {"document_id": number, "scheme": scheme, "grade": grade, "reason": entry.why})


def check_document(work: Work, project: Project, document_ref: str, entry: CheckEntry) -> None:
    """Records one item of a document's checklist."""
    if entry.item not in {check.item for check in CHECKS}:
        raise InvalidInput({"item": mend("Choose one of the answers offered.")})
    if entry.result in ("fail", "inconclusive") and not entry.note:
        raise InvalidInput({"note": mend("Say what was seen, so that somebody else can follow.")})
    number = sources.document_id(work.connection, project.id, document_ref)
    work.open(project, "check_document", detail={"document": document_ref, "item": entry.item})
    values = {"document_id": number, "scheme": "check", "item": entry.item, "grade": entry.result}
    _assess(work, project, values | {"reason": entry.note})


def assess_claim(work: Work, project: Project, view: IncidentView, claim_ref: str, entry: GradeEntry) -> None:
    """Grades one claim apart from its document."""
    if claim_ref not in {claim.ref for claim in view.claims}:
        raise NotFound("There is no such claim about this incident.")
    number = claims.claim_id(work.connection, project.id, claim_ref)
    work.open(project, "assess_claim", detail={"claim": claim_ref})
    _assess(
        work,
        project,
        {"claim_id": number, "scheme": "credibility", "grade": entry.credibility, "reason": entry.why},
    )
    work.touch([incidents.bump(work.connection, project.id, view.ref)])


def _assess(work: Work, project: Project, values: dict[str, Any]) -> None:
    decisions.add_assessment(work.connection, project.id, values | {"assessed_by": work.actor.account_id})


def link_claims(work: Work, project: Project, view: IncidentView, claim_ref: str, entry: LinkEntry) -> None:
    """Says how two claims of an incident stand to each other."""
    live = {claim.ref for claim in view.claims if claim.live}
    if claim_ref == entry.other or not {claim_ref, entry.other} <= live:
        raise InvalidInput({"other": mend("Choose another claim about this incident that still stands.")})
    work.open(project, "link_claims", reason=entry.why)
    number = incidents.bump(work.connection, project.id, view.ref)
    pair = (claim_ref, entry.other)
    decisions.add_link(work.connection, project.id, number, pair, entry.kind, entry.why, work.actor.account_id)
    work.touch([number])


def unlink_claims(work: Work, project: Project, view: IncidentView, number: int, why: str) -> None:
    """Takes a link back, with a reason. Stale where it no longer stands."""
    if not why.strip():
        raise InvalidInput({"why": mend("Say why, so that somebody else can follow.")})
    work.open(project, "unlink_claims", reason=why.strip())
    incident = incidents.bump(work.connection, project.id, view.ref)
    if not decisions.end_link(work.connection, project.id, incident, number, why.strip()):
        raise Stale(mend("Someone else has taken this back while you were reading."), view.version)
    work.touch([incident])


def due_claims(view: IncidentView, question: Question) -> tuple[ClaimView, ...]:
    """The claims that a decision has to consider: every live one; of an act or object, in the entry where it stands."""
    own = {act.ref for act in view.own_acts} | {item.ref for item in view.own_items}
    if question.subject is not None and question.subject not in own:
        return ()
    return tuple(
        claim
        for claim in view.claims_on(question.path)
        if claim.live
        and question.subject in (None, claim.subject)
        and getattr(claim.value, "harm", None) == question.harm
    )


def standing_decision(work: Work, project: Project, view: IncidentView, question: Question) -> int:
    """The number of the decision that stands on a question in this entry; 0 where nobody has decided."""
    number, _ = incidents.version_of(work.connection, project.id, view.ref)
    return decisions.standing_adoption(work.connection, project.id, _about(work, project, number, question))


def _about(work: Work, project: Project, number: int, question: Question) -> dict[str, Any]:
    """What a decision is about, as columns of `adoption`."""
    act = incidents.find_acts(work.connection, project.id, [number]).get(question.subject or "")
    item = incidents.find_items(work.connection, project.id, [number]).get(question.subject or "")
    return {
        "incident_id": number,
        "act_id": act[0] if act else None,
        "property_item_id": item.id if item else None,
        "path": question.path,
        "harm": question.harm,
    }


def adopt(work: Work, project: Project, view: IncidentView, question: Question, entry: AdoptionEntry) -> None:
    """Keeps what we go by: every live claim considered, used or not and why. InvalidInput names what is left out; Stale
    where another decision stands than the one that was seen."""
    considered, rationale = entry.considered, entry.rationale.strip()
    due = [claim.ref for claim in due_claims(view, question)]
    problems = {}
    for ref in due:
        found = [one for one in considered if one.claim == ref]
        if not found or not (found[0].used or found[0].reason_code in NOT_USED):
            problems[ref] = mend("Say whether this claim is used, or why not.")
    if {one.claim for one in considered} - set(due):
        problems["claims"] = mend("A claim has ended while you were writing: look at the claims again.")
    if entry.method not in METHODS:
        problems["method"] = mend("Choose how the value was found.")
    elif not any(one.used for one in considered) and entry.method != "not_determined":
        problems["method"] = mend("Use a claim, or choose “not determined”.")
    if not rationale:
        problems["why"] = mend("Say why, so that somebody else can follow.")
    if not due or problems:
        raise InvalidInput(problems or {"": mend("There is no claim to decide about.")})
    refuse_cleared(work, project, view.ref)
    work.open(project, "adopt_value", reason=rationale)
    number = incidents.bump(work.connection, project.id, view.ref)
    about = _about(work, project, number, question)
    # The incident is locked by now: whoever decides at the same time has either done so, or comes after.
    if entry.seen not in (None, decisions.standing_adoption(work.connection, project.id, about)):
        raise Stale(mend("Someone else has decided this while you were writing."), view.version)
    values = about | {"method": entry.method, "rationale": rationale, "decided_by": work.actor.account_id}
    ids = {ref: claims.claim_id(work.connection, project.id, ref) for ref in due}
    decisions.add_adoption(work.connection, project.id, values, considered, ids)
    work.touch([number])
