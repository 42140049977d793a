-- What tables of figures go by beside the index.

-- The units of one level in which an incident was or may have been, of those of its claims that we go by or else of all,
-- where they name several and no other is possible: "?Hama|Homs" one of them, "+Hama|Homs" each of them, "?+Hama|Homs"
-- one or more, where not all who tell of several tell of the same; nothing where one of its places is not known that
-- closely, or a list is open.
CREATE FUNCTION possible_units(project integer, incident bigint, level integer, decided boolean) RETURNS text
  LANGUAGE sql STABLE AS $$
  WITH named AS (
    SELECT u.claim_id, array_agg(DISTINCT u.name ORDER BY u.name) AS names,
      bool_or(u.list = 'each') AND count(DISTINCT u.name) > 1 AS each,
      bool_and(u.name IS NOT NULL AND u.list <> 'such_as') AS closed
    FROM (SELECT l.claim_id, (ARRAY[l.unit1_name, l.unit2_name, l.unit3_name])[level] AS name, l.list,
        rank() OVER (ORDER BY c.based DESC) AS grade
      FROM standing_claim c JOIN claim_located l ON l.project_id = c.project_id AND l.claim_id = c.id AND l.part = 'at'
      WHERE c.project_id = project AND c.incident_id = ANY (entries_of(project, ARRAY[incident]))
        AND c.path = 'incident.place'
        AND (NOT decided OR c.id IN (SELECT unnest(g.claim_ids) FROM gone_by g WHERE g.project_id = project
          AND g.incident_id = ANY (entries_of(project, ARRAY[incident])) AND g.path = 'incident.place'))) u
    WHERE u.grade = 1 OR decided
    GROUP BY u.claim_id)
  SELECT CASE WHEN bool_and(n.closed) AND count(DISTINCT o.name) > 1 THEN
      CASE WHEN bool_and(n.each) AND count(DISTINCT n.names) = 1 THEN '+' WHEN bool_or(n.each) THEN '?+' ELSE '?' END
      || string_agg(DISTINCT o.name, '|' ORDER BY o.name) END
  FROM named n CROSS JOIN LATERAL unnest(n.names) o (name)
$$;

-- When an act of an incident was first found credible or more, or when that one was: of those that are found so still,
-- and that somebody alleges.
CREATE FUNCTION first_found_credible(project integer, incident bigint, of_act bigint) RETURNS timestamptz
  LANGUAGE sql STABLE AS $$
  SELECT min(coalesce(v.decided_at, v.proposed_at))
  FROM verification v JOIN act a ON a.project_id = v.project_id AND a.id = v.act_id
  WHERE v.project_id = project AND v.incident_id = ANY (entries_of(project, ARRAY[incident])) AND v.party_id IS NULL
    AND (of_act IS NULL OR v.act_id = of_act) AND v.outcome = 'done'
    AND least(verification_rank(v.to_level), verification_rank(a.occurrence_status)) >= verification_rank('credible')
    AND a.unclaimed IS NULL
$$;
