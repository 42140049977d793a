"""The embedded PostgreSQL cluster: made, started, shared between processes and stopped. Standard library only.

It listens on a unix socket alone and runs unprivileged even for root. What is inside it (roles, database,
extensions) is left to `app.runtime.database`.
"""

import hashlib
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.domain.errors import SetUpProblem
from app.runtime import locks, postgresql
from app.runtime.account import Owner, run_as
from app.runtime.layout import Layout

SUPERUSER = "postgres"
OWNER_ROLE = "tawthiq_owner"
GATE_ROLE = "tawthiq_gate"
APPLICATION_ROLE = "tawthiq_app"

SOCKET_PATH_LIMIT = 107  # bytes: sun_path of sockaddr_un on Linux, less its closing zero
SOCKET_NAME = ".s.PGSQL.5432"
START_ATTEMPTS = 5
ROOM_TO_START = 64 << 20


@dataclass(frozen=True)
class Cluster:
    """One cluster: where it stands and whose it is."""

    layout: Layout
    owner: Owner

    @property
    def folder(self) -> Path:
        return self.layout.postgres / "data"

    @property
    def log(self) -> Path:
        return self.layout.logs / "postgres-start.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a short one in /tmp when the data folder's path is too long for a socket."""
        beside = self.layout.postgres / "socket"
        if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.layout.data)).hexdigest()[:16]
        return Path("/tmp") / f"tawthiq-{self.owner.uid}-{digest}"

    def url(self, role: str, database: str, password: str | None = None) -> str:
        """The URL of a database in this cluster, as libpq and SQLAlchemy both read it."""
        who = role if password is None else f"{role}:{quote(password, safe='')}"
        return f"postgresql://{who}@/{database}?host={quote(str(self.socket), safe='')}&port=5432"

    def pid(self) -> int | None:
        """The server's process, if it is alive and really this cluster's."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
            home = os.readlink(f"/proc/{pid}/cwd")
        except (OSError, ValueError):
            return None
        return pid if Path(home) == self.folder.resolve() else None

    def ensure_started(self) -> bool:
        """Start the server unless it runs; whether it had to be started. The caller holds the turn."""
        if self.pid() is not None and _answers(self):
            return False
        run_as(self.owner, lambda: _start(self))
        return True

    def stop(self) -> None:
        """Stop the server, if it runs, once its changes are on disk. The caller holds the turn."""
        if self.pid() is not None:
            run_as(self.owner, lambda: _stop(self))


def cluster_at(data: Path) -> Cluster:
    """The cluster of a data folder; makes what is missing of the folder."""
    layout = Layout(data)
    return Cluster(layout, layout.create())


@contextmanager
def held(data: Path, prepare: Callable[[Cluster], None]) -> Iterator[Cluster]:
    """A running cluster for as long as the block lasts: the first one in starts it, the last one out stops it.

    `prepare` runs while no other process starts, prepares or stops the cluster.
    """
    cluster = cluster_at(data)
    with locks.opened(cluster.layout.users) as users:
        try:
            with locks.alone(cluster.layout.turn):
                locks.share(users)
                cluster.ensure_started()
                prepare(cluster)
            yield cluster
        finally:
            with locks.alone(cluster.layout.turn):
                if locks.try_alone(users):
                    cluster.stop()


def _start(cluster: Cluster) -> None:
    programs = postgresql.programs_for(cluster.folder)
    if not (cluster.folder / "PG_VERSION").exists():
        _initialise(cluster, programs)
    _write_configuration(cluster)
    _make_socket_folder(cluster)
    _forget_stranger(cluster)
    for attempt in range(START_ATTEMPTS):
        result = _run(programs / "pg_ctl", "-D", cluster.folder, "-l", cluster.log, "-w", "-t", 600, "-s", "start")
        if result.returncode == 0:
            return
        # After a kill of the server its children linger for a moment and hold its shared memory.
        time.sleep(0.5 * attempt)
    refuse_full_disk(cluster)
    raise SetUpProblem(f"PostgreSQL did not start ({_reason(cluster.log)}); the whole record is in {cluster.log}.")


def _stop(cluster: Cluster) -> None:
    programs = postgresql.programs_for(cluster.folder)
    result = _run(programs / "pg_ctl", "-D", cluster.folder, "-m", "fast", "-w", "-t", 600, "-s", "stop")
    if result.returncode != 0 and cluster.pid() is not None:
        raise SetUpProblem(f"PostgreSQL did not stop: {result.stderr.strip()}")


def _answers(cluster: Cluster) -> bool:
    """Whether a running server takes connections; waits while it is still recovering."""
    for _ in range(6000):
        if cluster.pid() is None:
            return False
        lines = (cluster.folder / "postmaster.pid").read_text().splitlines()
        if len(lines) > 7 and lines[7].strip() == "ready":
            return True
        time.sleep(0.1)
    return False


def _initialise(cluster: Cluster, programs: Path) -> None:
    """Make the cluster beside its place and move it there whole, so that an interrupted attempt leaves no half one."""
    for left in cluster.layout.postgres.glob("new-*"):
        shutil.rmtree(left)
    new = cluster.layout.postgres / f"new-{os.getpid()}"
    result = _run(
        programs / "initdb", "-D", new, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums",
        "--auth=peer",
    )  # fmt: skip
    if result.returncode != 0:
        refuse_full_disk(cluster)
        raise SetUpProblem(f"PostgreSQL could not make its data folder: {result.stderr.strip()}")
    new.rename(cluster.folder)


def refuse_full_disk(cluster: Cluster) -> None:
    """Say so when what went wrong is most likely a full disk."""
    if shutil.disk_usage(cluster.layout.postgres).free < ROOM_TO_START:
        raise SetUpProblem(f"The disk that holds {cluster.layout.data} is full; free some room and start again.")


def _write_configuration(cluster: Cluster) -> None:
    for name, text in {
        "postgresql.conf": postgresql.settings(cluster.socket, cluster.layout.logs),
        "pg_hba.conf": (
            f"local all {SUPERUSER},{OWNER_ROLE} peer map=machine\n"
            f"local all {GATE_ROLE},{APPLICATION_ROLE} scram-sha-256\n"
        ),
        "pg_ident.conf": "".join(
            f'machine "{person}" {role}\n'
            for person in (cluster.owner.name, "root")
            for role in (SUPERUSER, OWNER_ROLE)
        ),
    }.items():
        new = cluster.folder / f"{name}.new"
        new.write_text(text)
        new.replace(cluster.folder / name)


def _make_socket_folder(cluster: Cluster) -> None:
    cluster.socket.mkdir(mode=0o700, exist_ok=True)
    status = cluster.socket.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != cluster.owner.uid:
        raise SetUpProblem(f"{cluster.socket} was made by somebody else; remove it, or use a shorter TAWTHIQ_DATA.")
    cluster.socket.chmod(0o700)


def _forget_stranger(cluster: Cluster) -> None:
    """Remove a pid file left by a crash whose number now belongs to another process, which PostgreSQL would respect."""
    pid_file = cluster.folder / "postmaster.pid"
    if pid_file.exists() and cluster.pid() is None:
        pid_file.unlink()


def _run(program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs in a session of its own, so that Ctrl-C reaches us and not it."""
    return subprocess.run(
        [program, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
        check=False,
    )


def _reason(log: Path) -> str:
    """What the server said before it gave up; that it is "shut down", the last line, is no reason."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    told = [line for line in lines if "FATAL:" in line or "PANIC:" in line] or lines
    return told[-1] if told else "it left no message"
