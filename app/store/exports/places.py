"""Places of the project's own, with the names by which they are found."""

import sqlalchemy as sa

from app.store import reading
from app.store.exports.query import TableQuery, code, json_list, or_empty_list
from app.store.exports.scope import Scope
from app.store.tables.claims import claim, claim_place
from app.store.tables.own_places import own_place, own_place_name


def own_places(scope: Scope) -> TableQuery:
    """own_places.csv: those that a claim means, and what stands for one that was retired; of the whole project all."""
    o, names = own_place.c, _names(scope)
    longitude, latitude = reading.point_of(o.point)
    units = {f"adm{level}_{part}": o[f"unit{level}_{part}"] for level in (1, 2, 3) for part in ("code", "name")}
    return TableQuery(
        columns={
            "ref": code(o.ref),
            "kind": code(o.kind),
            "name": o.name,
            "name_ar": o.name_ar,
            "names": or_empty_list(names.c.names),
            "longitude": longitude,
            "latitude": latitude,
            "uncertainty_m": o.radius_m,
            "inside": o.inside,
            "country": o.country,
            **units,
            "note": o.note,
            "recorded_at": o.registered_at,
            "ended_at": o.ended_at,
            "ended_reason": o.ended_reason,
            "successor": o.successor,
        },
        rows=own_place.outerjoin(names, names.c.place_id == o.id),
        where=_going(scope),
        order=(o.id,),
    )


def _going(scope: Scope) -> sa.ColumnElement[bool]:
    o, at, c = own_place.c, claim_place.c, claim.c
    here = o.project_id == scope.project_id
    if scope.whole and scope.sees_all:
        return here
    meant = sa.select(at.gazetteer_place).where(
        at.project_id == scope.project_id,
        at.gazetteer_place.is_not(None),
        at.claim_id.in_(sa.select(c.id).where(scope.claims())),
    )
    other = own_place.alias("other")
    standing = sa.select(other.c.successor).where(
        other.c.project_id == scope.project_id, other.c.successor.is_not(None), other.c.ref.in_(meant)
    )
    return here & (o.ref.in_(meant) | o.ref.in_(standing))


def _names(scope: Scope) -> sa.Subquery:
    n = own_place_name.c
    return (
        sa.select(n.place_id, json_list(n.name, n.id).label("names"))
        .where(n.project_id == scope.project_id, n.ended_at.is_(None))
        .group_by(n.place_id)
        .subquery("names")
    )
