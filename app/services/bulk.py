"""One change of many claims at once: looked at before, made as one, undone as one.

A more exact act takes the place of a wider one in every claim of it among the incidents that answer a question: the
same words of the same originator with every citation, entered by whoever decides it, with a reason. Undone, the value
that stood before takes the place again; a claim that somebody has changed since is left as it is, and named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.bulk import check_change as check_change
from app.domain.bulk import check_reason, more_exact
from app.domain.entry import ONCE
from app.domain.errors import InvalidInput, NotFound, Refused, mend
from app.domain.questions import Question
from app.domain.vocabularies import Term
from app.services import jobs
from app.services.doors import Doors
from app.services.jobs import Job, Task
from app.services.own_words import follow_claims
from app.services.work import Work
from app.store import bulk, incidents, origins, turns
from app.store.bulk import BulkChange as BulkChange
from app.store.bulk import ChosenClaim as ChosenClaim
from app.store.projects import Project

CHANGE, UNDO = "change_in_bulk", "undo_in_bulk"
"""Deeds, and the kinds of job that do them."""
MOST = 20_000
CHUNK_CLAIMS = 200

_KEY = re.compile(ONCE)


@dataclass(frozen=True)
class Preview:
    """What a change would do: which claims it is of, and how many of them it would change."""

    claims: tuple[ChosenClaim, ...]

    @property
    def changing(self) -> int:
        return sum(one.left_alone is None for one in self.claims)


def offered_acts(work: Work, project: Project, question: Question) -> dict[str, tuple[int, tuple[Term, ...]]]:
    """By act that stands among the incidents that answer: in how many claims, and what is more exact."""
    counted = bulk.count_types(work.connection, project.id, question)
    return {code: (number, exact) for code, number in counted.items() if (exact := more_exact(code))}


def preview_change(work: Work, project: Project, question: Question, from_code: str, to_code: str) -> Preview:
    """Looks before anything is changed. Refused where it would be more than can be changed at once."""
    found = bulk.choose(work.connection, project.id, question, (from_code, to_code), MOST + 1)
    if len(found) > MOST:
        raise Refused("These are more claims than can be changed at once. Narrow the list first.")
    return Preview(tuple(found))


def change_in_bulk(
    work: Work, project: Project, key: str, change: tuple[str, str, str], question: Question, shown: int
) -> bool:
    """Puts a change on record with the claims that it is of; the same key once. `change`: from, to and why. Whether it
    is short enough to be made at once; else it is made by a job that is asked for here.

    InvalidInput; Refused where the claims are not those, `shown` in number, that were looked at.
    """
    from_code, to_code, reason = change
    check_change(from_code, to_code, reason)
    if not _KEY.fullmatch(key):
        raise InvalidInput({"": mend("Open the form again.")})
    turns.one_of_a_form(work.connection, project.id, key)
    if bulk.find(work.connection, project.id, key):
        return False
    preview = preview_change(work, project, question, from_code, to_code)
    if len(preview.claims) != shown or not preview.changing:
        raise Refused("What stands here has changed since you looked. Look at it again.")
    work.open(project, CHANGE, reason=reason.strip(), detail={"from": from_code, "to": to_code}, bulk=True)
    values = {"key": key, "from_code": from_code, "to_code": to_code, "reason": reason.strip()}
    whose = {"changed_by": work.actor.account_id}
    bulk.begin(work.connection, project.id, values | whose, [one.id for one in preview.claims])
    return _now_or_later(work, project, CHANGE, key, len(preview.claims))


def undo_in_bulk(work: Work, project: Project, key: str, reason: str) -> bool:
    """Says that a change is to be undone; whether it is short enough to be done at once. Of one that was stopped on its
    way what was not changed yet stays as it is. InvalidInput without a reason, Refused while it is still being made."""
    check_reason(reason)
    turns.one_about_a_record(work.connection, project.id, key)  # a step that is under way is made before it is undone
    change, job = bulk.get(work.connection, project.id, key), jobs.find_job(work, project, CHANGE, key)
    if change.waiting and job and job.outcome is None:
        raise Refused("This change is still being made. Stop it first, or undo it when it is whole.")
    work.open(project, UNDO, reason=reason.strip(), detail={"from": change.to_code, "to": change.from_code}, bulk=True)
    if not bulk.say_undone(work.connection, project.id, change.id, work.actor.account_id, reason.strip()):
        raise Refused("This change was undone already.")
    return _now_or_later(work, project, UNDO, key, change.changed)


def go_on_in_bulk(work: Work, project: Project, key: str) -> None:
    """Asks once more for what has stopped on its way."""
    change = bulk.get(work.connection, project.id, key)
    if change.waiting:
        jobs.start_job(work, project, UNDO if change.undone_at else CHANGE, key)


def find_changes(work: Work, project: Project) -> list[BulkChange]:
    """The changes on record, the last first."""
    return bulk.find(work.connection, project.id)


def read_change(
    work: Work, project: Project, key: str, at_most: int
) -> tuple[BulkChange, list[ChosenClaim], Job | None]:
    """A change, some of the claims that it left alone, and the job that it is made or undone by. NotFound."""
    if not _KEY.fullmatch(key):
        raise NotFound("There is no such change, or you may not see it.")
    change = bulk.get(work.connection, project.id, key)
    job = jobs.find_job(work, project, UNDO if change.undone_at else CHANGE, key)
    return change, bulk.left_alone(work.connection, project.id, change.id, at_most), job


def do_at_once(doors: Doors, token: str, code: str, key: str) -> None:
    """Makes or undoes a change that is short, step by step."""
    while _step(doors, token, code, key):
        pass


def do_for(task: Task) -> None:
    """Makes or undoes what a job was asked for."""
    while _step(task.doors, task.token, task.code, task.subject):
        task.check()


def _now_or_later(work: Work, project: Project, kind: str, key: str, many: int) -> bool:
    if many > CHUNK_CLAIMS:
        jobs.start_job(work, project, kind, key)
    return many <= CHUNK_CLAIMS


def _step(doors: Doors, token: str, code: str, key: str) -> bool:
    """The next claims, one transaction and one event; False where none was left."""
    with doors.work(token) as work:
        project = work.enter(code, CHANGE)
        turns.one_about_a_record(work.connection, project.id, key)
        change = bulk.get(work.connection, project.id, key)
        if not change.waiting:
            return False
        step: Callable[..., set[int]] = bulk.restore_some if change.undone_at else bulk.change_some
        deed, reason = (UNDO, change.undone_reason) if change.undone_at else (CHANGE, change.reason)
        work.open(project, deed, reason=reason, detail={"change": key})
        touched = step(work.connection, project.id, change, work.actor.account_id, CHUNK_CLAIMS)
        incidents.bump_all(work.connection, project.id, touched)
        origins.resolve_origins(work.connection, project.id, sorted(touched))
        follow_claims(work, project, touched)
        work.touch(touched)
    return True
