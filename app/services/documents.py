"""The register of documents: finding them by title, reading one, amending what is known of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.addresses import Number, address_key
from app.domain.dates import When
from app.domain.documents import Registration, understand_registration
from app.domain.errors import InvalidInput, InvalidValue, NotFound, Refused, Stale, mend
from app.domain.incidents import NamedDocument
from app.domain.origins import COPIES
from app.domain.properties import RELATIONS
from app.domain.records import Bundle, RelationRecord
from app.domain.refs import is_ref, ref_of_form
from app.domain.relations import RelationEntry
from app.domain.sources import (
    DocumentEntry,
    DocumentView,
    ReadDocument,
    RegisterPage,
    read_document_entry,
    reckon_anew,
)
from app.domain.text import searchable
from app.services import following
from app.services.own_words import follow_claims
from app.services.provenance import Reading, Sourced, reading_of, refuse_problems
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import history, incidents, origins, register_changes, registers, relations, sources, tasks, turns
from app.store.projects import Project
from app.store.reading import PAGE_SIZE
from app.store.register_changes import Reckoned
from app.store.registers import Turn

_COPY_ALREADY = mend("This document is a copy of another already. What passes on several cites or quotes them.")


def find_documents(
    work: Work,
    project: Project,
    search: str,
    source: str | None = None,
    turn: Turn = (None, None),
    at_most: int = PAGE_SIZE,
) -> RegisterPage[NamedDocument]:
    """A page of the register, last recorded first, perhaps of one source. UnknownFilter for what is on no record."""
    return registers.find_documents_page(work.connection, project.id, search, source, turn, at_most)


def read_document(work: Work, project: Project, ref: str) -> DocumentView:
    """One document. NotFound where there is none that may be seen."""
    view = registers.read_document(work.connection, project.id, ref)
    people = history.people_of(work.connection, project.id)
    return replace(view, relations=relations.relations_of(work.connection, project.id, view.id, people))


def document_at_version(work: Work, project: Project, view: DocumentView, version: int) -> dict[str, Any]:
    """The columns of a document as they stood at an earlier version; none where it never stood at it."""
    return history.row_at_version(work.connection, project.id, "document", view.id, version)


def amend_document(work: Work, project: Project, view: DocumentView, entry: DocumentEntry, today: date) -> None:
    """Changes what is known of a document, in one event with all that follows from it: days that were told from its
    date are reckoned anew, what is found by its title is found by the new one.

    InvalidInput names what cannot be kept. Stale where the document has moved on from the version that was read.
    Refused where days move in more incidents than can be projected at once: they move in the event that changes the
    document or not at all. Whatever else follows in so many is handed to a job.
    """
    if view.version != entry.version:
        raise Stale("This is no longer at the version that was read.", view.version)
    read = read_document_entry(entry, view, today)
    new = [number for number in read.known_as if number not in view.numbers]
    problems = read.problems | _same_address(work, project, view, entry.url) | _same_number(work, project, new)
    if entry.state == "on_file" != view.document.state and not (entry.url or is_kept(work, project, view)):
        problems["state"] = mend(
            "Nothing of it is kept here: add its file, paste its text on the desk, or write its address first."
        )
    redated = read.published_on != view.published_on
    reckoned = _reckoned(work, project, view, read, problems) if redated else []
    if problems:
        raise InvalidInput(problems)
    work.open(project, "amend_document", reason=entry.reason or None, detail={"document": view.document.ref})
    values = _columns(view, entry, read)
    if not register_changes.change_document(work.connection, project.id, view.id, entry.version, values):
        raise Stale("This is no longer at the version that was read.", view.version)
    ended = [number for number in view.numbers if number not in read.known_as]
    register_changes.end_numbers(work.connection, project.id, view.id, ended, entry.reason)
    register_changes.add_numbers(work.connection, project.id, view.id, new)
    retracted = (entry.retraction or None) != view.document.retraction
    if redated or retracted or entry.title != view.document.title:
        _follow(work, project, view, reviews=retracted and bool(entry.retraction))
    for claim, when in reckoned:
        register_changes.renew_days(work.connection, project.id, claim.id, when)
    moved = {claim.incident_id for claim, _ in reckoned if claim.incident_id is not None}
    incidents.bump_all(work.connection, project.id, moved)
    follow_claims(work, project, moved)
    work.touch(moved)
    tasks.open_reviews(work.connection, project.id, "days_moved", moved, view.id, work.actor.account_id)


def is_kept(work: Work, project: Project, view: DocumentView) -> bool:
    """Whether anything of a document is kept here: a file, or its text."""
    return registers.is_kept(work.connection, project.id, view.id)


def _follow(work: Work, project: Project, view: DocumentView, *, reviews: bool) -> None:
    """Has the incidents of which a claim stands in a document follow its change; `reviews` opens one of each, since its
    source has taken it back."""
    citing = registers.incidents_citing(project.id, view.id)
    resting = following.follow(work, project, view.document.ref, citing, reviews=reviews)
    if reviews:
        incidents.bump_all(work.connection, project.id, resting)
        tasks.open_reviews(work.connection, project.id, "retracted", resting, view.id, work.actor.account_id)


def _reckoned(
    work: Work, project: Project, view: DocumentView, read: ReadDocument, problems: dict[str, str]
) -> list[tuple[Reckoned, When]]:
    """The claims that are told from the document's date, each with where the new date puts them."""
    found = []
    for claim in register_changes.reckoned_from(work.connection, project.id, view.id):
        try:
            when = reckon_anew(claim.told, view.published_on, read.published_on)
        except InvalidValue:
            problems["published"] = mend("A claim that is told from this day does not go with it. Look at both again.")
            continue
        if when is not None:
            found.append((claim, when))
    if len({claim.incident_id for claim, _ in found}) > origins.AT_ONCE:
        raise Refused(origins.TOO_MANY)
    return found


def _columns(view: DocumentView, entry: DocumentEntry, read: ReadDocument) -> dict[str, Any]:
    (first, last), (retracted_first, retracted_last) = read.published_on, read.retracted_on
    same_days = read.published_on == view.published_on
    stated = view.document.published_as_stated if same_days and not entry.published else entry.published
    return {
        "title": entry.title,
        "title_folded": searchable(entry.title),
        "kind": entry.kind,
        "state": entry.state,
        "url": entry.url or None,
        "url_key": address_key(entry.url) if entry.url else None,
        "published_as_stated": stated or None,
        "published_earliest_on": first,
        "published_latest_on": last,
        "language": entry.language or None,
        "series": entry.series or None,
        "retraction": entry.retraction,
        "retraction_as_stated": entry.retraction_on or None,
        "retraction_earliest_on": retracted_first,
        "retraction_latest_on": retracted_last,
        "retraction_citation": entry.retraction_citation or None,
    }


def _same_address(work: Work, project: Project, view: DocumentView, url: str) -> dict[str, str]:
    """The same address twice at one source is one document."""
    if not url or url == view.document.url:
        return {}
    of_source = sources.find_sources(work.connection, project.id, [view.document.source.ref])
    number = of_source[view.document.source.ref].id
    same = sources.find_at_address(work.connection, project.id, number, url)
    if same is None or same == view.document.ref:
        return {}
    return {"url": mend("This source has another document under this address already: look for it in the register.")}


def _same_number(work: Work, project: Project, new: Sequence[Number]) -> dict[str, str]:
    """A number by which another document is known is no number of this one."""
    if not new:
        return {}
    sources.one_at_a_time(work.connection, project.id)  # of two who write the same one is told
    others = sources.find_documents(work.connection, project.id, [], new)
    return {"known_as": mend("This is the number of %(ref)s.", ref=next(iter(others.values())).ref)} if others else {}


def relate_documents(work: Work, project: Project, view: DocumentView, entry: RelationEntry) -> None:
    """States how a document stands to another, in one event with all that follows for origins.

    InvalidInput names what cannot be kept: a copy has one original, and is none of its own copies'.
    """
    sources.one_at_a_time(work.connection, project.id)
    other = _other_document(work, project, view, entry)
    pair = _directed(work, project, view.id, other, entry.kind)
    if relations.is_stated(work.connection, project.id, pair, entry.kind):
        raise InvalidInput({"kind": mend("This is said already, and stands on the page of the document.")})
    concerned = _joined_by(work, project, pair[0], entry.kind)
    work.open(project, "relate_documents", reason=entry.reason, detail={"document": view.document.ref})
    relations.add_relation(work.connection, project.id, pair, entry.kind, entry.reason, work.actor.account_id)
    _follow_origins(work, project, concerned)


def end_relation(work: Work, project: Project, view: DocumentView, number: int, reason: str) -> None:
    """Takes back how a document stands to another, with a reason; what followed for origins is undone. NotFound where
    no such relation stands."""
    if not reason.strip():
        raise InvalidInput({"reason": mend("Say why it does not stand.")})
    sources.one_at_a_time(work.connection, project.id)
    standing = {one.id: one for one in view.relations if one.ended_reason is None}
    if number not in standing:
        raise NotFound("There is no such relation, or it has been taken back.")
    one = standing[number]
    copy = view.id if one.forwards else sources.document_id(work.connection, project.id, one.other.ref)
    concerned = _joined_by(work, project, copy, one.kind)
    work.open(project, "end_relation", reason=reason, detail={"document": view.document.ref})
    if not relations.end_relation(work.connection, project.id, number, reason):
        raise NotFound("There is no such relation, or it has been taken back.")
    _follow_origins(work, project, concerned)


def read_registration(work: Work, project: Project, entry: Registration, today: date) -> Reading[Registration]:
    """How a document that is put on record by itself is understood, before it is kept."""
    understood = understand_registration(entry, today=today)
    if entry.related and not sources.find_documents(work.connection, project.id, [entry.related]):
        missing = {"relation": mend("Choose a document that is on record, or make a new one.")}
        understood = replace(understood, problems=understood.problems | missing)
    return reading_of(work, project, entry, understood, None)


def register_document(work: Work, project: Project, reading: Reading[Registration]) -> str:
    """Puts a document on record, its source if that is new, and how another stands to it; returns its ref. One that its
    source has under the same number elsewhere, address or title already is found again. The same form sent twice makes
    one.

    InvalidInput where something cannot be kept.
    """
    refuse_problems(reading.understood)
    entry = reading.entry
    turns.one_of_a_form(work.connection, project.id, entry.once)
    provenance = Sourced(work, project, reading)
    own_key = ref_of_form("document", entry.once)
    made = tuple(replace(one, key=own_key) for one in provenance.documents())
    numbers = tuple(replace(one, subject=own_key) for one in provenance.numbers())
    ref = made[0].key if made else provenance.document_key
    if made and sources.find_documents(work.connection, project.id, [ref]):
        return ref
    related: tuple[RelationRecord, ...] = ()
    if entry.relation and entry.related:
        view = read_document(work, project, entry.related)
        stated = [one for one in view.relations if one.forwards and not one.ended_reason]
        if not any(one.kind == entry.relation and one.other.ref == ref for one in stated):
            _refuse_ring(work, project, view, None if made else ref, entry.relation)
            related = (RelationRecord(entry.related, ref, entry.relation, entry.reason or ""),)
    if made or related:
        work.open(project, "register_document", reason=entry.reason, detail={"document": ref})
        bundle = Bundle(sources=provenance.sources(), documents=made, document_relations=related, external_ids=numbers)
        take_in(work, project, bundle)
    return ref


def _refuse_ring(work: Work, project: Project, view: DocumentView, known: str | None, kind: str) -> None:
    """InvalidInput where a document would stand to itself, or a copy to one of its own copies; `known` is the ref of
    the other, where that is on record."""
    if known == view.document.ref:
        raise InvalidInput({"relation": mend("This is the document itself. Choose another.")})
    try:
        if known:
            _directed(work, project, view.id, sources.document_id(work.connection, project.id, known), kind)
        elif kind in COPIES and relations.original_of(work.connection, project.id, view.id) != view.id:
            raise InvalidInput({"kind": _COPY_ALREADY})
    except InvalidInput as refusal:
        raise InvalidInput({"relation": refusal.problems["kind"]}) from refusal


def _joined_by(work: Work, project: Project, copy: int, kind: str) -> set[int]:
    """The incidents whose origins hang on whether a document is a copy."""
    if kind not in COPIES:
        return set()
    return origins.few(work.connection, project.id, origins.incidents_of_document(project.id, copy))


def _follow_origins(work: Work, project: Project, concerned: set[int]) -> None:
    moved = origins.resolve_origins(work.connection, project.id, concerned)
    incidents.bump_all(work.connection, project.id, moved)
    work.touch(moved)


def _other_document(work: Work, project: Project, view: DocumentView, entry: RelationEntry) -> int:
    """The id of the document that is chosen, or named by its ref or address."""
    if entry.kind not in RELATIONS:
        raise InvalidInput({"kind": mend("Choose one of the answers offered.")})
    named = entry.named or entry.other
    found = {named} if is_ref(named, "document") else set()
    if not found and named:
        found = sources.documents_at(work.connection, project.id, [named]).get(address_key(named), set())
    field = "named" if entry.named else "other"
    if len(found) > 1:
        raise InvalidInput({field: mend("Several documents stand under this address. Write the ref of one.")})
    refs = sources.find_documents(work.connection, project.id, found)
    if not refs:
        raise InvalidInput({field: mend("Choose a document, or write the ref or address of one that is on record.")})
    [other] = refs.values()
    if other.id == view.id:
        raise InvalidInput({field: mend("This is the document itself. Choose another.")})
    return other.id


def _directed(work: Work, project: Project, here: int, other: int, kind: str) -> tuple[int, int]:
    """Which of two documents is the copy. The same footage has no direction: either may be the end of its chain."""
    if kind not in COPIES:
        return here, other
    ends = {one: relations.original_of(work.connection, project.id, one) for one in (here, other)}
    if ends[here] == ends[other]:
        raise InvalidInput({"kind": mend("The two count as one origin already, through what is said of them here.")})
    if ends[here] == here:
        return here, other
    if kind == "same_footage" and ends[other] == other:
        return other, here
    raise InvalidInput({"kind": _COPY_ALREADY})
