"""Published lists, and each project's own copy of their terms."""

from alembic import op

revision = "0002"
down_revision = "0001"

UP = """
CREATE TABLE vocabulary_release (
  name text PRIMARY KEY,
  digest bytea NOT NULL,
  terms jsonb NOT NULL,
  taken_in_at timestamptz NOT NULL DEFAULT now()
);

-- `lineage` is the code itself and its ancestors, so that "any attack on a protected place" is one look-up.
CREATE TABLE term (
  project_id integer NOT NULL REFERENCES project,
  id bigint GENERATED ALWAYS AS IDENTITY,
  vocabulary text NOT NULL,
  code text NOT NULL CHECK (code ~ '^[a-z0-9_]+$'),
  parent_code text,
  lineage text[] NOT NULL,
  position smallint NOT NULL,
  label_en text NOT NULL,
  label_ar text NOT NULL,
  definition_en text NOT NULL,
  mapping text NOT NULL DEFAULT '',
  attributes jsonb NOT NULL DEFAULT '{}',
  label_under_review boolean NOT NULL,
  release text NOT NULL REFERENCES vocabulary_release,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, vocabulary, code),
  FOREIGN KEY (project_id, vocabulary, parent_code) REFERENCES term (project_id, vocabulary, code)
);
"""

DOWN = "DROP TABLE term, vocabulary_release CASCADE;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
