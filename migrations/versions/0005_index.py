"""The stored copy of what follows from the claims: everything that is searched, listed and counted."""

from alembic import op

revision = "0005"
down_revision = "0004"

UP = """
CREATE TABLE incident_index (
  project_id integer NOT NULL,
  incident_id bigint NOT NULL,
  kind text NOT NULL,
  scope text NOT NULL,
  tier smallint NOT NULL,
  -- when: the hull of the claims with a basis, or of all where none has one; a missing bound is unknown
  earliest_start date,
  latest_start date,
  earliest_end date,
  latest_end date,
  span daterange NOT NULL GENERATED ALWAYS AS (daterange(earliest_start, latest_end, '[]')) STORED,
  sort_on date NOT NULL GENERATED ALWAYS AS (coalesce(earliest_start, '-infinity'::date)) STORED,
  when_as_stated text NOT NULL,
  edtf text,
  -- where
  place_as_stated text NOT NULL,
  precision text,
  country text,
  unit1_name text, unit1_code text,
  unit2_name text, unit2_code text,
  unit3_name text, unit3_code text,
  unit_keys text[] NOT NULL,
  unit_keys_certain text[] NOT NULL,
  place_keys text[] NOT NULL,
  place_keys_certain text[] NOT NULL,
  geometry geometry(Geometry, 4326),
  radius_m double precision,
  extent geometry(Polygon, 4326),
  extent_is_whole boolean NOT NULL,
  -- what, by whom, who says so
  act_codes text[] NOT NULL,
  method_codes text[] NOT NULL,
  alleged_ids bigint[] NOT NULL,
  source_ids bigint[] NOT NULL,
  origins smallint NOT NULL,
  sources integer NOT NULL,
  documents integer NOT NULL,
  -- how sure
  verification_lowest smallint NOT NULL,
  verification_highest smallint NOT NULL,
  attribution_lowest smallint,
  attribution_highest smallint,
  search_text text NOT NULL,
  search_vector tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED,
  projected_position bigint NOT NULL,
  PRIMARY KEY (project_id, incident_id),
  FOREIGN KEY (project_id, incident_id) REFERENCES incident (project_id, id)
);
CREATE INDEX incident_index_order ON incident_index (project_id, sort_on DESC, incident_id DESC);
CREATE INDEX incident_index_box ON incident_index USING gist (project_id, extent, span);
CREATE INDEX incident_index_text ON incident_index USING gin (search_vector);
CREATE INDEX incident_index_arrays ON incident_index
  USING gin (unit_keys, place_keys, act_codes, source_ids, alleged_ids);
-- Few, and counted beside every list that asks for a place.
CREATE INDEX incident_index_no_extent ON incident_index (project_id) WHERE extent IS NULL;
CREATE INDEX incident_index_no_unit ON incident_index (project_id) WHERE unit_keys = '{}';
CREATE INDEX incident_index_no_place ON incident_index (project_id) WHERE place_keys = '{}';

-- One line of one incident. Lines with different keys never meet; only the whole (no population, no part) is summed.
CREATE TABLE incident_harm (
  project_id integer NOT NULL,
  incident_id bigint NOT NULL,
  harm text NOT NULL,
  unit text NOT NULL,
  measure text NOT NULL,
  population text NOT NULL,
  part_of text NOT NULL,
  minimum integer,
  maximum integer,
  open_maximum boolean NOT NULL,
  quantity_class text,
  filter_ceiling integer,
  origins smallint NOT NULL,
  claims smallint NOT NULL,
  PRIMARY KEY (project_id, incident_id, harm, unit, measure, population, part_of),
  FOREIGN KEY (project_id, incident_id) REFERENCES incident (project_id, id)
);
"""

DOWN = "DROP TABLE incident_harm, incident_index CASCADE;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
