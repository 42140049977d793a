-- What only whoever is signed in may do to accounts and projects. The application has no right on account or sign_in:
-- it cannot open a sign-in for a colleague and approve in their name.

-- Founds a project. Its founder is documenter, verifier and custodian in it: one-person mode, until a second verifier
-- is appointed. The project takes its own copy of the newest release of the lists.
CREATE FUNCTION found_project(code text, title text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  founder bigint := who();
  founded integer;
  opened bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM account WHERE id = founder AND administrator) THEN
    RAISE insufficient_privilege USING MESSAGE = 'an administrator founds projects';
  END IF;
  founded := nextval(pg_get_serial_sequence('tawthiq.project', 'id'));
  INSERT INTO event (project_id, actor_id, channel, deed, writes)
    SELECT founded, founder, w.channel, 'found_project', true FROM whoami() w RETURNING id INTO opened;
  INSERT INTO event_salt VALUES (founded, opened, gen_random_bytes(16));
  INSERT INTO project (id, code, title) OVERRIDING SYSTEM VALUE
    VALUES (founded, found_project.code, found_project.title);
  INSERT INTO membership (project_id, account_id, role)
    SELECT founded, founder, unnest('{documenter,verifier,custodian}'::text[]);
  PERFORM take_in_release(founded);
  PERFORM close_event();
  RETURN founded;
END $$;

-- Gives an account a role in a project. The second verifier ends one-person mode.
CREATE FUNCTION appoint(project integer, appointed bigint, new_role text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  opened bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM account WHERE id = who() AND administrator) THEN
    RAISE insufficient_privilege USING MESSAGE = 'an administrator gives roles';
  END IF;
  INSERT INTO event (project_id, actor_id, channel, deed, detail, writes)
    SELECT project, w.account_id, w.channel, 'appoint', jsonb_build_object('account', appointed, 'role', new_role), true
    FROM whoami() w RETURNING id INTO opened;
  INSERT INTO event_salt VALUES (project, opened, gen_random_bytes(16));
  INSERT INTO membership (project_id, account_id, role) VALUES (project, appointed, new_role);
  UPDATE project p SET one_person = false WHERE p.id = appoint.project AND p.one_person
    AND 1 < (SELECT count(DISTINCT m.account_id) FROM membership m
      WHERE m.project_id = p.id AND m.role = 'verifier' AND m.ended_at IS NULL);
  -- Only in one-person mode may a person both administer and read content; and with two administrators as its
  -- verifiers nobody would read the project at all.
  IF EXISTS (SELECT FROM account a WHERE a.id = appointed AND a.administrator)
      AND NOT EXISTS (SELECT FROM project p WHERE p.id = project AND p.one_person) THEN
    RAISE insufficient_privilege USING MESSAGE = 'an administrator has no role in a project of several people';
  END IF;
  PERFORM close_event();
END $$;

-- Empties what somebody has in hand and nobody else could ever read, drafts and tables with their files: of one person in
-- one project, or of everybody what was last touched before a time. Returns how many. A table that is just being taken in
-- is not old.
CREATE FUNCTION empty_in_hand(of_project integer, of_account bigint, before timestamptz) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  drafts integer;
  sheets integer;
BEGIN
  UPDATE unsaved_entry u SET answers = '[]', ended_at = now() WHERE u.ended_at IS NULL
    AND (of_project IS NULL OR u.project_id = of_project AND u.account_id = of_account)
    AND (before IS NULL OR u.saved_at < before);
  GET DIAGNOSTICS drafts = ROW_COUNT;
  UPDATE sheet s SET lines = '', file = NULL, mends = '{}', mapping = NULL, ended_at = now() WHERE s.ended_at IS NULL
    AND (of_project IS NULL OR s.project_id = of_project AND s.account_id = of_account)
    AND (before IS NULL OR s.saved_at < before AND NOT EXISTS (SELECT FROM job j WHERE j.project_id = s.project_id
      AND j.account_id = s.account_id AND j.subject = s.key::text AND j.ended_at IS NULL));
  GET DIAGNOSTICS sheets = ROW_COUNT;
  RETURN drafts + sheets;
END $$;

-- … with the membership of whoever leaves.
CREATE FUNCTION empty_on_leaving() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM membership m WHERE m.project_id = NEW.project_id AND m.account_id = NEW.account_id
      AND m.ended_at IS NULL) THEN
    PERFORM empty_in_hand(NEW.project_id, NEW.account_id, NULL);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER empty_on_leaving AFTER UPDATE OF ended_at ON membership
  FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION empty_on_leaving();

-- How many bytes the tables take up that people of a project have in hand, for its quota; each sees but their own.
CREATE FUNCTION room_in_hand(project integer) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(sum(octet_length(s.lines) + coalesce(octet_length(s.file), 0)), 0) FROM sheet s
    WHERE s.project_id = project AND project = ANY (my_projects()) AND s.ended_at IS NULL);
END $$;

-- The projects of an installation, for its administrators: codes and titles, no content; and whether the index of one is
-- to be made anew.
CREATE FUNCTION all_projects() RETURNS TABLE (id integer, code text, title text, one_person boolean, index_due boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT p.id, p.code, p.title, p.one_person,
      EXISTS (SELECT FROM index_due d WHERE d.project_id = p.id AND d.done_at IS NULL) FROM project p
    WHERE p.id = ANY (my_projects()) OR EXISTS (SELECT FROM account a WHERE a.id = who() AND a.administrator);
END $$;

-- Whether there is a project yet: whoever uses the first link founds the first one. For the gate.
CREATE FUNCTION any_project() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM project);
END $$;

-- A new database has no statistics, and the first import would plan a scan of the project for each row. Where there are
-- ten times as many incidents as were added, what is known of them still holds.
CREATE FUNCTION analyse_tables(added bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  t text;
BEGIN
  IF who() IS NULL OR added * 10 < (SELECT reltuples FROM pg_class WHERE oid = 'tawthiq.incident'::regclass) THEN
    RETURN;
  END IF;
  FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'tawthiq'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('ANALYZE %I', t);
  END LOOP;
END $$;

-- The release that was taken in last.
CREATE FUNCTION newest_release() RETURNS vocabulary_release LANGUAGE sql STABLE
  SET search_path = tawthiq, public, pg_temp AS $$
  SELECT * FROM vocabulary_release ORDER BY taken_in_at DESC, name DESC LIMIT 1
$$;

-- The project's own copy of the newest release. A term that is on no list any more stays as it was; where one stands
-- under another now, `rebuild` writes the index anew.
CREATE FUNCTION take_in_release(project integer) RETURNS void LANGUAGE sql
  SET search_path = tawthiq, public, pg_temp AS $$
  INSERT INTO term AS own (project_id, vocabulary, code, parent_code, lineage, position, label_en, label_ar,
      definition_en, mapping, attributes, label_under_review, release)
  SELECT project, t.vocabulary, t.code, t.parent_code, t.lineage, t.position, t.label_en, t.label_ar, t.definition_en,
    t.mapping, t.attributes, t.label_under_review, r.name
  FROM newest_release() r,
    jsonb_to_recordset(r.terms) AS t (vocabulary text, code text, parent_code text, lineage text[], position smallint,
      label_en text, label_ar text, definition_en text, mapping text, attributes jsonb, label_under_review boolean)
  ORDER BY cardinality(t.lineage), t.vocabulary, t.position
  ON CONFLICT (project_id, vocabulary, code) DO UPDATE SET parent_code = excluded.parent_code,
    lineage = excluded.lineage, position = excluded.position, label_en = excluded.label_en,
    label_ar = excluded.label_ar, definition_en = excluded.definition_en, mapping = excluded.mapping,
    attributes = excluded.attributes, label_under_review = excluded.label_under_review, release = excluded.release
    WHERE own.release <> excluded.release
$$;

-- Before anything is written in a project whose lists are of an older release: takes in the newest, in an event of its
-- own of whoever acts. An upgrade cannot: nobody is signed in whose deed it would be.
CREATE FUNCTION take_in_lists(project integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM term t
      WHERE t.project_id = project AND t.release = (SELECT r.name FROM newest_release() r)) THEN
    PERFORM open_event(project, 'take_in_lists', NULL, NULL, true, false);
    PERFORM take_in_release(project);
    PERFORM close_event();
  END IF;
END $$;
