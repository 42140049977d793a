"""`tawthiq project`: founding projects, listing them, and what verification asks for in them."""

from contextlib import ExitStack
from dataclasses import asdict

import click

from app.cli.links import first_link, link_url, port_of
from app.cli.shell import Asked, WholeNumber, asked, at_doors, at_shell, say, signed_in
from app.services import accounts, projects
from app.services.projects import ListedProject


@click.group()
def project() -> None:
    """Found projects, list them, set what verification asks for."""


@project.command()
@click.argument("code")
@click.option("--title", required=True, metavar="T", help="What the project is called.")
@asked
def create(how: Asked, code: str, title: str) -> None:
    """Found the project CODE.

    On an installation without accounts this makes the first one and prints its one-time link.
    """
    projects.check_project(code, title)
    with ExitStack() as stack:
        settings, urls, doors = stack.enter_context(at_doors())
        link = accounts.make_first_account(doors.gate)
        shell = stack.enter_context(signed_in(settings, urls, doors, how.as_name))
        with shell.work() as work:
            founded = projects.found_project(work, code, title)
    values = _values(founded)
    lines = [f"{founded.code}: {founded.title}. You are documenter, verifier and custodian in it (one-person mode)."]
    if link:
        port = port_of(settings)
        values["sign_in_url"] = link_url(link, port)
        lines.append(first_link(link, port))
    how.answer(values, *lines)


@project.command("list")
@asked
def list_command(how: Asked) -> None:
    """List your projects; for an administrator, all of the installation."""
    with at_shell(how) as shell, shell.work() as work:
        found = projects.list_projects(work)
    if not found and not how.json:
        say("There is no project here that you have a role in.")
    how.answer({"projects": [_values(one) for one in found]}, *(_line(one) for one in found))


@project.command()
@click.argument("code")
@click.option("--standard-of-proof", metavar="S", help="Which standard moves of verification propose to sign for.")
@click.option("--least-origins", type=WholeNumber(2, projects.MOST_ORIGINS), help="Origins that `corroborated` takes.")
@asked
def rules(how: Asked, code: str, standard_of_proof: str | None, least_origins: int | None) -> None:
    """Show what verification asks for in the project CODE; with an option, change it.

    A project may ask for more than everywhere, never for less.
    """
    with at_shell(how) as shell, shell.work() as work:
        found = projects.set_rules(work, code, standard_of_proof, least_origins)
    values = {"standard_of_proof": found.standard_of_proof, "least_origins": found.least_origins}
    how.answer(values, f"{found.code}: {found.standard_of_proof}; {found.least_origins} origins for corroborated.")


def _values(listed: ListedProject) -> dict[str, object]:
    counted = listed.incidents
    return asdict(listed) | {
        "roles": list(listed.roles),
        "incidents": counted.count if counted else None,
        "more_incidents": counted.more if counted else None,
    }


def _line(listed: ListedProject) -> str:
    due = "  to be made anew since an upgrade: tawthiq rebuild" if listed.index_due else ""
    if listed.incidents is None:
        return f"{listed.code}  {listed.title}  (you administer it and read no content){due}"
    alone = "  one-person mode" if listed.one_person else ""
    number = f"{'more than ' if listed.incidents.more else ''}{listed.incidents.count:,}"
    return f"{listed.code}  {listed.title}  {', '.join(listed.roles)}  {number} incidents{alone}{due}"
