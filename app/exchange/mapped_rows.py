"""What one row of a table says, as records: an incident, its act, and what is claimed of them by whoever says it.

By whom: by the source that a column names, else by whoever put the table out. Each claim cites the table by row and
column; the words stated are those of its cell.
"""

import hashlib
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import dates_in_words
from app.domain.dates import When
from app.domain.entry import ADDRESS, basis_of, tier_of
from app.domain.mapping import Mapping, RowRead
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    ExternalId,
    IncidentRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    SourceRecord,
    TermValue,
    Value,
)
from app.domain.sources import new_source
from app.domain.text import detect_language, fold
from app.domain.vocabularies import term

_PLACES = ("where", "adm1", "adm2", "adm3", "point", "latitude", "longitude")


@dataclass(frozen=True)
class Address:
    """Where a row stands: its number in the table, the SHA-256 of the table as it came, which of its columns were
    mended here, and the digest of what it says."""

    number: int
    table: str
    mended: frozenset[str]
    digest: bytes


def scheme_of(mapping: Mapping, table: str) -> str:
    """By what the numbers of rows are known: by whose table it is and what it is called, so that a newer file of it is
    held against the older one; without a column of numbers by the very file."""
    if mapping.column("id") is None:
        return f"row:{table}"
    return f"table:{fold(mapping.source_name)}:{fold(mapping.document_title)}"


def bundle_of(mapping: Mapping, row: RowRead, at: Address) -> Bundle:
    """The records of a row that has no problems."""
    said = row.cells
    value = said["id"] if "id" in said else str(at.number)
    key = f"{scheme_of(mapping, at.table)}:{value}"
    act = ActRecord(f"{key}/act", key)
    speaker = new_source(said["said_by"], mapping.said_by_kind) if "said_by" in said else None
    report = _report(said.get("report"), speaker)
    parties = {
        who: PartyRecord(f"{kind}:{said[who]}", kind, said[who])
        for who, kind in (("victim", mapping.victim_kind), ("alleged", mapping.alleged_kind))
        if who in said
    }
    says = _Says(mapping, row, at, key, act.key, speaker)
    claims = says.all(parties, report)
    title = said.get("title") or title_of(mapping.language, {claim.path: claim.value for claim in claims})
    return Bundle(
        sources=(speaker,) if speaker else (),
        documents=(report,) if report else (),
        parties=tuple(dict.fromkeys(parties.values())),
        incidents=(IncidentRecord(key, title, tier=tier_of(mapping.danger)),),
        acts=(act,),
        claims=tuple(claims),
        external_ids=(
            ExternalId(key, scheme_of(mapping, at.table), value, at.digest),
            *([ExternalId(report.key, "report", report.key.partition(":")[2])] if report else []),
        ),
    )


def title_of(language: str, values: Pairs[str, Value]) -> str:
    """Our own title of an incident of whose title the table says nothing. It says no more than that it is reported."""
    act, when, place = (values.get(path) for path in ("act.type", "incident.when", "incident.place"))
    if not isinstance(act, TermValue):
        return ""
    arabic = language == "ar"
    parts = [term("act_types", act.code).label(language) + (" بحسب ما ورد" if arabic else ", as reported")]
    if isinstance(place, PlaceValue) and place.places[0].name:
        parts.append(place.places[0].name)
    if isinstance(when, When) and not when.not_understood:
        parts.append(dates_in_words.describe(when, language))
    return ("، " if arabic else ", ").join(parts)


def _report(text: str | None, speaker: SourceRecord | None) -> DocumentRecord | None:
    """The report that a row names: cited by the table, asked for by nobody yet."""
    if not text or speaker is None:
        return None
    known_by = hashlib.sha256(f"{fold(speaker.name)}\n{text}".encode()).hexdigest()
    return DocumentRecord(
        key=f"report:{known_by}",
        source=speaker.key,
        kind="document_other",
        title=text,
        state="cited",
        url=text if ADDRESS.fullmatch(text) else None,
    )


class _Says:
    """Makes the claims of one row."""

    def __init__(
        self, mapping: Mapping, row: RowRead, at: Address, incident: str, act: str, speaker: SourceRecord | None
    ) -> None:
        self._mapping, self._row, self._at = mapping, row, at
        self._incident, self._act = incident, act
        self._originator = speaker.key if speaker else mapping.source_name
        self._basis = speaker.default_basis if speaker else basis_of(mapping.source_kind)
        number = row.cells.get("id")
        self._where = f"id {number}" if number else f"row {at.number}"
        self._made: list[ClaimRecord] = []

    def all(self, parties: Pairs[str, PartyRecord], report: DocumentRecord | None) -> list[ClaimRecord]:
        row, said = self._row, self._row.cells
        happened = "act" if "act" in said else "quote" if "quote" in said else ""
        words = said.get(happened) or self._mapping.document_title
        self._say("act.type", TermValue(row.codes["act"]), words, [happened], quote=said.get("quote"), report=report)
        if "method" in row.codes:
            self._say("act.method", TermValue(row.codes["method"]), said["method"], ["method"])
        if row.when:
            self._say("incident.when", row.when, row.when.stated_as, ["when", "year", "month", "day"])
        if row.place:
            place = PlaceValue((row.place,))
            point = said.get("point") or f"{said.get('latitude', '')}, {said.get('longitude', '')}"
            self._say("incident.place", place, row.place.name or point, _PLACES)
        for use, counts in row.counts.items():
            for number, count in enumerate(counts):
                self._say("incident.count", count, said[use], [use], further=number)
        if "victim" in parties:
            self._say("act.victim", PartyValue(parties["victim"].key), said["victim"], ["victim"])
        if "alleged" in parties:
            alleged = PartyValue(parties["alleged"].key, "carried_out")
            self._say("act.alleged", alleged, said["alleged"], ["alleged"])
        return self._made

    def _say(
        self,
        path: str,
        value: Value,
        words: str,
        uses: Sequence[str],
        *,
        quote: str | None = None,
        report: DocumentRecord | None = None,
        further: int = 0,
    ) -> None:
        self._made.append(
            ClaimRecord(
                key=f"{self._incident}/{len(self._made) + 1}",
                incident=self._incident,
                act=self._act if path.startswith("act.") else None,
                path=path,
                value=value,
                stated_as=words,
                basis=self._basis,
                originator=self._originator,
                citation=Citation(f"table:{self._at.table}", self._locator(uses, further), quote),
                further_citations=(Citation(report.key),) if report else (),
                language=detect_language(quote or words),
            )
        )

    def _locator(self, uses: Sequence[str], further: int) -> str:
        columns = [name for use in uses if use in self._row.cells and (name := self._mapping.column(use))]
        where = self._where
        if columns:
            where += f", {'columns' if len(columns) > 1 else 'column'} {', '.join(columns)}"
        if not self._at.mended.isdisjoint(columns):
            where += ", mended here"
        return f"{where}, figure {further + 1}" if further else where
