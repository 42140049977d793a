"""A question as shapes on a map: what is known of where, drawn as uncertain as it is, out of the same rows as the list.

Incidents known to one and the same place are one shape with their number. What would be too small to see at a scale is
gathered into cells with a number, and so is what goes past the most outlines that are drawn: nothing is dropped.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.incidents import Tally
from app.domain.maps import Box, Cell, Drawn, Known, Told
from app.domain.questions import Question
from app.store import questions
from app.store.reading import seen, tallies
from app.store.tables.incidents import incident
from app.store.tables.index import incident_index

MOST_OUTLINES = 60
"""That are drawn of a picture; of those whose middle is in one quarter of a tile a quarter of them, so that every tile
that one reaches into comes to the same."""
TILE_PX = 512
SMALLEST_PX, CELL_PX, RING_PX, WIDEST_PX = 30, 56, 20, 2 * TILE_PX
"""On a tile that is TILE_PX wide: what is narrower than SMALLEST_PX is gathered in cells of CELL_PX, whose number
stands in a ring of up to RING_PX around; what is wider than WIDEST_PX would only tint the whole view, and is told
instead."""
_BUFFER = 0.05  # of a tile on each side, so that no outline is seen to end at its edge
_UNIT_REACH = 2.5  # degrees from where a unit's point stands to where its border can be
_CLOSE = 6  # from this zoom on, a tile is in few units (5.6 degrees wide)
_DEEP = 9  # from this zoom on, what is in reach is looked up by its box, and few enough to draw all of; before, all are
# counted by spot, then sifted
_ALL = 1 << 30

_index = incident_index.c
_Where = questions.Condition | sa.TextClause


def count_placed(connection: sa.Connection, project_id: int, question: Question) -> tuple[Tally, Tally]:
    """How many of the incidents that answer a question are on a map, and how many stand beside it, without a shape."""
    where = questions.conditions(connection, project_id, question)
    on_map, beside = tallies(connection, [[*where, _index.extent.is_not(None)], [*where, _index.extent.is_(None)]])
    return on_map, beside


def find_extent(connection: sa.Connection, project_id: int, question: Question, audience: Audience) -> Box | None:
    """West, south, east and north of all that may be drawn for a question (degrees, WGS 84); None where nothing is."""
    known = _known(questions.conditions(connection, project_id, question), audience)
    row = connection.execute(_over(known, _EXTENT, {})).one()
    return None if row.west is None else (row.west, row.south, row.east, row.north)


def read_tile(
    connection: sa.Connection, project_id: int, question: Question, audience: Audience, z: int, x: int, y: int
) -> bytes:
    """One vector tile (Mapbox Vector Tile 2.1): layers `shapes` (areas), `numbers` (where the number of each stands),
    `cells` (what is gathered) and `told` (one point: how many incidents have the middle of their place
    here, how many of them stand in cells, or in none because they are known only to what is wider than the view)."""
    where = questions.conditions(connection, project_id, question)
    tile: dict[str, float] = {"z": z, "x": x, "y": y}
    near = [_near(connection, tile)] if z > 1 else []
    known = _known(where, audience, near) if z < _DEEP else _known([*where, *near], audience)
    values = {
        **tile,
        "smallest": SMALLEST_PX,
        "cell": CELL_PX,
        "ring": RING_PX,
        "across": TILE_PX,
        "most": max(MOST_OUTLINES // 4, 1) if z < _DEEP else _ALL,
        "widest": WIDEST_PX,
    }
    row = connection.execute(_over(known, _TILE, values)).one()
    return bytes(row.tile)


def read_drawn(
    connection: sa.Connection, project_id: int, question: Question, audience: Audience, box: Box, *, across: float
) -> tuple[tuple[Drawn, ...], tuple[Cell, ...], Told]:
    """What is drawn of a question within a box that is `across` pixels wide: shapes as SVG paths in degrees (latitude
    turned downwards), the widest first; cells; and what is left out."""
    where = [*questions.conditions(connection, project_id, question), _index.extent.bool_op("&&")(_envelope(box))]
    values = _view(box) | {
        "across": across,
        "smallest": SMALLEST_PX,
        "cell": CELL_PX,
        "ring": RING_PX,
        "most": MOST_OUTLINES,
    }
    values["widest"] = 1e9  # a picture has the widest in it
    rows = connection.execute(_over(_known(where, audience), _PICTURE, values)).all()
    shapes = tuple(_drawn(row) for row in rows if row.path)
    cells = tuple(Cell(row.n, row.places, row.longitude, row.latitude) for row in rows if row.places)
    return shapes, cells, Told(sum(row.n for row in rows), sum(row.past for row in rows))


def read_known(connection: sa.Connection, project_id: int, question: Question, audience: Audience) -> tuple[Known, ...]:
    """Every place that incidents of a question are known to, once, with their number: those of most first."""
    known = _known(questions.conditions(connection, project_id, question), audience)
    rows = connection.execute(_over(known, _PLACES_KNOWN, {}))
    return tuple(Known(row.name, row.name_ar, row.kind, row.x, row.y, row.radius_m, row.n) for row in rows)


def shapes_of(connection: sa.Connection, project_id: int, refs: Sequence[str], audience: Audience) -> dict[str, str]:
    """The shape of each of some incidents as GeoJSON (WGS 84), by ref; those without one are missing."""
    ids = sa.select(incident.c.id).where(incident.c.project_id == project_id, incident.c.ref.in_(list(refs)))
    where = [_index.project_id == project_id, _index.incident_id.in_(ids), _index.extent.is_not(None)]
    known = sa.select(_index.project_id, _index.incident_id, *_where_known(audience)).where(*where).cte("known")
    return {row.ref: row.shape for row in connection.execute(_over(known, _SHAPES, {}))}


def read_places_tile(connection: sa.Connection, z: int, x: int, y: int) -> bytes:
    """The ground beneath: boundaries, units and settlements of the gazetteers that are in, with their Arabic names."""
    level = 1 if z < 7 else 2 if z < 9 else 3
    fewest = _FEWEST_PEOPLE[min(z, len(_FEWEST_PEOPLE) - 1)]
    values = {"z": z, "x": x, "y": y, "level": level, "fewest": fewest, "margin": _BUFFER}
    return bytes(connection.execute(sa.text(_PLACES_TILE), values).scalar_one())


def _known(where: Sequence[_Where], audience: Audience, spots_where: Sequence[_Where] = ()) -> sa.CTE:
    """What is known of where, as far as the audience may see it: once for all answering incidents of which exactly
    the same is known (their `spot`), with their number. `spots_where` holds for a spot, after they are counted."""
    first, number = sa.func.min(_index.incident_id).label("incident_id"), sa.func.count().label("n")
    answering = (
        sa.select(_index.project_id, first, number)
        .where(*where, _index.extent.is_not(None))
        .group_by(_index.project_id, _index.spot)
        .cte("answering")
    )
    one_of_them = (_index.project_id == answering.c.project_id) & (_index.incident_id == answering.c.incident_id)
    return (
        sa.select(answering.c.n, *_where_known(audience))
        .select_from(answering.join(incident_index, one_of_them))
        .where(*spots_where)
        .cte("known")
    )


def _where_known(audience: Audience) -> list[sa.ColumnElement[Any]]:
    """Columns that say where an incident is, as we go by it or as it is claimed; `unit_name` and `unit_code` are those
    of the unit to which alone it is known, if it is."""
    gone_by = _index.adopted_precision.is_not(None)

    def chosen(name: str, adopted: str | None = None) -> sa.ColumnElement[Any]:
        column = seen(_index[name], audience)
        return sa.case((gone_by, seen(_index[adopted], audience)), else_=column) if adopted else column

    def of_unit(part: str) -> sa.ColumnElement[Any]:
        names = {kind: f"unit{level}_{part}" for level, kind in enumerate(_UNIT_KINDS, 1)}
        return sa.case(
            {kind: chosen(name, f"adopted_{name}") for kind, name in names.items()},
            value=chosen("precision", "adopted_precision"),
        )

    columns = {
        "geometry": chosen("geometry", "adopted_geometry"),
        "radius_m": chosen("radius_m", "adopted_radius_m"),
        "precision": chosen("precision", "adopted_precision"),
        "extent": chosen("extent"),
        "unit_keys_certain": chosen("unit_keys_certain"),
        "place_as_stated": chosen("place_as_stated", "adopted_place_as_stated"),
        "unit_name": of_unit("name"),
        "unit_code": of_unit("code"),
    }
    return [sa.type_coerce(column, sa.types.NullType()).label(name) for name, column in columns.items()]


def _over(known: sa.CTE, statement: str, values: dict[str, Any]) -> sa.Select[Any]:
    """A statement by hand over what is known of where."""
    asked = sa.text(f"({statement}) AS asked").bindparams(**values)
    return sa.select(sa.text("asked.*")).select_from(asked).add_cte(known)


def _near(connection: sa.Connection, tile: dict[str, float]) -> sa.TextClause:
    """What may reach into a tile: by the box that it may fill; what is known to a unit alone, by that unit's area. From
    afar the units would be too many to name: by how far off a border can lie. Where outlines are chosen, what has its
    middle in a tile beside has a say in which."""
    tile = tile | {"margin": _BUFFER if tile["z"] >= _DEEP else 1.0}
    if tile["z"] < _CLOSE:
        return sa.text(_NEAR_FROM_AFAR).bindparams(**tile)
    keys = connection.execute(sa.text(_KEYS_HERE), tile).scalar_one()
    return sa.text(_NEAR).bindparams(sa.bindparam("units", keys, sa.ARRAY(sa.Text)), **tile)


def _envelope(box: Box) -> sa.ColumnElement[Any]:
    return sa.func.ST_MakeEnvelope(*box, 4326)


def _view(box: Box) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), box, strict=True))


def _drawn(row: sa.Row[Any]) -> Drawn:
    return Drawn(row.path, row.n, row.kind, row.longitude, row.latitude, row.name, row.name_ar)


_UNIT_KINDS = ("governorate", "district", "subdistrict")
_UNITS = str(_UNIT_KINDS)
_TILE_BOX = "ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => :margin), 4326)"

_KEYS_HERE = f"""
SELECT coalesce(array_agg(DISTINCT key), '{{}}') FROM tawthiq.place u, unnest(u.keys) key
WHERE u.level BETWEEN 1 AND 3 AND NOT u.ended AND u.area && {_TILE_BOX}"""
_NEAR_FROM_AFAR = f"extent && ST_Expand({_TILE_BOX}, {_UNIT_REACH})"
# CASE as in the index: behind row-level security COALESCE would keep all that stands with it from any.
_NEAR = f"""(extent && {_TILE_BOX} OR unit_keys && CAST(:units AS text[])
  AND CASE WHEN adopted_precision IS NULL THEN precision ELSE adopted_precision END IN {_UNITS})"""

_EXTENT = """
SELECT ST_XMin(e) AS west, ST_YMin(e) AS south, ST_XMax(e) AS east, ST_YMax(e) AS north
FROM (SELECT ST_Extent(extent) AS e FROM known) x
"""

# The area of a unit where its boundary is in and the incident is known to it alone: of several the gazetteer gone by.
# A unit is often called as the larger one that it is in: a key that both have is the larger one's, unless its name or
# code is what the incident is known to.
_AREA = f"""
LEFT JOIN LATERAL (
  SELECT u.id, u.area, u.name, u.name_ar FROM tawthiq.place u JOIN tawthiq.gazetteer g ON g.id = u.gazetteer_id
  WHERE p.precision IN {_UNITS} AND NOT u.ended AND u.area && p.extent AND u.keys && p.unit_keys_certain
    AND u.level = CASE p.precision WHEN 'governorate' THEN 1 WHEN 'district' THEN 2 ELSE 3 END
    AND (u.level = 1 OR u.unit_code = p.unit_code OR p.unit_name IN (u.name, u.name_ar) OR EXISTS (
      SELECT FROM unnest(u.keys) key WHERE key = ANY (p.unit_keys_certain)
        AND key <> ALL (coalesce(u.unit1_keys, '{{}}') || CASE u.level WHEN 3 THEN u.unit2_keys ELSE '{{}}' END)))
  ORDER BY g.rank, u.unit_code IS NOT DISTINCT FROM p.unit_code DESC, u.id LIMIT 1) u ON true
"""

# A circle in metres, as `reach` measures them; several points or a line: the box that they may fill.
_SHAPE = """
CASE WHEN area IS NOT NULL THEN area
  WHEN ST_GeometryType(geometry) = 'ST_Point' THEN ST_SetSRID(ST_Translate(ST_Scale(
    ST_Buffer(ST_MakePoint(0, 0), 1, 12), (ST_XMax(extent) - ST_XMin(extent)) / 2,
    (ST_YMax(extent) - ST_YMin(extent)) / 2), ST_X(geometry), ST_Y(geometry)), 4326)
  WHEN ST_Dimension(geometry) = 2 AND radius_m IS NULL THEN geometry ELSE extent END
"""
_KIND = """
CASE WHEN area IS NOT NULL THEN precision WHEN ST_GeometryType(geometry) = 'ST_Point' THEN 'circle'
  WHEN ST_Dimension(geometry) = 2 AND radius_m IS NULL THEN 'area' ELSE 'several' END
"""

# One row a place: what is known of where, and how many incidents are known to exactly that. Only for units is an area
# looked up, since of most questions they are the few; of one unit there is one shape, however its point was given.
_PLACED = f"""
grouped AS MATERIALIZED (
  SELECT geometry, radius_m, precision, extent, unit_keys_certain, unit_name, unit_code, sum(n) AS n,
    CASE WHEN min(place_as_stated) = max(place_as_stated) THEN min(place_as_stated) ELSE '' END AS stated
  FROM known GROUP BY geometry, radius_m, precision, extent, unit_keys_certain, unit_name, unit_code),
of_units AS (
  SELECT p.*, u.id AS unit_id, u.area, u.name, u.name_ar, ST_PointOnSurface(u.area) AS inside
  FROM grouped p {_AREA} WHERE p.precision IN {_UNITS}),
merged AS (
  SELECT DISTINCT ON (unit_id) geometry, radius_m, precision, extent, area, coalesce(name, stated) AS name,
    coalesce(name_ar, stated) AS name_ar, ST_Envelope(area) AS reached, ST_X(inside) AS longitude,
    ST_Y(inside) AS latitude, sum(n) OVER (PARTITION BY unit_id) AS n
  FROM of_units WHERE unit_id IS NOT NULL
  UNION ALL
  SELECT geometry, radius_m, precision, extent, NULL, stated, stated, extent, (ST_XMin(extent) + ST_XMax(extent)) / 2,
    (ST_YMin(extent) + ST_YMax(extent)) / 2, n
  FROM (SELECT geometry, radius_m, precision, extent, stated, n FROM grouped
      WHERE coalesce(precision, '') NOT IN {_UNITS}
    UNION ALL SELECT geometry, radius_m, precision, extent, stated, n FROM of_units WHERE unit_id IS NULL) o)"""


def _within_cell(name: str, unit: str) -> str:
    """Where the number of a cell stands along one axis: in the middle of what it gathers, but no closer to the border
    of the cell than its ring is wide: no two rings lie on each other. Nearer only where that would be another tile."""
    cell = f"floor({name} / (:cell * {unit})) * :cell * {unit}"
    inner = f"greatest(least({name}, {cell} + (:cell - :ring) * {unit}), {cell} + :ring * {unit})"
    first, last = ("west", "east") if name == "longitude" else ("south", "north")
    return f"CASE WHEN {inner} > {first} AND {inner} < {last} THEN {inner} ELSE {name} END"


# `pixel`: degrees of longitude that are a pixel wide; `narrower`: a degree of longitude beside one of latitude. How
# wide a shape is goes by where it lies, and which outlines are drawn by the part of the grid (`home`) that its middle
# is in: so two tiles with the same shape have it alike.
_CHOSEN = f"""
sized AS MATERIALIZED (
  SELECT m.*, v.pixel, v.narrower, longitude >= v.west AND longitude < v.east AND latitude >= v.south
    AND latitude < v.north AS is_here, greatest((ST_XMax(reached) - ST_XMin(reached)) / v.pixel,
    (ST_YMax(reached) - ST_YMin(reached)) / (v.pixel * greatest(cos(radians(latitude)), 0.05))) AS wide,
    floor((longitude + 180) / 360 * v.parts) AS home_x,
    floor((0.5 - ln(tan(pi() / 4 + radians(greatest(least(latitude, 85), -85)) / 2)) / (2 * pi())) * v.parts) AS home_y
  FROM merged m, v),
chosen AS (
  SELECT *, wide >= :smallest AS large, row_number() OVER (
      PARTITION BY wide >= :smallest AND wide <= :widest, home_x, home_y ORDER BY n DESC, longitude, latitude) AS turn
  FROM sized),
gathered AS (
  SELECT n, places, past, {_within_cell("longitude", "pixel")} AS longitude,
    {_within_cell("latitude", "pixel * narrower")} AS latitude
  FROM (
    SELECT sum(n)::integer AS n, count(*)::integer AS places, sum(n * longitude) / sum(n) AS longitude,
      sum(n * latitude) / sum(n) AS latitude, coalesce(sum(n) FILTER (WHERE large), 0)::integer AS past
    FROM chosen WHERE is_here AND wide <= :widest AND NOT (large AND turn <= :most)
    GROUP BY floor(longitude / (:cell * pixel)), floor(latitude / (:cell * pixel * narrower))) g, v)"""

_PICTURE = f"""
WITH v AS (SELECT CAST(:west AS float8) AS west, CAST(:south AS float8) AS south, CAST(:east AS float8) AS east,
    CAST(:north AS float8) AS north, (:east - :west) / CAST(:across AS float8) AS pixel, NULL::float8 AS parts,
    greatest(cos(radians((:south + :north) / 2)), 0.01) AS narrower),
{_PLACED}, {_CHOSEN}
SELECT ST_AsSVG(ST_Simplify({_SHAPE}, pixel / 2), 0, 4) AS path, n::integer, {_KIND} AS kind, longitude, latitude, name,
  name_ar, NULL::integer AS places, 0 AS past, wide
FROM chosen WHERE large AND turn <= :most
UNION ALL SELECT NULL, n, NULL, longitude, latitude, NULL, NULL, places, past, 0 FROM gathered
ORDER BY wide DESC, longitude, latitude
"""

_PLACES_KNOWN = f"""
WITH {_PLACED}
SELECT n::integer, kind, round(longitude::numeric, 5)::float8 AS x, round(latitude::numeric, 5)::float8 AS y, name,
  name_ar, CASE kind WHEN 'circle' THEN radius_m END AS radius_m
FROM (SELECT *, {_KIND} AS kind FROM merged) m
ORDER BY n DESC, name, longitude, latitude
"""

_SHAPES = f"""
SELECT i.ref, ST_AsGeoJSON(ST_SimplifyPreserveTopology({_SHAPE}, (ST_XMax(p.extent) - ST_XMin(p.extent)) / 200), 4)
  AS shape
FROM known p JOIN tawthiq.incident i ON i.project_id = p.project_id AND i.id = p.incident_id
{_AREA}
"""

_TILE = f"""
WITH t AS (SELECT ST_TileEnvelope(:z, :x, :y) AS bounds, ST_TileEnvelope(:z, :x, :y, margin => {_BUFFER}) AS wider),
b AS (SELECT ST_Transform(bounds, 4326) AS box, ST_Transform(wider, 4326) AS wide_box FROM t),
v AS (SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north,
    (ST_XMax(box) - ST_XMin(box)) / CAST(:across AS float8) AS pixel, CAST(2 << :z AS float8) AS parts,
    greatest(cos(radians((ST_YMin(box) + ST_YMax(box)) / 2)), 0.05) AS narrower FROM b),
{_PLACED}, {_CHOSEN},
here AS (
  SELECT c.*, {_KIND} AS kind, {_SHAPE} AS shape
  FROM chosen c, b WHERE large AND turn <= :most AND wide <= :widest AND reached && b.wide_box),
shapes AS (
  SELECT ST_AsMVTGeom(ST_Transform(ST_Simplify(ST_ClipByBox2D(h.shape, b.wide_box), h.pixel / 2, true), 3857),
      t.bounds, 4096, 205, true) AS geom, h.n::integer AS n, h.kind, h.name, h.name_ar, h.wide
  FROM here h, t, b ORDER BY h.wide DESC),
numbers AS (
  SELECT ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), 3857), t.bounds, 4096, 0, true)
    AS geom, n::integer AS n, kind, name, name_ar FROM here, t WHERE is_here),
cells AS (
  SELECT ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), 3857), t.bounds, 4096, 0, true)
    AS geom, n, places, past FROM gathered, t),
wider AS (
  SELECT coalesce(sum(n), 0)::integer AS n, coalesce(sum(n) FILTER (WHERE is_here), 0)::integer AS here
  FROM chosen, b WHERE wide > :widest AND reached && b.box),
told AS (
  SELECT ST_AsMVTGeom(ST_Centroid(t.bounds), t.bounds, 4096, 0, true) AS geom,
    (coalesce((SELECT sum(n) FROM numbers), 0) + coalesce((SELECT sum(n) FROM cells), 0) + wider.here)::integer
      AS incidents, wider.n AS wider, wider.here AS wider_here,
    coalesce((SELECT sum(n) FROM cells), 0)::integer AS gathered,
    coalesce((SELECT sum(past) FROM cells), 0)::integer AS without_outline
  FROM t, wider)
SELECT (SELECT coalesce(ST_AsMVT(shapes, 'shapes', 4096, 'geom'), '') FROM shapes)
  || (SELECT coalesce(ST_AsMVT(numbers, 'numbers', 4096, 'geom'), '') FROM numbers)
  || (SELECT coalesce(ST_AsMVT(cells, 'cells', 4096, 'geom'), '') FROM cells)
  || (SELECT ST_AsMVT(told, 'told', 4096, 'geom') FROM told) AS tile
"""

_FEWEST_PEOPLE = (10_000_000, 10_000_000, 5_000_000, 3_000_000, 1_000_000, 500_000, 150_000, 50_000, 10_000, 1_000, 0)
_PLACES_TILE = f"""
WITH t AS (SELECT ST_TileEnvelope(:z, :x, :y) AS bounds),
b AS (SELECT ST_Transform(bounds, 4326) AS box, {_TILE_BOX} AS wide_box,
  360.0 / 512 / (1 << :z) AS pixel FROM t),
units AS (
  SELECT u.*, dense_rank() OVER (PARTITION BY u.country, u.level ORDER BY g.rank) AS turn
  FROM b, tawthiq.place u JOIN tawthiq.gazetteer g ON g.id = u.gazetteer_id
  WHERE u.level BETWEEN 1 AND :level AND NOT u.ended AND u.area && b.wide_box),
boundaries AS (
  SELECT ST_AsMVTGeom(ST_Transform(ST_Simplify(ST_ClipByBox2D(u.area, b.wide_box), b.pixel / 2, true), 3857), t.bounds,
    4096, 205, true) AS geom, u.level FROM units u, t, b WHERE u.turn = 1 AND :z > 3),
names AS (
  SELECT ST_AsMVTGeom(ST_Transform(ST_PointOnSurface(u.area), 3857), t.bounds, 4096, 0, true) AS geom, u.name,
    coalesce(u.name_ar, u.name) AS name_ar, u.level FROM units u, t, b
  WHERE u.turn = 1 AND :z > 5 AND u.level = :level AND ST_Intersects(ST_PointOnSurface(u.area), b.box)),
found AS (
  SELECT DISTINCT ON (s.name) s.point, s.name, coalesce(s.name_ar, s.name) AS name_ar, s.population
  FROM b, tawthiq.place s WHERE s.point && b.box AND s.level IS NULL AND NOT s.ended
    AND coalesce(s.population, 0) >= :fewest AND :z > 4
  ORDER BY s.name, s.population DESC NULLS LAST),
settlements AS (
  SELECT ST_AsMVTGeom(ST_Transform(f.point, 3857), t.bounds, 4096, 0, true) AS geom, f.name, f.name_ar,
    coalesce(f.population, 0) AS population FROM found f, t ORDER BY f.population DESC NULLS LAST LIMIT 40)
SELECT (SELECT coalesce(ST_AsMVT(boundaries, 'boundaries', 4096, 'geom'), '') FROM boundaries)
  || (SELECT coalesce(ST_AsMVT(names, 'units', 4096, 'geom'), '') FROM names)
  || (SELECT coalesce(ST_AsMVT(settlements, 'settlements', 4096, 'geom'), '') FROM settlements) AS tile
"""
