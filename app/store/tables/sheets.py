"""Tables that somebody is taking in, and how their columns are read, kept as profiles."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, LargeBinary, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from app.store.tables.metadata import metadata

import_profile = Table(
    "import_profile",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("mapping", JSONB, nullable=False),
    Column("saved_by", BigInteger, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)

sheet = Table(
    "sheet",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("key", UUID(as_uuid=False), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("mapping", JSONB(none_as_null=True)),
    Column("mends", JSONB, nullable=False, server_default=text("'{}'")),
    Column("import_batch_id", BigInteger),
    Column("file", LargeBinary),
    Column("evidence_item_id", BigInteger),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("saved_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
)
