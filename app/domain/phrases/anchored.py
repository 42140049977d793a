"""Phrases told from the document's date (yesterday, last week, on Friday): one rule a function, named in the list.

While that date is unknown they have no days; while it lies between two days, so do they. They are never told from
the day on which someone types them in.
"""

from datetime import date, timedelta

from app.domain.edtf import month
from app.domain.phrases.windows import Anchor, Rule, Slots, WeekdayDiffersError, Window, shift


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
