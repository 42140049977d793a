-- What a party that is alleged, or named in what was done about it, says of the deed itself: one rule for every place
-- where a reply counts. It is said either as a claim of the incident (the act, or who did it, is denied; a party's part
-- is admitted), or by a reply that is an action or response of its own: what it says, by whom, about which incidents.
--
-- `of_event`: it speaks of what happened, not only of whose deed it was. Whoever says what the reply was also says by
-- whom it was, where they name anybody; else any source does. What declines to answer is a reply too.
CREATE FUNCTION may_be_a_party(project integer, originator bigint) RETURNS boolean LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN  -- a source of a kind whose own conduct may be at issue: what it says of that is its word, and no evidence
  RETURN EXISTS (SELECT FROM source s
    JOIN term t ON t.project_id = s.project_id AND t.vocabulary = s.vocabulary AND t.code = s.kind
    WHERE s.project_id = project AND s.id = originator AND t.attributes ? 'party_to_events');
END $$;

CREATE VIEW reply WITH (security_invoker = true) AS
SELECT c.project_id, c.incident_id, c.act_id, coalesce(p.same_as_id, p.id) AS party_id, c.id AS claim_id, c.tier,
  CASE c.polarity WHEN 'denies' THEN 'denies' WHEN 'asserts' THEN 'admits' ELSE 'other' END AS says,
  c.path = 'act.type' AS of_event
FROM claim c LEFT JOIN party p ON p.project_id = c.project_id AND p.id = c.value_party_id
WHERE c.path IN ('act.type', 'act.alleged') AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
  AND (c.polarity = 'denies' OR c.path = 'act.alleged' AND c.basis = 'admission'
    AND may_be_a_party(c.project_id, c.originator_id))
UNION ALL
SELECT a.project_id, a.value_incident_id, NULL, coalesce(p.same_as_id, p.id), s.id,
  greatest(i.tier, a.tier, s.tier, b.tier),
  CASE WHEN s.term_code IN ('denies_event', 'denies_responsibility') THEN 'denies'
    WHEN s.term_code IN ('claims_responsibility', 'accepts_responsibility') THEN 'admits' ELSE 'other' END,
  s.term_code = 'denies_event'
FROM claim a
JOIN intervention i ON i.project_id = a.project_id AND i.id = a.intervention_id
JOIN claim s ON s.project_id = a.project_id AND s.intervention_id = a.intervention_id
JOIN claim b ON b.project_id = a.project_id AND b.intervention_id = a.intervention_id
JOIN party p ON p.project_id = b.project_id AND p.id = b.value_party_id
WHERE a.path = 'intervention.incident' AND s.path = 'intervention.statement' AND b.path = 'intervention.by'
  AND a.polarity = 'asserts' AND a.superseded_by IS NULL AND a.withdrawn_at IS NULL
  AND s.polarity = 'asserts' AND s.superseded_by IS NULL AND s.withdrawn_at IS NULL AND s.term_code <> 'not_asked'
  AND b.polarity = 'asserts' AND b.superseded_by IS NULL AND b.withdrawn_at IS NULL
  AND (b.originator_id IS NOT DISTINCT FROM s.originator_id OR NOT EXISTS (
    SELECT FROM claim o WHERE o.project_id = s.project_id AND o.intervention_id = s.intervention_id
      AND o.path = 'intervention.by' AND o.polarity = 'asserts' AND o.superseded_by IS NULL
      AND o.withdrawn_at IS NULL AND o.originator_id IS NOT DISTINCT FROM s.originator_id));
