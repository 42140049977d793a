"""Long work that somebody asked for, and what of a change waits for it."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, SmallInteger, Table, Text, text

from app.store.tables.metadata import metadata

job = Table(
    "job",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("begun_at", DateTime(timezone=True)),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", Text),
    Column("reason", Text),
)

follow_up = Table(
    "follow_up",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("reviews", Boolean, nullable=False),
    Column("incidents", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("reached", BigInteger),
    Column("ended_at", DateTime(timezone=True)),
)
