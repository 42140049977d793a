"""What is read of sources and documents, and asked of whoever amends one. What they say of the world, claims say.

How a source is known beside its name (affiliation, interest, what it counts) is the organisation's own word, to weigh
what it says by: it moves nothing. Whether it counts as one origin with another moves every incident it speaks of.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.domain.addresses import OF_IMPORTS, Number, number_words, read_number
from app.domain.dates import When
from app.domain.entry import ADDRESS, NO_ADDRESS, Days, basis_of, can_be_offered
from app.domain.errors import InvalidValue, mend
from app.domain.incidents import NamedDocument, NamedSource, Tally
from app.domain.phrases import understand_when
from app.domain.properties import ACCESS, BASES
from app.domain.records import SourceRecord
from app.domain.relations import RelationView
from app.domain.text import fold, words
from app.domain.vocabularies import terms

Listed = TypeVar("Listed")


@dataclass(frozen=True, slots=True)
class RegisterPage(Generic[Listed]):
    """A page of a register, by key: `back` and `on` are the refs that the pages before and after it hang on."""

    items: tuple[Listed, ...]
    back: str | None
    on: str | None


@dataclass(frozen=True, slots=True)
class ListedSource:
    source: NamedSource
    documents: Tally


@dataclass(frozen=True, slots=True)
class NamedIncident:
    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source, as a member of its project reads it."""

    id: int
    source: NamedSource
    default_basis: str
    compiles: bool
    counts_as_origin: bool
    recorded_at: datetime
    group_id: int | None
    group: NamedSource | None
    grouped: tuple[NamedSource, ...]
    """Those that count as one origin with it, but for the head of their group."""
    group_reason: str | None
    affiliation: str | None
    interest: str | None
    counting_scope: str | None
    access: str | None
    version: int
    aliases: tuple[str, ...]
    former_aliases: tuple[tuple[str, str], ...]
    """Names that it no longer goes by, each with the reason."""
    documents: tuple[NamedDocument, ...]
    """The newest of them."""


@dataclass(frozen=True, slots=True)
class Became:
    """What a source reported and what became of it: three numbers that are never made into one. Of its newest claims
    that stand, as many as are counted: those that another origin also makes, those that another claim contradicts, and
    those that stand alone. A claim can be both corroborated and contradicted."""

    claims: Tally
    incidents: int
    corroborated: int
    contradicted: int
    single: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document, as a member of its project reads it."""

    id: int
    document: NamedDocument
    language: str | None
    series: str | None
    retraction_as_stated: str | None
    retracted_on: Days
    retraction_citation: str | None
    version: int
    recorded_at: datetime
    external_ids: tuple[Number, ...]
    former_ids: tuple[tuple[Number, str], ...]
    """Numbers that were not its own, each with the reason."""
    incidents: tuple[NamedIncident, ...]
    """Those of which a live claim stands in it, or is reckoned from its date: the newest."""
    more_incidents: bool
    relations: tuple[RelationView, ...] = ()

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Its numbers elsewhere, but for those that imports know it by."""
        return tuple(number for number in self.external_ids if number[0] not in OF_IMPORTS)

    @property
    def published_on(self) -> Days:
        return self.document.published_earliest_on, self.document.published_latest_on


_NOT_OFFERED = mend("Choose one of the answers offered.")
_NO_NAME = mend("Write a name of letters or digits.")


class SourceEntry(BaseModel):
    """A source as somebody amends it, from the `version` that they read. `aliases` stand one a line; `group` names the
    source with which it counts as one origin, by name, alias or ref."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int
    deed: str = "save"
    name: str = Field(min_length=1, max_length=300)
    kind: str
    affiliation: str = Field("", max_length=500)
    interest: str = Field("", max_length=2000)
    counting_scope: str = Field("", max_length=1000)
    access: str | None = None
    basis: str
    aliases: str = Field("", max_length=5000)
    group: str = Field("", max_length=300)
    reason: str = Field("", max_length=1000)

    def names(self) -> tuple[str, ...]:
        """Its other names, each once however it is spelt, and not its own."""
        found = {fold(line): line.strip() for line in reversed(self.aliases.splitlines()) if fold(line)}
        found.pop(fold(self.name), None)
        return tuple(reversed(found.values()))

    def problems(self, view: SourceView) -> dict[str, str]:
        """What cannot be kept of it by itself, each with its mend."""
        kinds, found = terms("source_kinds"), {}
        if self.kind != view.source.kind and not (self.kind in kinds and can_be_offered(kinds[self.kind])):
            found["kind"] = _NOT_OFFERED
        if self.basis not in BASES:
            found["basis"] = _NOT_OFFERED
        if self.access is not None and self.access not in ACCESS:
            found["access"] = _NOT_OFFERED
        if not words(self.name):
            found["name"] = _NO_NAME
        return found


class SourceRegistration(BaseModel):
    """A source that is put on record by itself. `basis`: on what ground it speaks where it says nothing else, or the
    usual of its kind."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=300)
    kind: str
    basis: str | None = None
    affiliation: str = Field("", max_length=500)
    interest: str = Field("", max_length=2000)
    counting_scope: str = Field("", max_length=1000)
    access: str | None = None
    aliases: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(default_factory=list, max_length=50)

    def problems(self) -> dict[str, str]:
        """What cannot be kept of it by itself, each with its mend."""
        kinds, found = terms("source_kinds"), {}
        if not (self.kind in kinds and can_be_offered(kinds[self.kind])):
            found["kind"] = _NOT_OFFERED
        if self.basis not in (None, *BASES):
            found["basis"] = _NOT_OFFERED
        if self.access not in (None, *ACCESS):
            found["access"] = _NOT_OFFERED
        if not words(self.name):
            found["name"] = _NO_NAME
        if not all(words(alias) for alias in self.aliases):
            found["aliases"] = _NO_NAME
        return found


def new_source(name: str, kind: str, basis: str | None = None) -> SourceRecord:
    """What a source starts with whose name and kind alone are known, by its name as key. `basis`: on what ground it
    speaks, or the usual of its kind. Whoever speaks from what others said compiles; a source that nobody knows is no
    origin."""
    own = basis_of(kind, basis)
    return SourceRecord(name, kind, name, own, compiles=own == "compiled", counts_as_origin=kind != "source_unknown")


class DocumentEntry(BaseModel):
    """A document as somebody amends it, from the `version` that they read. Days stand as the document has them;
    numbers by which it is known elsewhere one a line."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int
    deed: str = "save"
    title: str = Field(min_length=1, max_length=1000)
    kind: str
    state: Literal["on_file", "cited", "wanted", "unobtainable"]
    url: str = Field("", max_length=2000)
    published: str = Field("", max_length=200)
    known_as: str = Field("", max_length=5000)
    language: str = Field("", max_length=20)
    series: str = Field("", max_length=300)
    retraction: Literal["corrected", "retracted"] | None = None
    retraction_on: str = Field("", max_length=200)
    retraction_citation: str = Field("", max_length=1000)
    reason: str = Field("", max_length=1000)
    seen: str = ""
    """What somebody has seen the consequences of, and goes on: as `weakens` says it."""

    def weakens(self, view: "DocumentView") -> str:
        """What of this concerns what rests on a document: that its source no longer stands by it, or that it is not on
        file any more; empty where nothing does."""
        taken_back = self.retraction if self.retraction != view.document.retraction else None
        off_file = view.document.state if view.document.state == "on_file" != self.state else None
        return " ".join(filter(None, (taken_back, off_file)))


@dataclass(frozen=True)
class ReadDocument:
    """How an amended document was understood. `published_on` and `retracted_on`: first and last day possible."""

    published_on: Days
    retracted_on: Days
    known_as: tuple[Number, ...]
    problems: dict[str, str]


def read_document_entry(entry: DocumentEntry, view: DocumentView, today: date) -> ReadDocument:
    """What somebody wrote of a document, before it is kept. Words that stand already are not read anew."""
    kinds, problems = terms("document_kinds"), dict[str, str]()
    if entry.kind != view.document.kind and not (entry.kind in kinds and can_be_offered(kinds[entry.kind])):
        problems["kind"] = _NOT_OFFERED
    if entry.url and entry.url != view.document.url and not ADDRESS.fullmatch(entry.url):
        problems["url"] = NO_ADDRESS
    if entry.retraction and not entry.retraction_citation:
        problems["retraction_citation"] = mend("Say where it says so: an address, an issue, a page.")
    if not entry.retraction and (entry.retraction_on or entry.retraction_citation):
        problems["retraction"] = mend("Say whether it was corrected or retracted, or leave where and when empty.")
    days = {"published": view.published_on, "retraction_on": view.retracted_on}
    stated = {"published": published_words(view), "retraction_on": view.retraction_as_stated or ""}
    for name, typed in stated.items():
        now = getattr(entry, name)
        try:
            days[name] = days[name] if now == typed else _days(now, today)
        except InvalidValue as refusal:
            problems[name] = str(refusal)
    known_as = _numbers(entry, view, problems)
    if not entry.reason and not set(view.numbers) <= set(known_as):
        problems["reason"] = mend("Say why it is no longer known by a number.")
    return ReadDocument(days["published"], days["retraction_on"], known_as, problems)


def _numbers(entry: DocumentEntry, view: DocumentView, problems: dict[str, str]) -> tuple[Number, ...]:
    """The numbers that are written. One that stands already is not read anew."""
    standing = {number_words(number): number for number in view.numbers}
    written = filter(None, (" ".join(line.split()) for line in entry.known_as.splitlines()))
    try:
        return tuple(dict.fromkeys(standing.get(line) or read_number(line) for line in written))
    except InvalidValue as refusal:
        problems["known_as"] = str(refusal)
        return view.numbers


def published_words(view: DocumentView) -> str:
    """When a document came out as a form offers it: in its own words, or as the one day that is known."""
    first, last = view.published_on
    known = first.isoformat() if first is not None and first == last else ""
    return view.document.published_as_stated or known


def _days(words: str, today: date) -> Days:
    if not words:
        return None, None
    read = understand_when(words, today=today)
    if not read.understood or read.earliest_start is None:
        raise InvalidValue("This day was not understood. Write it like 7 March 2025, March 2025 or 2025-03-07.")
    return read.earliest_start, read.latest_end


def reckon_anew(told: When, was: Days, now: Days) -> When | None:
    """A time that a source told from its document's date ("yesterday"), now that this date is known or known better.
    `was` and `now` are the first and last day of the document before and after.

    None where nothing of it hangs on that date: then it stays as it is. InvalidValue where it does not go with the
    date.
    """
    if _bounds(understand_when(told.stated_as, document_date=was)) == _bounds(told):
        return understand_when(told.stated_as, document_date=now)
    # The words on record are not those that it was read from: what was marked in a text, where more was typed.
    if told.anchor_offset_days is not None:
        return _after(told, told.anchor_offset_days, now)
    return _moved_with(told, was, now)


def _bounds(when: When) -> tuple[object, ...]:
    days = (when.earliest_start, when.latest_start, when.earliest_end, when.latest_end)
    return (*days, when.anchor_offset_days, when.follows_document)


def _after(told: When, offset_days: int, now: Days) -> When:
    """So many days after the document's date."""
    first, last = (day and day + timedelta(days=offset_days) for day in now)
    return replace(
        told,
        earliest_start=first,
        latest_start=last,
        earliest_end=first,
        latest_end=last,
        edtf=first.isoformat() if first is not None and first == last else None,
    )


def _moved_with(told: When, was: Days, now: Days) -> When | None:
    """With the bounds moved that stand where the document's date stood. An end that is open was open because that date
    was: nothing is told after the document has come out. How early something began that date never says."""

    def follows(day: date | None, stood: date | None, moved: date | None) -> date | None:
        return moved if day is not None and day == stood else day

    moved = replace(
        told,
        earliest_start=follows(told.earliest_start, was[0], now[0]),
        latest_start=follows(told.latest_start, was[1], now[1]),
        earliest_end=follows(told.earliest_end, was[0], now[0]),
        latest_end=now[1] if told.latest_end == was[1] else told.latest_end,
        edtf=None,
    )
    return moved if _bounds(moved) != _bounds(told) else None
