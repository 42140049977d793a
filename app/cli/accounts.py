"""`tawthiq account`: people, their one-time links and their roles."""

import sys
from dataclasses import replace

import click

from app.cli.links import link_url, port_of
from app.cli.shell import Asked, Shell, WholeNumber, asked, at_shell, say
from app.domain.errors import Refused
from app.domain.text import fold
from app.services import accounts, projects, tokens
from app.services.accounts import LINK_HOURS

ADMINISTRATOR = "administrator"


def _once_each(context: click.Context, option: click.Parameter, roles: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(roles)) < len(roles):
        raise click.BadParameter("A role is given once. Leave out the one that stands there twice.")
    return roles


role_option = click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    callback=_once_each,
    type=click.Choice([*projects.ROLES, ADMINISTRATOR]),
    help="A role in the project, or administrator of the installation; may be given several times.",
)
project_option = click.option("--project", "code", metavar="CODE", help="The project in which the roles are given.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def account() -> None:
    """Make accounts, hand out one-time links, give roles."""


@account.command()
@click.argument("name")
@role_option
@project_option
@yes_option
@asked
def create(how: Asked, name: str, roles: tuple[str, ...], code: str | None, yes: bool) -> None:
    """Make an account for NAME and print the one-time link by which they choose their passphrase."""
    administrator = ADMINISTRATOR in roles
    if administrator and (code or len(roles) > 1):
        raise click.UsageError("An administrator has no role in a project: give neither --project nor another --role.")
    if not administrator and not code:
        raise click.UsageError("Say with --project CODE in which project.")
    with at_shell(how) as shell:
        ends = bool(code) and _announce(shell, str(code), roles, yes or how.json)
        made = accounts.create_account(shell.doors.gate, shell.token, name, administrator=administrator)
        try:
            if code:
                _appoint(shell, code, made.account.name, roles)
                if ends:
                    say(_ended(code))
        finally:  # the account is there and its link stands nowhere else
            url = link_url(made.link, port_of(shell.settings))
            how.answer(
                {"name": made.account.name, "sign_in_url": url},
                f"{made.account.name} chooses a passphrase here (works once, within {LINK_HOURS} hours): {url}",
            )


@account.command()
@click.argument("name")
@role_option
@project_option
@yes_option
@asked
def appoint(how: Asked, name: str, roles: tuple[str, ...], code: str | None, yes: bool) -> None:
    """Give the account NAME further roles in a project."""
    if ADMINISTRATOR in roles or not code:
        raise click.UsageError("Say with --project CODE in which project; who administers is said at account create.")
    with at_shell(how) as shell:
        ends = _announce(shell, code, roles, yes or how.json)
        _appoint(shell, code, name, roles)
        if ends:
            say(_ended(code))
    how.answer({"name": name, "project": code, "roles": list(roles)}, f"{name} is {', '.join(roles)} in {code}.")


@account.command()
@click.argument("name")
@asked
def link(how: Asked, name: str) -> None:
    """Print a new one-time link for NAME, whose link has expired or who forgot the passphrase."""
    with at_shell(how) as shell:
        renewed = accounts.renew_link(shell.doors.gate, shell.token, name)
    url = link_url(renewed, port_of(shell.settings))
    how.answer({"name": name, "sign_in_url": url}, f"{name} chooses a passphrase here (works once): {url}")


@account.command()
@click.argument("name")
@click.option("--scope", required=True, type=click.Choice(tokens.SCOPES), help="Whether it may read, or also write.")
@click.option(
    "--project", "code", metavar="CODE", help="For this project alone; else for all in which NAME has a role."
)
@click.option(
    "--for", "purpose", default="shell", show_default=True, help="What it is for, as NAME's own list says it."
)
@click.option("--days", type=WholeNumber(1, tokens.MOST_DAYS), default=tokens.DAYS, show_default=True, help="How long.")
@asked
def token(how: Asked, name: str, scope: str, code: str | None, purpose: str, days: int) -> None:
    """Make a token by which a program acts for NAME, and print it: it is shown this once.

    It may never do more than NAME may. NAME acts, so --as is not needed.
    """
    with at_shell(replace(how, as_name=how.as_name or name)) as shell:
        with shell.work() as work:
            project = projects.get_project(work, code) if code else None
            if fold(work.actor.name) != fold(name):
                raise Refused("A token is made by whose it is: leave --as out, or name the same account.")
        made = tokens.make_token(shell.doors.gate, shell.token, tokens.Terms(purpose, scope, project, days))
    where = code or "all of their projects"
    how.answer(
        {"token": made}, f"{name} ({scope}, {where}, {days} days). Keep it secret; it is shown this once: {made}"
    )


def _announce(shell: Shell, code: str, roles: tuple[str, ...], yes: bool) -> bool:
    """Checks that the roles can be given, and says before it happens that one-person mode would end."""
    with shell.work() as work:
        ends = any([projects.check_appointment(work, code, role) for role in roles])
    if ends:
        say(
            f"{code} is in one-person mode. A second verifier ends it: from then on whoever administers the "
            f"installation reads no content of {code}, its founder included, and their roles in it count for nothing. "
            "To go on working in it they need a second account with roles there."
        )
        if not yes and sys.stdin.isatty() and not click.confirm("Go on?", err=True):
            raise Refused("Nothing was changed.")
    return ends


def _ended(code: str) -> str:
    return (
        f"One-person mode of {code} has ended. Administrators read no content of it any more; who administers and also "
        f"works in it needs a second account: tawthiq account create NAME --role ROLE --project {code}"
    )


def _appoint(shell: Shell, code: str, name: str, roles: tuple[str, ...]) -> None:
    """Gives all of the roles or none."""
    appointed = accounts.get_account(shell.doors.gate, shell.token, name)
    with shell.work() as work:
        for role in roles:
            projects.appoint(work, code, appointed, role)
