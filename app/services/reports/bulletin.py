"""The bulletin: how many, where and when, with chart, map and tables, then incidents in a few sentences each."""

from datetime import date

from app.domain import wording
from app.domain.charts import draw_bars, draw_series
from app.domain.errors import TooMany
from app.domain.maps import Known, as_svg
from app.domain.reports import Cell, Drawing, Section, Table
from app.domain.statistics import (
    DIMENSIONS,
    Compiled,
    Layout,
    bars_of,
    cell_words,
    heading_words,
    measure_words,
)
from app.domain.text import isolated
from app.domain.wording import saying
from app.exchange.reports import chart_drawing
from app.exchange.reports.drawn_words import drawn
from app.services import maps, statistics
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
_ALL = ("All, each counted once", "الكل، يُعدّ كل منها مرة واحدة")
_ALL_SHORT = ("All", "الكل")
_DATES = (
    "Tables go by when it is said to have happened, and count incidents of the counted scope that were not refuted; all"
    " of them stand as sources tell them.",
    "تعتمد الجداول وقت الوقوع المذكور، وتحصي حوادث النطاق المحسوب التي لم يثبت خلافها؛ وكلها كما ترويها المصادر.",
)
_LEFT = (
    "Not in the tables: summary figures ({umbrellas}), incidents out of the counted scope ({out}), refuted ones"
    " ({refuted}).",
    "خارج الجداول: أرقام إجمالية ({umbrellas})، وحوادث خارج النطاق المحسوب ({out})، وحوادث ثبت خلافها ({refuted}).",
)
_OTHER_LINES = (
    "Figures of people that stand beside these sums and in none of them: {lines}.",
    "أعداد أشخاص تقف إلى جانب هذه المجاميع ولا تدخل في أيٍّ منها: {lines}.",
)
_OTHER = {
    "stock": ("of how many there were at one time: {n}", "عدد الموجودين في وقت ما: {n}"),
    "flow": ("of how many in a while: {n}", "عدد من تنقلوا خلال مدة: {n}"),
    "not_stated": ("that do not say what they measure: {n}", "لم يُذكر ما تقيسه: {n}"),
    "unit": ("of households, homes or the like: {n}", "أسر أو بيوت أو نحوها: {n}"),
    "part": ("of a part of the people: {n}", "جزء من الأشخاص: {n}"),
}
_SHADED = ("shaded: what may belong there", "المظلل: ما قد ينتمي إلى ذلك")
_RANGE = ("dark: the lower sum; light: up to the upper sum", "الغامق: المجموع الأدنى؛ والفاتح: حتى المجموع الأعلى")
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
    by_time = _table(teller, Layout(_clock(teller), "", "incidents"))
    crossed = _crossed(teller)
    killed = _table(teller, Layout("governorate", "", teller.question.harm or "killed"))
    left = by_time.left
    notes = [teller.say(_DATES)]
    if left.umbrellas or left.more_umbrellas or left.out_of_scope or left.refuted:
        umbrellas = len(left.umbrellas) + left.more_umbrellas
        notes.append(teller.say(_LEFT, umbrellas=umbrellas, out=left.out_of_scope, refuted=left.refuted))
    if others := killed.left.other_lines:
        lines = [teller.say(words, n=f"{others[kind]:,}") for kind, words in _OTHER.items() if others.get(kind)]
        notes.append(teller.say(_OTHER_LINES, lines=saying("and", teller.language).join(lines)))
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
    except TooMany:
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
    """The rows as bars; None where there is nothing to draw."""
    of_days, bars = DIMENSIONS[table.layout.rows].of_days, bars_of(table, teller.language, MOST_BARS)
    if not any(bar.sure or bar.more for bar in bars):
        return None
    shade = teller.say(_RANGE) if table.layout.harm else teller.say(_SHADED) if of_days else ""
    title = _caption(teller, table)
    return Drawing(chart_drawing.as_svg((draw_series if of_days else draw_bars)(bars, title, shade)), title, shade)


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
        known = wording.saying("plus_minus", language).format(distance=wording.distance_words(one.radius_m, language))
    return Cell(isolated(name, language)), Cell(known), Cell(f"{one.incidents:,}")


def _told(teller: Teller, refs: list[str]) -> Section:
    told = [
        Section(f"{teller.heading(one.view)} – {teller.level(one.view)}", sentences=teller.sentences(one))
        for one in teller.read(refs[:TOLD])
    ]
    number = reports.count(teller.work.connection, teller.where())
    teller.not_told = number - len(told)
    notes = (teller.say(_SOME, told=f"{len(told):,}", all=f"{number:,}"),) if teller.not_told else ()
    return Section(teller.say(_ONE_BY_ONE), notes, parts=tuple(told))
