"""That two entries are the same: two of one incident, two spellings of one source or party.

A judgement is a pointer that somebody sets with a reason and can take back: claims, statuses and refs stay where they
are. Of all that are joined, directly or through others, the one recorded first stands in lists.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.domain.disclosure import PEOPLE
from app.domain.errors import mend


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident, source or party as it can be joined. `first` is the ref of the entry that stands for it, where that
    is another; `sort` is its kind among its like (a summary figure is no incident, a person no organisation)."""

    kind: str
    id: int
    ref: str
    name: str
    sort: str
    first: str | None = None


@dataclass(frozen=True, slots=True)
class SameView:
    """One judgement as it stands on the page of an entry. Its ends are (ref, name)."""

    number: int
    one: tuple[str, str]
    other: tuple[str, str]
    reason: str
    joined_by: str
    joined_at: datetime
    ended_reason: str | None


class SameEntry(BaseModel):
    """A judgement as somebody states it: `other` is named by ref, by its address here, or as a source by name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    other: str = Field(min_length=1, max_length=2000)
    reason: str = Field(min_length=1, max_length=1000)


def unlike(kind: str, sorts: Set[str]) -> str | None:
    """Why entries of these kinds among their like cannot be the same; None where they can."""
    if kind == "incident" and len(sorts) > 1:
        return mend("A summary figure and an incident that it may contain are not the same.")
    if kind == "party" and len({sort in PEOPLE for sort in sorts}) > 1:
        return mend("A person and a group or organisation are not the same.")
    return None
