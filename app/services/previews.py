"""Small pictures of pictures, for the eye: re-encoded in a limited process, never the file itself."""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Types of which a small picture is made; nothing else is parsed."""

TIMEOUT_S = 10
# Run by its path: what it loads to read pictures stays out of this process.
_CHILD = Path(__file__).with_name("picture_child.py")
_PNG = b"\x89PNG\r\n\x1a\n"
# A page asks for many at once, and each may take what memory one is allowed.
_at_once = threading.BoundedSemaphore(2)


def make_preview(file: BinaryIO) -> bytes:
    """The small picture of a file as PNG without metadata; empty where none can be made."""
    command = [sys.executable, "-I", str(_CHILD)]
    with tempfile.TemporaryFile() as made:
        try:
            with _at_once:
                subprocess.run(
                    command,
                    stdin=file,
                    stdout=made,
                    stderr=subprocess.DEVNULL,
                    timeout=TIMEOUT_S,
                    env={},
                    cwd="/",
                    check=True,
                )
        except (subprocess.SubprocessError, OSError):
            return b""
        made.seek(0)
        picture = made.read()
    return picture if picture.startswith(_PNG) else b""
