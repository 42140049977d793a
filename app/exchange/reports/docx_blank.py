"""The DOCX template that an organisation begins with: our report, with the tags that fill it, in either direction."""

import io
from copy import deepcopy
from typing import Any

KINDS = {
    "heading1": "Heading 1",
    "heading2": "Heading 2",
    "heading3": "Heading 3",
    "note": "Body Text",
    "sentence": "Normal",
    "quote": "Quote",
    "caption": "Caption",
    "footnote": "Normal",
}
"""The style of each kind of block."""
_IN_CELLS = "No Spacing"
_CELL_SIZE, _WIDE_CELL_SIZE, _WIDE_HEAD_SIZE = 9, 7, 5.5
"""In points; the last is the largest in which the longest word of a heading, as Governorate, fits one of 18 columns."""
_WIDE_MARGIN_MM = 12
_WIDE_CELL_MARGIN_MM = 0.6


def make(language: str) -> bytes:
    """A template for reports in `language` (en, ar). ImportError where the library is not installed."""
    from docx import Document  # noqa: PLC0415  # heavy, and not needed to document

    document = Document()
    right_to_left = language == "ar"
    for name in dict.fromkeys(("Normal", "Title", "Subtitle", *KINDS.values(), _IN_CELLS)):
        _set_style(document.styles[name], right_to_left, language)
    document.styles[KINDS["caption"]].paragraph_format.keep_with_next = True  # on the page of its table
    document.add_paragraph("{{ report.subtitle }}", style="Subtitle")
    document.add_paragraph("{{ report.title }}", style="Title")
    for tag in ("{%p for label, words in report.says %}", "{{ label }}: {{ words }}", "{%p endfor %}"):
        document.add_paragraph(tag)
    document.add_paragraph("{{ report.words.notice }}", style="Body Text")
    document.add_paragraph("{%p for block in blocks %}")
    for kind, style in KINDS.items():
        document.add_paragraph(f"{{%p if block.kind == '{kind}' %}}")
        told = document.add_paragraph("{{ block.words }}", style=style)
        if kind == "sentence":
            # Else a mark behind a year would be read as one number with it.
            apart = "\N{RIGHT-TO-LEFT MARK}" if right_to_left else ""
            told.add_run(f"{apart}\N{THIN SPACE}{{{{ block.marks }}}}").font.superscript = True
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if block.kind == 'drawing' %}")
    document.add_paragraph("{{ block.picture }}")
    document.add_paragraph("{%p endif %}")
    for kind, size in (("table", _CELL_SIZE), ("wide_table", _WIDE_CELL_SIZE)):
        document.add_paragraph(f"{{%p if block.kind == '{kind}' %}}")
        _add_table(document, right_to_left, size)
        document.add_paragraph("{%p endif %}")
    for kind, turned in (("on_its_side", False), ("upright", True)):
        document.add_paragraph(f"{{%p if block.kind == '{kind}' %}}")
        _end_section(document, turned)
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _end_section(document: Any, turned: bool) -> None:
    """A paragraph that ends the pages before it: upright as the document's own, or turned on their side."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.section import Section  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    pages = deepcopy(document.element.body.sectPr)
    if turned:
        section = Section(pages, document.part)
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE
        section.left_margin = section.right_margin = Mm(_WIDE_MARGIN_MM)
    document.add_paragraph()._p.get_or_add_pPr().append(pages)


def _add_table(document: Any, right_to_left: bool, size: int) -> None:
    from docx.shared import Mm, Pt  # noqa: PLC0415

    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    if right_to_left:
        table._tbl.tblPr.get_or_add_bidiVisual()
    head, loop, filled, end = table.rows
    _child(head._tr.get_or_add_trPr(), "w:tblHeader")  # it stands above on each page
    _child(filled._tr.get_or_add_trPr(), "w:cantSplit")
    for cells, words in ((head.cells, "block.head"), (filled.cells, "row")):
        cells[0].text = f"{{%tc for cell in {words} %}}"
        cells[1].text = "{{ cell }}"
        cells[2].text = "{%tc endfor %}"
    for row in table.rows:
        for cell in row.cells:
            cell.paragraphs[0].style = _IN_CELLS
    for run in head.cells[1].paragraphs[0].runs:
        run.font.bold = run.font.cs_bold = True  # of letters in other scripts, and of Arabic ones
    if size != _CELL_SIZE:
        across = document.sections[0].page_height - Mm(2 * _WIDE_MARGIN_MM)  # of a page on its side
        for column in table.columns:
            column.width = across // len(table.columns)
        margins = _made("w:tblCellMar")
        for side in ("left", "right"):
            _child(margins, f"w:{side}", w=str(Mm(_WIDE_CELL_MARGIN_MM).twips), type="dxa")
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
        for cells, points in ((head.cells, _WIDE_HEAD_SIZE), (filled.cells, size)):
            run = cells[1].paragraphs[0].runs[0]
            run.font.size = Pt(points)
            _child(run._r.get_or_add_rPr(), "w:szCs", val=f"{2 * points:g}")
    loop.cells[0].text = "{%tr for row in block.rows %}"
    end.cells[0].text = "{%tr endfor %}"


def _set_style(style: Any, right_to_left: bool, language: str) -> None:
    """Fonts that have both scripts; for Arabic, direction and language too."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style.font.name = "Noto Sans"
    style.font.color.rgb = RGBColor(0x1F, 0x29, 0x33)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [one for one in fonts.attrib if "theme" in one.lower()]:
        del fonts.attrib[name]
    fonts.set(qn("w:cs"), "Noto Sans Arabic")
    fonts.set(qn("w:hAnsi"), "Noto Sans")
    if style.name == _IN_CELLS:
        style.font.size = Pt(_CELL_SIZE)
        _child(style.element.rPr, "w:szCs", val=str(2 * _CELL_SIZE))
    if right_to_left:
        for apart in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(apart)  # letters of Arabic are joined
        properties = style.element.get_or_add_pPr()
        properties.insert_element_before(_made("w:bidi"), *_AFTER_BIDI)
        _child(style.element.rPr, "w:rtl")
        _child(style.element.rPr, "w:lang", bidi="ar-SY")


_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId",
    "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def _child(parent: Any, name: str, **values: str) -> None:
    parent.append(_made(name, **values))


def _made(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made
