"""Takes the words out of a plain text or HTML file that anybody may have made to do harm: a process of its own, run by
its path. Standard input is the file, standard output a line that says how it was read (`read cp1256`) or why not (`not
zeros`), and then its words in UTF-8, a paragraph a line. Any end but a clean one means that it took too much.
"""

import codecs
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from confined import confine  # type: ignore[import-not-found]

LIMITS = {"memory": 512 * 1024**2, "cpu_s": 5, "output": 2 * 1024**2}
LARGEST = 8 * 1024**2

_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "math", "head", "nav", "iframe", "object"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main",
        "ol", "option", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_CODECS = ("cp1252", "cp1251", "iso8859-1", "iso8859-6", "iso8859-15", "cp1254", "cp1255", "koi8-r", "ascii")
"""What pages say they are written in: a codec that is not loaded before cannot be loaded after."""
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_SAYS = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_PAGE = re.compile(rb"^\s*(<!doctype html|<html|<head|<body|<\?xml|<!--)", re.IGNORECASE)


class _Words(HTMLParser):
    """Collects what a reader of the page would see, block by block; its title comes first."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]
        self.unseen: list[str] = []
        self.title: list[str] = []
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and self.unseen in ([], ["head"]):
            self.in_title = True
        if tag in _UNSEEN and tag not in _EMPTY:
            self.unseen.append(tag)
        if tag == "body":
            self.unseen.clear()  # a head that nobody closed
        if tag in _BLOCKS:
            self.blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]
        if tag in _BLOCKS:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title.append(data)
        elif not self.unseen:
            self.blocks[-1].append(data)

    def words(self) -> str:
        lines = [" ".join("".join(block).split()) for block in (self.title, *self.blocks)]
        return "\n".join(line for line in lines if line)


class NoWords(Exception):
    """No words can be taken from the file: why, by a word that the caller knows."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of bytes, and how they were read: by their mark, by what a page says of itself, as UTF-8, else as Arabic
    Windows wrote it."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding), encoding
    said = _SAYS.search(data[:4096])
    for encoding in (said.group(1).decode("ascii") if said else "utf-8", "utf-8", "cp1256"):
        try:
            return data.decode(encoding), codecs.lookup(encoding).name
        except (UnicodeDecodeError, LookupError, OSError):
            continue
    raise NoWords("encoding")


def words_of(data: bytes) -> tuple[str, str]:
    """The words of a plain text file as they are, of a page what a reader sees; and how it was read."""
    if b"\x00" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NoWords("zeros")
    text, encoding = decoded(data)
    if not _PAGE.match(data.removeprefix(codecs.BOM_UTF8)) and "</" not in text[:20_000]:
        return text, encoding
    parser = _Words()
    parser.feed(text)
    parser.close()
    return parser.words(), encoding


def rehearse() -> None:
    """Goes through it once with texts of our own: codecs are loaded when they are first asked for."""
    for encoding in _CODECS:
        "x".encode(encoding).decode(encoding)
    for own in ("<p>م &amp; <title>x</title>".encode(), "م".encode("cp1256"), "م".encode("utf-16"), b"\xef\xbb\xbfx"):
        words_of(own)


if __name__ == "__main__":
    rehearse()
    confine(**LIMITS)
    read = sys.stdin.buffer.read(LARGEST + 1)
    try:
        if len(read) > LARGEST:
            raise NoWords("large")
        words, encoding = words_of(read)
        if not words.strip():
            raise NoWords("none")
        sys.stdout.buffer.write(f"read {encoding}\n{words}".encode())
    except NoWords as why:
        sys.stdout.buffer.write(f"not {why}\n".encode())
