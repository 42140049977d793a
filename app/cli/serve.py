"""`tawthiq serve`: the web on this machine, with the first account's link where nobody has signed in yet."""

import importlib
import os
import time
from collections.abc import Iterator
from functools import partial
from wsgiref.types import WSGIApplication

import click

from app.cli.demo import load_beside
from app.cli.links import first_link
from app.cli.shell import WholeNumber, read_settings, say
from app.domain.errors import NotFound, NotPermitted, Refused
from app.runtime import server
from app.runtime.beside import Beside
from app.runtime.cluster import cluster_at
from app.runtime.urls import Urls
from app.runtime.web_key import read_web_key
from app.services import accounts, export_jobs, gazetteers, history, unsaved
from app.services.demo.loading import CODE, is_there
from app.services.doors import Doors, open_doors
from app.services.evidence import keeping_of
from app.settings import Settings
from app.worker import work_off_jobs

_BETWEEN_S = 6 * 3600


@click.command()
@click.option("--port", type=WholeNumber(1, 65535), default=server.PORT, show_default=True, help="Where to listen.")
@click.option("--demo", is_flag=True, help="Load the demo too: an invented country, in a project of its own.")
def serve(port: int, demo: bool) -> None:
    """Serve http://localhost:8080, on this machine alone, until Ctrl-C; long work is done beside the pages."""
    settings = read_settings()
    key, owner = settings.data / "web-key", cluster_at(settings.data).owner
    read_web_key(key)
    if os.geteuid() == 0:  # what serves gives up root's rights before it reads the key
        os.chown(key, owner.uid, owner.gid)

    def welcome(urls: Urls) -> Iterator[str]:
        doors = open_doors(urls.gate, urls.application)
        try:
            if link := accounts.open_first_link(doors.gate):
                yield first_link(link, port)
            if demo:
                yield demo_line(doors, urls.owner)
            if due := history.projects_due(urls.owner):
                yield due_line(due)
        finally:
            doors.close()

    def beside(urls: Urls) -> Beside:
        return partial(_keep_house, urls.owner, settings, _places(urls))

    server.serve(settings, _create_pages, port, welcome, beside=beside, work=work_off_jobs)


def _create_pages(settings: Settings, urls: Urls) -> WSGIApplication:
    """The pages, their libraries read by what serves alone: what works beside it has no use for them."""
    pages: WSGIApplication = importlib.import_module("app.factory").create_app(settings, urls)
    return pages


def _keep_house(owner_url: str, settings: Settings, first: Beside | None) -> None:
    """What is done beside the web for as long as it is served: something first, then old drafts are emptied and expired
    exports removed, time and again."""
    if first:
        first()
    while True:
        unsaved.empty_old(owner_url, settings.draft_days)
        export_jobs.remove_expired(owner_url, keeping_of(settings))
        time.sleep(_BETWEEN_S)


def _places(urls: Urls) -> Beside | None:
    """Takes the gazetteer in that comes with the program, the first time and after it has become a newer one."""
    if gazetteers.is_package_loaded(urls.owner):
        return None
    say("The places of the world are being taken in, which takes about a minute: names are offered from then on.")
    return partial(gazetteers.load_package, urls.owner)


def due_line(due: list[str]) -> str:
    """That an upgrade has changed what is searched and counted in these projects, and what to do."""
    return (
        f"An upgrade has changed how incidents are found and counted. Until it is made anew, {', '.join(due)} may be "
        "found and counted by the older rule: a custodian runs tawthiq rebuild."
    )


def demo_line(doors: Doors, owner_url: str) -> str:
    """Loads the demo and says so, or why that cannot be done by itself and how it can. What is served is served on."""
    try:
        return load_beside(doors)
    except (NotFound, NotPermitted, Refused) as refusal:
        if is_there(owner_url):
            return f"The demo is here already, as the project {CODE}: it opens for those who have a role in it."
        return f"The demo was not loaded. {refusal} Load it by tawthiq demo --as NAME."
