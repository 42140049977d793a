"""What set-up says it would do; that it does so is seen on a bare machine."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime import locks
from app.runtime.environment import Environment
from app.runtime.goals import Goal, for_serving, for_tests
from app.runtime.layout import Layout
from app.runtime.packages import Apt, Brought, Need
from app.runtime.plan import Plan, told
from app.runtime.setup import _rights, _unused, is_ready

CHECKOUT = Path(__file__).parents[2]


def goal(folder: Path, *needs: Need) -> Goal:
    (folder / "requirements.txt").write_text(
        "fig==1 \\\n    --hash=sha256:00\npomegranate==2 \\\n    --hash=sha256:11\n"
    )
    environment = Environment(folder / "data/environment", folder / "requirements.txt", CHECKOUT, wheel=False)
    return Goal("serve", needs, environment, 3_000_000, 8_000_000)


def test_the_plan_names_each_package_its_reason_sizes_and_source(folder: Path) -> None:
    brought = [
        Brought("libfig", "1", "Orchard:1/stable", 500_000, 1_000_000),
        Brought("postgresql-97-postgis-3", "3", "Orchard:1/stable", 2_000_000, 4_000_000),
    ]
    plan = Plan({"postgresql-97-postgis-3": "the database"}, brought, True, [goal(folder)])
    lines = told(plan, Layout(folder / "data"), Apt(folder)).splitlines()
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    assert ["postgresql-97-postgis-3", "the database", "2.0 MB", "4.0 MB"] in cells
    assert ["1 packages", "what the ones above depend on", "0.5 MB", "1.0 MB"] in cells
    assert ["2 Python packages", "for serve; pinned by hash", "3.0 MB", "8.0 MB"] in cells
    assert ["together", "5.5 MB", "13.0 MB"] in cells
    assert "System packages come from Orchard:1/stable." in lines
    commands = lines[lines.index("Commands:") + 1 :]
    assert any("useradd --system" in command for command in commands)
    assert any("create_main_cluster = false" in command for command in commands)
    assert any("--no-install-recommends --no-remove postgresql-97-postgis-3" in command for command in commands)
    assert any("--require-hashes" in command for command in commands)


def test_a_server_that_somebody_else_runs_needs_no_packages_here(folder: Path) -> None:
    own = for_serving(Layout(folder), CHECKOUT, {})
    given = for_serving(Layout(folder), CHECKOUT, {"TAWTHIQ_DATABASE_URL": "postgresql://rana@db.example.org/tawthiq"})
    assert [need.package for need in own.needs] == ["postgresql-{version}-postgis-3"]
    assert given.needs == ()


REPORTS = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core"}


def test_what_is_heavy_comes_when_it_is_asked_for(folder: Path) -> None:
    plain = for_serving(Layout(folder), CHECKOUT, {})
    further = for_serving(Layout(folder), CHECKOUT, {}, further=True)
    assert plain.environment.requirements.name == "runtime.txt"
    assert further.environment.requirements.name == "further.txt"
    assert plain.environment.folder == further.environment.folder
    assert {need.package for need in further.needs} - {need.package for need in plain.needs} == REPORTS
    assert further.download > plain.download and further.disk > plain.disk
    assert {need.package for need in for_tests(Layout(folder), CHECKOUT, full=False).needs} >= REPORTS


def test_an_upgrade_keeps_what_is_heavy(folder: Path) -> None:
    """The stamp names the list, whose digest is another one after an upgrade."""
    environment = for_serving(Layout(folder), CHECKOUT, {}, further=True).environment
    environment.folder.mkdir()
    for name, held in {"further.txt": "further.txt", "runtime.txt": "runtime.txt", "": "runtime.txt"}.items():
        stamp = {"list": name} if name else {}  # one from before lists were named
        environment._write_stamp(requirements="of an older list", **stamp)
        again = for_serving(Layout(folder), CHECKOUT, {})
        assert again.environment.requirements.name == held
        assert not is_ready(again), "its wheels are those of an older list"


def test_a_new_environment_says_which_list_it_holds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.environment._make_virtual", lambda python, made, run: made.mkdir())
    monkeypatch.setattr("app.runtime.environment.browser.fetch", lambda made, lock, run: None)
    environment = for_serving(Layout(folder), CHECKOUT, {}, further=True).environment
    assert environment.held_list() == ""
    environment.make(Path("python"), lambda title, command: None)
    assert environment.held_list() == "further.txt"


def test_the_whole_suite_asks_for_more_than_the_plain_one(folder: Path) -> None:
    plain = {need.package for need in for_tests(Layout(folder), CHECKOUT, full=False).needs}
    full = {need.package for need in for_tests(Layout(folder), CHECKOUT, full=True).needs}
    assert full - plain == {"gdal-bin", "libreoffice-calc", "libreoffice-writer", "poppler-utils"}


def test_nothing_is_ready_while_one_thing_is_missing(folder: Path) -> None:
    there, missing = Need("fig", "", lambda: True), Need("quince", "", lambda: False)
    aim = goal(folder, there)
    aim.environment.folder.mkdir(parents=True)
    aim.environment._write_stamp(
        requirements=aim.environment._requirements(),
        interpreter=os.path.realpath(aim.environment.python),
        program=str(CHECKOUT),
    )
    assert is_ready(aim)
    assert not is_ready(replace(aim, needs=(there, missing)))
    shutil.rmtree(aim.environment.folder)
    assert not is_ready(aim)


def test_an_environment_in_use_is_not_replaced(folder: Path) -> None:
    layout = Layout(folder / "data")
    layout.data.mkdir()
    aim = goal(folder)
    with locks.opened(layout.users) as user:
        locks.share(user)
        with pytest.raises(SetUpProblem, match=r"Tawthiq is running; stop it first"), _unused(aim, layout):
            pass
    with _unused(aim, layout):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root has the rights")
def test_without_rights_there_is_a_line_for_somebody_who_has_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetUpProblem, match=r"apt-get install --no-install-recommends quince$"):
        _rights(Plan({"quince": ""}, [], False, []))
