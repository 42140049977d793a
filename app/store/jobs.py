"""Jobs: long work that somebody asked for. Each sees their own; the gate takes them up and ends them."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.store.tables.jobs import job

_j = job.c


@dataclass(frozen=True, slots=True)
class Job:
    """Work that was asked for. `outcome` (done, cancelled, stopped) is None until it has ended, `reason` says why it
    stopped."""

    id: int
    begun: bool
    cancelled: bool
    outcome: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Errand:
    """What a job is, for whoever does it: in which project, for whom, what; and how often it was begun, this time too,
    since it last came further."""

    code: str
    account_id: int
    kind: str
    subject: str
    attempts: int


def start(connection: sa.Connection, project_id: int, kind: str, subject: str) -> None:
    """Asks for a job in the name of whoever acts; once, where the same is under way."""
    connection.execute(sa.select(sa.func.start_job(project_id, kind, subject)))


def under_way(connection: sa.Connection, project_id: int, account_id: int, kind: str, subject: str) -> int:
    """How many jobs of somebody have not ended, this one apart."""
    other = sa.or_(_j.kind != kind, _j.subject != subject)
    theirs = (_j.project_id == project_id, _j.account_id == account_id, _j.ended_at.is_(None), other)
    return connection.execute(sa.select(sa.func.count()).select_from(job).where(*theirs)).scalar_one()


def find_last(connection: sa.Connection, project_id: int, account_id: int, kind: str, subject: str) -> Job | None:
    """The last job that somebody asked for about a subject."""
    row = connection.execute(
        sa.select(_j.id, _j.begun_at.is_not(None), _j.cancelled_at.is_not(None), _j.outcome, _j.reason)
        .where(_is(project_id, account_id, kind, subject))
        .order_by(_j.id.desc())
        .limit(1)
    ).first()
    return Job(*row) if row else None


def cancel(connection: sa.Connection, project_id: int, kind: str, subject: str) -> None:
    """Says of what whoever acts has under way that it is to stop; what nobody has begun has ended with that."""
    connection.execute(sa.select(sa.func.cancel_job(project_id, kind, subject)))


def is_cancelled(connection: sa.Connection, project_id: int, job_id: int) -> bool:
    found = sa.select(_j.cancelled_at.is_not(None)).where(_j.project_id == project_id, _j.id == job_id)
    return bool(connection.execute(found).scalar())


def take_up(gate: sa.Connection, project_id: int, job_id: int) -> Errand | None:
    """What is to be done; None where it has ended."""
    row = gate.execute(sa.text("SELECT * FROM take_up_job(:project, :job)"), {"project": project_id, "job": job_id})
    found = row.first()
    return Errand(*found) if found else None


def goes_on(gate: sa.Connection, project_id: int, job_id: int) -> None:
    """Says that a job has come further since it was taken up."""
    gate.execute(sa.select(sa.func.job_goes_on(project_id, job_id)))


def end(gate: sa.Connection, project_id: int, job_id: int, outcome: str, reason: str | None) -> None:
    gate.execute(sa.select(sa.func.end_job(project_id, job_id, outcome, reason)))


def _is(project_id: int, account_id: int, kind: str, subject: str) -> sa.ColumnElement[bool]:
    return sa.and_(_j.project_id == project_id, _j.account_id == account_id, _j.kind == kind, _j.subject == subject)
