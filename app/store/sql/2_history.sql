-- One command is one event. Beside it stand entries: the salted digest of each row that the command wrote, as the row
-- now stands. The statement triggers write them; nobody else can.

-- Opens the one event of this transaction, in the name of whoever is signed in.
CREATE FUNCTION open_event(project integer, deed text, reason text, detail jsonb, writes boolean, bulk boolean)
  RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  actor bigint := who();
  opened bigint;
BEGIN
  IF actor IS NULL OR NOT project = ANY (my_projects()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'an event belongs to a project of whoever is signed in';
  END IF;
  IF writes AND NOT my_roles(project) && '{documenter,verifier,custodian}' THEN
    RAISE insufficient_privilege USING MESSAGE = 'this role reads only';
  END IF;
  IF writes AND (SELECT w.scope = 'read' FROM whoami() w) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this token reads only';
  END IF;
  INSERT INTO event (project_id, actor_id, channel, deed, reason, detail, writes, bulk)
    SELECT project, actor, w.channel, deed, reason, detail, writes, bulk FROM whoami() w RETURNING id INTO opened;
  INSERT INTO event_salt VALUES (project, opened, gen_random_bytes(16));
  RETURN opened;
END $$;

-- Deeds outside a project. The gate alone may call it, for whoever it has just recognised.
CREATE FUNCTION open_gate_event(actor bigint, channel text, deed text, detail jsonb) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  opened bigint;
BEGIN
  INSERT INTO event (project_id, actor_id, channel, deed, detail, writes)
    VALUES (0, actor, channel, deed, detail, true) RETURNING id INTO opened;
  INSERT INTO event_salt VALUES (0, opened, gen_random_bytes(16));
  RETURN opened;
END $$;

-- What an event's digest covers: its own words, and each entry whole, in order of table and row. The position of an
-- entry says which is the last of its row. Rows before and after are written as objects: where one ends is plain.
CREATE FUNCTION event_digest(e event) RETURNS bytea LANGUAGE sql STABLE
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
  SELECT sha256(convert_to(jsonb_build_object('project', e.project_id, 'event', e.id, 'actor', e.actor_id,
      'channel', e.channel, 'deed', e.deed, 'reason', e.reason, 'detail', e.detail,
      'at', (extract(epoch FROM e.at) * 1000000)::bigint)::text, 'UTF8')
    || coalesce((SELECT string_agg(n.digest || sha256(convert_to(concat_ws(' ', n.table_number, n.row_id, n.position,
          'before' || n.before::text, 'after' || n.after::text), 'UTF8')), ''::bytea
        ORDER BY n.table_number, n.row_id) FROM entry n WHERE n.project_id = e.project_id AND n.event_id = e.id), ''))
$$;

-- Closes the event of this transaction, if one is open: from then on nothing can be written.
CREATE FUNCTION close_event() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  closed bigint;
BEGIN
  UPDATE event e SET digest = event_digest(e), closed_at = clock_timestamp()
    WHERE e.transaction = pg_current_xact_id() AND e.closed_at IS NULL RETURNING id INTO closed;
  RETURN closed;
END $$;

-- The parts of a row's text by column name, empty columns left out, so that a new column changes no old digest. Each is
-- written so that no setting of a session changes it, and so that the unit separator between two parts never stands
-- alone inside one: two rows that differ have two texts.
CREATE FUNCTION row_digest_sql(name text) RETURNS text LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT string_agg(format(CASE t.typname
      WHEN 'geometry' THEN '%L || encode(public.ST_AsEWKB(n.%I), ''hex'')'
      WHEN 'timestamptz' THEN '%L || (extract(epoch FROM n.%I) * 1000000)::bigint'
      WHEN 'timestamp' THEN '%L || to_char(n.%I, ''YYYY-MM-DD"T"HH24:MI:SS.US'')'
      WHEN 'date' THEN '%L || to_char(n.%I, ''YYYY-MM-DD'')'
      WHEN 'bytea' THEN '%L || encode(n.%I, ''hex'')'
      WHEN 'float8' THEN '%L || encode(float8send(n.%I), ''hex'')'
      WHEN 'text' THEN '%L || replace(n.%I, E''\x1f'', E''\x1f\x1f'')'
      WHEN '_text' THEN '%L || replace(n.%I::text, E''\x1f'', E''\x1f\x1f'')'
      ELSE '%L || n.%I::text' END, a.attname || '=', a.attname), ', ' ORDER BY a.attname)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attrelid = format('tawthiq.%I', name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = ''
$$;

-- Row-level security and the log of one table, in one line of 6_tables.sql. `copied` says whether the rows before and
-- after stand in the entry beside the digest: never for a table that holds secrets, never in a bulk import. Where a row
-- names who entered it (`actor_column`), that is whoever acts: nobody enters in somebody else's name. PostgreSQL wants
-- a trigger for each kind of change where there are transition tables.
CREATE FUNCTION attach(name text, number integer, project_column text DEFAULT 'project_id',
  copied boolean DEFAULT true, actor_column text DEFAULT '') RETURNS void LANGUAGE plpgsql
  SET search_path = tawthiq, public, pg_temp AS $f$
DECLARE
  change text;
  images text;
BEGIN
  IF project_column <> '' THEN
    PERFORM wall(name, project_column);
  END IF;
  INSERT INTO logged_table VALUES (number, name) ON CONFLICT DO NOTHING;
  FOREACH change IN ARRAY '{insert,update}'::text[] LOOP
    images := CASE WHEN NOT copied THEN 'NULL::jsonb, NULL::jsonb FROM n'
      WHEN change = 'insert' THEN 'NULL::jsonb, CASE WHEN NOT e.bulk THEN jsonb_strip_nulls(to_jsonb(n)) END FROM n'
      ELSE 'jsonb_strip_nulls(to_jsonb(o)), jsonb_strip_nulls(to_jsonb(n)) FROM n JOIN o USING (id)' END;
    EXECUTE format($x$
      CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = tawthiq, public, pg_temp AS $t$
      DECLARE
        e event;
        s bytea;
      BEGIN
        SELECT * INTO e FROM event WHERE transaction = pg_current_xact_id() AND closed_at IS NULL;
        IF e.id IS NULL OR NOT e.writes THEN
          IF EXISTS (SELECT FROM n) THEN
            RAISE insufficient_privilege USING MESSAGE = 'a change to %2$s outside an event that may write';
          END IF;
          RETURN NULL;
        END IF;
        IF EXISTS (SELECT FROM n WHERE %6$s IS DISTINCT FROM e.project_id) THEN
          RAISE insufficient_privilege USING MESSAGE = 'a change to %2$s in another project than its event';
        END IF;
        %7$s
        SELECT salt INTO s FROM event_salt WHERE project_id = e.project_id AND event_id = e.id;
        INSERT INTO entry AS w (project_id, event_id, table_number, row_id, position, digest, before, after)
        SELECT e.project_id, e.id, %3$s, id, nextval('entry_position'),
          sha256(s || convert_to(concat_ws(E'\x1f', %4$s), 'UTF8')), %5$s
        ON CONFLICT (project_id, event_id, table_number, row_id)
          DO UPDATE SET position = excluded.position, digest = excluded.digest, after = excluded.after;
        RETURN NULL;
      END $t$ $x$, format('log_%s_%s', change, name), name, number, row_digest_sql(name), images,
      CASE project_column WHEN '' THEN '0' ELSE format('n.%I', project_column) END,
      CASE WHEN change = 'insert' AND actor_column <> '' THEN format(
        'IF EXISTS (SELECT FROM n WHERE %I IS DISTINCT FROM e.actor_id) THEN
          RAISE insufficient_privilege USING MESSAGE = ''a row of %s in the name of somebody else'';
        END IF;', actor_column, name) END);
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING NEW TABLE AS n %s
        FOR EACH STATEMENT EXECUTE FUNCTION %I()',
      'log_' || change, change, name, CASE change WHEN 'update' THEN 'OLD TABLE AS o' END,
      format('log_%s_%s', change, name));
  END LOOP;
END $f$;

-- Forced row-level security with the one policy of this database.
CREATE FUNCTION wall(name text, project_column text DEFAULT 'project_id') RETURNS void LANGUAGE plpgsql
  SET search_path = tawthiq, public, pg_temp AS $f$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('DROP POLICY IF EXISTS own_projects ON %I', name);
  EXECUTE format('CREATE POLICY own_projects ON %I TO tawthiq_app USING (%I = ANY ((SELECT my_projects())::integer[]))',
    name, project_column);
END $f$;

-- Which incidents an event touched, and at which position of the log, by the rows that it wrote. This is the one list of
-- what the index follows from; a logged table from which it follows has a branch here, and a test knows the others. By
-- index look-ups alone: each commit asks, and most have written of a few tables.
CREATE FUNCTION touched_incidents(project integer, event bigint) RETURNS TABLE (incident_id bigint, at_position bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, pg_catalog, pg_temp
  SET enable_mergejoin = off SET enable_hashjoin = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY WITH written AS (SELECT t.name, n.row_id, n.position, n.before, n.after FROM entry n
      JOIN logged_table t ON t.number = n.table_number WHERE n.project_id = project AND n.event_id = event),
    -- documents and places of which this event handed all that follows over to a job
    handed AS (SELECT f.subject FROM written h JOIN follow_up f ON f.project_id = project AND f.id = h.row_id
      WHERE h.name = 'follow_up' AND f.reached IS NULL AND f.ended_at IS NULL),
    -- documents that are otherwise than they were in what the index has of them
    rewritten AS (SELECT w.row_id, w.position FROM written w JOIN document d ON d.project_id = project AND d.id = w.row_id
      WHERE w.name = 'document' AND d.ref NOT IN (SELECT subject FROM handed) AND (w.before IS NULL
      OR (w.before -> 'title_folded', w.before -> 'retraction', w.before -> 'published_latest_on')
        IS DISTINCT FROM (w.after -> 'title_folded', w.after -> 'retraction', w.after -> 'published_latest_on')))
  SELECT w.row_id, w.position FROM written w WHERE w.name = 'incident'
  UNION ALL SELECT a.incident_id, w.position FROM written w
    JOIN act a ON a.project_id = project AND a.id = w.row_id WHERE w.name = 'act'
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN claim c ON c.project_id = project AND c.id = w.row_id WHERE w.name = 'claim'
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN claim_place p ON p.project_id = project AND p.id = w.row_id
    JOIN claim c ON c.project_id = project AND c.id = p.claim_id WHERE w.name = 'claim_place'
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN claim_citation k ON k.project_id = project AND k.id = w.row_id
    JOIN claim c ON c.project_id = project AND c.id = k.claim_id WHERE w.name = 'claim_citation'
  UNION ALL SELECT x.incident_id, w.position FROM written w
    JOIN external_id x ON x.project_id = project AND x.id = w.row_id AND x.incident_id IS NOT NULL
    WHERE w.name = 'external_id'
  -- What was moved; what stands behind it is written by project_incidents() itself, before it notes where it is.
  UNION ALL SELECT v.incident_id, w.position FROM written w
    JOIN involvement v ON v.project_id = project AND v.id = w.row_id WHERE w.name = 'involvement'
  -- What we go by, and no longer.
  UNION ALL SELECT a.incident_id, w.position FROM written w
    JOIN adoption a ON a.project_id = project AND a.id = w.row_id WHERE w.name = 'adoption'
  UNION ALL SELECT a.incident_id, w.position FROM written w
    JOIN adoption_claim k ON k.project_id = project AND k.id = w.row_id
    JOIN adoption a ON a.project_id = project AND a.id = k.adoption_id WHERE w.name = 'adoption_claim'
  -- By whose title incidents are found, whose date puts figures in order, and what its source has taken back.
  UNION ALL SELECT c.incident_id, r.position FROM rewritten r
    JOIN claim c ON c.project_id = project AND c.document_id = r.row_id
      AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
  UNION ALL SELECT c.incident_id, r.position FROM rewritten r
    JOIN claim_citation k ON k.project_id = project AND k.document_id = r.row_id
    JOIN claim c ON c.project_id = project AND c.id = k.claim_id AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
  -- A place of the project, and those that it stands for.
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN own_place o ON o.project_id = project AND o.id = w.row_id AND o.ref NOT IN (SELECT subject FROM handed)
    CROSS JOIN LATERAL (SELECT o.ref UNION ALL SELECT f.ref FROM own_place f
      WHERE f.project_id = project AND f.successor = o.ref) m
    JOIN claim_place p ON p.project_id = project AND p.gazetteer_place = m.ref
    JOIN claim c ON c.project_id = project AND c.id = p.claim_id AND c.superseded_by IS NULL AND c.withdrawn_at IS NULL
    WHERE w.name = 'own_place'
  -- A figure that is graded, by itself or with its document, may leave or enter the range.
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN assessment s ON s.project_id = project AND s.id = w.row_id AND s.scheme = 'credibility'
    JOIN claim c ON c.project_id = project AND c.id = s.claim_id AND c.path = 'incident.count'
    WHERE w.name = 'assessment'
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN assessment s ON s.project_id = project AND s.id = w.row_id AND s.scheme = 'credibility'
    JOIN claim c ON c.project_id = project AND c.document_id = s.document_id AND c.path = 'incident.count'
    JOIN document d ON d.project_id = project AND d.id = s.document_id AND d.ref NOT IN (SELECT subject FROM handed)
    WHERE w.name = 'assessment'
  UNION ALL SELECT e.id, w.position FROM written w
    JOIN same_as j ON j.project_id = project AND j.id = w.row_id AND j.kind = 'incident'
    CROSS JOIN LATERAL (VALUES (j.one), (j.other)) e (id) WHERE w.name = 'same_as'
  -- Whatever names either party, or is said by either source, is another since the two are one, or no longer.
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN same_as j ON j.project_id = project AND j.id = w.row_id AND j.kind = 'party'
    JOIN claim c ON c.project_id = project AND c.value_party_id = ANY (ARRAY[j.one, j.other]) WHERE w.name = 'same_as'
  UNION ALL SELECT c.incident_id, w.position FROM written w
    JOIN same_as j ON j.project_id = project AND j.id = w.row_id AND j.kind = 'source'
    JOIN claim c ON c.project_id = project AND c.originator_id = ANY (ARRAY[j.one, j.other]) WHERE w.name = 'same_as';
END $$;

-- A commit is refused while an event is open or an incident that it touched is not projected.
CREATE FUNCTION guard_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM event e
      WHERE e.project_id = NEW.project_id AND e.id = NEW.id AND e.closed_at IS NOT NULL) THEN
    RAISE integrity_constraint_violation USING MESSAGE = format('event %s was not closed', NEW.id);
  END IF;
  PERFORM require_reckoned(NEW.project_id, NEW.id);
  IF EXISTS (SELECT FROM touched_incidents(NEW.project_id, NEW.id) i
      WHERE i.incident_id IS NOT NULL AND NOT EXISTS (SELECT FROM incident_index x
      WHERE x.project_id = NEW.project_id AND x.incident_id = i.incident_id
        AND x.projected_position > i.at_position)) THEN
    RAISE integrity_constraint_violation USING MESSAGE = format('event %s leaves an incident unprojected', NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER guard AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION guard_event();

-- A project's log is for its members; that of the deeds outside projects tells how many people there are and how often
-- they come, so it is for whoever administers the installation.
CREATE FUNCTION require_log(project integer) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF NOT (project = ANY (my_projects())
      OR project = 0 AND EXISTS (SELECT FROM whoami() w WHERE w.administrator)) THEN
    RAISE insufficient_privilege USING
      MESSAGE = 'the log of a project is checked by its members, that outside projects by an administrator';
  END IF;
END $$;

-- What there is to check, events first and then each logged table: stretches of `step` numbers, each from a number
-- that a row or an entry has, the next from the one after it. So none is skipped, below 0 neither, and a number far
-- from all others costs one stretch.
CREATE FUNCTION log_stretches(project integer, step integer)
  RETURNS TABLE (table_name text, first bigint, last bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $f$
DECLARE
  highest CONSTANT bigint := 9223372036854775807;
  t record;
BEGIN
  PERFORM require_log(project);
  FOR t IN SELECT 'event' AS name, 'SELECT least((SELECT min(e.id) FROM event e WHERE e.project_id = $1 AND e.id >= $2),
        (SELECT min(n.event_id) FROM entry n WHERE n.project_id = $1 AND n.event_id >= $2))' AS next, 0 AS number
      UNION ALL SELECT l.name, format('SELECT least((SELECT min(n.id) FROM %I n WHERE %s = $1 AND n.id >= $2)::bigint,
        (SELECT min(e.row_id) FROM entry e WHERE e.project_id = $1 AND e.table_number = %s AND e.row_id >= $2))',
        l.name, log_scope(l.name), l.number), l.number FROM logged_table l ORDER BY 3 LOOP
    table_name := t.name;
    first := -highest - 1;
    LOOP
      EXECUTE t.next INTO first USING project, first;
      EXIT WHEN first IS NULL;
      last := CASE WHEN first > highest - step THEN highest ELSE first + step - 1 END;
      RETURN NEXT;
      EXIT WHEN last = highest;
      first := last + 1;
    END LOOP;
  END LOOP;
END $f$;

-- The project that a row of a logged table belongs to.
CREATE FUNCTION log_scope(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE name WHEN 'account' THEN '0' WHEN 'project' THEN 'n.id' ELSE 'n.project_id' END
$$;

-- Rows of one table, of the numbers from `first` to `last`, that differ from their last entry, have none, or are gone
-- although they have one: the first of them, and how many there are. By one join.
CREATE FUNCTION log_differences(project integer, name text, first bigint, last bigint, at_most integer)
  RETURNS TABLE (row_id bigint, fault text, found bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $f$
BEGIN
  PERFORM require_log(project);
  RETURN QUERY EXECUTE (SELECT format($x$
      WITH last AS (SELECT DISTINCT ON (e.row_id) e.row_id, e.event_id, e.digest FROM entry e
          WHERE e.project_id = $1 AND e.table_number = %2$s AND e.row_id BETWEEN $2 AND $3
          ORDER BY e.row_id, e.position DESC)
      SELECT coalesce(n.id, last.row_id)::bigint, CASE WHEN last.row_id IS NULL THEN 'has no entry'
          WHEN n.id IS NULL THEN format('is gone since event %%s', last.event_id)
          ELSE format('differs from its entry of event %%s', last.event_id) END, count(*) OVER ()
      FROM (SELECT * FROM %1$I n WHERE %4$s = $1 AND n.id BETWEEN $2 AND $3) n
      FULL JOIN last ON last.row_id = n.id
      LEFT JOIN event_salt s ON s.project_id = $1 AND s.event_id = last.event_id
      WHERE last.row_id IS NULL OR n.id IS NULL
        OR last.digest IS DISTINCT FROM sha256(s.salt || convert_to(concat_ws(E'\x1f', %3$s), 'UTF8'))
      ORDER BY 1 LIMIT $4$x$, l.name, l.number, row_digest_sql(l.name), log_scope(l.name))
    FROM logged_table l WHERE l.name = log_differences.name) USING project, first, last, at_most;
END $f$;

-- Events of such numbers whose digest no longer holds, and entries that belong to no event: in order, the first of
-- them, and how many there are.
CREATE FUNCTION event_differences(project integer, first bigint, last bigint, at_most integer)
  RETURNS TABLE (event_id bigint, fault text, found bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $f$
BEGIN
  PERFORM require_log(project);
  RETURN QUERY SELECT d.number, d.what, count(*) OVER () FROM (
      SELECT e.id, CASE WHEN e.closed_at IS NULL THEN 'was never closed' ELSE 'does not match its digest' END
        FROM event e WHERE e.project_id = project AND e.id BETWEEN first AND last
          AND e.digest IS DISTINCT FROM event_digest(e)
      UNION ALL SELECT DISTINCT n.event_id, 'is missing, its entries are there' FROM entry n
        WHERE n.project_id = project AND n.event_id BETWEEN first AND last
          AND NOT EXISTS (SELECT FROM event e WHERE e.project_id = project AND e.id = n.event_id)) d (number, what)
    ORDER BY 1 LIMIT at_most;
END $f$;

-- How many events a log holds: a log without any proves nothing.
CREATE FUNCTION log_length(project integer) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM require_log(project);
  RETURN (SELECT count(*) FROM event e WHERE e.project_id = project);
END $$;

-- A claim ends once: what was withdrawn or superseded is not revived, and its reason not rewritten.
CREATE FUNCTION end_once() RETURNS trigger LANGUAGE plpgsql SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_reason IS NOT NULL AND (NEW.superseded_by, NEW.withdrawn_at, NEW.ended_reason)
      IS DISTINCT FROM (OLD.superseded_by, OLD.withdrawn_at, OLD.ended_reason) OR NEW.superseded_by = NEW.id THEN
    RAISE integrity_constraint_violation USING MESSAGE = format('claim %s has ended already', OLD.ref);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER end_once BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION end_once();

-- What a source said stays as it was entered. Only the days of a claim that is reckoned from a document's date follow
-- that date when it is learnt: in the event that changes the document.
CREATE FUNCTION follow_only() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.anchor_document_id IS NULL THEN
    RAISE integrity_constraint_violation
      USING MESSAGE = format('claim %s is reckoned from no document, its days stay', OLD.ref);
  END IF;
  IF NOT EXISTS (SELECT FROM event e JOIN entry n ON n.project_id = e.project_id AND n.event_id = e.id
      JOIN logged_table t ON t.number = n.table_number AND t.name = 'document'
      WHERE e.transaction = pg_current_xact_id() AND e.closed_at IS NULL AND n.row_id = OLD.anchor_document_id) THEN
    RAISE integrity_constraint_violation
      USING MESSAGE = format('the days of claim %s follow its document, which has not changed', OLD.ref);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER follow_only BEFORE UPDATE OF edtf, earliest_start, latest_start, earliest_end, latest_end,
  anchor_offset_days ON claim FOR EACH ROW EXECUTE FUNCTION follow_only();
-- What takes a claim's place says the same property of the same incident, act or object, or of the same party or
-- intervention, and whoever goes on from one to the next arrives somewhere. The next one is locked, so that of two that
-- point at each other at once one is refused.
CREATE FUNCTION succeeds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  next bigint := NEW.superseded_by;
BEGIN
  PERFORM FROM claim c WHERE c.project_id = NEW.project_id AND c.id = next
    AND c.incident_id IS NOT DISTINCT FROM NEW.incident_id AND c.party_id IS NOT DISTINCT FROM NEW.party_id
    AND c.intervention_id IS NOT DISTINCT FROM NEW.intervention_id
    AND c.path = NEW.path AND (c.act_id = NEW.act_id OR c.path NOT LIKE 'act.%')
    AND c.property_item_id IS NOT DISTINCT FROM NEW.property_item_id FOR SHARE;
  IF NOT FOUND THEN
    RAISE integrity_constraint_violation USING
      MESSAGE = format('what supersedes claim %s is not of its subject and property', NEW.ref);
  END IF;
  WHILE next IS NOT NULL LOOP
    IF next = NEW.id THEN
      RAISE integrity_constraint_violation USING
        MESSAGE = format('claim %s would supersede itself in the end', NEW.ref);
    END IF;
    SELECT c.superseded_by INTO next FROM claim c WHERE c.project_id = NEW.project_id AND c.id = next;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER succeeds AFTER UPDATE ON claim FOR EACH ROW
  WHEN (NEW.superseded_by IS DISTINCT FROM OLD.superseded_by AND NEW.superseded_by IS NOT NULL)
  EXECUTE FUNCTION succeeds();

-- A part is one incident, what it is part of a summary figure: parts go one level deep, and no figure is part of another.
CREATE FUNCTION part_of_figure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM incident one JOIN incident other ON other.project_id = one.project_id
      WHERE one.project_id = NEW.project_id AND one.id = NEW.incident_id AND one.kind = 'single'
        AND other.id = NEW.other_id AND other.kind = 'umbrella') THEN
    RAISE integrity_constraint_violation USING
      MESSAGE = 'only a single incident is part of something, and only of a summary figure';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER part_of_figure BEFORE INSERT ON incident_link FOR EACH ROW WHEN (NEW.kind = 'part_of')
  EXECUTE FUNCTION part_of_figure();

-- … and neither becomes the other while that is said.
CREATE FUNCTION keeps_its_kind() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM incident_link k WHERE k.project_id = NEW.project_id AND k.kind = 'part_of'
      AND k.ended_at IS NULL AND NEW.id IN (k.incident_id, k.other_id)) THEN
    RAISE integrity_constraint_violation USING
      MESSAGE = format('incident %s has parts or is one, and keeps its kind', NEW.ref);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_its_kind BEFORE UPDATE OF kind ON incident FOR EACH ROW WHEN (NEW.kind <> OLD.kind)
  EXECUTE FUNCTION keeps_its_kind();

-- Lists of ids have no foreign key: who is counted as an origin, whom a claim came through and what it follows from are
-- of the claim's own project.
CREATE FUNCTION own_ids() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  stray bigint;
BEGIN
  IF TG_TABLE_NAME = 'claim' THEN
    SELECT i.id INTO stray FROM (SELECT DISTINCT n.project_id, unnest(n.origin_ids || n.via) AS id FROM n) i
      WHERE NOT EXISTS (SELECT FROM source s WHERE s.project_id = i.project_id AND s.id = i.id) LIMIT 1;
    IF stray IS NULL THEN
      SELECT i.id INTO stray FROM (SELECT DISTINCT n.project_id, unnest(n.premises) AS id FROM n) i
        WHERE NOT EXISTS (SELECT FROM claim c WHERE c.project_id = i.project_id AND c.id = i.id) LIMIT 1;
    END IF;
  ELSE
    SELECT i.id INTO stray FROM (SELECT DISTINCT n.project_id, unnest(n.via) AS id FROM n) i
      WHERE NOT EXISTS (SELECT FROM source s WHERE s.project_id = i.project_id AND s.id = i.id) LIMIT 1;
  END IF;
  IF stray IS NOT NULL THEN
    RAISE foreign_key_violation USING
      MESSAGE = format('%s points at %s, which is not of its project', TG_TABLE_NAME, stray);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER own_ids AFTER INSERT ON claim REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION own_ids();
CREATE TRIGGER own_ids_again AFTER UPDATE ON claim REFERENCING NEW TABLE AS n
  FOR EACH STATEMENT EXECUTE FUNCTION own_ids();
CREATE TRIGGER own_ids AFTER INSERT ON claim_citation REFERENCING NEW TABLE AS n
  FOR EACH STATEMENT EXECUTE FUNCTION own_ids();
