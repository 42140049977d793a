"""Tables of figures: what a chart shows of them."""

from app.domain.charts import Bar
from app.domain.statistics import Cell, Compiled, Heading, Layout, Left, bars_of


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
    assert bars_of(table, "en", 60) == [Bar("Hama", 0)]


def test_where_no_month_is_certain_nothing_is_drawn() -> None:
    assert bars_of(by_month("2025-?", ""), "en", 60) == []
