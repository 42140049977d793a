-- Who acts, and where they may look. One look-up a statement, from the hashed token of the sign-in: a setting that
-- somebody forges finds no sign-in and so shows no row. plpgsql, because an SQL function marked SECURITY DEFINER is
-- planned anew at every call.

CREATE FUNCTION who() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT s.account_id FROM sign_in s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = sha256(convert_to(current_setting('tawthiq.token', true), 'UTF8'))
      AND s.ended_at IS NULL AND s.expires_at > now() AND a.ended_at IS NULL);
END $$;

CREATE FUNCTION my_projects() RETURNS integer[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  -- An administrator reads no content, but in one-person mode. A transaction in which a statement of somebody's own is
  -- run sees the project of that event alone, even after the event was closed: a statement can close it, and cannot
  -- take it away. Transactions are numbered anew in a restored cluster: an event is of this one only since its start.
  -- A program's token may be for one project alone.
  RETURN (SELECT coalesce(array_agg(DISTINCT m.project_id), '{}')
    FROM sign_in s JOIN account a ON a.id = s.account_id JOIN membership m ON m.account_id = s.account_id
      JOIN project p ON p.id = m.project_id
    WHERE s.token_hash = sha256(convert_to(current_setting('tawthiq.token', true), 'UTF8'))
      AND s.ended_at IS NULL AND s.expires_at > now() AND a.ended_at IS NULL AND m.ended_at IS NULL
      AND (p.one_person OR NOT a.administrator) AND p.id = coalesce(s.project_id, p.id)
      AND p.id = coalesce((SELECT e.project_id FROM event e WHERE e.deed = 'run_sql'
        AND e.transaction = pg_current_xact_id_if_assigned() AND e.at >= now() LIMIT 1), p.id));
END $$;

CREATE FUNCTION my_roles(project integer) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(m.role ORDER BY m.role), '{}') FROM membership m
    WHERE m.project_id = project AND project = ANY (my_projects()) AND m.account_id = who() AND m.ended_at IS NULL);
END $$;

-- Until when a sign-in lasts that is used now: on a page 30 minutes from now, and 12 hours in all; at the shell 12
-- hours from now, so that no import is too long for it.
CREATE FUNCTION lasts_until(channel text, created_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE channel WHEN 'page' THEN least(now() + interval '30 minutes', created_at + interval '12 hours')
    ELSE now() + interval '12 hours' END
$$;

-- What the application may know of whoever is signed in; whether their sign-in is due to be noted as used, which is
-- done once a minute and never shortens it; and of a program's token, whether it may `read` or also `write`.
CREATE FUNCTION whoami() RETURNS TABLE (account_id bigint, name text, administrator boolean, channel text, due boolean,
    scope text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT a.id, a.name, a.administrator, s.channel,
      CASE s.channel WHEN 'api' THEN coalesce(s.used_at < now() - interval '1 minute', true)
        ELSE s.expires_at < lasts_until(s.channel, s.created_at) - interval '1 minute' END, s.scope
    FROM sign_in s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = sha256(convert_to(current_setting('tawthiq.token', true), 'UTF8'))
      AND s.ended_at IS NULL AND s.expires_at > now() AND a.ended_at IS NULL;
END $$;

-- Notes a sign-in as used, unless another request of it does so at this moment. For a transaction of its
-- own: held for longer, the row would keep its owner from signing out. A program's token ends when it was said to end.
CREATE FUNCTION use_sign_in() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  UPDATE sign_in SET used_at = now(),
      expires_at = CASE channel WHEN 'api' THEN expires_at ELSE lasts_until(channel, created_at) END
    WHERE id = (SELECT s.id FROM sign_in s
    WHERE s.token_hash = sha256(convert_to(current_setting('tawthiq.token', true), 'UTF8'))
      AND s.ended_at IS NULL AND s.expires_at > now()
      AND (s.channel = 'api' OR s.expires_at < lasts_until(s.channel, s.created_at)) FOR UPDATE SKIP LOCKED);
END $$;

-- Who has one of these roles in a project now, for its members.
CREATE FUNCTION people_with(project integer, roles text[]) RETURNS TABLE (account_id bigint, name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT a.id, a.name FROM account a
    WHERE project = ANY (my_projects()) AND a.ended_at IS NULL AND EXISTS (SELECT FROM membership m
      WHERE m.project_id = project AND m.account_id = a.id AND m.ended_at IS NULL AND m.role = ANY (roles));
END $$;

-- The names of those who have worked in a project, for its members: history says who did what.
CREATE FUNCTION people_of(project integer) RETURNS TABLE (account_id bigint, name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tawthiq, pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT a.id, a.name FROM account a
    WHERE project = ANY (my_projects()) AND EXISTS (SELECT FROM membership m
      WHERE m.project_id = project AND m.account_id = a.id);
END $$;
