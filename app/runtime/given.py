"""A server that somebody else runs (`TAWTHIQ_DATABASE_URL`): what it lacks is named, one line each.

Nothing of it is altered but the extensions, the schema and the two roles that Tawthiq needs.
"""

import psycopg

from app.domain.errors import SetUpProblem
from app.runtime.cluster import APPLICATION_ROLE, GATE_ROLE
from app.runtime.extensions import install_extensions, mark_leakproof
from app.runtime.layout import Layout
from app.runtime.roles import exists, make_role, open_schema, signs_in
from app.runtime.urls import Urls

OLDEST_SERVER = 15


def prepare_given(urls: Urls, layout: Layout) -> None:
    """Check the server and make what its owner role may make; raises `SetUpProblem` with all that is missing."""
    try:
        connection = psycopg.connect(urls.owner, autocommit=True, connect_timeout=10)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise SetUpProblem(f"TAWTHIQ_DATABASE_URL does not answer: {str(error).strip().splitlines()[-1]}") from error
    with connection:
        refuse(check_server(connection) + install_extensions(connection))
        for role, url in ((GATE_ROLE, urls.gate), (APPLICATION_ROLE, urls.application)):
            make_role(connection, role, url)
        open_schema(connection)
        refuse(
            [
                f"The role {role} cannot sign in with the password in {layout.secrets}: either the server's "
                f"pg_hba.conf keeps it out, or another installation made it (then bring its secrets.json, or "
                f"DROP ROLE {role})."
                for role, url in ((GATE_ROLE, urls.gate), (APPLICATION_ROLE, urls.application))
                if not signs_in(url)
            ]
        )
        mark_leakproof(connection)


def check_server(connection: psycopg.Connection) -> list[str]:
    """What the server lacks in version and in rights of the owner role."""
    role, database = connection.info.user, connection.info.dbname
    problems = []
    if connection.info.server_version // 10000 < OLDEST_SERVER:
        problems.append(f"The server is PostgreSQL {connection.info.server_version // 10000}; 15 or later is needed.")
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls, rolsuper OR rolcreaterole, pg_has_role(datdba, 'USAGE') "
        "FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
    ).fetchone()
    bypasses, makes_roles, owns = row or (False, False, False)
    if not bypasses:
        problems.append(
            f"The role {role} has to pass row-level security when it migrates: ALTER ROLE {role} BYPASSRLS."
        )
    if not makes_roles and not (exists(connection, GATE_ROLE) and exists(connection, APPLICATION_ROLE)):
        problems.append(f"The role {role} has to make two further roles: ALTER ROLE {role} CREATEROLE.")
    if not owns:
        problems.append(f"The role {role} does not own the database: ALTER DATABASE {database} OWNER TO {role}.")
    return problems


def refuse(problems: list[str]) -> None:
    """Raise all problems together, one a line."""
    if problems:
        raise SetUpProblem("\n".join(problems))
