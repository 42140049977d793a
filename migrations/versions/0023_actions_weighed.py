"""What is claimed of an action or response is compared and decided between like an incident's claims."""

from alembic import op

revision = "0023"
down_revision = "0022"

UP = """
ALTER TABLE claim_link
  ALTER incident_id DROP NOT NULL,
  ADD intervention_id bigint,
  ADD FOREIGN KEY (project_id, intervention_id) REFERENCES intervention (project_id, id),
  ADD CONSTRAINT of_an_incident_or_an_intervention CHECK (num_nonnulls(incident_id, intervention_id) = 1);
CREATE INDEX claim_link_intervention ON claim_link (project_id, intervention_id) WHERE intervention_id IS NOT NULL;

ALTER TABLE adoption
  ALTER incident_id DROP NOT NULL,
  ADD intervention_id bigint,
  ADD FOREIGN KEY (project_id, intervention_id) REFERENCES intervention (project_id, id),
  ADD CONSTRAINT of_an_incident_or_an_intervention CHECK (num_nonnulls(incident_id, intervention_id) = 1
    AND (path LIKE 'intervention.%') = (intervention_id IS NOT NULL)
    AND (incident_id IS NOT NULL OR num_nonnulls(act_id, property_item_id) = 0));
DROP INDEX adoption_current;
CREATE UNIQUE INDEX adoption_current ON adoption
  (project_id, incident_id, intervention_id, act_id, property_item_id, path, harm)
  NULLS NOT DISTINCT WHERE superseded_by IS NULL;
CREATE INDEX adoption_intervention ON adoption (project_id, intervention_id) WHERE intervention_id IS NOT NULL;

ALTER TABLE reported_decision
  ADD intervention_id bigint,
  ADD FOREIGN KEY (project_id, intervention_id) REFERENCES intervention (project_id, id),
  DROP CONSTRAINT reported_decision_check,
  ADD CONSTRAINT reported_of_one CHECK (num_nonnulls(incident_id, document_id, intervention_id) = 1);
CREATE INDEX reported_decision_intervention ON reported_decision (project_id, intervention_id)
  WHERE intervention_id IS NOT NULL;
"""

# Down again only while nothing is decided about an intervention: an incident to hang it on there is none.
DOWN = """
DROP INDEX reported_decision_intervention, adoption_intervention, adoption_current, claim_link_intervention;
ALTER TABLE reported_decision
  DROP CONSTRAINT reported_of_one,
  ADD CONSTRAINT reported_decision_check CHECK (num_nonnulls(incident_id, document_id) = 1),
  DROP COLUMN intervention_id;
ALTER TABLE adoption
  DROP CONSTRAINT of_an_incident_or_an_intervention,
  ALTER incident_id SET NOT NULL,
  DROP COLUMN intervention_id;
CREATE UNIQUE INDEX adoption_current ON adoption (project_id, incident_id, act_id, property_item_id, path, harm)
  NULLS NOT DISTINCT WHERE superseded_by IS NULL;
ALTER TABLE claim_link
  DROP CONSTRAINT of_an_incident_or_an_intervention,
  ALTER incident_id SET NOT NULL,
  DROP COLUMN intervention_id;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
