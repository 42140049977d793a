"""A drawing of ours (SVG) as PNG, for files that hold no SVG.

It knows the few elements that our drawings are made of: svg, g, rect, line, path of straight lines, text. Words are
set letter by letter, Arabic ones in the forms in which they are seen.
"""

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby, pairwise
from math import dist
from typing import Any
from xml.etree import ElementTree

from PIL import Image, ImageChops, ImageDraw, ImageFont

from app.domain.errors import Refused
from app.domain.maps import AS_SEEN
from app.domain.reports import NOT_INSTALLED
from app.exchange.reports.drawn_words import drawn

SCALE = 2
"""Pixels for each unit of a drawing."""
_FINER = 2  # drawn so many times larger, then made smaller, so that edges are smooth
_BY = SCALE * _FINER
_STEPS = re.compile(r"([MLZ])|(-?[\d.]+)[ ,]+(-?[\d.]+)")
_ARABIC = re.compile(r"[\u0600-\u06FF\uFB50-\uFDFF\uFE70-\uFEFF]")
_ANCHORED = {"start": 0.0, "middle": 0.5, "end": 1.0}

Style = Mapping[str, str]
Point = tuple[float, float]
Ring = list[Point]


def as_png(svg: str) -> bytes:
    """The drawing. Refused where the letters are not installed."""
    picture = _render(ElementTree.fromstring(svg))
    size = picture.width // _FINER, picture.height // _FINER
    made = io.BytesIO()
    picture.resize(size, Image.Resampling.BOX).save(made, "PNG", optimize=True)
    return made.getvalue()


def _render(svg: ElementTree.Element) -> Image.Image:
    """An svg element with what is in it; what reaches beyond it is cut off."""
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    picture = Image.new("RGB", (round(width * _BY), round(height * _BY)), "white")
    for child in svg:
        _add(picture, child, {})
    return picture


def _add(picture: Image.Image, element: ElementTree.Element, around: Style) -> None:
    style = {**around, **element.attrib}
    match element.tag.rpartition("}")[2]:
        case "svg":
            picture.paste(_render(element))
        case "g":
            for child in element:
                _add(picture, child, style)
        case "rect":
            _rect(picture, style)
        case "line":
            _stroke(picture, [(_n(style, "x1"), _n(style, "y1")), (_n(style, "x2"), _n(style, "y2"))], style)
        case "path":
            _path(picture, style)
        case "text":
            _text(picture, element.text or "", style)


def _n(style: Style, name: str, otherwise: float = 0.0) -> float:
    return float(style.get(name, otherwise)) * _BY


def _colour(style: Style, name: str, otherwise: str) -> str | None:
    colour = style.get(name, otherwise)
    return None if colour == "none" else colour


def _rect(picture: Image.Image, style: Style) -> None:
    x, y = _n(style, "x"), _n(style, "y")
    box = (x, y, x + _n(style, "width"), y + _n(style, "height"))
    fill, edge = _colour(style, "fill", "black"), _colour(style, "stroke", "none")
    ImageDraw.Draw(picture).rounded_rectangle(box, _n(style, "rx"), fill, edge, round(_n(style, "stroke-width", 1)))


def _path(picture: Image.Image, style: Style) -> None:
    rings = list(_rings(style["d"]))
    if fill := _colour(style, "fill", "black"):
        _fill(picture, rings, fill)
    for ring in rings:
        _stroke(picture, ring, style)


def _rings(path: str) -> Iterator[Ring]:
    """The lines of a path, each from where it begins; one that is closed ends there."""
    ring: Ring = []
    for step, x, y in _STEPS.findall(path):
        if step == "M" and ring:
            yield ring
            ring = []
        elif step == "Z":
            ring.append(ring[0])
        elif not step:
            ring.append((float(x) * _BY, float(y) * _BY))
    if ring:
        yield ring


def _fill(picture: Image.Image, rings: list[Ring], colour: str) -> None:
    """Fills what an odd number of rings is around: a ring within another is a hole."""
    rings = [ring for ring in rings if len(ring) > 2]
    if len(rings) == 1:
        ImageDraw.Draw(picture).polygon(rings[0], colour)
    elif rings:
        mask = Image.new("1", picture.size)
        for ring in rings:
            one = Image.new("1", picture.size)
            ImageDraw.Draw(one).polygon(ring, 1)
            mask = ImageChops.logical_xor(mask, one)
        picture.paste(Image.new("RGB", picture.size, colour), mask=mask)


def _stroke(picture: Image.Image, line: Ring, style: Style) -> None:
    colour = _colour(style, "stroke", "none")
    if colour is None or len(line) < 2:
        return
    width, pen = max(1, round(_n(style, "stroke-width", 1))), ImageDraw.Draw(picture)
    if dashes := style.get("stroke-dasharray"):
        on, off = (float(one) * _BY for one in dashes.split())
        for dash in _dashed(line, on, off):
            pen.line(dash, colour, width)
    else:
        pen.line(line, colour, width, joint="curve")


def _dashed(line: Ring, on: float, off: float) -> Iterator[Ring]:
    """The pieces of a line that are drawn: `on` long, with `off` between them."""
    gone = 0.0
    for start, end in pairwise(line):
        length, at = dist(start, end), 0.0
        while at < length:
            phase = gone % (on + off)
            step = min((on if phase < on else on + off) - phase, length - at) or length - at
            if phase < on:
                yield [_between(start, end, at / length), _between(start, end, (at + step) / length)]
            at, gone = at + step, gone + step


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _text(picture: Image.Image, words: str, style: Style) -> None:
    if AS_SEEN not in style.get("style", ""):
        words = drawn(words)
    size, bold = round(_n(style, "font-size", 12)), style.get("font-weight", "400") >= "600"
    runs = [
        ("".join(letters), _font(arabic, bold, size))
        for arabic, letters in groupby(words, key=lambda letter: bool(_ARABIC.match(letter)))
    ]
    length = sum(font.getlength(run) for run, font in runs)
    part = _ANCHORED[style.get("text-anchor", "start")]
    part = 1 - part if style.get("direction") == "rtl" else part
    x, y = _n(style, "x") - length * part, _n(style, "y") + _n(style, "dy")
    for run, font in runs:
        ImageDraw.Draw(picture).text((x, y), run, style.get("fill", "black"), font, anchor="ls")
        x += font.getlength(run)


@cache
def _font(arabic: bool, bold: bool, size: int) -> Any:
    name = f"NotoSans{'Arabic' if arabic else ''}-{'Bold' if bold else 'Regular'}.ttf"
    try:
        return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise Refused(NOT_INSTALLED) from error
