"""What people decide of what is claimed: what is asked of them (`…Entry`), and what they decided, as it is read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.errors import mend
from app.domain.text import fold

Credibility = Literal["1", "2", "3", "4", "5", "6"]
Reason = Field(min_length=1, max_length=2000)
LEAST_NAMED, LEAST_GIVEN = 3, 20
"""How many characters name a body or a standard at least, and how many tell why a level moves: the database asks for as
many."""


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class GradeEntry(_Asked):
    """A document graded, once for all that it says; or a single claim, which has no source of its own to rely on.

    `version` is the number of the newest grade that was seen (0: none); None asks nothing.
    """

    version: int | None = Field(None, ge=0, lt=2**63)
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None
    credibility: Credibility
    why: str = Reason


class CheckEntry(_Asked):
    """One item of a document's checklist. A result that is no clear yes says what was seen; `cited` is the ref of a
    document that shows it. `version` as in a grade."""

    version: int | None = Field(None, ge=0, lt=2**63)
    item: str
    result: Literal["pass", "fail", "inconclusive", "not_applicable"]
    note: str = Field("", max_length=2000)
    cited: str = Field("", max_length=40)


class LinkEntry(_Asked):
    """How another claim about the incident stands to this one."""

    other: str
    kind: Literal["contradicts", "corroborates", "refines", "repeats_origin"]
    why: str = Reason


class MoveEntry(_Asked):
    """A move of verification from the level that was `seen`. The last fields answer what a level may ask for."""

    seen: str
    level: str
    standard: Literal["credible_allegation", "reasonable_grounds_to_believe", "balance_of_probabilities", "bodys_own"]
    reason: str = Field(min_length=LEAST_GIVEN, max_length=5000)
    contrary: str | None = Field(None, max_length=5000)
    tried: str | None = Field(None, max_length=5000)
    admitted: str | None = Field(None, max_length=5000)
    body: str | None = Field(None, max_length=300)
    determined_on: date | None = None
    body_standard: str | None = Field(None, max_length=300)
    document: str | None = None

    def answers(self) -> dict[str, str]:
        """What the level asked for, as it is kept with the move."""
        told = self.model_dump(mode="json", exclude={"seen", "level", "standard", "reason"}, exclude_none=True)
        if "body_standard" in told:
            told["standard"] = told.pop("body_standard")
        return told

    def finding_problems(
        self, happened_from: date | None, published_by: date | None, today: date, project: Collection[str]
    ) -> dict[str, str]:
        """What of a finding, as far as it is told, names nothing or cannot be, by field, each with its mend.
        `happened_from` is the earliest day of what was found, `published_by` the last day on which the document cited
        can have come out, `project` what the project itself is called."""
        found, day = dict[str, str](), self.determined_on
        if self.body and len(self.body) < LEAST_NAMED:
            found["body"] = mend("Write the name of the body in full, so that somebody else finds it.")
        elif self.body and fold(self.body) in map(fold, project):
            found["body"] = mend("A finding is of a body outside this project. Write the name of the one that made it.")
        if self.body_standard and len(self.body_standard) < LEAST_NAMED:
            found["body_standard"] = mend(
                "Name the standard in the body's own words, such as “beyond reasonable doubt”."
            )
        if day and day > today:
            found["determined_on"] = mend("This day has not come yet. Write the day on which it was found.")
        elif day and happened_from and day < happened_from:
            found["determined_on"] = mend(
                "This is before the incident can have begun. Write the day on which it was found."
            )
        elif day and published_by and published_by < day:
            found["document"] = mend(
                "This came out before the day of the finding. Choose the document in which it stands, or mend the day."
            )
        return found


class VerdictEntry(_Asked):
    """What somebody else says of a proposal. Only an approval needs no words."""

    number: int = Field(ge=0, lt=2**63)
    verdict: Literal["done", "declined", "taken_back"]
    why: str = Field("", max_length=2000)


@dataclass(frozen=True, slots=True)
class Question:
    """One property that a decision is about: of an act or object harmed where it belongs to one (`subject` is its ref),
    of one harm where it is a count."""

    path: str
    subject: str | None = None
    harm: str | None = None


@dataclass(frozen=True, slots=True)
class TrackRefs:
    """A track by refs: an act of an incident, and the alleged party where it is about attribution."""

    incident: str
    act: str
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One dated grade of a document or claim. `item` is that of a checklist. `current`: none took its place. A later
    one has a higher `number`."""

    scheme: str
    item: str | None
    grade: str
    reason: str
    cited: str | None
    by: str
    at: datetime
    current: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """How two claims (refs) stand to each other, and who says so; `ended`: it was taken back."""

    id: int
    claim: str
    other: str
    kind: str
    reason: str
    by: str
    at: datetime
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Considered:
    """A claim (ref) that a decision has considered; where it is not used, why (a key of NOT_USED)."""

    claim: str
    used: bool
    reason_code: str | None = None


@dataclass(frozen=True, slots=True)
class AdoptionEntry:
    """A decision on what we go by, as somebody asks for it.

    `seen` is the number of the decision that stood when whoever decides read the claims (0: none); None asks nothing.
    `although_retracted`: that it is used knowingly, where a claim used was taken back by its source.
    """

    method: str
    considered: tuple[Considered, ...]
    rationale: str
    seen: int | None = None
    although_retracted: bool = False


@dataclass(frozen=True, slots=True)
class Adoption:
    """The value that a person went by for one property. `stale`: something was said since that it does not consider."""

    id: int
    subject: str | None
    path: str
    harm: str | None
    method: str
    rationale: str
    considered: tuple[Considered, ...]
    by: str
    at: datetime
    stale: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A level that can follow, whether somebody else has to approve it, and what it lacks (as in NotEnough)."""

    level: str
    second: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a track from a level to another: who proposed it and why, on what evidence, and what became of it.

    `outcome` is open, done, declined or taken_back. `snapshot` has each claim relied on: origins, grade and digest.
    """

    id: int
    from_level: str
    to_level: str
    standard_of_proof: str
    reason: str
    answers: dict[str, str]
    snapshot: tuple[dict[str, Any], ...]
    self_reviewed: bool
    outcome: str
    proposed_by: str
    proposed_by_me: bool
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_reason: str | None


@dataclass(frozen=True, slots=True)
class StandingMove:
    """The last move of a track (by refs of its act and alleged party); the document that it cites: ref and title."""

    act: str
    party: str | None
    move: Move
    cited: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of a queue and since when it waits: a track (act, and the alleged party where there is one), or as `what`
    says a proposal about one, an incident in review (`level` is its state), a decision about `path` that is overtaken.

    `mine`: whoever asks has proposed it or entered what it rests on, and cannot approve it.
    """

    incident: str
    title: str
    act: str | None
    act_type: str | None
    party: str | None
    party_label: str | None
    level: str
    to_level: str | None
    by: str | None
    since: datetime
    missing: tuple[str, ...] = ()
    mine: bool = False
    what: Literal["act", "proposal", "review", "stale"] = "act"
    path: str | None = None
    first: str | None = None
    """The ref of the entry that stands for the incident in lists, where that is another."""
