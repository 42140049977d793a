"""The projects of whoever is signed in, and the way in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext

from app.domain.incidents import Tally
from app.services import projects
from app.services.projects import ListedProject
from app.web.policy import begin_work
from app.web.shown import ShownProject
from app.web.tables import Column

pages = Blueprint("projects", __name__)

ROLE_WORDS: dict[str, LazyString] = {
    "documenter": lazy_gettext("documenter"),
    "verifier": lazy_gettext("verifier"),
    "analyst": lazy_gettext("analyst"),
    "custodian": lazy_gettext("custodian"),
}


@pages.get("/")
def start() -> ResponseReturnValue:
    """To the only project there is for the reader, else to the list of them."""
    match projects.list_projects(begin_work()):
        case [ListedProject(incidents=Tally()) as only]:
            return redirect(url_for("incidents.list_incidents", project=only.code), 303)
    return redirect(url_for("projects.list_projects"), 303)


@pages.get("/p/<project>")
def open_project(project: str) -> ResponseReturnValue:
    """A project's address without more leads to its incidents."""
    return redirect(url_for("incidents.list_incidents", project=project), 303)


@pages.get("/projects")
def list_projects() -> str:
    """The projects that the reader works in, and by name alone those that they only administer."""
    found = projects.list_projects(begin_work())
    return render_template(
        "projects.html",
        projects=[_shown(one) for one in found if one.roles],
        administered=[one for one in found if not one.roles],
        columns=(
            Column(gettext("Project")),
            Column(gettext("Code")),
            Column(gettext("Your roles")),
            Column(gettext("Incidents"), figure=True),
        ),
    )


def _shown(project: ListedProject) -> ShownProject:
    return ShownProject(
        code=project.code,
        title=project.title,
        roles=gettext(", ").join(str(ROLE_WORDS[role]) for role in project.roles),
        incidents=project.incidents or Tally(0),
        one_person=project.one_person,
    )
