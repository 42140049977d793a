"""Taking out: the same rows in every format, honest cells, nothing of another project, an event for each, nothing half."""

import csv
import dataclasses
import hashlib
import html
import json
import re
import resource
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.errors import InvalidValue, NotFound, NotPermitted, Refused, UnknownFilter
from app.domain.properties import PROPERTIES
from app.domain.questions import Question
from app.exchange import csv_files
from app.services import exports
from app.services.doors import Doors
from app.services.exports import Wanted
from app.services.work import Work
from app.store.exports import scope, streaming
from tests.exchange.records import ACT, INC, everything
from tests.filled import Tokens
from tests.services.exporting import (
    CLOCKWISE,
    FORMULA,
    LINE,
    Row,
    by_ref,
    odd_incidents,
    read_features,
    read_set,
    read_table,
    record,
    take_out,
)
from tests.services.importing import faults, look, one


@pytest.fixture
def refs(doors: Doors, tokens: Tokens) -> dict[str, str]:
    """The refs of odd incidents in EAST, with others of the same kind in WEST that no test of EAST may find."""
    record(doors, tokens, odd_incidents("canary of WEST"), "WEST")
    known = record(doors, tokens, odd_incidents())
    record(doors, tokens, everything())
    return known | {"everything": INC}


@pytest.fixture
def tables(doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path) -> dict[str, list[Row]]:
    take_out(doors, tokens, tmp_path / "set")
    return read_set(tmp_path / "set")


def rows_of(table: list[Row], incident_ref: str) -> list[Row]:
    return [row for row in table if row["incident"] == incident_ref]


# The CSV set


def test_a_set_is_a_folder_of_tables_with_dictionary_and_manifest(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    export = take_out(doors, tokens, tmp_path / "set")
    names = {file.file_name for file in csv_files.FILES} | {"dictionary.csv", "manifest.json"}
    assert {path.name for path in tmp_path.iterdir()} == {"set"}
    assert {path.name for path in (tmp_path / "set").iterdir()} == names
    for file in csv_files.FILES:
        written = (tmp_path / "set" / file.file_name).read_bytes()
        assert written.startswith(b"\xef\xbb\xbf" + ",".join(file.column_names).encode() + b"\r\n")
        assert written.endswith(b"\r\n")
        assert len(read_table(tmp_path / "set" / file.file_name)) == export.rows[file.name] > 0
    assert export.rows["incidents"] == 7
    assert json.loads((tmp_path / "set" / "manifest.json").read_text("utf-8")) == export.manifest


def test_nothing_of_another_project_is_in_any_file(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path
) -> None:
    foreign = {
        ref
        for table in ("incident", "act", "party", "source", "document", "claim")
        for (ref,) in look(
            owner, f"SELECT x.ref FROM {table} x JOIN project p ON p.id = x.project_id WHERE p.code = 'WEST'"
        )
    }
    assert len(foreign) > 30
    for name in ("set", "a.geojson", "a.jsonl"):
        take_out(doors, tokens, tmp_path / name)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        written = path.read_text("utf-8")
        assert "canary of WEST" not in written, path
        assert not [ref for ref in foreign if ref in written], path


def test_text_cells_are_as_entered_and_start_no_formula(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "set")
    for path in (tmp_path / "set").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for text in row:
                    assert text[:1] not in tuple("=+-@\t\r") or re.fullmatch(r"-?[0-9.]+", text), (path.name, text)
    tables = read_set(tmp_path / "set")
    formula = by_ref(tables["incidents"])[refs["formula"]]
    assert formula["title"] == FORMULA
    assert formula["summary"] == "'quoted\nand broken, \"so\""
    assert formula["place_as_stated"] == "+بيت رمانة"
    assert {"-killed-", "@force G", "في آذار"} <= {row["stated_as"] for row in tables["claims"]}
    assert {row["value"] for row in tables["external_ids"]} >= {"-12"}


def test_dates_are_bounds_and_never_more_than_is_known(tables: dict[str, list[Row]], refs: dict[str, str]) -> None:
    rows = by_ref(tables["incidents"])
    bounds = ("earliest_start", "latest_start", "earliest_end", "latest_end")
    month, after, bare = rows[refs["formula"]], rows[refs["area"]], rows[refs["bare"]]
    assert [month[name] for name in bounds] == ["2025-03-01", "2025-03-31", "2025-03-01", "2025-03-31"]
    assert (month["occurred_edtf"], month["occurred_as_stated"]) == ("2025-03", "في آذار")
    assert [after[name] for name in bounds] == ["2025-03-01", "", "", ""]
    assert [bare[name] for name in bounds] == ["", "", "", ""]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", month["recorded_at"])


def test_places_never_stand_without_their_precision(tables: dict[str, list[Row]], refs: dict[str, str]) -> None:
    rows = by_ref(tables["incidents"])
    columns = ("longitude", "latitude", "precision", "uncertainty_m", "geometry_wkt")

    def place(key: str) -> list[str]:
        return [rows[refs[key]][name] for name in columns]

    assert place("formula") == ["36.25", "34.5", "place", "2000", "POINT(36.25 34.5)"]
    assert place("area") == ["", "", "district", "", CLOCKWISE]
    assert place("line") == ["", "", "line_or_area", "", LINE]
    assert place("bare") == ["", "", "", "", ""]
    assert place("two") == ["", "", "several", "", "MULTIPOINT(36 34,37 34)"]
    assert all(row["precision"] and row["uncertainty_m"] for row in rows.values() if row["longitude"])
    area = rows[refs["area"]]
    assert (area["adm1_name"], area["adm1_code"], area["adm2_name"], area["place_name"]) == ("Wadi", "XA1", "", "")


def test_numbers_are_whole_lines_of_people_and_words_have_none(
    tables: dict[str, list[Row]], refs: dict[str, str]
) -> None:
    rows = by_ref(tables["incidents"])

    def pair(key: str, harm: str = "killed") -> tuple[str, str]:
        return rows[refs[key]][f"{harm}_min"], rows[refs[key]][f"{harm}_max"]

    assert pair("formula") == ("9", "")  # at least nine
    assert pair("area") == ("", "")  # dozens
    assert pair("area", "injured") == ("", "")  # of children: a part, no whole
    assert pair("line") == ("0", "0")  # nobody, said so
    assert pair("bare") == ("", "")
    lines = {(line["harm"], line["population"]): line for line in rows_of(tables["counts"], refs["area"])}
    assert lines.keys() == {("killed", ""), ("injured", "children")}
    dozens, children = lines["killed", ""], lines["injured", "children"]
    assert (dozens["minimum"], dozens["maximum"], dozens["words"], dozens["open_maximum"]) == ("", "", "tens", "true")
    assert (children["minimum"], children["maximum"], children["open_maximum"]) == ("2", "4", "false")


def test_an_incident_says_how_sure_we_are_and_of_what(tables: dict[str, list[Row]], refs: dict[str, str]) -> None:
    rows = by_ref(tables["incidents"])
    formula, area, two = rows[refs["formula"]], rows[refs["area"]], rows[refs["two"]]
    levels = (
        "verification", "verification_highest", "attribution_verification", "attribution_verification_highest",
        "standard_of_proof", "self_reviewed", "late_verified", "counted", "tier", "kind", "origins", "sources", "version",
    )  # fmt: skip
    assert [formula[name] for name in levels] == [
        "allegation", "allegation", "allegation", "allegation", "", "false", "false", "true", "0", "single", "1", "1", "1",
    ]  # fmt: skip
    assert [area[name] for name in levels] == [
        "allegation", "allegation", "", "", "", "false", "false", "false", "1", "umbrella", "0", "1", "1",
    ]  # fmt: skip
    assert json.loads(formula["acts"]) == ["killing"]
    assert json.loads(formula["alleged_parties"]) == ["force G"]
    assert json.loads(formula["external_ids"]) == ["register:-12"]
    assert json.loads(two["acts"]) == ["abduction", "killing"]
    assert json.loads(two["alleged_parties"]) == json.loads(two["external_ids"]) == []


def test_acts_and_involvements_carry_their_own_levels(tables: dict[str, list[Row]], refs: dict[str, str]) -> None:
    acts = {row["type"]: row for row in rows_of(tables["acts"], refs["two"])}
    assert {code: (row["verification"], row["origins"]) for code, row in acts.items()} == {
        "killing": ("allegation", "1"),
        "abduction": ("allegation", "1"),
    }
    assert json.loads(acts["killing"]["methods"]) == ["artillery_or_mortar"]
    assert json.loads(acts["abduction"]["methods"]) == []
    (alleged,) = rows_of(tables["involvements"], refs["formula"])
    (side,) = rows_of(tables["involvements"], refs["area"])
    columns = ("party_label", "role", "degree", "verification", "claims", "origins")
    assert [alleged[name] for name in columns] == ["force G", "alleged", "carried_out", "allegation", "1", "1"]
    assert [side[name] for name in columns] == ["force H", "side", "", "", "1", "1"]


def test_every_claim_stands_with_who_says_it_and_where(tables: dict[str, list[Row]], refs: dict[str, str]) -> None:
    claims, given = by_ref(tables["claims"]), everything()
    sources, documents = by_ref(tables["sources"]), by_ref(tables["documents"])
    newer, older, when, inferred, place, count, denied, victim = (claims[claim.key] for claim in given.claims)
    assert [newer[name] for name in ("subject", "incident", "property", "value")] == [ACT, INC, "act.type", "killing"]
    assert (sources[newer["originator"]]["name"], documents[newer["document"]]["title"]) == ("Monitor M", "Daily report")
    assert [sources[ref]["name"] for ref in json.loads(newer["relay_chain"])] == ["Wire W"]
    assert newer["citation"] == "paragraph 2"
    assert [row["lifecycle"] for row in (newer, older, denied)] == ["active", "superseded", "withdrawn"]
    assert (denied["polarity"], json.loads(denied["value"])["degree"]) == ("denies", "carried_out")
    assert (victim["originator"], victim["basis"], victim["tier"]) == ("", "none_stated", "2")
    assert json.loads(when["value"]) == {
        "earliest_start": "2025-03-06", "latest_start": "2025-03-07", "part_of_day": "evening", "local_time": "21:30:00",
        "zone": "Asia/Damascus", "offset_days": -1,
    }  # fmt: skip
    assert json.loads(inferred["document"]) == [newer["document"]], "an inference stands in its premises' documents"
    assert inferred["citation"] == ""
    assert [named["name"] for named in json.loads(place["value"])] == ["Bayt Rummana", "somewhere"]
    assert json.loads(count["value"]) == {
        "harm": "killed", "unit": "person", "minimum": 3, "stated": 3, "operator": ">=", "measure": "event",
    }  # fmt: skip
    assert {row["disposition"] for row in claims.values()} == {"undecided"}


def test_places_and_citations_of_claims_are_tables_of_their_own(tables: dict[str, list[Row]]) -> None:
    given = everything()
    cited = [row for row in tables["citations"] if row["claim"] == given.claims[0].key]
    assert [(row["position"], row["locator"], row["quote"]) for row in cited] == [
        ("1", "paragraph 2", "A dozen shells"),
        ("2", "", "قصف"),
        ("3", "", ""),
    ]
    assert not [row for row in tables["citations"] if row["claim"] == given.claims[3].key], "an inference cites nothing"
    places = [row for row in tables["locations"] if row["claim"] == given.claims[4].key]
    assert [(row["position"], row["name"], row["list"], row["longitude"], row["uncertainty_m"]) for row in places] == [
        ("1", "Bayt Rummana", "either", "36.1", "2000"),
        ("2", "somewhere", "one", "", ""),
    ]


def test_sources_and_documents_say_what_they_are(tables: dict[str, list[Row]]) -> None:
    given = everything()
    monitor, wire = (by_ref(tables["sources"])[source.key] for source in given.sources)
    assert (json.loads(monitor["aliases"]), monitor["independence_group"]) == (["M", "م"], "")
    assert (wire["independence_group"], wire["tier"], wire["counts_as_origin"]) == (monitor["ref"], "1", "true")
    report = by_ref(tables["documents"])[given.documents[0].key]
    columns = ("source", "kind", "state", "url", "published_as_stated", "published_earliest_on")
    assert [report[name] for name in columns] == [
        monitor["ref"], "report", "on_file", "https://m.example/1", "7 March", "2025-03-07",
    ]  # fmt: skip


def test_a_zip_holds_the_same_files_as_a_folder(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "set")
    export = take_out(doors, tokens, tmp_path / "set.ZIP")
    with zipfile.ZipFile(tmp_path / "set.ZIP") as packed:
        assert packed.testzip() is None
        for path in (tmp_path / "set").iterdir():
            assert path.name == "manifest.json" or packed.read(path.name) == path.read_bytes(), path.name
        assert json.loads(packed.read("manifest.json")) == export.manifest


def test_taking_out_again_makes_the_same_bytes(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    for name in ("set", "a.geojson", "a.jsonl"):
        first = take_out(doors, tokens, tmp_path / name).manifest
        again = take_out(doors, tokens, tmp_path / name).manifest
        assert first["files"] == again["files"]
        assert first["as_of"] < again["as_of"]


# GeoJSON


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
    for ref, feature in features.items():
        assert {name: as_cell(value) for name, value in feature["properties"].items()} == {
            name: as_value(text) for name, text in rows[ref].items() if name not in ("longitude", "latitude", "geometry_wkt")
        }


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


def signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


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


# A spreadsheet


def test_a_spreadsheet_opens_the_table_and_finds_no_formula(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not here: install libreoffice-calc")
    take_out(doors, tokens, tmp_path / "set")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path), str(tmp_path / "set" / "incidents.csv")],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "incidents.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f" not in sheet, "no cell is a formula"
    assert sheet.count("<row ") == 8
    assert "بيت رمانة" in strings
    assert f"'{FORMULA}" in html.unescape(strings)
    # The first name is not garbled by the byte-order mark.
    assert ">ref</t>" in strings


# JSON Lines: there and back in test_round_trip.py


# The question


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"formula", "area", "line", "bare", "two", "everything", "filled"}),
        ({"from_": "2025-03-05", "to": "2025-03-05"}, {"formula", "area", "line", "bare", "everything"}),
        ({"from_": "2025-03-05", "to": "2025-03-05", "match": "certain"}, {"line"}),
        ({"act": "abduction"}, {"area", "two"}),
        ({"harm": "killed", "at_least": "5"}, {"formula", "area", "everything"}),
        ({"alleged": "force G"}, {"formula"}),
        ({"place": "Valley"}, {"area"}),
        ({"within": "Wadi"}, {"area", "everything"}),
        ({"source": "monitor N"}, {"formula", "area", "line", "bare", "two"}),
        ({"bbox": "36.2,34.4,36.3,34.6", "match": "certain"}, {"formula"}),
        ({"q": "valley"}, {"area"}),
    ],
)
def test_every_format_holds_what_answers_the_question(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path, filters: Any, expected: Any
) -> None:
    filled = one(
        owner, "SELECT i.ref FROM incident i JOIN project p ON p.id = i.project_id WHERE p.code = 'EAST' ORDER BY i.id LIMIT 1"
    )
    wanted = {(refs | {"filled": filled})[key] for key in expected}
    export = take_out(doors, tokens, tmp_path / "set", **filters)
    take_out(doors, tokens, tmp_path / "a.geojson", **filters)
    take_out(doors, tokens, tmp_path / "a.jsonl", **filters)
    tables = read_set(tmp_path / "set")
    records = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert set(by_ref(tables["incidents"])) == wanted
    assert read_features(tmp_path / "a.geojson").keys() == wanted
    assert {found["ref"] for found in records if found["type"] == "incident"} == wanted
    assert export.manifest["question"] == {key.rstrip("_"): value for key, value in filters.items()}
    for name in ("acts", "involvements", "claims", "counts", "locations"):
        assert {row["incident"] for row in tables[name]} <= wanted, name
    assert {row["incident"] for row in tables["claims"]} == wanted
    assert_nothing_hangs_in_the_air(tables)


def assert_nothing_hangs_in_the_air(tables: dict[str, list[Row]]) -> None:
    """Every ref that a row points at is in its table, and none is there that nothing points at (but of the whole)."""
    claims, documents = set(by_ref(tables["claims"])), set(by_ref(tables["documents"]))
    sources, parties = set(by_ref(tables["sources"])), set(by_ref(tables["parties"]))
    assert {row["claim"] for row in (*tables["citations"], *tables["locations"])} <= claims
    assert {row["document"] for row in tables["citations"]} <= documents
    assert {row["source"] for row in tables["documents"]} <= sources
    assert {row["originator"] for row in tables["claims"]} - {""} <= sources
    assert {ref for row in tables["citations"] for ref in json.loads(row["relay_chain"])} <= sources
    assert {row["independence_group"] for row in tables["sources"]} - {""} <= sources
    assert {row["party"] for row in tables["involvements"]} <= parties
    assert {row["subject"] for row in tables["external_ids"]} <= documents | set(by_ref(tables["incidents"]))


def test_only_what_belongs_to_the_question_goes_out_with_it(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "set", alleged="force G")
    tables = read_set(tmp_path / "set")
    assert [row["name"] for row in tables["sources"]] == ["monitor N"]
    assert [row["title"] for row in tables["documents"]] == ["=report"]
    assert [row["label"] for row in tables["parties"]] == ["force G"]
    assert [row["value"] for row in tables["external_ids"]] == ["-12"]


def test_a_name_that_is_on_no_record_is_refused(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    with pytest.raises(UnknownFilter, match="Nothing in this project is called 'monitor of nowhere'"):
        take_out(doors, tokens, tmp_path / "set", source="monitor of nowhere")
    assert list(tmp_path.iterdir()) == []


def test_all_rows_are_of_one_moment(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    with Work(scope.one_moment(doors.application), tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "export_incidents")
        asked = scope.ask(work.connection, project.id, Question(), exports.audience_named("internal"))
        record(doors, tokens, odd_incidents())
        with (tmp_path / "rows").open("wb") as file:
            number = streaming.write_table(work.connection, asked, "incidents", ["ref"], b"\n", file)
    assert number == 1, "what is recorded meanwhile is not in it"
    assert take_out(doors, tokens, tmp_path / "set").rows["incidents"] == 6


# Who, and for whom


@pytest.mark.parametrize("audience", ["partner", "accountability", "public"])
def test_an_audience_that_waits_is_refused_by_name(doors: Doors, tokens: Tokens, tmp_path: Path, audience: str) -> None:
    with pytest.raises(Refused, match=audience):
        take_out(doors, tokens, tmp_path / "set", audience=audience)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "audience", "why"),
    [("csv", "everybody", "no audience 'everybody'"), ("xlsx", "internal", "no format 'xlsx'"), ("", "internal", "no format")],
)
def test_what_is_not_known_is_refused_by_name(
    doors: Doors, tokens: Tokens, tmp_path: Path, name: str, audience: str, why: str
) -> None:
    with pytest.raises(InvalidValue, match=why):
        exports.export_incidents(
            doors, tokens["EAST", "analyst"], "EAST", Wanted(Question(), name, audience), tmp_path / "set"
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("role", "code", "refusal"),
    [("documenter", "EAST", NotPermitted), ("analyst", "WEST", NotFound), ("analyst", "NOWHERE", NotFound)],
)
def test_who_may_not_gets_nothing(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, role: str, code: str, refusal: type[Exception]
) -> None:
    before = one(owner, "SELECT count(*) FROM event")
    with pytest.raises(refusal):
        exports.export_incidents(
            doors, tokens["EAST", role], code, Wanted(Question(), "csv", "internal"), tmp_path / "set"
        )
    assert list(tmp_path.iterdir()) == []
    assert one(owner, "SELECT count(*) FROM event") == before


@pytest.mark.parametrize("role", ["verifier", "custodian"])
def test_verifier_and_custodian_may(doors: Doors, tokens: Tokens, tmp_path: Path, role: str) -> None:
    assert take_out(doors, tokens, tmp_path / "a.jsonl", role=role).rows["incidents"] == 1


def test_more_than_whoever_asks_can_wait_for_is_refused(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    def ask_for(most: int) -> exports.Export:
        wanted = Wanted(Question(), "csv", "internal", most)
        return exports.export_incidents(doors, tokens["EAST", "analyst"], "EAST", wanted, tmp_path / "set")

    with pytest.raises(Refused, match="Narrow the question"):
        ask_for(6)
    assert ask_for(7).rows["incidents"] == 7


# What a reader may not see


@pytest.fixture
def neighbours(monkeypatch: pytest.MonkeyPatch) -> Audience:
    """An audience that sees tier 0, of a project in which who is alleged is of tier 1."""
    found = Audience("internal", 0)
    monkeypatch.setattr(exports, "audience_named", lambda name: found)
    monkeypatch.setitem(PROPERTIES, "act.alleged", dataclasses.replace(PROPERTIES["act.alleged"], tier=1))
    return found


def test_columns_above_the_ceiling_are_present_and_empty_and_the_manifest_says_why(
    doors: Doors, tokens: Tokens, refs: dict[str, str], neighbours: Audience, tmp_path: Path
) -> None:
    export = take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    hidden = {"alleged_parties", "attribution_verification", "attribution_verification_highest"}
    assert export.manifest["columns_withheld"].keys() == {"incidents"}
    assert export.manifest["columns_withheld"]["incidents"].keys() == hidden
    assert "act.alleged" in export.manifest["columns_withheld"]["incidents"]["alleged_parties"]
    assert all(row[name] == "" for row in tables["incidents"] for name in hidden)
    assert {row["role"] for row in tables["involvements"]} <= {"victim", "side"}
    assert "act.alleged" not in {row["property"] for row in tables["claims"]}
    assert export.manifest["verification"]["attribution"] == {}


def test_what_lies_above_the_ceiling_is_in_no_file_and_is_counted(
    doors: Doors, tokens: Tokens, refs: dict[str, str], neighbours: Audience, tmp_path: Path
) -> None:
    exported = [take_out(doors, tokens, tmp_path / name) for name in ("set", "a.geojson", "a.jsonl")]
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        written = path.read_text("utf-8")
        for canary in ("force G", "force F", "Wire W", "families", "Raid in the valley", refs["area"]):
            assert canary not in written, (path.name, canary)
    for export in exported:
        # The area, of tier 1; alleged ones (of the formula, of everything, of the filled one), a victim and a count of
        # tier 2; the wire's name, twice where a document of its own goes out: once, its title has no tier above 0.
        assert export.withheld == {"incidents_above_audience": 1, "claims_above_audience": 5, "names_above_audience": 1}
        assert export.manifest["rules"].keys() == export.withheld.keys()


@pytest.mark.parametrize("path", sorted(PROPERTIES))
def test_the_dictionary_says_which_property_a_column_follows_from(
    doors: Doors, tokens: Tokens, refs: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str
) -> None:
    """With one property hidden, the columns that the dictionary names are empty and no others become so."""
    take_out(doors, tokens, tmp_path / "seen")
    monkeypatch.setitem(PROPERTIES, path, dataclasses.replace(PROPERTIES[path], tier=3))
    take_out(doors, tokens, tmp_path / "hidden")
    seen, hidden = read_set(tmp_path / "seen"), read_set(tmp_path / "hidden")
    for file in csv_files.FILES:
        for column in file.columns:
            was = {row[column.name] for row in seen[file.name]} - {""}
            now = {row[column.name] for row in hidden[file.name]} - {""}
            if column.follows_from == path:
                assert not now, (file.name, column.name)
            elif file.name == "incidents":
                assert bool(now) == bool(was), (file.name, column.name)


def test_members_see_all_and_the_manifest_says_what_the_index_leaves_out(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    export = take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    assert export.withheld == {"claims_not_projected": 2}
    assert export.manifest["columns_withheld"] == {}
    assert {row["tier"] for row in tables["claims"]} == {"0", "2"}
    assert by_ref(tables["incidents"])[refs["two"]]["killed_min"] == "", "its count is of tier 2"


# Manifest and event


def test_the_manifest_says_what_was_asked_and_what_is_in_it(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    manifest = take_out(doors, tokens, tmp_path / "set", from_="2025-03", match="certain").manifest
    assert manifest["project"] == {
        "code": "EAST",
        "title": "East valley",
        "standard_of_proof": "reasonable_grounds_to_believe",
        "one_person_mode": False,
    }
    assert (manifest["question"], manifest["match"]) == ({"from": "2025-03-01", "match": "certain"}, "certain")
    assert (manifest["format"], manifest["audience"]) == ("csv", "internal")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", manifest["as_of"])
    assert manifest["versions"]["vocabulary"] == ["1.0-draft"]
    assert manifest["verification"] == {"occurrence": {"allegation": 4}, "attribution": {"allegation": 2}}
    assert any("`allegation`" in note for note in manifest["notes"])
    assert not any("One-person mode" in note for note in manifest["notes"])
    for name, said in manifest["files"].items():
        written = (tmp_path / "set" / name).read_bytes()
        assert (said["bytes"], said["sha256"]) == (len(written), hashlib.sha256(written).hexdigest())
    assert manifest["files"].keys() | {"manifest.json"} == {path.name for path in (tmp_path / "set").iterdir()}


def test_a_manifest_says_when_not_all_is_an_allegation_when_one_works_alone_and_when_an_import_runs(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path
) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE act DISABLE TRIGGER USER; ALTER TABLE incident DISABLE TRIGGER USER"))
        connection.execute(sa.text("ALTER TABLE project DISABLE TRIGGER USER; ALTER TABLE import_batch DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE act SET occurrence_status = 'credible' WHERE ref = :act"), {"act": ACT})
        connection.execute(sa.text("UPDATE project SET one_person = true"))
        connection.execute(
            sa.text(
                "INSERT INTO import_batch (project_id, profile, profile_version, file_name, file_digest)"
                " SELECT id, 'invented', 1, 'rows.csv', '' FROM project;"
                "UPDATE incident i SET import_batch_id = b.id FROM import_batch b"
                " WHERE b.project_id = i.project_id AND i.ref = :incident"
            ),
            {"incident": refs["bare"]},
        )
    export = take_out(doors, tokens, tmp_path / "set")
    notes = " ".join(export.manifest["notes"])
    assert export.manifest["verification"]["occurrence"] == {"allegation": 7, "credible": 1}
    assert "Every level" not in notes
    assert "One-person mode" in notes
    assert "1 incidents come from an import that is not complete" in notes


@pytest.mark.parametrize("name", ["set", "set.zip", "a.geojson", "a.jsonl"])
def test_each_export_is_one_event_that_knows_its_files_again(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path, name: str
) -> None:
    before = one(owner, "SELECT max(id) FROM event")
    export = take_out(doors, tokens, tmp_path / name, act="killing")
    ((deed, writes, detail, actor),) = look(
        owner,
        "SELECT deed, writes, detail, a.name FROM event e JOIN account a ON a.id = e.actor_id WHERE e.id > :before",
        before=before,
    )
    assert (deed, writes, actor) == ("export_incidents", False, "analyst of EAST")
    assert detail["question"] == {"act": "killing"}
    assert (detail["format"], detail["audience"]) == (export.manifest["format"], "internal")
    assert (detail["rows"], detail["files"]) == (export.rows, export.manifest["files"])
    assert faults(doors, tokens, owner) == []


# Nothing half


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The system refuses to let a file grow further, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["set", "set.zip", "a.geojson", "a.jsonl"])
@pytest.mark.parametrize("size", [0, 2000])
def test_where_no_space_is_left_nothing_is(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path, name: str, size: int
) -> None:
    take_out(doors, tokens, tmp_path / name, act="abduction")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    events = one(owner, "SELECT count(*) FROM event")
    with files_no_longer_than(size), pytest.raises(Refused, match=r"cannot be written: .*too large"):
        take_out(doors, tokens, tmp_path / name)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert one(owner, "SELECT count(*) FROM event") == events
    assert take_out(doors, tokens, tmp_path / name).rows["incidents"] == 7, "the connection is fit for use again"


def test_files_stand_in_their_place_only_once_the_event_is_on_record(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                                   " $$ BEGIN RAISE 'no more events'; END $$;"
                                   "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED"
                                   " FOR EACH ROW EXECUTE FUNCTION refuse()"))  # fmt: skip
    with pytest.raises(sa.exc.DBAPIError, match="no more events"):
        take_out(doors, tokens, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []
