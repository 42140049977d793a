"""What stands around time phrases: since, before, between … Each rule puts windows together into four bounds.

The rules keep to one principle: the bounds hold every day that the words can mean. A frame that does not fit its time
(the morning of a month) gives None, and the words are left as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time

from app.domain import edtf
from app.domain.dates import PartOfDay, When, day_known, from_edtf
from app.domain.errors import InvalidValue
from app.domain.phrases.windows import Anchor, Slots, Window, not_after_document, shift


@dataclass(frozen=True)
class Framed:
    """One matched frame: its first window and its second if it has two, its other slots, its row's arguments."""

    window: Window
    second: Window | None
    slots: Slots
    arguments: str
    anchor: Anchor


def _bounds(
    window: Window,
    start: tuple[date | None, date | None],
    end: tuple[date | None, date | None],
    text: str | None,
    follows: bool = False,
) -> When:
    return When(
        edtf=text,
        earliest_start=start[0],
        latest_start=start[1],
        earliest_end=end[0],
        latest_end=end[1],
        part_of_day=window.part,
        follows_document=follows or window.follows,
    )


def _plain(framed: Framed) -> When:
    window = framed.window
    stretch = (window.first, window.last)
    when = _bounds(window, stretch, stretch, edtf.write_window(*stretch))
    return replace(when, anchor_offset_days=window.offset)


def _joined(framed: Framed) -> Window:
    """From the first day of the one window to the last of the other."""
    one, other = framed.window, framed.second
    assert other is not None
    if one.first and other.last and one.first > other.last:
        raise InvalidValue("This ends before it begins. Check the two dates.")
    return replace(
        one,
        last=other.last,
        follows=one.follows or other.follows,
        part=one.part if one.part == other.part else None,
    )


def _between(framed: Framed) -> When:
    joined = _joined(framed)
    return _plain(replace(framed, window=replace(joined, offset=None)))


def _dash(framed: Framed) -> When:
    # EDTF can say "one day of it" and "all of it", not that either may be meant.
    when = _between(framed)
    return when if when.earliest_start == when.latest_start else replace(when, edtf=None)


def _lasting(framed: Framed) -> When:
    joined, one, other = _joined(framed), framed.window, framed.second
    assert other is not None
    start = (one.first, edtf.earlier(one.last, other.last))
    end = (edtf.later(other.first, one.first), other.last)
    return _bounds(joined, start, end, edtf.write(*start, *end))


def _since(framed: Framed) -> When:
    window, until = framed.window, framed.anchor.latest
    not_after_document(window.first, framed.anchor)
    unit = edtf.write_unit(window.first, window.last) if window.first and window.last else None
    start = (window.first, edtf.earlier(window.last, until))
    return _bounds(window, start, (window.first, until), f"{unit}/.." if unit else None, follows=True)


def _until(framed: Framed) -> When:
    window = framed.window
    unit = edtf.write_unit(window.first, window.last) if window.first and window.last else None
    return _bounds(window, (None, window.last), (window.first, window.last), f"../{unit}" if unit else None)


def _at_the_latest(window: Window, last: date | None) -> When:
    return _bounds(window, (None, last), (None, last), edtf.write_window(None, last))


def _by(framed: Framed) -> When:
    return _at_the_latest(framed.window, framed.window.last)


def _before(framed: Framed) -> When:
    window = framed.window
    return _at_the_latest(window, shift(window.first, -1) if window.edge == "sharp" else window.last)


def _at_the_earliest(framed: Framed, first: date | None) -> When:
    not_after_document(first, framed.anchor)
    stretch = (first, framed.anchor.latest)
    return _bounds(framed.window, stretch, stretch, edtf.write_window(first, None), follows=True)


def _from_on(framed: Framed) -> When:
    return _at_the_earliest(framed, framed.window.first)


def _after(framed: Framed) -> When:
    window = framed.window
    return _at_the_earliest(framed, shift(window.last, 1) if window.edge == "sharp" else window.first)


def _about(framed: Framed) -> When | None:
    window = framed.window
    if window.follows or window.first is None or window.last is None:
        return None
    unit = edtf.write_unit(window.first, window.last)
    return from_edtf(f"{unit}~") if unit else None


def _part(framed: Framed) -> When | None:
    part: PartOfDay = framed.arguments or framed.slots.get("part")  # type: ignore[assignment]
    window = framed.window
    if window.edge != "day" or window.part not in (None, part):
        return None
    return replace(_plain(framed), part_of_day=part)


def _night_between(framed: Framed) -> When | None:
    one, other = framed.window, framed.second
    assert other is not None
    next_days = (shift(one.first, 1), shift(one.last, 1))
    if one.edge != "day" or other.edge != "day" or next_days != (other.first, other.last):
        return None
    return replace(_between(framed), part_of_day="night")


def _eve(framed: Framed) -> When | None:
    window = framed.window
    if window.edge != "day" or window.part:
        return None
    two_nights = replace(window, first=shift(window.first, -1), offset=None)
    return replace(_plain(replace(framed, window=two_nights)), part_of_day="night")


def _clock(framed: Framed) -> When | None:
    if framed.window.edge != "day" or framed.window.part:
        return None
    when, at = _plain(framed), _time(framed.slots["clock"])
    day = day_known(when)
    if "clock_end" not in framed.slots:
        return replace(when, local_time=at, edtf=f"{day}T{at}" if day else when.edtf)
    end = _time(framed.slots["clock_end"])
    return replace(when, edtf=f"{day}T{at}/{day}T{end}") if day and at <= end else None


def _time(clock: str) -> time:
    hour, minute = (int(number) for number in clock.split(":"))
    if hour > 23 or minute > 59:
        raise InvalidValue("There is no such time of day. Write it as 14:30.")
    return time(hour, minute)


FRAMES: dict[str, Callable[[Framed], When | None]] = {
    "plain": _plain,
    "between": _between,
    "dash": _dash,
    "lasting": _lasting,
    "since": _since,
    "until": _until,
    "by": _by,
    "before": _before,
    "from_on": _from_on,
    "after": _after,
    "about": _about,
    "part": _part,
    "night_between": _night_between,
    "eve": _eve,
    "clock": _clock,
    "about_clock": _plain,
}
