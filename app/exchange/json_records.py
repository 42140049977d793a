"""The records of `domain.records` as JSON objects, and back. `json_lines` makes files of them."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import ENTRY_CEILING
from app.domain.entry import ADDRESS
from app.domain.errors import InvalidValue
from app.domain.gazetteers import UnitNamed
from app.domain.places import Place, Unit, check_wkt
from app.domain.properties import PROPERTIES
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimLinkRecord,
    ClaimRecord,
    DocumentRecord,
    DocumentTextRecord,
    ExternalId,
    FormerName,
    IncidentRecord,
    IncidentValue,
    InterventionRecord,
    LinkRecord,
    OwnPlaceRecord,
    PartyRecord,
    PartyValue,
    PassageRecord,
    PlaceValue,
    PropertyItemRecord,
    RelationRecord,
    SameRecord,
    SourceRecord,
    TaskRecord,
    TermValue,
    TextValue,
)
from app.domain.refs import is_ref
from app.domain.reported import (
    KINDS,
    AdoptionRecord,
    AssessmentRecord,
    ConsideredRecord,
    DecisionRecord,
    VerificationRecord,
)
from app.domain.vocabularies import terms

# What only the exporting installation can state: when and by whom, how sure it is, and what its gazetteers say of the
# places that a claim means. Written, never taken in.
EXPORTERS_OWN = frozenset({
    "recorded_at", "recorded_by", "changed_at", "version", "words_at", "entered_at", "entered_by",
    "occurrence_status", "attribution_status", "origins", "workflow", "workflow_at",
    "workflow_reason", "opened_at", "gazetteer_places",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Further:
    """A further citation of a claim, as a record of its own."""

    claim: str
    citation: Citation


Record = (
    OwnPlaceRecord | SourceRecord | DocumentRecord | RelationRecord | PartyRecord | IncidentRecord | ActRecord
    | PropertyItemRecord | InterventionRecord | ClaimRecord | Further | ExternalId | SameRecord | LinkRecord
    | ClaimLinkRecord | DecisionRecord | TaskRecord | DocumentTextRecord
)  # fmt: skip

TYPES: dict[str, type] = {
    "own_place": OwnPlaceRecord,
    "source": SourceRecord,
    "document": DocumentRecord,
    "document_text": DocumentTextRecord,
    "document_relation": RelationRecord,
    "party": PartyRecord,
    "incident": IncidentRecord,
    "act": ActRecord,
    "property_item": PropertyItemRecord,
    "intervention": InterventionRecord,
    "claim": ClaimRecord,
    "citation": Further,
    "external_id": ExternalId,
    "task": TaskRecord,
    "incident_link": LinkRecord,
    "same_as": SameRecord,
    "claim_link": ClaimLinkRecord,
    **KINDS,
}
_NAMES = {kind: name for name, kind in TYPES.items()}
WITHOUT_REF = frozenset(
    {"citation", "external_id", "document_text", "document_relation", "incident_link", "same_as", "claim_link", *KINDS}
)

_VALUES: dict[str, type] = {
    "term": TermValue, "party": PartyValue, "place": PlaceValue, "text": TextValue, "incident": IncidentValue,
    "when": When, "count": Count,
}  # fmt: skip
# Fields that have another name in the file.
WRITTEN = {"key": "ref", "path": "property"}

# Fields of a value that stand on its claim already.
ON_THE_CLAIM = {When: {"stated_as", "follows_document", "not_understood"}, Count: {"words"}, TextValue: {"words"}}

# Fields whose codes stand in a list.
_LISTED = {
    SourceRecord: {"kind": "source_kinds"},
    DocumentRecord: {"kind": "document_kinds"},
    PartyRecord: {"kind": "party_kinds"},
    PartyValue: {"degree": "involvement_degrees"},
}  # fmt: skip


def in_order(bundle: Bundle) -> Iterator[Record]:
    """The records of a bundle as they stand in a file: what others rest on first, then party by party what is said of
    it, then incident by incident, then each intervention with what is said of it."""
    acts, claims = _by(bundle.acts, "incident"), _by(bundle.claims, "subject")
    items = _by(bundle.property_items, "incident")
    outside, same = _by(bundle.external_ids, "subject"), _by(bundle.same_as, "kind")
    texts = _by(bundle.document_texts, "document")
    decided: dict[str | None, list[DecisionRecord]] = {}
    for decision in bundle.decisions:
        decided.setdefault(subject_of(decision), []).append(decision)
    yield from bundle.own_places
    yield from bundle.sources
    yield from same.get("source", ())
    for document in bundle.documents:
        yield document
        yield from texts.get(document.key, ())
        yield from outside.get(document.key, ())
        yield from decided.get(document.key, ())
    yield from bundle.document_relations
    for party in bundle.parties:
        yield party
        yield from _with_citations(claims.get(party.key, ()))
    yield from same.get("party", ())
    for incident in bundle.incidents:
        yield incident
        yield from acts.get(incident.key, ())
        yield from items.get(incident.key, ())
        yield from _with_citations(claims.get(incident.key, ()))
        yield from outside.get(incident.key, ())
        yield from decided.get(incident.key, ())
    yield from same.get("incident", ())
    yield from bundle.incident_links
    for intervention in bundle.interventions:
        yield intervention
        yield from _with_citations(claims.get(intervention.key, ()))
        yield from decided.get(intervention.key, ())
    yield from bundle.claim_links
    yield from bundle.tasks


def _with_citations(claims: Iterable[ClaimRecord]) -> Iterator[Record]:
    for claim in claims:
        yield claim
        yield from (Further(claim.key, citation) for citation in claim.further_citations)


def bundle_of(records: Iterable[Record]) -> Bundle:
    """The bundle that these records are; the opposite of `in_order`."""
    sorted_out: dict[type, list[Any]] = {kind: [] for kind in _NAMES}
    for record in records:
        sorted_out[type(record)].append(record)
    further = _by(sorted_out[Further], "claim")
    claims = tuple(
        dataclasses.replace(claim, further_citations=tuple(more.citation for more in further.pop(claim.key)))
        if claim.key in further
        else claim
        for claim in sorted_out[ClaimRecord]
    )
    if further:
        raise InvalidValue("A citation stands apart from its claim.", "claim")
    return Bundle(
        own_places=tuple(sorted_out[OwnPlaceRecord]),
        sources=tuple(sorted_out[SourceRecord]),
        documents=tuple(sorted_out[DocumentRecord]),
        parties=tuple(sorted_out[PartyRecord]),
        incidents=tuple(sorted_out[IncidentRecord]),
        acts=tuple(sorted_out[ActRecord]),
        property_items=tuple(sorted_out[PropertyItemRecord]),
        interventions=tuple(sorted_out[InterventionRecord]),
        claims=claims,
        external_ids=tuple(sorted_out[ExternalId]),
        document_relations=tuple(sorted_out[RelationRecord]),
        tasks=tuple(sorted_out[TaskRecord]),
        incident_links=tuple(sorted_out[LinkRecord]),
        same_as=tuple(sorted_out[SameRecord]),
        claim_links=tuple(sorted_out[ClaimLinkRecord]),
        document_texts=tuple(sorted_out[DocumentTextRecord]),
        decisions=tuple(record for kind in KINDS.values() for record in sorted_out[kind]),
    )


def subject_of(record: Record) -> str | None:
    """The ref of what a record is about (incident, party, intervention, claim, document), by which it stays with its
    neighbours."""
    match record:
        case ActRecord() | PropertyItemRecord() | VerificationRecord():
            return record.incident
        case AdoptionRecord():
            return record.incident or record.intervention
        case ClaimRecord() | ExternalId() | DocumentTextRecord():
            return record.subject
        case Further():
            return record.claim
        case AssessmentRecord():
            return record.incident or record.intervention or record.document
    return None


def group_refs(record: Record) -> set[str]:
    """The refs that lines after this one may be about, if they are to stay with it."""
    match record:
        case IncidentRecord() | DocumentRecord() | InterventionRecord():
            return {record.key}
        case ClaimRecord():
            return {record.key, record.subject}
        case ActRecord() | PropertyItemRecord():
            return {record.incident}
    return set()


def to_json(record: Record) -> dict[str, Any]:
    """A record as a JSON object. What is not said, and lists without anything in them, are absent."""
    kind: type = type(record)
    found: dict[str, Any] = {"type": _NAMES[kind]}
    if isinstance(record, Further):
        return {**found, "claim": record.claim, **plain(record.citation)}
    for name in _field_names(kind):
        value = getattr(record, name)
        if value is not None and value != () and name != "further_citations":
            found[WRITTEN.get(name, name)] = plain(value)
    return found


def plain(value: Any) -> Any:
    """A value as JSON has it: dates and instants in ISO 8601, bytes in hex, a value object as an object."""
    match value:
        case str() | int() | float() | bool() | None:
            return value
        case date() | datetime() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case tuple() | list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
    kind: type = type(value)
    left_out = ON_THE_CLAIM.get(kind, set())
    pairs = ((name, getattr(value, name)) for name in _field_names(kind) if name not in left_out)
    return {name: plain(item) for name, item in pairs if item is not None and item != ()}


def read(found: Mapping[str, Any]) -> Record:
    """The record that a JSON object is. InvalidValue, naming the field, where it is none that can be taken in."""
    values = {key: value for key, value in found.items() if key not in EXPORTERS_OWN}
    name = values.pop("type", None)
    if name not in TYPES:
        raise InvalidValue(f"is of no type that is taken in ({', '.join(TYPES)})", "type")
    if name == "citation":
        claim = values.pop("claim", "")
        return Further(_ref(claim, "claim", "claim"), _validated(Citation, values))
    if name == "external_id":
        return _external_id(values)
    if name in WITHOUT_REF:
        return _between(name, values)
    values["key"] = _ref(values.pop("ref", None), name, "ref")
    if name == "claim":
        return _claim(values)
    if name == "task":
        for end in ("incident", "document", "party"):
            if end in values:
                _ref(values[end], end, end)
    record: Record = _validated(TYPES[name], values)
    _check(record)
    return record


# What a record without a ref of its own points at, each by a ref of which kind.
_DECIDED_OF = {
    "incident": "incident", "intervention": "intervention", "act": "act", "party": "party", "claim": "claim",
    "document": "document", "cited": "document",
}  # fmt: skip
_POINTS_AT = {
    "document_text": {"document": "document"},
    "document_relation": {"document": "document", "other": "document"},
    "incident_link": {"incident": "incident", "other": "incident"},
    "same_as": {},  # of whichever kind it says
    "claim_link": {"incident": "incident", "intervention": "intervention", "claim": "claim", "other": "claim"},
    **{kind: _DECIDED_OF for kind in KINDS},
}  # fmt: skip


def _between(name: str, values: dict[str, Any]) -> Record:
    """A record that says something of others and has no ref of its own."""
    if name in KINDS and "property" in values:
        values["path"] = values.pop("property")
    for field, kind in _POINTS_AT[name].items():
        if values.get(field) is not None:
            _ref(values[field], kind, field)
    record: Record = _validated(TYPES[name], values)
    if isinstance(record, SameRecord):
        for end in ("one", "other"):
            _ref(getattr(record, end), record.kind, end)
    return record


def _external_id(values: dict[str, Any]) -> ExternalId:
    if (digest := values.pop("digest", None)) is not None:
        try:
            values["digest"] = bytes.fromhex(digest)
        except (ValueError, TypeError):
            raise InvalidValue("is not written in hex", "digest") from None
    outside: ExternalId = _validated(ExternalId, values)
    return outside


def _claim(values: dict[str, Any]) -> ClaimRecord:
    values["path"] = values.pop("property", "")
    known = PROPERTIES.get(values["path"])
    if known is None:
        raise InvalidValue("is no property that is known here", "property")
    kind = _VALUES[known.value_kind]
    said = values.get("value")
    if not isinstance(said, dict):
        raise InvalidValue("is not an object", "value")
    said = {key: value for key, value in said.items() if key not in ON_THE_CLAIM.get(kind, ())}
    if kind is When:
        said |= {"stated_as": values.get("stated_as", ""), "follows_document": values.get("anchor") is not None}
    if kind in (Count, TextValue):
        said["words"] = values.get("stated_as", "")
    if "further_citations" in values:
        raise InvalidValue("stand on lines of their own, of the type citation", "further_citations")
    values["value"] = _validated(kind, said)
    values.setdefault("incident", None)
    claim: ClaimRecord = _validated(ClaimRecord, values)
    if isinstance(claim.value, TermValue) and claim.value.code not in terms(known.vocabulary or ""):
        raise InvalidValue(f"is not in the list {known.vocabulary}", "value.code")
    if isinstance(claim.value, Count) and claim.value.harm not in terms("harms"):
        raise InvalidValue("is not in the list harms", "value.harm")
    for place in claim.value.places if isinstance(claim.value, PlaceValue) else ():
        check_wkt(place.wkt)
    _check(claim.value)
    _check(claim)
    return claim


def _ref(text: Any, kind: str, field: str) -> str:
    if isinstance(text, str) and is_ref(text, kind):
        return text
    raise InvalidValue(f"is not the ref of a {kind}", field)


def _check(record: Any) -> None:
    for field, vocabulary in _LISTED.get(type(record), {}).items():
        code = getattr(record, field)
        if code is not None and code not in terms(vocabulary):
            raise InvalidValue(f"is not in the list {vocabulary}", field)
    # Asked of what comes in alone: what was kept before somebody asked goes out as it stands.
    if (url := getattr(record, "url", None)) is not None and not ADDRESS.fullmatch(url):
        raise InvalidValue("is no address that begins with https:// or http://; no other kind of link is kept", "url")
    for field in ("title_made_in", "summary_made_in"):
        if getattr(record, field, None) not in (None, "en", "ar"):
            raise InvalidValue("is no language that words are made in (en, ar)", field)
    tier = getattr(record, "tier", 0)
    if not 0 <= tier <= ENTRY_CEILING:
        raise InvalidValue(f"goes from 0 to {ENTRY_CEILING}; what is sealed is not taken in", "tier")


@functools.cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _validated(kind: type, values: Mapping[str, Any]) -> Any:
    _refuse_unknown(kind, values)
    try:
        return _adapter(kind).validate_python(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidValue(first["msg"][:1].lower() + first["msg"][1:], WRITTEN.get(place, place) or None) from None


@functools.cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


_PARTS: dict[str, type] = {
    "citation": Citation,
    "places": Place,
    "units": Unit,
    "considered": ConsideredRecord,
    "former_names": FormerName,
    "lies_in": UnitNamed,
    "passages": PassageRecord,
}


def _refuse_unknown(kind: type, values: Mapping[str, Any]) -> None:
    """InvalidValue for a field that the record does not have: what is not understood is not dropped."""
    if unknown := values.keys() - set(_field_names(kind)):
        raise InvalidValue("is a field that is not known here", sorted(unknown)[0])
    for name in _PARTS.keys() & values.keys():
        parts = values[name] if isinstance(values[name], list) else [values[name]]
        for part in parts:
            if isinstance(part, dict):
                _refuse_unknown(_PARTS[name], part)


def _by(records: Iterable[Any], attribute: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(getattr(record, attribute), []).append(record)
    return found
