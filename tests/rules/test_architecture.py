"""The layers hold, and the check that says so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = {
    "an upward import": ("app/domain/refs.py", "import app.store.engine\n"),
    "a framework in the domain": ("app/domain/places.py", "import sqlalchemy\n"),
    "SQL in a page": ("app/web/health.py", "import sqlalchemy\n"),
    "a page that reaches past the services": ("app/web/projects.py", "import app.store.projects\n"),
    "a folder that nobody declared": ("app/extras/__init__.py", '"""Something."""\n'),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_down(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_breaks_the_contract(copy: Path, fault: str) -> None:
    path, line = PLANTED[fault]
    file = copy / path
    file.parent.mkdir(exist_ok=True)
    file.write_text((file.read_text("utf-8") if file.exists() else "") + line, "utf-8")
    done = lint(copy)
    assert done.returncode != 0 and "BROKEN" in done.stdout


def test_a_command_loads_nothing_that_only_a_migration_needs() -> None:
    """Each would take its memory for it, exports too."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, app.cli.exports; print(sys.modules.keys() & {'alembic', 'mako', 'pyarrow'})",
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert told.stdout.strip() == "set()"
