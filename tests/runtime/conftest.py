"""Folders that every user can pass through, processes that end with their test, and a cluster to try things on."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.runtime.database import hold
from app.runtime.urls import Urls
from app.settings import Settings
from tests.runtime.examples import Start, leave_schema

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that every user can reach (pytest's own is closed to all but its maker)."""
    yield from _folder()


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    yield from _folder()


def _folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="tawthiq-test-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def settings(shared_folder: Path) -> Settings:
    """A data folder whose cluster is made once, by the first test that starts it; making one takes longest."""
    return Settings(data=shared_folder / "data", database_url=None, samples=None)


@pytest.fixture(scope="module")
def urls(settings: Settings) -> Iterator[Urls]:
    """A prepared database in a running cluster of its own."""
    with hold(settings, leave_schema) as held:
        yield held


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a Python program that can import the checkout, in a folder closed to others, and ends it with the test."""
    started = []

    def start_one(program: str, *arguments: object) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        started.append(child)
        return child

    yield start_one
    for child in started:
        child.kill()
        child.communicate()
