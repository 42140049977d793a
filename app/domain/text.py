"""One folding for what is stored and what is asked for, so that a query finds a word however it was typed.

Here stand folding, splitting into words, and what script a text is in. Where folded text is kept and how it is indexed
is the store's; what words mean is left to `phrases` and `counting`.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

Language = Literal["ar", "en", "und"]

# Combining marks that are dropped: Latin (and all that Unicode calls general), then Arabic vowel and reading signs.
# Those of other scripts can be letters of theirs and stay.
_MARKS = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
)
_IS_MARK = re.compile(f"[{_MARKS}]")

# What decomposition does not reach. Persian keyboards write their own kaf and ya into Arabic words.
_LETTERS = {
    **dict.fromkeys("ـʾʿʼʻ", ""),
    **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك"},
    **{"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h"},
    **{"،": ",", "٬": ",", "؛": ";", "؟": "?", "٫": ".", "۔": ".", "٪": "%"},
    **dict.fromkeys("’‘`′", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cf" or character == "\x00":  # direction marks, joiners, soft hyphens: they are no letters
        return ""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    if category == "Lo":  # presentation forms of Arabic vowel signs spread into a space and the sign
        spread = spread.strip()
    return "".join(_LETTERS.get(part, part) for part in spread if not _IS_MARK.match(part))


class _Folded(dict[int, str]):
    """Each character's folding, found once: `str.translate` then costs one look-up a character."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < 0x10000:  # all of today's scripts; keeps what a hostile text can make us remember small
            self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """`text` as it is compared: the same for all ways of typing the same letters. Word for word, nothing is reordered.

    Compatibility forms and case folded; Arabic vowel signs, tatweel and Latin diacritics dropped; أإآٱ to ا, ى to ي,
    ة to ه, ؤ to و, ئ to ي; digits of every script to ASCII; quotes, dashes and Arabic punctuation to ASCII; white space
    to single spaces. The Arabic article stays: it is `searchable` that takes it off. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.replace("\x00", "").replace("`", "'").lower().split())
    return unicodedata.normalize("NFC", " ".join(text.translate(_FOLDED).split()))


_WORD = re.compile(r"[^\W_]+")
# "the monitor's" is found by "monitor", Sana'a by Sanaa.
_APOSTROPHE = re.compile(r"(?<=\w)'(?:s(?!\w)|(?=\w))")
# The article (ال، وال، بال، كال، فال، لل) comes off where two letters remain, on both sides alike. A query that were
# spread into all its forms instead would cost a look-up for each; a word that merely begins so (المانيا) loses the same
# letters in document and query, and so is still found. "God" is kept whole: what would remain is the word for "to him".
# Of لل before لاجئ and لاذقية only one ل is the preposition.
_ARTICLE = re.compile(r"(?<!\w)(?:(?:[وفبك]?ال|لل(?!اجي|اذق)|ل(?=لاجي|لاذق))(?!له(?!\w)))+(?=\w\w)")


def searchable(text: str) -> str:
    """`text` as the store keeps it for searching: its folded words, one space between, the Arabic article taken off.

    The words are `words(text)`, in order and one for one, so that a phrase is found as a phrase. Only letters and
    digits are left, which PostgreSQL's parser splits nowhere else. Doing it twice changes nothing.
    """
    folded = fold(text)
    if "'" in folded:
        folded = _APOSTROPHE.sub("", folded)
    spaced = " ".join(_WORD.findall(folded))
    return spaced if spaced.isascii() else _ARTICLE.sub("", spaced)


def words(text: str) -> list[str]:
    """The words of a query, folded and split exactly as `searchable` keeps them. None where nothing can be searched."""
    return searchable(text).split()


class Token(NamedTuple):
    """One run of digits, one run of letters, or one other sign: folded, and where it stands in the text."""

    folded: str
    start: int
    end: int


_TOKEN = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{_MARKS}ـ])*|\S")


def tokens(text: str) -> list[Token]:
    """The tokens of a phrase as it was typed; signs that fold to nothing are left out."""
    found = (Token(fold(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.folded]


def whole_number(text: str, below: int = 2**31) -> int | None:
    """A whole number from 0 on, in the digits of any script; None for all else, and for what no number of ours is."""
    if not text.isdecimal() or len(text) > len(str(below)) or int(text) >= below:
        return None
    return int(text)


def verbatim(typed: str, quote: str) -> str:
    """The words of `quote` that say what was `typed`: the stretch of it that folds the same, else the whole of it.

    What stands as a source's own words is so never what somebody else wrote for them.
    """
    sought, found = [token.folded for token in tokens(typed)], tokens(quote)
    for at in range(len(found) - len(sought) + 1 if sought else 0):
        stretch = found[at : at + len(sought)]
        if [token.folded for token in stretch] == sought:
            return quote[stretch[0].start : stretch[-1].end]
    return quote


_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def detect_language(text: str) -> Language:
    """`ar` or `en` by which script has more letters, `und` where neither has. It tells scripts apart, not languages."""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    if arabic == latin:
        return "und"
    return "ar" if arabic > latin else "en"


_OPENS, _CLOSES = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_HYPHENED = re.compile(r"\d-\d")


def isolated(words: str, language: str) -> str:
    """Words within a sentence of `language` (en, ar): where a letter of them runs the other way, isolated, so that they
    do not turn what stands around them (Unicode UAX #9). A date in digits alone would be turned round by the Arabic
    letters before it: 2018-01-02 would read as 02-01-2018."""
    across = {"L"} if language == "ar" else {"R", "AL"}
    turned = language == "ar" and _HYPHENED.search(words)
    if not turned and not any(unicodedata.bidirectional(letter) in across for letter in words):
        return words
    return f"{_OPENS}{words}{_CLOSES}"


def isolates(words: str) -> list[tuple[str, str]]:
    """Words taken apart at what isolates parts of them (see `isolated`), for where each part is an element of its own:
    ("opens", the direction of what comes), ("closes", ""), ("says", words). A mark without its other is left where it
    stands."""
    parts = [part for part in re.split(f"([{_OPENS}{_CLOSES}])", words) if part]
    pairs, open_at = dict[int, int](), list[int]()
    for at, part in enumerate(parts):
        if part == _OPENS:
            open_at.append(at)
        elif part == _CLOSES and open_at:
            pairs[open_at.pop()] = at
    ends = set(pairs.values())
    return [
        ("opens", direction_of("".join(parts[at + 1 : pairs[at]]))) if at in pairs
        else ("closes", "") if at in ends
        else ("says", part)
        for at, part in enumerate(parts)
    ]  # fmt: skip


def direction_of(words: str) -> str:
    """From which side words are read, by their first letter that is not isolated (UAX #9, P2): rtl or ltr."""
    depth = 0
    for letter in words:
        depth = max(0, depth + (letter == _OPENS) - (letter == _CLOSES))
        if depth == 0 and (strong := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
            return "ltr" if strong == "L" else "rtl"
    return "ltr"


def without_isolates(words: str) -> str:
    """Words as they are kept: what isolates parts of them (see `isolated`) is for the page on which they stand."""
    return words.replace(_OPENS, "").replace(_CLOSES, "")
