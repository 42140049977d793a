"""The server as a process of its own, with a page of three lines."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime.cluster import cluster_at
from app.runtime.server import _Web, listen
from app.settings import Settings
from tests.runtime.examples import Start

SERVE = """
import os, sys
from pathlib import Path
import psycopg
from app.runtime.server import serve
from app.settings import Settings

def create_pages(settings, urls):
    def page(environ, start_response):
        try:
            with psycopg.connect(urls.application) as connection:
                role, = connection.execute("SELECT current_user").fetchone()
        except psycopg.OperationalError:
            start_response("503 Service Unavailable", [])
            return [b"no database"]
        if environ["PATH_INFO"] == "/broken":
            raise ValueError("Rana of Bayt Rummana")
        start_response("200 OK", [])
        return [f"{role} {os.geteuid()} {os.getppid()}".encode()]
    return page

serve(Settings(data=Path(sys.argv[1])), create_pages, int(sys.argv[2]), lambda urls: ["a link"], lambda url: None)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def machine_has_ipv6() -> bool:
    sockets = listen(0)
    for listener in sockets:
        listener.close()
    return len(sockets) == 2


def get(port: int, host: str = "127.0.0.1", path: str = "/") -> str:
    with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=10) as answer:
        return str(answer.read().decode())


def eventually(ask: Callable[[], str], unlike: str = "") -> str:
    """The first answer that is not an error (nor `unlike`)."""
    for _ in range(100):
        try:
            if (said := ask()) != unlike:
                return said
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("no answer")


def test_it_serves_this_machine_alone_survives_kills_and_stops_whole(settings: Settings, start: Start) -> None:
    port = free_port()
    server = start(SERVE, settings.data, port)
    assert server.stdout
    assert [server.stdout.readline() for _ in range(2)] == [f"http://localhost:{port}\n", "a link\n"]
    role, uid, web = get(port).split()
    cluster = cluster_at(settings.data)
    assert (role, int(uid)) == ("tawthiq_app", cluster.owner.uid)
    if machine_has_ipv6():
        assert get(port, "[::1]").split()[0] == "tawthiq_app"
    with pytest.raises(SetUpProblem, match=f"Port {port} is taken"):
        listen(port)  # long after what a killed server leaves behind would have ended

    with pytest.raises(urllib.error.HTTPError, match="500"):
        get(port, path="/broken?name=Rana")

    database = cluster.pid()
    assert database
    os.kill(database, signal.SIGKILL)
    assert eventually(lambda: get(port)).split()[0] == "tawthiq_app"
    assert cluster.pid() != database

    os.kill(int(web), signal.SIGKILL)
    assert eventually(lambda: get(port).split()[2], unlike=web) != "1"

    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) == 0
    assert cluster.pid() is None
    with pytest.raises(OSError, match="refused"):
        get(port)


def test_a_request_to_end_is_not_lost_while_a_process_is_begun(settings: Settings, start: Start) -> None:
    """Python drops what a signal raises in what it does around a fork: this one comes just then."""
    at_each_fork = "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), 15))\nserve("
    server = start(SERVE.replace("serve(", at_each_fork, 1), settings.data, free_port())
    assert server.wait(timeout=60) == 0


def test_no_web_outlives_a_killed_parent(settings: Settings, start: Start) -> None:
    port = free_port()
    server = start(SERVE, settings.data, port)
    assert server.stdout
    server.stdout.readline()
    server.kill()
    server.wait()
    for _ in range(600):
        if subprocess.run(["pgrep", "-f", f"{settings.data} {port}"], capture_output=True, check=False).returncode == 1:
            break
        time.sleep(0.1)
    again = start(SERVE, settings.data, port)
    assert again.stdout
    assert again.stdout.readline() == f"http://localhost:{port}\n"
    again.send_signal(signal.SIGTERM)
    assert again.wait(timeout=30) == 0
    assert cluster_at(settings.data).pid() is None


WORKS = (
    SERVE.replace("lambda url: None)", "lambda url: None, work=work)")
    .replace(
        "serve(Settings",
        """def work(settings, urls):
    (settings.data.parent / "worker").write_text(str(os.getpid()))
    time.sleep(600)

serve(Settings""",
    )
    .replace("import os, sys", "import os, sys, time")
)


def test_what_works_beside_the_web_is_begun_again_and_ends_with_the_server(settings: Settings, start: Start) -> None:
    port, told = free_port(), settings.data.parent / "worker"
    server = start(WORKS, settings.data, port)
    assert server.stdout
    server.stdout.readline()
    first = eventually(told.read_text, unlike="")
    os.kill(int(first), signal.SIGKILL)
    second = eventually(told.read_text, unlike=first)
    server.kill()
    server.wait()
    for _ in range(100):
        if not Path(f"/proc/{second}").exists():
            break
        time.sleep(0.1)
    again = start(WORKS, settings.data, port)
    assert again.stdout
    assert again.stdout.readline() == f"http://localhost:{port}\n", "the port is free at once"
    third = eventually(told.read_text, unlike=second)
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=30) == 0
    assert not Path(f"/proc/{third}").exists()


def test_the_port_of_a_server_that_was_killed_is_waited_for() -> None:
    old = socket.socket()
    old.bind(("127.0.0.1", 0))
    old.listen()
    port = old.getsockname()[1]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(time, "sleep", lambda seconds: old.close())  # it ends while the new one waits
        sockets = listen(port)
    assert sockets[0].getsockname()[1] == port
    for listener in sockets:
        listener.close()


def test_a_taken_port_is_one_sentence_with_another_to_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.server._LINGERING_S", 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SetUpProblem, match=f"serve --port {port + 1}"):
            listen(port)


def test_why_the_web_did_not_start_is_said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "app.runtime.workers", None)
    web = _Web(lambda: None, [])  # type: ignore[arg-type,return-value]
    web.start()
    with pytest.raises(SetUpProblem, match="what it said stands above"):
        web.wait_until_ready(free_port())
    said = capfd.readouterr().err
    assert "Traceback" in said and "app.runtime.workers" in said
