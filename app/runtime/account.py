"""Whose rights a process has: the unprivileged service user, and how root hands work to it. Standard library only.

PostgreSQL refuses to run as root, and web and jobs should not. Set-up makes the user; this module finds and becomes it.
"""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import SetUpProblem

SERVICE_USER = "tawthiq"
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Owner:
    """The user to whom web, jobs and database belong."""

    uid: int
    gid: int
    name: str


OTHERS = Owner(-1, -1, "other users")
"""Whoever is neither owner nor group: what they may reach, the service user may reach, even before it exists."""


def this_user() -> Owner:
    return Owner(os.geteuid(), os.getegid(), _name(os.geteuid()))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as error:  # as in a container that was given a number only
        raise SetUpProblem(
            f"The user number {uid} has no name on this machine, and PostgreSQL does not run without one."
        ) from error


def find_service_user() -> Owner | None:
    """The system user that set-up makes when it runs as root."""
    try:
        entry = pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return None
    return Owner(entry.pw_uid, entry.pw_gid, entry.pw_name)


def service_owner(folder: Path) -> Owner:
    """Who runs the cluster in `folder`: its owner; when it does not exist yet, this user, or root's service user."""
    if folder.exists():
        status = folder.stat()
        owner = Owner(status.st_uid, status.st_gid, _name(status.st_uid))
        if os.geteuid() not in (0, owner.uid):
            raise SetUpProblem(f"The data folder {folder.parent} belongs to the user {owner.name}; run this as them.")
    elif os.geteuid() != 0:
        owner = this_user()
    elif found := find_service_user():
        owner = found
    else:
        raise SetUpProblem(f"The user {SERVICE_USER} does not exist yet; run ./tawthiq setup as root first.")
    if owner.uid == 0:
        raise SetUpProblem(f"{folder} belongs to root, and PostgreSQL does not run as root; give it to another user.")
    return owner


def become(owner: Owner) -> None:
    """Give up root's rights for good; does nothing when the process is already `owner`'s."""
    if os.geteuid() == owner.uid:
        return
    os.setgroups([])
    os.setgid(owner.gid)
    os.setuid(owner.uid)
    os.umask(0o077)
    os.environ["HOME"] = "/nonexistent"  # root's, which libraries would look into, is closed to it


def end_with_parent(number: signal.Signals) -> None:
    """Let the kernel send this process a signal when its parent ends, so that nothing outlives a killed one."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def run_as(owner: Owner, deed: Callable[[], None]) -> None:
    """Run `deed` with the rights of `owner`: directly, or in a child that has given up root's rights.

    A child rather than a change of effective user, because PostgreSQL insists that real and effective user agree.
    A `SetUpProblem` raised there is raised here again.
    """
    if os.geteuid() == owner.uid:
        deed()
        return
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            become(owner)
            os.chdir("/")
            deed()
            code = 0
        except (SetUpProblem, OSError) as problem:
            os.write(send, str(problem).encode())
        finally:
            os._exit(code)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        message = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if status:
        raise SetUpProblem(message or f"A step run as the user {owner.name} ended before its time.")
