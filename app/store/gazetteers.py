"""Taking a gazetteer in: its places by COPY, the units that each lies in by its own word or by its point.

Runs as the owner, like the migrations: gazetteers belong to no project. One load is one transaction, so that half a
gazetteer never exists; a place that claims may mean is never taken away, it ends.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.gazetteers import KINDS, LEVELS, Gazetteer, PlaceEntry, PlaceName
from app.domain.place_names import name_key, skeleton
from app.domain.places import place_key
from app.domain.text import detect_language
from app.store.tables.places import gazetteer

Progress = Callable[[int], None]

_NEAREST_DEGREES = 0.05  # about 5 km: how far beyond a coast or border a point may lie and still be a unit's


@dataclass(frozen=True)
class Loaded:
    """A gazetteer that is in: how many places it has, and which projects have entries that mean places it changed.
    `replaced` is the earlier one whose place it took, if any, and `ended` how many of its places ended with that."""

    name: str
    title: str
    version: str
    licence: str
    attribution: str
    places: int
    projects: tuple[str, ...] = ()
    replaced: str | None = None
    ended: int = 0


def loaded(connection: sa.Connection) -> list[Loaded]:
    """The gazetteers that are in, the one that is gone by first."""
    g = gazetteer.c
    rows = connection.execute(sa.select(gazetteer).order_by(g.rank, g.name))
    return [Loaded(row.name, row.title, row.version, row.licence, row.attribution, row.places) for row in rows]


def find_loaded(connection: sa.Connection, name: str, sha256: bytes) -> Loaded | None:
    """The gazetteer of this name, where it was loaded from these very bytes."""
    g = gazetteer.c
    row = connection.execute(sa.select(gazetteer).where(g.name == name, g.sha256 == sha256)).first()
    return Loaded(row.name, row.title, row.version, row.licence, row.attribution, row.places) if row else None


def one_load_at_a_time(connection: sa.Connection) -> None:
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('tawthiq gazetteers'))"))


def load(
    connection: sa.Connection, known: Gazetteer, entries: Iterable[PlaceEntry], sha256: bytes, progress: Progress
) -> Loaded:
    """Takes a gazetteer in, in place of an earlier version of it."""
    connection.exec_driver_sql("SET LOCAL search_path = tawthiq, public")
    before = next((one for one in loaded(connection) if one.name == known.name), None)
    number = _register(connection, known, sha256)
    _stage(connection, entries, progress)
    for statement in _TAKE_IN:
        connection.execute(sa.text(statement), {"gazetteer": number})
    ended = connection.execute(sa.text(_END_OTHERS), {"gazetteer": number}).rowcount
    assign_units(connection, number)
    counted = connection.execute(
        sa.text(
            "UPDATE gazetteer SET places = (SELECT count(*) FROM place WHERE gazetteer_id = :gazetteer AND NOT ended)"
            " WHERE id = :gazetteer RETURNING places"
        ),
        {"gazetteer": number},
    ).scalar_one()
    projects = connection.execute(sa.text(_STALE)).scalars().all()
    connection.exec_driver_sql("ANALYZE place, place_name")
    replaced = f"{before.title}, {before.version}; {before.places:,} places" if before else None
    told = (known.name, known.title, known.version, known.licence, known.attribution, counted, tuple(projects))
    return Loaded(*told, replaced=replaced, ended=ended)


def _register(connection: sa.Connection, known: Gazetteer, sha256: bytes) -> int:
    number: int = connection.execute(
        sa.text(
            "INSERT INTO gazetteer (name, title, version, licence, attribution, rank, sha256, places)"
            " VALUES (:name, :title, :version, :licence, :attribution, :rank, :sha256, 0)"
            " ON CONFLICT (name) DO UPDATE SET title = excluded.title, version = excluded.version,"
            " licence = excluded.licence, attribution = excluded.attribution, rank = excluded.rank,"
            " sha256 = excluded.sha256, loaded_at = now() RETURNING id"
        ),
        {
            "name": known.name, "title": known.title, "version": known.version, "licence": known.licence,
            "attribution": known.attribution, "rank": known.rank, "sha256": sha256,
        },
    ).scalar_one()  # fmt: skip
    return number


_PLACE_COLUMNS = (
    "code", "kind", "level", "unit_code", "name", "name_ar", "keys", "country", "population", "longitude", "latitude",
    "radius_m", "area", "unit1_code", "unit2_code", "unit3_code", "external_ids",
)  # fmt: skip


def _stage(connection: sa.Connection, entries: Iterable[PlaceEntry], progress: Progress) -> None:
    """Copies places and names beside the tables, as they come. Names go to a list first: COPY is one at a time."""
    connection.exec_driver_sql(
        "CREATE TEMP TABLE staged_place (code text, kind text, level smallint, unit_code text, name text, name_ar text,"
        " keys text[], country text, population bigint, longitude float8, latitude float8, radius_m float8, area text,"
        " unit1_code text, unit2_code text, unit3_code text, external_ids jsonb) ON COMMIT DROP;"
        "CREATE TEMP TABLE staged_name (code text, name text, language text, key text, skeleton text) ON COMMIT DROP"
    )
    cursor = connection.connection.cursor()
    names: list[tuple[str, str, str, str, str]] = []
    with cursor.copy(f"COPY staged_place ({', '.join(_PLACE_COLUMNS)}) FROM STDIN") as copy:
        for done, entry in enumerate(entries, 1):
            if entry.kind is not None:
                copy.write_row(_place_row(entry))
            names.extend(_names_of(entry))
            if done % 1000 == 0:
                progress(done)
    with cursor.copy("COPY staged_name (code, name, language, key, skeleton) FROM STDIN") as copy:
        for row in names:
            copy.write_row(row)
    # Without this the planner takes them for a handful of rows, and goes through all of one for each of the other.
    connection.exec_driver_sql("CREATE INDEX ON staged_place (code); ANALYZE staged_place, staged_name")


def _place_row(entry: PlaceEntry) -> tuple[object, ...]:
    kind = entry.kind or "settlement"
    level = LEVELS.get(kind)
    latin = next((one.name for one in entry.names if detect_language(one.name) != "ar"), None)
    arabic = next((one.name for one in entry.names if detect_language(one.name) == "ar"), None)
    unit_code = entry.code.removeprefix("ocha:") if level else None
    keys = [place_key(name) for name in (latin, arabic, unit_code) if name]
    units = [*entry.units, None, None, None][:3]
    if level and unit_code:
        units[level - 1] = unit_code
    return (
        entry.code, kind, level, unit_code, latin or arabic or entry.code, arabic, list(dict.fromkeys(keys)),
        entry.country, entry.population, entry.longitude, entry.latitude, KINDS[kind][1], entry.area, *units,
        json.dumps(entry.external_ids),
    )  # fmt: skip


def _names_of(entry: PlaceEntry) -> Iterator[tuple[str, str, str, str, str]]:
    seen: set[str] = set()
    for one in entry.names:
        key = name_key(one.name)
        if key and key not in seen:
            seen.add(key)
            yield entry.code, one.name, _language(one), key, skeleton(one.name)


def _language(one: PlaceName) -> str:
    return detect_language(one.name) if one.language == "und" else one.language


_TAKE_IN = (
    # What its areas say of themselves: the circle around each, which holds all of it. (OFFSET 0: found once an area,
    # and not once for each of its points.)
    """
    INSERT INTO place AS p (gazetteer_id, code, kind, level, unit_code, name, name_ar, keys, country, population, point,
      radius_m, area, unit1_code, unit2_code, unit3_code, units_by, external_ids)
    SELECT :gazetteer, s.code, s.kind, s.level, s.unit_code, s.name, s.name_ar, s.keys, s.country, s.population,
      coalesce(CASE WHEN s.level IS NULL THEN s.given END, c.centre, s.given),
      coalesce(CASE WHEN c.centre IS NOT NULL THEN greatest(c.radius, 100) END, s.radius_m), s.area,
      s.unit1_code, s.unit2_code, s.unit3_code, CASE WHEN s.unit1_code IS NOT NULL THEN 'given' END, s.external_ids
    FROM (SELECT DISTINCT ON (code) code, kind, level, unit_code, name, name_ar, keys, country, population, radius_m,
        unit1_code, unit2_code, unit3_code, external_ids,
        CASE WHEN longitude IS NOT NULL AND latitude IS NOT NULL
          THEN ST_SetSRID(ST_MakePoint(longitude, latitude), 4326) END AS given,
        ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(area), 4326)), 3)) AS area
      FROM staged_place ORDER BY code) s
    LEFT JOIN LATERAL (
      SELECT o.centre, max(ST_DistanceSphere(o.centre, d.geom)) AS radius
      FROM (SELECT ST_Centroid(ST_MinimumBoundingCircle(s.area)) AS centre OFFSET 0) o, ST_DumpPoints(s.area) d
      WHERE s.area IS NOT NULL GROUP BY o.centre) c ON true
    ON CONFLICT (code) DO UPDATE SET gazetteer_id = excluded.gazetteer_id, kind = excluded.kind,
      level = excluded.level, unit_code = excluded.unit_code, name = excluded.name, name_ar = excluded.name_ar,
      keys = excluded.keys, country = excluded.country, population = excluded.population, point = excluded.point,
      radius_m = excluded.radius_m, area = excluded.area, units_by = excluded.units_by, ended = false,
      external_ids = excluded.external_ids,
      unit1_code = excluded.unit1_code, unit1_name = NULL, unit1_name_ar = NULL, unit1_keys = NULL,
      unit2_code = excluded.unit2_code, unit2_name = NULL, unit2_name_ar = NULL, unit2_keys = NULL,
      unit3_code = excluded.unit3_code, unit3_name = NULL, unit3_name_ar = NULL, unit3_keys = NULL
    """,
    "ANALYZE place",
    "DELETE FROM place_name WHERE gazetteer_id = :gazetteer",
    """
    INSERT INTO place_name (place_id, gazetteer_id, name, language, key, skeleton)
    SELECT p.id, :gazetteer, n.name, n.language, n.key, n.skeleton
    FROM staged_name n JOIN place p ON p.code = n.code ON CONFLICT (place_id, key) DO NOTHING
    """,
)

_END_OTHERS = """
    UPDATE place p SET ended = true WHERE p.gazetteer_id = :gazetteer AND NOT p.ended
      AND NOT EXISTS (SELECT FROM staged_place s WHERE s.code = p.code)
"""

# Projects with entries whose units are no longer those that stand in the index.
_STALE = """
    SELECT DISTINCT r.code FROM claim_place l
    LEFT JOIN own_place o ON o.project_id = l.project_id AND o.ref = l.gazetteer_place
    JOIN place g ON g.code = coalesce(o.successor, l.gazetteer_place)
    JOIN claim c ON c.project_id = l.project_id AND c.id = l.claim_id
    JOIN incident_index x ON x.project_id = c.project_id AND x.incident_id = c.incident_id
    JOIN project r ON r.id = l.project_id
    WHERE NOT x.unit_keys @> array_remove(g.unit1_keys || g.unit2_keys || g.unit3_keys, NULL)
      OR NOT x.place_keys @> g.keys
    ORDER BY r.code
"""


def assign_units(connection: sa.Connection, number: int) -> None:
    """Names the units of places: those that a gazetteer gives the codes of, and by their point all others that this
    gazetteer (`number`) has, or that lie in an area of it. The area of the lowest rank is gone by; a point that lies in
    none has the nearest within 5 km."""
    for level in (1, 2, 3):
        connection.execute(sa.text(_NAME_UNITS.format(level=level)))
    for statement in _PLACE_BY_POINT:
        connection.execute(sa.text(statement), {"gazetteer": number, "reach": _NEAREST_DEGREES})


_NAME_UNITS = """
    UPDATE place p SET unit{level}_name = u.name, unit{level}_name_ar = u.name_ar, unit{level}_keys = u.keys
    FROM place u WHERE u.level = {level} AND u.unit_code = p.unit{level}_code
      AND p.unit{level}_keys IS DISTINCT FROM u.keys
"""

_COPIED = ", ".join(
    f"unit{level}_{part} = u.unit{level}_{part}" for level in (1, 2, 3) for part in ("code", "name", "name_ar", "keys")
)
_BY_POINT = "a.point IS NOT NULL AND a.level IS NULL AND NOT a.ended AND a.units_by IS DISTINCT FROM 'given'"
_UNIT_OF_POINT = f"""
    UPDATE place p SET {_COPIED}, units_by = '{{by}}'
    FROM (
      SELECT DISTINCT ON (x.id) x.id AS point_id, a.id AS unit_id
      FROM place a JOIN gazetteer g ON g.id = a.gazetteer_id JOIN staged_point x ON {{lies}}
      WHERE a.level BETWEEN 1 AND 3 AND NOT a.ended
      ORDER BY x.id, g.rank, a.level DESC{{nearest}}, a.id) found
    JOIN place u ON u.id = found.unit_id
    WHERE p.id = found.point_id
"""
# Each area is held against all points in its box, and not each point against the areas around it: a large area is then
# unpacked once, and not two hundred thousand times.
_PLACE_BY_POINT = (
    f"""
    CREATE TEMP TABLE staged_point ON COMMIT DROP AS
    SELECT a.id, a.point, a.country FROM place a WHERE a.gazetteer_id = :gazetteer AND {_BY_POINT}
    UNION
    SELECT a.id, a.point, a.country FROM place b JOIN place a ON a.point && ST_Expand(b.area, :reach)
    WHERE b.gazetteer_id = :gazetteer AND b.level BETWEEN 1 AND 3 AND {_BY_POINT}
    """,
    "CREATE INDEX ON staged_point USING gist (point)",
    "ANALYZE staged_point",
    _UNIT_OF_POINT.format(by="within", lies="ST_Covers(a.area, x.point)", nearest=""),
    "DELETE FROM staged_point x USING place p WHERE p.id = x.id AND p.units_by IS NOT NULL",
    _UNIT_OF_POINT.format(
        by="nearest",
        lies="a.country = x.country AND ST_DWithin(a.area, x.point, :reach)",
        nearest=", ST_Distance(a.area, x.point)",
    ),
)
