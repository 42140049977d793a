"""Maps of many incidents are counted out of an index: of how many is exactly the same known of where."""

from alembic import op

revision = "0042"
down_revision = "0041"

# One value for all that says where an incident is, as we go by it or as it is claimed: a digest, since shapes are long.
UP = """
ALTER TABLE incident_index ADD COLUMN spot uuid GENERATED ALWAYS AS (md5(
  CASE WHEN adopted_precision IS NULL
    THEN coalesce(geometry::text, '') || '|' || coalesce(radius_m::text, '') || '|' || coalesce(precision, '') || '|'
      || place_as_stated
    ELSE coalesce(adopted_geometry::text, '') || '|' || coalesce(adopted_radius_m::text, '') || '|' || adopted_precision
      || '|' || coalesce(adopted_place_as_stated, '') END
  || '|' || extent::text || '|' || hash_array_extended(unit_keys_certain, 0))::uuid) STORED;
CREATE INDEX incident_index_spot ON incident_index (project_id, spot) INCLUDE (incident_id)
  WHERE same_as_id IS NULL AND extent IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("ALTER TABLE incident_index DROP COLUMN spot")
