"""The web, served on this machine alone: gunicorn in a child, the database beside it, both ended together.

What is served is handed in; this module knows no page. The parent waits: it starts the database again if it died, the
web if it was killed, and on Ctrl-C stops first the web, then the cluster.
"""

import contextlib
import errno
import http.client
import importlib
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from types import FrameType
from typing import NoReturn
from wsgiref.types import WSGIApplication

import psycopg

from app.domain.errors import SetUpProblem
from app.runtime import locks
from app.runtime.account import become, end_with_parent
from app.runtime.cluster import Cluster, cluster_at
from app.runtime.database import Upgrade, hold, upgrade_schema
from app.runtime.extensions import SLOW_SEARCH, are_leakproof
from app.runtime.layout import Layout
from app.runtime.serving import Announcement
from app.runtime.urls import Urls
from app.settings import Settings

PORT = 8080
READY_SECONDS = 60

CreatePages = Callable[[Settings, Urls], WSGIApplication]


def serve(
    settings: Settings,
    create_pages: CreatePages,
    port: int = PORT,
    welcome: Callable[[Urls], Iterable[str]] = lambda urls: (),
    upgrade: Upgrade = upgrade_schema,
) -> None:
    """Serve until Ctrl-C or SIGTERM. `create_pages` runs in each worker; `welcome` gives lines to print once it serves.

    Started by root, everything below runs as the service user. Raises `SetUpProblem` with one plain sentence.
    """
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if stop != signal.SIGHUP or signal.getsignal(stop) != signal.SIG_IGN:  # nohup means it
            signal.signal(stop, _interrupt)
    listening = listen(port)
    layout = Layout(settings.data)
    become(layout.create())
    os.chdir("/")  # where root stood may be closed to the service user
    try:
        with hold(settings, upgrade) as urls, locks.opened(layout.serving) as descriptor:
            announcement = Announcement(descriptor, port)
            if not _searches_fast(urls):
                print(SLOW_SEARCH, file=sys.stderr)
            web = _Web(lambda: create_pages(settings, urls), listening)
            try:
                web.start()
                web.wait_until_ready(port)
                announcement.make()
                print(f"http://localhost:{port}", *welcome(urls), sep="\n", flush=True)
                _watch(web, None if settings.database_url else cluster_at(settings.data), announcement)
            finally:
                web.stop()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)


def listen(port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1 and, where the machine has it, ::1; `SetUpProblem` when another program has the port."""
    with contextlib.ExitStack() as opened:
        sockets = []
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                listener = opened.enter_context(socket.socket(family, socket.SOCK_STREAM))
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, port))
                listener.listen()
            except OSError as error:
                if family == socket.AF_INET6 and error.errno in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                    continue
                raise SetUpProblem(_why_not(port, error)) from error
            sockets.append(listener)
        opened.pop_all()
        return sockets


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program; stop that, or choose another port: "
            f"./tawthiq serve --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} may be opened by root alone; choose one above 1023."
    return f"Port {port} cannot be opened: {error.strerror}."


class _Web:
    """The child process that serves."""

    def __init__(self, create: Callable[[], WSGIApplication], listening: list[socket.socket]) -> None:
        self._create = create
        self._listening = listening
        self._child = 0

    def start(self) -> None:
        parent = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            self._serve(parent)

    def _serve(self, parent: int) -> NoReturn:
        try:
            os.setsid()  # Ctrl-C goes to the parent, which ends things in order
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            end_with_parent(signal.SIGTERM)
            if os.getppid() == parent:
                # Not before: gunicorn remembers at its import who imported it, and where.
                workers = importlib.import_module("app.runtime.workers")
                workers.Pages(self._create, self._listening).run()
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 1)
        finally:
            if sys.exc_info()[0]:
                traceback.print_exc()  # nobody else would: the process ends here
                sys.stderr.flush()
            os._exit(1)

    def ended(self) -> int | None:
        """The exit code once it has ended (negative: by a signal), None while it runs."""
        if not self._child:
            return 0
        child, status = os.waitpid(self._child, os.WNOHANG)
        if not child:
            return None
        self._child = 0
        return os.waitstatus_to_exitcode(status)

    def wait_until_ready(self, port: int) -> None:
        """Wait for a worker's first answer, whatever it says."""
        for _ in range(READY_SECONDS * 10):
            if self.ended() is not None:
                raise SetUpProblem("The web did not start; what it said stands above.")
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
            try:
                connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
                connection.getresponse()
                return
            except OSError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise SetUpProblem(f"The web did not answer within {READY_SECONDS} seconds.")

    def stop(self) -> None:
        if self._child:
            os.kill(self._child, signal.SIGTERM)
            os.waitpid(self._child, 0)
            self._child = 0


def _watch(web: _Web, cluster: Cluster | None, announcement: Announcement) -> NoReturn:
    """Keep both alive until something interrupts."""
    while True:
        if (code := web.ended()) is not None:
            if code >= 0:
                raise SetUpProblem("The web ended by itself; what it said stands above.")
            web.start()
        if cluster and cluster.pid() is None:
            with locks.alone(cluster.layout.turn):
                cluster.ensure_started()
        announcement.make()
        time.sleep(0.5)


def _searches_fast(urls: Urls) -> bool:
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        return are_leakproof(connection)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
