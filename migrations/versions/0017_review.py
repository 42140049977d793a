"""Who moved an incident to the state of review that it has, when and why; empty where nobody has."""

from alembic import op

revision = "0017"
down_revision = "0015"

UP = """
ALTER TABLE incident
  ADD workflow_reason text CHECK (btrim(workflow_reason) <> ''),
  ADD workflow_by bigint REFERENCES account,
  ADD workflow_at timestamptz,
  ADD CHECK ((workflow_by IS NULL) = (workflow_at IS NULL));
CREATE INDEX incident_workflow ON incident (project_id, workflow, workflow_at, id) WHERE workflow <> 'draft';
"""

DOWN = """
DROP INDEX incident_workflow;
ALTER TABLE incident DROP workflow_reason, DROP workflow_by, DROP workflow_at;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
