"""What somebody asked to be taken out, written by itself and kept for a while."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.metadata import metadata

export = Table(
    "export",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("question", JSONB, nullable=False),
    Column("format", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("incidents", Integer, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("rows_done", BigInteger, nullable=False, server_default=text("0")),
    Column("ready_at", DateTime(timezone=True)),
    Column("sha256", LargeBinary),
    Column("size", BigInteger),
    Column("manifest", JSONB),
    Column("taken", Integer, nullable=False, server_default=text("0")),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True)),
)
