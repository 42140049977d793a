"""Claims of context are about a party and about no incident; a party is looked up by its name and by who names it."""

from alembic import op

revision = "0015"
down_revision = "0013"

# Down again only while no claim of context stands: an incident to hang it on there is none.
UP = """
ALTER TABLE claim
  ADD party_id bigint,
  ALTER incident_id DROP NOT NULL,
  ADD FOREIGN KEY (project_id, party_id) REFERENCES party (project_id, id),
  DROP CONSTRAINT path_of_a_subject,
  ADD CONSTRAINT path_of_a_subject CHECK (CASE
    WHEN path LIKE 'context.%' THEN party_id IS NOT NULL AND num_nonnulls(incident_id, act_id) = 0
    WHEN path LIKE 'act.%' OR path LIKE 'incident.%' THEN incident_id IS NOT NULL AND party_id IS NULL
    ELSE false END),
  DROP CONSTRAINT claim_value_kind_check,
  ADD CONSTRAINT claim_value_kind_check CHECK (value_kind IN ('term', 'party', 'when', 'place', 'count', 'text'));
CREATE INDEX claim_party ON claim (project_id, party_id) WHERE party_id IS NOT NULL;
-- Above the index no involvement is stored: there the claims say in what a party stands.
CREATE INDEX claim_above_index ON claim (project_id, value_party_id) WHERE tier > 1 AND value_party_id IS NOT NULL;
CREATE INDEX party_name ON party (project_id, "left"(label_folded, 200), id);
"""

DOWN = """
DROP INDEX party_name, claim_above_index, claim_party;
ALTER TABLE claim
  DROP CONSTRAINT claim_value_kind_check,
  ADD CONSTRAINT claim_value_kind_check CHECK (value_kind IN ('term', 'party', 'when', 'place', 'count')),
  DROP CONSTRAINT path_of_a_subject,
  ADD CONSTRAINT path_of_a_subject CHECK (path LIKE 'act.%' OR path LIKE 'incident.%'),
  ALTER incident_id SET NOT NULL,
  DROP party_id;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
