"""Preserved files, and each handling of them. Their bytes are the vault's (`app.store.vault`)."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.metadata import metadata

evidence_item = Table(
    "evidence_item",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("sha512", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("original_name", Text, nullable=False),
    Column("uploaded_by", BigInteger, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)


custody_event = Table(
    "custody_event",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("item_id", BigInteger),
    Column("deed", Text, nullable=False),
    Column("detail", JSONB),
    Column("done_by", BigInteger, nullable=False),
    Column("done_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)
