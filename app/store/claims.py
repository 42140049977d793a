"""Writing claims: one row holds the fact, its words, its source and where it stands; a place adds rows of its own."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import PEOPLE, party_tier
from app.domain.errors import InvalidValue, NotFound
from app.domain.origins import Speaker, origin_ids
from app.domain.places import Place, place_key
from app.domain.properties import PROPERTIES
from app.domain.records import Citation, ClaimRecord, IncidentValue, PartyValue, PlaceValue, TermValue, TextValue
from app.domain.refs import is_ref, new_ref
from app.domain.text import searchable
from app.store import origins
from app.store.incidents import KnownIncident, KnownIntervention, KnownItem, KnownParty
from app.store.rows import insert_rows, take_ids
from app.store.same import Joined, joined_sources
from app.store.sources import KnownDocument, KnownSource, document_id
from app.store.standing import is_live
from app.store.tables.claims import claim, claim_citation, claim_place

# The same names and days come again and again in one file; nothing long is kept.
_folded_name = functools.lru_cache(maxsize=4096)(searchable)
_place_key = functools.lru_cache(maxsize=4096)(place_key)


def _folded(text: str) -> str:
    return _folded_name(text) if len(text) <= 100 else searchable(text)


@dataclass(frozen=True)
class Keys:
    """What the keys of a bundle stand for in the database."""

    sources: dict[str, KnownSource]
    documents: dict[str, KnownDocument]
    parties: dict[str, KnownParty]
    incidents: dict[str, KnownIncident]
    acts: dict[str, tuple[int, int]]
    items: dict[str, KnownItem]
    interventions: dict[str, KnownIntervention]
    claims: dict[str, int]
    own_places: dict[str, int] = field(default_factory=dict)

    def incident_ids(self, records: Iterable[ClaimRecord]) -> set[int]:
        """The incidents that some claims are about; context and what is said of an intervention are about none."""
        return {self.incidents[record.incident].id for record in records if record.incident}


def add_claims(
    connection: sa.Connection,
    project_id: int,
    records: Sequence[ClaimRecord],
    keys: Keys,
    entered_by: int,
    beside: Sequence[ClaimRecord] = (),
) -> None:
    """Adds claims with their places and further citations, each under its key in `keys.claims`.

    A compiler's claim that cites reports names them once, on its claim of the act's type; the other claims about the
    same incident by the same originator take their origins from it. It may stand among those `beside`, which say what
    is cited now and are not added; where none of these is it, what stands on record has those origins.
    """
    ids = take_ids(connection, claim, len(records))
    compiled = _cited_by_compilers([*beside, *records], keys)
    compiled |= _cited_on_record(connection, project_id, [r for r in records if not compiled.get(_key(r))], keys)
    writer = _Writer(project_id, entered_by, keys, compiled, joined_sources(connection, project_id))
    for record in records:
        keys.claims[record.key] = next(ids)
        writer.write(record)
    insert_rows(connection, claim, writer.claims)
    insert_rows(connection, claim_place, writer.places)
    insert_rows(connection, claim_citation, writer.citations)


def cite_again(connection: sa.Connection, project_id: int, ref: str, citation: Citation) -> None:
    """Adds a citation to a claim: the same is said in other words of a document on record. It passes nobody through."""
    number, cited = claim_id(connection, project_id, ref), document_id(connection, project_id, citation.document)
    insert_rows(connection, claim_citation, [_citation_row(project_id, number, cited, citation, [])])


def supersede(connection: sa.Connection, project_id: int, old_id: int, new_id: int, reason: str) -> bool:
    """Points a live claim to the one that takes its place. False where it is no longer live."""
    return _end(connection, project_id, old_id, {"superseded_by": new_id, "ended_reason": reason})


def withdraw(connection: sa.Connection, project_id: int, claim_id: int, reason: str) -> bool:
    """Takes a live claim back. False where it is no longer live."""
    return _end(connection, project_id, claim_id, {"withdrawn_at": sa.func.now(), "ended_reason": reason})


def is_on_record(connection: sa.Connection, project_id: int, ref: str) -> bool:
    """Whether there is a claim of this ref."""
    found = sa.select(claim.c.id).where(claim.c.project_id == project_id, claim.c.ref == ref)
    return connection.execute(found).first() is not None


def claim_id(connection: sa.Connection, project_id: int, ref: str) -> int:
    """The inner number of a claim. NotFound where there is none that may be seen."""
    number: int | None = connection.execute(
        sa.select(claim.c.id).where(claim.c.project_id == project_id, claim.c.ref == ref)
    ).scalar()
    if number is None:
        raise NotFound("There is no such claim, or you may not see it.")
    return number


def _end(connection: sa.Connection, project_id: int, claim_id: int, ending: dict[str, Any]) -> bool:
    live = (claim.c.project_id == project_id) & (claim.c.id == claim_id) & is_live(claim.c)
    return bool(connection.execute(sa.update(claim).where(live).values(**ending)).rowcount)


def _key(record: ClaimRecord) -> tuple[str, str | None]:
    return record.subject, record.originator


def _cited_by_compilers(records: Sequence[ClaimRecord], keys: Keys) -> dict[tuple[str, str | None], tuple[int, ...]]:
    """For each incident and compiling originator, the origins of the reports that its claim of the act's type cites."""
    cited: dict[tuple[str, str | None], tuple[int, ...]] = {}
    for record in records:
        if record.basis == "compiled" and record.path == "act.type":
            speakers = [keys.documents[c.document].speaker for c in record.further_citations]
            originator = keys.sources[record.originator].speaker if record.originator else None
            reports = origin_ids(originator, record.basis, speakers)
            if reports or _key(record) not in cited:  # a later claim may leave them unsaid
                cited[_key(record)] = reports
    return cited


def _cited_on_record(
    connection: sa.Connection, project_id: int, records: Sequence[ClaimRecord], keys: Keys
) -> dict[tuple[str, str | None], tuple[int, ...]]:
    """The same for compilers that add a claim to an incident whose act's type they have claimed before."""
    adding = [record for record in records if record.basis == "compiled" and record.originator and record.incident]
    told = origins.cited_by_compilers(connection, project_id, keys.incident_ids(adding))
    return {
        _key(one): told.get((keys.incidents[one.subject].id, keys.sources[one.originator or ""].id), ())
        for one in adding
    }


class _Writer:
    """Collects the rows of claims, places and citations."""

    def __init__(
        self,
        project_id: int,
        entered_by: int,
        keys: Keys,
        compiled: Mapping[tuple[str, str | None], tuple[int, ...]],
        joined: Joined,
    ) -> None:
        self.project_id, self.entered_by, self.keys, self.compiled = project_id, entered_by, keys, compiled
        self.joined = joined
        self.claims: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self.citations: list[dict[str, Any]] = []

    def write(self, record: ClaimRecord) -> None:
        number = self.keys.claims[record.key]
        self.claims.append(self._claim_row(number, record))
        if isinstance(record.value, PlaceValue):
            self.places += [
                _place_row(self.project_id, number, position, place)
                for position, place in enumerate(record.value.places, 1)
            ]
        self.citations += [
            _citation_row(
                self.project_id,
                number,
                self.keys.documents[citation.document].id,
                citation,
                [self.keys.sources[step].id for step in citation.via],
            )
            for citation in record.further_citations
        ]

    def _claim_row(self, number: int, record: ClaimRecord) -> dict[str, Any]:
        keys = self.keys
        originator = keys.sources[record.originator] if record.originator else None
        subject = keys.parties[record.party] if record.party else None
        if record.incident is None:
            resolved: tuple[int, ...] = ()  # origins are counted for incidents
        elif record.basis == "compiled":
            resolved = self.compiled.get(_key(record), ())
        else:
            speaker = originator.speaker if originator else None
            resolved = origin_ids(speaker, record.basis, own=self._own(originator, record))
        cited = record.citation
        named = keys.parties[record.value.party] if isinstance(record.value, PartyValue) else None
        people = {one.kind for one in (subject, named) if subject and one} & PEOPLE
        if people:
            raise InvalidValue("Context is never put on a person.", "party")
        item = keys.items[record.item] if record.item else None
        done = keys.interventions[record.intervention] if record.intervention else None
        return {
            "project_id": self.project_id,
            "id": number,
            "ref": record.key if is_ref(record.key, "claim") else new_ref("claim"),
            "incident_id": keys.incidents[record.incident].id if record.incident else None,
            "act_id": keys.acts[record.act][0] if record.act else None,
            "party_id": subject.id if subject else None,
            "property_item_id": item.id if item else None,
            "intervention_id": done.id if done else None,
            "path": record.path,
            "originator_id": originator.id if originator else None,
            "basis": record.basis,
            "polarity": record.polarity,
            "modality": record.modality,
            "origin_ids": list(resolved),
            "stated_as": record.stated_as,
            "stated_folded": _folded(record.stated_as),
            "language": record.language,
            "as_of": record.as_of,
            "tier": max(
                record.tier,
                record.least_tier,
                PROPERTIES[record.path].tier if subject else 0,
                *(party_tier(one.kind) for one in (subject, named) if one),
                *(narrower.tier for narrower in (item, done) if narrower),
            ),
            "document_id": keys.documents[cited.document].id if cited else None,
            "locator": cited.locator if cited else None,
            "quote": cited.quote if cited else None,
            "quote_folded": searchable(cited.quote) if cited and cited.quote else None,
            "prefix": cited.prefix if cited else None,
            "suffix": cited.suffix if cited else None,
            "starts": cited.starts if cited else None,
            "via": [keys.sources[step].id for step in cited.via] if cited else [],
            "premises": [keys.claims[premise] for premise in record.premises] or None,
            "entered_by": self.entered_by,
            "withdrawn_at": record.withdrawn_at,
            "ended_reason": record.ended_reason if record.withdrawn_at else None,
            **_NO_VALUE,
            **self._value_columns(record),
        }

    def _own(self, originator: KnownSource | None, record: ClaimRecord) -> Iterator[Speaker]:
        """Who speaks in each of the originator's own publications in which the claim stands."""
        for cited in (record.citation, *record.further_citations):
            if cited is not None and not cited.via and originator is not None:
                document = self.keys.documents[cited.document]
                if self.joined.same(document.source_id, originator.id):
                    yield document.speaker

    def _value_columns(self, record: ClaimRecord) -> dict[str, Any]:
        return _VALUE_COLUMNS[type(record.value)](record, self.keys)


def _term_columns(record: ClaimRecord, _: Keys) -> dict[str, Any]:
    assert isinstance(record.value, TermValue)
    return {
        "value_kind": "term",
        "vocabulary": PROPERTIES[record.path].vocabulary,
        "term_code": record.value.code,
    }


def _party_columns(record: ClaimRecord, keys: Keys) -> dict[str, Any]:
    assert isinstance(record.value, PartyValue)
    return {
        "value_kind": "party",
        "value_party_id": keys.parties[record.value.party].id,
        "degree_code": record.value.degree,
    }


def _place_columns(record: ClaimRecord, _: Keys) -> dict[str, Any]:
    return {"value_kind": "place"}


def _text_columns(record: ClaimRecord, _: Keys) -> dict[str, Any]:
    return {"value_kind": "text"}


def _incident_columns(record: ClaimRecord, keys: Keys) -> dict[str, Any]:
    assert isinstance(record.value, IncidentValue)
    return {"value_kind": "incident", "value_incident_id": keys.incidents[record.value.incident].id}


def _when_columns(record: ClaimRecord, keys: Keys) -> dict[str, Any]:
    value = record.value
    assert isinstance(value, When)
    return {
        "value_kind": "when",
        "edtf": value.edtf,
        "earliest_start": value.earliest_start,
        "latest_start": value.latest_start,
        "earliest_end": value.earliest_end,
        "latest_end": value.latest_end,
        "part_of_day": value.part_of_day,
        "local_time": value.local_time,
        "zone": value.zone,
        "anchor_document_id": keys.documents[record.anchor].id if record.anchor else None,
        "anchor_offset_days": value.anchor_offset_days,
    }


def _count_columns(record: ClaimRecord, _: Keys) -> dict[str, Any]:
    value = record.value
    assert isinstance(value, Count)
    return {
        "value_kind": "count",
        "harm": value.harm,
        "unit": value.unit,
        "minimum": value.minimum,
        "maximum": value.maximum,
        "stated": value.stated,
        "operator": value.operator,
        "quantity_class": value.quantity_class,
        "population": value.population,
        "part_of": value.part_of,
        "measure": value.measure,
        "breakdown": record.breakdown,
    }


_VALUE_COLUMNS: dict[type, Callable[[ClaimRecord, Keys], dict[str, Any]]] = {
    TermValue: _term_columns,
    PartyValue: _party_columns,
    PlaceValue: _place_columns,
    TextValue: _text_columns,
    IncidentValue: _incident_columns,
    When: _when_columns,
    Count: _count_columns,
}

# Every row has every column of a value, in one order, so that many of them go in by one COPY.
_COLUMNS = [column.name for column in claim.columns]
_VALUE = _COLUMNS[_COLUMNS.index("value_kind") : _COLUMNS.index("breakdown") + 1]
_NO_VALUE: dict[str, Any] = dict.fromkeys(_VALUE)


def _place_row(project_id: int, claim_id: int, position: int, place: Place) -> dict[str, Any]:
    units = [*place.units, None, None, None][:3]
    row: dict[str, Any] = {
        "project_id": project_id,
        "claim_id": claim_id,
        "position": position,
        "part": place.part,
        "list": place.list,
        "name": place.name,
        "name_key": _place_key(place.name),
        "geometry": f"SRID=4326;{place.wkt}" if place.wkt else None,
        "radius_m": place.radius_m,
        "precision": place.precision,
        "method": place.method,
        "country": place.country,
        "gazetteer_place": place.gazetteer,
    }
    for level, unit in enumerate(units, 1):
        row[f"unit{level}_name"] = unit.name if unit else None
        row[f"unit{level}_key"] = _place_key(unit.name) if unit else None
        row[f"unit{level}_code"] = unit.code if unit else None
    return row


def _citation_row(
    project_id: int, claim_id: int, document_id: int, citation: Citation, via: list[int]
) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "claim_id": claim_id,
        "document_id": document_id,
        "locator": citation.locator,
        "quote": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "starts": citation.starts,
        "via": via,
    }
