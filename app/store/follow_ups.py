"""What follows from a change of a document or a place in more incidents than one command projects."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.store.tables.jobs import follow_up

_f = follow_up.c


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is under way: in how many incidents something follows, and of how many it is done."""

    incidents: int
    done: int


def find(connection: sa.Connection, project_id: int, subject: str) -> FollowUp | None:
    """What still follows from a change of a document or place, by its ref; None where nothing does."""
    here = (_f.project_id == project_id) & (_f.subject == subject) & _f.ended_at.is_(None)
    row = connection.execute(sa.select(_f.incidents, _f.done).where(here)).first()
    return FollowUp(*row) if row else None


def hand_over(connection: sa.Connection, project_id: int, subject: str, *, reviews: bool) -> None:
    """Leaves every incident that follows a change to a job; `reviews`: each is to be looked at again."""
    connection.execute(sa.select(sa.func.hand_over(project_id, subject, reviews)))


def follow_on(connection: sa.Connection, project_id: int, subject: str, at_most: int) -> tuple[set[int], bool]:
    """The next incidents, counted up, to be projected; and whether each is to be reviewed."""
    here = (_f.project_id == project_id) & (_f.subject == subject) & _f.ended_at.is_(None)
    reviews = bool(connection.execute(sa.select(_f.reviews).where(here)).scalar())
    ids = connection.execute(sa.select(sa.func.follow_on(project_id, subject, at_most))).scalar()
    return set(ids or ()), reviews
