"""The Python environment under the data folder: hash-pinned wheels, and Tawthiq itself. Standard library only.

For root the checkout is built into a wheel and installed, and nothing runs from the checkout afterwards. For anybody
else the environment points to the checkout.
"""

import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import SetUpProblem
from app.runtime import browser
from app.runtime.account import OTHERS
from app.runtime.console import say
from app.runtime.layout import closed_to

STAMP = "tawthiq.json"
SYSTEM_PYTHON = Path("/usr/bin/python3")
PIP_WHEEL = "/usr/share/python-wheels/pip-*.whl"
"""Where Debian keeps pip for those who make environments (package python3-pip-whl, which python3-venv asks for)."""

Run = Callable[[str, list[str]], None]
"""Runs one command under a title; raises `SetUpProblem` when it fails."""


@dataclass(frozen=True)
class Environment:
    """One environment: where it stands, which wheels it holds, and from where it takes Tawthiq."""

    folder: Path
    requirements: Path
    checkout: Path
    wheel: bool

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def count(self) -> int:
        """How many wheels the list pins."""
        return self.requirements.read_text(encoding="utf-8").count("==")

    def holds_wheels(self) -> bool:
        """Whether the wheels are whole and still fit, and the interpreter is still the one they were made for."""
        stamp = self._stamp()
        return (
            stamp.get("requirements") == self._requirements()
            and stamp.get("interpreter") == os.path.realpath(self.python)
            # Nothing there means that it could not be fetched: pages do without it until the environment is made anew.
            and stamp.get("browser", "") in ("", self._browser())
        )

    def held_list(self) -> str:
        """The name of the list that its wheels were taken from, as it then was; none where there are none."""
        return self._stamp().get("list", "")

    def holds_program(self) -> bool:
        """Whether the Tawthiq in it is that of the checkout."""
        return self._stamp().get("program") == self._program()

    def make(self, interpreter: Path, run: Run) -> None:
        """Make the environment anew and fill it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        cache = self.folder.with_name(f"{self.folder.name}-downloads")  # survives an interruption, to go on from
        _make_virtual(interpreter, self.folder, run)
        run(
            "Python packages",
            [
                *self._pip, "install", "--require-hashes", "--no-deps", "--only-binary=:all:", f"--cache-dir={cache}",
                "--no-input", "--no-warn-script-location", "--disable-pip-version-check", "--root-user-action=ignore",
                "-r", str(self.requirements),
            ],
        )  # fmt: skip
        shutil.rmtree(cache, ignore_errors=True)
        self._write_stamp(
            list=self.requirements.name,
            requirements=self._requirements(),
            interpreter=os.path.realpath(self.python),
            browser=self._fetch_browser(run),
        )

    def take_in_program(self, run: Run) -> None:
        """Install the checkout's wheel, or point to the checkout."""
        program = self._program()
        if self.wheel:
            self._install_wheel(run)
        else:
            (site,) = self.folder.glob("lib/python3*/site-packages")
            (site / "tawthiq-checkout.pth").write_text(f"{self.checkout}\n", encoding="utf-8")
        self._write_stamp(**{**self._stamp(), "program": program})

    def _install_wheel(self, run: Run) -> None:
        with tempfile.TemporaryDirectory(prefix="tawthiq-wheel-") as folder:
            run(
                "Tawthiq itself, built",
                ["env", "-C", str(self.checkout), str(self.python), "-I", "-B", "-m", "hatchling", "build",
                 "-t", "wheel", "-d", folder],
            )  # fmt: skip
            (wheel,) = Path(folder).glob("*.whl")
            run(
                "Tawthiq itself, installed",
                [*self._pip, "install", "--no-deps", "--no-index", "--force-reinstall", "--no-input",
                 "--disable-pip-version-check", "--root-user-action=ignore", str(wheel)],
            )  # fmt: skip

    @property
    def lock(self) -> Path | None:
        """The lock file of what browsers are given, where the checkout has one."""
        path = self.requirements.parent.with_name(browser.LOCK)
        return path if path.exists() else None

    def _browser(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest() if self.lock else ""

    def _fetch_browser(self, run: Run) -> str:
        """Fetch what browsers are given, as far as that is possible: to document, nobody needs it."""
        if self.lock is None:
            return ""
        try:
            browser.fetch(self.folder, self.lock, run)
        except SetUpProblem as problem:
            say(f"The map library could not be fetched, so maps will be still pictures. {problem}")
            return ""
        return self._browser()

    @property
    def _pip(self) -> list[str]:
        return [str(self.python), "-I", "-m", "pip"]

    def _requirements(self) -> str:
        return hashlib.sha256(self.requirements.read_bytes()).hexdigest()

    def _program(self) -> str:
        return digest_of(self.checkout) if self.wheel else str(self.checkout)

    def _stamp(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.folder / STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def _write_stamp(self, **values: str) -> None:
        new = self.folder / f"{STAMP}.new"
        new.write_text(json.dumps(values), encoding="utf-8")
        new.replace(self.folder / STAMP)


def digest_of(checkout: Path) -> str:
    """A digest of all that goes into the wheel, by content: a copy or a fresh clone counts as the same."""
    files = [checkout / "pyproject.toml", checkout / "README.md"]
    for folder in ("app", "migrations"):
        for here, folders, names in os.walk(checkout / folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            files += [Path(here) / name for name in sorted(names)]
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.exists() else b""
        digest.update(f"{file.relative_to(checkout)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def find_interpreter() -> Path | None:
    """A Python 3.11 or later that can make environments and that whoever will run it may run.

    Root's own Python (a pyenv under /root, say) is of no use to the service user.
    """
    own, system = Path(sys.executable), SYSTEM_PYTHON
    candidates = [system, own] if os.geteuid() == 0 else [own, system]
    return next((candidate for candidate in candidates if _serves(candidate)), None)


def _serves(python: Path) -> bool:
    if not python.exists():
        return False
    if os.geteuid() == 0 and closed_to(OTHERS, Path(os.path.realpath(python))):
        return False
    program = (
        "import importlib.util as u, sys, venv; "
        "print(u.find_spec('ensurepip') is not None); sys.exit(sys.version_info < (3, 11))"
    )
    result = subprocess.run([python, "-I", "-c", program], capture_output=True, text=True, check=False)
    return result.returncode == 0 and (result.stdout.strip() == "True" or bool(glob.glob(PIP_WHEEL)))


def _make_virtual(interpreter: Path, folder: Path, run: Run) -> None:
    """Make an empty environment that has pip: Python's own copy of it, or else Debian's."""
    asked = subprocess.run([interpreter, "-I", "-c", "import ensurepip"], capture_output=True, check=False)
    has_pip = asked.returncode == 0
    run(
        "Python environment",
        [str(interpreter), "-I", "-m", "venv", *([] if has_pip else ["--without-pip"]), str(folder)],
    )
    if not has_pip:
        wheel = glob.glob(PIP_WHEEL)[0]
        run("pip", [str(folder / "bin" / "python"), f"{wheel}/pip", "install", "--no-index", "--no-deps", wheel])
