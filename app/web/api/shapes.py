"""What the API gives back. Each shape is read from the record that the pages are made of, which is already cut to what
its reader may see; names are those of the CSV set and JSON Lines where these have them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from app.domain.verification import level_at
from app.services.claims import value_as_json


def _occurrence(rank: object) -> object:
    return level_at(rank).code if isinstance(rank, int) else rank


def _attribution(rank: object) -> object:
    return level_at(rank, attribution=True).code if isinstance(rank, int) else rank


def _outside(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"scheme": scheme, "value": value} for scheme, value in pairs]


def _value(value: Any) -> Any:
    return value if isinstance(value, Mapping) else value_as_json(value)


Occurrence = Annotated[str, BeforeValidator(_occurrence)]
Attribution = Annotated[str | None, BeforeValidator(_attribution)]


class Shape(BaseModel):
    """Something that the API gives back."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class FieldProblem(Shape):
    field: str
    detail: str


class Problem(Shape):
    """Why something was refused, and how to mend it (RFC 9457). No value that was sent is repeated."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] | None = None
    number: str | None = Field(None, description="Under which number the log has a fault.")
    now_version: int | None = Field(None, description="The version that stands now.")


class Kept(Shape):
    """What was made, and where it stands. `claims`: the refs of those made; none where a claim on record is cited once
    more. `not_kept`: answers on a document that is on record with other ones, and answers in a source's own words
    that do not stand in the quotation, of which all of it is kept. `elsewhere`: other sources that have a document
    under the same address, where a new one was made beside theirs."""

    ref: str
    url: str
    claims: list[str] | None = None
    not_kept: list[str] = []
    elsewhere: list[str] = []


class ExternalId(Shape):
    scheme: str
    value: str


Outside = Annotated[list[ExternalId], BeforeValidator(_outside)]


class NamedSource(Shape):
    ref: str
    name: str
    kind: str


class NamedParty(Shape):
    ref: str
    label: str
    kind: str


class NamedIncident(Shape):
    ref: str
    title: str


class NamedDocument(Shape):
    ref: str
    title: str
    kind: str
    state: str
    url: str | None
    source: NamedSource
    published_as_stated: str | None
    published_earliest_on: date | None
    published_latest_on: date | None
    retraction: str | None


class When(Shape):
    """Four bounds; null is unknown. No bound by itself is the date."""

    stated_as: str
    edtf: str | None
    earliest_start: date | None
    latest_start: date | None
    earliest_end: date | None
    latest_end: date | None


class Where(Shape):
    """Longitude and latitude (WGS 84) only where it is one point, which may be off by `uncertainty_m`."""

    stated_as: str
    precision: str | None
    units: list[str]
    longitude: float | None
    latitude: float | None
    uncertainty_m: float | None = Field(validation_alias="radius_m")


class Figure(Shape):
    """Bounds of a number; null is not known. A word without a number has a class and no bounds."""

    minimum: int | None
    maximum: int | None
    open_maximum: bool
    quantity_class: str | None


class Harm(Figure):
    """One line of harm as it is reported; lines are never added. `harm_origins`: independent origins of the harm, over
    all its lines. `gone_by`: what the project goes by, where decided."""

    harm: str
    unit: str
    measure: str
    population: str
    part_of: str
    harm_origins: int = Field(validation_alias="origins")
    claims: int
    gone_by: Figure | None


class ListedIncident(Shape):
    """An incident as lists have it. `when_gone_by` and `where_gone_by`: what the project goes by, where decided."""

    ref: str
    title: str
    kind: str
    scope: str
    tier: int
    when: When
    where: Where
    when_gone_by: When | None
    where_gone_by: Where | None
    acts: list[str] = Field(validation_alias="act_types")
    harms: list[Harm]
    origins: int
    sources: int
    documents: int
    verification: Occurrence = Field(validation_alias="verification_lowest")
    verification_highest: Occurrence
    attribution_verification: Attribution = Field(validation_alias="attribution_lowest")
    attribution_verification_highest: Attribution = Field(validation_alias="attribution_highest")
    import_incomplete: bool


class Tally(Shape):
    """How many; `more`: more than were counted."""

    count: int
    more: bool


class Incidents(Shape):
    """A page of incidents, the latest first. `possible` and `certain`: how many answer the question in either way;
    `without_place`: how many answer all but its place, and have none."""

    items: list[ListedIncident]
    next: str | None
    possible: Tally
    certain: Tally
    without_place: Tally | None


class Feature(Shape):
    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any] | None
    properties: ListedIncident


class FeatureCollection(Shape):
    """The same page as GeoJSON (RFC 7946): null geometry where none is known."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
    next: str | None
    possible: Tally
    certain: Tally
    without_place: Tally | None


class Involvement(Shape):
    """A party's part in an act; alleged ones have a status of their own."""

    party: str
    party_ref: str | None
    role: str
    degree: str | None
    status: str | None
    claims: int
    origins: int


class Act(Shape):
    ref: str
    type: str | None = Field(validation_alias="type_code")
    completion: str | None
    verification: str = Field(validation_alias="status")
    origins: int
    involvements: list[Involvement]


class Track(Shape):
    """An act (party: null), or an act and an alleged party, by ref."""

    act: str
    party: str | None


class Item(Shape):
    ref: str
    label: str


class Incident(Shape):
    """One incident: the organisation's own words, and what follows from the claims. The claims stand under it."""

    ref: str
    title: str
    summary: str
    kind: str
    scope: str
    workflow: str = Field(validation_alias=AliasPath("review", "state"))
    tier: int
    version: int
    recorded_at: datetime
    recorded_by: str
    changed_at: datetime
    import_incomplete: bool
    external_ids: Outside
    when: When
    where: Where
    acts: list[Act]
    no_longer_borne_out: list[Track] = Field(
        [], description="Whose level was earned by what does not hold any more; nothing is lowered by itself."
    )
    items: list[Item]
    harms: list[Harm]
    first: str | None = Field(
        description="The entry that stands for this one in lists, where it is joined with others."
    )


class Cited(Shape):
    """Where a claim stands: the document, its words, and whom they passed through."""

    document: NamedDocument
    locator: str | None
    quote: str | None
    prefix: str | None
    suffix: str | None
    starts: int | None
    via: list[NamedSource]


class Claim(Shape):
    """What one originator says about one property. `value` is as in JSON Lines, by the property's kind of value."""

    ref: str
    property: str = Field(validation_alias="path")
    act: str | None
    item: str | None
    value: Annotated[dict[str, Any], BeforeValidator(_value)]
    party_ref: str | None
    party_kind: str | None
    breakdown: dict[str, Any] | None
    stated_as: str
    language: str | None
    polarity: str
    modality: str
    basis: str
    originator: NamedSource | None
    citations: list[Cited]
    premises: list[str]
    as_of: datetime | None
    tier: int
    entered_by: str
    entered_at: datetime
    superseded_by: str | None
    withdrawn_at: datetime | None
    ended_reason: str | None


class Claims(Shape):
    """Every claim of an incident, superseded and withdrawn ones among them."""

    items: list[Claim]


class Change(Shape):
    label: str
    before: str | None
    after: str | None


class HistoryEvent(Shape):
    """One deed: by whom, through which channel (page, shell, job, api), and what it changed, in words."""

    number: int
    at: datetime
    by: str
    channel: str
    deed: str
    reason: str | None
    changes: list[Change]
    sentences: list[str]


class History(Shape):
    items: list[HistoryEvent]
    next: str | None


class ListedSource(NamedSource):
    documents: Tally


class Sources(Shape):
    items: list[ListedSource]
    next: str | None


class Source(NamedSource):
    """A source, and what is known of it to weigh what it says by."""

    aliases: list[str]
    basis: str = Field(validation_alias="default_basis")
    compiles: bool
    counts_as_origin: bool
    group: NamedSource | None
    group_reason: str | None
    affiliation: str | None
    interest: str | None
    counting_scope: str | None
    access: str | None
    version: int
    recorded_at: datetime


class Documents(Shape):
    items: list[NamedDocument]
    next: str | None


class File(Shape):
    """A preserved file."""

    ref: str
    name: str = Field(description="What whoever sent it called it.")
    media_type: str
    size: int
    sha256: str


class Handling(Shape):
    """What somebody did with a file: received, received_again, served, verified, found_altered."""

    at: datetime
    by: str
    deed: str


class Evidence(File):
    """A preserved file of a document, with its latest handlings, the last first; `also` are the documents that hold the
    same bytes, `altered_at` when the last check found it altered or missing."""

    document: str
    received_at: datetime
    received_by: str
    altered_at: datetime | None
    also: list[str]
    custody: list[Handling]


class Document(NamedDocument):
    """A document, with its files; `incidents` are the newest of which a claim stands in it."""

    files: list[File]

    language: str | None
    series: str | None
    retraction_as_stated: str | None
    retraction_citation: str | None
    version: int
    recorded_at: datetime
    external_ids: Outside
    incidents: list[NamedIncident]
    more_incidents: bool


class Task(Shape):
    """Something to find or to decide. Without a ref a rule opened it and nobody has taken it up."""

    ref: str | None
    kind: str
    incident: NamedIncident | None
    document: NamedDocument | None
    party: NamedParty | None
    what: str | None
    assigned_to: str | None
    due_on: date | None
    opened_by: str | None
    opened_at: datetime | None
    done_by: str | None
    done_at: datetime | None
    done_reason: str | None
    open: bool
    version: int


class Tasks(Shape):
    items: list[Task]
    next: str | None


class Export(Shape):
    """What was taken out, by whom and when; the manifest says the same."""

    number: int
    at: datetime
    by: str = Field(validation_alias="actor")
    channel: str
    deed: Literal["export_incidents", "write_report"]
    manifest: dict[str, Any] = Field(validation_alias="detail")


class AskedExport(Shape):
    """An export of one's own that is written by itself; `file` has it from when it is ready until it expires. `reason`:
    why it stopped, unless that was asked for."""

    ref: str
    state: Literal["waiting", "writing", "stopping", "stopped", "ready", "gone"]
    reason: str | None
    format: str
    question: dict[str, str]
    incidents: int
    rows_done: int
    asked_at: datetime
    ready_at: datetime | None
    size: int | None
    sha256: str | None
    manifest: dict[str, Any] | None
    expires_at: datetime


class Exports(Shape):
    items: list[Export]
    next: str | None


class Heading(Shape):
    """A row or column of a table. What stands under one that is not `certain` may belong elsewhere."""

    key: str
    words: str
    certain: bool


class Figures(Shape):
    """What stands in a cell. One of the first four, or of people the rest, with how many incidents are in it."""

    incidents: int | None = None
    acts: int | None = None
    sites: int | None = None
    claims: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    figures: int | None = Field(None, description="How many incidents give a number.")
    without_upper_bound: int | None = None
    in_words: dict[str, int] | None = Field(None, description="How many figures are a word, by its code.")
    without_figure: int | None = None
    words: str


class Cell(Figures):
    """A cell of a table."""

    row: str
    column: str | None = None


class Statistics(Shape):
    """A table of figures with its sums, in which each unit counts once, and with what it leaves out."""

    question: dict[str, str]
    as_of: datetime
    rows_by: str
    columns_by: str
    measure: str
    counts: str
    clocks: list[str]
    rows: list[Heading]
    columns: list[Heading]
    cells: list[Cell]
    by_row: dict[str, Figures]
    by_column: dict[str, Figures]
    total: Figures
    possible: dict[str, int]
    verification: dict[str, int] = Field(description="How many incidents of the table stand at which level.")
    left_out: dict[str, Any]
