-- Before an upgrade: every view and function goes, with the triggers and policies that hang on them; the queue too, which
-- is filled again from the jobs that have not ended.
DROP SCHEMA IF EXISTS queue CASCADE;
DO $$
DECLARE
  made record;
BEGIN
  FOR made IN SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'tawthiq' AND c.relkind = 'v' LOOP
    EXECUTE 'DROP VIEW IF EXISTS ' || made.name || ' CASCADE';
  END LOOP;
  FOR made IN SELECT p.oid::regprocedure AS name FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'tawthiq' LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || made.name || ' CASCADE';
  END LOOP;
END $$;
