"""Phrases that name days of the calendar, and what they mean in days: one rule a function, named in the list.

Where people disagree on what a phrase covers (early, the first week, spring) the window holds every reading.
"""

from datetime import date, timedelta

from app.domain.edtf import month
from app.domain.errors import InvalidValue
from app.domain.phrases.windows import NO_SUCH_DAY, Anchor, Rule, Slots, WeekdayDiffersError, Window


def _calendar_day(year: int, month_: int, day: int) -> date:
    try:
        return date(year, month_, day)
    except ValueError:
        raise InvalidValue(NO_SUCH_DAY) from None


def _month(slots: Slots) -> tuple[date, date]:
    if not 1 <= slots.number("month") <= 12:
        raise InvalidValue("There is no such month. Write its name, or 2025-03.")
    return month(slots.number("year"), slots.number("month"))


# Dates of the calendar


def named_day(slots: Slots, _: str, __: Anchor) -> Window:
    """The day of a year, a month and a number; a weekday beside it must be its own. IncompleteError, InvalidValue."""
    day = _calendar_day(slots.number("year"), slots.number("month"), slots.number("day"))
    if "weekday" in slots and day.isoweekday() != slots.number("weekday"):
        raise WeekdayDiffersError
    return Window(day, day, "day")


def _numeric(slots: Slots, _: str, anchor: Anchor) -> Window:
    one, two, year = slots.number("one"), slots.number("two"), slots.number("numbered_year")
    if year < 100:
        raise InvalidValue("Which year is this? Write it with four digits: 7 March 2025 or 2025-03-07.")
    orders = {"dmy": (two, one), "mdy": (one, two)}
    wanted = [orders[anchor.order]] if anchor.order else orders.values()
    days = {_calendar_day(year, month_, day) for month_, day in wanted if month_ <= 12}
    if not days:
        raise InvalidValue(NO_SUCH_DAY)
    if len(days) == 2:
        raise InvalidValue("Which number is the month? Write 7 March 2025 or 2025-03-07.")
    day = days.pop()
    return Window(day, day, "day")


def _whole_month(slots: Slots, _: str, __: Anchor) -> Window:
    return Window(*_month(slots), "sharp")


def _whole_year(slots: Slots, _: str, __: Anchor) -> Window:
    year = slots.number("year")
    return Window(date(year, 1, 1), date(year, 12, 31), "sharp")


def _decade(slots: Slots, _: str, __: Anchor) -> Window:
    year = slots.number("decade")
    return Window(date(year, 1, 1), date(year + 9, 12, 31), "sharp")


# Parts of a month or year


def _part_of_month(slots: Slots, arguments: str, _: Anchor) -> Window:
    first, last = _month(slots)
    begin, end = (int(number) for number in arguments.split("-"))
    return Window(first.replace(day=begin), first.replace(day=min(end, last.day)))


def _half_of_month(slots: Slots, _: str, anchor: Anchor) -> Window | None:
    days = {1: "1-16", 2: "15-31"}.get(slots.number("nth"))
    return _part_of_month(slots, days, anchor) if days else None


def _part_of_year(slots: Slots, arguments: str, _: Anchor) -> Window:
    begin, end = (int(number) for number in arguments.split("-"))
    year = slots.number("year")
    return Window(date(year, begin, 1), month(year, end)[1])


def _half_of_year(slots: Slots, _: str, anchor: Anchor) -> Window | None:
    months = {1: "1-6", 2: "7-12"}.get(slots.number("nth"))
    return _part_of_year(slots, months, anchor) if months else None


def _quarter(slots: Slots, _: str, anchor: Anchor) -> Window | None:
    months = {1: "1-3", 2: "4-6", 3: "7-9", 4: "10-12"}.get(slots.number("nth"))
    return _part_of_year(slots, months, anchor) if months else None


_SATURDAY, _SUNDAY, _MONDAY = 5, 6, 0


def _week_of_month(slots: Slots, _: str, __: Anchor) -> Window | None:
    first, last = _month(slots)
    later_by = timedelta(weeks=slots.number("nth") - 1)
    begins = {first}
    for weekday in (_SATURDAY, _SUNDAY, _MONDAY):
        holds_the_first = first - timedelta(days=(first.weekday() - weekday) % 7)
        begins |= {holds_the_first, holds_the_first + timedelta(days=7 if holds_the_first < first else 0)}
    return _hull([begin + later_by for begin in begins], first, last)


def _last_week_of_month(slots: Slots, _: str, __: Anchor) -> Window | None:
    first, last = _month(slots)
    begins = {last - timedelta(days=6)}
    for weekday in (_SATURDAY, _SUNDAY, _MONDAY):
        holds_the_last = last - timedelta(days=(last.weekday() - weekday) % 7)
        whole = holds_the_last + timedelta(days=6) <= last
        begins |= {holds_the_last, holds_the_last - timedelta(days=0 if whole else 7)}
    return _hull(list(begins), first, last)


def _hull(begins: list[date], first: date, last: date) -> Window | None:
    """The days of the month in any of the weeks that begin so."""
    inside = [begin for begin in begins if begin <= last and begin + timedelta(days=6) >= first]
    if not inside:
        return None
    return Window(max(first, min(inside)), min(last, max(inside) + timedelta(days=6)))


def _week_of(slots: Slots, arguments: str, anchor: Anchor) -> Window:
    day = named_day(slots, arguments, anchor).first
    assert day is not None
    return Window(day - timedelta(days=6), day + timedelta(days=6))


# A season runs from its month's first day (as the weather is counted) to the last day that the sun gives it.
_SEASONS = {"spring": ((3, 1), (6, 21)), "summer": ((6, 1), (9, 23)), "autumn": ((9, 1), (12, 22))}


def _season(slots: Slots, _: str, __: Anchor) -> Window:
    year = slots.number("year")
    if slots["season"] == "winter":  # of two years: "winter 2024" began in 2023 or in 2024
        return Window(date(year - 1, 12, 1), date(year + 1, 3, 21))
    begin, end = _SEASONS[str(slots["season"])]
    return Window(date(year, *begin), date(year, *end))


def _winter(slots: Slots, _: str, __: Anchor) -> Window | None:
    year, end = slots.number("year"), slots.number("winter_end")
    if end not in (year + 1, (year + 1) % 100):
        return None
    return Window(date(year, 12, 1), date(year + 1, 3, 21))


# The Islamic calendar


def _hijri_day(slots: Slots, _: str, __: Anchor) -> Window | None:
    return _hijri(slots.number("hijri_year"), slots.number("hijri_month"), slots.number("day"), 1)


def _hijri_month(slots: Slots, _: str, __: Anchor) -> Window | None:
    return _hijri(slots.number("hijri_year"), slots.number("hijri_month"), 1, None)


def _hijri(year: int, month_: int, day: int, days: int | None) -> Window | None:
    """Days of the Umm al-Qura calendar, ± 1 for the sighting of the moon. None outside its tables (1343 to 1500).

    `hijridate` is asked in this one place.
    """
    from hijridate import Hijri  # noqa: PLC0415  # slow to load, seldom needed

    try:
        first = Hijri(year, month_, day)
    except (ValueError, OverflowError):
        return None
    begin = date(*first.to_gregorian().datetuple())
    length = days or first.month_length()
    return Window(begin - timedelta(days=1), begin + timedelta(days=length))


RULES: dict[str, Rule] = {
    "day": named_day,
    "numeric": _numeric,
    "month": _whole_month,
    "year": _whole_year,
    "decade": _decade,
    "part_of_month": _part_of_month,
    "half_of_month": _half_of_month,
    "part_of_year": _part_of_year,
    "half_of_year": _half_of_year,
    "quarter": _quarter,
    "week_of_month": _week_of_month,
    "last_week_of_month": _last_week_of_month,
    "week_of": _week_of,
    "season": _season,
    "winter": _winter,
    "hijri_day": _hijri_day,
    "hijri_month": _hijri_month,
}
