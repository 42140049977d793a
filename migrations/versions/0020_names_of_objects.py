"""Names of objects harmed in the form in which they are searched."""

from alembic import op

revision = "0020"
down_revision = "0019"

# Null in what was recorded before: those are found by the words of their claims, as they were.
UP = "ALTER TABLE property_item ADD label_folded text"
DOWN = "ALTER TABLE property_item DROP COLUMN label_folded"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
