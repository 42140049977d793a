"""Four bounds: what they mean, and what is certain or possible of them. Then the same in words."""

from datetime import date, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import edtf
from app.domain.dates import (
    When,
    certainly_inside,
    day_between,
    day_known,
    from_edtf,
    possibly_inside,
    precision,
    span,
)
from app.domain.errors import InvalidValue

MARCH = date(2025, 3, 1), date(2025, 3, 31)


def bounds(when: When) -> tuple[date | None, ...]:
    return when.earliest_start, when.latest_start, when.earliest_end, when.latest_end


@st.composite
def truths(draw: st.DrawFn) -> tuple[When, date, date]:
    """Four bounds, some unknown, and one course of events that they allow: first and last day."""
    first = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 40)))
    last = first + timedelta(days=draw(st.integers(0, 20)))
    spread = [timedelta(days=draw(st.integers(0, 15))) for _ in range(4)]
    ends = [
        first - spread[0],
        min(first + spread[1], last + spread[3]),
        max(last - spread[2], first - spread[0]),
        last + spread[3],
    ]
    known = [end if draw(st.booleans()) else None for end in ends]
    return (
        When(earliest_start=known[0], latest_start=known[1], earliest_end=known[2], latest_end=known[3]),
        first,
        last,
    )


@st.composite
def periods(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first = date(2025, 1, 1) + timedelta(days=draw(st.integers(-20, 60)))
    last = first + timedelta(days=draw(st.integers(0, 60)))
    return draw(st.sampled_from([(first, last), (first, None), (None, last), (None, None)]))


@given(truths(), periods())
def test_certain_and_possible_hold_whatever_happened(truth: tuple[When, date, date], period: tuple[date, date]) -> None:
    when, happened_first, happened_last = truth
    first, last = period
    inside = (first is None or first <= happened_first) and (last is None or happened_last <= last)
    touches = (first is None or first <= happened_last) and (last is None or happened_first <= last)
    assert not certainly_inside(when, first, last) or inside
    assert not touches or possibly_inside(when, first, last)
    assert not certainly_inside(when, first, last) or possibly_inside(when, first, last)


EARLY, IN, LATE = date(2025, 2, 10), date(2025, 3, 10), date(2025, 4, 10)
TRUTH_TABLE = {
    # (earliest_start, latest_end): (certainly, possibly) inside March
    (EARLY, EARLY): (False, False),
    (EARLY, IN): (False, True),
    (EARLY, LATE): (False, True),
    (EARLY, None): (False, True),
    (IN, IN): (True, True),
    (IN, LATE): (False, True),
    (IN, None): (False, True),
    (LATE, LATE): (False, False),
    (LATE, None): (False, False),
    (None, EARLY): (False, False),
    (None, IN): (False, True),
    (None, LATE): (False, True),
    (None, None): (False, True),
    (MARCH[0], MARCH[1]): (True, True),
    (MARCH[0] - timedelta(days=1), MARCH[1]): (False, True),
    (MARCH[0], MARCH[1] + timedelta(days=1)): (False, True),
    (MARCH[1], LATE): (False, True),
    (EARLY, MARCH[0]): (False, True),
}


@pytest.mark.parametrize(("outer", "answers"), TRUTH_TABLE.items())
def test_truth_table(outer: tuple[date | None, date | None], answers: tuple[bool, bool]) -> None:
    when = When(earliest_start=outer[0], latest_end=outer[1])
    assert (certainly_inside(when, *MARCH), possibly_inside(when, *MARCH)) == answers


@pytest.mark.parametrize(
    ("first", "last", "certain", "possible"),
    [
        (MARCH[0], None, True, True),
        (None, MARCH[1], False, True),
        (None, None, True, True),
        (None, EARLY, False, False),
    ],
)
def test_a_limit_left_open_asks_nothing(first: date, last: date, certain: bool, possible: bool) -> None:
    since = from_edtf("2025-03-05/..")
    assert certainly_inside(since, first, last) is certain
    assert possibly_inside(since, first, last) is possible


def test_one_day_of_a_stretch_and_all_of_it() -> None:
    first, last = date(2025, 3, 1), date(2025, 3, 10)
    assert bounds(day_between(first, last)) == (first, last, first, last)
    assert bounds(span(first, last)) == (first, first, last, last)
    assert bounds(day_between(None, last)) == (None, last, None, last)
    assert (day_between(first, last).edtf, span(first, last).edtf) == (
        "[2025-03-01..2025-03-10]",
        "2025-03-01/2025-03-10",
    )
    assert (day_between(*MARCH).edtf, span(first, first).edtf) == ("2025-03", "2025-03-01")
    assert day_between(None, None).edtf is None


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_what_is_made_reads_back_from_its_edtf(first: date, length: int) -> None:
    for when in (day_between(first, first + timedelta(days=length)), span(first, first + timedelta(days=length))):
        assert when.edtf is not None
        assert bounds(from_edtf(when.edtf)) == bounds(when)
        written = edtf.write(when.earliest_start, when.latest_start, when.earliest_end, when.latest_end)
        assert bounds(from_edtf(written or "")) == bounds(when)


def test_edtf_says_what_stands_beside_the_bounds() -> None:
    assert from_edtf("2025-03-06~").approximate and not from_edtf("2025-03-06~").uncertain
    assert from_edtf("2025-03-06?").uncertain and not from_edtf("2025-03-06?").approximate
    assert from_edtf("2025-03-06%").uncertain and from_edtf("2025-03-06%").approximate
    assert from_edtf("2025-04-17T11:30:00").local_time == time(11, 30)
    assert from_edtf("2025-04-17T11:00:00/2025-04-17T11:30:00").local_time is None
    assert from_edtf("2025-03", "in March").stated_as == "in March"


@pytest.mark.parametrize(
    "wrong",
    [
        {"earliest_start": LATE, "latest_start": IN},
        {"earliest_end": LATE, "latest_end": IN},
        {"earliest_start": LATE, "earliest_end": IN},
        {"latest_start": LATE, "latest_end": IN},
    ],
)
def test_bounds_out_of_order_are_refused(wrong: dict[str, date]) -> None:
    with pytest.raises(InvalidValue):
        When(**wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue):
        day_between(LATE, IN)


@pytest.mark.parametrize("known", list(product([None, IN], repeat=4)))
def test_a_day_is_known_only_by_all_four_bounds(known: tuple[date | None, ...]) -> None:
    when = When(earliest_start=known[0], latest_start=known[1], earliest_end=known[2], latest_end=known[3])
    assert day_known(when) == (IN if None not in known else None)


def test_a_stretch_is_no_day() -> None:
    assert day_known(from_edtf("2025-03-06/2025-03-07")) is None
    assert day_known(from_edtf("[2025-03-06..2025-03-07]")) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025-03-06", "day"),
        ("[2025-03-06..2025-03-08]", "days"),
        ("2025-03-06/2025-03-08", "days"),
        ("[2025-03-01..2025-03-31]", "month"),
        ("2025-03", "month"),
        ("[2025-03-02..2025-04-01]", "days"),
        ("[2025-03-02..2025-04-02]", "months"),
        ("[2024-02-01..2025-02-01]", "years"),
        ("2025-01/2025-03", "months"),
        ("2024", "year"),
        ("[2024-02-01..2025-01-31]", "months"),
        ("2024/2025", "years"),
        ("2024-12-08/..", "open"),
        ("[..2024-12-08]", "open"),
    ],
)
def test_precision(text: str, code: str) -> None:
    assert precision(from_edtf(text)) == code


def test_nothing_known_is_unknown() -> None:
    assert precision(When(stated_as="some day")) == "unknown"
    assert When().understood and not When(not_understood="not_listed").understood
