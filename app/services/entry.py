"""Entry by hand: one save makes source and document if they are new, the incident, its acts, claims and citations."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from app.domain import wording
from app.domain.entry import ClaimEntry, Entry, Provenance, Understood, basis_of, tier_of, understand, understand_claim
from app.domain.errors import InvalidInput, Refused, Stale, mend
from app.domain.incidents import ClaimView, IncidentView
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    IncidentRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    SourceRecord,
    TermValue,
    Value,
)
from app.domain.refs import ref_of_form
from app.domain.text import detect_language
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import claims, incidents, sources
from app.store.projects import Project
from app.store.sources import DocumentOnRecord

Answers = TypeVar("Answers", bound=Provenance)


@dataclass(frozen=True)
class Reading(Generic[Answers]):
    """Answers as they were understood, and the document on record that they name, if they name one."""

    entry: Answers
    understood: Understood
    document: DocumentOnRecord | None

    @property
    def digest(self) -> str:
        """Changes when any answer changes: what is kept is what was shown back."""
        answers = self.entry.model_dump(exclude={"shown", "once", "deed"}, mode="json")
        return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()

    @property
    def can_be_kept(self) -> bool:
        """Whether everything was understood, shown back, and is asked to be kept."""
        return not self.understood.problems and self.entry.shown == self.digest and self.entry.deed in ("save", "next")


def read_entry(work: Work, project: Project, entry: Entry, today: date) -> Reading[Entry]:
    """How the ten answers are understood, before anything is kept."""
    document, published = _document(work, project, entry)
    return _reading(entry, understand(entry, document_on=published, today=today), document)


def read_claim_entry(
    work: Work, project: Project, view: IncidentView, entry: ClaimEntry, today: date, *, supersedes: bool = False
) -> Reading[ClaimEntry]:
    """How one claim more is understood, before it is kept. One that takes another's place gives a reason."""
    document, published = _document(work, project, entry)
    acts = tuple(act.ref for act in view.acts)
    understood = understand_claim(entry, document_on=published, today=today, acts=acts)
    if supersedes and not entry.reason:
        why = {"reason": mend("Say why this claim takes the other's place.")}
        understood = replace(understood, problems=understood.problems | why)
    return _reading(entry, understood, document)


def record_incident(work: Work, project: Project, reading: Reading[Entry], language: str) -> str:
    """Keeps an entry; returns the incident's ref. The same form sent twice gives the same incident.

    InvalidInput where something was not understood in a way that can be kept.
    """
    _refuse_problems(reading.understood)
    if already := incidents.incident_of_form(work.connection, project.id, reading.entry.once):
        return already
    work.open(project, "record_incident")
    bundle = _incident_bundle(work, project, reading, language)
    taken = take_in(work, project, bundle, {"form_key": reading.entry.once})
    return taken.keys.incidents["incident"].ref


def attribute_claim(work: Work, project: Project, view: IncidentView, reading: Reading[ClaimEntry]) -> None:
    """Adds what a further source says. A claim can always be added; the same words from the same document, once."""
    _refuse_problems(reading.understood)
    if any(claim.ref == ref_of_form("claim", reading.entry.once) for claim in view.claims):
        return
    _refuse_repeat(view, reading)
    work.open(project, "attribute_claim")
    _add_claims(work, project, view, reading)


def supersede_claim(
    work: Work, project: Project, view: IncidentView, old: ClaimView, reading: Reading[ClaimEntry]
) -> None:
    """Adds a claim that takes another's place, with a reason. Stale where the other no longer stands."""
    _refuse_problems(reading.understood)
    _refuse_ended(view, old)
    reason = reading.entry.reason or ""
    work.open(project, "supersede_claim", reason=reason)
    keys = _add_claims(work, project, view, reading)
    number = claims.claim_id(work.connection, project.id, old.ref)
    if not claims.supersede(work.connection, project.id, number, keys[0], reason):
        raise Stale("Someone else has ended this claim while you were writing.", view.version)


def withdraw_claim(work: Work, project: Project, view: IncidentView, old: ClaimView, reason: str) -> None:
    """Takes a claim back, with a reason. It stays readable. Stale where it no longer stands."""
    if not reason.strip():
        raise InvalidInput({"reason": mend("Say why this claim is withdrawn.")})
    _refuse_ended(view, old)
    work.open(project, "withdraw_claim", reason=reason)
    number = claims.claim_id(work.connection, project.id, old.ref)
    if not claims.withdraw(work.connection, project.id, number, reason):
        raise Stale("Someone else has ended this claim while you were writing.", view.version)
    work.touch([incidents.bump(work.connection, project.id, view.ref)])


def amend_incident(work: Work, project: Project, ref: str, version: int, title: str, summary: str) -> None:
    """Changes the organisation's own words about an incident. Stale where it has moved on from `version`."""
    if not title.strip():
        raise InvalidInput({"title": mend("Write a title.")})
    number, now = incidents.version_of(work.connection, project.id, ref)
    work.open(project, "amend_incident")
    if not incidents.change_incident(work.connection, project.id, number, version, title=title, summary=summary):
        raise Stale("Someone changed this while you were writing.", now)
    work.touch([number])


def offered_documents(work: Work, project: Project) -> list[DocumentOnRecord]:
    """The documents that a form offers: those last put on file."""
    return sources.newest_documents(work.connection, project.id, 30)


def suggested_sources(work: Work, project: Project) -> list[str]:
    """Names of sources that a form suggests."""
    return sources.source_names(work.connection, project.id, 200)


def _document(
    work: Work, project: Project, entry: Provenance
) -> tuple[DocumentOnRecord | None, tuple[date | None, date | None]]:
    document = sources.find_document(work.connection, project.id, entry.document) if entry.document else None
    published = (document.published_earliest_on, document.published_latest_on) if document else (None, None)
    return document, published


def _reading(entry: Answers, understood: Understood, document: DocumentOnRecord | None) -> Reading[Answers]:
    if entry.document and document is None:
        missing = {"document": mend("Choose a document that is on record, or make a new one.")}
        understood = replace(understood, problems=understood.problems | missing)
    return Reading(entry, understood, document)


def _refuse_problems(understood: Understood) -> None:
    if understood.problems:
        raise InvalidInput(understood.problems)


def _refuse_ended(view: IncidentView, old: ClaimView) -> None:
    if not old.live:
        raise Stale("This claim no longer stands: it was superseded or withdrawn.", view.version)


def _refuse_repeat(view: IncidentView, reading: Reading[ClaimEntry]) -> None:
    """The same document, words and value a second time is the same claim."""
    for known in view.claims_on(reading.entry.path, reading.entry.act):
        cited = [c.document.ref for c in known.citations]
        if (
            known.live
            and reading.document
            and reading.document.ref in cited
            and known.value in reading.understood.values
        ):
            raise Refused("This document's claim stands here already, with the same value.")


class _Provenance:
    """The records of where answers come from: source, document, originator."""

    def __init__(self, work: Work, project: Project, reading: Reading[Answers]) -> None:
        self.entry: Provenance = reading.entry
        self.understood, self.on_record = reading.understood, reading.document
        if reading.document:
            self.source_key, self.source_kind = reading.document.source_name, reading.document.source_kind
            self.source_ref, self.document_key = reading.document.source_ref, reading.document.ref
        else:
            self.source_key, self.source_kind = self.entry.source_name or "", self.entry.source_kind or ""
            self.source_ref = self.source_key
            self.document_key = self._same_document(work, project)

    @property
    def originator(self) -> tuple[str | None, str]:
        """(key, kind) of who says so; nobody where the source names nobody."""
        if self.entry.originator == "other":
            return self.entry.originator_name, self.entry.originator_kind or ""
        if self.entry.originator == "not_said":
            return None, ""
        return self.source_ref, self.source_kind

    def sources(self) -> tuple[SourceRecord, ...]:
        named = {} if self.on_record else {self.source_key: self.source_kind}
        if self.entry.originator == "other" and self.entry.originator_name:
            named.setdefault(self.entry.originator_name, self.entry.originator_kind or "")
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
        self, key: str, incident: str, path: str, value: Value, stated_as: str, act: str | None = None
    ) -> ClaimRecord:
        """One claim of these answers."""
        originator, kind = self.originator
        follows = getattr(value, "follows_document", False)
        return ClaimRecord(
            key=key,
            incident=incident,
            act=act,
            path=path,
            value=value,
            stated_as=stated_as,
            basis=basis_of(kind, self.entry.basis) if originator else "none_stated",
            originator=originator,
            citation=Citation(self.document_key, quote=self.entry.quote),
            polarity=getattr(self.entry, "polarity", "asserts"),
            modality=self.entry.modality,
            language=detect_language(self.entry.quote),
            anchor=self.document_key if follows else None,
        )

    def _same_document(self, work: Work, project: Project) -> str:
        """A document of this source under this address or title is the same one: it is not made twice."""
        found = sources.find_sources(work.connection, project.id, [self.source_key])
        if self.source_key in found:
            entry, number = self.entry, found[self.source_key].id
            same = sources.find_same_document(
                work.connection, project.id, number, entry.document_title or "", entry.document_url
            )
            if same:
                return same.ref
        return "document"


def _party(label: str, kind: str) -> PartyRecord:
    return PartyRecord(f"{kind}:{label}", kind, label)


def _incident_bundle(work: Work, project: Project, reading: Reading[Entry], language: str) -> Bundle:
    entry, provenance = reading.entry, _Provenance(work, project, reading)
    named = dict.fromkeys([(entry.victim, entry.victim_kind), (entry.alleged, entry.alleged_kind)])
    return Bundle(
        sources=provenance.sources(),
        documents=provenance.documents(),
        parties=tuple(_party(label, kind) for label, kind in named if label and kind),
        incidents=(_incident(entry, reading.understood, provenance, language),),
        acts=tuple(ActRecord(code, "incident") for code in entry.act),
        claims=(*_act_claims(entry, provenance), *_other_claims(entry, reading.understood, provenance)),
    )


def _incident(entry: Entry, understood: Understood, provenance: _Provenance, language: str) -> IncidentRecord:
    when = wording.value_words(understood.when, "incident.when", language) if understood.when else None
    counts = [wording.value_words(count, "incident.count", language) for count in understood.counts]
    what = [*(wording.term_words("act_types", code, language) for code in entry.act), *counts]
    speaker = entry.originator_name if entry.originator == "other" else None
    title = entry.title or wording.title_words(entry.act, entry.where, when, language)
    summary = entry.summary or wording.attributed_sentence(
        speaker or provenance.source_key, what, entry.where, when, language
    )
    return IncidentRecord("incident", title, summary=summary, tier=tier_of(entry.danger))


def _act_claims(entry: Entry, provenance: _Provenance) -> list[ClaimRecord]:
    """The claims on each act: its type, method, how far it went, to whom, by whom as alleged."""
    claims = []
    for code in entry.act:
        values: list[tuple[str, Value, str]] = [("act.type", TermValue(code), entry.quote)]
        values += [("act.method", TermValue(method), entry.quote) for method in entry.method]
        if entry.completion:
            values.append(("act.completion", TermValue(entry.completion), entry.quote))
        if entry.victim:
            values.append(("act.victim", PartyValue(f"{entry.victim_kind}:{entry.victim}"), entry.victim))
        if entry.alleged:
            alleged = PartyValue(f"{entry.alleged_kind}:{entry.alleged}", entry.degree)
            values.append(("act.alleged", alleged, entry.alleged))
        claims += [
            provenance.claim(f"{code} {path} {number}", "incident", path, value, words, act=code)
            for number, (path, value, words) in enumerate(values)
        ]
    return claims


def _other_claims(entry: Entry, understood: Understood, provenance: _Provenance) -> list[ClaimRecord]:
    """The claims on the incident: when, where, how many."""
    claims = []
    if understood.when:
        claims.append(provenance.claim("when", "incident", "incident.when", understood.when, entry.when or ""))
    if understood.place:
        where = PlaceValue((understood.place,))
        claims.append(provenance.claim("where", "incident", "incident.place", where, understood.place.name))
    for number, count in enumerate(understood.counts):
        words = count.words or entry.count or ""
        claims.append(provenance.claim(f"count {number}", "incident", "incident.count", count, words))
    return claims


def _add_claims(work: Work, project: Project, view: IncidentView, reading: Reading[ClaimEntry]) -> list[int]:
    """Adds the claims of one answer; returns their ids."""
    entry, provenance = reading.entry, _Provenance(work, project, reading)
    new = [
        provenance.claim(
            ref_of_form("claim", entry.once, number),
            view.ref,
            entry.path,
            value,
            entry.value or entry.where or entry.quote,
            act=entry.act if entry.path.startswith("act.") else None,
        )
        for number, value in enumerate(reading.understood.values)
    ]
    parties = (_party(entry.value, entry.party_kind),) if entry.value and entry.party_kind else ()
    bundle = Bundle(sources=provenance.sources(), documents=provenance.documents(), parties=parties, claims=tuple(new))
    taken = take_in(work, project, bundle)
    incidents.bump(work.connection, project.id, view.ref)
    return [taken.keys.claims[claim.key] for claim in new]
