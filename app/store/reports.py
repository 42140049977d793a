"""What reports read beside the incidents themselves: which answer, in their order, and where they lie."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from app.domain.corrections import FigureDecided, Moved
from app.domain.disclosure import TAKEN_OUT, Audience
from app.domain.questions import Question
from app.store import questions
from app.store.dimensions import alleged_still
from app.store.standing import is_standing
from app.store.tables.claims import claim
from app.store.tables.decisions import adoption, adoption_claim, verification
from app.store.tables.history import event
from app.store.tables.incidents import act, incident, involvement, party
from app.store.tables.index import incident_harm, incident_index
from app.store.verification import no_longer_borne_out

_index = incident_index.c
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about, whatever else is asked: acts of these groups, objects of these kinds, or these harms."""

    acts: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()


def conditions(connection: sa.Connection, project_id: int, question: Question, audience: Audience) -> list[Condition]:
    """What rows of the index answer. UnknownFilter for a name that is on no record."""
    return [*questions.conditions(connection, project_id, question), _index.tier <= audience.ceiling]


def is_about(about: About) -> Condition:
    """Whether an incident is one of those that a kind of report tells of."""
    c, line, entry = claim.c, incident_harm.c, incident.alias("told_entry")
    of_entry = (entry.c.project_id == _index.project_id) & (
        sa.func.coalesce(entry.c.same_as_id, entry.c.id) == _index.incident_id
    )
    objects = (
        sa.select(sa.literal(1))
        .select_from(entry.join(claim, (c.project_id == entry.c.project_id) & (c.incident_id == entry.c.id)))
        .where(of_entry, c.path == "item.kind", c.term_code.in_(about.objects), is_standing(c))
    )
    harms = sa.select(sa.literal(1)).where(
        line.project_id == _index.project_id, line.incident_id == _index.incident_id, line.harm.in_(about.harms)
    )
    parts: list[Condition] = []
    if about.acts:
        parts.append(_index.act_codes.op("&&")(sa.cast(array(about.acts), ARRAY(sa.Text))))
    if about.objects:
        parts.append(objects.exists())
    if about.harms:
        parts.append(harms.exists())
    return sa.or_(*parts)


def count(connection: sa.Connection, where: Sequence[Condition]) -> int:
    """How many answer, exactly."""
    return connection.execute(sa.select(sa.func.count()).select_from(incident_index).where(*where)).scalar_one()


def refs(connection: sa.Connection, where: Sequence[Condition], at_most: int) -> list[str]:
    """The refs of those that answer, latest first."""
    rows = connection.execute(
        sa.select(incident.c.ref)
        .select_from(
            incident_index.join(
                incident, (incident.c.project_id == _index.project_id) & (incident.c.id == _index.incident_id)
            )
        )
        .where(*where)
        .order_by(_index.sort_on.desc(), _index.incident_id.desc())
        .limit(at_most)
    )
    return list(rows.scalars())


def _asked(where: Sequence[Condition]) -> sa.Subquery:
    return sa.select(_index.project_id, _index.incident_id).where(*where).subquery("asked")


def _of_asked(where: Sequence[Condition]) -> tuple[sa.Join, Any]:
    """Every entry of the incidents that are asked for."""
    asked, entry = _asked(where), incident.alias("entry")
    here = (entry.c.project_id == asked.c.project_id) & (
        sa.func.coalesce(entry.c.same_as_id, entry.c.id) == asked.c.incident_id
    )
    return asked.join(entry, here), entry


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Where verification stands: numbers by level of each track, by state of review, by age in days of what nobody has
    assessed (`AGES`), by what is missing for the next level (of the oldest `looked_at`); the moves upwards;
    and how many levels are no longer borne out."""

    acts: Mapping[str, int]
    attributions: Mapping[str, int]
    workflow: Mapping[str, int]
    ages: Mapping[int, int]
    missing: Mapping[str, int]
    looked_at: int
    raised: int
    self_reviewed: int
    proposals: int
    oldest_proposal: datetime | None
    overtaken: int
    lapsed: int


AGES = (0, 30, 90, 180, 365)
"""Where each stretch of days begins."""
LOOKED_AT = 500


def pipeline(connection: sa.Connection, project_id: int, where: Sequence[Condition]) -> Pipeline:
    """The state of verification of what answers, as it stands."""
    rows, entry = _of_asked(where)
    a, n, v, e = act.c, involvement.c, verification.c, entry.c
    acts = rows.join(act, (a.project_id == e.project_id) & (a.incident_id == e.id) & alleged_still())
    parts = rows.join(involvement, (n.project_id == e.project_id) & (n.incident_id == e.id))
    moves = rows.join(verification, (v.project_id == e.project_id) & (v.incident_id == e.id))
    days = sa.func.extract("epoch", sa.func.transaction_timestamp() - e.recorded_at) / 86_400
    age = sa.case(*((days >= first, first) for first in reversed(AGES)), else_=0)
    up = sa.func.verification_rank(v.to_level) > sa.func.verification_rank(v.from_level)
    count = sa.func.count()
    raised, own, proposals, oldest = connection.execute(
        sa.select(
            count.filter((v.outcome == "done") & up),
            count.filter((v.outcome == "done") & up & v.self_reviewed),
            count.filter(v.outcome == "open"),
            sa.func.min(v.proposed_at).filter(v.outcome == "open"),
        ).select_from(moves)
    ).one()
    state = sa.table("adoption_state", *map(sa.column, ("project_id", "incident_id", "stale")))
    stale = rows.join(state, (state.c.project_id == e.project_id) & (state.c.incident_id == e.id))
    missing, looked_at = _missing(connection, where)
    alleged = (n.role == "alleged") & (n.claims > 0)
    tracks = (
        (acts, no_longer_borne_out(a.occurrence_status, a.project_id, a.id, sa.null())),
        (parts, no_longer_borne_out(n.attribution_status, n.project_id, n.act_id, n.party_id), alleged),
    )
    return Pipeline(
        _numbers(connection, acts, a.occurrence_status),
        _numbers(connection, parts, n.attribution_status, alleged),
        _numbers(connection, rows, e.workflow),
        _numbers(connection, acts, age, a.occurrence_status == "allegation"),
        missing,
        looked_at,
        raised,
        own,
        proposals,
        oldest,
        connection.execute(sa.select(count).select_from(stale).where(state.c.stale)).scalar_one(),
        sum(
            connection.execute(sa.select(count).select_from(of_track).where(lapsed, *raised)).scalar_one()
            for of_track, lapsed, *raised in tracks
        ),
    )


def _numbers(
    connection: sa.Connection, rows: sa.FromClause, key: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]
) -> dict[Any, int]:
    found = connection.execute(
        sa.select(key.label("key"), sa.func.count().label("number")).select_from(rows).where(*where).group_by(key)
    )
    return {row.key: row.number for row in found}


def _missing(connection: sa.Connection, where: Sequence[Condition]) -> tuple[dict[str, int], int]:
    """What the oldest acts that nobody has assessed lack for the next level, and how many were looked at."""
    rows, entry = _of_asked(where)
    a, e = act.c, entry.c
    oldest = (
        sa.select(a.project_id, a.id)
        .select_from(rows.join(act, (a.project_id == e.project_id) & (a.incident_id == e.id)))
        .where(a.occurrence_status == "allegation", alleged_still())
        .order_by(a.id)
        .limit(LOOKED_AT)
        .subquery("oldest")
    )
    asks = sa.text(
        "LATERAL (SELECT verification_missing(oldest.project_id, oldest.id, NULL, m.asks, '{}', who()) AS codes"
        " FROM verification_move m WHERE m.track = 'occurrence' AND m.from_level = 'allegation'"
        " AND m.to_level = 'credible') lacks"
    )
    codes = sa.column("codes", ARRAY(sa.Text))
    found: Counter[str] = Counter()
    lists = connection.execute(sa.select(codes).select_from(oldest.join(asks, sa.true()))).scalars().all()
    for one in lists:
        found.update({code.partition(":")[0] for code in one})
    return dict(found), len(lists)


@dataclass(frozen=True, slots=True)
class Taken:
    """One time that something was taken out: which event, when, by whom, in what form, and the question. `kind` is the
    report that it was, if it was one."""

    id: int
    at: datetime
    by: str
    form: str
    question: Mapping[str, str]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Lowered:
    """A track of which a level was lowered: of which act, and which alleged party where it is about attribution; and
    every move that was made of it, the first first."""

    incident_id: int
    ref: str
    title: str
    act_type: str | None
    party: str | None
    moves: tuple[Moved, ...]


def taken_out(connection: sa.Connection, project_id: int, people: Mapping[int, str]) -> list[Taken]:
    """Every time that incidents left the project, the first first."""
    v = event.c
    rows = connection.execute(
        sa.select(v.id, v.at, v.actor_id, v.detail)
        .where(v.project_id == project_id, v.deed.in_(TAKEN_OUT))
        .order_by(v.id)
    )
    return [
        Taken(
            row.id,
            row.at,
            people.get(row.actor_id, ""),
            " ".join(part for part in (row.detail.get("kind"), row.detail.get("format")) if part),
            row.detail.get("question", {}),
            row.detail.get("kind"),
        )
        for row in rows
        if row.detail
    ]


def lowered_since(
    connection: sa.Connection, where: Sequence[Condition], since: datetime, people: Mapping[int, str]
) -> list[Lowered]:
    """The tracks of which a level was lowered after `since`, whatever it is now; the one lowered first first."""
    rows, entry = _of_asked(where)
    v, a, p, down = verification.c, act.c, party.c, verification.alias("down").c
    at = sa.func.coalesce(v.decided_at, v.proposed_at)
    fell = (
        sa.select(sa.func.min(down.id))
        .where(
            down.project_id == v.project_id, down.incident_id == v.incident_id, down.act_id == v.act_id,
            down.party_id.is_not_distinct_from(v.party_id), down.outcome == "done",
            sa.func.verification_rank(down.to_level) < sa.func.verification_rank(down.from_level),
            sa.func.coalesce(down.decided_at, down.proposed_at) > since,
        )
        .scalar_subquery()
    )  # fmt: skip
    moved = (
        sa.select(sa.func.coalesce(entry.c.same_as_id, entry.c.id).label("incident_id"), entry.c.ref, entry.c.title,
                  a.type_code, p.label, v.from_level, v.to_level, at.label("at"), v.proposed_by, v.reason, v.id,
                  fell.label("fell"))
        .select_from(
            rows.join(verification, (v.project_id == entry.c.project_id) & (v.incident_id == entry.c.id))
            .join(act, (a.project_id == v.project_id) & (a.id == v.act_id))
            .outerjoin(party, (p.project_id == v.project_id) & (p.id == v.party_id))
        )
        .where(v.outcome == "done")
        .subquery("moved")
    )  # fmt: skip
    m = moved.c
    found = connection.execute(sa.select(moved).where(m.fell.is_not(None)).order_by(m.fell, m.at, m.id))
    return [
        Lowered(
            first.incident_id, first.ref, first.title, first.type_code, first.label,
            tuple(Moved(row.from_level, row.to_level, row.at, people.get(row.proposed_by, ""), row.reason)
                  for row in (first, *others)),
        )
        for _, (first, *others) in groupby(found, key=attrgetter("fell"))
    ]  # fmt: skip


def changed_since(
    connection: sa.Connection, where: Sequence[Condition], went_out: tuple[datetime, datetime], at_most: int
) -> dict[int, str]:
    """The incidents that may have gone out, first and last at these moments, of whose figures something was said, taken
    back or decided since then and since they were recorded, in whichever of their entries: refs by id."""
    rows, entry = _of_asked(where)
    c, k, first = claim.c, adoption.c, incident.alias("first")
    number = sa.func.coalesce(entry.c.same_as_id, entry.c.id)
    since = sa.func.greatest(went_out[0], first.c.recorded_at)
    said = sa.select(sa.literal(1)).where(
        c.project_id == entry.c.project_id, c.incident_id == entry.c.id, c.path == "incident.count",
        (c.entered_at > since) | (c.withdrawn_at > since),
    )  # fmt: skip
    decided = sa.select(sa.literal(1)).where(
        k.project_id == entry.c.project_id, k.incident_id == entry.c.id, k.path == "incident.count",
        k.decided_at > since,
    )  # fmt: skip
    query = (
        sa.select(first.c.id, first.c.ref)
        .distinct()
        .select_from(rows.join(first, (first.c.project_id == entry.c.project_id) & (first.c.id == number)))
        .where(
            first.c.recorded_at <= went_out[1],
            (entry.c.changed_at > went_out[0]) & said.exists() | decided.exists(),
        )
        .order_by(first.c.id)
        .limit(at_most)
    )
    return {row.id: row.ref for row in connection.execute(query)}


def answering(connection: sa.Connection, where: Sequence[Condition], incident_ids: Collection[int]) -> set[int]:
    """Which of these incidents answer."""
    query = sa.select(_index.incident_id).where(*where, _index.incident_id.in_(list(incident_ids)))
    return set(connection.execute(query).scalars())


def recorded_at(connection: sa.Connection, project_id: int, incident_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these incidents was recorded: of entries that are joined, the one recorded first stands for all."""
    i = incident.c
    query = sa.select(i.id, i.recorded_at).where(i.project_id == project_id, i.id.in_(list(incident_ids)))
    return {row.id: row.recorded_at for row in connection.execute(query)}


def figures_decided(
    connection: sa.Connection, project_id: int, incident_ids: Collection[int]
) -> dict[int, list[FigureDecided]]:
    """By incident every decision on the figure of a harm in whichever of its entries, also those that another took the
    place of, in order."""
    k, used, entry = adoption.c, adoption_claim.c, incident.c
    first = sa.func.coalesce(entry.same_as_id, entry.id)
    rows = connection.execute(
        sa.select(
            first.label("incident_id"), k.id, k.harm, k.decided_at,
            sa.func.array_agg(claim.c.ref).filter(used.used).label("used"),
        )
        .select_from(
            incident.join(adoption, (k.project_id == entry.project_id) & (k.incident_id == entry.id))
            .outerjoin(adoption_claim, (used.project_id == k.project_id) & (used.adoption_id == k.id))
            .outerjoin(claim, (claim.c.project_id == used.project_id) & (claim.c.id == used.claim_id))
        )
        .where(
            entry.project_id == project_id,
            entry.id.in_(list(incident_ids)) | entry.same_as_id.in_(list(incident_ids)),
            k.path == "incident.count",
        )
        .group_by(first, k.id, k.harm, k.decided_at)
        .order_by(k.id)
    )  # fmt: skip
    found: dict[int, list[FigureDecided]] = {}
    for row in rows:
        decided = FigureDecided(row.harm, row.decided_at, frozenset(row.used or ()))
        found.setdefault(row.incident_id, []).append(decided)
    return found
