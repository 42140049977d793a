"""`tawthiq serve`: the web on this machine, with the first account's link where nobody has signed in yet."""

import os
from collections.abc import Iterator

import click

from app.cli.links import first_link
from app.cli.shell import WholeNumber, read_settings
from app.factory import create_app, read_web_key
from app.runtime import server
from app.runtime.cluster import cluster_at
from app.runtime.urls import Urls
from app.services import accounts
from app.services.doors import open_doors


@click.command()
@click.option("--port", type=WholeNumber(1, 65535), default=server.PORT, show_default=True, help="Where to listen.")
def serve(port: int) -> None:
    """Serve http://localhost:8080, on this machine alone, until Ctrl-C."""
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
        finally:
            doors.close()

    server.serve(settings, create_app, port, welcome)
