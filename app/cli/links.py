"""How a one-time link is printed: its address on this machine, and for how long it opens."""

from app.services.accounts import LINK_HOURS

PORT = 8080
"""Where `tawthiq serve` listens unless it is told otherwise."""


def link_url(link: str, port: int = PORT) -> str:
    """The address that opens a one-time link."""
    return f"http://localhost:{port}/first/{link}"


def first_link(link: str, port: int = PORT) -> str:
    """The line that shows the first link."""
    return f"Sign in for the first time (works once, within {LINK_HOURS} hours): {link_url(link, port)}"
