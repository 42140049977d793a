"""Who says, and what they put out."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Identity,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)

from app.store.tables.metadata import metadata

source = Table(
    "source",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("vocabulary", Text, Computed("'source_kinds'::text", persisted=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("group_id", BigInteger),
    Column("default_basis", Text, nullable=False),
    Column("compiles", Boolean, nullable=False, server_default=text("false")),
    Column("counts_as_origin", Boolean, nullable=False, server_default=text("true")),
    Column("tier", SmallInteger, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("affiliation", Text),
    Column("interest", Text),
    Column("counting_scope", Text),
    Column("access", Text),
    Column("group_reason", Text),
    Column("version", Integer),
    Column("changed_at", DateTime(timezone=True)),
    Column("same_as_id", BigInteger),
)


source_alias = Table(
    "source_alias",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("source_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("as_stated", Boolean, nullable=False, server_default=text("false")),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)


document = Table(
    "document",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("vocabulary", Text, Computed("'document_kinds'::text", persisted=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_folded", Text, nullable=False),
    Column("url", Text),
    Column("language", Text),
    Column("state", Text, nullable=False),
    Column("published_as_stated", Text),
    Column("published_earliest_on", Date),
    Column("published_latest_on", Date),
    Column("tier", SmallInteger, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("url_key", Text),
    Column("series", Text),
    Column("retraction", Text),
    Column("retraction_as_stated", Text),
    Column("retraction_earliest_on", Date),
    Column("retraction_latest_on", Date),
    Column("retraction_citation", Text),
    Column("version", Integer),
    Column("changed_at", DateTime(timezone=True)),
    Column("retraction_at", DateTime(timezone=True)),
)


document_relation = Table(
    "document_relation",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("from_id", BigInteger, nullable=False),
    Column("to_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("related_by", BigInteger, nullable=False),
    Column("related_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)
