"""The web, served on this machine alone: gunicorn in a child, long work in another, the database beside them, all ended
together.

What is served is handed in; this module knows no page. The parent waits: it starts the database again if it died, the
children if they were killed, and on Ctrl-C stops first the web, then what works, then the cluster.
"""

import contextlib
import errno
import http.client
import importlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from types import FrameType
from wsgiref.types import WSGIApplication

import psycopg

from app.domain.errors import SetUpProblem
from app.runtime import locks
from app.runtime.account import become, end_with_parent
from app.runtime.beside import Beside, running_beside
from app.runtime.child import Child
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
Work = Callable[[Settings, Urls], object]

_LESS_WEIGHT = 5
_AGAIN_S = 2
_LINGERING_S = 6
_PATIENCE_S = 10
"""How long the process for long work has for the step that it is in: what is broken off is done again."""


def serve(
    settings: Settings,
    create_pages: CreatePages,
    port: int = PORT,
    welcome: Callable[[Urls], Iterable[str]] = lambda urls: (),
    upgrade: Upgrade = upgrade_schema,
    beside: Callable[[Urls], Beside | None] = lambda urls: None,
    work: Work = lambda settings, urls: signal.pause(),
) -> None:
    """Serve until Ctrl-C or SIGTERM. `create_pages` runs in each worker; `welcome` gives lines to print once it serves,
    `beside` what is to be done from then on, so that nobody waits for it; `work` is done in a process of its own for as
    long as it serves.

    Started by root, everything below runs as the service user. Raises `SetUpProblem` with one plain sentence.
    """
    asked_to_end = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        # Python drops what is raised while it forks or clears away, so that it is also kept until somebody looks.
        # Whoever asks again does not break the ending off.
        if not asked_to_end.is_set():
            asked_to_end.set()
            raise KeyboardInterrupt

    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if stop != signal.SIGHUP or signal.getsignal(stop) != signal.SIG_IGN:  # nohup means it
            signal.signal(stop, interrupt)
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
            worker = _Worker(lambda: work(settings, urls), listening)
            try:
                web.start()
                web.wait_until_ready(port)
                announcement.make()
                print(f"http://localhost:{port}", *welcome(urls), sep="\n", flush=True)
                with running_beside(beside(urls)):
                    cluster = None if settings.database_url else cluster_at(settings.data)
                    while not asked_to_end.is_set():
                        _keep_up(web, worker, cluster, announcement)
                        time.sleep(0.5)
            finally:
                web.stop()
                worker.stop(_PATIENCE_S)
    except KeyboardInterrupt:
        pass
    print("Stopped.", file=sys.stderr)


def listen(port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1 and, where the machine has it, ::1; `SetUpProblem` when another program has the port.

    Of a server that was killed the processes that answered end a moment after it, and have the port until then.
    """
    given_up_at = time.monotonic() + _LINGERING_S
    while True:
        try:
            return _open_sockets(port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() >= given_up_at:
                raise SetUpProblem(_why_not(port, error)) from error
        time.sleep(0.2)


def _open_sockets(port: int) -> list[socket.socket]:
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
                raise
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


class _Web(Child):
    """The child process that serves."""

    def __init__(self, create: Callable[[], WSGIApplication], listening: list[socket.socket]) -> None:
        def run() -> None:
            # Not before: gunicorn remembers at its import who imported it, and where.
            workers = importlib.import_module("app.runtime.workers")
            workers.Pages(create, listening).run()

        super().__init__(run)

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


class _Worker(Child):
    """The child process that does long work. It ends whenever the database is away, and is begun again soon after."""

    def __init__(self, work: Callable[[], object], listening: list[socket.socket]) -> None:
        def run() -> None:
            end_with_parent(signal.SIGKILL)  # what is broken off is begun again: nobody has to wait for it
            for listener in listening:
                listener.close()
            os.nice(_LESS_WEIGHT)
            try:
                work()
            except Exception as error:  # noqa: BLE001 – an error's own words may hold what no log may
                sys.exit(f"The process for long work ended ({type(error).__name__}); it is begun again.")

        super().__init__(run)
        self._not_before = 0.0

    def keep_up(self) -> None:
        if self.ended() is not None and time.monotonic() >= self._not_before:
            self._not_before = time.monotonic() + _AGAIN_S
            self.start()


def _keep_up(web: _Web, worker: _Worker, cluster: Cluster | None, announcement: Announcement) -> None:
    """Begin again what has ended though nobody asked."""
    worker.keep_up()
    if (code := web.ended()) is not None:
        if code >= 0:
            raise SetUpProblem("The web ended by itself; what it said stands above.")
        web.start()
    if cluster and cluster.pid() is None:
        with locks.alone(cluster.layout.turn):
            cluster.ensure_started()
    announcement.make()


def _searches_fast(urls: Urls) -> bool:
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        return are_leakproof(connection)
