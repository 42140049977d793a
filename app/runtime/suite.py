"""`check` and `test`: the house rules and the test suite, run with their own environment. Standard library only.

For root both run as the service user in a copy of the checkout, which may stand where that user cannot read.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.runtime.account import Owner, find_service_user, this_user
from app.runtime.console import say
from app.runtime.goals import source_of_tests
from app.runtime.layout import Layout, closed_to

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy", "--strict", "app"],
    "imports": ["lint-imports"],
}

LEFT_OUT = shutil.ignore_patterns(".git", "__pycache__", ".venv", ".*_cache", ".hypothesis")

MARKS = {"plain": "not full and not faults", "full": "not faults", "faults": "faults"}
"""Which tests a run takes: everything but the long ones; everything but the faults; the faults alone."""


@dataclass(frozen=True)
class Suite:
    """Where the tests stand and as whom they run."""

    programs: Path
    source: Path
    home: Path
    user: Owner
    samples: Path | None

    def run(self, command: list[str]) -> int:
        """Run one of the environment's programs there, as that user; returns its exit code."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TAWTHIQ_", "PYTHON"))},
            "HOME": str(self.home),
            "PATH": f"{self.programs}:{os.environ.get('PATH', os.defpath)}",
            "PYTHONPATH": str(self.source),
        }
        if self.samples:
            environment["TAWTHIQ_SAMPLES"] = str(self.samples)
        root = os.geteuid() == 0
        return subprocess.run(
            [self.programs / command[0], *command[1:]],
            cwd=self.source,
            env=environment,
            user=self.user.uid if root else None,
            group=self.user.gid if root else None,
            extra_groups=[] if root else None,
            check=False,
        ).returncode


def prepare_suite(layout: Layout, checkout: Path) -> Suite:
    """Bring checkout and samples to where the tests' user can read them."""
    source = source_of_tests(layout, checkout)
    user = find_service_user() if os.geteuid() == 0 else None
    samples = Path(os.environ["TAWTHIQ_SAMPLES"]).absolute() if os.environ.get("TAWTHIQ_SAMPLES") else None
    home = layout.test / "home"
    if user:
        source = _copy(checkout, source, user)
        shutil.rmtree(home, ignore_errors=True)
        if samples and closed_to(user, samples):
            samples = _copy(samples, layout.test / "samples", user)
    home.mkdir(exist_ok=True)
    if user:
        os.chown(home, user.uid, user.gid)
    return Suite(layout.test / "environment/bin", source, home, user or this_user(), samples)


def run_checks(suite: Suite) -> int:
    """Run every check, also after one has failed; 1 if any did."""
    failed = []
    for name, command in CHECKS.items():
        say(f"· {name}")
        if suite.run(command) != 0:
            failed.append(name)
    say(f"check: {', '.join(failed)} failed" if failed else "check: all is well")
    return 1 if failed else 0


def run_tests(suite: Suite, kind: str, arguments: list[str]) -> int:
    """Run pytest on the tests of a kind (a key of `MARKS`); its closing line is the last that is printed.

    A process a core, four at most: each has a database of its own.
    """
    workers = ["--numprocesses", "auto", "--maxprocesses", "4"]
    return suite.run(["python", "-m", "pytest", "-m", MARKS[kind], *workers, *arguments])


def _copy(source: Path, target: Path, user: Owner) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True, ignore=LEFT_OUT)
    # From the leaves up: what a folder holds is settled before the folder is given away.
    for folder, _, names in os.walk(target, topdown=False):
        for path in (*(os.path.join(folder, name) for name in names), folder):
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode | 0o200)  # the source may be read-only
            os.chown(path, user.uid, user.gid, follow_symlinks=False)
    return target
