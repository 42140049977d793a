"""Long passphrases pass whatever they are made of; short ones and the first that are guessed do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.passphrases import LONGEST, SHORTEST, canonical, check_passphrase


@given(st.text(max_size=LONGEST - SHORTEST))
def test_whatever_is_added_to_words_of_ones_own_is_taken(more: str) -> None:
    if len(canonical(more)) == len(more):
        check_passphrase("seven olives … " + more, "Salma")


@pytest.mark.parametrize("passphrase", ["", "fourteen chars", "a" * 14, "olives " * 40])
def test_too_short_and_too_long_are_refused_with_the_mend(passphrase: str) -> None:
    with pytest.raises(InvalidValue, match=r"15|200") as refused:
        check_passphrase(passphrase, "Salma")
    assert refused.value.field == "passphrase"


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct horse battery staple",
        "Correct Horse Battery Staple",
        "1234567890123456",
        "ababababababababab",
        "a" * 30,
    ],
)
def test_what_is_guessed_first_is_refused(passphrase: str) -> None:
    with pytest.raises(InvalidValue, match="among the first"):
        check_passphrase(passphrase, "Salma")


def test_ones_own_name_is_no_passphrase() -> None:
    with pytest.raises(InvalidValue):
        check_passphrase("salma bint rummana", "Salma Bint  Rummana")
    check_passphrase("salma bint rummana", "Dalal")


def test_the_same_passphrase_from_two_keyboards_is_the_same() -> None:
    assert canonical("caf\u00e9 by the old sea") == canonical("cafe\u0301 by the old sea")
