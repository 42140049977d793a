"""A number by which a document was said to be known elsewhere can be taken back."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE external_id ADD COLUMN ended_at timestamptz, ADD COLUMN ended_reason text,
        ADD CHECK ((ended_at IS NULL) = (ended_reason IS NULL)),
        ADD CHECK (ended_at IS NULL OR document_id IS NOT NULL)""")


def downgrade() -> None:
    op.execute("ALTER TABLE external_id DROP COLUMN ended_at, DROP COLUMN ended_reason")
