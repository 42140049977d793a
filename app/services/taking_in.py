"""Writing a bundle of records as one deed: what is on record already is found again, what is new is added.

The form and every import profile come through here, so that a fact has one way in.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.domain.errors import InvalidValue, Refused
from app.domain.records import Bundle, ClaimRecord, IncidentValue, PartyRecord, PartyValue
from app.domain.reported import AssessmentRecord, intervention_of
from app.domain.same import unlike
from app.services.same import concerned_by, follow
from app.services.work import Work
from app.store import (
    claims,
    imported,
    incidents,
    interventions,
    links,
    origins,
    own_places,
    relations,
    same,
    sources,
    tasks,
    turns,
)
from app.store.claims import Keys
from app.store.projects import Project

POINTS_AT_NOTHING = "A record points at {}, which is neither on record nor before it in the file."


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle's keys stand for now, and which of its incidents were new."""

    keys: Keys
    new_incidents: frozenset[str]


def look_up(work: Work, project: Project, bundle: Bundle) -> Keys:
    """Everything that the bundle names and the project already has."""
    named = _Names(bundle)
    connection = work.connection
    if bundle.sources or bundle.same_as:
        sources.one_at_a_time(connection, project.id)
    standing = [outside for outside in bundle.external_ids if outside.ended_at is None]
    documents = sources.find_documents(
        connection,
        project.id,
        named.documents,
        [(one.scheme, one.value) for one in standing if one.subject in named.own_documents],
    )
    for outside in standing:
        if found := documents.get(f"{outside.scheme}:{outside.value}"):
            documents[outside.subject] = found
    known_incidents = incidents.find_incidents(
        connection,
        project.id,
        named.incidents,
        [outside for outside in bundle.external_ids if outside.subject in named.own_incidents],
    )
    return Keys(
        sources=sources.find_sources(connection, project.id, named.sources),
        documents=documents,
        parties=incidents.find_parties(connection, project.id, named.parties) if named.parties else {},
        incidents=known_incidents,
        acts=incidents.find_acts(connection, project.id, [found.id for found in known_incidents.values()]),
        items=incidents.find_items(connection, project.id, [found.id for found in known_incidents.values()]),
        interventions=interventions.find_interventions(connection, project.id, named.interventions),
        claims={},
        own_places=own_places.known_places(connection, project.id, {record.key for record in bundle.own_places}),
    )


def take_in(
    work: Work, project: Project, bundle: Bundle, recorded: dict[str, Any] | None = None, keys: Keys | None = None
) -> TakenIn:
    """Adds what the bundle brings and the project lacks. The work must have opened its event.

    InvalidValue where a record points at something that is neither on record nor in the bundle.
    """
    connection = work.connection
    keys = keys or look_up(work, project, bundle)
    on_record = {*keys.documents, *keys.incidents}
    new_places = [record for record in bundle.own_places if record.key not in keys.own_places]
    if new_places:
        turns.one_in_the_places(connection, project.id)
    own_places.add_places(connection, project.id, new_places, work.actor.account_id)
    try:
        sources.register_sources(
            connection, project.id, [r for r in bundle.sources if r.key not in keys.sources], keys.sources
        )
        sources.register_documents(
            connection,
            project.id,
            [r for r in bundle.documents if r.key not in keys.documents],
            keys.sources,
            keys.documents,
        )
        copies = _relate(work, project, bundle, keys)
        _join_sources(work, project, bundle, keys)
        incidents.add_parties(
            connection, project.id, [r for r in bundle.parties if r.key not in keys.parties], keys.parties
        )
        _join(work, project, bundle, "party", {key: known.id for key, known in keys.parties.items()})
        new = [r for r in bundle.incidents if r.key not in keys.incidents]
        incidents.add_incidents(
            connection, project.id, new, keys.incidents, {"recorded_by": work.actor.account_id, **(recorded or {})}
        )
        _join(work, project, bundle, "incident", {key: known.id for key, known in keys.incidents.items()})
        acts = [r for r in bundle.acts if r.key not in keys.acts]
        incidents.add_acts(connection, project.id, acts, keys.incidents, keys.acts)
        items = [r for r in bundle.property_items if r.key not in keys.items]
        incidents.add_items(connection, project.id, items, keys.incidents, keys.items)
        done = [r for r in bundle.interventions if r.key not in keys.interventions]
        interventions.add_interventions(connection, project.id, done, keys.interventions)
        claims.add_claims(connection, project.id, bundle.claims, keys, work.actor.account_id)
        tasks.add_records(connection, project.id, bundle.tasks, keys, work.actor.account_id)
        if bundle.incident_links:
            links.add_links(connection, project.id, bundle.incident_links, keys.incidents, work.actor.account_id)
    except KeyError as error:
        raise InvalidValue(POINTS_AT_NOTHING.format(error.args[0])) from error
    # What is on record has been known by its numbers.
    new_numbers = [outside for outside in bundle.external_ids if outside.subject not in on_record]
    imported.add_external_ids(connection, project.id, new_numbers, keys)
    work.touch(keys.incidents[act.incident].id for act in acts)
    work.touch(keys.incidents[item.incident].id for item in items)
    work.touch(keys.incident_ids(bundle.claims))
    work.touch(keys.incidents[record.key].id for record in new)
    if copies:
        work.touch(origins.resolve_origins(connection, project.id, copies))
    return TakenIn(keys, frozenset(record.key for record in new))


def _relate(work: Work, project: Project, bundle: Bundle, keys: Keys) -> set[int]:
    """Adds how documents stand to one another. Returns the incidents of which something stands in what is now found to
    be a copy: from here on its original's source is who speaks in it."""
    if not bundle.document_relations:
        return set()
    connection = work.connection
    copies = relations.add_relations(
        connection, project.id, bundle.document_relations, keys.documents, work.actor.account_id
    )
    found = sources.find_documents(connection, project.id, [known.ref for known in keys.documents.values()])
    keys.documents.update({key: found[known.ref] for key, known in keys.documents.items() if known.ref in found})
    concerned: set[int] = set()
    for copy in copies:
        standing_in = origins.incidents_of_document(project.id, copy)
        with _put_aside():
            concerned |= origins.few(connection, project.id, standing_in)
    return concerned


def _join_sources(work: Work, project: Project, bundle: Bundle, keys: Keys) -> None:
    """From here on whoever speaks is counted with those that they are the same as."""
    if _join(work, project, bundle, "source", {key: known.id for key, known in keys.sources.items()}):
        connection = work.connection
        refs = {key: known.ref for key, known in keys.sources.items()}
        found = sources.find_sources(connection, project.id, refs.values())
        keys.sources.update({key: found[ref] for key, ref in refs.items()})
        documents = {key: known.ref for key, known in keys.documents.items()}
        put_out = sources.find_documents(connection, project.id, documents.values())
        keys.documents.update({key: put_out[ref] for key, ref in documents.items() if ref in put_out})


def _join(work: Work, project: Project, bundle: Bundle, kind: str, ids: Mapping[str, int]) -> bool:
    """Joins what the bundle says is the same, unless it is said or follows already, with all that follows from it.
    Returns whether something was joined."""
    connection, joined = work.connection, False
    for record in (one for one in bundle.same_as if one.kind == kind):
        pair = (ids[record.one], ids[record.other])
        if same.is_new(connection, project.id, record, pair):
            if why := unlike(kind, same.sorts_of(connection, project.id, kind, pair)):
                raise InvalidValue(why, "other")
            with _put_aside():
                concerned = concerned_by(work, project, kind, pair)
            same.join(connection, project.id, record, pair, work.actor.account_id)
            follow(work, project, kind, concerned)
            joined = True
    return joined


@contextmanager
def _put_aside() -> Iterator[None]:
    """InvalidValue where more would follow a record than can at once: of a file, that record alone is put aside."""
    try:
        yield
    except Refused as refusal:
        raise InvalidValue(str(refusal)) from refusal


def refuse_unknown(bundle: Bundle, keys: Keys, brought: set[str]) -> None:
    """InvalidValue where a record points at what is neither on record, nor in the bundle, nor `brought` before it; what
    the bundle brings is brought from here on. For a run that writes nothing."""
    named = _Names(bundle)
    acts = [record.act for record in bundle.claims]
    own = set(bundle.refs())
    pointed: tuple[tuple[Iterable[str | None], Container[str]], ...] = (
        (named.sources, keys.sources),
        (named.documents, keys.documents),
        ((record.key for record in named.parties), keys.parties),
        ((r.value.party for r in bundle.claims if isinstance(r.value, PartyValue)), keys.parties),
        (_joined(bundle, "party"), keys.parties),
        (named.incidents, keys.incidents),
        (named.interventions, keys.interventions),
        (acts, keys.acts),
        ((record.item for record in bundle.claims), keys.items),
        ((ref for record in bundle.claims for ref in (record.superseded_by, *record.premises)), keys.claims),
        ((ref for one in bundle.claim_links for ref in (one.claim, one.other)), keys.claims),
    )
    for refs, known in pointed:
        for ref in refs:
            if ref and ref not in known and ref not in own and ref not in brought:
                raise InvalidValue(POINTS_AT_NOTHING.format(ref))
    brought.update(own)


class _Names:
    """Every key that a bundle's records mention, by kind."""

    def __init__(self, bundle: Bundle) -> None:
        self.own_documents = {r.key for r in bundle.documents}
        self.own_incidents = {r.key for r in bundle.incidents}
        self.sources = {r.key for r in bundle.sources} | {r.source for r in bundle.documents}
        self.sources |= _joined(bundle, "source") | {r.group for r in bundle.sources if r.group}
        related = [ref for one in bundle.document_relations for ref in (one.document, one.other)]
        graded = {r.document for r in bundle.decisions if isinstance(r, AssessmentRecord) and r.document}
        read = {one.document for one in bundle.document_texts}
        self.documents = self.own_documents.union(related, graded, read)
        self.incidents = self.own_incidents | {r.incident for r in bundle.acts} | _joined(bundle, "incident")
        self.incidents |= {r.incident for r in (*bundle.claim_links, *bundle.decisions) if r.incident}
        self.incidents |= {r.incident for r in bundle.property_items}
        self.interventions = {r.key for r in bundle.interventions}
        self.interventions |= {one.intervention for one in bundle.claim_links if one.intervention}
        self.interventions |= {ref for ref in map(intervention_of, bundle.decisions) if ref}
        self.incidents.update(ref for one in bundle.incident_links for ref in (one.incident, one.other))
        self.incidents.update(r.incident for r in bundle.tasks if r.incident)
        self.documents.update(r.document for r in bundle.tasks if r.document)
        spoken_of = {r.party for r in bundle.claims if r.party} | {r.party for r in bundle.tasks if r.party}
        spoken_of -= {r.key for r in bundle.parties}
        self.parties = (*bundle.parties, *(PartyRecord(ref, "", "") for ref in spoken_of))
        for claim in bundle.claims:
            self._add(claim)

    def _add(self, claim: ClaimRecord) -> None:
        if claim.incident:
            self.incidents.add(claim.incident)
        if claim.intervention:
            self.interventions.add(claim.intervention)
        if isinstance(claim.value, IncidentValue):
            self.incidents.add(claim.value.incident)
        if claim.originator:
            self.sources.add(claim.originator)
        for citation in (claim.citation, *claim.further_citations):
            if citation is not None:
                self.documents.add(citation.document)
                self.sources.update(citation.via)
        if claim.anchor:
            self.documents.add(claim.anchor)


def _joined(bundle: Bundle, kind: str) -> set[str]:
    return {ref for one in bundle.same_as if one.kind == kind for ref in (one.one, one.other)}
