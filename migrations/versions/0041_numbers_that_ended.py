"""A number by which a document was said to be known elsewhere can be taken back."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.execute("ALTER TABLE external_id ADD COLUMN ended_at timestamptz")


def downgrade() -> None:
    op.execute("ALTER TABLE external_id DROP COLUMN ended_at")
