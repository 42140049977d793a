"""gunicorn, as it serves our pages: few workers with threads, no control socket, a log without what people sent.

Imported only in the process that serves: gunicorn remembers user and working folder from the moment of its import.
"""

import contextlib
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from app.runtime.account import end_with_parent

WORKERS = 2
THREADS = 4
# Bytes of the first line of a request, the most that gunicorn counts: some 1,300 Arabic letters, six bytes each.
LONGEST_LINE = 8190

# What is refused before there is a request that Flask could answer. Plain text, so that nothing of it can run.
_HEADERS = (
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Opener-Policy: same-origin",
    "Cross-Origin-Resource-Policy: same-origin",
    "Cache-Control: no-store",
)
_REFUSALS = {
    LimitRequestLine: (
        "414 URI Too Long",
        "This address is too long. Ask for less: a search takes about 1,200 Arabic letters.\n"
        "هذا العنوان أطول مما يُقبل. اختصر البحث: يتسع لنحو 1200 حرف عربي.",
    ),
    LimitRequestHeaders: (
        "431 Request Header Fields Too Large",
        "The browser sent too much along with its request. Delete this site's cookies and open the page again.\n"
        "أرسل المتصفح مع طلبه أكثر مما يُقبل. احذف ملفات تعريف الارتباط لهذا الموقع وافتح الصفحة من جديد.",
    ),
}
_UNREADABLE = (
    "400 Bad Request",
    "The request could not be read. Open the page again.\nتعذرت قراءة الطلب. افتح الصفحة من جديد.",
)


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's log without what a request carried: of one that broke it says that it broke, and by what class."""

    def exception(self, msg: str, *args: object, **kwargs: Any) -> None:
        if args:
            self.error("%s (%s)", msg.replace(" %s", ""), getattr(sys.exc_info()[0], "__name__", "unknown"))
        else:
            super().exception(msg, **kwargs)


class PlainWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, whose own refusals say in one plain sentence what is wrong, with our headers."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        ours = isinstance(exc, InvalidResponseHeader | InvalidResponseHeaderName)
        if ours or not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        status, sentence = _REFUSALS.get(type(exc), _UNREADABLE)
        body = f"{sentence}\n".encode()
        head = [f"HTTP/1.1 {status}", *_HEADERS, f"Content-Length: {len(body)}", "", ""]
        with contextlib.suppress(OSError):  # whoever asked may have gone
            util.write_nonblock(client, "\r\n".join(head).encode() + body)


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
            "worker_class": PlainWorker,
            "limit_request_line": LONGEST_LINE,
            "control_socket_disable": True,
            "graceful_timeout": 10,
            "loglevel": "error",
            "logger_class": QuietLogger,
            "post_fork": lambda arbiter, worker: end_with_parent(signal.SIGKILL),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        return self._create()
