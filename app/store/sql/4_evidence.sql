-- Handing a file out is an event of its own, also for those who only read: their roles open no event that may write,
-- so this writes the one row and closes the event. To be committed before a byte goes out.
CREATE FUNCTION hand_out_file(project integer, item bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, public, pg_temp AS $$
DECLARE
  actor bigint := who();
  opened bigint;
BEGIN
  IF actor IS NULL OR NOT project = ANY (my_projects()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'a file is handed out to members of its project';
  END IF;
  INSERT INTO event (project_id, actor_id, channel, deed, writes)
    SELECT project, actor, w.channel, 'read_file', true FROM whoami() w RETURNING id INTO opened;
  INSERT INTO event_salt VALUES (project, opened, gen_random_bytes(16));
  INSERT INTO custody_event (project_id, item_id, deed, done_by) VALUES (project, item, 'served', actor);
  PERFORM close_event();
END $$;
