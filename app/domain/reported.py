"""What was decided, as records that leave: a value gone by, a grade, a move of verification, and by which project.

Who decided leaves in no file; the project answers for it. Taken in elsewhere such a record is kept to the letter and
shown as reported by that project: it is never that installation's own decision, and no level follows from it.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from app.domain.errors import InvalidValue
from app.domain.properties import PROPERTIES
from app.domain.verification import CHECKS, CREDIBILITY, LEVELS, METHODS, NOT_USED, RELIABILITY, RESULTS, STANDARDS

GRADES = {"reliability": RELIABILITY, "credibility": CREDIBILITY, "check": RESULTS}


@dataclass(frozen=True, slots=True)
class ConsideredRecord:
    """A claim that a decision has considered; where it is not used, why."""

    claim: str
    used: bool
    reason_code: str | None = None


@dataclass(frozen=True, slots=True)
class AdoptionRecord:
    """What a project goes by for one property of an incident, or of an action or response. Not `current`: a later
    decision took its place."""

    reported_by: str
    incident: str | None = field(default=None, kw_only=True)
    intervention: str | None = field(default=None, kw_only=True)
    path: str
    method: str
    rationale: str
    considered: tuple[ConsideredRecord, ...]
    decided_at: datetime
    act: str | None = None
    item: str | None = None
    harm: str | None = None
    current: bool = True

    def __post_init__(self) -> None:
        if (self.incident is None) == (self.intervention is None):
            raise InvalidValue("A value is gone by of an incident, or of an action or response.", "incident")
        _listed(self.path, PROPERTIES, "path")
        _listed(self.method, METHODS, "method")
        for one in self.considered:
            _listed(one.reason_code, NOT_USED, "considered")


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """One grade of a document, or of one claim of an incident, or of an action or response; `item` is that of a
    checklist."""

    reported_by: str
    scheme: str
    grade: str
    reason: str
    assessed_at: datetime
    document: str | None = None
    incident: str | None = None
    intervention: str | None = None
    claim: str | None = None
    item: str | None = None
    cited: str | None = None
    current: bool = True

    def __post_init__(self) -> None:
        told = [one for one in (self.incident, self.intervention) if one is not None]
        if (self.document is None) != (self.claim is not None) or len(told) != (self.claim is not None):
            raise InvalidValue("A grade is of a document, or of a claim of an incident or action.", "document")
        _listed(self.scheme, GRADES, "scheme")
        _listed(self.grade, GRADES[self.scheme], "grade")
        _listed(self.item, {check.item: check for check in CHECKS}, "item")


@dataclass(frozen=True, slots=True)
class VerificationRecord:
    """One move of a track, made, proposed or declined, with the evidence as it stood (`relied_on`)."""

    reported_by: str
    incident: str
    act: str
    from_level: str
    to_level: str
    outcome: str
    standard_of_proof: str
    reason: str
    self_reviewed: bool
    two_people: bool
    answers: dict[str, str]
    relied_on: list[dict[str, Any]]
    proposed_at: datetime
    party: str | None = None
    document: str | None = None
    decided_at: datetime | None = None
    decided_reason: str | None = None

    def __post_init__(self) -> None:
        _listed(self.from_level, LEVELS, "from_level")
        _listed(self.to_level, LEVELS, "to_level")
        _listed(self.standard_of_proof, STANDARDS, "standard_of_proof")
        if self.outcome not in ("open", "done", "declined", "taken_back"):
            raise InvalidValue("is no end of a proposal that is known here", "outcome")


DecisionRecord = AdoptionRecord | AssessmentRecord | VerificationRecord

KINDS: dict[str, type[AdoptionRecord | AssessmentRecord | VerificationRecord]] = {
    "adoption": AdoptionRecord,
    "assessment": AssessmentRecord,
    "verification": VerificationRecord,
}


def kind_of(record: DecisionRecord) -> str:
    return next(kind for kind, of in KINDS.items() if isinstance(record, of))


def intervention_of(record: DecisionRecord) -> str | None:
    """The ref of the action or response that a decision is about, if it is about one: no level is verified of any."""
    return None if isinstance(record, VerificationRecord) else record.intervention


def as_json(record: DecisionRecord) -> dict[str, Any]:
    """A decision as it is kept and written: instants in ISO 8601, what is not said left out."""
    found: dict[str, Any] = TypeAdapter(KINDS[kind_of(record)]).dump_python(record, mode="json", exclude_none=True)
    return found


def of_json(kind: str, found: dict[str, Any]) -> DecisionRecord:
    """The opposite of `as_json`."""
    record: DecisionRecord = TypeAdapter(KINDS[kind]).validate_python(found)
    return record


def digest(record: DecisionRecord) -> bytes:
    """SHA-256 by which a decision is known again."""
    text = json.dumps([kind_of(record), as_json(record)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).digest()


def _listed(code: str | None, known: Any, field: str) -> None:
    if code is not None and code not in known:
        raise InvalidValue("is not known here", field)
