-- Where the work on an incident stands: another thing than how sure we are. The application cannot write the column; it
-- moves here, as whoever is signed in.

-- The one table of moves: who may make each, whether it takes a reason, and whether it needs somebody else than who
-- recorded the incident (but in one-person mode).
CREATE VIEW workflow_move WITH (security_invoker = true) AS
SELECT m.from_state, m.to_state, m.roles, m.asks_reason, m.second
FROM (VALUES
  ('draft', 'submitted', '{documenter,verifier}'::text[], false, false),
  ('submitted', 'in_review', '{verifier}', false, false),
  ('in_review', 'returned', '{verifier}', true, false),
  ('in_review', 'cleared', '{verifier}', false, true),
  ('returned', 'submitted', '{documenter,verifier}', false, false),
  ('cleared', 'reopened', '{documenter,verifier}', true, false),
  ('reopened', 'submitted', '{documenter,verifier}', false, false)
) AS m (from_state, to_state, roles, asks_reason, second);

-- Moves an incident on, and counts its version up. Errors name their cause by SQLSTATE: TW001 no such move, TW002 a
-- reason is missing, TW005 it needs somebody else.
CREATE FUNCTION move_workflow(project integer, incident_number bigint, state text, why text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  i incident;
  move workflow_move;
BEGIN
  IF NOT EXISTS (SELECT FROM event e WHERE e.transaction = pg_current_xact_id() AND e.closed_at IS NULL
      AND e.project_id = project AND e.writes) THEN
    RAISE insufficient_privilege USING MESSAGE = 'moving an incident on needs an open event of its project';
  END IF;
  SELECT * INTO i FROM incident x WHERE x.project_id = project AND x.id = incident_number FOR NO KEY UPDATE;
  SELECT * INTO move FROM workflow_move m WHERE m.from_state = i.workflow AND m.to_state = state;
  IF move IS NULL THEN
    RAISE SQLSTATE 'TW001' USING MESSAGE = format('no move leads from %s to %s', i.workflow, state);
  END IF;
  IF NOT move.roles && my_roles(project) THEN
    RAISE insufficient_privilege USING MESSAGE = format('this role does not move an incident to %s', state);
  END IF;
  IF move.asks_reason AND btrim(coalesce(why, '')) = '' THEN
    RAISE SQLSTATE 'TW002' USING MESSAGE = 'a reason is missing', DETAIL = 'reason';
  END IF;
  IF move.second AND i.recorded_by = who() AND NOT (SELECT p.one_person FROM project p WHERE p.id = project) THEN
    RAISE SQLSTATE 'TW005' USING MESSAGE = 'whoever recorded an incident does not clear it';
  END IF;
  UPDATE incident x SET workflow = state, workflow_reason = nullif(btrim(why), ''), workflow_by = who(),
      workflow_at = now(), version = x.version + 1, changed_at = now()
    WHERE x.project_id = project AND x.id = incident_number;
END $$;

-- What was cleared stays as it was read, whatever is said later, until it is opened again: our own words and what we go
-- by, which is decided in none of the entries that are joined with it either. A claim can always be added.
CREATE FUNCTION cleared_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RAISE SQLSTATE 'TW007' USING MESSAGE = 'this incident is cleared: it is opened again first';
END $$;
CREATE TRIGGER cleared_stays BEFORE UPDATE OF title, summary ON incident FOR EACH ROW
  WHEN (OLD.workflow = 'cleared' AND (OLD.title, OLD.summary) IS DISTINCT FROM (NEW.title, NEW.summary))
  EXECUTE FUNCTION cleared_stays();
CREATE FUNCTION decided_while_open() RETURNS trigger LANGUAGE plpgsql
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM incident i WHERE i.project_id = NEW.project_id
      AND i.id = ANY (entries_of(NEW.project_id, ARRAY[NEW.incident_id])) AND i.workflow = 'cleared') THEN
    RAISE SQLSTATE 'TW007' USING MESSAGE = 'this incident is cleared: it is opened again first';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_while_open BEFORE INSERT ON adoption FOR EACH ROW WHEN (NEW.incident_id IS NOT NULL)
  EXECUTE FUNCTION decided_while_open();

-- A cleared incident of which something was said or taken back since, in whichever of its entries; or which was joined
-- with another since, or parted from one; or whose days have moved with the date of a document.
CREATE FUNCTION has_new_information(i incident) RETURNS boolean LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  all_entries bigint[];
BEGIN
  IF i.workflow <> 'cleared' THEN
    RETURN false;
  END IF;
  all_entries := entries_of(i.project_id, ARRAY[i.id]);
  RETURN EXISTS (SELECT FROM claim c WHERE c.project_id = i.project_id AND c.incident_id = ANY (all_entries)
      AND greatest(c.entered_at, c.withdrawn_at) > i.workflow_at)
    OR EXISTS (SELECT FROM same_as j WHERE j.project_id = i.project_id AND j.kind = 'incident'
      AND (j.one = ANY (all_entries) OR j.other = ANY (all_entries))
      AND greatest(j.joined_at, j.ended_at) > i.workflow_at)
    OR EXISTS (SELECT FROM task t WHERE t.project_id = i.project_id AND t.incident_id = ANY (all_entries)
      AND t.kind IN ('days_moved', 'retracted') AND t.opened_at > i.workflow_at);
END $$;
