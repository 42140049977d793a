"""Tables of figures: of what, by what, and what a cell may hold.

An incident stands in a cell only where it certainly belongs there; where what is known leaves room it stands in a cell
that says so ("2025, month not known", "Hama or Homs"), so that rows and columns add up to what was asked and nothing is
shown as known that is not. Ranges are summed as minimum to maximum; a figure without an upper bound and a word without
a number are counted beside (verification.md section 7). Never a mean, a median or a midpoint.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote

from app.domain.counts.count import describe_bounds, describe_class
from app.domain.dates_in_words import MONTHS
from app.domain.errors import FilterNotUnderstood, UnknownFilter, mend
from app.domain.refs import is_ref
from app.domain.verification import ATTRIBUTION, LEVELS, OCCURRENCE
from app.domain.vocabularies import terms

Pair = tuple[str, str]
"""Words in English and in Arabic."""

HAPPENED, RECORDED, VERIFIED = "happened", "recorded", "verified"
CLOCKS: dict[str, Pair] = {
    HAPPENED: ("when it is said to have happened", "وقت وقوعها المذكور"),
    RECORDED: ("when it was recorded here", "وقت تسجيلها هنا"),
    VERIFIED: (
        "when it, or the first of its acts, was first found credible or more",
        "وقت أول تقدير لها، أو لأول أفعالها، بأنها موثوقة أو أعلى",
    ),
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what rows or columns go. `clock` is the date it goes by; `level` of a unit counts from the governorate down;
    `of_acts`: an incident stands once for each of its acts, in totals once."""

    code: str
    label_en: str
    label_ar: str
    clock: str = ""
    level: int = 0
    of_acts: bool = False

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en

    @property
    def of_days(self) -> bool:
        return bool(self.clock)


DIMENSIONS: dict[str, Dimension] = {
    one.code: one
    for one in (
        Dimension("year", "year", "السنة", HAPPENED),
        Dimension("month", "month", "الشهر", HAPPENED),
        Dimension("recorded_year", "year of recording", "سنة التسجيل", RECORDED),
        Dimension("recorded_month", "month of recording", "شهر التسجيل", RECORDED),
        Dimension("verified_year", "year of verification", "سنة التحقق", VERIFIED),
        Dimension("verified_month", "month of verification", "شهر التحقق", VERIFIED),
        Dimension("governorate", "governorate", "المحافظة", level=1),
        Dimension("district", "district", "المنطقة", level=2),
        Dimension("subdistrict", "subdistrict", "الناحية", level=3),
        Dimension("verification", "lowest verification of its acts", "أدنى تحقق لأفعالها"),
        Dimension("act", "act", "الفعل", of_acts=True),
        Dimension("act_group", "group of acts", "مجموعة الأفعال", of_acts=True),
        Dimension("act_verification", "verification of the act", "تحقق الفعل", of_acts=True),
        Dimension("alleged", "alleged party", "الجهة المنسوب إليها", of_acts=True),
        Dimension("attribution", "verification of the attribution", "تحقق نسبة الفعل", of_acts=True),
    )
}
UNITS: dict[str, Pair] = {
    "incidents": ("incidents", "حوادث"),
    "acts": ("acts", "أفعال"),
    "sites": ("objects harmed", "أعيان متضررة"),
    "claims": ("claims", "أقوال"),
}
"""What can be counted one by one. Besides, people by harm."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as it is asked for: rows, columns (or none), and what is counted: one of UNITS, or a harm."""

    rows: str = "year"
    columns: str = ""
    measure: str = "incidents"

    @property
    def harm(self) -> str | None:
        """The harm whose people are counted."""
        return None if self.measure in UNITS else self.measure

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return tuple(DIMENSIONS[code] for code in (self.rows, self.columns) if code)

    @property
    def clocks(self) -> tuple[str, ...]:
        """The date bases of the table; the filters on time go by the first, what happened, whatever the rows do."""
        return tuple(dict.fromkeys((HAPPENED, *(one.clock for one in self.dimensions if one.clock))))

    def as_parameters(self) -> dict[str, str]:
        return {"rows": self.rows, "columns": self.columns, "measure": self.measure}

    def cell(self, *place: tuple[str, str]) -> "Place":
        """The cell of this table that stands in these rows and columns: only what holds what is counted is in it."""
        return place if self.harm or self.measure == "incidents" else (*place, (COUNTED, self.measure))


LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "rows": tuple(DIMENSIONS),
    "columns": tuple(DIMENSIONS),
    "measure": (*UNITS, *terms("harms")),
}
LAYOUT = tuple(LAYOUTS)
"""What a layout is asked for by, in addresses and files."""


def lay_out(parameters: Mapping[str, str]) -> Layout:
    """Reads a layout. UnknownFilter for a name that is none, or rows and columns by the same."""
    for name, value in parameters.items():
        if name not in LAYOUTS or (value not in LAYOUTS[name] and (name, value) != ("columns", "")):
            choices = ", ".join(LAYOUTS.get(name, LAYOUTS))
            told = mend("'%(name)s' does not know that. Known: %(known)s.", name=name, known=choices)
            raise (FilterNotUnderstood if name in LAYOUTS else UnknownFilter)(told, name)
    layout = Layout(**parameters)
    if layout.rows == layout.columns:
        raise FilterNotUnderstood("Rows and columns go by the same: choose another for one of them.", "columns")
    return layout


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: how many of what is counted. With people: the sum of the lowest and of the highest
    figures, how many of them have no upper bound, how many are words without a number, and of how many incidents no
    figure is known. A figure without upper bound adds its minimum to `maximum`."""

    number: int = 0
    minimum: int = 0
    maximum: int = 0
    without_bound: int = 0
    in_words: Mapping[str, int] = field(default_factory=dict)
    without_figure: int = 0
    figures: int = 0
    """How many incidents give a number."""

    def __add__(self, other: "Cell") -> "Cell":
        """Both together, of which no unit is in the other."""
        both = {**self.in_words, **other.in_words}
        words = {word: self.in_words.get(word, 0) + other.in_words.get(word, 0) for word in both}
        return Cell(
            self.number + other.number,
            self.minimum + other.minimum,
            self.maximum + other.maximum,
            self.without_bound + other.without_bound,
            words,
            self.without_figure + other.without_figure,
            self.figures + other.figures,
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or column: its key, and in Arabic the name of a unit where one is known. `label` is its own where the key
    is no word (a party)."""

    key: str
    name_ar: str | None = None
    label: str | None = None

    @property
    def certain(self) -> bool:
        """Whether what stands under it certainly belongs there."""
        return is_certain(self.key)


@dataclass(frozen=True, slots=True)
class Possible:
    """How many stand in none of the months or years alone, but may belong to this one, or lasted over it."""

    key: str
    number: int


@dataclass(frozen=True, slots=True)
class Umbrella:
    """A summary figure, printed beside a table and never added to it."""

    ref: str
    title: str
    minimum: int | None
    maximum: int | None
    quantity_class: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """What the question finds and the table does not hold: summary figures, entries that are out of scope or kept for
    comparison, what was refuted, what no claim tells of any more, and lines of the harm that are never summed with the
    whole. In a table of acts or parties also the refuted acts of incidents that are counted, and parts in acts that
    were found to be another's."""

    umbrellas: tuple[Umbrella, ...] = ()
    more_umbrellas: int = 0
    out_of_scope: int = 0
    refuted: int = 0
    unclaimed: int = 0
    other_lines: Mapping[str, int] = field(default_factory=dict)
    """By measure ("stock", "flow") or as "unit", "part": figures of it that stand apart."""
    refuted_acts: int = 0
    refuted_parts: int = 0

    @property
    def numbers(self) -> dict[str, int]:
        """How many of each are left out, beside the summary figures."""
        names = ("out_of_scope", "refuted", "unclaimed", "refuted_acts", "refuted_parts")
        return {name: getattr(self, name) for name in names} | dict(self.other_lines)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A table with its sums. `cells` goes by the keys of row and column; what is missing holds nothing. An incident
    with two acts may stand in two rows; `by_row`, `by_column` and `total` count it once each."""

    layout: Layout
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: Mapping[tuple[str, str], Cell]
    by_row: Mapping[str, Cell]
    by_column: Mapping[str, Cell]
    total: Cell
    left: Left
    possible: tuple[Possible, ...] = ()
    beyond: int = 0
    """How many may also belong before the first or behind the last of those that are certain or possible."""
    levels: Mapping[str, int] = field(default_factory=dict)
    """The verification slice: how many incidents of the table stand at which level (the lowest of their acts)."""
    as_of: datetime | None = None


# Keys: `2025-03`, `2025`; `2025-01..2025-02`, `2024..2025` from the one to the other; `2025-?` in one year, month not
# known; `2024/2025` between; `2024/`, `/2024`; unit names, of several of one name each with what it lies in
# ("Northern < SY"); before several, joined by "|", `?` where it is one of them, `+` each of them, `?+` one or more; the
# empty key where nothing is known.
_LIES_IN = " < "
_SEVERAL = re.compile(r"\?\+|\?|\+")
_BETWEEN = re.compile(r"([0-9]{4})?/([0-9]{4})?")
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_MONTH_OPEN = re.compile(r"[0-9]{4}-\?")
_GRADED = ("verification", "act_verification", "attribution")


def is_certain(key: str) -> bool:
    return bool(key) and "?" not in key and not _BETWEEN.fullmatch(key)


def is_single(key: str) -> bool:
    """Whether what stands under a key certainly belongs to one period, unit or code and to no other."""
    return is_certain(key) and not key.startswith("+") and lasted(key) is None


def lasted(key: str) -> tuple[str, str] | None:
    """The months or years in which something began and ended, by its key, where those are two."""
    first, _, last = key.partition("..")
    is_one = any(form.fullmatch(first) and form.fullmatch(last) for form in (_MONTH, _YEAR))
    return (first, last) if is_one else None


def certain_periods(dimension: Dimension, keys: Sequence[str]) -> list[str]:
    """The months, or years, of which some of these keys certainly are, or in which they begin or end."""
    form = _MONTH if dimension.code.endswith("month") else _YEAR
    return [one for key in keys for one in (lasted(key) or (key,)) if form.fullmatch(one)]


def key_within(name: str, larger: str) -> str:
    """The key of one of several units of one name, by the next larger one that it lies in; empty where that is not
    known."""
    return f"{name}{_LIES_IN}{larger}"


def unit_named(key: str) -> tuple[str, str | None]:
    """The name of a unit, and what it lies in where the key says so."""
    name, apart, larger = key.partition(_LIES_IN)
    return name, larger if apart else None


def can_stand(dimension: Dimension, key: str) -> bool:
    """Whether a key is one that a table by this dimension can have: what an address says is held against it, before it
    is put into words or asked of the database."""
    if not key:
        return True
    if dimension.of_days:
        return _can_be_time(key, dimension.code.endswith("month"))
    if dimension.code in _GRADED:
        return key in {level.code for level in (ATTRIBUTION if dimension.code == "attribution" else OCCURRENCE)}
    if dimension.code in ("act", "act_group"):
        return key in terms("act_types")
    if dimension.code == "alleged":
        return is_ref(key, "party")
    return "\0" not in key


def _can_be_time(key: str, is_month: bool) -> bool:
    if ends := lasted(key):
        return is_month or _YEAR.fullmatch(ends[0]) is not None
    one = (_MONTH, _MONTH_OPEN) if is_month else (_YEAR,)
    return any(form.fullmatch(key) for form in one) or (key != "/" and _BETWEEN.fullmatch(key) is not None)


def sort_key(dimension: Dimension, key: str) -> tuple[object, ...]:
    """Time in its order, what lasted behind what is of the period in which it began, what is not certain behind what is
    of the same year; levels and acts in the order of their lists; names by name; what is not known last."""
    if dimension.of_days:
        return (key == "", key.replace("..", "-98-").replace("-?", "-99").replace("/", "-~"))
    if dimension.code in _GRADED:
        return (LEVELS[key].rank if key else -1, key)
    if dimension.code in ("act", "act_group"):
        known = list(terms("act_types"))
        return (known.index(key) if key in known else len(known), key)
    return (not is_certain(key), key == "", key)


_SAID = {
    "month_open": ("{0}, month not known", "{0}، الشهر غير معروف"),
    "lasted": ("{0} to {1}", "من {0} إلى {1}"),
    "between": ("{0} to {1}, not known which", "بين {0} و{1}، لا يُعرف أيها"),
    "or": ("{0} or {1}", "{0} أو {1}"),
    "each": ("{0} and {1}", "{0} و{1}"),
    "some": ("one or more of {0} and {1}", "واحدة أو أكثر من {0} و{1}"),
    "since": ("{0} or later", "{0} أو بعدها"),
    "until": ("{0} or earlier", "{0} أو قبلها"),
    "time": ("time not known", "الوقت غير معروف"),
    "unverified": ("not found credible yet", "لم يُقدَّر بأنه موثوق بعد"),
    "place": ("{0} not known", "{0}: غير معروفة"),
    "larger": ("in which one is not known", "لا يُعرف في أيّها"),
    "act": ("act not said", "الفعل غير مذكور"),
    "alleged": ("nobody alleged", "لا جهة منسوب إليها"),
    "figures_open": ("{0} without upper bound", "{0} بلا حد أعلى"),
    "worded": ("{0}: {1}", "{0}: {1}"),
    "about": ("about so many, without bounds", "نحو عدد ما، بلا حدود"),
    "unsaid": ("incidents without a figure: {0}", "حوادث بلا عدد: {0}"),
}


def heading_words(dimension: Dimension, heading: Heading, language: str) -> str:
    """A row or column in words."""
    key = heading.key
    if dimension.of_days:
        return _time_words(dimension, key, language)
    if dimension.level:
        return _unit_words(dimension, heading, language)
    if dimension.code in _GRADED:
        return LEVELS[key].label(language) if key else _say("alleged", language)
    if dimension.code == "alleged":
        return heading.label or _say("alleged", language)
    return terms("act_types")[key].label(language) if key in terms("act_types") else _say("act", language)


def _time_words(dimension: Dimension, key: str, language: str) -> str:
    if not key:
        return _say("unverified" if dimension.clock == VERIFIED else "time", language)
    if is_certain(key):
        return _certain_time_words(dimension, key, language)
    if key.endswith("-?"):
        return _say("month_open", language).format(key[:4])
    if between := _BETWEEN.fullmatch(key):
        first, last = between.groups()
        if first and last:
            name = "or" if int(last) - int(first) == 1 else "between"
            return _say(name, language).format(first, last)
        return _say("since" if first else "until", language).format(first or last)
    return key


def _certain_time_words(dimension: Dimension, key: str, language: str) -> str:
    if month := _MONTH.fullmatch(key):
        return f"{MONTHS[language][int(month[2]) - 1]} {month[1]}"
    if not (ends := lasted(key)):
        return key
    begin, end = (_certain_time_words(dimension, one, language) for one in ends)
    if (month := _MONTH.fullmatch(ends[0])) and ends[1].startswith(f"{month[1]}-"):
        begin = MONTHS[language][int(month[2]) - 1]
    words = _say("lasted", language).format(begin, end)
    is_open = dimension.code.endswith("month") and not month
    return _say("month_open", language).format(words) if is_open else words


def _unit_words(dimension: Dimension, heading: Heading, language: str) -> str:
    if several := _SEVERAL.match(heading.key):
        *names, last = heading.key[several.end() :].split("|")
        comma = "، " if language == "ar" else ", "
        said = {"?": "or", "+": "each", "?+": "some"}[several[0]]
        return _say(said, language).format(comma.join(names), last) if names else last
    if not heading.key:
        return _say("place", language).format(dimension.label(language))
    name, larger = unit_named(heading.key)
    named = (heading.name_ar or name) if language == "ar" else name
    if larger is None:
        return named
    return f"{named} ({larger or _say('larger', language)})"


def cell_words(cell: Cell, layout: Layout, language: str) -> str:
    """A cell in words: a number of units, or "12 to 40 · 3 without upper bound · dozens (no number): 2"; empty where
    it holds nothing."""
    if layout.harm is None:
        return f"{cell.number:,}" if cell.number else ""
    parts = []
    if cell.figures:
        bounds = describe_bounds(cell.minimum, cell.maximum, language)
        parts.append(bounds if bounds else "0")
    if cell.without_bound:
        parts.append(_say("figures_open", language).format(f"{cell.without_bound:,}"))
    for word, times in cell.in_words.items():
        parts.append(_say("worded", language).format(word_words(word, language), f"{times:,}"))
    if cell.without_figure and not parts:
        parts.append(_say("unsaid", language).format(f"{cell.without_figure:,}"))
    return " · ".join(parts)


def word_words(word: str, language: str) -> str:
    """What a figure without bounds is counted under, in words."""
    return _say("about", language) if word == ABOUT else describe_class(word, language)


def measure_words(layout: Layout, language: str) -> str:
    """What the table counts, in words."""
    if layout.harm is None:
        return UNITS[layout.measure][language == "ar"]
    label = terms("harms")[layout.harm].label(language)
    return f"{label} (أشخاص)" if language == "ar" else f"{label}: persons"


def _say(name: str, language: str) -> str:
    return _SAID[name][language == "ar"]


ABOUT = "about"
"""Under what a figure like "about 40" is counted among words."""

ALL = "all"
"""The whole of a table, as a filter: what its sums hold."""

Place = tuple[tuple[str, str], ...]
"""A cell of a table: dimension and key of its row, and of its column; last, under COUNTED, what it counts where that is
not the incidents or their people. None at all is the whole table."""

COUNTED = "counted"
_COUNTED: Pair = ("counted", "المحسوب")

MOST_CELLS = 8


def read_cell(text: str) -> Place:
    """A cell as it stands in an address: `month:2025-03;governorate:Homs`, or `all`. UnknownFilter for what is none."""
    if text == ALL:
        return ()
    found = []
    for part in text.split(";"):
        code, colon, key = part.partition(":")
        if not colon or not (code in DIMENSIONS or (code == COUNTED and key in UNITS)):
            raise UnknownFilter("'cell' takes the cell of a table of figures, as its links have it.", "cell")
        key = unquote(key)
        if code in DIMENSIONS and not can_stand(DIMENSIONS[code], key):
            raise UnknownFilter("'cell' names a row or column that no table of figures has.", "cell")
        found.append((code, key))
    if len(dict(found)) < len(found):  # one of the two would be passed over
        raise UnknownFilter("'cell' names a row or column twice.", "cell")
    return tuple(found)


def read_cells(text: str) -> tuple[Place, ...]:
    """Cells as they stand in an address, one behind the other where a table was made over a cell of another: what is
    asked for stands in each. UnknownFilter for what is none, or for too many."""
    places = tuple(dict.fromkeys(map(read_cell, text.split(","))))
    if len(places) > MOST_CELLS:
        raise UnknownFilter("A question goes by at most 8 cells of tables. Ask for one of them by the other filters.")
    return tuple(place for place in places if place) or ((),)


def cells_words(cells: Sequence[Place], language: str) -> str:
    """Cells of tables in words: by what row and column of each go, and which they are."""
    return ("؛ " if language == "ar" else "; ").join(_place_words(place, language) for place in cells)


def _place_words(place: Place, language: str) -> str:
    return " · ".join(_part_words(code, key, language) for code, key in place)


def _part_words(code: str, key: str, language: str) -> str:
    if code == COUNTED:
        return f"{_COUNTED[language == 'ar']}: {UNITS[key][language == 'ar']}"
    dimension = DIMENSIONS[code]
    return f"{dimension.label(language)}: {heading_words(dimension, Heading(key, label=key), language)}"


def write_cell(place: Place) -> str:
    """What `read_cell` reads back."""
    return ";".join(f"{code}:{quote(key, safe='')}" for code, key in place) or ALL


def write_cells(cells: Sequence[Place]) -> str:
    """What `read_cells` reads back: the whole of a table is no cell where there is another."""
    return ",".join(dict.fromkeys(write_cell(place) for place in cells if place)) or ALL
