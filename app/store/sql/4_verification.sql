-- How sure we are: which levels can follow which, what each asks for, and the two functions that move one. Statuses are
-- granted to nobody; the application proposes and decides here, as whoever is signed in.
--
-- Two tracks: an act (did it happen so; no party) and an act with an alleged party (by whom).

-- The one table of moves. A level that is not skipped to has no row. `second` says that somebody else has to approve,
-- so that the move asks for a project in which there can be somebody else;
-- what is asked for is checked when it is proposed and again when it is approved.
CREATE VIEW verification_move WITH (security_invoker = true) AS
SELECT m.track, m.from_level, m.to_level, m.second,
  CASE WHEN m.second THEN m.asks || '{second_person}'::text[] ELSE m.asks END AS asks
FROM (VALUES
  ('occurrence', 'allegation', 'credible', false,
    '{origin,assessed,original,settled,other_person}'::text[]),
  ('occurrence', 'contested', 'credible', true,
    '{origin,assessed,original,settled}'),
  ('occurrence', 'credible', 'corroborated', true,
    '{origins,each_assessed,original,first_hand,checks,settled,decided,contrary}'),
  ('occurrence', 'credible', 'finding_on_record', true, '{determination,contrary}'),
  ('occurrence', 'corroborated', 'finding_on_record', true, '{determination,contrary}'),
  ('occurrence', 'allegation', 'contested', false, '{contradiction}'),
  ('occurrence', 'credible', 'contested', false, '{contradiction}'),
  ('occurrence', 'corroborated', 'contested', false, '{contradiction}'),
  ('occurrence', 'allegation', 'unsubstantiated', false, '{effort}'),
  ('occurrence', 'contested', 'unsubstantiated', false, '{effort}'),
  ('occurrence', 'allegation', 'refuted', true, '{disproof}'),
  ('occurrence', 'contested', 'refuted', true, '{disproof}'),
  ('occurrence', 'credible', 'refuted', true, '{disproof}'),
  ('occurrence', 'corroborated', 'refuted', true, '{disproof}'),
  -- Down, or open again: easy, with a reason.
  ('occurrence', 'credible', 'allegation', false, '{}'),
  ('occurrence', 'corroborated', 'credible', false, '{}'),
  ('occurrence', 'finding_on_record', 'credible', false, '{}'),
  ('occurrence', 'contested', 'allegation', false, '{}'),
  ('occurrence', 'unsubstantiated', 'allegation', false, '{}'),
  ('occurrence', 'refuted', 'allegation', true, '{}'),
  ('attribution', 'allegation', 'credible', false,
    '{origin,assessed,original,settled,other_person}'),
  ('attribution', 'contested', 'credible', true,
    '{origin,assessed,original,settled}'),
  ('attribution', 'credible', 'corroborated', true,
    '{origins,each_assessed,original,first_hand,checks,settled,decided,contrary}'),
  ('attribution', 'credible', 'admitted', true, '{admission,contrary}'),
  ('attribution', 'corroborated', 'admitted', true, '{admission,contrary}'),
  ('attribution', 'credible', 'finding_on_record', true, '{determination,contrary}'),
  ('attribution', 'corroborated', 'finding_on_record', true, '{determination,contrary}'),
  ('attribution', 'admitted', 'finding_on_record', true, '{determination,contrary}'),
  ('attribution', 'allegation', 'contested', false, '{contradiction}'),
  ('attribution', 'credible', 'contested', false, '{contradiction}'),
  ('attribution', 'corroborated', 'contested', false, '{contradiction}'),
  ('attribution', 'allegation', 'unsubstantiated', false, '{effort}'),
  ('attribution', 'contested', 'unsubstantiated', false, '{effort}'),
  ('attribution', 'allegation', 'misattributed', true, '{disproof}'),
  ('attribution', 'contested', 'misattributed', true, '{disproof}'),
  ('attribution', 'credible', 'misattributed', true, '{disproof}'),
  ('attribution', 'corroborated', 'misattributed', true, '{disproof}'),
  ('attribution', 'admitted', 'misattributed', true, '{disproof}'),
  ('attribution', 'credible', 'allegation', false, '{}'),
  ('attribution', 'corroborated', 'credible', false, '{}'),
  ('attribution', 'admitted', 'credible', false, '{}'),
  ('attribution', 'finding_on_record', 'credible', false, '{}'),
  ('attribution', 'contested', 'allegation', false, '{}'),
  ('attribution', 'unsubstantiated', 'allegation', false, '{}'),
  ('attribution', 'misattributed', 'allegation', true, '{}')
) AS m (track, from_level, to_level, second, asks);

-- The checks that a document of a medium has to have passed, item by item. Their words stand in the domain.
CREATE VIEW check_item WITH (security_invoker = true) AS
SELECT i.item, i.analysis, i.media_only
FROM (VALUES
  ('identity', 'source', false), ('provenance', 'source', false), ('record_of_the_source', 'source', false),
  ('interest', 'source', false), ('access', 'source', false),
  ('file_intact', 'technical', true), ('metadata', 'technical', true), ('published_before', 'technical', true),
  ('manipulation', 'technical', true),
  ('place_seen', 'content', true), ('time_seen', 'content', true), ('language_and_dialect', 'content', true),
  ('agrees_with_other_claims', 'content', true)
) AS i (item, analysis, media_only);

-- The grade of a claim: its own, else that of the document that it stands in. 1 to 3 is good enough to rely on.
CREATE VIEW claim_credibility WITH (security_invoker = true) AS
SELECT c.project_id, c.id AS claim_id, coalesce(own.grade, inherited.grade)::smallint AS credibility,
  own.grade IS NOT NULL AS overridden
FROM claim c
LEFT JOIN assessment own ON own.project_id = c.project_id AND own.claim_id = c.id AND own.scheme = 'credibility'
  AND own.superseded_by IS NULL
LEFT JOIN assessment inherited ON inherited.project_id = c.project_id AND inherited.document_id = c.document_id
  AND inherited.scheme = 'credibility' AND inherited.superseded_by IS NULL;

-- The claims that a track rests on, each with the origins that it brings (0: the one of a compiler), whether it is what
-- the track is about (`core`) or says when and where, and how good it is. What was taken back by its source is no ground:
-- it brings no origin, and keeps none from counting.
CREATE VIEW verification_ground WITH (security_invoker = true) AS
SELECT o.project_id, o.incident_id, o.act_id, NULL::bigint AS party_id, c.id AS claim_id, c.path = 'act.type' AS core,
  CASE WHEN c.compiled THEN ARRAY[0]::bigint[]
    ELSE ARRAY(SELECT unnest(c.origin_ids) INTERSECT SELECT unnest(o.ids)) END AS origin_ids,
  c.basis,
  (SELECT g.credibility FROM claim_credibility g WHERE g.project_id = c.project_id AND g.claim_id = c.id) AS credibility
FROM origins_of_act o
-- By the index, for the entries of one incident (OFFSET 0): joined otherwise every claim of the project is read.
CROSS JOIN LATERAL (SELECT c.* FROM standing_claim c WHERE c.project_id = o.project_id AND c.incident_id = ANY (o.entries)
  AND (c.act_id = o.act_id OR c.act_id IS NULL) AND c.path IN ('act.type', 'incident.when', 'incident.place') OFFSET 0) c
WHERE o.ground AND c.based AND CASE WHEN c.compiled THEN o.compiler_adds ELSE c.origin_ids && o.ids END
  AND c.id <> ALL (o.set_aside) AND retracted_since(c.project_id, c.id) IS NULL
UNION ALL
SELECT c.project_id, c.incident_id, c.act_id, c.named_id, c.id, true,
  CASE WHEN c.compiled THEN ARRAY[0]::bigint[] ELSE c.origin_ids END, c.basis,
  (SELECT g.credibility FROM claim_credibility g WHERE g.project_id = c.project_id AND g.claim_id = c.id)
FROM standing_claim c
WHERE c.path = 'act.alleged' AND c.based AND (NOT c.compiled OR NOT EXISTS (SELECT FROM standing_claim x
  WHERE x.project_id = c.project_id AND x.incident_id = c.incident_id AND x.act_id = c.act_id AND x.path = c.path
    AND x.named_id = c.named_id AND x.based AND NOT x.compiled AND x.origin_ids && c.origin_ids
    AND retracted_since(x.project_id, x.id) IS NULL))
  AND retracted_since(c.project_id, c.id) IS NULL;

-- When it was recorded that a document is corrected or retracted, is for nobody to say.
CREATE FUNCTION retracted_now() RETURNS trigger LANGUAGE plpgsql SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  NEW.retraction_at := CASE WHEN NEW.retraction IS NOT NULL THEN now() END;
  RETURN NEW;
END $$;
CREATE TRIGGER retracted_now BEFORE INSERT ON document FOR EACH ROW WHEN (NEW.retraction IS NOT NULL)
  EXECUTE FUNCTION retracted_now();
CREATE TRIGGER retracted_again BEFORE UPDATE OF retraction ON document FOR EACH ROW
  WHEN (NEW.retraction IS DISTINCT FROM OLD.retraction) EXECUTE FUNCTION retracted_now();

-- The ground of one track. By its incident, which every index of claims begins with: by the act alone the view would
-- read every claim of the project. What a queue asks act by act is in plpgsql and planned once a session: an SQL function
-- with settings of its own is planned at every call, which takes ten times as long as to run it.
CREATE FUNCTION ground_of(project integer, act bigint, party bigint) RETURNS SETOF verification_ground
  LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp
  SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT g.* FROM verification_ground g WHERE g.project_id = project
    AND g.incident_id = (SELECT a.incident_id FROM act a WHERE a.project_id = project AND a.id = act)
    AND g.act_id = act AND g.party_id IS NOT DISTINCT FROM named_party(project, party);
END $$;

-- Whether somebody has entered a claim that a track rests on, or one that such a claim stands in the place of: whoever
-- makes it more exact, by hand or in bulk, takes it over and has not taken it from whoever entered it. Claims of which one
-- takes another's place are of one incident, and end somewhere (succeeds()).
CREATE FUNCTION has_entered(project integer, act bigint, party bigint, actor bigint) RETURNS boolean LANGUAGE plpgsql
  STABLE SET search_path = tawthiq, public, pg_temp SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN EXISTS (WITH RECURSIVE stated (incident_id, id, entered_by) AS (
    SELECT c.incident_id, c.id, c.entered_by FROM ground_of(project, act, party) g
      JOIN claim c ON c.project_id = project AND c.id = g.claim_id
    UNION
    SELECT c.incident_id, c.id, c.entered_by FROM stated s
      JOIN claim c ON c.project_id = project AND c.incident_id = s.incident_id AND c.superseded_by = s.id)
    SELECT FROM stated s WHERE s.entered_by = actor);
END $$;

-- The documents that a claim stands in, by its first citation and the further ones; `own` where it is there as its
-- originator's own word. A function, so that it is asked claim by claim.
CREATE FUNCTION documents_of(project integer, claim_number bigint)
  RETURNS TABLE (document_id bigint, kind text, state text, own boolean, retracted boolean) LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT d.id, d.kind, d.state, q.via = '{}' AND coalesce(s.same_as_id, s.id) = coalesce(o.same_as_id, o.id),
    d.retraction IS NOT DISTINCT FROM 'retracted'
  FROM (SELECT c.originator_id, c.document_id, c.via FROM claim c WHERE c.project_id = project AND c.id = claim_number
    UNION ALL SELECT c.originator_id, k.document_id, k.via FROM claim c
    JOIN claim_citation k ON k.project_id = c.project_id AND k.claim_id = c.id
    WHERE c.project_id = project AND c.id = claim_number) q
  JOIN document d ON d.project_id = project AND d.id = q.document_id
  JOIN source s ON s.project_id = project AND s.id = d.source_id
  LEFT JOIN source o ON o.project_id = project AND o.id = q.originator_id;
END $$;

-- Whether the last check of all files of a project found this one altered or missing.
CREATE FUNCTION is_altered(project integer, item bigint) RETURNS boolean LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM custody_event c WHERE c.project_id = project AND c.item_id = item
    AND c.deed = 'found_altered' AND c.id > coalesce((SELECT max(v.id) FROM custody_event v
      WHERE v.project_id = project AND v.item_id IS NULL AND v.deed = 'verified'), 0));
END $$;

-- Whether more than the title of a document is on record: its file, unless the last check of all files of the project
-- found it altered; its text; or where on the web it is read.
CREATE FUNCTION stands_somewhere(project integer, document_number bigint) RETURNS boolean LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM document d WHERE d.project_id = project AND d.id = document_number AND d.url IS NOT NULL)
    OR EXISTS (SELECT FROM evidence_item e WHERE e.project_id = project AND e.document_id = document_number
      AND NOT is_altered(project, e.id))
    OR EXISTS (SELECT FROM document_text t WHERE t.project_id = project AND t.document_id = document_number
      AND t.replaced_at IS NULL);
END $$;

-- Whether one decision stands and is overtaken; asked decision by decision, so that a page of them computes no more.
CREATE FUNCTION is_overtaken(project integer, decision bigint) RETURNS boolean LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT coalesce(bool_or(a.stale), false) FROM adoption_state a WHERE a.project_id = project AND a.id = decision);
END $$;

-- Two live claims of one incident that somebody has found cannot both hold; those of an action or response, on which no
-- level rests, are none of them. Settled once a decision that is not stale
-- has considered both; it weighs where neither is without a basis nor graded below "possibly true".
CREATE VIEW contradiction WITH (security_invoker = true) AS
SELECT l.project_id, l.incident_id, l.id AS link_id, l.claim_id, l.other_id,
  one.based AND other.based AND coalesce(og.credibility, 3) <= 3 AND coalesce(tg.credibility, 3) <= 3 AS weighs,
  og.credibility <= 3 AND tg.credibility <= 3 AND one.based AND other.based AS graded,
  EXISTS (SELECT FROM adoption_state a
    JOIN adoption_claim k ON k.project_id = a.project_id AND k.adoption_id = a.id AND k.claim_id = l.claim_id
    JOIN adoption_claim m ON m.project_id = a.project_id AND m.adoption_id = a.id AND m.claim_id = l.other_id
    WHERE a.project_id = l.project_id AND a.incident_id = ANY (i.entries) AND NOT a.stale) AS settled
FROM claim_link l
JOIN incident_entry i ON i.project_id = l.project_id AND i.id = l.incident_id
JOIN live_claim one ON one.project_id = l.project_id AND one.id = l.claim_id AND one.incident_id = ANY (i.entries)
JOIN live_claim other ON other.project_id = l.project_id AND other.id = l.other_id
  AND other.incident_id = ANY (i.entries)
CROSS JOIN LATERAL (SELECT (SELECT g.credibility FROM claim_credibility g
  WHERE g.project_id = l.project_id AND g.claim_id = l.claim_id) AS credibility) og
CROSS JOIN LATERAL (SELECT (SELECT g.credibility FROM claim_credibility g
  WHERE g.project_id = l.project_id AND g.claim_id = l.other_id) AS credibility) tg
WHERE l.kind = 'contradicts' AND l.ended_at IS NULL;

-- The live claims that a track turns on: of the act and of when and where; or of the one alleged party. A claim about
-- which a decision or a contradiction may stand.
CREATE FUNCTION turns_on(project integer, incident bigint, act bigint, party bigint) RETURNS SETOF bigint
  LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT c.id FROM live_claim c
  WHERE c.project_id = project AND c.incident_id = ANY (entries_of(project, ARRAY[incident]))
    AND CASE WHEN party IS NULL
      THEN c.path IN ('act.type', 'incident.when', 'incident.place') AND (c.act_id = act OR c.act_id IS NULL)
      ELSE c.path = 'act.alleged' AND c.act_id = act AND c.named_id = named_party(project, party) END;
END $$;

-- The properties about which something is undecided on which a track rests: two claims that cannot both hold, or a
-- decision that is overtaken, about the act or about the incident as a whole. Whether it happened so does not turn on who
-- did it; by whom turns on both.
CREATE FUNCTION undecided(project integer, act bigint, party bigint, all_entries bigint[]) RETURNS SETOF text
  LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp
  SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT c.path FROM contradiction x
  JOIN live_claim c ON c.project_id = x.project_id AND c.id = ANY (ARRAY[x.claim_id, x.other_id])
  WHERE x.project_id = project AND x.incident_id = ANY (all_entries) AND NOT x.settled
    AND (c.act_id = act OR c.act_id IS NULL AND c.property_item_id IS NULL)
    AND (c.path <> 'act.alleged' OR c.named_id = named_party(project, party))
  UNION
  SELECT a.path FROM adoption_state a WHERE a.project_id = project AND a.incident_id = ANY (all_entries) AND a.stale
    AND (a.act_id = act OR a.act_id IS NULL AND a.property_item_id IS NULL)
    AND (a.path <> 'act.alleged' OR party IS NOT NULL)
  ORDER BY 1;
END $$;

-- What of `asks` does not hold now, for a move by `actor` with these answers; 'decided' once for each property that is
-- not, with its name. By index look-ups alone: decisions are few and claims many, and nothing that is joined otherwise
-- stays quick.
CREATE FUNCTION verification_missing(project integer, act bigint, party bigint, asks text[], answers jsonb,
  actor bigint) RETURNS text[] LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp
  SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  p project;
  incident bigint := (SELECT a.incident_id FROM act a WHERE a.project_id = project AND a.id = act);
  all_entries bigint[] := entries_of(project, ARRAY[incident]);
  on_these bigint[] := ARRAY(SELECT * FROM turns_on(project, incident, act, party));
  origins smallint;
  graded smallint;
  found text[] := '{}';
  asked text;
  holds boolean;
BEGIN
  SELECT * INTO p FROM project x WHERE x.id = verification_missing.project;
  -- Origins that the track has, and how many of them are good enough to rely on.
  SELECT count(DISTINCT o.id), count(DISTINCT o.id) FILTER (WHERE g.credibility <= 3) INTO origins, graded
    FROM ground_of(project, act, party) g CROSS JOIN LATERAL unnest(g.origin_ids) o (id) WHERE g.core;
  FOREACH asked IN ARRAY asks LOOP
    holds := CASE asked
      WHEN 'origin' THEN origins >= 1
      WHEN 'origins' THEN origins >= coalesce(p.least_origins, 2)
      WHEN 'graded_origins' THEN graded >= coalesce(p.least_origins, 2)
      WHEN 'assessed' THEN graded >= 1
      WHEN 'each_assessed' THEN origins >= 1 AND graded = origins
      WHEN 'original' THEN EXISTS (SELECT FROM ground_of(project, act, party) g
        CROSS JOIN LATERAL documents_of(project, g.claim_id) d
        WHERE g.core AND d.state = 'on_file' AND NOT d.retracted AND (d.own OR d.kind = 'own_field_note')
          AND stands_somewhere(project, d.document_id))
      WHEN 'first_hand' THEN EXISTS (SELECT FROM ground_of(project, act, party) g
        WHERE g.core AND g.basis IN ('observed', 'records'))
      WHEN 'checks' THEN NOT EXISTS (SELECT FROM ground_of(project, act, party) g
        CROSS JOIN LATERAL documents_of(project, g.claim_id) d CROSS JOIN check_item i
        LEFT JOIN assessment s ON s.project_id = project AND s.document_id = d.document_id AND s.scheme = 'check'
          AND s.item = i.item AND s.superseded_by IS NULL
        WHERE i.media_only AND NOT d.retracted AND d.kind IN ('photo', 'video', 'audio', 'satellite_image')
          AND (coalesce(s.grade, 'fail') = 'fail' OR i.item = 'file_intact' AND EXISTS (SELECT FROM evidence_item e
            WHERE e.project_id = project AND e.document_id = d.document_id AND is_altered(project, e.id))))
      WHEN 'settled' THEN NOT EXISTS (SELECT FROM contradiction x WHERE x.project_id = project
        AND x.incident_id = ANY (all_entries) AND x.weighs AND NOT x.settled
        AND (x.claim_id = ANY (on_these) OR x.other_id = ANY (on_these)))
      WHEN 'decided' THEN NOT EXISTS (SELECT FROM undecided(project, act, party, all_entries))
      WHEN 'contrary' THEN btrim(coalesce(answers ->> 'contrary', '')) <> '' OR NOT EXISTS (
        SELECT FROM live_claim c WHERE c.project_id = project AND c.id = ANY (on_these) AND c.polarity = 'denies'
        UNION ALL SELECT FROM reply r WHERE r.project_id = project AND r.incident_id = ANY (all_entries)
          AND (r.act_id IS NULL OR r.act_id = act) AND r.says = 'denies' AND r.tier <= 1
          AND CASE WHEN party IS NULL THEN r.of_event ELSE r.party_id = named_party(project, party) END
        UNION ALL SELECT FROM contradiction x WHERE x.project_id = project AND x.incident_id = ANY (all_entries)
          AND (x.claim_id = ANY (on_these) OR x.other_id = ANY (on_these)))
      WHEN 'other_person' THEN p.one_person OR NOT has_entered(project, act, party, actor)
      WHEN 'second_person' THEN NOT p.one_person
      -- A finding is named so that somebody else finds it, is nobody's of this project, and stands in a document that may
      -- have come out since.
      WHEN 'determination' THEN length(btrim(answers ->> 'body')) >= 3
        AND lower(btrim(answers ->> 'body')) NOT IN (lower(p.title), lower(p.code)) AND length(btrim(answers ->> 'standard')) >= 3
        AND CASE WHEN answers ? 'determined_on' THEN (answers ->> 'determined_on')::date <= current_date END
        AND EXISTS (SELECT FROM document d WHERE d.project_id = project AND d.ref = answers ->> 'document'
          AND d.retraction IS DISTINCT FROM 'retracted' AND d.kind <> 'own_field_note'
          AND coalesce(d.published_latest_on, 'infinity') >= (answers ->> 'determined_on')::date)
      WHEN 'contradiction' THEN EXISTS (SELECT FROM contradiction x WHERE x.project_id = project
        AND x.incident_id = ANY (all_entries) AND x.graded
        AND (x.claim_id = ANY (on_these) OR x.other_id = ANY (on_these)))
      -- What only says it disproves nothing, nor does what only denies it: a denial on no ground, or by whoever may be a
      -- party. A document that tells what was said and denies it on some ground can.
      WHEN 'disproof' THEN EXISTS (SELECT FROM document d
        WHERE d.project_id = project AND d.ref = answers ->> 'document' AND d.retraction IS DISTINCT FROM 'retracted'
          AND (SELECT bool_or(s.disproves) FROM (
              SELECT c.id, c.polarity = 'denies' AND c.based AND NOT may_be_a_party(project, c.originator_id)
                FROM live_claim c WHERE c.project_id = project AND c.id = ANY (on_these)
                AND c.path IN ('act.type', 'act.alleged') AND c.polarity IN ('asserts', 'denies')
              UNION ALL SELECT r.claim_id, false FROM reply r
                WHERE r.project_id = project AND r.incident_id = ANY (all_entries) AND r.says = 'denies'
                AND r.tier <= 1 AND (r.act_id IS NULL OR r.act_id = act)
                AND CASE WHEN party IS NULL THEN r.of_event ELSE r.party_id = named_party(project, party) END
              ) s (id, disproves)
            CROSS JOIN LATERAL documents_of(project, s.id) q WHERE q.document_id = d.id) IS NOT FALSE)
      WHEN 'effort' THEN btrim(coalesce(answers ->> 'tried', '')) <> ''
      WHEN 'admission' THEN btrim(coalesce(answers ->> 'admitted', '')) <> '' AND EXISTS (
        SELECT FROM ground_of(project, act, party) g JOIN claim c ON c.project_id = project AND c.id = g.claim_id
          WHERE g.basis = 'admission' AND may_be_a_party(project, c.originator_id))
    END;
    IF holds IS NOT TRUE THEN
      found := found || CASE asked
        WHEN 'decided' THEN ARRAY(SELECT 'decided:' || path FROM undecided(project, act, party, all_entries) u (path))
        ELSE ARRAY[asked] END;
    END IF;
  END LOOP;
  RETURN found;
END $$;

-- The level that a track has now.
CREATE FUNCTION verification_level(project integer, act bigint, party bigint) RETURNS text LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT CASE WHEN party IS NULL
    THEN (SELECT a.occurrence_status FROM act a WHERE a.project_id = project AND a.id = act)
    ELSE (SELECT n.attribution_status FROM involvement n WHERE n.project_id = project AND n.act_id = act
      AND n.party_id = party AND n.role = 'alleged') END
$$;

-- What can follow on the level that a track has, and what each of these lacks.
CREATE FUNCTION verification_options(project integer, act bigint, party bigint)
  RETURNS TABLE (to_level text, second boolean, missing text[]) LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT m.to_level, m.second, verification_missing(project, act, party, m.asks, '{}', who())
  FROM verification_move m
  WHERE m.track = CASE WHEN party IS NULL THEN 'occurrence' ELSE 'attribution' END
    AND m.from_level = verification_level(project, act, party)
$$;

-- What the level that a track has was earned by and no longer holds, as in verification_missing(): nothing is lowered by
-- itself, and it is said. Asked of the last move to it that asked for anything, with the answers that were given then.
CREATE FUNCTION verification_lapsed(project integer, act bigint, party bigint) RETURNS text[] LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  level text := verification_level(project, act, party);
BEGIN
  -- Where nobody says any more that it was they, nothing is told of it.
  IF level = 'allegation' OR party IS NOT NULL AND NOT EXISTS (SELECT FROM involvement n WHERE n.project_id = project
      AND n.act_id = act AND n.party_id = party AND n.role = 'alleged' AND n.claims > 0) THEN
    RETURN '{}';
  END IF;
  -- A source that came since and that nobody has graded takes nothing away from those that were.
  RETURN coalesce((SELECT array_replace(verification_missing(project, act, party,
      array_replace(array_remove(array_remove(array_remove(m.asks, 'other_person'), 'second_person'), 'each_assessed'),
        'origins', 'graded_origins'), v.answers, 0), 'graded_origins', 'origins')
    FROM verification v JOIN verification_move m ON m.from_level = v.from_level AND m.to_level = v.to_level
      AND m.track = CASE WHEN party IS NULL THEN 'occurrence' ELSE 'attribution' END AND m.asks <> '{}'
    WHERE v.project_id = project AND v.incident_id = (SELECT a.incident_id FROM act a
        WHERE a.project_id = project AND a.id = act)
      AND v.act_id = act AND v.party_id IS NOT DISTINCT FROM party AND v.outcome = 'done' AND v.to_level = level
    ORDER BY v.id DESC LIMIT 1), '{}');
END $$;

-- The evidence as it stands: each claim that the track rests on, its origins and its grade, and the digest of its row.
CREATE FUNCTION verification_snapshot(project integer, act bigint, party bigint) RETURNS jsonb LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('claim', c.ref, 'origins', to_jsonb(g.origin_ids), 'basis', g.basis,
      'credibility', g.credibility, 'document', d.ref, 'state', d.state,
      'digest', encode(sha256(convert_to(to_jsonb(c)::text, 'UTF8')), 'hex')) ORDER BY c.id), '[]')
  FROM ground_of(project, act, party) g JOIN claim c ON c.project_id = g.project_id AND c.id = g.claim_id
  LEFT JOIN document d ON d.project_id = c.project_id AND d.id = c.document_id
$$;

CREATE FUNCTION set_verification(project integer, act bigint, party bigint, level text) RETURNS void
  LANGUAGE plpgsql SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  IF party IS NULL THEN
    UPDATE act a SET occurrence_status = level WHERE a.project_id = project AND a.id = act;
  ELSE
    UPDATE involvement n SET attribution_status = level
      WHERE n.project_id = project AND n.act_id = act AND n.party_id = party AND n.role = 'alleged';
  END IF;
END $$;

-- Refuses unless whoever is signed in verifies in this project and an event of it is open. Returns who that is.
CREATE FUNCTION verifier_in(project integer) RETURNS bigint LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  IF NOT 'verifier' = ANY (my_roles(project)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'only a verifier of the project moves a verification';
  END IF;
  IF NOT EXISTS (SELECT FROM event e WHERE e.transaction = pg_current_xact_id() AND e.closed_at IS NULL
      AND e.project_id = project AND e.writes) THEN
    RAISE insufficient_privilege USING MESSAGE = 'moving a verification needs an open event of this project';
  END IF;
  RETURN who();
END $$;

-- Moves a track to another level, or proposes it where somebody else has to approve. `answers` may hold contrary,
-- tried, admitted, body, determined_on, standard and document (a ref). Errors name their cause by SQLSTATE: TW001 no
-- such move, TW002 something is missing (the detail lists it), TW003 another proposal is open.
CREATE FUNCTION move_verification(project integer, act bigint, party bigint, level text, standard text, why text,
  answers jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  actor bigint := verifier_in(project);
  incident bigint;
  now_at text;
  move verification_move;
  missing text[];
  moved bigint;
BEGIN
  SELECT a.incident_id INTO incident FROM act a WHERE a.project_id = project AND a.id = act FOR NO KEY UPDATE;
  now_at := verification_level(project, act, party);
  SELECT * INTO move FROM verification_move m WHERE m.from_level = now_at AND m.to_level = level
    AND m.track = CASE WHEN party IS NULL THEN 'occurrence' ELSE 'attribution' END;
  IF move IS NULL THEN
    RAISE SQLSTATE 'TW001' USING MESSAGE = format('no move leads from %s to %s', now_at, level);
  END IF;
  IF EXISTS (SELECT FROM verification v WHERE v.project_id = project AND v.act_id = act
      AND v.party_id IS NOT DISTINCT FROM party AND v.outcome = 'open') THEN
    RAISE SQLSTATE 'TW003' USING MESSAGE = 'a proposal for this is open';
  END IF;
  missing := verification_missing(project, act, party, move.asks, answers, actor);
  IF missing <> '{}' THEN
    RAISE SQLSTATE 'TW002' USING MESSAGE = 'something is missing', DETAIL = array_to_string(missing, ',');
  END IF;
  INSERT INTO verification (project_id, incident_id, act_id, party_id, from_level, to_level, standard_of_proof, reason,
      answers, snapshot, cited_document_id, self_reviewed, outcome, proposed_by, decided_by, decided_at)
    SELECT project, incident, act, party, now_at, level, standard, why, answers,
      verification_snapshot(project, act, party),
      (SELECT d.id FROM document d WHERE d.project_id = project AND d.ref = answers ->> 'document'),
      NOT move.second AND has_entered(project, act, party, actor),
      CASE WHEN move.second THEN 'open' ELSE 'done' END, actor,
      CASE WHEN NOT move.second THEN actor END, CASE WHEN NOT move.second THEN now() END
    RETURNING id INTO moved;
  IF NOT move.second THEN
    PERFORM set_verification(project, act, party, level);
  END IF;
  RETURN moved;
END $$;

-- Approves or declines what somebody else proposed, or takes one's own proposal back. Errors as above; TW004 it was
-- decided already; TW005 whoever proposed it, or has entered what it rests on, cannot approve it; TW006
-- the level has changed since.
CREATE FUNCTION decide_verification(project integer, proposal bigint, verdict text, why text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  actor bigint := verifier_in(project);
  v verification;
  missing text[];
BEGIN
  SELECT * INTO v FROM verification x WHERE x.project_id = project AND x.id = proposal FOR UPDATE;
  IF v IS NULL OR v.outcome <> 'open' THEN
    RAISE SQLSTATE 'TW004' USING MESSAGE = 'this was decided already';
  END IF;
  IF verdict = 'taken_back' AND v.proposed_by <> actor OR verdict <> 'taken_back' AND v.proposed_by = actor
    OR verdict = 'done' AND has_entered(project, v.act_id, v.party_id, actor) THEN
    RAISE SQLSTATE 'TW005' USING MESSAGE = 'this needs somebody else';
  END IF;
  PERFORM FROM act a WHERE a.project_id = project AND a.id = v.act_id FOR NO KEY UPDATE;
  IF verdict = 'done' THEN
    IF verification_level(project, v.act_id, v.party_id) <> v.from_level THEN
      RAISE SQLSTATE 'TW006' USING MESSAGE = 'the level has changed since this was proposed';
    END IF;
    SELECT verification_missing(project, v.act_id, v.party_id, m.asks, v.answers, actor) INTO missing
      FROM verification_move m WHERE m.from_level = v.from_level AND m.to_level = v.to_level
        AND m.track = CASE WHEN v.party_id IS NULL THEN 'occurrence' ELSE 'attribution' END;
    IF missing IS DISTINCT FROM '{}' THEN
      RAISE SQLSTATE 'TW002' USING MESSAGE = 'something is missing', DETAIL = array_to_string(missing, ',');
    END IF;
    PERFORM set_verification(project, v.act_id, v.party_id, v.to_level);
  ELSIF verdict NOT IN ('declined', 'taken_back') THEN
    RAISE SQLSTATE 'TW001' USING MESSAGE = 'a proposal is approved, declined or taken back';
  END IF;
  UPDATE verification x SET outcome = verdict, decided_by = actor, decided_at = now(), decided_reason = why,
      snapshot = CASE verdict WHEN 'done' THEN verification_snapshot(project, v.act_id, v.party_id) ELSE x.snapshot END
    WHERE x.project_id = project AND x.id = proposal;
END $$;

-- What verification asks for in a project; a CHECK keeps it from asking for less than everywhere.
CREATE FUNCTION set_rules(project integer, standard text, how_many integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  IF NOT 'custodian' = ANY (my_roles(project)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'a custodian of the project sets what verification asks for';
  END IF;
  UPDATE project p SET standard_of_proof = standard, least_origins = nullif(how_many, 2) WHERE p.id = set_rules.project;
END $$;

-- A decision is taken over once, by a later one; it is never revived.
CREATE FUNCTION supersede_once() RETURNS trigger LANGUAGE plpgsql SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.superseded_by IS NOT NULL OR NEW.superseded_by <= OLD.id THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'a later decision has taken the place of this one already';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER supersede_once BEFORE UPDATE ON assessment FOR EACH ROW EXECUTE FUNCTION supersede_once();
CREATE TRIGGER supersede_once BEFORE UPDATE ON adoption FOR EACH ROW EXECUTE FUNCTION supersede_once();
