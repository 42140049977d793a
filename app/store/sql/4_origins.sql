-- Whose origins a claim's are follows from who says it, on what basis, and whose words the documents are that it stands in.
-- The program reckons them (`app.domain.origins.origin_ids`) when a claim is written and when what they follow from has
-- changed; here, before a commit, the database reckons those that the event has written once more, by set. They are what a
-- level is earned by: nobody types them in, whatever the event calls itself.

-- By which source an origin of a group is counted where sources were joined: the first of all groups that are connected.
CREATE FUNCTION counted_groups(project integer) RETURNS TABLE (head bigint, counted bigint) LANGUAGE sql STABLE
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
  WITH RECURSIVE pair (one, other) AS (
    SELECT coalesce(a.group_id, a.id), coalesce(b.group_id, b.id) FROM same_as j
    JOIN source a ON a.project_id = project AND a.id = j.one JOIN source b ON b.project_id = project AND b.id = j.other
    WHERE j.project_id = project AND j.kind = 'source' AND j.ended_at IS NULL),
  edge (one, other) AS (SELECT one, other FROM pair UNION SELECT other, one FROM pair),
  reached (head, id) AS (SELECT one, one FROM edge
    UNION SELECT r.head, e.other FROM reached r JOIN edge e ON e.one = r.id)
  SELECT r.head, min(r.id) FROM reached r GROUP BY r.head
$$;

-- Whether a document is another's words or footage.
CREATE FUNCTION is_copy(project integer, document bigint) RETURNS boolean LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM document_relation r WHERE r.project_id = project AND r.from_id = document
    AND r.ended_at IS NULL AND r.kind IN ('republishes', 'translates', 'same_footage'));
END $$;

-- Who speaks in a document, as an origin: its own source; in a copy, the source of its original.
CREATE FUNCTION speaks_in(project integer, document bigint) RETURNS TABLE (source_id bigint, head bigint, counts boolean)
  LANGUAGE plpgsql STABLE SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT d.source_id, coalesce(o.group_id, o.id), o.counts_as_origin FROM document d
    JOIN document x ON x.project_id = project
      AND x.id = CASE WHEN is_copy(project, d.id) THEN original_of(project, d.id) ELSE d.id END
    JOIN source o ON o.project_id = project AND o.id = x.source_id
    WHERE d.project_id = project AND d.id = document;
END $$;

-- Refuses where the origins of a claim that an event has written, or written anew, are others than follow.
CREATE FUNCTION require_reckoned(project integer, event bigint) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp SET plan_cache_mode = force_generic_plan
  SET enable_mergejoin = off SET enable_hashjoin = off AS $$
DECLARE
  wrong text;
BEGIN
  WITH written AS MATERIALIZED (
    SELECT c.id, c.ref, c.incident_id, c.originator_id, c.basis, c.origin_ids, c.document_id, c.via FROM entry n
    JOIN claim c ON c.project_id = project AND c.id = n.row_id
    WHERE n.project_id = project AND n.event_id = event
      AND n.table_number = (SELECT t.number FROM logged_table t WHERE t.name = 'claim')
      AND (n.before IS NULL OR n.before -> 'origin_ids' IS DISTINCT FROM to_jsonb(c.origin_ids))),
  counted AS MATERIALIZED (SELECT g.head, g.counted FROM counted_groups(project) g),
  due AS (
    -- what counts for nobody
    SELECT w.ref, w.origin_ids, '{}'::bigint[] AS ids FROM written w
    WHERE w.incident_id IS NULL OR w.originator_id IS NULL OR w.basis = 'none_stated'
    UNION ALL
    -- of a compiler, the reports that its last claim of the act's type cites: once an incident
    SELECT min(w.ref), w.origin_ids, ARRAY(SELECT DISTINCT coalesce(g.counted, s.head)
      FROM (SELECT c.id FROM claim c WHERE c.project_id = project AND c.incident_id = w.incident_id
          AND c.originator_id = w.originator_id AND c.path = 'act.type' AND c.basis = 'compiled'
          AND EXISTS (SELECT FROM claim_citation k WHERE k.project_id = project AND k.claim_id = c.id)
        ORDER BY c.id DESC LIMIT 1) last
      JOIN claim_citation k ON k.project_id = project AND k.claim_id = last.id
      CROSS JOIN LATERAL speaks_in(project, k.document_id) s LEFT JOIN counted g ON g.head = s.head
      WHERE s.counts ORDER BY 1)
    FROM written w WHERE w.incident_id IS NOT NULL AND w.originator_id IS NOT NULL AND w.basis = 'compiled'
    GROUP BY w.incident_id, w.originator_id, w.origin_ids
    UNION ALL
    -- of anybody else, their own; or where all of their publications are copies, those whose words these are
    SELECT w.ref, w.origin_ids, CASE WHEN own.all_copies THEN own.ids
      WHEN o.counts_as_origin THEN ARRAY[coalesce(og.counted, o.group_id, o.id)] ELSE '{}' END
    FROM written w
    JOIN source o ON o.project_id = project AND o.id = w.originator_id
    LEFT JOIN counted og ON og.head = coalesce(o.group_id, o.id)
    CROSS JOIN LATERAL (SELECT is_copy(project, w.document_id) OR EXISTS (SELECT FROM claim_citation k
      WHERE k.project_id = project AND k.claim_id = w.id AND is_copy(project, k.document_id)) AS some) copies
    CROSS JOIN LATERAL (
      SELECT bool_and(coalesce(g.counted, s.head) <> coalesce(og.counted, o.group_id, o.id)) AS all_copies,
        coalesce(array_agg(DISTINCT coalesce(g.counted, s.head) ORDER BY coalesce(g.counted, s.head))
          FILTER (WHERE s.counts), '{}') AS ids
      -- asked only where one of the documents is a copy: few are, and an import brings many thousand claims
      FROM (SELECT w.document_id AS id, w.via WHERE copies.some
        UNION ALL SELECT k.document_id, k.via FROM claim_citation k
        WHERE copies.some AND k.project_id = project AND k.claim_id = w.id) q
      CROSS JOIN LATERAL speaks_in(project, q.id) s
      JOIN source d ON d.project_id = project AND d.id = s.source_id LEFT JOIN counted g ON g.head = s.head
      WHERE q.via = '{}' AND coalesce(d.same_as_id, d.id) = coalesce(o.same_as_id, o.id)) own
    WHERE w.incident_id IS NOT NULL AND w.basis NOT IN ('none_stated', 'compiled'))
  SELECT d.ref INTO wrong FROM due d WHERE d.origin_ids IS DISTINCT FROM d.ids LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE insufficient_privilege USING
      MESSAGE = format('the origins of claim %s are reckoned, and not typed in', wrong);
  END IF;
END $$;
