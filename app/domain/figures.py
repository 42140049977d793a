"""How many, as forms ask it: figures read from words, and on the fold what the words do not say of them.

What a figure measures, which part of a larger one it is, and of whom it consists by sex and age.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, Field

from app.domain.counts import Count, turned_round, understand_count, understand_in_part, without_a_harm
from app.domain.counts.breakdown import exceeds, read_breakdown, with_unknown
from app.domain.counts.count import MEASURE_MUST_BE_SAID, Measure
from app.domain.counts.reading import leaves_open_how_many
from app.domain.counts_in_words import part_of_words
from app.domain.disclosure import ENTRY_CEILING, kind_tier
from app.domain.errors import InvalidValue, mend
from app.domain.text import verbatim
from app.domain.vocabularies import Term, terms

_NO_FIGURE = mend(
    "No figure was understood. Say what came to whom or what, like “12 killed, dozens hurt” or “3 homes burned”, or"
    " leave it empty: the words stay in the quotation."
)
_HOW_MANY = mend(
    "Several families of so many can be that many people each, or all together. Write what the source means, like “10"
    " people killed” or “2 families killed”."
)
_OF_ONE = mend(
    "By sex and age one figure of people is broken down. Write that figure alone, and enter the others as further"
    " claims."
)
FALLS = mend(
    "The lower end stands above the upper one. Write the smaller number first, if that is what the source means."
)
WHICH_HARM = mend(
    "How many is understood, and not what came to them. Choose it, or write it beside the number, like “12 killed”."
)
_NO_SUCH_HARM = mend("Choose one of the answers offered.")
_HARM_SAID = mend("The words say already what came to them. Leave this empty, or those words out.")
_OTHER_HARM = mend("This cannot come to what is counted here. Choose another answer.")
_OF_NONE = mend("This is said of a figure: write how many.")

_OF_FAMILIES = MEASURE_MUST_BE_SAID | {"threatened", "affected_unspecified"}
"""What comes to families as families; of other harms a source has to say that it came to so many of them."""

_CLAUSES = re.compile(r"[.,;،؛:](?!\d)|\n")


class FigureAnswers(BaseModel):
    """The fold of question 6. Left empty, each is what the words say."""

    harm: str | None = None
    measure: Measure | None = None
    part_of: str | None = Field(default=None, max_length=200)
    breakdown: str | None = Field(default=None, max_length=300)


@dataclass(frozen=True)
class Figures:
    """Figures as they were understood; `left` are words that were not. `breakdowns` says of whom a figure consists, by
    sex and age; `exceeded`, that more are named there than it has.

    Where nothing can be kept yet, `of_no_harm` are the figures of which only the harm is missing, and `turned` are the
    words with a range turned round whose lower end stands above the upper.
    """

    counts: tuple[Count, ...] = ()
    left: tuple[str, ...] = ()
    of_no_harm: tuple[Count, ...] = ()
    turned: str = ""
    breakdowns: Mapping[Count, dict[str, int]] = field(default_factory=dict)
    exceeded: bool = False


def read_figures(
    text: str, quote: str, harms: tuple[str, ...], answers: FigureAnswers, *, of_acts: bool = False
) -> Figures:
    """Figures and words for figures; a bare number is of the first of `harms` that it can be of. Each has the words of
    `quote` for it. `of_acts`: the harms are those of the acts, and nobody said them of this figure.

    InvalidValue, naming the answer. Text of which no figure is understood would be lost, so it is refused.
    """
    if answers.harm and answers.harm not in harms_to_choose():
        raise InvalidValue(_NO_SUCH_HARM, "harm")
    if answers.harm:
        counts, left = _understood(text, (answers.harm,))
    else:
        counts, left = _understood(text, harms, of_acts=of_acts)
    if not counts:
        return _wanting(text, answers)
    if answers.harm and all(count.harm != answers.harm for count in counts):
        raise InvalidValue(_HARM_SAID, "harm")
    # "12 killed, 12 dead" says one thing twice.
    once: dict[Count, Count] = {}
    for count in counts:
        once.setdefault(replace(count, words=""), count)
    own = (replace(count, words=_own_words(count, quote)) for count in once.values())
    told = tuple(_answered(count, answers) for count in own)
    return _broken_down(Figures(told, tuple(left)), answers.breakdown)


def harms_to_choose() -> dict[str, Term]:
    """The harms of which a figure can be entered yet, by code: of people, and of objects."""
    return {
        code: harm
        for code, harm in terms("harms").items()
        if harm.can_be_chosen
        and harm.attributes.get("kind") in ("person", "property")
        and kind_tier("harms", code) <= ENTRY_CEILING
    }


def refuse_of_none(answers: FigureAnswers) -> None:
    """InvalidValue where something is said of a figure, and there is none."""
    for name in FigureAnswers.model_fields:
        if getattr(answers, name):
            raise InvalidValue(_OF_NONE, name)


def _understood(text: str, harms: tuple[str, ...], *, of_acts: bool = False) -> tuple[list[Count], list[str]]:
    read = [understand_in_part(text, harm) for harm in harms or (None,)]
    if of_acts and not understand_in_part(text)[0]:
        read = [one for one in read if all(_may_be_meant(count) for count in one[0])]
    return min((one for one in read if one[0]), key=lambda one: len(one[1]), default=([], []))


def _may_be_meant(count: Count) -> bool:
    """Whether a harm that nobody said may be that of a figure: "hundreds of families" are not so many killed."""
    return count.unit not in ("family", "household") or count.harm in _OF_FAMILIES


def _wanting(text: str, answers: FigureAnswers) -> Figures:
    """What a text of which nothing can be kept wants: a range turned, or the harm. InvalidValue where it is neither."""
    if turned := turned_round(text):
        return Figures(turned=turned)
    found = without_a_harm(text)
    if found and answers.harm:
        raise InvalidValue(_OTHER_HARM, "harm")
    if not found:
        raise InvalidValue(_HOW_MANY if leaves_open_how_many(text) else _NO_FIGURE)
    return Figures(of_no_harm=tuple(found))


def _own_words(count: Count, quote: str) -> str:
    """The words of the quotation for a count: those typed, or those of a clause that say the same."""
    own = verbatim(count.words, quote)
    if own != quote:
        return own
    clauses = (said for clause in _CLAUSES.split(quote) for said in understand_count(clause))
    return next((said.words for said in clauses if replace(said, words=count.words) == count), quote)


def _answered(count: Count, answers: FigureAnswers) -> Count:
    """The count with what was answered of it beside the words."""
    if answers.measure == "cumulative":
        count = count.so_far()
    elif answers.measure:
        count = replace(count, measure=answers.measure)
    part = count.part_of or (part_of_words(answers.part_of) if answers.part_of else None)
    return replace(count, part_of=part)


def _broken_down(figures: Figures, breakdown: str | None) -> Figures:
    if not breakdown:
        return figures
    people = [count for count in figures.counts if count.unit == "person"]
    wholes = [count for count in people if not count.population] if len(people) > 1 else people
    if len(wholes) != 1:
        raise InvalidValue(_OF_ONE, "breakdown")
    try:
        read = read_breakdown(breakdown)
    except InvalidValue as refusal:
        raise InvalidValue(str(refusal), "breakdown") from None
    [whole] = wholes
    return replace(figures, breakdowns={whole: with_unknown(read, whole)}, exceeded=exceeds(read, whole))
