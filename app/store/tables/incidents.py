"""What is said to have happened, who is named in it, and the numbers others know it by."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.store.tables.metadata import metadata

incident = Table(
    "incident",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=text("'single'::text")),
    Column("title", Text, nullable=False),
    Column("title_folded", Text, nullable=False),
    Column("summary", Text, nullable=False, server_default=text("''::text")),
    Column("summary_folded", Text, nullable=False, server_default=text("''::text")),
    Column("scope", Text, nullable=False, server_default=text("'counted'::text")),
    Column("workflow", Text, nullable=False, server_default=text("'draft'::text")),
    Column("tier", SmallInteger, nullable=False, server_default=text("0")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("form_key", Uuid),
    Column("import_batch_id", BigInteger),
    Column("recorded_by", BigInteger, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("title_made_in", Text),
    Column("summary_made_in", Text),
    Column("words_at", DateTime(timezone=True)),
    Column("workflow_reason", Text),
    Column("workflow_by", BigInteger),
    Column("workflow_at", DateTime(timezone=True)),
    Column("same_as_id", BigInteger),
    Column("not_said", ARRAY(Text)),
)


act = Table(
    "act",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("ref", Text, nullable=False),
    Column("type_code", Text),
    Column("completion_code", Text),
    Column("occurrence_status", Text, nullable=False, server_default=text("'allegation'::text")),
    Column("unclaimed", Boolean),
)


property_item = Table(
    "property_item",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("ref", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("tier", SmallInteger, nullable=False, server_default=text("0")),
    Column("label_folded", Text),
)


intervention = Table(
    "intervention",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("tier", SmallInteger, nullable=False, server_default=text("0")),
)


party = Table(
    "party",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("vocabulary", Text, Computed("'party_kinds'::text", persisted=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("label_folded", Text, nullable=False),
    Column("tier", SmallInteger, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("same_as_id", BigInteger),
)


involvement = Table(
    "involvement",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("act_id", BigInteger, nullable=False),
    Column("party_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("degree_code", Text),
    Column("claims", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("attribution_status", Text),
)


incident_link = Table(
    "incident_link",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("other_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("linked_by", BigInteger, nullable=False),
    Column("linked_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)


external_id = Table(
    "external_id",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("scheme", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("digest", LargeBinary),
    Column("incident_id", BigInteger),
    Column("document_id", BigInteger),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)
