"""`tawthiq gazetteer`: what is loaded is found, on an installation where nobody has an account yet."""

import json
from pathlib import Path

from tests.cli.conftest import Command
from tests.services.gazetteering import other_file, places_file, units_file


def test_what_is_loaded_is_found_with_its_units_and_numbers(new: Command, tmp_path: Path) -> None:
    for path in (*(units_file(tmp_path, level) for level in (1, 2, 3)), other_file(tmp_path)):
        assert new("gazetteer", "load", str(path)).code == 0
    loaded = new("gazetteer", "load", str(places_file(tmp_path)), "--json")
    assert loaded.json["places"] == 5 and loaded.json["loaded"] and loaded.json["licence"] == "CC BY 3.0 IGO"
    found = new("gazetteer", "find", "بيت رمانة", "--json").json["candidates"][0]
    assert {"name", "kind", "parents", "longitude", "latitude", "uncertainty_m", "score", "external_ids"} <= set(found)
    assert (found["name"], found["name_ar"], found["score"]) == ("Bayt Rummana", "بيت رمانة", 1.0)
    assert [unit["code"] for unit in found["parents"]] == ["XA10101", "XA101", "XA1"]
    assert found["external_ids"] == {"ocha": "C1", "wof": "7", "geonames": "77"}


def test_a_search_is_held_to_a_unit_and_a_number(new: Command, tmp_path: Path) -> None:
    new("gazetteer", "load", str(places_file(tmp_path)))
    both = new("gazetteer", "find", "Tall Zayn", "--json").json["candidates"]
    assert [one["code"] for one in both] == ["ocha:C2", "ocha:C3"]
    within = new("gazetteer", "find", "Tall Zayn", "--within", "XA2", "--json").json["candidates"]
    assert [one["code"] for one in within] == ["ocha:C3"]
    assert len(new("gazetteer", "find", "Tall Zayn", "--limit", "1", "--json").json["candidates"]) == 1
    nothing = new("gazetteer", "find", "Nowhere At All", "--json")
    assert nothing.json == {"candidates": []} and "No place is called so" in nothing.err


def test_the_same_file_twice_says_so(new: Command, tmp_path: Path) -> None:
    path = str(places_file(tmp_path))
    assert new("gazetteer", "load", path, "--json").json["loaded"] is True
    again = new("gazetteer", "load", path, "--json")
    assert again.json["loaded"] is False and "in already" in again.err
    listed = new("gazetteer", "list", "--json").json["gazetteers"]
    assert [(one["name"], one["places"]) for one in listed] == [("ocha-xa-places", 5)]


def test_what_is_no_gazetteer_is_refused_in_one_line(new: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"features": []}))
    refused = new("gazetteer", "load", str(path))
    assert refused.code == 1 and refused.err.startswith("This is no gazetteer that is known")
