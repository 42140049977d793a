"""What the gate's role reads and writes: accounts, one-time links, sign-ins and the count of attempts.

The application's role has no right on any of these tables. Secrets come in as digests; who may ask for what is left
to `app.services.accounts` and `app.services.sign_ins`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.domain.text import fold
from app.store.tables.accounts import account, sign_in, sign_in_attempt

_NOW = sa.func.now()
_ALIVE = account.c.ended_at.is_(None)
_LIVE = sa.and_(sign_in.c.ended_at.is_(None), sign_in.c.expires_at > _NOW)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in. `passphrase_hash` is None until a one-time link was used."""

    id: int
    name: str
    administrator: bool
    passphrase_hash: str | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """One device on which a person is signed in, or a program that acts for them: then `device` is what they called its
    token, `scope` and `project_id` (None: all of theirs) what it may do. `key` names it towards that person alone."""

    key: str
    device: str
    channel: str
    created_at: datetime
    expires_at: datetime
    scope: str | None = None
    project_id: int | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What a program's token may do at most (`read`, or also `write`), and in which project (None: all of its
    owner's)."""

    scope: str
    project_id: int | None


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failures in a row from one place under one name, and how long ago the last one was."""

    failures: int
    since_last: timedelta


def take_turn(connection: sa.Connection) -> None:
    """Waits until no other transaction makes an account, so that two first starts make one first account."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('tawthiq accounts'))"))


def all_accounts(connection: sa.Connection) -> list[Account]:
    return _accounts(connection, sa.true())


def find_account(connection: sa.Connection, name: str) -> Account | None:
    """The account of this name, however it is typed."""
    return next(iter(_accounts(connection, account.c.name_folded == fold(name))), None)


def get_account(connection: sa.Connection, account_id: int) -> Account | None:
    """The account of this number, while it lasts."""
    return next(iter(_accounts(connection, account.c.id == account_id)), None)


def find_account_of_link(connection: sa.Connection, link_hash: bytes, *, hold: bool = False) -> Account | None:
    """Whose one-time link this is, while it holds; held until the transaction ends, if it is to be used."""
    opens = sa.and_(account.c.link_hash == link_hash, account.c.link_expires_at > _NOW)
    return next(iter(_accounts(connection, opens, hold=hold)), None)


def add_account(
    connection: sa.Connection, name: str, *, administrator: bool, link_hash: bytes, link_for: timedelta
) -> Account:
    number = connection.execute(
        sa.insert(account)
        .values(
            name=name,
            name_folded=fold(name),
            administrator=administrator,
            link_hash=link_hash,
            link_expires_at=_NOW + link_for,
        )
        .returning(account.c.id)
    ).scalar_one()
    return Account(number, name, administrator, None)


def give_link(connection: sa.Connection, account_id: int, link_hash: bytes, link_for: timedelta) -> None:
    """A new one-time link; an earlier one no longer opens."""
    _change(connection, account_id, link_hash=link_hash, link_expires_at=_NOW + link_for)


def use_link(connection: sa.Connection, account_id: int, name: str, passphrase_hash: str) -> None:
    """Sets name and passphrase; the link is gone with it."""
    _change(
        connection,
        account_id,
        name=name,
        name_folded=fold(name),
        passphrase_hash=passphrase_hash,
        link_hash=None,
        link_expires_at=None,
    )


def renew_hash(connection: sa.Connection, account_id: int, passphrase_hash: str) -> None:
    _change(connection, account_id, passphrase_hash=passphrase_hash)


def open_sign_in(
    connection: sa.Connection,
    account_id: int,
    token_hash: bytes,
    *,
    channel: str,
    device: str,
    lasts: timedelta,
    limit: Limit | None = None,
) -> None:
    connection.execute(
        sa.insert(sign_in).values(
            account_id=account_id,
            token_hash=token_hash,
            channel=channel,
            device=device,
            expires_at=_NOW + lasts,
            scope=limit.scope if limit else None,
            project_id=limit.project_id if limit else None,
        )
    )


def live_sign_ins(connection: sa.Connection, account_id: int) -> list[SignIn]:
    """Where a person is signed in now, newest first."""
    rows = connection.execute(
        sa.select(sign_in)
        .where(sign_in.c.account_id == account_id, _LIVE)
        .order_by(sign_in.c.created_at.desc(), sign_in.c.id.desc())
    )
    return [
        SignIn(
            key_of(row.token_hash), row.device, row.channel, row.created_at, row.expires_at, row.scope, row.project_id,
            row.used_at,
        )
        for row in rows
    ]  # fmt: skip


def end_sign_ins(connection: sa.Connection, account_id: int, key: str | None = None, but: str = "") -> int:
    """Ends the sign-in of this key, or all of a person's, `but` those of one channel. Returns how many were live."""
    ended = sa.update(sign_in).where(sign_in.c.account_id == account_id, _LIVE).values(ended_at=_NOW)
    if key is not None:
        ended = ended.where(sa.func.encode(sign_in.c.token_hash, "hex").startswith(key, autoescape=True))
    if but:
        ended = ended.where(sign_in.c.channel != but)
    return connection.execute(ended).rowcount


def key_of(token_hash: bytes) -> str:
    """What a sign-in is called on its owner's page: the beginning of its digest, from which no token follows."""
    return token_hash.hex()[:16]


def attempts(connection: sa.Connection, key: bytes) -> Attempts:
    """Failures counted under a key; whoever asks holds the count until the transaction ends."""
    row = connection.execute(
        sa.select(sign_in_attempt.c.failures, (_NOW - sign_in_attempt.c.last_at).label("since_last"))
        .where(sign_in_attempt.c.key == key)
        .with_for_update()
    ).first()
    return Attempts(row.failures, row.since_last) if row else Attempts(0, timedelta())


def count_attempt(connection: sa.Connection, key: bytes) -> None:
    """One more try that has not succeeded yet. Counts that rested for a day are forgotten."""
    connection.execute(sa.delete(sign_in_attempt).where(sign_in_attempt.c.last_at < _NOW - timedelta(days=1)))
    tried = insert(sign_in_attempt).values(key=key, failures=1, last_at=_NOW)
    connection.execute(
        tried.on_conflict_do_update(
            index_elements=[sign_in_attempt.c.key],
            set_={"failures": sign_in_attempt.c.failures + 1, "last_at": _NOW},
        )
    )


def forget_attempts(connection: sa.Connection, key: bytes) -> None:
    connection.execute(sa.delete(sign_in_attempt).where(sign_in_attempt.c.key == key))


def open_event(
    connection: sa.Connection, actor_id: int | None, channel: str, deed: str, detail: dict[str, Any] | None = None
) -> None:
    """Opens the event of a deed outside any project, for whoever the gate has recognised (None: nobody)."""
    arguments = (sa.cast(actor_id, sa.BigInteger), channel, deed, sa.cast(detail, JSONB))
    connection.execute(sa.select(sa.func.open_gate_event(*arguments)))


def has_projects(connection: sa.Connection) -> bool:
    """Whether any project has been founded on this installation."""
    return bool(connection.execute(sa.text("SELECT any_project()")).scalar_one())


def _accounts(connection: sa.Connection, condition: sa.ColumnElement[bool], *, hold: bool = False) -> list[Account]:
    wanted = sa.select(account).where(_ALIVE, condition).order_by(account.c.id)
    rows = connection.execute(wanted.with_for_update() if hold else wanted)
    return [Account(row.id, row.name, row.administrator, row.passphrase_hash) for row in rows]


def _change(connection: sa.Connection, account_id: int, **columns: Any) -> None:
    connection.execute(sa.update(account).where(account.c.id == account_id).values(**columns))
