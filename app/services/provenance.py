"""Where answers come from, turned into records: source, document, originator; and what a form offers to choose from.

Both forms of entry (the ten questions, one claim more) read and keep their provenance here.
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
from app.domain.errors import InvalidInput, mend
from app.domain.records import Citation, ClaimRecord, DocumentRecord, PartyRecord, SourceRecord, Value
from app.domain.text import detect_language, fold, verbatim
from app.domain.vocabularies import terms
from app.services.work import Work
from app.store import sources
from app.store.projects import Project
from app.store.sources import DocumentOnRecord

Answers = TypeVar("Answers", bound=Provenance)


@dataclass(frozen=True)
class Reading(Generic[Answers]):
    """Answers as they were understood, the document on record that they name, if they name one, and the name and kind
    of each source on record that a name typed is taken for (`joined`, by field)."""

    entry: Answers
    understood: Understood
    document: DocumentOnRecord | None
    joined: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes when any answer changes: what is kept is what was shown back."""
        answers = self.entry.model_dump(exclude={"shown", "once", "deed"}, mode="json")
        return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()

    @property
    def basis(self) -> str | None:
        """The basis that is written with each claim: as chosen, else the usual. None where the kind is not known."""
        if self.entry.originator == "not_said":
            return "none_stated"
        if self.entry.originator == "other":
            kind = self._kind("originator_name", self.entry.originator_kind)
        else:
            kind = self.document.source_kind if self.document else self._kind("source_name", self.entry.source_kind)
        return basis_of(kind, self.entry.basis) if kind in terms("source_kinds") else None

    def _kind(self, name: str, chosen: str | None) -> str | None:
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
    return Reading(entry, understood, document, {name: known for name, known in found.items() if known})


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
    """The records of where answers come from: source, document, originator."""

    def __init__(self, work: Work, project: Project, reading: Reading[Answers]) -> None:
        self.entry: Provenance = reading.entry
        self.basis = reading.basis or "none_stated"
        self.understood, self.on_record = reading.understood, reading.document
        self.speaker = self._named(work, project, self.entry.originator_name)
        if reading.document:
            self.source_key, self.source_kind = reading.document.source_name, reading.document.source_kind
            self.source_ref, self.document_key = reading.document.source_ref, reading.document.ref
        else:
            self.source_key, self.source_kind = (
                self._named(work, project, self.entry.source_name),
                self.entry.source_kind or "",
            )
            self.source_ref = self.source_key
            self.document_key = self._same_document(work, project)

    def _named(self, work: Work, project: Project, typed: str | None) -> str:
        """A name as it is on record, however it was typed: another spelling of the same letters is no other source."""
        return sources.same_name(work.connection, project.id, typed) if typed else ""

    @property
    def originator(self) -> str | None:
        """The key of who says so; nobody where the source names nobody."""
        if self.entry.originator == "other":
            return self.speaker
        return None if self.entry.originator == "not_said" else self.source_ref

    def sources(self) -> tuple[SourceRecord, ...]:
        named = {} if self.on_record else {self.source_key: self.source_kind}
        if self.entry.originator == "other" and self.entry.originator_name:
            named.setdefault(self.speaker, self.entry.originator_kind or "")
        return tuple(
            SourceRecord(
                key=name,
                kind=kind,
                name=name,
                default_basis=basis_of(kind),
                compiles=basis_of(kind) == "compiled",
                counts_as_origin=kind != "source_unknown",
            )
            for name, kind in named.items()
        )

    def documents(self) -> tuple[DocumentRecord, ...]:
        if self.document_key != "document":
            return ()
        first, last = self.understood.published_on
        record = DocumentRecord(
            key="document",
            source=self.source_key,
            kind=self.entry.document_kind or "",
            title=self.entry.document_title or "",
            state="on_file",
            url=self.entry.document_url,
            language=detect_language(self.entry.quote),
            published_as_stated=self.entry.published,
            published_earliest_on=first,
            published_latest_on=last,
        )
        return (record,)

    def claim(
        self, key: str, incident: str | None, path: str, value: Value, stated_as: str, **narrower: Unpack[Narrower]
    ) -> ClaimRecord:
        """One claim of these answers, of an act, object or intervention (`narrower`).

        Its own words are the quotation's: a time and a count have found theirs in it.
        """
        own = value.stated_as if isinstance(value, When) else value.words if isinstance(value, Count) else ""
        follows = getattr(value, "follows_document", False)
        return ClaimRecord(
            key=key,
            incident=incident,
            path=path,
            value=value,
            stated_as=own or verbatim(stated_as, self.entry.quote),
            basis=self.basis,
            originator=self.originator,
            citation=Citation(self.document_key, quote=self.entry.quote),
            polarity=getattr(self.entry, "polarity", "asserts"),
            modality=self.entry.modality,
            language=detect_language(self.entry.quote),
            anchor=self.document_key if follows else None,
            **narrower,
        )

    def _same_document(self, work: Work, project: Project) -> str:
        """A document of this source under this address or title, of the same days, is not made twice."""
        found = sources.find_sources(work.connection, project.id, [self.source_key])
        if self.source_key in found:
            entry, number = self.entry, found[self.source_key].id
            same = sources.find_same_document(
                work.connection,
                project.id,
                number,
                entry.document_title or "",
                entry.document_url,
                self.understood.published_on,
            )
            if same:
                return same.ref
        return "document"


def party_record(label: str, kind: str) -> PartyRecord:
    return PartyRecord(f"{kind}:{label}", kind, label)


def offered_documents(work: Work, project: Project) -> list[DocumentOnRecord]:
    """The documents that a form offers: those last put on file."""
    return sources.newest_documents(work.connection, project.id, 30)


def suggested_sources(work: Work, project: Project) -> list[str]:
    """Names of sources that a form suggests."""
    return sources.source_names(work.connection, project.id, 200)
