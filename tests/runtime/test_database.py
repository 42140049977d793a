"""Who may do what in a prepared database, before there is a table."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.engine import make_url

from app.runtime.cluster import APPLICATION_ROLE, GATE_ROLE, OWNER_ROLE, SUPERUSER, cluster_at
from app.runtime.database import create_database, drop_database, hold
from app.runtime.extensions import EXTENSIONS, are_leakproof
from app.runtime.urls import Urls
from app.settings import Settings
from tests.runtime.examples import leave_schema


def rows(url: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchall()  # type: ignore[arg-type]


def test_each_role_has_the_rights_of_its_task_and_no_more(urls: Urls) -> None:
    found = rows(
        urls.owner,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles "
        "WHERE rolname LIKE 'tawthiq%' ORDER BY rolname",
    )
    assert found == [
        (APPLICATION_ROLE, False, False, False, False),
        (GATE_ROLE, False, False, False, False),
        (OWNER_ROLE, False, True, True, False),
    ]
    owned = rows(urls.owner, "SELECT nspname FROM pg_namespace WHERE nspowner = 'tawthiq_owner'::regrole")
    assert owned == [("tawthiq",)]


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE tawthiq.fig ()", "CREATE TABLE public.fig ()", "CREATE SCHEMA fig"]
)
def test_gate_and_application_can_make_nothing(urls: Urls, statement: str) -> None:
    for url in (urls.gate, urls.application):
        with psycopg.connect(url) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)  # type: ignore[arg-type]


def test_only_the_application_brings_rows_in_through_temporary_tables(urls: Urls) -> None:
    with psycopg.connect(urls.application) as connection:
        connection.execute("CREATE TEMPORARY TABLE fig ()")
    with psycopg.connect(urls.gate) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("CREATE TEMPORARY TABLE fig ()")


def test_every_role_finds_our_schema_first(urls: Urls) -> None:
    for url in (urls.owner, urls.gate, urls.application):
        assert rows(url, "SHOW search_path") == [("tawthiq, public",)]


def test_a_password_is_asked_for_and_no_door_is_open_to_the_network(urls: Urls) -> None:
    for password in ("wrong", ""):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(make_url(urls.application).set(password=password).render_as_string(hide_password=False))
    assert rows(urls.owner, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'") == [("",)]
    methods = rows(
        urls.owner.replace(OWNER_ROLE, SUPERUSER), "SELECT DISTINCT type, auth_method FROM pg_hba_file_rules"
    )
    assert sorted(methods) == [("local", "peer"), ("local", "scram-sha-256")]


def test_extensions_are_there_and_data_are_checked(urls: Urls) -> None:
    assert {name for (name,) in rows(urls.owner, "SELECT extname FROM pg_extension")} >= set(EXTENSIONS)
    assert rows(urls.owner, "SHOW data_checksums") == [("on",)]
    assert rows(urls.owner, "SHOW fsync") == [("on",)]


def test_leakproof_marks_that_were_lost_are_made_again_at_the_next_start(urls: Urls, settings: Settings) -> None:
    with psycopg.connect(cluster_at(settings.data).url(SUPERUSER, "tawthiq"), autocommit=True) as superuser:
        assert are_leakproof(superuser)
        superuser.execute("ALTER FUNCTION geometry_overlaps(geometry, geometry) NOT LEAKPROOF")
        assert not are_leakproof(superuser)
        with hold(settings, leave_schema):
            assert are_leakproof(superuser)


def test_a_lost_password_is_set_again(urls: Urls, settings: Settings) -> None:
    with psycopg.connect(cluster_at(settings.data).url(SUPERUSER, "tawthiq"), autocommit=True) as superuser:
        superuser.execute("ALTER ROLE tawthiq_app PASSWORD 'another'")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(urls.application)
        with hold(settings, leave_schema):
            assert rows(urls.application, "SELECT 1") == [(1,)]


def test_upgrade_is_called_with_the_owners_way_in_each_time(urls: Urls, settings: Settings) -> None:
    called: list[str] = []
    with hold(settings, called.append):
        assert called == [urls.owner]


def test_the_owner_makes_and_drops_further_databases_that_search_as_fast(urls: Urls) -> None:
    first = create_database(urls, "orchard")
    with psycopg.connect(first.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE fig (name text)")
        assert are_leakproof(connection)
    copy = create_database(urls, "orchard_two", template="orchard")
    assert rows(copy.owner, "SELECT count(*) FROM fig") == [(0,)]
    assert rows(copy.application, "SELECT ST_AsText(ST_Point(35, 34))") == [("POINT(35 34)",)]
    stranger = psycopg.connect(copy.application)
    for name in ("orchard_two", "orchard"):
        drop_database(urls, name)
    stranger.close()
    assert rows(urls.owner, "SELECT count(*) FROM pg_database WHERE datname LIKE 'orchard%'") == [(0,)]
