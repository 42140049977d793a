"""Moves of verification. The database has the rule, looks up who acts, and is the only one that can set a level."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.decisions import Move, MoveEntry, Option, StandingMove, TrackRefs, VerdictEntry
from app.domain.errors import NotEnough, NotFound, Refused, Stale, mend
from app.store.tables.decisions import verification
from app.store.tables.incidents import act, incident, involvement, party
from app.store.tables.index import incident_index
from app.store.tables.sources import document


@dataclass(frozen=True, slots=True)
class Track:
    """What a verification is about: an act, or an act and an alleged party. `level` is where it stands."""

    project_id: int
    incident_id: int
    act_id: int
    party_id: int | None
    level: str

    def key(self) -> dict[str, Any]:
        """As the functions of the database take it."""
        return {"project": self.project_id, "act": self.act_id, "party": self.party_id}


def find_track(connection: sa.Connection, project_id: int, refs: TrackRefs) -> Track:
    """The track of an act, or of an act and a party that is alleged to have done it. NotFound where there is none."""
    query = (
        sa.select(act.c.id, act.c.incident_id, act.c.occurrence_status)
        .join(incident, (incident.c.project_id == project_id) & (incident.c.id == act.c.incident_id))
        .where(act.c.project_id == project_id, act.c.ref == refs.act, incident.c.ref == refs.incident)
    )
    found = connection.execute(query).first()
    if found is None:
        raise NotFound("There is no such act, or you may not see it.")
    if refs.party is None:
        return Track(project_id, found.incident_id, found.id, None, found.occurrence_status)
    alleged = connection.execute(
        sa.select(involvement.c.party_id, involvement.c.attribution_status)
        .join(party, (party.c.project_id == project_id) & (party.c.id == involvement.c.party_id))
        .where(
            involvement.c.project_id == project_id,
            involvement.c.act_id == found.id,
            involvement.c.role == "alleged",
            party.c.ref == refs.party,
        )
    ).first()
    if alleged is None:
        raise NotFound("Nobody has claimed that, or you may not see it.")
    return Track(project_id, found.incident_id, found.id, alleged.party_id, alleged.attribution_status)


def options(connection: sa.Connection, track: Track) -> tuple[Option, ...]:
    """The levels that can follow, and what each lacks now for whoever asks."""
    rows = connection.execute(
        sa.text("SELECT * FROM verification_options(:project, :act, CAST(:party AS bigint))"), track.key()
    )
    return tuple(Option(row.to_level, row.second, tuple(row.missing)) for row in rows)


def has_entered(connection: sa.Connection, track: Track) -> bool:
    """Whether whoever asks has entered a claim that a track rests on."""
    asked = sa.text("SELECT has_entered(:project, :act, CAST(:party AS bigint), who())")
    return bool(connection.execute(asked, track.key()).scalar())


def lapsed(
    connection: sa.Connection, project_id: int, incident_ref: str
) -> list[tuple[TrackRefs, str, tuple[str, ...]]]:
    """Of an incident in all its entries: the tracks whose level is no longer borne out; that level, what it lacks."""
    rows = connection.execute(sa.text(_LAPSED), {"project": project_id, "ref": incident_ref})
    return [(TrackRefs(incident_ref, row.act, row.party), row.level, tuple(row.missing)) for row in rows]


def no_longer_borne_out(
    level: sa.ColumnElement[Any],
    project_id: sa.ColumnElement[Any],
    act_id: sa.ColumnElement[Any],
    party_id: sa.ColumnElement[Any],
) -> sa.ColumnElement[Any]:
    """Whether a level was earned by what does not hold any more; NULL without a level."""
    missing = sa.func.verification_lapsed(project_id, act_id, party_id, type_=ARRAY(sa.Text))
    return sa.case((level.is_(None), sa.null()), (level == "allegation", sa.false()), else_=missing != _NOTHING)


_NOTHING = sa.cast(sa.literal("{}", sa.Text), ARRAY(sa.Text))
_LAPSED = """
WITH here AS (SELECT unnest(entries_of(:project, ARRAY[i.id])) AS id FROM incident i
    WHERE i.project_id = :project AND i.ref = :ref),
  raised AS (
    SELECT a.id AS act_id, NULL::bigint AS party_id, a.occurrence_status AS level
      FROM here JOIN act a ON a.project_id = :project AND a.incident_id = here.id
    UNION ALL SELECT n.act_id, n.party_id, n.attribution_status
      FROM here JOIN involvement n ON n.project_id = :project AND n.incident_id = here.id AND n.role = 'alleged')
SELECT a.ref AS act, p.ref AS party, r.level, m.missing FROM raised r
JOIN act a ON a.project_id = :project AND a.id = r.act_id
LEFT JOIN party p ON p.project_id = :project AND p.id = r.party_id
CROSS JOIN LATERAL verification_lapsed(:project, r.act_id, r.party_id) m (missing)
WHERE r.level <> 'allegation' AND m.missing <> '{}' ORDER BY a.id, p.id NULLS FIRST
"""


def move(connection: sa.Connection, track: Track, entry: MoveEntry) -> None:
    """Moves a track, or proposes it where somebody else has to approve. Refused, NotEnough or Stale."""
    call = sa.text(
        "SELECT move_verification(:project, :act, CAST(:party AS bigint), :level, :standard, :why,"
        " CAST(:answers AS jsonb))"
    )
    given = {"level": entry.level, "standard": entry.standard, "why": entry.reason}
    with _refusals():
        connection.execute(call, {**track.key(), **given, "answers": json.dumps(entry.answers())})


def decide(connection: sa.Connection, project_id: int, entry: VerdictEntry) -> None:
    """Approves (`done`), declines or takes back an open proposal. Refused, NotEnough or Stale."""
    call = sa.text("SELECT decide_verification(:project, :number, :verdict, :why)")
    with _refusals():
        connection.execute(
            call, {"project": project_id, "number": entry.number, "verdict": entry.verdict, "why": entry.why}
        )


def is_of(connection: sa.Connection, track: Track, number: int) -> bool:
    """Whether a move, made or proposed, is one of this track."""
    query = sa.select(sa.literal(True)).where(*_of(track), verification.c.id == number)
    return connection.execute(query).first() is not None


def moves_of(connection: sa.Connection, track: Track, people: dict[int, str], me: int) -> tuple[Move, ...]:
    """Every move of a track that was made or proposed, newest first."""
    rows = connection.execute(sa.select(verification).where(*_of(track)).order_by(verification.c.id.desc()))
    return tuple(_move(row, people, me) for row in rows)


def _of(track: Track) -> tuple[sa.ColumnElement[bool], ...]:
    v = verification.c
    return (
        v.project_id == track.project_id, v.act_id == track.act_id, v.party_id.is_not_distinct_from(track.party_id)
    )  # fmt: skip


def earliest_day(connection: sa.Connection, track: Track) -> date | None:
    """The earliest day on which a track's incident can have begun, as far as one is known."""
    row = incident_index.c
    entry = sa.select(sa.func.coalesce(incident.c.same_as_id, incident.c.id)).where(
        incident.c.project_id == track.project_id, incident.c.id == track.incident_id
    )
    query = sa.select(sa.func.lower(row.span)).where(
        row.project_id == track.project_id, row.incident_id == entry.scalar_subquery()
    )
    return connection.execute(query).scalar()


def standing_moves(
    connection: sa.Connection, project_id: int, entries: Sequence[int], people: dict[int, str], me: int
) -> tuple[StandingMove, ...]:
    """The last move that was made of each track in these entries of an incident."""
    v, cited = verification.c, document.alias("cited")
    done = v.project_id == project_id, v.incident_id.in_(entries), v.outcome == "done"
    last = sa.select(sa.func.max(v.id)).where(*done).group_by(v.act_id, v.party_id)
    rows = connection.execute(
        sa.select(verification, act.c.ref.label("act"), party.c.ref.label("party"), cited.c.ref.label("cited"),
                  cited.c.title)
        .join(act, (act.c.project_id == project_id) & (act.c.id == v.act_id))
        .outerjoin(party, (party.c.project_id == project_id) & (party.c.id == v.party_id))
        .outerjoin(cited, (cited.c.project_id == project_id) & (cited.c.id == v.cited_document_id))
        .where(v.project_id == project_id, v.id.in_(last))
        .order_by(v.id)
    )  # fmt: skip
    return tuple(
        StandingMove(row.act, row.party, _move(row, people, me), (row.cited, row.title) if row.cited else None)
        for row in rows
    )


def _move(row: sa.Row[Any], people: dict[int, str], me: int) -> Move:
    return Move(
        id=row.id,
        from_level=row.from_level,
        to_level=row.to_level,
        standard_of_proof=row.standard_of_proof,
        reason=row.reason,
        answers=row.answers,
        snapshot=tuple(row.snapshot),
        self_reviewed=row.self_reviewed,
        outcome=row.outcome,
        proposed_by=people.get(row.proposed_by, ""),
        proposed_by_me=row.proposed_by == me,
        proposed_at=row.proposed_at,
        decided_by=people.get(row.decided_by, "") if row.decided_by else None,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
    )


_STALE = {
    "TW003": mend("A proposal for this is open already: approve or decline it first."),
    "TW004": mend("This was decided already, while you were reading."),
    "TW006": mend("The level has changed since this was proposed: decline it, and propose anew."),
}


@contextmanager
def _refusals() -> Iterator[None]:
    """What the database says, as the domain's errors."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        diagnosis = getattr(error.orig, "diag", None)
        code = getattr(error.orig, "sqlstate", None) or ""
        if code == "TW001":
            raise Refused("No level is skipped: that one does not follow on the present one.") from error
        if code == "TW002":
            raise NotEnough(tuple((getattr(diagnosis, "message_detail", "") or "").split(","))) from error
        if code == "TW005":
            raise Refused("Whoever proposed this, or entered what it rests on, cannot approve it.") from error
        if code in _STALE:
            raise Stale(_STALE[code], 0) from error
        raise
