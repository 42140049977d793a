"""What kind of file it is, by its content; what its name says does not matter."""

import codecs
import os
import re
from typing import BinaryIO

import puremagic

UNKNOWN = "application/octet-stream"
_HEAD = 64 * 1024
_SURE = 0.4  # puremagic's measure of four bytes that agree
_ZIP = b"PK\x03\x04"
_ARABIC = re.compile("[\u0621-\u064a]{2,}")


def media_type(file: BinaryIO) -> str:
    """The media type of a file, as a label for people: nothing is opened or served by it."""
    head = file.read(_HEAD)
    matches = _matches(file)
    if head.startswith(_ZIP):
        return "application/zip"  # a package of any kind: nobody looks inside
    sure = matches[0][1] if matches else 0.0
    if sure < _SURE and _is_text(head):
        return "text/plain"
    return matches[0][0] if matches else UNKNOWN


def _matches(file: BinaryIO) -> list[tuple[str, float]]:
    """Types by what the content begins or ends with, the surest first."""
    file.seek(0, os.SEEK_SET)
    try:
        return [(one.mime_type, one.confidence) for one in puremagic.magic_stream(file) if one.mime_type]
    except (puremagic.PureError, ValueError):
        return []


def _is_text(head: bytes) -> bool:
    """Whether a beginning is text in UTF-8, which may be cut within a character, or Arabic as Windows wrote it."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("cp1256")
        beyond = sum(1 for letter in text if letter > "\x7f")
        if sum(len(word) for word in _ARABIC.findall(text)) * 4 < beyond * 3:
            return False
    return not any(character < " " and character not in "\t\n\r\f" for character in text)
