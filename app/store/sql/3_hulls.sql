-- When and where some claims are together. The same for what is claimed and for what we go by: a bound that one of them
-- leaves unknown is unknown, and a unit is certain only if all agree on it and no list is open.

-- The box that a place may fill, its radius in metres included (degrees, WGS 84).
CREATE FUNCTION reach(place geometry, radius_m double precision) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = public, pg_catalog AS $$
  SELECT ST_Expand(place, coalesce(radius_m, 0) / (111320 * greatest(cos(radians(ST_Y(ST_Centroid(place)))), 0.01)),
    coalesce(radius_m, 0) / 111320)
$$;

-- A box as a polygon, also one without width or height, which a cast would make a line or a point.
CREATE FUNCTION polygon_of(extent box2d) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = public, pg_catalog AS $$
  SELECT ST_MakeEnvelope(ST_XMin(extent), ST_YMin(extent), ST_XMax(extent), ST_YMax(extent), 4326)
$$;

-- From the finest to the coarsest, as the domain has them: of several the coarsest is what is known.
CREATE FUNCTION precisions() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY['site', 'neighbourhood', 'place', 'near_place', 'line_or_area', 'subdistrict', 'district', 'governorate',
    'several', 'country', 'unknown']
$$;

-- Where a claim says it was, with the place of a gazetteer, or of the project's own, that it means; one that was retired
-- stands for its successor. The units of that place stand before those that the source names, down to what the precision
-- allows; it is found by the names of both, in both scripts.
CREATE VIEW claim_located WITH (security_invoker = true) AS
SELECT l.project_id, l.claim_id, l.part, l.list, l.name, l.geometry, l.radius_m, l.precision,
  coalesce(g.code, l.name_key) AS place_id, g.name AS place_name, coalesce(l.country, g.country) AS country,
  CASE WHEN d.levels >= 1 THEN g.unit1_name ELSE l.unit1_name END AS unit1_name,
  CASE WHEN d.levels >= 1 THEN g.unit1_code ELSE l.unit1_code END AS unit1_code,
  CASE WHEN d.levels >= 1 THEN g.unit1_name_ar END AS unit1_name_ar,
  CASE WHEN d.levels >= 1 THEN g.unit1_keys[1] ELSE l.unit1_key END AS unit1_key,
  CASE WHEN d.levels >= 1 THEN g.unit1_keys ELSE ARRAY[l.unit1_key] END AS unit1_keys,
  CASE WHEN d.levels >= 2 THEN g.unit2_name ELSE l.unit2_name END AS unit2_name,
  CASE WHEN d.levels >= 2 THEN g.unit2_code ELSE l.unit2_code END AS unit2_code,
  CASE WHEN d.levels >= 2 THEN g.unit2_name_ar END AS unit2_name_ar,
  CASE WHEN d.levels >= 2 THEN g.unit2_keys[1] ELSE l.unit2_key END AS unit2_key,
  CASE WHEN d.levels >= 2 THEN g.unit2_keys ELSE ARRAY[l.unit2_key] END AS unit2_keys,
  CASE WHEN d.levels >= 3 THEN g.unit3_name ELSE l.unit3_name END AS unit3_name,
  CASE WHEN d.levels >= 3 THEN g.unit3_code ELSE l.unit3_code END AS unit3_code,
  CASE WHEN d.levels >= 3 THEN g.unit3_name_ar END AS unit3_name_ar,
  CASE WHEN d.levels >= 3 THEN g.unit3_keys[1] ELSE l.unit3_key END AS unit3_key,
  CASE WHEN d.levels >= 3 THEN g.unit3_keys ELSE ARRAY[l.unit3_key] END AS unit3_keys,
  ARRAY[l.unit1_key, l.unit2_key, l.unit3_key] || g.unit1_keys || g.unit2_keys || g.unit3_keys AS unit_keys,
  nullif(l.name_key, '') || g.keys AS place_keys
FROM claim_place l
LEFT JOIN own_place o ON o.project_id = l.project_id AND o.ref = l.gazetteer_place AND o.successor IS NOT NULL
CROSS JOIN LATERAL (SELECT coalesce(o.successor, l.gazetteer_place) AS code) m
LEFT JOIN LATERAL (
  SELECT p.code, p.name, p.country, p.keys, p.unit1_code, p.unit1_name, p.unit1_name_ar, p.unit1_keys, p.unit2_code,
    p.unit2_name, p.unit2_name_ar, p.unit2_keys, p.unit3_code, p.unit3_name, p.unit3_name_ar, p.unit3_keys
  FROM place p WHERE p.code = m.code AND m.code NOT LIKE 'PLC-%'
  UNION ALL
  SELECT w.ref, w.name, w.country, w.keys, w.unit1_code, w.unit1_name, w.unit1_name_ar, w.unit1_keys, w.unit2_code,
    w.unit2_name, w.unit2_name_ar, w.unit2_keys, w.unit3_code, w.unit3_name, w.unit3_name_ar, w.unit3_keys
  FROM own_place w WHERE w.project_id = l.project_id AND w.ref = m.code AND m.code LIKE 'PLC-%') g ON true
CROSS JOIN LATERAL (
  -- of a gazetteer's units, how many levels are certain: what is near a place may lie beyond their border
  SELECT CASE WHEN l.precision IN ('near_place', 'line_or_area', 'several', 'country', 'unknown') THEN 0
    ELSE least(CASE l.precision WHEN 'governorate' THEN 1 WHEN 'district' THEN 2 ELSE 3 END,
      CASE WHEN g.unit1_keys IS NULL THEN 0 WHEN g.unit2_keys IS NULL THEN 1 WHEN g.unit3_keys IS NULL THEN 2 ELSE 3 END)
    END AS levels) d;

-- From the smallest to the largest: the words that have an order.
CREATE FUNCTION class_rank(class text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_position('{few,several,tens,hundreds,thousands,tens_of_thousands,hundreds_of_thousands}', class)
$$;

-- SQL functions without settings of their own, so that each becomes a part of the query that asks.
CREATE FUNCTION times_of(project integer, said bigint[]) RETURNS TABLE (earliest_start date, latest_start date,
  earliest_end date, latest_end date, as_stated text, edtf text) LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN bool_and(q.earliest_start IS NOT NULL) THEN min(q.earliest_start) END,
    CASE WHEN bool_and(q.latest_start IS NOT NULL) THEN max(q.latest_start) END,
    CASE WHEN bool_and(q.earliest_end IS NOT NULL) THEN min(q.earliest_end) END,
    CASE WHEN bool_and(q.latest_end IS NOT NULL) THEN max(q.latest_end) END,
    string_agg(DISTINCT q.stated_as, ' · '),
    CASE WHEN count(DISTINCT q.edtf) = 1 AND bool_and(q.edtf IS NOT NULL) THEN min(q.edtf) END
  FROM claim q WHERE q.project_id = project AND q.id = ANY (said)
$$;

-- `precision` is null where none of them says where. `unit1_keys` to `unit3_keys` are there where that unit is certain.
CREATE FUNCTION places_of(project integer, said bigint[]) RETURNS TABLE (as_stated text, "precision" text, country text,
  geometry geometry, radius_m double precision, extent geometry, extent_is_whole boolean, unit1_name text,
  unit1_code text, unit2_name text, unit2_code text, unit3_name text, unit3_code text, unit_keys text[],
  unit1_keys text[], unit2_keys text[], unit3_keys text[], unit_names_ar text[], place_name text, place_keys text[],
  place_keys_certain text[]) LANGUAGE sql STABLE AS $$
  SELECT g.place_as_stated, g.precision, g.country, g.geometry, g.radius_m, g.extent, g.extent_is_whole,
    CASE WHEN g.one1 THEN g.unit1_name END AS unit1_name, CASE WHEN g.one1 THEN g.unit1_code END AS unit1_code,
    CASE WHEN g.one2 THEN g.unit2_name END AS unit2_name, CASE WHEN g.one2 THEN g.unit2_code END AS unit2_code,
    CASE WHEN g.one3 THEN g.unit3_name END AS unit3_name, CASE WHEN g.one3 THEN g.unit3_code END AS unit3_code,
    coalesce(g.unit_keys, '{}') AS unit_keys,
    CASE WHEN g.one1 THEN array_remove(g.unit1_keys, NULL) END AS unit1_keys,
    CASE WHEN g.one2 THEN array_remove(g.unit2_keys, NULL) END AS unit2_keys,
    CASE WHEN g.one3 THEN array_remove(g.unit3_keys, NULL) END AS unit3_keys,
    CASE WHEN num_nonnulls(g.unit1_name_ar, g.unit2_name_ar, g.unit3_name_ar) > 0
      THEN ARRAY[CASE WHEN g.one1 THEN g.unit1_name_ar END, CASE WHEN g.one2 THEN g.unit2_name_ar END,
        CASE WHEN g.one3 THEN g.unit3_name_ar END] END AS unit_names_ar, g.place_name,
    coalesce(g.place_keys, '{}') AS place_keys,
    CASE WHEN g.closed AND g.precision IN ('site', 'neighbourhood', 'place') THEN g.place_keys ELSE '{}' END
      AS place_keys_certain
  FROM (
    SELECT coalesce(string_agg(DISTINCT nullif(q.name, ''), ' · '), '') AS place_as_stated,
      CASE WHEN count(DISTINCT q.place_id) = 1 THEN min(q.place_name) END AS place_name,
      CASE WHEN count(DISTINCT q.place_id) > 1 THEN 'several'
        ELSE (precisions())[max(array_position(precisions(), q.precision))] END AS precision,
      CASE WHEN count(DISTINCT q.country) = 1 THEN min(q.country) END AS country,
      CASE WHEN count(DISTINCT p.geometry) = 1 THEN (array_agg(p.geometry) FILTER (WHERE p.geometry IS NOT NULL))[1]
        ELSE ST_Collect(DISTINCT p.geometry) END AS geometry,
      CASE WHEN count(DISTINCT p.geometry) = 1 THEN max(q.radius_m) FILTER (WHERE p.geometry IS NOT NULL) END
        AS radius_m,
      polygon_of(ST_Extent(reach(p.geometry, q.radius_m))) AS extent,
      coalesce(bool_and(q.geometry IS NOT NULL AND q.list IN ('one', 'each')), false) AS extent_is_whole,
      bool_and(q.list IN ('one', 'each')) AS closed,
      bool_and(q.unit1_key IS NOT NULL AND q.list <> 'such_as') AND count(DISTINCT q.unit1_key) = 1 AS one1,
      bool_and(q.unit2_key IS NOT NULL AND q.list <> 'such_as') AND count(DISTINCT q.unit2_key) = 1 AS one2,
      bool_and(q.unit3_key IS NOT NULL AND q.list <> 'such_as') AND count(DISTINCT q.unit3_key) = 1 AS one3,
      min(q.unit1_name) AS unit1_name, min(q.unit1_code) AS unit1_code, min(q.unit1_name_ar) AS unit1_name_ar,
      min(q.unit2_name) AS unit2_name, min(q.unit2_code) AS unit2_code, min(q.unit2_name_ar) AS unit2_name_ar,
      min(q.unit3_name) AS unit3_name, min(q.unit3_code) AS unit3_code, min(q.unit3_name_ar) AS unit3_name_ar,
      array_agg(DISTINCT f.unit1_key) AS unit1_keys, array_agg(DISTINCT f.unit2_key) AS unit2_keys,
      array_agg(DISTINCT f.unit3_key) AS unit3_keys, array_remove(array_agg(DISTINCT f.unit_key), NULL) AS unit_keys,
      array_remove(array_agg(DISTINCT f.place_key), NULL) AS place_keys
    FROM claim_located q
    -- Of "here or there" the point of the one alone would say that it was there: then no point is known.
    CROSS JOIN LATERAL (SELECT CASE WHEN q.list = 'either' AND EXISTS (SELECT FROM claim_located o
      WHERE o.project_id = q.project_id AND o.claim_id = q.claim_id AND o.part = 'at' AND o.geometry IS NULL) THEN NULL
      ELSE q.geometry END AS geometry) p
    -- a row of its own for each name: everything above is the same for one row of a place and for several
    LEFT JOIN LATERAL unnest(q.unit1_keys, q.unit2_keys, q.unit3_keys, q.unit_keys, q.place_keys)
      f (unit1_key, unit2_key, unit3_key, unit_key, place_key) ON true
    WHERE q.project_id = project AND q.claim_id = ANY (said) AND q.part = 'at') g
$$;

-- How many some claims come to together; no row where they are of several lines.
CREATE FUNCTION counts_of(project integer, said bigint[]) RETURNS TABLE (unit text, measure text, population text,
  part_of text, minimum integer, maximum integer, open_maximum boolean, words text) LANGUAGE sql STABLE AS $$
  SELECT min(q.unit), min(q.measure), min(q.population), min(q.part_of),
    CASE WHEN NOT bool_or(q.minimum IS NULL AND q.maximum IS NOT NULL) THEN min(q.minimum) END,
    CASE WHEN bool_and(q.maximum IS NOT NULL) THEN max(q.maximum) END, NOT bool_and(q.maximum IS NOT NULL),
    (array_agg(q.quantity_class ORDER BY class_rank(q.quantity_class) DESC NULLS LAST, q.quantity_class)
      FILTER (WHERE q.quantity_class IS NOT NULL))[1]
  FROM (SELECT c.unit, CASE c.measure WHEN 'cumulative' THEN 'event' ELSE c.measure END AS measure, c.population,
      c.part_of, c.minimum, CASE WHEN c.measure <> 'cumulative' THEN c.maximum END AS maximum, c.quantity_class
    FROM claim c WHERE c.project_id = project AND c.id = ANY (said) AND c.harm IS NOT NULL) q
  HAVING count(DISTINCT (q.unit, q.measure, q.population, q.part_of)) = 1
$$;

-- Of the claims in these entries of an incident, those that certainly speak of another time or place than the one that
-- we go by: whoever makes them is no origin of what is said to have happened then and there. In plpgsql, planned once a
-- session: wherever it is asked, nearly always nothing is decided.
CREATE FUNCTION set_aside(project integer, all_entries bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM adoption a WHERE a.project_id = project AND a.incident_id = ANY (all_entries)
      AND a.superseded_by IS NULL AND a.path IN ('incident.when', 'incident.place')) THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    SELECT c.id FROM gone_by g
    JOIN standing_claim c ON c.project_id = project AND c.incident_id = ANY (all_entries) AND c.path = g.path
    CROSS JOIN LATERAL times_of(project, g.claim_ids) t
    WHERE g.project_id = project AND g.incident_id = ANY (all_entries) AND g.path = 'incident.when'
      AND NOT daterange(c.earliest_start, c.latest_end, '[]') && daterange(t.earliest_start, t.latest_end, '[]')
    UNION ALL
    SELECT c.id FROM gone_by g
    JOIN standing_claim c ON c.project_id = project AND c.incident_id = ANY (all_entries) AND c.path = g.path
    CROSS JOIN LATERAL places_of(project, g.claim_ids) p CROSS JOIN LATERAL places_of(project, ARRAY[c.id]) q
    WHERE g.project_id = project AND g.incident_id = ANY (all_entries) AND g.path = 'incident.place'
      AND (NOT p.unit1_keys && q.unit1_keys OR NOT p.unit2_keys && q.unit2_keys OR NOT p.unit3_keys && q.unit3_keys
        OR p.extent_is_whole AND q.extent_is_whole AND NOT p.extent && q.extent));
END $$;
