"""Long work: asked for on a page, done by a process beside it, chunk by chunk, for whoever asked.

A job acts by a sign-in of its own of that person, opened at the gate: the database looks them up in each transaction,
so that whoever is suspended or leaves the project stops their work at its next chunk. What was kept stays.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import NotFound, NotPermitted, NotSignedIn, Refused, TawthiqError, Unavailable, mend
from app.services import sign_ins
from app.services.doors import Doors
from app.services.evidence import Keeping
from app.services.work import Work
from app.store import jobs, queue
from app.store.jobs import Job as Job
from app.store.projects import Project

NOT_ANY_MORE = mend("Whoever asked for this may not do it any more. What was kept so far stays.")
SIGNED_OUT = mend("The sign-in of this work was ended. What was kept so far stays; go on if you meant to.")
BROKE = mend("The work broke off on a fault of the program. What was kept so far stays; tell whoever runs it.")
GAVE_UP = mend(
    "The work was begun three times and came no further each time. What was kept so far stays; tell whoever runs it."
)
FOLLOW = "follow_change"
"""The kind of job that follows from a fact that is kept: never refused."""
MOST_ATTEMPTS = 3
MOST_UNDER_WAY = 10
"""Jobs of one person in a project; the database holds to it too. What follows from a fact is not counted in."""


class Cancelled(Exception):
    """Whoever asked for a job has said that it is to stop."""


@dataclass(frozen=True)
class Task:
    """One job as it is done: the doors, the token of its sign-in, and `check`, to be called between two chunks: it
    raises where the job is to stop. What cannot go on from its last chunk calls `stop` instead, which raises the same
    and leaves it that nothing was kept: begun too often, it is given up."""

    doors: Doors
    keeping: Keeping
    token: str
    code: str
    subject: str
    check: Callable[[], None]
    stop: Callable[[], None] = lambda: None


Kinds = dict[str, Callable[[Task], None]]
"""What there is to do, by kind."""


def start_job(work: Work, project: Project, kind: str, subject: str) -> None:
    """Asks for a job, once. Refused where whoever acts has too many under way."""
    under_way = jobs.under_way(work.connection, project.id, work.actor.account_id, kind, subject)
    if under_way >= MOST_UNDER_WAY and kind != FOLLOW:
        raise Refused(mend("Ten works of yours are under way here already. Wait until one has ended, or stop one."))
    jobs.start(work.connection, project.id, kind, subject)


def find_job(work: Work, project: Project, kind: str, subject: str) -> Job | None:
    """The last that whoever acts asked for about this."""
    return jobs.find_last(work.connection, project.id, work.actor.account_id, kind, subject)


def cancel_job(work: Work, project: Project, kind: str, subject: str) -> None:
    """Stops what whoever acts asked for: at its next whole chunk, or at once where nobody has begun it."""
    jobs.cancel(work.connection, project.id, kind, subject)


def work_off(doors: Doors, keeping: Keeping, gate_url: str, kinds: Kinds, *, wait: bool = True) -> None:
    """Does what was asked for, one after the other; with `wait` what will be asked for too, until SIGTERM."""

    def run(project_id: int, job_id: int, stopping: Callable[[], bool]) -> None:
        _do(doors, keeping, kinds, (project_id, job_id), stopping)

    queue.work_off(gate_url, run, wait=wait)


def _do(doors: Doors, keeping: Keeping, kinds: Kinds, number: tuple[int, int], stopping: Callable[[], bool]) -> None:
    with doors.gate.passage() as connection:
        errand = jobs.take_up(connection, *number)
    if errand is None:
        return
    if errand.attempts > MOST_ATTEMPTS:
        _end(doors, "", number, ("stopped", GAVE_UP))
        return
    outcome: tuple[str, str | None] | None = ("stopped", BROKE)  # unless it comes to say otherwise
    token = ""
    try:
        token = sign_ins.sign_in_for_job(doors.gate, errand.account_id)
        stop = _stop(doors, token, number, stopping)
        stop()
        check = _check(doors, number, stop)
        kinds[errand.kind](Task(doors, keeping, token, errand.code, errand.subject, check, stop))
        outcome = ("done", None)
    except Cancelled:
        outcome = ("cancelled", None)
    except queue.Stopping:
        outcome = None  # it goes on when it is taken up again
        _goes_on(doors, number)
        raise
    except Unavailable:
        outcome = None
        raise
    except TawthiqError as refusal:
        outcome = ("stopped", _why(refusal))
    finally:
        if outcome:
            _end(doors, token, number, outcome)


def _stop(doors: Doors, token: str, number: tuple[int, int], stopping: Callable[[], bool]) -> Callable[[], None]:
    def stop() -> None:
        if stopping():
            raise queue.Stopping
        with doors.work(token) as work:
            if jobs.is_cancelled(work.connection, *number):
                raise Cancelled

    return stop


def _check(doors: Doors, number: tuple[int, int], stop: Callable[[], None]) -> Callable[[], None]:
    further = False

    def check() -> None:
        nonlocal further
        if not further:  # behind the first chunk
            _goes_on(doors, number)
            further = True
        stop()

    return check


def _goes_on(doors: Doors, number: tuple[int, int]) -> None:
    with doors.gate.passage() as connection:
        jobs.goes_on(connection, *number)


def _why(refusal: TawthiqError) -> str:
    match refusal:
        case NotSignedIn():
            return SIGNED_OUT
        case NotFound() | NotPermitted():
            return NOT_ANY_MORE
        case _:
            return str(refusal)


def _end(doors: Doors, token: str, number: tuple[int, int], outcome: tuple[str, str | None]) -> None:
    with doors.gate.passage() as connection:
        jobs.end(connection, *number, *outcome)
    if token:
        sign_ins.sign_out(doors.gate, token)
