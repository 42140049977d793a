"""A claim's codes are those of its lists, and what has changed since an instant is found by an index."""

from alembic import op

revision = "0007"
down_revision = "0006"

UP = """
-- A code of a list that a project may add to is one of the project's own terms. The name of the list stands beside it
-- only where there is a code.
ALTER TABLE claim
  ADD degree_vocabulary text GENERATED ALWAYS AS (CASE WHEN degree_code IS NOT NULL THEN 'involvement_degrees' END)
    STORED,
  ADD harm_vocabulary text GENERATED ALWAYS AS (CASE WHEN harm IS NOT NULL THEN 'harms' END) STORED,
  ADD FOREIGN KEY (project_id, degree_vocabulary, degree_code) REFERENCES term (project_id, vocabulary, code),
  ADD FOREIGN KEY (project_id, harm_vocabulary, harm) REFERENCES term (project_id, vocabulary, code),
  ADD CONSTRAINT path_of_a_subject CHECK (path LIKE 'act.%' OR path LIKE 'incident.%'),
  ADD CONSTRAINT class_of_the_list CHECK (quantity_class IN ('few', 'several', 'tens', 'hundreds', 'thousands',
    'tens_of_thousands', 'hundreds_of_thousands', 'many_or_mass', 'plural_only')),
  ADD CONSTRAINT part_of_a_day CHECK (part_of_day IN
    ('small_hours', 'dawn', 'morning', 'midday', 'afternoon', 'evening', 'night'));
CREATE INDEX incident_changed ON incident (project_id, changed_at);
"""

DOWN = """
DROP INDEX incident_changed;
ALTER TABLE claim DROP CONSTRAINT path_of_a_subject, DROP CONSTRAINT class_of_the_list, DROP CONSTRAINT part_of_a_day,
  DROP degree_vocabulary, DROP harm_vocabulary;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
