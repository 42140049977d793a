"""Taking files in, in tests: as the documenter of EAST, and looking at what came of it past every wall."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.services import imports
from app.services.doors import Doors
from app.services.history import verify_log
from app.services.import_report import Report
from app.store import history
from tests.filled import Tokens

Rows = list[tuple[Any, ...]]


def take(doors: Doors, tokens: Tokens, path: Path, profile: str = "ucdp-ged", **more: Any) -> Report:
    return imports.import_file(doors, tokens["EAST", "documenter"], "EAST", profile, path, **more)


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.quarantined


def look(owner: sa.Engine, sql: str, **parameters: Any) -> Rows:
    with owner.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(sql), parameters)]


def one(owner: sa.Engine, sql: str, **parameters: Any) -> Any:
    (row,) = look(owner, sql, **parameters)
    return row[0] if len(row) == 1 else row


def sizes(owner: sa.Engine) -> dict[str, int]:
    """How many rows each table holds, sign-ins apart."""
    tables = look(owner, "SELECT relname FROM pg_class WHERE relnamespace = 'tawthiq'::regnamespace AND relkind = 'r'")
    return {name: one(owner, f'SELECT count(*) FROM "{name}"') for (name,) in tables if not name.startswith("sign_in")}


def faults(doors: Doors, tokens: Tokens, owner: sa.Engine) -> list[object]:
    """Where the stored copy differs from the claims, or a row from its entry in the log. There should be none."""
    project: int = one(owner, "SELECT id FROM project WHERE code = 'EAST'")
    with doors.work(tokens["EAST", "custodian"]) as work:
        differences = history.projection_differences(work.connection, project)
        return [*differences, *verify_log(work).faults]
