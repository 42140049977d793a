"""GeoJSON: the rows of the table as features, and geometries as RFC 7946 wants them."""

import dataclasses
import itertools
import json
import re
import shutil
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.properties import PROPERTIES
from app.domain.verification import Levels
from app.exchange import geojson
from app.exchange.manifest import Manifest
from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.exporting import FORMULA, by_ref, plant, read_features, read_set, take_out


@pytest.fixture
def refs(doors: Doors, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return plant(doors, tokens, tmp_path_factory.mktemp("in"))


def manifest(**more: Any) -> Manifest:
    given: dict[str, Any] = {
        "project": "EAST",
        "title": 'East "valley"',
        "standard_of_proof": "reasonable_grounds_to_believe",
        "one_person": True,
        "question": {},
        "format": "geojson",
        "audience": "internal",
        "as_of": datetime(2025, 3, 7, tzinfo=UTC),
        "vocabulary": ("1.0",),
        "rows": {"incidents": 0},
        "levels": Levels({"occurrence": {}, "attribution": {}}, moved=False),
        "import_incomplete": 0,
        "withheld": {"claims_not_projected": 2},
    }
    return Manifest(**(given | more))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_what_stands_around_the_features_makes_one_collection(number: int) -> None:
    features = geojson.SEPARATOR.join(number * [b'{"type":"Feature","geometry":null,"properties":{}}'])
    whole = json.loads(geojson.HEAD + features + geojson.foot(manifest()))
    assert (whole["type"], len(whole["features"])) == ("FeatureCollection", number)
    assert whole["manifest"]["project"]["title"] == 'East "valley"'
    assert whole["manifest"]["rules"].keys() == {"claims_not_projected"}


def test_the_moment_is_left_to_the_manifest_beside() -> None:
    later = manifest(as_of=datetime(2025, 3, 8, tzinfo=UTC))
    assert geojson.foot(manifest()) == geojson.foot(later)
    assert manifest().as_bytes() != later.as_bytes()


def test_the_manifest_names_this_version_of_the_program() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert manifest().as_json()["versions"]["program"] == f"{project['name']} {project['version']}"


def test_a_layer_has_one_feature_an_incident_with_the_columns_of_the_table(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    export = take_out(doors, tokens, tmp_path / "a.geojson")
    take_out(doors, tokens, tmp_path / "set")
    whole = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert (whole["type"], whole["name"], export.rows) == ("FeatureCollection", "incidents", {"incidents": 7})
    assert "crs" not in whole
    assert whole["manifest"]["notes"] == export.manifest["notes"]
    features, rows = read_features(tmp_path / "a.geojson"), by_ref(read_set(tmp_path / "set")["incidents"])
    assert features.keys() == rows.keys()
    named = geojson.properties(["killed"], decided=False)
    assert {"killed_min", "killed_max", "precision", "verification"} <= set(named)
    for ref, feature in features.items():
        assert tuple(feature["properties"]) == named, "every feature has the same"
        given = {name: as_cell(value) for name, value in feature["properties"].items()}
        assert given == {name: as_value(rows[ref][name]) for name in named}
    left_out = {name for row in rows.values() for name, text in row.items() if text} - set(named)
    assert left_out == set(geojson.IN_GEOMETRY), "nothing that a row says is left out"


def as_cell(value: Any) -> Any:
    """A property, written as a cell of the table would be."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, list) else str(value)


def as_value(text: str) -> Any:
    return json.loads(text) if text.startswith("[") else text


def test_geometries_are_as_rfc_7946_wants_them(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "a.geojson")
    features = read_features(tmp_path / "a.geojson")
    geometry = {key: features[ref]["geometry"] for key, ref in refs.items() if ref in features}
    assert geometry["formula"] == {"type": "Point", "coordinates": [36.25, 34.5]}
    assert geometry["bare"] is None
    assert geometry["line"] == {"type": "LineString", "coordinates": [[36, 34], [37, 35]]}, "its direction is kept"
    (ring,) = geometry["area"]["coordinates"]
    assert signed_area(ring) > 0, "an outer ring goes counter-clockwise"
    assert geometry["two"]["type"] == "MultiPoint"
    for feature in features.values():
        assert {"precision", "uncertainty_m", "verification"} <= feature["properties"].keys()


def test_a_geometry_that_may_not_be_seen_is_null(
    doors: Doors, tokens: Tokens, refs: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hidden = dataclasses.replace(PROPERTIES["incident.place"], tier=3)
    monkeypatch.setitem(PROPERTIES, "incident.place", hidden)
    take_out(doors, tokens, tmp_path / "a.geojson")
    features = read_features(tmp_path / "a.geojson")
    assert {refs["formula"], refs["area"]} <= features.keys()
    for feature in features.values():
        assert feature["geometry"] is feature["properties"]["precision"] is None
        assert "36.25" not in json.dumps(feature)


def signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


def test_gdal_opens_the_layer(doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("ogrinfo"):
        pytest.skip("ogrinfo is not here: install gdal-bin")
    take_out(doors, tokens, tmp_path / "a.geojson")
    said = subprocess.run(
        ["ogrinfo", "-ro", "-al", str(tmp_path / "a.geojson")], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"using driver `GeoJSON'", said)
    assert "Feature Count: 7" in said
    assert 'ID["EPSG",4326]' in said
    assert re.search(r"killed_min: Integer", said)
    assert re.search(r"earliest_start: Date ", said)
    assert "POINT (36.25 34.5)" in said
    assert f"title (String) = {FORMULA}" in said
