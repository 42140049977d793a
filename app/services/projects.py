"""Founding projects, giving roles in them, and listing one's own.

Whoever founds a project is documenter, verifier and custodian in it: one-person mode. It ends when a second verifier is
appointed; from then on an administrator reads no content there. The database keeps both rules.
"""

import re
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.domain import verification
from app.domain.errors import InvalidValue, NotFound, NotPermitted, Refused
from app.domain.incidents import Tally
from app.services.work import Work
from app.store import projects
from app.store.accounts import Account
from app.store.projects import Project as Project

ROLES = ("documenter", "verifier", "analyst", "custodian")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
MOST_ORIGINS = 20
STANDARDS = tuple(code for code in verification.STANDARDS if code != "bodys_own")
"""Standards of proof that a project may work by: a body's own is for its findings alone."""
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project as its member or an administrator of the installation sees it in a list.

    Without roles its reader administers it and reads no content: `incidents` is None. `index_due`: what is searched and
    counted of it is to be made anew since an upgrade (`tawthiq rebuild`).
    """

    code: str
    title: str
    one_person: bool
    roles: tuple[str, ...]
    incidents: Tally | None
    index_due: bool = False


def my_projects(work: Work) -> list[Project]:
    """The projects in which whoever acts has a role, by code."""
    return projects.my_projects(work.connection)


def get_project(work: Work, code: str) -> Project:
    """The project of this code. NotFound where there is none, or none in which whoever acts has a role."""
    return projects.get_project(work.connection, code)


def list_projects(work: Work) -> list[ListedProject]:
    """One's own projects, by code; for an administrator all of the installation, those without a role by name alone."""
    own = {one.code: one for one in projects.my_projects(work.connection)}
    return [
        replace(_listed(work, own[one.code]), index_due=one.index_due)
        if one.code in own
        else ListedProject(one.code, one.title, one.one_person, (), None, one.index_due)
        for one in projects.all_projects(work.connection)
    ]


def found_project(work: Work, code: str, title: str) -> ListedProject:
    """Founds a project with its own copy of the lists.

    NotPermitted unless an administrator asks; InvalidValue for a code or title that will not do; Refused where the
    code is taken.
    """
    if not work.actor.administrator:
        raise NotPermitted("An administrator of the installation founds projects.")
    check_project(code, title)
    if code in {taken.code for taken in projects.all_projects(work.connection)}:
        raise Refused("There is a project with this code already. Choose another code.")
    try:
        projects.found_project(work.connection, code, " ".join(title.split()))
    except sa.exc.IntegrityError as error:  # somebody else was a moment faster
        raise Refused("There is a project with this code already. Choose another code.") from error
    return _listed(work, projects.get_project(work.connection, code))


def set_rules(work: Work, code: str, standard_of_proof: str | None, least_origins: int | None) -> Project:
    """Changes what verification asks for in a project; what is None stays. Returns the project as it is now.

    NotPermitted unless a custodian asks; InvalidValue for a standard that is none, or fewer than two origins.
    """
    project = work.enter(code, "set_rules")
    standard = standard_of_proof or project.standard_of_proof
    least = least_origins or project.least_origins
    if standard not in STANDARDS:
        raise InvalidValue(f"There is no such standard. Known: {', '.join(STANDARDS)}.", "standard_of_proof")
    if not 2 <= least <= MOST_ORIGINS:
        raise InvalidValue("A project may ask for more than two origins, never for fewer.", "least_origins")
    if (standard, least) != (project.standard_of_proof, project.least_origins):
        work.open(project, "set_rules", detail={"standard_of_proof": standard, "least_origins": least})
        projects.set_rules(work.connection, project.id, standard, least)
    return projects.get_project(work.connection, code)


def check_project(code: str, title: str) -> None:
    """InvalidValue unless a project can have this code and this title."""
    check_code(code)
    check_title(title)


def check_code(code: str) -> None:
    if not CODE.fullmatch(code):
        raise InvalidValue(
            "A code has 1 to 32 letters A to Z, digits, - or _, and begins with a letter or digit.", "code"
        )


def check_title(title: str) -> None:
    if not 0 < len(" ".join(title.split())) <= LONGEST_TITLE or not title.isprintable():
        raise InvalidValue("A title has 1 to 200 characters.", "title")


def check_appointment(work: Work, code: str, role: str) -> bool:
    """Whether giving this role would end the project's one-person mode.

    NotPermitted unless an administrator asks; NotFound where there is no such project; InvalidValue for a role that
    no project has.
    """
    if not work.actor.administrator:
        raise NotPermitted("An administrator of the installation gives roles.")
    if role not in ROLES:
        raise InvalidValue(f"There is no role {role} in a project. Known: {', '.join(ROLES)}.", "role")
    _, one_person = _administered(work, code)
    # The founder is the first verifier; whoever else becomes one is the second.
    return one_person and role == "verifier"


def appoint(work: Work, code: str, account: Account, role: str) -> None:
    """Gives an account a role, in an event of its own. Errors as in `check_appointment`; Refused where it cannot be."""
    check_appointment(work, code, role)
    number, one_person = _administered(work, code)
    if account.administrator and not one_person:
        raise Refused(
            f"{account.name} administers the installation and reads no content of {code}, where several people work. "
            "Make an account that does not administer."
        )
    if account.administrator and role == "verifier" and account.id != work.actor.account_id:
        raise Refused(
            f"{account.name} administers the installation. A second verifier ends the one-person mode of {code}: "
            f"then nobody who administers reads its content, and of two such verifiers of {code} neither would. "
            "Make an account that does not administer."
        )
    try:
        projects.appoint(work.connection, number, account.id, role)
    except sa.exc.IntegrityError as error:
        raise Refused(f"{account.name} is {role} in {code} already.") from error


def _administered(work: Work, code: str) -> tuple[int, bool]:
    for one in projects.all_projects(work.connection):
        if one.code == code:
            return one.id, one.one_person
    raise NotFound(f"There is no project {code}.")


def _listed(work: Work, project: Project) -> ListedProject:
    return ListedProject(
        code=project.code,
        title=project.title,
        one_person=project.one_person,
        roles=tuple(role for role in ROLES if role in project.roles),
        incidents=projects.count_incidents(work.connection, project.id),
    )
