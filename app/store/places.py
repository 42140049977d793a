"""Finding places of the gazetteers by a name: what may be meant, from the indexes; ranking it is the service's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.gazetteers import OF_THE_WORLD, Candidate, Landmark, UnitNamed
from app.store.tables.places import gazetteer, place

ALIKE = 0.3
_MOST = 60
_LANDMARK_DEGREES = 1.5


@dataclass(frozen=True)
class Hit:
    """A place, the name of it that was hit with its two keys, and the rank of its gazetteer."""

    place: Candidate
    name: str
    key: str
    skeleton: str
    level: int | None
    population: int
    rank: int
    unit_keys: frozenset[str]


def find_places(
    connection: sa.Connection,
    key: str,
    skeleton: str,
    near: tuple[float, float] | None = None,
) -> list[Hit]:
    """Places with a name of this key or skeleton; where none has the key, those with one much like it, which takes the
    longest to find and of a name that is known is noise. `near`: longitude and latitude from which
    the distance is given."""
    connection.execute(sa.select(sa.func.set_config("pg_trgm.similarity_threshold", str(ALIKE), True)))
    longitude, latitude = near or (None, None)
    rows = connection.execute(
        sa.text(_FIND),
        {"key": key, "skeleton": skeleton, "most": _MOST, "longitude": longitude, "latitude": latitude},
    )
    return [_hit(row) for row in rows]


def codes_within(connection: sa.Connection, codes: Sequence[str], unit: str) -> set[str]:
    """Those of some places that lie in the unit of this code, or are it."""
    found = connection.execute(sa.text(_CODES_WITHIN), {"codes": list(codes), "unit": unit})
    return set(found.scalars())


def lies_in(row: Any) -> tuple[UnitNamed | None, ...]:
    """The units of a row of places, the project's own or a gazetteer's, from the largest down to the last known."""
    named = (
        (row.unit1_code, row.unit1_name, row.unit1_name_ar),
        (row.unit2_code, row.unit2_name, row.unit2_name_ar),
        (row.unit3_code, row.unit3_name, row.unit3_name_ar),
    )
    units = [UnitNamed(code or "", name, arabic) if name else None for code, name, arabic in named]
    while units and units[-1] is None:
        units.pop()
    return tuple(units)


def known_places(connection: sa.Connection, codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """What gazetteers say of some places, by code: names, country, the units that each lies in, whose list it is."""
    if not codes:
        return {}
    p = place.c
    own = ("code", "kind", "name", "name_ar", "country", "external_ids")
    units = (f"unit{level}_{part}" for level in (1, 2, 3) for part in ("code", "name", "name_ar"))
    rows = connection.execute(
        sa.select(*(p[name] for name in (*own, *units)), gazetteer.c.title.label("gazetteer"))
        .join(gazetteer, gazetteer.c.id == p.gazetteer_id)
        .where(p.code.in_(sorted(codes)))
    )
    known = {}
    for row in rows:
        said = {name: getattr(row, name) for name in (*own, "gazetteer")} | {"lies_in": lies_in(row)}
        known[row.code] = {name: value for name, value in said.items() if value}
    return known


def country_at(connection: sa.Connection, *, longitude: float, latitude: float) -> str | None:
    """The code of the country whose own boundaries were loaded and hold this point. The world's general map, which
    covers every point on land, says nothing here."""
    asked = {"longitude": longitude, "latitude": latitude, "world": OF_THE_WORLD}
    code: str | None = connection.execute(sa.text(_COUNTRY_AT), asked).scalar()
    return code


def has_incidents_near(connection: sa.Connection, project_id: int, *, longitude: float, latitude: float) -> bool:
    """Whether an incident of the project may lie within a degree or so of this point."""
    asked = {"project": project_id, "longitude": longitude, "latitude": latitude}
    return bool(connection.execute(sa.text(_INCIDENTS_NEAR), asked).scalar())


def outlines(connection: sa.Connection, box: tuple[float, float, float, float], coarseness: float) -> list[str]:
    """First-level units, of each country by the gazetteer that is gone by, cut to the box and made coarser; countries
    where no units are known."""
    west, south, east, north = box
    asked = {"west": west, "south": south, "east": east, "north": north, "coarseness": coarseness}
    return list(connection.execute(sa.text(_OUTLINES), asked).scalars())


def units_within(
    connection: sa.Connection, box: tuple[float, float, float, float], at_most: int
) -> list[tuple[str, str | None, float, float]]:
    """The widest first-level units that lie whole in a box: name, Arabic name, longitude and latitude of a point in
    each."""
    west, south, east, north = box
    asked = {"west": west, "south": south, "east": east, "north": north, "at_most": at_most}
    return [(row.name, row.name_ar, row.x, row.y) for row in connection.execute(sa.text(_UNITS_WITHIN), asked)]


def landmarks(connection: sa.Connection, places: Sequence[Candidate]) -> dict[str, Landmark]:
    """The nearest city of the same country to each of some places, by their codes: farther off than the place is wide,
    so that it is another, and within some hundred kilometres."""
    placed = [one for one in places if one.longitude is not None and one.latitude is not None]
    asked = {
        "codes": [one.code for one in placed],
        "longitudes": [one.longitude for one in placed],
        "latitudes": [one.latitude for one in placed],
        "countries": [one.country for one in placed],
        "radii": [one.radius_m for one in placed],
        "reach": _LANDMARK_DEGREES,
    }
    return {
        row.code: Landmark(row.name, row.name_ar, row.x, row.y, row.distance_m, row.azimuth)
        for row in connection.execute(sa.text(_LANDMARKS), asked)
    }


_COLUMNS = """
  p.code, p.kind, p.level, p.name AS place_name, p.name_ar, p.country, p.population, p.radius_m, p.external_ids,
  p.unit1_code, p.unit1_name, p.unit1_name_ar, p.unit2_code, p.unit2_name, p.unit2_name_ar, p.unit3_code, p.unit3_name,
  p.unit3_name_ar, p.unit1_keys || p.unit2_keys || p.unit3_keys AS unit_keys, ST_X(p.point) AS longitude,
  ST_Y(p.point) AS latitude, g.name AS gazetteer, g.rank,
  ST_DistanceSphere(p.point, ST_SetSRID(ST_MakePoint(CAST(:longitude AS float8), CAST(:latitude AS float8)), 4326))
    AS distance_m
"""
_FIND = f"""
WITH exact AS (SELECT EXISTS (SELECT FROM tawthiq.place_name n JOIN tawthiq.place p ON p.id = n.place_id
  WHERE n.key = :key AND NOT p.ended) AS spelt),
hit AS (
  (SELECT place_id, name, key, skeleton FROM tawthiq.place_name WHERE key = :key)
  UNION (SELECT place_id, name, key, skeleton FROM tawthiq.place_name
    WHERE skeleton = :skeleton AND skeleton <> '' ORDER BY similarity(key, :key) DESC, place_id
    LIMIT CASE WHEN (SELECT spelt FROM exact) THEN :most ELSE 4 * :most END)
  UNION (SELECT place_id, name, key, skeleton FROM tawthiq.place_name
    WHERE key % :key AND NOT (SELECT spelt FROM exact)
    ORDER BY similarity(key, :key) DESC, place_id LIMIT :most)
)
SELECT hit.name, hit.key, hit.skeleton, {_COLUMNS}
FROM hit JOIN tawthiq.place p ON p.id = hit.place_id AND NOT p.ended
JOIN tawthiq.gazetteer g ON g.id = p.gazetteer_id
"""
_LANDMARKS = """
SELECT p.code, c.name, c.name_ar, ST_X(c.point) AS x, ST_Y(c.point) AS y, c.distance_m,
  degrees(ST_Azimuth(CAST(c.point AS geography), CAST(p.point AS geography))) AS azimuth
FROM (SELECT code, country, radius_m, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326) AS point
  FROM unnest(CAST(:codes AS text[]), CAST(:longitudes AS float8[]), CAST(:latitudes AS float8[]),
    CAST(:countries AS text[]), CAST(:radii AS float8[])) AS given(code, longitude, latitude, country, radius_m)) p
CROSS JOIN LATERAL (
  SELECT c.name, c.name_ar, c.point, ST_DistanceSphere(c.point, p.point) AS distance_m FROM tawthiq.place c
  WHERE c.kind = 'city' AND NOT c.ended AND c.point && ST_Expand(p.point, :reach)
    AND c.country = coalesce(p.country, c.country)
    AND ST_DistanceSphere(c.point, p.point) > coalesce(p.radius_m, 0)
  ORDER BY c.point <-> p.point LIMIT 1) c
"""
_CODES_WITHIN = """
SELECT code FROM tawthiq.place WHERE code = ANY (:codes) AND :unit IN (unit_code, unit1_code, unit2_code, unit3_code)
"""
_COUNTRY_AT = """
SELECT u.country FROM tawthiq.place u JOIN tawthiq.gazetteer g ON g.id = u.gazetteer_id
WHERE g.rank < :world AND u.level IN (0, 1) AND NOT u.ended
  AND ST_Covers(u.area, ST_SetSRID(ST_MakePoint(:longitude, :latitude), 4326))
ORDER BY g.rank, u.id LIMIT 1
"""
_INCIDENTS_NEAR = """
SELECT EXISTS (SELECT FROM tawthiq.incident_index
  WHERE project_id = :project AND extent && ST_Expand(ST_SetSRID(ST_MakePoint(:longitude, :latitude), 4326), 1))
"""


_OUTLINES = """
WITH box AS (SELECT ST_MakeEnvelope(:west, :south, :east, :north, 4326) AS box),
  near AS (SELECT u.area, dense_rank() OVER (PARTITION BY u.country ORDER BY u.level DESC, g.rank) AS turn
    FROM box, tawthiq.place u JOIN tawthiq.gazetteer g ON g.id = u.gazetteer_id
    WHERE u.level IN (0, 1) AND NOT u.ended AND u.area && box),
  cut AS (SELECT ST_Simplify(ST_ClipByBox2D(area, box), :coarseness) AS area FROM near, box WHERE turn = 1)
SELECT ST_AsSVG(area, 0, 4) FROM cut WHERE NOT ST_IsEmpty(area) AND ST_AsSVG(area, 0, 4) <> ''
"""

_UNITS_WITHIN = """
SELECT name, name_ar, ST_X(inside) AS x, ST_Y(inside) AS y FROM (
  SELECT u.name, u.name_ar, u.radius_m, ST_PointOnSurface(u.area) AS inside,
    dense_rank() OVER (PARTITION BY u.country ORDER BY g.rank) AS turn
  FROM tawthiq.place u JOIN tawthiq.gazetteer g ON g.id = u.gazetteer_id
  WHERE u.level = 1 AND NOT u.ended AND u.area @ ST_MakeEnvelope(:west, :south, :east, :north, 4326)) x
WHERE turn = 1 ORDER BY radius_m DESC LIMIT :at_most
"""


def _hit(row: sa.Row[tuple[object, ...]]) -> Hit:
    named = (
        (row.unit3_code, row.unit3_name, row.unit3_name_ar),
        (row.unit2_code, row.unit2_name, row.unit2_name_ar),
        (row.unit1_code, row.unit1_name, row.unit1_name_ar),
    )
    # A unit does not lie in itself.
    parents = tuple(UnitNamed(code, name, arabic) for code, name, arabic in named if name)[1 if row.level else 0 :]
    place = Candidate(
        code=row.code, kind=row.kind, name=row.place_name, name_ar=row.name_ar, country=row.country, parents=parents,
        longitude=row.longitude, latitude=row.latitude, radius_m=row.radius_m, score=0.0, exact=False,
        gazetteer=row.gazetteer, external_ids=row.external_ids, distance_m=row.distance_m,
    )  # fmt: skip
    keys = frozenset(row.unit_keys or ())
    return Hit(place, row.name, row.key, row.skeleton, row.level, row.population or 0, row.rank, keys)
