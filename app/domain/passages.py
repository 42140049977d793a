"""The text of a document: cut into passages, quoted by selectors, and found again when the text was replaced.

Positions are counted in Unicode characters from the beginning of the text. A quotation is a text quote selector of the
W3C Web Annotation model (exact words, with what stands before and after them) beside its position.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.errors import InvalidValue
from app.domain.vocabularies import terms

LONGEST_TEXT = 500_000
AROUND = 32
"""How many characters before and after a quotation are kept with it."""

Anchoring = Literal["ok", "drifted", "lost", "by_hand"]

STANDS_BESIDE_CLAIMS = frozenset({"unclear", "context", "demand"})
"""Marks of a reader that a passage keeps though claims are cited from it: a question that is open, background that says
something of a party, a demand that belongs to an action."""

_END = re.compile(r"[.!?؟…۔]+[\"'”’»)\]*_]*(?=\s)")
_HARD = re.compile(r"\s*\n\s*|\s+(?=[*•▪] \S)")
_BLANK = re.compile(r"\s*")
_LOOK_BACK = 40
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]$")
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "sgt",
        "col",
        "gen",
        "lt",
        "capt",
        "no",
        "nos",
        "art",
        "vol",
        "p",
        "pp",
        "cf",
        "vs",
        "etc",
        "al",
        "approx",
        "ca",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "fig",
        "para",
    ]
)
_LAST_WORD = re.compile(r"[^\s(]+$")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: from its first character to before `ends`."""

    starts: int
    ends: int

    def meets(self, other: "Span") -> bool:
        return self.starts < other.ends and other.starts < self.ends

    def of(self, text: str) -> str:
        return text[self.starts : self.ends]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a text, what stands around them, and where they begin."""

    exact: str
    prefix: str
    suffix: str
    starts: int


def cut(text: str) -> tuple[Span, ...]:
    """The passages of a text as it is first laid out: each sentence, heading and list item. A reader joins and splits
    them. Every character that is not white space lies in exactly one."""
    found: list[Span] = []
    for block in _blocks(text):
        starts = block.starts
        for end in _END.finditer(text, block.starts, block.ends):
            if not _goes_on(text, starts, end):
                found.append(Span(starts, end.end()))
                starts = min(_after_blank(text, end.end()), block.ends)
        if starts < block.ends:
            found.append(Span(starts, block.ends))
    return tuple(found)


def quote(text: str, span: Span) -> Quotation:
    """What is cited when a reader marks a stretch of a text. InvalidValue where the text has no such stretch."""
    if not 0 <= span.starts < span.ends <= len(text) or not span.of(text).strip():
        raise InvalidValue("The text has no such passage. Mark the words again.", "quote")
    said = span.of(text)
    starts = span.starts + len(said) - len(said.lstrip())
    exact = said.strip()
    ends = starts + len(exact)
    return Quotation(exact, text[max(0, starts - AROUND) : starts], text[ends : ends + AROUND], starts)


def anchor(
    text: str,
    exact: str,
    prefix: str = "",
    suffix: str = "",
    starts: int | None = None,
    within: Iterable[Span] | None = None,
) -> Span | None:
    """Where a quotation stands in a text: of the places where its exact words stand, beginning `within` some stretches
    where they are given, the one around which most is as it was, then the nearest to where it was. None where they
    stand nowhere; what was a word is no part of another."""
    best: tuple[int, int, int] | None = None
    for at in _places(text, exact, prefix, suffix, None if within is None else list(within)):
        before, after = _around(text, Span(at, at + len(exact)), prefix, suffix)
        around = _same(before[::-1], prefix[::-1]) + _same(after, suffix)
        rank = (-around, abs(at - starts) if starts is not None else at, at)
        best = rank if best is None else min(best, rank)
    return Span(best[2], best[2] + len(exact)) if best else None


def stands_as_it_stood(text: str, exact: str, prefix: str, suffix: str, starts: int) -> bool:
    """Whether a text is one in which a quotation stands where it stood, with the same around it."""
    span = Span(starts, starts + len(exact))
    return bool(exact) and span.of(text) == exact and _around(text, span, prefix, suffix) == (prefix, suffix)


def anchoring(
    text: str, found: Span | None, prefix: str = "", suffix: str = "", starts: int | None = None
) -> Anchoring:
    """What has become of a quotation that was `found` in a text, or not: it stands as it stood; its words stand, and
    what is around them has changed; its words, which were marked in a text, stand no more; or they were typed by hand,
    and nobody knows of a text in which they stood."""
    if found is None:
        return "by_hand" if starts is None and not prefix and not suffix else "lost"
    return "ok" if _around(text, found, prefix, suffix) == (prefix, suffix) else "drifted"


def counts_as_read(mark: str) -> bool:
    """Whether a passage under this mark has been dealt with."""
    return terms("passage_marks")[mark].attributes["counts_as_read"] == "yes"


def shown_mark(kept: str, *, cited: bool, cited_again: bool) -> str:
    """The mark of a passage: that it yields claims follows from the claims that stand in it, unless what a reader said
    holds beside them; else what a reader said."""
    if kept in STANDS_BESIDE_CLAIMS:
        return kept
    if cited:
        return "yields_claims"
    return "repeats" if cited_again and kept == "unread" else kept


def carried_over(old_text: str, old: Iterable[tuple[Span, str]], text: str, new: Sequence[Span]) -> dict[Span, str]:
    """The marks that readers gave, by the passages of a text that takes another's place, as far as the same words stand
    there; of words that stand several times, in their order."""
    marks: dict[str, list[str]] = {}
    for span, mark in old:
        marks.setdefault(" ".join(span.of(old_text).split()), []).append(mark)
    carried = {}
    for span in new:
        if waiting := marks.get(" ".join(span.of(text).split())):
            carried[span] = waiting.pop(0)
    return carried


def _blocks(text: str) -> list[Span]:
    """Lines and list items."""
    found, starts = [], 0
    for gap in _HARD.finditer(text):
        found.append(Span(starts, gap.start()))
        starts = gap.end()
    found.append(Span(starts, len(text)))
    return [_trimmed(text, block) for block in found if block.of(text).strip()]


def _trimmed(text: str, span: Span) -> Span:
    said = span.of(text)
    starts = span.starts + len(said) - len(said.lstrip())
    return Span(starts, starts + len(said.strip()))


def _after_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _goes_on(text: str, starts: int, end: re.Match[str]) -> bool:
    """Whether a full stop ends no sentence: after an abbreviation or initial, or before a small letter."""
    following = _after_blank(text, end.end())
    if text[following : following + 1].islower():
        return True
    if end.group()[0] != ".":
        return False
    before = text[max(starts, end.start() - _LOOK_BACK) : end.start()]
    word = _LAST_WORD.search(before)
    return bool(_INITIAL.search(before)) or (word is not None and word.group().lower() in _ABBREVIATIONS)


def _places(text: str, exact: str, prefix: str, suffix: str, within: Sequence[Span] | None) -> Iterator[int]:
    """Where the exact words of a quotation begin, as words where they were words."""
    for stretch in [Span(0, len(text))] if within is None else within:
        at = text.find(exact, stretch.starts) if exact else -1
        while 0 <= at < stretch.ends:
            ends = at + len(exact)
            whole_before = _joined(prefix[-1:], exact[:1]) or not _joined(text[max(0, at - 1) : at], exact[:1])
            whole_after = _joined(exact[-1:], suffix[:1]) or not _joined(exact[-1:], text[ends : ends + 1])
            if whole_before and whole_after:
                yield at
            at = text.find(exact, at + 1)


def _joined(one: str, other: str) -> bool:
    """Whether two letters that follow each other are of one word."""
    return bool(one and other) and _of_a_word(one) and _of_a_word(other)


def _of_a_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) in ("Mn", "Lm")


def _around(text: str, span: Span, prefix: str, suffix: str) -> tuple[str, str]:
    """What stands before and after a stretch, as far as is compared."""
    return text[max(0, span.starts - len(prefix)) : span.starts], text[span.ends : span.ends + len(suffix)]


def _same(one: str, other: str) -> int:
    """How many letters are the same from the beginning."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count
