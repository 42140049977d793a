"""Where answers come from, turned into records: source, document, originator; and what a form offers to choose from.

Every form of entry reads and keeps its provenance here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypedDict, TypeVar, Unpack

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.entry import Provenance, Understood, basis_of
from app.domain.errors import InvalidInput, InvalidValue, mend
from app.domain.gazetteers import Offered
from app.domain.passages import Quotation, quote
from app.domain.properties import PROPERTIES, may_be_a_party
from app.domain.records import (
    Citation,
    ClaimRecord,
    DocumentRecord,
    ExternalId,
    OwnPlaceRecord,
    PartyRecord,
    SourceRecord,
    TextValue,
    Value,
)
from app.domain.sources import new_source
from app.domain.text import detect_language, fold, searchable, verbatim
from app.domain.vocabularies import terms
from app.services.near_names import Near, names_typed
from app.services.work import Work
from app.store import parties, passages, same, sources
from app.store.projects import Project
from app.store.sources import DocumentOnRecord

Answers = TypeVar("Answers", bound=Provenance)
_NOT_ITS_OWN = mend(
    "An admission is what the party itself says. Say that the party says so, and that this source passes it on; or"
    " choose another basis."
)


@dataclass(frozen=True)
class Reading(Generic[Answers]):
    """Answers as they were understood, the document on record that they name, if they name one, and the name and kind
    of each source on record that a name typed is taken for (`joined`, by field). `marked`: the words of the document's
    text that an answer was marked in, by its name. `offered`: the places that the answer to "where?" may mean."""

    entry: Answers
    understood: Understood
    document: DocumentOnRecord | None
    joined: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    marked: Mapping[str, Quotation] = field(default_factory=dict)
    filed: DocumentOnRecord | None = None
    """The document on record that a new one, as it was typed, is taken for: what is said is filed there."""
    by_number: bool = False
    """Whether the number under which the new one is known elsewhere said so."""
    offered: Offered = field(default_factory=Offered)
    typed: Mapping[str, Near] = field(default_factory=dict)
    """What each name typed is: on record or new, and what on record is spelt much like it."""
    registers: OwnPlaceRecord | None = None
    """The place that is registered as the project's own when this is kept."""
    place_stands: bool = False
    """Whether it is the place that the incident has already under these words."""

    @property
    def not_kept(self) -> tuple[str, ...]:
        """The answers on a new document that are lost, because it is on record otherwise: names of fields."""
        if self.filed is None:
            return ()
        entry, filed = self.entry, self.filed
        days = (filed.published_earliest_on, filed.published_latest_on)
        lost = {
            "document_title": searchable(entry.title_of_document) != searchable(filed.title),
            "document_kind": entry.document_kind != filed.kind,
            "document_url": bool(entry.document_url) and not filed.url,
            "document_known_as": bool(entry.document_known_as) and not self.by_number,
            "published": bool(entry.published) and days != self.understood.published_on,
        }
        return tuple(name for name, is_lost in lost.items() if is_lost)

    @property
    def kept_as_quotation(self) -> tuple[str, ...]:
        """The answers in a source's own words that do not stand in what was quoted. Of these all of it is kept, since
        nothing stands as a source's words that somebody else wrote."""
        known = PROPERTIES.get(getattr(self.entry, "path", ""))
        names = ("outcome", "community", *(("value",) if known and known.value_kind == "text" else ()))
        found = []
        for name in names:
            typed = getattr(self.entry, name, None)
            quoted = self.marked[name].exact if name in self.marked else self.entry.quote or ""
            if typed and fold(verbatim(typed, quoted)) != fold(typed):
                found.append(name)
        return tuple(found)

    @property
    def digest(self) -> str:
        """Changes when any answer changes: what is kept is what was shown back."""
        answers = self.entry.model_dump(exclude={"shown", "once", "deed", "keep", "template"}, mode="json")
        return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()

    @property
    def basis(self) -> str | None:
        """The basis that is written with each claim: as chosen, else the usual. None where the kind is not known."""
        if self.entry.originator == "not_said":
            return "none_stated"
        kind = self.originator_kind
        return basis_of(kind, self.entry.basis) if kind in terms("source_kinds") else None

    @property
    def originator_kind(self) -> str | None:
        """Of what kind whoever says so is; None where nobody is named."""
        if self.entry.originator == "not_said":
            return None
        if self.entry.originator == "other":
            return self.kind_of("originator_name", self.entry.originator_kind)
        return self.document.source_kind if self.document else self.kind_of("source_name", self.entry.source_kind)

    @property
    def speaker(self) -> str | None:
        """Who says so, by the name on record. None where nobody is named, or somebody who is not on record yet."""
        if self.entry.originator == "source" and self.document:
            return self.document.source_name
        named = self.joined.get({"source": "source_name", "other": "originator_name"}.get(self.entry.originator, ""))
        return named[0] if named else None

    def kind_of(self, name: str, chosen: str | None) -> str | None:
        """The kind of who is named: a source on record keeps its own, whatever was chosen."""
        return self.joined[name][1] if name in self.joined else chosen

    def also(self, problems: Mapping[str, str]) -> "Reading[Answers]":
        """The same, with what was wrong before anything could be understood."""
        return replace(self, understood=replace(self.understood, problems=self.understood.problems | dict(problems)))

    @property
    def can_be_kept(self) -> bool:
        """Whether everything was understood, shown back, and is asked to be kept."""
        return not self.understood.problems and self.entry.shown == self.digest and self.entry.deed in ("save", "next")


def named_document(
    work: Work, project: Project, entry: Provenance
) -> tuple[DocumentOnRecord | None, tuple[date | None, date | None]]:
    document = sources.find_document(work.connection, project.id, entry.document) if entry.document else None
    published = (document.published_earliest_on, document.published_latest_on) if document else (None, None)
    return document, published


def reading_of(
    work: Work, project: Project, entry: Answers, understood: Understood, document: DocumentOnRecord | None
) -> Reading[Answers]:
    if entry.document and document is None:
        missing = {"document": mend("Choose a document that is on record, or make a new one.")}
        understood = replace(understood, problems=understood.problems | missing)
    if entry.document_url and document is None:
        at, named = sources.sources_at(work.connection, project.id, entry.document_url), fold(entry.source_name or "")
        understood = replace(understood, elsewhere=tuple(name for name in at if fold(name) != named))
    typed = {} if document else {"source_name": entry.source_name}
    if entry.originator == "other":
        typed["originator_name"] = entry.originator_name
    found = {name: sources.same_source(work.connection, project.id, text) for name, text in typed.items() if text}
    joined = {name: known for name, known in found.items() if known}
    marked, problems = _marked(work, project, entry)
    # Of what kind a source on record is, is known.
    known = {name.replace("_name", "_kind") for name in joined}
    asked = {name: why for name, why in understood.problems.items() if name not in known or getattr(entry, name)}
    understood = replace(understood, problems=asked | problems)
    filed = _Filed(None, by_number=False)
    if document is None:
        try:
            filed = _filed_under(work, project, entry, understood)
        except InvalidInput as refusal:
            understood = replace(understood, problems=understood.problems | refusal.problems)
    is_new = document is None and filed.document is None
    names = names_typed(work, project, entry, joined, new_document=is_new)
    read = Reading(entry, understood, document, joined, marked, filed.document, by_number=filed.by_number, typed=names)
    kind = terms("source_kinds").get(read.originator_kind or "")
    if entry.basis == "admission" and kind and not may_be_a_party(kind.attributes):
        read = read.also({"basis": _NOT_ITS_OWN})
    return read


def _marked(work: Work, project: Project, entry: Provenance) -> tuple[dict[str, Quotation], dict[str, str]]:
    """What each answer was marked in, and what is wrong with that."""
    if not entry.cited or not entry.document:
        return {}, {}
    number = sources.document_id(work.connection, project.id, entry.document)
    text = passages.read_text(work.connection, project.id, number)
    if text is None or text.id != entry.text:
        return {}, {
            "quote": mend("The text of this document was replaced while you were reading. Mark the words again.")
        }
    try:
        return {name: quote(text.text, span) for name, span in entry.marked.items()}, {}
    except InvalidValue as refusal:
        return {}, {"quote": str(refusal)}


@dataclass(frozen=True)
class _Filed:
    """The document on record that a new one is taken for, and whether its number elsewhere said so."""

    document: DocumentOnRecord | None
    by_number: bool


def _filed_under(work: Work, project: Project, entry: Provenance, understood: Understood) -> _Filed:
    """The document of this source under this number elsewhere; else under this address or title, of the same days: it
    is not made twice. InvalidInput where the number is that of another source's document."""
    connection = work.connection
    name = sources.same_name(connection, project.id, entry.source_name) if entry.source_name else ""
    own = sources.find_sources(connection, project.id, [name] if name else []).get(name)
    number = entry.known_as if entry.source_name and "document_known_as" not in understood.problems else None
    for known in (sources.find_documents(connection, project.id, [], [number]) if number else {}).values():
        if own is None or known.source_id not in same.joined_with(connection, project.id, "source", {own.id}):
            raise InvalidInput({"document_known_as": _of_another(known.ref)})
        return _Filed(sources.find_document(connection, project.id, known.ref), by_number=True)
    found = own and sources.find_same_document(
        connection, project.id, own.id, entry.title_of_document, entry.document_url, understood.published_on
    )
    return _Filed(sources.find_document(connection, project.id, found.ref) if found else None, by_number=False)


def _of_another(ref: str) -> str:
    return mend(
        "This is the number of %(ref)s, a document of another source. Choose that document, or look at number and"
        " source again.",
        ref=ref,
    )


def refuse_problems(understood: Understood) -> None:
    if understood.problems:
        raise InvalidInput(understood.problems)


class Narrower(TypedDict, total=False):
    """What within an incident, or instead of one, a claim is about: keys of an act, an object, an intervention, a
    party; and the tier that it has for that."""

    act: str | None
    item: str | None
    intervention: str | None
    party: str | None
    tier: int


class Sourced:
    """The records of where answers come from: source, document, originator. InvalidInput where somebody else has put
    another source's document on record under the number of the new one since it was read."""

    def __init__(self, work: Work, project: Project, reading: Reading[Answers]) -> None:
        self.entry: Provenance = reading.entry
        self.marked = reading.marked
        self.basis = reading.basis or "none_stated"
        self.understood, self.on_record = reading.understood, reading.document
        if reading.document is None:
            sources.one_at_a_time(work.connection, project.id)
        self.speaker = self._named(work, project, self.entry.originator_name)
        self.speaker_kind = reading.kind_of("originator_name", self.entry.originator_kind) or ""
        if reading.document:
            self.source_key, self.source_kind = reading.document.source_name, reading.document.source_kind
            self.source_ref, self.document_key = reading.document.source_ref, reading.document.ref
        else:
            self.source_key, self.source_kind = (
                self._named(work, project, self.entry.source_name),
                reading.kind_of("source_name", self.entry.source_kind) or "",
            )
            self.source_ref = self.source_key
            # Looked for again, since somebody may have been faster: from here on nobody else is.
            filed = _filed_under(work, project, self.entry, self.understood).document
            self.document_key = filed.ref if filed else "document"

    def _named(self, work: Work, project: Project, typed: str | None) -> str:
        """A name as it is on record, however it was typed: another spelling of the same letters is no other source."""
        return sources.same_name(work.connection, project.id, typed) if typed else ""

    @property
    def originator(self) -> str | None:
        """The key of who says so; nobody where the source names nobody, and where we infer it."""
        if self._premises:
            return None
        if self.entry.originator == "other":
            return self.speaker
        return None if self.entry.originator == "not_said" else self.source_ref

    @property
    def _premises(self) -> tuple[str, ...]:
        """The claims from which we infer it, by ref."""
        return tuple(getattr(self.entry, "premises", ()))

    def sources(self) -> tuple[SourceRecord, ...]:
        named = {} if self.on_record else {self.source_key: self.source_kind}
        if self.entry.originator == "other" and self.entry.originator_name:
            named.setdefault(self.speaker, self.speaker_kind)
        return tuple(new_source(name, kind) for name, kind in named.items())

    def numbers(self) -> tuple[ExternalId, ...]:
        """By which number the new document is known elsewhere."""
        known_as = self.entry.known_as if self.document_key == "document" else None
        return (ExternalId("document", *known_as),) if known_as else ()

    def documents(self) -> tuple[DocumentRecord, ...]:
        if self.document_key != "document":
            return ()
        first, last = self.understood.published_on
        record = DocumentRecord(
            key="document",
            source=self.source_key,
            kind=self.entry.document_kind or "",
            title=self.entry.title_of_document,
            state=getattr(self.entry, "state", "on_file"),
            url=self.entry.document_url,
            language=detect_language(self.entry.quote),
            published_as_stated=self.entry.published,
            published_earliest_on=first,
            published_latest_on=last,
        )
        return (record,)

    def claim(
        self,
        key: str,
        incident: str | None,
        path: str,
        value: Value,
        stated_as: str,
        asked: str = "",
        **narrower: Unpack[Narrower],
    ) -> ClaimRecord:
        """One claim of these answers, of an act, object or intervention (`narrower`). `asked`: to which question.

        Its own words are the quotation's: those that the answer was marked in; else a time and a count have found
        theirs in it.
        """
        own = value.stated_as if isinstance(value, When) else value.words if isinstance(value, Count) else ""
        cited = self._citation(asked)
        if asked in self.marked:
            own = verbatim(stated_as, cited.quote or "")
        said = own or verbatim(stated_as, self.entry.quote)
        follows = getattr(value, "follows_document", False)
        return ClaimRecord(
            key=key,
            incident=incident,
            path=path,
            value=TextValue(said) if isinstance(value, TextValue) else value,
            stated_as=said,
            basis="none_stated" if self._premises else self.basis,
            originator=self.originator,
            citation=None if self._premises else cited,
            premises=self._premises,
            polarity=getattr(self.entry, "polarity", "asserts"),
            modality="inferred" if self._premises else self.entry.modality,
            language=None if self._premises else detect_language(cited.quote or ""),
            anchor=self.document_key if follows else None,
            breakdown=self.understood.breakdown_of(value),
            **narrower,
        )

    def _citation(self, asked: str) -> Citation:
        """Where the answer to a question stands: in the words that it was marked in, else in those of question 2."""
        said = self.marked.get(asked) or self.marked.get("quote")
        if said is None or (asked not in self.marked and said.exact.split() != self.entry.quote.split()):
            return Citation(self.document_key, quote=self.entry.quote)
        return Citation(self.document_key, quote=said.exact, prefix=said.prefix, suffix=said.suffix, starts=said.starts)


def party_record(label: str, kind: str) -> PartyRecord:
    return PartyRecord(f"{kind}:{label}", kind, label)


def offered_documents(work: Work, project: Project) -> list[DocumentOnRecord]:
    """The documents that a form offers: those last put on file."""
    return sources.newest_documents(work.connection, project.id, 30)


def find_document(work: Work, project: Project, ref: str) -> DocumentOnRecord | None:
    """A document that is on record, by its ref."""
    return sources.find_document(work.connection, project.id, ref)


def known_names(work: Work, project: Project) -> dict[str, list[tuple[str, str]]]:
    """Names of sources and parties on record, each with its kind, the newest, for a form that asks for both."""
    connection = work.connection
    return {
        "sources": sources.names_and_kinds(connection, project.id, 200),
        "parties": parties.names_and_kinds(connection, project.id, 200),
    }


def suggested_sources(work: Work, project: Project) -> list[str]:
    """Names of sources that a form suggests."""
    return sources.source_names(work.connection, project.id, 200)
