"""One address, however it was copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import address_key, number_words, read_number
from app.domain.errors import InvalidValue

SAME = (
    "https://monitor-m.example/releases/12?b=2&a=1",
    "http://www.monitor-m.example/releases/12/?a=1&b=2",
    "HTTPS://Monitor-M.example:443/releases/12?a=1&b=2#top",
    "https://monitor-m.example/releases/12?a=1&utm_source=x&b=2&fbclid=y",
)


def test_ways_of_copying_one_address_are_one() -> None:
    assert {address_key(one) for one in SAME} == {"monitor-m.example/releases/12?a=1&b=2"}


def test_a_path_reads_the_same_with_and_without_percent_signs() -> None:
    assert address_key("https://m.example/%D8%A8%D9%8A%D8%AA") == address_key("https://m.example/بيت")


@pytest.mark.parametrize(
    "other",
    [
        "https://monitor-m.example/releases/13?a=1&b=2",
        "https://monitor-m.example/releases/12?a=1",
        "https://monitor-m.example:8443/releases/12?a=1&b=2",
        "https://other.example/releases/12?a=1&b=2",
        "https://monitor-m.example/Releases/12?a=1&b=2",
    ],
)
def test_what_may_lead_elsewhere_stays_apart(other: str) -> None:
    assert address_key(other) != address_key(SAME[0])


@given(st.text(max_size=60))
def test_whatever_was_typed_has_a_key(typed: str) -> None:
    assert isinstance(address_key(typed), str)
    assert isinstance(address_key("https://" + typed), str)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("UN: A/HRC/57/86", ("un", "A/HRC/57/86")),
        (" un :A/HRC/57/86 ", ("un", "A/HRC/57/86")),
        ("Archive of B: box 7: 12", ("archive-of-b", "box 7: 12")),
        ("أرشيف ب: ١٢", ("ارشيف-ب", "12")),
    ],
)
def test_a_number_elsewhere_says_whose_it_is(typed: str, number: tuple[str, str]) -> None:
    assert read_number(typed) == number == read_number(number_words(number))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "A/HRC/57/86",
        "UN:",
        ": 12",
        "https://m.example/1",
        "sha256: ab",
        "Report: 17",
        "x" * 101 + ": 1",
        "un: " + "1" * 501,
    ],
)
def test_a_number_without_whose_it_is_is_none(typed: str) -> None:
    with pytest.raises(InvalidValue):
        read_number(typed)
