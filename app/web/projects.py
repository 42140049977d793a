"""The projects of whoever is signed in, and the way in."""

from collections.abc import Callable, Iterator
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext

from app.domain.errors import InvalidInput
from app.domain.incidents import Tally
from app.services import projects
from app.services.projects import ListedProject
from app.web.forms import Field, Ruled, answered, read_form
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


class ProjectForm(Ruled):
    """A project to be founded."""

    code: str
    title: str

    def rules(self) -> Iterator[Callable[[], object]]:
        yield from super().rules()
        if self.code:
            yield partial(projects.check_code, self.code)
        if self.title:
            yield partial(projects.check_title, self.title)


@pages.get("/")
def start() -> ResponseReturnValue:
    """To the only project there is for the reader, else to the list of them."""
    match projects.list_projects(begin_work()):
        case [ListedProject(incidents=Tally()) as only]:
            return redirect(url_for("home.read_home", project=only.code), 303)
    return redirect(url_for("projects.list_projects"), 303)


@pages.route("/projects", methods=["GET", "POST"])
def list_projects() -> ResponseReturnValue:
    """The projects that the reader works in, and by name alone those that they only administer; founds the first."""
    if request.method != "POST":
        return _list()
    try:
        form = read_form(ProjectForm, request.form)
        projects.found_project(begin_work(), form.code, form.title)
    except InvalidInput as error:
        return _list(error.problems), 422
    return redirect(url_for("home.read_home", project=form.code), 303)


def project_fields() -> tuple[Field, ...]:
    """The questions of `ProjectForm`."""
    short = gettext("Short, for addresses and files: letters A to Z, digits, - and _.")
    return (
        Field("code", gettext("Code of the first project"), help=short, required=True, dir="ltr"),
        Field("title", gettext("Title of the first project"), required=True, dir="auto"),
    )


def _list(problems: dict[str, str] | None = None) -> str:
    found = projects.list_projects(begin_work())
    founding = project_fields() if not found and begin_work().actor.administrator else ()
    if problems is not None:
        founding = answered(project_fields(), request.form, problems)
    return render_template(
        "projects.html",
        founding=founding,
        whole=(problems or {}).get("", ""),
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
