"""Accounts, projects and the history that everything after is written into."""

from alembic import op

revision = "0001"
down_revision = None

UP = """
CREATE TABLE account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  name_folded text NOT NULL UNIQUE,
  administrator boolean NOT NULL DEFAULT false,
  passphrase_hash text,
  link_hash bytea UNIQUE,
  link_expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CHECK ((link_hash IS NULL) = (link_expires_at IS NULL))
);

CREATE TABLE sign_in (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES account,
  token_hash bytea NOT NULL UNIQUE,
  channel text NOT NULL CHECK (channel IN ('page', 'shell')),
  device text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sign_in_account ON sign_in (account_id);

CREATE TABLE sign_in_attempt (
  key bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL
);

CREATE TABLE project (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$'),
  title text NOT NULL CHECK (title <> ''),
  standard_of_proof text NOT NULL DEFAULT 'reasonable_grounds_to_believe' CHECK (standard_of_proof IN
    ('credible_allegation', 'reasonable_grounds_to_believe', 'balance_of_probabilities')),
  one_person boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE membership (
  project_id integer NOT NULL REFERENCES project,
  id bigint GENERATED ALWAYS AS IDENTITY,
  account_id bigint NOT NULL REFERENCES account,
  role text NOT NULL CHECK (role IN ('documenter', 'verifier', 'analyst', 'custodian')),
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX membership_role ON membership (project_id, account_id, role) WHERE ended_at IS NULL;
CREATE INDEX membership_account ON membership (account_id);

-- Deeds outside any project (signing in, making an account) stand under project number 0, which is no project.
CREATE TABLE event (
  project_id integer NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  actor_id bigint REFERENCES account,
  channel text NOT NULL CHECK (channel IN ('page', 'shell')),
  deed text NOT NULL,
  reason text,
  detail jsonb,
  writes boolean NOT NULL,
  bulk boolean NOT NULL DEFAULT false,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  digest bytea,
  closed_at timestamptz,
  PRIMARY KEY (project_id, id),
  CHECK (project_id = 0 OR actor_id IS NOT NULL),
  CHECK ((digest IS NULL) = (closed_at IS NULL))
);
CREATE UNIQUE INDEX event_open ON event (transaction) WHERE closed_at IS NULL;

CREATE TABLE event_salt (
  project_id integer NOT NULL,
  event_id bigint NOT NULL,
  salt bytea NOT NULL,
  PRIMARY KEY (project_id, event_id)
);

CREATE TABLE logged_table (
  number smallint PRIMARY KEY,
  name text NOT NULL UNIQUE
);

-- Events are numbered when they open, entries when their row is locked: the last entry of a row is that of the highest
-- position, whichever of two commands opened first.
CREATE SEQUENCE entry_position;

CREATE TABLE entry (
  project_id integer NOT NULL,
  event_id bigint NOT NULL,
  table_number smallint NOT NULL,
  row_id bigint NOT NULL,
  position bigint NOT NULL,
  digest bytea NOT NULL,
  before jsonb,
  after jsonb,
  PRIMARY KEY (project_id, event_id, table_number, row_id)
);
-- By event to check the log, by row to read the history of one thing.
CREATE INDEX entry_row ON entry (project_id, table_number, row_id);
"""

DOWN = """
DROP SEQUENCE entry_position;
DROP TABLE entry, logged_table, event_salt, event, membership, project, sign_in_attempt, sign_in, account CASCADE;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
