"""System packages: which are needed and why, what they would bring, how they are installed. Standard library only.

Package lists are read into a private folder, so that asking changes nothing. Nothing is ever upgraded or removed and no
repository is added: what would do so is refused before the first change.
"""

import glob
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import SetUpProblem
from app.runtime import postgresql

LOCK_SECONDS = 120

NO_SECOND_SERVER = Path("/etc/postgresql-common/createcluster.d/tawthiq.conf")
"""Stands only while packages are installed: Debian then makes no cluster of its own, which would start on port 5432."""

ONLY_OUR_SERVER = f"mkdir -p {NO_SECOND_SERVER.parent} && echo create_main_cluster = false > {NO_SECOND_SERVER}"
"""What a shell does to that end before apt starts."""

QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1", "LC_ALL": "C.UTF-8"}
"""No questions, and no restart of the machine's services by a hook of apt."""


@dataclass(frozen=True)
class Need:
    """Something that a system package brings. `package` may hold `{version}` for PostgreSQL's major version.

    What is optional is left out where the repositories do not offer it (Ubuntu has no chromium but as a snap): the
    tests that need it say so and are skipped.
    """

    package: str
    why: str
    is_here: Callable[[], bool]
    optional: bool = False


@dataclass(frozen=True)
class Brought:
    """A package that would be installed; sizes in bytes."""

    name: str
    version: str
    source: str
    download: int
    disk: int


def program(*names: str) -> Callable[[], bool]:
    """Whether one of some programs is on the PATH."""
    return lambda: any(shutil.which(name) for name in names)


def library(name: str) -> Callable[[], bool]:
    """Whether a shared library is where Debian and Ubuntu keep them; quick, because every command asks it."""
    return lambda: any(glob.iglob(f"/usr/lib/*/{name}"))


POSTGIS = Need(
    "postgresql-{version}-postgis-3",
    "the database, with maps and places",
    lambda: bool(postgresql.installed_versions()),
)
CHROMIUM = Need("chromium", "a browser for the browser tests", program("chromium", "google-chrome"), optional=True)
GDAL = Need("gdal-bin", "opens exported maps in the tests", program("ogrinfo"), optional=True)
CALC = Need("libreoffice-calc", "opens exported tables in the tests", program("localc"), optional=True)
WRITER = Need("libreoffice-writer", "opens reports in the tests", program("lowriter"), optional=True)
REPORTS = (
    Need("libpango-1.0-0", "sets the lines of printed reports", library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "finds the letters of printed reports", library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "joins the letters of printed reports", library("libharfbuzz-subset.so.0")),
    Need(
        "fonts-noto-core",
        "Latin and Arabic letters of printed reports",
        Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf").exists,
    ),
)
"""What the Python packages of printed reports stand on."""
POPPLER = Need("poppler-utils", "reads printed pages in the tests", program("pdftotext"), optional=True)


class Apt:
    """apt with package lists of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.options = [
            f"-oDir::State::Lists={folder}/lists",
            f"-oDir::Cache::pkgcache={folder}/packages.bin",
            f"-oDir::Cache::srcpkgcache={folder}/sources.bin",
        ]
        self.unread = ""

    def read_lists(self) -> None:
        """Fetch the lists of the system's own repositories into the private folder."""
        self.folder.chmod(0o755)  # apt fetches as a user of its own
        (self.folder / "lists" / "partial").mkdir(parents=True)
        result = self._ask("apt-get", "-oAcquire::Retries=2", "-oAcquire::http::Timeout=30", "update")
        failed = re.findall(r"^[WE]: (?:Failed to fetch|Some index files).*", result, re.MULTILINE)
        self.unread = failed[0] if failed else ""

    def wanted(self, needs: list[Need], existing: int | None) -> dict[str, str]:
        """Why by package name, for `needs`; PostgreSQL in the version of the data or server here, else the newest."""
        chosen = {self._versioned(need.package, existing): need for need in needs}
        offered = re.findall(r"^Package: (\S+)$", self._ask("apt-cache", "show", *chosen), re.MULTILINE)
        if self.unread and (unknown := [name for name in chosen if name not in offered]):
            raise self._unavailable(unknown[0])
        return {name: need.why for name, need in chosen.items() if not need.optional or name in offered}

    def _versioned(self, package: str, existing: int | None) -> str:
        if "{version}" not in package or existing:
            return package.format(version=existing)
        known = self._ask("apt-cache", "pkgnames", package.partition("{")[0])
        pattern = package.format(version=r"(\d+)")
        fitting = [int(found) for found in re.findall(f"^{pattern}$", known, re.MULTILINE)]
        fitting = [version for version in fitting if version >= postgresql.OLDEST]
        if not fitting:
            raise self._unavailable(package.format(version=postgresql.OLDEST))
        version = max(fitting, key=lambda version: (postgresql.has_server(version), version))
        return package.format(version=version)

    def simulate(self, names: list[str]) -> list[Brought]:
        """What installing `names` would bring; raises `SetUpProblem` if anything would be upgraded or removed."""
        if not names:
            return []
        said = self._ask("apt-get", "-s", "install", "--no-install-recommends", *names)
        if missing := re.search(r"^E: (?:Unable to locate package|Package '?)\s*'?([^\s']+)", said, re.MULTILINE):
            raise self._unavailable(missing[1])
        if upgrades := re.findall(r"^(?:Inst (\S+) \[|Remv (\S+))", said, re.MULTILINE):
            touched = " ".join(sorted(a or b for a, b in upgrades))
            raise WouldUpgrade(
                f"Installing {' '.join(names)} would upgrade or remove what is here ({touched}), which Tawthiq does "
                "not do; bring the system up to date first (apt-get update && apt-get upgrade)."
            )
        found = re.findall(r"^Inst (\S+) \((\S+) ([^\[)]*?) \[", said, re.MULTILINE)
        if not found:
            problem = re.search(r"^E: .*", said, re.MULTILINE)
            raise SetUpProblem(f"apt cannot install {' '.join(names)}: {problem[0] if problem else said.strip()}")
        return self._with_sizes(found)

    def install_command(self, names: list[str]) -> list[str]:
        """The command that installs `names`, from the same lists that the plan was made from."""
        return [
            "apt-get",
            *self.options,
            f"-oDPkg::Lock::Timeout={LOCK_SECONDS}",
            "-oAPT::Keep-Downloaded-Packages=false",
            "install",
            "--yes",
            "--no-install-recommends",
            "--no-remove",
            *names,
        ]

    def _with_sizes(self, found: list[tuple[str, str, str]]) -> list[Brought]:
        stanzas = self._ask("apt-cache", "show", *(f"{name}={version}" for name, version, _ in found))
        sizes: dict[str, tuple[int, int]] = {}
        for stanza in stanzas.split("\n\n"):
            fields = dict(re.findall(r"^(Package|Size|Installed-Size): (\S+)$", stanza, re.MULTILINE))
            if len(fields) == 3:
                sizes[fields["Package"]] = (int(fields["Size"]), int(fields["Installed-Size"]) * 1024)
        return [
            Brought(name, version, source.split(",")[0], *sizes.get(name.split(":")[0], (0, 0)))
            for name, version, source in found
        ]

    def _unavailable(self, package: str) -> SetUpProblem:
        if self.unread:
            return SetUpProblem(
                "The package repositories cannot be reached; Tawthiq needs a connection once, to be set up "
                f"({self.unread})."
            )
        return SetUpProblem(f"This system's repositories do not offer the package {package}.")

    def _ask(self, program: str, *arguments: str) -> str:
        result = subprocess.run(
            [program, *self.options, f"-oDir::Log={self.folder}", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, **QUIET},
            check=False,
        )
        return result.stdout


class WouldUpgrade(SetUpProblem):
    """A package that is here is older than the one that a new package asks for."""


def for_an_administrator(names: list[str]) -> str:
    """One line that somebody with rights can run."""
    install = f"apt-get update && apt-get install --no-install-recommends {' '.join(names)}"
    if not any(name.startswith("postgresql-") for name in names):
        return install
    return f"{ONLY_OUR_SERVER} && {install}; rm -f {NO_SECOND_SERVER}"
