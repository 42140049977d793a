"""Small pictures of pictures, for the eye: re-encoded in a limited process, never the file itself."""

from pathlib import Path
from typing import BinaryIO

from app.services.children import run_child

PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Types of which a small picture is made."""

_CHILD = Path(__file__).with_name("picture_child.py")
_PNG = b"\x89PNG\r\n\x1a\n"


def make_preview(file: BinaryIO) -> bytes:
    """The small picture of a file as PNG without metadata; empty where none can be made."""
    picture = run_child(_CHILD, file) or b""
    return picture if picture.startswith(_PNG) else b""
