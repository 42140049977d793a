"""Names of files, as somebody else gave them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.files import LONGEST, name_to_save_under, original_name


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("photo.jpg", "photo.jpg"),
        ("C:\\Users\\x\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("تقرير يومي.pdf", "تقرير يومي.pdf"),
        ("a\r\nSet-Cookie: b\0.txt", "aSet-Cookie: b.txt"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("folder/", ""),
    ],
)
def test_a_name_is_kept_as_it_was_given(given_: str, expected: str) -> None:
    assert original_name(given_) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a\u202egpj.exe", "agpj.exe"), (".profile", "profile"), ("..", "FIL-X"), ("", "FIL-X"), ("\u2066", "FIL-X")],
)
def test_it_is_saved_under_a_name_that_reads_as_what_it_is(name: str, expected: str) -> None:
    assert name_to_save_under(name, "FIL-X") == expected


@given(st.text(max_size=400))
def test_no_name_leads_elsewhere_or_breaks_a_line(given_: str) -> None:
    name = original_name(given_)
    assert len(name) <= LONGEST
    assert not set(name) & set("/\\")
    assert not [one for one in name if unicodedata.category(one) in ("Cc", "Cs")]
    assert name_to_save_under(name, "x")
