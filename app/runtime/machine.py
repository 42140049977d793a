"""What machine this is, and a plain sentence for each reason why it will not do. Standard library only."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

INSTEAD = (
    "Tawthiq sets itself up on Debian 12, Debian 13 and Ubuntu 24.04 (on Windows: in WSL 2). Elsewhere use a virtual "
    "machine or a container with one of these."
)

NETWORK_FILE_SYSTEMS = {
    "9p": "a folder of Windows or of the host machine",
    "drvfs": "a folder of Windows",
    "vboxsf": "a folder of the host machine",
    "nfs": "a network share (NFS)",
    "nfs4": "a network share (NFS)",
    "cifs": "a network share",
    "smb3": "a network share",
    "smbfs": "a network share",
    "fuse.sshfs": "a network share (SSHFS)",
}


@dataclass(frozen=True)
class System:
    """The operating system, as /etc/os-release names it."""

    name: str


def read_system(release: Path = Path("/etc/os-release")) -> System:
    """Read the system's own description; a system without one is called unknown."""
    try:
        lines = release.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    plain = {key: value.strip("\"'") for key, value in values.items()}
    return System(plain.get("PRETTY_NAME", "an unknown system"))


def no_packages_here(system: System) -> str | None:
    """Why system packages cannot be installed here, or None where apt can be used."""
    if shutil.which("apt-get") and shutil.which("dpkg"):
        return None
    return f"This is {system.name}, where packages cannot be installed with apt. {INSTEAD}"


def file_system_of(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The type of the file system that `path`, or the nearest folder above it that exists, stands on."""
    place = nearest(path).resolve()
    kind, deepest = "unknown", -1
    for line in mounts.read_text(encoding="utf-8").splitlines():
        before, after = line.split(" - ", 1)
        mounted = Path(before.split()[4].encode().decode("unicode_escape"))
        if place.is_relative_to(mounted) and len(mounted.parts) >= deepest:
            kind, deepest = after.split()[0], len(mounted.parts)
    return kind


def unsafe_file_system(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str | None:
    """Why a database on `path`'s file system could lose what it acknowledged, or None."""
    if os.path.isfile(path):  # Path.is_file() faults behind a closed door
        return f"The data folder {path} is a file; set TAWTHIQ_DATA to a folder."
    kind = file_system_of(path, mounts)
    if what := NETWORK_FILE_SYSTEMS.get(kind):
        return (
            f"The data folder {path} is on {what}, where a database can lose what it has acknowledged; "
            "set TAWTHIQ_DATA to a folder on a disk of this machine."
        )
    folder = nearest(path)
    if os.access(folder, os.W_OK) and not syncs(folder):
        return (
            f"The data folder {path} is on a file system ({kind}) that cannot promise that data are on disk (fsync); "
            "set TAWTHIQ_DATA to a folder on a disk of this machine."
        )
    return None


def syncs(folder: Path) -> bool:
    """Whether a file and its folder can be forced to disk."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Tawthiq")
            file.flush()
            os.fsync(file.fileno())
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        # A full disk is told of in its own words.
        return error.errno == 28
    return True


def lack_of_room(needs: list[tuple[Path, int]]) -> str | None:
    """Which disk has less room than is needed (bytes by folder, added up a disk), or None."""
    totals: dict[int, tuple[Path, int]] = {}
    for path, size in needs:
        place = nearest(path)
        device = place.stat().st_dev
        first, total = totals.get(device, (place, 0))
        totals[device] = (first, total + size)
    for place, total in totals.values():
        free = shutil.disk_usage(place).free
        if free < total:
            return (
                f"The disk that holds {place} is too full: {total >> 20} MB are needed and {free >> 20} MB are free; "
                "free some room and start again."
            )
    return None


def nearest(path: Path) -> Path:
    """The path itself if it exists and can be seen, else the nearest folder above it that does."""
    return next(place for place in (path, *path.parents) if os.path.exists(place))
