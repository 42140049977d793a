"""Figures: a table over the incidents that answer a question, its chart, and both as files.

What a table means is `app.domain.statistics`; here are its fields, its words and the way from a cell to its rows.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.charts import Chart, draw_bars, headed
from app.domain.errors import FilterNotUnderstood, UnknownFilter, mend
from app.domain.questions import FILTERS, Question, ask
from app.domain.statistics import (
    CLOCKS,
    DIMENSIONS,
    LAYOUT,
    UNITS,
    Cell,
    Compiled,
    Heading,
    Layout,
    Place,
    cell_words,
    heading_words,
    lay_out,
    measure_words,
    read_cells,
    write_cells,
)
from app.domain.table_charts import draw_table
from app.domain.table_notes import ALL, left_words, umbrella_words
from app.domain.verification import LEVELS
from app.domain.vocabularies import terms
from app.services import statistics
from app.web.filters import asking
from app.web.forms import Field, Option
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.showing import instant_words
from app.web.titles import with_titles

pages = Blueprint("statistics", __name__, url_prefix="/p/<project>/statistics")

_FILES = {"csv": "text/csv", "json": "application/json", "svg": "image/svg+xml"}
MOST_BARS = 120


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell in words, and the address of the incidents in it, where it holds some."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: its heading, whether what stands in it is certainly there, its cells and their sum."""

    words: str
    certain: bool
    cells: tuple[ShownCell, ...]


@pages.get("")
def compile_table(project: str) -> ResponseReturnValue:
    asked, layout_asked, kind = _asked(request.args)
    try:
        question, layout = ask(asked), lay_out({name: text for name, text in layout_asked.items() if text})
        table = with_titles(statistics.compile_table(begin_work(), g.project, question, layout))
    except UnknownFilter as refusal:
        if refusal.field not in FILTERS and refusal.field not in LAYOUT:
            raise
        return _page({k: v for k, v in asked.items() if v.strip()}, layout_asked, {refusal.field: refusal.args[0]}), 400
    if kind:
        return _file(kind, question, table)
    return _page(question.as_parameters(), layout.as_parameters(), {}, table)


def _asked(given: MultiDict[str, str]) -> tuple[dict[str, str], dict[str, str], str]:
    """The question, the layout and the kind of file that an address asks for. UnknownFilter for what is given twice."""
    if any(len(texts) > 1 for _, texts in given.lists()):
        raise FilterNotUnderstood("A parameter is given more than once. Give each once.")
    kind = given.get("as", "")
    if kind and kind not in _FILES:
        told = mend("'%(name)s' does not know that. Known: %(known)s.", name="as", known=", ".join(_FILES))
        raise FilterNotUnderstood(told, "as")
    question = {name: text for name, text in given.items() if name not in (*LAYOUT, "as")}
    return question, {name: given.get(name, "") for name in LAYOUT}, kind


def _page(
    asked: Mapping[str, Any], layout: Mapping[str, Any], wrong: Mapping[str, str], table: Compiled | None = None
) -> str:
    language = current_language()
    own = url_for("statistics.compile_table", project=g.project.code, **asked, **layout)
    return render_template(
        "statistics.html",
        **asking(asked, wrong)
        | {
            "layout_fields": layout_fields(layout, wrong),
            "all_of": url_for("statistics.compile_table", project=g.project.code, **layout),
        },
        wrong=bool(wrong),
        table=table,
        heading=_heading(table.layout, language) if table else "",
        declared=_declared(table, language) if table else [],
        columns=[_words(table, table.layout.columns, one) for one in table.columns] if table else [],
        rows=_rows(table, _to_list(asked)) if table else [],
        sums=_sums(table, _to_list(asked)) if table else None,
        notes=left_words(table, language) if table else [],
        umbrellas=_umbrellas(table, language) if table else [],
        chart=_chart(table, language) if table and table.rows else None,
        kept={**asked, **layout},
        files=[(kind.upper(), f"{own}&as={kind}") for kind in _FILES],
    )


def layout_fields(layout: Mapping[str, str], wrong: Collection[str]) -> dict[str, Field]:
    """What is counted, and by what rows and columns go; `wrong` names those whose answer is none."""
    language = current_language()
    by = tuple(Option(one.code, one.label(language)) for one in DIMENSIONS.values())
    units = [Option(code, pair[language == "ar"], group=gettext("one by one")) for code, pair in UNITS.items()]
    harms = [Option(one.code, one.label(language), group=gettext("people")) for one in terms("harms").values()]
    mend = gettext("Choose one of the answers offered; rows and columns go by different things.")
    made = (
        Field(
            "measure", gettext("Count"), "select", value=layout.get("measure") or "incidents",
            options=(*units, *harms),
        ),
        Field("rows", gettext("Rows by"), "select", value=layout.get("rows") or "year", options=by),
        Field(
            "columns", gettext("Columns by"), "select", value=layout.get("columns", ""), options=by,
            unanswered=gettext("none"),
        ),
    )  # fmt: skip
    return {one.name: replace(one, error=mend) if one.name in wrong else one for one in made}


def _words(table: Compiled, code: str, heading: Heading) -> str:
    return heading_words(DIMENSIONS[code], heading, current_language())


Leads = Callable[[Place], str]
"""Where a cell leads: to its incidents."""


def _to_list(asked: Mapping[str, str]) -> Leads:
    """A table has thousands of cells, and an address is dear to build: so it is built once."""
    # What a table over a cell counts stands in that cell too.
    within = read_cells(asked["cell"]) if "cell" in asked else ()
    others: dict[str, Any] = {name: text for name, text in asked.items() if name != "cell"}
    address = url_for("incidents.list_incidents", project=g.project.code, **others) + ("&" if others else "?")
    return lambda place: address + urlencode({"cell": write_cells((*within, place))})


def _rows(table: Compiled, leads: Leads) -> list[ShownRow]:
    layout = table.layout
    rows = []
    for one in table.rows:
        own = (layout.rows, one.key)
        across = [(own, (layout.columns, other.key)) for other in table.columns]
        cells = [_cell(table, table.cells.get((one.key, place[1][1])), place, leads) for place in across]
        cells.append(_cell(table, table.by_row.get(one.key), (own,), leads))
        rows.append(ShownRow(_words(table, layout.rows, one), one.certain, tuple(cells)))
    return rows


def _sums(table: Compiled, leads: Leads) -> ShownRow:
    cells = [
        _cell(table, table.by_column.get(one.key), ((table.layout.columns, one.key),), leads) for one in table.columns
    ]
    cells.append(_cell(table, table.total, (), leads))
    return ShownRow(ALL[current_language() == "ar"], True, tuple(cells))


def _cell(table: Compiled, cell: Cell | None, place: Place, leads: Leads) -> ShownCell:
    if cell is None or not cell.number:
        return ShownCell("")
    return ShownCell(cell_words(cell, table.layout, current_language()), leads(table.layout.cell(*place)))


def _heading(layout: Layout, language: str) -> str:
    by = [one.label(language) for one in layout.dimensions]
    counted = measure_words(layout, language)
    return str(gettext("%(counted)s, by %(by)s", counted=counted, by=" × ".join(by)))


def _declared(table: Compiled, language: str) -> list[tuple[str, str]]:
    """What the table counts, by which dates, and what it rests on."""
    slice_ = [f"{LEVELS[code].label(language)} {number:,}" for code, number in table.levels.items()]
    declared = [
        (gettext("Counts"), measure_words(table.layout, language)),
        (gettext("Dates"), " · ".join(CLOCKS[clock][language == "ar"] for clock in table.layout.clocks)),
        (gettext("Verification of the incidents in it"), " · ".join(slice_) or "—"),
    ]
    if table.as_of:
        declared.append((gettext("As of"), instant_words(table.as_of)))
    if table.layout.harm:
        rule = gettext(
            "The sum of documented ranges: what we go by where that is decided, else the lowest and highest that"
            " origins report. It is no estimate of all, and no confidence interval. A figure without upper bound adds"
            " its minimum to the upper sum."
        )
        declared.append((gettext("How it is summed"), rule))
    return declared


def _umbrellas(table: Compiled, language: str) -> list[tuple[str, str, str]]:
    """The summary figures, beside the table: address, title, figure."""
    return [
        (
            url_for("incidents.read_incident", project=g.project.code, ref=one.ref),
            one.title,
            umbrella_words(one, language),
        )
        for one in table.left.umbrellas
    ]


def _chart(table: Compiled, language: str) -> Chart | None:
    """The rows as a chart, whatever the columns; None where there is nothing to draw."""
    chart = draw_table(table, language, _of_chart(table, language), MOST_BARS)
    return chart and headed(chart)


def _of_chart(table: Compiled, language: str) -> str:
    return _heading(replace(table.layout, columns=""), language)


def _file(kind: str, question: Question, table: Compiled) -> Response:
    language = current_language()
    if kind == "json":
        answer = jsonify(statistics.as_json(table, question.as_parameters(), language))
    elif kind == "csv":
        answer = make_response(statistics.as_csv(table, question.as_parameters(), language))
    else:
        chart = _chart(table, language) or draw_bars([], _of_chart(table, language), "")
        answer = make_response(render_template("parts/chart.svg", chart=chart))
    answer.headers["Content-Type"] = f"{_FILES[kind]}; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{g.project.code}-figures.{kind}"'
    return answer
