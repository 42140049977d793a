-- What follows from the claims. Each view says one thing; `incident_index` and `incident_harm` are their stored copy,
-- written by project_incidents() only, and `rebuild --check` is EXCEPT between copy and view.
--
-- Each view starts from the incident and looks its claims up through LATERAL, so that one incident and a thousand take
-- the same plan: index look-ups, whatever the statistics say.

CREATE FUNCTION verification_rank(status text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_position(
    '{refuted,unsubstantiated,allegation,contested,credible,corroborated,admitted,finding_on_record}',
    CASE status WHEN 'misattributed' THEN 'refuted' ELSE status END)::smallint - 1::smallint
$$;

-- The document at the end of the chain of copies that a document belongs to; itself, where it is no copy. Should a
-- chain run in a circle, it ends somewhere.
CREATE FUNCTION original_of(project integer, copy bigint) RETURNS bigint LANGUAGE sql STABLE
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
  WITH RECURSIVE chain (id, step) AS (
    SELECT copy, 0
    UNION ALL
    SELECT r.to_id, c.step + 1 FROM chain c JOIN document_relation r ON r.project_id = project AND r.from_id = c.id
      AND r.ended_at IS NULL AND r.kind IN ('republishes', 'translates', 'same_footage') WHERE c.step < 100)
  SELECT id FROM chain ORDER BY step DESC LIMIT 1
$$;

-- The claims that everything below goes by. Live is neither superseded nor withdrawn, of tier 0 or 1, and about an
-- incident: what lies above is read claim by claim, as context of a party is, and nothing that follows is stored.
-- Standing says that something is so.
-- `speaker_id` and `named_id` are the source and the party that stand for those of the claim, where two are the same.
CREATE VIEW live_claim WITH (security_invoker = true) AS
SELECT c.*, c.basis <> 'none_stated' AS based, c.basis = 'compiled' AS compiled,
  coalesce(s.same_as_id, c.originator_id) AS speaker_id, coalesce(p.same_as_id, c.value_party_id) AS named_id
FROM claim c LEFT JOIN source s ON s.project_id = c.project_id AND s.id = c.originator_id
LEFT JOIN party p ON p.project_id = c.project_id AND p.id = c.value_party_id
WHERE c.superseded_by IS NULL AND c.withdrawn_at IS NULL AND c.tier <= 1 AND c.incident_id IS NOT NULL;

CREATE VIEW standing_claim WITH (security_invoker = true) AS SELECT * FROM live_claim WHERE polarity = 'asserts';

-- An incident with all its entries: itself, and those that are joined with it. What follows from claims follows from
-- those of all entries, for each of them.
CREATE VIEW incident_entry WITH (security_invoker = true) AS
SELECT i.*, e.entries FROM incident i CROSS JOIN LATERAL (
  SELECT coalesce(i.same_as_id, i.id) || coalesce(array_agg(m.id ORDER BY m.id), '{}') AS entries
  FROM incident m WHERE m.project_id = i.project_id AND m.same_as_id = coalesce(i.same_as_id, i.id)) e;

-- The act as its claims have it: the type first claimed, the completion first claimed.
CREATE VIEW act_projection WITH (security_invoker = true) AS
SELECT a.project_id, a.incident_id, a.id AS act_id, t.type_code, t.completion_code
FROM act a CROSS JOIN LATERAL (
  SELECT (array_agg(c.term_code ORDER BY c.id) FILTER (WHERE c.path = 'act.type'))[1] AS type_code,
         (array_agg(c.term_code ORDER BY c.id) FILTER (WHERE c.path = 'act.completion'))[1] AS completion_code
  FROM standing_claim c WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id AND c.act_id = a.id) t;

-- How many independent origins stand behind an act's occurrence: those that assert the act and also say when and where.
-- A compiler and what it compiled from are never two: compilers add one origin at most, and only where none of the
-- sources that they cite already counts.
CREATE VIEW act_origins WITH (security_invoker = true) AS
SELECT a.project_id, a.incident_id, a.id AS act_id, a.occurrence_status,
  (cardinality(own.ids) + CASE WHEN compiler.adds THEN 1 ELSE 0 END)::smallint AS origins,
  own.ids, compiler.adds AS compiler_adds, i.entries
FROM act a JOIN incident_entry i ON i.project_id = a.project_id AND i.id = a.incident_id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT o.id), '{}') AS ids
  FROM standing_claim c CROSS JOIN LATERAL unnest(c.origin_ids) o (id)
  WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id AND c.act_id = a.id AND c.path = 'act.type'
    AND c.based AND NOT c.compiled
    AND 2 = (SELECT count(DISTINCT x.path) FROM standing_claim x
      WHERE x.project_id = a.project_id AND x.incident_id = ANY (i.entries) AND (x.act_id IS NULL OR x.act_id = a.id)
        AND x.path IN ('incident.when', 'incident.place') AND x.based AND o.id = ANY (x.origin_ids) AND NOT x.compiled)
) own
CROSS JOIN LATERAL (
  SELECT EXISTS (SELECT FROM standing_claim c
    WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id AND c.act_id = a.id AND c.path = 'act.type'
      AND c.compiled AND NOT c.origin_ids && own.ids
      AND 2 = (SELECT count(DISTINCT x.path) FROM standing_claim x
        WHERE x.project_id = a.project_id AND x.incident_id = ANY (i.entries) AND (x.act_id IS NULL OR x.act_id = a.id)
          AND x.path IN ('incident.when', 'incident.place') AND x.compiled
          AND x.speaker_id = c.speaker_id)) AS adds
) compiler;

-- A party's part in an act, as its claims have it.
CREATE VIEW involvement_projection WITH (security_invoker = true) AS
SELECT i.project_id, i.id AS incident_id, v.act_id, v.party_id, v.role, v.degree_code, v.claims,
  (v.own_origins + CASE WHEN v.compiler_adds THEN 1 ELSE 0 END)::integer AS origins
FROM incident i CROSS JOIN LATERAL (
  SELECT g.act_id, g.value_party_id AS party_id, split_part(g.path, '.', 2) AS role,
    (array_agg(g.degree_code ORDER BY g.id))[1] AS degree_code, count(*)::integer AS claims,
    cardinality(own.ids) AS own_origins, bool_or(g.compiled AND NOT g.origin_ids && own.ids) AS compiler_adds
  FROM standing_claim g
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT o.id), '{}') AS ids
    FROM standing_claim c CROSS JOIN LATERAL unnest(c.origin_ids) o (id)
    WHERE c.project_id = g.project_id AND c.incident_id = g.incident_id AND c.act_id = g.act_id AND c.path = g.path
      AND c.named_id = g.named_id AND c.based AND NOT c.compiled) own
  WHERE g.project_id = i.project_id AND g.incident_id = i.id AND g.path IN ('act.victim', 'act.alleged', 'act.side')
  GROUP BY g.act_id, g.value_party_id, g.path, own.ids) v;

-- The reported range of each line. One value an origin, its latest own: relayed only where it has none of its own, then
-- by its own date, then by the document's, then by entry. One open maximum opens the range, "up to 50" opens its
-- minimum; a word without a number opens it and gives no bound: no word becomes a number. `filter_ceiling` bounds what
-- is possible, for filters alone.
CREATE VIEW harm_projection WITH (security_invoker = true) AS
SELECT i.project_id, i.id AS incident_id, line.harm, line.unit, line.measure, line.population, line.part_of,
  line.minimum, line.maximum, line.open_maximum, line.quantity_class, line.filter_ceiling,
  (cardinality(own.ids) + CASE WHEN line.compiler_adds THEN 1 ELSE 0 END)::smallint AS origins, line.claims
FROM incident_entry i
CROSS JOIN LATERAL (
  SELECT v.harm, v.unit, v.measure, v.population, v.part_of, v.own_ids,
    CASE WHEN NOT coalesce(bool_or(v.minimum IS NULL AND v.maximum IS NOT NULL) FILTER (WHERE v.counts), false)
      THEN min(v.minimum) FILTER (WHERE v.counts) END AS minimum,
    CASE WHEN bool_and(v.maximum IS NOT NULL) FILTER (WHERE v.counts) THEN max(v.maximum) FILTER (WHERE v.counts) END
      AS maximum,
    NOT coalesce(bool_and(v.maximum IS NOT NULL) FILTER (WHERE v.counts), false) AS open_maximum,
    (array_agg(v.quantity_class ORDER BY v.class_rank DESC NULLS LAST, v.quantity_class)
      FILTER (WHERE v.quantity_class IS NOT NULL))[1] AS quantity_class,
    CASE WHEN bool_and(v.ceiling IS NOT NULL) THEN max(v.ceiling) END AS filter_ceiling,
    bool_or(v.compiler_counts) AS compiler_adds, count(*)::smallint AS claims
  FROM (
    SELECT c.harm, c.unit, c.measure, coalesce(c.population, '') AS population, coalesce(c.part_of, '') AS part_of,
      c.minimum, c.maximum, c.quantity_class, w.ids AS own_ids,
      array_position('{few,several,tens,hundreds,thousands,tens_of_thousands,hundreds_of_thousands}', c.quantity_class)
        AS class_rank,
      coalesce(c.maximum, CASE WHEN c.operator IS DISTINCT FROM '>=' THEN CASE c.quantity_class
        WHEN 'few' THEN 9 WHEN 'several' THEN 19 WHEN 'tens' THEN 99 WHEN 'hundreds' THEN 999
        WHEN 'thousands' THEN 9999 WHEN 'tens_of_thousands' THEN 99999
        WHEN 'hundreds_of_thousands' THEN 999999 END END) AS ceiling,
      c.compiled AND NOT c.origin_ids && w.ids AS compiler_counts,
      (c.compiled AND NOT c.origin_ids && w.ids OR c.based AND NOT c.compiled AND cardinality(c.origin_ids) > 0)
      AND 1 = row_number() OVER (
        PARTITION BY c.harm, c.unit, c.measure, c.population, c.part_of, c.based,
          CASE WHEN c.compiled THEN ARRAY[c.speaker_id] ELSE c.origin_ids END, c.compiled
        ORDER BY NOT (coalesce(ds.same_as_id, ds.id) IS NOT DISTINCT FROM c.speaker_id AND c.via = '{}' OR EXISTS (
            SELECT FROM claim_citation k JOIN document kd ON kd.project_id = k.project_id AND kd.id = k.document_id
            JOIN source ks ON ks.project_id = kd.project_id AND ks.id = kd.source_id
            WHERE k.project_id = c.project_id AND k.claim_id = c.id AND k.via = '{}'
              AND coalesce(ks.same_as_id, ks.id) = c.speaker_id)),
          c.as_of DESC NULLS LAST, d.published_latest_on DESC NULLS LAST, c.id DESC) AS counts
    FROM standing_claim c
    LEFT JOIN document d ON d.project_id = c.project_id AND d.id = c.document_id
    LEFT JOIN source ds ON ds.project_id = d.project_id AND ds.id = d.source_id
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(DISTINCT o.id), '{}') AS ids
      FROM standing_claim x CROSS JOIN LATERAL unnest(x.origin_ids) o (id)
      WHERE x.project_id = c.project_id AND x.incident_id = ANY (i.entries) AND x.path = 'incident.count'
        AND x.harm = c.harm AND x.based AND NOT x.compiled) w
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries) AND c.path = 'incident.count') v
  GROUP BY v.harm, v.unit, v.measure, v.population, v.part_of, v.own_ids) line
CROSS JOIN LATERAL (SELECT line.own_ids AS ids) own;

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

CREATE VIEW incident_projection WITH (security_invoker = true) AS
SELECT i.project_id, i.id AS incident_id, i.kind, i.scope, e.tier,
  t.earliest_start, t.latest_start, t.earliest_end, t.latest_end, t.when_as_stated, t.edtf,
  p.place_as_stated, p.precision, p.country, p.unit1_name, p.unit1_code, p.unit2_name, p.unit2_code,
  p.unit3_name, p.unit3_code, p.unit_keys, p.unit_keys_certain, p.place_keys, p.place_keys_certain, p.geometry,
  p.radius_m, p.extent, p.extent_is_whole, k.act_codes, k.method_codes, w.alleged_ids, s.source_ids, a.origins,
  cardinality(s.source_ids) AS sources, s.documents, a.verification_lowest, a.verification_highest,
  v.attribution_lowest, v.attribution_highest,
  concat_ws(E'\n', e.own_words, w.words, w.quotes, s.titles) AS search_text, i.same_as_id
FROM incident_entry i
-- how high the highest of its entries lies, and in which words of ours it is found
CROSS JOIN LATERAL (
  SELECT max(m.tier) AS tier,
    string_agg(concat_ws(E'\n', m.title_folded, nullif(m.summary_folded, '')), E'\n' ORDER BY m.id) AS own_words
  FROM incident m WHERE m.project_id = i.project_id AND m.id = ANY (i.entries)) e
-- when: the hull; a bound that one claim leaves unknown is unknown
CROSS JOIN LATERAL (
  SELECT CASE WHEN bool_and(q.earliest_start IS NOT NULL) THEN min(q.earliest_start) END AS earliest_start,
    CASE WHEN bool_and(q.latest_start IS NOT NULL) THEN max(q.latest_start) END AS latest_start,
    CASE WHEN bool_and(q.earliest_end IS NOT NULL) THEN min(q.earliest_end) END AS earliest_end,
    CASE WHEN bool_and(q.latest_end IS NOT NULL) THEN max(q.latest_end) END AS latest_end,
    coalesce(string_agg(DISTINCT q.stated_as, ' · '), '') AS when_as_stated,
    CASE WHEN count(DISTINCT q.edtf) = 1 AND bool_and(q.edtf IS NOT NULL) THEN min(q.edtf) END AS edtf
  FROM (SELECT c.*, rank() OVER (ORDER BY c.based DESC) AS grade FROM standing_claim c
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries) AND c.path = 'incident.when') q
  WHERE q.grade = 1) t
-- where: the places of the best grounded claims; a unit is certain only if all agree on it and no list is open
CROSS JOIN LATERAL (
  SELECT g.place_as_stated, g.precision, g.country, g.geometry, g.radius_m, g.extent, g.extent_is_whole,
    CASE WHEN g.one1 THEN g.unit1_name END AS unit1_name, CASE WHEN g.one1 THEN g.unit1_code END AS unit1_code,
    CASE WHEN g.one2 THEN g.unit2_name END AS unit2_name, CASE WHEN g.one2 THEN g.unit2_code END AS unit2_code,
    CASE WHEN g.one3 THEN g.unit3_name END AS unit3_name, CASE WHEN g.one3 THEN g.unit3_code END AS unit3_code,
    coalesce(g.unit_keys, '{}') AS unit_keys,
    array_remove(ARRAY[CASE WHEN g.one1 THEN g.unit1_key END, CASE WHEN g.one2 THEN g.unit2_key END,
      CASE WHEN g.one3 THEN g.unit3_key END], NULL) AS unit_keys_certain,
    coalesce(g.place_keys, '{}') AS place_keys,
    CASE WHEN g.closed AND g.precision IN ('site', 'neighbourhood', 'place') THEN g.place_keys ELSE '{}' END
      AS place_keys_certain
  FROM (
    SELECT coalesce(string_agg(DISTINCT nullif(q.name, ''), ' · '), '') AS place_as_stated,
      CASE WHEN count(DISTINCT q.name_key) > 1 THEN 'several'
        ELSE (precisions())[max(array_position(precisions(), q.precision))] END AS precision,
      CASE WHEN count(DISTINCT q.country) = 1 THEN min(q.country) END AS country,
      CASE WHEN count(DISTINCT q.geometry) = 1 THEN (array_agg(q.geometry) FILTER (WHERE q.geometry IS NOT NULL))[1]
        ELSE ST_Collect(DISTINCT q.geometry) END AS geometry,
      CASE WHEN count(DISTINCT q.geometry) = 1 THEN max(q.radius_m) END AS radius_m,
      polygon_of(ST_Extent(reach(q.geometry, q.radius_m))) AS extent,
      coalesce(bool_and(q.geometry IS NOT NULL AND q.list IN ('one', 'each')), false) AS extent_is_whole,
      bool_and(q.list IN ('one', 'each')) AS closed,
      bool_and(q.unit1_key IS NOT NULL AND q.list <> 'such_as') AND count(DISTINCT q.unit1_key) = 1 AS one1,
      bool_and(q.unit2_key IS NOT NULL AND q.list <> 'such_as') AND count(DISTINCT q.unit2_key) = 1 AS one2,
      bool_and(q.unit3_key IS NOT NULL AND q.list <> 'such_as') AND count(DISTINCT q.unit3_key) = 1 AS one3,
      min(q.unit1_name) AS unit1_name, min(q.unit1_code) AS unit1_code, min(q.unit1_key) AS unit1_key,
      min(q.unit2_name) AS unit2_name, min(q.unit2_code) AS unit2_code, min(q.unit2_key) AS unit2_key,
      min(q.unit3_name) AS unit3_name, min(q.unit3_code) AS unit3_code, min(q.unit3_key) AS unit3_key,
      array_remove(array_agg(DISTINCT q.unit1_key) || array_agg(DISTINCT q.unit2_key)
        || array_agg(DISTINCT q.unit3_key), NULL) AS unit_keys,
      array_remove(array_agg(DISTINCT nullif(q.name_key, '')), NULL) AS place_keys
    FROM (
      SELECT l.*, rank() OVER (ORDER BY c.based DESC) AS grade
      FROM standing_claim c JOIN claim_place l ON l.project_id = c.project_id AND l.claim_id = c.id
      WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries) AND c.path = 'incident.place'
        AND l.part = 'at') q
    WHERE q.grade = 1) g
) p
-- what, in codes with their ancestors
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT l.code) FILTER (WHERE c.path = 'act.type'), '{}') AS act_codes,
    coalesce(array_agg(DISTINCT l.code) FILTER (WHERE c.path = 'act.method'), '{}') AS method_codes
  FROM standing_claim c
  JOIN term t ON t.project_id = c.project_id AND t.vocabulary = c.vocabulary AND t.code = c.term_code
  CROSS JOIN LATERAL unnest(t.lineage) l (code)
  WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries) AND c.path IN ('act.type', 'act.method')
) k
-- in which words, and who is named
CROSS JOIN LATERAL (
  SELECT string_agg(DISTINCT c.stated_folded, E'\n') AS words, string_agg(DISTINCT c.quote_folded, E'\n') AS quotes,
    coalesce(array_agg(DISTINCT c.named_id)
      FILTER (WHERE c.path = 'act.alleged' AND c.polarity = 'asserts'), '{}') AS alleged_ids
  FROM live_claim c WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries)
) w
-- who says so, and where it stands
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT x.source_id) FILTER (WHERE x.source_id IS NOT NULL), '{}') AS source_ids,
    count(DISTINCT x.document_id)::integer AS documents, string_agg(DISTINCT x.title_folded, E'\n') AS titles
  FROM (
    SELECT coalesce(ds.same_as_id, ds.id) AS source_id, d.id AS document_id,
      CASE WHEN d.tier <= 1 THEN d.title_folded END AS title_folded
    FROM live_claim c JOIN document d ON d.project_id = c.project_id AND d.id = c.document_id
    JOIN source ds ON ds.project_id = d.project_id AND ds.id = d.source_id
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries)
    UNION ALL
    SELECT coalesce(ds.same_as_id, ds.id), d.id, CASE WHEN d.tier <= 1 THEN d.title_folded END
    FROM live_claim c JOIN claim_citation q ON q.project_id = c.project_id AND q.claim_id = c.id
    JOIN document d ON d.project_id = q.project_id AND d.id = q.document_id
    JOIN source ds ON ds.project_id = d.project_id AND ds.id = d.source_id
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries)
    UNION ALL
    SELECT c.speaker_id, NULL, NULL FROM live_claim c
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries)) x
) s
-- how sure
CROSS JOIN LATERAL (
  SELECT coalesce(min(o.origins), 0)::smallint AS origins,
    coalesce(min(verification_rank(o.occurrence_status)), verification_rank('allegation')) AS verification_lowest,
    coalesce(max(verification_rank(o.occurrence_status)), verification_rank('allegation')) AS verification_highest
  FROM act_origins o WHERE o.project_id = i.project_id AND o.incident_id = ANY (i.entries)
) a
CROSS JOIN LATERAL (
  SELECT min(verification_rank(n.attribution_status)) AS attribution_lowest,
    max(verification_rank(n.attribution_status)) AS attribution_highest
  FROM involvement n WHERE n.project_id = i.project_id AND n.incident_id = ANY (i.entries) AND n.role = 'alleged'
    AND n.claims > 0
) v;

-- The columns of `incident_projection` in their order, then when they were written; computed columns are left out.
CREATE VIEW incident_copy WITH (security_invoker = true) AS
SELECT project_id, incident_id, kind, scope, tier, earliest_start, latest_start, earliest_end, latest_end,
  when_as_stated, edtf, place_as_stated, precision, country, unit1_name, unit1_code, unit2_name, unit2_code,
  unit3_name, unit3_code, unit_keys, unit_keys_certain, place_keys, place_keys_certain, geometry, radius_m,
  extent, extent_is_whole, act_codes, method_codes, alleged_ids, source_ids, origins, sources, documents,
  verification_lowest, verification_highest, attribution_lowest, attribution_highest, search_text,
  same_as_id, projected_position
FROM incident_index;

-- Writes the stored copy of these incidents, in the open event of whoever acts. The one writer of the index.
--
-- One plan a session: to plan the views takes ten times as long as to run them for one incident, and the setting also
-- holds for the checks of foreign keys, which would be planned anew for each row. The plan does not know how many
-- incidents there are and need not: it is index look-ups for one and for a thousand, and no other way to join is open
-- to it, since statistics of a project made by one import would walk all documents for the one that a form names.
-- ANALYZE has it made anew.
CREATE FUNCTION project_incidents(project integer, ids bigint[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp SET plan_cache_mode = force_generic_plan
  SET enable_mergejoin = off SET enable_hashjoin = off AS $$
DECLARE
  here bigint;
  written integer;
BEGIN
  IF NOT EXISTS (SELECT FROM event e WHERE e.transaction = pg_current_xact_id() AND e.closed_at IS NULL
      AND e.project_id = project AND e.writes) THEN
    RAISE insufficient_privilege USING MESSAGE = 'projecting needs an open event of this project';
  END IF;
  ids := entries_of(project, ids);
  -- One projection of an incident at a time, in one order: each statement below sees all that was committed before.
  PERFORM FROM incident i WHERE i.project_id = project AND i.id = ANY (ids) ORDER BY i.id FOR NO KEY UPDATE;
  UPDATE act a SET type_code = v.type_code, completion_code = v.completion_code FROM act_projection v
    WHERE v.project_id = project AND v.incident_id = ANY (ids) AND a.project_id = project AND a.id = v.act_id
      AND (a.type_code, a.completion_code) IS DISTINCT FROM (v.type_code, v.completion_code);
  INSERT INTO involvement AS n (project_id, incident_id, act_id, party_id, role, degree_code, claims, origins,
      attribution_status)
    SELECT v.project_id, v.incident_id, v.act_id, v.party_id, v.role, v.degree_code, v.claims, v.origins,
      CASE v.role WHEN 'alleged' THEN 'allegation' END
    FROM involvement_projection v WHERE v.project_id = project AND v.incident_id = ANY (ids)
    ON CONFLICT (project_id, act_id, party_id, role) DO UPDATE
      SET degree_code = excluded.degree_code, claims = excluded.claims, origins = excluded.origins
      WHERE (n.degree_code, n.claims, n.origins)
        IS DISTINCT FROM (excluded.degree_code, excluded.claims, excluded.origins);
  UPDATE involvement n SET claims = 0, origins = 0
    WHERE n.project_id = project AND n.incident_id = ANY (ids) AND n.claims > 0 AND NOT EXISTS (
      SELECT FROM standing_claim c WHERE c.project_id = project AND c.incident_id = n.incident_id
        AND c.act_id = n.act_id AND c.value_party_id = n.party_id AND c.path = 'act.' || n.role);
  -- Later than every row that this event has written, the acts just above too: the guard compares.
  here := nextval('entry_position');
  DELETE FROM incident_harm h WHERE h.project_id = project AND h.incident_id = ANY (ids);
  INSERT INTO incident_harm SELECT * FROM harm_projection v WHERE v.project_id = project AND v.incident_id = ANY (ids);
  DELETE FROM incident_index x WHERE x.project_id = project AND x.incident_id = ANY (ids);
  INSERT INTO incident_copy SELECT v.*, here FROM incident_projection v
    WHERE v.project_id = project AND v.incident_id = ANY (ids);
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END $$;

-- Every row in which copy and views differ, of the incidents numbered from `first` to `last`: none, unless something
-- wrote past project_incidents().
CREATE FUNCTION projection_differences(project integer, first bigint, last bigint)
  RETURNS TABLE (what text, incident_id bigint) LANGUAGE sql STABLE SET search_path = tawthiq, public, pg_temp AS $$
  WITH ids AS (SELECT i.id FROM incident i WHERE i.project_id = project AND i.id BETWEEN first AND last),
    copy AS (SELECT c.* FROM incident_copy c JOIN ids ON ids.id = c.incident_id WHERE c.project_id = project),
    due AS (SELECT v.*, c.projected_position FROM ids JOIN incident_projection v ON v.incident_id = ids.id
      LEFT JOIN copy c USING (project_id, incident_id) WHERE v.project_id = project),
    harm_copy AS (SELECT h.* FROM incident_harm h JOIN ids ON ids.id = h.incident_id WHERE h.project_id = project),
    harm_due AS (SELECT v.* FROM ids JOIN harm_projection v ON v.incident_id = ids.id WHERE v.project_id = project),
    part_copy AS (SELECT n.incident_id, n.act_id, n.party_id, n.role, n.degree_code, n.claims, n.origins
      FROM involvement n JOIN ids ON ids.id = n.incident_id WHERE n.project_id = project AND n.claims > 0),
    part_due AS (SELECT v.incident_id, v.act_id, v.party_id, v.role, v.degree_code, v.claims, v.origins
      FROM ids JOIN involvement_projection v ON v.incident_id = ids.id WHERE v.project_id = project)
  SELECT DISTINCT 'incident_index', d.incident_id
    FROM ((TABLE copy EXCEPT TABLE due) UNION ALL (TABLE due EXCEPT TABLE copy)) d
  UNION ALL
  SELECT DISTINCT 'incident_harm', d.incident_id
    FROM ((TABLE harm_copy EXCEPT TABLE harm_due) UNION ALL (TABLE harm_due EXCEPT TABLE harm_copy)) d
  UNION ALL
  SELECT 'act', v.incident_id FROM ids JOIN act_projection v ON v.incident_id = ids.id
    JOIN act a ON a.project_id = v.project_id AND a.id = v.act_id
    WHERE v.project_id = project AND (a.type_code, a.completion_code) IS DISTINCT FROM (v.type_code, v.completion_code)
  UNION ALL
  SELECT DISTINCT 'involvement', d.incident_id
    FROM ((TABLE part_copy EXCEPT TABLE part_due) UNION ALL (TABLE part_due EXCEPT TABLE part_copy)) d
$$;
