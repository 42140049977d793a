"""Date phrases one by one: their bounds, what is refused, what stays text, and the page that prints them."""

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import When, day_known
from app.domain.errors import InvalidValue
from app.domain.phrases import understand_when
from app.domain.phrases.book import Phrase, in_signs, phrases
from app.domain.phrases.page import DOCUMENT_DATE, page


def bounds(when: When) -> tuple[str | None, ...]:
    four = (when.earliest_start, when.latest_start, when.earliest_end, when.latest_end)
    return tuple(bound.isoformat() if bound else None for bound in four)


def test_a_year_that_was_lent_is_the_one_that_the_order_asks_for() -> None:
    expected = ("2024-12-28", "2024-12-28", "2025-01-03", "2025-01-03")
    assert bounds(understand_when("from 28 December to 3 January 2025")) == expected
    assert bounds(understand_when("from 28 December 2024 to 3 January")) == expected
    assert bounds(understand_when("from October to March 2025"))[::3] == ("2024-10-01", "2025-03-31")
    with pytest.raises(InvalidValue):
        understand_when("from 28 to 3 March 2025")


def test_an_anchor_is_kept_where_it_is_one_number() -> None:
    for text, offset, part in (
        ("yesterday", -1, None),
        ("ليلة أمس", -1, "night"),
        ("مساء أمس الأحد", -1, "evening"),
        ("this morning", 0, "morning"),
    ):
        when = understand_when(text)
        assert (when.anchor_offset_days, when.part_of_day) == (offset, part)
    assert understand_when("on Friday").anchor_offset_days is None
    assert not understand_when("6 March 2025").follows_document


@pytest.mark.parametrize(
    "text, part",
    [("17 April 2025 at 11", None), ("at 11 on 17 April 2025", None), ("17 نيسان 2025 الساعة 11", None),
     ("17 April 2025 at 11 in the morning", "morning")],
)  # fmt: skip
def test_an_hour_of_which_half_of_the_day_is_not_said_leaves_the_day(text: str, part: str | None) -> None:
    """11 may be an hour before noon or before midnight: nothing is made of it, and the day is not lost over it."""
    when = understand_when(text)
    assert (day_known(when), when.local_time, when.part_of_day) == (date(2025, 4, 17), None, part)
    assert when.stated_as == text


def test_the_worked_cases() -> None:
    """An article of unknown date, a message of the next morning, a shelling between two hours."""
    captured = date(2026, 1, 20)
    article = date(2024, 10, 1), captured
    assert bounds(understand_when("since late 2024", document_date=article)) == (
        "2024-10-01", "2024-12-31", "2024-10-01", "2026-01-20",
    )  # fmt: skip
    assert bounds(understand_when("yesterday", document_date=article)) == ("2024-09-30", "2026-01-19") * 2
    assert bounds(understand_when("yesterday", document_date=date(2025, 5, 12))) == ("2025-05-11",) * 4
    night = understand_when("last night", document_date=date(2025, 2, 4))
    assert (day_known(night), night.part_of_day) == (date(2025, 2, 3), "night")
    hours = understand_when("17 April 2025, between 11:00 and 11:30")
    assert hours.edtf == "2025-04-17T11:00:00/2025-04-17T11:30:00" and day_known(hours) == date(2025, 4, 17)
    assert bounds(understand_when("between 9 and 13 June 2025")) == ("2025-06-09", "2025-06-13") * 2
    assert bounds(understand_when("8 March – 30 April 2025")) == ("2025-03-08", "2025-04-30") * 2


@pytest.mark.parametrize(
    ("text", "expected", "edtf"),
    [
        ("early March 2025", ("2025-03-01", "2025-03-10") * 2, "[2025-03-01..2025-03-10]"),
        ("late 2024", ("2024-10-01", "2024-12-31") * 2, "[2024-10-01..2024-12-31]"),
        ("in late February 2024", ("2024-02-20", "2024-02-29") * 2, "[2024-02-20..2024-02-29]"),
        ("the night of 6 to 7 March 2025", ("2025-03-06", "2025-03-07") * 2, "[2025-03-06..2025-03-07]"),
        ("ليلة ٦–٧ آذار ٢٠٢٥", ("2025-03-06", "2025-03-07") * 2, "[2025-03-06..2025-03-07]"),
        ("ليلة 7 آذار 2025", ("2025-03-06", "2025-03-07") * 2, "[2025-03-06..2025-03-07]"),
        ("before 10 March 2025", (None, "2025-03-10") * 2, "[..2025-03-10]"),
        ("before March 2025", (None, "2025-02-28") * 2, "[..2025-02-28]"),
        ("before late 2024", (None, "2024-12-31") * 2, "[..2024-12-31]"),
        ("قبل عام 2025", (None, "2024-12-31") * 2, "[..2024-12-31]"),
        ("by 10 March 2025", (None, "2025-03-10") * 2, "[..2025-03-10]"),
        ("after 8 December 2024", ("2024-12-08", None) * 2, "[2024-12-08..]"),
        ("after 2024", ("2025-01-01", None) * 2, "[2025-01-01..]"),
        ("after late 2024", ("2024-10-01", None) * 2, "[2024-10-01..]"),
        ("since 8 December 2024", ("2024-12-08", "2024-12-08", "2024-12-08", None), "2024-12-08/.."),
        ("since late 2024", ("2024-10-01", "2024-12-31", "2024-10-01", None), None),
        ("until 10 March 2025", (None, "2025-03-10", "2025-03-10", "2025-03-10"), "../2025-03-10"),
        ("from January to March 2025", ("2025-01-01", "2025-01-31", "2025-03-01", "2025-03-31"), "2025-01/2025-03"),
        ("the last week of March 2025", ("2025-03-22", "2025-03-31") * 2, "[2025-03-22..2025-03-31]"),
        ("the first week of March 2025", ("2025-03-01", "2025-03-09") * 2, "[2025-03-01..2025-03-09]"),
        ("the second week of March 2025", ("2025-03-02", "2025-03-16") * 2, "[2025-03-02..2025-03-16]"),
        ("the fifth week of March 2025", ("2025-03-23", "2025-03-31") * 2, "[2025-03-23..2025-03-31]"),
        ("the week of 7 March 2025", ("2025-03-01", "2025-03-13") * 2, "[2025-03-01..2025-03-13]"),
        ("mid-2025", ("2025-04-01", "2025-09-30") * 2, "[2025-04-01..2025-09-30]"),
        ("spring 2025", ("2025-03-01", "2025-06-21") * 2, "[2025-03-01..2025-06-21]"),
        ("winter 2024", ("2023-12-01", "2025-03-21") * 2, "[2023-12-01..2025-03-21]"),
        ("the 1990s", ("1990-01-01", "1999-12-31") * 2, "[1990-01-01..1999-12-31]"),
        ("the second half of February 2025", ("2025-02-15", "2025-02-28") * 2, "[2025-02-15..2025-02-28]"),
        ("the second quarter of 2025", ("2025-04-01", "2025-06-30") * 2, "[2025-04-01..2025-06-30]"),
        ("7 رمضان 1446", ("2025-03-06", "2025-03-08") * 2, "[2025-03-06..2025-03-08]"),
        ("رمضان 1446", ("2025-02-28", "2025-03-30") * 2, "[2025-02-28..2025-03-30]"),
        ("6–8 March 2025", ("2025-03-06", "2025-03-08") * 2, None),
        ("winter 2024/25", ("2024-12-01", "2025-03-21") * 2, "[2024-12-01..2025-03-21]"),
        ("السادس والعشرين من آذار 2025", ("2025-03-26",) * 4, "2025-03-26"),
        ("بين أواخر 2024 ومطلع 2025", ("2024-10-01", "2025-04-30") * 2, "[2024-10-01..2025-04-30]"),
        ("2025-03", ("2025-03-01", "2025-03-31") * 2, "2025-03"),
        ("٢٠٢٥-٠٣-٠٧", ("2025-03-07",) * 4, "2025-03-07"),
        ("2025/03/07", ("2025-03-07",) * 4, "2025-03-07"),
        ("3/2025", ("2025-03-01", "2025-03-31") * 2, "2025-03"),
        ("[2025-03-01..2025-03-10]", ("2025-03-01", "2025-03-10") * 2, "[2025-03-01..2025-03-10]"),
    ],
)
def test_bounds_of_phrases(text: str, expected: tuple[str | None, ...], edtf: str | None) -> None:
    when = understand_when(text)
    assert (bounds(when), when.edtf) == (expected, edtf)


def test_a_day_told_twice_is_that_day_or_refused() -> None:
    wednesday = date(2025, 3, 12)
    said = understand_when("yesterday, 11 March 2025", document_date=wednesday)
    assert bounds(said) == ("2025-03-11",) * 4 and not said.follows_document
    assert bounds(understand_when("أمس 11 آذار 2025")) == ("2025-03-11",) * 4
    assert understand_when("yesterday, 11 March").not_understood == "incomplete"
    with pytest.raises(InvalidValue, match="another day"):
        understand_when("yesterday, 10 March", document_date=wednesday)
    with pytest.raises(InvalidValue, match="another day"):
        understand_when("اليوم 12 آذار 2024", document_date=wednesday)
    assert understand_when("أمس الاثنين 11 آذار", document_date=wednesday).not_understood == "weekday_differs"
    with pytest.raises(InvalidValue, match="no such day"):
        understand_when("31 شباط الماضي", document_date=wednesday)


def test_two_weekdays_belong_to_one_week() -> None:
    tuesday, friday = date(2025, 3, 11), date(2025, 3, 14)
    when = understand_when("from Monday to Wednesday", document_date=tuesday)
    assert bounds(when) == ("2025-03-03", "2025-03-03", "2025-03-05", "2025-03-05")
    assert bounds(understand_when("بين الخميس والجمعة", document_date=tuesday)) == ("2025-03-06", "2025-03-07") * 2
    assert (
        bounds(understand_when("between Thursday and Friday", document_date=friday)) == ("2025-03-06", "2025-03-14") * 2
    )
    assert bounds(understand_when("between Thursday and Friday")) == (None,) * 4


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("two weeks ago", "2025-02-23", "2025-03-01"),
        ("two months ago", "2024-12-28", "2025-01-27"),
        ("this week", "2025-03-06", "2025-03-12"),
        ("last week", "2025-02-27", "2025-03-11"),
        ("this month", "2025-03-01", "2025-03-12"),
        ("last month", "2025-02-01", "2025-03-11"),
        ("this year", "2025-01-01", "2025-03-12"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("on Wednesday", "2025-03-05", "2025-03-12"),
        ("on Thursday", "2025-03-06", "2025-03-06"),
        ("last Wednesday", "2025-02-26", "2025-03-05"),
        ("ليلة الجمعة", "2025-03-06", "2025-03-07"),
        ("منذ أسبوع", "2025-03-02", "2025-03-12"),
        ("between 6 March 2025 and yesterday", "2025-03-06", "2025-03-11"),
        ("from yesterday to today", "2025-03-11", "2025-03-12"),
        ("أمس الثلاثاء 11 آذار", "2025-03-11", "2025-03-11"),
        ("مساء أمس، الثلاثاء، 11 آذار", "2025-03-11", "2025-03-11"),
        ("today, Wednesday, March 12", "2025-03-12", "2025-03-12"),
        ("11 آذار الماضي", "2025-03-11", "2025-03-11"),
        ("13 آذار الماضي", "2024-03-13", "2024-03-13"),
        ("29 شباط الماضي", "2024-02-29", "2024-02-29"),
        ("ليل الخميس – الجمعة", "2025-03-06", "2025-03-07"),
        ("Thursday-Friday night", "2025-03-06", "2025-03-07"),
        # The document is of a Wednesday: this night may have been the last one, or the one a week before.
        ("ليل الثلاثاء – الأربعاء", "2025-03-04", "2025-03-12"),
    ],
)
def test_days_told_from_a_known_document(text: str, first: str, last: str) -> None:
    when = understand_when(text, document_date=date(2025, 3, 12))
    assert when.follows_document
    assert (bounds(when)[0], bounds(when)[3]) == (first, last)


def test_open_ends_close_with_the_document() -> None:
    document = date(2025, 5, 12)
    for text in ("since 8 December 2024", "after 8 December 2024", "2024-12-08/..", "[2024-12-08..]"):
        when = understand_when(text, document_date=document)
        assert when.follows_document and when.latest_end == document
    assert understand_when("since 2025", document_date=date(2025, 3, 12)).latest_start == date(2025, 3, 12)
    assert understand_when("March 2025", document_date=date(2025, 3, 12)).latest_end == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("25/03/2025", None, date(2025, 3, 25)),
        ("03-25-2025", None, date(2025, 3, 25)),
        ("07/07/2025", None, date(2025, 7, 7)),
        ("07/03/2025", "dmy", date(2025, 3, 7)),
        ("07/03/2025", "mdy", date(2025, 7, 3)),
        ("٠٧/٠٣/٢٠٢٥", "dmy", date(2025, 3, 7)),
    ],
)
def test_figures_alone_are_read_where_one_order_is_left(text: str, order: str, day: date) -> None:
    assert day_known(understand_when(text, order=order)) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("07/03/2025", None, "which number is the month"),
        ("before 07.03.2025", None, "which number is the month"),
        ("between 6/3/2025 and 8/3/2025", None, "which number is the month"),
        ("07/03/25", "dmy", "which year"),
        ("03/25/2025", "dmy", "no such day"),
        ("31/31/2025", None, "no such day"),
        ("30 February 2025", None, "no such day"),
        ("29 شباط 2025", None, "no such day"),
        ("2025-02-30", None, "no such day"),
        ("2025-03-10/2025-03-01", None, "ends before it begins"),
        ("from 8 to 6 March 2025", None, "ends before it begins"),
        ("between March 2025 and January 2025", None, "ends before it begins"),
        ("from 3 March to 1 March 2025", None, "year of both"),
        ("between 3 March and 1 March 2025", None, "year of both"),
        ("3 March 2025 to 1 March", None, "year of both"),
        ("3 March – 1 March 2025", None, "year of both"),
        ("from May to March 2025", None, "year of both"),
        ("من 3 آذار إلى 1 آذار 2025", None, "year of both"),
        ("17 April 2025, 24:00", None, "no such time"),
        ("17 April 2025, 12:60", None, "no such time"),
        ("3/13/2025", "dmy", "no such day"),
        ("2025/13/01", None, "no such"),
    ],
)
def test_what_is_refused_says_how_to_mend_it(text: str, order: str, why: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        understand_when(text, order=order)  # type: ignore[arg-type]
    assert why in str(refusal.value).lower()
    assert any(word in str(refusal.value) for word in ("Write", "Check"))


def test_nothing_lies_after_its_document_or_after_today() -> None:
    with pytest.raises(InvalidValue, match="document"):
        understand_when("13 May 2025", document_date=date(2025, 5, 12))
    with pytest.raises(InvalidValue, match="document"):
        understand_when("since June 2025", document_date=(None, date(2025, 5, 12)))
    with pytest.raises(InvalidValue, match="not come yet"):
        understand_when("2026", today=date(2025, 5, 12))
    assert understand_when("12 May 2025", document_date=date(2025, 5, 12), today=date(2025, 5, 12)).understood
    assert understand_when("2025", document_date=date(2025, 5, 12), today=date(2025, 5, 12)).understood


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("when the market was full", "not_listed"),
        ("after the fall of the town", "not_listed"),
        ("بعد سقوط المدينة", "not_listed"),
        ("during the holidays", "not_listed"),
        ("recently", "not_listed"),
        ("March", "incomplete"),
        ("6 March", "incomplete"),
        ("6 آذار", "incomplete"),
        ("between 6 and 8 March", "incomplete"),
        ("7", "incomplete"),
        ("1446", "not_listed"),
        ("Thursday 7 March 2025", "weekday_differs"),
        ("الخميس 7 آذار 2025", "weekday_differs"),
        ("مساء أمس الاثنين", "weekday_differs"),
        ("today, Tuesday", "weekday_differs"),
        ("the morning of March 2025", "not_listed"),
        ("the night of 6 to 9 March 2025", "not_listed"),
        ("the fifth quarter of 2025", "not_listed"),
        ("about late 2024", "not_listed"),
        ("about yesterday", "not_listed"),
        ("winter 2024/27", "incomplete"),
        ("31 Ramadan 1446", "not_listed"),
        ("7 Ramadan 1399 or 1400", "not_listed"),
        ("yesterday evening, in the morning", "not_listed"),
        ("March 2025 or so we heard", "not_listed"),
        ("", "not_listed"),
        ("March 2025 " * 40, "not_listed"),
    ],
)
def test_anything_else_stays_text(text: str, because: str) -> None:
    when = understand_when(text, document_date=date(2025, 5, 12), today=date(2025, 5, 12))
    assert (when.understood, when.not_understood, when.stated_as) == (False, because, text)
    assert (bounds(when), when.edtf) == ((None,) * 4, None)


@given(st.text(max_size=60))
def test_no_text_breaks_it_or_gets_bounds_without_figures(text: str) -> None:
    try:
        when = understand_when(text)
    except InvalidValue:
        return
    assert any(character.isdecimal() for character in text) or bounds(when) == (None,) * 4


def test_clocks() -> None:
    hours = {
        "3 pm": 15, "12 pm": 12, "12 am": 0, "12:00 a.m.": 0, "3 p.m.": 15, "11:00": 11, "15:00 pm": 15,
        "00:00": 0, "23:00": 23,
    }  # fmt: skip
    for clock, hour in hours.items():
        assert understand_when(f"7 March 2025, {clock}").local_time == time(hour), clock
    arabic = {"1:00 ظهراً": 13, "11:00 ظهراً": 11, "12:00 ظهراً": 12, "8:00 مساءً": 20, "4:00 فجراً": 4, "10:00 صباحاً": 10}
    for clock, hour in arabic.items():
        assert understand_when(f"7 آذار 2025، الساعة {clock}").local_time == time(hour), clock
    assert understand_when("7 March 2025, 00:30").edtf == "2025-03-07T00:30:00"
    night = understand_when("7 March 2025, from 23:00 to 01:00")
    assert not night.understood
    for text, at in (
        ("3 pm on 7 March 2025", 15),
        ("7 March 2025, 12:00 a.m.", 0),
        ("7 آذار 2025، الساعة 3:00 عصراً", 15),
    ):
        when = understand_when(text)
        assert (when.local_time, day_known(when)) == (time(at), date(2025, 3, 7))
    assert understand_when("7 March 2025, about 11:00").local_time is None
    assert understand_when("7 March 2025, 3 pm local time").local_time == time(15)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("between 11:00 and 11:30 on 17 April 2025", "11:00:00 11:30:00"),
        ("11:00–11:30, 17 April 2025", "11:00:00 11:30:00"),
        ("بين الساعة ١١:٠٠ و١١:٣٠ من يوم ١٧ نيسان ٢٠٢٥", "11:00:00 11:30:00"),
        ("17 April 2025, between 1:00 and 1:30 pm", "13:00:00 13:30:00"),
        ("between 11 and 11:30 am on 17 April 2025", "11:00:00 11:30:00"),
        ("17 April 2025, from 11:30 to 1:00 pm", "11:30:00 13:00:00"),
        ("بين 8:00 و9:00 مساءً يوم 17 نيسان 2025", "20:00:00 21:00:00"),
    ],
)
def test_two_hours_stand_before_the_day_or_after_it(text: str, hours: str) -> None:
    start, end = hours.split()
    assert understand_when(text).edtf == f"2025-04-17T{start}/2025-04-17T{end}"


@pytest.mark.parametrize("phrase", phrases("time") + phrases("frame"), ids=lambda phrase: phrase.pattern)
def test_each_row_of_the_list_is_reached_by_its_example(phrase: Phrase) -> None:
    when = understand_when(phrase.example, document_date=DOCUMENT_DATE)
    assert when.understood
    signs = in_signs(phrase.example)
    if phrase.kind == "frame":
        assert phrase.matcher.fullmatch(signs)
    else:
        inside = [match[name] for row in phrases("frame") if (match := row.matcher.fullmatch(signs))
                  for name in row.matcher.groupindex if name in "pq" and match[name]]  # fmt: skip
        firsts = [row for part in inside for row in phrases("time") if row.matcher.fullmatch(part)]
        assert phrase.matcher in [row.matcher for row in firsts]
        assert (phrase.rule, phrase.arguments) in [(row.rule, row.arguments) for row in _first_rows(inside)]


def _first_rows(parts: list[str]) -> list[Phrase]:
    matching = ([row for row in phrases("time") if row.matcher.fullmatch(part)] for part in parts)
    return [rows[0] for rows in matching if rows]


def test_the_documentation_prints_the_list_as_it_is() -> None:
    text = (Path(__file__).parents[2] / "docs" / "date-phrases.md").read_text("utf-8")
    assert text == page(), "run: python -m app.domain.phrases.page > docs/date-phrases.md"
