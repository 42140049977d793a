"""What a further source says of an incident or an intervention, or of a party beside all incidents; what takes an
earlier claim's place, and what is taken back.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.disclosure import kind_tier
from app.domain.entry import ClaimEntry, understand_claim
from app.domain.errors import InvalidInput, Refused, Stale, mend
from app.domain.incidents import ClaimView, IncidentView
from app.domain.interventions import NOT_AN_INCIDENT, InterventionView
from app.domain.parties import ContextEntry, PartyView
from app.domain.properties import PROPERTIES
from app.domain.records import (
    Bundle,
    Citation,
    ClaimRecord,
    IncidentValue,
    PartyValue,
    PropertyItemRecord,
    Value,
    comparable,
)
from app.domain.refs import ref_of_form
from app.domain.text import fold
from app.exchange.json_records import plain
from app.services.incidents import read_incident
from app.services.interventions import read_intervention
from app.services.own_words import follow_claims
from app.services.parties import read_party
from app.services.places import Chosen, choose_place, place_checked
from app.services.provenance import (
    Narrower,
    Reading,
    Sourced,
    named_document,
    party_record,
    reading_of,
    refuse_problems,
)
from app.services.taking_in import look_up, take_in
from app.services.work import Work
from app.store import claims, incidents, origins, turns
from app.store.projects import Project
from app.store.sources import find_sources

Subject = IncidentView | InterventionView | PartyView
"""What a claim is about."""

ON_ANOTHER_BASIS = mend(
    "The same claim of this source stands here on another basis. Leave the basis empty to cite that claim once more, "
    "or put it right."
)


def read_claim_entry(
    work: Work, project: Project, view: Subject, entry: ClaimEntry, today: date, *, supersedes: bool = False
) -> Reading[ClaimEntry]:
    """How one claim more is understood, before it is kept. One that takes another's place gives a reason."""
    document, published = named_document(work, project, entry)
    if isinstance(view, PartyView):
        refuse_context(view)
    whole = view if isinstance(view, IncidentView) else None
    acts = tuple(act.ref for act in whole.own_acts) if whole else ()
    known = PROPERTIES.get(entry.path)
    if known and known.subject == "act" and entry.act is None and len(acts) == 1:
        entry = entry.model_copy(update={"act": acts[0]})  # where there is one, which is meant is not asked
    items = tuple(item.ref for item in whole.own_items) if whole else ()
    if known and known.subject == "item" and entry.item is None and len(items) == 1 and entry.path != "item.kind":
        entry = entry.model_copy(update={"item": items[0]})
    is_place, near = known is not None and known.value_kind == "place", _known_place(whole)
    chosen = choose_place(work, project, entry, near) if is_place else Chosen(entry)
    entry = chosen.answers
    understood = understand_claim(
        chosen.read, document_on=published, today=today, acts=acts, items=items, meant=chosen.all_meant
    )
    understood = place_checked(work, project, chosen, understood)
    named = [one.incident for one in understood.values if isinstance(one, IncidentValue)]
    if len(incidents.find_incidents(work.connection, project.id, named)) != len(named):
        understood = replace(understood, problems=understood.problems | {"value": NOT_AN_INCIDENT})
    if set(entry.premises) - {claim.ref for claim in view.claims if claim.live}:
        not_here = {"premises": mend("Choose among the claims that stand here.")}
        understood = replace(understood, problems=understood.problems | not_here)
    if supersedes and not entry.reason:
        why = {"reason": mend("Say why this claim takes the other's place.")}
        understood = replace(understood, problems=understood.problems | why)
    read = reading_of(work, project, entry, understood, document)
    read = replace(read, offered=chosen.offered, registers=chosen.registers)
    return read if supersedes or read.understood.problems else read.also(_other_basis(work, project, view, read))


def _other_basis(work: Work, project: Project, view: Subject, reading: Reading[ClaimEntry]) -> dict[str, str]:
    """What is wrong where a basis was chosen and the same claim stands on another: it is cited once more, and the
    choice would be lost."""
    if not reading.entry.basis:
        return {}
    said = _said(work, project, view, reading)
    same = (known for known in map(_standing(work, project, view, said), said.claims) if known)
    return {"basis": ON_ANOTHER_BASIS} if any(known.basis != reading.basis for known in same) else {}


def _known_place(view: IncidentView | None) -> tuple[float, float] | None:
    """Longitude and latitude of what is known of where, from which candidates are so and so far."""
    where = view.where if view else None
    return (
        (where.longitude, where.latitude)
        if where and where.longitude is not None and where.latitude is not None
        else None
    )


def attribute_claim(work: Work, project: Project, view: Subject, reading: Reading[ClaimEntry]) -> tuple[str, ...]:
    """Adds what a further source says. A claim can always be added; the same words from the same document, once.
    Returns the refs of the claims that it made: none of one that is cited once more."""
    refuse_problems(reading.understood)
    once, connection = reading.entry.once, work.connection
    turns.one_of_a_form(connection, project.id, once)
    refs = [ref_of_form("claim", once, number) for number in range(len(reading.understood.values))]
    if not any(claims.is_on_record(connection, project.id, ref) for ref in refs):
        add_said(work, project, view, _said(work, project, view, reading), reading.entry.basis)
    return tuple(ref for ref in refs if claims.is_on_record(connection, project.id, ref))


def value_as_json(value: Value) -> dict[str, Any]:
    """A claim's value as JSON Lines have it, without the words that stand on the claim."""
    found: dict[str, Any] = plain(value)
    return found


def add_said(work: Work, project: Project, view: Subject, said: Bundle, basis: str | None = None) -> None:
    """Adds what a document says of something on record. What the same originator says of it already in that document,
    with the same value, is cited once more where the words are others. `basis`: the one that somebody chose.

    Refused where all of it stands there in the same words. InvalidInput where one stands there on another basis than
    was chosen, which would be lost.
    """
    # Two forms that say the same take turns as well, and the second looks at what the first has left.
    turns.one_about_a_record(work.connection, project.id, view.ref)
    standing = _standing(work, project, _as_it_stands(work, project, view), said)
    again = {new.key: known for new in said.claims if (known := standing(new)) is not None}
    if basis and any(known.basis != basis for known in again.values()):
        raise InvalidInput({"basis": ON_ANOTHER_BASIS})
    further = [
        (known.ref, new.citation)
        for new in said.claims
        if (known := again.get(new.key)) and new.citation and not _is_cited(known, new.citation)
    ]
    said = replace(said, claims=tuple(new for new in said.claims if new.key not in again))
    if not said.claims and not further:
        raise Refused("This document's claim stands here already, with the same value.")
    work.open(project, "attribute_claim")
    _add_claims(work, project, view, said)
    for ref, citation in further:
        claims.cite_again(work.connection, project.id, ref, citation)
    if further and isinstance(view, IncidentView):
        number, _ = incidents.version_of(work.connection, project.id, view.ref)
        work.touch(origins.resolve_origins(work.connection, project.id, [number]))
    _follow(work, project, view)


def supersede_claim(work: Work, project: Project, view: Subject, old: ClaimView, reading: Reading[ClaimEntry]) -> None:
    """Adds a claim that takes another's place, with a reason; the same form sent twice, once. Stale where the other no
    longer stands."""
    refuse_problems(reading.understood)
    turns.one_of_a_form(work.connection, project.id, reading.entry.once)
    if claims.is_on_record(work.connection, project.id, ref_of_form("claim", reading.entry.once)):
        return
    refuse_ended(view, old)
    reason = reading.entry.reason or ""
    work.open(project, "supersede_claim", reason=reason)
    keys = _add_claims(work, project, view, _said(work, project, view, reading))
    number = claims.claim_id(work.connection, project.id, old.ref)
    if not claims.supersede(work.connection, project.id, number, keys[0], reason):
        raise Stale("This claim no longer stands: it was superseded or withdrawn.", view.version)
    _follow(work, project, view)


def withdraw_claim(work: Work, project: Project, view: Subject, old: ClaimView, reason: str) -> None:
    """Takes a claim back, with a reason. It stays readable. Stale where it no longer stands."""
    if not reason.strip():
        raise InvalidInput({"reason": mend("Say why this claim is withdrawn.")})
    refuse_ended(view, old)
    work.open(project, "withdraw_claim", reason=reason)
    number = claims.claim_id(work.connection, project.id, old.ref)
    if not claims.withdraw(work.connection, project.id, number, reason):
        raise Stale("This claim no longer stands: it was superseded or withdrawn.", view.version)
    _bump(work, project, view)
    _follow(work, project, view)


def refuse_context(view: PartyView) -> None:
    """Refused where nothing can be entered of a party beside its incidents."""
    if view.is_people:
        raise Refused("What is said of people in general is put on no person. Nothing can be entered here.")


def _as_it_stands(work: Work, project: Project, view: Subject) -> Subject:
    if isinstance(view, PartyView):
        return read_party(work, project, view.ref)
    if isinstance(view, InterventionView):
        return read_intervention(work, project, view.ref, "en")
    return read_incident(work, project, view.ref)


def _bump(work: Work, project: Project, view: Subject) -> None:
    """Counts an incident's version up; nothing else has one."""
    if isinstance(view, IncidentView):
        incidents.bump(work.connection, project.id, view.ref)


def _follow(work: Work, project: Project, view: Subject) -> None:
    """What was said of an incident has changed: so do the words that we made from it, and its projection."""
    if not isinstance(view, IncidentView):
        return  # nothing is made or projected of context or of an intervention
    number, _ = incidents.version_of(work.connection, project.id, view.ref)
    follow_claims(work, project, [number])
    work.touch([number])


def refuse_ended(view: Subject, old: ClaimView) -> None:
    """Stale where a claim no longer stands: nothing can take its place, nor take it back once more."""
    if not old.live:
        raise Stale("This claim no longer stands: it was superseded or withdrawn.", view.version)


def as_of_form(said: Bundle, once: str) -> Bundle:
    """The claims under refs of the form's own key, so that they are found when it is sent twice."""
    named = (replace(claim, key=ref_of_form("claim", once, number)) for number, claim in enumerate(said.claims))
    return replace(said, claims=tuple(named))


def _standing(work: Work, project: Project, view: Subject, said: Bundle) -> Callable[[ClaimRecord], ClaimView | None]:
    """What finds the claim on record that is the same as one that is said: by the same originator, of the same subject,
    with the same value, in the same document."""
    labels = {party.key: party.label for party in said.parties}
    kinds = {party.key: party.kind for party in said.parties}
    speakers = find_sources(work.connection, project.id, {new.originator for new in said.claims if new.originator})

    def find(new: ClaimRecord) -> ClaimView | None:
        speaker = speakers.get(new.originator or "")
        if new.citation is None or (new.originator and speaker is None):
            return None  # an originator that is new has said nothing yet
        said_by, value = speaker.ref if speaker else None, comparable(new.value, labels)
        kind = kinds.get(new.value.party) if isinstance(new.value, PartyValue) else None
        for known in view.claims_on(new.path):
            if (
                known.live
                and known.act == new.act
                and known.item == new.item
                and known.polarity == new.polarity
                and (known.originator.ref if known.originator else None) == said_by
                and new.citation.document in [cited.document.ref for cited in known.citations]
                and comparable(known.value) == value
                and known.party_kind == kind
                and new.breakdown in (None, known.breakdown)
            ):
                return known
        return None

    return find


def _is_cited(known: ClaimView, citation: Citation) -> bool:
    """Whether a claim is cited from these very words already: at the same place, where both say it."""
    return any(
        cited.document.ref == citation.document
        and fold(cited.quote or "") == fold(citation.quote or "")
        and (None in (cited.starts, citation.starts) or cited.starts == citation.starts)
        for cited in known.citations
    )


def _said(work: Work, project: Project, view: Subject, reading: Reading[ClaimEntry]) -> Bundle:
    """The claims of one answer, with the source, document and party that they bring."""
    entry, provenance = reading.entry, Sourced(work, project, reading)
    item = _item(view, entry)
    narrower: Narrower = {
        "act": entry.act if entry.path.startswith("act.") else None,
        "item": entry.item or (item.key if item else None) if entry.path.startswith("item.") else None,
        "intervention": view.ref if isinstance(view, InterventionView) else None,
    }
    if isinstance(view, PartyView):
        narrower |= {"party": view.ref, "tier": entry.tier if isinstance(entry, ContextEntry) else 2}
    new = [
        provenance.claim(
            ref_of_form("claim", entry.once, number),
            view.ref if isinstance(view, IncidentView) else None,
            entry.path,
            value,
            entry.value or entry.where or (item.label if item else entry.quote),
            {"place": "where", "term": "term"}.get(PROPERTIES[entry.path].value_kind, "value"),
            **narrower,
        )
        for number, value in enumerate(reading.understood.values)
    ]
    is_party = any(isinstance(value, PartyValue) for value in reading.understood.values)
    parties = (party_record(entry.value, entry.party_kind),) if is_party and entry.value and entry.party_kind else ()
    return Bundle(
        own_places=(reading.registers,) if reading.registers else (),
        sources=provenance.sources(),
        documents=provenance.documents(),
        external_ids=provenance.numbers(),
        parties=parties,
        property_items=(item,) if item else (),
        claims=tuple(new),
    )


def _item(view: Subject, entry: ClaimEntry) -> PropertyItemRecord | None:
    """The further object that a claim names, where it is about none that the incident has."""
    if entry.path != "item.kind" or entry.item:
        return None
    tier = kind_tier("property_kinds", entry.term or "")
    return PropertyItemRecord(ref_of_form("property_item", entry.once), view.ref, entry.item_label or "", tier)


def _add_claims(work: Work, project: Project, view: Subject, said: Bundle) -> list[int]:
    """Adds claims about it; returns their ids."""
    keys = look_up(work, project, said)
    premises = {ref for claim in said.claims for ref in claim.premises}
    keys.claims.update((ref, claims.claim_id(work.connection, project.id, ref)) for ref in premises)
    taken = take_in(work, project, said, keys=keys)
    _bump(work, project, view)
    return [taken.keys.claims[claim.key] for claim in said.claims]
