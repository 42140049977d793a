"""Times that were told from a document's date, once that date is known or known better."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import When
from app.domain.phrases import understand_when
from app.domain.sources import Days, reckon_anew

DAYS = st.dates(date(2025, 1, 2), date(2026, 12, 31))
UNKNOWN: Days = (None, None)
TOLD = ("since late 2024", "yesterday", "two days ago", "until yesterday", "منذ أواخر 2024", "أمس", "last week")


def one_day(day: date) -> Days:
    return day, day


def as_marked(typed: str, marked: str, on: Days) -> When:
    """What was typed, with other words of the text as those on record."""
    read = understand_when(typed, document_date=on)
    return When(**{name: getattr(read, name) for name in When.__slots__} | {"stated_as": marked})


@given(was=st.one_of(st.just(UNKNOWN), DAYS.map(one_day)), now=DAYS.map(one_day), words=st.sampled_from(TOLD))
def test_it_is_read_as_if_the_date_had_been_known(was: Days, now: Days, words: str) -> None:
    told = understand_when(words, document_date=was)
    assert reckon_anew(told, was, now) == understand_when(words, document_date=now)


@pytest.mark.parametrize(("typed", "marked"), [("since late 2024", "late 2024"), ("منذ أواخر 2024", "أواخر 2024")])
@given(was=st.one_of(st.just(UNKNOWN), DAYS.map(one_day)), now=DAYS.map(one_day))
def test_what_was_typed_beyond_the_words_marked_follows_as_well(typed: str, marked: str, was: Days, now: Days) -> None:
    told = as_marked(typed, marked, was)
    moved = reckon_anew(told, was, now) or told
    meant = understand_when(typed, document_date=now)
    assert (moved.earliest_start, moved.latest_end) == (meant.earliest_start, meant.latest_end)


@given(was=st.one_of(st.just(UNKNOWN), DAYS.map(one_day)), now=DAYS.map(one_day))
def test_a_number_of_days_that_was_typed_is_gone_by_and_not_that_of_the_words_marked(was: Days, now: Days) -> None:
    moved = reckon_anew(as_marked("two days ago", "yesterday", was), was, now)
    assert moved is not None and now[0] is not None
    assert moved.earliest_start == moved.latest_end == now[0] - timedelta(days=2)


def test_what_does_not_hang_on_the_date_stays() -> None:
    told = as_marked("March 2025", "yesterday", UNKNOWN)
    known = When(**{name: getattr(told, name) for name in When.__slots__})
    assert reckon_anew(known, one_day(date(2026, 1, 1)), one_day(date(2026, 2, 1))) is None


def test_a_date_before_what_was_told_is_refused() -> None:
    told = as_marked("since late 2024", "late 2024", one_day(date(2026, 2, 1)))
    with pytest.raises(Exception, match="ends before it begins"):
        reckon_anew(told, one_day(date(2026, 2, 1)), one_day(date(2024, 1, 1)))
