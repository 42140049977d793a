"""What kind of file it is, by its content alone."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.services.media import UNKNOWN, media_type


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, kind)
    return made.getvalue()


def package() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("a.txt", "a")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (b"%PDF-1.7\n...", "application/pdf"),
        (package(), "application/zip"),
        (b"\0\0\0\x18ftypmp42" + bytes(50), "video/mp4"),
        (b"<!doctype html><html>", "text/html"),
        (b"place,killed\nBayt Rummana,3\n", "text/plain"),
        (b"BM is how this text begins", "text/plain"),
        ("شهادة".encode(), "text/plain"),
        ("ش".encode() * 40_000, "text/plain"),
        ("قُتل عشرات الأشخاص في القرية، قال الشهود".encode("cp1256"), "text/plain"),
        ("Café déjà vu à Orléans".encode("cp1252"), UNKNOWN),
        (b"\xfe\x01\x80" * 9, UNKNOWN),
    ],
)
def test_it_is_told_by_content(data: bytes, expected: str) -> None:
    assert media_type(io.BytesIO(data)) == expected


@given(st.binary(min_size=1, max_size=600))
def test_anything_has_some_type(data: bytes) -> None:
    assert "/" in media_type(io.BytesIO(data))
