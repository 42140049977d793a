-- Two entries that are the same. A judgement is a row of same_as, said in either direction and taken back with a
-- reason. Which entry stands for the others follows from all judgements that hold, here alone: the one recorded first
-- of all that are joined, directly or through others. Claims, statuses and refs stay where they are; what follows from
-- claims is projected over the joined entries together, so that taking back restores it.

-- All that these entries are joined with, themselves too, and which stands for each.
CREATE FUNCTION joined(project integer, what text, entries bigint[]) RETURNS TABLE (entry bigint, first bigint)
  LANGUAGE sql STABLE SET search_path = tawthiq, pg_catalog, pg_temp AS $$
  WITH RECURSIVE reached (start, id) AS (
    SELECT e, e FROM unnest(entries) e
    UNION
    SELECT r.start, CASE j.one WHEN r.id THEN j.other ELSE j.one END FROM reached r
    JOIN same_as j ON j.project_id = project AND j.kind = what AND j.ended_at IS NULL AND r.id IN (j.one, j.other))
  SELECT DISTINCT id, min(id) OVER (PARTITION BY start) FROM reached
$$;

-- Two that are joined already are not joined once more: each judgement that is taken back parts something. One at a
-- time in a project, under the lock of whoever registers sources: two people close no ring between them.
CREATE FUNCTION joins_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7001, NEW.project_id);
  IF NEW.ended_at IS NULL AND EXISTS (SELECT FROM joined(NEW.project_id, NEW.kind, ARRAY[NEW.one]) j
      WHERE j.entry = NEW.other) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'these two are joined already';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER joins_once BEFORE INSERT ON same_as FOR EACH ROW EXECUTE FUNCTION joins_once();

CREATE FUNCTION follow_same_as() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('UPDATE %I t SET same_as_id = nullif(j.first, t.id) FROM joined($1, $2, ARRAY[$3, $4]) j
      WHERE t.project_id = $1 AND t.id = j.entry AND t.same_as_id IS DISTINCT FROM nullif(j.first, t.id)', NEW.kind)
    USING NEW.project_id, NEW.kind, NEW.one, NEW.other;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_same_as AFTER INSERT OR UPDATE ON same_as FOR EACH ROW EXECUTE FUNCTION follow_same_as();

-- These incidents with all that are joined with them.
CREATE FUNCTION entries_of(project integer, ids bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT ARRAY(SELECT unnest(ids)
    UNION SELECT i.same_as_id FROM incident i
      WHERE i.project_id = project AND i.id = ANY (ids) AND i.same_as_id IS NOT NULL
    UNION SELECT m.id FROM incident i
      JOIN incident m ON m.project_id = i.project_id AND m.same_as_id = coalesce(i.same_as_id, i.id)
      WHERE i.project_id = project AND i.id = ANY (ids)));
END $$;

-- The party that stands for another; itself, where it is joined with none.
CREATE FUNCTION named_party(project integer, party bigint) RETURNS bigint LANGUAGE plpgsql STABLE
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(p.same_as_id, p.id) FROM party p WHERE p.project_id = project AND p.id = party);
END $$;
