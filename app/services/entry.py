"""Quick entry: one save makes source and document if they are new, the incident, its acts, claims and citations.

The same answers may be about an incident on record: then they are further claims of it, and what it is said to be
already by the same source in the same document is cited once more.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.disclosure import INTERNAL, kind_tier
from app.domain.entry import Entry, Understood, tier_of, understand
from app.domain.errors import UnknownFilter, mend
from app.domain.incidents import IncidentView, Listed
from app.domain.places import Place, around
from app.domain.questions import Question
from app.domain.records import (
    ActRecord,
    Bundle,
    ClaimRecord,
    IncidentRecord,
    OwnPlaceRecord,
    PartyValue,
    PlaceValue,
    PropertyItemRecord,
    TermValue,
    TextValue,
    Value,
)
from app.domain.refs import ref_of_form
from app.domain.text import fold, verbatim
from app.services.claims import add_said, as_of_form
from app.services.incidents import read_incident
from app.services.own_words import follow_claims
from app.services.places import choose_place, place_checked
from app.services.provenance import Reading, Sourced, named_document, party_record, reading_of, refuse_problems
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import claims, incidents, reading, turns
from app.store.projects import Project

DAY, LONGEST = timedelta(days=1), timedelta(days=31)
REACH_M = 5_000
NEAREST = 3


def read_entry(work: Work, project: Project, entry: Entry, today: date) -> Reading[Entry]:
    """How the ten answers are understood, before anything is kept."""
    entry = entry.ticked()
    document, published = named_document(work, project, entry)
    view = read_incident(work, project, entry.incident) if entry.incident else None
    place = _its_own_place(entry, view) if view else None
    if place:
        entry = entry.model_copy(update={"gazetteer_place": place.gazetteer})
    chosen = choose_place(work, project, entry)
    if place is None:
        entry = chosen.answers
    understood = understand(chosen.read, document_on=published, today=today, meant=chosen.all_meant)
    understood = place_checked(work, project, chosen, understood)
    if place:
        understood = replace(understood, places=(place,))
    if view:
        understood = replace(understood, problems=understood.problems | _of_incident(entry, view))
    read = reading_of(work, project, entry, understood, document)
    return replace(read, offered=chosen.offered, registers=chosen.registers, place_stands=place is not None)


def _its_own_place(entry: Entry, view: IncidentView) -> Place | None:
    """The place that an incident has already under the very words that answer "where?", and about which nothing else
    is answered: it is the same one, until somebody chooses another."""
    else_answered = (
        entry.precision, entry.place_kind, entry.point, entry.uncertainty, entry.adm1, entry.adm2, entry.adm3,
        entry.also_at, entry.where_from, entry.where_to,
    )  # fmt: skip
    if not entry.where or any(else_answered) or entry.several != "each":
        return None
    for claim in view.claims_on("incident.place"):
        if claim.standing and isinstance(claim.value, PlaceValue) and len(claim.value.places) == 1:
            [place] = claim.value.places
            if fold(place.name) == fold(entry.where) and entry.gazetteer_place in (None, place.gazetteer):
                return place
    return None


def within_reach(work: Work, project: Project, understood: Understood) -> tuple[Listed, ...]:
    """Incidents on record that may be the one that was answered: their time may be its time, their place its place. The
    newest three; none where time or place is not known closely enough to say."""
    when, place = understood.when, understood.place
    if when is None or place is None or when.earliest_start is None or when.latest_end is None:
        return ()
    if when.latest_end - when.earliest_start > LONGEST:
        return ()
    box = around(place.wkt, (place.radius_m or 0) + REACH_M) if place.wkt else None
    question = Question(
        from_=when.earliest_start - DAY, to=when.latest_end + DAY, bbox=box, place=None if box else place.name or None
    )
    if not box and not place.name:
        return ()
    try:
        return reading.find_some(work.connection, project.id, question, INTERNAL, NEAREST)
    except UnknownFilter:
        return ()  # nothing on record is there


def find_incident(work: Work, project: Project, ref: str | None) -> tuple[Listed, ...]:
    """The incident of a ref, as lists have it; none where there is none."""
    known = incidents.find_incidents(work.connection, project.id, [ref]) if ref else {}
    ids = [one.id for one in known.values()]
    return tuple(reading.listed_of(work.connection, project.id, ids, INTERNAL).values())


def last_recorded(work: Work, project: Project) -> str | None:
    """The ref of the incident that whoever acts entered last."""
    return incidents.last_recorded(work.connection, project.id, work.actor.account_id)


def record_incident(work: Work, project: Project, reading: Reading[Entry], language: str) -> str:
    """Keeps an entry; returns the ref of its incident, which is new unless the answers are about one on record. The
    same form sent twice gives the same.

    InvalidInput where something was not understood in a way that can be kept. Refused where an incident on record is
    said to be all that already, in the same words.
    """
    refuse_problems(reading.understood)
    once = reading.entry.once
    turns.one_of_a_form(work.connection, project.id, once)
    if reading.entry.incident:
        view = read_incident(work, project, reading.entry.incident)
        if not claims.is_on_record(work.connection, project.id, ref_of_form("claim", once)):
            answers = _Answers(
                reading.entry, reading.understood, Sourced(work, project, reading), reading.registers, view
            )
            add_said(work, project, view, as_of_form(answers.bundle(), once), reading.entry.basis)
        return view.ref
    if already := incidents.incident_of_form(work.connection, project.id, once):
        return already
    work.open(project, "record_incident")
    answers = _Answers(reading.entry, reading.understood, Sourced(work, project, reading), reading.registers)
    taken = take_in(work, project, answers.bundle(_new_incident(reading.entry, language)), {"form_key": once})
    incident = taken.keys.incidents["incident"]
    follow_claims(work, project, [incident.id])
    return incident.ref


def _of_incident(entry: Entry, view: IncidentView) -> dict[str, str]:
    """What cannot be said of an incident on record as it was answered."""
    told = (entry.alleged, entry.method, entry.completion, entry.characterisation, entry.motive)
    of_an_act = any(told) or (entry.victim and not entry.object_kind)
    if entry.not_said:
        return {"not_said": mend("This is kept of the document from which an incident is first entered.")}
    if of_an_act and not entry.act and len(view.own_acts) != 1:
        return {
            "act": mend("This incident has several acts. Choose what happened, so that it is known which is meant.")
        }
    return {}


def _new_incident(entry: Entry, language: str) -> IncidentRecord:
    # Words that nobody typed are made once the claims are on record.
    return IncidentRecord(
        "incident",
        entry.title or "",
        entry.kind,
        summary=entry.summary or "",
        tier=tier_of(entry.danger),
        title_made_in=None if entry.title else language,
        summary_made_in=None if entry.summary else language,
        not_said=tuple(entry.not_said),
    )


@dataclass(frozen=True)
class _Answers:
    """The ten answers as records; about `view` where that is on record."""

    entry: Entry
    understood: Understood
    provenance: Sourced
    registers: OwnPlaceRecord | None = None
    view: IncidentView | None = None

    @property
    def incident(self) -> str:
        return self.view.ref if self.view else "incident"

    def bundle(self, *new: IncidentRecord) -> Bundle:
        entry, acts, item = self.entry, self._acts(), self._item()
        known = {act.ref for act in self.view.own_acts} if self.view else set()
        whom = (entry.victim, entry.victim_kind) if not entry.object_kind else (None, None)
        named = dict.fromkeys([whom, (entry.alleged, entry.alleged_kind)])
        return Bundle(
            own_places=(self.registers,) if self.registers else (),
            sources=self.provenance.sources(),
            documents=self.provenance.documents(),
            external_ids=self.provenance.numbers(),
            parties=tuple(party_record(label, kind) for label, kind in named if label and kind),
            incidents=new,
            acts=tuple(ActRecord(key, self.incident) for key in acts if key not in known),
            property_items=(item,) if item and not self._known_item() else (),
            claims=(*self._act_claims(acts), *self._item_claims(item), *self._other_claims()),
        )

    def _acts(self) -> dict[str, str | None]:
        """The acts that the answers are about, by key, with what each is said to be: those of an incident on record
        that are of this type already, or its only one where none was chosen."""
        if self.view is None:
            return {code: code for code in self.entry.act}
        standing = {act.type_code: act.ref for act in reversed(self.view.own_acts)}
        if self.entry.act:
            return {standing.get(code, code): code for code in self.entry.act}
        return {act.ref: None for act in self.view.own_acts} if len(self.view.own_acts) == 1 else {}

    def _act_claims(self, acts: dict[str, str | None]) -> list[ClaimRecord]:
        """The claims on each act: its type, method, how far it went, to whom, by whom as alleged."""
        entry, said = self.entry, []
        for key, code in acts.items():
            values: list[tuple[str, Value, str, str]] = []
            if code:
                values.append(("act.type", TermValue(code), entry.quote, "act"))
            values += [("act.method", TermValue(method), entry.quote, "method") for method in entry.method]
            if entry.completion:
                values.append(("act.completion", TermValue(entry.completion), entry.quote, "completion"))
            for asked in ("characterisation", "motive"):
                values += [(f"act.{asked}", TermValue(term), entry.quote, asked) for term in getattr(entry, asked)]
            if entry.victim and not entry.object_kind:
                whom = PartyValue(f"{entry.victim_kind}:{entry.victim}")
                values.append(("act.victim", whom, entry.victim, "victim"))
            if entry.alleged:
                alleged = PartyValue(f"{entry.alleged_kind}:{entry.alleged}", entry.degree)
                values.append(("act.alleged", alleged, entry.alleged, "alleged"))
            said += [
                self.provenance.claim(f"{key} {path} {number}", self.incident, path, value, words, asked, act=key)
                for number, (path, value, words, asked) in enumerate(values)
            ]
        return said

    def _known_item(self) -> str | None:
        """The object of an incident on record that question 5 names as it is named there."""
        called = fold(self.entry.victim or "")
        items = self.view.own_items if self.view else ()
        return next((item.ref for item in items if fold(item.label) == called), None)

    def _item(self) -> PropertyItemRecord | None:
        kind = self.entry.object_kind
        if not kind:
            return None
        key = self._known_item() or "object"
        return PropertyItemRecord(key, self.incident, self.entry.victim or "", kind_tier("property_kinds", kind))

    def _item_claims(self, item: PropertyItemRecord | None) -> list[ClaimRecord]:
        """The claims on the object that was harmed: what it is, how badly, how much of it, how certain, whose."""
        entry = self.entry
        if item is None:
            return []
        kind = TermValue(entry.object_kind or "")
        values: list[tuple[str, Value, str, str]] = [("item.kind", kind, entry.victim or "", "victim")]
        for path, answer in entry.damage().items():
            is_text = path == "item.community"
            value: Value = TextValue(verbatim(answer, entry.quote)) if is_text else TermValue(answer)
            values.append((path, value, answer if is_text else entry.quote, path.partition(".")[2]))
        return [
            self.provenance.claim(path, self.incident, path, value, words, asked, item=item.key)
            for path, value, words, asked in values
        ]

    def _other_claims(self) -> list[ClaimRecord]:
        """The claims on the incident: when, where, how many."""
        understood, entry = self.understood, self.entry
        said: list[tuple[str, Value, str, str]] = []
        if understood.when:
            said.append(("incident.when", understood.when, entry.when or "", "when"))
        if understood.places:
            words = understood.places[0].name
            marked = next((end for end in ("where_to", "where_from") if end in self.provenance.marked), "where")
            asked = "where" if entry.where else marked
            said.append(("incident.place", PlaceValue(understood.places), words, asked))
        said += [("incident.count", count, count.words or entry.count or "", "count") for count in understood.counts]
        return [
            self.provenance.claim(f"{path} {number}", self.incident, path, value, words, asked)
            for number, (path, value, words, asked) in enumerate(said)
        ]
