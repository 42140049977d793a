"""Names of files, as somebody else gave them."""

import re
import unicodedata

LONGEST = 255

# Marks that turn the reading direction: with one of them "gnp.exe" can be made to read as "exe.png".
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def original_name(given: str) -> str:
    """A name as it was given, without the folders before it and what cannot be shown or kept; it may be empty."""
    last = re.split(r"[/\\]", given)[-1]
    shown = "".join(one for one in last if unicodedata.category(one) not in ("Cc", "Cs"))
    return shown.strip()[-LONGEST:]


def name_to_save_under(name: str, otherwise: str) -> str:
    """A name under which a browser may offer to save: one that reads as what it is, and is no hidden file."""
    return _TURNING.sub("", name).strip().lstrip(".") or otherwise
