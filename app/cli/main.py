"""The command `tawthiq`: which commands there are, and what a refusal exits with.

A command's module is read when the command is asked for, so that none waits for the libraries of the others.
"""

import importlib
import sys

import click

from app.cli.shell import say
from app.domain.errors import InvalidInput, TawthiqError

COMMANDS = {
    "account": "app.cli.accounts:account",
    "bench": "app.bench.command:bench_command",
    "demo": "app.cli.demo:demo_command",
    "evidence": "app.cli.evidence:evidence",
    "export": "app.cli.exports:export_command",
    "gazetteer": "app.cli.gazetteer:gazetteer",
    "import": "app.cli.imports:import_command",
    "project": "app.cli.projects:project",
    "rebuild": "app.cli.history:rebuild",
    "report": "app.cli.reports:report_command",
    "report-templates": "app.cli.reports:templates_command",
    "serve": "app.cli.serve:serve",
    "sql": "app.cli.sql:sql",
    "verify-log": "app.cli.history:verify_log",
}

REFUSED = 1
WRONG_USAGE = 2
INTERRUPTED = 130


class LateGroup(click.Group):
    """A group that reads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.command(cls=LateGroup)
def tawthiq() -> None:
    """Tawthiq documents human-rights incidents, claim by claim and source by source."""


def main(arguments: list[str] | None = None) -> int:
    """Runs a command. Exit code: 0 done, 1 refused with one line a reason, 2 wrong usage, 130 interrupted."""
    try:
        code = tawthiq.main(arguments, prog_name="tawthiq", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show(sys.stderr)
        return WRONG_USAGE
    except TawthiqError as error:
        say(*reasons(error))
        return REFUSED
    except (KeyboardInterrupt, click.Abort):
        say("Interrupted.")
        return INTERRUPTED


def reasons(error: TawthiqError) -> list[str]:
    """What a refusal says, one line a reason."""
    if isinstance(error, InvalidInput):
        return [f"{where}: {mend}" if where else mend for where, mend in error.problems.items()]
    return str(error).splitlines()
