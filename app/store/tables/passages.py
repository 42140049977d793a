"""The text of a document, and its passages with what a reader did with each."""

from sqlalchemy import BigInteger, Column, Computed, DateTime, Identity, Integer, Table, Text, text

from app.store.tables.metadata import metadata

document_text = Table(
    "document_text",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("document_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("taken_by", BigInteger, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("replaced_at", DateTime(timezone=True)),
)


passage = Table(
    "passage",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("document_text_id", BigInteger, nullable=False),
    Column("starts", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("vocabulary", Text, Computed("'passage_marks'::text", persisted=True), nullable=False),
    Column("mark", Text, nullable=False),
    Column("marked_by", BigInteger),
    Column("joined_at", DateTime(timezone=True)),
    Column("marked_at", DateTime(timezone=True)),
)
