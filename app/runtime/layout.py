"""Where things stand under the data folder, and to whom each belongs. Standard library only.

The folder itself belongs to whoever set it up. When that is root, code and set-up stay root's and are only read by
the service user, who owns what web and database write: a broken-into web process cannot change what root runs next.
"""

import contextlib
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import SetUpProblem
from app.runtime.account import Owner, service_owner


def data_folder(environment: Mapping[str, str], root: bool) -> Path:
    """The data folder that applies: `TAWTHIQ_DATA`, else /var/lib/tawthiq for root, else under XDG_DATA_HOME."""
    if chosen := environment.get("TAWTHIQ_DATA"):
        return Path(chosen).expanduser().absolute()
    if root:
        return Path("/var/lib/tawthiq")
    shared = environment.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(shared).expanduser().absolute() / "tawthiq"


@dataclass(frozen=True)
class Layout:
    """The names of things under one data folder."""

    data: Path

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def evidence(self) -> Path:
        """Preserved files (`app.store.vault`)."""
        return self.data / "evidence"

    @property
    def exports(self) -> Path:
        """Exports that were written by themselves, until they expire (`app.services.export_jobs`)."""
        return self.data / "exports"

    @property
    def secrets(self) -> Path:
        """Passwords of the gate and application roles, as JSON, readable by the service user alone."""
        return self.data / "secrets.json"

    @property
    def users(self) -> Path:
        """Lock file: every process that uses the cluster holds it shared."""
        return self.data / "lock"

    @property
    def turn(self) -> Path:
        """Lock file: held alone for as long as somebody starts, prepares or stops the cluster."""
        return self.data / "turn"

    @property
    def serving(self) -> Path:
        """The port on which the web is served; held alone by the server that says so."""
        return self.data / "serving"

    @property
    def environment(self) -> Path:
        """The Python environment that serves; `test` has one of its own."""
        return self.data / "environment"

    @property
    def test(self) -> Path:
        return self.data / "test"

    @property
    def setup(self) -> Path:
        """What set-up did: its stamps, its record, its private package lists."""
        return self.data / "setup"

    def create(self) -> Owner:
        """Make the folders that web and database write to, for the service user; existing ones stay as they are."""
        try:
            first = not self.data.exists()
            self.data.mkdir(parents=True, exist_ok=True)
            if first:
                self.data.chmod(0o755 if os.geteuid() == 0 else 0o700)
            owner = service_owner(self.postgres)
            for folder in (self.postgres, self.logs, self.evidence, self.exports):
                if not folder.exists():
                    _make_whole(folder, owner)
            for lock in (self.users, self.turn, self.serving):
                if not lock.exists():
                    os.close(os.open(lock, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600))
                    os.chown(lock, owner.uid, owner.gid)
            if not self.secrets.exists():
                self._draw_secrets(owner)
        except PermissionError as error:
            raise SetUpProblem(
                f"The data folder {self.data} cannot be written by this user; "
                "set TAWTHIQ_DATA to a folder that can, or ask its owner."
            ) from error
        if closed := closed_to(owner, self.data):
            raise SetUpProblem(
                f"The data folder {self.data} cannot be reached by the user {owner.name}, because {closed} is closed "
                f"to others; open it (chmod o+x {closed}) or set TAWTHIQ_DATA to a folder elsewhere."
            )
        return owner

    def _draw_secrets(self, owner: Owner) -> None:
        """Draw the roles' passwords once; of two processes that try at the same time the second keeps the first's."""
        new = self.secrets.with_suffix(f".{os.getpid()}")
        drawn = {"gate": secrets.token_urlsafe(32), "application": secrets.token_urlsafe(32)}
        with open(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            json.dump(drawn, file)
            file.flush()
            os.fsync(file.fileno())
        os.chown(new, owner.uid, owner.gid)
        with contextlib.suppress(FileExistsError):
            os.link(new, self.secrets)
        new.unlink()


def _make_whole(folder: Path, owner: Owner) -> None:
    """Make a folder beside its place and move it there as the owner's, so that another start never sees root's."""
    new = folder.with_name(f".{folder.name}-{os.getpid()}")
    new.mkdir(mode=0o700)
    os.chown(new, owner.uid, owner.gid)
    try:
        new.rename(folder)
    except OSError:  # the other start was faster, and has put something in
        new.rmdir()


def closed_to(owner: Owner, path: Path) -> Path | None:
    """The first folder on the way to `path` (itself included) that `owner` may not pass through, or None."""
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            return None
        status = folder.stat()
        if owner.uid == status.st_uid:
            bit = stat.S_IXUSR
        elif owner.gid == status.st_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not status.st_mode & bit:
            return folder
    return None
