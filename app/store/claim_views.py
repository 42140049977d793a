"""Claims as an audience may see them: each with its value, who says it, where, and what became of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.counts import Count
from app.domain.dates import When
from app.domain.disclosure import Audience
from app.domain.incidents import (
    CitedIn,
    ClaimView,
    NamedDocument,
    NamedParty,
    NamedSource,
)
from app.domain.places import Place, Unit, units_of
from app.domain.records import IncidentValue, PartyValue, PlaceValue, TermValue, TextValue, Value
from app.store import reading
from app.store.tables.claims import claim, claim_citation, claim_place
from app.store.tables.incidents import act, incident, intervention, party, property_item
from app.store.tables.sources import document, source


def read_claims(
    connection: sa.Connection, project_id: int, entries: Sequence[int], audience: Audience, people: dict[int, str]
) -> tuple[ClaimView, ...]:
    """Every claim in these entries of an incident that the audience may see, in order of entry, ended ones too."""
    return find_claims(connection, project_id, claim.c.incident_id.in_(entries), audience, people)


def find_claims(
    connection: sa.Connection,
    project_id: int,
    about: sa.ColumnElement[bool],
    audience: Audience,
    people: dict[int, str],
) -> tuple[ClaimView, ...]:
    """The claims of a condition that the audience may see, in order of entry, ended ones too.

    Sources and parties stand under the name of the one that was recorded first, where two are the same.
    """
    superseding, citing = claim.alias(), document.alias()
    originator, speaker, document_source = source.alias(), source.alias("speaker"), source.alias()
    party_said, of_value, about_party = party.alias("party_said"), incident.alias("of_value"), party.alias("about")
    # Whoever sees fewer of the claims sees the same numbers.
    here = (claim.c.project_id == project_id) & about
    of_subject = (claim.c.incident_id, claim.c.party_id, claim.c.intervention_id)
    in_entry = sa.func.row_number().over(partition_by=of_subject, order_by=claim.c.id)
    counted = sa.select(claim.c.id, in_entry.label("number"))
    numbered = counted.where(here).subquery("numbered")
    rows = connection.execute(
        sa.select(
            claim,
            numbered.c.number,
            act.c.ref.label("act_ref"),
            sa.func.coalesce(incident.c.ref, about_party.c.ref).label("entry"),
            property_item.c.ref.label("item_ref"),
            property_item.c.label.label("item_label"),
            intervention.c.ref.label("intervention_ref"),
            of_value.c.ref.label("value_incident_ref"),
            party.c.label.label("party_label"),
            party.c.kind.label("party_kind"),
            party.c.ref.label("party_ref"),
            superseding.c.ref.label("superseding_ref"),
            sa.func.coalesce(claim.c.withdrawn_at, superseding.c.entered_at).label("ended_at"),
            originator.c.ref.label("originator_ref"),
            originator.c.name.label("originator_name"),
            originator.c.kind.label("originator_kind"),
            speaker.c.ref.label("speaker_ref"),
            speaker.c.name.label("speaker_name"),
            speaker.c.kind.label("speaker_kind"),
            party_said.c.ref.label("said_ref"),
            party_said.c.label.label("said_label"),
            party_said.c.kind.label("said_kind"),
            (citing.c.source_id == claim.c.originator_id).label("own_word"),
            *_document_columns(citing, document_source),
        )
        .select_from(claim)
        .join(numbered, numbered.c.id == claim.c.id)
        .outerjoin(act, (act.c.project_id == project_id) & (act.c.id == claim.c.act_id))
        .outerjoin(incident, (incident.c.project_id == project_id) & (incident.c.id == claim.c.incident_id))
        .outerjoin(about_party, (about_party.c.project_id == project_id) & (about_party.c.id == claim.c.party_id))
        .outerjoin(party_said, (party_said.c.project_id == project_id) & (party_said.c.id == claim.c.value_party_id))
        .outerjoin(party, (party.c.project_id == project_id) & (party.c.id == _first_of(party_said)))
        .outerjoin(
            property_item,
            (property_item.c.project_id == project_id) & (property_item.c.id == claim.c.property_item_id),
        )
        .outerjoin(
            intervention, (intervention.c.project_id == project_id) & (intervention.c.id == claim.c.intervention_id)
        )
        .outerjoin(of_value, (of_value.c.project_id == project_id) & (of_value.c.id == claim.c.value_incident_id))
        .outerjoin(superseding, (superseding.c.project_id == project_id) & (superseding.c.id == claim.c.superseded_by))
        .outerjoin(speaker, (speaker.c.project_id == project_id) & (speaker.c.id == claim.c.originator_id))
        .outerjoin(originator, (originator.c.project_id == project_id) & (originator.c.id == _first_of(speaker)))
        .outerjoin(citing, (citing.c.project_id == project_id) & (citing.c.id == claim.c.document_id))
        .outerjoin(
            document_source,
            (document_source.c.project_id == project_id)
            & (document_source.c.id == _first_source(project_id, citing.c.source_id)),
        )
        .where(here, reading.visible(audience))
        .order_by(claim.c.id)
    ).all()
    places = _places(connection, project_id, [row.id for row in rows])
    further = _further_citations(connection, project_id, [row.id for row in rows])
    steps = _sources(connection, project_id, [step for row in rows for step in row.via])
    refs = {row.id: row.ref for row in rows}
    return tuple(
        ClaimView(
            ref=row.ref,
            path=row.path,
            act=row.act_ref,
            value=value_of(row, places.get(row.id, ())),
            stated_as=row.stated_as,
            language=row.language,
            polarity=row.polarity,
            modality=row.modality,
            basis=row.basis,
            originator=NamedSource(row.originator_ref, row.originator_name, row.originator_kind)
            if row.originator_id
            else None,
            origin_ids=tuple(row.origin_ids),
            citations=(*_first_citation(row, steps), *further.get(row.id, ())),
            premises=tuple(refs[number] for number in row.premises or () if number in refs),
            as_of=row.as_of,
            tier=row.tier,
            entered_by=people.get(row.entered_by, ""),
            entered_at=row.entered_at,
            superseded_by=row.superseding_ref,
            withdrawn_at=row.withdrawn_at,
            ended_reason=row.ended_reason,
            number=row.number,
            entry=row.entry,
            ended_at=row.ended_at,
            party_kind=row.party_kind,
            party_ref=row.party_ref,
            item=row.item_ref,
            item_label=row.item_label or "",
            intervention=row.intervention_ref,
            own_originator=NamedSource(row.speaker_ref, row.speaker_name, row.speaker_kind)
            if row.originator_id
            else None,
            own_party=NamedParty(row.said_ref, row.said_label, row.said_kind) if row.said_ref else None,
            own_word=bool(row.own_word),
            breakdown=row.breakdown,
        )
        for row in rows
    )


def _first_of(table: sa.FromClause) -> sa.ColumnElement[int]:
    """The id of the source or party that stands for one, where two are the same."""
    return sa.func.coalesce(table.c.same_as_id, table.c.id)


def _first_source(project_id: int, number: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    said = source.alias("said")
    found = sa.select(_first_of(said)).where(said.c.project_id == project_id, said.c.id == number)
    return found.correlate_except(said).scalar_subquery()


def value_of(row: sa.Row[Any], places: Sequence[Place]) -> Value:
    """The typed value that a claim's row holds; a party is named by its label."""
    found: Value
    match row.value_kind:
        case "term":
            found = TermValue(row.term_code)
        case "party":
            found = PartyValue(row.party_label, row.degree_code)
        case "place":
            found = PlaceValue(tuple(places))
        case "text":
            found = TextValue(row.stated_as)
        case "incident":
            found = IncidentValue(row.value_incident_ref)
        case "when":
            found = _when_of(row)
        case _:
            found = _count_of(row)
    return found


def _when_of(row: sa.Row[Any]) -> When:
    return When(
        stated_as=row.stated_as,
        edtf=row.edtf,
        earliest_start=row.earliest_start,
        latest_start=row.latest_start,
        earliest_end=row.earliest_end,
        latest_end=row.latest_end,
        part_of_day=row.part_of_day,
        local_time=row.local_time,
        zone=row.zone,
        follows_document=row.anchor_document_id is not None,
        anchor_offset_days=row.anchor_offset_days,
    )


def _count_of(row: sa.Row[Any]) -> Count:
    return Count(
        harm=row.harm,
        unit=row.unit,
        minimum=row.minimum,
        maximum=row.maximum,
        stated=row.stated,
        operator=row.operator,
        words=row.stated_as,
        quantity_class=row.quantity_class,
        population=row.population,
        part_of=row.part_of,
        measure=row.measure,
    )


def _document_columns(citing: sa.FromClause, of: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [
        citing.c.ref.label("document_ref"),
        citing.c.title.label("document_title"),
        citing.c.kind.label("document_kind"),
        citing.c.state.label("document_state"),
        citing.c.url.label("document_url"),
        citing.c.published_as_stated,
        citing.c.published_earliest_on,
        citing.c.published_latest_on,
        citing.c.retraction,
        of.c.ref.label("source_ref"),
        of.c.name.label("source_name"),
        of.c.kind.label("source_kind"),
    ]


def _named_document(row: sa.Row[Any]) -> NamedDocument:
    return NamedDocument(
        ref=row.document_ref,
        title=row.document_title,
        kind=row.document_kind,
        state=row.document_state,
        url=row.document_url,
        source=NamedSource(row.source_ref, row.source_name, row.source_kind),
        published_as_stated=row.published_as_stated,
        published_earliest_on=row.published_earliest_on,
        published_latest_on=row.published_latest_on,
        retraction=row.retraction,
    )


def _first_citation(row: sa.Row[Any], steps: dict[int, NamedSource]) -> tuple[CitedIn, ...]:
    if row.document_id is None:
        return ()
    return (_cited_in(row, steps),)


def _cited_in(row: sa.Row[Any], steps: dict[int, NamedSource]) -> CitedIn:
    via = tuple(steps[step] for step in row.via)
    return CitedIn(_named_document(row), row.locator, row.quote, via, row.prefix, row.suffix, row.starts)


def _further_citations(
    connection: sa.Connection, project_id: int, claim_ids: Sequence[int]
) -> dict[int, list[CitedIn]]:
    rows = connection.execute(
        sa.select(claim_citation, *_document_columns(document, source))
        .join(document, (document.c.project_id == project_id) & (document.c.id == claim_citation.c.document_id))
        .join(
            source,
            (source.c.project_id == project_id) & (source.c.id == _first_source(project_id, document.c.source_id)),
        )
        .where(claim_citation.c.project_id == project_id, claim_citation.c.claim_id.in_(list(claim_ids)))
        .order_by(claim_citation.c.id)
    ).all()
    steps = _sources(connection, project_id, [step for row in rows for step in row.via])
    found: dict[int, list[CitedIn]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append(_cited_in(row, steps))
    return found


def _places(connection: sa.Connection, project_id: int, claim_ids: Sequence[int]) -> dict[int, list[Place]]:
    rows = connection.execute(
        sa.select(claim_place, sa.func.ST_AsText(claim_place.c.geometry).label("wkt"))
        .where(claim_place.c.project_id == project_id, claim_place.c.claim_id.in_(list(claim_ids)))
        .order_by(claim_place.c.claim_id, claim_place.c.position)
    )
    found: dict[int, list[Place]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append(place_of(row))
    return found


def place_of(row: sa.Row[Any]) -> Place:
    """A row of claim_place (with its geometry as `wkt`) as the place that a claim names."""
    named = ((row.unit1_name, row.unit1_code), (row.unit2_name, row.unit2_code), (row.unit3_name, row.unit3_code))
    return Place(
        name=row.name,
        precision=row.precision,
        wkt=row.wkt,
        radius_m=row.radius_m,
        method=row.method,
        part=row.part,
        list=row.list,
        country=row.country,
        units=units_of(Unit(name, code) if name else None for name, code in named),
        gazetteer=row.gazetteer_place,
    )


def _sources(connection: sa.Connection, project_id: int, ids: Sequence[int]) -> dict[int, NamedSource]:
    if not ids:
        return {}
    s = source.c
    rows = connection.execute(
        sa.select(s.id, s.ref, s.name, s.kind).where(s.project_id == project_id, s.id.in_(set(ids)))
    )
    return {row.id: NamedSource(row.ref, row.name, row.kind) for row in rows}
