"""What records in our own JSON Lines mean for what is on record. A record is known by its ref and by nothing else.

Nothing on record is overwritten. Of a claim that is known, its end and further citations are taken over; of an incident
that is known, nothing: where its own words differ, it is flagged and keeps ours. So does a document that has a text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.addresses import address_key
from app.domain.disclosure import INTERNAL
from app.domain.errors import InvalidValue
from app.domain.records import (
    Bundle,
    Citation,
    ClaimLinkRecord,
    ClaimRecord,
    DocumentRecord,
    DocumentTextRecord,
    ExternalId,
    IncidentRecord,
    LinkRecord,
    PartyRecord,
    PartyValue,
    RelationRecord,
    SameRecord,
    TaskRecord,
)
from app.domain.refs import is_ref
from app.domain.reported import DecisionRecord, digest
from app.domain.statements import Statements, between
from app.exchange.profiles import Contents, Profile, Row
from app.services.import_rows import merge, noted_rows
from app.services.own_words import follow_claims
from app.services.taking_in import POINTS_AT_NOTHING, look_up, refuse_unknown, take_in
from app.services.work import Work
from app.store import (
    claims,
    decisions,
    imported,
    incidents,
    links,
    origins,
    own_places,
    passages,
    relations,
    reported,
    same,
    sources,
    tasks,
)
from app.store.claims import Keys
from app.store.exports import decided
from app.store.exports.scope import Scope
from app.store.imported import Ending, KnownClaim, NewCitation
from app.store.imports import NotedRow
from app.store.projects import Project


@dataclass
class Records:
    """What a chunk's records come to: one of the two kinds of `Chunk`."""

    work: Work
    project: Project
    contents: Contents
    keys: Keys
    known: dict[str, KnownClaim]
    refused: list[Row] = field(default_factory=list)
    taken: list[Row] = field(default_factory=list)
    claims: list[ClaimRecord] = field(default_factory=list)
    ended: list[ClaimRecord] = field(default_factory=list)
    citations: list[tuple[str, Citation]] = field(default_factory=list)
    outside: list[ExternalId] = field(default_factory=list)
    tasks: list[TaskRecord] = field(default_factory=list)
    related: list[RelationRecord] = field(default_factory=list)
    joined: list[SameRecord] = field(default_factory=list)
    linked: list[LinkRecord] = field(default_factory=list)
    compared: list[ClaimLinkRecord] = field(default_factory=list)
    decisions: list[DecisionRecord] = field(default_factory=list)
    texts: list[DocumentTextRecord] = field(default_factory=list)
    updated_rows: list[int] = field(default_factory=list)
    created: int = 0
    unchanged: int = 0

    @property
    def updated(self) -> int:
        return len(self.ended)

    @property
    def quarantined(self) -> int:
        return sum(row.records for row in self.refused)

    @property
    def writes(self) -> bool:
        """Whether the chunk changes what is on record."""
        return bool(self.created or self.ended)

    def noted(self) -> list[NotedRow]:
        return noted_rows(self.refused, self.taken)

    def refuse_unknown(self, brought: set[str]) -> None:
        refuse_unknown(merge(row.bundle for row in self.taken if row.bundle), self.keys, brought)

    def write(self, batch_id: int) -> None:
        bundle = merge(row.bundle for row in self.taken if row.bundle)
        recorded = {"import_batch_id": batch_id}
        brings = replace(
            bundle, claims=(), tasks=tuple(self.tasks), document_relations=tuple(self.related),
            same_as=tuple(self.joined), incident_links=tuple(self.linked),
        )  # fmt: skip
        new = take_in(self.work, self.project, brings, recorded, self.keys).new_incidents
        connection, project_id = self.work.connection, self.project.id
        try:
            claims.add_claims(
                connection, project_id, self.claims, self.keys, self.work.actor.account_id, beside=bundle.claims
            )
            imported.end_claims(connection, project_id, [self._ending(claim) for claim in self._to_end()])
            imported.add_citations(connection, project_id, [self._citation(*pair) for pair in self.citations])
            decisions.add_links(connection, project_id, self.compared, self.keys, self.work.actor.account_id)
            cited = {key for key, _ in self.citations}
            resolved = self.keys.incident_ids(claim for claim in bundle.claims if claim.key in cited)
            origins.resolve_origins(connection, project_id, resolved)
        except KeyError as error:
            raise InvalidValue(POINTS_AT_NOTHING.format(error.args[0])) from None
        imported.add_external_ids(connection, project_id, self.outside, self.keys)
        ids = {ref: known.id for ref, known in self.keys.incidents.items()}
        documents = {ref: known.id for ref, known in self.keys.documents.items()}
        done = {ref: known.id for ref, known in self.keys.interventions.items()}
        passages.keep_texts(connection, project_id, self.texts, documents, self.work.actor.account_id)
        reported.keep_reported(connection, project_id, self.decisions, ids, documents, done)
        touched = (*self.claims, *self.ended, *(claim for claim in bundle.claims if claim.key in cited))
        self.work.touch(self.keys.incident_ids(touched))
        known = self.keys.incident_ids(claim for claim in touched if claim.incident not in new)
        incidents.bump_all(connection, project_id, known)
        follow_claims(self.work, self.project, known)
        numbered = (self.keys.incidents.get(outside.subject) for outside in self.outside)
        self.work.touch(found.id for found in numbered if found)

    def _to_end(self) -> list[ClaimRecord]:
        return [*(claim for claim in self.claims if claim.superseded_by), *self.ended]

    def _ending(self, claim: ClaimRecord) -> Ending:
        successor = self.keys.claims[claim.superseded_by] if claim.superseded_by else None
        reason = claim.ended_reason or f"{self.contents.file_name} says so."
        return Ending(self.keys.claims[claim.key], successor, reason)

    def _citation(self, claim: str, citation: Citation) -> NewCitation:
        document, steps = self.keys.documents[citation.document], [self.keys.sources[step] for step in citation.via]
        return NewCitation(self.keys.claims[claim], document.id, citation, tuple(step.id for step in steps))


def compare(work: Work, project: Project, profile: Profile, contents: Contents, rows: Sequence[Row]) -> Records:
    """Sorts a chunk's records by what is on record. Reads only."""
    whole = merge(row.bundle for row in rows if row.bundle)
    # By ref alone: the outside number of a data set says nothing of whether two projects mean one incident.
    keys = look_up(work, project, replace(whole, external_ids=()))
    _find_parties(work, project, whole, keys)
    known = imported.known_claims(work.connection, project.id, _claim_refs(whole))
    keys.claims.update((ref, claim.id) for ref, claim in known.items())
    _check_successors(whole, known)
    chunk = Records(work, project, contents, keys, known)
    sorter = _Sorter(chunk, whole)
    for row in rows:
        sorter.sort(row)
    return chunk


class _Sorter:
    """Sorts rows one after another; what is on record was looked up for all of them at once."""

    def __init__(self, chunk: Records, whole: Bundle) -> None:
        self._chunk = chunk
        self._seen: set[str] = set()
        connection, project_id, keys = chunk.work.connection, chunk.project.id, chunk.keys
        numbers = [keys.incidents[record.key].id for record in whole.incidents if record.key in keys.incidents]
        self._incidents = imported.imported_incidents(connection, project_id, numbers)
        self._standing = own_places.standing_places(connection, project_id, keys.own_places)
        self._outside = imported.known_external_ids(connection, project_id, whole.external_ids)
        self._numbers = {(scheme, value) for ref, scheme, value in self._outside if is_ref(ref, "document")}
        self._at = sources.documents_at(connection, project_id, [one.url for one in whole.documents if one.url])
        related = _known(keys.documents, whole.document_relations, "document")
        self._related = relations.on_record(connection, project_id, related) if related else Statements()
        self._tasks = tasks.on_record(connection, project_id, whole.tasks, keys) if whole.tasks else set()
        linked = _known(keys.incidents, whole.incident_links, "incident")
        self._linked = links.on_record(connection, project_id, linked) if linked else Statements()
        self._same = same.on_record(connection, project_id, whole.same_as, _ids(keys))
        compared = {one.claim for one in whole.claim_links}
        self._compared = decisions.on_record(connection, project_id, compared) if compared else Statements()
        self._decided = _decided(chunk, whole)
        read = _known(keys.documents, whole.document_texts, "document")
        self._texts = passages.with_text(connection, project_id, read) if read else {}
        self._cited = imported.known_citations(connection, project_id, [claim.id for claim in chunk.known.values()])

    def sort(self, row: Row) -> None:
        chunk, bundle = self._chunk, row.bundle
        if bundle is None:
            chunk.refused.append(row)
            return
        refs = bundle.refs()
        if not self._seen.isdisjoint(refs):
            chunk.unchanged += row.records  # rows that contradict one another do not come so far
            return
        self._seen.update(refs)
        flags: dict[str, str] = {}
        ended = len(chunk.ended)
        self._count(bundle)
        for document in bundle.documents:
            self._sort_document(document, flags)
        self._sort_texts(bundle, flags)
        self._sort_between(bundle)
        # One that stands here stays, whatever they did with theirs: to retire it also moves what is claimed of it.
        if any(place.ended_at and place.key in self._standing for place in bundle.own_places):
            flags.setdefault("own_place_retired_there", "ended_at")
        for incident in bundle.incidents:
            self._sort_incident(incident, flags)
        for claim in bundle.claims:
            self._sort_claim(claim)
        for outside in bundle.external_ids:
            self._sort_outside(outside, flags)
        for task in bundle.tasks:
            self._sort_task(task)
        self._sort_decided(bundle)
        if len(chunk.ended) > ended:
            chunk.updated_rows.append(row.number)
        chunk.taken.append(replace(row, flags=flags))

    def _count(self, bundle: Bundle) -> None:
        keys = self._chunk.keys
        for records, known in (
            (bundle.sources, keys.sources),
            (bundle.documents, keys.documents),
            (bundle.parties, keys.parties),
            (bundle.acts, keys.acts),
            (bundle.property_items, keys.items),
            (bundle.interventions, keys.interventions),
            (bundle.own_places, keys.own_places),
        ):
            on_record = sum(record.key in known for record in records)
            self._chunk.unchanged += on_record
            self._chunk.created += len(records) - on_record

    def _sort_document(self, document: DocumentRecord, flags: dict[str, str]) -> None:
        """A new document under an address that is on record already is kept beside it, and noticed."""
        new = document.key not in self._chunk.keys.documents
        if new and document.url and self._at.get(address_key(document.url), set()) - {document.key}:
            flags.setdefault("address_on_record", "url")

    def _sort_texts(self, bundle: Bundle, flags: dict[str, str]) -> None:
        """A document that has a text here keeps it, with the marks that it has here."""
        for text in bundle.document_texts:
            known = self._chunk.keys.documents.get(text.document)
            ours = self._texts.get(known.id) if known else None
            if ours is None:
                self._chunk.texts.append(text)
                self._chunk.created += 1
                continue
            self._chunk.unchanged += 1
            if text.text not in ours:
                flags.setdefault("text_on_record_differs", "text")

    def _sort_between(self, bundle: Bundle) -> None:
        """How documents, incidents and claims stand to each other, and which entries are the same. What was taken back
        here is not stated again."""
        chunk, (related, linked, compared) = self._chunk, (self._related, self._linked, self._compared)
        stated = [r for r in bundle.document_relations if related.takes(between(r.document, r.other, r.kind), r)]
        link = [r for r in bundle.incident_links if linked.takes(between(r.incident, r.other, r.kind), r)]
        weighed = [r for r in bundle.claim_links if compared.takes(between(r.claim, r.other, r.kind), r)]
        judged = [r for r in bundle.same_as if r not in self._same]
        chunk.related += stated
        chunk.linked += link
        chunk.compared += weighed
        chunk.joined += judged
        new = len(stated) + len(link) + len(weighed) + len(judged)
        every = (bundle.document_relations, bundle.incident_links, bundle.claim_links, bundle.same_as)
        chunk.created += new
        chunk.unchanged += sum(map(len, every)) - new

    def _sort_decided(self, bundle: Bundle) -> None:
        chunk = self._chunk
        decided = [one for one in bundle.decisions if digest(one) not in self._decided]
        chunk.decisions += decided
        chunk.created += len(decided)
        chunk.unchanged += len(bundle.decisions) - len(decided)

    def _sort_incident(self, incident: IncidentRecord, flags: dict[str, str]) -> None:
        found = self._chunk.keys.incidents.get(incident.key)
        if found is None:
            self._chunk.created += 1
            return
        self._chunk.unchanged += 1
        ours = self._incidents[found.id]
        for name in ("title", "summary", "kind", "scope"):
            if getattr(ours, name) != getattr(incident, name):
                flags.setdefault("own_words_differ", name)

    def _sort_claim(self, claim: ClaimRecord) -> None:
        chunk = self._chunk
        known = chunk.known.get(claim.key)
        if known is None:
            chunk.claims.append(claim)
            chunk.created += 1 + len(claim.further_citations)
            return
        if known.live and (claim.superseded_by or claim.withdrawn_at):
            chunk.ended.append(claim)
        else:
            chunk.unchanged += 1
        cited = self._cited.get(known.id, set())
        for citation in claim.further_citations:
            document = chunk.keys.documents.get(citation.document)
            if document and (document.id, citation.locator, citation.quote, citation.starts) in cited:
                chunk.unchanged += 1
            else:
                chunk.citations.append((claim.key, citation))
                chunk.created += 1

    def _sort_task(self, task: TaskRecord) -> None:
        """One that is known, or that somebody here has taken up already, stays as it is."""
        if task.key in self._tasks:
            self._chunk.unchanged += 1
        else:
            self._chunk.tasks.append(task)
            self._chunk.created += 1

    def _sort_outside(self, outside: ExternalId, flags: dict[str, str]) -> None:
        """A number of a document under which another is known is kept beside it, and noticed."""
        chunk = self._chunk
        known = chunk.keys.incidents.get(outside.subject) or chunk.keys.documents.get(outside.subject)
        if known is None:
            chunk.created += 1  # it comes in with its subject
        elif (outside.subject, outside.scheme, outside.value) in self._outside:
            chunk.unchanged += 1
            return
        else:
            chunk.outside.append(outside)
            chunk.created += 1
        is_new = outside.ended_at is None and is_ref(outside.subject, "document")
        if is_new and (outside.scheme, outside.value) in self._numbers:
            flags.setdefault("number_on_record", "value")


def _known(known: Mapping[str, Any], records: Sequence[Any], end: str) -> set[int]:
    """The ids of those that stand at one end of these records, as far as they are on record."""
    return {known[ref].id for ref in (getattr(one, end) for one in records) if ref in known}


def _decided(chunk: Records, whole: Bundle) -> set[bytes]:
    """The digests of decisions that say nothing new: our own, as they stand or stood, and what was kept of others."""
    if not whole.decisions:
        return set()
    connection, project, keys = chunk.work.connection, chunk.project, chunk.keys
    about = Scope(project.id, INTERNAL, whole=True)
    incidents = {known.id: ref for ref, known in keys.incidents.items()}
    documents = {known.id: ref for ref, known in keys.documents.items()}
    done = {known.id: ref for ref, known in keys.interventions.items()}
    own = (
        *decided.own_of_incidents(connection, about, project.code, incidents),
        *decided.own_of_interventions(connection, about, project.code, done),
        *decided.own_of_documents(connection, about, project.code, documents),
    )
    said_here = {digest(one) for one in whole.decisions if one.reported_by == project.code}
    return {digest(one) for one in own} | said_here | reported.known_digests(connection, project.id, whole.decisions)


def _check_successors(bundle: Bundle, known: Mapping[str, KnownClaim]) -> None:
    """InvalidValue where a claim would end for one about something else, or where nothing would stand in the end."""
    about = {ref: (claim.subject, claim.path) for ref, claim in known.items()}
    about.update((claim.key, (claim.subject, claim.path)) for claim in bundle.claims if claim.key not in known)
    newer = {ref: claim.superseded_by for ref, claim in known.items()}
    for claim in bundle.claims:
        if claim.superseded_by and (claim.key not in known or known[claim.key].live):
            if about.get(claim.superseded_by, about[claim.key]) != about[claim.key]:
                raise InvalidValue("is superseded by a claim of another subject or another property", "superseded_by")
            newer[claim.key] = claim.superseded_by
    for ref in newer:
        passed: set[str] = set()
        last: str | None = ref
        while last is not None:
            if last in passed:
                raise InvalidValue("is superseded in a circle: none of these claims would stand", "superseded_by")
            passed.add(last)
            last = newer.get(last)


def _find_parties(work: Work, project: Project, bundle: Bundle, keys: Keys) -> None:
    named = {claim.value.party for claim in bundle.claims if isinstance(claim.value, PartyValue)}
    named |= {ref for one in bundle.same_as if one.kind == "party" for ref in (one.one, one.other)}
    wanted = [PartyRecord(ref, "", "") for ref in named - keys.parties.keys()]
    if wanted:
        keys.parties.update(incidents.find_parties(work.connection, project.id, wanted))


def _ids(keys: Keys) -> dict[str, int]:
    """The ids of what can be joined, by ref."""
    return {key: known.id for group in (keys.sources, keys.parties, keys.incidents) for key, known in group.items()}


def _claim_refs(bundle: Bundle) -> set[str]:
    refs = {claim.key for claim in bundle.claims}
    refs |= {ref for link in bundle.claim_links for ref in (link.claim, link.other)}
    for claim in bundle.claims:
        refs.update(claim.premises, [claim.superseded_by] if claim.superseded_by else [])
    return refs
