"""What somebody finds when they come into a project: what they have begun, what is theirs, what waits, what changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.decisions import Waiting
from app.domain.tasks import TaskQuestion, TaskView
from app.services import tasks, verification
from app.services.work import Work
from app.store import changes
from app.store.changes import Changed
from app.store.projects import Project

__all__ = ["Changed"]

LINES = 5
CHANGES = 10
LOOKED_AT = 60
"""Changes among which those are found that are one line."""


@dataclass(frozen=True, slots=True)
class Home:
    """The first lines of each; `more_…` says that there are others."""

    tasks: tuple[TaskView, ...]
    more_tasks: bool
    waiting: tuple[Waiting, ...]
    more_waiting: bool
    changes: tuple[Changed, ...]


def read_home(work: Work, project: Project, today: date, deeds: Collection[str]) -> Home:
    """What whoever asks finds in a project; of what changed, these deeds."""
    mine, more_tasks = tasks.find_tasks(work, project, TaskQuestion(mine=True), today)
    waits, more_waiting = verification.find_waiting(work, project, "me")
    latest = changes.latest_changes(work.connection, project.id, at_most=LOOKED_AT, deeds=deeds)
    return Home(
        tuple(mine[:LINES]),
        len(mine) > LINES or more_tasks is not None,
        tuple(waits[:LINES]),
        len(waits) > LINES or more_waiting is not None,
        tuple(_together(latest)[:CHANGES]),
    )


def _together(latest: Iterable[Changed]) -> list[Changed]:
    """Changes, the newest first: what one person did to one thing again and again stands once, with its last time."""
    found: dict[tuple[str | None, ...], Changed] = {}
    for one in latest:
        same = (one.actor, one.deed, one.of, one.ref, one.task)
        found[same] = replace(found[same], times=found[same].times + 1) if same in found else one
    return list(found.values())
