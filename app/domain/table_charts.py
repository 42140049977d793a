"""The rows of a table of figures as a chart: what it shows of them, in which words, and what stands in no bar of it."""

from collections.abc import Sequence

from app.domain.charts import Bar, Chart, draw_bars, draw_series
from app.domain.statistics import (
    DIMENSIONS,
    Cell,
    Compiled,
    Heading,
    Pair,
    cell_words,
    certain_periods,
    heading_words,
    is_single,
)

_SAID: dict[str, Pair] = {
    "shaded": ("shaded: what may belong there, or lasted longer", "المظلل: ما قد ينتمي إلى ذلك، أو دام أطول منه"),
    "range": (
        "dark: the lower sum; light: up to the upper sum",
        "الغامق: المجموع الأدنى؛ والفاتح: حتى المجموع الأعلى",
    ),
    "marks": ("+ and more; ? said without a number", "+ وأكثر؛ ? ذُكر بلا عدد"),
    "in_no_bar": ("in no bar: {0}", "خارج الأعمدة: {0}"),
    "others": ("{0} further rows", "{0} صفوف أخرى"),
    "beyond": ("may lie before or after what is drawn: {0}", "قد يقع قبل ما رُسم أو بعده: {0}"),
    "not_drawn": ("further rows, not drawn: {0}", "صفوف أخرى لم تُرسم: {0}"),
}
_MORE, _UNNUMBERED = "+", "?"
_LISTED = 4


def draw_table(table: Compiled, language: str, title: str, at_most: int) -> Chart | None:
    """The rows as bars, whatever the columns: side by side along time, else one under the other. None without any."""
    bars = bars_of(table, language, at_most)
    if not bars:
        return None
    draw = draw_series if DIMENSIONS[table.layout.rows].of_days else draw_bars
    return draw(bars, title, chart_notes(table, language, at_most))


def bars_of(table: Compiled, language: str, at_most: int) -> list[Bar]:
    """The rows as bars of a chart: what is certain below, what is possible or the upper bound above.

    Along time each month or year from the first to the last has its place, since one without incidents is a gap that
    shows, and so has each in which one may have been; of more than `at_most` the latest stay, else the first. What has
    no figure has no bar: it is not 0.
    """
    shown, above = _shown(table)[0], {one.key: one.number for one in table.possible}
    cut = shown[-at_most:] if DIMENSIONS[table.layout.rows].of_days else shown[:at_most]
    return [_bar(table, one, above.get(one.key, 0), language) for one in cut]


def _shown(table: Compiled) -> tuple[list[Heading], list[Heading]]:
    """What has a bar where there is room for all; and the rows that are in none."""
    dimension, harm = DIMENSIONS[table.layout.rows], table.layout.harm
    if not dimension.of_days:
        cells = ((one, table.by_row.get(one.key, Cell())) for one in table.rows)
        return [one for one, cell in cells if not harm or cell.figures or cell.in_words], []
    sure = certain_periods(dimension, [one.key for one in table.rows])
    keys = _between([*sure, *(one.key for one in table.possible)]) if sure else []
    # What is possible is shaded: of the rest only what has no time at all is in no bar.
    beside = [one for one in table.rows if not (one.key if table.possible else is_single(one.key))]
    return [Heading(key) for key in keys], beside


def _bar(table: Compiled, heading: Heading, above: int, language: str) -> Bar:
    cell, label = table.by_row.get(heading.key, Cell()), _label(table, heading, language)
    if not table.layout.harm:
        return Bar(label, cell.number, above)
    mark = _UNNUMBERED if cell.number and not cell.figures else ""
    if cell.without_bound or (cell.figures and cell.in_words):
        mark = _MORE
    return Bar(label, cell.minimum, cell.maximum - cell.minimum, cell_words(cell, table.layout, language), mark)


def chart_notes(table: Compiled, language: str, at_most: int) -> str:
    """What the shades and marks of a chart of the rows mean, and what stands in no bar: a line each."""
    of_days, harm = DIMENSIONS[table.layout.rows].of_days, table.layout.harm
    shown, beside = _shown(table)
    lines = [_say("range" if harm else "shaded", language)] if harm or table.possible else []
    if harm and of_days:
        lines.append(_say("marks", language))
    if beside:
        told = [_in_no_bar(table, one, language) for one in beside[:_LISTED]]
        more = [_say("others", language).format(f"{len(beside) - _LISTED:,}")] if len(beside) > _LISTED else []
        lines.append(_say("in_no_bar", language).format(" · ".join([*told, *more])))
    if table.beyond:
        lines.append(_say("beyond", language).format(f"{table.beyond:,}"))
    if cut := _cut([one for one in table.rows if one not in beside], shown, at_most, of_days):
        lines.append(_say("not_drawn", language).format(f"{cut:,}"))
    return "\n".join(lines)


def _cut(rows: Sequence[Heading], shown: Sequence[Heading], at_most: int, of_days: bool) -> int:
    """How many rows there is no room for: along time those that end before the first bar."""
    if not of_days or len(shown) <= at_most:
        return max(len(shown) - at_most, 0)
    earlier = {one.key for one in shown[:-at_most]}
    return sum(_ends(one.key) in earlier for one in rows)


def _ends(key: str) -> str:
    """The last month or year that a row of time is of: of one that is not known to the month, in its last month."""
    return key.rpartition("..")[2].replace("-?", "-12")


def _in_no_bar(table: Compiled, heading: Heading, language: str) -> str:
    cell = table.by_row.get(heading.key, Cell())
    return f"{_label(table, heading, language)}: {cell_words(cell, table.layout, language)}"


def _label(table: Compiled, heading: Heading, language: str) -> str:
    return heading_words(DIMENSIONS[table.layout.rows], heading, language)


def _between(keys: Sequence[str]) -> list[str]:
    """Every month or year from the first to the last."""
    if not keys:
        return []
    first, last = min(keys), max(keys)
    if "-" not in first:
        return [str(year) for year in range(int(first), int(last) + 1)]
    begin, end = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (first, last))
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(begin, end + 1)]


def _say(name: str, language: str) -> str:
    return _SAID[name][language == "ar"]
