-- Tasks are opened by rule and closed by deed: both are computed. A row of `task` stands only where a person has taken one
-- up (whose it is, until when) or wrote one by hand.

-- What the rules may open, each by an index and once: a wanted document; an incident of which something was decided or set
-- against each other, or whose acts no origin stands behind; an alleged party whose involvement somebody has assessed.
CREATE VIEW task_candidate WITH (security_invoker = true) AS
SELECT d.project_id, 'find_primary' AS kind, NULL::bigint AS incident_id, d.id AS document_id, NULL::bigint AS party_id
FROM document d WHERE d.state = 'wanted'
UNION ALL
SELECT c.project_id, 'resolve_contradiction', c.incident_id, NULL, NULL
FROM (SELECT a.project_id, a.incident_id FROM adoption a WHERE a.superseded_by IS NULL
    -- A decision is overtaken only by what was said or taken back since; an hour is more than any transaction takes.
    AND EXISTS (SELECT FROM claim k WHERE k.project_id = a.project_id AND k.incident_id = a.incident_id
      AND greatest(k.entered_at, k.withdrawn_at) > a.decided_at - interval '1 hour')
  UNION SELECT l.project_id, l.incident_id FROM claim_link l WHERE l.kind = 'contradicts' AND l.ended_at IS NULL) c
UNION ALL
SELECT x.project_id, 'find_origin', x.incident_id, NULL, NULL FROM incident_index x WHERE x.origins = 0 AND x.same_as_id IS NULL
UNION ALL
SELECT DISTINCT n.project_id, 'ask_reply', n.incident_id, NULL::bigint, n.party_id
FROM involvement n WHERE n.attribution_status IN ('contested', 'credible', 'corroborated', 'finding_on_record');

-- Whether there is still something to do: no deed has closed it. A document that is on file, or of which somebody says
-- that it cannot be obtained, is not looked for.
CREATE FUNCTION task_stands(project integer, sought text, incident_number bigint, document_number bigint,
  party_number bigint) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp
  SET enable_mergejoin = off SET enable_hashjoin = off AS $$
BEGIN
  RETURN CASE sought
    WHEN 'find_primary' THEN EXISTS (SELECT FROM document d WHERE d.project_id = project AND d.id = document_number
      AND d.state IN ('wanted', 'cited'))
    WHEN 'resolve_contradiction' THEN
      EXISTS (SELECT FROM contradiction c WHERE c.project_id = project AND c.incident_id = incident_number
        AND NOT c.settled)
      OR EXISTS (SELECT FROM adoption_state a WHERE a.project_id = project AND a.incident_id = incident_number
        AND a.stale)
    WHEN 'find_origin' THEN EXISTS (SELECT FROM incident_index x WHERE x.project_id = project
      AND x.incident_id = incident_number AND x.origins = 0)
    WHEN 'ask_reply' THEN EXISTS (SELECT FROM involvement n WHERE n.project_id = project
        AND n.incident_id = incident_number AND n.party_id = party_number AND n.role = 'alleged' AND n.claims > 0)
      AND NOT EXISTS (SELECT FROM live_claim c WHERE c.project_id = project AND c.incident_id = incident_number
        AND c.path = 'act.alleged' AND c.value_party_id = party_number
        AND (c.polarity = 'denies' OR c.basis = 'admission'))
    ELSE true END;
END $$;

-- Whether a candidate is open and nobody's yet: something is to be done, and nobody has taken it up or put it down with a
-- reason. What disagrees opens anew where something was said or set against each other since.
CREATE FUNCTION task_is_nobodys(project integer, sought text, incident_number bigint, document_number bigint,
  party_number bigint) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  RETURN task_stands(project, sought, incident_number, document_number, party_number)
    AND NOT EXISTS (SELECT FROM task t WHERE t.project_id = project AND t.kind = sought
      AND t.incident_id IS NOT DISTINCT FROM incident_number AND t.document_id IS NOT DISTINCT FROM document_number
      AND t.party_id IS NOT DISTINCT FROM party_number
      AND (t.done_at IS NULL OR sought <> 'resolve_contradiction' OR NOT (
        EXISTS (SELECT FROM claim c WHERE c.project_id = project AND c.incident_id = incident_number
          AND greatest(c.entered_at, c.withdrawn_at) > t.done_at)
        OR EXISTS (SELECT FROM claim_link l WHERE l.project_id = project AND l.incident_id = incident_number
          AND l.linked_at > t.done_at))));
END $$;
