"""Commands run in this process, each on a database of its own in the run's cluster."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from app.runtime.urls import Urls


@dataclass(frozen=True)
class Ran:
    """What a command exited with and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        assert self.out.count("\n") == 1, self
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Command = Callable[..., Ran]


@pytest.fixture
def on(
    cluster_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Urls], Command]:
    """Commands on the database of these addresses."""

    def command_on(urls: Urls) -> Command:
        monkeypatch.setenv("TAWTHIQ_DATA", str(cluster_data))
        monkeypatch.setenv("TAWTHIQ_DATABASE_URL", urls.owner)

        def run(*arguments: str) -> Ran:
            capsys.readouterr()
            code = main(list(arguments))
            printed = capsys.readouterr()
            return Ran(code, printed.out, printed.err)

        return run

    return command_on


@pytest.fixture
def tawthiq(on: Callable[[Urls], Command], urls: Urls) -> Command:
    """Commands on a copy of the filled database."""
    return on(urls)


@pytest.fixture
def new(on: Callable[[Urls], Command], empty_urls: Urls) -> Command:
    """Commands on a new installation."""
    return on(empty_urls)
