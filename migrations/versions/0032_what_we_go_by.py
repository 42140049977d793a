"""What we go by stands in the index beside what is claimed, and filters on time and place go by it."""

from alembic import op

revision = "0032"
down_revision = "0031"

# The days that filters and the order of the list go by follow from those that we go by, where there are some.
UP = """
ALTER TABLE incident_index
  ADD adopted_earliest_start date,
  ADD adopted_latest_start date,
  ADD adopted_earliest_end date,
  ADD adopted_latest_end date,
  ADD adopted_when_as_stated text,
  ADD adopted_edtf text,
  ADD adopted_place_as_stated text,
  ADD adopted_precision text,
  ADD adopted_unit1_name text,
  ADD adopted_unit2_name text,
  ADD adopted_unit3_name text,
  ADD adopted_unit_names_ar text[],
  ADD adopted_geometry geometry(Geometry, 4326),
  ADD adopted_radius_m double precision,
  DROP span,
  DROP sort_on,
  ADD span daterange NOT NULL GENERATED ALWAYS AS (CASE WHEN adopted_when_as_stated IS NULL
    THEN daterange(earliest_start, latest_end, '[]')
    ELSE daterange(adopted_earliest_start, adopted_latest_end, '[]') END) STORED,
  ADD sort_on date NOT NULL GENERATED ALWAYS AS (coalesce(CASE WHEN adopted_when_as_stated IS NULL
    THEN earliest_start ELSE adopted_earliest_start END, '-infinity'::date)) STORED;
CREATE INDEX incident_index_order ON incident_index (project_id, sort_on DESC, incident_id DESC);
CREATE INDEX incident_index_box ON incident_index USING gist (project_id, extent, span);

ALTER TABLE incident_harm
  ADD adopted boolean NOT NULL DEFAULT false,
  ADD adopted_minimum integer,
  ADD adopted_maximum integer,
  ADD adopted_class text,
  ADD filter_floor integer;
ALTER TABLE incident_harm ALTER adopted DROP DEFAULT;
-- Until it is projected anew a line goes by what is claimed, as it did before.
UPDATE incident_harm SET filter_floor = minimum;
CREATE INDEX incident_harm_floor ON incident_harm (project_id, harm, filter_floor);
CREATE INDEX incident_harm_ceiling ON incident_harm (project_id, harm, filter_ceiling);

-- What lists and registers ask for among very many; the first of these also counts the whole project.
CREATE INDEX incident_index_verification ON incident_index (project_id, verification_highest, verification_lowest)
  WHERE same_as_id IS NULL;
CREATE INDEX incident_index_attribution ON incident_index (project_id, attribution_highest, attribution_lowest)
  WHERE same_as_id IS NULL AND attribution_highest IS NOT NULL;
DROP INDEX involvement_party;
CREATE INDEX involvement_party ON involvement (project_id, party_id, role);
"""

DOWN = """
DROP INDEX involvement_party, incident_index_attribution, incident_index_verification, incident_harm_ceiling;
CREATE INDEX involvement_party ON involvement (project_id, party_id);
ALTER TABLE incident_harm DROP filter_floor, DROP adopted_class, DROP adopted_maximum, DROP adopted_minimum,
  DROP adopted;
ALTER TABLE incident_index
  DROP span,
  DROP sort_on,
  DROP adopted_earliest_start,
  DROP adopted_latest_start,
  DROP adopted_earliest_end,
  DROP adopted_latest_end,
  DROP adopted_when_as_stated,
  DROP adopted_edtf,
  DROP adopted_place_as_stated,
  DROP adopted_precision,
  DROP adopted_unit1_name,
  DROP adopted_unit2_name,
  DROP adopted_unit3_name,
  DROP adopted_unit_names_ar,
  DROP adopted_geometry,
  DROP adopted_radius_m,
  ADD span daterange NOT NULL GENERATED ALWAYS AS (daterange(earliest_start, latest_end, '[]')) STORED,
  ADD sort_on date NOT NULL GENERATED ALWAYS AS (coalesce(earliest_start, '-infinity'::date)) STORED;
CREATE INDEX incident_index_order ON incident_index (project_id, sort_on DESC, incident_id DESC);
CREATE INDEX incident_index_box ON incident_index USING gist (project_id, extent, span);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
