"""The roles that a database is used through, and what they may do before there is a table.

What each may do with a table is said where the table is made.
"""

import psycopg
from psycopg import sql

from app.runtime.cluster import APPLICATION_ROLE, GATE_ROLE, OWNER_ROLE
from app.runtime.urls import password_in


def exists(connection: psycopg.Connection, role: str) -> bool:
    return connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def make_owner(connection: psycopg.Connection) -> None:
    """The role that owns and migrates the database; forced policies bind an owner too, hence BYPASSRLS.

    It may end other sessions, so that it can drop a database that it made for a test.
    """
    if not exists(connection, OWNER_ROLE):
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN BYPASSRLS CREATEDB IN ROLE pg_signal_backend").format(
                sql.Identifier(OWNER_ROLE)
            )
        )
    _set_search_path(connection, OWNER_ROLE)


def make_role(connection: psycopg.Connection, role: str, url: str) -> None:
    """A role that owns nothing and signs in with the password in `url`; an existing one is left as it is."""
    if not exists(connection, role):
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(role), _verifier(connection, role, password_in(url))
            )
        )
        _set_search_path(connection, role)


def set_password(connection: psycopg.Connection, role: str, url: str) -> None:
    """Give an existing role the password in `url` (the data folder's secrets were lost or changed)."""
    connection.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), _verifier(connection, role, password_in(url)))
    )


def signs_in(url: str) -> bool:
    """Whether the server lets the role of `url` in."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def open_schema(connection: psycopg.Connection) -> None:
    """Make the schema, close the database to everybody else, let gate and application in. Runs as the owner."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS tawthiq")
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {gate}, {application}",
        # An import brings its rows in through temporary tables.
        "GRANT TEMPORARY ON DATABASE {database} TO {application}",
        "GRANT USAGE ON SCHEMA tawthiq TO {gate}, {application}",
        "ALTER ROLE CURRENT_USER IN DATABASE {database} SET search_path = tawthiq, public",
    ):
        connection.execute(
            sql.SQL(statement).format(
                database=sql.Identifier(connection.info.dbname),
                gate=sql.Identifier(GATE_ROLE),
                application=sql.Identifier(APPLICATION_ROLE),
            )
        )


def _set_search_path(connection: psycopg.Connection, role: str) -> None:
    connection.execute(sql.SQL("ALTER ROLE {} SET search_path = tawthiq, public").format(sql.Identifier(role)))


def _verifier(connection: psycopg.Connection, role: str, password: str) -> str:
    """The SCRAM verifier, worked out here, so that the password itself is never in a statement."""
    return connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
