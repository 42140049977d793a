"""One row a command, and one a row that it wrote."""

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
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.metadata import XID8, metadata

event = Table(
    "event",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("transaction", XID8, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("actor_id", BigInteger),
    Column("channel", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("reason", Text),
    Column("detail", JSONB(none_as_null=True)),
    Column("writes", Boolean, nullable=False),
    Column("bulk", Boolean, nullable=False, server_default=text("false")),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("digest", LargeBinary),
    Column("closed_at", DateTime(timezone=True)),
)


event_salt = Table(
    "event_salt",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("event_id", BigInteger, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
)


logged_table = Table(
    "logged_table",
    metadata,
    Column("number", SmallInteger, primary_key=True),
    Column("name", Text, nullable=False),
)


entry = Table(
    "entry",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("event_id", BigInteger, primary_key=True),
    Column("table_number", SmallInteger, primary_key=True),
    Column("row_id", BigInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("before", JSONB(none_as_null=True)),
    Column("after", JSONB(none_as_null=True)),
)
