"""PostgreSQL's programs on this machine and the settings it is run with. Standard library only.

Debian keeps each major version under /usr/lib/postgresql and does not put `initdb` on the PATH.
"""

import os
from pathlib import Path

from app.domain.errors import SetUpProblem

OLDEST = 15
PROGRAMS = Path("/usr/lib/postgresql")
SHARED = Path("/usr/share/postgresql")

_MIB = 1 << 20
_GIB = 1 << 30


def installed_versions() -> list[int]:
    """Major versions whose server and PostGIS are both here, newest first."""
    found = [int(folder.name) for folder in PROGRAMS.glob("*") if folder.name.isdigit()]
    return sorted((version for version in found if version >= OLDEST and has_postgis(version)), reverse=True)


def has_server(version: int) -> bool:
    return (PROGRAMS / str(version) / "bin/postgres").exists()


def has_postgis(version: int) -> bool:
    return has_server(version) and (SHARED / str(version) / "extension/postgis.control").exists()


def written_by(cluster: Path) -> int | None:
    """The major version that wrote a cluster, or None when there is none yet."""
    try:
        return int((cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def programs_for(cluster: Path) -> Path:
    """The folder of the programs that fit a cluster: its own version's, else the newest."""
    version = written_by(cluster)
    if version is not None and not has_postgis(version):
        raise SetUpProblem(
            f"The data were written by PostgreSQL {version}, which is not here with PostGIS; "
            f"install postgresql-{version}-postgis-3."
        )
    versions = installed_versions() if version is None else [version]
    if not versions:
        raise SetUpProblem("PostgreSQL 15 or later with PostGIS is not here; run ./tawthiq setup.")
    return PROGRAMS / str(versions[0]) / "bin"


def memory() -> int:
    """Bytes of memory that this machine, or the container it is in, may use."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        limit = "max"
    return pages if limit == "max" else min(pages, int(limit))


def settings(socket: Path, logs: Path) -> str:
    """The text of postgresql.conf. An operator's own changes belong into ALTER SYSTEM, which overrides it."""
    have = memory()
    shared_memory = os.statvfs("/dev/shm") if Path("/dev/shm").is_dir() else None
    roomy = shared_memory is not None and shared_memory.f_blocks * shared_memory.f_frsize >= 256 * _MIB
    values = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": f'"{socket}"',
        "unix_socket_permissions": "0700",
        "max_connections": "40",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "lc_messages": "C",
        # Memory and planning.
        "shared_buffers": f"{max(128, min(have // 4, 4 * _GIB) // _MIB)}MB",
        "effective_cache_size": f"{max(256, have // 2 // _MIB)}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": f"{max(64, min(have // 16, 512 * _MIB) // _MIB)}MB",
        "jit": "off",
        "random_page_cost": "1.1",
        # A container's 64 MB of shared memory are too little for two processes that share a hash table.
        "max_parallel_workers_per_gather": "1" if roomy else "0",
        # Keeping what was acknowledged.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "lz4",
        "max_wal_size": "4GB",
        # A log without anything personal: PostgreSQL prints the row that broke a rule, the statement it was in, or the
        # text that is no number, so errors of statements are not logged at all; the program logs their class.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
        "log_parameter_max_length": "0",
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_duration": "off",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(logs),
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_file_mode": "0600",
    }
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
    return "# Written anew at each start; what you change belongs into ALTER SYSTEM.\n" + "\n".join(lines) + "\n"
