"""On which port the web of a data folder is served just now. Standard library only.

The server holds the file that says so for as long as it runs: what one that died has left in it counts for nothing.
"""

import os
from pathlib import Path

from app.runtime import locks


class Announcement:
    """What one server says of itself, in a file opened by `locks.opened`."""

    def __init__(self, descriptor: int, port: int) -> None:
        self._descriptor, self._port = descriptor, port
        self._made = False

    def make(self) -> None:
        """Says it, unless another server of this data folder does, or somebody is reading; then it is tried again."""
        if not self._made and locks.try_alone(self._descriptor):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, str(self._port).encode(), 0)
            self._made = True


def port_served(path: Path) -> int | None:
    """The port; None where nobody serves."""
    if not path.exists():
        return None
    with locks.opened(path) as descriptor:
        if locks.try_alone(descriptor):
            return None
        said = os.pread(descriptor, 5, 0)
    return int(said) if said.isdigit() else None
