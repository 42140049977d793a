"""Dates in words, both languages: the precision shows, and no bound passes for the date."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.dates import When, day_between, day_known, from_edtf, span
from app.domain.dates_in_words import MONTHS, describe, describe_bounds, is_one_of
from app.domain.phrases import understand_when

SOME_DAY = re.compile(rf"\d{{1,2}} ({'|'.join(MONTHS['en'] + MONTHS['ar'])}) \d{{4}}")


@pytest.mark.parametrize(
    ("text", "english", "arabic"),
    [
        ("2025-04-17", "17 April 2025", "17 نيسان 2025"),
        ("2025-03", "March 2025", "آذار 2025"),
        ("2025", "2025", "2025"),
        ("2023/2024", "from 2023 to 2024", "من 2023 إلى 2024"),
        ("[2025-03-01..2025-03-10]", "1–10 March 2025, one day of it", "1–10 آذار 2025، في يوم منها"),
        ("[2025-02-28..2025-03-03]", "28 February – 3 March 2025, one day of it", "28 شباط – 3 آذار 2025، في يوم منها"),
        (
            "[2024-12-30..2025-01-02]",
            "30 December 2024 – 2 January 2025, one day of it",
            "30 كانون الأول 2024 – 2 كانون الثاني 2025، في يوم منها",
        ),
        ("[2024-10-01..2024-12-31]", "October–December 2024", "تشرين الأول–كانون الأول 2024"),
        ("[2024-11-01..2025-02-28]", "November 2024 – February 2025", "تشرين الثاني 2024 – شباط 2025"),
        ("[1990-01-01..1999-12-31]", "1990–1999", "1990–1999"),
        ("2025-03-01/2025-03-10", "from 1 to 10 March 2025", "من 1 إلى 10 آذار 2025"),
        ("2025-03-08/2025-04-30", "from 8 March to 30 April 2025", "من 8 آذار إلى 30 نيسان 2025"),
        (
            "2024-12-08/2025-01-02",
            "from 8 December 2024 to 2 January 2025",
            "من 8 كانون الأول 2024 إلى 2 كانون الثاني 2025",
        ),
        ("2025-01/2025-03", "from January 2025 to March 2025", "من كانون الثاني 2025 إلى آذار 2025"),
        ("2024-12-08/..", "since 8 December 2024", "منذ 8 كانون الأول 2024"),
        ("2024/..", "since 2024", "منذ 2024"),
        ("../2025-03-10", "until 10 March 2025, start not known", "حتى 10 آذار 2025، والبداية غير معروفة"),
        ("[2024-12-08..]", "on or after 8 December 2024", "في 8 كانون الأول 2024 أو بعده"),
        ("[..2025-03-10]", "on or before 10 March 2025", "في 10 آذار 2025 أو قبله"),
        ("2025-03-06~", "about 6 March 2025 (3–9 March 2025)", "نحو 6 آذار 2025 (3–9 آذار 2025)"),
        ("2025-03-06?", "6 March 2025 (uncertain)", "6 آذار 2025 (غير مؤكد)"),
        ("2025-04-17T11:00:00", "17 April 2025, 11:00", "17 نيسان 2025، 11:00"),
        ("2025-04-17T11:00:00/2025-04-17T11:30:00", "17 April 2025, 11:00–11:30", "17 نيسان 2025، 11:00–11:30"),
    ],
)
def test_words_of_each_form(text: str, english: str, arabic: str) -> None:
    assert describe(from_edtf(text), "en") == english
    assert describe(from_edtf(text), "ar") == arabic


def test_what_stands_beside_a_day() -> None:
    day = day_between(date(2025, 2, 3), date(2025, 2, 3))
    night = replace(day, part_of_day="night")
    assert (describe(night), describe(night, "ar")) == ("3 February 2025, at night", "3 شباط 2025، ليلاً")
    hour = replace(day, local_time=time(8, 10, 5), zone="Asia/Beirut")
    assert describe(hour) == "3 February 2025, 08:10:05 (Asia/Beirut)"


def test_bounds_that_no_edtf_can_say() -> None:
    first, last = date(2024, 10, 1), date(2024, 12, 31)
    ongoing = When(earliest_start=first, latest_start=last, earliest_end=first, latest_end=date(2025, 5, 12))
    assert describe(ongoing) == "from October–December 2024, until 12 May 2025 at the latest"
    assert describe(ongoing, "ar") == "من تشرين الأول–كانون الأول 2024، وحتى 12 أيار 2025 على الأبعد"
    since = When(earliest_start=first, latest_start=last, earliest_end=first)
    assert describe(since) == "since October–December 2024"
    both = When(
        earliest_start=date(2025, 3, 1), latest_start=date(2025, 3, 5),
        earliest_end=date(2025, 3, 8), latest_end=date(2025, 3, 9),
    )  # fmt: skip
    assert describe(both) == "from 1–5 March 2025 to 8–9 March 2025"
    assert describe(When()) == "date not known" and describe(When(), "ar") == "التاريخ غير معروف"


def test_a_stretch_is_one_day_only_where_that_was_said() -> None:
    stretch = day_between(date(2025, 3, 1), date(2025, 3, 10))
    assert describe_bounds(stretch) == "1–10 March 2025, one day or more of it"
    assert describe_bounds(stretch, "ar") == "1–10 آذار 2025، في يوم منها أو أكثر"
    assert describe_bounds(stretch, one_day=is_one_of(stretch.edtf)) == "1–10 March 2025, one day of it"


days = st.none() | st.integers(0, 400).map(lambda n: date(2024, 6, 1) + timedelta(days=n))


@given(st.lists(days, min_size=4, max_size=4), st.sampled_from(["en", "ar"]))
def test_no_bound_passes_for_the_date(bounds: list[date | None], language: str) -> None:
    pairs = (bounds[:2], bounds[2:], bounds[::2], bounds[1::2])
    assume(all(None in pair or pair[0] <= pair[1] for pair in pairs))  # type: ignore[operator]
    when = When(earliest_start=bounds[0], latest_start=bounds[1], earliest_end=bounds[2], latest_end=bounds[3])
    text = describe(when, language)
    assert text
    assert bool(SOME_DAY.fullmatch(text)) == (day_known(when) is not None)
    assert not re.search(r"\d{4}-\d\d", text)


@given(st.integers(0, 800), st.integers(0, 90), st.sampled_from(["en", "ar"]), st.booleans())
def test_what_is_printed_can_be_typed(start: int, length: int, language: str, lasts: bool) -> None:
    first = date(2024, 1, 1) + timedelta(days=start)
    make = span if lasts else day_between
    when = make(first, first + timedelta(days=length))
    again = understand_when(describe(when, language))
    assert again.understood
    assert _bounds(again) == _bounds(when)


@pytest.mark.parametrize(
    "text", ["2025", "2025-03", "2024-12-08/..", "[2024-12-08..]", "[..2025-03-10]", "../2025-03-10"]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_printed_of_open_ends_can_be_typed(text: str, language: str) -> None:
    when = from_edtf(text)
    assert _bounds(understand_when(describe(when, language))) == _bounds(when)


def _bounds(when: When) -> tuple[date | None, ...]:
    return when.earliest_start, when.latest_start, when.earliest_end, when.latest_end
