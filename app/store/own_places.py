"""Places of a project's own: finding them by a name as those of gazetteers are found, reading, adding, changing them.

The units that one lies in are copied to it when it is registered or amended: those of the unit that somebody named,
else those that hold its point. What may be meant by a name the service ranks.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.gazetteers import KINDS, OWN, Candidate, UnitNamed
from app.domain.own_places import ListedPlace, OwnPlaceView, names_of
from app.domain.place_names import name_key, skeleton
from app.domain.places import place_key
from app.domain.records import OwnPlaceRecord
from app.domain.sources import NamedIncident, RegisterPage
from app.domain.text import detect_language
from app.store.history import people_of
from app.store.places import ALIKE, Hit
from app.store.registers import Order, Turn, page_of
from app.store.rows import take_ids
from app.store.tables.claims import claim, claim_place
from app.store.tables.incidents import incident
from app.store.tables.own_places import own_place, own_place_name
from app.store.tables.places import place

_o, _n = own_place.c, own_place_name.c
_UNITS = tuple(f"unit{level}_{part}" for level in (1, 2, 3) for part in ("code", "name", "name_ar", "keys"))
_NEAREST_DEGREES = 0.05  # about 5 km, as for a gazetteer's
_SHOWN = 20


def find_places(
    connection: sa.Connection, project_id: int, key: str, consonants: str, near: tuple[float, float] | None = None
) -> list[Hit]:
    """Places of the project that are offered, with a name of this key or skeleton, or a key much like it."""
    longitude, latitude = near or (None, None)
    asked = {
        "project": project_id, "key": key, "skeleton": consonants, "alike": ALIKE, "longitude": longitude,
        "latitude": latitude,
    }  # fmt: skip
    return [_hit(row) for row in connection.execute(sa.text(_FIND), asked)]


_FIND = f"""
SELECT n.name AS found, n.key, n.skeleton, o.ref, o.kind, o.name, o.name_ar, o.country, o.radius_m,
  {", ".join(f"o.{column}" for column in _UNITS)}, ST_X(o.point) AS longitude, ST_Y(o.point) AS latitude,
  ST_DistanceSphere(o.point, ST_SetSRID(ST_MakePoint(CAST(:longitude AS float8), CAST(:latitude AS float8)), 4326))
    AS distance_m
FROM tawthiq.own_place_name n JOIN tawthiq.own_place o ON o.project_id = n.project_id AND o.id = n.place_id
WHERE n.project_id = :project AND n.ended_at IS NULL AND o.ended_at IS NULL
  AND (n.key = :key OR (n.skeleton = :skeleton AND n.skeleton <> '') OR similarity(n.key, :key) >= :alike)
"""


def known_places(connection: sa.Connection, project_id: int, refs: Collection[str]) -> dict[str, int]:
    """The ids of those that are on record, retired ones too, by ref."""
    if not refs:
        return {}
    rows = connection.execute(sa.select(_o.ref, _o.id).where(_o.project_id == project_id, _o.ref.in_(sorted(refs))))
    return {row.ref: row.id for row in rows}


def standing_places(connection: sa.Connection, project_id: int, refs: Collection[str]) -> set[str]:
    """The refs of those that are on record and not retired."""
    query = sa.select(_o.ref).where(_o.project_id == project_id, _o.ref.in_(sorted(refs)), _o.ended_at.is_(None))
    return set(connection.execute(query).scalars()) if refs else set()


def add_places(
    connection: sa.Connection, project_id: int, records: Sequence[OwnPlaceRecord], registered_by: int
) -> None:
    """Registers places, each in the units that it lies in, under its names."""
    ids = take_ids(connection, own_place, len(records))
    instead = _in_one_step(connection, project_id, records)
    for record, number in zip(records, ids, strict=True):
        successor = instead.get(record.key)
        ending = {"ended_at": record.ended_at, "ended_reason": record.ended_reason, "successor": successor}
        values = {"ref": record.key, "registered_by": registered_by, **columns_of(connection, record), **ending}
        connection.execute(sa.insert(own_place).values(project_id=project_id, id=number, **values))
        add_names(connection, project_id, number, names_of(record))
        former = [(one.name, name_key(one.name), one.ended_at, one.ended_reason) for one in record.former_names]
        _insert_names(connection, project_id, number, former)


def _in_one_step(connection: sa.Connection, project_id: int, records: Sequence[OwnPlaceRecord]) -> dict[str, str]:
    """By ref, what is meant instead of these places: what stands for that in turn stands for them, so that whoever
    looks it up goes one step."""
    stands = {record.key: record.successor for record in records if record.successor}
    here = sa.select(_o.ref, _o.successor).where(
        _o.project_id == project_id, _o.ref.in_(sorted(set(stands.values()))), _o.successor.is_not(None)
    )
    on_record = {row.ref: row.successor for row in connection.execute(here)} if stands else {}
    onwards = on_record | stands

    def end(ref: str) -> str:
        way = [ref]
        while (following := onwards.get(way[-1])) and following not in way:  # one that goes round has no end
            way.append(following)
        return way[-1]

    return {ref: last if (last := end(successor)) != ref else successor for ref, successor in stands.items()}


def columns_of(connection: sa.Connection, record: OwnPlaceRecord, *, moved: bool = True) -> dict[str, Any]:
    """What a place is by itself, with the units that it lies in, as columns: without these where it has not `moved` and
    no boundaries are known here, so that they stay as they are."""
    at, units = None, _units_of(connection, record)
    if record.longitude is not None and record.latitude is not None:
        at = sa.func.ST_SetSRID(sa.func.ST_MakePoint(record.longitude, record.latitude), 4326)
    return {
        "kind": record.kind, "name": record.name, "name_ar": record.name_ar, "note": record.note,
        "keys": [place_key(name) for name in dict.fromkeys((record.name, record.name_ar)) if name],
        "point": at, "radius_m": record.radius_m, "inside": record.inside,
        **(units if moved or any(units.values()) else {}),
    }  # fmt: skip


def _units_of(connection: sa.Connection, record: OwnPlaceRecord) -> dict[str, Any]:
    """The country and units: of the unit that was named, else of the one that holds the point or is nearest to it;
    where neither is known here those that the record has."""
    row = None
    if record.inside:
        p = place.c
        named = sa.select(p.country, *(p[name] for name in _UNITS)).where(p.code == record.inside)
        row = connection.execute(named).mappings().first()
    elif record.longitude is not None:
        asked = {"longitude": record.longitude, "latitude": record.latitude, "reach": _NEAREST_DEGREES}
        row = connection.execute(sa.text(_HOLDS), asked).mappings().first()
    return dict(row) if row else {"country": record.country, **_units_as_recorded(record)}


def _units_as_recorded(record: OwnPlaceRecord) -> dict[str, Any]:
    columns: dict[str, Any] = dict.fromkeys(_UNITS)
    for level, unit in enumerate(record.lies_in, 1):
        if unit:
            keys = [place_key(name) for name in dict.fromkeys((unit.name, unit.name_ar, unit.code)) if name]
            parts = {"code": unit.code, "name": unit.name, "name_ar": unit.name_ar, "keys": keys}
            columns |= {f"unit{level}_{part}": value for part, value in parts.items()}
    return columns


_HOLDS = f"""
SELECT u.country, {", ".join(f"u.{column}" for column in _UNITS)}
FROM (SELECT ST_SetSRID(ST_MakePoint(:longitude, :latitude), 4326) AS point) x
JOIN tawthiq.place u ON u.area && ST_Expand(x.point, :reach) AND u.level BETWEEN 1 AND 3 AND NOT u.ended
JOIN tawthiq.gazetteer g ON g.id = u.gazetteer_id
WHERE ST_DWithin(u.area, x.point, :reach)
ORDER BY ST_Covers(u.area, x.point) DESC, g.rank, u.level DESC, u.area <-> x.point LIMIT 1
"""


def add_names(connection: sa.Connection, project_id: int, place_id: int, names: Iterable[tuple[str, str]]) -> None:
    """Names by which a place is found from here on, each with its key."""
    _insert_names(connection, project_id, place_id, [(name, key, None, None) for name, key in names])


def _insert_names(
    connection: sa.Connection,
    project_id: int,
    place_id: int,
    names: Iterable[tuple[str, str, datetime | None, str | None]],
) -> None:
    """Names, each with its key; those that have ended with when and why."""
    rows = [
        {
            "project_id": project_id,
            "place_id": place_id,
            "name": name,
            "language": detect_language(name),
            "key": key,
            "skeleton": skeleton(name),
            "ended_at": ended_at,
            "ended_reason": reason,
        }
        for name, key, ended_at, reason in names
    ]
    if rows:
        connection.execute(sa.insert(own_place_name), rows)


def end_names(connection: sa.Connection, project_id: int, place_id: int, keys: Collection[str], reason: str) -> None:
    """Names by which it is found no longer."""
    if keys:
        ended = sa.update(own_place_name).where(
            _n.project_id == project_id, _n.place_id == place_id, _n.key.in_(sorted(keys)), _n.ended_at.is_(None)
        )
        connection.execute(ended.values(ended_at=sa.func.now(), ended_reason=reason))


def change_place(
    connection: sa.Connection, project_id: int, place_id: int, version: int, values: dict[str, Any]
) -> bool:
    """Amends a place that is at this version still; False where it has moved on, or was retired."""
    now = sa.func.coalesce(_o.version, 1)
    changed = connection.execute(
        sa.update(own_place)
        .where(_o.project_id == project_id, _o.id == place_id, now == version, _o.ended_at.is_(None))
        .values(**values, version=now + 1, changed_at=sa.func.now())
    )
    return bool(changed.rowcount)


def retire_place(
    connection: sa.Connection, project_id: int, ref: str, version: int, reason: str, successor: str | None
) -> bool:
    """Offers a place no longer; what it stood for itself is from here on found as its successor. False as above."""
    number = known_places(connection, project_id, {ref})[ref]
    values = {"ended_at": sa.func.now(), "ended_reason": reason, "successor": successor}
    if not change_place(connection, project_id, number, version, values):
        return False
    if successor:
        stood_for = sa.update(own_place).where(_o.project_id == project_id, _o.successor == ref)
        connection.execute(stood_for.values(successor=successor))
    return True


def incidents_meaning(project_id: int, ref: str) -> sa.CompoundSelect[Any]:
    """The incidents of which a claim means a place of the project, itself or one that it has succeeded."""
    c, at = claim.c, claim_place.c
    succeeded = sa.select(_o.ref).where(_o.project_id == project_id, _o.successor == ref)
    meant = sa.union(sa.select(sa.literal(ref)), succeeded)
    here = claim_place.join(claim, (c.project_id == at.project_id) & (c.id == at.claim_id))
    found = sa.select(c.incident_id).select_from(here)
    return sa.union(found.where(at.project_id == project_id, at.gazetteer_place.in_(meant), c.incident_id.is_not(None)))


def read_place(connection: sa.Connection, project_id: int, ref: str) -> OwnPlaceView:
    """One place. NotFound where there is none that may be seen."""
    query = sa.select(
        own_place, sa.func.ST_X(_o.point).label("longitude"), sa.func.ST_Y(_o.point).label("latitude")
    ).where(_o.project_id == project_id, _o.ref == ref)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("There is no such place, or you may not see it.")
    names = connection.execute(
        sa.select(_n.name, _n.key, _n.ended_reason)
        .where(_n.project_id == project_id, _n.place_id == row.id)
        .order_by(_n.id)
    ).all()
    unit, kind = _named_unit(connection, row.inside)
    own = {name_key(name) for name in (row.name, row.name_ar) if name}
    i = incident.c
    told = connection.execute(
        sa.select(i.ref, i.title)
        .where(i.project_id == project_id, i.id.in_(incidents_meaning(project_id, ref)))
        .order_by(i.id.desc())
        .limit(_SHOWN + 1)
    ).all()
    return OwnPlaceView(
        id=row.id,
        ref=row.ref,
        kind=row.kind,
        name=row.name,
        name_ar=row.name_ar,
        aliases=tuple(one.name for one in names if one.ended_reason is None and one.key not in own),
        former_names=tuple((one.name, one.ended_reason) for one in names if one.ended_reason is not None),
        longitude=row.longitude,
        latitude=row.latitude,
        radius_m=row.radius_m,
        inside=unit,
        inside_kind=kind,
        parents=_parents(row),
        note=row.note,
        registered_at=row.registered_at,
        registered_by=people_of(connection, project_id).get(row.registered_by, ""),
        version=row.version or 1,
        successor=(row.successor, name_of(connection, project_id, row.successor)) if row.successor else None,
        ended_reason=row.ended_reason,
        incidents=tuple(NamedIncident(one.ref, one.title) for one in told[:_SHOWN]),
        more_incidents=len(told) > _SHOWN,
    )


def name_of(connection: sa.Connection, project_id: int, code: str) -> str:
    """How the place of a code is called, of the project or of a gazetteer; the code itself where it is not known."""
    own = sa.select(_o.name).where(_o.project_id == project_id, _o.ref == code)
    found: str | None = connection.execute(own).scalar()
    found = found or connection.execute(sa.select(place.c.name).where(place.c.code == code)).scalar()
    return found or code


_BY_NAME = Order(own_place, (_o.name, _o.id))


def find_places_page(
    connection: sa.Connection, project_id: int, search: str, turn: Turn = (None, None)
) -> RegisterPage[ListedPlace]:
    """A page of the register, by name: those with a name that holds the words of `search` in any spelling."""
    query = sa.select(own_place).where(_o.project_id == project_id)
    for word in name_key(search).split():
        named = sa.select(_n.place_id).where(_n.project_id == project_id, _n.key.contains(word, autoescape=True))
        query = query.where(_o.id.in_(named))
    rows, back, on = page_of(connection, project_id, query, _BY_NAME, turn)
    listed = (
        ListedPlace(row.ref, row.kind, row.name, row.name_ar, _parents(row), row.ended_at is not None) for row in rows
    )
    return RegisterPage(tuple(listed), back, on)


def _named_unit(connection: sa.Connection, code: str | None) -> tuple[UnitNamed | None, str | None]:
    """A unit and its kind; by its code alone, where its gazetteer is not loaded here."""
    if code is None:
        return None, None
    p = place.c
    row = connection.execute(sa.select(p.name, p.name_ar, p.kind).where(p.code == code)).first()
    return (UnitNamed(code, row.name, row.name_ar), row.kind) if row else (UnitNamed(code, code, None), None)


def _parents(row: sa.Row[Any]) -> tuple[UnitNamed, ...]:
    named = ((row.unit3_code, row.unit3_name, row.unit3_name_ar), (row.unit2_code, row.unit2_name, row.unit2_name_ar),
             (row.unit1_code, row.unit1_name, row.unit1_name_ar))  # fmt: skip
    return tuple(UnitNamed(code or "", name, arabic) for code, name, arabic in named if name)


def _hit(row: sa.Row[Any]) -> Hit:
    found = Candidate(
        code=row.ref, kind=row.kind, name=row.name, name_ar=row.name_ar, country=row.country, parents=_parents(row),
        longitude=row.longitude, latitude=row.latitude, radius_m=row.radius_m or KINDS[row.kind][1], score=0.0,
        exact=False, gazetteer=OWN, external_ids={}, distance_m=row.distance_m,
    )  # fmt: skip
    keys = (row.unit1_keys, row.unit2_keys, row.unit3_keys)
    units = frozenset(key for level in keys for key in level or ())
    return Hit(found, row.found, row.key, row.skeleton, None, 0, 0, units)
