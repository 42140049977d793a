"""The bench's own database in the cluster: made with the schema that the product has, with one account and one project,
and dropped again whatever happens. What is on record in the installation is neither read nor changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from app.domain.errors import Refused
from app.runtime.database import create_database, drop_database, upgrade_schema
from app.runtime.urls import Urls
from app.services import accounts, projects, sign_ins
from app.services.doors import Doors, open_doors
from app.services.work import Work
from app.settings import Settings

NAME = "tawthiq_bench"
CODE = "BENCH"


@dataclass(frozen=True)
class Ground:
    """Where it is measured: the product's ways in, the token of its one person, and the owner for the floors.

    `plain` is the owner's connection: no row-level security holds for it, and every statement is its own transaction
    unless said otherwise.
    """

    settings: Settings
    urls: Urls
    doors: Doors
    token: str
    plain: psycopg.Connection

    def work(self) -> Work:
        """A unit of work as the application's role."""
        return self.doors.work(self.token)

    def project_id(self) -> int:
        with self.work() as work:
            return work.enter(CODE, "read_incidents").id

    def settle(self) -> None:
        """Fresh statistics and visibility, as they stand some time after an import."""
        self.plain.execute("VACUUM (ANALYZE)")


@contextmanager
def own_database(settings: Settings, urls: Urls) -> Iterator[Ground]:
    """A database beside the one of `urls` for as long as the block lasts. Refused where another bench is at work."""
    _clear_away(urls)
    made = create_database(urls, NAME)
    try:
        upgrade_schema(made.owner)
        doors = open_doors(made.gate, made.application)
        try:
            yield from _people(settings, made, doors)
        finally:
            doors.close()
    finally:
        drop_database(urls, NAME)


def _people(settings: Settings, made: Urls, doors: Doors) -> Iterator[Ground]:
    """The database with its one account, signed in, and its one project."""
    accounts.make_first_account(doors.gate)
    token = sign_ins.sign_in_at_shell(doors.gate, None)
    with doors.work(token) as work:
        projects.found_project(work, CODE, "Invented rows")
    with psycopg.connect(made.owner, autocommit=True) as plain:
        # Prepared at its first use, as a floor that is run by hand in one warm session would be.
        plain.prepare_threshold = 0
        yield Ground(settings, made, doors, token, plain)


def _clear_away(urls: Urls) -> None:
    """Drops what a bench that was killed has left. Refused where somebody is connected to it."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        at_work = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [NAME]
        ).fetchone()
    if at_work and at_work[0]:
        raise Refused("Another bench is at work in this cluster. Wait until it has ended.")
    drop_database(urls, NAME)
