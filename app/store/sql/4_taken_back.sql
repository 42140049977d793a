-- What somebody has stated is taken back once, with a reason, a task is done once, a place retired once. None is revived:
-- it is stated, opened or registered anew.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RAISE integrity_constraint_violation USING MESSAGE = TG_ARGV[0];
END $$;
CREATE TRIGGER ends_once BEFORE UPDATE ON same_as FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON claim_link FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON incident_link FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON document_relation FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON external_id FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON task FOR EACH ROW WHEN (OLD.done_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this is done already');
CREATE TRIGGER ends_once BEFORE UPDATE ON own_place_name FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON entry_template FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
CREATE TRIGGER ends_once BEFORE UPDATE ON saved_question FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION refuse('this was taken back already');
-- Which place is meant instead can still pass on to another.
CREATE TRIGGER ends_once BEFORE UPDATE ON own_place FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_reason) IS DISTINCT FROM (OLD.ended_at, OLD.ended_reason))
  EXECUTE FUNCTION refuse('this was retired already');
