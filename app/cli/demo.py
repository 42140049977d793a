"""`tawthiq demo`: the invented country with its two articles, entered as a person enters them."""

from contextlib import ExitStack
from dataclasses import asdict
from datetime import date

import click

from app.cli.links import first_link, link_url, port_of
from app.cli.shell import Asked, asked, at_doors, say, signed_in
from app.services import accounts, sign_ins
from app.services.demo.loading import Begin, Loaded, load_demo
from app.services.doors import Doors


@click.command("demo")
@asked
def demo_command(how: Asked) -> None:
    """Load the project DEMO: an invented country, and an article of each of its camps read to the end.

    What is loaded already is not loaded twice. On an installation without accounts this makes the first one and prints
    its one-time link.
    """
    with ExitStack() as stack:
        settings, urls, doors = stack.enter_context(at_doors())
        link = accounts.make_first_account(doors.gate)
        loaded = _load(stack.enter_context(signed_in(settings, urls, doors, how.as_name)).work)
    values, lines = asdict(loaded), [_line(loaded)]
    if link:
        port = port_of(settings)
        values["sign_in_url"] = link_url(link, port)
        lines.append(first_link(link, port))
    how.answer(values, *lines)


def load_beside(doors: Doors) -> str:
    """Loads the demo in the name of the only account there is; returns the line that says so. Refused where there is
    more than one."""
    token = sign_ins.sign_in_at_shell(doors.gate, None)
    try:
        return _line(_load(lambda: doors.work(token)))
    finally:
        sign_ins.sign_out(doors.gate, token)


def _load(begin: Begin) -> Loaded:
    say("Loading the demo; entering its two articles for the first time takes about half a minute.")
    return load_demo(begin, date.today())


def _line(loaded: Loaded) -> str:
    return (
        f"{loaded.project}: {len(loaded.documents)} articles of an invented country, {loaded.incidents} incidents, "
        f"{loaded.claims} claims. Nobody and nothing in it is real."
    )
