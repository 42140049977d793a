"""What a record of one incident says of itself."""

from dataclasses import replace
from typing import Any

from app.domain.incidents import ClaimView, in_place_of


def made(of: type, **values: Any) -> Any:
    """A record of which only these fields matter."""
    return of(**{name: values.get(name) for name in of.__dataclass_fields__})  # type: ignore[attr-defined]


def test_claims_that_lead_round_lead_nowhere() -> None:
    one = made(ClaimView, ref="CLM-1", superseded_by="CLM-2")
    two, three = replace(one, ref="CLM-2", superseded_by="CLM-3"), replace(one, ref="CLM-3", superseded_by=None)
    assert in_place_of((one, two, three), one) == three
    round_ = (one, two, replace(three, superseded_by="CLM-1"))
    assert in_place_of(round_, one) is None
