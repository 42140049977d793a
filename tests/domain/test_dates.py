"""Four bounds: what they mean. Then the same in words."""

from datetime import date, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import edtf
from app.domain.dates import (
    When,
    day_between,
    day_known,
    from_edtf,
    precision,
    span,
)
from app.domain.errors import InvalidValue

MARCH = date(2025, 3, 1), date(2025, 3, 31)
IN, LATE = date(2025, 3, 10), date(2025, 4, 10)


def bounds(when: When) -> tuple[date | None, ...]:
    return when.earliest_start, when.latest_start, when.earliest_end, when.latest_end


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
