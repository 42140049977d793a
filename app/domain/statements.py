"""Statements that can be taken back: how two documents, incidents or claims stand to each other, and that two entries
are the same.

A statement has no ref. It is known again by its two ends, its kind and its reason; one that has ended, by when and why
as well. What was taken back here is not stated again by records that still state it.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

SYMMETRIC = frozenset({"comparable_to", "same_footage", "contradicts", "corroborates", "repeats_origin"})
"""Kinds of which neither end comes first."""

OPPOSITES = {"contradicts": "corroborates", "corroborates": "contradicts"}
"""Kinds that are not said of the same two ends."""


class Said(Protocol):
    """What every record of a statement has."""

    @property
    def reason(self) -> str: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def ended_reason(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement on record. `ended_here`: somebody here took it back; otherwise its end came with it."""

    reason: str
    ended_at: datetime | None = None
    ended_reason: str | None = None
    ended_here: bool = False


def between(one: str, other: str, kind: str) -> Hashable:
    """What a statement is between, as one key: of symmetric kinds from whichever side it is said."""
    return (frozenset((one, other)) if kind in SYMMETRIC else (one, other), kind)


def says_nothing_new(record: Said, known: Iterable[Statement]) -> bool:
    """Whether a record says what stands between its ends already, or what was taken back here."""
    if record.ended_at is None:
        return any(one.ended_at is None or (one.ended_here and one.reason == record.reason) for one in known)
    ended = (record.reason, record.ended_at, record.ended_reason)
    return any((one.reason, one.ended_at, one.ended_reason) == ended for one in known)


class Statements:
    """Those on record, by what they are between; each record that is taken becomes one of them."""

    def __init__(self, known: Iterable[tuple[Hashable, Statement]] = ()) -> None:
        self._known: dict[Hashable, list[Statement]] = {}
        for key, statement in known:
            self._known.setdefault(key, []).append(statement)

    def takes(self, key: Hashable, record: Said) -> bool:
        """Whether a record is new; from here on it is known."""
        known = self._known.setdefault(key, [])
        if says_nothing_new(record, known):
            return False
        known.append(Statement(record.reason, record.ended_at, record.ended_reason))
        return True
