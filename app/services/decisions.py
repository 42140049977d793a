"""Deciding beside the claims: grading a document, saying which claims cannot both hold, and what we go by."""

from collections.abc import Sequence
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
from app.domain.errors import InvalidInput, NotFound, Refused, Stale, mend
from app.domain.incidents import ClaimView, IncidentView
from app.domain.interventions import InterventionView
from app.domain.reported import DecisionRecord
from app.domain.statements import OPPOSITES
from app.domain.verification import CHECKS, METHODS, NOT_USED
from app.services import following
from app.services.review import refuse_cleared
from app.services.work import Work
from app.store import claims, decisions, evidence, history, incidents, reported, same, sources, turns
from app.store.decisions import Matter
from app.store.projects import Project
from app.store.sources import DocumentOnRecord

Weighed = IncidentView | InterventionView
"""Of what the claims are that are graded."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about an incident, or an action or response: grades by claim ref (and whether it is the claim's
    own), links, values."""

    credibilities: dict[str, tuple[int, bool]]
    links: tuple[ClaimLink, ...]
    adoptions: tuple[Adoption, ...]

    @property
    def grades(self) -> dict[str, int]:
        """How credible each graded claim was found, 1 to 6, by ref."""
        return {ref: grade for ref, (grade, _) in self.credibilities.items()}


def read_decisions(work: Work, project: Project, view: Weighed) -> Decided:
    """Everything that was decided about the claims of an incident, or of an action or response."""
    of, people = _matter(work, project, view), history.people_of(work.connection, project.id)
    return Decided(
        decisions.credibilities(work.connection, project.id, [claim.ref for claim in view.claims]),
        decisions.links_of(work.connection, project.id, of, people),
        decisions.adoptions_of(work.connection, project.id, of, people),
    )


def _matter(work: Work, project: Project, view: Weighed) -> Matter:
    if isinstance(view, InterventionView):
        return Matter(intervention_id=view.id)
    return _incident(work, project, incidents.version_of(work.connection, project.id, view.ref)[0])


def _incident(work: Work, project: Project, number: int) -> Matter:
    return Matter(number, entries=tuple(same.entries_of(work.connection, project.id, number)))


def _hold(work: Work, project: Project, view: Weighed) -> Matter:
    """The same, once nobody else decides about it: whoever does so at the same time has done so, or comes after. An
    incident is counted up and projected with what this work does."""
    if isinstance(view, InterventionView):
        turns.one_about_a_record(work.connection, project.id, view.ref)
        return Matter(intervention_id=view.id)
    number = incidents.bump(work.connection, project.id, view.ref)
    work.touch([number])
    return _incident(work, project, number)


def read_reported(work: Work, project: Project, view: Weighed) -> tuple[DecisionRecord, ...]:
    """What other projects have decided of an incident, or of an action or response: theirs, and nothing follows from it
    here."""
    if isinstance(view, InterventionView):
        return reported.reported_of(work.connection, project.id, interventions=[view.id])
    of = _matter(work, project, view)
    return reported.reported_of(work.connection, project.id, incidents=of.entries)


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
    _refuse_newer(work, project, entry.version, {"document_id": number}, ("reliability", "credibility"))
    work.open(project, "assess_document", detail={"document": document_ref})
    for scheme, grade in (("reliability", entry.reliability), ("credibility", entry.credibility)):
        _assess(work, project, {"document_id": number, "scheme": scheme, "grade": grade, "reason": entry.why})
    counted = decisions.incidents_counted_in(project.id, number)
    incidents.bump_all(work.connection, project.id, following.follow(work, project, document_ref, counted))


def check_document(work: Work, project: Project, document_ref: str, entry: CheckEntry) -> None:
    """Records one item of a document's checklist."""
    if entry.item not in {check.item for check in CHECKS}:
        raise InvalidInput({"item": mend("Choose one of the answers offered.")})
    if entry.result in ("fail", "inconclusive") and not entry.note:
        raise InvalidInput({"note": mend("Say what was seen, so that somebody else can follow.")})
    number = sources.document_id(work.connection, project.id, document_ref)
    if (entry.item, entry.result) == ("file_intact", "pass"):
        files = evidence.items_of(work.connection, project.id, number)
        if not files:
            raise InvalidInput({"result": mend("No file of this document is kept here: add it first.")})
        if all(file.altered_at for file in files):
            raise InvalidInput({"result": mend("What is kept of it was found altered or missing.")})
    shown_in = sources.find_documents(work.connection, project.id, [entry.cited] if entry.cited else [])
    if entry.cited and not shown_in:
        raise InvalidInput({"cited": mend("Choose a document that is on record.")})
    _refuse_newer(work, project, entry.version, {"document_id": number, "item": entry.item}, ("check",))
    work.open(project, "check_document", detail={"document": document_ref, "item": entry.item})
    values = {"document_id": number, "scheme": "check", "item": entry.item, "grade": entry.result}
    cited = next((known.id for known in shown_in.values()), None)
    _assess(work, project, values | {"reason": entry.note, "cited_document_id": cited})


def assess_claim(work: Work, project: Project, view: Weighed, claim_ref: str, entry: GradeEntry) -> None:
    """Grades one claim apart from its document. Refused for one that has ended: nothing rests on it."""
    live = {claim.ref: claim.live for claim in view.claims}
    if claim_ref not in live:
        raise NotFound("There is no such claim, or you may not see it.")
    if not live[claim_ref]:
        raise Refused(mend("This claim was withdrawn, or another has taken its place."))
    number = claims.claim_id(work.connection, project.id, claim_ref)
    _refuse_newer(work, project, entry.version, {"claim_id": number}, ("credibility",))
    work.open(project, "assess_claim", detail={"claim": claim_ref})
    _assess(
        work,
        project,
        {"claim_id": number, "scheme": "credibility", "grade": entry.credibility, "reason": entry.why},
    )
    if isinstance(view, IncidentView):
        work.touch([incidents.bump(work.connection, project.id, view.ref)])


def read_claim_grades(work: Work, project: Project, claim_ref: str) -> tuple[Assessment, ...]:
    """Every grade that a claim was given by itself, newest first."""
    number = claims.claim_id(work.connection, project.id, claim_ref)
    people = history.people_of(work.connection, project.id)
    return tuple(decisions.assessments_of(work.connection, project.id, people, claim_ids=[number]).get(number, ()))


def _refuse_newer(
    work: Work, project: Project, seen: int | None, about: dict[str, Any], schemes: tuple[str, ...]
) -> None:
    """Stale where somebody has graded the same since the newest grade that was seen. Whoever grades it takes turns."""
    turns.one_about_a_record(work.connection, project.id, f"grade {sorted(about.items())}")
    if seen is not None and decisions.newest_assessment(work.connection, project.id, about, schemes) > seen:
        raise Stale(mend("This has been decided while you were writing."), 0)


def _assess(work: Work, project: Project, values: dict[str, Any]) -> None:
    decisions.add_assessment(work.connection, project.id, values | {"assessed_by": work.actor.account_id})


def link_claims(work: Work, project: Project, view: Weighed, claim_ref: str, entry: LinkEntry) -> None:
    """Says how two claims of an incident, or of an action or response, stand to each other."""
    live = {claim.ref for claim in view.claims if claim.live}
    if claim_ref == entry.other or not {claim_ref, entry.other} <= live:
        raise InvalidInput({"other": mend("Choose another claim of this page that still stands.")})
    told = {claim.ref: claim.path for claim in view.claims}
    pair = (claim_ref, entry.other)
    turns.one_about_a_record(work.connection, project.id, f"links of {view.ref}")
    if OPPOSITES.get(entry.kind) in _said_of(work, project, view, pair):
        raise InvalidInput({"kind": mend("The opposite is said of these two. Take that back first.")})
    if entry.kind == "contradicts" and told[claim_ref] != told[entry.other]:
        raise InvalidInput(
            {"other": mend("Only what is said of one thing can contradict: choose a claim of the same kind.")}
        )
    work.open(project, "link_claims", reason=entry.why)
    of = _hold(work, project, view)
    decisions.add_link(work.connection, project.id, of, pair, entry.kind, entry.why, work.actor.account_id)


def _said_of(work: Work, project: Project, view: Weighed, pair: tuple[str, str]) -> set[str]:
    """How two claims stand to each other already."""
    links = decisions.links_of(work.connection, project.id, _matter(work, project, view), {})
    return {one.kind for one in links if {one.claim, one.other} == set(pair)}


def find_link(work: Work, project: Project, view: Weighed, number: int) -> ClaimLink | None:
    """How two claims stand to each other as somebody has said, taken back or not; None where nobody has."""
    of, people = _matter(work, project, view), history.people_of(work.connection, project.id)
    return next(iter(decisions.links_of(work.connection, project.id, of, people, number)), None)


def unlink_claims(work: Work, project: Project, view: Weighed, number: int, why: str) -> None:
    """Takes a link back, with a reason. Stale where it no longer stands."""
    if not why.strip():
        raise InvalidInput({"why": mend("Say why, so that somebody else can follow.")})
    work.open(project, "unlink_claims", reason=why.strip())
    if not decisions.end_link(work.connection, project.id, _hold(work, project, view), number, why.strip()):
        raise Stale(mend("This has been taken back while you were reading."), view.version)


def due_claims(view: Weighed, question: Question) -> tuple[ClaimView, ...]:
    """The claims that a decision has to consider: every live one; of an act or object, in the entry where it stands."""
    if question.subject is not None and question.subject not in _own_parts(view):
        return ()
    return tuple(
        claim
        for claim in view.claims_on(question.path)
        if claim.live
        and question.subject in (None, claim.subject)
        and getattr(claim.value, "harm", None) == question.harm
    )


def _own_parts(view: Weighed) -> set[str]:
    """The refs of the acts and objects that a decision here may be about."""
    if isinstance(view, InterventionView):
        return set()
    return {act.ref for act in view.own_acts} | {item.ref for item in view.own_items}


def standing_decision(work: Work, project: Project, view: Weighed, question: Question) -> int:
    """The number of the decision that stands on a question in this entry; 0 where nobody has decided."""
    about = _about(work, project, _matter(work, project, view), question)
    return decisions.standing_adoption(work.connection, project.id, about)


def _about(work: Work, project: Project, of: Matter, question: Question) -> dict[str, Any]:
    """What a decision is about, as columns of `adoption`."""
    entry = [of.incident_id] if of.incident_id else []
    act = incidents.find_acts(work.connection, project.id, entry).get(question.subject or "")
    item = incidents.find_items(work.connection, project.id, entry).get(question.subject or "")
    return of.columns() | {
        "act_id": act[0] if act else None,
        "property_item_id": item.id if item else None,
        "path": question.path,
        "harm": question.harm,
    }


def adopt(work: Work, project: Project, view: Weighed, question: Question, entry: AdoptionEntry) -> None:
    """Keeps what we go by: every live claim considered, used or not and why; what its source has taken back is used
    knowingly alone. InvalidInput names what is left out; Stale where another decision stands than the one seen."""
    due = due_claims(view, question)
    if problems := _adoption_problems(due, entry):
        raise InvalidInput(problems)
    rationale = entry.rationale.strip()
    if isinstance(view, IncidentView):
        refuse_cleared(work, project, view.ref)
    work.open(project, "adopt_value", reason=rationale)
    about = _about(work, project, _hold(work, project, view), question)
    if entry.seen not in (None, decisions.standing_adoption(work.connection, project.id, about)):
        raise Stale(mend("This has been decided while you were writing."), view.version)
    values = about | {"method": entry.method, "rationale": rationale, "decided_by": work.actor.account_id}
    ids = {claim.ref: claims.claim_id(work.connection, project.id, claim.ref) for claim in due}
    decisions.add_adoption(work.connection, project.id, values, entry.considered, ids)


def _adoption_problems(due: Sequence[ClaimView], entry: AdoptionEntry) -> dict[str, str]:
    """What keeps a decision about these claims from being taken, by field, each with its mend."""
    if not due:
        return {"": mend("There is no claim to decide about.")}
    problems, named = dict[str, str](), {one.claim: one for one in entry.considered}
    used = {claim for claim, one in named.items() if one.used}
    for claim in due:
        if claim.ref not in used and (claim.ref not in named or named[claim.ref].reason_code not in NOT_USED):
            problems[claim.ref] = mend("Say whether this claim is used, or why not.")
    if named.keys() - {claim.ref for claim in due}:
        problems["claims"] = mend("A claim has ended while you were writing: look at the claims again.")
    if entry.method not in METHODS:
        problems["method"] = mend("Choose how the value was found.")
    elif not used and entry.method != "not_determined":
        problems["method"] = mend("Use a claim, or choose “not determined”.")
    if not entry.although_retracted and any(claim.taken_back and claim.ref in used for claim in due):
        problems["although_retracted"] = mend(
            "The source of a claim that is used has retracted it. Say that you know, and why in the rationale; or do"
            " not use it."
        )
    if not entry.rationale.strip():
        problems["why"] = mend("Say why, so that somebody else can follow.")
    return problems
