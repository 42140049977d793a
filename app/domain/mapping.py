"""What the columns of a table are said to be, and how a row is understood by that: as the ten questions are.

A mapping is declared by a person, column by column, and can be kept as a profile. Nothing is guessed where a guess
could be wrong: `07/03/2025` is read only in the order that was declared, a word of a list only as what it was said to
stand for, and a cell that cannot be understood is named with its mend.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain import places
from app.domain.coordinates import SeemsTurned
from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import NO_KIND
from app.domain.entry import (
    ADDRESS,
    KIND_OF_PARTY,
    Days,
    Provenance,
    Reader,
    can_be_offered,
)
from app.domain.errors import InvalidValue, mend
from app.domain.names import reads_like_a_name
from app.domain.place_answers import PlaceAnswers, understand_place
from app.domain.places import Place
from app.domain.text import fold
from app.domain.vocabularies import Term, terms

USES = (
    "id", "title", "quote", "act", "method", "when", "year", "month", "day", "where", "country", "adm1", "adm2", "adm3",
    "point", "latitude", "longitude", "precision", "count", "victim", "alleged", "said_by", "report",
)  # fmt: skip
"""What a column may be, beside `count:` with a harm. What is none of it is not used, and named."""

LISTS = {"act": "act_types", "method": "methods", "precision": ""}
"""Columns of which each word is said to stand for a term; of a place's precision there is no vocabulary."""

MOST_WORDS = 60
"""Different words of such a column that are asked about; what has more is no list."""

Order = Literal["", "dmy", "mdy", "ymd", "serial"]
_ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd", "serial")

NOTHING = "-"
"""What a word of a list stands for that says nothing."""

_SLASHED = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})(?:[ T]0?0:00(?::00(?:\.0+)?)?)?", re.ASCII)
_SERIAL = re.compile(r"(\d{1,7})(?:\.0*)?", re.ASCII)
_SERIAL_ALONE = re.compile(r"\d{5}(?:\.\d*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\b.*", re.ASCII)
_KILOMETRES = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?(?:km|كم)\b")
_WHOLE = re.compile(r"(-?\d+)\.0+", re.ASCII)
_FIRST_SERIAL = date(1899, 12, 30)
_PARTS = ("year", "month", "day")

_NO_ORDER = mend("Which number is the month? Say in what order this column writes days.")
_OTHER_ORDER = mend("This is not written in the order that was declared for this column.")
_OF_A_SPREADSHEET = mend(
    "This is a number of days, as a spreadsheet keeps a date. Say so as the order of days, or write the day here."
)
_NO_DAY = mend("There is no such day in the calendar.")
_NO_YEAR = mend("Write the year with four digits.")
_WHAT_WORD = mend("Say what this word stands for, under the columns.")
_BOTH = mend("A point needs both latitude and longitude.")
_POINT_TWICE = mend("A column of both coordinates stands beside one of latitude or longitude. Choose which is used.")
_TOO_LONG = mend("This is too long for what the column is said to be.")
_NO_ID = mend("Every row needs a number of its own: this one has none.")
_NO_ACT = mend("This row does not say what happened.")
_NAME = mend(
    "This reads like a person’s name. Names of people stand nowhere here: describe who it was, or leave the column out."
)
_PERHAPS_A_NAME = mend(
    "This may be a person’s name. Say of what kind those in this column are, or write here what group it is; a person"
    " is described, not named."
)
_NOT_WHOLE_YEAR = mend("A month or a day means nothing without its year.")


class Mapping(BaseModel):
    """What each column of a table is, and what holds for every row of it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    columns: dict[str, str] = Field(default_factory=dict)
    order: Order = ""
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    nothing: str = Field("", max_length=1000)
    act: str = ""
    victim_kind: str = ""
    alleged_kind: str = ""
    source_name: str = Field("", max_length=300)
    source_kind: str = ""
    said_by_kind: str = ""
    document_title: str = Field("", max_length=1000)
    document_kind: str = "dataset"
    document_url: str = Field("", max_length=2000)
    published: str = Field("", max_length=200)
    danger: str = "not_sure"
    language: Literal["en", "ar"] = "en"

    def column(self, use: str) -> str | None:
        """The column that is said to be this."""
        return next((name for name, what in self.columns.items() if what == use), None)

    def kind_of(self, who: str) -> str:
        """Of what kind those are that the column of victims, or of alleged parties, names."""
        return self.victim_kind if who == "victim" else self.alleged_kind

    @property
    def unsaid(self) -> frozenset[str]:
        """Words in cells that say nothing, folded."""
        return frozenset(fold(word) for word in re.split(r"[;\n؛]", self.nothing) if word.strip())

    def stands_for(self, use: str, word: str) -> str | None:
        """The code that a word of a list was said to stand for; `NOTHING` where it says nothing, None where nobody has
        said it."""
        return self.words.get(use, {}).get(fold(word)) or None


@dataclass(frozen=True)
class RowRead:
    """How a row was understood. `problems` names columns with the mend of each; `""` is the row as a whole. `cells`
    holds by use what is written, where something is. `flags` are rules that the row met, each with its column.
    `turned`: its point seems to be written the wrong way round."""

    cells: Pairs[str, str]
    when: When | None = None
    place: Place | None = None
    counts: Pairs[str, tuple[Count, ...]] = field(default_factory=dict)
    codes: Pairs[str, str] = field(default_factory=dict)
    problems: Pairs[str, str] = field(default_factory=dict)
    flags: Pairs[str, str] = field(default_factory=dict)
    turned: SeemsTurned | None = None


def harms() -> list[Term]:
    """The harms of which a column may hold figures: of people, and of those that may be entered yet."""
    said = terms("harms").values()
    return [
        one
        for one in said
        if one.attributes.get("kind") == "person"
        and one.attributes.get("measure_required") != "yes"
        and int(one.attributes.get("default_tier", "0")) < 2
    ]


def uses() -> tuple[str, ...]:
    """Everything that a column may be."""
    return (*USES, *(f"count:{harm.code}" for harm in harms()))


def check(mapping: Mapping, columns: tuple[str, ...], today: date) -> dict[str, str]:
    """What is wrong with a mapping as a whole, whatever the rows say: by the name of the answer, with its mend."""
    problems: dict[str, str] = {}
    chosen = [what for name, what in mapping.columns.items() if what and name in columns]
    if any(chosen.count(what) > 1 for what in chosen):
        problems["columns"] = mend("Two columns are said to be the same. Choose one of them, or say what the other is.")
    if "point" in chosen and {"latitude", "longitude"} & set(chosen):
        problems["columns"] = _POINT_TWICE
    if any(what not in uses() for what in chosen) or mapping.danger not in ("no", "not_sure", "yes"):
        problems["columns"] = mend("Choose one of the answers offered.")
    if not mapping.act and "act" not in chosen:
        problems["act"] = mend("Say what happened: choose the act that comes nearest.")
    for name, vocabulary in _CHOICES.items():
        code = getattr(mapping, name)
        known = terms(vocabulary).get(code)
        offered = can_be_offered if name.endswith(("source_kind", "said_by_kind", "document_kind")) else _chosen
        if code and (known is None or not offered(known)):
            problems[name] = mend("Choose one of the answers offered.")
    needed = {
        "source_name": mend("Write who put the table out: all that it says is said by them."),
        "source_kind": mend("Say what kind of source it is."),
        "document_title": mend("Write what the table is called."),
        "document_kind": mend("Say what kind of document it is."),
        **({"said_by_kind": mend("Say what kind of sources the rows name.")} if "said_by" in chosen else {}),
        **{f"{who}_kind": KIND_OF_PARTY for who in ("victim", "alleged") if who in chosen},
    }
    problems |= {name: why for name, why in needed.items() if not getattr(mapping, name)}
    if "report" in chosen and "said_by" not in chosen:
        problems["columns"] = mend("A report needs a source: say which column names who says it.")
    if mapping.document_url and not ADDRESS.fullmatch(mapping.document_url):
        problems["document_url"] = mend("Write a whole address that begins with https:// or http://.")
    try:
        published(mapping, today)
    except InvalidValue as refusal:
        problems["published"] = str(refusal)
    return problems


def _chosen(one: Term) -> bool:
    return one.can_be_chosen


_CHOICES = {
    "act": "act_types",
    "victim_kind": "party_kinds",
    "alleged_kind": "party_kinds",
    "source_kind": "source_kinds",
    "said_by_kind": "source_kinds",
    "document_kind": "document_kinds",
}


def published(mapping: Mapping, today: date) -> When | None:
    """When the table came out. InvalidValue where that cannot be read."""
    reader = Reader(_STANDS, (None, None), today)
    found = reader.when("published", mapping.published)
    if reader.problems:
        why = reader.problems["published"]
        raise InvalidValue(why, "published")
    return found


def read_row(mapping: Mapping, cells: Pairs[str, str], document_on: Days, today: date) -> RowRead:
    """How the cells of a row, by column, are understood."""
    return _Row(mapping, cells, document_on, today).read()


def order_that_fits(cells: Iterable[str], declared: Order) -> Order:
    """The one other order in which all days of a column can be read, where some cannot be in that which was declared;
    empty where there is none, or more than one. A person chooses it: days that fit it may be written in another all
    the same."""
    days = tuple(cells)
    if _all_fit(days, declared):
        return ""
    fitting = [one for one in _ORDERS if one != declared and _all_fit(days, one)]
    return fitting[0] if len(fitting) == 1 else ""


def _all_fit(days: Iterable[str], order: Order) -> bool:
    try:
        return all(_plain_day(day, order) for day in days)
    except InvalidValue:
        return False


# A row answers nothing of where the table is from: that is said once for all of them.
_STANDS = Provenance.model_validate({"once": "00000000-0000-0000-0000-000000000000", "quote": "-", "document": "table"})


class _Row:
    def __init__(self, mapping: Mapping, cells: Pairs[str, str], document_on: Days, today: date) -> None:
        self._mapping, self._today = mapping, today
        said = {what: cells.get(name, "") for name, what in mapping.columns.items() if what}
        unsaid = mapping.unsaid
        self._said = {what: text for what, text in said.items() if text and fold(text) not in unsaid}
        self._reader = Reader(
            _STANDS.model_copy(update={"quote": "\n".join(self._said.values()) or "-"}), document_on, today
        )
        self._problems: dict[str, str] = {}
        self._flags: dict[str, str] = {}

    def read(self) -> RowRead:
        mapping, said = self._mapping, self._said
        codes = self._codes()
        when, place, counts = self._when(), self._place(codes.get("precision")), self._counts()
        if mapping.column("id") and "id" not in said:
            self._wrong("id", _NO_ID)
        if "act" not in codes:
            self._wrong("act", _NO_ACT)
        for who in ("victim", "alleged"):
            kind = mapping.kind_of(who)
            if who in said and reads_like_a_name(said[who], of_group=kind not in _ONE_PERSON | NO_KIND):
                self._wrong(who, _PERHAPS_A_NAME if kind in NO_KIND else _NAME)
        if "said_by" not in said and "report" in said:
            self._wrong("report", mend("A report needs a source: this row names none."))
        for use, most in _LONGEST.items():
            if len(said.get(use, "")) > most:
                self._wrong(use, _TOO_LONG)
        for name, why in self._reader.problems.items():
            self._wrong(name, why)
        return RowRead(said, when, place, counts, codes, self._problems, self._flags)

    def _wrong(self, use: str, why: str) -> None:
        self._problems.setdefault(self._mapping.column(use) or "", why)

    def _tells(self, use: str, rule: str) -> None:
        self._flags[rule] = self._mapping.column(use) or ""

    def _codes(self) -> dict[str, str]:
        """By use, the term that the row's word was said to stand for; of the act, else that of the whole table."""
        codes = {"act": self._mapping.act} if self._mapping.act else {}
        for use in LISTS:
            if word := self._said.get(use):
                code = self._mapping.stands_for(use, word)
                if code is None:
                    self._wrong(use, _WHAT_WORD)
                elif code != NOTHING:
                    codes[use] = code
        return codes

    def _when(self) -> When | None:
        use, text = "when", self._said.get("when")
        if text is None:
            text, use = self._of_parts()
        if not text:
            return None
        try:
            plain, order = _plain_day(text, self._mapping.order)
        except InvalidValue as refusal:
            self._wrong(use, str(refusal))
            return None
        read = self._reader.when("when", plain, order)
        for why in [self._reader.problems.pop("when", "")]:
            if why:
                self._wrong(use, why)
        if read and read.earliest_start is None and read.latest_end is None:
            self._tells(use, "time_kept_as_words")
        return replace(read, stated_as=text) if read else None

    def _of_parts(self) -> tuple[str, str]:
        """Year, month and day of columns of their own: as a date that says no more than is said, or as words."""
        year, month, day = (_plain_number(self._said.get(part, "")) for part in _PARTS)
        if not year:
            if month or day:
                self._wrong("month" if month else "day", _NOT_WHOLE_YEAR)
            return "", "year"
        if day and not month:
            self._wrong("day", _NOT_WHOLE_YEAR)
            return "", "day"
        if month and not month.isdigit():
            return " ".join(part for part in (day, month, year) if part), "month"
        return "-".join(part.zfill(2) for part in (year, month, day) if part), "year"

    def _place(self, precision: str | None) -> Place | None:
        said = {use: self._said[use] for use in _NAMES if use in self._said}
        try:
            answers = PlaceAnswers.model_validate(
                {**said, "precision": precision, "point": self._point(), "uncertainty": self._radius(precision)}
            )
        except ValidationError as error:
            for one in error.errors():
                self._wrong(str(one["loc"][0]), _TOO_LONG)
            return None
        place = self._reader.tried("where", lambda: understand_place(self._as_precise(answers, precision)))
        if why := self._reader.problems.pop("point", ""):
            self._wrong("point" if "point" in self._said else "latitude", why)
        if place is None:
            return None
        return replace(place, country=self._said.get("country"), method="data_set" if place.wkt else place.method)

    def _point(self) -> str | None:
        """Latitude and longitude as people write them together: in one column, or put together from two."""
        if point := self._said.get("point"):
            return point
        halves = [self._said.get(use, "") for use in ("latitude", "longitude")]
        if not any(halves):
            return None
        if not all(halves):
            self._wrong("longitude" if halves[0] else "latitude", _BOTH)
            return None
        return ", ".join(half.replace(",", ".") for half in halves)

    def _radius(self, precision: str | None) -> float | None:
        """Metres that a point may be off, where the word for its precision says so: "(2) 25 km Precision"."""
        match = _KILOMETRES.search(fold(self._said.get("precision", "")))
        has_point = precision in places.RADIUS_M and {"point", "latitude"} & self._said.keys()
        return float(match[1]) * 1000 if match and has_point else None

    def _as_precise(self, answers: PlaceAnswers, precision: str | None) -> PlaceAnswers:
        """No more of the point and the units than the precision that is said can vouch for; what is left out is
        flagged."""
        given: dict[str, object] = {}
        if precision and precision not in places.RADIUS_M and answers.point:
            given["point"] = None
            self._tells("precision", "point_of_so_rough_a_place")
        names = ("adm1", "adm2", "adm3")
        most = places.UNITS_ALLOWED.get(precision or "", 3)
        if any(getattr(answers, name) for name in names[most:]):
            given |= dict.fromkeys(names[most:])
            self._tells("precision", "units_of_so_rough_a_place")
        rough = answers.model_copy(update=given)
        if not rough.where and not rough.point and not any(getattr(rough, name) for name in names):
            return rough.model_copy(update={"where": self._said.get("country")})
        return rough

    def _counts(self) -> dict[str, tuple[Count, ...]]:
        found: dict[str, tuple[Count, ...]] = {}
        for use, text in self._said.items():
            if use == "count" or use.startswith("count:"):
                harm = use.partition(":")[2]
                found[use] = self._reader.counts(use, _plain_number(text), (harm,) if harm else ())
                found[use] = tuple(replace(one, words=text) for one in found[use])
                if self._reader.figures.left:
                    self._tells(use, "figure_understood_in_part")
        return {use: counts for use, counts in found.items() if counts}


_NAMES = ("where", "adm1", "adm2", "adm3")
_LONGEST = {"id": 200, "title": 300, "victim": 300, "alleged": 300, "said_by": 300, "report": 1000, "quote": 20_000}
_ONE_PERSON = frozenset({"private_person", "public_official"})


def _plain_number(text: str) -> str:
    """A whole number without the point and the 0 that some programs write behind it."""
    match = _WHOLE.fullmatch(fold(text))
    return match[1] if match else text


def _plain_day(text: str, order: Order) -> tuple[str, Literal["dmy", "mdy"] | None]:
    """The text as the reader of dates takes it, by the order that was declared. InvalidValue where it is written in
    another."""
    plain = fold(text)
    if order == "serial" and not _YEAR_FIRST.fullmatch(plain):
        return _of_serial(plain), None
    if _SERIAL_ALONE.fullmatch(plain):
        raise InvalidValue(_OF_A_SPREADSHEET)
    match = _SLASHED.fullmatch(plain)
    if match is None:
        return text, None
    first, middle, last = match.groups()
    if len(first) == 4 and (order in ("", "ymd", "serial") or "-" in plain):
        return _a_day(first, middle, last), None
    if not order:
        raise InvalidValue(_NO_ORDER)
    if order == "ymd":
        raise InvalidValue(_OTHER_ORDER)
    if len(last) != 4:
        raise InvalidValue(_NO_YEAR)
    return _a_day(last, *((middle, first) if order == "dmy" else (first, middle))), None


def _a_day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise InvalidValue(_NO_DAY) from None


def _of_serial(text: str) -> str:
    """The day of a number of days as spreadsheets count them; before March 1900 they count a day that never was."""
    match = _SERIAL.fullmatch(text)
    if match is None or not 60 < int(match[1]) < 2_958_466:
        raise InvalidValue(_OTHER_ORDER)
    return (_FIRST_SERIAL + timedelta(days=int(match[1]))).isoformat()
