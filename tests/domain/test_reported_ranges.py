"""Reported ranges: lines never meet, one open maximum opens, words give no bound, and nothing is averaged."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counts import (
    Count,
    Line,
    ReportedRange,
    ReportedValue,
    certainly_at_least,
    describe_range,
    possibly_at_least,
    reported_ranges,
    understand_count,
)

WHOLE = Line("killed", "person", "event", "", "")
RESCUE, MONITOR, COUNCIL, HOSPITAL, AGENCY, OUTLET = range(1, 7)


def said(text: str, origin: int, **more: object) -> ReportedValue:
    (count,) = understand_count(text)
    return value(count, origin, **more)


def value(count: Count, origin: int | None, **more: object) -> ReportedValue:
    origins = frozenset() if origin is None else frozenset({origin})
    return ReportedValue(**{"count": count, "originator": origin, "origins": origins, **more})  # type: ignore[arg-type]


def whole(*values: ReportedValue) -> ReportedRange:
    return reported_ranges(values)[WHOLE]


def test_a_village_shelled() -> None:
    """7 so far, at least 12, 9 named: from 7, no upper bound. The hospital's two and the children stand apart."""
    children = Count(harm="killed", minimum=3, maximum=3, stated=3, operator="=", population="children")
    later = Count(harm="killed", minimum=2, maximum=2, stated=2, operator="=", part_of="outcome_of_injured")
    named = Count(harm="killed", minimum=9, stated=9, operator=">=", words="list of names")
    ranges = reported_ranges(
        [
            said("7 bodies recovered so far", RESCUE),
            said("at least 12 dead", MONITOR),
            value(children, MONITOR),
            value(named, COUNCIL),
            value(later, HOSPITAL),
            said("20 hurt", MONITOR),
        ]
    )
    of_whole = ranges[WHOLE]
    assert (of_whole.minimum, of_whole.maximum, of_whole.open_maximum) == (7, None, True)
    assert describe_range(of_whole) == "7 or more"
    assert of_whole.origins == 4  # over all lines of the harm
    assert of_whole.line_origins == 3
    assert ranges[WHOLE._replace(part_of="outcome_of_injured")].line_origins == 1
    assert ranges[WHOLE._replace(population="children")].maximum == 3
    assert ranges[WHOLE._replace(part_of="outcome_of_injured")].minimum == 2
    assert ranges[Line("injured", "person", "event", "", "")].origins == 1
    assert len(ranges) == 4 and [line.is_whole for line in ranges].count(True) == 2


def test_a_figure_so_far_closes_nothing_however_it_came_in() -> None:
    so_far = Count(harm="killed", minimum=7, maximum=7, stated=7, operator="=", measure="cumulative")
    found = whole(value(so_far, RESCUE), said("12 killed", MONITOR))
    assert (found.minimum, found.maximum, found.ceiling, found.line_origins) == (7, None, None, 2)
    dozens = Count(harm="killed", quantity_class="tens", measure="cumulative")
    assert whole(value(dozens, RESCUE)).ceiling is None


def test_people_crossing_a_border() -> None:
    """Stock, flow and a figure of neither are three lines, never one range."""
    stock = Count(harm="displaced_across_border", minimum=4812, maximum=4812, operator="=", measure="stock")
    flow = Count(
        harm="displaced_across_border", unit="crossing", minimum=6340, maximum=6340, operator="=", measure="flow"
    )
    neither = Count(harm="displaced_across_border", stated=9000, operator="~", measure="not_stated")
    ranges = reported_ranges([value(stock, AGENCY), value(flow, MONITOR), value(neither, COUNCIL)])
    assert sorted(str(found.minimum) for found in ranges.values()) == ["4812", "6340", "None"]
    about = ranges[Line("displaced_across_border", "person", "not_stated", "", "")]
    assert possibly_at_least(about, 5001) and not certainly_at_least(about, 5001)


def test_dozens_in_an_opinion_article() -> None:
    """No basis, so no range; the word is kept, and is possible as far as it reaches."""
    only = whole(said("dozens dead", OUTLET, origins=frozenset(), based=False))
    assert (only.minimum, only.maximum, only.quantity_class, only.origins, only.values) == (None, None, "tens", 0, 1)
    assert possibly_at_least(only, 10) and not certainly_at_least(only, 1) and not possibly_at_least(only, 100)
    assert describe_range(only) == "dozens (no number)"


@pytest.mark.parametrize(
    ("texts", "minimum", "maximum", "printed"),
    [
        (["7 killed", "12 killed"], 7, 12, "7 to 12"),
        (["7 killed", "7 killed"], 7, 7, "7"),
        (["7 killed", "at least 12 killed"], 7, None, "7 or more"),
        (["7 killed", "dozens killed"], 7, None, "7 or more"),
        (["7 killed", "about 40 killed"], 7, None, "7 or more"),
        (["7 killed", "up to 50 killed"], None, 50, "50 or fewer"),
        (["up to 50 killed", "at least 12 killed"], None, None, "number not known"),
        (["dozens killed", "hundreds killed"], None, None, "hundreds (no number)"),
        (["people killed"], None, None, "some (no number)"),
        (["no one killed", "3 to 5 killed"], 0, 5, "0 to 5"),
        (["no one killed"], 0, 0, "none, said so"),
        (["about 40 killed"], None, None, "number not known"),
    ],
)
def test_ranges(texts: list[str], minimum: int | None, maximum: int | None, printed: str) -> None:
    found = whole(*(said(text, origin) for origin, text in enumerate(texts, 1)))
    assert (found.minimum, found.maximum, describe_range(found)) == (minimum, maximum, printed)
    assert found.open_maximum == (maximum is None) and found.origins == len(texts)


def test_one_value_an_origin_its_latest_own() -> None:
    early, late = datetime(2025, 4, 17), datetime(2025, 4, 20)
    first = said("12 killed", MONITOR, as_of=early, entered=9)
    revised = said("11 killed", MONITOR, as_of=late, entered=1)
    assert (whole(first, revised).minimum, whole(first, revised).maximum) == (11, 11)
    relayed = said("14 killed", MONITOR, own=False, as_of=datetime(2025, 5, 1))
    assert whole(first, relayed).maximum == 12
    assert whole(relayed).maximum == 14
    dated = said("8 killed", MONITOR, document_on=date(2025, 4, 18))
    undated = said("9 killed", MONITOR, entered=50)
    assert whole(dated, undated).maximum == 8
    assert whole(said("8 killed", MONITOR, entered=1), said("9 killed", MONITOR, entered=2)).maximum == 9


def test_a_compiler_stands_beside_what_it_compiled() -> None:
    data_set = said("3 to 5 killed", AGENCY, origins=frozenset({MONITOR}), compiled=True)
    alone = whole(data_set)
    assert (alone.minimum, alone.maximum, alone.origins) == (3, 5, 1)
    with_its_source = whole(data_set, said("7 killed", MONITOR))
    assert (with_its_source.minimum, with_its_source.maximum, with_its_source.origins) == (7, 7, 1)
    beside_another = whole(data_set, said("7 killed", COUNCIL))
    assert (beside_another.minimum, beside_another.maximum, beside_another.origins) == (3, 7, 2)


def test_a_word_that_is_only_the_least_has_no_ceiling() -> None:
    assert possibly_at_least(whole(said("dozens killed", MONITOR)), 99)
    assert not possibly_at_least(whole(said("dozens killed", MONITOR)), 100)
    ceilings = {"a few": 9, "several": 19, "hundreds": 999, "thousands": 9999, "tens of thousands": 99_999,
                "hundreds of thousands": 999_999}  # fmt: skip
    assert {text: whole(said(f"{text} killed", MONITOR)).ceiling for text in ceilings} == ceilings
    assert possibly_at_least(whole(said("more than a dozen killed", MONITOR)), 500)
    assert possibly_at_least(whole(said("many killed", MONITOR)), 500)


values = st.builds(
    lambda low, more, kind, origin, entered: value(
        {
            "closed": Count(harm="killed", minimum=low, maximum=low + more, operator="range"),
            "open": Count(harm="killed", minimum=low, operator=">="),
            "word": Count(harm="killed", quantity_class="tens"),
            "most": Count(harm="killed", maximum=low + more, operator="<="),
        }[kind],
        origin,
        entered=entered,
    ),
    st.integers(0, 60),
    st.integers(0, 40),
    st.sampled_from(["closed", "open", "word", "most"]),
    st.integers(1, 5),
    st.integers(1, 1000),
)


@given(st.lists(values, min_size=1, max_size=8), st.integers(1, 120))
def test_certain_means_that_every_origin_says_so(every: list[ReportedValue], number: int) -> None:
    found = whole(*every)
    latest = {v.originator: v for v in sorted(every, key=lambda v: v.entered)}
    minima = [v.count.minimum for v in latest.values() if v.count.quantity_class is None]
    assert certainly_at_least(found, number) == (bool(minima) and all(m is not None and m >= number for m in minima))
    assert not certainly_at_least(found, number) or possibly_at_least(found, number)
    assert found.origins == found.line_origins == len({v.originator for v in every})


@given(st.lists(values, min_size=1, max_size=8))
def test_only_numbers_that_were_said_come_out(every: list[ReportedValue]) -> None:
    found = whole(*every)
    assert found.minimum in {v.count.minimum for v in every} | {None}
    assert found.maximum in {v.count.maximum for v in every} | {None}
    assert not (found.open_maximum and found.maximum is not None)
    assert found.minimum is None or found.maximum is None or found.minimum <= found.maximum


@given(st.lists(values, min_size=1, max_size=6, unique_by=lambda v: v.entered), st.randoms())
def test_the_order_of_reading_makes_no_difference(every: list[ReportedValue], random: object) -> None:
    shuffled = list(every)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert whole(*shuffled) == whole(*every)
