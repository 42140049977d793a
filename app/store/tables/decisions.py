"""What people decided of what is claimed: grades, contradictions, the value gone by, and moves of verification."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.metadata import metadata

assessment = Table(
    "assessment",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("document_id", BigInteger),
    Column("claim_id", BigInteger),
    Column("scheme", Text, nullable=False),
    Column("item", Text),
    Column("grade", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cited_document_id", BigInteger),
    Column("assessed_by", BigInteger, nullable=False),
    Column("assessed_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("superseded_by", BigInteger),
)


claim_link = Table(
    "claim_link",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger),
    Column("intervention_id", BigInteger),
    Column("claim_id", BigInteger, nullable=False),
    Column("other_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("linked_by", BigInteger, nullable=False),
    Column("linked_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
)


adoption = Table(
    "adoption",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger),
    Column("intervention_id", BigInteger),
    Column("act_id", BigInteger),
    Column("property_item_id", BigInteger),
    Column("path", Text, nullable=False),
    Column("harm", Text),
    Column("method", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("decided_by", BigInteger, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("superseded_by", BigInteger),
)


adoption_claim = Table(
    "adoption_claim",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("adoption_id", BigInteger, nullable=False),
    Column("claim_id", BigInteger, nullable=False),
    Column("used", Boolean, nullable=False),
    Column("reason_code", Text),
)


verification = Table(
    "verification",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("act_id", BigInteger, nullable=False),
    Column("party_id", BigInteger),
    Column("from_level", Text, nullable=False),
    Column("to_level", Text, nullable=False),
    Column("standard_of_proof", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("snapshot", JSONB, nullable=False),
    Column("cited_document_id", BigInteger),
    Column("self_reviewed", Boolean, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("decided_reason", Text),
)


reported_decision = Table(
    "reported_decision",
    metadata,
    Column("project_id", Integer, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("incident_id", BigInteger),
    Column("document_id", BigInteger),
    Column("intervention_id", BigInteger),
    Column("kind", Text, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("record", JSONB(none_as_null=True), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("taken_in_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)
