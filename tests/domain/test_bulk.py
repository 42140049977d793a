"""A change of many claims makes an act more exact, and nothing else."""

import pytest

from app.domain.bulk import check_change, more_exact
from app.domain.errors import InvalidInput
from app.domain.vocabularies import terms


@pytest.mark.parametrize("code", terms("act_types"))
def test_what_is_more_exact_stands_under_it_and_is_as_open(code: str) -> None:
    known = terms("act_types")
    for term in more_exact(code):
        assert code in term.lineage[1:] and term.can_be_chosen
        assert term.attributes.get("default_tier") == known[code].attributes.get("default_tier")


@pytest.mark.parametrize(
    ("wide", "exact", "reason", "wrong"),
    [
        ("killing", "killing", "Same.", {"to"}),
        ("killing_in_attack", "killing", "Wider.", {"to"}),
        ("killing", "wounding", "Another.", {"to"}),
        ("nothing", "killing", "Unknown.", {"to"}),
        ("killing", "mass_killing", " ", {"reason"}),
        ("killing", "mass_killing", "x" * 1001, {"reason"}),
        ("life", "killing", "", {"reason"}),
    ],
)
def test_what_is_not_more_exact_or_has_no_reason_is_refused(
    wide: str, exact: str, reason: str, wrong: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_change(wide, exact, reason)
    assert set(refused.value.problems) == wrong


def test_a_more_exact_act_with_a_reason_goes_through() -> None:
    check_change("killing", "mass_killing", "The compiler counts three and more so.")
