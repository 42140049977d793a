"""The stored copy of what follows from the claims; written by project_incidents() only."""

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, TSVECTOR

from app.store.tables.metadata import metadata

incident_index = Table(
    "incident_index",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("incident_id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("tier", SmallInteger, nullable=False),
    Column("earliest_start", Date),
    Column("latest_start", Date),
    Column("earliest_end", Date),
    Column("latest_end", Date),
    Column(
        "span",
        DATERANGE,
        Computed(
            "CASE WHEN (adopted_when_as_stated IS NULL) THEN daterange(earliest_start, latest_end, '[]'::text)"
            " ELSE daterange(adopted_earliest_start, adopted_latest_end, '[]'::text) END",
            persisted=True,
        ),
        nullable=False,
    ),
    Column(
        "sort_on",
        Date,
        Computed(
            "COALESCE(CASE WHEN (adopted_when_as_stated IS NULL) THEN earliest_start ELSE adopted_earliest_start END,"
            " '-infinity'::date)",
            persisted=True,
        ),
        nullable=False,
    ),
    Column("when_as_stated", Text, nullable=False),
    Column("edtf", Text),
    Column("place_as_stated", Text, nullable=False),
    Column("precision", Text),
    Column("country", Text),
    Column("unit1_name", Text),
    Column("unit1_code", Text),
    Column("unit2_name", Text),
    Column("unit2_code", Text),
    Column("unit3_name", Text),
    Column("unit3_code", Text),
    Column("unit_keys", ARRAY(Text), nullable=False),
    Column("unit_keys_certain", ARRAY(Text), nullable=False),
    Column("place_keys", ARRAY(Text), nullable=False),
    Column("place_keys_certain", ARRAY(Text), nullable=False),
    Column("geometry", Geometry("GEOMETRY", srid=4326, spatial_index=False)),
    Column("radius_m", Double),
    Column("extent", Geometry("POLYGON", srid=4326, spatial_index=False)),
    Column("extent_is_whole", Boolean, nullable=False),
    Column("act_codes", ARRAY(Text), nullable=False),
    Column("method_codes", ARRAY(Text), nullable=False),
    Column("alleged_ids", ARRAY(BigInteger), nullable=False),
    Column("source_ids", ARRAY(BigInteger), nullable=False),
    Column("origins", SmallInteger, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("verification_lowest", SmallInteger, nullable=False),
    Column("verification_highest", SmallInteger, nullable=False),
    Column("attribution_lowest", SmallInteger),
    Column("attribution_highest", SmallInteger),
    Column("search_text", Text, nullable=False),
    Column(
        "search_vector",
        TSVECTOR,
        Computed("to_tsvector('simple'::regconfig, search_text)", persisted=True),
        nullable=False,
    ),
    Column("projected_position", BigInteger, nullable=False),
    Column("same_as_id", BigInteger),
    Column("place_name", Text),
    Column("unit_names_ar", ARRAY(Text)),
    Column("adopted_earliest_start", Date),
    Column("adopted_latest_start", Date),
    Column("adopted_earliest_end", Date),
    Column("adopted_latest_end", Date),
    Column("adopted_when_as_stated", Text),
    Column("adopted_edtf", Text),
    Column("adopted_place_as_stated", Text),
    Column("adopted_precision", Text),
    Column("adopted_unit1_name", Text),
    Column("adopted_unit2_name", Text),
    Column("adopted_unit3_name", Text),
    Column("adopted_unit_names_ar", ARRAY(Text)),
    Column("adopted_geometry", Geometry("GEOMETRY", srid=4326, spatial_index=False)),
    Column("adopted_radius_m", Double),
    Column("adopted_unit1_code", Text),
    Column("adopted_unit2_code", Text),
    Column("adopted_unit3_code", Text),
    Column(
        "spot",
        Uuid,
        Computed(
            "(md5(((((CASE WHEN (adopted_precision IS NULL) THEN ((((((COALESCE((geometry)::text, ''::text)"
            " || '|'::text) || COALESCE((radius_m)::text, ''::text)) || '|'::text)"
            " || COALESCE(\"precision\", ''::text)) || '|'::text) || place_as_stated)"
            " ELSE ((((((COALESCE((adopted_geometry)::text, ''::text) || '|'::text)"
            " || COALESCE((adopted_radius_m)::text, ''::text)) || '|'::text) || adopted_precision) || '|'::text)"
            " || COALESCE(adopted_place_as_stated, ''::text)) END || '|'::text) || (extent)::text) || '|'::text)"
            " || hash_array_extended(unit_keys_certain, (0)::bigint))))::uuid",
            persisted=True,
        ),
    ),
)


incident_harm = Table(
    "incident_harm",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("incident_id", BigInteger, primary_key=True),
    Column("harm", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("population", Text, primary_key=True),
    Column("part_of", Text, primary_key=True),
    Column("minimum", Integer),
    Column("maximum", Integer),
    Column("open_maximum", Boolean, nullable=False),
    Column("quantity_class", Text),
    Column("filter_ceiling", Integer),
    Column("origins", SmallInteger, nullable=False),
    Column("claims", SmallInteger, nullable=False),
    Column("line_origins", SmallInteger),
    Column("adopted", Boolean, nullable=False),
    Column("adopted_minimum", Integer),
    Column("adopted_maximum", Integer),
    Column("adopted_class", Text),
    Column("filter_floor", Integer),
    Column("about", ARRAY(Integer)),
    Column("adopted_about", ARRAY(Integer)),
    Column("grounded", Boolean),
)

index_due = Table(
    "index_due",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("done_at", DateTime(timezone=True)),
)
