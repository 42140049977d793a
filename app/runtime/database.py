"""The database held ready for use: cluster running, roles and extensions there, schema up to date.

Tables, functions and policies are left to `app.store`, which `hold` calls once what it stands on is there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy.exc
from psycopg import sql

from app.domain.errors import SetUpProblem
from app.runtime import locks
from app.runtime.cluster import APPLICATION_ROLE, GATE_ROLE, OWNER_ROLE, SUPERUSER, Cluster, held, refuse_full_disk
from app.runtime.extensions import install_extensions, mark_leakproof
from app.runtime.given import prepare_given, refuse
from app.runtime.layout import Layout
from app.runtime.roles import make_owner, make_role, open_schema, set_password, signs_in
from app.runtime.urls import DATABASE, Urls, beside, embedded_urls, given_urls
from app.settings import Settings
from app.store import schema

FURNISHED = "new databases of Tawthiq: extensions are in"
"""The comment on template1 that says that it was prepared."""

Upgrade = Callable[[str], None]
"""Brings the schema up to date, given the owner's URL."""

upgrade_schema: Upgrade = schema.upgrade


@contextmanager
def hold(settings: Settings, upgrade: Upgrade = upgrade_schema) -> Iterator[Urls]:
    """A prepared database for as long as the block lasts.

    The first process in starts the embedded cluster, the last one out stops it. `upgrade` is called with the owner's
    URL, one process at a time. Raises `SetUpProblem` with a line for each thing that is missing.
    """
    if settings.database_url:
        with _hold_given(settings.database_url, Layout(settings.data), upgrade) as urls:
            yield urls
    else:
        with held(settings.data, lambda cluster: _make_ready(cluster, upgrade)) as cluster:
            yield embedded_urls(cluster)


@contextmanager
def _hold_given(url: str, layout: Layout, upgrade: Upgrade) -> Iterator[Urls]:
    layout.create()
    urls = given_urls(url, layout)
    with locks.opened(layout.users) as users:
        with locks.alone(layout.turn):
            locks.share(users)
            prepare_given(urls, layout)
            upgrade(urls.owner)
        yield urls


def _make_ready(cluster: Cluster, upgrade: Upgrade) -> None:
    try:
        prepare_embedded(cluster)
        upgrade(embedded_urls(cluster).owner)
    except (psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
        refuse_full_disk(cluster)
        raise SetUpProblem(f"The database broke off while it was made ready; see {cluster.layout.logs}.") from error


def prepare_embedded(cluster: Cluster) -> None:
    """Make roles, database, extensions and rights in our own cluster where they are missing; re-check the marks."""
    urls = embedded_urls(cluster)
    with _connected(cluster.url(SUPERUSER, "postgres")) as connection:
        make_owner(connection)
        for role, url in ((GATE_ROLE, urls.gate), (APPLICATION_ROLE, urls.application)):
            make_role(connection, role, url)
        _furnish_template(connection, cluster)
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            _create(connection, DATABASE, "template1", OWNER_ROLE)
    with _connected(cluster.url(SUPERUSER, DATABASE)) as connection:
        refuse(install_extensions(connection))
        mark_leakproof(connection)
        for role, url in ((GATE_ROLE, urls.gate), (APPLICATION_ROLE, urls.application)):
            if not signs_in(url):
                set_password(connection, role, url)
    with _connected(urls.owner) as connection:
        open_schema(connection)


def _furnish_template(connection: psycopg.Connection, cluster: Cluster) -> None:
    """Put the extensions into template1, so that the owner, who is no superuser, can make databases that have them."""
    note = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'template1'"
    ).fetchone()
    if note == (FURNISHED,):
        return
    with _connected(cluster.url(SUPERUSER, "template1")) as template:
        refuse(install_extensions(template))
        mark_leakproof(template)
    connection.execute(sql.SQL("COMMENT ON DATABASE template1 IS {}").format(FURNISHED))


def create_database(urls: Urls, name: str, template: str | None = None) -> Urls:
    """Make a further database beside the one of `urls` (for tests and measurements) and return its URLs.

    It is a copy of `template`, a database of the same owner that nobody is connected to, or empty but for extensions.
    """
    made = beside(urls, name)
    with _connected(urls.owner) as connection:
        _create(connection, name, template or "template1", connection.info.user)
    with _connected(made.owner) as connection:
        refuse(install_extensions(connection))
        open_schema(connection)
    return made


def drop_database(urls: Urls, name: str) -> None:
    """Remove a database made by `create_database`, whoever is connected to it; `urls` are those of another one."""
    with _connected(urls.owner) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(connection: psycopg.Connection, name: str, template: str, owner: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
            sql.Identifier(name), sql.Identifier(template), sql.Identifier(owner)
        )
    )


def _connected(url: str) -> psycopg.Connection:
    return psycopg.connect(url, autocommit=True)
