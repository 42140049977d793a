"""Making accounts, and the one-time links by which people choose their passphrase. Done with the gate's role alone.

Nobody chooses a passphrase for somebody else: whoever makes an account gets a link to hand on, which opens once.
Which roles an account has in a project is left to `app.services.projects`.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.domain.errors import InvalidValue, NotFound, NotPermitted, Refused
from app.domain.passphrases import canonical, check_passphrase
from app.domain.text import fold
from app.services.doors import Gate
from app.services.sign_ins import PAGE, SHELL, digest_of, open_sign_in, recognise
from app.store import accounts, history
from app.store.accounts import Account
from app.store.history import Actor

FIRST_NAME = "administrator"
"""What the first account is called until whoever uses its link says otherwise."""

LINK_HOURS = 72
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewLink:
    """An account and the secret of its one-time link, which is kept nowhere else."""

    account: Account
    link: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link opens: whose account, whether it is the first, and whether a project has to be founded."""

    name: str
    is_first: bool
    founds_project: bool


def make_first_account(gate: Gate) -> str | None:
    """The link of a new first account, an administrator; None where there are accounts."""
    with gate.passage() as connection:
        accounts.take_turn(connection)
        if accounts.all_accounts(connection):
            return None
        return _add(connection, FIRST_NAME, True, None, SHELL).link


def open_first_link(gate: Gate) -> str | None:
    """A link for the first account, made where there is none, as long as it was never used; else None."""
    if link := make_first_account(gate):
        return link
    with gate.passage() as connection:
        match accounts.all_accounts(connection):
            case [Account(passphrase_hash=None) as only]:
                return _renew(connection, only, None, SHELL)
    return None


def create_account(gate: Gate, token: str, name: str, *, administrator: bool = False) -> NewLink:
    """A new account. NotPermitted unless an administrator holds the token; Refused where the name is taken."""
    shown = checked_name(name)
    with gate.passage() as connection:
        actor = _administrator(connection, token)
        accounts.take_turn(connection)
        if accounts.find_account(connection, shown):
            raise Refused(f"There is an account named {shown} already; its roles are given by account appoint.")
        return _add(connection, shown, administrator, actor.account_id, actor.channel)


def renew_link(gate: Gate, token: str, name: str) -> str:
    """A new link for someone whose link has expired or who forgot the passphrase. NotPermitted, NotFound."""
    with gate.passage() as connection:
        actor = _administrator(connection, token)
        return _renew(connection, _existing(connection, name), actor.account_id, actor.channel)


def get_account(gate: Gate, token: str, name: str) -> Account:
    """The account of this name, for an administrator. NotPermitted, NotFound."""
    with gate.passage() as connection:
        _administrator(connection, token)
        return _existing(connection, name)


def read_link(gate: Gate, link: str) -> Invitation:
    """What a link opens; looking at it does not use it up. NotFound where it was used, has expired or never was."""
    with gate.passage() as connection:
        invited = _invited(connection, link)
        first = _is_first(invited)
        return Invitation(invited.name, first, founds_project=first and not accounts.has_projects(connection))


def use_link(gate: Gate, link: str, passphrase: str, *, name: str, device: str) -> str:
    """Sets the passphrase, ends every earlier sign-in but of commands at work, opens one for this device and returns
    its token.

    `name` counts for the first account alone. NotFound as for `read_link`; InvalidValue with the mend.
    """
    with gate.passage() as connection:
        # Of two who use it at the same instant the second waits here, and then finds it used.
        invited = _invited(connection, link, hold=True)
        chosen = _own_name(connection, invited, name) if _is_first(invited) else invited.name
        check_passphrase(passphrase, chosen)
        # A command of the machine's own shell has its rights from the machine, and ends by itself.
        accounts.end_sign_ins(connection, invited.id, but=SHELL)
        token = open_sign_in(connection, invited, PAGE, device, "use_link")
        accounts.use_link(connection, invited.id, chosen, gate.cost.hasher().hash(canonical(passphrase)))
        history.close_event(connection)
        return token


def _add(connection: sa.Connection, name: str, administrator: bool, actor_id: int | None, channel: str) -> NewLink:
    link = secrets.token_urlsafe(32)
    accounts.open_event(connection, actor_id, channel, "make_account", {"administrator": administrator})
    made = accounts.add_account(
        connection,
        name,
        administrator=administrator,
        link_hash=digest_of(link),
        link_for=timedelta(hours=LINK_HOURS),
    )
    history.close_event(connection)
    return NewLink(made, link)


def _renew(connection: sa.Connection, account: Account, actor_id: int | None, channel: str) -> str:
    link = secrets.token_urlsafe(32)
    accounts.open_event(connection, actor_id, channel, "renew_link", {"account": account.id})
    accounts.give_link(connection, account.id, digest_of(link), timedelta(hours=LINK_HOURS))
    history.close_event(connection)
    return link


def _administrator(connection: sa.Connection, token: str) -> Actor:
    actor = recognise(connection, token)
    if actor is None or not actor.administrator:
        raise NotPermitted("An administrator of the installation makes accounts and gives roles.")
    return actor


def _existing(connection: sa.Connection, name: str) -> Account:
    if found := accounts.find_account(connection, name):
        return found
    raise NotFound(f"There is no account named {name}.")


def _invited(connection: sa.Connection, link: str, *, hold: bool = False) -> Account:
    if found := accounts.find_account_of_link(connection, digest_of(link), hold=hold):
        return found
    raise NotFound("This link was used already or has expired. Ask whoever runs this installation for a new one.")


def _own_name(connection: sa.Connection, account: Account, name: str) -> str:
    """The name that the first person gives themselves. InvalidValue where it will not do or is somebody else's."""
    shown = checked_name(name)
    taken = accounts.find_account(connection, shown)
    if taken and taken.id != account.id:
        raise InvalidValue("Somebody here has this name already. Add something to yours.", "name")
    return shown


def checked_name(name: str) -> str:
    """A name as it is kept. InvalidValue where nobody can be named so."""
    shown = " ".join(name.split())
    if not 0 < len(shown) <= LONGEST_NAME or not shown.isprintable() or not fold(shown):
        raise InvalidValue("A name has 1 to 80 characters, and none of them is invisible.", "name")
    return shown


def _is_first(account: Account) -> bool:
    return account.name == FIRST_NAME and account.administrator and account.passphrase_hash is None
