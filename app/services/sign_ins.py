"""Recognising a person, and the sign-ins of their devices: opened, listed, ended. Done with the gate's role alone.

A sign-in is a row with the digest of a random token; the database looks up from it who acts, and puts its end off as
it is used. Every sign-in, failure and end is an event outside projects. What a browser keeps is left to
`app.web.sign_in`.
"""

import hashlib
import os
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

import argon2
import sqlalchemy as sa

from app.domain.errors import InvalidValue, NotFound, NotSignedIn, Refused
from app.domain.passphrases import canonical
from app.domain.text import fold
from app.services.doors import Cost, Gate
from app.store import accounts, history
from app.store.accounts import Account, SignIn
from app.store.engine import name_actor
from app.store.history import Actor

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=30)
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
SHELL = "shell"
PAGE = "page"
JOB = "job"
API = "api"

# A guess takes 64 MiB: that many at once must not take the machine down, and nobody waits for a turn for long.
_guesses = BoundedSemaphore(2)
_LONGEST_TURN_S = 5.0


def sign_in(gate: Gate, name: str, passphrase: str, *, place: bytes, device: str) -> str:
    """The token of a new sign-in on a page; it ends when it is not used for 30 minutes, and after 12 hours.

    `place` is a keyed digest of where the attempt comes from (a device that has signed in before, else an address):
    failures are counted for name and place together, so that a stranger elsewhere cannot lock anyone out. Refused
    after too many, or while too many others try; InvalidValue, the same after the same work, whether the name or the
    passphrase is unknown. Whoever shares their address with a stranger and is on a new device waits 15 minutes at most
    a try; a new one-time link opens whatever was tried.
    """
    with _turn():
        return _sign_in(gate, name, passphrase, hashlib.sha256(place + fold(name).encode()).digest(), device)


@contextmanager
def _turn() -> Iterator[None]:
    """A turn at weighing a guess. Refused where none comes free in time; that try is counted against nobody."""
    if not _guesses.acquire(timeout=_LONGEST_TURN_S):
        raise Refused("Too many people are signing in at this moment. Try again in a minute.")
    try:
        yield
    finally:
        _guesses.release()


def _sign_in(gate: Gate, name: str, passphrase: str, key: bytes, device: str) -> str:
    with gate.passage() as connection:
        tried = accounts.attempts(connection, key)
        if tried.since_last < _wait_after(tried.failures):
            raise Refused("Too many wrong tries from here. Wait a few minutes, then try again.")
        # Counted before it is weighed, so that many guesses at once are not all free.
        accounts.count_attempt(connection, key)
        found = accounts.find_account(connection, name)
    recognised = _is_right(gate.cost, found, passphrase)
    with gate.passage() as connection:
        if found is None or not recognised:
            accounts.open_event(connection, None, PAGE, "failed_sign_in", {"account": found.id if found else None})
            history.close_event(connection)
        else:
            accounts.forget_attempts(connection, key)
            token = open_sign_in(connection, found, PAGE, device)
            _rehash(connection, gate.cost, found, passphrase)
            history.close_event(connection)
            return token
    raise InvalidValue("The name or the passphrase is not right.")


def sign_in_at_shell(gate: Gate, name: str | None) -> str:
    """The token of a sign-in at the machine's own shell, whose rights the machine itself gives.

    Without a name it is that of the only account there is. Refused where there is none or more than one.
    """
    with gate.passage() as connection:
        found = _named(connection, name) if name else _only(connection)
        token = open_sign_in(connection, found, SHELL, SHELL)
        history.close_event(connection)
        return token


def sign_in_for_job(gate: Gate, account_id: int) -> str:
    """The token of a sign-in of work that goes on by itself, for whoever asked for it. NotSignedIn where their account
    has ended."""
    with gate.passage() as connection:
        found = accounts.get_account(connection, account_id)
        if found is None:
            raise NotSignedIn("Whoever asked for this has no account any more.")
        token = open_sign_in(connection, found, JOB, JOB)
        history.close_event(connection)
        return token


def open_sign_in(connection: sa.Connection, account: Account, channel: str, device: str, deed: str = "sign_in") -> str:
    """Opens a sign-in and the event of it, which the caller closes. Returns the token."""
    token = secrets.token_urlsafe(32)
    accounts.open_event(connection, account.id, channel, deed, {"device": device})
    lasts = IDLE if channel == PAGE else LASTS  # put off as it is used; one of the shell ends with its command
    accounts.open_sign_in(connection, account.id, digest_of(token), channel=channel, device=device, lasts=lasts)
    return token


def sign_out(gate: Gate, token: str) -> None:
    """Ends the sign-in of this token. Nothing happens where it has ended already."""
    with gate.passage() as connection:
        if actor := recognise(connection, token):
            _end(connection, actor, accounts.key_of(digest_of(token)))


def find_sign_ins(gate: Gate, token: str) -> list[SignIn]:
    """Where whoever holds the token is signed in now, newest first, but for their tokens (`app.services.tokens`).
    NotSignedIn where nobody is."""
    with gate.passage() as connection:
        live = accounts.live_sign_ins(connection, require_actor(connection, token).account_id)
        return [one for one in live if one.channel != API]


def end_sign_in(gate: Gate, token: str, key: str, deed: str = "sign_out") -> None:
    """Ends another of one's own sign-ins. NotFound where none of one's own has this key."""
    with gate.passage() as connection:
        actor = require_actor(connection, token)
        if key not in {one.key for one in accounts.live_sign_ins(connection, actor.account_id)}:
            raise NotFound("There is no such sign-in of yours; perhaps it has ended already.")
        _end(connection, actor, key, deed)


def key_of(token: str) -> str:
    """By what name a sign-in stands in the list of its owner."""
    return accounts.key_of(digest_of(token))


def digest_of(secret: str) -> bytes:
    """How tokens and links are kept."""
    return hashlib.sha256(secret.encode()).digest()


def recognise(connection: sa.Connection, token: str) -> Actor | None:
    """Who holds this token, for the rest of the gate's transaction."""
    name_actor(connection, token)
    return history.whoami(connection)


def require_actor(connection: sa.Connection, token: str) -> Actor:
    if actor := recognise(connection, token):
        return actor
    raise NotSignedIn("Sign in first: nobody is signed in here, or the sign-in has ended.")


def _end(connection: sa.Connection, actor: Actor, key: str, deed: str = "sign_out") -> None:
    accounts.open_event(connection, actor.account_id, actor.channel, deed)
    accounts.end_sign_ins(connection, actor.account_id, key)
    history.close_event(connection)


def _named(connection: sa.Connection, name: str) -> Account:
    if found := accounts.find_account(connection, name):
        return found
    raise NotFound(f"There is no account named {name}. Names are as in the history; look at --as.")


def _only(connection: sa.Connection) -> Account:
    found = accounts.all_accounts(connection)
    if not found:
        raise Refused("There is no account yet. Run tawthiq serve, or tawthiq project create CODE --title TITLE.")
    if len(found) > 1:
        raise Refused("There are several accounts: say with --as NAME who does this.")
    return found[0]


def _wait_after(failures: int) -> timedelta:
    """How long the next try has to wait: not at all at first, then each time twice as long, never for good."""
    if failures < FREE_TRIES:
        return timedelta()
    doubled: int = 2 ** min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _is_right(cost: Cost, account: Account | None, passphrase: str) -> bool:
    """Whether the passphrase is the account's. Without an account a hash that nothing fits costs the same work."""
    known = account.passphrase_hash if account else None
    try:
        return cost.hasher().verify(known or _hash_of_nothing(cost), canonical(passphrase)) and known is not None
    except argon2.exceptions.VerifyMismatchError:
        return False


def _hash_of_nothing(cost: Cost) -> str:
    salt, digest = (b64encode(os.urandom(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={cost.memory},t={cost.passes},p={cost.lanes}${salt}${digest}"


def _rehash(connection: sa.Connection, cost: Cost, account: Account, passphrase: str) -> None:
    """An account whose hash was made at an older cost gets one at today's."""
    if cost.hasher().check_needs_rehash(str(account.passphrase_hash)):
        accounts.renew_hash(connection, account.id, cost.hasher().hash(canonical(passphrase)))
