"""A server that one already has, played by a cluster of ours through its owner's URL."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from app.domain.errors import SetUpProblem
from app.runtime.cluster import OWNER_ROLE, SUPERUSER, cluster_at
from app.runtime.database import hold
from app.runtime.extensions import are_leakproof
from app.runtime.urls import Urls, beside
from app.settings import Settings
from tests.runtime.examples import leave_schema


@dataclass(frozen=True)
class Server:
    """A database without anything in it, and the superuser who could put it there."""

    url: str
    superuser: psycopg.Connection


@pytest.fixture
def server(urls: Urls, settings: Settings) -> Iterator[Server]:
    cluster = cluster_at(settings.data)
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE given OWNER tawthiq_owner TEMPLATE template0")
        with psycopg.connect(cluster.url(SUPERUSER, "given"), autocommit=True) as inside:
            yield Server(beside(urls, "given").owner, inside)
        connection.execute("DROP DATABASE given WITH (FORCE)")


def given(data: Path, url: str) -> Settings:
    return Settings(data=data, database_url=url, samples=None)


def refusal(settings: Settings) -> str:
    with pytest.raises(SetUpProblem) as refused, hold(settings, leave_schema):
        pass
    return str(refused.value)


def test_an_extension_that_only_a_superuser_can_make_is_named_with_its_statement(
    server: Server, settings: Settings
) -> None:
    reason = refusal(given(settings.data, server.url))
    assert reason.count("\n") == 0
    assert "CREATE EXTENSION postgis SCHEMA public" in reason
    server.superuser.execute("CREATE SCHEMA elsewhere")
    server.superuser.execute("CREATE EXTENSION postgis SCHEMA elsewhere")
    assert "must be in public" in refusal(given(settings.data, server.url))


def test_a_server_that_has_what_is_needed_serves_and_slow_search_is_noticed(server: Server, settings: Settings) -> None:
    server.superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    called: list[str] = []
    with hold(given(settings.data, server.url), called.append) as urls:
        assert called == [urls.owner]
        for url in (urls.owner, urls.gate, urls.application):
            with psycopg.connect(url) as connection:
                row = connection.execute("SELECT current_database(), current_setting('search_path')").fetchone()
                assert row == ("given", "tawthiq, public")
        with psycopg.connect(urls.owner) as connection:
            assert not are_leakproof(connection)


def test_roles_of_another_installation_are_not_taken_over(server: Server, folder: Path) -> None:
    server.superuser.execute("CREATE EXTENSION postgis SCHEMA public")
    lines = refusal(given(folder / "data", server.url)).splitlines()
    assert [line.split(" cannot sign in")[0] for line in lines] == ["The role tawthiq_gate", "The role tawthiq_app"]


def test_each_missing_right_has_its_line(server: Server, settings: Settings) -> None:
    server.superuser.execute("ALTER DATABASE given OWNER TO postgres")
    server.superuser.execute(f"ALTER ROLE {OWNER_ROLE} NOBYPASSRLS")  # type: ignore[arg-type]
    try:
        reason = refusal(given(settings.data, server.url))
    finally:
        server.superuser.execute(f"ALTER ROLE {OWNER_ROLE} BYPASSRLS")  # type: ignore[arg-type]
    assert "ALTER ROLE tawthiq_owner BYPASSRLS" in reason
    assert "ALTER DATABASE given OWNER TO tawthiq_owner" in reason


def test_a_server_that_does_not_answer_is_one_sentence(folder: Path) -> None:
    reason = refusal(given(folder / "data", "postgresql://rana:secret@127.0.0.1:9/tawthiq"))
    assert reason.startswith("TAWTHIQ_DATABASE_URL does not answer")
    assert ("\n" in reason, "secret" in reason) == (False, False)


def test_an_address_that_is_none_is_one_sentence(folder: Path) -> None:
    assert refusal(given(folder / "data", "garbage")).startswith("TAWTHIQ_DATABASE_URL is no address of a database")
