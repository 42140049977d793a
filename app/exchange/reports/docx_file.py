"""A report as DOCX, from a template that a word processor opens: ours, made here, or an organisation's own.

The template is filled block by block (`blocks`): in each, headings, notes, sentences, drawings and tables follow one
another as they do in the report. Wide tables stand between `on_its_side` and `upright`, on pages of their own.
"""

import io
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from app.domain.errors import Refused, TemplateWrong
from app.domain.reports import NOT_INSTALLED, Drawing, Report, Section, Sentence, Table
from app.exchange.reports import docx_blank
from app.exchange.reports.templates import ReportEnvironment, told_where

_WIDTH_MM, _HEIGHT_MM = 150, 190
"""The most that a drawing takes up on a page."""


def fill(report: Report, folder: Path) -> bytes:
    """The report. Refused where the library is not installed, TemplateWrong where a template has an error."""
    ours = blank(report.language)
    from docxtpl import DocxTemplate  # noqa: PLC0415  # heavy, and not needed to document

    name = name_of(report.language)
    own = folder / name
    environment = ReportEnvironment(folder)
    made = io.BytesIO()
    with told_where(environment, name):
        try:
            template = DocxTemplate(own if own.is_file() else io.BytesIO(ours))
            context: dict[str, Any] = {"report": report, "blocks": list(_placed(report, template))}
            template.render(context, jinja_env=environment, autoescape=True)
            template.save(made)
        except (zipfile.BadZipFile, KeyError) as error:
            raise TemplateWrong(f"{name} is no DOCX file that can be read.") from error
    return made.getvalue()


def _placed(report: Report, template: Any) -> Iterator[dict[str, Any]]:
    """The blocks, with drawings as this template takes them in."""
    for block in blocks(report):
        if block["kind"] == "drawing":
            block["picture"] = Picture(template, block["picture"])
        yield block


class Picture:
    """A drawing as a picture, put into the file where its template names it. A template sees nothing else of it."""

    __slots__ = ("_drawing", "_template")

    def __init__(self, template: Any, drawing: Drawing) -> None:
        self._template, self._drawing = template, drawing

    def __html__(self) -> str:
        from docx.shared import Mm  # noqa: PLC0415  # heavy, and not needed to document

        from app.exchange.pictures import as_png  # noqa: PLC0415  # draws by what also reads pictures

        content = io.BytesIO(as_png(self._drawing.svg))
        inline = self._template.current_rendering_part.new_pic_inline(content)
        fits = min(Mm(_WIDTH_MM) / inline.extent.cx, Mm(_HEIGHT_MM) / inline.extent.cy)
        for size in (inline.extent, inline.graphic.graphicData.pic.spPr):
            size.cx, size.cy = int(size.cx * fits), int(size.cy * fits)
        said = " – ".join(part for part in (self._drawing.title, self._drawing.caption) if part)
        inline.docPr.set("descr", said)
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def name_of(language: str) -> str:
    """What the template for a language is called."""
    return f"report.{language}.docx"


def blank(language: str) -> bytes:
    """Our template for a language. Refused where the library is not installed."""
    try:
        return docx_blank.make(language)
    except ImportError as error:
        raise Refused(NOT_INSTALLED) from error


def blocks(report: Report) -> Iterator[dict[str, Any]]:
    """The report from its first section to its last footnote, one block after the other."""
    words = report.words
    for section in report.sections:
        yield from _section(section, 1, words)
    yield _heading(words["withheld"], 1)
    for one in report.withheld:
        yield _block("note", one.words)
    if not report.withheld:
        yield _block("note", words["nothing_withheld"])
    if report.footnotes:
        yield _heading(words["footnotes"], 1)
    for note in report.footnotes:
        yield _block("footnote", f"{note.number}. {note.words} {note.address}".rstrip())
    yield _heading(words["methodology"], 1)
    for section in report.methodology:
        yield from _section(section, 2, words)


def _section(section: Section, level: int, words: dict[str, str]) -> Iterator[dict[str, Any]]:
    if section.heading:
        yield _heading(section.heading, level)
    for note in section.notes:
        yield _block("note", note)
    for drawing in section.drawings:
        yield {**_block("drawing", drawing.title), "picture": drawing}
        yield _block("note", f"{_under(drawing, section.heading)}. {words['drawn']}")
    yield from _tables(section)
    for sentence in section.sentences:
        yield from _sentence(sentence)
    for part in section.parts:
        yield from _section(part, level + 1, words)


def _tables(section: Section) -> Iterator[dict[str, Any]]:
    for wide, tables in groupby(section.tables, lambda one: one.wide):
        if wide:
            yield _block("on_its_side", "")  # what stands before ends with its page
        for table in tables:
            if table.caption != section.heading:
                yield _block("caption", table.caption)
            yield _table(table)
        if wide:
            yield _block("upright", "")


def _under(drawing: Drawing, heading: str) -> str:
    """What is said under a drawing: its heading is not told again."""
    return " – ".join(part for part in (drawing.title, drawing.caption) if part and part != heading)


def _sentence(sentence: Sentence) -> Iterator[dict[str, Any]]:
    yield _block("sentence", sentence.words, _marks(sentence.notes))
    if sentence.aside:
        yield _block("note", sentence.aside)
    if sentence.quote:
        yield _block("quote", sentence.quote)


def _table(table: Table) -> dict[str, Any]:
    rows = [[f"{cell.words} {_marks(cell.notes)}".strip() for cell in row] for row in table.rows]
    return {**_block("wide_table" if table.wide else "table", table.caption), "head": list(table.head), "rows": rows}


def _heading(words: str, level: int) -> dict[str, Any]:
    return _block(f"heading{min(level, 3)}", words)


def _block(kind: str, words: str, marks: str = "") -> dict[str, Any]:
    return {"kind": kind, "words": words, "marks": marks}


def _marks(notes: tuple[int, ...]) -> str:
    return f"[{', '.join(str(number) for number in notes)}]" if notes else ""
