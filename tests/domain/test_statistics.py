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


def test_where_no_month_is_certain_nothing_is_drawn() -> None:
    assert bars_of(by_month("2025-?", ""), "en", 60) == []
