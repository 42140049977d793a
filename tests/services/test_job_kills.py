"""Long work whose process or database is killed outright, again and again, ends as if nobody had been killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.runtime.urls import Urls
from app.services.doors import Doors
from app.services.evidence import keeping_of
from app.settings import Settings
from tests.filled import Tokens
from tests.services.importing import faults, one
from tests.services.test_jobs import Table

WORKER = """
import sys
from pathlib import Path
from app.worker import work_off_jobs
from app.runtime.urls import Urls
from app.services import import_chunks
from app.settings import Settings
from app.store import queue

import_chunks.CHUNK_ROWS = 10
queue.MOST_LEFT = int(sys.argv.pop())
work_off_jobs(Settings(data=Path(sys.argv[1])), Urls(*sys.argv[2:]))
"""
ROWS = 400


def start_worker(folder: Path, urls: Urls, most_left: int = 1 << 40) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WORKER, str(folder), urls.owner, urls.gate, urls.application, str(most_left)]
    return subprocess.Popen(arguments, text=True)


def rows_done(owner: sa.Engine) -> int:
    with owner.connect() as connection:
        return int(connection.execute(sa.text("SELECT coalesce(max(rows_done), 0) FROM import_batch")).scalar_one())


def wait_for(owner: sa.Engine, rows: int) -> None:
    for _ in range(600):
        if rows_done(owner) >= rows:
            return
        time.sleep(0.05)
    raise AssertionError(f"never came to {rows} rows")


@pytest.fixture
def table(doors: Doors, tokens: Tokens, urls: Urls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Table:
    monkeypatch.setattr("app.services.import_chunks.CHUNK_ROWS", 10)
    return Table(doors, tokens, keeping_of(Settings(data=tmp_path)), urls, ROWS)


def ends_whole(table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    assert (table.job().outcome, table.standing().rows_done) == ("done", ROWS)
    assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == ROWS
    assert one(owner, "SELECT count(DISTINCT value) FROM external_id WHERE scheme LIKE 'table:%'") == ROWS
    assert faults(doors, tokens, owner) == []


@pytest.mark.faults
def test_a_worker_killed_again_and_again_doubles_nothing_and_loses_nothing(
    table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine, urls: Urls, tmp_path: Path
) -> None:
    table.start()
    for kill in range(20):
        with start_worker(tmp_path, urls) as worker:
            wait_for(owner, 10 * (kill + 1))
            time.sleep(kill / 100)
            worker.kill()
        done = rows_done(owner)
        assert done % 10 == 0, "whole chunks alone"
        assert one(owner, "SELECT count(*) FROM incident WHERE import_batch_id IS NOT NULL") == done
        if done >= ROWS - 50:
            break
    with start_worker(tmp_path, urls) as worker:
        wait_for(owner, ROWS)
        while table.job().outcome is None:
            time.sleep(0.05)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0
    ends_whole(table, doors, tokens, owner)


@pytest.mark.faults
def test_asked_to_end_it_ends_behind_a_chunk_and_the_next_goes_on(
    table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine, urls: Urls, tmp_path: Path
) -> None:
    table.start()
    with start_worker(tmp_path, urls) as worker:
        wait_for(owner, 50)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0
    assert 50 <= rows_done(owner) < ROWS and table.job().outcome is None
    table.work_off()
    ends_whole(table, doors, tokens, owner)


@pytest.mark.faults
def test_every_session_of_the_database_killed_the_worker_ends_and_the_next_goes_on(
    table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine, urls: Urls, tmp_path: Path
) -> None:
    table.start()
    for kill in range(3):
        with start_worker(tmp_path, urls) as worker:
            wait_for(owner, 50 * (kill + 1))
            with owner.connect() as connection:
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND usename LIKE 'tawthiq%%' AND pid <> pg_backend_pid()"
                )
            worker.wait(timeout=60)
    table.work_off()
    ends_whole(table, doors, tokens, owner)


@pytest.mark.faults
def test_where_a_job_left_too_much_in_memory_the_worker_ends_behind_it(
    table: Table, doors: Doors, tokens: Tokens, owner: sa.Engine, urls: Urls, tmp_path: Path
) -> None:
    table.start()
    with start_worker(tmp_path, urls, most_left=0) as worker:
        assert worker.wait(timeout=60) == 0
    ends_whole(table, doors, tokens, owner)
