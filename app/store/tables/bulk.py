"""Changes of many claims at once."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import UUID

from app.store.tables.metadata import metadata

bulk_change = Table(
    "bulk_change",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("key", UUID(as_uuid=False), nullable=False),
    Column("from_code", Text, nullable=False),
    Column("to_code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("undone_by", BigInteger),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_reason", Text),
)

bulk_claim = Table(
    "bulk_claim",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("bulk_change_id", BigInteger, nullable=False),
    Column("claim_id", BigInteger, nullable=False),
    Column("new_claim_id", BigInteger),
    Column("restored_claim_id", BigInteger),
    Column("left_alone", Text),
    Column("left_changed", Text),
)
