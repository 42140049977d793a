"""By what a document is known again: its address on the web, however it was copied, and its number elsewhere.

The address itself is kept as it was given; beside it stands this key: what two of them have in common when they lead to
the same page.
"""

import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from app.domain.errors import InvalidValue
from app.domain.text import fold

Number = tuple[str, str]
"""Whose number, and the number: ("un", "A/HRC/57/86")."""

# What says how a reader came to a page, and not which page it is.
_TRACKING = ("utm_", "at_", "pk_", "mc_")
_TRACKING_NAMES = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "yclid", "_ga", "ref_src", "s_cid"})
_PORTS = {"http": 80, "https": 443}
OF_IMPORTS = frozenset({"sha256", "report"})
"""Whose numbers an import knows its own documents by: nobody types them, and nobody takes them back."""
_LONGEST_SCHEME, _LONGEST_NUMBER = 100, 500


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


def read_number(typed: str) -> Number:
    """Whose number it is, in small letters, so that it is one however it was written; and the number as it stands,
    in digits of one script. InvalidValue where either is missing."""
    whose, _, number = "".join(str(unicodedata.decimal(one, one)) for one in typed).partition(":")
    scheme, value = "-".join(fold(whose).split()), " ".join(number.split())
    is_one = scheme and value and not value.startswith("//") and scheme not in OF_IMPORTS
    if not is_one or len(scheme) > _LONGEST_SCHEME or len(value) > _LONGEST_NUMBER:
        raise InvalidValue("Write whose number it is, a colon, and the number, like UN: A/HRC/57/86.")
    return scheme, value


def read_lines(typed: str) -> list[str]:
    """Numbers that are written one a line, as a form would offer them; what is none as it stands."""
    found = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        try:
            found.append(number_words(read_number(line)))
        except InvalidValue:
            found.append(line)
    return found


def number_words(number: Number) -> str:
    """A number as a form offers it, in one line."""
    return ": ".join(" ".join(part.split()) for part in number)
