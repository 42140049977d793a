"""The bulletin: how many, where and when, with chart, map and tables, then incidents in a few sentences each."""

from datetime import date

from app.domain import wording
from app.domain.charts import Bar, draw_bars, draw_series
from app.domain.errors import Refused
from app.domain.reports import Cell, Drawing, Section, Table
from app.domain.statistics import (
    DIMENSIONS,
    Compiled,
    Layout,
    cell_words,
    heading_words,
    measure_words,
)
from app.exchange.reports import chart_drawing, map_drawing
from app.services import places, statistics
from app.services.reports.telling import Teller
from app.store import reports

TOLD = 100
"""Incidents that a bulletin tells one by one, the latest first."""
_MONTHS = 36
"""A longer period goes by years."""
MOST_BARS = 60
"""Bars that can be told apart on paper."""
_COLUMNS = 14
"""Areas that fit beside one another; more stand one under the other."""

_FIGURES = ("In figures", "بالأعداد")
_MAP = ("On the map", "على الخريطة")
_ONE_BY_ONE = ("Incidents", "الحوادث")
_BY = ("{what}, by {by}", "{what}، بحسب {by}")
_ALL = ("All, each counted once", "الكل، كل مرة واحدة")
_ALL_SHORT = ("All", "الكل")
_DATES = (
    "Tables go by when it is said to have happened, and count incidents of the counted scope that were not refuted; all"
    " of them stand as sources tell them.",
    "تعتمد الجداول وقت الوقوع المذكور، وتحصي حوادث النطاق المحسوب التي لم يثبت خلافها؛ وكلها كما ترويها المصادر.",
)
_LEFT = (
    "Not in the tables: {umbrellas} summary figures, {out} out of the counted scope, {refuted} refuted.",
    "خارج الجداول: {umbrellas} أرقام إجمالية، و{out} خارج النطاق المحسوب، و{refuted} ثبت خلافها.",
)
_SHADED = ("shaded: what may belong there", "المظلل: ما قد ينتمي إلى ذلك")
_RANGE = ("dark: the lower sum; light: up to the upper sum", "الغامق: المجموع الأدنى؛ والفاتح: حتى المجموع الأعلى")
_ON_MAP = (
    "Points of incidents as reported, each with the circle in which it may lie; a number stands by a point of several.",
    "نقاط الحوادث كما وردت، مع الدائرة التي قد تقع فيها كل منها؛ ويُكتب العدد عند النقطة التي لها أكثر من حادثة.",
)
_BESIDE_MAP = (
    "On the map: {points} incidents at {spots} points. Not on it: {shaped} that cover an area, a line or"
    " several places,"
    " and {without} whose place is not known.",
    "على الخريطة: {points} من الحوادث في {spots} من النقاط. وليس عليها: {shaped} تشمل منطقة أو خطاً أو أماكن عدة،"
    " و{without} مكانها غير معروف.",
)
_SPOT = ("Place, degrees", "المكان، بالدرجات")
_NUMBER = ("Incidents", "الحوادث")
_RADIUS = ("Radius", "نصف القطر")
_SOME = (
    "The latest {told} of {all} are told here; the others are in the figures above.",
    "تُسرد هنا أحدث {told} من {all}؛ والباقي داخل في الأعداد أعلاه.",
)
_SPOTS_LISTED = 40


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Figures, map, then the latest incidents."""
    return [_figures(teller), _map(teller), _told(teller, refs)]


def _figures(teller: Teller) -> Section:
    by_time = _table(teller, Layout(_clock(teller), "", "incidents"))
    crossed = _crossed(teller)
    killed = _table(teller, Layout("governorate", "", teller.question.harm or "killed"))
    left = by_time.left
    notes = [teller.say(_DATES)]
    if left.umbrellas or left.more_umbrellas or left.out_of_scope or left.refuted:
        umbrellas = len(left.umbrellas) + left.more_umbrellas
        notes.append(teller.say(_LEFT, umbrellas=umbrellas, out=left.out_of_scope, refuted=left.refuted))
    drawn = [] if crossed.layout.rows == by_time.layout.rows else [by_time]
    tables = [one for one in (crossed, *drawn, killed) if one.rows]
    drawings = [drawing for one in (by_time, killed) if (drawing := _chart(teller, one))]
    return Section(teller.say(_FIGURES), tuple(notes), tuple(drawings), tuple(table_of(teller, one) for one in tables))


def _crossed(teller: Teller) -> Compiled:
    """Area by period: the areas beside one another, if they fit."""
    clock = _clock(teller)
    found = _table(teller, Layout(clock, "governorate", "incidents"))
    return found if len(found.columns) <= _COLUMNS else _table(teller, Layout("governorate", "year", "incidents"))


def _clock(teller: Teller) -> str:
    """By months, where the period that is asked for, or on record, is short enough for them."""
    first, last = teller.question.from_, teller.question.to
    if first and last:
        return "month" if _months(first, last) <= _MONTHS else "year"
    years = {one.key[:4] for one in _table(teller, Layout("year", "", "incidents")).rows if one.certain}
    return "month" if len(years) <= _MONTHS / 12 else "year"


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _table(teller: Teller, layout: Layout) -> Compiled:
    try:
        return statistics.compile_table(teller.work, teller.project, teller.question, layout)
    except Refused:  # more rows or columns than can be read
        coarser = Layout("year", "", layout.measure)
        return statistics.compile_table(teller.work, teller.project, teller.question, coarser)


def table_of(teller: Teller, table: Compiled) -> Table:
    """A table of figures for paper, with its sums."""
    language, layout = teller.language, table.layout
    rows_by = DIMENSIONS[layout.rows]
    columns_by = DIMENSIONS[layout.columns] if layout.columns else None
    head = [rows_by.label(language)]
    if columns_by:
        head += [heading_words(columns_by, one, language) for one in table.columns]
    head.append(teller.say(_ALL_SHORT))
    rows = []
    for one in table.rows:
        cells = [table.cells.get((one.key, other.key)) for other in table.columns] if columns_by else []
        told = [cell_words(cell, layout, language) if cell else "" for cell in (*cells, table.by_row.get(one.key))]
        rows.append((heading_words(rows_by, one, language), *told))
    sums = [table.by_column.get(one.key) for one in table.columns] if columns_by else []
    told = [cell_words(cell, layout, language) if cell else "" for cell in (*sums, table.total)]
    rows.append((teller.say(_ALL), *told))
    made = tuple(tuple(Cell(words or "–") for words in row) for row in rows)
    return Table(_caption(teller, table), tuple(head), made, sum=True)


def _caption(teller: Teller, table: Compiled) -> str:
    language = teller.language
    by = " × ".join(one.label(language) for one in table.layout.dimensions)
    words = teller.say(_BY, what=measure_words(table.layout, language), by=by)
    return words[:1].upper() + words[1:]


def _chart(teller: Teller, table: Compiled) -> Drawing | None:
    """The rows as bars: what is certain below, what is possible or the upper bound above."""
    language, dimension = teller.language, DIMENSIONS[table.layout.rows]
    rows = [one for one in table.rows if one.certain] if dimension.of_days else list(table.rows)
    if not rows:
        return None
    above = {one.key: one.number for one in table.possible}
    bars = []
    for one in rows[-MOST_BARS:]:
        cell, label = table.by_row[one.key], heading_words(dimension, one, language)
        if table.layout.harm:
            bars.append(Bar(label, cell.minimum, cell.maximum - cell.minimum))
        else:
            bars.append(Bar(label, cell.number, above.get(one.key, 0)))
    if table.layout.harm and not any(bar.sure or bar.more for bar in bars):
        return None
    shade = teller.say(_RANGE) if table.layout.harm else teller.say(_SHADED) if dimension.of_days else ""
    title = _caption(teller, table)
    draw = draw_series if dimension.of_days else draw_bars
    return Drawing(chart_drawing.as_svg(draw(bars, title, shade)), title, shade)


def _map(teller: Teller) -> Section:
    connection, where = teller.work.connection, teller.where()
    spots, shaped, without = reports.spots(connection, where, teller.audience)
    points = sum(one.number for one in spots)
    note = teller.say(
        _BESIDE_MAP, points=f"{points:,}", spots=f"{len(spots):,}", shaped=f"{shaped:,}", without=f"{without:,}"
    )
    if not spots:
        return Section(teller.say(_MAP), (note,))
    around = map_drawing.frame(spots)
    west, south, east, north = around.box
    outlines = places.outlines(teller.work, west=west, south=south, east=east, north=north)
    title = teller.say(_MAP)
    svg = map_drawing.draw(spots, outlines, around, title, teller.say(_ON_MAP))
    rows = tuple(
        (
            Cell(f"{one.latitude:.4f}, {one.longitude:.4f}"),
            Cell(wording.saying("plus_minus", teller.language).format(
                distance=wording.distance_words(one.radius_m, teller.language))),
            Cell(f"{one.number:,}"),
        )
        for one in spots[:_SPOTS_LISTED]
    )  # fmt: skip
    table = Table(title, (teller.say(_SPOT), teller.say(_RADIUS), teller.say(_NUMBER)), rows)
    return Section(title, (note,), (Drawing(svg, title, teller.say(_ON_MAP)),), (table,))


def _told(teller: Teller, refs: list[str]) -> Section:
    told = [
        Section(f"{teller.heading(one.view)} – {teller.level(one.view)}", sentences=teller.sentences(one))
        for one in teller.read(refs[:TOLD])
    ]
    number = reports.count(teller.work.connection, teller.where())
    teller.not_told = number - len(told)
    notes = (teller.say(_SOME, told=f"{len(told):,}", all=f"{number:,}"),) if teller.not_told else ()
    return Section(teller.say(_ONE_BY_ONE), notes, parts=tuple(told))
