"""Refs are random, well shaped, and the same for a form sent twice."""

import pytest

from app.domain.refs import PREFIXES, is_ref, new_ref, parted, ref_of_form


@pytest.mark.parametrize("kind", PREFIXES)
def test_a_new_ref_is_one_of_its_kind(kind: str) -> None:
    ref = new_ref(kind)
    assert is_ref(ref, kind)
    assert not any(is_ref(ref, other) for other in PREFIXES if other != kind)
    assert new_ref(kind) != ref


@pytest.mark.parametrize(
    "text", ["", "INC-", "INC-7QK3M9XT42B", "INC-7QK3M9XT42BU", "inc-7QK3M9XT42BC", "INC-7QK3M9XT42BC "]
)
def test_other_texts_are_no_refs(text: str) -> None:
    assert not is_ref(text)


def test_a_form_makes_the_same_ref_twice() -> None:
    once = "0b0e7f0e-3c1b-4b7e-9d7e-3f5a1c9b2d11"
    assert ref_of_form("claim", once, 0) == ref_of_form("claim", once, 0) != ref_of_form("claim", once, 1)
    assert is_ref(ref_of_form("claim", once), "claim")


def test_refs_among_words_are_every_second_part() -> None:
    assert parted("INC-0123456789AB and INC-012345678") == ["", "INC-0123456789AB", " and INC-012345678"]
