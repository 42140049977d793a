"""What was sent under a one-time key is known again, so that another thing under the same key is refused."""

from alembic import op

revision = "0044"
down_revision = "0043"

UP = """
-- Theirs alone who sent it. No word of what was sent is kept, its digest only.
CREATE TABLE sent_request (
  project_id integer NOT NULL REFERENCES project,
  once uuid NOT NULL,
  account_id bigint NOT NULL REFERENCES account,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (project_id, once)
);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP TABLE sent_request")
