"""The forms of EDTF (ISO 8601-2, Extended Date/Time Format) that we write, read into bounds and written from them.

Days, months, years; a local time; intervals with an open or unknown end; `[a..b]`, one day of a stretch; `~`
and `?`. Nothing else: sets of single days, seasons and masked digits say less than bounds and the source's own words.
What the bounds mean is `dates`; the whole grammar is left to the `edtf` library, which is the oracle of the tests.
"""

import re
from calendar import monthrange
from datetime import date, time, timedelta
from typing import NamedTuple

from app.domain.errors import InvalidValue

# How many days "about" reaches either side. EDTF leaves it open; this is our rule, printed with the date phrases.
ABOUT_A_DAY, ABOUT_A_MONTH, ABOUT_A_YEAR = 3, 15, 183
_ABOUT = {len("2025-03-07"): ABOUT_A_DAY, len("2025-03"): ABOUT_A_MONTH, len("2025"): ABOUT_A_YEAR}


class Reading(NamedTuple):
    """Four bounds (None is unknown), and a local time; `until` is the end of a stretch of hours on one day."""

    earliest_start: date | None = None
    latest_start: date | None = None
    earliest_end: date | None = None
    latest_end: date | None = None
    at: time | None = None
    until: time | None = None


class _Window(NamedTuple):
    first: date | None
    last: date | None
    at: time | None = None


_OPEN = _Window(None, None)
_PART = r"(?:1[89]|2[01])\d\d(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d)?)?)?[~?%]?"
_SHAPE = re.compile(rf"{_PART}|(?:{_PART}|\.\.)?/(?:{_PART}|\.\.)?|\[(?:{_PART})?\.\.(?:{_PART})?\]", re.ASCII)


def looks_like_edtf(text: str) -> bool:
    """Whether `text` has the shape of a form that we write; `read` may still find that there is no such day."""
    return _SHAPE.fullmatch(text) is not None


def read(text: str) -> Reading:
    """The bounds that one EDTF text states. Raises InvalidValue where it is none of the forms that we write.

    An interval lasts from its first part to its last; `..` and nothing at all both leave a bound unknown. `~` widens
    the bounds by the days of "about"; `?` leaves them, since doubt says nothing about how far off a date may be.
    """
    if len(text) == 10 and text[4] == text[7] == "-":
        day = _day(text)
        return Reading(day, day, day, day)
    if not looks_like_edtf(text):
        raise _refused()
    if text.startswith("["):
        return _read_one_of(text[1:-1])
    if "/" in text:
        return _read_interval(text)
    part = _read_part(text)
    return Reading(part.first, part.last, part.first, part.last, part.at)


def _read_one_of(inside: str) -> Reading:
    first, _, last = inside.partition("..")
    if not (first or last):
        raise _refused()
    earliest = _day(first) if first else None
    latest = _day(last) if last else None
    _in_order(earliest, latest)
    return Reading(earliest, latest, earliest, latest)


def _read_interval(text: str) -> Reading:
    start_text, _, end_text = text.partition("/")
    start = _OPEN if start_text in ("", "..") else _read_part(start_text)
    end = _OPEN if end_text in ("", "..") else _read_part(end_text)
    if start is _OPEN and end is _OPEN:
        raise _refused()
    _in_order(start.first, end.last)
    if start.at and end.at and start.first == end.first and start.at <= end.at:
        return Reading(start.first, start.last, end.first, end.last, start.at, end.at)
    return Reading(
        start.first,
        earlier(start.last, end.last) if start.last else end.last,
        later(start.first, end.first) if end.first else start.first,
        end.last,
    )


def _read_part(text: str) -> _Window:
    plain, mark = text.rstrip("~?%"), text[-1]
    if "T" in plain:
        day = _day(plain[:10])
        return _Window(day, day, _time(plain[11:]))
    first, last = _read_unit(plain)
    reach = timedelta(days=_ABOUT[len(plain)] if mark in "~%" else 0)
    return _Window(first - reach, last + reach)


def _read_unit(text: str) -> tuple[date, date]:
    if len(text) == 10:
        return _day(text), _day(text)
    year = int(text[:4])
    if len(text) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    if not "01" <= text[5:] <= "12":
        raise InvalidValue("There is no such month. Write its name, or 2025-03.")
    return month(year, int(text[5:]))


def _day(text: str) -> date:
    # fromisoformat alone would take week dates, short forms, and years of another calendar (1446)
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii() or not "1800" <= text[:4] < "2200":
        raise _refused()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue("There is no such day in the calendar. Check the day and the month.") from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise InvalidValue("There is no such time of day. Write it as 14:30.") from None


def month(year: int, number: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def write(
    earliest_start: date | None, latest_start: date | None, earliest_end: date | None, latest_end: date | None
) -> str | None:
    """The EDTF text that reads back as exactly these bounds. None where EDTF cannot say them."""
    if (earliest_start, latest_start) == (earliest_end, latest_end):
        return write_window(earliest_start, latest_start)
    start = write_unit(earliest_start, latest_start) if earliest_start and latest_start else ".."
    end = write_unit(earliest_end, latest_end) if earliest_end and latest_end else ".."
    if start is None or end is None or start == end == "..":
        return None
    text = f"{start}/{end}"
    return text if read(text)[:4] == (earliest_start, latest_start, earliest_end, latest_end) else None


def write_window(first: date | None, last: date | None) -> str | None:
    """One day somewhere from `first` to `last`: as day, month or year where it is just that, else `[a..b]`."""
    if first is None and last is None:
        return None
    if first and last:
        return write_unit(first, last) or f"[{first.isoformat()}..{last.isoformat()}]"
    return f"[{first.isoformat() if first else ''}..{last.isoformat() if last else ''}]"


def write_unit(first: date, last: date) -> str | None:
    """A day, a whole month or a whole year; None where the two days are the ends of neither."""
    if first == last:
        return first.isoformat()
    if first.day != 1 or first.year != last.year or last.day != monthrange(last.year, last.month)[1]:
        return None
    if first.month == last.month:
        return f"{first.year:04d}-{first.month:02d}"
    return f"{first.year:04d}" if (first.month, last.month) == (1, 12) else None


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two bounds, unknown ones left aside."""
    return min((bound for bound in (one, other) if bound), default=None)


def later(one: date | None, other: date | None) -> date | None:
    """The later of two bounds, unknown ones left aside."""
    return max((bound for bound in (one, other) if bound), default=None)


def _in_order(first: date | None, last: date | None) -> None:
    if first and last and first > last:
        raise InvalidValue("This ends before it begins. Check the two dates.")


def _refused() -> InvalidValue:
    return InvalidValue("This is not a date that can be read. Write 2025-03-07, 2025-03 or 2025, or use words.")
