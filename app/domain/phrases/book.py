"""The closed list of date phrases (`lists/date_phrases.csv`, words in `lists/date_words.csv`): reading and matching it.

A phrase is typed in English or Arabic, with any digits. It is first put into signs: words that name a month, a weekday,
a part of the day become `@m3`, `@w5`, `@pnight`, dates in numbers become one sign; then a row's pattern is matched
against the whole. In a pattern `[x]` may be missing, `(x|y)` is either, `{day}` is a slot, `{p}` and `{q}` hold a time
phrase each. What a row's rule makes of its slots is left to `calendar`,
`anchored` (times) and `frames`.
"""

import csv
import functools
import re
from dataclasses import dataclass
from importlib.resources import files

from app.domain.text import fold, tokens

_SIGNS = {
    "month": "@m",
    "weekday": "@w",
    "hijri_month": "@h",
    "season": "@s",
    "part": "@p",
    "ordinal": "@o",
    "number": "@c",
}

# Every sign and word is followed by one space, so a slot takes it along and patterns need not say where spaces are.
_SLOTS = {
    "day": r"(?P<day>\d{1,2}|@o\d+) (?:(?:st|nd|rd|th) )?",
    "month": r"@m(?P<month>\d+) ",
    "year": r"(?:(?:,|of|in|من) )?(?:(?:عام|سنه|العام) )?(?P<year>(?:1[89]|20|21)\d\d) (?:(?:م|ad) )?",
    "weekday": r"@w(?P<weekday>\d) (?:, )?",
    "nth": r"@o(?P<nth>[1-5]) ",
    "season": r"@s(?P<season>\w+) ",
    "part": r"@p(?P<part>\w+) ",
    "number": r"(?:@c)?(?P<number>\d{1,3}) ",
    "hijri_month": r"@h(?P<hijri_month>\d+) ",
    "hijri_year": r"(?:(?:,|of|من) )?(?:(?:عام|سنه) )?(?P<hijri_year>1[34]\d\d) (?:(?:ه|هجري|هجريه|ah) )?",
    "decade": r"(?P<decade>(?:1[89]|20)\d0) s ",
    "winter_end": r"(?P<winter_end>\d{4}|\d{2}) ",
    "iso": r"@d(?P<year>\d+)-(?P<month>\d+)-(?P<day>\d+) ",
    "iso_month": r"@y(?P<year>\d+)-(?P<month>\d+) ",
    "numbers": r"@x(?P<one>\d+)/(?P<two>\d+)/(?P<numbered_year>\d+) ",
    "clock": r"@t(?P<clock>[\d:]+) ",
    "clock_end": r"@t(?P<clock_end>[\d:]+) ",
    "p": r"(?P<p>(?:\S+ )+?)",
    "q": r"(?P<q>(?:\S+ )+)",
}


@dataclass(frozen=True)
class Phrase:
    """One row of the list. `rule` and `arguments` say what it means to the program, `meaning` says it to people."""

    kind: str
    language: str
    pattern: str
    rule: str
    arguments: str
    meaning: str
    example: str
    matcher: re.Pattern[str]


@functools.cache
def phrases(kind: str) -> tuple[Phrase, ...]:
    """The rows of one kind, `time` or `frame`, in the list's order: the first that matches is meant."""
    return tuple(
        Phrase(**row, matcher=_compile(row["pattern"])) for row in _rows("date_phrases") if row["kind"] == kind
    )


def in_signs(text: str) -> str:
    """A typed phrase as signs and words, each followed by one space."""
    found = [token.folded for token in tokens(text.strip(" \t\n.\"'“”«»()"))]
    return _join_numbers("".join(f"{sign} " for sign in _name(_split_and(found))))


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("app.domain") / "lists" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def _names() -> dict[tuple[str, ...], str]:
    """Words of the list, as folded tokens, and the sign of each."""
    return {
        tuple(token.folded for token in tokens(word)): _SIGNS[row["kind"]] + row["value"]
        for row in _rows("date_words")
        for word in row["words"].split("|")
    }


@functools.cache
def _longest_name() -> int:
    return max(len(name) for name in _names())


@functools.cache
def _known() -> frozenset[str]:
    """All single tokens that stand in the words or the patterns: after an Arabic "and" these are words of their own."""
    literals = (token for row in _rows("date_phrases") for token in tokens(re.sub(r"\{\w+\}", " ", row["pattern"])))
    return frozenset(token for name in _names() for token in name) | {token.folded for token in literals}


def _split_and(found: list[str]) -> list[str]:
    """Arabic writes "and" on to the next word: take it off where both the word and what remains are plain."""
    split: list[str] = []
    for token in found:
        if token[0] == "و" and token not in _known() and token[1:] in _known():
            split += ["و", token[1:]]
        else:
            split.append(token)
    return split


def _name(found: list[str]) -> list[str]:
    """Put the longest known names into signs."""
    named: list[str] = []
    at = 0
    while at < len(found):
        for length in range(min(_longest_name(), len(found) - at), 0, -1):
            sign = _names().get(tuple(found[at : at + length]))
            if sign:
                named.append(sign)
                at += length
                break
        else:
            named.append(found[at])
            at += 1
    return named


_HALF_DAY = r"(?P<half>am|pm|@p(?:dawn|morning|midday|afternoon|evening)) "
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\S)(@m\d+) / \1 "), r"\1 "),  # آذار/مارس
    (re.compile(r"(?<!\S)(@m\d+) \. "), r"\1 "),
    (re.compile(r"(?<!\S)mid - "), "mid "),
    (re.compile(r"(?<!\S)@c1 \. m (?:\. )?"), "am "),  # its "a" was taken for a number
    (re.compile(r"(?<!\S)p \. m (?:\. )?"), "pm "),
    (re.compile(r"(?<!\S)(\d{4}) ([-/.]) (\d{1,2}) \2 (\d{1,2}) "), r"@d\1-\3-\4 "),
    (re.compile(r"(?<!\S)(\d{1,2}) ([-/.]) (\d{1,2}) \2 (\d{4}|\d{2}) "), r"@x\1/\3/\4 "),
    (re.compile(r"(?<!\S)(\d{4}) [-/] (0[1-9]|1[0-2]) (?![-/.] \d|@[mo])"), r"@y\1-\2 "),
    (re.compile(r"(?<!\S)(0?[1-9]|1[0-2]) / (\d{4}) "), r"@y\2-\1 "),
)
_TWO_CLOCKS = re.compile(
    rf"(?<!\S)(?P<start>(?P<from>\d{{1,2}}) (?:: \d{{2}} )?)"
    rf"(?P<end>(?:and|to|-|و|الى) (?P<to>\d{{1,2}}) (?:: \d{{2}} )?{_HALF_DAY})"
)
_LOCAL = r"(?:local time |بالتوقيت المحلي )?"
_CLOCK = re.compile(rf"(?<!\S)(?P<hour>\d{{1,2}}) : (?P<minute>\d{{2}}) (?:: \d{{2}} )?(?:{_HALF_DAY})?{_LOCAL}")
_HOUR = re.compile(rf"(?<!\S)(?P<hour>\d{{1,2}}) (?P<minute>)(?P<half>am|pm) {_LOCAL}")


def _join_numbers(signs: str) -> str:
    for pattern, replacement in _REWRITES:
        signs = pattern.sub(replacement, signs)
    signs = _TWO_CLOCKS.sub(_half_lent, signs)
    return _HOUR.sub(_clock, _CLOCK.sub(_clock, signs))


def _half_lent(match: re.Match[str]) -> str:
    """ "Between 1:00 and 1:30 pm": the half of the day is said of both, if that ends after it begins."""
    fits = int(match["from"]) % 12 <= int(match["to"]) % 12
    return f"{match['start']}{match['half'] + ' ' if fits else ''}{match['end']}"


def _clock(match: re.Match[str]) -> str:
    hour, half = int(match["hour"]), match["half"]
    if half in ("pm", "@pafternoon", "@pevening") and hour < 12:
        hour += 12
    elif half in ("am", "@pdawn", "@pmorning") and hour == 12:
        hour = 0
    elif half == "@pmidday" and hour < 11:  # from eleven to one
        hour += 12
    return f"@t{hour}:{match['minute'] or '00'} "


_PATTERN_TOKEN = re.compile(r"\{(\w+)\}|([\[\]()|])|([^\s\[\]()|{}]+)")
_BRACKETS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def _compile(pattern: str) -> re.Pattern[str]:
    parts = []
    for slot, bracket, word in _PATTERN_TOKEN.findall(pattern):
        if slot:
            parts.append(_SLOTS[slot])
        elif bracket:
            parts.append(_BRACKETS[bracket])
        else:
            parts.append(re.escape(_names().get((fold(word),), fold(word))) + " ")
    return re.compile("".join(parts))
