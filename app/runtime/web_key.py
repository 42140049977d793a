"""The key that signs what forms carry, one file of the data folder."""

import os
import secrets
from pathlib import Path


def read_web_key(path: Path) -> bytes:
    """The key that signs form tokens, made on the first start (32 random bytes, mode 0600).

    Several processes may start at once: whichever links its file first wins, and all read that one.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
