"""`tawthiq export`: taking out what answers a question, and saying what went and what was withheld."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.cli.shell import Asked, asked, at_shell
from app.domain.questions import FILTERS, ask
from app.services import exports
from app.services.exports import Export, Wanted

_HELPS = {
    "q": "Words, in English or Arabic.",
    "from": "The first day, month or year.",
    "to": "The last day, month or year.",
    "bbox": "west,south,east,north in degrees.",
    "within": "An administrative unit, by name.",
    "place": "A place, by name.",
    "act": "A type of act, or a group of them.",
    "harm": "A harm.",
    "at_least": "That at least so many came to the harm.",
    "verification": "A level of verification.",
    "attribution": "A level of verification of who did it.",
    "source": "A source, by ref or name.",
    "alleged": "An alleged party, by ref or name.",
    "changed_since": "An instant, such as 2025-03-07T12:00:00Z; UTC where no zone is written.",
    "workflow": "A state of review, or pending: cleared, and something was said since.",
    "match": "possible (the default) or certain: how to read time, place and number.",
}


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """Every filter as an option of its name. One that is given twice reaches the question, which refuses it."""
    for name in reversed(FILTERS):
        spellings = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
        option = click.option(*spellings, f"filter_{name}", multiple=True, metavar="TEXT", help=_HELPS[name])
        command = option(command)
    return command


@click.command("export")
@click.option("--project", "code", required=True, metavar="CODE", help="The project that it is taken out of.")
@click.option("--format", "name", required=True, metavar="F", help=f"{', '.join(exports.FORMATS)}.")
@click.option("--audience", required=True, metavar="A", help="internal: the project's own members.")
@_filters
@click.option("-o", "path", required=True, metavar="PATH", type=click.Path(path_type=Path), help="Where it is written.")
@asked
def export_command(how: Asked, /, code: str, name: str, audience: str, path: Path, **filters: tuple[str, ...]) -> None:
    """Take the incidents that answer a question out of a project; without a filter all of them.

    csv is a folder of tables, or one ZIP file where PATH ends in .zip; geojson and jsonl (lossless) are a file each.
    """
    began = time.monotonic()
    question = ask({key.removeprefix("filter_"): texts for key, texts in filters.items()})
    with at_shell(how) as shell:
        export = exports.export_incidents(shell.doors, shell.token, code, Wanted(question, name, audience), path)
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
