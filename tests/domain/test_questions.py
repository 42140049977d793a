"""Filters mean what they say: an unknown name or value is refused by name and never means everything."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnknownFilter
from app.domain.questions import FILTERS, Question, ask


def test_months_and_years_are_read_as_their_first_and_last_day() -> None:
    question = ask({"from": "2025-03", "to": "2025"})
    assert (question.from_, question.to) == (date(2025, 3, 1), date(2025, 12, 31))


@pytest.mark.parametrize("text", ["March 2025", "آذار ٢٠٢٥", "2025-03", "from 1 to 31 March 2025"])
def test_days_are_read_as_the_phrase_book_reads_them(text: str) -> None:
    question = ask({"from": text, "to": text})
    assert (question.from_, question.to) == (date(2025, 3, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    "parameters, name",
    [
        ({"governorate": "x"}, "governorate"),
        ({"from": "07/03/2025"}, "from"),
        ({"from": "2025-02-30"}, "from"),
        ({"to": "soon"}, "to"),
        ({"to": "since March 2025"}, "to"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2025-03-02", "to": "2025-03-01"}, "to"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "36,35,35,36"}, "bbox"),
        ({"bbox": "a,b,c,d"}, "bbox"),
        ({"act": "murder"}, "act"),
        ({"harm": "killd"}, "harm"),
        ({"harm": "killed", "at_least": "0"}, "at_least"),
        ({"harm": "killed", "at_least": "-1"}, "at_least"),
        ({"at_least": "10"}, "at_least"),
        ({"verification": "verified"}, "verification"),
        ({"verification": " "}, "verification"),
        ({"not_act": "\x1d"}, "not_act"),
        ({"match": "maybe"}, "match"),
        ({"changed_since": "yesterday"}, "changed_since"),
        ({"q": ["a", "b"]}, "q"),
    ],
)
def test_what_is_not_known_is_refused_by_name(parameters: dict[str, str], name: str) -> None:
    with pytest.raises(UnknownFilter) as refused:
        ask(parameters)
    assert refused.value.field == name


def test_an_empty_value_is_a_filter_left_open() -> None:
    assert ask(dict.fromkeys(FILTERS, "")) == Question()


questions = st.builds(
    Question,
    q=st.none() | st.sampled_from(["shelling", "قصف"]),
    from_=st.none() | st.dates(date(2000, 1, 1), date(2010, 1, 1)),
    to=st.none() | st.dates(date(2010, 1, 2), date(2030, 1, 1)),
    bbox=st.none() | st.just((35.5, 34.25, 36.75, 35.0)),
    within=st.none() | st.just("Tall Zayn"),
    act=st.none() | st.sampled_from(["killing", "protected_places"]),
    harm=st.just("killed"),
    at_least=st.none() | st.integers(1, 10_000),
    verification=st.none() | st.just("allegation"),
    changed_since=st.none() | st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    match=st.sampled_from(["possible", "certain"]),
)


@given(questions)
def test_a_question_written_and_read_is_the_same_question(question: Question) -> None:
    assert ask(question.as_parameters()) == question


@pytest.mark.parametrize("text", ["2025-03-07T12:00:00", "2025-03-07T12:00:00Z", "2025-03-07T14:00:00+02:00"])
def test_an_instant_without_a_zone_is_in_utc_wherever_the_server_stands(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Damascus")
    time.tzset()
    try:
        assert ask({"changed_since": text}).changed_since == datetime(2025, 3, 7, 12, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()
