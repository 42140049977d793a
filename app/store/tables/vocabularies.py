"""Published lists and each project's copy of their terms."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
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

vocabulary_release = Table(
    "vocabulary_release",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("terms", JSONB(none_as_null=True), nullable=False),
    Column("taken_in_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)


term = Table(
    "term",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("vocabulary", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("parent_code", Text),
    Column("lineage", ARRAY(Text), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("label_ar", Text, nullable=False),
    Column("definition_en", Text, nullable=False),
    Column("mapping", Text, nullable=False, server_default=text("''::text")),
    Column("attributes", JSONB(none_as_null=True), nullable=False, server_default=text("'{}'::jsonb")),
    Column("label_under_review", Boolean, nullable=False),
    Column("release", Text, nullable=False),
)
