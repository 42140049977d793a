"""What programs sent under a one-time key."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Uuid

from app.store.tables.metadata import metadata

sent_request = Table(
    "sent_request",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("once", Uuid(as_uuid=False), primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
)
