"""Who says that two entries are the same. Which of them stands for the others is a column of theirs (`same_as_id`)."""

from sqlalchemy import BigInteger, Column, Computed, DateTime, Identity, Integer, Table, Text, text

from app.store.tables.metadata import metadata


def _end(name: str, kind: str, end: str) -> Column[int]:
    """The same number once more under the kind's own name, for the foreign key."""
    computed = f"CASE kind WHEN '{kind}'::text THEN {end} ELSE NULL::bigint END"
    return Column(name, BigInteger, Computed(computed, persisted=True))


same_as = Table(
    "same_as",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("one", BigInteger, nullable=False),
    Column("other", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("joined_by", BigInteger, nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
    _end("incident_id", "incident", "one"),
    _end("other_incident_id", "incident", "other"),
    _end("source_id", "source", "one"),
    _end("other_source_id", "source", "other"),
    _end("party_id", "party", "one"),
    _end("other_party_id", "party", "other"),
)
