"""Of a line of harm it is known whether any of its figures counts; its words are those of the figures that do."""

from alembic import op

from migrations import projected_otherwise

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.execute("ALTER TABLE incident_harm ADD COLUMN grounded boolean")
    projected_otherwise()


def downgrade() -> None:
    op.execute("ALTER TABLE incident_harm DROP COLUMN grounded")
