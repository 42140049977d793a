"""The event of a statement of somebody's own is found by its transaction, also once it is closed."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("CREATE INDEX event_run_sql ON event (transaction) WHERE deed = 'run_sql'")


def downgrade() -> None:
    op.execute("DROP INDEX event_run_sql")
