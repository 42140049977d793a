"""The fold of "how many?": what the words do not say is said by hand, and no more than that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counts.count import Measure
from app.domain.errors import InvalidValue
from app.domain.figures import FigureAnswers, Figures, read_figures, refuse_of_none


def read(text: str, quote: str = "", harm: str = "killed", **answers: str) -> Figures:
    return read_figures(text, quote or text, (harm,), FigureAnswers(**answers))  # type: ignore[arg-type]


def test_left_empty_the_words_alone_say_it() -> None:
    [count] = read("7 bodies recovered so far").counts
    assert (count.measure, count.minimum, count.maximum) == ("cumulative", 7, None)
    [count] = read("4,812 displaced", harm="displaced_unspecified").counts
    assert count.measure == "not_stated"


@given(st.integers(1, 99_999))
def test_a_figure_so_far_is_the_same_whole_with_a_minimum_and_no_maximum(number: int) -> None:
    [typed], [said] = read(f"{number} killed", measure="cumulative").counts, read(f"{number} killed so far").counts
    assert typed.line == said.line == read(f"{number} killed").counts[0].line
    assert (typed.minimum, typed.maximum, typed.operator) == (said.minimum, said.maximum, said.operator)
    assert (typed.minimum, typed.maximum) == (number, None)


@pytest.mark.parametrize("words", ["dozens", "hundreds", "several", "many"])
def test_a_figure_in_words_so_far_is_the_same_by_hand_and_in_words(words: str) -> None:
    [typed], [said] = read(f"{words} killed", measure="cumulative").counts, read(f"{words} killed so far").counts
    assert replace(typed, words="") == replace(said, words="") and typed.operator == ">="


@given(st.sampled_from(["event", "stock", "flow", "not_stated"]))
def test_what_is_chosen_is_kept_and_lines_of_other_measures_never_meet(measure: Measure) -> None:
    [chosen] = read("4,812 displaced", measure=measure).counts
    assert chosen.measure == chosen.line.measure == measure
    assert (chosen.minimum, chosen.maximum) == (4812, 4812)


@pytest.mark.parametrize("text", ["up to 50 killed", "7 to 12 killed", "no one was killed"])
def test_what_has_an_upper_bound_is_no_figure_so_far(text: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        read(text, measure="cumulative")
    assert refusal.value.field == "measure"


def test_a_part_is_kept_apart_and_one_that_the_words_name_stays() -> None:
    [part] = read("2 killed", part_of="  Died in  HOSPITAL ").counts
    assert part.part_of == "in_hospital" and not part.line.is_whole
    [part] = read("2 killed", part_of="the first  wave").counts
    assert part.part_of == "the first wave"
    whole, part = read("12 killed, 2 of them died in hospital").counts
    assert (whole.part_of, part.part_of, part.minimum) == (None, "in_hospital", 2)
    [part] = read("2 of the injured died", part_of="the hospital's").counts
    assert part.part_of == "outcome_of_injured"


def test_of_whom_it_consists_is_said_of_the_one_whole() -> None:
    figures = read("12 killed, including 3 children, and 4 homes destroyed", breakdown="3 women, 2 girls")
    [(count, breakdown)] = figures.breakdowns.items()
    assert (count.harm, count.population, count.minimum) == ("killed", None, 12)
    assert breakdown == {"women": 3, "girls": 2, "unknown": 7} and not figures.exceeded
    assert read("3 killed", breakdown="3 women, 2 girls").exceeded  # it is what the source said
    for text, breakdown_ in (("12 killed, 20 wounded", "3 women"), ("3 homes destroyed", "3 women"), ("3 killed", "x")):
        with pytest.raises(InvalidValue) as refusal:
            read(text, breakdown=breakdown_)
        assert refusal.value.field == "breakdown"


@pytest.mark.parametrize("text", ["two families of five killed", "مقتل عائلتين من خمسة أفراد"])
def test_several_families_of_so_many_are_refused_with_both_ways_to_mend(text: str) -> None:
    with pytest.raises(InvalidValue, match="“10 people killed” or “2 families killed”"):
        read(text)
    assert [count.unit for count in (*read("10 people killed").counts, *read("2 families killed").counts)] == [
        "person",
        "family",
    ]


def test_words_come_from_the_quotation() -> None:
    [count] = read(
        "2 killed", "The register has it that 2 killed were of the second wave.", part_of="second wave"
    ).counts
    assert count.words == "2 killed"


def test_what_came_to_them_can_be_said_by_hand() -> None:
    asked = read_figures("سبعة مدنيين", "سبعة مدنيين", (), FigureAnswers())
    assert not asked.counts and [count.minimum for count in asked.of_no_harm] == [7]
    [count] = read_figures("سبعة مدنيين", "سبعة مدنيين", (), FigureAnswers(harm="injured")).counts
    assert (count.harm, count.minimum, count.population) == ("injured", 7, "civilians")
    [count] = read("7 civilians").counts
    assert count.harm == "killed", "the act says it"


@pytest.mark.parametrize(
    ("text", "harm"),
    [("7 killed", "injured"), ("7 civilians", "property_looted"), ("7 civilians", "no_harm"), ("", "killed")],
)
def test_a_harm_by_hand_that_cannot_be_meant_is_refused(text: str, harm: str) -> None:
    answers = FigureAnswers(harm=harm)
    with pytest.raises(InvalidValue) as refusal:
        read_figures(text, text, (), answers) if text else refuse_of_none(answers)
    assert refusal.value.field == "harm"
