"""The PostgreSQL extensions that a database needs, and the marks that keep its indexes usable behind the walls."""

from typing import LiteralString

import psycopg
from psycopg import sql

EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "fuzzystrmatch", "btree_gist", "pgcrypto")
OLDEST_POSTGIS = (3, 3)

LEAKPROOF: tuple[LiteralString, ...] = (
    "ts_match_vq(tsvector,tsquery)",
    "geometry_overlaps(geometry,geometry)",
    "geometry_within(geometry,geometry)",
    "range_overlaps(anyrange,anyrange)",
    "range_contained_by(anyrange,anyrange)",
    "daterange_subdiff(date,date)",
    "arraycontains(anyarray,anyarray)",
    "arrayoverlap(anyarray,anyarray)",
)
"""The functions behind our searches' operators. They neither print nor keep what they compare; only when they are
marked so does PostgreSQL use their indexes below row-level security; daterange_subdiff() lets it use its statistics of
periods there, without which it takes one day in a hundred to be in any of them."""

SLOW_SEARCH = (
    "This server does not let Tawthiq mark its search functions LEAKPROOF, so searches by text, box and period "
    "cannot use their indexes behind row-level security: all results are right, but on a million incidents a "
    "full-text count takes some 1.6 s instead of 0.05 s. A superuser can mark them: "
    + "; ".join(f"ALTER FUNCTION {function} LEAKPROOF" for function in LEAKPROOF)
)


def install_extensions(connection: psycopg.Connection) -> list[str]:
    """Create the extensions that are missing; one line for each that cannot be, or is not as we need it."""
    problems = []
    for name in EXTENSIONS:
        if _extension(connection, name) is None:
            try:
                connection.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(name)))
            except psycopg.Error as error:
                problems.append(
                    f"The extension {name} is missing ({error.diag.message_primary}); as a superuser, in the "
                    f"database {connection.info.dbname}: CREATE EXTENSION {name} SCHEMA public."
                )
        if (found := _extension(connection, name)) is None:
            continue
        version, schema = found
        if schema != "public":
            problems.append(f"The extension {name} is in the schema {schema}; it must be in public.")
        if name == "postgis" and tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGIS:
            problems.append(f"PostGIS is {version}; 3.3 or later is needed.")
    return problems


def mark_leakproof(connection: psycopg.Connection) -> None:
    """Mark our searches' functions LEAKPROOF where they are not and we may; see `are_leakproof`."""
    for function in _leaking(connection):
        try:
            # A signature cannot be passed as an identifier; these are our own constants.
            connection.execute(sql.SQL("ALTER FUNCTION {} LEAKPROOF").format(sql.SQL(function)))
        except psycopg.errors.InsufficientPrivilege:
            return


def are_leakproof(connection: psycopg.Connection) -> bool:
    """Whether searches may use their indexes below row-level security."""
    return not _leaking(connection)


def _leaking(connection: psycopg.Connection) -> list[LiteralString]:
    rows = connection.execute(
        "SELECT wanted FROM unnest(%s::text[]) AS wanted JOIN pg_proc ON pg_proc.oid = wanted::regprocedure "
        "WHERE NOT proleakproof",
        [list(LEAKPROOF)],
    ).fetchall()
    return [function for function in LEAKPROOF if (function,) in rows]


def _extension(connection: psycopg.Connection, name: str) -> tuple[str, str] | None:
    return connection.execute(
        "SELECT extversion, nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace "
        "WHERE extname = %s",
        [name],
    ).fetchone()
