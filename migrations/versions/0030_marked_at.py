"""When a reader gave a passage its mark: it leaves with the text, and comes in elsewhere."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.execute("ALTER TABLE passage ADD marked_at timestamptz")


def downgrade() -> None:
    op.execute("ALTER TABLE passage DROP COLUMN marked_at")
