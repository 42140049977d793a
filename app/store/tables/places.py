"""Gazetteers and their places. Global: no project has rows here."""

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.store.tables.metadata import metadata

gazetteer = Table(
    "gazetteer",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("places", Integer, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)

place = Table(
    "place",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("gazetteer_id", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", SmallInteger),
    Column("unit_code", Text),
    Column("name", Text, nullable=False),
    Column("name_ar", Text),
    Column("keys", ARRAY(Text), nullable=False),
    Column("country", Text),
    Column("population", BigInteger),
    Column("point", Geometry("POINT", srid=4326, spatial_index=False)),
    Column("radius_m", Double),
    Column("area", Geometry("GEOMETRY", srid=4326, spatial_index=False)),
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
    Column("units_by", Text),
    Column("external_ids", JSONB(none_as_null=True), nullable=False),
    Column("ended", Boolean, nullable=False, server_default=text("false")),
)

place_name = Table(
    "place_name",
    metadata,
    Column("place_id", BigInteger, primary_key=True),
    Column("gazetteer_id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("key", Text, primary_key=True),
    Column("skeleton", Text, nullable=False),
)
