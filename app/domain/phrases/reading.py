"""A phrase from start to end: EDTF as it stands, else the first row of the list that fits, else the words alone."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain import edtf
from app.domain.dates import NotUnderstood, When, from_edtf
from app.domain.errors import InvalidValue
from app.domain.phrases import anchored, calendar
from app.domain.phrases.book import in_signs, phrases
from app.domain.phrases.frames import FRAMES, Framed
from app.domain.phrases.windows import (
    Anchor,
    DayOrder,
    IncompleteError,
    Slots,
    WeekdayDiffersError,
    Window,
    not_after_document,
)
from app.domain.text import fold

# The document's date: a day, or the two days between which it lies (either may be unknown), or not known.
DocumentDate = date | tuple[date | None, date | None] | None

# Longer texts are no date; matching grows with the square of the length.
LONGEST = 160

# The longest that a time can last of which only one end has a year, where the new year lies between the two.
_OVER_A_NEW_YEAR = timedelta(days=183)

_RULES = {**calendar.RULES, **anchored.RULES}


def understand_when(
    text: str, *, document_date: DocumentDate = None, today: date | None = None, order: DayOrder | None = None
) -> When:
    """What a source's words on time mean, in days, by the closed list of phrases and nothing else.

    `document_date` is what yesterday, since … and after … are told from; unknown, it leaves their bounds open, and
    `follows_document` says that they must be read anew from the same words when it is learnt. `order` is how a column
    was declared to write 07/03/2025. What is not understood comes back with its words, no bounds, and the reason.

    Raises InvalidValue for what can be read in two ways, is not in the calendar, ends before it begins, or lies after
    the document's date or after `today`.
    """
    known = document_date if isinstance(document_date, tuple) else (document_date, document_date)
    anchor = Anchor(*known, order)
    when = replace(_understand(text, anchor), stated_as=text)
    not_after_document(when.earliest_start, anchor)
    if when.earliest_start and today and when.earliest_start > today:
        raise InvalidValue("This day has not come yet. Check the year.")
    return when


def _understand(text: str, anchor: Anchor) -> When:
    plain = fold(text).upper()
    if not edtf.looks_like_edtf(plain):
        return _understand_words(text, anchor)
    try:
        return _up_to_document(from_edtf(plain), anchor)
    except InvalidValue as refusal:
        when = _understand_words(text, anchor)
        if when.understood:
            return when
        raise refusal from None


def _up_to_document(when: When, anchor: Anchor) -> When:
    """Whatever EDTF leaves open ends, for this source, with the document's own date."""
    if when.latest_end or not when.earliest_start:
        return when
    not_after_document(when.earliest_start, anchor)
    return replace(
        when,
        latest_start=edtf.earlier(when.latest_start, anchor.latest),
        latest_end=anchor.latest and edtf.later(anchor.latest, when.earliest_end),
        follows_document=True,
    )


def _understand_words(text: str, anchor: Anchor) -> When:
    reason: NotUnderstood = "not_listed"
    signs = in_signs(text) if len(text) <= LONGEST else ""
    for frame in phrases("frame"):
        match = frame.matcher.fullmatch(signs)
        if match is None:
            continue
        slots = Slots({name: value for name, value in match.groupdict().items() if value})
        try:
            windows = _windows(slots, anchor)
            when = windows and FRAMES[frame.rule](Framed(*windows, slots, frame.arguments, anchor))
        except IncompleteError:
            reason = "incomplete"
        except WeekdayDiffersError:
            reason = "weekday_differs"
        else:
            if when:
                return when
    return When(not_understood=reason)


def _windows(slots: Slots, anchor: Anchor) -> tuple[Window, Window | None] | None:
    """The windows of a frame's one or two time phrases; None where one of them is not in the list."""
    if "q" not in slots:
        window = _window(slots["p"], Slots(), anchor)
        return (window, None) if window else None
    one, other = _slots(slots["p"]), _slots(slots["q"])
    first = _window(slots["p"], _borrowed(other), anchor)
    second = _window(slots["q"], _borrowed(one), anchor)
    if first is None or second is None:
        return None
    if "weekday" in one and "weekday" in other and "day" not in one and "day" not in other:
        return anchored.weekday_before(one.number("weekday"), second), second
    # "28 December to 3 January 2025": a year that was borrowed is the neighbouring one where the order asks for it.
    lent = _after(first, second) and ("year" in one) != ("year" in other)
    if lent and "month" in one and "year" in other:
        first = _window(slots["p"], _borrowed(other, years=-1), anchor)
    elif lent and "month" in other and "year" in one:
        second = _window(slots["q"], _borrowed(one, years=1), anchor)
    if lent and first and second:
        _refuse_a_guess(first, second)
    return (first, second) if first and second else None


def _refuse_a_guess(first: Window, second: Window) -> None:
    """Over a new year nearby the order leaves one year; "3 March to 1 March 2025" is as likely the wrong way round."""
    if first.first and second.last and second.last - first.first > _OVER_A_NEW_YEAR:
        raise InvalidValue("In which year did this begin, and in which did it end? Write the year of both dates.")


def _after(first: Window, second: Window) -> bool:
    return first.first is not None and second.last is not None and first.first > second.last


def _slots(signs: str) -> Slots:
    """The slots of the first time phrase that fits."""
    for phrase in phrases("time"):
        match = phrase.matcher.fullmatch(signs)
        if match:
            return Slots({name: value for name, value in match.groupdict().items() if value})
    return Slots()


def _borrowed(slots: Slots, years: int = 0) -> Slots:
    """The month and the year that one half of "6 to 8 March 2025" lends the other."""
    lent = Slots({name: slots[name] for name in ("month", "year") if name in slots})
    if years and "year" in lent:
        lent["year"] = str(int(lent["year"]) + years)
    return lent


def _window(signs: str, borrowed: Slots, anchor: Anchor) -> Window | None:
    for phrase in phrases("time"):
        match = phrase.matcher.fullmatch(signs)
        if match:
            own = {name: value for name, value in match.groupdict().items() if value}
            window = _RULES[phrase.rule](Slots({**borrowed, **own}), phrase.arguments, anchor)
            if window:
                return window
    return None
