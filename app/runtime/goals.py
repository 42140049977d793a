"""What a command needs on the machine: system packages, and an environment with wheels. Standard library only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.runtime.environment import Environment, find_interpreter
from app.runtime.layout import Layout
from app.runtime.packages import CALC, CHROMIUM, GDAL, POPPLER, POSTGIS, REPORTS, WRITER, Need

CLUSTER_ROOM = 200 << 20
"""Bytes that a new cluster takes before anything is in it, its write-ahead log included."""


@dataclass(frozen=True)
class Goal:
    """One aim of set-up. Sizes of wheels in bytes, as measured when the lists were pinned."""

    name: str
    needs: tuple[Need, ...]
    environment: Environment
    download: int
    disk: int

    def missing(self) -> list[Need]:
        """The system packages that are not here yet."""
        needs = [need for need in self.needs if not need.is_here()]
        if not self.environment.holds_wheels() and find_interpreter() is None:
            needs.append(Need("python3-venv", "makes Python environments", lambda: False))
        return needs


def for_serving(layout: Layout, checkout: Path, settings: Mapping[str, str], *, further: bool = False) -> Goal:
    """Everything that `serve` and the other commands stand on; somebody else's server needs no packages here.

    The `further` step brings what is heavy and not needed to document: printed reports, files for maps. Where it was
    taken once, it is kept.
    """
    needs = () if settings.get("TAWTHIQ_DATABASE_URL") else (POSTGIS,)
    lists = checkout / "requirements"
    first = Environment(layout.environment, lists / "runtime.txt", checkout, wheel=os.geteuid() == 0)
    second = replace(first, requirements=lists / "further.txt")
    if further or first.held_list() == second.requirements.name:
        return Goal("serve", (*needs, *REPORTS), second, 265_000_000, 980_000_000)
    return Goal("serve", needs, first, 140_000_000, 560_000_000)


def for_checks(layout: Layout, checkout: Path) -> Goal:
    """What `check` stands on: tools alone."""
    environment = Environment(
        layout.test / "environment", checkout / "requirements/test.txt", source_of_tests(layout, checkout), wheel=False
    )
    return Goal("check", (), environment, 360_000_000, 1_300_000_000)


def for_tests(layout: Layout, checkout: Path, full: bool) -> Goal:
    """What the test suite stands on. It starts clusters of its own, so it needs PostGIS whatever is set."""
    tools = for_checks(layout, checkout)
    needs = (POSTGIS, CHROMIUM, *REPORTS, *((GDAL, CALC, WRITER, POPPLER) if full else ()))
    return Goal("test", needs, tools.environment, tools.download, tools.disk)


def source_of_tests(layout: Layout, checkout: Path) -> Path:
    """Where tests run: in the checkout, or for root in a copy that the service user can read."""
    return layout.test / "checkout" if os.geteuid() == 0 else checkout
