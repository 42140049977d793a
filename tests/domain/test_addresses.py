"""One address, however it was copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import address_key

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
