"""Incidents as rows and as features: what follows from their claims, how many were harmed, who else knows them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by, distinct_on

from app.domain.verification import ATTRIBUTION, OCCURRENCE, Level
from app.domain.vocabularies import terms
from app.store import reading
from app.store.dimensions import of_the_whole
from app.store.exports.query import (
    BOUNDS,
    TableQuery,
    Value,
    as_list,
    as_object,
    code,
    features,
    json_list,
    nearest,
    or_empty_list,
    texts,
)
from app.store.exports.scope import Scope, standing
from app.store.tables.decisions import adoption, verification
from app.store.tables.incidents import act, external_id, incident, party
from app.store.tables.index import incident_harm, incident_index
from app.store.verification import no_longer_borne_out

_SEARCHED = ("search_text", "search_vector")
# Those that people are counted by: a pair of columns has no room for another unit.
_HARMS = tuple(term.code for term in terms("harms").values() if term.attributes.get("kind") == "person")
_UNITS = tuple(f"{level}_{part}" for level in (1, 2, 3) for part in ("code", "name"))


def incidents(scope: Scope) -> TableQuery:
    """incidents.csv: what follows from the claims, beside the incident's own words."""
    return _from_index(scope, _seen_index(scope))


def incident_features(scope: Scope, properties: Sequence[str]) -> sa.Select[Any]:
    """The same as GeoJSON features, with the columns named."""
    seen = _seen_index(scope)
    return features(_from_index(scope, seen), properties, seen.c.geometry)


def incident_rows(scope: Scope, names: Sequence[str]) -> sa.Select[Any]:
    """The columns named, and last the geometry as well-known binary in hexadecimal."""
    seen = _seen_index(scope)
    return texts(_from_index(scope, seen), names, sa.func.encode(sa.func.ST_AsBinary(seen.c.geometry), "hex"))


def reported_harms(connection: sa.Connection, scope: Scope) -> list[str]:
    """The harms of which a pair of columns says something."""
    if not scope.sees("incident.count"):
        return []
    harm = incident_harm.c.harm
    return list(connection.execute(sa.select(harm).distinct().where(_whole_lines(scope)).order_by(harm)).scalars())


def any_decided(connection: sa.Connection, scope: Scope) -> bool:
    """Whether anything was decided of what is gone by: else no feature has to say that there is nothing."""
    decided = scope.holds(adoption.c.project_id, adoption.c.incident_id) & adoption.c.superseded_by.is_(None)
    return bool(connection.execute(sa.select(sa.exists(sa.select(sa.literal(1)).where(decided)))).scalar())


def _seen_index(scope: Scope) -> sa.Subquery:
    """The index of the incidents asked for, as the audience sees it: whatever is read from it is already cut."""
    index = incident_index.c
    return (
        sa.select(*(reading.seen(column, scope.audience) for column in index if column.key not in _SEARCHED))
        .where(scope.holds(index.project_id, index.incident_id), index.same_as_id.is_(None))
        .subquery("seen")
    )


def _from_index(scope: Scope, seen: sa.Subquery) -> TableQuery:
    x = seen.c
    acts, numbers, harms, alleged = _types(scope), _numbers(scope), _harms(scope), _alleged(scope)
    moved, adopted = _moved(scope), _adopted_lines(scope)
    return TableQuery(
        columns={
            **_own_columns(seen),
            **_when(seen),
            **_where(seen),
            **_pairs(scope, harms),
            "acts": or_empty_list(acts.c.types) if scope.sees("act.type") else sa.null(),
            "alleged_parties": or_empty_list(alleged.c.labels) if scope.sees("act.alleged") else sa.null(),
            "verification": _level(x.verification_lowest, OCCURRENCE),
            "verification_highest": _level(x.verification_highest, OCCURRENCE),
            "attribution_verification": _level(x.attribution_lowest, ATTRIBUTION),
            "attribution_verification_highest": _level(x.attribution_highest, ATTRIBUTION),
            **nearest(_level(x.verification_lowest, OCCURRENCE)),
            "standard_of_proof": code(moved.c.standard_of_proof),
            "self_reviewed": moved.c.self_reviewed,
            "no_longer_borne_out": moved.c.no_longer_borne_out,
            "late_verified": sa.null(),  # no report on a period goes out yet
            "external_ids": or_empty_list(numbers.c.numbers),
            **_gone_by(seen),
            "adopted_counts": sa.cast(adopted.c.lines, JSON) if scope.sees("incident.count") else sa.null(),
        },
        rows=seen.join(incident, (incident.c.project_id == x.project_id) & (incident.c.id == x.incident_id))
        .outerjoin(acts, acts.c.incident_id == x.incident_id)
        .outerjoin(harms, harms.c.incident_id == x.incident_id)
        .outerjoin(alleged, alleged.c.incident_id == x.incident_id)
        .outerjoin(moved, moved.c.incident_id == x.incident_id)
        .outerjoin(adopted, adopted.c.incident_id == x.incident_id)
        .outerjoin(numbers, numbers.c.incident_id == x.incident_id),
        where=sa.true(),
        order=(x.incident_id,),
    )


def _moved(scope: Scope) -> sa.Subquery:
    """Of the newest move of each track: by which standard (the newest of all), whether one was self-reviewed, and
    whether the level that it led to is no longer borne out."""
    v, joined = verification.c, scope.joined()
    track = (v.to_level, v.project_id, v.act_id, v.party_id)
    newest = (
        sa.select(
            standing(v.incident_id, joined).label("incident_id"), v.id, v.standard_of_proof, v.self_reviewed, *track
        )
        .ext(distinct_on(v.act_id, v.party_id))
        .outerjoin(joined, joined.c.id == v.incident_id)
        .where(scope.holds(v.project_id, v.incident_id), v.outcome == "done")
        .order_by(v.act_id, v.party_id, v.id.desc())
        .subquery("newest")
    )
    n = newest.c
    lapsed = no_longer_borne_out(n.to_level, n.project_id, n.act_id, n.party_id)
    standards = sa.func.array_agg(aggregate_order_by(n.standard_of_proof, n.id.desc()), type_=ARRAY(sa.Text))
    return (
        sa.select(
            n.incident_id,
            standards[1].label("standard_of_proof"),
            sa.func.bool_or(n.self_reviewed, type_=sa.Boolean()).label("self_reviewed"),
            sa.func.bool_or(lapsed, type_=sa.Boolean()).label("no_longer_borne_out"),
        )
        .group_by(n.incident_id)
        .subquery("moved")
    )


def _own_columns(seen: sa.Subquery) -> dict[str, Value]:
    x, i = seen.c, incident.c
    return {
        "ref": code(i.ref),
        "kind": code(x.kind),
        "title": i.title,
        "summary": i.summary,
        "origins": x.origins,
        "documents": x.documents,
        "sources": x.sources,
        "counted": x.scope == "counted",
        "tier": x.tier,
        "recorded_at": i.recorded_at,
        "changed_at": i.changed_at,
        "version": i.version,
        "workflow": code(i.workflow),
        "workflow_at": i.workflow_at,
        "workflow_reason": i.workflow_reason,
        "new_information": sa.func.has_new_information(sa.literal_column("incident"), type_=sa.Boolean()),
    }


def _when(seen: sa.Subquery) -> dict[str, Value]:
    x = seen.c
    return {
        "occurred_as_stated": x.when_as_stated,
        "occurred_edtf": x.edtf,
        "earliest_start": x.earliest_start,
        "latest_start": x.latest_start,
        "earliest_end": x.earliest_end,
        "latest_end": x.latest_end,
    }


def _where(seen: sa.Subquery) -> dict[str, Value]:
    x = seen.c
    longitude, latitude = reading.point_of(x.geometry)
    units = {f"adm{unit}": x[f"unit{unit}"] for unit in _UNITS}
    return {
        "place_as_stated": x.place_as_stated,
        "place_name": x.place_name,
        **units,
        "country": x.country,
        "longitude": longitude,
        "latitude": latitude,
        "precision": code(x.precision),
        "uncertainty_m": x.radius_m,
        "geometry_wkt": code(sa.func.ST_AsText(x.geometry)),
    }


def _gone_by(seen: sa.Subquery) -> dict[str, Value]:
    """When and where as we go by them, beside what is claimed: empty unless a decision holds."""
    x = seen.c
    longitude, latitude = reading.point_of(x.adopted_geometry)
    return {
        "adopted_occurred_as_stated": x.adopted_when_as_stated,
        "adopted_occurred_edtf": x.adopted_edtf,
        **{f"adopted_{name}": x[f"adopted_{name}"] for name in BOUNDS},
        "adopted_place_as_stated": x.adopted_place_as_stated,
        **{f"adopted_adm{unit}": x[f"adopted_unit{unit}"] for unit in _UNITS},
        "adopted_longitude": longitude,
        "adopted_latitude": latitude,
        "adopted_precision": code(x.adopted_precision),
        "adopted_uncertainty_m": x.adopted_radius_m,
        "adopted_geometry_wkt": code(sa.func.ST_AsText(x.adopted_geometry)),
    }


def _in_words(word: Value, about: Value) -> Value:
    """A figure without bounds: its word by code, or about how many as ~40."""
    return code(sa.func.coalesce(word, "~" + sa.func.array_to_string(about, " ~")))


def _adopted_lines(scope: Scope) -> sa.Subquery:
    """How many as we go by it: the lines of harm of which a decision holds, as one list an incident."""
    h = incident_harm.c
    line = as_object(
        harm=h.harm,
        unit=h.unit,
        measure=h.measure,
        population=sa.func.nullif(h.population, ""),
        part_of=sa.func.nullif(h.part_of, ""),
        minimum=h.adopted_minimum,
        maximum=h.adopted_maximum,
        words=_in_words(h.adopted_class, h.adopted_about),
    )
    return (
        sa.select(h.incident_id, as_list(line, h.harm, h.unit, h.measure, h.population, h.part_of).label("lines"))
        .where(scope.holds(h.project_id, h.incident_id), h.adopted)
        .group_by(h.incident_id)
        .subquery("adopted")
    )


def _types(scope: Scope) -> sa.Subquery:
    """Each incident's types of act, without repeats."""
    a, joined = act.c, scope.joined()
    incident_id = standing(a.incident_id, joined)
    return (
        sa.select(incident_id.label("incident_id"), json_list(sa.distinct(a.type_code), a.type_code).label("types"))
        .outerjoin(joined, joined.c.id == a.incident_id)
        .where(scope.holds(a.project_id, a.incident_id), a.type_code.is_not(None))
        .group_by(incident_id)
        .subquery("types")
    )


def _numbers(scope: Scope) -> sa.Subquery:
    e, joined = external_id.c, scope.joined()
    incident_id = standing(e.incident_id, joined)
    return (
        sa.select(incident_id.label("incident_id"), json_list(e.scheme + ":" + e.value, e.id).label("numbers"))
        .outerjoin(joined, joined.c.id == e.incident_id)
        .where(scope.holds(e.project_id, e.incident_id), e.incident_id.is_not(None))
        .group_by(incident_id)
        .subquery("numbers")
    )


def _whole_lines(scope: Scope) -> sa.ColumnElement[bool]:
    """The lines that a pair of columns can say: people in the event, no population, no part."""
    h = incident_harm.c
    return scope.holds(h.project_id, h.incident_id) & of_the_whole(h) & h.harm.in_(_HARMS)


def _harms(scope: Scope) -> sa.Subquery:
    """Each incident's whole lines side by side. There is one a harm: max() only picks it."""
    h = incident_harm.c
    pairs = [
        sa.func.max(bound).filter(h.harm == harm).label(f"{harm}_{name}")
        for harm in _HARMS
        for name, bound in (("min", h.minimum), ("max", h.maximum))
    ]
    lines = sa.select(h.incident_id, *pairs).where(_whole_lines(scope)).group_by(h.incident_id)
    return lines.subquery("harms")


def _pairs(scope: Scope, harms: sa.Subquery) -> dict[str, Value]:
    names = [f"{harm}_{bound}" for harm in _HARMS for bound in ("min", "max")]
    return {name: harms.c[name] if scope.sees("incident.count") else sa.null() for name in names}


def _alleged(scope: Scope) -> sa.Subquery:
    """Whom each incident's claims allege to have done it, where its name may be seen."""
    index, p = incident_index.c, party.c
    named = sa.func.unnest(index.alleged_ids).table_valued("id").render_derived(name="named")
    return (
        sa.select(index.incident_id, json_list(p.label, p.id).label("labels"))
        .select_from(incident_index)
        .join(named, sa.true())
        .join(party, (p.project_id == index.project_id) & (p.id == named.c.id))
        .where(
            scope.holds(index.project_id, index.incident_id),
            index.alleged_ids != sa.text("'{}'"),
            _highest_tier() <= scope.audience.ceiling,
        )
        .group_by(index.incident_id)
        .subquery("alleged")
    )


def _highest_tier() -> Value:
    """How high a party's name lies: of several names of one party, the highest holds for all."""
    p, name = party.c, party.alias("name")
    others = sa.select(sa.func.max(name.c.tier)).where(name.c.project_id == p.project_id, name.c.same_as_id == p.id)
    return sa.func.greatest(p.tier, others.correlate(party).scalar_subquery())


def _level(rank: Value, track: tuple[Level, ...]) -> Value:
    return code(sa.case({level.rank: level.code for level in track}, value=rank))


def counts(scope: Scope) -> TableQuery:
    """counts.csv: every line of harm."""
    h = incident_harm.c
    seen = sa.true() if scope.sees("incident.count") else sa.false()
    columns = {
        "incident": code(incident.c.ref),
        "harm": h.harm,
        "unit": h.unit,
        "measure": code(h.measure),
        "population": h.population,
        "part_of": h.part_of,
        "minimum": h.minimum,
        "maximum": h.maximum,
        "open_maximum": h.open_maximum,
        "words": _in_words(h.quantity_class, h.about),
        "origins": h.line_origins,
        "harm_origins": h.origins,
        "claims": h.claims,
        "adopted": h.adopted,
        "adopted_minimum": h.adopted_minimum,
        "adopted_maximum": h.adopted_maximum,
        "adopted_words": _in_words(h.adopted_class, h.adopted_about),
    }
    return TableQuery(
        columns=columns,
        rows=incident_harm.join(incident, (incident.c.project_id == h.project_id) & (incident.c.id == h.incident_id)),
        where=scope.holds(h.project_id, h.incident_id) & incident.c.same_as_id.is_(None) & seen,
        order=(h.incident_id, h.harm, h.unit, h.measure, h.population, h.part_of),
    )
