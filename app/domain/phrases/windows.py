"""What time phrases are read against, and what they are read into: a window of days.

A window holds every day that a phrase can mean. The rules that make one stand in `calendar` (dates, parts of months and
years, seasons, the Islamic calendar) and in `anchored` (told from the document's date).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.domain.dates import PartOfDay
from app.domain.errors import InvalidValue

DayOrder = Literal["dmy", "mdy"]
# A day; a stretch with agreed ends (month, year); a stretch whose ends nobody agrees on (early, spring, last week).
Edge = Literal["day", "sharp", "vague"]
NO_SUCH_DAY = "There is no such day in the calendar. Check the day and the month."


class IncompleteError(Exception):
    """A part of the date is not in the phrase: the year, or the month. It is never supplied from elsewhere."""


class WeekdayDiffersError(Exception):
    """The phrase names a weekday and a date that is not one: which of the two is wrong cannot be known."""


class Anchor(NamedTuple):
    """The document's date, known or between two days, and the order of day and month if one was declared."""

    earliest: date | None = None
    latest: date | None = None
    order: DayOrder | None = None


@dataclass(frozen=True)
class Window:
    """Every day that a phrase can mean; None is unknown. `follows`: told from the document's date."""

    first: date | None
    last: date | None
    edge: Edge = "vague"
    follows: bool = False
    offset: int | None = None
    part: PartOfDay | None = None


class Slots(dict[str, str]):
    """What stands in a pattern's slots, as it was matched."""

    def number(self, name: str) -> int:
        """Raises IncompleteError where the phrase does not say it."""
        if name not in self:
            raise IncompleteError
        return int(self[name].lstrip("@oc"))


# None where the slots do not fit the rule (a third half of the year).
Rule = Callable[[Slots, str, Anchor], Window | None]


def not_after_document(first: date | None, anchor: Anchor) -> None:
    """Raises InvalidValue where something is said to begin after the document that says so."""
    if first and anchor.latest and first > anchor.latest:
        raise InvalidValue("This lies after the date of the document that says it. Check both dates.")


def shift(day: date | None, days: int) -> date | None:
    """So many days later; unknown stays unknown."""
    return day + timedelta(days=days) if day else None
