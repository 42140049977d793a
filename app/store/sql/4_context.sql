-- Context is said of groups and organisations, never put on a person: neither as whom it is about nor as to whom that
-- stands. The kinds are those of `domain.disclosure.PEOPLE`.
CREATE FUNCTION context_of_no_person() RETURNS trigger LANGUAGE plpgsql
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM party p WHERE p.project_id = NEW.project_id AND p.id IN (NEW.party_id, NEW.value_party_id)
      AND p.kind IN ('private_person', 'public_official', 'family')) THEN
    RAISE integrity_constraint_violation USING MESSAGE = format('claim %s would put context on a person', NEW.ref);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER context_of_no_person BEFORE INSERT ON claim FOR EACH ROW WHEN (NEW.party_id IS NOT NULL)
  EXECUTE FUNCTION context_of_no_person();
