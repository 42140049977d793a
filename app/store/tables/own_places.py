"""Places of a project's own, and their names."""

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Column, DateTime, Double, Identity, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from app.store.tables.metadata import metadata

own_place = Table(
    "own_place",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_ar", Text),
    Column("keys", ARRAY(Text), nullable=False),
    Column("country", Text),
    Column("point", Geometry("POINT", srid=4326, spatial_index=False)),
    Column("radius_m", Double),
    Column("inside", Text),
    Column("unit1_code", Text),
    Column("unit1_name", Text),
    Column("unit1_name_ar", Text),
    Column("unit1_keys", ARRAY(Text)),
    Column("unit2_code", Text),
    Column("unit2_name", Text),
    Column("unit2_name_ar", Text),
    Column("unit2_keys", ARRAY(Text)),
    Column("unit3_code", Text),
    Column("unit3_name", Text),
    Column("unit3_name_ar", Text),
    Column("unit3_keys", ARRAY(Text)),
    Column("note", Text),
    Column("registered_by", BigInteger, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("version", Integer),
    Column("changed_at", DateTime(timezone=True)),
    Column("successor", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)

own_place_name = Table(
    "own_place_name",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("place_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("skeleton", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)
