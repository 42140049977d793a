"""Which projects are to be projected anew since an upgrade has changed what the index is made of."""

from alembic import op

from migrations import projected_otherwise

revision = "0038"
down_revision = "0037"

UP = """
-- What is searched, listed and counted of a project was made by an older rule, until `rebuild` has gone through it all.
CREATE TABLE index_due (
  project_id integer PRIMARY KEY REFERENCES project,
  since timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz
);
"""


def upgrade() -> None:
    op.execute(UP)
    # Versions before this one asked for it in their notes alone: whether it was done nobody has kept.
    projected_otherwise()


def downgrade() -> None:
    op.execute("DROP TABLE index_due")
