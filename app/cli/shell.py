"""What every command stands on: the two options that all have, the database held, a sign-in at the shell, an answer.

Words and progress go to standard error, what was asked for to standard output: with `--json` one object and nothing
else.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import click
from pydantic import ValidationError

from app.domain.errors import SetUpProblem, Unavailable
from app.runtime.database import hold
from app.runtime.urls import Urls
from app.services import sign_ins
from app.services.doors import Doors, open_doors
from app.services.work import Work
from app.settings import Settings, what_it_takes

P = ParamSpec("P")


class WholeNumber(click.IntRange):
    """An option's whole number within limits, refused with what it takes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            takes = f"from {self.min} to {self.max}" if self.max else f"of {self.min} or more"
            self.fail(f"{value} cannot be used here. Write a whole number {takes}, in digits.", param, ctx)


@dataclass(frozen=True)
class Asked:
    """How a command was asked: in whose name (None: the only account there is), and whether for JSON."""

    as_name: str | None
    json: bool

    def answer(self, values: dict[str, Any], *lines: str) -> None:
        """Prints what was asked for: the values as JSON, or the lines for people."""
        if self.json:
            click.echo(json.dumps(values, ensure_ascii=False, default=_as_json))
        else:
            for line in lines:
                click.echo(line)


@dataclass(frozen=True)
class Shell:
    """A command at work: the settings, the database's addresses, the doors, and the token of whoever acts."""

    settings: Settings
    urls: Urls
    doors: Doors
    token: str

    def work(self) -> Work:
        """A unit of work of whoever acts; to be entered by `with`."""
        return self.doors.work(self.token)


def asked(command: Callable[Concatenate[Asked, P], None]) -> Callable[P, None]:
    """Gives a command the options `--json` and `--as`, and hands them to it as `Asked`."""

    @click.option("--as", "as_name", metavar="NAME", help="In whose name; not needed while there is one account.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, nothing else.")
    @wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> None:
        how = Asked(options.pop("as_name"), options.pop("as_json"))  # type: ignore[arg-type]
        command(how, *arguments, **options)

    return run


@contextmanager
def at_shell(how: Asked) -> Iterator[Shell]:
    """The database held and a sign-in of whoever acts, both for as long as the block lasts."""
    with at_doors() as (settings, urls, doors), signed_in(settings, urls, doors, how.as_name) as shell:
        yield shell


@contextmanager
def at_doors() -> Iterator[tuple[Settings, Urls, Doors]]:
    """The database held for as long as the block lasts; nobody is signed in yet."""
    settings = read_settings()
    with hold(settings) as urls:
        doors = open_doors(urls.gate, urls.application)
        try:
            yield settings, urls, doors
        finally:
            doors.close()


@contextmanager
def signed_in(settings: Settings, urls: Urls, doors: Doors, name: str | None) -> Iterator[Shell]:
    """A sign-in at the shell, ended with the block."""
    token = sign_ins.sign_in_at_shell(doors.gate, name)
    done = False
    try:
        yield Shell(settings, urls, doors, token)
        done = True
    finally:
        # What broke a command off is told, not that the sign-in could not be ended.
        with nullcontext() if done else suppress(Unavailable):
            sign_ins.sign_out(doors.gate, token)


def read_settings() -> Settings:
    """What the environment says. SetUpProblem where it says too little."""
    try:
        return Settings()  # type: ignore[call-arg]  # filled from the environment
    except ValidationError as error:
        raise SetUpProblem(
            " ".join(_wrong(problem["type"], str(problem["loc"][0])) for problem in error.errors())
        ) from None


def _wrong(kind: str, name: str) -> str:
    setting = f"TAWTHIQ_{name.upper()}"
    if kind == "missing":
        return f"{setting} is not set. The launcher ./tawthiq sets it."
    return f"{setting} takes {what_it_takes(name)}, and is set to something else."


def say(*lines: str) -> None:
    """Words for the operator, on standard error."""
    for line in lines:
        click.echo(line, err=True)


def _as_json(value: object) -> str:
    """Values that JSON has no form for, as people write them."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
