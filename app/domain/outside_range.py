"""Which figures make the reported range of a line of harm, and why the others stand beside it.

One value an origin: its latest own. What nobody states a basis for, what was graded doubtful or worse, and what others
pass on of an origin that speaks for itself, is shown and makes no range (2-domain, "How many"). The store reckons the
range by the same rule (`harm_projection`); a test holds the two equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, TypeAlias

from app.domain.counts import Count, Line
from app.domain.incidents import ClaimView

Outside: TypeAlias = Literal["not_asserted", "confidential", "no_basis", "doubtful", "relayed", "earlier", "compiled"]

DOUBTFUL = 4
"""From this grade of credibility on (doubtful, improbable, cannot be judged) a figure makes no range."""


def outside_range(claims: Sequence[ClaimView], grades: Mapping[str, int]) -> dict[str, Outside]:
    """Of the live figures of one harm those that make no range, by ref, and why. `grades` are those of credibility.

    A figure that only repeats what its origin says itself is none of them: it says nothing else.
    """
    live = [claim for claim in claims if claim.live and isinstance(claim.value, Count)]
    found = {claim.ref: why for claim in live if (why := _no_figure(claim, grades))}
    heard = [claim for claim in live if found.get(claim.ref) in (None, "doubtful")]
    own = {group for claim in heard if claim.basis != "compiled" for group in claim.origin_ids}
    speaking: dict[object, list[ClaimView]] = {}
    for claim in (one for one in heard if one.ref not in found):
        if claim.basis == "compiled" and not own.isdisjoint(claim.origin_ids):
            found[claim.ref] = "compiled"
        else:
            speaking.setdefault((_line(claim), _origin(claim)), []).append(claim)
    for said in speaking.values():
        found |= _beside_the_latest(said)
    return found


def _no_figure(claim: ClaimView, grades: Mapping[str, int]) -> Outside | None:
    if claim.polarity != "asserts":
        return "not_asserted"
    if claim.tier > 1:
        return "confidential"
    if not claim.voice().is_origin:
        return "no_basis"
    return "doubtful" if grades.get(claim.ref, 0) >= DOUBTFUL else None


def _line(claim: ClaimView) -> Line:
    assert isinstance(claim.value, Count)
    return claim.value.line


def _origin(claim: ClaimView) -> object:
    return claim.originator if claim.basis == "compiled" else claim.origin_ids


def _beside_the_latest(said: Iterable[ClaimView]) -> dict[str, Outside]:
    """What one origin said beside its latest own, where that is another figure."""
    newest, *others = sorted(enumerate(said), key=lambda one: _precedence(*one), reverse=True)
    stands = newest[1].value
    return {
        claim.ref: "relayed" if claim.relayed and not newest[1].relayed else "earlier"
        for _, claim in others
        if _bounds(claim.value) != _bounds(stands)
    }


def _precedence(entered: int, claim: ClaimView) -> tuple[bool, datetime, date, int]:
    published = claim.citations[0].document.published_latest_on if claim.citations else None
    return not claim.relayed, claim.as_of or datetime.min, published or date.min, entered


def _bounds(value: object) -> tuple[object, ...]:
    assert isinstance(value, Count)
    return value.minimum, value.highest, value.quantity_class
