"""The two ways into the database that a process holds open: the gate's, to recognise people, and the application's.

The gate has one connection and can do nothing but what `accounts` and `sign_ins` do with it; all else goes through a
`Work` on the application's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from argon2 import PasswordHasher

from app.domain.errors import SetUpProblem, Unavailable
from app.services.work import Work
from app.store import engine as connections


@dataclass(frozen=True)
class Cost:
    """What one guess at a passphrase costs in argon2id: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int

    def hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.passes, memory_cost=self.memory, parallelism=self.lanes)


# RFC 9106 section 4, second recommended option: 64 MiB, three passes, four lanes.
PRODUCTION_COST = Cost(memory=64 * 1024, passes=3, lanes=4)


@dataclass(frozen=True)
class Gate:
    """The gate's connection, and what a guess costs."""

    engine: sa.Engine
    cost: Cost = PRODUCTION_COST

    @contextmanager
    def passage(self) -> Iterator[sa.Connection]:
        """One transaction as the gate. Unavailable where the database cannot be reached."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            if connections.is_database_gone(error):
                raise Unavailable("The database cannot be reached now. Nothing was saved; try again.") from error
            raise


@dataclass(frozen=True)
class Doors:
    """Both ways in, of one process."""

    gate: Gate
    application: sa.Engine

    def work(self, token: str, *, one_moment: bool = False) -> Work:
        """A unit of work of whoever holds this sign-in's token; to be entered by `with`. `one_moment`: all of it sees
        the database as it was at its first look."""
        return Work(connections.one_moment(self.application) if one_moment else self.application, token)

    def check(self) -> None:
        """Unavailable or SetUpProblem, unless the application's role can work in the database."""
        try:
            with self.application.connect() as connection:
                connection.execute(sa.text("SELECT who()"))
        except sa.exc.SQLAlchemyError as error:
            if connections.is_database_gone(error):
                raise Unavailable("The database cannot be reached now.") from error
            raise SetUpProblem("The database is not set up.") from error

    def close(self) -> None:
        self.gate.engine.dispose()
        self.application.dispose()


def open_doors(
    gate_url: str,
    application_url: str,
    *,
    connections_at_once: int = 2,
    statement_timeout_s: int = 0,
    cost: Cost = PRODUCTION_COST,
) -> Doors:
    """Both ways into one database; nothing is connected before its first use."""
    return Doors(
        Gate(connections.make_engine(gate_url, pool_size=1), cost),
        connections.make_engine(
            application_url, pool_size=connections_at_once, statement_timeout_s=statement_timeout_s
        ),
    )
