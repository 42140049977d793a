"""Where the time of a deed goes, seen from outside: what SQLAlchemy tells of each statement and commit."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

import sqlalchemy as sa

# The first that fits names what a statement was for.
PURPOSES = (
    ("projecting", r"SELECT project_incidents"),
    ("closing the event", r"SELECT close_event"),
    ("statistics", r"SELECT analyse_tables"),
    ("writing claims", r"INSERT INTO (tawthiq\.)?claim\w*\s"),
    ("writing the rest", r"INSERT|UPDATE"),
    ("looking up", r""),
)
COMMITTING = "committing"


class Watch:
    """Seconds by purpose, of all statements of an engine while the block lasts."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._began = 0.0
        self._committing: float | None = None
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._hooks = {
            (engine, "before_cursor_execute"): self._before,
            (engine, "after_cursor_execute"): self._after,
            (engine, "commit"): self._commit,
            # A connection goes back to its pool at once after the commit.
            (engine.pool, "checkin"): self._committed,
        }

    def __enter__(self) -> "Watch":
        for (target, name), hook in self._hooks.items():
            sa.event.listen(target, name, hook)
        return self

    def __exit__(self, *_: object) -> None:
        for (target, name), hook in self._hooks.items():
            sa.event.remove(target, name, hook)

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    def _before(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        purpose = next(name for name, sign in PURPOSES if re.match(sign, statement))
        self.seconds[purpose] += time.perf_counter() - self._began

    def _commit(self, _connection: Any) -> None:
        self._committing = time.perf_counter()

    def _committed(self, *_: Any) -> None:
        if self._committing is not None:
            self.seconds[COMMITTING] += time.perf_counter() - self._committing
            self._committing = None


def statements_of(engine: sa.Engine, deeds: Iterable[Callable[[], Any]]) -> dict[str, float]:
    """The part of a deed that its statements take (median, ms): the rest is permission, records and words.

    Not part of what is timed, since looking costs something too.
    """
    spent = []
    for deed in deeds:
        with Watch(engine) as watch:
            deed()
        spent.append(watch.total)
    return {"sql_p50_ms": round(median(spent) * 1000, 3)}
