"""Whose words title and summary are, and when they were last written.

The columns are empty in rows that are there already: a column without a value changes no digest of the log.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

UP = """
-- The language in which we made them from the claims; empty where a person wrote them.
ALTER TABLE incident
  ADD title_made_in text CHECK (title_made_in IN ('en', 'ar')),
  ADD summary_made_in text CHECK (summary_made_in IN ('en', 'ar')),
  -- When whoever or whatever wrote them last knew the claims; empty: when the incident was recorded.
  ADD words_at timestamptz;
"""

DOWN = "ALTER TABLE incident DROP title_made_in, DROP summary_made_in, DROP words_at;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
