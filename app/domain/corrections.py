"""What a level or a figure was at an earlier moment, and whether it is lower now: so that what was taken out can be
corrected.

The range that is reported, and what is gone by, are reckoned from the claims and decisions of that moment, by the rules
of today's page.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.counts import Count, Line
from app.domain.incidents import ClaimView
from app.domain.outside_range import outside_range
from app.domain.verification import LEVELS


@dataclass(frozen=True, slots=True)
class Moved:
    """That a level was moved: from which to which, when, by whom and why."""

    from_level: str
    to_level: str
    at: datetime
    by: str
    reason: str

    @property
    def is_down(self) -> bool:
        return is_below(self.to_level, self.from_level)


def is_below(level: str, other: str) -> bool:
    """Whether a level is lower than another."""
    return LEVELS[level].rank < LEVELS[other].rank


def stood_at(moves: Sequence[Moved], at: datetime) -> str:
    """The level of a track at a moment, by all of its moves in order."""
    made = bisect_right(moves, at, key=lambda move: move.at)
    return moves[made - 1].to_level if made else moves[0].from_level


@dataclass(frozen=True, slots=True)
class FigureDecided:
    """That somebody decided on the figure of a harm: when, and which claims (refs) were used."""

    harm: str | None
    at: datetime
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at a moment: its bounds (None is not known), and the claims that it follows from."""

    minimum: int | None
    maximum: int | None
    claims: tuple[ClaimView, ...]


def lowered(then: Figure | None, now: Figure | None) -> bool:
    """Whether a figure is lower than it was: a bound that fell, a figure that is gone, or "up to" so many where there
    were at least some."""
    if then is None:
        return False
    if now is None:
        return True
    no_least_any_more = then.minimum is not None and now.minimum is None and now.maximum is not None
    return no_least_any_more or _fell(then.minimum, now.minimum) or _fell(then.maximum, now.maximum)


def _fell(then: int | None, now: int | None) -> bool:
    return then is not None and now is not None and now < then


class Figures:
    """The figures of one incident at any moment. Those between which nothing was said, ended or decided are one, and
    reckoned once: an incident may have gone out a thousand times."""

    def __init__(
        self, claims: Sequence[ClaimView], grades: Mapping[str, int], decided: Sequence[FigureDecided]
    ) -> None:
        self._claims, self._grades, self._decided = claims, grades, decided
        ended = (claim.ended_at for claim in claims if claim.ended_at)
        entered = (claim.entered_at for claim in claims)
        self._moves = sorted({*entered, *ended, *(one.at for one in decided)})
        self._known: dict[int, dict[Line, Figure]] = {}

    def at(self, at: datetime) -> dict[Line, Figure]:
        """As `figures_at` has them."""
        moves = bisect_right(self._moves, at)
        if moves not in self._known:
            self._known[moves] = figures_at(self._claims, self._grades, self._decided, at)
        return self._known[moves]


def figures_at(
    claims: Iterable[ClaimView], grades: Mapping[str, int], decided: Sequence[FigureDecided], at: datetime
) -> dict[Line, Figure]:
    """The figure of each line at a moment: what was gone by, where a decision stood that nothing had overtaken, else
    the range that was reported."""
    known = [_as_at(claim, at) for claim in claims if claim.entered_at <= at and isinstance(claim.value, Count)]
    lines: dict[Line, list[ClaimView]] = {}
    for claim in known:
        if claim.live:
            lines.setdefault(_count(claim).line, []).append(claim)
    return {line: figure for line, told in lines.items() if (figure := _figure(line, told, known, grades, decided, at))}


def _figure(
    line: Line,
    told: Sequence[ClaimView],
    known: Sequence[ClaimView],
    grades: Mapping[str, int],
    decided: Sequence[FigureDecided],
    at: datetime,
) -> Figure | None:
    of_harm = [claim for claim in known if _count(claim).harm == line.harm]
    standing = next((one for one in reversed(decided) if one.harm == line.harm and one.at <= at), None)
    holds = standing and not any(_moved(claim, standing.at, at) for claim in of_harm)
    used = standing.used if standing and holds else frozenset[str]()
    if gone_by := [claim for claim in told if claim.ref in used]:
        return _bounds(gone_by)
    outside = outside_range([claim for claim in of_harm if claim.live], grades)
    return _bounds([claim for claim in told if claim.ref not in outside])


def _moved(claim: ClaimView, since: datetime, at: datetime) -> bool:
    """Whether it was said, or ended, after a decision."""
    ended = claim.ended_at
    return since < claim.entered_at <= at or (ended is not None and since < ended <= at)


def _bounds(claims: Sequence[ClaimView]) -> Figure | None:
    numbers = [_count(claim) for claim in claims if _count(claim).quantity_class is None]
    lows = [one.minimum for one in numbers if one.minimum is not None]
    highs = [one.highest for one in numbers]
    if not numbers:
        return None
    known = [one for one in highs if one is not None]
    return Figure(min(lows, default=None), max(known) if len(known) == len(highs) else None, tuple(claims))


def _as_at(claim: ClaimView, at: datetime) -> ClaimView:
    """The claim as it stood: one that has ended since was live."""
    ended = claim.ended_at
    return replace(claim, superseded_by=None, withdrawn_at=None) if ended is not None and ended > at else claim


def _count(claim: ClaimView) -> Count:
    assert isinstance(claim.value, Count)
    return claim.value
