"""A small bench, whole: every name, and every floor with the product's own result (else it is refused)."""

import json
from collections.abc import Iterator

import pytest

from app.bench import ground as grounds
from app.bench.command import FEWEST_ROWS, Shown, bench, bench_command
from app.bench.ground import Ground
from app.bench.timing import Result
from app.cli.main import COMMANDS, main
from app.domain.errors import Refused

NAMES = {
    "import", "create_incident", "incident_page", "http_incident_page", "list_page", "http_list_page", "list_first",
    "list_deep", "text_newest_en", "text_newest_ar", "export_csv", "export_geojson", "export_jsonl", "export_xlsx",
    "history_overhead", "pivot", "tile",
}  # fmt: skip
HEAVY = {"export_geoparquet", "export_gpkg"}
FIGURES = {"floor_p50_ms", "floor_p95_ms", "p50_ms", "p95_ms", "ratio"}


class Steps(Shown):
    """What is shown, written down."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.steps = 0

    def begin(self, name: str, total: int | None) -> None:
        self.names.append(name)

    def step(self) -> None:
        self.steps += 1

    def reached(self, done: int, size: int) -> None:
        self.steps += 1


def test_a_small_bench_yields_every_name(bench_ground: Ground) -> None:
    steps = Steps()
    measured = bench(bench_ground, FEWEST_ROWS, 1, steps)
    results = {result["name"]: result for result in measured["results"]}
    assert set(results) - HEAVY == NAMES
    assert all(result[figure] > 0 for result in results.values() for figure in FIGURES)
    assert measured["rows"] == FEWEST_ROWS
    assert set(steps.names) >= NAMES and steps.steps > 50
    assert results["import"]["rows_per_incident"] > 10
    assert results["history_overhead"]["rows"] > 0
    json.dumps(measured)
    with bench_ground.work() as work:
        project = work.enter(grounds.CODE, "read_incidents").id
    written = bench_ground.plain.execute("SELECT count(*) FROM incident WHERE project_id = %s", [project]).fetchone()
    assert written and written[0] > FEWEST_ROWS


def test_what_was_timed_is_told_when_something_is_refused(
    bench_ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> Iterator[Result]:
        yield Result("import", (1.0, 1.0), (2.0, 2.0))
        raise Refused("A sheet holds no more.")

    monkeypatch.setattr("app.bench.command._results", refused)
    measured = bench(bench_ground, FEWEST_ROWS, 1, Steps())
    assert measured["stopped"] == "A sheet holds no more."
    assert [(one["name"], one["ratio"]) for one in measured["results"]] == [("import", 2.0)]


def test_too_few_rows_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--rows", "10"]) == 2
    assert str(FEWEST_ROWS) in capsys.readouterr().err


def test_the_command_is_there() -> None:
    module, _, name = COMMANDS["bench"].partition(":")
    assert module == bench_command.callback.__module__ and name == "bench_command"  # type: ignore[union-attr]
