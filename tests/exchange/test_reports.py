"""Reports as files: an organisation's templates in a sandbox, errors told with their place, PDF tagged and offline."""

import io
import re
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image, ImageFont, ImageOps

from app.domain import report_words
from app.domain.charts import Bar, draw_bars
from app.domain.errors import Refused
from app.domain.maps import AS_SEEN, Drawn, Label, Picture, Told, frame
from app.domain.maps import as_svg as map_svg
from app.domain.reports import NOT_INSTALLED, Cell, Drawing, Footnote, Report, Section, Sentence, Table
from app.domain.text import isolated
from app.exchange.pictures import SCALE, as_png
from app.exchange.reports import chart_drawing, docx_blank, docx_file, setting, templates
from app.exchange.reports.drawn_words import drawn
from app.exchange.reports.templates import ReportEnvironment, as_address, told_where
from tests.pdf import faults, inflated

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


def report(language: str = "en", **more: Any) -> Report:
    said = "According to <b>Monitor & Sons</b>, killed: 3." if language == "en" else "بحسب الراصد، قُتل: 3."
    section = Section(
        "Figures",
        ("A note.",),
        (Drawing(SVG, "A circle", "drawn"),),
        (Table("How many", ("Incident", "Killed"), ((Cell("INC-1"), Cell("3 to 5", (1,))),)),),
        (Sentence(said, ("<b>Monitor & Sons</b>", "الراصد"), notes=(1,), quote="three", quote_language="en"),),
        (Section("A part", ("Another note.",)),),
    )
    given: dict[str, Any] = {
        "kind": "dossier", "language": language, "title": "Dossier", "subtitle": "East valley",
        "as_of": datetime(2025, 3, 7, tzinfo=UTC), "incidents": 1, "says": (("Question", "the whole project"),),
        "sections": (section,), "footnotes": (Footnote(1, "Daily report, page 2", "https://x.example/"),),
        "methodology": (Section("How sure", ("It starts as an allegation.",)),),
        "words": report_words.words(language),
    }  # fmt: skip
    return Report(**(given | more))


def html(folder: Path, **more: Any) -> str:
    return setting.as_html(report(**more), folder).decode()


# Templates


def test_what_sources_say_is_no_markup(tmp_path: Path) -> None:
    page = html(tmp_path)
    assert "&lt;b&gt;Monitor &amp; Sons&lt;/b&gt;" in page and "<b>Monitor" not in page
    assert f'src="{as_address(SVG)}"' in page and "<svg" not in page


@pytest.mark.parametrize(
    ("quote", "side"), [("2 homes", "ltr"), ("«2 April» على الطريق", "ltr"), ("9 شهداء", "rtl"), ("12", "ltr")]
)
def test_a_quotation_is_read_from_its_own_side(tmp_path: Path, quote: str, side: str) -> None:
    sentence = Sentence("بحسب الراصد، قُتل: 3.", ("الراصد",), quote=quote)
    page = html(tmp_path, language="ar", sections=(Section("", sentences=(sentence,)),))
    assert f'<blockquote dir="{side}">{quote}</blockquote>' in page


def test_no_line_ends_within_a_ref(tmp_path: Path) -> None:
    words = "INC-0123456789AB: <b>shelling</b>"
    table = Table("How many", ("Incident",), ((Cell(words),),))
    made = html(tmp_path, sections=(Section(words, (words,), (), (table,)),))
    whole = '<span class="ref">INC-0123456789AB</span>: &lt;b&gt;shelling'
    assert made.count(whole) == 3 and ".ref { white-space: nowrap; }" in made


def test_what_runs_the_other_way_is_an_element_of_its_own(tmp_path: Path) -> None:
    """A mark that isolates does not reach over the end of a line in a PDF: the day behind a title would turn."""
    title, day = (isolated(words, "ar") for words in ("Shelling, 10 November 2018", "2018-11-10"))
    line = f"{title} – 10 تشرين الثاني 2018"
    section = Section(line, (f"من {day}",), (), (Table(line, ("الحادثة",), ((Cell(line),),)),))
    made = html(tmp_path, language="ar", says=(("السؤال", f"من: {day}"),), sections=(section,))
    assert made.count('<bdi dir="ltr">Shelling, 10 November 2018</bdi> – 10 تشرين') == 2
    assert '<h2><bdi dir="ltr">Shelling, 10 November 2018</bdi>' in made
    assert made.count('<bdi dir="ltr"><span class="ref">2018-11-10</span></bdi>') == 2
    assert "\N{FIRST STRONG ISOLATE}" not in re.sub('"[^"]*"', "", made) and '<dd><bdi dir="rtl">' in made


def test_a_heading_is_not_told_again_by_what_stands_under_it(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    tables = tuple(Table(words, ("Incident",), ((Cell("INC-1"),),)) for words in ("Levels", "By year"))
    section = Section("Levels", (), (Drawing(SVG, "Levels", "of all"),), tables)
    made = html(tmp_path, sections=(section,))
    assert "<caption>Levels" not in made and 'aria-label="Levels"' in made and "<caption>By year</caption>" in made
    assert "<figcaption>of all. " in made
    told = paragraphs(setting.as_docx(report(sections=(section,)), tmp_path))
    assert [words for style, words in told if style == "Caption"] == ["By year"]
    assert ("Body Text", "of all. The table below holds what is drawn.") in told


def test_footnotes_lead_to_their_citations(tmp_path: Path) -> None:
    page = html(tmp_path)
    assert page.count('<sup><a href="#note-1">[1]</a></sup>') == 2 and page.count('id="note-1"') == 1


def test_an_own_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("{% extends 'ours/report.html' %}{% block head %}OUR HEAD{% endblock %}")
    assert "OUR HEAD" in html(tmp_path) and "A note." in html(tmp_path)
    (tmp_path / "dossier.ar.html").write_text("{{ report.title }} وحده")
    assert html(tmp_path, language="ar") == "Dossier وحده"
    assert "OUR HEAD" in html(tmp_path)
    (tmp_path / "report.css").write_text("p { color: green }")
    assert "p { color: green }" in html(tmp_path)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("<p>\n  {{ report.title", "line 2, column 13"),
        ("<p>\n {% if report.title %}\n {% endfor %}", "line 3, column 5"),
        ("{% for one in report.sections %}\n\n<p>{{ one.heading | loud }}</p>{% endfor %}", "line 3, column 21"),
        ("ok\n<b>{{ report.nothing }}", "line 2, column 14"),
        ("ok\n\n{{ report.title + 1 }}", "line 3, column 1"),
        ("{{ 1 / 0 }}", "line 1, column 1"),
        ("ok\n{{ ['a'].index(report.title) }}", "line 2, column 1: ValueError"),
        ("\n <b>{% include 'other.html' %}", r"report\.html, line 2, column 17: There is no template 'other\.html'"),
        ("{% extends '/etc/passwd' %}", r"report\.html, line 1, column 13: There is no template"),
        ("ok\n{{ 'a' * 99999999999 }}", r"line 2, column 1: It asks for a text or number longer than any report"),
        ("ok\n{{ 9 ** (9 ** 9) }}", r"line 2, column 1: It asks for a text or number longer than any report"),
        ("ok\n{{ 'a'.center(2 ** 62) }}", r"line 2, column 1: (It asks for more memory|.*too large)"),
        ("ok\n{{ [report.title] * (2 ** 62) }}", r"line 2, column 1: It asks for a text or number longer"),
        (" \n{# nothing #}\n", r"report\.html, line 1, column 1: Nothing comes of this template"),
    ],
)
def test_an_error_is_told_with_file_line_and_column(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "report.html").write_text(text)
    with pytest.raises(Refused, match=where) as refused:
        html(tmp_path)
    told = str(refused.value)
    assert ("other.html" if "other.html" in text else "report.html") in told
    assert "Dossier" not in told, "what a report says is no part of what is wrong with its template"


def test_a_template_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "dossier.html").write_bytes(b"ok\n{% include 'part.html' %}")
    (tmp_path / "part.html").write_bytes(b"<p>\n\xff\xfe</p>")
    with pytest.raises(Refused, match=r"^part\.html, line 2, is not written in UTF-8"):
        html(tmp_path)


def test_a_template_writes_no_more_than_a_report_can_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "LONGEST", 1_000)
    (tmp_path / "report.html").write_text("{% for i in range(99999) %}{{ report.title }}{% endfor %}")
    with pytest.raises(Refused, match=r"^report\.html: It asks for a text"):
        html(tmp_path)


def test_a_fault_of_ours_is_not_told_as_an_error_of_a_template(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="ours"), told_where(ReportEnvironment(tmp_path), "report.html"):
        raise LookupError("ours")


@pytest.mark.parametrize(
    "text",
    [
        "{{ report.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ report.__init__.__globals__ }}",
        "{% set x = report.words.update({'notice': 1}) %}",
        "{% include '../../../settings.py' %}",
        "{% for i in range(999999999) %}{% endfor %}",
    ],
)
def test_a_template_runs_no_code_and_reaches_no_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.html").write_text(text)
    with pytest.raises(Refused):
        html(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}\n{% for b in range(99999) %}{% endfor %}\n{% endfor %}",
        "{% macro twice(n) %}{% if n %}\n{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}{% endmacro %}{{ twice(60) }}",
    ],
)
def test_a_template_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(templates, "LONGEST_S", 0.2)
    (tmp_path / "report.html").write_text(text, "utf-8")
    with pytest.raises(Refused, match=r"^report\.html, line [12], column \d+: It was not filled in after 0\.2 seconds"):
        html(tmp_path)


def test_our_templates_are_theirs_to_begin_with(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    plain = setting.as_html(report(), tmp_path)
    names = setting.our_templates()
    assert names.keys() == {"report.html", "report.css", "report.en.docx", "report.ar.docx"}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    assert setting.as_html(report(), tmp_path) == plain
    assert paragraphs(setting.as_docx(report(), tmp_path)) == paragraphs(setting.as_docx(report(), tmp_path / "none"))


# PDF


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what it was asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pdf_is_tagged_and_says_its_language(tmp_path: Path, language: str) -> None:
    pytest.importorskip("weasyprint")
    made = setting.as_pdf(report(language), tmp_path)
    assert made.startswith(b"%PDF-") and faults(made) == set()
    text = made + b"".join(inflated(made))
    assert f"/Lang ({language})".encode() in text
    assert b"/Figure" in text and b"/TH" in text and b"/H1" in text


@pytest.mark.parametrize(
    ("template", "missing"),
    [
        ('<html><title>T</title><h1>A</h1><img src="data:image/svg+xml,{0}" alt="A">', {"language"}),
        ('<html lang="en"><h1>A</h1><img src="data:image/svg+xml,{0}" alt="A">', {"title"}),
        ('<html lang="en"><title>T</title><h1>A</h1><img src="data:image/svg+xml,{0}">', {"texts for pictures"}),
        ('<html lang="en"><title>T</title><p>A</p><table><tr><td>1</table>', {"headings", "headings of tables"}),
        ('<html lang="en"><title>T</title><h1>A</h1><img src="data:image/svg+xml,{0}" alt="A">', set()),
    ],
)
def test_what_a_template_leaves_out_is_seen_in_its_pdf(tmp_path: Path, template: str, missing: set[str]) -> None:
    pytest.importorskip("weasyprint")
    (tmp_path / "report.html").write_text(template.format(quote(SVG)))
    assert faults(setting.as_pdf(report(), tmp_path)) == missing


def test_no_caption_stands_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    weasyprint = pytest.importorskip("weasyprint")
    table = Table("How many", ("Incident", "Killed"), tuple((Cell("a"), Cell("3")) for _ in range(4)))
    # After so many notes each that a caption would fall on every line at which a page can end.
    sections = tuple(Section("", ("A note.",) * (number % 5 + 1), (), (table,)) for number in range(60))
    page = html(tmp_path, sections=sections)
    for one in weasyprint.HTML(string=page).render().pages:
        kinds = [type(box).__name__ for box in one._page_box.descendants()]
        captions = [at for at, kind in enumerate(kinds) if kind == "TableCaptionBox"]
        assert all("TableRowBox" in kinds[at:] for at in captions)


def pages_of(tmp_path: Path, *sections: Section) -> list[tuple[bool, str]]:
    """The pages of a PDF: whether each lies on its side, and its words."""
    weasyprint = pytest.importorskip("weasyprint")
    pages = weasyprint.HTML(string=html(tmp_path, sections=sections)).render().pages
    texts = ["".join(getattr(box, "text", "") for box in one._page_box.descendants()) for one in pages]
    return [(one.width > one.height, text) for one, text in zip(pages, texts, strict=True)]


def numbered(columns: int, rows: int, caption: str = "How many") -> Table:
    lines = tuple(tuple(Cell(f"r{row}." if at == 0 else "1") for at in range(columns)) for row in range(rows))
    return Table(caption, tuple(f"c{at}" for at in range(columns)), lines)


def test_a_heading_lies_on_the_page_of_what_it_heads(tmp_path: Path) -> None:
    tall = SVG.replace("0 0 9 9", "0 0 9 10")
    figures = Section(
        "In figures", ("A note.",), (Drawing(SVG, "One", ""), Drawing(SVG, "Two", "")), (numbered(12, 9),)
    )
    drawn = Section("On the map", ("Of places.",), (Drawing(tall, "Drawn", ""),), (numbered(3, 3, "Places"),))
    wide = Section("By source", ("A sum.",), (), (numbered(9, 3, "Each"),))
    told = pages_of(tmp_path, figures, drawn, wide)
    for turned, words in told:
        assert ("On the map" in words) == ("Drawn" in words) and ("By source" in words) == ("Each" in words)
        assert not turned or "On the map" not in words
    assert [turned for turned, words in told if "In figures" in words or "On the map" in words] == [False, False]
    assert [turned for turned, words in told if "Two" in words or "By source" in words] == [True, True]


def test_a_table_leaves_no_two_rows_to_a_page(tmp_path: Path) -> None:
    for rows in range(30, 66):
        told = pages_of(tmp_path, Section("", (), (), (numbered(3, rows),)))
        counts = [len(re.findall(r"r\d+\.", words)) for _, words in told]
        assert all(count == 0 or count > 3 for count in counts), rows
    two = Section("", (), (), (numbered(15, 14, "One"), numbered(15, 14, "Other")))
    assert any("One" in words and "Other" in words for _, words in pages_of(tmp_path, two)), "both fit a page"
    longer = Section("", (), (), (numbered(15, 20, "One"), numbered(15, 20, "Other")))
    assert all(words.count("r1.") == words.count("r19.") for _, words in pages_of(tmp_path, longer)), "neither is cut"


def test_a_pdf_fetches_nothing(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'CANARY' }")
    with listening() as (address, asked):
        (tmp_path / "report.html").write_text(
            f'<html lang="en"><title>T</title><img src="{address}/a.png" alt="a"><link rel="stylesheet"'
            f' href="{address}/b.css"><link rel="stylesheet" href="file://{secret}"><p>{{{{ report.title }}}}'
        )
        made = setting.as_pdf(report(), tmp_path)
    assert made.startswith(b"%PDF-") and asked == []
    assert b"CANARY" not in made + b"".join(inflated(made))


@pytest.mark.parametrize(("name", "missing"), [("pdf", "weasyprint"), ("docx", "docx")])
def test_what_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(Refused, match=re.escape("./tawthiq setup --all")) as refused:
        setting.FORMATS[name](report(), tmp_path)
    assert str(refused.value) == NOT_INSTALLED


# DOCX


def opened(made: bytes) -> Any:
    return pytest.importorskip("docx").Document(io.BytesIO(made))


def paragraphs(made: bytes) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in opened(made).paragraphs]


def test_a_docx_holds_what_the_report_holds(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    made = setting.as_docx(report(), tmp_path)
    told = paragraphs(made)
    assert ("Title", "Dossier") in told and ("Heading 1", "Figures") in told and ("Heading 2", "A part") in told
    assert ("Normal", "According to <b>Monitor & Sons</b>, killed: 3.\N{THIN SPACE}[1]") in told
    assert ("Quote", "three") in told
    assert not any("{" in text or "%}" in text for _, text in told)
    [table] = opened(made).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Incident", "Killed"],
        ["INC-1", "3 to 5 [1]"],
    ]
    assert any("Daily report, page 2 https://x.example/" in text for _, text in told)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_wide_tables_of_a_docx_lie_on_pages_on_their_side(tmp_path: Path, language: str) -> None:
    pytest.importorskip("docx")
    head = tuple(f"month {number}" for number in range(14))
    wide = Table("Months", head, (tuple(map(Cell, head)),))
    narrow = Table("Years", head[:3], (tuple(map(Cell, head[:3])),))
    section = Section("In figures", tables=(narrow, wide, wide, narrow))
    document = opened(setting.as_docx(report(language, sections=(section,)), tmp_path))
    turned = [one.page_width > one.page_height for one in document.sections]
    assert turned == [False, True, False]
    assert [len(list(one.iter_inner_content())) > 3 for one in document.sections] == [True, True, True]
    [_, one, two, _] = document.tables
    width = sum(column.width for column in one.columns)
    assert document.sections[0].page_width < width < document.sections[1].page_width
    [size] = {run.font.size for cell in one.rows[0].cells for run in cell.paragraphs[0].runs}
    room = (
        width / 18 / 36_000 - 2 * docx_blank._WIDE_CELL_MARGIN_MM
    )  # with 16 areas, the most that stand beside one another
    longest = ImageFont.truetype("NotoSans-Bold.ttf", 100).getlength("Governorate") / 100
    assert longest * size.mm < room, "no heading breaks within a word"
    assert "w:tblCellMar" in one._tbl.tblPr.xml
    assert "w:tblHeader" in one.rows[0]._tr.xml and "w:cantSplit" in one.rows[1]._tr.xml
    assert [cell.text for cell in one.rows[0].cells] == [cell.text for cell in two.rows[1].cells] == list(head)


def test_drawings_are_in_a_docx_with_words_for_who_cannot_see_them(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    chart = chart_drawing.as_svg(draw_bars([Bar("Homs", 2, 2)] * 90, "T", ""))
    drawings = (Drawing(map_svg(MAP, "Map", letters=drawn), "A map & more", "of places"), Drawing(chart, "A chart", ""))
    document = opened(setting.as_docx(report(sections=(Section("On the map", drawings=drawings),)), tmp_path))
    shapes = document.inline_shapes
    assert [one._inline.docPr.get("descr") for one in shapes] == ["A map & more – of places", "A chart"]
    assert len({one._inline.docPr.id for one in shapes}) == 2
    for one, svg in zip(shapes, (drawing.svg for drawing in drawings), strict=True):
        blip = one._inline.graphic.graphicData.pic.blipFill.blip.embed
        assert document.part.related_parts[blip].blob == as_png(svg)
        assert 0 < one.width.mm <= 150.1 and 0 < one.height.mm <= 190.1
    assert shapes[1].height.mm == pytest.approx(190, abs=1), "one that is too high for a page is made smaller"
    assert ("Body Text", "A map & more – of places. The table below holds what is drawn.") in [
        (one.style.name, one.text) for one in document.paragraphs
    ]


def test_an_own_docx_reaches_nothing_behind_a_drawing(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    tag = "{% for block in blocks if block.kind == 'drawing' %}{{ block.picture._template }}{% endfor %}"
    changed(lambda document: document.add_paragraph(tag), tmp_path)
    with pytest.raises(Refused, match="_template"):
        setting.as_docx(report(), tmp_path)


@pytest.mark.skipif(not which("lowriter"), reason="LibreOffice Writer is not here")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_word_processor_opens_a_docx_with_its_drawings(tmp_path: Path, language: str) -> None:
    pytest.importorskip("docx")
    drawings = (Drawing(map_svg(MAP, "Map", letters=drawn), "A map", ""),)
    (tmp_path / "a.docx").write_bytes(
        setting.as_docx(report(language, sections=(Section("Seen", drawings=drawings),)), tmp_path)
    )
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "a.odt") as files:
        assert sum(name.startswith("Pictures/") for name in files.namelist()) == 1
        text = files.read("content.xml").decode()
    assert "draw:image" in text and "A map" in text and "Seen" in text


def test_an_arabic_docx_runs_from_right_to_left(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    with zipfile.ZipFile(io.BytesIO(setting.as_docx(report("ar"), tmp_path))) as parts:
        styles, body = (parts.read(f"word/{name}.xml").decode() for name in ("styles", "document"))
    normal = re.search(r'w:styleId="Normal".*?</w:style>', styles, re.DOTALL)
    assert normal and "<w:bidi/>" in normal.group() and "<w:rtl/>" in normal.group()
    assert "<w:bidiVisual/>" in body
    # Bold is said apart of Arabic letters, and a font of the theme would go before the one that has them.
    for style in ("Heading1", "Heading2", "Heading3", "Caption"):
        told = re.search(rf'w:styleId="{style}".*?</w:style>', styles, re.DOTALL)
        assert told and "<w:bCs/>" in told.group() and "theme" not in told.group().lower(), style
    assert "<w:b/><w:bCs/>" in re.search(r"<w:tr>.*?</w:tr>", body, re.DOTALL)[0]  # type: ignore[index]
    with zipfile.ZipFile(io.BytesIO(setting.as_docx(report("en"), tmp_path))) as parts:
        assert b"<w:bidi/>" not in parts.read("word/styles.xml")


def changed(make: Callable[[Any], None], folder: Path) -> None:
    """An own template: ours, with a change."""
    document = opened(docx_file.blank("en"))
    make(document)
    document.save(folder / "report.en.docx")


def test_an_own_docx_takes_the_place_of_ours(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    changed(lambda document: document.add_paragraph("Printed for {{ report.subtitle }}"), tmp_path)
    assert paragraphs(setting.as_docx(report(), tmp_path))[-1][1] == "Printed for East valley"


@pytest.mark.parametrize("tag", ["{{ report.nothing }}", "{{ report.title", "{%p endfor %}", "{{ report.__class__ }}"])
def test_an_error_in_an_own_docx_is_told(tmp_path: Path, tag: str) -> None:
    pytest.importorskip("docx")
    changed(lambda document: document.add_paragraph(tag), tmp_path)
    with pytest.raises(Refused, match=r"report\.en\.docx, line \d+, column \d+"):
        setting.as_docx(report(), tmp_path)


# Drawings


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Homs, 2025", "Homs, 2025"),
        ("حمص", "\ufeba\ufee4\ufea3"),
        ("آذار 2025", "2025 \ufead\ufe8d\ufeab\ufe81"),
        ("اللاذقية", "\ufe94\ufef4\ufed7\ufeab\ufefc\ufedf\ufe8d"),
    ],
)
def test_arabic_labels_are_drawn_joined_and_from_the_right(words: str, seen: str) -> None:
    assert drawn(words) == seen


def test_bars_stand_for_their_numbers_and_say_them() -> None:
    svg = chart_drawing.as_svg(draw_bars([Bar("<Homs>", 2, 2), Bar("Hama", 4)], "T", "shaded"))
    assert "&lt;Homs&gt;: 2–4" in svg and "<Homs>" not in svg
    widths = [float(one) for one in re.findall(r'width="([\d.]+)" height="22', svg)]
    assert widths[0] == pytest.approx(widths[1]) and widths[2] == pytest.approx(2 * widths[0])


MAP = Picture(
    frame((36, 34, 37, 35)), ("M35 -33L39 -33L39 -36L35 -36Z",), (),
    (Drawn("M 36.2 -34.2 L 36.6 -34.2 36.6 -34.6 Z", 3, "area", 36.45, 34.3, "Wadi", "الوادي"),), (), Told(3, 0),
    (Label("الوادي", 36.3, 34.8),),
)  # fmt: skip


def test_names_on_a_map_for_paper_are_drawn_as_they_are_seen() -> None:
    svg = map_svg(MAP, "Map <1>", letters=drawn)
    assert "<title>Map &lt;1&gt;</title>" in svg and f'style="{AS_SEEN}"' in svg
    assert drawn("الوادي") in svg and "الوادي" not in svg


def colours(picture: Image.Image, box: tuple[int, int, int, int]) -> set[str]:
    found = picture.crop(box).getcolors(1 << 24) or []
    return {"#" + bytes(one).hex() for _, one in found if isinstance(one, tuple)}


def test_a_map_as_a_picture_is_what_the_drawing_is() -> None:
    picture = Image.open(io.BytesIO(as_png(map_svg(MAP, "Map", letters=drawn))))
    assert picture.size == (MAP.frame.width * SCALE, MAP.frame.height * SCALE)
    x, y = (round(SCALE * at) for at in MAP.frame.at(36.5, 34.25))
    assert colours(picture, (x, y, x + 1, y + 1)) == {"#fbecc8"}, "within the area: its one tint"
    x, y = (round(SCALE * at) for at in MAP.frame.at(36.9, 34.1))
    assert colours(picture, (x, y, x + 1, y + 1)) == {"#fcfbf8"}, "beside it: land"
    x, y = (round(SCALE * at) for at in MAP.frame.at(36.3, 34.8))
    assert len(colours(picture, (x - 40, y - 20, x + 40, y + 20))) > 5, "a name, with smooth edges"


def test_a_ring_within_a_ring_is_a_hole_and_what_reaches_out_is_cut_off() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><svg viewBox="0 0 60 20">'
        '<path fill="#112233" d="M 0 0 L 60 0 60 40 0 40 Z M 20 5 L 40 5 40 15 20 15 Z"/></svg></svg>'
    )
    picture = Image.open(io.BytesIO(as_png(svg)))
    ink = {(x, y): colours(picture, (SCALE * x, SCALE * y, SCALE * x + 1, SCALE * y + 1)) for x, y in
           ((10, 10), (30, 10), (10, 30))}  # fmt: skip
    assert ink == {(10, 10): {"#112233"}, (30, 10): {"#ffffff"}, (10, 30): {"#ffffff"}}


def test_words_of_both_scripts_are_drawn_from_either_side() -> None:
    def ends(anchor: str, words: str, direction: str = "ltr") -> tuple[int, int]:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40">'
            f'<text x="200" y="30" text-anchor="{anchor}" direction="{direction}" font-size="12">{words}</text></svg>'
        )
        box = ImageOps.invert(Image.open(io.BytesIO(as_png(svg))).convert("L")).getbbox()
        assert box
        return box[0] // SCALE, box[2] // SCALE

    for words in ("Homs 2025", "حمص 2025"):
        assert ends("start", words)[0] == pytest.approx(200, abs=2)
        assert ends("end", words)[1] == pytest.approx(200, abs=2)
        assert sum(ends("middle", words)) / 2 == pytest.approx(200, abs=2)
        assert ends("start", words, "rtl") == ends("end", words)


def test_a_dashed_line_has_gaps() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10">'
        '<path fill="none" stroke="#000000" stroke-dasharray="4 3" d="M 0 5 L 100 5"/></svg>'
    )
    row = Image.open(io.BytesIO(as_png(svg))).convert("L").crop((0, 5 * SCALE, 100 * SCALE, 5 * SCALE + 1))
    dark = sum(count for count, value in row.getcolors() or [] if isinstance(value, int) and value < 128)
    assert dark / row.width == pytest.approx(4 / 7, abs=0.08)


def test_a_drawing_travels_as_an_address() -> None:
    assert as_address('<svg a="b"/>') == "data:image/svg+xml,%3Csvg%20a%3D%22b%22/%3E"
    assert ReportEnvironment(Path("/nowhere")).autoescape is True
