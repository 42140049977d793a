"""The device in front of its user: what it is called in the list of sign-ins, and whether it has signed in before.

Wrong guesses are counted for a name and a place together. A device that has signed in under the name before is a place
of its own; any other counts with its address. So guesses from elsewhere never shut out a person's own device.
"""

import hashlib
import hmac

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.text import fold

COOKIE = "tawthiq-device"
_A_YEAR = 365 * 24 * 3600

# The first that fits: most browsers also claim to be the ones below them.
_BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name() -> str:
    """What the browser calls itself, in two words that its owner recognises; nothing else of it is kept."""
    agent = request.user_agent.string
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(word for word in (browser, system) if word) or "?"


def place_of_attempt(name: str) -> bytes:
    """A keyed digest of where an attempt under this name comes from: neither name nor address follows from it."""
    mark = request.cookies.get(COOKIE, "")
    try:
        known = hmac.compare_digest(str(_signed().loads(mark)), _digest(name))
    except BadSignature:
        known = False
    return hmac.digest(_key(), (mark if known else f"address {request.remote_addr}").encode(), "sha256")


def mark_device(response: Response, name: str) -> None:
    """Leaves on the device the mark that someone of this name has signed in here."""
    response.set_cookie(
        COOKIE,
        _signed().dumps(_digest(name)),
        max_age=_A_YEAR,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def _signed() -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt="device that has signed in", signer_kwargs={"digest_method": hashlib.sha256})


def _digest(name: str) -> str:
    return hmac.digest(_key(), fold(name).encode(), "sha256").hex()


def _key() -> bytes:
    return bytes(current_app.config["SECRET_KEY"])
