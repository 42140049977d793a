"""An act of which all claims were withdrawn is known as one: it counts nowhere and holds no level down."""

from alembic import op

from migrations import projected_otherwise

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    # True or empty: an empty column changes no digest of a row that is on record.
    op.execute("ALTER TABLE act ADD COLUMN unclaimed boolean CHECK (unclaimed)")
    projected_otherwise()


def downgrade() -> None:
    op.execute("ALTER TABLE act DROP COLUMN unclaimed")
