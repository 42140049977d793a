"""What there is to find or to decide: opened by rule or by hand, closed by deed or with a reason.

The rules stand in the database (`task_candidate`, `task_stands`): nothing is written until a person takes a task up.
"""

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from app.domain.incidents import NamedDocument, NamedParty
from app.domain.sources import NamedIncident

KINDS = {
    "find_primary": ("Find the document", "العثور على الوثيقة"),
    "resolve_contradiction": ("Resolve the contradiction", "حسم التعارض"),
    "find_origin": ("Find an origin", "العثور على مصدر أصلي"),
    "ask_reply": ("Ask for the reply", "طلب الرد"),
    "days_moved": (
        "Look again: its days have moved with the date of a document",
        "المراجعة من جديد: تغيّرت أيامها بتغيّر تاريخ وثيقة",
    ),
    "find_relayed": (
        "Find the primary: what those quoted in it have put out themselves",
        "العثور على الأصل: ما نشره من تنقل عنهم بأنفسهم",
    ),
    "retracted": (
        "Look again: a document that it rests on was corrected or retracted",
        "المراجعة من جديد: صُحّحت أو سُحبت وثيقة تستند إليها",
    ),
    "other": ("Something else", "أمر آخر"),
}
BY_RULE = ("find_primary", "resolve_contradiction", "find_origin", "ask_reply", "find_relayed")
"""What is computed while nobody has taken it up."""
TAKEN_UP = (*BY_RULE, "other")
"""What a person takes up or writes: a review of days that have moved opens with the deed that moved them."""


@dataclass(frozen=True, slots=True)
class TaskAbout:
    """What a task is about, by refs: a document, an incident, or an alleged party in an incident."""

    kind: str
    incident: str | None = None
    document: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task. `ref` is None where a rule opened it and nobody has taken it up. `stands` says that no deed has closed
    it; `done_at` that a person has, with a reason."""

    ref: str | None
    kind: str
    incident: NamedIncident | None
    document: NamedDocument | None
    party: NamedParty | None
    what: str | None
    assigned_to: str | None
    mine: bool
    due_on: date | None
    opened_by: str | None
    opened_at: datetime | None
    done_by: str | None
    done_at: datetime | None
    done_reason: str | None
    stands: bool
    version: int
    id: int | None = None

    @property
    def open(self) -> bool:
        return self.stands and self.done_at is None


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    """Which tasks are asked for. `due`: those whose day has come; `done`: those that are closed; else the open ones."""

    kind: str | None = None
    mine: bool = False
    due: bool = False
    done: bool = False
    incident: str | None = None
    document: str | None = None


class TaskEntry(BaseModel):
    """What somebody says of a task: whose it is (a name), until when, what is to be done; and why it is done."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int = Field(1, ge=1, lt=2**31)
    kind: str = ""
    incident: str | None = None
    document: str | None = None
    party: str | None = None
    what: str = Field("", max_length=2000)
    assigned_to: str | None = None
    due_on: date | None = None
    done_reason: str = Field("", max_length=2000)

    @property
    def about(self) -> TaskAbout:
        return TaskAbout(self.kind, self.incident, self.document, self.party)
