"""`tawthiq sql`: one statement, behind the walls of whoever runs it."""

import sys

import click
from rich.console import Console
from rich.table import Table

from app.cli.shell import Asked, asked, at_shell, say
from app.services import sql as statements
from app.services.sql import Result


@click.command()
@click.argument("statement")
@click.option(
    "--project",
    "code",
    required=True,
    metavar="CODE",
    help="Which project; you are its custodian, and nothing of another is seen.",
)
@click.option("--write", is_flag=True, help="Let it change something; else it only reads.")
@asked
def sql(how: Asked, statement: str, code: str, write: bool) -> None:
    """Run one STATEMENT as the application's role and print its rows.

    It stands in the project's history as an event. What the database refuses, it refuses here too: statuses, the log,
    other projects (your own others as well).
    """
    with at_shell(how) as shell:
        result = statements.run_statement(shell.doors, shell.token, code, statement, write=write)
    if how.json:
        how.answer({"columns": result.columns, "rows": result.rows})
    else:
        _show(result)


def _show(result: Result) -> None:
    if not result.columns:
        say("Done; the statement returns no rows.")
        return
    table = Table(*result.columns)
    for row in result.rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(file=sys.stdout, markup=False, highlight=False).print(table)
