"""Phrases told from the document's date (yesterday, last week, on Friday): one rule a function, named in the list.

While that date is unknown they have no days; while it lies between two days, so do they. They are never told from
the day on which someone types them in.
"""

from datetime import date, timedelta

from app.domain.edtf import month
from app.domain.errors import InvalidValue
from app.domain.phrases.calendar import named_day
from app.domain.phrases.windows import NO_SUCH_DAY, Anchor, Rule, Slots, WeekdayDiffersError, Window, shift


def _ago(slots: Slots, arguments: str, anchor: Anchor) -> Window:
    days, _, part = arguments.partition(" ")
    offset = int(days)
    first, last = shift(anchor.earliest, offset), shift(anchor.latest, offset)
    if "weekday" in slots and first and first == last and first.isoweekday() != slots.number("weekday"):
        raise WeekdayDiffersError
    return Window(
        first,
        last,
        "day",
        follows=True,
        offset=offset,
        part=part or slots.get("part"),  # type: ignore[arg-type]
    )


def _ago_on(slots: Slots, arguments: str, anchor: Anchor) -> Window:
    """A day told twice: yesterday, and its date. A year that is not written is the document's."""
    told = _ago(slots, arguments, anchor)
    known = told.first if told.first == told.last else None
    named = named_day(
        slots if known is None or "year" in slots else Slots({**slots, "year": str(known.year)}), "", anchor
    )
    if known and named.first != known:
        raise InvalidValue("From the document's date this is another day. Check both dates.")
    return named if "year" in slots else told


def _last_of_its_name(slots: Slots, _: str, anchor: Anchor) -> Window:
    first, last = (_last_named(slots, day) for day in (anchor.earliest, anchor.latest))
    return Window(first, last, "day", follows=True)


def _last_named(slots: Slots, document: date | None) -> date | None:
    """The last day of that month and number up to the document's date."""
    if document is None:
        return None
    years = range(document.year, document.year - 9, -1)  # 29 February may be eight years back
    days = (_in_year(slots, year) for year in years)
    found = next((day for day in days if day and day <= document), None)
    if found is None:
        raise InvalidValue(NO_SUCH_DAY)
    return found


def _in_year(slots: Slots, year: int) -> date | None:
    try:
        return date(year, slots.number("month"), slots.number("day"))
    except ValueError:
        return None


def _days_ago(slots: Slots, _: str, anchor: Anchor) -> Window:
    return _ago(Slots(), str(-slots.number("number")), anchor)


def _weeks_ago(slots: Slots, arguments: str, anchor: Anchor) -> Window:
    days = 7 * (int(arguments) if arguments else slots.number("number"))
    return Window(shift(anchor.earliest, -days - 3), shift(anchor.latest, 3 - days), follows=True)


def _months_ago(slots: Slots, _: str, anchor: Anchor) -> Window:
    months = slots.number("number")
    first, last = _months_before(anchor.earliest, months), _months_before(anchor.latest, months)
    return Window(shift(first, -15), shift(last, 15), follows=True)


def _months_before(day: date | None, months: int) -> date | None:
    if day is None:
        return None
    year, before = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, before + 1, min(day.day, month(year, before + 1)[1].day))


def _since_days(_: Slots, arguments: str, anchor: Anchor) -> Window:
    back, _space, forth = arguments.partition(" ")
    return Window(shift(anchor.earliest, int(back)), shift(anchor.latest, int(forth or 0)), follows=True)


def _last_days(slots: Slots, _: str, anchor: Anchor) -> Window:
    return _since_days(slots, str(-slots.number("number")), anchor)


def _this_month(_: Slots, __: str, anchor: Anchor) -> Window:
    return Window(anchor.earliest and anchor.earliest.replace(day=1), anchor.latest, follows=True)


def _last_month(_: Slots, __: str, anchor: Anchor) -> Window:
    before = _months_before(anchor.earliest and anchor.earliest.replace(day=1), 1)
    return Window(before, shift(anchor.latest, -1), follows=True)


def _this_year(_: Slots, __: str, anchor: Anchor) -> Window:
    return Window(anchor.earliest and date(anchor.earliest.year, 1, 1), anchor.latest, follows=True)


def _last_year(_: Slots, __: str, anchor: Anchor) -> Window:
    first = anchor.earliest and date(anchor.earliest.year - 1, 1, 1)
    return Window(first, anchor.latest and date(anchor.latest.year - 1, 12, 31), follows=True)


def _weekday(slots: Slots, _: str, anchor: Anchor) -> Window:
    weekday = slots.number("weekday")
    return _weekdays(weekday, shift(anchor.earliest, -7), anchor.latest)


def _last_weekday(slots: Slots, _: str, anchor: Anchor) -> Window:
    weekday = slots.number("weekday")
    return _weekdays(weekday, shift(anchor.earliest, -14), shift(anchor.latest, -1))


def weekday_before(weekday: int, window: Window) -> Window:
    """The last such weekday on or before each day of a window: "from Monday" of "to Wednesday"."""
    return Window(_last_such(weekday, window.first), _last_such(weekday, window.last), "day", follows=True)


def _weekdays(weekday: int, first: date | None, last: date | None) -> Window:
    return Window(_last_such(weekday, shift(first, 6)), _last_such(weekday, last), "day", follows=True)


def _last_such(weekday: int, day: date | None) -> date | None:
    return day and day - timedelta(days=(day.isoweekday() - weekday) % 7)


RULES: dict[str, Rule] = {
    "ago": _ago,
    "ago_on": _ago_on,
    "last_of_its_name": _last_of_its_name,
    "days_ago": _days_ago,
    "weeks_ago": _weeks_ago,
    "months_ago": _months_ago,
    "since_days": _since_days,
    "last_days": _last_days,
    "this_month": _this_month,
    "last_month": _last_month,
    "this_year": _this_year,
    "last_year": _last_year,
    "weekday": _weekday,
    "last_weekday": _last_weekday,
}
