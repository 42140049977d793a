"""What a bench ran on: without it no figure of it can be held against another."""

import os
import platform
from typing import Any

import psycopg


def describe(connection: psycopg.Connection) -> dict[str, Any]:
    """Processors that may be used, memory in bytes, versions, and how busy the machine was (load of one minute)."""
    versions = connection.execute("SELECT current_setting('server_version'), postgis_lib_version()").fetchone()
    assert versions is not None
    return {
        "processors": len(os.sched_getaffinity(0)),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": versions[0].split()[0],
        "postgis": versions[1],
        "load": round(os.getloadavg()[0], 2),
    }
