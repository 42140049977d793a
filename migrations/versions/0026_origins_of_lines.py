"""Of each line of harm, how many origins give a figure of it, beside those of the harm over all its lines."""

from alembic import op

revision = "0026"
down_revision = "0025"

# Where a harm has one line, they are one number; else not known until it is projected anew (`tawthiq rebuild`).
UP = """
ALTER TABLE incident_harm ADD line_origins smallint;
UPDATE incident_harm SET line_origins = origins WHERE (project_id, incident_id, harm) IN (
  SELECT project_id, incident_id, harm FROM incident_harm GROUP BY project_id, incident_id, harm HAVING count(*) = 1);
"""

DOWN = "ALTER TABLE incident_harm DROP COLUMN line_origins;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
