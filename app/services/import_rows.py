"""What a chunk of rows means for what is on record: which are new, which say something else, which the same.

A row is known by its outside number and the digest of its bytes. Where the digest differs, each claim is held against
the last one from the same place of the row (its locator): only a claim whose value differs is superseded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.origins import Speaker
from app.domain.records import (
    ActRecord,
    Bundle,
    ClaimLinkRecord,
    ClaimRecord,
    DocumentRecord,
    DocumentTextRecord,
    ExternalId,
    IncidentRecord,
    InterventionRecord,
    LinkRecord,
    OwnPlaceRecord,
    PartyRecord,
    PartyValue,
    PropertyItemRecord,
    RelationRecord,
    SameRecord,
    SourceRecord,
    TaskRecord,
    comparable,
)
from app.domain.reported import DecisionRecord
from app.exchange.profiles import Contents, Problem, Profile, Row
from app.services.taking_in import look_up, take_in
from app.services.work import Work
from app.store import claims, imported
from app.store.claims import Keys
from app.store.imported import Ending, ImportedClaim, ImportedIncident, Renewed
from app.store.imports import NotedRow
from app.store.projects import Project

Pair = tuple[ImportedClaim | None, ClaimRecord]


@dataclass(frozen=True)
class Change:
    """A row that says something else than before: pairs of what stood and what stands now, and what is gone."""

    row: Row
    incident: ImportedIncident
    kind: str
    title: str
    ours: bool
    pairs: list[Pair]
    gone: list[ImportedClaim]

    @property
    def is_one(self) -> bool:
        """Whether anything but the bytes of the row has changed."""
        own_words = (self.kind, self.title) != (self.incident.kind, self.incident.title)
        return bool(self.pairs or self.gone or own_words)


@dataclass
class NumberedRows:
    """What a chunk's rows come to: one of the two kinds of `Chunk`."""

    work: Work
    project: Project
    profile: Profile
    contents: Contents
    keys: Keys
    new: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    renewed: dict[int, ExternalId] = field(default_factory=dict)
    refused: list[Row] = field(default_factory=list)

    @property
    def created(self) -> int:
        return len(self.new)

    @property
    def updated(self) -> int:
        return len(self.changes)

    @property
    def unchanged(self) -> int:
        return len(self.same)

    @property
    def quarantined(self) -> int:
        return len(self.refused)

    @property
    def updated_rows(self) -> list[int]:
        return [change.row.number for change in self.changes]

    @property
    def writes(self) -> bool:
        """Whether the chunk changes what is on record."""
        return bool(self.new or self.changes or self.renewed)

    def noted(self) -> list[NotedRow]:
        taken = (*self.new, *self.same, *(change.row for change in self.changes))
        return noted_rows(self.refused, taken)

    def refuse_unknown(self, brought: set[str]) -> None:
        """Nothing: a row of a table brings all that it points at."""

    def write(self, batch_id: int) -> None:
        changed = [change.row.bundle for change in self.changes if change.row.bundle]
        bundle = merge([
            self.profile.shared(self.contents),
            *(row.bundle for row in self.new if row.bundle),
            *(replace(bundle, claims=()) for bundle in changed),
        ])  # fmt: skip
        take_in(self.work, self.project, bundle, {"import_batch_id": batch_id}, self.keys)
        if self.changes:
            _write_changes(self, changed)
        imported.renew_digests(self.work.connection, self.project.id, self.renewed)
        self.work.touch(self.renewed)


def compare(work: Work, project: Project, profile: Profile, contents: Contents, rows: Sequence[Row]) -> NumberedRows:
    """Sorts a chunk's rows by what is on record. Reads only."""
    whole = merge([profile.shared(contents), *(row.bundle for row in rows if row.bundle)])
    chunk = NumberedRows(work, project, profile, contents, look_up(work, project, whole))
    seen: set[str] = set()
    other: list[Row] = []
    for row in rows:
        if row.bundle is None:
            chunk.refused.append(row)
            continue
        key = _incident_key(row)
        known = chunk.keys.incidents.get(key)
        if key in seen or (known is not None and known.digest == row.digest):
            chunk.same.append(row)  # rows of one id that contradict one another do not come so far
        elif known is None:
            chunk.new.append(row)
        else:
            other.append(row)
        seen.add(key)
    if other:
        _Comparison(chunk).sort(other)
    return chunk


def merge(bundles: Iterable[Bundle]) -> Bundle:
    """One bundle of many: what several of them bring under one key stands once."""
    sources: dict[str, SourceRecord] = {}
    documents: dict[str, DocumentRecord] = {}
    parties: dict[str, PartyRecord] = {}
    incidents: dict[str, IncidentRecord] = {}
    acts: dict[str, ActRecord] = {}
    items: dict[str, PropertyItemRecord] = {}
    done: dict[str, InterventionRecord] = {}
    own: dict[str, OwnPlaceRecord] = {}
    said: list[ClaimRecord] = []
    outside: dict[tuple[str, str, str], ExternalId] = {}
    related: list[RelationRecord] = []
    tasks: dict[str, TaskRecord] = {}
    linked: list[LinkRecord] = []
    same: list[SameRecord] = []
    compared: list[ClaimLinkRecord] = []
    decided: list[DecisionRecord] = []
    texts: list[DocumentTextRecord] = []
    for bundle in bundles:
        sources.update((record.key, record) for record in bundle.sources)
        documents.update((record.key, record) for record in bundle.documents)
        parties.update((record.key, record) for record in bundle.parties)
        incidents.update((record.key, record) for record in bundle.incidents)
        acts.update((record.key, record) for record in bundle.acts)
        items.update((record.key, record) for record in bundle.property_items)
        done.update((record.key, record) for record in bundle.interventions)
        own.update((record.key, record) for record in bundle.own_places)
        outside.update(((record.subject, record.scheme, record.value), record) for record in bundle.external_ids)
        said += bundle.claims
        related += bundle.document_relations
        tasks.update((record.key, record) for record in bundle.tasks)
        linked += bundle.incident_links
        same += bundle.same_as
        compared += bundle.claim_links
        decided += bundle.decisions
        texts += bundle.document_texts
    return Bundle(
        sources=tuple(sources.values()),
        documents=tuple(documents.values()),
        parties=tuple(parties.values()),
        incidents=tuple(incidents.values()),
        acts=tuple(acts.values()),
        property_items=tuple(items.values()),
        interventions=tuple(done.values()),
        own_places=tuple(own.values()),
        document_relations=tuple(related),
        tasks=tuple(tasks.values()),
        incident_links=tuple(linked),
        claims=tuple(said),
        external_ids=tuple(outside.values()),
        same_as=tuple(same),
        claim_links=tuple(compared),
        decisions=tuple(decided),
        document_texts=tuple(texts),
    )


class _Comparison:
    """Rows whose bytes have changed, held against the claims that they made before."""

    def __init__(self, chunk: NumberedRows) -> None:
        self._chunk, self._keys = chunk, chunk.keys
        self._profile, self._contents = chunk.profile, chunk.contents

    def sort(self, rows: list[Row]) -> None:
        numbers = {row.digest: self._keys.incidents[_incident_key(row)].id for row in rows}
        connection, project_id = self._chunk.work.connection, self._chunk.project.id
        incidents = imported.imported_incidents(connection, project_id, numbers.values())
        source = self._keys.sources.get(self._profile.shared(self._contents).sources[0].key)
        before = imported.imported_claims(connection, project_id, numbers.values(), source.id) if source else {}
        for row in rows:
            number = numbers[row.digest]
            self._sort(row, incidents[number], before.get(number, {}))

    def _sort(self, row: Row, incident: ImportedIncident, before: dict[str, ImportedClaim]) -> None:
        change = self._change(row, incident, before)
        self._chunk.renewed[incident.id] = _outside(row)
        if change.is_one:
            self._chunk.changes.append(change)
        else:
            self._chunk.same.append(row)

    def _change(self, row: Row, incident: ImportedIncident, before: dict[str, ImportedClaim]) -> Change:
        assert row.bundle is not None
        self._find_act(row.bundle, before)
        origins = self._origins(row.bundle)
        parties = {party.key: party for party in row.bundle.parties}
        pairs: list[Pair] = []
        left = dict(before)
        for now in row.bundle.claims:
            old = left.pop(now.citation.locator or "", None) if now.citation else None
            if old is None or not self._is_same(old, now, origins, parties):
                pairs.append((old, now))
        new = row.bundle.incidents[0]
        standing = {old.path: old.value for old in before.values() if old.live}
        untouched = incident.title == self._profile.title_of(incident.kind, standing)
        return Change(
            row=row,
            incident=incident,
            kind=new.kind,
            title=new.title if untouched else incident.title,
            ours=untouched,
            pairs=pairs,
            gone=[old for old in left.values() if old.live],
        )

    def _find_act(self, bundle: Bundle, before: dict[str, ImportedClaim]) -> None:
        for act in bundle.acts:
            for old in before.values():
                if old.act_id is not None:
                    self._keys.acts.setdefault(act.key, (old.act_id, old.incident_id))

    def _is_same(
        self, old: ImportedClaim, now: ClaimRecord, origins: tuple[int, ...] | None, parties: dict[str, PartyRecord]
    ) -> bool:
        labels = {key: party.label for key, party in parties.items()}
        named = parties.get(now.value.party) if isinstance(now.value, PartyValue) else None
        cited = [self._keys.documents.get(citation.document) for citation in now.further_citations]
        return (
            old.path == now.path
            and old.stated_as == now.stated_as
            and old.breakdown == now.breakdown
            and comparable(old.value) == comparable(now.value, labels)
            and (named is None or old.party_kind == named.kind)
            and list(old.cited_ids) == sorted(document.id if document else 0 for document in cited)
            and (now.basis != "compiled" or old.origin_ids == origins)
        )

    def _origins(self, bundle: Bundle) -> tuple[int, ...] | None:
        """The groups behind the reports that a row cites; None where one of their sources is not on record yet."""
        groups: set[int] = set()
        for document in bundle.documents:
            known, source = self._keys.documents.get(document.key), self._keys.sources.get(document.source)
            speaker: Speaker | None = known.speaker if known else source.speaker if source else None
            if speaker is None:
                return None
            if speaker.counts_as_origin:
                groups.add(speaker.group_id)
        return tuple(sorted(groups))


def _write_changes(chunk: NumberedRows, changed: list[Bundle]) -> None:
    work, project_id, keys = chunk.work, chunk.project.id, chunk.keys
    cited = [claim for bundle in changed for claim in bundle.claims]
    new = [now for change in chunk.changes for _, now in change.pairs]
    claims.add_claims(work.connection, project_id, new, keys, work.actor.account_id, beside=cited)
    imported.end_claims(
        work.connection,
        project_id,
        [
            Ending(old.id, _in_place(old, now, keys), _reason(chunk.contents, change.row, old, now))
            for change in chunk.changes
            for old, now in (*change.pairs, *((gone, None) for gone in change.gone))
            if old and old.live
        ],
    )
    imported.renew_incidents(
        work.connection,
        project_id,
        [
            Renewed(change.incident.id, change.kind, change.title, change.incident.title if change.ours else None)
            for change in chunk.changes
        ],
    )
    work.touch(change.incident.id for change in chunk.changes)


def _in_place(old: ImportedClaim, now: ClaimRecord | None, keys: Keys) -> int | None:
    """What takes a claim's place says the same property; a claim of another takes nobody's."""
    return keys.claims[now.key] if now and now.path == old.path else None


def _reason(contents: Contents, row: Row, old: ImportedClaim, now: ClaimRecord | None) -> str:
    if now is None:
        says = "no longer says this"
    elif (old.path, old.stated_as) == (now.path, now.stated_as) and not now.further_citations:
        says = "says the same, but cites reports of other sources"
    else:
        says = "says otherwise"
    return f"{contents.file_name} (SHA-256 {contents.sha256[:12]}…), row {row.number}, {says}."


def _incident_key(row: Row) -> str:
    assert row.bundle is not None
    return row.bundle.incidents[0].key


def _outside(row: Row) -> ExternalId:
    assert row.bundle is not None
    return next(outside for outside in row.bundle.external_ids if outside.subject == _incident_key(row))


def noted_rows(refused: Iterable[Row], taken: Iterable[Row]) -> list[NotedRow]:
    """The rows that want a look, in the file's order: those that were quarantined, and those that met a rule."""
    found = [_noted(row, "quarantined", row.problem) for row in refused if row.problem]
    found += [_noted(row, "flagged", Problem(rule, column)) for row in taken for rule, column in row.flags.items()]
    return sorted(found, key=lambda noted: noted.number)


def _noted(row: Row, state: str, problem: Problem) -> NotedRow:
    number = problem.line or row.number
    return NotedRow(number, row.byte_from, row.byte_to, state, problem.reason, problem.column)
