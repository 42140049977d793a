"""The codes of the units in which the place lies that we go by stand in the index beside their names."""

from alembic import op

from migrations import projected_otherwise

revision = "0040"
down_revision = "0039"

UP = """
ALTER TABLE incident_index
  ADD adopted_unit1_code text,
  ADD adopted_unit2_code text,
  ADD adopted_unit3_code text;
"""

DOWN = """
ALTER TABLE incident_index
  DROP adopted_unit1_code,
  DROP adopted_unit2_code,
  DROP adopted_unit3_code;
"""


def upgrade() -> None:
    op.execute(UP)
    projected_otherwise()


def downgrade() -> None:
    op.execute(DOWN)
