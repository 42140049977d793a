"""The facts of a project as flat records: what an import brings and a lossless export takes out.

A record points at others by `key`: inside one file or one save any text will do, outside it is the ref. What a record
asserts about the world is only what its claims assert; an incident by itself asserts nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import ENTRY_CEILING, kind_tier
from app.domain.errors import InvalidValue
from app.domain.gazetteers import OWN_KINDS, UnitNamed
from app.domain.passages import LONGEST_TEXT, Span
from app.domain.places import Place
from app.domain.properties import INCIDENT_LINKS, PROPERTIES, RELATIONS
from app.domain.refs import is_ref
from app.domain.reported import DecisionRecord
from app.domain.verification import LINKS
from app.domain.vocabularies import terms


def _gives_reasons(reason: str, ended_at: datetime | None, ended_reason: str | None) -> bool:
    """Whether what somebody said gives a reason, and where it has ended, a moment and a reason for that."""
    return bool(reason.strip()) and (ended_at is None) == (ended_reason is None)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Who says it. `group` is the source whose independence group it belongs to, where that is another."""

    key: str
    kind: str
    name: str
    default_basis: str
    compiles: bool = False
    counts_as_origin: bool = True
    group: str | None = None
    tier: int = 0
    aliases: tuple[str, ...] = ()
    affiliation: str | None = None
    interest: str | None = None
    counting_scope: str | None = None
    access: str | None = None
    group_reason: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One thing that a source put out: on file, cited by a compiler, wanted, or unobtainable."""

    key: str
    source: str
    kind: str
    title: str
    state: str
    url: str | None = None
    language: str | None = None
    published_as_stated: str | None = None
    published_earliest_on: date | None = None
    published_latest_on: date | None = None
    tier: int = 0
    series: str | None = None
    retraction: Literal["corrected", "retracted"] | None = None
    retraction_as_stated: str | None = None
    retraction_earliest_on: date | None = None
    retraction_latest_on: date | None = None
    retraction_citation: str | None = None


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A stretch of a document's text (characters from 0, to before `ends`), and what a reader said that it is. That it
    yields claims is nobody's word: it follows from the claims that cite it."""

    starts: int
    ends: int
    mark: str = "unread"
    marked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentTextRecord:
    """The words of a document with its passages, in their order; one that another has taken the place of says since
    when. Who read it stays with the project."""

    document: str
    text: str
    passages: tuple[PassageRecord, ...]
    taken_at: datetime
    replaced_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > LONGEST_TEXT:
            raise InvalidValue(f"A text has words, and at most {LONGEST_TEXT:,} characters.", "text")
        at, marks = 0, terms("passage_marks")
        for one in self.passages:
            if not (at <= one.starts < one.ends <= len(self.text) and Span(one.starts, one.ends).of(self.text).strip()):
                raise InvalidValue("Passages are stretches of the text, one after the other.", "passages")
            if one.mark not in marks or marks[one.mark].attributes.get("automatic"):
                raise InvalidValue("is no mark that a reader gives", "passages")
            at = one.ends

    @property
    def subject(self) -> str:
        return self.document


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """How one document stands to another: it republishes, corrects … it. One that has ended gives a reason."""

    document: str
    other: str
    kind: str
    reason: str
    ended_at: datetime | None = None
    ended_reason: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in RELATIONS:
            raise InvalidValue("There is no such relation between documents.", "kind")
        if self.document == self.other:
            raise InvalidValue("A document stands in no relation to itself.", "other")
        if not _gives_reasons(self.reason, self.ended_at, self.ended_reason):
            raise InvalidValue("A relation has a reason, and one that has ended a day and a reason for that.", "reason")


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """A group, an organisation, or a person described without a name."""

    key: str
    kind: str
    label: str
    tier: int = 0


@dataclass(frozen=True, slots=True)
class SameRecord:
    """That two incidents, two sources or two parties are the same. One that was taken back gives a reason."""

    kind: str
    one: str
    other: str
    reason: str
    ended_at: datetime | None = None
    ended_reason: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in ("incident", "source", "party"):
            raise InvalidValue("Only incidents, sources and parties are joined.", "kind")
        if self.one == self.other:
            raise InvalidValue("Nothing is joined with itself.", "other")
        if not _gives_reasons(self.reason, self.ended_at, self.ended_reason):
            raise InvalidValue("A judgement has a reason, and one taken back a day and a reason for that.", "reason")


INCIDENT_KINDS = ("single", "umbrella")


MAY_BE_NOT_SAID = ("incident.count", "incident.when", "incident.place", "act.alleged")
"""What a reader may have looked for in vain: the questions to which "not said" is kept as an answer."""


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """What is said to have happened at one time and place, or a summary figure over many (`umbrella`).

    `title_made_in` and `summary_made_in`: the language in which we made these words ourselves, so that they follow the
    claims; None where a person wrote them, or a file that has a rule of its own. `not_said`: paths of properties that
    were looked for where it was entered from, and are not said there.
    """

    key: str
    title: str
    kind: str = "single"
    summary: str = ""
    scope: str = "counted"
    workflow: str = "draft"
    tier: int = 0
    title_made_in: str | None = None
    summary_made_in: str | None = None
    not_said: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.not_said) <= set(MAY_BE_NOT_SAID):
            raise InvalidValue("Of this it is not kept that a source does not say it.", "not_said")


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One conduct within an incident. What it is, its claims say."""

    key: str
    incident: str


@dataclass(frozen=True, slots=True)
class PropertyItemRecord:
    """An object that was harmed in an incident, under a name of ours. What it is and how badly, its claims say."""

    key: str
    incident: str
    label: str
    tier: int = 0

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise InvalidValue("An object that was harmed has a name of ours.", "label")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a place no longer goes by: since when, and why."""

    name: str
    ended_at: datetime
    ended_reason: str

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidValue("A place has a name.", "name")


@dataclass(frozen=True, slots=True)
class OwnPlaceRecord:
    """A place that no gazetteer knows, as the project registered it: what claims mean by its ref. It says nothing of
    what happened there.

    `inside` is the code of the unit that it lies in, where somebody said so; a point has the radius in metres that it
    may be off. One that was retired has the time and the reason, and `successor` is the place that is meant instead.
    `country` and the units that it lies in (`lies_in`, from the largest down, None at a level that is not known) are
    gone by where no boundaries that are known here say otherwise.
    """

    key: str
    kind: str
    name: str
    name_ar: str | None = None
    aliases: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    radius_m: float | None = None
    inside: str | None = None
    note: str | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None
    successor: str | None = None
    former_names: tuple[FormerName, ...] = ()
    country: str | None = None
    lies_in: tuple[UnitNamed | None, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidValue("A place has a name.", "name")
        if len(self.lies_in) > 3 or (self.lies_in and self.lies_in[-1] is None):
            raise InvalidValue("Units are at most three levels, and the last of them has a name.", "lies_in")
        if self.kind not in OWN_KINDS:
            raise InvalidValue(f"is none of: {', '.join(OWN_KINDS)}", "kind")
        if len({self.longitude is None, self.latitude is None, self.radius_m is None}) > 1:
            raise InvalidValue("A point has a longitude, a latitude and the metres that it may be off.", "radius_m")
        if (self.ended_at is None) != (self.ended_reason is None) or (self.successor and self.ended_at is None):
            raise InvalidValue("A place that was retired has a time and a reason.", "ended_reason")


@dataclass(frozen=True, slots=True)
class InterventionRecord:
    """An action or a response: an appeal, a filing, aid, an inquiry, a reply. What was done and by whom, its claims
    say, and about which incidents, if any."""

    key: str
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where in a document: a locator in words (page, row, cell), and the words themselves where they were copied.

    `via` are the sources between the originator and the document, in order. `prefix`, `suffix` and `starts` say where
    the words stand in the document's text, where they were marked in it (`app.domain.passages`).
    """

    document: str
    locator: str | None = None
    quote: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    via: tuple[str, ...] = ()
    starts: int | None = None


@dataclass(frozen=True, slots=True)
class TermValue:
    """A term of the list that the property names."""

    code: str


@dataclass(frozen=True, slots=True)
class PartyValue:
    """A party, and for an alleged one to what degree."""

    party: str
    degree: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """One place, or several of a list (`each`, `either`, `such_as`)."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class TextValue:
    """What is said in so many words: the value is the words themselves (`stated_as` of the claim)."""

    words: str


@dataclass(frozen=True, slots=True)
class IncidentValue:
    """An incident, by its ref."""

    incident: str


Value = TermValue | PartyValue | PlaceValue | TextValue | IncidentValue | When | Count


def comparable(value: Value, labels: Mapping[str, str] = {}) -> Value:
    """A value in the form in which one just read equals the same one as it is kept.

    A party by its label (`labels`: by key, for parties that are not kept yet), a point as numbers, a count without the
    words beside it, a time without why it was not understood.
    """
    match value:
        case PartyValue():
            return replace(value, party=labels.get(value.party, value.party))
        case PlaceValue():
            return PlaceValue(tuple(replace(place, wkt=_point(place.wkt)) for place in value.places))
        case When():
            return replace(value, not_understood=None)
        case Count():
            return replace(value, words="")
    return value


def _point(wkt: str | None) -> str | None:
    if wkt is None or not wkt.startswith("POINT"):
        return wkt
    return " ".join(str(float(number)) for number in wkt.removeprefix("POINT").strip(" ()").split())


_KINDS: dict[str, type] = {
    "term": TermValue,
    "party": PartyValue,
    "place": PlaceValue,
    "text": TextValue,
    "incident": IncidentValue,
    "when": When,
    "count": Count,
}


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """What one originator says about one property, in its own words beside our value, and where it stands.

    It is about an incident, perhaps about one act or object of it; or about an intervention, or (context) about a
    party, and then about no incident.
    No originator means that nobody is named ("activists say"): it is shown and counts for no origin. `citation` is
    None only for an inference of ours, which names its premises. `anchor` is the document from whose date a relative
    date is reckoned. `as_of`, the moment of which a figure speaks, is local time.
    """

    key: str
    incident: str | None
    path: str
    value: Value
    stated_as: str
    basis: str
    act: str | None = None
    item: str | None = None
    originator: str | None = None
    citation: Citation | None = None
    further_citations: tuple[Citation, ...] = ()
    premises: tuple[str, ...] = ()
    polarity: str = "asserts"
    modality: str = "reported"
    language: str | None = None
    as_of: datetime | None = None
    tier: int = 0
    anchor: str | None = None
    breakdown: dict[str, int] | None = None
    superseded_by: str | None = None
    withdrawn_at: datetime | None = None
    ended_reason: str | None = None
    party: str | None = None
    intervention: str | None = None

    @property
    def subject(self) -> str:
        """The incident that it is about, or else the party or the intervention."""
        return self.incident or self.party or self.intervention or ""

    def __post_init__(self) -> None:
        known = PROPERTIES.get(self.path)
        if known is None:
            raise InvalidValue("There is no such property.", "path")
        about = {"party": self.party, "intervention": self.intervention}
        if known.subject in about and (about[known.subject] is None or self.incident or self.act):
            what = {"party": "a party", "intervention": "an action or response"}[known.subject]
            raise InvalidValue(f"{self.path} is said of {what}, and of no incident.", known.subject)
        if any(ref for name, ref in about.items() if name != known.subject) or (
            known.subject not in about and self.incident is None
        ):
            raise InvalidValue(f"{self.path} is said of an incident.", "incident")
        if not isinstance(self.value, _KINDS[known.value_kind]):
            raise InvalidValue(f"{self.path} takes a value of the kind {known.value_kind}.", "value")
        if known.subject == "act" and self.act is None:
            raise InvalidValue(f"{self.path} is said of one act.", "act")
        if (known.subject == "item") != (self.item is not None):
            raise InvalidValue(f"{self.path} and an object that was harmed do not go together.", "item")
        if isinstance(self.value, TextValue) and not (self.value.words.strip() and self.value.words == self.stated_as):
            raise InvalidValue("What is said in so many words is what is stated.", "stated_as")
        if self.as_of is not None and self.as_of.tzinfo is not None:
            raise InvalidValue("The moment of a figure is local time: write it without a zone.", "as_of")
        if max(self.tier, self.least_tier) > ENTRY_CEILING:
            raise InvalidValue("Sealed values (tier 3) wait for the identity store.", "tier")

    @property
    def least_tier(self) -> int:
        """The tier below which the claim cannot be kept: that of its property, and of the kind of object or action that
        it names."""
        known = PROPERTIES[self.path]
        if isinstance(self.value, TermValue) and known.vocabulary in ("property_kinds", "intervention_kinds"):
            return max(known.tier, kind_tier(known.vocabulary, self.value.code))
        return known.tier


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """How one incident stands to another: it is part of that summary figure, or comparable to it."""

    incident: str
    other: str
    kind: str
    reason: str
    ended_at: datetime | None = None
    ended_reason: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in INCIDENT_LINKS:
            raise InvalidValue("There is no such link between incidents.", "kind")
        if self.incident == self.other:
            raise InvalidValue("An incident is linked to another one.", "other")
        if not _gives_reasons(self.reason, self.ended_at, self.ended_reason):
            raise InvalidValue("A link has a reason, and one that has ended a day and a reason for that.", "reason")


@dataclass(frozen=True, slots=True)
class ClaimLinkRecord:
    """How two claims of one incident, or of one action or response, stand to each other: they contradict, corroborate …
    One taken back says why."""

    incident: str | None = field(default=None, kw_only=True)
    intervention: str | None = field(default=None, kw_only=True)
    claim: str
    other: str
    kind: str
    reason: str
    ended_at: datetime | None = None
    ended_reason: str | None = None

    def __post_init__(self) -> None:
        if (self.incident is None) == (self.intervention is None):
            raise InvalidValue("Both claims are of one incident, or of one action or response.", "incident")
        if self.kind not in LINKS:
            raise InvalidValue("Claims do not stand to each other like that.", "kind")
        if self.claim == self.other:
            raise InvalidValue("A claim stands to itself in no way.", "other")
        if not _gives_reasons(self.reason, self.ended_at, self.ended_reason):
            raise InvalidValue("A link has a reason, and one that has ended a day and a reason for that.", "reason")


@dataclass(frozen=True, slots=True)
class ExternalId:
    """The number by which someone else knows an incident or a document. A document's that was not its own has ended,
    with the reason."""

    subject: str
    scheme: str
    value: str
    digest: bytes | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None

    def __post_init__(self) -> None:
        if (self.ended_at is None) != (self.ended_reason is None) or (
            self.ended_at is not None and not is_ref(self.subject, "document")
        ):
            raise InvalidValue("A number that has ended is a document's, with a time and a reason.", "ended_reason")


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """Something to find or to decide that a person has taken up: of a document, of an incident, of one whose days have
    moved with a document's date, or to ask of an alleged party in one. Whose it is stays with the project. One that is
    done says why; what a rule opens is no record.
    """

    key: str
    kind: Literal[
        "find_primary",
        "resolve_contradiction",
        "find_origin",
        "ask_reply",
        "find_relayed",
        "days_moved",
        "retracted",
        "other",
    ]
    incident: str | None = None
    document: str | None = None
    party: str | None = None
    what: str | None = None
    due_on: date | None = None
    done_at: datetime | None = None
    done_reason: str | None = None

    def __post_init__(self) -> None:
        told = tuple(name for name in ("incident", "document", "party") if getattr(self, name))
        fitting: dict[str, list[tuple[str, ...]]] = {
            "find_primary": [("document",)],
            "find_relayed": [("document",)],
            "ask_reply": [("incident", "party")],
            "days_moved": [("incident", "document")],
            "retracted": [("incident", "document")],
            "other": [("incident",), ("document",)],
        }
        if told not in fitting.get(self.kind, [("incident",)]) or (self.kind == "other" and not self.what):
            raise InvalidValue("A task of this kind is about something else.", "kind")
        if (self.done_at is None) != (self.done_reason is None):
            raise InvalidValue("A task that is done has a day and a reason for that.", "done_reason")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Records that belong together: one save, one row of a table, or a slice of a file."""

    sources: tuple[SourceRecord, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    parties: tuple[PartyRecord, ...] = ()
    incidents: tuple[IncidentRecord, ...] = ()
    acts: tuple[ActRecord, ...] = ()
    property_items: tuple[PropertyItemRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    external_ids: tuple[ExternalId, ...] = field(default=())
    document_relations: tuple[RelationRecord, ...] = ()
    tasks: tuple[TaskRecord, ...] = ()
    interventions: tuple[InterventionRecord, ...] = ()
    incident_links: tuple[LinkRecord, ...] = ()
    same_as: tuple[SameRecord, ...] = ()
    claim_links: tuple[ClaimLinkRecord, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    document_texts: tuple[DocumentTextRecord, ...] = ()
    own_places: tuple[OwnPlaceRecord, ...] = ()

    def refs(self) -> list[str]:
        """The key of each record that has one."""
        every = (
            self.sources, self.documents, self.parties, self.incidents, self.acts, self.property_items,
            self.interventions, self.claims, self.tasks, self.own_places,
        )  # fmt: skip
        return [record.key for records in every for record in records]
