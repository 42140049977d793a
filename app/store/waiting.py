"""What waits for somebody, the longest first: proposals of verification, incidents in review, decisions overtaken.

Each kind is asked for its own first lines behind the cursor, by an index, and the few that come back are put in order:
what a project holds beside them is not read.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.decisions import Waiting
from app.domain.errors import FilterNotUnderstood
from app.domain.review import AGEING_DAYS
from app.store.tables.decisions import verification
from app.store.tables.incidents import act, incident, party

Branch = sa.Select[Any]
Place = tuple[datetime, str, int]
"""Since when, what, and its number: where a line stands in a queue."""


def _none(name: str) -> sa.ColumnElement[Any]:
    return sa.cast(sa.null(), sa.Text).label(name)


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks, with their roles in the project; and the names of those who work in it."""

    account_id: int
    roles: frozenset[str]
    people: dict[int, str]


def find_waiting(
    connection: sa.Connection,
    project_id: int,
    waits: str,
    asker: Asker,
    after: str | None,
    at_most: int,
) -> tuple[list[Waiting], str | None]:
    """A page of what waits for whoever asks (`me`), for a second person (`second`), or already long (`ageing`), or of
    decisions that are overtaken (`stale`); and the cursor of the next. UnknownFilter for a cursor that is none."""
    place = _read(after) if after else None
    asked = {
        "me": _for_me(project_id, asker, place),
        "second": [_proposals(project_id, asker.account_id)],
        "ageing": _long(project_id, asker.account_id, place),
        "stale": [_stale(project_id, place)],
    }
    branches = [_first(branch, place, at_most + 1) for branch in asked[waits]]
    if not branches:
        return [], None
    every = sa.union_all(*branches).subquery("waits")
    w = every.c
    who, first = party.alias("who"), incident.alias("first")
    rows = connection.execute(
        sa.select(every, incident.c.ref.label("incident"), incident.c.title, act.c.ref.label("act"), act.c.type_code,
                  who.c.ref.label("party_ref"), who.c.label.label("party_label"), first.c.ref.label("first"))
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == w.incident_id))
        .outerjoin(first, (first.c.project_id == project_id) & (first.c.id == incident.c.same_as_id))
        .outerjoin(act, (act.c.project_id == project_id) & (act.c.id == w.act_id))
        .outerjoin(who, (who.c.project_id == project_id) & (who.c.id == w.party_id))
        .order_by(w.since, w.what, w.number)
        .limit(at_most + 1)
    ).all()  # fmt: skip
    page = rows[:at_most]
    found = [
        Waiting(
            row.incident, row.title, row.act, row.type_code, row.party_ref, row.party_label, row.level, row.to_level,
            asker.people.get(row.by_id, "") if row.by_id else None, row.since, mine=row.mine, what=row.what,
            path=row.path, first=row.first,
        )
        for row in page
    ]  # fmt: skip
    return found, _written(page[-1]) if len(rows) > at_most else None


def _proposals(project_id: int, me: int, *, for_me: bool = False) -> Branch:
    v = verification.c
    # Asked proposal by proposal, as a function: as a join the ground of the whole project would be read.
    entered = sa.func.has_entered(project_id, v.act_id, v.party_id, me, type_=sa.Boolean)
    query = sa.select(
        v.proposed_at.label("since"), sa.literal("proposal").label("what"), v.id.label("number"), v.incident_id,
        v.act_id, v.party_id, v.from_level.label("level"), v.to_level, v.proposed_by.label("by_id"),
        ((v.proposed_by == me) | entered).label("mine"), _none("path"),
    ).where(v.project_id == project_id, v.outcome == "open")  # fmt: skip
    return query.where(v.proposed_by != me, ~entered) if for_me else query


def _reviews(project_id: int, *, where: sa.ColumnElement[bool]) -> Branch:
    i = incident.c
    nobody = sa.cast(sa.null(), sa.BigInteger)
    return sa.select(
        i.workflow_at.label("since"), sa.literal("review").label("what"), i.id.label("number"),
        i.id.label("incident_id"), nobody.label("act_id"), nobody.label("party_id"), i.workflow.label("level"),
        _none("to_level"), i.workflow_by.label("by_id"), sa.false().label("mine"), _none("path"),
    ).where(i.project_id == project_id, i.workflow != "draft", where)  # fmt: skip


def _stale(project_id: int, place: Place | None, before: datetime | None = None) -> Branch:
    """Decisions that are overtaken. Those that may be are put in order first, behind the cursor, and then asked one
    after another (OFFSET keeps the two apart) until the page is full."""
    names = ("project_id", "id", "incident_id", "act_id", "path", "decided_by", "decided_at")
    m = sa.table("maybe_overtaken", *map(sa.column, names)).c
    maybe = sa.select(m.id, m.incident_id, m.act_id, m.path, m.decided_by, m.decided_at).where(
        m.project_id == project_id, *([m.decided_at >= place[0]] if place else []),
        *([m.decided_at < before] if before else []),
    )  # fmt: skip
    s = maybe.order_by(m.decided_at, m.id).offset(0).subquery("maybe").c
    asked = sa.select(sa.func.is_overtaken(project_id, s.id).label("yes")).correlate(s.id.table).offset(0)
    overtaken = asked.lateral("overtaken")
    return (
        sa.select(
            s.decided_at.label("since"), sa.literal("stale").label("what"), s.id.label("number"), s.incident_id,
            s.act_id, sa.cast(sa.null(), sa.BigInteger).label("party_id"), sa.literal("").label("level"),
            _none("to_level"), s.decided_by.label("by_id"), sa.false().label("mine"), s.path.label("path"),
        )
        .select_from(s.id.table)
        .join(overtaken, sa.true())
        .where(overtaken.c.yes)
    )  # fmt: skip


def _for_me(project_id: int, asker: Asker, place: Place | None) -> list[Branch]:
    """What whoever asks can do next: decide what others proposed or what is overtaken, review what was submitted, mend
    what came back."""
    i, me, roles = incident.c, asker.account_id, asker.roles
    mine = ((i.workflow == "returned") & (i.recorded_by == me)) | (
        i.workflow.in_(("in_review", "reopened")) & (i.workflow_by == me)
    )
    if "verifier" not in roles:
        return [_reviews(project_id, where=mine)] if "documenter" in roles else []
    reviews = _reviews(project_id, where=mine | (i.workflow == "submitted"))
    return [_proposals(project_id, me, for_me=True), reviews, _stale(project_id, place)]


def _long(project_id: int, me: int, place: Place | None) -> list[Branch]:
    """What nobody has taken further for long."""
    i = incident.c
    before = datetime.now(UTC) - timedelta(days=AGEING_DAYS)
    open_ = i.workflow.in_(("submitted", "in_review", "returned", "reopened"))
    branches = (_proposals(project_id, me), _reviews(project_id, where=open_))
    long = [branch.where(branch.selected_columns.since < before) for branch in branches]
    return [*long, _stale(project_id, place, before)]


def _first(branch: Branch, place: Place | None, at_most: int) -> Branch:
    """The first lines of one kind, behind a place in the whole list."""
    c = branch.selected_columns
    if place is not None:
        since, what, number = place
        behind = (c.since > since) | ((c.since == since) & ((c.what > what) | ((c.what == what) & (c.number > number))))
        branch = branch.where(c.since >= since, behind)
    return sa.select(branch.order_by(c.since, c.number).limit(at_most).subquery())


def _written(row: sa.Row[Any]) -> str:
    return f"{row.since.astimezone(UTC).isoformat()}~{row.what}~{row.number}"


def _read(cursor: str) -> Place:
    try:
        since, what, number = cursor.split("~")
        at = datetime.fromisoformat(since)
        if at.tzinfo is not None and what in ("proposal", "review", "stale") and len(number) < 19:
            return at, what, int(number)
    except ValueError:
        pass
    raise FilterNotUnderstood("This page of the list is not known any more. Start from the first.", "after")
