"""The queue of jobs in PostgreSQL: a library's (procrastinate), in a schema of its own that only the gate may use.

What stands in it are the numbers of a project and of a job. It holds nothing that cannot be made anew: which jobs there
are is said by the table `job`.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import procrastinate
import psycopg
from procrastinate.exceptions import JobAborted
from procrastinate.schema import SchemaManager

from app.domain.errors import Unavailable

# Its log tells whole errors, and with them what no log may hold.
logging.getLogger("procrastinate").addHandler(logging.NullHandler())
logging.getLogger("procrastinate").propagate = False


MOST_LEFT = 48 * 1024 * 1024
"""Bytes that jobs may leave in memory: above that the process ends, and whoever began it begins another. What a large
export leaves (its libraries, memory in pieces) would stand beside the next one."""


class Stopping(JobAborted):
    """The process is to end: what is under way is broken off at its next whole step, and begun again by the next."""


Run = Callable[[int, int, Callable[[], bool]], None]
"""Does one job, by the numbers of its project and its own. The last says whether the process is to end."""


def schema() -> str:
    """The statements that make the queue."""
    return SchemaManager.get_schema()


def work_off(gate_url: str, run: Run, *, wait: bool) -> None:
    """Does the jobs that there are, one at a time, and (`wait`) those that will come, until SIGTERM or until they have
    left too much in memory.

    One process at a time works; another waits for its turn. What a process that is gone had begun is begun again.
    """
    connector = procrastinate.PsycopgConnector(
        conninfo=gate_url, kwargs={"options": "-c search_path=queue"}, min_size=1, max_size=3
    )
    queue = procrastinate.App(connector=connector)
    before = _in_memory()

    @queue.task(name="run_job", pass_context=True)
    def run_job(context: procrastinate.JobContext, project: int, job: int) -> None:
        try:
            run(project, job, context.should_abort)
        except Unavailable:
            # The turn is gone with the database: whoever has it next finds all that has not ended.
            os.kill(os.getpid(), signal.SIGTERM)
            raise
        if wait and _in_memory() - before > MOST_LEFT:
            os.kill(os.getpid(), signal.SIGTERM)

    async def work() -> None:
        async with queue.open_async():
            await queue.run_worker_async(
                wait=wait, delete_jobs="always", shutdown_graceful_timeout=0, install_signal_handlers=wait
            )

    with _turn(gate_url), ThreadPoolExecutor(1) as beside:
        if wait:
            asyncio.run(work())  # signals come to the first thread alone
        else:
            beside.submit(asyncio.run, work()).result()  # whoever asks may have a loop of their own


@contextmanager
def _turn(gate_url: str) -> Iterator[None]:
    with psycopg.connect(gate_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('tawthiq jobs'))")
        connection.execute("SELECT resume_jobs()")
        yield


def _in_memory() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
