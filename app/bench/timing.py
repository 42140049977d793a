"""Two sides of one measure, in turns and warm: what the product does, and plain SQL with the same result.

In turns, so that what else the machine is doing meets both alike. Before anything is timed the two answers are held
against each other: a floor with another result is no floor.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import quantiles
from typing import Any

from app.domain.errors import Refused

Deed = Callable[[], Any]
# The deed of one round (0, 1, …), made ready before the clock starts.
Side = Callable[[int], Deed]

WARM_ROUNDS = 3
ROUNDS = 30
# What takes minutes a round needs no thirty of them.
LONG_ENOUGH_S = 60


@dataclass(frozen=True)
class Measure:
    """Something that is timed on both sides.

    `floor_says` and `product_says` turn what a side returned into values that are equal where both did the same.
    `rounds` says how often; `warm` how often before, with the answers held against each other. `beside` adds further
    figures once it is over.
    """

    name: str
    floor: Side
    product: Side
    floor_says: Callable[[Any], Any] = lambda answer: answer
    product_says: Callable[[Any], Any] = lambda answer: answer
    rounds: int = ROUNDS
    warm: int = WARM_ROUNDS
    beside: "Callable[[Result], dict[str, Any]]" = lambda _: {}


@dataclass(frozen=True)
class Result:
    """What both sides took, in seconds, a round each; `beside` are further figures of this measure."""

    name: str
    floor: Sequence[float]
    product: Sequence[float]
    beside: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Milliseconds, and how many times the floor's median the product's is."""
        floor_ms, floor_p95_ms = middle_and_tail(self.floor)
        product_ms, product_p95_ms = middle_and_tail(self.product)
        return {
            "name": self.name,
            "floor_p50_ms": round(floor_ms, 3),
            "floor_p95_ms": round(floor_p95_ms, 3),
            "p50_ms": round(product_ms, 3),
            "p95_ms": round(product_p95_ms, 3),
            "ratio": round(product_ms / floor_ms, 2),
            "rounds": len(self.product),
            **self.beside,
        }


def run(measure: Measure, step: Callable[[], None] = lambda: None) -> Result:
    """Times both sides in turns, as often as is asked or until it has lasted long enough.

    `step` is called after each round. Refused where the two do not give the same answer. A round to warm up that has
    by itself lasted long enough counts, and is the only one.
    """
    floor, product = [], []
    for number in range(measure.warm):
        seconds = _compare(measure, number)
        step()
        if sum(seconds) > LONG_ENOUGH_S:
            return _result(measure, *([side] for side in seconds))
    for number in range(measure.warm, measure.warm + measure.rounds):
        product.append(timed(measure.product(number)))
        floor.append(timed(measure.floor(number)))
        step()
        if sum(product) + sum(floor) > LONG_ENOUGH_S:
            break
    return _result(measure, floor, product)


def timed(deed: Deed) -> float:
    """Seconds that a deed takes."""
    return _answer(deed)[1]


def middle_and_tail(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    if len(seconds) == 1:
        return seconds[0] * 1000, seconds[0] * 1000
    cuts = quantiles(seconds, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


def _compare(measure: Measure, number: int) -> tuple[float, float]:
    """Holds the two answers against each other; what floor and product took, in seconds."""
    # The product first: some floors repeat what it has just written.
    answer, took = _answer(measure.product(number))
    said = measure.product_says(answer)
    plain, floor_took = _answer(measure.floor(number))
    if said != measure.floor_says(plain):
        raise Refused(f"{measure.name}: floor and product do not give the same answer.")
    return floor_took, took


def _answer(deed: Deed) -> tuple[Any, float]:
    """What a deed returns, and the seconds that it took."""
    started = time.perf_counter()
    answer = deed()
    return answer, time.perf_counter() - started


def _result(measure: Measure, floor: Sequence[float], product: Sequence[float]) -> Result:
    result = Result(measure.name, floor, product)
    return replace(result, beside=measure.beside(result))
