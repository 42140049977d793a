"""Tables of figures: what a chart shows of them, and which cells can be asked for."""

from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.charts import Bar, draw_bars, draw_series
from app.domain.errors import UnknownFilter
from app.domain.refs import new_ref
from app.domain.statistics import (
    DIMENSIONS,
    Cell,
    Compiled,
    Heading,
    Layout,
    Left,
    Possible,
    Umbrella,
    cells_words,
    heading_words,
    read_cell,
    sort_key,
    write_cell,
)
from app.domain.table_charts import bars_of, chart_notes
from app.domain.table_notes import left_words, umbrella_words
from app.domain.verification import ATTRIBUTION, OCCURRENCE
from app.domain.vocabularies import terms


def by_month(*months: str) -> Compiled:
    rows = tuple(Heading(month) for month in months)
    cells = {month: Cell(number=2) for month in months}
    return Compiled(Layout("month", "", "incidents"), rows, (), {}, cells, {}, Cell(number=4), Left())


def test_a_month_without_incidents_has_its_place_in_a_chart() -> None:
    bars = bars_of(by_month("2024-11", "2025-02", "2025-?"), "en", 60)
    assert bars == [
        Bar("November 2024", 2), Bar("December 2024", 0), Bar("January 2025", 0), Bar("February 2025", 2)
    ]  # fmt: skip
    assert bars_of(by_month("2024-11", "2025-02"), "en", 2) == bars[-2:]


def test_where_no_figure_is_known_there_is_no_bar() -> None:
    rows = (Heading("Homs"), Heading("Hama"))
    cells = {"Homs": Cell(number=2, without_figure=2), "Hama": Cell(number=1, minimum=0, maximum=0, figures=1)}
    table = Compiled(Layout("governorate", "", "killed"), rows, (), {}, cells, {}, Cell(number=3), Left())
    assert bars_of(table, "en", 60) == [Bar("Hama", 0, said="none, said so")]


def killed(rows: str, **cells: Cell) -> Compiled:
    headings = tuple(Heading(key) for key in cells)
    return Compiled(Layout(rows, "", "killed"), headings, (), {}, cells, {}, Cell(), Left())


def test_a_bar_says_the_figure_of_the_table_with_its_words() -> None:
    worded = Cell(number=2, minimum=2, maximum=2, figures=1, in_words={"tens": 1})
    table = killed("governorate", Hama=worded, Homs=Cell(number=1, in_words={"tens": 1}))
    bars = bars_of(table, "en", 60)
    assert [(bar.label, bar.sure, bar.said) for bar in bars] == [
        ("Hama", 2, "2 · dozens (no number): 1"), ("Homs", 0, "dozens (no number): 1")
    ]  # fmt: skip
    chart = draw_bars(bars, "", "")
    assert {"2 · dozens (no number): 1", "dozens (no number): 1"} <= {one.words for one in chart.words}
    assert max(rect.x + rect.width for rect in chart.rects) + 7 * len(bars[0].said) <= chart.width


def test_along_time_a_bar_that_says_less_than_its_figure_is_marked_and_what_is_in_none_is_told() -> None:
    table = killed(
        "month",
        **{
            "2025-01": Cell(number=1, minimum=3, maximum=3, figures=1),
            "2025-02": Cell(number=1, minimum=7, maximum=7, figures=1, without_bound=1),
            "2025-03": Cell(number=1, in_words={"tens": 1}),
            "2025-?": Cell(number=2, minimum=9, maximum=11, figures=2),
            "": Cell(number=1, minimum=5, maximum=5, figures=1),
        },
    )
    assert [bar.mark for bar in bars_of(table, "en", 60)] == ["", "+", "?"]
    notes = chart_notes(table, "en", 60)
    assert "in no bar: 2025, month not known: 9 to 11 · time not known: 5" in notes and "+ and more" in notes
    assert "2025، الشهر غير معروف" in chart_notes(table, "ar", 60)
    assert {"+", "?"} <= {one.words for one in draw_series(bars_of(table, "en", 60), "", "").words}


def test_a_chart_says_how_many_rows_are_not_drawn() -> None:
    table = by_month("2024-11", "2024-?", "2025-02", "2025-03")
    assert "further rows, not drawn: 1" in chart_notes(table, "en", 2), "the other is told of by name"
    assert "not drawn" not in chart_notes(table, "en", 5)
    areas = killed("governorate", **{name: Cell(number=1, minimum=1, maximum=1, figures=1) for name in "ABC"})
    assert "further rows, not drawn: 1" in chart_notes(areas, "en", 2)
    assert "صفوف أخرى لم تُرسم: 1" in chart_notes(areas, "ar", 2)


def test_what_may_belong_to_further_months_is_shaded_there_and_what_may_lie_outside_is_told() -> None:
    possible = tuple(Possible(month, 1) for month in ("2025-12", "2026-01", "2026-02"))
    table = replace(by_month("2025-11", "2025-12", "2026-?", ""), possible=possible, beyond=1)
    assert [(bar.label, bar.sure, bar.more) for bar in bars_of(table, "en", 60)] == [
        ("November 2025", 2, 0), ("December 2025", 2, 1), ("January 2026", 0, 1), ("February 2026", 0, 1)
    ]  # fmt: skip
    notes = chart_notes(table, "en", 60)
    assert "may lie before or after what is drawn: 1" in notes and "in no bar: time not known: 2" in notes


def test_of_acts_what_is_not_known_to_the_month_is_told_since_it_is_not_shaded() -> None:
    acts = replace(by_month("2025-11", "2025-?"), layout=Layout("month", "", "acts"))
    notes = chart_notes(acts, "en", 60)
    assert "in no bar: 2025, month not known: 2" in notes and "shaded" not in notes


def test_what_lasted_has_a_row_of_its_own_behind_where_it_began() -> None:
    month, year = DIMENSIONS["month"], DIMENSIONS["year"]
    keys = [
        "2024-12",
        "2024-12..2025-01",
        "2024..2025",
        "2024-?",
        "2024/2025",
        "2025-01",
        "2025-01..2025-02",
        "2025-02",
    ]
    assert sorted(reversed(keys), key=lambda key: sort_key(month, key)) == keys
    assert sorted(["2025", "2024/2025", "2024..2025", "2024"], key=lambda key: sort_key(year, key)) == [
        "2024", "2024..2025", "2024/2025", "2025"
    ]  # fmt: skip

    def both(key: str) -> tuple[str, ...]:
        return tuple(heading_words(month, Heading(key), language) for language in ("en", "ar"))

    assert both("2025-01..2025-02") == ("January to February 2025", "من كانون الثاني إلى شباط 2025")
    assert both("2024-12..2025-01") == ("December 2024 to January 2025", "من كانون الأول 2024 إلى كانون الثاني 2025")
    assert both("2024..2025") == ("2024 to 2025, month not known", "من 2024 إلى 2025، الشهر غير معروف")
    assert heading_words(year, Heading("2024..2025"), "en") == "2024 to 2025"
    assert Heading("2025-01..2025-02").certain


@pytest.mark.parametrize("cell", ["year:2025-01..2025-02", "month:2025-01..2026", "month:2025-01..", "year:2025..x"])
def test_what_lasted_from_and_to_what_no_table_goes_by_is_refused(cell: str) -> None:
    with pytest.raises(UnknownFilter):
        read_cell(cell)


def test_what_a_table_leaves_out_is_told_in_both_languages() -> None:
    other = {"stock": 1, "flow": 2, "not_stated": 3, "unit": 4, "part": 5}
    left = Left((), 0, out_of_scope=6, refuted=7, unclaimed=1, other_lines=other, refuted_acts=8, refuted_parts=9)
    table = replace(killed("act"), left=left, total=Cell(number=1200, without_figure=1200))
    english, arabic = left_words(table, "en"), left_words(table, "ar")
    assert len(english) == len(arabic) == 12
    assert "Killed: persons, incidents of which no figure counts: 1,200." in english
    assert "Incidents that were refuted: 7." in english and "حوادث ثبت خلافها: 7." in arabic
    assert left_words(by_month("2025-01"), "en") == []


@pytest.mark.parametrize(
    ("figure", "words"),
    [((3, None, "tens"), "3 or more"), ((None, None, "tens"), "dozens (no number)"), ((None, None, None), ""),
     ((None, None, "about"), "about so many, without bounds")],
)  # fmt: skip
def test_a_summary_figure_is_told_as_it_is(figure: tuple[int | None, int | None, str | None], words: str) -> None:
    assert umbrella_words(Umbrella("INC-000000000000", "The coast", *figure), "en") == words


def test_where_no_month_is_certain_nothing_is_drawn() -> None:
    assert bars_of(by_month("2025-?", ""), "en", 60) == []


def keys_of(code: str) -> st.SearchStrategy[str]:
    """What stands over rows by this dimension, as `app.store.dimensions` makes it."""
    dimension, years = DIMENSIONS[code], st.integers(1, 9999).map("{:04}".format)
    if dimension.of_days:
        one = years
        if code.endswith("month"):
            months = st.builds("{}-{}".format, years, st.sampled_from([*map("{:02}".format, range(1, 13))]))
            one = months | st.builds("{}-?".format, years) | st.builds("{}..{}".format, months, months)
        one |= st.builds("{}..{}".format, years, years)
        ends = st.sampled_from(["{}/{}", "{}/", "/{}"])
        return one | st.just("") | st.builds(lambda form, *of: form.format(*of), ends, years, years)
    if dimension.level:
        name = st.text(st.characters(exclude_characters="\0|", exclude_categories=["Cs"]), min_size=1)
        several = st.builds(
            lambda how, names: how + "|".join(names), st.sampled_from(["?", "+", "?+"]), st.lists(name, min_size=2)
        )
        return name | st.just("") | several
    if code == "alleged":
        return st.just("") | st.builds(new_ref, st.just("party"))
    if code in ("act", "act_group"):
        return st.sampled_from(["", *terms("act_types")])
    return st.sampled_from([level.code for level in (ATTRIBUTION if code == "attribution" else OCCURRENCE)])


@given(st.sampled_from(list(DIMENSIONS)).flatmap(lambda code: st.tuples(st.just(code), keys_of(code))))
def test_every_cell_that_a_table_has_reads_back(place: tuple[str, str]) -> None:
    assert read_cell(write_cell((place,))) == (place,)


@given(st.sampled_from(list(DIMENSIONS)), st.text())
@example("month", "2025-13")
@example("month", "2025-00")
@example("month", "²²²²-?")
@example("year", "/")
@example("verification", "x")
@example("verification", "admitted")
@example("act", "\0")
def test_a_cell_is_refused_or_can_be_said_and_asked_for(code: str, key: str) -> None:
    with suppress(UnknownFilter):
        found = read_cell(f"{code}:{quote(key, safe='')}")
        assert "\0" not in key
        for language in ("en", "ar"):
            words = cells_words((found,), language)
            assert "None" not in words or "None" in key
        sort_key(DIMENSIONS[code], key)
