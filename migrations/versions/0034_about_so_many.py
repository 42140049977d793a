"""A figure that is said to be about so many, without bounds, stands in the index with its number."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.execute("ALTER TABLE incident_harm ADD about integer[], ADD adopted_about integer[]")


def downgrade() -> None:
    op.execute("ALTER TABLE incident_harm DROP about, DROP adopted_about")
