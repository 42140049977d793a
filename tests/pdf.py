"""What PDF/UA-1 (ISO 14289-1) asks of the structure of a PDF and a program can see, read from the bytes of the file.

It is no validator: whether the order of reading makes sense and a text says what its picture shows, people see.
"""

import re
import zlib
from collections.abc import Iterator


def inflated(made: bytes) -> Iterator[bytes]:
    """What is compressed in a PDF."""
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(part)  # its last byte may pass for the end of a line
        except zlib.error:
            continue


def dictionaries(made: bytes) -> list[bytes]:
    """Every dictionary of a PDF that stands in none other."""
    found = []
    for text in (re.sub(rb"stream\r?\n.*?endstream", b"", made, flags=re.DOTALL), *inflated(made)):
        depth = begins = 0
        for mark in re.finditer(rb"<<|>>", text):
            begins = mark.start() if depth == 0 else begins
            depth = max(0, depth + (1 if mark.group() == b"<<" else -1))
            if depth == 0 and mark.group() == b">>":
                found.append(text[begins : mark.end()])
    return found


def faults(made: bytes) -> set[str]:
    """What the structure of a PDF lacks."""
    every = dictionaries(made)
    catalogue = b"".join(one for one in every if b"/Catalog" in one)
    elements = [one for one in every if b"/StructElem" in one]
    told = made + b"".join(inflated(made))
    missing = {
        "marked as tagged": b"/Marked true" in catalogue,
        "tags": b"/StructTreeRoot" in catalogue and bool(elements),
        "language": bool(_text(catalogue, b"Lang")),
        "title": any(_text(one, b"Title") for one in every if b"/Outlines" not in one and b"/Dest" not in one),
        "title is shown": b"/DisplayDocTitle true" in catalogue,
        "says that it is PDF/UA": b"pdfuaid:part" in told,
        "texts for pictures": all(_text(one, b"Alt") for one in elements if _is(one, b"Figure")),
        "headings": any(_is(one, b"H1") for one in elements),
        "headings of tables": not any(_is(one, b"TD") for one in elements) or any(_is(one, b"TH") for one in elements),
        "pages in the order of their tags": all(
            b"/Tabs /S" in one or b"/Tabs/S" in one for one in every if re.search(rb"/Type ?/Page\b", one)
        ),
    }
    return {name for name, there in missing.items() if not there}


def _is(element: bytes, kind: bytes) -> bool:
    return re.search(rb"/S ?/" + kind + rb"\b", element) is not None


def _text(dictionary: bytes, key: bytes) -> bytes:
    """A string of a dictionary, as it stands there; empty where there is none."""
    found = re.search(rb"/" + key + rb" ?(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f]*)>)", dictionary, re.DOTALL)
    return (found[1] or found[2] or b"") if found else b""
