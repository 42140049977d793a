-- Long work. A job is asked for by whoever is signed in, in their own name and no other; only the gate takes jobs up and
-- ends them. The application has no right in the queue.

CREATE FUNCTION start_job(project integer, kind text, subject text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
DECLARE
  started bigint;
BEGIN
  IF who() IS NULL OR NOT my_roles(project) && (CASE start_job.kind  -- the brackets keep its THEN from ending the IF
      WHEN 'export' THEN '{analyst,verifier,custodian}' WHEN 'import_sheet' THEN '{documenter,custodian}'
      WHEN 'follow_change' THEN '{documenter,verifier,custodian}' ELSE '{documenter,verifier}' END)::text[] THEN
    RAISE insufficient_privilege
      USING MESSAGE = 'a job belongs to a project of whoever is signed in and may write, or take out what it writes';
  END IF;
  -- What follows from a fact that is kept is never too much.
  IF start_job.kind <> 'follow_change' AND 10 <= (SELECT count(*) FROM job j WHERE j.project_id = project
      AND j.account_id = who() AND j.ended_at IS NULL AND (j.kind, j.subject) <> (start_job.kind, start_job.subject)) THEN
    RAISE program_limit_exceeded USING MESSAGE = 'whoever is signed in has ten jobs under way already';
  END IF;
  INSERT INTO job (project_id, account_id, kind, subject) VALUES (project, who(), start_job.kind, start_job.subject)
    ON CONFLICT DO NOTHING RETURNING id INTO started;
  IF started IS NOT NULL THEN  -- else the same is under way already
    PERFORM put_in_queue(project, started);
  END IF;
  RETURN started;
END $$;

-- Says of one's own work that it is to stop. What nobody has begun has ended with that; the rest ends at its next whole
-- step.
CREATE FUNCTION cancel_job(project integer, kind text, subject text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  UPDATE job j SET cancelled_at = now(), ended_at = CASE WHEN j.begun_at IS NULL THEN now() END,
      outcome = CASE WHEN j.begun_at IS NULL THEN 'cancelled' END
    WHERE j.project_id = project AND j.account_id = who() AND j.kind = cancel_job.kind
      AND j.subject = cancel_job.subject AND j.ended_at IS NULL;
END $$;

-- It commits with the row that it stands for.
CREATE FUNCTION put_in_queue(project integer, job bigint) RETURNS void LANGUAGE plpgsql
  SET search_path = tawthiq, queue, pg_temp AS $$
BEGIN
  PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW('work', 'run_job', 0, NULL, NULL,
    jsonb_build_object('project', project, 'job', job), NULL)::procrastinate_job_to_defer_v1]);
END $$;

-- Ends the exports that are kept no longer, in every project. Returns the refs of all others.
CREATE FUNCTION expire_exports() RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  UPDATE export e SET removed_at = now() WHERE e.removed_at IS NULL AND e.expires_at <= now();
  RETURN QUERY SELECT e.ref FROM export e WHERE e.removed_at IS NULL;
END $$;

CREATE FUNCTION empty_queue() RETURNS void LANGUAGE plpgsql SET search_path = tawthiq, queue, pg_temp AS $$
BEGIN
  DELETE FROM procrastinate_jobs;
  DELETE FROM procrastinate_workers;
END $$;

-- Whoever works alone just now: what was begun by a process that is gone is begun again, and its sign-ins end.
CREATE FUNCTION resume_jobs() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM empty_queue();
  UPDATE sign_in SET ended_at = now() WHERE channel = 'job' AND ended_at IS NULL;
  PERFORM put_in_queue(j.project_id, j.id) FROM job j WHERE j.ended_at IS NULL ORDER BY j.id;
END $$;

-- No row where it has ended.
CREATE FUNCTION take_up_job(project integer, job bigint)
  RETURNS TABLE (code text, account_id bigint, kind text, subject text, attempts smallint) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY UPDATE job j SET begun_at = coalesce(j.begun_at, now()), attempts = j.attempts + 1 FROM project p
    WHERE j.project_id = project AND j.id = take_up_job.job AND j.ended_at IS NULL AND p.id = project
    RETURNING p.code, j.account_id, j.kind, j.subject, j.attempts;
END $$;

-- It has come further since it was taken up, or was broken off in good order.
CREATE FUNCTION job_goes_on(project integer, job bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  UPDATE job j SET attempts = 0 WHERE j.project_id = project AND j.id = job_goes_on.job AND j.ended_at IS NULL;
END $$;

CREATE FUNCTION end_job(project integer, job bigint, outcome text, reason text) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  UPDATE job j SET ended_at = now(), outcome = end_job.outcome, reason = end_job.reason
    WHERE j.project_id = project AND j.id = end_job.job AND j.ended_at IS NULL;
END $$;
