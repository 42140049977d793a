"""`tawthiq report`: a question told on paper; and the templates that an organisation may change."""

import time
from pathlib import Path

import click

from app.cli.exports import filter_options
from app.cli.shell import Asked, asked, at_shell
from app.domain.questions import ask
from app.domain.reports import FORMATS, KINDS, LANGUAGES
from app.services import reports
from app.services.reports import ReportWanted


@click.command("report")
@click.argument("kind", metavar="KIND")
@click.option("--project", "code", required=True, metavar="CODE", help="The project that it tells of.")
@click.option("--language", required=True, metavar="L", help=f"{' or '.join(LANGUAGES)}.")
@click.option("--format", "name", required=True, metavar="F", help=f"{', '.join(FORMATS)}.")
@filter_options
@click.option("-o", "path", required=True, metavar="PATH", type=click.Path(path_type=Path), help="Where it is written.")
@asked
def report_command(
    how: Asked, /, kind: str, code: str, language: str, name: str, path: Path, **filters: tuple[str, ...]
) -> None:
    began = time.monotonic()
    question = ask({key.removeprefix("filter_"): texts for key, texts in filters.items()})
    with at_shell(how) as shell:
        wanted = ReportWanted(kind, question, language, name, shell.settings.templates)
        written = reports.write_report(shell.doors, shell.token, code, wanted, path)
    seconds = round(time.monotonic() - began, 3)
    values = {
        "path": str(path),
        "kind": written.kind,
        "language": written.language,
        "incidents": written.incidents,
        "withheld": written.withheld,
        "seconds": seconds,
    }
    withheld = [f"{number:,} {rule.replace('_', ' ')}." for rule, number in written.withheld.items()]
    how.answer(values, f"{path}: {written.incidents:,} incidents ({seconds:.1f} s).", *withheld)


report_command.help = (
    "Tell what answers a question as a report; without a filter of the whole project.\n\n"
    f"KIND is one of: {', '.join(KINDS)}. An organisation's own templates, in the folder `templates` of"
    f" the data folder,"
    " stand in for ours of the same name; `report-templates` writes ours out to begin with."
)


@click.command("report-templates")
@click.option("-o", "path", required=True, metavar="FOLDER", type=click.Path(path_type=Path), help="A new folder.")
@asked
def templates_command(how: Asked, /, path: Path) -> None:
    """Write out our templates of reports, to be changed and put into the folder `templates` of the data folder."""
    names = reports.write_templates(path)
    how.answer({"path": str(path), "templates": names}, *(str(path / name) for name in names))
