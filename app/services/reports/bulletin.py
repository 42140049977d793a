"""The bulletin: how many, where and when, with chart, map and tables, then incidents in a few sentences each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from app.domain import wording
from app.domain.errors import TooMany
from app.domain.maps import Known, as_svg
from app.domain.questions import Question
from app.domain.reports import Cell, Drawing, Section, Table
from app.domain.statistics import (
    DIMENSIONS,
    Compiled,
    Heading,
    Layout,
    cell_words,
    cells_words,
    heading_words,
    measure_words,
)
from app.domain.statistics import Cell as Figure
from app.domain.table_charts import draw_table
from app.domain.table_notes import ALL, UMBRELLAS, left_words, umbrella_words
from app.domain.text import isolated
from app.exchange.reports import chart_drawing
from app.exchange.reports.drawn_words import drawn
from app.services import maps, own_words, statistics
from app.services.reports.telling import Teller
from app.store import reports

TOLD = 100
"""Incidents that a bulletin tells one by one, the latest first."""
_MONTHS = 36
"""A longer period goes by years."""
MOST_BARS = 60
"""Bars that can be told apart on paper."""
_COLUMNS = 16
"""Areas, or months, that fit beside one another on paper."""

_FIGURES = ("In figures", "بالأعداد")
_MAP = ("On the map", "على الخريطة")
_ONE_BY_ONE = ("Incidents", "الحوادث")
_BY = ("{what}, by {by}", "{what}، بحسب {by}")
_OF = ("{caption}: {which}", "{caption}: {which}")
_ALL_SHORT = ("All", "الكل")
_DATES = (
    "Tables go by when it is said to have happened, and count incidents of the counted scope that were not refuted; all"
    " of them stand as sources tell them.",
    "تعتمد الجداول وقت الوقوع المذكور، وتحصي حوادث النطاق المحسوب التي لم يثبت خلافها؛ وكلها كما ترويها المصادر.",
)
_INCIDENT = ("Incident", "الحادثة")
_MORE_UMBRELLAS = ("Further summary figures: {n}.", "أرقام إجمالية أخرى: {n}.")
_ON_MAP = (
    "A circle is the distance that a point may be off; a shaded area is all that is known of where. A number says how"
    " many, not how densely; one in a ring gathers places too small for this scale. Boundaries and names are those of"
    " the gazetteers that were loaded. They are no endorsement",
    "الدائرة هي المسافة التي قد يبعدها الموقع عن نقطته، والمساحة المظللة هي كل ما يُعرف عن المكان. والعدد يقول كم،"
    " ولا يدل على الكثافة؛ وما كان داخل دائرة صغيرة يجمع أماكن أصغر من أن تُرسم بهذا المقياس. الحدود والأسماء هي كما في"
    " معاجم الأماكن المحمّلة، ولا تعني إقراراً بها",
)
_BESIDE_MAP = (
    "Incidents on the map: {drawn}; places: {places}. Beside it, since nothing says where on it they lie: {beside}.",
    "الحوادث على الخريطة: {drawn}؛ والأماكن: {places}. وخارجها، إذ لا شيء يبيّن موضعها عليها: {beside}.",
)
_IN_RINGS = (
    "Incidents in rings to keep the picture legible: {number}.",
    "حوادث جُمعت في دوائر صغيرة لتبقى الصورة مقروءة: {number}.",
)
_FURTHER = (
    "The table lists the {listed} places of most incidents; {incidents} more incidents are known to {places} others.",
    "الأماكن المسرودة في الجدول، وهي ذات أكثر الحوادث: {listed}؛ وغيرها: {places}، وحوادثها: {incidents}.",
)
_PLACE = ("Place", "المكان")
_NUMBER = ("Incidents", "الحوادث")
_KNOWN_TO = ("Known to", "المعروف منه")
_SOME = (
    "The latest {told} of {all} are told here; the others are in the figures above.",
    "تُسرد هنا أحدث {told} من {all}؛ والباقي داخل في الأعداد أعلاه.",
)
_PLACES_LISTED = 40
_WIDTH, _HIGHEST = 720, 760


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Figures, map, then the latest incidents."""
    return [_figures(teller), _map(teller), _told(teller, refs)]


def _figures(teller: Teller) -> Section:
    clock, harm = _clock(teller), teller.question.harm or "killed"
    by_time = _table(teller, Layout(clock, "", "incidents"))
    crossed, harmed = (_crossed(teller, clock, measure) for measure in ("incidents", harm))
    by_area = _table(teller, Layout("governorate", "", harm))
    # Both leave out the same; the one that counts people says besides of whom no figure is in it.
    notes = [teller.say(_DATES), *left_words(by_area, teller.language)]
    if more := by_area.left.more_umbrellas:
        notes.append(teller.say(_MORE_UMBRELLAS, n=f"{more:,}"))
    drawn = [] if crossed.layout.rows == by_time.layout.rows else [by_time]
    figures = [one for one in (crossed, *drawn, harmed if harmed.layout.columns else by_area) if one.rows]
    tables = [*(table for one in figures for table in tables_of(teller, one)), *_by_level(teller, clock, harm, by_time)]
    tables += _umbrellas(teller, by_area)
    drawings = [drawing for one in (by_time, by_area) if (drawing := _chart(teller, one))]
    return Section(teller.say(_FIGURES), tuple(notes), tuple(drawings), tuple(tables))


def _umbrellas(teller: Teller, table: Compiled) -> Iterator[Table]:
    """The summary figures that stand beside the tables."""
    language, told = teller.language, table.left.umbrellas
    titles = own_words.titles_in(teller.work, teller.project, {one.ref for one in told}, language)
    rows = tuple(
        (
            Cell(f"{isolated(titles.get(one.ref, one.title), language)} ({one.ref})"),
            Cell(umbrella_words(one, language) or "–"),
        )
        for one in told
    )
    if rows:
        head = (teller.say(_INCIDENT), measure_words(table.layout, language))
        yield Table(teller.say(UMBRELLAS), head, rows)


def _crossed(teller: Teller, clock: str, measure: str, question: Question | None = None) -> Compiled:
    """Period by area, the areas beside one another; turned round if they are too many for that."""
    found = _table(teller, Layout(clock, "governorate", measure), question)
    if len(found.columns) <= _COLUMNS:
        return found
    return _table(teller, Layout("governorate", clock, measure), question)


def _by_level(teller: Teller, clock: str, harm: str, whole: Compiled) -> Iterator[Table]:
    """The same people by how sure it is of what befell them, a table a level, where there is more than one."""
    for level in whole.levels if len(whole.levels) > 1 else ():
        cell = (("verification", level),)
        question = replace(teller.question, cell=(*(teller.question.cell or ()), cell))
        found = _crossed(teller, clock, harm, question)
        if found.total.figures or found.total.in_words:
            yield from tables_of(teller, found, cells_words((cell,), teller.language))


def _clock(teller: Teller) -> str:
    """By months, where the period that is asked for, or on record, is short enough for them."""
    first, last = teller.question.from_, teller.question.to
    if first and last:
        return "month" if _months(first, last) <= _MONTHS else "year"
    years = {one.key[:4] for one in _table(teller, Layout("year", "", "incidents")).rows if one.certain}
    return "month" if len(years) <= _MONTHS / 12 else "year"


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _table(teller: Teller, layout: Layout, question: Question | None = None) -> Compiled:
    asked = (teller.work, teller.project, question or teller.question)
    try:
        return statistics.compile_table(*asked, layout)
    except TooMany:
        return statistics.compile_table(*asked, Layout("year", "", layout.measure))


def tables_of(teller: Teller, table: Compiled, which: str = "") -> Iterator[Table]:
    """A table of figures for paper, with its sums: of more columns than fit, one table a year, or a run of years or
    areas; the sums of rows, which hold all, stand in the last."""
    parts = _parts(table)
    for part in parts:
        of = [which, _part_words(table, part, teller.language) if len(parts) > 1 else ""]
        yield _table_of(teller, table, part, " · ".join(one for one in of if one), part is parts[-1])


def _parts(table: Compiled) -> list[tuple[Heading, ...]]:
    """The columns in runs that fit beside one another: months by the year that they begin in."""
    columns = table.columns
    if len(columns) <= _COLUMNS:
        return [columns]
    if table.layout.columns != "month":
        return [columns[at : at + _COLUMNS] for at in range(0, len(columns), _COLUMNS)]
    parts: list[tuple[Heading, ...]] = [()]
    for _, year in groupby(columns, lambda one: one.key[:4]):
        run = tuple(year)
        if len(parts[-1]) + len(run) <= _COLUMNS:  # what lies between two years needs no page to itself
            parts[-1] += run
        else:
            parts.append(run)
    return [part for part in parts if part]


def _part_words(table: Compiled, part: Sequence[Heading], language: str) -> str:
    """The first and the last of some columns; of months, their years."""
    known = [one.key[:4] for one in part if one.certain] if table.layout.columns == "month" else []
    names = known or [heading_words(DIMENSIONS[table.layout.columns], one, language) for one in part]
    return " – ".join(dict.fromkeys((names[0], names[-1])))


def _table_of(teller: Teller, table: Compiled, columns: Sequence[Heading], which: str, sums: bool) -> Table:
    language, layout = teller.language, table.layout
    rows_by, columns_by = DIMENSIONS[layout.rows], DIMENSIONS.get(layout.columns)
    head = [rows_by.label(language)]
    lines = [[heading_words(rows_by, one, language)] for one in table.rows]
    below = [teller.say(ALL)]
    for other in columns:
        assert columns_by
        head.append(heading_words(columns_by, other, language))
        below.append(_words(table.by_column.get(other.key), layout, language))
        for line, one in zip(lines, table.rows, strict=True):
            line.append(_words(table.cells.get((one.key, other.key)), layout, language))
    if sums:
        head.append(teller.say(_ALL_SHORT))
        below.append(_words(table.total, layout, language))
        for line, one in zip(lines, table.rows, strict=True):
            line.append(_words(table.by_row.get(one.key), layout, language))
    made = tuple(tuple(map(Cell, line)) for line in (*lines, below))
    caption = _caption(teller, table)
    return Table(teller.say(_OF, caption=caption, which=which) if which else caption, tuple(head), made, sum=True)


def _words(cell: Figure | None, layout: Layout, language: str) -> str:
    return (cell_words(cell, layout, language) if cell else "") or "–"


def _caption(teller: Teller, table: Compiled) -> str:
    language = teller.language
    by = " × ".join(one.label(language) for one in table.layout.dimensions)
    words = teller.say(_BY, what=measure_words(table.layout, language), by=by)
    return words[:1].upper() + words[1:]


def _chart(teller: Teller, table: Compiled) -> Drawing | None:
    """The rows as bars; None where there is nothing to draw."""
    chart = draw_table(table, teller.language, _caption(teller, table), MOST_BARS)
    if chart is None or not chart.rects:
        return None
    return Drawing(chart_drawing.as_svg(chart), chart.title, chart.description.replace("\n", ". "))


def _map(teller: Teller) -> Section:
    language, title = teller.language, teller.say(_MAP)
    asked = (teller.work, teller.project, teller.question)
    picture = maps.read_picture(*asked, language, width=_WIDTH, highest=_HIGHEST)
    known = maps.read_known(*asked) if picture else ()
    drawn_here = picture.told.incidents if picture else 0
    beside = reports.count(teller.work.connection, teller.where()) - drawn_here
    notes = [teller.say(_BESIDE_MAP, drawn=f"{drawn_here:,}", places=f"{len(known):,}", beside=f"{beside:,}")]
    if picture is None:
        return Section(title, tuple(notes))
    if picture.told.without_outline:
        notes.append(teller.say(_IN_RINGS, number=f"{picture.told.without_outline:,}"))
    listed, others = known[:_PLACES_LISTED], known[_PLACES_LISTED:]
    if others:
        more = f"{sum(one.incidents for one in others):,}"
        notes.append(teller.say(_FURTHER, listed=_PLACES_LISTED, places=f"{len(others):,}", incidents=more))
    svg = as_svg(picture, title, letters=drawn)
    head = tuple(teller.say(pair) for pair in (_PLACE, _KNOWN_TO, _NUMBER))
    table = Table(title, head, tuple(_place_row(one, language) for one in listed))
    return Section(title, tuple(notes), (Drawing(svg, title, teller.say(_ON_MAP)),), (table,))


def _place_row(one: Known, language: str) -> tuple[Cell, ...]:
    name = (one.name_ar if language == "ar" else one.name) or f"{one.latitude:.4f}, {one.longitude:.4f}"
    if one.radius_m is None:
        known = wording.PRECISIONS["line_or_area" if one.kind == "area" else one.kind][language == "ar"]
    else:
        known = wording.radius_words(one.radius_m, language)
    return Cell(isolated(name, language)), Cell(known), Cell(f"{one.incidents:,}")


def _told(teller: Teller, refs: list[str]) -> Section:
    told = [
        Section(f"{teller.heading(one.view)} – {teller.standing(one)}", sentences=teller.sentences(one))
        for one in teller.read(refs[:TOLD])
    ]
    number = reports.count(teller.work.connection, teller.where())
    teller.not_told = number - len(told)
    notes = (teller.say(_SOME, told=f"{len(told):,}", all=f"{number:,}"),) if teller.not_told else ()
    return Section(teller.say(_ONE_BY_ONE), notes, parts=tuple(told))
