"""What a column probably is, from its heading and its cells, and what a word of a list probably stands for.

Suggestions only: they stand on the page until a person keeps or changes them. The order of days is never among them.
"""

import re
from collections.abc import Iterable, Sequence

from app.domain.coordinates import read_point
from app.domain.counts import understand_count
from app.domain.errors import InvalidValue
from app.domain.mapping import LISTS, MOST_WORDS, NOTHING
from app.domain.names import heading_says_names, reads_like_a_name
from app.domain.text import fold
from app.domain.vocabularies import Term, terms

# A few words are a list of acts, many or long ones tell; who did it comes before to whom, unless it stands elsewhere.
_WHAT = r"^what( happened)?$|^ماذا( حدث| حصل| جري)?$"
_WHO = r"^who$|^من$"

# By the heading, folded, with spaces for underscores; the first that fits and is not taken yet. What stands twice is
# looked for in the first place, then in the second. Arabic beside English.
_HEADINGS: tuple[tuple[str, str], ...] = (
    (
        "id",
        r"^(no|nr|number|#)\.?$|^(event|incident|case|record) (number|no\.?|nr)$|^(case|shared)id$"
        r"|^ref(erence)?\b\.?( (no|nr|number)\.?)?$|^(المرجع|مرجع)$"
        r"|\b((event|incident|case|row|record|sind|unique|web) )*id( cnty)?$|^(رقم|معرف|الرقم)\b",
    ),
    ("point", r"\b(coord(inate)?s?|gps|geo ?location|lat(itude)?\b.*\blong?(itude)?|point|location|place)\b"),
    ("point", r"احداثي|الموقع|المكان|خط العرض.*خط الطول"),
    ("latitude", r"\b(lat|latitude)$|خط العرض"),
    ("longitude", r"\b(lon|long|lng|longitude)$|خط الطول"),
    ("precision", r"^((geo|location|place) )?(precision|accuracy)$|^where prec$|^دقه (الموقع|المكان)"),
    ("when", r"^(event |incident |initial )?dates?( of (the )?(event|incident))?$|^date time$|^(التاريخ|تاريخ)"),
    ("when", r"^(reported|start) date$|^date start$|^when$|^متي$"),
    ("year", r"^((event|incident|reported) )?year$|^السنه$|^سنه$"),
    ("month", r"^((event|incident|reported) )?month$|^الشهر$|^شهر$"),
    ("day", r"^((event|incident|reported) )?day$|^اليوم$|^يوم$"),
    ("when", r"^((event|incident|reported) )?day$|^اليوم$|^يوم$"),
    (
        "quote",
        r"^(source('s)? )?(words|text|quotes?|quotation)( of (the )?source)?$|^what (the |a )?source says$"
        r"|^(نص|كلمات|اقتباس)( (المصدر|الخبر))?$|^(النص|الاقتباس)$",
    ),
    (
        "quote",
        r"^(event |incident )?(description|details|summary|narrative)$|^(الوصف|وصف|تفاصيل)",
    ),
    ("quote", r"^notes?$"),
    ("title", r"^(event |incident )?title$|^headline$|^(العنوان|عنوان)$"),
    ("act", r"\bsub event type\b|\btype of (act|violence|violation|attack|event)\b"),
    ("act", r"^type$|\b(event|attack|violation|act) type\b|نوع"),
    ("act", _WHAT),
    ("quote", _WHAT),
    ("method", r"\b(weapons?|means|method)\b|(السلاح|وسيله)"),
    ("adm1", r"^(adm(in)? ?1|governorate|province)\b|^(المحافظه|محافظه)"),
    ("adm1", r"^(state|region)$"),
    ("adm2", r"^(adm(in)? ?2|district)\b|^(المنطقه|منطقه|القضاء)"),
    ("adm3", r"^(adm(in)? ?3|sub-?district)\b|^(الناحيه|ناحيه)"),
    ("country", r"^country( name)?$|^(البلد|الدوله|دوله)"),
    ("where", r"^(location|place|city|town|village)( name| description)?$|^(المكان|الموقع|مكان|القريه|المدينه)"),
    ("where", r"^local geographical area$|^where$|^اين$"),
    ("alleged", r"\b(perpetrat\w+|actor) name\b|\b(alleged|responsible)\b|(المتهم|الجهه المسووله|المنفذ)"),
    ("alleged", r"^(reported )?perpetrat\w+$|^by whom$|^(من قام بذلك|من قبل من|علي يد من|من الفاعل|الفاعل)$"),
    ("victim", r"^victims?( of violence)?$|^(to |against )?whom$|^(الضحيه|ضحيه|الضحايا)|^(لمن|ضد من|بحق من)$"),
    ("alleged", _WHO),
    ("victim", _WHO),
    ("said_by", r"^(information )?sources?$|^(المصدر|مصدر)$"),
    ("report", r"^(source )?(url|link)s?( to source)?$|^url links?$|^(الرابط|رابط)$"),
    ("count:killed", r"\b(killed|dead|deaths|fatalities|fatality)\b|(القتلي|قتلي|قتيل|شهداء|وفيات)"),
    ("count:injured", r"\b(injured|wounded|injuries)\b|(الجرحي|جرحي|المصابين|مصابين|مصابون)"),
    ("count:abducted", r"\b(kidnapped|abducted)\b|(المخطوفين|مخطوفين|مخطوفون|المختطفين)"),
    ("count:detained", r"\b(arrested|detained)\b|(المعتقلين|معتقلين|معتقلون|المحتجزين)"),
    ("count:missing", r"\bmissing\b|(المفقودين|مفقودين|مفقودون)"),
    ("count:threatened", r"\bthreatened\b"),
)
_DAY_IN_PARTS = ("year", "month", "day")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")  # NumberDead
# Of several columns of figures the whole comes before its parts; parts alone say nothing of all.
_WHOLE = re.compile(r"\btotal\b|مجموع|اجمالي")
# What such a heading has beside the word for the harm, and says nothing of whom.
_OF_ALL = re.compile(r"\b(the|total|number|no|nr|count|of|people|persons|reported)\b|\bعدد\b")
# Numbers of rows are each row's own, but for a few that were typed twice: those wait, and say so.
_NEARLY_ALL = 0.95
_IN_WORDS = ("victim", "alleged", "act", "method", "where", "title")
_LONGEST_OF_A_LIST = 100
_DEGREES = re.compile(r"-?\d{1,3}\.\d{2,}")
_TOLD_CLOSELY = re.compile(r"\d\.\d|°")
_DAY_OF_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])(\.0)?")
_ADDRESS = re.compile(r"https?://\S+")
_UNSAID = re.compile(
    r"no ?information.*|n/?a|not (available|applicable).*|unknown|-+|\?|none|غير معروف|لا معلومات|لا يوجد"
)

# How precise a place is, as codings of the field write it.
_PRECISE: tuple[tuple[str, str], ...] = (
    ("country", r"country|national|دوله|بلد"),
    ("governorate", r"province|governorate|state|محافظه"),
    ("district", r"district|municipalit|commune|منطقه"),
    ("line_or_area", r"linear|line\b|road|river"),
    ("near_place", r"25 ?km|near|approximate|قرب|تقريبي"),
    ("place", r"exact|village|town|city|قريه|مدينه|بلده"),
)


def suggest_columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """By column, what it probably is; none is suggested twice, and most are often nothing."""
    found: dict[str, str] = {}
    for use, words in _HEADINGS:
        taken = found.values()
        if use in taken or (use in _DAY_IN_PARTS and "when" in taken):
            continue
        fitting = [name for name in columns if name not in found and re.search(words, _heading(name))]
        fitting = [name for name in fitting if _may_be(use, name, columns, rows) and not _mixes(use, name)]
        whole = [name for name in fitting if _WHOLE.search(_heading(name))]
        whole = whole or [name for name in fitting if len(_OF_ALL.sub("", _heading(name)).split()) == 1]
        if use.startswith("count:") and len(fitting) > 1 and len(whole) != 1:
            continue
        if fitting:
            found[(whole or fitting)[0]] = use
    return found


def _heading(name: str) -> str:
    """A heading as it is looked at: folded, in words."""
    return " ".join(fold(_JOINED.sub(" ", name)).replace("_", " ").split())


def _mixes(use: str, name: str) -> bool:
    """Whether a heading names several harms: such a figure is of none of them alone."""
    figures = [words for other, words in _HEADINGS if other.startswith("count:")]
    return use.startswith("count:") and sum(1 for words in figures if re.search(words, _heading(name))) > 1


def _may_be(use: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of a column speak against what its heading says."""
    cells = [row[columns.index(name)] for row in rows]
    filled = [fold(cell) for cell in cells if cell]
    if not filled:
        return False
    if use in LISTS and not _is_list(filled):
        return False
    kind, _, harm = use.partition(":")
    fits = {
        "latitude": lambda: any(_DEGREES.fullmatch(cell) for cell in filled),
        "longitude": lambda: any(_DEGREES.fullmatch(cell) for cell in filled),
        "point": lambda: all(map(_is_point, filled)),
        "count": lambda: any(cell[:1].isdigit() or understand_count(cell, harm) for cell in filled),
        "id": lambda: len(set(filled)) >= _NEARLY_ALL * len(rows),
        "day": lambda: all(_DAY_OF_MONTH.fullmatch(cell) for cell in filled),
        "report": lambda: any(_ADDRESS.match(cell) for cell in filled),
        **dict.fromkeys(_IN_WORDS, lambda: not all(cell[:1].isdigit() for cell in filled)),
    }
    return fits[kind]() if kind in fits else True


def _is_point(cell: str) -> bool:
    """Whether a cell holds both coordinates of a point, no coarser than a point is written: "3-5" is none."""
    try:
        return bool(_TOLD_CLOSELY.search(cell) and read_point(cell))
    except InvalidValue:
        return False


def _is_list(cells: Sequence[str]) -> bool:
    return len(set(cells)) <= MOST_WORDS and max(map(len, cells)) <= _LONGEST_OF_A_LIST


def suggest_words(use: str, words: Iterable[str]) -> dict[str, str]:
    """By folded word, the code that it probably stands for; those of which nothing is known are left to the person."""
    known = {fold(label): term.code for term in _terms_of(use) for label in (term.code, term.label_en, term.label_ar)}
    found: dict[str, str] = {}
    for word in words:
        folded = fold(word)
        code = known.get(folded) or known.get(folded.replace("_", " "))
        if use == "precision":
            code = next((name for name, words in _PRECISE if re.search(words, folded)), None)
        if _UNSAID.fullmatch(folded):
            code = NOTHING
        if code:
            found[folded] = code
    return found


def _terms_of(use: str) -> list[Term]:
    return [one for one in terms(LISTS[use]).values() if one.can_be_chosen] if LISTS[use] else []


def seem_to_be_people(column: str, words: Sequence[str]) -> bool:
    """Whether a column names persons, as it seems: its heading says that names stand in it, or half of the different
    words in it read like them."""
    named = sum(map(reads_like_a_name, words))
    return bool(words) and (heading_says_names(column) or 2 * named >= len(words))


def suggest_unsaid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Words in cells that probably say nothing, as they are written, the commonest first."""
    counted: dict[str, int] = {}
    for row in rows:
        for cell in row:
            if len(cell) <= 40 and _UNSAID.fullmatch(fold(cell)):
                counted[cell] = counted.get(cell, 0) + 1
    return sorted(counted, key=lambda word: -counted[word])[:20]
