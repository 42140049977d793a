"""When it was recorded that a document is retracted, and a review of what rests on it; and to find what is relayed."""

from alembic import op

revision = "0031"
down_revision = "0030"

UP = """
-- Empty where it was said before this was kept: then it is as old as the document's last change.
ALTER TABLE document ADD retraction_at timestamptz;
CREATE INDEX document_retracted ON document (project_id, id) WHERE retraction = 'retracted';

-- In which documents on file somebody else is quoted than whose they are: two look-ups a document.
DROP INDEX claim_document;
CREATE INDEX claim_document ON claim (project_id, document_id, originator_id);
CREATE INDEX document_on_file ON document (project_id, id) WHERE state = 'on_file';

ALTER TABLE task DROP CONSTRAINT task_kind_check, DROP CONSTRAINT about_what_its_kind_is,
  ADD CONSTRAINT task_kind_check CHECK (kind IN ('find_primary', 'resolve_contradiction', 'find_origin', 'ask_reply',
    'find_relayed', 'days_moved', 'retracted', 'other')),
  ADD CONSTRAINT about_what_its_kind_is CHECK (CASE
    WHEN kind IN ('find_primary', 'find_relayed') THEN document_id IS NOT NULL
      AND num_nonnulls(incident_id, party_id) = 0
    WHEN kind = 'ask_reply' THEN num_nonnulls(incident_id, party_id) = 2 AND document_id IS NULL
    WHEN kind IN ('days_moved', 'retracted') THEN num_nonnulls(incident_id, document_id) = 2 AND party_id IS NULL
    WHEN kind = 'other' THEN what IS NOT NULL AND num_nonnulls(incident_id, document_id) = 1 AND party_id IS NULL
    ELSE incident_id IS NOT NULL AND num_nonnulls(document_id, party_id) = 0 END);
"""

# Reviews that were opened stay as they are: no row is rewritten.
DOWN = """
ALTER TABLE task DROP CONSTRAINT task_kind_check, DROP CONSTRAINT about_what_its_kind_is,
  ADD CONSTRAINT task_kind_check CHECK (kind IN ('find_primary', 'resolve_contradiction', 'find_origin', 'ask_reply',
    'days_moved', 'other')) NOT VALID,
  ADD CONSTRAINT about_what_its_kind_is CHECK (CASE kind
    WHEN 'find_primary' THEN document_id IS NOT NULL AND num_nonnulls(incident_id, party_id) = 0
    WHEN 'ask_reply' THEN num_nonnulls(incident_id, party_id) = 2 AND document_id IS NULL
    WHEN 'days_moved' THEN num_nonnulls(incident_id, document_id) = 2 AND party_id IS NULL
    WHEN 'other' THEN what IS NOT NULL AND num_nonnulls(incident_id, document_id) = 1 AND party_id IS NULL
    ELSE incident_id IS NOT NULL AND num_nonnulls(document_id, party_id) = 0 END) NOT VALID;
DROP INDEX document_retracted, document_on_file, claim_document;
CREATE INDEX claim_document ON claim (project_id, document_id);
ALTER TABLE document DROP retraction_at;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
