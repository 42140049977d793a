"""A review opens where days follow a document's date; and indexes for joined entries and overtaken decisions."""

from alembic import op

revision = "0021"
down_revision = "0020"

UP = """
ALTER TABLE task DROP CONSTRAINT task_kind_check, DROP CONSTRAINT about_what_its_kind_is,
  ADD CONSTRAINT task_kind_check CHECK (kind IN ('find_primary', 'resolve_contradiction', 'find_origin', 'ask_reply',
    'days_moved', 'other')),
  ADD CONSTRAINT about_what_its_kind_is CHECK (CASE kind
    WHEN 'find_primary' THEN document_id IS NOT NULL AND num_nonnulls(incident_id, party_id) = 0
    WHEN 'ask_reply' THEN num_nonnulls(incident_id, party_id) = 2 AND document_id IS NULL
    WHEN 'days_moved' THEN num_nonnulls(incident_id, document_id) = 2 AND party_id IS NULL
    WHEN 'other' THEN what IS NOT NULL AND num_nonnulls(incident_id, document_id) = 1 AND party_id IS NULL
    ELSE incident_id IS NOT NULL AND num_nonnulls(document_id, party_id) = 0 END);

-- What names a party, whatever its tier; judgements by either end; decisions by their age.
CREATE INDEX claim_value_party ON claim (project_id, value_party_id) WHERE value_party_id IS NOT NULL;
CREATE INDEX same_as_one ON same_as (project_id, kind, one);
CREATE INDEX adoption_by_age ON adoption (project_id, decided_at, id) WHERE superseded_by IS NULL;
"""

# Reviews that were opened stay as they are: no row is rewritten.
DOWN = """
DROP INDEX adoption_by_age, same_as_one, claim_value_party;
ALTER TABLE task DROP CONSTRAINT task_kind_check, DROP CONSTRAINT about_what_its_kind_is,
  ADD CONSTRAINT task_kind_check CHECK (kind IN ('find_primary', 'resolve_contradiction', 'find_origin', 'ask_reply',
    'other')) NOT VALID,
  ADD CONSTRAINT about_what_its_kind_is CHECK (CASE kind
    WHEN 'find_primary' THEN document_id IS NOT NULL AND num_nonnulls(incident_id, party_id) = 0
    WHEN 'ask_reply' THEN num_nonnulls(incident_id, party_id) = 2 AND document_id IS NULL
    WHEN 'other' THEN what IS NOT NULL AND num_nonnulls(incident_id, document_id) = 1 AND party_id IS NULL
    ELSE incident_id IS NOT NULL AND num_nonnulls(document_id, party_id) = 0 END) NOT VALID;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
