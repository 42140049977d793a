"""Tokens by which a program acts for a person: made, listed, ended. A token is a sign-in of a channel of its own.

It may read, or also write, in one project or in all in which its owner has a role; never more than its owner may. The
database keeps its digest alone. One that may only read can open no event that writes, whatever a page forgets to ask.
A new one-time link of the account ends all.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from app.domain.errors import InvalidInput, NotPermitted, mend
from app.services.doors import Gate
from app.services.sign_ins import API, digest_of, end_sign_in, require_actor
from app.store import accounts, history
from app.store.accounts import Limit, SignIn
from app.store.projects import Project

SCOPES = ("read", "write")
"""What a token may do: read, or read and write."""

DAYS, MOST_DAYS = 90, 366
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of a token when it is made: what it is for, what it may do, in which project (None: in all of its
    owner's), and after how many days it ends."""

    name: str
    scope: str
    project: Project | None = None
    days: int = DAYS


def make_token(gate: Gate, token: str, terms: Terms) -> str:
    """A new token of whoever holds the sign-in `token`: shown now and kept nowhere.

    InvalidInput names what will not do. NotPermitted for a program: a token makes no tokens.
    """
    called, scope, project, days = " ".join(terms.name.split()), terms.scope, terms.project, terms.days
    problems = {}
    if not 0 < len(called) <= LONGEST_NAME or not called.isprintable():
        problems["name"] = mend("Say in 1 to 80 characters what the token is for.")
    if scope not in SCOPES:
        problems["scope"] = mend("Choose one of the answers offered.")
    if not 0 < days <= MOST_DAYS:
        problems["days"] = mend("A token lasts from 1 to 366 days.")
    if problems:
        raise InvalidInput(problems)
    made = secrets.token_urlsafe(32)
    with gate.passage() as connection:
        actor = require_actor(connection, token)
        if actor.channel == API:
            raise NotPermitted("A token makes no further tokens. Make one from your own page.")
        told = {"name": called, "scope": scope, "project": project.code if project else None, "days": days}
        accounts.open_event(connection, actor.account_id, actor.channel, "make_token", told)
        accounts.open_sign_in(
            connection,
            actor.account_id,
            digest_of(made),
            channel=API,
            device=called,
            lasts=timedelta(days=days),
            limit=Limit(scope, project.id if project else None),
        )
        history.close_event(connection)
    return made


def find_tokens(gate: Gate, token: str) -> list[SignIn]:
    """The tokens of whoever holds the sign-in that have not ended, newest first. NotSignedIn where nobody does."""
    with gate.passage() as connection:
        live = accounts.live_sign_ins(connection, require_actor(connection, token).account_id)
        return [one for one in live if one.channel == API]


def end_token(gate: Gate, token: str, key: str) -> None:
    """Ends one of one's own. NotFound where none of one's own has this key."""
    end_sign_in(gate, token, key, "end_token")
