"""What comes nearest in the terms of others: data beside the levels, and never "verified"."""

from app.domain.verification import LEVELS, NEAREST


def test_each_term_stands_beside_a_level_there_is() -> None:
    assert list(NEAREST) == ["airwars", "mrm", "ucdp"]
    for terms in NEAREST.values():
        assert terms.keys() <= LEVELS.keys()


def test_nothing_is_called_verified_in_a_layout_of_the_united_nations() -> None:
    assert set(NEAREST["mrm"].values()) == {"unverified", "pending_verification", "falsely_attributed", "rejected"}
    assert "verified" not in {term.lower() for terms in NEAREST.values() for term in terms.values()}


def test_what_nobody_has_assessed_is_nothing_better_than_unverified() -> None:
    assert {body: terms.get("allegation") for body, terms in NEAREST.items()} == {
        "airwars": None, "mrm": "unverified", "ucdp": None,
    }  # fmt: skip
