"""What is known to a unit alone is found by its unit, for the tiles into which that reaches."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.execute("""
        CREATE INDEX incident_index_units ON incident_index USING gin (unit_keys)
        WHERE CASE WHEN adopted_precision IS NULL THEN precision ELSE adopted_precision END
          IN ('subdistrict', 'district', 'governorate')""")


def downgrade() -> None:
    op.execute("DROP INDEX incident_index_units")
