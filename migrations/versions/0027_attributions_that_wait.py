"""Who is alleged to have done what, by how sure that is: a list of its own beside that of acts."""

from alembic import op

revision = "0027"
down_revision = "0026"

UP = """
-- The newest act first, and of each whoever is alleged; other roles have no status.
CREATE INDEX involvement_alleged ON involvement (project_id, attribution_status, act_id, party_id)
  WHERE role = 'alleged';
"""

DOWN = "DROP INDEX involvement_alleged"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
