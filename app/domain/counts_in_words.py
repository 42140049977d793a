"""Whom or what a figure counts, which part of a larger one it is and of whom it consists, in words, English and Arabic.

How many has its own words (`counts`); who says so stands beside it (`wording`).
"""

from collections.abc import Mapping

from app.domain.counts import Count
from app.domain.counts.breakdown import CELLS
from app.domain.incidents import HarmLine
from app.domain.text import fold, isolated

POPULATIONS = {
    "civilians": ("civilians", "مدنيون"),
    "men": ("men", "رجال"),
    "women": ("women", "نساء"),
    "children": ("children", "أطفال"),
    "boys": ("boys", "فتيان"),
    "girls": ("girls", "فتيات"),
    "adults": ("adults", "بالغون"),
    "female": ("female", "إناث"),
    "male": ("male", "ذكور"),
    "older_people": ("older people", "مسنّون"),
    "fighters": ("fighters", "مقاتلون"),
    "soldiers": ("soldiers", "جنود"),
    "journalists": ("journalists", "صحفيون"),
    "medical_staff": ("medical staff", "عاملون في المجال الطبي"),
    "aid_workers": ("aid workers", "عاملون في الإغاثة"),
}
UNITS = {
    "family": ("families", "عائلات"),
    "crossing": ("crossings", "مرات عبور"),
    "household": ("households", "أسر معيشية"),
    "dwelling": ("homes", "مساكن"),
    "building": ("buildings", "مبانٍ"),
    "premises": ("shops and the like", "محال وما شابهها"),
    "holding": ("farms and orchards", "مزارع وبساتين"),
    "vehicle": ("vehicles", "مركبات"),
    "site": ("schools, hospitals, places of worship and the like", "مدارس ومشافٍ ودور عبادة وما شابهها"),
}
MEASURES = {
    "stock": ("stock", "رصيد في تاريخ معيّن"),
    "flow": ("flow", "تدفق خلال مدة"),
    "cumulative": ("so far", "حتى حينه"),
}
PARTS = {
    "outcome_of_injured": ("of the injured", "من الجرحى"),
    "outcome_of_detained": ("of the detained", "من المحتجزين"),
    "outcome_of_abducted": ("of the abducted", "من المختطفين"),
    "outcome_of_missing": ("of the missing", "من المفقودين"),
    "in_hospital": ("died in hospital", "توفوا في المستشفى"),
}
"""The parts of a larger figure that are read from words; a part named by hand has its own."""

_CELLS = {
    "adults": ("adults of unknown sex", "بالغون مجهولو الجنس"),
    "children": ("children of unknown sex", "أطفال مجهولو الجنس"),
    "female": ("female of unknown age", "إناث مجهولات العمر"),
    "male": ("male of unknown age", "ذكور مجهولو العمر"),
    "unknown": ("not known", "غير معروفين"),
}


def counted(number: str, of: Count | HarmLine, language: str) -> str:
    """A number with whom or what it counts, where that is not the whole of the people: "3 (children)"."""
    beside = [
        _said(UNITS, of.unit, language) if of.unit != "person" else "",
        _said(POPULATIONS, of.population, language),
        part_words(of.part_of, language),
        MEASURES[of.measure][language == "ar"] if of.measure in MEASURES else "",
    ]
    said = _comma(language).join(part for part in beside if part)
    return f"{number} ({said})" if said else number


def part_words(part: str | None, language: str) -> str:
    """Which part of a larger figure: in our words where it is one that is known, else as it was named."""
    return _said(PARTS, part, language) if part in PARTS else isolated(part or "", language)


def part_of_words(text: str) -> str:
    """The part that is meant by these words: its code where it is one that is known, else the words themselves."""
    known = {fold(words): code for code, pair in PARTS.items() for words in pair}
    return known.get(fold(text), " ".join(text.split()))


def breakdown_words(breakdown: Mapping[str, int], language: str) -> str:
    """Of whom a figure consists: "women: 3, girls: 2, not known: 7". So it can be typed as well."""
    words = {**POPULATIONS, **_CELLS}
    told = [(words[code][language == "ar"], breakdown[code]) for code in CELLS if code in breakdown]
    return _comma(language).join(f"{label}: {number}" for label, number in told)


def _said(words: Mapping[str, tuple[str, str]], code: str | None, language: str) -> str:
    """The words for a code; one of another project's own stands as it is."""
    return words[code][language == "ar"] if code and code in words else code or ""


def _comma(language: str) -> str:
    return "، " if language == "ar" else ", "
