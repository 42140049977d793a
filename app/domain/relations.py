"""How documents stand to one another: one relation as it is asked for and read. Its kinds are `properties.RELATIONS`.

An article republishes a release. Only a copy (`origins.COPIES`) joins two documents as one origin. What a document
supersedes of a running toll is the issue that it updates.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.domain.incidents import NamedDocument


@dataclass(frozen=True, slots=True)
class RelationView:
    """One relation as it stands on the page of a document: `other` is the other one, `forwards` who says it of whom."""

    id: int
    kind: str
    other: NamedDocument
    forwards: bool
    reason: str
    related_by: str
    related_at: datetime
    ended_reason: str | None


class RelationEntry(BaseModel):
    """A relation as somebody states it. `other` is a document that was offered, `named` one by ref or address."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: str
    other: str = Field("", max_length=40)
    named: str = Field("", max_length=2000)
    reason: str = Field(min_length=1, max_length=1000)
    deed: str = "save"
