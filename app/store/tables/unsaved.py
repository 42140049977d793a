"""What somebody was typing: nobody else's, no fact, and not in the history."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from app.store.tables.metadata import metadata

unsaved_entry = Table(
    "unsaved_entry",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("form_key", UUID(as_uuid=False), nullable=False),
    Column("address", Text, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("saved_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
)
