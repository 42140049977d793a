"""Two sides in turns: nothing here looks at a clock."""

from collections.abc import Callable

import pytest

from app.bench import timing
from app.bench.timing import Measure, Result, middle_and_tail, run
from app.domain.errors import Refused


def answering(side: str, done: list[str], answer: object = 1) -> Callable[[int], Callable[[], object]]:
    """A side that writes down when it has its turn."""

    def prepare(number: int) -> Callable[[], object]:
        def deed() -> object:
            done.append(f"{side}{number}")
            return answer

        return deed

    return prepare


def test_sides_take_turns_and_warm_up_first() -> None:
    done: list[str] = []
    result = run(Measure("m", answering("f", done), answering("p", done), rounds=2, warm=1))
    assert done == ["p0", "f0", "p1", "f1", "p2", "f2"]
    assert len(result.floor) == len(result.product) == 2


def test_a_floor_with_another_result_is_refused() -> None:
    done: list[str] = []
    measure = Measure("m", answering("f", done, [1]), answering("p", done, [2]), rounds=1)
    with pytest.raises(Refused, match="m: floor and product"):
        run(measure)
    assert done == ["p0", "f0"]


def test_answers_are_compared_by_what_they_say() -> None:
    done: list[str] = []
    sides = answering("f", done, [1]), answering("p", done, (1,))
    result = run(Measure("m", *sides, floor_says=tuple, rounds=1, beside=lambda result: {"rounds": len(result.floor)}))
    assert result.beside == {"rounds": 1}


def test_each_round_is_one_step() -> None:
    steps: list[int] = []
    run(Measure("m", answering("f", []), answering("p", []), rounds=4, warm=2), lambda: steps.append(1))
    assert len(steps) == 6


def test_what_has_lasted_long_enough_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(timing, "timed", lambda deed: deed() and 25.0)
    result = run(Measure("m", answering("f", done), answering("p", done), rounds=9, warm=1))
    assert result.product == [25.0, 25.0]


def test_a_round_to_warm_up_that_lasts_long_enough_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    clock = iter(range(0, 1000, 40))
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    result = run(Measure("m", answering("f", done), answering("p", done), rounds=9, warm=3))
    assert done == ["p0", "f0"]
    assert (result.floor, result.product) == ([40], [40])


@pytest.mark.parametrize(
    "seconds, middle, tail",
    [
        ([0.002], 2, 2),
        ([0.001, 0.003], 2, 2.9),
        ([n / 1000 for n in range(1, 102)], 51, 96),
    ],
)
def test_middle_and_tail(seconds: list[float], middle: float, tail: float) -> None:
    assert middle_and_tail(seconds) == pytest.approx((middle, tail))


def test_the_ratio_is_how_many_times_the_floor() -> None:
    shown = Result("m", [0.002, 0.002], [0.003, 0.003], {"rows": 5}).as_json()
    assert shown == {
        "name": "m",
        "floor_p50_ms": 2.0,
        "floor_p95_ms": 2.0,
        "p50_ms": 3.0,
        "p95_ms": 3.0,
        "ratio": 1.5,
        "rounds": 2,
        "rows": 5,
    }
