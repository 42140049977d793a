"""The reported range of a line of harm: what several origins report, side by side. Never a mean, median or midpoint.

The store projects the same ranges in SQL (`harm_projection`); the functions here are the rule in words, and its tests'
measure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.counts.count import CLASSES, Count, Line, describe_bounds, describe_class

# The most that a word can mean, for the question "possibly at least n?" alone: it is never printed, summed or exported.
_CEILINGS = {name: 10 ** (power + 1) - 1 for power, name in enumerate(CLASSES[2:7], 1)} | {"few": 9, "several": 19}


@dataclass(frozen=True)
class ReportedValue:
    """One standing claim of a count. `origins` are the independence groups behind it (for a compiler those it cites).

    `own`: one of its citations is the originator's own publication. `entered` orders claims as they came in.
    """

    count: Count
    originator: int | None
    origins: frozenset[int]
    based: bool = True
    compiled: bool = False
    own: bool = True
    as_of: datetime | None = None
    document_on: date | None = None
    entered: int = 0


@dataclass(frozen=True)
class ReportedRange:
    """From the lowest minimum to the highest maximum of a line; None is open. `origins` are those of the whole harm,
    `line_origins` those who give a figure of this line.

    `quantity_class` is the highest word among the values that count, or among all where none does; `ceiling` bounds
    what is possible and nothing else.
    """

    minimum: int | None
    maximum: int | None
    open_maximum: bool
    quantity_class: str | None
    ceiling: int | None
    origins: int
    line_origins: int
    values: int


def reported_ranges(values: Iterable[ReportedValue]) -> dict[Line, ReportedRange]:
    """The reported range of each line among one incident's standing counts.

    - Only what has a basis counts. Of a compiler's value that is so only where none of the origins it cites counts for
      the harm in its own right; compilers add one origin at most.
    - One value an origin and line, its latest own: what it published itself before what others pass on, then by its own
      date (`as_of`), then by the document's, then by entry; unknown dates last.
    - The minimum is the lowest. It is open where a counting value has a maximum and no minimum ("up to 50"). A value
      without any number (dozens, about 40) gives no minimum.
    - The maximum is the highest. One open maximum opens it, and a value without a number has an open maximum.
    - The class is that of the values that count, one of those without a basis only where none does. Ceiling and the
      number of values are over all values of the line, those without a basis too. The ceiling is open as soon as
      one value has neither a maximum nor an ordered class, or has a class as its least (`>=`).
    - Origins are those of the harm, over all its lines; beside them, those of the line alone.
    - A figure so far is one of the event, and closes nothing.
    """
    every = list(values)
    counting = {
        harm: _own_origins(value for value in every if value.count.harm == harm)
        for harm in {value.count.harm for value in every}
    }
    lines: dict[Line, list[ReportedValue]] = {}
    for value in every:
        lines.setdefault(value.count.line, []).append(value)
    return {line: _range(of_line, counting[line.harm]) for line, of_line in lines.items()}


def _own_origins(values: Iterable[ReportedValue]) -> frozenset[int]:
    own = (value.origins for value in values if value.based and not value.compiled)
    return frozenset[int]().union(*own)


def _range(values: Sequence[ReportedValue], own: frozenset[int]) -> ReportedRange:
    counts = [value.count for value in _latest(value for value in values if _counts(value, own))]
    minima = [count.minimum for count in counts if count.minimum is not None]
    maxima = [count.highest for count in counts if count.highest is not None]
    opens_below = any(count.minimum is None and count.highest is not None for count in counts)
    closed = bool(counts) and len(maxima) == len(counts)
    ceilings = [_ceiling(value.count) for value in values]
    compiler_adds = any(value.compiled and _counts(value, own) for value in values)
    return ReportedRange(
        minimum=min(minima) if minima and not opens_below else None,
        maximum=max(maxima) if closed else None,
        open_maximum=not closed,
        quantity_class=_highest_class(counts or [value.count for value in values]),
        ceiling=None if None in ceilings else max(ceiling for ceiling in ceilings if ceiling is not None),
        origins=len(own) + compiler_adds,
        line_origins=len(_own_origins(values)) + compiler_adds,
        values=len(values),
    )


def _counts(value: ReportedValue, own: frozenset[int]) -> bool:
    if value.compiled:
        return not value.origins & own
    return value.based and bool(value.origins)


def _latest(values: Iterable[ReportedValue]) -> Iterable[ReportedValue]:
    """One value an origin: its latest own."""
    latest: dict[object, ReportedValue] = {}
    for value in sorted(values, key=_recency):
        latest[("compiler", value.originator) if value.compiled else value.origins] = value
    return latest.values()


def _recency(value: ReportedValue) -> tuple[bool, datetime, date, int]:
    return value.own, value.as_of or datetime.min, value.document_on or date.min, value.entered


def _highest_class(counts: Sequence[Count]) -> str | None:
    said = [count.quantity_class for count in counts if count.quantity_class]
    ordered = [name for name in CLASSES[:7] if name in said]
    return ordered[-1] if ordered else min(said, default=None)


def _ceiling(count: Count) -> int | None:
    if count.operator == ">=" or count.measure == "cumulative":  # "more than a few", "dozens so far": no ceiling either
        return None
    if count.maximum is not None:
        return count.maximum
    return _CEILINGS.get(count.quantity_class or "")


def certainly_at_least(reported: ReportedRange, number: int) -> bool:
    """Whether every figure that counts is that high or higher. A word is never certain."""
    return reported.minimum is not None and reported.minimum >= number


def possibly_at_least(reported: ReportedRange, number: int) -> bool:
    """Whether some figure may be that high: nothing said closes it off below. A word is possible up to its order."""
    return reported.ceiling is None or reported.ceiling >= number


def describe_range(reported: ReportedRange, language: str = "en") -> str:
    """A line as it is printed: "9 or more", "7 to 12", "dozens (no number)". `language` is `en` or `ar`."""
    if reported.minimum is None and reported.maximum is None and reported.quantity_class:
        return describe_class(reported.quantity_class, language)
    return describe_bounds(reported.minimum, reported.maximum, language)
