"""What several tests of the runtime share."""

import subprocess
from collections.abc import Callable

Start = Callable[..., subprocess.Popen[str]]
"""Starts a Python program with arguments; see the fixture `start`."""


def leave_schema(owner_url: str) -> None:
    """An upgrade that makes no tables: what is tried here is below them."""
