"""A typed count from start to end: known words, clauses, and what harm each clause is of. All of it or nothing.

A clause says how many; its harm stands in it, in the clause whose part it is ("including 3 children"), or after a list
that shares it ("12 men and 3 women killed"). Where grammar leaves open what a figure is of ("12 killed and wounded"),
the text is not understood, and no number is made of it.
"""

import re
from typing import NamedTuple

from app.domain.counts.clauses import HARM_NOT_SAID, PERSONS, Clause, cut, falling_interval
from app.domain.counts.count import MEASURE_MUST_BE_SAID, Count
from app.domain.counts.lexicon import known_words

# Longer texts are no count.
LONGEST = 500


def understand_count(text: str, default_harm: str | None = None) -> list[Count]:
    """What a source's words on numbers say, one count a figure. Empty where they are not wholly understood.

    `default_harm` is of a text that names no harm at all ("at least 12"). Each count keeps the words it was read from.
    """
    words = known_words(text) if len(text) <= LONGEST else None
    clauses = cut(words) if words else None
    given = _give_harms(clauses, default_harm) if clauses else None
    counts = [_count(clause, harm, text) for clause, harm in given or []]
    understood = [count for count in counts if count]
    return understood if len(understood) == len(counts) else []


_BETWEEN_PARTS = re.compile(r"[;؛\n]|[,،.](?!\d)")


def understand_in_part(text: str, default_harm: str | None = None) -> tuple[list[Count], list[str]]:
    """As `understand_count`; where the whole is not understood, the counts of what commas part, and what is left over.

    Only words that are not known, or property of which no harm is said, can be left over: a part that is known but not
    clear by itself (a bare number, "including 3 children") may change what another means, and then nothing is taken.
    """
    whole = understand_count(text, default_harm)
    if whole:
        return whole, []
    parts = [part.strip() for part in _BETWEEN_PARTS.split(text[:LONGEST]) if part.strip()]
    read = [(part, understand_count(part)) for part in parts]
    if not any(counts for _, counts in read):
        read = [(part, understand_count(part, default_harm)) for part in parts]
    left = [part for part, counts in read if not counts]
    if len(text) > LONGEST or any(not _stands_apart(part) for part in left):
        return [], [text]
    return [count for _, counts in read for count in counts], left


def _stands_apart(part: str) -> bool:
    words = known_words(part)
    return words is None or any(word.kind == "unit" and word.value not in PERSONS for word in words)


def _give_harms(clauses: list[Clause], default_harm: str | None) -> list[tuple[Clause, str]] | None:
    _share_words(clauses)
    if _number_is_shared(clauses):
        return None
    given: list[tuple[Clause, str]] = []
    waiting: list[Clause] = []  # clauses whose harm is still to come
    leads: str | None = None  # a harm that stands before a list of whom it came to
    for before, clause in zip([None, *clauses], clauses, strict=False):
        harm = next(iter(clause.harms), None)
        if harm is None and _is_part(clause, before) and given and not waiting:
            if len({of for _, of in given}) > 1:
                return None  # "12 killed and 20 wounded, including 3 children": which of them?
            given.append((clause, given[-1][1]))
        elif harm is None and leads and clause.has_noun and clause.has_quantity:
            given.append((clause, leads))
        elif harm is None:
            waiting.append(clause)
        elif _shares_its_harm(clause, waiting):
            given += [(each, harm) for each in waiting]
            waiting = []
            if clause.counts_something:
                given.append((clause, harm))
            leads = harm if clause.harm_leads and clause.has_noun else None
        else:
            return None
    if waiting and (given or default_harm is None):
        return None
    given += [(clause, default_harm) for clause in waiting if default_harm]
    return given if all(clause.counts_something for clause, _ in given) else None


def _share_words(clauses: list[Clause]) -> None:
    """ "Dozens of dead and wounded": how many of each nobody says. Of each there were some, in the words for both."""
    first, *further = clauses
    in_words = bool(first.classes and first.harms and not first.numbers)
    if in_words and further and all(one.joined == "and" and one.says_only_harm for one in further):
        start, end = first.start, further[-1].end
        for one in clauses:
            one.classes, one.operators, one.start, one.end = {"plural_only"}, set(), start, end


def _number_is_shared(clauses: list[Clause]) -> bool:
    """Whether one figure may be of two things: "12 women and children"."""
    explicit = any(clause.numbers or clause.classes for clause in clauses)
    return explicit and any(clause.grammar == "many" and not clause.has_quantity for clause in clauses)


def _is_part(clause: Clause, before: Clause | None) -> bool:
    """Whether it speaks of a part of what stands before: "including 3 children", and what is listed after that."""
    if before is not None and before.joined == "including":
        clause.joined = "including"
    return clause.joined == "including" and bool(clause.populations)


def _shares_its_harm(clause: Clause, waiting: list[Clause]) -> bool:
    """Whether its harm is that of the clauses that wait, too: if it stands alone, or if all say who was counted."""
    if clause.operators and not clause.counts_something:
        return False  # "12 and over killed"
    if not waiting or not clause.counts_something:
        return bool(waiting) or clause.counts_something
    return all(each.has_noun for each in (*waiting, clause))


def exact_number(clause: Clause) -> int | None:
    """The one number that a clause says, where it is neither a bound nor about."""
    bounds = _bounds(clause)
    return bounds.stated if bounds and bounds.operator == "=" else None


def leaves_open_how_many(text: str) -> bool:
    """Whether it speaks of several families of so many: each of them, or all together?"""
    words = known_words(text) or []
    groups = [at for at, word in enumerate(words) if word.kind == "group" and word.grammar != "one"]
    return any(word.kind in ("number", "interval") for at in groups for word in words[at + 1 : at + 3])


def turned_round(text: str) -> str:
    """The text with the two ends of a range turned, where the lower stands above the upper; else nothing."""
    ends = falling_interval(known_words(text) or []) if len(text) <= LONGEST else None
    if ends is None:
        return ""
    low, high = ends
    smaller, larger = text[high.start : high.end], text[low.start : low.end]
    return text[: low.start] + smaller + text[low.end : high.start] + larger + text[high.end :]


def without_a_harm(text: str) -> list[Count]:
    """What a text counts that names no harm at all: "seven civilians", "3 homes". Each has one that is not said, or
    for objects any at all, and may be kept only with the one that is meant."""
    return understand_count(text, HARM_NOT_SAID) or understand_count(text, "property_damaged")


class _Bounds(NamedTuple):
    minimum: int | None
    maximum: int | None
    stated: int | None
    operator: str | None


def _count(clause: Clause, harm: str, text: str) -> Count | None:
    unit = next(iter(clause.units), "person")
    of_property = harm.startswith("property_")
    if of_property == (unit in PERSONS) or (clause.populations and unit != "person") or "" in clause.parts:
        return None
    measure = _measure(clause, harm, unit)
    bounds = _bounds(clause)
    if measure is None or bounds is None or clause.unknown:
        return None
    in_words = None if clause.numbers else next(iter(clause.classes), "plural_only")
    return Count(
        harm=harm,
        unit=unit,
        words=text[clause.start : clause.end],
        quantity_class=in_words if bounds.stated is None and bounds.maximum is None else None,
        population=next(iter(clause.populations), None),
        part_of=next(iter(clause.parts), None),
        measure=measure,
        **bounds._asdict(),
    )


def _measure(clause: Clause, harm: str, unit: str) -> str | None:
    """How it is measured, as the words say; None where they contradict themselves. Border crossings pass in a while."""
    said = clause.measures | ({"cumulative"} if "so_far" in clause.operators else set())
    said |= {"flow"} if unit == "crossing" else set()
    if len(said) > 1 or (unit == "crossing" and harm not in MEASURE_MUST_BE_SAID):
        return None
    if said & {"stock", "flow"} and harm not in (*MEASURE_MUST_BE_SAID, *_LASTING):
        return None
    return next(iter(said), "not_stated" if harm in MEASURE_MUST_BE_SAID else "event")


# What goes on for a while, so that there are so many at one time.
_LASTING = ("detained", "abducted", "missing", "forcibly_disappeared")

# Of a list of names and of what is known so far, there are at least so many.
_LEAST = {"at_least", "over", "so_far", "named"}


def _bounds(clause: Clause) -> _Bounds | None:
    """The numbers of one clause; all None where it has words instead; None where it contradicts itself."""
    singular = {"one": (1, 1), "two": (2, 2)}.get(clause.grammar)
    numbers = clause.numbers or ({singular} if singular and not clause.classes else set())
    low, high = next(iter(numbers), (None, None))
    if (clause.has_dual and (low, high) != (2, 2)) or (clause.says_anyone and high != 0):
        return None
    operators = clause.operators - {"exactly"}
    if low is None or high is None:
        return _Bounds(None, None, None, ">=" if operators & _LEAST else None)
    if operators & {"so_far", "named"} and operators <= _LEAST - {"over"}:
        operators = {"at_least"}
    if not operators:
        return _Bounds(low, high, low if low == high else None, "=" if low == high else "range")
    if low != high or low == 0 or len(operators) > 1:
        return None
    return _with_operator(low, operators.pop())


def _with_operator(number: int, operator: str) -> _Bounds:
    match operator:
        case "at_least":
            return _Bounds(number, None, number, ">=")
        case "over":
            return _Bounds(number + 1, None, number, ">=")
        case "at_most":
            return _Bounds(None, number, number, "<=")
        case "under":
            return _Bounds(None, number - 1, number, "<=")
        case _:
            return _Bounds(None, None, number, "~")
