"""gunicorn, as it serves our pages: few workers with threads, no control socket, a log without what people sent.

Imported only in the process that serves: gunicorn remembers user and working folder from the moment of its import.
"""

import signal
import socket
import sys
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from app.runtime.account import end_with_parent

WORKERS = 2
THREADS = 4


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's log without what a request carried: of one that broke it says that it broke, and by what class."""

    def exception(self, msg: str, *args: object, **kwargs: Any) -> None:
        if args:
            self.error("%s (%s)", msg.replace(" %s", ""), getattr(sys.exc_info()[0], "__name__", "unknown"))
        else:
            super().exception(msg, **kwargs)


class Pages(BaseApplication):  # type: ignore[misc]
    """The pages that `create` makes, once a worker, on sockets that are open already."""

    def __init__(self, create: Callable[[], WSGIApplication], listening: list[socket.socket]) -> None:
        self._create = create
        self._listening = listening
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": [f"fd://{listener.fileno()}" for listener in self._listening],
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "control_socket_disable": True,
            "graceful_timeout": 10,
            "loglevel": "error",
            "logger_class": QuietLogger,
            "post_fork": lambda arbiter, worker: end_with_parent(signal.SIGKILL),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        return self._create()
