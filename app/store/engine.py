"""Connections. Who acts is told to the database at the start of each transaction and forgotten at its end."""

import json
from typing import Any

import psycopg
import sqlalchemy as sa

WEB_TIMEOUT_S = 5
TAKING_OUT_TIMEOUT_S = 120
"""How long a statement may take while a browser waits for an export or a report."""


def make_engine(url: str, *, pool_size: int = 4, statement_timeout_s: int = 0) -> sa.Engine:
    """A pool for one role. `statement_timeout_s` 0 is none (shell, jobs); parameters are kept out of every message."""
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WEB_TIMEOUT_S,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
        connect_args={"connect_timeout": 3, "options": f"-c statement_timeout={statement_timeout_s * 1000}"},
    )


def name_actor(connection: sa.Connection, token: str) -> None:
    """Says for this transaction alone by which sign-in it acts."""
    connection.execute(sa.select(sa.func.set_config("tawthiq.token", token, True)))


def take_time(connection: sa.Connection) -> None:
    """Lets the statements of this transaction take longer where they have a limit, as in a request; jobs and the shell
    have none."""
    longer = sa.func.set_config("statement_timeout", f"{TAKING_OUT_TIMEOUT_S}s", True)
    connection.execute(sa.select(longer).where(sa.func.current_setting("statement_timeout") != "0"))


def one_moment(engine: sa.Engine) -> sa.Engine:
    """The same connections, in transactions in which every statement sees the database as it was at the first."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def is_database_gone(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether an error says that the database could not answer now, rather than that a statement was wrong."""
    if isinstance(error, sa.exc.TimeoutError):
        return True
    return isinstance(error, sa.exc.DBAPIError) and (
        error.connection_invalidated
        or (isinstance(error, sa.exc.OperationalError) and getattr(error.orig, "sqlstate", None) in _GONE)
    )


def is_over_time(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether an error says that a statement took longer than it may."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == "57014"


# No state at all (the socket is gone), or one of: connection failures, shutting down, crash recovery, too many clients;
# a statement over its time, two transactions in each other's way.
_GONE: set[Any] = {None, "08000", "08003", "08006", "57P01", "57P02", "57P03", "53300", "57014", "40P01", "40001"}


def is_text_unwritable(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether an error says that a text holds a NUL, which PostgreSQL keeps nowhere: the driver refuses it in a text,
    the database as an escape in JSON."""
    refused = getattr(error, "orig", None)
    return isinstance(refused, psycopg.DataError) and (refused.sqlstate == "22P05" or "NUL (0x00)" in str(refused))


def run_alone(
    connection: sa.Connection, statement: str, *, read_only: bool
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Runs one statement as it stands, whatever it is, and returns its column names and rows.

    Prepared, because PostgreSQL then takes no second statement behind the first. What reads only does so behind a
    savepoint: a transaction that has been made to read only stays so, until it goes back to before that.
    """
    driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor:
            if read_only:
                cursor.execute("SAVEPOINT reading")
                cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(statement, prepare=True)
            columns = tuple(column.name for column in cursor.description or ())
            rows = tuple(tuple(row) for row in (cursor.fetchall() if columns else ()))
            if read_only:
                cursor.execute("ROLLBACK TO SAVEPOINT reading")
            return columns, rows
    except psycopg.Error as error:
        raise sa.exc.DBAPIError.instance(None, None, error, psycopg.Error) from error
