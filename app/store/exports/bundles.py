"""What leaves as records, for the lossless format: in slices, in the order in which they can be taken in again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from app.domain.places import Place
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    ExternalId,
    FormerName,
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
    Value,
)
from app.store.claim_views import place_of, value_of
from app.store.exports import acts as act_tables
from app.store.exports import claims as claim_tables
from app.store.exports import decided, passages
from app.store.exports import links as link_tables
from app.store.exports import places as place_tables
from app.store.exports import same as same_tables
from app.store.exports import sources as source_tables
from app.store.exports.query import TableQuery
from app.store.exports.scope import Scope
from app.store.places import known_places, lies_in
from app.store.tables.claims import claim, claim_citation, claim_place
from app.store.tables.incidents import act, external_id, incident, intervention, involvement, party, property_item
from app.store.tables.own_places import own_place, own_place_name
from app.store.tables.same import same_as
from app.store.tables.sources import document, source
from app.store.tables.tasks import task

SLICE = 500

# By ref, what only this installation can state of a record: a copy elsewhere states its own.
Own = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of an export's records, and what only we can state of them."""

    bundle: Bundle
    own: Own = field(default_factory=dict)


def read_slices(connection: sa.Connection, scope: Scope, by: str) -> Iterator[Slice]:
    """Places of the project's own, sources, documents and parties, then incident by incident all that is said of it;
    after each kind, which of them are the same; last, each intervention, and how claims stand to each other. What was
    decided here is reported by the project of the code `by`. Constant memory."""
    yield from _own_places(connection, scope)
    yield from _sources(connection, scope)
    yield from _same(connection, scope, "source")
    yield from _documents(connection, scope, by)
    yield from _relations(connection, scope)
    yield from _parties(connection, scope)
    yield from _same(connection, scope, "party")
    yield from _incidents(connection, scope, by)
    yield from _same(connection, scope, "incident")
    yield from _links(connection, scope)
    yield from _tasks(connection, scope)
    yield from _interventions(connection, scope, by)
    yield from (Slice(Bundle(claim_links=some)) for some in decided.links(connection, scope, SLICE))


def _rows(
    connection: sa.Connection, table: TableQuery, names: Sequence[str], *more: Any, order: Sequence[Any] = ()
) -> Iterator[Sequence[sa.Row[Any]]]:
    """The rows of a table of the export, a slice at a time, by the names of its columns."""
    query = table.select(*(table.columns[name].label(name) for name in names), *more)
    if order:
        query = query.order_by(None).order_by(*order)
    return connection.execute(query, execution_options={"yield_per": SLICE}).partitions()


def _own_places(connection: sa.Connection, scope: Scope) -> Iterator[Slice]:
    names = (
        "ref", "kind", "name", "name_ar", "longitude", "latitude", "inside", "note", "ended_at", "ended_reason",
        "successor", "country",
    )  # fmt: skip
    o, more = own_place.c, ("names", "uncertainty_m", "recorded_at")
    units = [o[f"unit{level}_{part}"] for level in (1, 2, 3) for part in ("code", "name", "name_ar")]
    for rows in _rows(connection, place_tables.own_places(scope), (*names, *more), o.id, *units):
        former = _former_names(connection, scope, [row.id for row in rows])
        records = (
            OwnPlaceRecord(
                key=row.ref,
                aliases=tuple(name for name in row.names or () if name not in (row.name, row.name_ar)),
                radius_m=row.uncertainty_m,
                former_names=tuple(former.get(row.id, ())),
                lies_in=lies_in(row),
                **{name: getattr(row, name) for name in names[1:]},
            )
            for row in rows
        )
        yield Slice(Bundle(own_places=tuple(records)), _recorded(rows))


def _former_names(connection: sa.Connection, scope: Scope, places: Sequence[int]) -> dict[int, list[FormerName]]:
    n = own_place_name.c
    rows = connection.execute(
        sa.select(n.place_id, n.name, n.ended_at, n.ended_reason)
        .where(n.project_id == scope.project_id, n.place_id == _any(places), n.ended_at.is_not(None))
        .order_by(n.id)
    )
    found: dict[int, list[FormerName]] = {}
    for row in rows:
        found.setdefault(row.place_id, []).append(FormerName(row.name, row.ended_at, row.ended_reason))
    return found


def _sources(connection: sa.Connection, scope: Scope) -> Iterator[Slice]:
    known = ("affiliation", "interest", "counting_scope", "access", "group_reason")
    names = (
        "ref",
        "kind",
        "name",
        "default_basis",
        "compiles",
        "counts_as_origin",
        "independence_group",
        "tier",
        *known,
    )
    # Whoever heads a group stands before its members.
    order = (source.c.group_id.is_not(None), source.c.id)
    for rows in _rows(connection, source_tables.sources(scope), (*names, "aliases", "recorded_at"), order=order):
        records = (
            SourceRecord(
                key=row.ref,
                kind=row.kind,
                name=row.name,
                default_basis=row.default_basis,
                compiles=row.compiles,
                counts_as_origin=row.counts_as_origin,
                group=row.independence_group if row.independence_group != row.ref else None,
                tier=row.tier,
                aliases=tuple(row.aliases or ()),
                **{name: getattr(row, name) for name in known},
            )
            for row in rows
        )
        yield Slice(Bundle(sources=tuple(records)), _recorded(rows))


def _documents(connection: sa.Connection, scope: Scope, by: str) -> Iterator[Slice]:
    names = (
        "ref", "source", "kind", "title", "state", "url", "language", "published_as_stated", "published_earliest_on",
        "published_latest_on", "tier", "series", "retraction", "retraction_as_stated", "retraction_earliest_on",
        "retraction_latest_on", "retraction_citation",
    )  # fmt: skip
    table = source_tables.documents(scope)
    for rows in _rows(connection, table, (*names, "recorded_at"), document.c.id):
        records = (DocumentRecord(key=row.ref, **{name: getattr(row, name) for name in names[1:]}) for row in rows)
        refs = {row.id: row.ref for row in rows}
        numbers = _external_ids(connection, scope, external_id.c.document_id, refs)
        grades = decided.decisions_of_documents(connection, scope, by, refs)
        texts = passages.texts_of(connection, scope, refs)
        bundle = Bundle(documents=tuple(records), external_ids=numbers, decisions=grades, document_texts=texts)
        yield Slice(bundle, _recorded(rows))


def _relations(connection: sa.Connection, scope: Scope) -> Iterator[Slice]:
    names = ("document", "other", "relation", "reason", "ended_at", "ended_reason")
    for rows in _rows(connection, source_tables.document_relations(scope), names):
        records = (
            RelationRecord(row.document, row.other, row.relation, row.reason, row.ended_at, row.ended_reason)
            for row in rows
            if row.reason is not None  # its words lie above the audience's ceiling
        )
        yield Slice(Bundle(document_relations=tuple(records)))


def _same(connection: sa.Connection, scope: Scope, kind: str) -> Iterator[Slice]:
    every = same_tables.judgements(scope)
    table = replace(every, where=every.where & (same_as.c.kind == kind))
    names = ("kind", "one", "other", "reason", "ended_at", "ended_reason")
    for rows in _rows(connection, table, names):
        records = (
            SameRecord(row.kind, row.one, row.other, row.reason, row.ended_at, row.ended_reason)
            for row in rows
            if row.reason is not None  # its words lie above the audience's ceiling
        )
        yield Slice(Bundle(same_as=tuple(records)))


def _links(connection: sa.Connection, scope: Scope) -> Iterator[Slice]:
    names = ("subject", "other", "link", "reason", "ended_at", "ended_reason")
    for rows in _rows(connection, link_tables.of_incidents(scope), names):
        records = (
            LinkRecord(row.subject, row.other, row.link, row.reason, row.ended_at, row.ended_reason) for row in rows
        )
        yield Slice(Bundle(incident_links=tuple(records)))


def _parties(connection: sa.Connection, scope: Scope) -> Iterator[Slice]:
    names = ("ref", "kind", "label", "tier", "recorded_at")
    for rows in _rows(connection, act_tables.parties(scope), names, party.c.id):
        records = (PartyRecord(key=row.ref, kind=row.kind, label=row.label, tier=row.tier) for row in rows)
        own = _recorded(rows)
        # What is said of a party is about no incident: it leaves with the whole project alone.
        refs = {row.id: row.ref for row in rows} if scope.whole else {}
        context = _claims(connection, scope, claim.c.party_id, refs, own) if refs else ()
        yield Slice(Bundle(parties=tuple(records), claims=context), own)


def _recorded(rows: Iterable[sa.Row[Any]]) -> Own:
    return {row.ref: {"recorded_at": row.recorded_at} for row in rows}


def _incidents(connection: sa.Connection, scope: Scope, by: str) -> Iterator[Slice]:
    i = incident.c
    last = 0
    while True:
        query = sa.select(incident).where(scope.holds(i.project_id, i.id), i.id > last).order_by(i.id).limit(SLICE)
        rows: Sequence[Any] = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].id
        yield _slice_of_incidents(connection, scope, rows, by)


def _interventions(connection: sa.Connection, scope: Scope, by: str) -> Iterator[Slice]:
    i = intervention.c
    last = 0
    while True:
        query: sa.Select[Any] = sa.select(i.id, i.ref, i.tier).where(scope.interventions(), i.id > last)
        rows = connection.execute(query.order_by(i.id).limit(SLICE)).all()
        if not rows:
            return
        last = rows[-1].id
        refs, own = {row.id: row.ref for row in rows}, Own()
        records = tuple(InterventionRecord(row.ref, row.tier) for row in rows)
        claims = _claims(connection, scope, claim.c.intervention_id, refs, own)
        weighed = decided.decisions_of_interventions(connection, scope, by, refs)
        yield Slice(Bundle(interventions=records, claims=claims, decisions=weighed), own)


def _tasks(connection: sa.Connection, scope: Scope) -> Iterator[Slice]:
    """What people have taken up of what goes out. Whose it is leaves in no file."""
    t, here = task.c, task.c.project_id == scope.project_id
    asked = here if scope.whole else here & (
        (t.incident_id.is_not(None) & scope.holds(t.project_id, t.incident_id))
        | t.document_id.in_(sa.select(document.c.id).where(source_tables.documents_in(scope)))
    )  # fmt: skip
    query = (
        sa.select(task, incident.c.ref.label("incident"), document.c.ref.label("document"), party.c.ref.label("party"))
        .outerjoin(incident, (incident.c.project_id == t.project_id) & (incident.c.id == t.incident_id))
        .outerjoin(document, (document.c.project_id == t.project_id) & (document.c.id == t.document_id))
        .outerjoin(party, (party.c.project_id == t.project_id) & (party.c.id == t.party_id))
        .where(asked)
        .order_by(t.id)
    )
    for rows in connection.execute(query, execution_options={"yield_per": SLICE}).partitions():
        records = (
            TaskRecord(
                row.ref, row.kind, row.incident, row.document, row.party, row.what, row.due_on, row.done_at,
                row.done_reason,
            )
            for row in rows
        )  # fmt: skip
        yield Slice(Bundle(tasks=tuple(records)), {row.ref: {"opened_at": row.opened_at} for row in rows})


def _slice_of_incidents(connection: sa.Connection, scope: Scope, rows: Sequence[sa.Row[Any]], by: str) -> Slice:
    refs = {row.id: row.ref for row in rows}
    stated = ("recorded_at", "changed_at", "version", "words_at", "workflow_at", "workflow_reason")
    own: Own = {row.ref: {name: getattr(row, name) for name in stated} for row in rows}
    bundle = Bundle(
        incidents=tuple(
            IncidentRecord(
                key=row.ref,
                title=row.title,
                kind=row.kind,
                summary=row.summary,
                scope=row.scope,
                workflow=row.workflow,
                tier=row.tier,
                title_made_in=row.title_made_in,
                not_said=tuple(row.not_said or ()),
                summary_made_in=row.summary_made_in,
            )
            for row in rows
        ),
        acts=_acts(connection, scope, refs, own),
        property_items=_items(connection, scope, refs),
        claims=_claims(connection, scope, claim.c.incident_id, refs, own),
        external_ids=_external_ids(connection, scope, external_id.c.incident_id, refs),
        decisions=decided.decisions_of_incidents(connection, scope, by, refs),
    )
    return Slice(bundle, own)


def _any(ids: Iterable[int]) -> sa.ColumnElement[Any]:
    return sa.any_(sa.cast(list(ids), sa.ARRAY(sa.BigInteger)))


def _external_ids(
    connection: sa.Connection, scope: Scope, subject: sa.Column[Any], refs: dict[int, str]
) -> tuple[ExternalId, ...]:
    e = external_id.c
    rows = connection.execute(
        sa.select(subject.label("subject"), e.scheme, e.value, e.digest, e.ended_at, e.ended_reason)
        .where(e.project_id == scope.project_id, subject == _any(refs))
        .order_by(e.id)
    )
    return tuple(ExternalId(refs[subject], *of_it) for subject, *of_it in rows)


def _acts(connection: sa.Connection, scope: Scope, refs: dict[int, str], own: Own) -> tuple[ActRecord, ...]:
    rows = connection.execute(
        sa.select(act.c.ref, act.c.incident_id, act.c.occurrence_status)
        .where(act.c.project_id == scope.project_id, act.c.incident_id == _any(refs))
        .order_by(act.c.id)
    ).all()
    own.update({row.ref: {"occurrence_status": row.occurrence_status} for row in rows})
    return tuple(ActRecord(row.ref, refs[row.incident_id]) for row in rows)


def _items(connection: sa.Connection, scope: Scope, refs: dict[int, str]) -> tuple[PropertyItemRecord, ...]:
    i = property_item.c
    rows = connection.execute(
        sa.select(i.ref, i.incident_id, i.label, i.tier)
        .where(i.project_id == scope.project_id, i.incident_id == _any(refs), i.tier <= scope.audience.ceiling)
        .order_by(i.id)
    )
    return tuple(PropertyItemRecord(row.ref, refs[row.incident_id], row.label, row.tier) for row in rows)


def _claims(
    connection: sa.Connection, scope: Scope, subject: sa.Column[Any], refs: dict[int, str], own: Own
) -> tuple[ClaimRecord, ...]:
    """The claims about some incidents, parties or interventions (`refs`, by the ids in the column `subject`)."""
    rows = connection.execute(_claim_query(scope, subject, refs)).all()
    ids = [row.id for row in rows]
    places, further = _places(connection, scope, ids), _further_citations(connection, scope, ids)
    known = known_places(connection, {place.gazetteer for some in places.values() for place in some if place.gazetteer})
    for row in rows:
        meant = [known[place.gazetteer] for place in places.get(row.id, ()) if place.gazetteer in known]
        stated = {"entered_at": row.entered_at, "attribution_status": row.attribution_status}
        own[row.ref] = stated | ({"gazetteer_places": meant} if meant else {})
    return tuple(
        ClaimRecord(
            key=row.ref,
            incident=refs[row.incident_id] if row.incident_id else None,
            party=refs[row.party_id] if row.party_id else None,
            intervention=refs[row.intervention_id] if row.intervention_id else None,
            path=row.path,
            value=_value(row, places.get(row.id, ())),
            stated_as=row.stated_as,
            basis=row.basis,
            act=row.act_ref,
            item=row.item_ref,
            originator=row.originator_ref,
            citation=_citation(row) if row.document_ref else None,
            further_citations=tuple(further.get(row.id, ())),
            premises=tuple(row.premise_refs or ()),
            polarity=row.polarity,
            modality=row.modality,
            language=row.language,
            as_of=row.as_of,
            tier=row.tier,
            anchor=row.anchor_ref,
            breakdown=row.breakdown,
            superseded_by=row.superseding_ref,
            withdrawn_at=row.withdrawn_at,
            ended_reason=row.ended_reason,
        )
        for row in rows
    )


# All that a record takes; folded words and resolved origins are made anew wherever it is taken in.
_COLUMNS = (
    "id", "ref", "incident_id", "party_id", "intervention_id", "path", "basis", "polarity", "modality", "stated_as",
    "language", "as_of", "tier", "locator", "quote", "prefix", "suffix", "starts", "value_kind", "term_code",
    "degree_code", "edtf", "earliest_start", "latest_start", "earliest_end", "latest_end", "part_of_day", "local_time",
    "zone", "anchor_document_id", "anchor_offset_days", "harm", "unit", "minimum", "maximum", "stated", "operator",
    "quantity_class", "population", "part_of", "measure", "breakdown", "entered_at", "withdrawn_at", "ended_reason",
)  # fmt: skip


def _claim_query(scope: Scope, subject: sa.Column[Any], refs: Iterable[int]) -> sa.Select[Any]:
    c = claim.c
    superseding, premise = claim.alias("superseding"), claim.alias("premise")
    about = incident.alias("about")
    originator, anchor = source.alias("originator"), document.alias("anchor")
    premises = (
        sa.select(premise.c.ref)
        .where(premise.c.project_id == c.project_id, premise.c.id == sa.any_(c.premises))
        .order_by(premise.c.id)
        .correlate(claim)
    )
    return (
        sa.select(
            *(c[name] for name in _COLUMNS),
            act.c.ref.label("act_ref"),
            property_item.c.ref.label("item_ref"),
            about.c.ref.label("value_incident_ref"),
            party.c.ref.label("party_ref"),
            superseding.c.ref.label("superseding_ref"),
            originator.c.ref.label("originator_ref"),
            document.c.ref.label("document_ref"),
            anchor.c.ref.label("anchor_ref"),
            claim_tables.relay_chain(scope, c.via).label("relay_chain"),
            sa.case((c.premises.is_not(None), sa.func.array(premises.scalar_subquery()))).label("premise_refs"),
            involvement.c.attribution_status,
        )
        .select_from(claim)
        .outerjoin(act, (act.c.project_id == c.project_id) & (act.c.id == c.act_id))
        .outerjoin(
            property_item, (property_item.c.project_id == c.project_id) & (property_item.c.id == c.property_item_id)
        )
        .outerjoin(about, (about.c.project_id == c.project_id) & (about.c.id == c.value_incident_id))
        .outerjoin(party, (party.c.project_id == c.project_id) & (party.c.id == c.value_party_id))
        .outerjoin(superseding, (superseding.c.project_id == c.project_id) & (superseding.c.id == c.superseded_by))
        .outerjoin(originator, (originator.c.project_id == c.project_id) & (originator.c.id == c.originator_id))
        .outerjoin(document, (document.c.project_id == c.project_id) & (document.c.id == c.document_id))
        .outerjoin(anchor, (anchor.c.project_id == c.project_id) & (anchor.c.id == c.anchor_document_id))
        .outerjoin(
            involvement,
            (involvement.c.project_id == c.project_id)
            & (involvement.c.act_id == c.act_id)
            & (involvement.c.party_id == c.value_party_id)
            & (c.path == "act." + involvement.c.role),
        )
        .where(scope.claims(), subject == _any(refs))
        .order_by(c.id)
    )


def _value(row: sa.Row[Any], places: Sequence[Place]) -> Value:
    """The value of a claim; a party by its ref."""
    return PartyValue(row.party_ref, row.degree_code) if row.value_kind == "party" else value_of(row, places)


def _citation(row: Any) -> Citation:
    via = tuple(row.relay_chain or ())
    return Citation(row.document_ref, row.locator, row.quote, row.prefix, row.suffix, via, row.starts)


def _places(connection: sa.Connection, scope: Scope, claim_ids: Sequence[int]) -> dict[int, list[Place]]:
    at = claim_place.c
    rows = connection.execute(
        sa.select(claim_place, sa.func.ST_AsText(at.geometry).label("wkt"))
        .where(at.project_id == scope.project_id, at.claim_id == _any(claim_ids))
        .order_by(at.claim_id, at.position)
    )
    found: dict[int, list[Place]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append(place_of(row))
    return found


def _further_citations(connection: sa.Connection, scope: Scope, claim_ids: Sequence[int]) -> dict[int, list[Citation]]:
    k = claim_citation.c
    rows = connection.execute(
        sa.select(
            k.claim_id,
            k.locator,
            k.quote,
            k.prefix,
            k.starts,
            k.suffix,
            document.c.ref.label("document_ref"),
            claim_tables.relay_chain(scope, k.via).label("relay_chain"),
        )
        .join(document, (document.c.project_id == k.project_id) & (document.c.id == k.document_id))
        .where(k.project_id == scope.project_id, k.claim_id == _any(claim_ids))
        .order_by(k.id)
    )
    found: dict[int, list[Citation]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append(_citation(row))
    return found
