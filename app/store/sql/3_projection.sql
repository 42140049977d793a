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

-- The act as its claims have it: the type first claimed, the completion first claimed; and whether nobody alleges it any
-- more, since all that was claimed of it has been withdrawn.
CREATE VIEW act_projection WITH (security_invoker = true) AS
SELECT a.project_id, a.incident_id, a.id AS act_id, t.type_code, t.completion_code,
  CASE WHEN NOT EXISTS (SELECT FROM claim c WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id
    AND c.act_id = a.id AND c.polarity = 'asserts' AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL)
    THEN true END AS unclaimed
FROM act a CROSS JOIN LATERAL (
  SELECT (array_agg(c.term_code ORDER BY c.id) FILTER (WHERE c.path = 'act.type'))[1] AS type_code,
         (array_agg(c.term_code ORDER BY c.id) FILTER (WHERE c.path = 'act.completion'))[1] AS completion_code
  FROM standing_claim c WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id AND c.act_id = a.id) t;

-- How many independent origins stand behind an act's occurrence: those that assert the act and also say when and where,
-- neither of them certainly another time or place than what we go by.
-- A compiler and what it compiled from are never two: compilers add one origin at most, and only where none of the
-- sources that they cite already counts.
-- Twice: of all that is said, which is what is shown and found; and of what is ground for a level, which is what its
-- sources have not taken back.
CREATE VIEW origins_of_act WITH (security_invoker = true) AS
SELECT a.project_id, a.incident_id, a.id AS act_id, a.occurrence_status, a.unclaimed, k.ground,
  (cardinality(own.ids) + CASE WHEN compiler.adds THEN 1 ELSE 0 END)::smallint AS origins,
  own.ids, compiler.adds AS compiler_adds, i.entries, aside.ids AS set_aside
FROM act a JOIN incident_entry i ON i.project_id = a.project_id AND i.id = a.incident_id
CROSS JOIN (VALUES (false), (true)) k (ground)
CROSS JOIN LATERAL (SELECT set_aside(a.project_id, i.entries) AS ids OFFSET 0) aside
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT o.id), '{}') AS ids
  FROM standing_claim c CROSS JOIN LATERAL unnest(c.origin_ids) o (id)
  WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id AND c.act_id = a.id AND c.path = 'act.type'
    AND c.based AND NOT c.compiled AND (NOT k.ground OR retracted_since(c.project_id, c.id) IS NULL)
    AND 2 = (SELECT count(DISTINCT x.path) FROM standing_claim x
      WHERE x.project_id = a.project_id AND x.incident_id = ANY (i.entries) AND (x.act_id IS NULL OR x.act_id = a.id)
        AND x.path IN ('incident.when', 'incident.place') AND x.based AND o.id = ANY (x.origin_ids) AND NOT x.compiled
        AND x.id <> ALL (aside.ids) AND (NOT k.ground OR retracted_since(x.project_id, x.id) IS NULL))
) own
CROSS JOIN LATERAL (
  SELECT EXISTS (SELECT FROM standing_claim c
    WHERE c.project_id = a.project_id AND c.incident_id = a.incident_id AND c.act_id = a.id AND c.path = 'act.type'
      AND c.compiled AND NOT c.origin_ids && own.ids AND (NOT k.ground OR retracted_since(c.project_id, c.id) IS NULL)
      AND 2 = (SELECT count(DISTINCT x.path) FROM standing_claim x
        WHERE x.project_id = a.project_id AND x.incident_id = ANY (i.entries) AND (x.act_id IS NULL OR x.act_id = a.id)
          AND x.path IN ('incident.when', 'incident.place') AND x.compiled AND x.speaker_id = c.speaker_id
          AND x.id <> ALL (aside.ids) AND (NOT k.ground OR retracted_since(x.project_id, x.id) IS NULL))) AS adds
) compiler;

CREATE VIEW act_origins WITH (security_invoker = true) AS SELECT * FROM origins_of_act WHERE NOT ground;

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

-- The figures that count, as their lines take them. One so far is of the whole of the event: it may still rise, and
-- closes nothing.
CREATE VIEW counted_claim WITH (security_invoker = true) AS
SELECT c.project_id, c.incident_id, c.id, c.harm, c.unit, CASE c.measure WHEN 'cumulative' THEN 'event' ELSE c.measure
  END AS measure, coalesce(c.population, '') AS population, coalesce(c.part_of, '') AS part_of, c.minimum,
  CASE WHEN c.measure <> 'cumulative' THEN c.maximum END AS maximum,
  CASE WHEN c.measure = 'cumulative' THEN '>=' ELSE c.operator END AS operator, c.stated, c.quantity_class, c.based, c.compiled,
  c.origin_ids, c.speaker_id, c.via, c.document_id, c.as_of
FROM standing_claim c WHERE c.path = 'incident.count';

-- The reported range of each line. One value an origin, its latest own: relayed only where it has none of its own, then
-- by its own date, then by the document's, then by entry. One open maximum opens the range, "up to 50" opens its
-- minimum; a word without a number opens it and gives no bound: no word becomes a number. What was graded doubtful or
-- worse (4 to 6, a claim by itself or with its document) makes no range. Words are those of the figures that count; where
-- none does (not `grounded`), they are kept all the same, and tables count nothing. What we go by stands beside it and is
-- found in the same way from the claims that are used. `filter_floor` is what is certain and `filter_ceiling` bounds what
-- is possible, for filters alone: by what we go by, where that speaks of the line.
CREATE VIEW harm_projection WITH (security_invoker = true) AS
SELECT i.project_id, i.id AS incident_id, line.harm, line.unit, line.measure, line.population, line.part_of,
  line.minimum, line.maximum, line.open_maximum, line.quantity_class, line.filter_ceiling,
  (cardinality(own.ids) + CASE WHEN line.compiler_adds THEN 1 ELSE 0 END)::smallint AS origins, line.claims,
  (line.line_origins + CASE WHEN line.compiler_adds THEN 1 ELSE 0 END)::smallint AS line_origins,
  line.adopted, line.adopted_minimum, line.adopted_maximum, line.adopted_class,
  CASE WHEN line.adopted THEN line.adopted_minimum ELSE line.minimum END AS filter_floor,
  line.about, line.adopted_about, line.grounded
FROM incident_entry i
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(u.id), '{}') AS ids FROM gone_by g CROSS JOIN LATERAL unnest(g.claim_ids) u (id)
  WHERE g.project_id = i.project_id AND g.incident_id = ANY (i.entries) AND g.path = 'incident.count') gone
CROSS JOIN LATERAL (
  SELECT v.harm, v.unit, v.measure, v.population, v.part_of, v.own_ids,
    CASE WHEN NOT coalesce(bool_or(v.minimum IS NULL AND v.maximum IS NOT NULL) FILTER (WHERE v.counts), false)
      THEN min(v.minimum) FILTER (WHERE v.counts) END AS minimum,
    CASE WHEN bool_and(v.maximum IS NOT NULL) FILTER (WHERE v.counts) THEN max(v.maximum) FILTER (WHERE v.counts) END
      AS maximum,
    NOT coalesce(bool_and(v.maximum IS NOT NULL) FILTER (WHERE v.counts), false) AS open_maximum,
    (array_agg(v.quantity_class ORDER BY v.class_rank DESC NULLS LAST, v.quantity_class)
      FILTER (WHERE v.quantity_class IS NOT NULL AND (v.counts OR NOT v.any_counts)))[1] AS quantity_class,
    CASE WHEN bool_and(v.ceiling IS NOT NULL) FILTER (WHERE v.used OR NOT v.any_used)
      THEN max(v.ceiling) FILTER (WHERE v.used OR NOT v.any_used) END AS filter_ceiling,
    bool_or(v.compiler_counts) AS compiler_adds, count(*)::smallint AS claims, max(v.line_origins) AS line_origins,
    bool_or(v.used) AS adopted,
    CASE WHEN NOT bool_or(v.minimum IS NULL AND v.maximum IS NOT NULL) FILTER (WHERE v.used)
      THEN min(v.minimum) FILTER (WHERE v.used) END AS adopted_minimum,
    CASE WHEN bool_and(v.maximum IS NOT NULL) FILTER (WHERE v.used) THEN max(v.maximum) FILTER (WHERE v.used) END
      AS adopted_maximum,
    (array_agg(v.quantity_class ORDER BY v.class_rank DESC NULLS LAST, v.quantity_class)
      FILTER (WHERE v.used AND v.quantity_class IS NOT NULL))[1] AS adopted_class,
    array_agg(DISTINCT v.about) FILTER (WHERE v.about IS NOT NULL AND (v.counts OR NOT v.any_counts)) AS about,
    array_agg(DISTINCT v.about) FILTER (WHERE v.about IS NOT NULL AND v.used) AS adopted_about,
    bool_or(v.counts) AS grounded
  FROM (SELECT f.*, bool_or(f.counts) OVER (PARTITION BY f.harm, f.unit, f.measure, f.population, f.part_of) AS any_counts
  FROM (
    SELECT c.harm, c.unit, c.measure, c.population, c.part_of, c.minimum, c.maximum, c.quantity_class,
      CASE WHEN c.minimum IS NULL AND c.maximum IS NULL THEN c.stated END AS about,
      w.ids AS own_ids, w.line_origins, c.id = ANY (gone.ids) AS used,
      bool_or(c.id = ANY (gone.ids)) OVER (
        PARTITION BY c.harm, c.unit, c.measure, c.population, c.part_of) AS any_used,
      class_rank(c.quantity_class) AS class_rank,
      coalesce(c.maximum, CASE WHEN c.operator IS DISTINCT FROM '>=' THEN CASE c.quantity_class
        WHEN 'few' THEN 9 WHEN 'several' THEN 19 WHEN 'tens' THEN 99 WHEN 'hundreds' THEN 999
        WHEN 'thousands' THEN 9999 WHEN 'tens_of_thousands' THEN 99999
        WHEN 'hundreds_of_thousands' THEN 999999 END END) AS ceiling,
      c.compiled AND NOT c.origin_ids && w.ids AS compiler_counts,
      (c.compiled AND NOT c.origin_ids && w.ids OR c.based AND NOT c.compiled AND cardinality(c.origin_ids) > 0)
      AND NOT r.doubtful AND 1 = row_number() OVER (
        PARTITION BY c.harm, c.unit, c.measure, c.population, c.part_of, c.based, r.doubtful,
          CASE WHEN c.compiled THEN ARRAY[c.speaker_id] ELSE c.origin_ids END, c.compiled
        ORDER BY NOT (coalesce(ds.same_as_id, ds.id) IS NOT DISTINCT FROM c.speaker_id AND c.via = '{}' OR EXISTS (
            SELECT FROM claim_citation k JOIN document kd ON kd.project_id = k.project_id AND kd.id = k.document_id
            JOIN source ks ON ks.project_id = kd.project_id AND ks.id = kd.source_id
            WHERE k.project_id = c.project_id AND k.claim_id = c.id AND k.via = '{}'
              AND coalesce(ks.same_as_id, ks.id) = c.speaker_id)),
          c.as_of DESC NULLS LAST, d.published_latest_on DESC NULLS LAST, c.id DESC) AS counts
    FROM counted_claim c
    LEFT JOIN document d ON d.project_id = c.project_id AND d.id = c.document_id
    LEFT JOIN source ds ON ds.project_id = d.project_id AND ds.id = d.source_id
    LEFT JOIN assessment own_grade ON own_grade.project_id = c.project_id AND own_grade.claim_id = c.id
      AND own_grade.scheme = 'credibility' AND own_grade.superseded_by IS NULL
    LEFT JOIN assessment of_document ON of_document.project_id = c.project_id AND of_document.document_id = c.document_id
      AND of_document.scheme = 'credibility' AND of_document.superseded_by IS NULL
    CROSS JOIN LATERAL (SELECT coalesce(own_grade.grade, of_document.grade, '') >= '4' AS doubtful) r
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(DISTINCT o.id), '{}') AS ids, count(DISTINCT o.id) FILTER (
        WHERE (x.unit, x.measure, x.population, x.part_of) = (c.unit, c.measure, c.population, c.part_of))
        AS line_origins
      FROM counted_claim x CROSS JOIN LATERAL unnest(x.origin_ids) o (id)
      WHERE x.project_id = c.project_id AND x.incident_id = ANY (i.entries)
        AND x.harm = c.harm AND x.based AND NOT x.compiled) w
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries)) f) v
  GROUP BY v.harm, v.unit, v.measure, v.population, v.part_of, v.own_ids) line
CROSS JOIN LATERAL (SELECT line.own_ids AS ids) own;

CREATE VIEW incident_projection WITH (security_invoker = true) AS
SELECT i.project_id, i.id AS incident_id, i.kind, i.scope, e.tier,
  t.earliest_start, t.latest_start, t.earliest_end, t.latest_end, coalesce(t.as_stated, '') AS when_as_stated, t.edtf,
  p.as_stated AS place_as_stated, p.precision, p.country, p.unit1_name, p.unit1_code, p.unit2_name, p.unit2_code,
  p.unit3_name, p.unit3_code, f.unit_keys, f.unit_keys_certain, f.place_keys, f.place_keys_certain, p.geometry,
  p.radius_m, f.extent, f.extent_is_whole, k.act_codes, k.method_codes, w.alleged_ids, s.source_ids, a.origins,
  cardinality(s.source_ids) AS sources, s.documents, a.verification_lowest, a.verification_highest,
  v.attribution_lowest, v.attribution_highest,
  concat_ws(E'\n', e.own_words, o.names, w.words, w.quotes, s.titles) AS search_text, i.same_as_id, p.place_name,
  p.unit_names_ar, tg.earliest_start AS adopted_earliest_start, tg.latest_start AS adopted_latest_start,
  tg.earliest_end AS adopted_earliest_end, tg.latest_end AS adopted_latest_end, tg.as_stated AS adopted_when_as_stated,
  tg.edtf AS adopted_edtf, CASE WHEN pg.precision IS NOT NULL THEN pg.as_stated END AS adopted_place_as_stated,
  pg.precision AS adopted_precision, pg.unit1_name AS adopted_unit1_name, pg.unit2_name AS adopted_unit2_name,
  pg.unit3_name AS adopted_unit3_name, pg.unit_names_ar AS adopted_unit_names_ar, pg.geometry AS adopted_geometry,
  pg.radius_m AS adopted_radius_m, pg.unit1_code AS adopted_unit1_code, pg.unit2_code AS adopted_unit2_code,
  pg.unit3_code AS adopted_unit3_code
FROM incident_entry i
-- how high the highest of its entries lies, and in which words of ours it is found
CROSS JOIN LATERAL (
  SELECT max(m.tier) AS tier,
    string_agg(concat_ws(E'\n', m.title_folded, nullif(m.summary_folded, '')), E'\n' ORDER BY m.id) AS own_words
  FROM incident m WHERE m.project_id = i.project_id AND m.id = ANY (i.entries)) e
-- who says when and where: the claims with a basis, or all where none has one; and those that we go by
CROSS JOIN LATERAL (
  SELECT array_agg(q.id) FILTER (WHERE q.path = 'incident.when') AS times,
    array_agg(q.id) FILTER (WHERE q.path = 'incident.place') AS places
  FROM (SELECT c.id, c.path, rank() OVER (PARTITION BY c.path ORDER BY c.based DESC) AS grade FROM standing_claim c
    WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries) AND (c.path = 'incident.when'
      OR c.path = 'incident.place' AND EXISTS (SELECT FROM claim_place l
        WHERE l.project_id = c.project_id AND l.claim_id = c.id AND l.part = 'at'))) q
  WHERE q.grade = 1) said
CROSS JOIN LATERAL (
  SELECT max(g.claim_ids) FILTER (WHERE g.path = 'incident.when') AS times,
    max(g.claim_ids) FILTER (WHERE g.path = 'incident.place') AS places
  FROM gone_by g WHERE g.project_id = i.project_id AND g.incident_id = ANY (i.entries)) gone
CROSS JOIN LATERAL times_of(i.project_id, said.times) t
CROSS JOIN LATERAL places_of(i.project_id, said.places) p
CROSS JOIN LATERAL times_of(i.project_id, gone.times) tg
CROSS JOIN LATERAL places_of(i.project_id, gone.places) pg
-- what filters on the place go by: where we go by one, that
CROSS JOIN LATERAL (
  SELECT x.unit_keys, array_remove(coalesce(x.unit1_keys, '{}') || coalesce(x.unit2_keys, '{}')
    || coalesce(x.unit3_keys, '{}'), NULL) AS unit_keys_certain, x.place_keys, x.place_keys_certain, x.extent,
    x.extent_is_whole
  FROM (SELECT p.*, pg.precision IS NULL AS gone_by UNION ALL SELECT pg.*, pg.precision IS NOT NULL) x
  WHERE x.gone_by) f
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
-- which objects are said to be harmed, by our names for them
CROSS JOIN LATERAL (
  SELECT string_agg(DISTINCT p.label_folded, E'\n') AS names
  FROM live_claim c JOIN property_item p ON p.project_id = c.project_id AND p.id = c.property_item_id AND p.tier <= 1
  WHERE c.project_id = i.project_id AND c.incident_id = ANY (i.entries)
) o
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
  FROM act_origins o WHERE o.project_id = i.project_id AND o.incident_id = ANY (i.entries) AND o.unclaimed IS NULL
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
  same_as_id, place_name, unit_names_ar, adopted_earliest_start, adopted_latest_start, adopted_earliest_end,
  adopted_latest_end, adopted_when_as_stated, adopted_edtf, adopted_place_as_stated, adopted_precision,
  adopted_unit1_name, adopted_unit2_name, adopted_unit3_name, adopted_unit_names_ar, adopted_geometry, adopted_radius_m,
  adopted_unit1_code, adopted_unit2_code, adopted_unit3_code, projected_position
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
  UPDATE act a SET type_code = v.type_code, completion_code = v.completion_code, unclaimed = v.unclaimed
    FROM act_projection v
    WHERE v.project_id = project AND v.incident_id = ANY (ids) AND a.project_id = project AND a.id = v.act_id
      AND (a.type_code, a.completion_code, a.unclaimed) IS DISTINCT FROM (v.type_code, v.completion_code, v.unclaimed);
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
    WHERE v.project_id = project
      AND (a.type_code, a.completion_code, a.unclaimed) IS DISTINCT FROM (v.type_code, v.completion_code, v.unclaimed)
  UNION ALL
  SELECT DISTINCT 'involvement', d.incident_id
    FROM ((TABLE part_copy EXCEPT TABLE part_due) UNION ALL (TABLE part_due EXCEPT TABLE part_copy)) d
$$;
