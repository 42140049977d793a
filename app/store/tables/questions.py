"""Questions that a project keeps under a name, each with what it found when it was kept."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.metadata import metadata

saved_question = Table(
    "saved_question",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("question", JSONB, nullable=False),
    Column("certain", Integer, nullable=False),
    Column("possible", Integer, nullable=False),
    Column("saved_by", BigInteger, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
)
