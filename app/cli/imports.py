"""`tawthiq import`: taking a file in, with progress, and saying what became of its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.shell import Asked, asked, at_shell, say
from app.domain.errors import Refused, Unavailable
from app.services import imports, sheet_imports
from app.services.import_report import Report


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--project", "code", required=True, metavar="CODE", help="The project that it is taken into.")
@click.option(
    "--profile",
    required=True,
    metavar="NAME",
    help=f"How to read it: {', '.join(imports.PROFILES)}, or a profile kept in the project.",
)
@click.option(
    "--headings",
    type=click.IntRange(min=1),
    metavar="ROW",
    help="With a kept profile: the row that names the columns, where another is found.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@asked
def import_command(how: Asked, file: Path, code: str, profile: str, headings: int | None, dry_run: bool) -> None:
    """Take FILE into a project.

    What cannot be understood is put aside and named; what is odd is taken in and flagged. An import that was broken off
    goes on where it stopped when the same file is taken in again; a file that is in already adds nothing.
    """
    if headings and profile in imports.PROFILES:
        raise click.UsageError(
            f"{profile} knows its columns by itself: --headings goes with a profile kept in the project."
        )
    with at_shell(how) as shell, _progress() as progress:
        taken = (shell.doors, shell.token, code, profile, file)
        try:
            if profile in imports.PROFILES:
                report = imports.import_file(*taken, dry_run=dry_run, progress=progress)
            else:
                asked_for = imports.How(dry_run, progress)
                report = sheet_imports.import_table(*taken, asked_for, heading=headings or 0)
        except Unavailable as error:
            raise Unavailable(
                "The database went away. What was taken in until then is kept, and marked as not complete: run the "
                "same command again, and it goes on from there."
            ) from error
    say(*_notes(report, file))
    how.answer(asdict(report), *_lines(report))
    if report.rows and report.quarantined == report.rows:
        raise Refused("Nothing was taken in: every row is in quarantine, for the reasons above.")


@contextmanager
def _progress() -> Iterator[imports.Progress]:
    """A bar on standard error, where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Looking the file over …", total=None)

        def show(done: int, size: int) -> None:
            bar.update(task, description="Taking in …", completed=done, total=size)

        yield show


def _lines(report: Report) -> list[str]:
    """The report for people: what was done, at what pace, and what was left aside."""
    rows = report.created + report.updated + report.unchanged + report.quarantined - report.resumed_after
    pace = f", {rows / report.seconds:,.0f} rows a second" if report.seconds else ""
    would = "Would be: " if report.dry_run else ""
    lines = [
        f"{would}{report.created:,} created, {report.updated:,} updated, {report.unchanged:,} unchanged, "
        f"{report.quarantined:,} in quarantine, of {report.rows:,} ({report.seconds:.1f} s{pace}).",
        *([_resumed(report)] if report.resumed_after else []),
        *(f"Flagged {rule}: {number:,}" for rule, number in report.flagged.items()),
    ]
    if report.columns_not_used:
        lines.append(f"Columns not used: {', '.join(report.columns_not_used)}")
    return lines


def _resumed(report: Report) -> str:
    return f"Went on after the {report.resumed_after:,} that an earlier run had done; the numbers above count them too."


def _notes(report: Report, file: Path) -> list[str]:
    """One line for each row in quarantine, and which rows changed what was on record; at most so many as are named."""
    lines = []
    for aside in report.quarantine:
        where = ":".join(str(part) for part in (file.name, aside["row"], aside["column"]) if part)
        lines.append(f"{where}: {aside['reason']}")
    if report.quarantined > len(lines):
        lines.append(f"… and {report.quarantined - len(lines):,} more in quarantine.")
    if report.updated_rows:
        more = ", …" if report.updated > len(report.updated_rows) else ""
        lines.append(f"Rows that say otherwise than before: {', '.join(map(str, report.updated_rows))}{more}")
    return lines
