-- A change of a document or a place that more incidents follow than one command projects: the change is kept, and these
-- are handed over to a job. Only the two functions below write what is left to do, so that none is left out.

-- The incidents of which a live claim stands in a document or is reckoned from its date; or means a place, or one in
-- whose place it is meant.
CREATE FUNCTION following(project integer, subject text) RETURNS TABLE (incident_id bigint) LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT c.incident_id FROM document d JOIN claim c ON c.project_id = project AND c.document_id = d.id
    WHERE d.project_id = project AND d.ref = subject AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
      AND c.incident_id IS NOT NULL
  UNION SELECT c.incident_id FROM document d JOIN claim c ON c.project_id = project AND c.anchor_document_id = d.id
    WHERE d.project_id = project AND d.ref = subject AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
      AND c.incident_id IS NOT NULL
  UNION SELECT c.incident_id FROM document d
    JOIN claim_citation k ON k.project_id = project AND k.document_id = d.id
    JOIN claim c ON c.project_id = project AND c.id = k.claim_id
    WHERE d.project_id = project AND d.ref = subject AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
      AND c.incident_id IS NOT NULL
  UNION SELECT c.incident_id FROM own_place o
    JOIN claim_place p ON p.project_id = project AND p.gazetteer_place = o.ref
    JOIN claim c ON c.project_id = project AND c.id = p.claim_id
    WHERE o.project_id = project AND subject IN (o.ref, o.successor) AND c.incident_id IS NOT NULL
$$;

-- In the event of the change. One that is under way begins anew.
CREATE FUNCTION hand_over(project integer, about text, review boolean) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  INSERT INTO follow_up AS f (project_id, subject, reviews, incidents)
    SELECT project, about, review, count(*) FROM following(project, about)
    ON CONFLICT (project_id, subject) WHERE ended_at IS NULL
      DO UPDATE SET reviews = f.reviews OR excluded.reviews, incidents = excluded.incidents, done = 0, reached = NULL;
END $$;

-- Counts up the next incidents, so that the event in which this happens must project them. Returns them; NULL where
-- nothing is left to do.
CREATE FUNCTION follow_on(project integer, about text, at_most integer) RETURNS bigint[] LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  f follow_up;
  ids bigint[];
BEGIN
  SELECT * INTO f FROM follow_up u
    WHERE u.project_id = project AND u.subject = about AND u.ended_at IS NULL FOR UPDATE;
  IF f.id IS NULL THEN
    RETURN NULL;
  END IF;
  ids := ARRAY(SELECT i.incident_id FROM following(project, f.subject) i
    WHERE f.reached IS NULL OR i.incident_id > f.reached ORDER BY 1 LIMIT at_most);
  PERFORM FROM incident i WHERE i.project_id = project AND i.id = ANY (ids) ORDER BY i.id FOR NO KEY UPDATE;
  UPDATE incident i SET version = i.version + 1, changed_at = now() WHERE i.project_id = project AND i.id = ANY (ids);
  UPDATE follow_up u SET done = u.done + cardinality(ids), reached = coalesce(ids[cardinality(ids)], u.reached),
      ended_at = CASE WHEN cardinality(ids) < at_most THEN now() END
    WHERE u.project_id = project AND u.id = f.id;
  RETURN ids;
END $$;
