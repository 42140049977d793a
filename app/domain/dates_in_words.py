"""A `When` in words, in English and in Arabic (Levantine months). The precision shows: no bound passes for the date.

Short fixed tables of our own, so that a list, an export and a report say the same without a framework. The source's own
words stand beside these in `When.stated_as` and are never translated.
"""

from datetime import date, time

from app.domain import edtf
from app.domain.dates import Bounded, PartOfDay, When

MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "ar": ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
           "تشرين الثاني", "كانون الأول"),
}  # fmt: skip

_SAYINGS: dict[str, dict[str, str]] = {
    "en": {
        "unknown": "date not known",
        "one_day": "{0}, one day of it",
        "some_days": "{0}, one day or more of it",
        "about": "about {0} ({1})",
        "lasting": "from {0} to {1}",
        "since": "since {0}",
        "since_until": "from {0}, until {1} at the latest",
        "until": "until {0}, start not known",
        "after": "on or after {0}",
        "before": "on or before {0}",
        "comma": "{0}, {1}",
        "uncertain": "{0} (uncertain)",
        "zone": "{0} ({1})",
    },
    "ar": {
        "unknown": "التاريخ غير معروف",
        "one_day": "{0}، في يوم منها",
        "some_days": "{0}، في يوم منها أو أكثر",
        "about": "نحو {0} ({1})",
        "lasting": "من {0} إلى {1}",
        "since": "منذ {0}",
        "since_until": "من {0}، وحتى {1} على الأبعد",
        "until": "حتى {0}، والبداية غير معروفة",
        "after": "في {0} أو بعده",
        "before": "في {0} أو قبله",
        "comma": "{0}، {1}",
        "uncertain": "{0} (غير مؤكد)",
        "zone": "{0} ({1})",
    },
}

_PARTS: dict[str, dict[str, str]] = {
    "en": {
        "small_hours": "after midnight",
        "dawn": "at dawn",
        "morning": "in the morning",
        "midday": "at midday",
        "afternoon": "in the afternoon",
        "evening": "in the evening",
        "night": "at night",
    },
    "ar": {
        "small_hours": "بعد منتصف الليل",
        "dawn": "فجراً",
        "morning": "صباحاً",
        "midday": "ظهراً",
        "afternoon": "بعد الظهر",
        "evening": "مساءً",
        "night": "ليلاً",
    },
}


def describe(when: When, language: str = "en") -> str:
    """`when` in words: "17 April 2025, at night", "March 2025", "1–10 March 2025, one day of it".

    `language` is `en` or `ar`. It speaks of one day only where that was said; any other stretch is "one day or more
    of it".
    """
    say = _SAYINGS[language]
    text = _describe_days(when, language)
    text = with_part_of_day(text, when.part_of_day, language)
    clock = _clock(when)
    if clock:
        clock = say["zone"].format(clock, when.zone) if when.zone else clock
        text = say["comma"].format(text, clock)
    return say["uncertain"].format(text) if when.uncertain else text


def with_part_of_day(text: str, part: PartOfDay | None, language: str) -> str:
    """Days in words with the part of the day, where one is known."""
    return _SAYINGS[language]["comma"].format(text, _PARTS[language][part]) if part else text


def is_one_of(edtf_text: str | None) -> bool:
    """Whether it speaks of one day of a stretch."""
    return edtf_text is not None and edtf_text.startswith("[")


def describe_bounds(bounds: Bounded, language: str = "en", *, one_day: bool | None = False) -> str:
    """Four bounds in words. `one_day` tells one day of a stretch from one or more; None says nothing of it."""
    say = _SAYINGS[language]
    start, end = (bounds.earliest_start, bounds.latest_start), (bounds.earliest_end, bounds.latest_end)
    if start != end:
        return _describe_lasting(start, end, language)
    first, last = start
    if first and last:
        exact = edtf.write_unit(first, last) or _whole_months(first, last)
        window = _window(first, last, language)
        return window if exact or one_day is None else say["one_day" if one_day else "some_days"].format(window)
    if first:
        return say["after"].format(_day(first, language))
    return say["before"].format(_day(last, language)) if last else say["unknown"]


def _describe_days(when: When, language: str) -> str:
    named = edtf.read(when.edtf[:-1]) if when.edtf and when.edtf.endswith(("~", "%")) and "/" not in when.edtf else None
    if named and named.earliest_start and named.latest_end and when.earliest_start and when.latest_end:
        stated = _window(named.earliest_start, named.latest_end, language)
        return _SAYINGS[language]["about"].format(stated, _window(when.earliest_start, when.latest_end, language))
    return describe_bounds(when, language, one_day=is_one_of(when.edtf))


def _describe_lasting(
    start: tuple[date | None, date | None], end: tuple[date | None, date | None], language: str
) -> str:
    say = _SAYINGS[language]
    begins = _window(start[0], start[1], language) if start[0] and start[1] else None
    ends = _window(end[0], end[1], language) if end[0] and end[1] else None
    if begins and ends and end[0] != start[0]:
        return say["lasting"].format(_short_start(start, end, language) or begins, ends)
    if end[1]:  # an end that is only bounded: not before the start, not after this day
        latest = _day(end[1], language)
        since = begins or (say["after"].format(_day(start[0], language)) if start[0] else None)
        return say["since_until"].format(since, latest) if since else say["until"].format(ends or latest)
    if begins:
        return say["since"].format(begins)
    return say["after"].format(_day(start[0], language)) if start[0] else say["unknown"]


def _short_start(
    start: tuple[date | None, date | None], end: tuple[date | None, date | None], language: str
) -> str | None:
    """What the two days share is said once: "from 1 to 10 March 2025"."""
    first, last = start[0], end[0]
    if first is None or last is None or first != start[1] or last != end[1] or first.year != last.year:
        return None
    return str(first.day) if first.month == last.month else f"{first.day} {MONTHS[language][first.month - 1]}"


def _window(first: date, last: date, language: str) -> str:
    """From one day to another, as shortly as it can be said: "2025", "October–December 2024", "1–10 March 2025"."""
    if first == last:
        return _day(first, language)
    if _whole_months(first, last):
        return _months(first, last, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last, language)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[language][first.month - 1]} – {_day(last, language)}"
    return f"{_day(first, language)} – {_day(last, language)}"


def _months(first: date, last: date, language: str) -> str:
    names = MONTHS[language]
    if (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    end = f"{names[last.month - 1]} {last.year}"
    if first.year != last.year:
        return f"{names[first.month - 1]} {first.year} – {end}"
    return end if first.month == last.month else f"{names[first.month - 1]}–{end}"


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last == edtf.month(last.year, last.month)[1]


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _clock(when: When) -> str | None:
    if when.local_time:
        return _hours(when.local_time)
    if when.edtf and "T" in when.edtf:
        reading = edtf.read(when.edtf)
        if reading.at and reading.until:
            return f"{_hours(reading.at)}–{_hours(reading.until)}"
    return None


def _hours(at: time) -> str:
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")
