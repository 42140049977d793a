-- What nobody types in. Whoever holds a sign-in and a connection as the application's role writes what the services would
-- write for them, and nothing else: not in another role, not in another name, not at another time, not of something else.
-- What follows from rules is reckoned (statuses, index, history, the origins of a claim); what people decide goes with
-- their role.

-- Refuses a kind of change to whoever has none of these roles in the project of the open event. Columns that follow from
-- others are none of these changes: a trigger names the columns that people change.
CREATE FUNCTION by_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  here integer := (SELECT e.project_id FROM event e WHERE e.transaction = pg_current_xact_id() AND e.closed_at IS NULL);
BEGIN
  IF here IS NOT NULL AND NOT my_roles(here) && TG_ARGV::text[] THEN
    RAISE insufficient_privilege USING MESSAGE = format('this role does not change %s so', TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;
-- Decisions are a verifier's.
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON assessment EXECUTE FUNCTION by_role('verifier');
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON adoption EXECUTE FUNCTION by_role('verifier');
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON adoption_claim EXECUTE FUNCTION by_role('verifier');
-- A custodian takes files of records in, with the texts and the files that come with them, and amends, takes back and marks
-- nothing of what is on record.
CREATE TRIGGER by_role BEFORE UPDATE OF kind, name, group_id, default_basis, compiles, counts_as_origin, affiliation,
  interest, counting_scope, access ON source EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE OF ended_at ON source_alias EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE OF ended_at, ended_reason ON external_id
  EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON document EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON document_relation EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON same_as EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON claim_link EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON incident_link EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON task EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON document_text EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON passage EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON own_place EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE UPDATE ON own_place_name EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON bulk_change EXECUTE FUNCTION by_role('documenter', 'verifier');
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON bulk_claim EXECUTE FUNCTION by_role('documenter', 'verifier');
-- Whoever records incidents keeps what a record starts from.
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON entry_template EXECUTE FUNCTION by_role('documenter');
-- Whoever reads a project keeps questions in it.
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON saved_question
  EXECUTE FUNCTION by_role('documenter', 'verifier', 'analyst', 'custodian');
CREATE TRIGGER ones_own_insert BEFORE INSERT ON saved_question FOR EACH ROW WHEN (NEW.saved_by <> who())
  EXECUTE FUNCTION refuse('a question is kept by whoever asks it');
CREATE TRIGGER ones_own_update BEFORE UPDATE ON saved_question FOR EACH ROW
  WHEN (OLD.saved_by <> who() AND NOT my_roles(OLD.project_id) @> '{custodian}')
  EXECUTE FUNCTION refuse('the link of a question is removed by whoever kept it, or by a custodian');
-- … and a verifier takes in none.
CREATE TRIGGER by_role BEFORE INSERT OR UPDATE ON import_batch EXECUTE FUNCTION by_role('documenter', 'custodian');
CREATE TRIGGER by_role BEFORE INSERT ON import_row EXECUTE FUNCTION by_role('documenter', 'custodian');
CREATE TRIGGER by_role BEFORE INSERT ON reported_decision EXECUTE FUNCTION by_role('documenter', 'custodian');
CREATE TRIGGER by_role BEFORE INSERT ON incident EXECUTE FUNCTION by_role('documenter', 'custodian');

-- What is ended, done or changed is so at this moment: a date of another day would stand before, or after, what it hides.
-- A file that is taken in says when its records ended elsewhere; not that they will.
CREATE TRIGGER at_this_moment BEFORE UPDATE OF withdrawn_at ON claim FOR EACH ROW
  WHEN (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at AND NEW.withdrawn_at <> now())
  EXECUTE FUNCTION refuse('a claim is withdrawn at this moment and no other');
CREATE TRIGGER not_yet BEFORE INSERT ON claim FOR EACH ROW WHEN (NEW.withdrawn_at > now())
  EXECUTE FUNCTION refuse('a claim is withdrawn at this moment and no other');
CREATE TRIGGER at_this_moment BEFORE UPDATE ON task FOR EACH ROW
  WHEN (NEW.done_at IS DISTINCT FROM OLD.done_at AND NEW.done_at <> now())
  EXECUTE FUNCTION refuse('a task is done at this moment and no other');
CREATE TRIGGER not_yet BEFORE INSERT ON task FOR EACH ROW WHEN (NEW.done_at > now())
  EXECUTE FUNCTION refuse('a task is done at this moment and no other');
CREATE TRIGGER ones_own BEFORE UPDATE ON task FOR EACH ROW WHEN (NEW.done_at IS DISTINCT FROM OLD.done_at
    AND NEW.done_by IS DISTINCT FROM who() OR NEW.done_at IS NULL AND NEW.done_by IS NOT NULL)
  EXECUTE FUNCTION refuse('a task is done by whoever says so');
CREATE TRIGGER ones_own BEFORE UPDATE OF mark, marked_by ON passage FOR EACH ROW
  WHEN (NEW.marked_by IS DISTINCT FROM OLD.marked_by AND NEW.marked_by <> who())
  EXECUTE FUNCTION refuse('a passage is marked by whoever reads it');
CREATE TRIGGER ones_own_insert BEFORE INSERT ON passage FOR EACH ROW WHEN (NEW.marked_by <> who())
  EXECUTE FUNCTION refuse('a passage is marked by whoever reads it');
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY '{same_as,claim_link,incident_link,document_relation,source_alias,own_place,own_place_name,
      entry_template,saved_question,external_id}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER at_this_moment BEFORE UPDATE OF ended_at ON %I FOR EACH ROW
      WHEN (NEW.ended_at IS DISTINCT FROM OLD.ended_at AND NEW.ended_at <> now())
      EXECUTE FUNCTION refuse(''it is taken back at this moment and no other'')', t);
    EXECUTE format('CREATE TRIGGER not_yet BEFORE INSERT ON %I FOR EACH ROW WHEN (NEW.ended_at > now())
      EXECUTE FUNCTION refuse(''it is taken back at this moment and no other'')', t);
  END LOOP;
  -- Whoever writes over somebody else's words has seen them: a version only grows, and says when.
  FOREACH t IN ARRAY '{incident,source,document,own_place}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER only_grows BEFORE UPDATE OF version, changed_at ON %I FOR EACH ROW
      WHEN (NEW.version < OLD.version OR NEW.version IS NULL AND OLD.version IS NOT NULL
        OR NEW.changed_at IS DISTINCT FROM OLD.changed_at AND (NEW.changed_at IS NULL OR NEW.changed_at <> now()))
      EXECUTE FUNCTION refuse(''a version only grows, at this moment'')', t);
  END LOOP;
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OF version ON task FOR EACH ROW WHEN (NEW.version < OLD.version)
  EXECUTE FUNCTION refuse('a version only grows, at this moment');

-- A change of many claims is undone once, by whoever says so. What has become of each of its claims is noted once, and
-- is so: the one that took its place is of this change, and the one that took that one's place restores what it was.
CREATE TRIGGER ends_once BEFORE UPDATE ON bulk_change FOR EACH ROW WHEN (OLD.undone_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ones_own BEFORE UPDATE ON bulk_change FOR EACH ROW
  WHEN (NEW.undone_by IS DISTINCT FROM who() OR NEW.undone_at IS DISTINCT FROM now())
  EXECUTE FUNCTION refuse('a change is undone at this moment, by whoever says so');
CREATE TRIGGER noted_once BEFORE UPDATE ON bulk_claim FOR EACH ROW
  WHEN (OLD.new_claim_id IS DISTINCT FROM NEW.new_claim_id AND OLD.new_claim_id IS NOT NULL
    OR OLD.restored_claim_id IS DISTINCT FROM NEW.restored_claim_id AND OLD.restored_claim_id IS NOT NULL
    OR OLD.left_alone IS DISTINCT FROM NEW.left_alone AND OLD.left_alone IS NOT NULL
    OR OLD.left_changed IS DISTINCT FROM NEW.left_changed AND OLD.left_changed IS NOT NULL)
  EXECUTE FUNCTION refuse('what has become of a claim is noted once');
CREATE FUNCTION became_so() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.new_claim_id IS DISTINCT FROM OLD.new_claim_id
      AND NOT EXISTS (SELECT FROM claim was JOIN claim c ON c.project_id = was.project_id AND c.id = was.superseded_by
        JOIN bulk_change k ON k.project_id = was.project_id AND k.id = NEW.bulk_change_id AND k.to_code = c.term_code
        WHERE was.project_id = NEW.project_id AND was.id = NEW.claim_id AND c.id = NEW.new_claim_id)
    OR NEW.restored_claim_id IS DISTINCT FROM OLD.restored_claim_id
      AND NOT EXISTS (SELECT FROM claim was JOIN claim c ON c.project_id = was.project_id AND c.id = was.superseded_by
        JOIN bulk_change k ON k.project_id = was.project_id AND k.id = NEW.bulk_change_id AND k.from_code = c.term_code
          AND k.undone_at IS NOT NULL
        WHERE was.project_id = NEW.project_id AND was.id = NEW.new_claim_id AND c.id = NEW.restored_claim_id) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'this is not what has become of the claim';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER became_so BEFORE UPDATE OF new_claim_id, restored_claim_id ON bulk_claim FOR EACH ROW
  EXECUTE FUNCTION became_so();

-- A file is received by whoever may add one or takes in the table that came in it, checked by whoever may check, and
-- handed out by hand_out_file() alone.
CREATE FUNCTION handled_so() RETURNS trigger LANGUAGE plpgsql SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  allowed text[] := CASE WHEN NEW.deed IN ('received', 'received_again') THEN '{documenter,verifier,custodian}'::text[]
    WHEN NEW.deed IN ('verified', 'found_altered') THEN '{verifier,custodian}' ELSE '{}' END;
BEGIN
  IF current_user = 'tawthiq_app' AND NOT my_roles(NEW.project_id) && allowed THEN
    RAISE insufficient_privilege USING MESSAGE = format('this role does not note that a file was %s', NEW.deed);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER handled_so BEFORE INSERT ON custody_event FOR EACH ROW EXECUTE FUNCTION handled_so();

-- A task is given to somebody who works in its project.
CREATE FUNCTION given_to_a_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM membership m WHERE m.project_id = NEW.project_id AND m.account_id = NEW.assigned_to
      AND m.ended_at IS NULL) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'a task is given to somebody who works in its project';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER given_to_a_member BEFORE INSERT OR UPDATE OF assigned_to ON task FOR EACH ROW
  WHEN (NEW.assigned_to IS NOT NULL) EXECUTE FUNCTION given_to_a_member();

-- What was said, what was decided of it and what is changed at once is written whole: no place, no claim considered and
-- no claim to change is added to it later.
CREATE FUNCTION written_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'claim_place' AND EXISTS (SELECT FROM n JOIN claim c ON c.project_id = n.project_id
      AND c.id = n.claim_id WHERE c.entered_at <> now())
    OR TG_TABLE_NAME = 'adoption_claim' AND EXISTS (SELECT FROM n JOIN adoption a ON a.project_id = n.project_id
      AND a.id = (to_jsonb(n) ->> 'adoption_id')::bigint WHERE a.decided_at <> now())
    OR TG_TABLE_NAME = 'bulk_claim' AND EXISTS (SELECT FROM n JOIN bulk_change k ON k.project_id = n.project_id
      AND k.id = (to_jsonb(n) ->> 'bulk_change_id')::bigint WHERE k.changed_at <> now()) THEN
    RAISE integrity_constraint_violation USING MESSAGE = format('what %s is of was written whole', TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER written_whole AFTER INSERT ON claim_place REFERENCING NEW TABLE AS n
  FOR EACH STATEMENT EXECUTE FUNCTION written_whole();
CREATE TRIGGER written_whole AFTER INSERT ON adoption_claim REFERENCING NEW TABLE AS n
  FOR EACH STATEMENT EXECUTE FUNCTION written_whole();
CREATE TRIGGER written_whole AFTER INSERT ON bulk_claim REFERENCING NEW TABLE AS n
  FOR EACH STATEMENT EXECUTE FUNCTION written_whole();

-- A decision is about claims that stand and say the thing it decides; it uses one, or says that nothing was determined.
CREATE FUNCTION decided_of_claims() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM adoption_claim k JOIN claim c ON c.project_id = k.project_id AND c.id = k.claim_id
      WHERE k.project_id = NEW.project_id AND k.adoption_id = NEW.id AND NOT (c.path = NEW.path
        AND c.harm IS NOT DISTINCT FROM NEW.harm AND (NEW.act_id IS NULL OR c.act_id = NEW.act_id)
        AND (NEW.property_item_id IS NULL OR c.property_item_id = NEW.property_item_id)
        AND CASE WHEN NEW.incident_id IS NULL THEN c.intervention_id = NEW.intervention_id
          ELSE c.incident_id = ANY (entries_of(NEW.project_id, ARRAY[NEW.incident_id])) END)) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'a decision considers what is said of the thing it decides';
  END IF;
  IF NOT EXISTS (SELECT FROM adoption_claim k WHERE k.project_id = NEW.project_id AND k.adoption_id = NEW.id
      AND (k.used OR NEW.method = 'not_determined')) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'a decision uses a claim, or determines nothing';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER decided_of_claims AFTER INSERT ON adoption DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION decided_of_claims();

-- What takes the place of a grade or a decision is about the same thing: else it would be taken away, and not replaced.
CREATE FUNCTION takes_its_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  same boolean;
BEGIN
  IF TG_TABLE_NAME = 'adoption' THEN
    same := EXISTS (SELECT FROM adoption a WHERE a.project_id = NEW.project_id AND a.id = NEW.superseded_by
      AND (a.incident_id, a.intervention_id, a.act_id, a.property_item_id, a.path, a.harm) IS NOT DISTINCT FROM
        (NEW.incident_id, NEW.intervention_id, NEW.act_id, NEW.property_item_id, NEW.path, NEW.harm));
  ELSE
    same := EXISTS (SELECT FROM assessment a WHERE a.project_id = NEW.project_id AND a.id = NEW.superseded_by
      AND (a.document_id, a.claim_id, a.scheme, a.item) IS NOT DISTINCT FROM
        (NEW.document_id, NEW.claim_id, NEW.scheme, NEW.item));
  END IF;
  IF NOT same THEN
    RAISE integrity_constraint_violation USING MESSAGE = format('what takes the place of this %s is about something else',
      TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER takes_its_place AFTER UPDATE ON assessment DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION takes_its_place();
CREATE CONSTRAINT TRIGGER takes_its_place AFTER UPDATE ON adoption DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION takes_its_place();

-- Two claims are compared where both are of the incident, or of the action or response, of which that is said.
CREATE FUNCTION compares_its_own() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF 2 <> (SELECT count(*) FROM claim c WHERE c.project_id = NEW.project_id AND c.id IN (NEW.claim_id, NEW.other_id)
      AND CASE WHEN NEW.incident_id IS NULL THEN c.intervention_id = NEW.intervention_id
        ELSE c.incident_id = ANY (entries_of(NEW.project_id, ARRAY[NEW.incident_id])) END) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'only claims about one thing are set beside each other';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER compares_its_own AFTER INSERT ON claim_link FOR EACH ROW EXECUTE FUNCTION compares_its_own();

-- A person is no group, and a summary figure none of what it sums. The kinds are those of `domain.disclosure.PEOPLE`.
CREATE FUNCTION joins_its_like() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF (CASE NEW.kind
      WHEN 'incident' THEN (SELECT count(DISTINCT i.kind) FROM incident i
        WHERE i.project_id = NEW.project_id AND i.id IN (NEW.one, NEW.other))
      WHEN 'party' THEN (SELECT count(DISTINCT p.kind IN ('private_person', 'public_official', 'family')) FROM party p
        WHERE p.project_id = NEW.project_id AND p.id IN (NEW.one, NEW.other)) END) > 1 THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'these two are of kinds that are never the same';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER joins_its_like BEFORE INSERT ON same_as FOR EACH ROW EXECUTE FUNCTION joins_its_like();

-- A chain of copies ends somewhere.
CREATE FUNCTION copies_in_no_ring() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF original_of(NEW.project_id, NEW.to_id) = NEW.from_id THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'a document is no copy of its own copies';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER copies_in_no_ring BEFORE INSERT ON document_relation FOR EACH ROW
  WHEN (NEW.ended_at IS NULL AND NEW.kind IN ('republishes', 'translates', 'same_footage'))
  EXECUTE FUNCTION copies_in_no_ring();
