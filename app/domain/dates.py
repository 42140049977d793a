"""When something is said to have happened: the source's words and four bounds. No bound is ever "the" date.

`earliest_start, latest_start, earliest_end, latest_end`: it began between the first two days and ended between the last
two; None is unknown. One day somewhere in March 2025 is 1, 31, 1, 31 March; from the 1st to the 10th is 1, 1, 10, 10.
Happened is a local date, perhaps with a part of the day or a local time, never an instant.

Reading words is left to `phrases`, wording to `dates_in_words`, the grammar of EDTF to `edtf`.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal, Protocol

from app.domain import edtf
from app.domain.errors import InvalidValue

PartOfDay = Literal["small_hours", "dawn", "morning", "midday", "afternoon", "evening", "night"]
Precision = Literal["day", "days", "month", "months", "year", "years", "open", "unknown"]
# Why words were not understood: not in the list of phrases; no year or no month in them; the day is not that weekday.
NotUnderstood = Literal["not_listed", "incomplete", "weekday_differs"]


class Bounded(Protocol):
    """Anything with the four bounds: a `When`, or a record read from the index."""

    @property
    def earliest_start(self) -> date | None: ...
    @property
    def latest_start(self) -> date | None: ...
    @property
    def earliest_end(self) -> date | None: ...
    @property
    def latest_end(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One source's word on when it happened. `stated_as` is verbatim; all else is how we understand it.

    `edtf` is None where EDTF cannot say it, and may leave open what the document's date closes. The night belongs to
    the evening's date. `follows_document` says that the bounds hang on the document's own date and move with it;
    `anchor_offset_days` is then how many days after that date the day is, where it is one number (yesterday: -1).
    `not_understood` tells why only the words were kept.
    """

    stated_as: str = ""
    edtf: str | None = None
    earliest_start: date | None = None
    latest_start: date | None = None
    earliest_end: date | None = None
    latest_end: date | None = None
    part_of_day: PartOfDay | None = None
    local_time: time | None = None
    zone: str | None = None
    follows_document: bool = False
    anchor_offset_days: int | None = None
    not_understood: NotUnderstood | None = None

    def __post_init__(self) -> None:
        ordered = (
            (self.earliest_start, self.latest_start),
            (self.earliest_end, self.latest_end),
            (self.earliest_start, self.earliest_end),
            (self.latest_start, self.latest_end),
        )
        for first, last in ordered:
            if first is not None and last is not None and first > last:
                raise InvalidValue("This ends before it begins. Check the two dates.")

    @property
    def understood(self) -> bool:
        return self.not_understood is None

    @property
    def approximate(self) -> bool:
        """The source says about; the bounds are widened for it."""
        return self.edtf is not None and ("~" in self.edtf or "%" in self.edtf)

    @property
    def uncertain(self) -> bool:
        """The source itself doubts it."""
        return self.edtf is not None and ("?" in self.edtf or "%" in self.edtf)


def from_edtf(text: str, stated_as: str = "") -> When:
    """What one EDTF text states. Raises InvalidValue where it is none of the forms that we write (see `edtf.read`)."""
    reading = edtf.read(text)
    return When(
        stated_as=stated_as or text,
        edtf=text,
        earliest_start=reading.earliest_start,
        latest_start=reading.latest_start,
        earliest_end=reading.earliest_end,
        latest_end=reading.latest_end,
        local_time=reading.at if reading.until is None else None,
    )


def day_between(first: date | None, last: date | None, stated_as: str = "") -> When:
    """One day somewhere from `first` to `last`, both included; None leaves that side open."""
    return When(
        stated_as=stated_as,
        edtf=edtf.write_window(first, last),
        earliest_start=first,
        latest_start=last,
        earliest_end=first,
        latest_end=last,
    )


def span(first: date, last: date, stated_as: str = "") -> When:
    """Lasting from the day `first` to the day `last`."""
    return When(
        stated_as=stated_as,
        edtf=first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}",
        earliest_start=first,
        latest_start=first,
        earliest_end=last,
        latest_end=last,
    )


def day_known(when: Bounded) -> date | None:
    """The day, where it is exactly one: the only case in which an ISO date may be printed."""
    day = when.earliest_start
    return day if day is not None and day == when.latest_start == when.earliest_end == when.latest_end else None


def precision(when: Bounded) -> Precision:
    """How closely the time is known, from the earliest day it can have begun to the latest it can have ended.

    `day` one day; `days` at most 31; `month` or `year` exactly that one of the calendar; `months` at most 366 days;
    `years` more; `open` where one side is unknown, `unknown` where both are.
    """
    first, last = when.earliest_start, when.latest_end
    if first is None or last is None:
        return "unknown" if first is last else "open"
    unit = edtf.write_unit(first, last)
    if unit is not None:
        named: dict[int, Precision] = {10: "day", 7: "month", 4: "year"}
        return named[len(unit)]
    length = (last - first).days + 1
    return "days" if length <= 31 else "months" if length <= 366 else "years"
