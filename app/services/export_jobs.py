"""Exports that take longer than a browser waits: written by a job, kept for some days, taken by whoever asked.

An export is of one moment and so cannot go on in the middle: broken off, it begins again. Its file stands on the disk
of the installation under its ref; that it was written is an event, and so is each time that it is taken.
"""

import hashlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.disclosure import audience_named
from app.domain.errors import NotWritten, Refused, mend
from app.domain.questions import ask
from app.domain.refs import PREFIXES, new_ref, ref_of_form
from app.services import jobs
from app.services.evidence import Keeping
from app.services.exports import DEED, FORMATS, Wanted, count_incidents, export_incidents
from app.services.jobs import Job, Task
from app.services.work import Work
from app.store import engine as connections
from app.store import turns
from app.store.exports import asked
from app.store.exports.asked import Asked as Asked
from app.store.projects import Project

EXPORT = "export"
"""The kind of job that writes an export."""
TAKE = "take_export"
NO_ROOM = mend(
    "The file could not be written: the disk of this installation is full, or takes no file of that size. Nothing was "
    "left of it. Tell whoever runs it, then take it out once more."
)
SHOWN = 20
"""Exports of one person that are listed, the last ones."""
_BETWEEN_S = 1.0
_FOR_NOW, _LONGEST_NOW_S = "now-", 3600

ENDINGS = {name: {"csv": "zip", "geoparquet": "parquet"}.get(name, name) for name in FORMATS}
"""What the one file of a format ends in."""


@dataclass(frozen=True)
class Kept:
    """The file of an export, opened, and what it is to be called."""

    file: BinaryIO
    name: str


def start_export_once(work: Work, project: Project, keeping: Keeping, wanted: Wanted, once: str) -> tuple[str, bool]:
    """Asks for an export as `start_export` does, once under one key. Returns its ref, and whether it was new."""
    ref = ref_of_form("export", once)
    turns.one_of_a_form(work.connection, project.id, once)
    if asked.is_there(work.connection, project.id, work.actor.account_id, ref):
        return ref, False
    return start_export(work, project, keeping, wanted, ref), True


def start_export(work: Work, project: Project, keeping: Keeping, wanted: Wanted, ref: str | None = None) -> str:
    """Asks for an export to be written by itself, under a fresh `ref` or the one given. Returns its ref. Refused for an
    audience that waits, or where whoever acts has too much under way; UnknownFilter."""
    audience_named(wanted.audience)
    ref = ref or new_ref("export")
    values = {
        "ref": ref,
        "question": wanted.question.as_parameters(),
        "format": wanted.format,
        "audience": wanted.audience,
        "language": wanted.language,
        "incidents": count_incidents(work, project, wanted.question),
    }
    asked.add(work.connection, project.id, work.actor.account_id, keeping.export_days, values)
    jobs.start_job(work, project, EXPORT, ref)
    return ref


def find_exports(work: Work, project: Project) -> list[tuple[Asked, Job | None]]:
    """The last exports that whoever acts asked for, each with its job."""
    found = asked.find(work.connection, project.id, work.actor.account_id, SHOWN)
    return [(one, jobs.find_job(work, project, EXPORT, one.ref)) for one in found]


def read_export(work: Work, project: Project, ref: str) -> Asked:
    """One of one's own. NotFound."""
    return asked.get(work.connection, project.id, work.actor.account_id, ref)


def job_of(work: Work, project: Project, found: Asked) -> Job | None:
    """The job that writes one of one's own, or wrote it."""
    return jobs.find_job(work, project, EXPORT, found.ref)


def state_of(asked: Asked, job: Job | None) -> str:
    """How far it is: waiting, writing, stopping, stopped, ready or gone."""
    if asked.expired:
        return "gone"
    if asked.ready_at:
        return "ready"
    if job is None or job.outcome:
        return "stopped"
    return "stopping" if job.cancelled else "writing" if job.begun else "waiting"


def stop_export(work: Work, project: Project, ref: str) -> None:
    """Stops writing one of one's own. NotFound."""
    jobs.cancel_job(work, project, EXPORT, read_export(work, project, ref).ref)


def begin_again(work: Work, project: Project, keeping: Keeping, ref: str) -> None:
    """Asks once more for one that has stopped. NotFound; Refused where it is ready or over."""
    found = read_export(work, project, ref)
    if found.ready_at or found.expired:
        raise Refused(mend("This export is done with. Take it out once more from the list."))
    asked.keep_longer(work.connection, project.id, ref, keeping.export_days)
    jobs.start_job(work, project, EXPORT, ref)


def take_export(work: Work, project: Project, keeping: Keeping, ref: str, *, goes_out: bool = True) -> Kept:
    """Hands out the file of one of one's own, as an event. NotFound; Refused where there is none (yet). `goes_out` is
    False for whoever only asks about it."""
    found = read_export(work, project, ref)
    if found.expired:
        raise Refused(mend("This file is no longer kept. Take it out once more."))
    if found.ready_at is None or found.sha256 is None:
        raise Refused(mend("This file is not ready yet."))
    try:
        file = _path(keeping, found).open("rb")
    except FileNotFoundError as error:
        raise Refused(mend("This file is no longer kept. Take it out once more.")) from error
    if goes_out:
        asked.take(work.connection, project.id, ref)
        detail = {"export": ref, "format": found.format, "question": dict(found.question), "sha256": found.sha256.hex()}
        work.open(project, TAKE, detail=detail, writes=False)
    day = (found.manifest or {}).get("as_of", "")[:10]
    return Kept(file, f"{project.code}-{day}.{ENDINGS[found.format]}")


def export_for(task: Task) -> None:
    """Writes what was asked for, from the beginning; nothing where it is there already."""
    ref, keeping = task.subject, task.keeping
    with task.doors.work(task.token) as work:
        project = work.enter(task.code, DEED)
        found = read_export(work, project, ref)
    if found.ready_at or found.expired:
        return
    path = _path(keeping, found)
    shutil.rmtree(path.parent, ignore_errors=True)  # what a process left that was killed
    path.parent.mkdir(parents=True, mode=0o700)
    wanted = Wanted(ask(dict(found.question)), found.format, found.audience, language=found.language)
    rows = 0

    def come_to(more: int) -> None:
        nonlocal rows
        rows += more
        if due():
            task.stop()
            with task.doors.work(task.token) as work:
                work.enter(task.code, DEED)  # whoever may not any more gets nothing of it
                asked.come_to(work.connection, project.id, ref, rows)

    due = _every(_BETWEEN_S)
    try:
        export = export_incidents(task.doors, task.token, task.code, wanted, path, come_to)
    except NotWritten as refusal:
        raise Refused(NO_ROOM) from refusal
    with task.doors.work(task.token) as work:
        work.enter(task.code, DEED)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        values = {"sha256": digest, "size": path.stat().st_size, "manifest": export.manifest}
        values["rows_done"] = sum(export.rows.values())
        asked.finish(work.connection, project.id, ref, keeping.export_days, values)


@contextmanager
def room_for_now(keeping: Keeping) -> Iterator[Path]:
    """A folder for a file that is handed out at once and then kept nowhere: in the data folder, as those that are
    kept: what a process leaves that is killed meanwhile lies open to nobody, and is removed with what expires."""
    keeping.exports.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=_FOR_NOW, dir=keeping.exports))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def remove_expired(owner_url: str, keeping: Keeping) -> int:
    """Ends what is kept no longer, of every project, as the owner, and removes its bytes; returns how many that were.
    What it was stays on record."""
    for left in keeping.exports.glob(f"{_FOR_NOW}*"):
        if left.stat().st_mtime < time.time() - _LONGEST_NOW_S:
            shutil.rmtree(left, ignore_errors=True)
    folders = [one for one in keeping.exports.glob("*") if _REF.fullmatch(one.name)]  # before it is asked which stand
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            kept = asked.expire(connection)
    finally:
        engine.dispose()
    gone = [folder for folder in folders if folder.name not in kept]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


_REF = re.compile(rf"{PREFIXES['export']}-\w{{12}}")


def _path(keeping: Keeping, found: Asked) -> Path:
    return keeping.exports / found.ref / f"export.{ENDINGS[found.format]}"


def _every(seconds: float) -> Callable[[], bool]:
    last = time.monotonic()

    def due() -> bool:
        nonlocal last
        now = time.monotonic()
        if now - last < seconds:
            return False
        last = now
        return True

    return due
