"""`tawthiq serve`: a new installation goes from nothing to a first sign-in over a real port."""

import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tawthiq-", dir="/tmp") as made:
        Path(made).chmod(0o755)
        yield Path(made) / "data"


@contextmanager
def served(data: Path) -> Iterator[list[str]]:
    """The lines that a server prints once it serves; it is stopped by Ctrl-C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "app.cli", "serve", "--port", port]
    checkout = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"TAWTHIQ_DATA": str(data)}, cwd=checkout
    ) as child:
        assert child.stdout
        lines = [child.stdout.readline()]
        answer = urllib.request.urlopen(f"http://localhost:{port}/healthz")
        assert answer.status == 200
        lines.append(child.stdout.readline())
        yield lines
        child.send_signal(signal.SIGINT)
        assert child.wait() == 0


def test_the_first_link_is_printed_and_opens(data: Path) -> None:
    with served(data) as lines:
        assert re.fullmatch(r"http://localhost:\d+\n", lines[0])
        link = re.search(r"http://localhost:\d+/first/[\w-]{43}", lines[1])
        assert link, lines
        page = urllib.request.urlopen(link.group()).read().decode()
        assert 'name="passphrase"' in page and 'name="code"' in page
    assert (data / "web-key").stat().st_uid == (data / "postgres").stat().st_uid
    assert (data / "web-key").stat().st_mode & 0o077 == 0


def new_link(data: Path) -> tuple[str, str]:
    """The address that `account link` prints for the first account, and what it says beside."""
    command = [sys.executable, "-m", "app.cli", "account", "link", "administrator", "--json"]
    checkout = Path(__file__).parents[2]
    ran = subprocess.run(
        command, env={"TAWTHIQ_DATA": str(data)}, cwd=checkout, capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)["sign_in_url"], ran.stderr


def test_a_link_names_the_port_that_is_served_and_else_says_that_nobody_serves(data: Path) -> None:
    with served(data) as lines:
        url, beside = new_link(data)
        assert url.startswith(f"{lines[0].strip()}/first/")
        assert beside == ""
        assert 'name="passphrase"' in urllib.request.urlopen(url).read().decode()
    url, beside = new_link(data)
    assert url.startswith("http://localhost:8080/first/")
    assert "Nobody serves" in beside
