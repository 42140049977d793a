"""What forms ask, and how each answer is understood before it is kept: the ten questions, and one claim more.

Nothing is required but where it comes from, the words that say it, and what happened. What is not understood stays text
and says so; what is refused says how to mend it. Names of people are never asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.domain import places
from app.domain.counts import Count, understand_count, understand_in_part
from app.domain.dates import When
from app.domain.errors import InvalidValue, mend
from app.domain.phrases import understand_when
from app.domain.places import Place, Unit
from app.domain.properties import BASES, MODALITIES, POLARITIES, PROPERTIES, Property, default_basis
from app.domain.records import PartyValue, PlaceValue, TermValue, TextValue, Value
from app.domain.text import fold, verbatim
from app.domain.vocabularies import Term, term, terms

Days = tuple[date | None, date | None]
Read = TypeVar("Read")

_NOT_OFFERED = mend("Choose one of the answers offered.")
_CHOSEN_TWICE = mend("The same answer is chosen twice. Choose another one, or leave the further one empty.")
_SEALED = mend(
    "This kind needs consent or a sealed name, which this preview cannot keep yet. Enter public material only."
)
_TOO_MANY_UNITS = mend("This names more units than so rough a place can know. Choose a finer precision.")
_TOO_ROUGH = mend("So rough a place has no point of its own: write how far off it may be.")
_KIND_OF_PARTY = mend("Say what kind of person, group or organisation it is.")
_KIND_OF_SOURCE = mend("Say what kind of source it is.")
_NO_FIGURE = mend(
    "No figure was understood. Say what came to whom or what, like “12 killed, dozens hurt” or “3 homes burned”, or"
    " leave it empty: the words stay in the quotation."
)
_OPEN = mend("The words leave open how far off the point may be. Choose how precise it is, or write the radius.")
NO_ADDRESS = mend("Write a whole address that begins with https:// or http://. No other kind of link is kept.")

_CLAUSES = re.compile(r"[.,;،؛:](?!\d)|\n")
ADDRESS = re.compile(r"https?://\S+")


def _number(typed: object) -> object:
    """A number in the digits of any script, with either decimal point: ٣٥٫١ is 35.1."""
    return fold(typed) if isinstance(typed, str) else typed


def _degrees(typed: object) -> object:
    """As `_number`; nobody writes thousands of degrees, so that a comma too stands before the fraction."""
    return fold(typed).replace(",", ".") if isinstance(typed, str) else typed


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Degrees = Annotated[float, BeforeValidator(_degrees), Field(allow_inf_nan=False)]


class Provenance(BaseModel):
    """Where it is from, the words that say it, and whose they are. `once` makes a double click one record; `shown` is
    the digest of what was shown back, so that what is kept is what was seen."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    once: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    shown: str | None = None
    deed: str = "check"
    document: str | None = None
    source_name: str | None = Field(None, max_length=300)
    source_kind: str | None = None
    document_kind: str | None = None
    document_title: str | None = Field(None, max_length=1000)
    document_url: str | None = Field(None, max_length=2000)
    published: str | None = Field(None, max_length=200)
    quote: str = Field(min_length=1, max_length=20_000)
    originator: str = "source"
    originator_name: str | None = Field(None, max_length=300)
    originator_kind: str | None = None
    modality: str = "reported"
    basis: str | None = None


class PlaceAnswers(BaseModel):
    """Question 8, and its fold: how precise, a point, units as the source names them."""

    where: str | None = Field(None, max_length=300)
    precision: str | None = None
    longitude: Degrees | None = Field(None, ge=-180, le=180)
    latitude: Degrees | None = Field(None, ge=-90, le=90)
    uncertainty: Number | None = Field(None, gt=0, le=2_000_000)
    adm1: str | None = Field(None, max_length=200)
    adm2: str | None = Field(None, max_length=200)
    adm3: str | None = Field(None, max_length=200)


class Entry(Provenance, PlaceAnswers):
    """The ten questions, filled."""

    act: list[str] = Field(min_length=1, max_length=10)
    victim: str | None = Field(None, max_length=300)
    victim_kind: str | None = None
    count: str | None = Field(None, max_length=500)
    when: str | None = Field(None, max_length=200)
    alleged: str | None = Field(None, max_length=300)
    alleged_kind: str | None = None
    degree: str = "carried_out"
    danger: str = "not_sure"
    method: list[str] = Field(default_factory=list, max_length=10)
    completion: str | None = None
    title: str | None = Field(None, max_length=300)
    summary: str | None = Field(None, max_length=2000)


class ClaimEntry(Provenance, PlaceAnswers):
    """One claim more about an incident: a further source's, or one that takes another's place (then with a reason)."""

    path: str
    act: str | None = None
    value: str | None = Field(None, max_length=500)
    term: str | None = None
    party_kind: str | None = None
    degree: str = "carried_out"
    polarity: str = "asserts"
    reason: str | None = Field(None, max_length=1000)


@dataclass(frozen=True)
class Understood:
    """How an entry was read. `problems` names what cannot be kept as it is, each with its mend.

    `left` are words of a count that were not understood beside what was.
    `elsewhere` are other sources that have a document under the address of the new one: it is kept beside theirs.
    """

    when: When | None = None
    counts: tuple[Count, ...] = ()
    place: Place | None = None
    published: When | None = None
    values: tuple[Value, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def published_on(self) -> Days:
        """The first and last day on which the document may have come out."""
        return (self.published.earliest_start, self.published.latest_end) if self.published else (None, None)


def understand(entry: Entry, *, document_on: Days, today: date) -> Understood:
    """Reads the ten answers. `document_on`: first and last day of a document on record; a new one says its own."""
    reader = _Reader(entry, document_on, today)
    reader.check_choices(
        {
            "act": ("act_types", entry.act),
            "method": ("methods", entry.method),
            "completion": ("completions", [entry.completion]),
            "degree": ("involvement_degrees", [entry.degree]),
            "victim_kind": ("party_kinds", [entry.victim_kind]),
            "alleged_kind": ("party_kinds", [entry.alleged_kind]),
        }
    )
    reader.check_fixed("danger", entry.danger, ("no", "not_sure", "yes"))
    for name in ("victim", "alleged"):
        if getattr(entry, name) and not getattr(entry, f"{name}_kind"):
            reader.problems[f"{name}_kind"] = _KIND_OF_PARTY
    when = reader.when("when", entry.when)
    counts = reader.counts("count", entry.count, _harms_of(entry.act))
    place = reader.tried("where", lambda: _place(entry))
    return Understood(when, counts, place, reader.published, problems=reader.problems, left=reader.left)


def understand_claim(entry: ClaimEntry, *, document_on: Days, today: date, acts: tuple[str, ...]) -> Understood:
    """Reads one claim more. `acts`: refs of the incident's acts; several counts in one answer are several claims."""
    reader = _Reader(entry, document_on, today)
    known = PROPERTIES.get(entry.path)
    reader.check_fixed("path", entry.path, tuple(PROPERTIES))
    reader.check_fixed("polarity", entry.polarity, tuple(POLARITIES))
    if known is None:
        return Understood(published=reader.published, problems=reader.problems)
    if known.subject == "act":
        reader.check_fixed("act", entry.act, acts)
    values = reader.tried("value", lambda: _values(entry, known, reader))
    if values == ():
        reader.problems.setdefault(
            "where" if known.value_kind == "place" else "value", mend("Write what the source says.")
        )
    return Understood(values=values or (), published=reader.published, problems=reader.problems, left=reader.left)


def can_be_offered(kind: Term) -> bool:
    """Whether a kind of source or document may be entered yet: what needs consent, or a sealed name, waits."""
    return (
        kind.can_be_chosen
        and kind.attributes.get("needs_consent") != "yes"
        and int(kind.attributes.get("default_tier", "0")) < 2
    )


def tier_of(danger: str) -> int:
    """Question 10: only "no" is public; not sure is treated as yes."""
    return 0 if danger == "no" else 1


def basis_of(kind_code: str, chosen: str | None = None) -> str:
    """The basis that is written with a claim: chosen by the documenter, or the default of its originator's kind."""
    return chosen or default_basis(term("source_kinds", kind_code).attributes)


class _Reader:
    """Reads answers one by one and collects what cannot be kept."""

    def __init__(self, entry: Provenance, document_on: Days, today: date) -> None:
        self.entry, self.today = entry, today
        self.problems: dict[str, str] = {}
        self.left: tuple[str, ...] = ()
        self.check_fixed("originator", entry.originator, ("source", "other", "not_said"))
        self.check_fixed("modality", entry.modality, tuple(MODALITIES))
        self.check_fixed("basis", entry.basis, (None, *BASES))
        self._check_source()
        if entry.document_url and not ADDRESS.fullmatch(entry.document_url):
            self.problems["document_url"] = NO_ADDRESS
        self.published = self.tried(
            "published",
            lambda: understand_when(entry.published, document_date=None, today=today) if entry.published else None,
        )
        if self.published is not None and not entry.document:
            document_on = self.published.earliest_start, self.published.latest_end
        self.document_on = document_on

    def tried(self, name: str, read: Callable[[], Read]) -> Read | None:
        """What was read, or None with the refusal among the problems."""
        try:
            return read()
        except InvalidValue as refusal:
            self.problems[refusal.field or name] = str(refusal)
            return None

    def when(self, name: str, text: str | None) -> When | None:
        """A time; a source cannot tell what has not happened yet."""
        if not text:
            return None
        read = self.tried(name, lambda: understand_when(text, document_date=self.document_on, today=self.today))
        if read is None:
            return None
        if read.earliest_start is not None and read.earliest_start > self.today:
            self.problems[name] = mend("This lies in the future. Check the year.")
        return replace(read, stated_as=verbatim(read.stated_as, self.entry.quote or ""))

    def counts(self, name: str, text: str | None, harms: tuple[str, ...] = ()) -> tuple[Count, ...]:
        """Figures and words for figures; a bare number is of the first of `harms` that it can be of. Text of which no
        figure is understood would be lost, so it is refused."""
        if not text:
            return ()
        read = self.tried(name, lambda: [understand_in_part(text, harm) for harm in harms or (None,)])
        counts, left = min((one for one in read or () if one[0]), key=lambda one: len(one[1]), default=([], []))
        if not counts:
            self.problems.setdefault(name, _NO_FIGURE)
        self.left = tuple(left)
        # "12 killed, 12 dead" says one thing twice.
        once: dict[Count, Count] = {}
        for count in counts:
            once.setdefault(replace(count, words=""), count)
        return tuple(self._in_own_words(count) for count in once.values())

    def _in_own_words(self, count: Count) -> Count:
        """The count with the words of the quotation for it: those typed, or those of a clause that say the same."""
        quote = self.entry.quote or ""
        own = verbatim(count.words, quote)
        if own == quote:
            clauses = (said for clause in _CLAUSES.split(quote) for said in understand_count(clause))
            own = next((said.words for said in clauses if replace(said, words=count.words) == count), quote)
        return replace(count, words=own)

    def check_fixed(self, name: str, given: str | None, known: tuple[str | None, ...]) -> None:
        if given not in known:
            self.problems[name] = _NOT_OFFERED

    def check_choices(self, offered: dict[str, tuple[str, list[str | None] | list[str]]]) -> None:
        for name, (vocabulary, codes) in offered.items():
            known = terms(vocabulary)
            if any(code and (code not in known or not known[code].can_be_chosen) for code in codes):
                self.problems[name] = _NOT_OFFERED
            elif len(set(codes)) < len(codes):
                self.problems[name] = _CHOSEN_TWICE

    def _check_source(self) -> None:
        entry = self.entry
        needed = {}
        if not entry.document:
            needed = {
                "source_name": mend("Write who put it out, or choose a document that is on record."),
                "source_kind": _KIND_OF_SOURCE,
                "document_kind": mend("Say what kind of document it is."),
                "document_title": mend("Write its title or first words."),
            }
        if entry.originator == "other":
            needed |= {"originator_name": mend("Write who says so."), "originator_kind": _KIND_OF_SOURCE}
        self.problems |= {name: mend for name, mend in needed.items() if not getattr(entry, name)}
        kinds = {"source_kind": "source_kinds", "originator_kind": "source_kinds", "document_kind": "document_kinds"}
        for name, vocabulary in kinds.items():
            code = getattr(entry, name)
            if code and code not in terms(vocabulary):
                self.problems[name] = _NOT_OFFERED
            elif code and not can_be_offered(term(vocabulary, code)):
                self.problems[name] = _SEALED


def _values(entry: ClaimEntry, known: Property, reader: _Reader) -> tuple[Value, ...]:
    """The values that a claim's answers stand for; none where nothing was answered."""
    if known.value_kind == "place":
        place = _place(entry)
        return (PlaceValue((place,)),) if place else ()
    if known.value_kind == "term":
        reader.check_choices({"term": (known.vocabulary or "", [entry.term])})
        return (TermValue(entry.term),) if entry.term else ()
    if known.value_kind == "party":
        reader.check_choices({"party_kind": ("party_kinds", [entry.party_kind])})
        if not entry.party_kind:
            reader.problems["party_kind"] = _KIND_OF_PARTY
        degree = entry.degree if known.degrees else None
        return (PartyValue(f"{entry.party_kind}:{entry.value}", degree),) if entry.value else ()
    return _of_words(entry.value, known, reader) if entry.value else ()


def _of_words(text: str, known: Property, reader: _Reader) -> tuple[Value, ...]:
    """What is answered in words alone."""
    if known.value_kind == "text":
        return (TextValue(verbatim(text, reader.entry.quote)),)
    if known.value_kind == "when":
        when = reader.when("value", text)
        return (when,) if when else ()
    return reader.counts("value", text)


def _harms_of(acts: list[str]) -> tuple[str, ...]:
    """The harms that the acts chosen stand for, for a bare number."""
    known = terms("act_types")
    return tuple(
        known[code].attributes["harm"] for code in acts if "harm" in getattr(known.get(code), "attributes", {})
    )


def _place(entry: PlaceAnswers) -> Place | None:
    units = places.units_of(Unit(name) if name else None for name in (entry.adm1, entry.adm2, entry.adm3))
    wkt = None
    if entry.longitude is not None and entry.latitude is not None:
        wkt = places.point(longitude=entry.longitude, latitude=entry.latitude)
    elif entry.longitude is not None or entry.latitude is not None:
        missing = "longitude" if entry.longitude is None else "latitude"
        raise InvalidValue("A point needs both longitude and latitude.", missing)
    name = entry.where or next((unit.name for unit in reversed(units) if unit), "")
    if not name and wkt is None:
        return None
    precision = entry.precision or _usual_precision(entry, bool(wkt), len(units))
    if len(units) > places.UNITS_ALLOWED.get(precision, 3):
        raise InvalidValue(_TOO_MANY_UNITS, "precision")
    if wkt and not (entry.uncertainty or precision in places.RADIUS_M):
        raise InvalidValue(*((_TOO_ROUGH, "uncertainty") if entry.precision else (_OPEN, "precision")))
    return Place(
        name=name,
        precision=precision,
        wkt=wkt,
        radius_m=entry.uncertainty or (places.RADIUS_M.get(precision) if wkt else None),
        method="documenter" if wkt else "as_stated",
        units=units,
    )


def _usual_precision(entry: PlaceAnswers, has_point: bool, level: int) -> str:
    """What a place is taken for where nobody said: a point is a place's unless its name says otherwise, a name by
    itself could be anything. `level` is that of the lowest unit named.
    """
    if has_point:
        return places.precision_said(entry.where or "") or "place"
    if entry.where:
        return "unknown"
    return ("governorate", "district", "subdistrict")[level - 1]
