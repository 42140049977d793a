"""Files that were taken in, and the rows of them that want a look."""

from sqlalchemy import (
    BigInteger,
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

from app.store.tables.metadata import metadata

import_batch = Table(
    "import_batch",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("profile", Text, nullable=False),
    Column("profile_version", SmallInteger, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_digest", LargeBinary, nullable=False),
    Column("bytes_done", BigInteger, nullable=False, server_default=text("0")),
    Column("rows_done", Integer, nullable=False, server_default=text("0")),
    Column("created", Integer, nullable=False, server_default=text("0")),
    Column("updated", Integer, nullable=False, server_default=text("0")),
    Column("unchanged", Integer, nullable=False, server_default=text("0")),
    Column("quarantined", Integer, nullable=False, server_default=text("0")),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("completed_at", DateTime(timezone=True)),
    Column("evidence_item_id", BigInteger),
)


import_row = Table(
    "import_row",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("import_batch_id", BigInteger, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("byte_from", BigInteger, nullable=False),
    Column("byte_to", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("column_name", Text),
)
