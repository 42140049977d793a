"""Quick entry: one save makes source and document if they are new, the incident, its acts, claims and citations."""

from datetime import date

from app.domain.disclosure import kind_tier
from app.domain.entry import Entry, Understood, tier_of, understand
from app.domain.records import (
    ActRecord,
    Bundle,
    ClaimRecord,
    IncidentRecord,
    PartyValue,
    PlaceValue,
    PropertyItemRecord,
    TermValue,
    TextValue,
    Value,
)
from app.domain.text import verbatim
from app.services.own_words import follow_claims
from app.services.provenance import Reading, Sourced, named_document, party_record, reading_of, refuse_problems
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import incidents
from app.store.projects import Project


def read_entry(work: Work, project: Project, entry: Entry, today: date) -> Reading[Entry]:
    """How the ten answers are understood, before anything is kept."""
    document, published = named_document(work, project, entry)
    return reading_of(work, project, entry, understand(entry, document_on=published, today=today), document)


def record_incident(work: Work, project: Project, reading: Reading[Entry], language: str) -> str:
    """Keeps an entry; returns the incident's ref. The same form sent twice gives the same incident.

    InvalidInput where something was not understood in a way that can be kept.
    """
    refuse_problems(reading.understood)
    incidents.one_form_at_a_time(work.connection, project.id, reading.entry.once)
    if already := incidents.incident_of_form(work.connection, project.id, reading.entry.once):
        return already
    work.open(project, "record_incident")
    bundle = _incident_bundle(work, project, reading, language)
    taken = take_in(work, project, bundle, {"form_key": reading.entry.once})
    incident = taken.keys.incidents["incident"]
    follow_claims(work, project, [incident.id])
    return incident.ref


def _incident_bundle(work: Work, project: Project, reading: Reading[Entry], language: str) -> Bundle:
    entry, provenance = reading.entry, Sourced(work, project, reading)
    # Words that nobody typed are made once the claims are on record.
    incident = IncidentRecord(
        "incident",
        entry.title or "",
        summary=entry.summary or "",
        tier=tier_of(entry.danger),
        title_made_in=None if entry.title else language,
        summary_made_in=None if entry.summary else language,
    )
    whom = (entry.victim, entry.victim_kind) if not entry.object_kind else (None, None)
    named = dict.fromkeys([whom, (entry.alleged, entry.alleged_kind)])
    return Bundle(
        sources=provenance.sources(),
        documents=provenance.documents(),
        parties=tuple(party_record(label, kind) for label, kind in named if label and kind),
        incidents=(incident,),
        acts=tuple(ActRecord(code, "incident") for code in entry.act),
        property_items=_items(entry),
        claims=(
            *_act_claims(entry, provenance),
            *_item_claims(entry, provenance),
            *_other_claims(entry, reading.understood, provenance),
        ),
    )


def _act_claims(entry: Entry, provenance: Sourced) -> list[ClaimRecord]:
    """The claims on each act: its type, method, how far it went, to whom, by whom as alleged."""
    claims = []
    for code in entry.act:
        values: list[tuple[str, Value, str]] = [("act.type", TermValue(code), entry.quote)]
        values += [("act.method", TermValue(method), entry.quote) for method in entry.method]
        if entry.completion:
            values.append(("act.completion", TermValue(entry.completion), entry.quote))
        if entry.victim and not entry.object_kind:
            values.append(("act.victim", PartyValue(f"{entry.victim_kind}:{entry.victim}"), entry.victim))
        if entry.alleged:
            alleged = PartyValue(f"{entry.alleged_kind}:{entry.alleged}", entry.degree)
            values.append(("act.alleged", alleged, entry.alleged))
        claims += [
            provenance.claim(f"{code} {path} {number}", "incident", path, value, words, act=code)
            for number, (path, value, words) in enumerate(values)
        ]
    return claims


def _items(entry: Entry) -> tuple[PropertyItemRecord, ...]:
    if not entry.object_kind:
        return ()
    return (
        PropertyItemRecord("object", "incident", entry.victim or "", kind_tier("property_kinds", entry.object_kind)),
    )


def _item_claims(entry: Entry, provenance: Sourced) -> list[ClaimRecord]:
    """The claims on the object that was harmed: what it is, how badly, how much of it, how certain, whose."""
    if not entry.object_kind:
        return []
    values: list[tuple[str, Value, str]] = [("item.kind", TermValue(entry.object_kind), entry.victim or "")]
    for path, answer in entry.damage().items():
        is_text = path == "item.community"
        value: Value = TextValue(verbatim(answer, entry.quote)) if is_text else TermValue(answer)
        values.append((path, value, answer if is_text else entry.quote))
    return [provenance.claim(path, "incident", path, value, words, item="object") for path, value, words in values]


def _other_claims(entry: Entry, understood: Understood, provenance: Sourced) -> list[ClaimRecord]:
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
