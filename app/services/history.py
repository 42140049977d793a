"""Proof of the log, and the stored copy made anew: what an operator runs to see that nothing was altered or is stale.

What happened to one incident is read in `app.services.incidents`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import NotPermitted
from app.services import permissions
from app.services.doors import Doors
from app.services.work import Work
from app.store import engine as connections
from app.store import history, incidents, projects
from app.store.history import Fault as Fault
from app.store.history import LastChange as LastChange
from app.store.projects import Project

CHUNK = 1000
STRETCH = 50_000
"""Numbers of rows that are checked at once."""
INCIDENTS_AT_ONCE = 5_000
"""Incidents whose stored copy is held against the claims at once."""
NAMED_FAULTS = 20
"""How many faults are named of each table; the others are counted."""

Progress = Callable[[int], None]
# Stretches checked, and how many there are.
Checked = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the log found. Unchanged since it was written is all that it can say: not that it is true.

    `faults` are the first of each table, `more` how many there are beside them; `outside` says whether the deeds
    outside projects were checked.
    """

    projects: tuple[str, ...]
    events: int
    faults: tuple[Fault, ...]
    more: int = 0
    outside: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything holds; a log without an event proves nothing."""
        return not self.faults and self.events > 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the stored copy is not what follows from the claims."""

    project: str
    what: str
    incident_id: int


def last_change(work: Work, project: Project, table: str, number: int) -> LastChange | None:
    """Who changed a row last: who has taken back, while somebody read, what they would take back too."""
    return history.last_change(work.connection, project.id, table, number)


def verify_log(work: Work, progress: Checked = lambda done, of: None) -> Verified:
    """Checks every project of whoever asks, and for an administrator the deeds outside projects: each event against
    its digest, each row against its last entry."""
    connection = work.connection
    own = [one for one in projects.my_projects(connection) if permissions.may(one, "verify_log")]
    logs = [(one.id, one.code) for one in own]
    if work.actor.administrator:
        logs.insert(0, (0, ""))
    stretches = [(log, one) for log in logs for one in history.stretches(connection, log[0], STRETCH)]
    faults: dict[tuple[str, str], list[Fault]] = {}
    every = 0
    for done, ((number, code), stretch) in enumerate(stretches, 1):
        named = faults.setdefault((code, stretch.table), [])
        first, found = history.log_faults(connection, number, code, stretch, NAMED_FAULTS)
        named += first[: NAMED_FAULTS - len(named)]
        every += found
        progress(done, len(stretches))
    kept = tuple(fault for named in faults.values() for fault in named)
    return Verified(
        projects=tuple(one.code for one in own),
        events=sum(history.count_events(connection, number) for number, _ in logs),
        faults=kept,
        more=every - len(kept),
        outside=work.actor.administrator,
    )


def find_rebuildable(work: Work, code: str | None) -> list[Project]:
    """The project of this code, or all in which whoever asks may rebuild. NotFound, NotPermitted."""
    if code is not None:
        return [work.enter(code, "rebuild")]
    own = [one for one in projects.my_projects(work.connection) if permissions.may(one, "rebuild")]
    if not own:
        raise NotPermitted("A custodian of a project rebuilds it, and you are custodian of none.")
    return own


def find_differences(work: Work, code: str | None, progress: Checked = lambda done, of: None) -> list[Difference]:
    """Where copy and claims differ; none, unless something wrote past the projection."""
    stretches = [
        (project, one)
        for project in find_rebuildable(work, code)
        for one in history.stretches(work.connection, project.id, INCIDENTS_AT_ONCE)
        if one.table == "incident"
    ]
    found: list[Difference] = []
    for done, (project, one) in enumerate(stretches, 1):
        differences = history.projection_differences(work.connection, project.id, one.first, one.last)
        found += [Difference(project.code, what, incident_id) for what, incident_id in differences]
        progress(done, len(stretches))
    return found


def rebuild(doors: Doors, token: str, code: str | None, progress: Progress = lambda done: None) -> int:
    """Writes the stored copy anew from the claims, a thousand incidents an event. Returns how many incidents.

    Interrupted, it leaves whole chunks behind; run again it begins anew. `progress` is told how many are done.
    """
    with doors.work(token) as work:
        found = find_rebuildable(work, code)
    done = 0
    for project in found:
        last = history.LOWEST
        while ids := _rebuild_chunk(doors, token, project, last):
            last = ids[-1]
            done += len(ids)
            progress(done)
        with doors.work(token) as work:
            history.note_projected(work.connection, work.enter(project.code, "rebuild").id)
    return done


def is_index_due(work: Work, project: Project) -> bool:
    """Whether a project's index is to be made anew since an upgrade, by whoever asks: who may."""
    return permissions.may(project, "rebuild") and history.is_index_due(work.connection, project.id)


def projects_due(owner_url: str) -> list[str]:
    """The codes of the projects whose index is to be made anew since an upgrade."""
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            return history.projects_due(connection)
    finally:
        engine.dispose()


def _rebuild_chunk(doors: Doors, token: str, project: Project, after: int) -> list[int]:
    with doors.work(token) as work:
        ids = incidents.incident_ids(work.connection, project.id, after, CHUNK)
        if ids:
            work.open(work.enter(project.code, "rebuild"), "rebuild", detail={"incidents": len(ids)}, bulk=True)
            work.touch(ids)
    return ids
