"""What follows from a change of a document, or of a place of the project, in the incidents whose claims name it.

Few are projected with the change. Of more the change is kept all the same, and a job projects them, so many at a time.
"""

import sqlalchemy as sa

from app.services import jobs
from app.services.doors import Doors
from app.services.jobs import Job, Task
from app.services.work import Work
from app.store import follow_ups, origins, sources, tasks
from app.store.follow_ups import FollowUp as FollowUp
from app.store.projects import Project

FOLLOW = jobs.FOLLOW
"""The deed, and the kind of job that does it."""


def follow(work: Work, project: Project, subject: str, concerned: sa.SelectBase, *, reviews: bool = False) -> set[int]:
    """The incidents that follow a change of `subject` (the ref of a document or place) at once, touched. None where
    they are too many: these follow by a job, which opens their reviews too where `reviews` says so."""
    found = origins.find_few(work.connection, project.id, concerned)
    if found is None:
        follow_ups.hand_over(work.connection, project.id, subject, reviews=reviews)
        jobs.start_job(work, project, FOLLOW, subject)
        return set()
    work.touch(found)
    return found


def find_follow_up(work: Work, project: Project, subject: str) -> tuple[FollowUp, Job | None] | None:
    """What still follows from a change, with the job of whoever asks that does it; None where nothing does."""
    found = follow_ups.find(work.connection, project.id, subject)
    return (found, jobs.find_job(work, project, FOLLOW, subject)) if found else None


def go_on(work: Work, project: Project, subject: str) -> None:
    """Asks once more for what has stopped on its way, whoever asked for it first."""
    if follow_ups.find(work.connection, project.id, subject):
        jobs.start_job(work, project, FOLLOW, subject)


def follow_for(task: Task) -> None:
    """Does what a job was asked for."""
    while _step(task.doors, task.token, task.code, task.subject):
        task.check()


def _step(doors: Doors, token: str, code: str, subject: str) -> bool:
    """The next incidents, one transaction and one event; False where none was left."""
    with doors.work(token) as work:
        project = work.enter(code, FOLLOW)
        if follow_ups.find(work.connection, project.id, subject) is None:
            return False
        work.open(project, FOLLOW, detail={"document" if subject.startswith("DOC-") else "place": subject})
        ids, reviews = follow_ups.follow_on(work.connection, project.id, subject, origins.AT_ONCE)
        if reviews:
            document = sources.document_id(work.connection, project.id, subject)
            tasks.open_reviews(work.connection, project.id, "retracted", ids, document, work.actor.account_id)
        work.touch(ids)
    return True
