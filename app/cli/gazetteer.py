"""`tawthiq gazetteer`: taking places and boundaries in, and looking a name up in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.cli.shell import Asked, WholeNumber, asked, at_doors, say
from app.domain.gazetteers import Candidate
from app.services import gazetteers, places


@click.group()
def gazetteer() -> None:
    """Places and boundaries that are offered where somebody types the name of a place."""


@gazetteer.command("load")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@asked
def load(how: Asked, file: Path | None) -> None:
    """Take the gazetteer in FILE in; without FILE, the one that comes with Tawthiq.

    Which one it is, is told by what stands in it: OCHA boundaries, neighbourhoods and populated places, Who's On First,
    Open-Syria, GeoNames, Natural Earth (docs/places.md). The same file again changes nothing, another version of it
    takes its place. All of it goes in, or nothing.
    """
    with at_doors() as (_, urls, _doors), _progress() as progress:
        if file is None:
            loaded, now = gazetteers.load_package(urls.owner, progress)
        else:
            loaded, now = gazetteers.load_file(urls.owner, file, progress)
    values = asdict(loaded) | {"loaded": now}
    how.answer(values, f"{loaded.title}: {loaded.places:,} places ({loaded.version}; {loaded.licence}).")
    if loaded.replaced:
        say(f"It took the place of {loaded.replaced}: {loaded.ended:,} of them are in it no longer and have ended.")
    if not now:
        say("It was in already: nothing has changed.")
    if loaded.projects:
        say(f"Entries of {', '.join(loaded.projects)} mean places that have changed: run tawthiq rebuild.")


@gazetteer.command("list")
@asked
def list_loaded(how: Asked) -> None:
    """The gazetteers that are in, with their licence and whom to name."""
    with at_doors() as (_, urls, _doors):
        found = gazetteers.list_loaded(urls.owner)
    how.answer({"gazetteers": [asdict(one) for one in found]}, *map(_line, found))


@gazetteer.command("find")
@click.argument("text")
@click.option("--within", metavar="PCODE", help="Only what lies in the unit of this code.")
@click.option("--limit", type=WholeNumber(1, 50), default=places.OFFERED, show_default=True, help="At most so many.")
@asked
def find(how: Asked, text: str, within: str | None, limit: int) -> None:
    """Which places TEXT may mean, best first, in English or Arabic."""
    with at_doors() as (_, _urls, doors):
        found = places.find_at_shell(doors.application, text, within=within, limit=limit)
    how.answer({"candidates": [as_values(one) for one in found.candidates]}, *map(_candidate_line, found.candidates))
    if not found.candidates:
        say("No place is called so, or much like it. tawthiq gazetteer list says what is in.")


def as_values(one: Candidate) -> dict[str, Any]:
    """A candidate as JSON has it."""
    return {
        "name": one.name, "name_ar": one.name_ar, "kind": one.kind, "country": one.country,
        "parents": [{"code": unit.code, "name": unit.name, "name_ar": unit.name_ar} for unit in one.parents],
        "longitude": one.longitude, "latitude": one.latitude, "uncertainty_m": one.radius_m, "score": one.score,
        "exact": one.exact, "code": one.code, "gazetteer": one.gazetteer, "external_ids": one.external_ids,
    }  # fmt: skip


def _line(one: gazetteers.Loaded) -> str:
    return f"{one.name}: {one.title}, {one.version}; {one.places:,} places; {one.attribution}; {one.licence}"


def _candidate_line(one: Candidate) -> str:
    parents = ", ".join(unit.name for unit in one.parents) or one.country or ""
    names = " · ".join(name for name in (one.name, one.name_ar) if name)
    return f"{one.score:.2f}  {names} ({one.kind}; {parents}) {one.code}"


@contextmanager
def _progress() -> Iterator[gazetteers.Progress]:
    """How many are read so far, on standard error, where that is a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Looking the file over …", total=None)

        def show(done: int) -> None:
            bar.update(task, description=f"Taking in … {done:,} places")

        yield show
