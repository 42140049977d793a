"""How a one-time link is printed: its address on this machine, and for how long it opens."""

from app.cli.shell import say
from app.runtime.layout import Layout
from app.runtime.server import PORT
from app.runtime.serving import port_served
from app.services.accounts import LINK_HOURS
from app.settings import Settings


def link_url(link: str, port: int) -> str:
    """The address that opens a one-time link."""
    return f"http://localhost:{port}/first/{link}"


def first_link(link: str, port: int) -> str:
    """The line that shows the first link."""
    how = f"works once, within {LINK_HOURS} hours; any link printed before it no longer does"
    return f"Sign in for the first time ({how}): {link_url(link, port)}"


def port_of(settings: Settings) -> int:
    """The port on which this data folder is served; where it is not, the usual one, and a word of that."""
    if port := port_served(Layout(settings.data).serving):
        return port
    say(
        f"Nobody serves {settings.data} just now. The link opens once tawthiq serve runs; where that is told another "
        f"port than {PORT}, the link has to name that port."
    )
    return PORT
