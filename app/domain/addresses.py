"""One address on the web, however it was copied: what two of them have in common when they lead to the same page.

The address itself is kept as it was given; beside it stands this key, by which a document is known again.
"""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# What says how a reader came to a page, and not which page it is.
_TRACKING = ("utm_", "at_", "pk_", "mc_")
_TRACKING_NAMES = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "yclid", "_ga", "ref_src", "s_cid"})
_PORTS = {"http": 80, "https": 443}


def address_key(url: str) -> str:
    """The same text for all ways of writing one address: scheme, www., the host's case and usual port, a last slash,
    the fragment, the order of the query and marks of tracking make no difference. Text that is no address is its own.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # a port that is no number, brackets that do not close
        return text
    if not host:
        return text
    if port is not None and port != _PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    asked = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0]))
    path = unquote(parts.path).rstrip("/")
    return host.removeprefix("www.") + path + ("?" + urlencode(asked) if asked else "")


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING_NAMES or name.lower().startswith(_TRACKING)
