"""The released lists hold together, and say nothing that takes a side."""

import re

import pytest

from app.domain.properties import PROPERTIES, default_basis
from app.domain.vocabularies import LISTS, release_as_json, terms


@pytest.mark.parametrize("vocabulary", LISTS)
def test_every_term_has_labels_a_definition_and_a_parent_before_it(vocabulary: str) -> None:
    seen: set[str] = set()
    for code, term in terms(vocabulary).items():
        assert re.fullmatch(r"[a-z0-9_]+", code)
        assert term.label_en and term.label_ar and term.definition_en
        assert term.parent_code is None or term.parent_code in seen
        assert term.lineage[0] == code and len(term.lineage) <= 3
        seen.add(code)


@pytest.mark.parametrize("vocabulary", LISTS)
def test_no_label_calls_anyone_a_perpetrator(vocabulary: str) -> None:
    for term in terms(vocabulary).values():
        assert "perpetrator" not in (term.label_en + term.definition_en).lower()


def test_labels_that_nobody_has_signed_say_so() -> None:
    """Every Arabic label is a draft until two people who document in Arabic have signed it."""
    unsigned = [term.code for name in LISTS for term in terms(name).values() if term.label_under_review]
    assert len(unsigned) == sum(len(terms(name)) for name in LISTS)


def test_the_release_is_the_same_bytes_every_time() -> None:
    assert release_as_json() == release_as_json()


def test_properties_name_lists_that_exist() -> None:
    for known in PROPERTIES.values():
        assert known.path.split(".")[0] == {"party": "context"}.get(known.subject, known.subject)
        assert known.label_en and known.label_ar
        if known.vocabulary:
            assert terms(known.vocabulary)


@pytest.mark.parametrize(
    "kind, basis",
    [
        ("academic", "compiled"), ("monitor", "own_collection"), ("registry", "records"), ("eyewitness", "observed"),
        ("opinion_outlet", "none_stated"), ("source_unknown", "none_stated"), ("social_account", "none_stated"),
        ("court_or_inquiry", "finding"), ("party_to_events", "none_stated"), ("state_body", "own_collection"),
    ],
)  # fmt: skip
def test_default_basis_follows_from_the_kind_of_source(kind: str, basis: str) -> None:
    assert default_basis(terms("source_kinds")[kind].attributes) == basis
