"""Where the work on an incident stands, in words. How sure we are is another thing: `app.domain.verification`.

Which state follows on which, and who may move there, stands in the database (`workflow_move`).
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

WORKFLOW = {
    "draft": ("Draft", "مسودة"),
    "submitted": ("Submitted for review", "مقدَّمة للمراجعة"),
    "in_review": ("In review", "قيد المراجعة"),
    "returned": ("Returned", "معادة"),
    "cleared": ("Cleared", "مجازة"),
    "reopened": ("Reopened", "معاد فتحها"),
}

AGEING_DAYS = 14
"""What has waited longer than this is shown as ageing."""


@dataclass(frozen=True, slots=True)
class WorkflowMove:
    """A state that can follow by the role of whoever asks, and whether it takes a reason. `needs_another`: they have
    recorded the incident themselves, so that somebody else moves it there."""

    state: str
    asks_reason: bool
    needs_another: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Where the work on an incident stands, since when and by whom; None: nobody has moved it yet.

    `pending`: it was cleared, and something was said or taken back since. `self_reviewed`: whoever cleared it had
    recorded it.
    """

    state: str
    by: str | None
    at: datetime | None
    reason: str | None
    pending: bool
    self_reviewed: bool


class WorkflowEntry(BaseModel):
    """A move as somebody makes it, from the version of the incident that they read."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int = Field(ge=1, lt=2**31)
    state: str
    reason: str = Field("", max_length=2000)
