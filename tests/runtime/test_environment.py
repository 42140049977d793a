import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.runtime.console import run_step
from app.runtime.environment import STAMP, Environment, digest_of, find_interpreter


def checkout(folder: Path) -> Path:
    (folder / "app").mkdir(parents=True)
    (folder / "migrations").mkdir()
    (folder / "app/__init__.py").write_text("WORD = 'fig'\n")
    (folder / "pyproject.toml").write_text("[project]\n")
    return folder


def test_a_checkout_is_known_by_its_content_alone(tmp_path: Path) -> None:
    first = checkout(tmp_path / "first")
    second = Path(shutil.copytree(first, tmp_path / "second"))
    os.utime(second / "app/__init__.py", (0, 0))
    (second / "app/__pycache__").mkdir()
    (second / "app/__pycache__/x.pyc").write_text("left over")
    assert digest_of(first) == digest_of(second)
    (second / "app/__init__.py").write_text("WORD = 'fog'\n")
    assert digest_of(first) != digest_of(second)
    (second / "app/__init__.py").write_text("WORD = 'fig'\n")
    (second / "app/list.csv").write_text("")
    assert digest_of(first) != digest_of(second)


def test_an_environment_is_whole_only_once_it_was_finished(folder: Path) -> None:
    """Without wheels, so that no connection is needed; the way is the same."""
    requirements = folder / "requirements.txt"
    requirements.write_text("# none\n")
    source = checkout(folder / "checkout")
    environment = Environment(folder / "environment", requirements, source, wheel=False)
    steps: list[str] = []

    def run(title: str, command: list[str]) -> None:
        steps.append(title)
        run_step(title, command, folder / "log")

    interpreter = find_interpreter()
    if interpreter is None:
        pytest.skip("this machine has no Python that can make environments")
    assert not environment.holds_wheels()
    environment.make(interpreter, run)
    assert environment.holds_wheels()
    assert not environment.holds_program()
    environment.take_in_program(run)
    assert environment.holds_program()
    said = subprocess.run(
        [environment.python, "-I", "-c", "import app; print(app.WORD)"],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "fig\n"

    moved = Environment(folder / "environment", requirements, checkout(folder / "elsewhere"), wheel=False)
    assert (moved.holds_wheels(), moved.holds_program()) == (True, False)
    requirements.write_text("# another list\n")
    assert not environment.holds_wheels()
    requirements.write_text("# none\n")
    stamp = folder / "environment" / STAMP
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "interpreter": "/usr/bin/python3.9"}))
    assert not environment.holds_wheels()
    stamp.write_text("{ cut in ha")
    assert not environment.holds_wheels()
    assert "Python packages" in steps
