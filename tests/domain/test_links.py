"""A summary figure beside its parts: never added, open where one of them is, exceeded only where that is certain."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.incidents import HarmLine, Listed
from app.domain.links import beside_parts
from app.domain.verification import LEVELS


def line(minimum: int | None, maximum: int | None, **more: str) -> HarmLine:
    told = {"harm": "killed", "unit": "person", "measure": "event", "population": "", "part_of": ""} | more
    words = "tens" if minimum is None and maximum is None else None
    return HarmLine(**told, minimum=minimum, maximum=maximum, open_maximum=maximum is None, quantity_class=words,
                    origins=1, claims=1)  # fmt: skip


def part(*harms: HarmLine, level: str = "allegation") -> Listed:
    nothing: dict[str, Any] = dict.fromkeys(Listed.__dataclass_fields__)
    return Listed(**nothing | {"harms": harms, "verification_highest": LEVELS[level].rank})


numbers = st.integers(0, 500)
lines = st.builds(lambda least, more: line(least, least + more if more is not None else None), numbers,
                  st.none() | numbers)  # fmt: skip


@given(lines, st.lists(lines, min_size=1))
def test_parts_are_summed_and_one_open_maximum_opens_the_sum(figure: HarmLine, parts: list[HarmLine]) -> None:
    [beside] = beside_parts([figure], [part(one) for one in parts])
    assert beside.minimum == sum(one.minimum or 0 for one in parts)
    assert (beside.maximum is None) == any(one.open_maximum for one in parts)
    assert beside.figure is figure and (beside.counted, beside.uncounted) == (len(parts), 0)
    if beside.exceeded:
        assert figure.maximum is not None and beside.minimum > figure.maximum


def test_more_than_the_figure_is_said_and_an_open_figure_is_never_exceeded() -> None:
    parts = [part(line(7, 7)), part(line(5, None))]
    assert beside_parts([line(9, 9)], parts)[0].exceeded
    assert not beside_parts([line(12, 12)], parts)[0].exceeded
    assert not beside_parts([line(9, None)], parts)[0].exceeded


def test_words_instead_of_a_number_are_counted_and_never_summed() -> None:
    [beside] = beside_parts([line(9, 9)], [part(line(None, None)), part(line(3, 4))])
    assert (beside.minimum, beside.maximum, beside.counted, beside.uncounted) == (3, 4, 1, 1)


def test_other_things_are_not_summed() -> None:
    others = [line(3, 3, measure="stock"), line(3, 3, measure="flow"), line(3, 3, population="children"),
              line(3, 3, part_of="hospital"), line(3, 3, unit="family"), line(3, 3, harm="injured")]  # fmt: skip
    assert beside_parts([line(9, 9)], [part(one) for one in others]) == ()
    assert beside_parts([line(9, 9, measure="stock")], [part(line(3, 3))]) == ()


def test_what_was_refuted_or_unsubstantiated_is_left_out_and_said() -> None:
    """A part of which one act still stands is counted: its number is said of the whole."""
    levels = ("refuted", "unsubstantiated", "allegation", "credible")
    [beside] = beside_parts([line(9, 9)], [part(line(3, 4), level=level) for level in levels])
    assert (beside.minimum, beside.maximum, beside.counted, beside.rejected) == (6, 8, 2, 2)
    [alone] = beside_parts([line(9, 9)], [part(line(30, 30), level="refuted")])
    assert (alone.counted, alone.rejected, alone.exceeded) == (0, 1, False)


def test_a_sum_goes_by_what_we_go_by_and_says_of_how_many_parts() -> None:
    decided = replace(line(3, None), gone_by=line(3, 5))
    [beside] = beside_parts([replace(line(9, 9), gone_by=line(9, 12))], [part(decided), part(line(2, 2))])
    assert (beside.minimum, beside.maximum, beside.figure.maximum, beside.decided) == (5, 7, 12, 1)


def test_why_two_figures_of_one_harm_stand_apart() -> None:
    stock, flow, unsaid = (line(1, 1, measure=name) for name in ("stock", "flow", "not_stated"))
    assert stock.apart_from(flow) == ("stock_flow",)
    assert stock.apart_from(line(1, 1, measure="flow", unit="crossing")) == ("unit", "stock_flow")
    assert unsaid.apart_from(stock) == ("measure_not_stated",)
    assert line(1, 1).apart_from(line(1, 1, measure="cumulative")) == ("measure",)
    assert line(1, 1).apart_from(line(1, 1, population="children")) == ()
