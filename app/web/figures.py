"""How many, on forms: the fold of that question, how figures were understood, and the answers that a claim was read
from.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext

from app.domain import wording
from app.domain.counts import Count, describe_count, understand_count
from app.domain.counts.count import MEASURE_MUST_BE_SAID
from app.domain.counts_in_words import POPULATIONS, UNITS, breakdown_words, counted, part_words
from app.domain.figures import Figures, harms_to_choose
from app.domain.incidents import ClaimView
from app.domain.records import Value
from app.domain.text import isolated
from app.web.forms import Field, Option
from app.web.languages import current_language, within


def figure_fields() -> tuple[Field, ...]:
    """The fold of question 6: what the words do not say of a figure."""
    as_said = gettext("as the words say")
    part = gettext(
        "Like “died in hospital”, “the first wave”. A part stands by itself: it is never added to the whole."
    )
    by_sex_and_age = gettext(
        "Like “3 women, 2 girls, 1 man of unknown age, 4 unknown”, or “5 children, 2 of them girls”. Nobody is counted"
        " twice."
    )
    harms = tuple(Option(code, harm.label(current_language())) for code, harm in harms_to_choose().items())
    return (
        Field("harm", gettext("What came to them?"), "select", options=harms, unanswered=as_said),
        Field("measure", gettext("What kind of figure is it?"), "select", options=_measures(), unanswered=as_said),
        Field("part_of", gettext("Is it part of a larger figure? Which part?"), help=part, dir="auto"),
        Field("breakdown", gettext("Of whom, by sex and age?"), help=by_sex_and_age, dir="auto"),
    )


def _measures() -> tuple[Option, ...]:
    return (
        Option("event", gettext("what came of this incident")),
        Option("cumulative", gettext("what is known so far: it may still rise")),
        Option("stock", gettext("stock: how many there are at one time")),
        Option("flow", gettext("flow: how many pass in a while")),
        Option("not_stated", gettext("the source does not say whether it is stock or flow")),
    )


def figures_words(said: Sequence[str], counts: Sequence[Count], figures: Figures) -> tuple[str, bool]:
    """Figures as they were understood (`said`, one each of `counts`), what of them stays open, and whether anything
    does."""
    language = current_language()
    told = " · ".join(
        wording.consisting_words(words, figures.breakdowns.get(count), language)
        for words, count in zip(said, counts, strict=True)
    )
    unsaid = any(count.measure == "not_stated" and count.harm in MEASURE_MUST_BE_SAID for count in counts)
    if unsaid:
        told = gettext("%(said)s. Whether that is how many there are or how many pass is not said", said=told)
    if figures.exceeded:
        told = gettext(
            "%(said)s. Those named by sex and age are more than the figure; both are kept as said", said=told
        )
    if figures.left:
        left = " · ".join(f"“{words}”" for words in figures.left)
        told = gettext(
            "%(said)s. Not understood, and kept only where the quotation has it: %(left)s", said=told, left=left
        )
    open_ = any(count.minimum is None for count in counts) or unsaid or figures.exceeded or bool(figures.left)
    return str(told), open_


def without_harm(figures: Figures) -> str:
    """Figures that were understood but for what came to those they count, in words; nothing where there are none."""
    language = current_language()
    told = " · ".join(counted(describe_count(one, language), one, language) for one in figures.of_no_harm)
    if not told:
        return ""
    return str(
        gettext("%(figures)s. What came to them is not said: choose it under “More on the figure”", figures=told)
    )


def turn_offered(field: Field, figures: Figures) -> Field:
    """The field with the range as it would stand the right way round, where it was typed the other way."""
    if not (figures.turned and field.error):
        return field
    told = gettext("%(mend)s Is “%(words)s” meant?", mend=field.error, words=within(figures.turned))
    return replace(field, error=told)


def figures_beside(
    fields: Sequence[Field],
    values: Sequence[Value],
    claims: Sequence[ClaimView],
    old: ClaimView | None,
    speaker: str | None,
) -> tuple[Field, ...]:
    """The fields; beside a figure that differs from what stands of the same line, who says what: said, not refused.

    What `speaker` has said before stands by itself: of one source's figures the later counts (`counts.ranges`).
    """
    language = current_language()
    lines = {one.line: (one.minimum, one.maximum, one.stated) for one in values if isinstance(one, Count)}
    standing = [
        (one.originator.name, describe_count(one.value, language))
        for one in claims
        if one.live and one is not old and one.originator and isinstance(one.value, Count)
        and one.value.line in lines
        and lines[one.value.line] != (one.value.minimum, one.value.maximum, one.value.stated)
    ]  # fmt: skip
    own = " · ".join(figure for name, figure in standing if name == speaker)
    others = " · ".join(f"{figure} ({isolated(name, language)})" for name, figure in standing if name != speaker)
    told = []
    if own:
        told.append(
            gettext(
                "This source already says: %(figures)s. Both are kept; of one source the later figure counts, by its"
                " own date, else its document's, else as entered last. If the earlier one was entered wrongly, mend it"
                " instead",
                figures=own,
            )
        )
    if others:
        told.append(gettext("Others say: %(figures)s. What differs stays side by side", figures=others))
    if not told:
        return tuple(fields)
    return tuple(
        replace(one, understood=". ".join([str(one.understood), *map(str, told)]), unsure=True)
        if one.name == "value" and one.understood
        else one
        for one in fields
    )


def figure_as_kept(claim: ClaimView, count: Count) -> dict[str, str]:
    """The answers that a figure was read from: the words for it, or ours where they are those of the passage; on the
    fold what those do not say."""
    language = current_language()
    whole = bool(claim.citations) and claim.stated_as == claim.citations[0].quote
    words = _typed(count, language) if whole else claim.stated_as
    said = next((said for said in understand_count(words) if said.harm == count.harm), None)
    return {
        "value": words,
        "harm": "" if said else count.harm,
        "measure": "" if said and said.measure == count.measure else count.measure,
        "part_of": "" if said and said.part_of == count.part_of else part_words(count.part_of, language),
        "breakdown": breakdown_words(claim.breakdown or {}, language),
    }


def _typed(count: Count, language: str) -> str:
    """A figure as it can be typed again, where its harm and what it counts can; else as it is printed."""
    beside = POPULATIONS.get(count.population or "") or UNITS.get(count.unit, ("", ""))
    number, of_whom = describe_count(count, language), beside[language == "ar"]
    words = f"{wording.term_words('harms', count.harm, language)}: {number} {of_whom}".rstrip()
    return words if understand_count(words) else wording.value_words(count, "incident.count", language)
