-- Tasks are opened by rule and closed by deed: both are computed. A row of `task` stands only where a person has taken one
-- up (whose it is, until when) or wrote one by hand.

-- The decisions that may be overtaken: by what was said, taken back or retracted since, or by another entry that was joined
-- or parted. An hour is more than any transaction takes.
CREATE VIEW maybe_overtaken WITH (security_invoker = true) AS
SELECT a.* FROM adoption a WHERE a.superseded_by IS NULL
  AND (EXISTS (SELECT FROM claim k WHERE k.project_id = a.project_id AND k.incident_id = a.incident_id
      AND greatest(k.entered_at, k.withdrawn_at) > a.decided_at - interval '1 hour')
    OR EXISTS (SELECT FROM document d JOIN claim k ON k.project_id = d.project_id AND k.document_id = d.id
      WHERE d.project_id = a.project_id AND d.retraction = 'retracted' AND k.incident_id = a.incident_id)
    OR EXISTS (SELECT FROM same_as j WHERE j.project_id = a.project_id AND j.kind = 'incident'
      AND (j.one = a.incident_id OR j.other = a.incident_id)));

-- What the rules may open, each by an index and once: a wanted document; a document on file in which somebody else says
-- something than whose it is; an incident of which something was decided or set
-- against each other, or whose acts no origin stands behind; an alleged party whose involvement somebody has assessed. Of
-- entries that are joined, and of the names of one party, the one that stands for them has the task.
CREATE VIEW task_candidate WITH (security_invoker = true) AS
SELECT d.project_id, 'find_primary' AS kind, NULL::bigint AS incident_id, d.id AS document_id, NULL::bigint AS party_id
FROM document d WHERE d.state = 'wanted'
UNION ALL
SELECT DISTINCT i.project_id, 'resolve_contradiction', coalesce(i.same_as_id, i.id), NULL::bigint, NULL::bigint
FROM (SELECT a.project_id, a.incident_id FROM maybe_overtaken a
  UNION SELECT l.project_id, l.incident_id FROM claim_link l WHERE l.kind = 'contradicts' AND l.ended_at IS NULL) c
JOIN incident i ON i.project_id = c.project_id AND i.id = c.incident_id
UNION ALL
SELECT d.project_id, 'find_relayed', NULL, d.id, NULL FROM document d WHERE d.state = 'on_file'
  AND (EXISTS (SELECT FROM claim c WHERE c.project_id = d.project_id AND c.document_id = d.id
      AND c.originator_id < d.source_id)
    OR EXISTS (SELECT FROM claim c WHERE c.project_id = d.project_id AND c.document_id = d.id
      AND c.originator_id > d.source_id))
UNION ALL
SELECT x.project_id, 'find_origin', x.incident_id, NULL, NULL FROM incident_index x WHERE x.origins = 0 AND x.same_as_id IS NULL
UNION ALL
SELECT DISTINCT n.project_id, 'ask_reply', coalesce(i.same_as_id, i.id), NULL::bigint, coalesce(p.same_as_id, p.id)
FROM involvement n JOIN incident i ON i.project_id = n.project_id AND i.id = n.incident_id
JOIN party p ON p.project_id = n.project_id AND p.id = n.party_id
WHERE n.attribution_status IN ('contested', 'credible', 'corroborated', 'finding_on_record');

-- The names of one party, as entries of the register: itself, and those that are joined with it.
CREATE FUNCTION names_of_party(project integer, party_number bigint) RETURNS bigint[] LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT ARRAY(SELECT j.entry FROM joined(project, 'party', ARRAY[party_number]) j)
$$;

-- Whether a document passes on what somebody else says of an incident whose own publication is not on file and cited of
-- that incident. Where one is known to exist, it is looked for by itself, or cannot be obtained. `since`: somebody of whom
-- it passed on nothing before.
CREATE FUNCTION relays(project integer, document_number bigint, since timestamptz DEFAULT NULL) RETURNS boolean
  LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN EXISTS (SELECT FROM claim c
    JOIN document d ON d.project_id = project AND d.id = document_number AND d.state = 'on_file'
    JOIN source s ON s.project_id = project AND s.id = d.source_id
    JOIN source o ON o.project_id = project AND o.id = c.originator_id AND o.counts_as_origin
    WHERE c.project_id = project AND c.document_id = document_number AND c.incident_id IS NOT NULL
      AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL AND c.basis <> 'compiled'
      AND coalesce(o.same_as_id, o.id) <> coalesce(s.same_as_id, s.id)
      AND NOT EXISTS (SELECT FROM claim k JOIN source y ON y.project_id = project AND y.id = k.originator_id
        CROSS JOIN LATERAL documents_of(project, k.id) q
        WHERE k.project_id = project AND k.incident_id = c.incident_id AND k.superseded_by IS NULL
          AND k.withdrawn_at IS NULL AND coalesce(y.same_as_id, y.id) = coalesce(o.same_as_id, o.id)
          AND q.own AND q.state IN ('on_file', 'unobtainable'))
      AND NOT EXISTS (SELECT FROM document_relation r
        JOIN document w ON w.project_id = project AND w.id = r.to_id AND w.state IN ('wanted', 'unobtainable')
        JOIN source x ON x.project_id = project AND x.id = w.source_id
        WHERE r.project_id = project AND r.from_id = document_number AND r.ended_at IS NULL
          AND coalesce(x.same_as_id, x.id) = coalesce(o.same_as_id, o.id))
      AND (since IS NULL OR NOT EXISTS (SELECT FROM claim b
        JOIN source p ON p.project_id = project AND p.id = b.originator_id
        WHERE b.project_id = project AND b.document_id = document_number AND b.incident_id IS NOT NULL
          AND b.entered_at <= since AND coalesce(p.same_as_id, p.id) = coalesce(o.same_as_id, o.id))));
END $$;

-- Whether there is still something to do, in any entry of the incident and whatever the party is called: no deed has
-- closed it. A document that is on file, or of which somebody says that it cannot be obtained, is not looked for.
CREATE FUNCTION task_stands(project integer, sought text, incident_number bigint, document_number bigint,
  party_number bigint) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp
  SET enable_mergejoin = off SET enable_hashjoin = off AS $$
DECLARE
  all_entries bigint[] := entries_of(project, ARRAY[incident_number]);
BEGIN
  RETURN CASE sought
    WHEN 'find_primary' THEN EXISTS (SELECT FROM document d WHERE d.project_id = project AND d.id = document_number
      AND d.state IN ('wanted', 'cited'))
    WHEN 'find_relayed' THEN relays(project, document_number)
    WHEN 'resolve_contradiction' THEN
      EXISTS (SELECT FROM contradiction c WHERE c.project_id = project AND c.incident_id = ANY (all_entries)
        AND NOT c.settled)
      OR EXISTS (SELECT FROM adoption_state a WHERE a.project_id = project AND a.incident_id = ANY (all_entries)
        AND a.stale)
    WHEN 'find_origin' THEN EXISTS (SELECT FROM incident_index x WHERE x.project_id = project
      AND x.incident_id = incident_number AND x.origins = 0)
    WHEN 'ask_reply' THEN EXISTS (SELECT FROM involvement n WHERE n.project_id = project
        AND n.incident_id = ANY (all_entries) AND n.party_id = ANY (names_of_party(project, party_number))
        AND n.role = 'alleged' AND n.claims > 0)
      AND NOT EXISTS (SELECT FROM reply r WHERE r.project_id = project AND r.incident_id = ANY (all_entries)
        AND r.party_id = named_party(project, party_number) AND r.tier <= 1)
    ELSE true END;
END $$;

-- Whether a candidate is open and nobody's yet: something is to be done, and nobody has taken it up or put it down with a
-- reason, in any entry. What disagrees opens anew where something was said, taken back or set against each other since, or
-- where another entry was joined or parted; what a document passes on, where it is of somebody else.
CREATE FUNCTION task_is_nobodys(project integer, sought text, incident_number bigint, document_number bigint,
  party_number bigint) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  all_entries bigint[] := entries_of(project, ARRAY[incident_number]);
BEGIN
  RETURN task_stands(project, sought, incident_number, document_number, party_number)
    AND NOT EXISTS (SELECT FROM task t WHERE t.project_id = project AND t.kind = sought
      AND (t.incident_id = ANY (all_entries) OR incident_number IS NULL AND t.incident_id IS NULL)
      AND t.document_id IS NOT DISTINCT FROM document_number
      AND (t.party_id = ANY (names_of_party(project, party_number)) OR party_number IS NULL AND t.party_id IS NULL)
      AND (t.done_at IS NULL OR NOT CASE sought
        WHEN 'find_relayed' THEN relays(project, document_number, t.done_at)
        WHEN 'resolve_contradiction' THEN
          EXISTS (SELECT FROM claim c WHERE c.project_id = project AND c.incident_id = ANY (all_entries)
            AND (greatest(c.entered_at, c.withdrawn_at) > t.done_at OR retracted_since(project, c.id) > t.done_at))
          OR EXISTS (SELECT FROM claim_link l WHERE l.project_id = project AND l.incident_id = ANY (all_entries)
            AND l.linked_at > t.done_at)
          OR EXISTS (SELECT FROM same_as j WHERE j.project_id = project AND j.kind = 'incident'
            AND (j.one = ANY (all_entries) OR j.other = ANY (all_entries))
            AND greatest(j.joined_at, j.ended_at) > t.done_at)
        ELSE false END));
END $$;
