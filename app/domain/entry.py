"""What forms ask, and how each answer is understood before it is kept: the ten questions, and one claim more.

Nothing is required but where it comes from, the words that say it, and what happened. What is not understood stays text
and says so; what is refused says how to mend it. Names of people are never asked.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.domain.addresses import Number, read_number
from app.domain.coordinates import SeemsTurned
from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import ENTRY_CEILING, kind_tier
from app.domain.errors import InvalidValue, mend
from app.domain.figures import FALLS, WHICH_HARM, FigureAnswers, Figures, read_figures, refuse_of_none
from app.domain.gazetteers import Candidate
from app.domain.passages import Span
from app.domain.phrases import DayOrder, understand_when
from app.domain.place_answers import SEVERAL, PlaceAnswers, understand_places
from app.domain.places import Place
from app.domain.properties import BASES, MODALITIES, POLARITIES, PROPERTIES, Property, default_basis
from app.domain.records import (
    INCIDENT_KINDS,
    MAY_BE_NOT_SAID,
    IncidentValue,
    PartyValue,
    PlaceValue,
    TermValue,
    TextValue,
    Value,
)
from app.domain.text import fold, verbatim
from app.domain.vocabularies import Term, term, terms

Days = tuple[date | None, date | None]
Read = TypeVar("Read")

_NOT_OFFERED = mend("Choose one of the answers offered.")
_CHOSEN_TWICE = mend("The same answer is chosen twice. Choose another one, or leave the further one empty.")
SEALED = mend(
    "This kind needs consent or a sealed name, which this preview cannot keep yet. Enter public material only."
)
KIND_OF_PARTY = mend("Say what kind of person, group or organisation it is.")
_KIND_OF_OBJECT = mend("What is said of damage is said of an object: choose what kind of object it is.")
_NAME_OF_OBJECT = mend("Write what the object is called, or describe it.")
_WHICH_OBJECT = mend("Choose the object. One that is new is named first, under “What was harmed”.")
_KIND_OF_SOURCE = mend("Say what kind of source it is.")
NO_ADDRESS = mend("Write a whole address that begins with https:// or http://. No other kind of link is kept.")

_NOT_SAID_OF_WHOM = mend(
    "To this question “not said” is no answer that is kept. Leave it empty where the source does not say."
)

ASKED_IN = dict(zip(MAY_BE_NOT_SAID, ("count", "when", "where", "alleged"), strict=True))
"""The question in which each thing is asked of which it is kept that the source does not say it."""

_NOT_SAID = frozenset(
    fold(words)
    for words in (
        "not said", "not stated", "not mentioned", "not named", "not given", "not specified", "not known", "unknown",
        "unspecified", "no number", "no figure", "no date", "no time", "no place", "no location", "nobody named",
        "no one named", "nobody is named", "number not known", "looked for, and not said",
        "غير مذكور", "غير مذكورة", "غير معروف", "غير محدد", "لم يُذكر", "لم تُذكر", "لم يُحدَّد", "لم يُسمَّ",
        "لا رقم", "لا عدد", "بلا رقم", "لا تاريخ", "بلا تاريخ", "لا وقت", "لا مكان", "بلا مكان",
        "لم يُسمَّ أحد", "لم يُذكر أحد", "لم يُذكر اسم أحد", "العدد غير معروف", "بُحث عنه ولم يُذكر",
    )
)  # fmt: skip

ORIGINATORS = ("source", "other", "not_said")
DANGERS = ("no", "not_sure", "yes")
CHOSEN_FROM = {
    "act": "act_types",
    "method": "methods",
    "completion": "completions",
    "characterisation": "characterisations",
    "motive": "characterisations",
    "degree": "involvement_degrees",
    "severity": "damage_severity",
    "extent": "damage_extent",
    "certainty": "damage_certainty",
    "alleged_kind": "party_kinds",
}
"""The questions of an incident that are answered from a vocabulary; of whom or what it was done to, from one of two."""

_FIRST_WORDS = 8
ADDRESS = re.compile(r"https?://\S+")


ONCE = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""The one-time key of a form."""


class Provenance(BaseModel):
    """Where it is from, the words that say it, and whose they are. `once` makes a double click one record; `shown` is
    the digest of what was shown back, so that what is kept is what was seen.

    `cited` says which words of the document's text (`text`, its number) an answer was marked in: its name and the
    stretch, like `when=120-140`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    once: str = Field(pattern=ONCE)
    shown: str | None = None
    deed: str = "check"
    document: str | None = None
    source_name: str | None = Field(None, max_length=300)
    source_kind: str | None = None
    document_kind: str | None = None
    document_title: str | None = Field(None, max_length=1000)
    document_url: str | None = Field(None, max_length=2000)
    document_known_as: str | None = Field(None, max_length=700)
    published: str | None = Field(None, max_length=200)
    quote: str = Field(min_length=1, max_length=20_000)
    originator: str = "source"
    originator_name: str | None = Field(None, max_length=300)
    originator_kind: str | None = None
    modality: str = "reported"
    basis: str | None = None
    text: int | None = None
    cited: list[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}=\d{1,6}-\d{1,6}$")]] = Field(
        default_factory=list, max_length=40
    )

    @property
    def title_of_document(self) -> str:
        """The title of a new document, or the first of the words that are copied from it."""
        quote: str | None = getattr(self, "quote", None)  # a form that was read in part has none
        return self.document_title or " ".join((quote or "").split()[:_FIRST_WORDS])

    @property
    def known_as(self) -> Number | None:
        """By which number a new document is known elsewhere, where that is said. InvalidValue where it is none."""
        return read_number(self.document_known_as) if self.document_known_as else None

    @property
    def marked(self) -> dict[str, Span]:
        """The stretch of the document's text that each answer was marked in."""
        named = (one.partition("=") for one in self.cited)
        return {name: Span(*map(int, stretch.split("-"))) for name, _, stretch in named}


class Entry(Provenance, PlaceAnswers, FigureAnswers):
    """The ten questions, filled; `incident`: about which, by its ref, where that is on record and not a new one.
    `keep`: the questions whose answers are kept for the next one, or under the name `template`."""

    incident: str | None = None
    act: list[str] = Field(default_factory=list, max_length=10)
    victim: str | None = Field(None, max_length=300)
    victim_kind: str | None = None
    severity: str | None = None
    extent: str | None = None
    certainty: str | None = None
    community: str | None = Field(None, max_length=300)
    count: str | None = Field(None, max_length=500)
    when: str | None = Field(None, max_length=200)
    alleged: str | None = Field(None, max_length=300)
    alleged_kind: str | None = None
    degree: str = "carried_out"
    danger: str = "not_sure"
    kind: str = "single"
    method: list[str] = Field(default_factory=list, max_length=10)
    completion: str | None = None
    characterisation: list[str] = Field(default_factory=list, max_length=10)
    motive: list[str] = Field(default_factory=list, max_length=10)
    not_said: list[str] = Field(default_factory=list, max_length=10)
    keep: list[str] = Field(default_factory=list, max_length=20)
    template: str | None = Field(None, max_length=80)
    title: str | None = Field(None, max_length=300)
    summary: str | None = Field(None, max_length=2000)

    @property
    def object_kind(self) -> str | None:
        """What kind of object question 5 was answered with, where it was no person, group or organisation."""
        return self.victim_kind if self.victim_kind in terms("property_kinds") else None

    def damage(self) -> dict[str, str]:
        """What was answered of the object's damage and of whose it is, by property."""
        names = ("severity", "extent", "certainty", "community")
        return {f"item.{name}": answer for name in names if (answer := getattr(self, name))}

    def ticked(self) -> "Entry":
        """The same, with what was typed as "no number" or "nobody named" taken for what it says: that the source does
        not say it."""
        typed = {path: name for path, name in ASKED_IN.items() if says_not_said(getattr(self, name))}
        if not typed:
            return self
        paths = dict.fromkeys([*self.not_said, *typed])
        return self.model_copy(update={**dict.fromkeys(typed.values()), "not_said": list(paths)})


class ClaimEntry(Provenance, PlaceAnswers, FigureAnswers):
    """One claim more about an incident: a further source's, or one that takes another's place (then with a reason).

    `premises`: that it is our own inference, from these claims of the incident; then nobody is quoted for it.
    """

    path: str
    quote: str = Field("", max_length=20_000)
    premises: list[str] = Field(default_factory=list, max_length=20)
    act: str | None = None
    item: str | None = None
    item_label: str | None = Field(None, max_length=300)
    value: str | None = Field(None, max_length=500)
    term: str | None = None
    party_kind: str | None = None
    degree: str = "carried_out"
    polarity: str = "asserts"
    reason: str | None = Field(None, max_length=1000)


@dataclass(frozen=True)
class Understood:
    """How an entry was read. `problems` names what cannot be kept as it is, each with its mend.

    `figures` has of a count what stands beside it: words that were not understood, and of whom it consists.
    `elsewhere` are other sources that have a document under the address of the new one: it is kept beside theirs.
    `turned`: the point seems to be written the wrong way round.
    """

    when: When | None = None
    counts: tuple[Count, ...] = ()
    places: tuple[Place, ...] = ()
    published: When | None = None
    values: tuple[Value, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)
    elsewhere: tuple[str, ...] = ()
    turned: SeemsTurned | None = None

    def breakdown_of(self, value: Value) -> dict[str, int] | None:
        """Of whom a figure consists, where that was answered."""
        return self.figures.breakdowns.get(value) if isinstance(value, Count) else None

    @property
    def place(self) -> Place | None:
        """The place where it is said to have happened, the first of several."""
        return next((place for place in self.places if place.part == "at"), None)

    @property
    def published_on(self) -> Days:
        """The first and last day on which the document may have come out."""
        return (self.published.earliest_start, self.published.latest_end) if self.published else (None, None)


def understand(entry: Entry, *, document_on: Days, today: date, meant: Sequence[Candidate | None] = ()) -> Understood:
    """Reads the ten answers. `document_on`: first and last day of a document on record; a new one says its own.
    `meant`: the places of a gazetteer that are taken for the answers to "where?", in their order."""
    reader = Reader(entry, document_on, today)
    victims = "property_kinds" if entry.object_kind else "party_kinds"
    lists = CHOSEN_FROM | {"victim_kind": victims}
    given = {name: getattr(entry, name) for name in lists}
    reader.check_choices({name: (lists[name], one if isinstance(one, list) else [one]) for name, one in given.items()})
    _check_not_said(entry, reader)
    reader.check_fixed("danger", entry.danger, DANGERS)
    if not entry.act and not entry.incident:
        reader.problems.setdefault("act", mend("Say what happened: choose the act that comes nearest."))
    reader.check_fixed("kind", entry.kind, INCIDENT_KINDS)
    for name in ("victim", "alleged"):
        if getattr(entry, name) and not getattr(entry, f"{name}_kind"):
            reader.problems[f"{name}_kind"] = KIND_OF_PARTY
    if says_not_said(entry.victim):
        reader.problems["victim"] = _NOT_SAID_OF_WHOM
    reader.check_object(entry.object_kind)
    if entry.damage() and not entry.object_kind:
        reader.problems["victim_kind"] = _KIND_OF_OBJECT
    elif entry.object_kind and not entry.victim:
        reader.problems["victim"] = _NAME_OF_OBJECT
    when = reader.when("when", entry.when)
    counts = reader.counts("count", entry.count, _harms_of(entry.act), entry)
    places = reader.places(entry, meant)
    return Understood(when, counts, places, reader.published, problems=reader.problems, figures=reader.figures)


def understand_claim(
    entry: ClaimEntry,
    *,
    document_on: Days,
    today: date,
    acts: tuple[str, ...],
    items: tuple[str, ...] = (),
    meant: Sequence[Candidate | None] = (),
) -> Understood:
    """Reads one claim more. `acts` and `items`: refs of the incident's acts and of the objects harmed in it; `meant` as
    in `understand`; several counts in one answer are several claims."""
    reader = Reader(entry, document_on, today)
    known = PROPERTIES.get(entry.path)
    reader.check_fixed("path", entry.path, tuple(PROPERTIES))
    reader.check_fixed("polarity", entry.polarity, tuple(POLARITIES))
    reader.check_choices({"party_kind": ("party_kinds", [entry.party_kind])})
    if not entry.quote and not entry.premises:
        reader.problems["quote"] = mend("Copy the words that say it, or choose the claims from which you infer it.")
    if known is None:
        return Understood(published=reader.published, problems=reader.problems)
    if known.subject == "act":
        reader.check_fixed("act", entry.act, acts)
    if known.subject == "item":
        reader.check_item(entry, items)
    values = reader.tried("value", lambda: _values(entry, known, reader, meant))
    if values == ():
        name = {"place": "where", "term": "term"}.get(known.value_kind, "value")
        reader.problems.setdefault(name, mend("Write what the source says."))
    return Understood(values=values or (), published=reader.published, problems=reader.problems, figures=reader.figures)


def says_not_said(text: str | None) -> bool:
    """Whether these words alone are an answer in words that the source does not say it: "no number", «لا رقم»."""
    return fold(text or "").strip(" .()\"'") in _NOT_SAID


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


class Reader:
    """Reads answers one by one and collects what cannot be kept."""

    def __init__(self, entry: Provenance, document_on: Days, today: date) -> None:
        self.entry, self.today = entry, today
        self.problems: dict[str, str] = {}
        self.figures = Figures()
        self.check_fixed("originator", entry.originator, ORIGINATORS)
        self.check_fixed("modality", entry.modality, tuple(MODALITIES))
        self.check_fixed("basis", entry.basis, (None, *BASES))
        self._check_source()
        if entry.document_url and not ADDRESS.fullmatch(entry.document_url):
            self.problems["document_url"] = NO_ADDRESS
        self.tried("document_known_as", lambda: entry.known_as)
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

    def when(self, name: str, text: str | None, order: DayOrder | None = None) -> When | None:
        """A time; a source cannot tell what has not happened yet. `order`: how a column was declared to write days."""
        if not text:
            return None
        read = self.tried(
            name, lambda: understand_when(text, document_date=self.document_on, today=self.today, order=order)
        )
        if read is None:
            return None
        if read.earliest_start is not None and read.earliest_start > self.today:
            self.problems[name] = mend("This lies in the future. Check the year.")
        return replace(read, stated_as=verbatim(read.stated_as, self.entry.quote or ""))

    def counts(
        self, name: str, text: str | None, harms: tuple[str, ...] = (), answers: FigureAnswers | None = None
    ) -> tuple[Count, ...]:
        """Figures, with what was answered of them beside the words."""
        beside = answers or FigureAnswers()
        if not text:
            self.tried(name, lambda: refuse_of_none(beside))
            return ()
        asked = answers is not None
        read = self.tried(name, lambda: read_figures(text, self.entry.quote or "", harms, beside, of_acts=asked))
        self.figures = read or Figures()
        if self.figures.turned:
            self.problems[name] = FALLS
        if self.figures.of_no_harm:
            self.problems["harm" if answers else name] = WHICH_HARM
        return self.figures.counts

    def places(self, entry: PlaceAnswers, meant: Sequence[Candidate | None]) -> tuple[Place, ...]:
        """Where; what is wrong with a place that is to be registered stands among the problems."""
        self.check_fixed("several", entry.several, SEVERAL)
        self.problems |= entry.new_place_problems()
        return self.tried("where", lambda: understand_places(entry, meant)) or ()

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

    def check_object(self, kind: str | None) -> None:
        """What is sealed by its kind cannot be kept yet."""
        if kind and kind_tier("property_kinds", kind) > ENTRY_CEILING:
            self.problems["victim_kind"] = SEALED

    def check_item(self, entry: ClaimEntry, items: tuple[str, ...]) -> None:
        """Which object it is about: one that the incident has, or a further one, which is named with its kind."""
        if entry.path == "item.kind":
            if entry.term and kind_tier("property_kinds", entry.term) > ENTRY_CEILING:
                self.problems["term"] = SEALED
            if entry.item is None and not entry.item_label:
                self.problems["item_label"] = _NAME_OF_OBJECT
            self.check_fixed("item", entry.item, (None, *items))
        elif entry.item not in items:
            self.problems["item"] = _WHICH_OBJECT

    def _check_source(self) -> None:
        entry = self.entry
        needed = {}
        if not entry.document and not getattr(entry, "premises", ()):
            needed = {
                "source_name": mend("Write who put it out, or choose a document that is on record."),
                "source_kind": _KIND_OF_SOURCE,
                "document_kind": mend("Say what kind of document it is."),
                "document_title": mend("Write its title or first words."),
            }
        if entry.originator == "other":
            needed |= {"originator_name": mend("Write who says so."), "originator_kind": _KIND_OF_SOURCE}
        if entry.title_of_document:
            needed.pop("document_title", None)
        self.problems |= {name: mend for name, mend in needed.items() if not getattr(entry, name)}
        kinds = {"source_kind": "source_kinds", "originator_kind": "source_kinds", "document_kind": "document_kinds"}
        for name, vocabulary in kinds.items():
            code = getattr(entry, name)
            if code and code not in terms(vocabulary):
                self.problems[name] = _NOT_OFFERED
            elif code and not can_be_offered(term(vocabulary, code)):
                self.problems[name] = SEALED


def _values(entry: ClaimEntry, known: Property, reader: Reader, meant: Sequence[Candidate | None]) -> tuple[Value, ...]:
    """The values that a claim's answers stand for; none where nothing was answered."""
    if known.value_kind == "place":
        found = reader.places(entry, meant)
        return (PlaceValue(found),) if found else ()
    if known.value_kind == "term":
        reader.check_choices({"term": (known.vocabulary or "", [entry.term])})
        return (TermValue(entry.term),) if entry.term else ()
    if known.value_kind == "party":
        if not entry.party_kind:
            reader.problems["party_kind"] = KIND_OF_PARTY
        degree = entry.degree if known.degrees else None
        return (PartyValue(f"{entry.party_kind or ''}:{entry.value}", degree),) if entry.value else ()
    return _of_words(entry.value, known, reader) if entry.value else ()


def _of_words(text: str, known: Property, reader: Reader) -> tuple[Value, ...]:
    """What is answered in words alone, or by the ref of an incident."""
    if known.value_kind == "text":
        return (TextValue(verbatim(text, reader.entry.quote)),)
    if known.value_kind == "incident":
        return (IncidentValue(text),)
    if known.value_kind == "when":
        when = reader.when("value", text)
        return (when,) if when else ()
    return reader.counts("value", text, (), reader.entry if isinstance(reader.entry, FigureAnswers) else None)


def _harms_of(acts: list[str]) -> tuple[str, ...]:
    """The harms that the acts chosen stand for, for a bare number."""
    known = terms("act_types")
    return tuple(
        known[code].attributes["harm"] for code in acts if "harm" in getattr(known.get(code), "attributes", {})
    )


def _check_not_said(entry: Entry, reader: Reader) -> None:
    """What the source does not say is one of those that are kept, and was not answered all the same."""
    if not set(entry.not_said) <= ASKED_IN.keys():
        reader.problems["not_said"] = _NOT_OFFERED
    elif any(getattr(entry, ASKED_IN[path]) for path in entry.not_said):
        reader.problems["not_said"] = mend(
            "You have answered what you say is not said. Take back the one or the other."
        )
