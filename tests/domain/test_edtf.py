"""The EDTF that we write and read: against its own bounds, and against the edtf library."""

from datetime import date, timedelta

import edtf as library
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain import edtf
from app.domain.errors import InvalidValue

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def units(draw: st.DrawFn) -> str:
    day = draw(days)
    return draw(st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]]))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[date, date]:
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(0, 800)))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2025-04-17", ("2025-04-17", "2025-04-17", "2025-04-17", "2025-04-17")),
        ("2025-02", ("2025-02-01", "2025-02-28", "2025-02-01", "2025-02-28")),
        ("2024", ("2024-01-01", "2024-12-31", "2024-01-01", "2024-12-31")),
        ("[2025-03-01..2025-03-10]", ("2025-03-01", "2025-03-10", "2025-03-01", "2025-03-10")),
        ("[..2025-03-10]", (None, "2025-03-10", None, "2025-03-10")),
        ("[2024-12-08..]", ("2024-12-08", None, "2024-12-08", None)),
        ("2025-03-01/2025-03-10", ("2025-03-01", "2025-03-01", "2025-03-10", "2025-03-10")),
        ("2025-01/2025-03", ("2025-01-01", "2025-01-31", "2025-03-01", "2025-03-31")),
        ("2025-03/2025-03-10", ("2025-03-01", "2025-03-10", "2025-03-10", "2025-03-10")),
        ("2024-12-08/..", ("2024-12-08", "2024-12-08", "2024-12-08", None)),
        ("2024-12/", ("2024-12-01", "2024-12-31", "2024-12-01", None)),
        ("../2025-03-10", (None, "2025-03-10", "2025-03-10", "2025-03-10")),
        ("/2025-03", (None, "2025-03-31", "2025-03-01", "2025-03-31")),
        ("2025-03-06?", ("2025-03-06", "2025-03-06", "2025-03-06", "2025-03-06")),
        ("2025-03-06~", ("2025-03-03", "2025-03-09", "2025-03-03", "2025-03-09")),
        ("2025-03%", ("2025-02-14", "2025-04-15", "2025-02-14", "2025-04-15")),
        ("2025-04-17T11:00:00", ("2025-04-17", "2025-04-17", "2025-04-17", "2025-04-17")),
    ],
)
def test_bounds_of_each_form(text: str, bounds: tuple[str | None, ...]) -> None:
    assert edtf.read(text)[:4] == tuple(bound and date.fromisoformat(bound) for bound in bounds)


@pytest.mark.parametrize(
    "text",
    [
        "", "2025-2", "2025-13", "2025-02-30", "20250307", "2025-W10-5", "25-03-07", "07/03/2025", "2025-21", "199X",
        "2025-03-10/2025-03-01", "[2025-03-10..2025-03-01]", "[2025-03-01]", "[2025..2026]", "[..]", "../..", "/",
        "2025-03-0X", "{2025..2026}", "2025-04-17T25:00:00", "2025-04-17T11:00", "٢٠٢٥-٠٣-٠٧", "2025-03-07T11:00:00Z",
        "2025-03-07 ", "2025~~", "1446", "1446-09-07", "0025-03-07",
    ],
)  # fmt: skip
def test_what_we_do_not_write_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        edtf.read(text)


@settings(max_examples=25, deadline=None)
@given(units(), units())
def test_the_library_agrees_on_what_lasts(start: str, end: str) -> None:
    assume(start <= end)
    ours = edtf.read(f"{start}/{end}")
    theirs = library.parse_edtf(f"{start}/{end}")
    assert (ours.earliest_start, ours.latest_end) == (_day(theirs.lower_strict()), _day(theirs.upper_strict()))


@settings(max_examples=25, deadline=None)
@given(units(), st.sampled_from(["", "?"]))
def test_the_library_agrees_on_units(unit: str, mark: str) -> None:
    ours, theirs = edtf.read(unit + mark), library.parse_edtf(unit + mark)
    assert ours[:2] == ours[2:4] == (_day(theirs.lower_strict()), _day(theirs.upper_strict()))


@settings(max_examples=25, deadline=None)
@given(units(), st.sampled_from(["~", "%"]))
def test_about_holds_what_the_library_takes_strictly(unit: str, mark: str) -> None:
    ours, theirs = edtf.read(unit + mark), library.parse_edtf(unit)
    assert ours.earliest_start is not None and ours.latest_end is not None
    assert ours.earliest_start < _day(theirs.lower_strict()) and _day(theirs.upper_strict()) < ours.latest_end


@settings(max_examples=25, deadline=None)
@given(stretches())
def test_the_library_agrees_on_one_day_of_a_stretch(stretch: tuple[date, date]) -> None:
    theirs = library.parse_edtf(f"[{stretch[0]}..{stretch[1]}]")
    ours = edtf.read(f"[{stretch[0]}..{stretch[1]}]")
    assert ours[:2] == ours[2:4] == (_day(theirs.lower_strict()), _day(theirs.upper_strict()))


@pytest.mark.parametrize("text", ["2025-03-06/..", "../2025-03-06", "[..2025-03-06]", "[2025-03-06..]"])
def test_the_library_agrees_on_open_ends(text: str) -> None:
    ours, theirs = edtf.read(text), library.parse_edtf(text)
    assert (ours.earliest_start is None) == (theirs.lower_strict() == -float("inf"))
    assert (ours.latest_end is None) == (theirs.upper_strict() == float("inf"))


@given(stretches())
def test_one_day_of_a_stretch_reads_back(stretch: tuple[date, date]) -> None:
    first, last = stretch
    for bounds in ((first, last), (None, last), (first, None)):
        text = edtf.write(*bounds, *bounds)
        assert text is not None and edtf.read(text)[:4] == (*bounds, *bounds)


@given(units(), units())
def test_what_lasts_reads_back(start: str, end: str) -> None:
    assume(edtf.read(start)[0] <= edtf.read(end)[0] and edtf.read(start)[1] <= edtf.read(end)[1])  # type: ignore[operator]
    bounds = edtf.read(f"{start}/{end}")[:4]
    text = edtf.write(*bounds)
    assert text is None or edtf.read(text)[:4] == bounds
    if start[:4] != end[:4]:
        assert text == f"{start}/{end}"


@given(st.lists(st.none() | days, min_size=4, max_size=4))
def test_writing_never_says_other_bounds(bounds: list[date | None]) -> None:
    starts, ends = bounds[:2], bounds[2:]
    assume(all(None in pair or pair[0] <= pair[1] for pair in (starts, ends, bounds[::2], bounds[1::2])))  # type: ignore[operator]
    text = edtf.write(*bounds)
    assert text is None or edtf.read(text)[:4] == tuple(bounds)


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (date(2025, 2, 1), date(2025, 2, 27), None),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 1, 1), date(2025, 12, 31), None),
        (date(2025, 1, 1), date(2025, 3, 31), None),
        (date(2025, 3, 2), date(2025, 3, 31), None),
    ],
)
def test_units_of_the_calendar(first: date, last: date, unit: str | None) -> None:
    assert edtf.write_unit(first, last) == unit


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("2025-03", True),
        ("[2025-03-01..]", True),
        ("2025-04-17T11:00:00", True),
        ("March 2025", False),
        ("7", False),
        ("1446", False),
        ("2025-13", True),
    ],
)
def test_looks_like_edtf(text: str, looks: bool) -> None:
    assert edtf.looks_like_edtf(text) is looks


def _day(moment: object) -> date:
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)  # type: ignore[attr-defined]
