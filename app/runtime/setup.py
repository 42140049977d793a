"""Set-up: show the plan whole, ask once, do it, record it. Standard library only.

It may be interrupted anywhere and started again: what is there is looked for each time, nothing is assumed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import SetUpProblem
from app.runtime import locks, machine
from app.runtime.account import OTHERS, SERVICE_USER, find_service_user
from app.runtime.console import run_step, say
from app.runtime.environment import find_interpreter
from app.runtime.goals import Goal
from app.runtime.layout import Layout, closed_to
from app.runtime.packages import NO_SECOND_SERVER, ONLY_OUR_SERVER, QUIET, Apt, for_an_administrator
from app.runtime.plan import MAKE_USER, Plan, make_plan, room_needed, told
from app.runtime.record import record


def is_ready(goal: Goal) -> bool:
    """Whether nothing is left to do; quick, because every command asks it first."""
    return (
        all(need.is_here() for need in goal.needs)
        and goal.environment.holds_wheels()
        and goal.environment.holds_program()
        and (os.geteuid() != 0 or find_service_user() is not None)
    )


def show_plan(goals: list[Goal], layout: Layout) -> str:
    """What `set_up` would do, in words; changes nothing."""
    _refuse_folder(layout)
    with _private_lists() as apt:
        plan = make_plan(goals, layout, apt)
        return "Everything is set up." if plan.is_empty else told(plan, layout, apt)


def set_up(goals: list[Goal], layout: Layout, yes: bool) -> None:
    """Do what is missing for `goals`, after showing it and asking; raises `SetUpProblem` with one plain sentence."""
    _refuse_folder(layout)
    with _private_lists() as apt:
        plan = make_plan(goals, layout, apt)
        if not plan.is_empty:
            say(told(plan, layout, apt))
            if reason := machine.lack_of_room(room_needed(plan, layout)):
                raise SetUpProblem(reason)
            if plan.wanted and not sys.stdin.isatty():
                _rights(plan)
            _ask(yes)
        if os.geteuid() == 0:
            os.umask(0o022)  # the service user has to be able to read what root installs
        layout.setup.mkdir(parents=True, exist_ok=True)
        with locks.alone(layout.setup / "lock"):
            if os.geteuid() == 0:
                NO_SECOND_SERVER.unlink(missing_ok=True)  # from a set-up that was killed
            _carry_out(plan, layout, apt)
            for goal in goals:
                if not goal.environment.holds_program():
                    _take_in_program(goal, layout)


def _carry_out(plan: Plan, layout: Layout, apt: Apt) -> None:
    """Do the plan, but for what another set-up has done meanwhile."""
    output, deeds = layout.setup / "output.log", layout.setup / "record.jsonl"
    if plan.user and find_service_user() is None:
        run_step(f"User {SERVICE_USER}", MAKE_USER, output)
        record(deeds, f"made the system user {SERVICE_USER}", f"userdel {SERVICE_USER}")
    if not layout.postgres.exists():
        record(deeds, f"made the data folder {layout.data}", f"rm -r {layout.data}   (with everything documented)")
    layout.create()
    if plan.brought:
        _install(plan, apt, output)
        names = " ".join(package.name for package in plan.brought)
        record(deeds, f"installed the packages {names}", f"apt-get remove {names}")
    for goal in plan.goals:
        if not goal.environment.holds_wheels():
            _make_environment(goal, layout, output)
            record(deeds, f"made a Python environment for {goal.name}", f"rm -r {goal.environment.folder}")


def _make_environment(goal: Goal, layout: Layout, output: Path) -> None:
    interpreter = find_interpreter()
    if interpreter is None:
        raise SetUpProblem(f"This system's Python is older than 3.11. {machine.INSTEAD}")
    with _unused(goal, layout):
        goal.environment.make(interpreter, lambda title, command: run_step(title, command, output))


def _take_in_program(goal: Goal, layout: Layout) -> None:
    output = layout.setup / "output.log"
    with _unused(goal, layout):
        goal.environment.take_in_program(lambda title, command: run_step(title, command, output))


def _install(plan: Plan, apt: Apt, output: Path) -> None:
    """Install the packages; Debian is kept from making a cluster of its own only as long as this takes."""
    sudo = _rights(plan)
    quiet = [f"{name}={value}" for name, value in QUIET.items()]
    command = [*sudo, "env", *quiet, *apt.install_command(list(plan.wanted))]
    subprocess.run([*sudo, "sh", "-c", ONLY_OUR_SERVER], check=True)
    try:
        run_step(f"{len(plan.brought)} system packages", command, output)
    finally:
        subprocess.run([*sudo, "rm", "-f", str(NO_SECOND_SERVER)], check=True)


def _rights(plan: Plan) -> list[str]:
    """What to put before a command so that root runs it; without rights, the line for somebody who has them."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        quiet = [] if sys.stdin.isatty() else ["-n"]
        if subprocess.run(["sudo", *quiet, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return ["sudo", *quiet]
    raise SetUpProblem(
        "Installing system packages takes an administrator's rights; hand them this line, then start again:\n"
        + for_an_administrator(list(plan.wanted))
    )


def _ask(yes: bool) -> None:
    if yes or (os.geteuid() == 0 and not sys.stdin.isatty()):
        return
    if not sys.stdin.isatty():
        raise SetUpProblem("Nothing was changed: without a terminal this goes on only as root or with setup --yes.")
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise SetUpProblem("Nothing was changed.")


@contextmanager
def _unused(goal: Goal, layout: Layout) -> Iterator[None]:
    """Keep the environment that serves from being replaced beneath a running server."""
    with locks.opened(layout.users) as users:
        if goal.environment.folder == layout.environment and not locks.try_alone(users):
            raise SetUpProblem("Tawthiq is running; stop it first, then start this again.")
        yield


@contextmanager
def _private_lists() -> Iterator[Apt]:
    roomy = "/var/tmp" if os.access("/var/tmp", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="tawthiq-lists-", dir=roomy))
    try:
        yield Apt(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_folder(layout: Layout) -> None:
    """Raise what is wrong with where the data folder stands, or would stand."""
    place = machine.nearest(layout.data)
    root = os.geteuid() == 0
    if reason := machine.unsafe_file_system(layout.data):
        raise SetUpProblem(reason)
    if root and layout.data.exists() and layout.data.stat().st_uid != 0:
        raise SetUpProblem(
            f"The data folder {layout.data} belongs to the user {layout.data.owner()}; start this as that user."
        )
    if root and (closed := closed_to(find_service_user() or OTHERS, place)):
        raise SetUpProblem(
            f"The data folder {layout.data} cannot be reached by the user {SERVICE_USER}, because {closed} is closed "
            f"to others; open it (chmod o+x {closed}) or set TAWTHIQ_DATA to a folder elsewhere."
        )
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise SetUpProblem(
            f"The data folder {layout.data} cannot be made or written here; set TAWTHIQ_DATA to a folder of yours."
        )
