"""Taking out: the same rows in every format, for whom they are, one event for each export, and nothing half."""

import dataclasses
import hashlib
import json
import re
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.disclosure import Audience
from app.domain.errors import InvalidValue, NotFound, NotPermitted, Refused, UnknownFilter
from app.domain.properties import PROPERTIES
from app.domain.questions import Question
from app.domain.vocabularies import release_name
from app.exchange import csv_files
from app.services import exports
from app.services.doors import Doors
from app.services.exports import Wanted
from app.store.exports import streaming
from app.store.exports.query import TableQuery
from app.store.exports.scope import Scope
from tests.exchange.records import ACT
from tests.filled import Tokens
from tests.services.exporting import (
    Row,
    by_ref,
    odd_incidents,
    plant,
    read_features,
    read_set,
    record,
    take_out,
)
from tests.services.importing import faults, look, one


@pytest.fixture
def refs(doors: Doors, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return plant(doors, tokens, tmp_path_factory.mktemp("in"))


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
    for name in ("set", "a.geojson", "a.jsonl", "a.gpkg", "a.parquet"):
        first = take_out(doors, tokens, tmp_path / name).manifest
        again = take_out(doors, tokens, tmp_path / name).manifest
        assert first["files"] == again["files"]
        assert first["as_of"] < again["as_of"]


# The question


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"formula", "area", "line", "bare", "two", "everything", "filled"}),
        ({"from_": "2025-03-05", "to": "2025-03-05"}, {"formula", "area", "line", "bare"}),
        ({"from_": "2025-03-05", "to": "2025-03-05", "match": "certain"}, {"line"}),
        ({"act": "abduction"}, {"area", "two"}),
        ({"harm": "killed", "at_least": "5"}, {"formula", "area", "everything"}),
        ({"alleged": "force G"}, {"formula"}),
        ({"place": "Valley"}, {"area"}),
        ({"within": "Wadi"}, {"area", "everything", "filled"}),
        ({"source": "monitor N"}, {"formula", "area", "line", "bare", "two"}),
        ({"bbox": "36.2,34.4,36.3,34.6", "match": "certain"}, {"formula"}),
        ({"q": "raid"}, {"area"}),
    ],
)
def test_every_format_holds_what_answers_the_question(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path, filters: Any, expected: Any
) -> None:
    filled = one(
        owner,
        "SELECT i.ref FROM incident i JOIN project p ON p.id = i.project_id WHERE p.code = 'EAST'"
        " ORDER BY i.id LIMIT 1",
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
        assert {row["incident"] for row in tables[name]} - {""} <= wanted, name
    assert {row["incident"] for row in tables["claims"]} - {""} == wanted
    # What is said of an action or response belongs to no incident, and goes out with those that it is about.
    about = {row["subject"] for row in tables["claims"] if not row["incident"]}
    assert about == set(by_ref(tables["interventions"])) and bool(about) == ("everything" in expected)
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
    with pytest.raises(UnknownFilter, match="Nothing in this project is called that"):
        take_out(doors, tokens, tmp_path / "set", source="monitor of nowhere")
    assert list(tmp_path.iterdir()) == []


def test_all_rows_are_of_one_moment(
    doors: Doors, tokens: Tokens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    acts = streaming.TABLES["acts"]

    def while_somebody_records(asked: Scope) -> TableQuery:
        record(doors, tokens, odd_incidents())
        return acts(asked)

    monkeypatch.setitem(streaming.TABLES, "acts", while_somebody_records)
    rows = take_out(doors, tokens, tmp_path / "set").rows
    assert (rows["incidents"], rows["acts"], rows["claims"]) == (1, 1, 5), "what is recorded meanwhile is not in it"
    monkeypatch.undo()
    assert take_out(doors, tokens, tmp_path / "set").rows["incidents"] == 6


# Who, and for whom


@pytest.mark.parametrize("audience", ["partner", "accountability", "public"])
def test_an_audience_that_waits_is_refused_by_name(doors: Doors, tokens: Tokens, tmp_path: Path, audience: str) -> None:
    with pytest.raises(Refused, match=audience):
        take_out(doors, tokens, tmp_path / "set", audience=audience)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "audience", "why"),
    [
        ("csv", "everybody", "no such audience"),
        ("shp", "internal", "no such format"),
        ("", "internal", "no such format"),
    ],
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
    assert export.manifest["columns_withheld"].keys() == {"incidents", "property_items"}  # whose an object is: tier 1
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
        for canary in ("force G", "force F", r"Wire W\b", "families", "springs", "Raid in the valley", refs["area"]):
            assert not re.search(canary, written), (path.name, canary)
    for export in exported:
        # The area, of tier 1; alleged ones (of the formula, of everything, of the filled one), a victim and a count of
        # tier 2; three of an object of tier 1, and its name; the wire's name, twice where a document of its own goes
        # out: once, its title has no tier above 0.
        assert export.manifest["rules"].keys() == export.withheld.keys()
        withheld = {rule: number for rule, number in export.withheld.items() if rule != "passages_without_words"}
        assert withheld == {
            "incidents_above_audience": 1, "claims_above_audience": 8, "names_above_audience": 2, "texts_left_out": 1,
        }  # fmt: skip
    assert exported[0].withheld["passages_without_words"] == 3, "what is said in one of them does not all go out"


def test_a_name_above_the_ceiling_stands_empty_wherever_it_would_stand(
    doors: Doors,
    tokens: Tokens,
    owner: sa.Engine,
    refs: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(exports, "audience_named", lambda name: Audience("internal", 0))
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE party DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE party SET tier = 1 WHERE label = 'force G'"))
    export = take_out(doors, tokens, tmp_path / "set", source="monitor N")
    tables = read_set(tmp_path / "set")
    assert export.withheld["names_above_audience"] == 1
    assert by_ref(tables["incidents"])[refs["formula"]]["alleged_parties"] == "[]"
    assert [row["label"] for row in tables["parties"]] == [""]
    assert {row["party_label"] for row in tables["involvements"]} == {""}
    (value,) = [json.loads(row["value"]) for row in tables["claims"] if row["property"] == "act.alleged"]
    assert value.keys() == {"party", "degree"}


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
    assert export.withheld == {"claims_not_projected": 2, "passages_without_words": 1}
    assert export.manifest["columns_withheld"] == {}
    assert {row["tier"] for row in tables["claims"]} == {"0", "1", "2"}
    assert by_ref(tables["incidents"])[refs["two"]]["killed_min"] == "", "its count is of tier 2"


# Manifest and event


def test_the_manifest_says_what_was_asked_and_what_is_in_it(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    manifest = take_out(doors, tokens, tmp_path / "set", from_="2025-03", to="2025-03", match="certain").manifest
    assert manifest["project"] == {
        "code": "EAST",
        "title": "East valley",
        "standard_of_proof": "reasonable_grounds_to_believe",
        "one_person_mode": False,
    }
    assert (manifest["question"], manifest["match"]) == (
        {"from": "2025-03-01", "to": "2025-03-31", "match": "certain"},
        "certain",
    )
    assert (manifest["format"], manifest["audience"]) == ("csv", "internal")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", manifest["as_of"])
    assert manifest["versions"]["vocabulary"] == [release_name()]
    assert manifest["verification"] == {"occurrence": {"allegation": 3}, "attribution": {"allegation": 2}}
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
        for table in ("act", "incident", "project", "import_batch"):
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE act SET occurrence_status = 'credible' WHERE ref = :act"), {"act": ACT})
        connection.execute(sa.text("UPDATE project SET one_person = true"))
        connection.execute(
            sa.text(
                "INSERT INTO import_batch (project_id, profile, profile_version, file_name, file_digest)"
                " SELECT id, 'invented', 1, 'rows.csv', '' FROM project"
            )
        )
        connection.execute(
            sa.text(
                "UPDATE incident i SET import_batch_id = b.id FROM import_batch b"
                " WHERE b.project_id = i.project_id AND b.profile = 'invented' AND i.ref = :incident"
            ),
            {"incident": refs["bare"]},
        )
    export = take_out(doors, tokens, tmp_path / "set")
    notes = " ".join(export.manifest["notes"])
    assert export.manifest["verification"]["occurrence"] == {"allegation": 7, "credible": 1}
    assert "Every level" not in notes
    assert "One-person mode" in notes
    assert "1 incidents come from an import that is not complete" in notes


@pytest.mark.parametrize("name", ["set", "set.zip", "a.geojson", "a.jsonl", "a.xlsx", "a.gpkg", "a.parquet"])
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


@pytest.mark.parametrize("seen", ["by SQLite", "by what is left"])
def test_a_geopackage_on_a_full_disk_says_what_other_formats_say(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: str
) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    sizes = {"by SQLite": 2**30, "by what is left": 2000}
    with monkeypatch.context() as patch, files_no_longer_than(sizes[seen]):
        if seen == "by SQLite":  # of a database that may not grow it says the same
            pyogrio.set_gdal_config_options({"OGR_SQLITE_PRAGMA": "max_page_count=18"})
        else:
            patch.setattr("app.exchange.geopackage.shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
        try:
            with pytest.raises(Refused, match=r"cannot be written: the disk is full\. Nothing"):
                take_out(doors, tokens, tmp_path / "a.gpkg")
        finally:
            pyogrio.set_gdal_config_options({"OGR_SQLITE_PRAGMA": None})
    assert list(tmp_path.iterdir()) == []
    assert take_out(doors, tokens, tmp_path / "a.gpkg").rows["incidents"] == 7


@pytest.mark.parametrize("name", ["set", "set.zip", "a.geojson", "a.jsonl", "a.xlsx", "a.gpkg", "a.parquet"])
@pytest.mark.parametrize("size", [0, 2000])
def test_where_no_space_is_left_nothing_is(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path, name: str, size: int
) -> None:
    take_out(doors, tokens, tmp_path / name, act="abduction")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    events = one(owner, "SELECT count(*) FROM event")
    with files_no_longer_than(size), pytest.raises(Refused, match=r"cannot be written: "):
        take_out(doors, tokens, tmp_path / name)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert one(owner, "SELECT count(*) FROM event") == events
    assert take_out(doors, tokens, tmp_path / name).rows["incidents"] == 7, "the connection is fit for use again"


def test_files_stand_in_their_place_only_once_the_event_is_on_record(
    doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE 'no more events'; END $$;"
            " CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            " EXECUTE FUNCTION refuse_event()"
        )
    with pytest.raises(sa.exc.DBAPIError, match="no more events"):
        take_out(doors, tokens, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []
