"""What a person has taken up: something to find or to decide."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Identity, Integer, Table, Text, text

from app.store.tables.metadata import metadata

task = Table(
    "task",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("incident_id", BigInteger),
    Column("document_id", BigInteger),
    Column("party_id", BigInteger),
    Column("what", Text),
    Column("assigned_to", BigInteger),
    Column("due_on", Date),
    Column("opened_by", BigInteger, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("done_by", BigInteger),
    Column("done_at", DateTime(timezone=True)),
    Column("done_reason", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
)
