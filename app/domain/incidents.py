"""What is read of incidents: frozen records, cut to what their reader may see. They assert nothing by themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, TypeVar

from app.domain.origins import Origins, Voice, count_origins
from app.domain.records import PartyValue, Value
from app.domain.review import ReviewView


@dataclass(frozen=True, slots=True)
class Period:
    """When, as it follows from the claims: four bounds (None is unknown) and the words they come from."""

    stated_as: str
    edtf: str | None
    earliest_start: date | None
    latest_start: date | None
    earliest_end: date | None
    latest_end: date | None

    @property
    def is_known(self) -> bool:
        """Whether any of its bounds is."""
        return any((self.earliest_start, self.latest_start, self.earliest_end, self.latest_end))


@dataclass(frozen=True, slots=True)
class Location:
    """Where, as it follows from the claims. Units are named only where every claim agrees on one; `units_ar` are the
    same in Arabic, where a gazetteer has that."""

    stated_as: str
    precision: str | None
    units: tuple[str, ...]
    longitude: float | None
    latitude: float | None
    radius_m: float | None
    units_ar: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it has a name: a way from one place to another is no place."""
        return bool(self.stated_as or self.units)


@dataclass(frozen=True, slots=True)
class HarmLine:
    """One line of harm: lines never meet. `open_maximum` prints as "or more"; a word without a number has no bounds."""

    harm: str
    unit: str
    measure: str
    population: str
    part_of: str
    minimum: int | None
    maximum: int | None
    open_maximum: bool
    quantity_class: str | None
    origins: int
    claims: int
    about: tuple[int, ...] = ()
    """Numbers that are said to be about so many, without bounds."""
    gone_by: "HarmLine | None" = None
    """The line as we go by it, where a person has decided so and nothing was said since."""

    @property
    def held(self) -> "HarmLine":
        """What sums go by: what we go by, else what is reported."""
        return self.gone_by or self

    @property
    def is_whole(self) -> bool:
        """The only kind of line that is summed: persons of the event itself, no part and no population."""
        whole = not self.population and not self.part_of
        return whole and self.unit == "person" and self.measure == "event"

    @property
    def is_told(self) -> bool:
        """Whether anything is reported: numbers without a basis leave a line empty; a word is kept where none has."""
        return self.minimum is not None or self.maximum is not None or self.is_in_words

    @property
    def is_in_words(self) -> bool:
        """Whether it has no bound, and is told in words, or as about so many."""
        return self.minimum is None and self.maximum is None and bool(self.quantity_class or self.about)

    def apart_from(self, other: "HarmLine") -> tuple[str, ...]:
        """Why two figures of one harm are not figures of one thing: unit, stock_flow, measure_not_stated, measure."""
        measures = {self.measure, other.measure}
        differ = len(measures) == 2
        reasons = {
            "unit": self.unit != other.unit,
            "stock_flow": measures == {"stock", "flow"},
            "measure_not_stated": differ and "not_stated" in measures,
            "measure": differ and "not_stated" not in measures and measures != {"stock", "flow"},
        }
        return tuple(reason for reason, holds in reasons.items() if holds)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of incidents."""

    ref: str
    title: str
    kind: str
    scope: str
    tier: int
    when: Period
    where: Location
    act_types: tuple[str, ...]
    harms: tuple[HarmLine, ...]
    origins: int
    sources: int
    documents: int
    verification_lowest: int
    verification_highest: int
    attribution_lowest: int | None
    attribution_highest: int | None
    import_incomplete: bool
    when_gone_by: Period | None = None
    where_gone_by: Location | None = None
    """When and where as we go by them, where a person has decided so and nothing was said since."""

    def killed(self) -> HarmLine | None:
        """The whole line of deaths, where there is one."""
        return next((h for h in self.harms if h.harm == "killed" and h.is_whole), None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many: exact, or "more than" where counting stopped."""

    count: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, by key: `earlier` and `later` are the cursors of its neighbours."""

    items: tuple[Listed, ...]
    certain: Tally
    possible: Tally
    without_place: Tally | None
    later: str | None
    earlier: str | None


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A group, an organisation, or a person described without a name."""

    ref: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class NamedSource:
    ref: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document as a page shows it."""

    ref: str
    title: str
    kind: str
    state: str
    url: str | None
    source: NamedSource
    published_as_stated: str | None
    published_earliest_on: date | None
    published_latest_on: date | None
    retraction: str | None = None
    """Whether its source has corrected or retracted it since."""


@dataclass(frozen=True, slots=True)
class CitedIn:
    """One citation of a claim: the document, where in it, its words, and whom it passed through on the way."""

    document: NamedDocument
    locator: str | None
    quote: str | None
    via: tuple[NamedSource, ...]
    prefix: str | None = None
    suffix: str | None = None
    starts: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as its reader may see it. `value` names parties by their label."""

    ref: str
    path: str
    act: str | None
    value: Value
    stated_as: str
    language: str | None
    polarity: str
    modality: str
    basis: str
    originator: NamedSource | None
    origin_ids: tuple[int, ...]
    citations: tuple[CitedIn, ...]
    premises: tuple[str, ...]
    as_of: datetime | None
    tier: int
    entered_by: str
    entered_at: datetime
    superseded_by: str | None
    withdrawn_at: datetime | None
    ended_reason: str | None
    number: int = 0
    """Which of the incident's claims it is, in order of entry, from 1."""
    ended_at: datetime | None = None
    party_kind: str | None = None
    party_ref: str | None = None
    entry: str = ""
    """The entry of the incident, or of the party, in which it stands: its ref."""
    item: str | None = None
    item_label: str = ""
    intervention: str | None = None
    own_originator: NamedSource | None = None
    """Its originator under the name that it was recorded with: `originator` has that of whichever stands for it."""
    own_party: NamedParty | None = None
    """The party that it names as that was recorded: `value` has the label of whichever stands for it."""
    breakdown: Mapping[str, int] | None = None
    """Of whom a figure consists, where that is said."""
    own_word: bool = False
    """Whether the document that it stands in is its originator's own, under the same name."""

    @property
    def as_recorded(self) -> "ClaimView":
        """The claim with its own names, for what takes its place: not those of what they were joined with."""
        originator = self.own_originator or self.originator
        if self.own_party is None or not isinstance(self.value, PartyValue):
            return replace(self, originator=originator)
        value = replace(self.value, party=self.own_party.label)
        return replace(self, value=value, party_kind=self.own_party.kind, originator=originator)

    @property
    def subject(self) -> str | None:
        """The act or the object harmed that it is about; None where that is the incident as a whole."""
        return self.act or self.item

    @property
    def live(self) -> bool:
        return self.superseded_by is None and self.withdrawn_at is None

    @property
    def standing(self) -> bool:
        """Live, and saying that something is so."""
        return self.live and self.polarity == "asserts"

    @property
    def taken_back(self) -> bool:
        """Whether it stands in nothing any more that its source stands by."""
        return bool(self.citations) and all(one.document.retraction == "retracted" for one in self.citations)

    @property
    def based(self) -> bool:
        """Whether it says on what ground. Without one it is shown, and nothing follows from it where others have one"""
        return self.basis != "none_stated"

    @property
    def relayed(self) -> bool:
        """Whether we have it only from others: no citation is the originator's own publication."""
        if self.originator is None:
            return True
        return all(c.via or c.document.source.ref != self.originator.ref for c in self.citations)

    def voice(self, compiled_from: tuple[str, ...] = ()) -> Voice:
        """What the claim brings to the count of origins. `compiled_from`: whose reports a compiler cites."""
        return Voice(
            originator=self.originator.name if self.originator else None,
            basis=self.basis,
            origin_ids=self.origin_ids,
            documents=frozenset(c.document.ref for c in self.citations),
            relayed=self.relayed,
            compiled_from=compiled_from if self.basis == "compiled" else (),
        )


@dataclass(frozen=True, slots=True)
class InvolvementView:
    """A party's part in an act. `status` is the attribution's, for an alleged party alone.

    Without `party_ref` only claims above the index tell of it, and nobody can assess it. `also` are the refs under
    which the same party stands here too, where two are the same: the status is the lowest of all.
    """

    party: str
    party_ref: str | None
    role: str
    degree: str | None
    status: str | None
    claims: int
    origins: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActView:
    ref: str
    type_code: str | None
    completion: str | None
    status: str
    involvements: tuple[InvolvementView, ...]
    origins: int
    entry: str = ""
    """The entry of the incident in which it stands: its ref."""
    unclaimed: bool = False
    """Whether all that was claimed of it has been withdrawn: it counts nowhere and holds no level down."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """An object that was harmed, under our name for it."""

    ref: str
    label: str
    entry: str = ""
    """The entry of the incident in which it stands: its ref."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a party says of the deed itself (`says`: denies, admits, other), in a claim of the incident or in a reply
    that is an action or response of its own; printed beside what is alleged, and lowers nothing.

    `of_event`: it speaks of what happened, not only of whose deed it was. `act` is None where it is of all of them.
    """

    says: str
    of_event: bool
    act: str | None
    party: str | None
    claim: ClaimView

    def is_of(self, act: str, party: str | None) -> bool:
        """Whether it answers what an act is said to be, or that a party (by its label) is alleged to have done it."""
        return self.act in (None, act) and (self.of_event if party is None else self.party == party)


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident whole, as its reader may see it.

    Where it is joined with others, acts and claims are those of all entries: the words are its own, and so is what can
    be done here to acts, objects and claims that stand in it (`own_acts`, `own_items`, `own_claims`).
    """

    ref: str
    title: str
    summary: str
    kind: str
    scope: str
    review: ReviewView
    tier: int
    version: int
    recorded_at: datetime
    changed_at: datetime
    title_made_in: str | None
    not_said: tuple[str, ...]
    summary_made_in: str | None
    words_at: datetime
    recorded_by: str
    import_incomplete: bool
    external_ids: tuple[tuple[str, str], ...]
    when: Period
    where: Location
    acts: tuple[ActView, ...]
    harms: tuple[HarmLine, ...]
    claims: tuple[ClaimView, ...]
    items: tuple[ItemView, ...] = ()
    replies: tuple[Reply, ...] = ()
    set_aside: frozenset[str] = frozenset()
    """The claims (refs) that certainly speak of another time or place than what we go by."""
    first: str | None = None
    """The ref of the entry that stands for this one in lists, where that is another."""

    @property
    def is_joined(self) -> bool:
        """Whether another entry is the same incident."""
        return self.first is not None or any(claim.entry != self.ref for claim in self.claims)

    @property
    def own_acts(self) -> tuple[ActView, ...]:
        return tuple(act for act in self.acts if act.entry == self.ref)

    @property
    def alleged_acts(self) -> tuple[ActView, ...]:
        """The acts that somebody alleges still: what is told and counted, and what levels are of."""
        return tuple(act for act in self.acts if not act.unclaimed)

    @property
    def own_items(self) -> tuple[ItemView, ...]:
        return tuple(item for item in self.items if item.entry == self.ref)

    @property
    def own_claims(self) -> tuple[ClaimView, ...]:
        return tuple(claim for claim in self.claims if claim.entry == self.ref)

    def claims_on(self, path: str, subject: str | None = None) -> tuple[ClaimView, ...]:
        """The claims of one property, of one act or object where one is named."""
        return tuple(c for c in self.claims if c.path == path and subject in (None, c.subject))

    def replies_to(self, act: str, party: str | None = None) -> tuple[Reply, ...]:
        """What is replied to an act, or to a party (by its label) being alleged to have done it."""
        return tuple(reply for reply in self.replies if reply.is_of(act, party))

    @property
    def items_harmed(self) -> tuple[ItemView, ...]:
        """The objects of which a source that stands says what was harmed: each counts once, whoever tells of it and
        however many pictures there are."""
        told = {c.item for c in self.claims_on("item.kind") if c.standing}
        return tuple(item for item in self.items if item.ref in told)

    @property
    def outlived(self) -> tuple[ClaimView, ...]:
        """The claims that ended after a person wrote title or summary with them on record: the words may still say it.

        Words that we made ourselves follow the claims.
        """
        if self.title_made_in and self.summary_made_in:
            return ()
        at = self.words_at
        return tuple(c for c in self.own_claims if c.ended_at is not None and c.entered_at <= at < c.ended_at)

    def origins_of(self, claims: Iterable[ClaimView]) -> Origins:
        """Who stands behind some of the claims."""
        return count_origins(self._voice(claim) for claim in claims if claim.standing)

    def act_origins(self, act: ActView) -> Origins:
        """Who stands behind an act's occurrence: those who assert it and also say when and where, neither of them
        certainly another time or place than what we go by."""
        said = [c for c in self.claims if c.standing and c.act in (None, act.ref) and c.ref not in self.set_aside]
        grounds = [[self._voice(c) for c in said if c.path == path] for path in ("incident.when", "incident.place")]
        told = [self._voice(claim) for claim in self.claims_on("act.type", act.ref) if claim.standing]
        heard = (one for one in told if not one.is_origin or all(_says_too(one, ground) for ground in grounds))
        return count_origins(heard)

    def origins_left_out(self, act: ActView) -> tuple[str, ...]:
        """Who asserts an act on a ground and is no origin of it, for they do not also say when and where."""
        told = self.origins_of(self.claims_on("act.type", act.ref))
        counted = {origin.name for origin in self.act_origins(act).counting}
        return tuple(origin.name for origin in told.counting if origin.name not in counted)

    def harm_origins(self, harm: str) -> Origins:
        """Who stands behind a harm, over all its lines."""
        return self.origins_of(
            claim for claim in self.claims_on("incident.count") if getattr(claim.value, "harm", None) == harm
        )

    def _voice(self, claim: ClaimView) -> Voice:
        """A compiler's reports are cited once, on its claim of the act's type."""
        reports = (
            cited.document.source.name
            for other in self.claims_on("act.type")
            if other.originator == claim.originator
            for cited in other.citations[1:]
        )
        return claim.voice(tuple(dict.fromkeys(reports)))


class _Grounded(Protocol):
    @property
    def based(self) -> bool: ...


Said = TypeVar("Said", bound=_Grounded)


def grounded(said: Iterable[Said]) -> list[Said]:
    """What when and where follow from: what has a basis, or all of it where nothing has one."""
    every = list(said)
    return [one for one in every if one.based] or every


def in_place_of(claims: Iterable[ClaimView], claim: ClaimView) -> ClaimView | None:
    """The claim about the same that stands now where `claim` was superseded; None where the last was withdrawn."""
    ahead = {one.ref: one for one in claims}  # each is passed once: claims that lead round lead nowhere
    last: ClaimView | None = claim
    while last is not None and last.superseded_by is not None:
        last = ahead.pop(last.superseded_by, None)
    return last if last is not None and last.live else None


def _says_too(told: Voice, others: list[Voice]) -> bool:
    if told.compiled:
        return any(o.compiled and o.originator == told.originator for o in others)
    return any(not o.compiled and set(told.origin_ids) & set(o.origin_ids) for o in others)
