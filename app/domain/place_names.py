"""By which a name of a place is found, however it is spelt and in whichever of two scripts.

Two keys, made by one function each for what is stored and what is asked for: `name_key` keeps the letters, `skeleton`
the consonants alone, one for a Latin and an Arabic spelling. `kind_said` is what a name says of the kind of place,
`named_last` the larger place that it says it lies in or by.
"""

import re

from app.domain.places import place_key
from app.domain.text import fold

# The article as Latin spellings have it, as it stands before a word: "al-Qusayr", "ash Shaykh".
_ARTICLES = frozenset(
    {"al", "el", "ul", "il", "as", "ash", "at", "ar", "an", "ad", "az", "ath", "adh", "es", "esh", "er"}
)
# Words beside a name that are no part of it, beyond those for the kind of place that `place_key` takes off.
_BESIDE = frozenset({"rif", "reef", "rural", "countryside", "center", "centre", "markaz", "ريف", "مركز", "nahiyat"})
_NEAR = re.compile(
    r"^(?:(?:near|nearby|close to|next to|outside|around|(?:on the )?outskirts of|in the vicinity of|the|of)\s+)+"
    r"|^(?:(?:(?:بال|ب)?قرب|قريب[ها]?|بجوار|جوار|محيط|في|اطراف|حول|خارج|مشارف|من)\s+)+"
)
_KINDS = (
    ("governorate", r"\b(governorate|province|muhafazah|muhafazat)\b|(?<!\S)محافظه(?!\S)"),
    ("subdistrict", r"\b(sub-?district|nahiy?ah?|nahiyat)\b|(?<!\S)ناحيه(?!\S)"),
    ("district", r"\b(district|mintaqa|mintaqat|county|caza)\b|(?<!\S)(?:منطقه|قضاء|مديريه)(?!\S)"),
    ("neighbourhood", r"\b(neighbou?rhood|quarter)\b|(?<!\S)حي(?!\S)"),
    ("settlement", r"\b(village|town|city)\b|(?<!\S)(?:قريه|بلده|مدينه)(?!\S)"),
)

_BEFORE_THE_LAST = re.compile(
    r".*\S(?:,|\s(?:in|at|of|near|outside|from))\s+(?P<last>\S.*)"
    r"|.*\S\s+(?:[وبل]?(?:في|قرب|من|وسط|ريف|شمال|جنوب|شرق|غرب|شمالي|جنوبي|شرقي|غربي"
    r"|مدينه|بلده|قريه|ناحيه|منطقه|محافظه))\s+(?P<last_ar>\S.*)"
)

# Two letters for one sound, then one for each consonant; capitals stand for sounds without a letter of their own.
_SOUNDS = (
    ("kh", "X"), ("gh", "G"), ("tch", "S"), ("sch", "S"), ("sh", "S"), ("ch", "S"), ("th", "t"), ("dh", "d"),
    ("dj", "g"), ("ph", "f"), ("q", "k"), ("c", "k"), ("j", "g"), ("z", "s"), ("p", "b"), ("v", "f"), ("x", "ks"),
)  # fmt: skip
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "g", "چ": "S", "ح": "h", "خ": "X", "د": "d", "ذ": "d", "ر": "r",
    "ز": "s", "ژ": "s", "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "s", "غ": "G", "ف": "f", "ڤ": "f",
    "ق": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h",
}  # fmt: skip
_HEARD = str.maketrans(_ARABIC)
_CONSONANTS = frozenset("bdfghklmnrstXGS")
_TWICE = re.compile(r"(.)\1+")


def name_key(name: str) -> str:
    """The name folded, in words, without articles, words for a kind of place and words such as "near"; what is nothing
    else is kept."""
    bare = _NEAR.sub("", fold(name))
    words = place_key(bare or name).split()
    kept = [word for at, word in enumerate(words) if word not in _BESIDE and not _is_article(words, at)]
    return " ".join(kept or words)


def skeleton(name: str) -> str:
    """The consonants of a name: the same for حمص, Homs and Hums. Empty where the name has none of either script."""
    return "".join(_TWICE.sub(r"\1", _consonants(word)) for word in name_key(name).split())


def heard(key: str) -> str:
    """A key with one letter for those of Arabic that are heard much alike, and written for each other: طرطوص is heard
    as طرطوس. Long vowels stay."""
    return key.translate(_HEARD)


def kind_said(name: str) -> str | None:
    """The kind of place that the words of a name say: a level, `neighbourhood` or `settlement`; else None."""
    folded = fold(name)
    return next((kind for kind, words in _KINDS if re.search(words, folded)), None)


def named_last(text: str) -> str | None:
    """The place that words name last, behind a smaller one or a way from it: «حمص» of «حي الكروم غرب مدينة حمص»; None
    where they name one place alone."""
    found = _BEFORE_THE_LAST.fullmatch(fold(text))
    return (found["last"] or found["last_ar"]) if found else None


def _is_article(words: list[str], at: int) -> bool:
    return words[at] in _ARTICLES and at + 1 < len(words)


def _consonants(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    sounds = "".join(_ARABIC.get(letter, letter) for letter in word)
    heard = "".join(sound for sound in sounds if sound in _CONSONANTS)
    return heard.removesuffix("h") if word[-1:] in ("h", "ه") and len(heard) > 1 else heard
