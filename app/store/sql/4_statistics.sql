-- What tables of figures go by beside the index.

-- The units of one level in which an incident may have been, where its claims name several and no other is possible:
-- "Hama|Homs"; nothing where one of its places is not known that closely, or a list is open.
CREATE FUNCTION possible_units(project integer, incident bigint, level integer) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN bool_and(u.name IS NOT NULL AND u.list <> 'such_as') AND count(DISTINCT u.name) > 1
    THEN string_agg(DISTINCT u.name, '|' ORDER BY u.name) END
  FROM (SELECT (ARRAY[l.unit1_name, l.unit2_name, l.unit3_name])[level] AS name, l.list,
      rank() OVER (ORDER BY c.based DESC) AS grade
    FROM standing_claim c JOIN claim_located l ON l.project_id = c.project_id AND l.claim_id = c.id AND l.part = 'at'
    WHERE c.project_id = project AND c.incident_id = ANY (entries_of(project, ARRAY[incident]))
      AND c.path = 'incident.place') u
  WHERE u.grade = 1
$$;

-- When an act of an incident was first found credible or more.
CREATE FUNCTION first_found_credible(project integer, incident bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT min(coalesce(v.decided_at, v.proposed_at)) FROM verification v
  WHERE v.project_id = project AND v.incident_id = ANY (entries_of(project, ARRAY[incident])) AND v.party_id IS NULL
    AND v.outcome = 'done' AND verification_rank(v.to_level) >= verification_rank('credible')
$$;
