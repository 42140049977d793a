"""The launcher as it is run: a program in a shell."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def tawthiq(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TAWTHIQ_")}
    return subprocess.run(
        [CHECKOUT / "tawthiq", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**kept, "TAWTHIQ_DATA": "/nonexistent/tawthiq", **environment},  # never this machine's own
        check=False,
    )


def program(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def test_what_runs_before_the_environment_asks_for_nothing_but_python_itself() -> None:
    """-S leaves out every installed package."""
    result = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path[0:0] = [{str(CHECKOUT)!r}]; import app.runtime.launcher",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_help_needs_no_set_up_and_names_the_folder(folder: Path) -> None:
    result = tawthiq(TAWTHIQ_DATA=str(folder / "data"))
    assert result.returncode == 0
    assert "./tawthiq serve" in result.stdout
    assert str(folder / "data") in result.stdout
    assert tawthiq("import", "--help", TAWTHIQ_DATA=str(folder / "data")).returncode == 0
    assert list(folder.iterdir()) == []


def test_only_set_up_and_serve_bring_what_is_missing(folder: Path) -> None:
    for command in ("nonsense", "import"):
        result = tawthiq(command, TAWTHIQ_DATA=str(folder / "data"))
        assert result.returncode == 1
        assert result.stderr == "tawthiq: Something is still missing on this machine; ./tawthiq setup brings it.\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("arguments", [("setup", "--nonsense"), ("setup", "--plan", "--log"), ("check", "figs")])
def test_wrong_usage_has_a_code_of_its_own(arguments: tuple[str, ...], folder: Path) -> None:
    assert tawthiq(*arguments, TAWTHIQ_DATA=str(folder / "data")).returncode == 2
    assert list(folder.iterdir()) == []


def test_the_log_of_a_machine_that_was_not_touched(folder: Path) -> None:
    result = tawthiq("setup", "--log", TAWTHIQ_DATA=str(folder / "data"))
    assert (result.returncode, result.stdout.strip()) == (0, "Set-up has not changed anything on this machine.")


@pytest.mark.parametrize(
    ("kernel", "advice"), [("Darwin", "on a Mac"), ("MINGW64_NT-10.0", "WSL 2"), ("OpenBSD", "OpenBSD")]
)
def test_another_kind_of_system_is_told_what_to_use(kernel: str, advice: str, tmp_path: Path) -> None:
    program(tmp_path, "uname", f"echo {kernel}")
    result = tawthiq("serve", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert advice in result.stderr


def bare_path(folder: Path) -> str:
    """A PATH with what the launcher itself uses and no Python."""
    for name in ("bash", "env", "uname", "dirname", "readlink"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return str(folder)


def test_an_old_python_is_named(tmp_path: Path) -> None:
    path = bare_path(tmp_path)
    result = tawthiq("serve", PATH=path)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "there is none here" in result.stderr
    program(tmp_path, "python3", "echo 3.9; exit 1")
    result = tawthiq("serve", PATH=path)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "3.11 or later is needed, and this machine has 3.9" in result.stderr
    (tmp_path / "python3.12").symlink_to(sys.executable)
    assert tawthiq("--help", PATH=path).returncode == 0


def test_a_data_folder_in_an_impossible_place_is_refused_before_anything_is_done() -> None:
    result = tawthiq("setup", "--plan", TAWTHIQ_DATA="/proc/tawthiq")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "The data folder /proc/tawthiq" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may go anywhere")
def test_a_data_folder_behind_a_closed_door_is_refused(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0o000)
    results = [
        tawthiq(*arguments, TAWTHIQ_DATA=str(folder / "closed" / "data"))
        for arguments in (["setup", "--plan"], ["serve"])
    ]
    (folder / "closed").chmod(0o700)
    for result in results:
        assert (result.returncode, result.stderr.count("\n")) == (1, 1)
        assert "set TAWTHIQ_DATA to a folder of yours" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root needs no consent without a terminal")
def test_without_a_terminal_nothing_is_done_unasked(folder: Path) -> None:
    result = tawthiq("serve", TAWTHIQ_DATA=str(folder / "data"))
    assert result.returncode == 1
    assert "Commands:" in result.stderr
    assert "without a terminal" in result.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could do harm in another's folder")
def test_root_does_not_work_in_a_folder_of_somebody_else(folder: Path) -> None:
    (folder / "data").mkdir()
    os.chown(folder / "data", 65534, 65534)
    result = tawthiq("setup", "--plan", TAWTHIQ_DATA=str(folder / "data"))
    assert result.returncode == 1
    assert "belongs to the user nobody; start this as that user." in result.stderr
