"""Invented claims for the tests of the store: who says what about one incident, in a few words a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    IncidentRecord,
    PartyRecord,
    PropertyItemRecord,
    SourceRecord,
    Value,
)
from app.services.incidents import read_incident
from app.services.taking_in import take_in
from app.services.work import Work

ACT, INCIDENT, ITEM = "act", "incident", "object"

OBJECT = "Shrine of Sheikh Rashid"


@dataclass(frozen=True)
class Voice:
    """One source; `group` names another whose independence group it belongs to."""

    name: str
    basis: str = "own_collection"
    group: str | None = None
    kind: str = "monitor"


def said(
    number: int,
    path: str,
    value: Value,
    by: str | None,
    basis: str = "own_collection",
    document: str | None = None,
    **more: Any,
) -> ClaimRecord:
    """A claim by `by`, standing in `document` (its own, where none is named)."""
    return ClaimRecord(
        key=f"claim {number}",
        incident=None if "intervention" in more else INCIDENT,
        path=path,
        value=value,
        stated_as=more.pop("stated_as", "as told"),
        basis=basis if by else "none_stated",
        act=ACT if path.startswith("act.") else None,
        item=ITEM if path.startswith("item.") else None,
        originator=by,
        citation=Citation(document or f"report of {by}"),
        **more,
    )


def bundle(voices: Sequence[Voice], claims: Sequence[ClaimRecord], parties: Sequence[PartyRecord] = ()) -> Bundle:
    """One incident with one act and these claims, of one object where they speak of one. Each voice has a report of its
    own."""
    ordered = sorted(voices, key=lambda voice: voice.group is not None)
    return Bundle(
        sources=tuple(
            SourceRecord(v.name, v.kind, v.name, v.basis, group=v.group, compiles=v.basis == "compiled")
            for v in ordered
        ),
        documents=tuple(
            DocumentRecord(f"report of {v.name}", v.name, "report", f"Report of {v.name}", "on_file") for v in ordered
        ),
        parties=tuple(parties),
        incidents=(IncidentRecord(INCIDENT, "Something told of Bayt Rummana"),),
        acts=(ActRecord(ACT, INCIDENT),),
        property_items=(PropertyItemRecord(ITEM, INCIDENT, OBJECT),) if any(c.item == ITEM for c in claims) else (),
        claims=tuple(claims),
    )


def recorded(engine: sa.Engine, token: str, told: Bundle, code: str = "EAST") -> str:
    """Records a bundle in a project; returns the incident's ref."""
    with Work(engine, token) as work:
        project = work.enter(code, "record_incident")
        work.open(project, "record_incident")
        return take_in(work, project, told).keys.incidents[INCIDENT].ref


def read(engine: sa.Engine, token: str, ref: str, code: str = "EAST"):  # type: ignore[no-untyped-def]
    """One incident as a member reads it."""
    with Work(engine, token) as work:
        return read_incident(work, work.enter(code, "read_incidents"), ref)
