"""A harm on the page of its incident: the range that is reported, the claims that make it, and apart from them those
that do not, each with why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.decisions import Question
from app.domain.incidents import ClaimView, HarmLine, IncidentView
from app.domain.outside_range import Outside, outside_range
from app.web.languages import current_language
from app.web.shown import ShownClaim, ShownFact

ASIDE = {
    "not_asserted": lazy_gettext("Outside the range: it does not say that it was so."),
    "confidential": lazy_gettext("Outside the range: it is confidential."),
    "no_basis": lazy_gettext("Outside the range: on what basis it is said is not stated."),
    "doubtful": lazy_gettext("Outside the range: it was graded doubtful or worse."),
    "relayed": lazy_gettext("Outside the range: what the source itself says is another figure."),
    "earlier": lazy_gettext("Outside the range: the same source said another figure later."),
    "compiled": lazy_gettext("Outside the range: compiled from sources whose own figures are here."),
}
"""Why a figure makes no part of the range, by its code."""

_HEADINGS: tuple[tuple[frozenset[Outside], object], ...] = (
    (frozenset({"relayed"}), lazy_gettext("As relayed")),
    (frozenset({"earlier"}), lazy_gettext("Said earlier")),
    (frozenset({"no_basis", "doubtful", "compiled", "not_asserted", "confidential"}), lazy_gettext("Also said")),
)
_APART = {
    "unit": lazy_gettext("they count different things"),
    "stock_flow": lazy_gettext("one says how many there are at a time, the other how many pass in a while"),
    "measure_not_stated": lazy_gettext("of one it is not said whether it is how many there are or how many pass"),
    "measure": lazy_gettext("they are measured in different ways"),
}


def outside_ranges(view: IncidentView, grades: Mapping[str, int]) -> dict[str, Outside]:
    """The figures of an incident that make no part of a reported range, by ref, and why."""
    found: dict[str, Outside] = {}
    for harm in harms_of(view):
        found |= outside_range(counts_of(view, harm), grades)
    return found


def harms_of(view: IncidentView) -> tuple[str, ...]:
    """The harms of which a claim gives a figure, in order of entry."""
    return tuple(dict.fromkeys(getattr(claim.value, "harm", "") for claim in view.claims_on("incident.count")))


def counts_of(view: IncidentView, harm: str) -> list[ClaimView]:
    """The claims of one harm."""
    return [claim for claim in view.claims_on("incident.count") if getattr(claim.value, "harm", None) == harm]


def harm_fact(
    view: IncidentView, harm: str, shown: Mapping[str, ShownClaim], outside: Mapping[str, Outside],
    question: Question | None,
) -> ShownFact:  # fmt: skip
    """One harm; `shown` are the claims as the page has them, by ref."""
    language = current_language()
    claims = [claim.ref for claim in counts_of(view, harm)]
    lines = [line for line in view.harms if line.harm == harm]
    beside = tuple(
        (str(heading), tuple(_aside(shown[ref], outside[ref]) for ref in claims if outside.get(ref) in reasons))
        for reasons, heading in _HEADINGS
    )
    return ShownFact(
        label=wording.term_words("harms", harm, language),
        claims=tuple(shown[ref] for ref in claims if ref not in outside),
        words=" · ".join(wording.harm_words(line, language) for line in lines),
        origins=wording.origins_words(view.harm_origins(harm), language),
        apart=_apart(lines),
        question=question,
        outside=tuple(group for group in beside if group[1]),
    )


def _aside(claim: ShownClaim, why: Outside) -> ShownClaim:
    return replace(claim, aside=str(ASIDE[why]))


def _apart(lines: Sequence[HarmLine]) -> tuple[str, ...]:
    """Of each pair of figures that are not of one thing, why they stand on lines of their own."""
    language = current_language()
    comma = "، " if language == "ar" else ", "
    return tuple(
        gettext(
            "%(one)s and %(other)s are neither merged nor added: %(why)s.",
            one=wording.harm_words(one, language),
            other=wording.harm_words(other, language),
            why=comma.join(str(_APART[reason]) for reason in reasons),
        )
        for one, other in combinations([line for line in lines if line.is_told], 2)
        if (reasons := one.apart_from(other))
    )
