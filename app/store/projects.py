"""Projects and who may do what in them, as whoever is signed in may know them."""

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.incidents import Tally
from app.domain.questions import Question
from app.store import questions, reading
from app.store.tables.accounts import project


@dataclass(frozen=True, slots=True)
class Project:
    """A compartment, and the roles that whoever asked has in it."""

    id: int
    code: str
    title: str
    one_person: bool
    standard_of_proof: str
    roles: frozenset[str]
    least_origins: int = 2


def my_projects(connection: sa.Connection) -> list[Project]:
    """The projects in which whoever is signed in has a role, by code; by role, whatever the rows' wall lets by."""
    rows = connection.execute(
        sa.select(project, sa.func.my_roles(project.c.id).label("roles")).order_by(project.c.code)
    )
    return [
        Project(
            row.id,
            row.code,
            row.title,
            row.one_person,
            row.standard_of_proof,
            frozenset(row.roles),
            row.least_origins or 2,
        )
        for row in rows
        if row.roles
    ]


def get_project(connection: sa.Connection, code: str) -> Project:
    """The project of this code. NotFound where there is none, or none that may be seen: the answer is the same."""
    for found in my_projects(connection):
        if found.code == code:
            return found
    raise NotFound("There is no such project, or you have no role in it.")


def is_there(connection: sa.Connection, code: str) -> bool:
    """Whether there is a project of this code, whoever may know of it: for the owner."""
    return connection.execute(sa.select(project.c.id).where(project.c.code == code)).first() is not None


def found_project(connection: sa.Connection, code: str, title: str) -> int:
    """Founds a project for whoever is signed in (an administrator), with its own copy of the lists. Returns its id."""
    number: int = connection.execute(sa.select(sa.func.found_project(code, title))).scalar_one()
    return number


def set_rules(connection: sa.Connection, project_id: int, standard_of_proof: str, least_origins: int) -> None:
    """What verification asks for in a project: never less than everywhere."""
    connection.execute(sa.select(sa.func.set_rules(project_id, standard_of_proof, least_origins)))


def appoint(connection: sa.Connection, project_id: int, account_id: int, role: str) -> None:
    """Gives an account a role. The second verifier ends one-person mode."""
    connection.execute(sa.select(sa.func.appoint(project_id, account_id, role)))


class NamedProject(NamedTuple):
    """A project by name alone. `index_due`: its index is to be made anew since an upgrade."""

    id: int
    code: str
    title: str
    one_person: bool
    index_due: bool


def all_projects(connection: sa.Connection) -> list[NamedProject]:
    """Every project, for an administrator; one's own, for anyone else."""
    rows = connection.execute(
        sa.text("SELECT id, code, title, one_person, index_due FROM all_projects() ORDER BY code")
    )
    return [NamedProject(*row) for row in rows]


def count_incidents(connection: sa.Connection, project_id: int) -> Tally:
    """How many incidents a project has, counted as far as its list counts."""
    [tally] = reading.tallies(connection, [questions.of_values(project_id, Question())])
    return tally
