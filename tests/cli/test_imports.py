"""`tawthiq import` as an operator meets it: on an installation of its own, in processes of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.runtime.database import hold
from app.runtime.urls import Urls
from app.settings import Settings
from tests.exchange.ged import row, some_rows, write

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder that the cluster's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="tawthiq-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def urls(data: Path) -> Iterator[Urls]:
    """The installation, running: each command joins it."""
    with hold(Settings(data=data, database_url=None, samples=None)) as held:
        yield held


@pytest.fixture(scope="module")
def environment(urls: Urls, data: Path) -> dict[str, str]:
    return {**os.environ, "TAWTHIQ_DATA": str(data), "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture(scope="module")
def tawthiq(environment: dict[str, str]) -> Run:
    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app.cli", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    made = run("project", "create", "P", "--title", "Valley", "--json")
    assert made.returncode == 0, made.stderr
    return run


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON object on standard output."""
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_prints_the_report_and_nothing_else(tawthiq: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [*some_rows(3, 101), row(104, low="9"), row(105, best="many")])
    report = answer(tawthiq("import", path, "--project", "P", "--profile", "ucdp-ged", "--json"))
    assert {"batch", "file_sha256", "rows", "created", "updated", "unchanged", "quarantined", "flagged",
            "columns_not_used", "seconds"} <= report.keys()  # fmt: skip
    assert (report["rows"], report["created"], report["quarantined"]) == (5, 4, 1)
    assert report["flagged"] == {"low_above_high": 1}


def test_for_people_it_says_the_same_in_words_and_names_what_it_put_aside(tawthiq: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [row(201), row(202, best="many")])
    done = tawthiq("import", path, "--project", "P", "--profile", "ucdp-ged", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith("Would be: 1 created, 0 updated, 0 unchanged, 1 in quarantine, of 2")
    assert "Columns not used: year" in done.stdout
    assert done.stderr.strip() == "ged.csv:3:best: is not a whole number from 0 up"


def test_a_file_with_every_row_in_quarantine_ends_as_refused_and_says_why(tawthiq: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [row(301, best="many")])
    done = tawthiq("import", path, "--project", "P", "--profile", "ucdp-ged", "--json")
    assert (done.returncode, json.loads(done.stdout)["quarantined"]) == (1, 1)
    assert done.stderr.splitlines()[-2:] == [
        "ged.csv:2:best: is not a whole number from 0 up",
        "Nothing was taken in: every row is in quarantine, for the reasons above.",
    ]


@pytest.mark.parametrize(
    ("file", "options", "says"),
    [
        ("page.html", ["--project", "P", "--profile", "ucdp-ged"], "is a web page"),
        (".", ["--project", "P", "--profile", "ucdp-ged"], "is a directory"),
        ("page.html", ["--project", "Q", "--profile", "ucdp-ged"], "no such project"),
        ("page.html", ["--project", "P", "--profile", "excel"], "no profile 'excel'"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_1(
    tawthiq: Run, tmp_path: Path, file: str, options: list[str], says: str
) -> None:
    (tmp_path / "page.html").write_text("<html>Sign in</html>\n")
    done = tawthiq("import", tmp_path / file, *options, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr


def test_the_row_of_headings_is_for_kept_profiles(tawthiq: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [row(401)])
    done = tawthiq("import", path, "--project", "P", "--profile", "ucdp-ged", "--headings", "2")
    assert done.returncode == 2 and "ucdp-ged knows its columns by itself" in done.stderr
    done = tawthiq("import", path, "--project", "P", "--profile", "ours", "--headings", "2")
    assert done.returncode == 1 and "no profile 'ours'" in done.stderr


def test_killed_outright_it_goes_on_and_the_log_holds(
    tawthiq: Run, environment: dict[str, str], urls: Urls, tmp_path: Path
) -> None:
    path = write(tmp_path / "ged.csv", some_rows(2_600, 10_001))
    arguments = ["import", str(path), "--project", "P", "--profile", "ucdp-ged", "--json"]
    with subprocess.Popen([sys.executable, "-m", "app.cli", *arguments], env=environment) as child:
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            while not _is_under_way(connection) and child.poll() is None:
                time.sleep(0.02)
        child.kill()
    assert child.returncode == -9
    assert answer(tawthiq("verify-log", "--json"))["ok"]
    report = answer(tawthiq(*arguments))
    assert (report["rows"], report["created"], report["unchanged"]) == (2_600, 2_600, 0)
    assert answer(tawthiq("verify-log", "--json"))["ok"]
    assert answer(tawthiq("rebuild", "--check", "--json")) == {"differences": 0}


def _is_under_way(connection: psycopg.Connection) -> bool:
    statement = "SELECT 1 FROM import_batch WHERE completed_at IS NULL AND rows_done BETWEEN 1 AND 1999"
    return connection.execute(statement).fetchone() is not None
