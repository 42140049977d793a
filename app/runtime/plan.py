"""What set-up would do on this machine, found by looking and told before anything is done. Standard library only.

Nothing here changes the machine; `app.runtime.setup` carries it out.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import SetUpProblem
from app.runtime import browser, machine, postgresql
from app.runtime.account import SERVICE_USER, find_service_user
from app.runtime.console import size, table
from app.runtime.environment import SYSTEM_PYTHON, find_interpreter
from app.runtime.goals import CLUSTER_ROOM, Goal
from app.runtime.layout import Layout
from app.runtime.packages import ONLY_OUR_SERVER, Apt, Brought, WouldUpgrade

MAKE_USER = [
    "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
    "--shell", "/usr/sbin/nologin", SERVICE_USER,
]  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Packages named (why by name) and all they bring, the service user, environments to make."""

    wanted: dict[str, str]
    brought: list[Brought]
    user: bool
    goals: list[Goal]

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.user or self.goals)


def make_plan(goals: list[Goal], layout: Layout, apt: Apt) -> Plan:
    """Look at the machine and find what is missing for `goals`."""
    needs = list({need.package: need for goal in goals for need in goal.missing()}.values())
    wanted: dict[str, str] = {}
    brought: list[Brought] = []
    if needs:
        if reason := machine.no_packages_here(machine.read_system()):
            raise SetUpProblem(reason)
        apt.read_lists()
        wanted = apt.wanted(needs, postgresql.written_by(layout.postgres / "data"))
        try:
            brought = apt.simulate(list(wanted))
        except WouldUpgrade:
            # python3-venv wants exactly the Python it was built with; what we use of it does not.
            if "python3-venv" not in wanted:
                raise
            wanted["python3-pip-whl"] = wanted.pop("python3-venv")
            brought = apt.simulate(list(wanted))
    user = os.geteuid() == 0 and find_service_user() is None
    return Plan(wanted, brought, user, [goal for goal in goals if not goal.environment.holds_wheels()])


def told(plan: Plan, layout: Layout, apt: Apt) -> str:
    """The plan as one table and the commands that will run."""
    everything: list[Brought | Goal | browser.Size] = [*plan.brought, *plan.goals, *_for_browsers(plan)]
    rows = [*_package_rows(plan)]
    if plan.user:
        rows.append((f"user {SERVICE_USER}", "runs web and database without rights", "", ""))
    for goal in plan.goals:
        name = f"{goal.environment.count()} Python packages"
        rows.append((name, f"for {goal.name}; pinned by hash", size(goal.download), size(goal.disk)))
        if goal.environment.lock:
            rows.append(
                ("map library", "for the map; pinned by hash", size(browser.SIZE.download), size(browser.SIZE.disk))
            )
    rows.append(("together", "", _sum(everything, "download"), _sum(everything, "disk")))
    lines = [f"Tawthiq will set up, with its data under {layout.data}:", "", table(rows), ""]
    if plan.brought:
        lines.append(f"System packages come from {', '.join(sorted({part.source for part in plan.brought}))}.")
        lines.append("Nothing is upgraded or removed, no repository is added, and no other server is touched.")
    return "\n".join([*lines, "Commands:", *(f"  {command}" for command in _commands(plan, apt))])


def room_needed(plan: Plan, layout: Layout) -> list[tuple[Path, int]]:
    """Bytes by folder."""
    return [
        (Path("/usr"), sum(part.disk for part in plan.brought)),
        (Path("/var/cache/apt/archives"), sum(part.download for part in plan.brought)),
        (
            layout.data,
            sum(goal.download + goal.disk for goal in plan.goals) + sum(map(sum, _for_browsers(plan))) + CLUSTER_ROOM,
        ),
    ]


def _package_rows(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    by_name = {part.name: part for part in plan.brought}
    for name, why in plan.wanted.items():
        if name in by_name:
            yield name, why, size(by_name[name].download), size(by_name[name].disk)
    others: list[Brought | Goal] = [part for part in plan.brought if part.name not in plan.wanted]
    if others:
        yield (
            f"{len(others)} packages", "what the ones above depend on", _sum(others, "download"), _sum(others, "disk")
        )  # fmt: skip


def _for_browsers(plan: Plan) -> list[browser.Size]:
    return [browser.SIZE for goal in plan.goals if goal.environment.lock]


def _sum(parts: Sequence[Brought | Goal | browser.Size], what: str) -> str:
    return size(sum(getattr(part, what) for part in parts))


def _commands(plan: Plan, apt: Apt) -> Iterator[str]:
    sudo = "" if os.geteuid() == 0 else "sudo "
    if plan.user:
        yield " ".join(MAKE_USER)
    if plan.wanted:
        if any(name.startswith("postgresql-") for name in plan.wanted):
            yield f"{sudo}sh -c '{ONLY_OUR_SERVER}'  (taken back when apt is done)"
        yield sudo + " ".join(apt.install_command(list(plan.wanted)))
    for goal in plan.goals:
        yield f"{find_interpreter() or SYSTEM_PYTHON} -m venv {goal.environment.folder}"
        yield f"{goal.environment.python} -m pip install --require-hashes -r {goal.environment.requirements}"
        if goal.environment.lock:
            yield f"npm ci --ignore-scripts  (by {goal.environment.lock}, with the npm of these packages)"
