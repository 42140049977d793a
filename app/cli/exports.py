"""`tawthiq export`: taking out what answers a question, and saying what went and what was withheld."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.cli.shell import Asked, asked, at_shell
from app.domain.questions import FILTERS, ask, told_of
from app.services import exports
from app.services.exports import Export, Wanted


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Every filter as an option of its name. One that is given twice reaches the question, which refuses it."""
    for name in reversed(FILTERS):
        spellings = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
        option = click.option(*spellings, f"filter_{name}", multiple=True, metavar="TEXT", help=told_of(name))
        command = option(command)
    return command


@click.command("export")
@click.option("--project", "code", required=True, metavar="CODE", help="The project that it is taken out of.")
@click.option("--format", "name", required=True, metavar="F", help=f"{', '.join(exports.FORMATS)}.")
@click.option("--audience", required=True, metavar="A", help="internal: the project's own members.")
@filter_options
@click.option(
    "--language", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="xlsx: ar, from right to left."
)
@click.option("-o", "path", required=True, metavar="PATH", type=click.Path(path_type=Path), help="Where it is written.")
@asked
def export_command(
    how: Asked, /, code: str, name: str, audience: str, language: str, path: Path, **filters: tuple[str, ...]
) -> None:
    """Take the incidents that answer a question out of a project; without a filter all of them.

    csv is a folder of tables, or one ZIP file where PATH ends in .zip; the others are a file each: xlsx for a
    spreadsheet, geojson, gpkg and geoparquet for a map, jsonl (lossless) for another installation.
    """
    began = time.monotonic()
    question = ask({key.removeprefix("filter_"): texts for key, texts in filters.items()})
    with at_shell(how) as shell:
        wanted = Wanted(question, name, audience, language=language)
        export = exports.export_incidents(shell.doors, shell.token, code, wanted, path)
    seconds = round(time.monotonic() - began, 3)
    how.answer(_values(export, path, seconds), *_lines(export, path, seconds))


def _values(export: Export, path: Path, seconds: float) -> dict[str, Any]:
    return {
        "path": str(path),
        "rows": export.rows,
        "manifest": export.manifest,
        "withheld": export.withheld,
        "seconds": seconds,
    }


def _lines(export: Export, path: Path, seconds: float) -> list[str]:
    rows = ", ".join(f"{number:,} {table.replace('_', ' ')}" for table, number in export.rows.items())
    lines = [f"{path}: {rows} ({seconds:.1f} s).", *export.manifest["notes"]]
    for rule, number in export.withheld.items():
        lines.append(f"{number:,} {rule.replace('_', ' ')}. {export.manifest['rules'][rule]}")
    for table, columns in export.manifest["columns_withheld"].items():
        lines.append(f"Empty for this audience in {table}: {', '.join(columns)}.")
    return lines
