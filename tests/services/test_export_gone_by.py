"""What we go by, in what leaves: named as such, beside what is claimed, and the same rows in every format."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.domain.disclosure import INTERNAL
from app.domain.questions import Question
from app.services.doors import Doors
from app.store import reading
from tests.filled import Tokens
from tests.services.deciding import Case
from tests.services.differing import COUNT, WHEN, WHERE, differing, go_by_anis
from tests.services.exporting import read_features, read_set, take_out


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    made = differing(doors, tokens)
    go_by_anis(made, WHEN, WHERE, COUNT)
    return made


def test_what_we_go_by_stands_beside_what_is_claimed(case: Case, doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    take_out(doors, tokens, tmp_path / "set")
    take_out(doors, tokens, tmp_path / "map.geojson")
    tables = read_set(tmp_path / "set")
    incident = next(row for row in tables["incidents"] if row["ref"] == case.ref)
    assert (incident["earliest_start"], incident["latest_end"]) == ("2031-04-17", "2031-05-20")
    assert (incident["adopted_earliest_start"], incident["adopted_latest_end"]) == ("2031-04-17", "2031-04-17")
    assert (incident["longitude"], incident["adopted_longitude"], incident["adopted_adm1_name"]) == ("", "36", "North")
    assert (incident["adm1_code"], incident["adopted_adm1_code"], incident["adopted_adm2_code"]) == ("", "N", "")
    assert incident["adopted_geometry_wkt"] == "POINT(36 34.5)" != incident["geometry_wkt"]
    assert (incident["killed_min"], incident["killed_max"]) == ("3", "")
    assert json.loads(incident["adopted_counts"]) == [
        {"harm": "killed", "unit": "person", "measure": "event", "minimum": 9}
    ]
    line = next(row for row in tables["counts"] if row["incident"] == case.ref)
    assert [line[name] for name in ("minimum", "adopted", "adopted_minimum", "adopted_maximum")] == [
        "3",
        "true",
        "9",
        "",
    ]
    properties = read_features(tmp_path / "map.geojson")[case.ref]["properties"]
    assert properties["adopted_earliest_start"] == "2031-04-17" and properties["adopted_counts"][0]["minimum"] == 9
    others = [row for row in tables["incidents"] if row["ref"] != case.ref]
    assert others and not any(row[name] for row in others for name in row if name.startswith("adopted_"))


@pytest.mark.parametrize(("first", "last", "found"), [(4, 4, True), (5, 5, False)])
def test_the_list_and_every_format_hold_the_same_rows(
    case: Case, doors: Doors, tokens: Tokens, tmp_path: Path, first: int, last: int, found: bool
) -> None:
    question = Question(from_=date(2031, first, 1), to=date(2031, last, 30))
    for match in ("possible", "certain"):
        asked = question.matching(match)
        with doors.work(tokens["EAST", "verifier"]) as work:
            project = work.enter("EAST", "read_incidents")
            page = reading.find_page(work.connection, project.id, asked, INTERNAL)
        filters = asked.as_parameters()
        take_out(doors, tokens, tmp_path / match, **filters)
        take_out(doors, tokens, tmp_path / f"{match}.geojson", **filters)
        listed = {one.ref for one in page.items}
        assert listed == ({case.ref} if found else set())
        assert {row["ref"] for row in read_set(tmp_path / match)["incidents"]} == listed
        assert read_features(tmp_path / f"{match}.geojson").keys() == listed


def test_a_decision_has_its_value_in_words_and_typed(case: Case, doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    case.adopt(COUNT, {}, "range_of_claims")
    take_out(doors, tokens, tmp_path / "set")
    rows = read_set(tmp_path / "set")["adoptions"]
    when, where, first, count = (row for row in rows if row["incident"] == case.ref)
    assert [row["property"] for row in (when, where, count)] == ["incident.when", "incident.place", "incident.count"]
    assert (when["earliest_start"], when["latest_end"], when["occurred_edtf"]) == (
        "2031-04-17",
        "2031-04-17",
        "2031-04-17",
    )
    assert json.loads(when["value"])[0]["edtf"] == "2031-04-17" and when["value_as_stated"] == "as told"
    assert (where["place_as_stated"], where["longitude"], where["precision"], where["uncertainty_m"]) == (
        "Bayt Rummana", "36", "place", "500",
    )  # fmt: skip
    assert (where["geometry_wkt"], when["geometry_wkt"]) == ("POINT(36 34.5)", "")
    assert (where["minimum"], where["earliest_start"], when["place_as_stated"], count["longitude"]) == ("", "", "", "")
    # The one that was taken over keeps its own value; the later one is a range of both.
    assert (first["current"], first["minimum"], first["maximum"], first["open_maximum"]) == ("false", "9", "", "true")
    assert (count["minimum"], count["maximum"], count["unit"], len(json.loads(count["value"]))) == (
        "3",
        "",
        "person",
        2,
    )
