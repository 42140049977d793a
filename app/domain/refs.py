"""The numbers by which the outside knows things: a prefix and 12 random Crockford characters.

Random, so that a ref says nothing of order or of how much a project holds; twelve, because at a million records eight
would collide. A taken ref is drawn again by whoever inserts.
"""

import hashlib
import re
import secrets

PREFIXES = {
    "incident": "INC",
    "act": "ACT",
    "party": "PTY",
    "source": "SRC",
    "document": "DOC",
    "claim": "CLM",
    "file": "FIL",
    "task": "TSK",
    "property_item": "ITM",
    "intervention": "ITV",
    "own_place": "PLC",
    "saved_question": "QST",
    "export": "EXP",
}

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two characters at once, the first for the lower five bits: refs are drawn by the million.
_PAIRS = [_ALPHABET[number & 31] + _ALPHABET[number >> 5] for number in range(1024)]
_SHAPE = re.compile(rf"(?:{'|'.join(PREFIXES.values())})-[{_ALPHABET}]{{12}}")
_AMONG_WORDS = re.compile(rf"({_SHAPE.pattern}|\d{{4}}-\d\d-\d\d)")


def new_ref(kind: str) -> str:
    """A fresh ref for a kind of thing (a key of PREFIXES)."""
    return _written(kind, secrets.token_bytes(8))


def ref_of_form(kind: str, once: str, number: int = 0) -> str:
    """The ref of the thing that a form with this one-time key makes, so that a form sent twice makes it once."""
    return _written(kind, hashlib.sha256(f"{once} {number}".encode()).digest()[:8])


def _written(kind: str, drawn: bytes) -> str:
    number = int.from_bytes(drawn)
    return f"{PREFIXES[kind]}-" + "".join([_PAIRS[number >> shift & 1023] for shift in range(0, 60, 10)])


def is_ref(text: str, kind: str | None = None) -> bool:
    """Whether a text has the shape of a ref (of one kind, where one is named)."""
    return _SHAPE.fullmatch(text) is not None and (kind is None or text.startswith(PREFIXES[kind] + "-"))


def parted(words: str) -> list[str]:
    """Words, and the refs and dates in digits among them, by turns: the first part, and every second one after it, is
    words."""
    return _AMONG_WORDS.split(words)
