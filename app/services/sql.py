"""One statement of a custodian, run as the application's role behind the walls of whoever asks.

It shows what is there and what the database itself refuses; it is no way around either.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.errors import Refused
from app.services.doors import Doors
from app.store.engine import is_database_gone, run_alone


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement returned: values as the database's driver gives them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def run_statement(doors: Doors, token: str, code: str, statement: str, *, write: bool = False) -> Result:
    """Runs one statement in an event of the project of `code`; it only reads, unless with `write`.

    It sees that one project: while such an event is of the transaction, the database shows no other. Nothing is
    projected for it: a commit that would leave an incident unprojected is refused. Refused with the database's reason
    in one line; NotFound, NotPermitted unless whoever asks is custodian there.
    """
    try:
        with doors.work(token) as work:
            project = work.enter(code, "run_sql")
            # Being custodian here gives no such right where one is documenter or analyst.
            work.open(project, "run_sql", detail={"statement": statement}, writes=write)
            columns, rows = run_alone(work.connection, statement, read_only=not write)
            return Result(columns, rows)
    except sa.exc.DBAPIError as error:
        if is_database_gone(error):
            raise
        raise Refused(f"The database refuses: {_reason(error)}") from error


def _reason(error: sa.exc.DBAPIError) -> str:
    """The reason without the row that it is about, which may stand in the database's own detail."""
    said = getattr(getattr(error.orig, "diag", None), "message_primary", None) or str(error.orig)
    return " ".join(said.split())
