-- What everything below stands on: the claims that hold, the entries of an incident, and what people have decided
-- between its claims.

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
-- incident: what lies above is read claim by claim, as context of a party and what is said of an intervention are, and
-- nothing that follows is stored. Standing says that something is so.
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

-- Since when every document that a claim stands in is retracted by its source; empty, where one is not. It is still what
-- was said, and no ground for a level. Asked claim by claim, and at once answered where a project has no such document.
CREATE FUNCTION retracted_since(project integer, claim_number bigint) RETURNS timestamptz LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp SET enable_mergejoin = off SET enable_hashjoin = off
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM document d WHERE d.project_id = project AND d.retraction = 'retracted') THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT CASE WHEN bool_and(d.retraction IS NOT DISTINCT FROM 'retracted')
      THEN max(coalesce(d.retraction_at, d.changed_at, d.created_at)) END
    FROM documents_of(project, claim_number) q JOIN document d ON d.project_id = project AND d.id = q.document_id);
END $$;

-- A decision that no longer holds all that is said: a claim came later, one that was used has ended, or stands in nothing
-- any more that its source stands by. Of entries that are joined the latest decision holds for all, until they are
-- parted. Of an action or response every claim that can be entered counts, whatever its tier: it is joined with none,
-- and no level follows from it.
CREATE VIEW adoption_state WITH (security_invoker = true) AS
SELECT a.*, EXISTS (SELECT FROM live_claim c
  WHERE c.project_id = a.project_id AND c.incident_id = ANY (i.entries)
    AND c.path = a.path AND (a.act_id IS NULL OR c.act_id = a.act_id)
    AND (a.property_item_id IS NULL OR c.property_item_id = a.property_item_id) AND c.harm IS NOT DISTINCT FROM a.harm
    AND NOT EXISTS (SELECT FROM adoption_claim k WHERE k.project_id = a.project_id AND k.adoption_id = a.id
      AND k.claim_id = c.id))
  OR EXISTS (SELECT FROM adoption_claim k JOIN claim c ON c.project_id = k.project_id AND c.id = k.claim_id
    WHERE k.project_id = a.project_id AND k.adoption_id = a.id AND k.used
      AND (c.superseded_by IS NOT NULL OR c.withdrawn_at IS NOT NULL OR c.incident_id <> ALL (i.entries)
        OR retracted_since(c.project_id, c.id) > a.decided_at)) AS stale
FROM adoption a JOIN incident_entry i ON i.project_id = a.project_id AND i.id = a.incident_id
WHERE a.superseded_by IS NULL AND NOT EXISTS (SELECT FROM adoption later WHERE later.project_id = a.project_id
  AND later.incident_id = ANY (i.entries) AND later.superseded_by IS NULL AND later.id > a.id AND later.path = a.path
  AND (later.act_id, later.property_item_id, later.harm) IS NOT DISTINCT FROM (a.act_id, a.property_item_id, a.harm))
UNION ALL
SELECT a.*, EXISTS (SELECT FROM claim c
  WHERE c.project_id = a.project_id AND c.intervention_id = a.intervention_id AND c.path = a.path AND c.tier <= 2
    AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT FROM adoption_claim k WHERE k.project_id = a.project_id AND k.adoption_id = a.id
      AND k.claim_id = c.id))
  OR EXISTS (SELECT FROM adoption_claim k JOIN claim c ON c.project_id = k.project_id AND c.id = k.claim_id
    WHERE k.project_id = a.project_id AND k.adoption_id = a.id AND k.used
      AND (c.superseded_by IS NOT NULL OR c.withdrawn_at IS NOT NULL
        OR retracted_since(c.project_id, c.id) > a.decided_at))
FROM adoption a WHERE a.superseded_by IS NULL AND a.intervention_id IS NOT NULL;

-- What we go by, of the properties that lists and filters know: the incident's when and where and, by harm, how many;
-- with the claims whose value it is. Only where a person has decided and the decision holds: one that is overtaken
-- narrows nothing, and neither does one that uses what lies above the index or what says that something is not so.
CREATE VIEW gone_by WITH (security_invoker = true) AS
SELECT a.project_id, a.incident_id, a.path, a.harm, used.ids AS claim_ids
FROM adoption_state a CROSS JOIN LATERAL (
  SELECT array_agg(k.claim_id ORDER BY k.claim_id) AS ids, bool_and(c.id IS NOT NULL) AS stand
  FROM adoption_claim k LEFT JOIN standing_claim c ON c.project_id = k.project_id AND c.id = k.claim_id
  WHERE k.project_id = a.project_id AND k.adoption_id = a.id AND k.used) used
WHERE a.path IN ('incident.when', 'incident.place', 'incident.count') AND a.act_id IS NULL
  AND a.method <> 'not_determined' AND NOT a.stale AND used.stand;
