import os
import sys
from pathlib import Path

import pytest

from app.runtime.account import this_user
from app.runtime.suite import CHECKS, Suite, run_checks, run_tests


def suite(folder: Path, failing: str = "") -> Suite:
    """A suite whose programs only write down how they were called."""
    programs = folder / "programs"
    programs.mkdir()
    for name in {command[0] for command in CHECKS.values()} | {"python"}:
        file = programs / name
        file.write_text(
            f"#!{sys.executable}\nimport os, sys\n"
            f"open({str(folder / 'called')!r}, 'a').write({name!r} + ' ' + ' '.join(sys.argv[1:]) + '\\n')\n"
            f"open({str(folder / 'seen')!r}, 'w').write('\\n'.join(os.environ))\n"
            f"sys.exit({name == failing})\n"
        )
        file.chmod(0o755)
    return Suite(programs, folder, folder, this_user(), None)


def test_every_check_runs_also_after_one_has_failed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_checks(suite(tmp_path, failing="mypy")) == 1
    assert len((tmp_path / "called").read_text().splitlines()) == len(CHECKS)
    assert "check: types failed" in capfd.readouterr().err


def test_all_checks_passing_is_said_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_checks(suite(tmp_path)) == 0
    assert "check: all is well" in capfd.readouterr().err


def test_tests_never_see_the_settings_of_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_DATA", "/var/lib/tawthiq")
    monkeypatch.setenv("TAWTHIQ_DATABASE_URL", "postgresql://rana@db.example.org/tawthiq")
    monkeypatch.setenv("ORCHARD", "1")
    assert run_tests(suite(tmp_path), "full", ["-x"]) == 0
    seen = (tmp_path / "seen").read_text().splitlines()
    assert ("ORCHARD" in seen, [name for name in seen if name.startswith("TAWTHIQ_")]) == (True, [])
    assert (
        tmp_path / "called"
    ).read_text() == "python -m pytest -m not faults --numprocesses auto --maxprocesses 4 -x\n"
    assert os.environ["TAWTHIQ_DATA"] == "/var/lib/tawthiq"
