"""What was looked for in an incident's document and is not said there: it differs from what nobody asked."""

from alembic import op

revision = "0024"
down_revision = "0023"

UP = """
ALTER TABLE incident ADD not_said text[]
  CHECK (not_said <@ ARRAY['incident.when', 'incident.place', 'incident.count', 'act.alleged']);
"""

DOWN = "ALTER TABLE incident DROP COLUMN not_said"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
