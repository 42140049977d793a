"""A real cluster: shared, killed, started twice at once.

Tests that take `settings` share one that was made once; each starts it and leaves it stopped.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from app.domain.errors import SetUpProblem
from app.runtime.cluster import SUPERUSER, Cluster, cluster_at
from app.runtime.database import hold
from app.runtime.urls import embedded_urls
from app.settings import Settings
from tests.runtime.examples import Start, leave_schema

HOLD = """
import sys
from pathlib import Path
from app.runtime.database import hold
from app.settings import Settings
with hold(Settings(data=Path(sys.argv[1])), lambda url: None) as urls:
    print(urls.owner, flush=True)
    sys.stdin.readline()
print("left", flush=True)
"""


def settings_of(folder: Path) -> Settings:
    return Settings(data=folder / "data", database_url=None, samples=None)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row
    return row[0]


def change(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def wait_for(what: object) -> None:
    for _ in range(100):
        if what():  # type: ignore[operator]
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


def test_two_starts_at_once_share_one_server_and_the_last_one_out_stops_it(folder: Path, start: Start) -> None:
    first, second = start(HOLD, folder / "data"), start(HOLD, folder / "data")
    assert first.stdout and second.stdout and first.stdin and second.stdin
    assert first.stdout.readline() == second.stdout.readline() != ""
    cluster = cluster_at(folder / "data")
    server = cluster.pid()
    first.communicate("\n")
    assert cluster.pid() == server
    assert ask(embedded_urls(cluster).application, "SELECT 1") == 1
    said, _ = second.communicate("\n")
    assert (said, cluster.pid()) == ("left\n", None)


def test_a_killed_server_comes_back_with_all_that_was_acknowledged(settings: Settings) -> None:
    with hold(settings, leave_schema) as urls:
        cluster = cluster_at(settings.data)
        change(urls.owner, "CREATE TABLE fig (name text)", "INSERT INTO fig VALUES ('ripe')")
        server = cluster.pid()
        assert server
        os.kill(server, signal.SIGKILL)
        wait_for(lambda: cluster.pid() is None)
        with hold(settings, leave_schema) as again:
            assert cluster.pid() != server
            assert ask(again.owner, "SELECT name FROM fig") == "ripe"


def test_a_killed_holder_leaves_nothing_that_the_next_cannot_take_over(settings: Settings, start: Start) -> None:
    holder = start(HOLD, settings.data)
    assert holder.stdout
    assert holder.stdout.readline()
    holder.kill()
    holder.wait()
    cluster = cluster_at(settings.data)
    server = cluster.pid()
    assert server
    with hold(settings, leave_schema) as urls:
        assert cluster.pid() == server
        assert ask(urls.application, "SELECT 1") == 1
    assert cluster.pid() is None


def test_a_pid_file_whose_number_now_belongs_to_a_stranger_is_no_hindrance(settings: Settings) -> None:
    with hold(settings, leave_schema):
        cluster = cluster_at(settings.data)
        kept = (cluster.folder / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(
        ["sleep", "600"], user=cluster.owner.uid if os.geteuid() == 0 else None, cwd="/"
    )  # one that PostgreSQL could signal, and so would respect
    try:
        file = cluster.folder / "postmaster.pid"
        file.write_text("\n".join([str(stranger.pid), *kept[1:]]) + "\n")
        os.chown(file, cluster.owner.uid, cluster.owner.gid)
        with hold(settings, leave_schema) as urls:
            assert ask(urls.application, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_set_up_that_was_cut_off_is_begun_anew(folder: Path) -> None:
    cluster = cluster_at(folder / "data")
    half = cluster.layout.postgres / "new-4711"
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n")
    os.chown(half, cluster.owner.uid, cluster.owner.gid)
    with hold(settings_of(folder), leave_schema) as urls:
        assert ask(urls.owner, "SHOW data_checksums") == "on"
    assert not half.exists()


def test_a_server_that_cannot_start_is_refused_with_its_own_reason(folder: Path) -> None:
    with hold(settings_of(folder), leave_schema):
        pass
    with (cluster_at(folder / "data").folder / "postgresql.auto.conf").open("a") as settings:
        settings.write("shared_preload_libraries = 'no_such_orchard'\n")
    with pytest.raises(SetUpProblem, match=r"FATAL: .*no_such_orchard"), hold(settings_of(folder), leave_schema):
        pass


def test_a_failing_upgrade_leaves_no_server_behind(settings: Settings) -> None:
    def fail(owner_url: str) -> None:
        raise SetUpProblem("The orchard is closed.")

    with pytest.raises(SetUpProblem, match="orchard"), hold(settings, fail):
        pass
    assert cluster_at(settings.data).pid() is None


def test_a_path_too_long_for_a_socket_gets_a_short_folder_of_its_own(folder: Path) -> None:
    deep = folder / ("long" * 30)
    cluster = cluster_at(deep)
    assert cluster.socket.parent == Path("/tmp")
    with hold(Settings(data=deep, database_url=None, samples=None), leave_schema) as urls:
        assert ask(urls.application, "SELECT 1") == 1
        assert cluster.socket.stat().st_mode & 0o077 == 0
    assert cluster.socket != cluster_at(folder / ("other" * 30)).socket
    cluster.socket.rmdir()


def logged(cluster: Cluster) -> str:
    return "".join(file.read_text() for file in cluster.layout.logs.iterdir())


def test_the_log_tells_of_a_crash_and_never_of_a_value(settings: Settings) -> None:
    canary = "Rana of Bayt Rummana"
    with hold(settings, leave_schema) as urls:
        cluster = cluster_at(settings.data)
        change(urls.owner, "CREATE TABLE witness (name text CHECK (name <> 'x'), age integer UNIQUE)")
        for statement, values in (
            ("INSERT INTO witness VALUES ('x', 1, %s)", [canary]),
            ("INSERT INTO witness (age) VALUES (%s::text::integer)", [canary]),
            (f"INSERT INTO witness (age) VALUES ('{canary}')", None),
            (f"INSERT INTO witness VALUES ('x', 7 /* {canary} */)", None),
            (f"SELECT '{canary}' FROM nowhere", None),
        ):
            with psycopg.connect(urls.owner) as connection, pytest.raises(psycopg.Error):
                connection.execute(statement, values)  # type: ignore[arg-type]
        sleeper = psycopg.connect(urls.owner, autocommit=True)
        sleeper.pgconn.send_query(f"SELECT pg_sleep(60), '{canary}'".encode())
        wait_for(
            lambda: ask(urls.owner, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'") == 2
        )
        os.kill(sleeper.pgconn.backend_pid, signal.SIGKILL)
        wait_for(lambda: "terminated by signal 9" in logged(cluster))
        sleeper.close()
        wait_for(lambda: "ready to accept connections" in logged(cluster).partition("terminated by signal 9")[2])
        assert canary not in logged(cluster)
        # The check can fail: told to log statements, the same server would print it.
        change(cluster.url(SUPERUSER, "tawthiq"), "SET log_statement = 'all'", f"SELECT '{canary}'")
        wait_for(lambda: canary in logged(cluster))
