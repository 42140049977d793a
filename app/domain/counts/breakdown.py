"""Of whom a figure consists, by sex and age at once: cells that exclude each other, with what is not known said.

A girl is a child and female, and stands in one cell only; so cells can be added, and nobody is in the sum twice.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.domain.counts.clauses import Clause, cut
from app.domain.counts.count import Count
from app.domain.counts.lexicon import known_words
from app.domain.counts.reading import LONGEST, exact_number
from app.domain.errors import InvalidValue, mend

Cell = tuple[str, str]

CELLS: dict[str, Cell] = {
    "women": ("female", "adult"),
    "men": ("male", "adult"),
    "girls": ("female", "child"),
    "boys": ("male", "child"),
    "adults": ("", "adult"),
    "children": ("", "child"),
    "female": ("female", ""),
    "male": ("male", ""),
    "unknown": ("", ""),
}
"""Sex and age of each cell; empty where it is not known."""

_CODES = {cell: code for code, cell in CELLS.items()}

_UNREAD = mend(
    "This was not understood. Write how many of whom, like “3 women, 2 girls, 1 man of unknown age, 4 unknown”."
)
_OVERLAP = mend(
    "Some of these may be the same people. Say which are part of which, like “5 children, 2 of them girls”, or what is"
    " not known, like “5 children of unknown sex”."
)
_TOO_MANY = mend("Those named as a part are more than those of whom they are a part.")


class _Some(NamedTuple):
    """How many of whom. `exact`: nobody of them can stand in another cell."""

    cell: Cell
    number: int
    exact: bool
    is_part: bool


def read_breakdown(text: str) -> dict[str, int]:
    """How many stand in each cell: "5 children, 2 of them girls" is 2 girls and 3 children of unknown sex.

    InvalidValue where it is not wholly understood, or where people may be named twice.
    """
    words = known_words(text) if len(text) <= LONGEST else None
    clauses = cut(words) if words else None
    groups = _grouped([_read(clause) for clause in clauses or ()])
    if not groups:
        raise InvalidValue(_UNREAD)
    wholes = [whole for whole, _ in groups]
    if any(_may_meet(one, other) for at, one in enumerate(wholes) for other in wholes[:at]):
        raise InvalidValue(_OVERLAP)
    found: dict[str, int] = {}
    for whole, parts in groups:
        for cell, number in _apart(whole, parts).items():
            found[_CODES[cell]] = found.get(_CODES[cell], 0) + number
    return {code: found[code] for code in CELLS if found.get(code)}


def with_unknown(breakdown: Mapping[str, int], count: Count) -> dict[str, int]:
    """The same with those of whom nothing is said, where the figure says how many there are in all."""
    rest = (count.maximum or 0) - sum(breakdown.values())
    if "unknown" in breakdown or count.operator != "=" or rest <= 0:
        return dict(breakdown)
    return {**breakdown, "unknown": rest}


def exceeds(breakdown: Mapping[str, int], count: Count) -> bool:
    """Whether more are named than the figure has. A source may say so."""
    return count.maximum is not None and sum(breakdown.values()) > count.maximum


def is_by_sex_and_age(breakdown: Mapping[str, int]) -> bool:
    """Whether it is one of these: data sets break figures down otherwise."""
    return set(breakdown) <= set(CELLS)


def _read(clause: Clause) -> _Some:
    number, unknown = exact_number(clause), clause.unknown
    other = (clause.harms, clause.among, clause.measures, clause.classes, clause.units - {"person"})
    code = next(iter(clause.populations), "unknown" if unknown else "")
    if number is None or any(other) or code not in CELLS:
        raise InvalidValue(_UNREAD)
    sex, age = CELLS[code]
    cell = ("" if unknown & {"sex", "both"} else sex, "" if unknown & {"age", "both"} else age)
    return _Some(cell, number, bool(unknown) or all(cell), clause.joined == "including")


def _grouped(some: Iterable[_Some]) -> list[tuple[_Some, list[_Some]]]:
    """Each whole with what is named as a part of it: "5 children, including 2 girls and 3 boys"."""
    groups: list[tuple[_Some, list[_Some]]] = []
    for one in some:
        whole, parts = groups[-1] if groups else (None, [])
        if whole and (one.is_part or (parts and _both(one.cell, whole.cell) == one.cell != whole.cell)):
            parts.append(one)
        elif one.is_part:
            raise InvalidValue(_UNREAD)
        else:
            groups.append((one, []))
    return groups


def _apart(whole: _Some, parts: Iterable[_Some]) -> dict[Cell, int]:
    """A whole as cells that exclude each other: its parts, and those of it of whom no more is said."""
    found: dict[Cell, int] = {}
    for part in parts:
        cell = _both(part.cell, whole.cell)
        if cell is None or cell == whole.cell or cell in found:
            raise InvalidValue(_OVERLAP)
        found[cell] = part.number
    rest = whole.number - sum(found.values())
    if rest < 0:
        raise InvalidValue(_TOO_MANY)
    return {**found, whole.cell: rest}


def _both(one: Cell, other: Cell) -> Cell | None:
    """Those of the one who are also of the other; None where nobody is."""
    axes = [(a or b) if not (a and b) or a == b else None for a, b in zip(one, other, strict=True)]
    sex, age = axes
    return None if sex is None or age is None else (sex, age)


def _may_meet(one: _Some, other: _Some) -> bool:
    """Whether somebody may be named in both."""
    if one.cell == other.cell:
        return True
    # Of children of unknown sex none is counted as a girl as well.
    apart = any(some.exact and not all(some.cell) for some in (one, other))
    return not apart and _both(one.cell, other.cell) is not None
