"""Reports as files: an organisation's templates in a sandbox, errors told with their place, PDF tagged and offline."""

import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.domain import report_words
from app.domain.charts import Bar, draw_bars
from app.domain.errors import Refused
from app.domain.maps import Spot
from app.domain.reports import NOT_INSTALLED, Cell, Drawing, Footnote, Report, Section, Sentence, Table
from app.exchange.reports import chart_drawing, docx_file, map_drawing, setting
from app.exchange.reports.drawn_words import drawn
from app.exchange.reports.templates import ReportEnvironment, as_address, told_where

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


def test_footnotes_lead_to_their_citations(tmp_path: Path) -> None:
    page = html(tmp_path)
    assert page.count('<sup><a href="#note-1">1</a></sup>') == 2 and page.count('id="note-1"') == 1


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
        ("\n{% include 'other.html' %}", "other.html"),
    ],
)
def test_an_error_is_told_with_file_line_and_column(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "report.html").write_text(text)
    with pytest.raises(Refused, match=where) as refused:
        html(tmp_path)
    told = str(refused.value)
    assert ("other.html" if "other.html" in text else "report.html") in told
    assert "Dossier" not in told, "what a report says is no part of what is wrong with its template"


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
    assert made.startswith(b"%PDF-")
    text = made + b"".join(inflated(made))
    assert b"/StructTreeRoot" in text and b"/Marked true" in text and b"pdfuaid:part" in text
    assert f"/Lang ({language})".encode() in text
    assert b"/Figure" in text and b"/TH" in text and b"/H1" in text


def inflated(made: bytes) -> Iterator[bytes]:
    import zlib  # noqa: PLC0415

    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(part)  # its last byte may pass for the end of a line
        except zlib.error:
            continue


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
    assert ("Normal", "According to <b>Monitor & Sons</b>, killed: 3.1") in told
    assert ("Quote", "three") in told
    assert not any("{" in text or "%}" in text for _, text in told)
    [table] = opened(made).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Incident", "Killed"],
        ["INC-1", "3 to 5 [1]"],
    ]
    assert any("Daily report, page 2 https://x.example/" in text for _, text in told)


def test_an_arabic_docx_runs_from_right_to_left(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    with zipfile.ZipFile(io.BytesIO(setting.as_docx(report("ar"), tmp_path))) as parts:
        styles, body = (parts.read(f"word/{name}.xml").decode() for name in ("styles", "document"))
    normal = re.search(r'w:styleId="Normal".*?</w:style>', styles, re.DOTALL)
    assert normal and "<w:bidi/>" in normal.group() and "<w:rtl/>" in normal.group()
    assert "<w:bidiVisual/>" in body
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


def test_points_lie_within_the_frame_with_their_circles() -> None:
    spots = [Spot(36.0, 34.5, 1000, 3), Spot(38.0, 36.0, 25_000, 1)]
    around = map_drawing.frame(spots)
    svg = map_drawing.draw(spots, ["M36,-35L37,-35L37,-34Z"], around, "Map <1>", "Points")
    assert "<title>Map &lt;1&gt;</title>" in svg and svg.count(f'fill="{map_drawing.DOT}"') == 2
    for x, y in re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="3"', svg):
        assert 0 < float(x) < map_drawing.WIDTH and 0 < float(y) < around.height
    radii = [float(r) for r in re.findall(r'r="([\d.]+)" fill="#c9b48a"', svg)]
    assert radii[1] / radii[0] == pytest.approx(25, rel=0.1)
    assert ">3</text>" in svg and ">1</text>" not in svg


def test_north_is_up_and_east_is_right() -> None:
    around = map_drawing.frame([Spot(36.0, 34.5, 1000, 1), Spot(38.0, 36.0, 1000, 1)])
    (x, y), (east, north) = around.at(36.0, 34.5), around.at(38.0, 36.0)
    assert east > x and north < y


def test_a_drawing_travels_as_an_address() -> None:
    assert as_address('<svg a="b"/>') == "data:image/svg+xml,%3Csvg%20a%3D%22b%22/%3E"
    assert ReportEnvironment(Path("/nowhere")).autoescape is True
