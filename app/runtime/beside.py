"""Work that runs beside the web in a process of its own, of less weight, and ends with it."""

import contextlib
import os
from collections.abc import Callable, Iterator

from app.runtime.child import Child

Beside = Callable[[], object]
_LESS_WEIGHT = 10


@contextlib.contextmanager
def running_beside(work: Beside | None) -> Iterator[None]:
    """Runs `work` in a child for as long as the block lasts; what is not done by then is broken off. Its words go
    nowhere: what it leaves behind is a whole transaction or nothing."""
    child = Child(lambda: _silently(work)) if work else None
    if child:
        child.start()
    try:
        yield
    finally:
        if child:
            child.stop()


def _silently(work: Beside) -> None:
    os.nice(_LESS_WEIGHT)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    work()
