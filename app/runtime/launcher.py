"""What `./tawthiq` does before any Python environment exists. Standard library only.

`setup`, `check` and `test` are done here; every other command is handed to `app.cli` in the environment, once that is
whole. It is handed over with the caller's own rights, so that files named on the command line are the caller's to open.
"""

import argparse
import os
import sys
from pathlib import Path

from app.domain.errors import SetUpProblem
from app.runtime.console import say
from app.runtime.goals import Goal, for_checks, for_serving, for_tests
from app.runtime.layout import Layout, data_folder
from app.runtime.record import read_record, told
from app.runtime.setup import is_ready, set_up, show_plan
from app.runtime.suite import prepare_suite, run_checks, run_tests

HELP = """\
Tawthiq documents human-rights incidents, claim by claim and source by source.

  ./tawthiq serve [--demo]       set up what is missing, then serve http://localhost:8080; --demo: with a demo
  ./tawthiq test [--full]        set up what is missing, then run the test suite
  ./tawthiq setup [--plan]       set up only; --plan shows what would be done, --log what was done and how to undo it
  ./tawthiq setup --all          also what is heavy: printed reports, GeoPackage and GeoParquet
  ./tawthiq check                format, lint, types and imports

Data are kept under {data}; set TAWTHIQ_DATA for another folder.
"""


def main(checkout: Path, arguments: list[str]) -> int:
    """Run one command; returns its exit code: 0 done, 1 refused with a plain sentence, 2 wrong usage."""
    layout = Layout(data_folder(os.environ, root=os.geteuid() == 0))
    try:
        return _run(checkout, layout, arguments)
    except SetUpProblem as problem:
        say(f"tawthiq: {problem}")
        return 1
    except KeyboardInterrupt:
        say("\ntawthiq: interrupted; start again and it goes on from there.")
        return 130


def _run(checkout: Path, layout: Layout, arguments: list[str]) -> int:
    command, *rest = arguments or ["--help"]
    if command == "setup":
        return _set_up(checkout, layout, rest)
    if command == "check":
        argparse.ArgumentParser(prog="tawthiq check", description="Format, lint, types and imports.").parse_args(rest)
        return _check(checkout, layout)
    if command == "test":
        return _test(checkout, layout, rest)
    goal = for_serving(layout, checkout, os.environ)
    asks_for_help = "--help" in arguments or not arguments
    if command == "--help":
        print(HELP.format(data=layout.data))
    if asks_for_help and not goal.environment.holds_wheels():
        print("Every command's own --help is there once set-up is done.")
        return 0
    # `serve --yes` sets up without asking; to serve itself it says nothing.
    yes = command == "serve" and "--yes" in rest
    if command != "serve" and not is_ready(goal):
        raise SetUpProblem("Something is still missing on this machine; ./tawthiq setup brings it.")
    _ensure(goal, layout, yes=yes)
    rest = [argument for argument in rest if not (yes and argument == "--yes")]
    environment = {**os.environ, "TAWTHIQ_DATA": str(layout.data)}
    sys.stdout.flush()
    os.execve(
        goal.environment.python,
        [str(goal.environment.python), "-I", "-m", "app.cli", command, *rest],
        environment,
    )


def _ensure(goal: Goal, layout: Layout, *, yes: bool = False) -> None:
    if not is_ready(goal):
        set_up([goal], layout, yes=yes)


def _set_up(checkout: Path, layout: Layout, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tawthiq setup", description="Set up what Tawthiq needs on this machine.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--plan", action="store_true", help="show what would be done; change nothing")
    which.add_argument("--yes", action="store_true", help="do not ask")
    which.add_argument("--log", action="store_true", help="show what was done and how to undo it")
    parser.add_argument(
        "--all", action="store_true", help="what is heavy, too: printed reports, GeoPackage and GeoParquet"
    )
    chosen = parser.parse_args(arguments)
    if chosen.log:
        print(told(read_record(layout.setup / "record.jsonl")))
        return 0
    goals = [for_serving(layout, checkout, os.environ, further=chosen.all)]
    if chosen.plan:
        print(show_plan(goals, layout))
        return 0
    set_up(goals, layout, yes=chosen.yes)
    say("Everything is set up.")
    return 0


def _check(checkout: Path, layout: Layout) -> int:
    _ensure(for_checks(layout, checkout), layout)
    return run_checks(prepare_suite(layout, checkout))


def _test(checkout: Path, layout: Layout, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="tawthiq test", description="Run the checks and the test suite. What is not known here goes to pytest."
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--full", dest="kind", action="store_const", const="full", help="everything but the faults")
    kind.add_argument("--faults", dest="kind", action="store_const", const="faults", help="kills, full disks, clocks")
    chosen, pytest_arguments = parser.parse_known_args(arguments)
    wanted = chosen.kind or "plain"
    _ensure(for_tests(layout, checkout, full=wanted == "full"), layout)
    suite = prepare_suite(layout, checkout)
    checked = run_checks(suite)
    tested = run_tests(suite, wanted, pytest_arguments)
    return tested or checked
