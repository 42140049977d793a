"""The words of a count, English and Arabic, and a typed text as a row of them.

The list is closed. Loaded words (martyr, شهيد) stay in the quotation; here they only say which harm is meant, in the
neutral term. Nouns carry their grammar: an Arabic dual is exactly two, a plural is more than one and no number.
"""

import csv
import functools
from collections.abc import Callable
from importlib.resources import files
from typing import NamedTuple

from app.domain.text import Token, tokens

# A claim's numbers are 32-bit integers; nobody counts people in billions.
LARGEST = 999_999_999


class Word(NamedTuple):
    """One known word or phrase: what kind it is, its code or number, its grammar, and where it stands in the text."""

    kind: str
    value: str
    grammar: str
    start: int
    end: int


@functools.cache
def _entries() -> dict[tuple[str, ...], tuple[str, str, str]]:
    text = (files("app.domain") / "lists" / "count_words.csv").read_text("utf-8")
    return {
        tuple(token.folded for token in tokens(words)): (row["kind"], row["value"], row["grammar"])
        for row in csv.DictReader(text.splitlines())
        for words in row["words"].split("|")
    }


@functools.cache
def _longest() -> int:
    return max(len(entry) for entry in _entries())


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(token for entry in _entries() for token in entry)


def known_words(text: str) -> list[Word] | None:
    """The text as known words, the longest that fit; None where any part of it is not known."""
    found = [part for token in tokens(text) for part in _split(token)]
    words: list[Word] = []
    at = 0
    while at < len(found):
        word, length = _number(found, at) or _longest_entry(found, at) or (None, 0)
        if word is None:
            return None
        words.append(word)
        at += length
    return words


def words_of_harm(code: str) -> list[str]:
    """The words that speak of a harm, folded; nouns for those who suffered it are left out: they tell of no deed."""
    return [" ".join(entry) for entry, known in _entries().items() if known == ("harm", code, "")]


def _split(token: Token) -> list[Token]:
    """Arabic writes "and" and the article on to the word: both come off where what remains is known."""
    folded, start, end = token
    if folded in _known():
        return [token]
    if folded[0] == "و" and _bare(folded[1:]) in _known():
        return [Token("و", start, start + 1), Token(_bare(folded[1:]), start + 1, end)]
    return [Token(_bare(folded), start, end)]


def _bare(folded: str) -> str:
    known = _known()
    return folded[2:] if folded not in known and folded.startswith("ال") and folded[2:] in known else folded


def _longest_entry(found: list[Token], at: int) -> tuple[Word, int] | None:
    for length in range(min(_longest(), len(found) - at), 0, -1):
        part = found[at : at + length]
        entry = _entries().get(tuple(token.folded for token in part))
        if entry:
            return Word(*entry, part[0].start, part[-1].end), length
    return None


def _number(found: list[Token], at: int) -> tuple[Word, int] | None:
    """A number in figures, thousands parted by commas. Figures joined in another way (1.5, 12,5, x12) are not known."""
    first = found[at]
    if not first.folded.isdecimal() or _joined(found, at, _is_latin, before=True):
        return None
    digits, last = first.folded, at
    while _joined(found, last + 1, ",".__eq__) and _joined(found, last + 2, str.isdecimal):
        if len(found[last + 2].folded) != 3 or (last == at and len(first.folded) > 3):
            return None
        digits += found[last + 2].folded
        last += 2
    fraction = _joined(found, last + 1, ".".__eq__) and _joined(found, last + 2, str.isdecimal)
    if fraction or _joined(found, last + 1, _is_latin) or int(digits) > LARGEST:
        return None
    return Word("number", str(int(digits)), "figures", first.start, found[last].end), last - at + 1


def _is_latin(folded: str) -> bool:
    return folded.isascii() and folded.isalpha()


def _joined(found: list[Token], at: int, fits: Callable[[str], bool], before: bool = False) -> bool:
    """Whether this token stands right against the one before it, and is of that kind (or `before`: the other is)."""
    if not 0 < at < len(found) or found[at].start != found[at - 1].end:
        return False
    return fits(found[at - 1 if before else at].folded)
