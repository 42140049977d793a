"""Places that claims mean: of the project's own, with the names by which they are and were found, and of gazetteers."""

import sqlalchemy as sa

from app.store import reading
from app.store.exports.query import TableQuery, Value, code, instant, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.tables.claims import claim, claim_place
from app.store.tables.own_places import own_place, own_place_name
from app.store.tables.places import gazetteer, place


def places(scope: Scope) -> TableQuery:
    """places.csv: those of gazetteers that a claim means, or that stand for a place of the project's own that does."""
    p, g = place.c, gazetteer.c
    longitude, latitude = reading.point_of(p.point)
    succeeding = sa.select(own_place.c.successor).where(_going(scope), own_place.c.successor.is_not(None))
    return TableQuery(
        columns={
            "code": p.code,
            "kind": code(p.kind),
            "name": p.name,
            "name_ar": p.name_ar,
            "longitude": longitude,
            "latitude": latitude,
            "uncertainty_m": p.radius_m,
            "country": p.country,
            **_units(place),
            "external_ids": p.external_ids,
            "gazetteer": g.title,
            "gazetteer_version": g.version,
            "attribution": g.attribution,
            "ended": p.ended,
        },
        rows=place.join(gazetteer, g.id == p.gazetteer_id),
        where=p.code.in_(_meant(scope)) | p.code.in_(succeeding),
        order=(p.code,),
    )


def own_places(scope: Scope) -> TableQuery:
    """own_places.csv: those that a claim means, and what stands for one that was retired; of the whole project all."""
    o, n = own_place.c, own_place_name.c
    names = _names(scope, n.ended_at.is_(None), n.name, "names")
    ended = sa.func.json_build_object("name", n.name, "ended_at", instant(n.ended_at), "ended_reason", n.ended_reason)
    former = _names(scope, n.ended_at.is_not(None), ended, "former_names")
    longitude, latitude = reading.point_of(o.point)
    return TableQuery(
        columns={
            "ref": code(o.ref),
            "kind": code(o.kind),
            "name": o.name,
            "name_ar": o.name_ar,
            "names": or_empty_list(names.c.names),
            "former_names": or_empty_list(former.c.former_names),
            "longitude": longitude,
            "latitude": latitude,
            "uncertainty_m": o.radius_m,
            "inside": o.inside,
            "country": o.country,
            **_units(own_place),
            "note": o.note,
            "recorded_at": o.registered_at,
            "ended_at": o.ended_at,
            "ended_reason": o.ended_reason,
            "successor": o.successor,
        },
        rows=own_place.outerjoin(names, names.c.place_id == o.id).outerjoin(former, former.c.place_id == o.id),
        where=_going(scope),
        order=(o.id,),
    )


def _units(table: sa.FromClause) -> dict[str, Value]:
    """The units that a place lies in, as columns."""
    return {f"adm{level}_{part}": table.c[f"unit{level}_{part}"] for level in (1, 2, 3) for part in ("code", "name")}


def _meant(scope: Scope) -> sa.Select[tuple[str]]:
    """The codes of places that a claim means which goes out."""
    at, c = claim_place.c, claim.c
    return sa.select(at.gazetteer_place).where(
        at.project_id == scope.project_id,
        at.gazetteer_place.is_not(None),
        at.claim_id.in_(sa.select(c.id).where(scope.claims())),
    )


def _going(scope: Scope) -> sa.ColumnElement[bool]:
    o, meant = own_place.c, _meant(scope)
    here = o.project_id == scope.project_id
    if scope.whole and scope.sees_all:
        return here
    other = own_place.alias("other")
    standing = sa.select(other.c.successor).where(
        other.c.project_id == scope.project_id, other.c.successor.is_not(None), other.c.ref.in_(meant)
    )
    return here & (o.ref.in_(meant) | o.ref.in_(standing))


def _names(scope: Scope, which: sa.ColumnElement[bool], value: Value, label: str) -> sa.Subquery:
    """Some of the names of each place, in order, as a JSON list."""
    n = own_place_name.c
    return (
        sa.select(n.place_id, json_list(value, n.id).label(label))
        .where(n.project_id == scope.project_id, which)
        .group_by(n.place_id)
        .subquery(label)
    )
