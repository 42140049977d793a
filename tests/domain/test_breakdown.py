"""By sex and age: everybody stands in one cell, what is not known is said, and nobody is added twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counts import Count
from app.domain.counts.breakdown import CELLS, exceeds, read_breakdown, with_unknown
from app.domain.counts_in_words import breakdown_words
from app.domain.errors import InvalidValue

TWELVE = Count(harm="killed", minimum=12, maximum=12, stated=12, operator="=")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("3 women, 2 girls, 1 man of unknown age, 4 unknown", {"women": 3, "girls": 2, "male": 1, "unknown": 4}),
        ("٣ نساء، طفلتان، رجل مجهول العمر، ٤ مجهولون", {"women": 3, "girls": 2, "male": 1, "unknown": 4}),
        ("5 children, 2 of them girls", {"girls": 2, "children": 3}),
        ("5 أطفال بينهم طفلتان", {"girls": 2, "children": 3}),
        ("5 children, including 2 girls and 3 boys, and 4 women", {"women": 4, "girls": 2, "boys": 3}),
        ("2 females, 1 of them a child", {"girls": 1, "female": 1}),
        ("5 children of unknown sex, 2 girls", {"girls": 2, "children": 5}),
        ("a woman and two girls", {"women": 1, "girls": 2}),
    ],
)
def test_what_a_text_says_of_whom(text: str, cells: dict[str, int]) -> None:
    assert read_breakdown(text) == cells


@pytest.mark.parametrize(
    "text",
    [
        "5 children and 2 girls", "3 females and 2 children", "1 male, 3 men", "3 women, 2 women",  # the same people?
        "3 women, 2 of them children", "3 children, 4 of them girls", "2 of them girls",
        "about 3 women", "dozens of women", "at least 3 women", "3 to 5 women", "women", "12 killed", "3 soldiers", "3",
        "",
    ],
)  # fmt: skip
def test_who_may_be_named_twice_or_is_not_clear_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_breakdown(text)


some = st.integers(1, 999)
cells = st.dictionaries(st.sampled_from(list(CELLS)), some, min_size=1)


@given(cells, st.sampled_from(["en", "ar"]))
def test_what_is_printed_can_be_typed(breakdown: dict[str, int], language: str) -> None:
    assert read_breakdown(breakdown_words(breakdown, language)) == breakdown


@given(st.integers(1, 99), st.integers(1, 99), st.integers(0, 99), st.integers(1, 99))
def test_a_crossing_is_added_once(girls: int, boys: int, others: int, women: int) -> None:
    """Whoever is named as a part stands in the part alone: the cells are as many as the wholes that were named."""
    children = girls + boys + others
    found = read_breakdown(f"{children} children, including {girls} girls and {boys} boys, and {women} women")
    assert sum(found.values()) == children + women
    assert (found["girls"], found["boys"], found.get("children", 0)) == (girls, boys, others)


@given(cells, st.integers(0, 5000))
def test_of_whom_nothing_is_said_stands_there_as_unknown(breakdown: dict[str, int], number: int) -> None:
    count = Count(harm="killed", minimum=number, maximum=number, stated=number, operator="=")
    found, named = with_unknown(breakdown, count), sum(breakdown.values())
    assert exceeds(breakdown, count) == (named > number)
    if "unknown" not in breakdown and named <= number:
        assert sum(found.values()) == number
    else:
        assert found == breakdown


def test_of_an_open_figure_it_is_not_known_how_many_are_unknown() -> None:
    assert with_unknown({"women": 3}, Count(harm="killed", minimum=12, stated=12, operator=">=")) == {"women": 3}
    assert with_unknown({"women": 3}, TWELVE) == {"women": 3, "unknown": 9}
