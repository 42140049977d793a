"""Tracks of verification that stand at a level, with what they lack for the next: acts, and apart from them who is
alleged to have done each. Both in one order, the newest act first, each kind read by an index behind the cursor."""

from typing import Any

import sqlalchemy as sa

from app.domain.decisions import Waiting
from app.domain.errors import FilterNotUnderstood
from app.store.tables.incidents import act, incident, involvement, party

_ITSELF = 2**63 - 1
"""Where an act stands among who is alleged to have done it: before them."""

# The next level is found first, and what is missing asked for that alone.
_NEXT = sa.text(
    "LATERAL (SELECT m.to_level,"
    "   verification_missing(track.project_id, track.act_id, track.party_id, m.asks, '{}', who()) AS missing"
    "   FROM (SELECT o.to_level, o.asks FROM verification_move o WHERE o.from_level = track.level"
    "   AND o.track = CASE WHEN track.party_id IS NULL THEN 'occurrence' ELSE 'attribution' END"
    "   AND verification_rank(o.to_level) > verification_rank(track.level) AND o.to_level <> 'contested'"
    "   ORDER BY verification_rank(o.to_level) LIMIT 1) m) next"
)

Place = tuple[int, int]
"""An act, and which party; where a line stands in the order."""


def tracks_at(
    connection: sa.Connection, project_id: int, level: str, after: str | None, at_most: int
) -> tuple[list[Waiting], str | None]:
    """A page of the tracks that stand at a level, and the cursor of the next. UnknownFilter for a cursor that is none.

    What a track lacks is asked line by line, of those on the page alone.
    """
    place = _read(after) if after else None
    lines = sa.union_all(*(_first(one, at_most + 1) for one in _branches(project_id, level, place))).subquery("lines")
    page = sa.select(lines).order_by(lines.c.act_id.desc(), lines.c.party_place.desc()).limit(at_most + 1)
    track = page.subquery("track")
    first, who, named = incident.alias("first"), party.alias("who"), party.alias("named")
    rows = connection.execute(
        sa.select(track, act.c.ref.label("act"), act.c.type_code, incident.c.ref.label("incident"), incident.c.title,
                  incident.c.recorded_at, first.c.ref.label("first"), who.c.ref.label("party"),
                  sa.func.coalesce(named.c.label, who.c.label).label("label"), sa.column("to_level"),
                  sa.column("missing"))
        .select_from(track)
        .join(act, (act.c.project_id == project_id) & (act.c.id == track.c.act_id))
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == track.c.incident_id))
        .outerjoin(first, (first.c.project_id == project_id) & (first.c.id == incident.c.same_as_id))
        .outerjoin(who, (who.c.project_id == project_id) & (who.c.id == track.c.party_id))
        .outerjoin(named, (named.c.project_id == project_id) & (named.c.id == who.c.same_as_id))
        .join(_NEXT, sa.true(), isouter=True)
        .order_by(track.c.act_id.desc(), track.c.party_place.desc())
    ).all()  # fmt: skip
    shown = rows[:at_most]
    return [_waiting(row) for row in shown], _written(shown[-1]) if len(rows) > at_most else None


def _branches(project_id: int, level: str, place: Place | None) -> tuple[sa.Select[Any], sa.Select[Any]]:
    a, i = act.c, involvement.c
    acts = sa.select(
        a.project_id, a.incident_id, a.id.label("act_id"), sa.cast(sa.null(), sa.BigInteger).label("party_id"),
        sa.literal(_ITSELF, sa.BigInteger).label("party_place"), a.occurrence_status.label("level"),
    ).where(a.project_id == project_id, a.occurrence_status == level)  # fmt: skip
    alleged = sa.select(
        i.project_id, i.incident_id, i.act_id, i.party_id, i.party_id.label("party_place"),
        i.attribution_status.label("level"),
    ).where(i.project_id == project_id, i.role == "alleged", i.claims > 0, i.attribution_status == level)  # fmt: skip
    if place is None:
        return acts, alleged
    behind = sa.tuple_(i.act_id, i.party_id) < sa.tuple_(*(sa.literal(one, sa.BigInteger) for one in place))
    return acts.where(a.id < place[0]), alleged.where(behind)


def _first(branch: sa.Select[Any], at_most: int) -> sa.Select[Any]:
    c = branch.selected_columns
    return sa.select(branch.order_by(c.act_id.desc(), c.party_place.desc()).limit(at_most).subquery())


def _waiting(row: sa.Row[Any]) -> Waiting:
    return Waiting(
        incident=row.incident,
        title=row.title,
        act=row.act,
        act_type=row.type_code,
        party=row.party,
        party_label=row.label,
        level=row.level,
        to_level=row.to_level,
        by=None,
        since=row.recorded_at,
        missing=tuple(row.missing or ()),
        first=row.first,
    )


def _written(row: sa.Row[Any]) -> str:
    return f"{row.act_id}~{row.party_id}" if row.party_id else str(row.act_id)


def _read(cursor: str) -> Place:
    number, _, of = cursor.partition("~")
    if not all(one.isdecimal() and one.isascii() and len(one) < 19 for one in (number, of or "0")):
        raise FilterNotUnderstood("There is no such place in this list.", "before")
    return int(number), int(of) if of else _ITSELF
