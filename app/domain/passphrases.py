"""What a passphrase must be: long, and not one that everybody tries. No rules of composition and no expiry.

Rules after NIST SP 800-63B section 3.1.1 and AUTH-2. Hashing and comparing are left to `app.services.sign_ins`.
"""

import unicodedata

from app.domain.errors import InvalidValue
from app.domain.text import fold

SHORTEST = 15
LONGEST = 200
FEWEST_DIFFERENT = 6

# The long ones of the lists that guessing begins with, folded and without spaces.
_KNOWN = frozenset(
    {
        "correcthorsebatterystaple",
        "passwordpassword",
        "password123456789",
        "passphrasepassphrase",
        "123456789012345",
        "1234567890123456",
        "12345678901234567890",
        "qwertyuiopasdfg",
        "qwertyuiopasdfgh",
        "qwertyuiopasdfghjkl",
        "1q2w3e4r5t6y7u8i",
        "1qaz2wsx3edc4rfv",
        "abcdefghijklmno",
        "abcdefghijklmnopqrstuvwxyz",
        "iloveyouiloveyou",
        "letmeinletmeinletmein",
        "administratoradministrator",
        "thequickbrownfoxjumpsoverthelazydog",
    }
)


def canonical(passphrase: str) -> str:
    """The same characters for every keyboard and system that typed them (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase)


def check_passphrase(passphrase: str, name: str) -> None:
    """InvalidValue with the mend, unless the passphrase will do for whoever goes by `name`."""
    if len(canonical(passphrase)) < SHORTEST:
        raise InvalidValue("Write at least 15 characters: a few words that nobody would guess.", "passphrase")
    if len(canonical(passphrase)) > LONGEST:
        raise InvalidValue("Write at most 200 characters.", "passphrase")
    bare = fold(passphrase).replace(" ", "")
    if bare in _KNOWN or len(set(bare)) < FEWEST_DIFFERENT or bare == fold(name).replace(" ", ""):
        raise InvalidValue("This one is among the first that are tried. Choose a few words of your own.", "passphrase")
