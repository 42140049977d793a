"""`tawthiq bench`: what the product takes beside plain SQL with the same result, in the same run.

It passes no judgement: docs/benchmarks.md says how to read the figures.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
from flask.testing import FlaskClient
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.bench import exporting, history, invented, machine, reading, writing
from app.bench.ground import Ground, own_database
from app.bench.plain import PlainTables
from app.bench.timing import ROUNDS, Measure, Result, run
from app.cli.shell import Asked, WholeNumber, read_settings
from app.domain.errors import Refused
from app.factory import create_app
from app.runtime.database import hold
from app.settings import Settings
from app.web.policy import COOKIE

ROWS = 10_000
FEWEST_ROWS = 200


@click.command("bench")
@click.option(
    "--rows", type=WholeNumber(FEWEST_ROWS), default=ROWS, show_default=True, metavar="N", help="How many to invent."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, nothing else.")
def bench_command(rows: int, as_json: bool) -> None:
    """Time the product and plain SQL with the same result side by side, on N invented incidents.

    It makes a database of its own in the cluster and drops it; what is on record is not touched.
    """
    settings = read_settings()
    with hold(settings) as urls, own_database(settings, urls) as ground, _shown() as shown:
        measured = bench(ground, rows, ROUNDS, shown)
    Asked(None, as_json).answer(measured, *_table(measured))
    if "stopped" in measured:
        raise Refused(f"The bench broke off: {measured['stopped']}")


def bench(ground: Ground, rows: int, rounds: int, shown: "Shown") -> dict[str, Any]:
    """Everything that is timed, on so many invented rows: `{machine, rows, results}`; `stopped` says why it did not
    come to the end, where something was refused: what was timed before took its hours all the same."""
    described, results, stopped = machine.describe(ground.plain), list[Result](), {}
    with tempfile.TemporaryDirectory(prefix="tawthiq-bench-") as folder:
        try:
            results.extend(_results(ground, rows, rounds, Path(folder), shown))
        except Refused as refusal:
            stopped = {"stopped": str(refusal)}
    return {"machine": described, "rows": rows, "results": [one.as_json() for one in results], **stopped}


def _results(ground: Ground, rows: int, rounds: int, folder: Path, shown: "Shown") -> Iterator[Result]:
    shown.begin("Inventing rows", None)
    file = folder / "invented.csv"
    invented.write_file(file, rows)
    plain = PlainTables(ground.plain, ground.project_id())
    shown.begin("import", file.stat().st_size)
    yield writing.take_in(ground, plain, file, shown.reached)
    with _browser(ground, folder) as browser:
        # What has just been imported is swept up first, as it is by itself some minutes later.
        ground.settle()
        yield from _run(writing.measures(ground, plain, browser, rounds), shown)
        yield from _run(reading.measures(ground, browser, rounds), shown)
    yield from _run(exporting.measures(ground, folder), shown)
    yield from _run(history.measures(ground, rounds), shown)


@contextmanager
def _browser(ground: Ground, folder: Path) -> Iterator[FlaskClient]:
    """A browser that is signed in, and behind it the whole web application, in this process."""
    flask = create_app(Settings(data=folder), ground.urls)
    with closing(flask.doors), flask.test_client() as browser:
        browser.set_cookie(COOKIE, ground.token)
        yield browser


def _run(measures: list[Measure], shown: "Shown") -> Iterator[Result]:
    for measure in measures:
        shown.begin(measure.name, measure.warm + measure.rounds)
        yield run(measure, shown.step)


class Shown:
    """What is being timed and how far it has come, on standard error where that is a terminal."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def begin(self, name: str, total: int | None) -> None:
        """Something else is timed from now on, in so many steps."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(name, total=total)

    def step(self) -> None:
        if self._task is not None:
            self._bar.advance(self._task)

    def reached(self, done: int, size: int) -> None:
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=size)


@contextmanager
def _shown() -> Iterator[Shown]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Shown(bar)


def _table(measured: dict[str, Any]) -> list[str]:
    """The results for people, and below them what else was seen."""
    table = Table(title=f"{measured['rows']:,} invented incidents; milliseconds", title_justify="left")
    table.add_column("what")
    for heading in ("floor p50", "floor p95", "p50", "p95", "times the floor"):
        table.add_column(heading, justify="right")
    for result in measured["results"]:
        figures = (result[name] for name in ("floor_p50_ms", "floor_p95_ms", "p50_ms", "p95_ms"))
        table.add_row(result["name"], *(f"{figure:,.1f}" for figure in figures), f"{result['ratio']:.2f}")
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return [*captured.get().splitlines(), *_more(measured)]


def _more(measured: dict[str, Any]) -> Iterator[str]:
    shown = {"name", "floor_p50_ms", "floor_p95_ms", "p50_ms", "p95_ms", "ratio", "rounds"}
    for result in measured["results"]:
        if beside := {name: value for name, value in result.items() if name not in shown}:
            yield f"{result['name']}: {_written(beside)}"
    yield f"machine: {_written(measured['machine'])}"


def _written(values: dict[str, Any]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {f'({_written(value)})' if isinstance(value, dict) else value}"
        for name, value in values.items()
    )
