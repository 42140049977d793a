"""The cells of the CSV set: honest dates, places and numbers; text as entered, and nothing of another project."""

import csv
import html
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.domain.disclosure import INTERNAL
from app.domain.passages import Span
from app.exchange import csv_files
from app.exchange.csv_set import NEEDS_A_SIGN, write_cell
from app.services.doors import Doors
from app.store import claims
from app.store import passages as kept_texts
from app.store.exports import passages, query
from app.store.exports.scope import Scope
from tests.exchange.records import ACT, APPEAL, INC, POST, SHRINE, TEXT
from tests.filled import Tokens
from tests.services.deciding import Case, decide, second_verifier, tells
from tests.services.exporting import (
    CLOCKWISE,
    EVERYTHING,
    FORMULA,
    LINE,
    Row,
    by_ref,
    plant,
    read_features,
    read_set,
    read_table,
    take_out,
)
from tests.services.importing import look
from tests.store.claimed import Voice


@pytest.fixture
def refs(doors: Doors, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return plant(doors, tokens, tmp_path_factory.mktemp("in"))


@pytest.fixture
def tables(doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path) -> dict[str, list[Row]]:
    take_out(doors, tokens, tmp_path / "set")
    return read_set(tmp_path / "set")


def rows_of(table: list[Row], incident_ref: str) -> list[Row]:
    return [row for row in table if row["incident"] == incident_ref]


# The CSV set

DECIDED = ("links", "adoptions", "verification_events")


def test_a_level_stands_beside_the_nearest_terms_of_others(doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    """In every table that says a level, on the map, and with the caveat in dictionary and manifest."""
    monitor = Voice("Monitor M", "own_collection")
    case = Case(doors, tokens, [monitor], tells(0, monitor.name, monitor.basis, alleged="F"))
    case.grade(monitor.name)
    case.move("credible")
    case.move("misattributed", case.alleged, document=case.disproof())
    case.decide("done", second_verifier(doors, tokens), case.alleged)
    export = take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    near = ("nearest_airwars", "nearest_mrm", "nearest_ucdp")
    for name, key, verification, terms in (
        ("incidents", "ref", "credible", ("Weak", "unverified", "Clear")),
        ("acts", "incident", "credible", ("Weak", "unverified", "Clear")),
        ("involvements", "incident", "misattributed", ("", "falsely_attributed", "")),
    ):
        [row] = [row for row in tables[name] if row[key] == case.ref]
        assert (row["verification"], *(row[column] for column in near)) == (verification, *terms), name
        [other] = [row for row in tables[name] if row[key] != case.ref]
        assert [other[column] for column in near] == ["", "unverified", ""]
    dictionary = (tmp_path / "set" / "dictionary.csv").read_text("utf-8-sig").splitlines()
    assert sum("nearest_" in line and "not a finding of that body" in line for line in dictionary) == 9
    assert any("nearest term, not a finding of that body" in note for note in export.manifest["notes"])
    take_out(doors, tokens, tmp_path / "map.geojson")
    feature = read_features(tmp_path / "map.geojson")[case.ref]
    assert [feature["properties"][column] for column in near] == ["Weak", "unverified", "Clear"]


def test_what_was_decided_goes_out_with_its_reasons_and_without_names(
    doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    decide(doors, "EAST", tokens)
    take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    [adopted], [moved] = tables["adoptions"], tables["verification_events"]
    assert (adopted["property"], adopted["method"], adopted["current"]) == ("incident.when", "source_priority", "true")
    assert json.loads(adopted["used"]) == [next(c["ref"] for c in tables["claims"] if c["property"] == "incident.when")]
    assert json.loads(adopted["not_used"]) == [] and adopted["stale"] == "false"
    decided = {c["ref"]: c["disposition"] for c in tables["claims"] if c["disposition"] != "undecided"}
    assert decided == {json.loads(adopted["used"])[0]: "used"}
    assert (moved["track"], moved["to_level"], moved["outcome"], moved["tried"]) == (
        "occurrence", "unsubstantiated", "done", "Asked twice.",
    )  # fmt: skip
    assert (moved["self_reviewed"], moved["two_people"]) == ("false", "false")
    assert json.loads(moved["relied_on"])[0]["claim"].startswith("CLM-")
    [incident] = tables["incidents"]
    assert (incident["standard_of_proof"], incident["self_reviewed"]) == ("credible_allegation", "false")
    assert incident["verification"] == "unsubstantiated"
    written = b"".join(path.read_bytes() for path in (tmp_path / "set").iterdir())
    assert b"verifier of EAST" not in written


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
        assert len(read_table(tmp_path / "set" / file.file_name)) == export.rows[file.name]
        assert export.rows[file.name] > 0 or file.name in (*DECIDED, "places")  # no gazetteer is loaded here
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
    assert formula["summary"] == '\'quoted\nand broken, "so"'
    assert formula["place_as_stated"] == "+بيت رمانة"
    assert {"-killed-", "@force G", "في آذار"} <= {row["stated_as"] for row in tables["claims"]}
    assert {row["value"] for row in tables["external_ids"]} >= {"-12"}
    assert {(row["unit"], row["part_of"]) for row in tables["counts"]} >= {("=dwelling", "-x")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=200))
@example([*(f"{start}1" for start in NEEDS_A_SIGN), "", " =", "''", "٣", "=", "＝1"])
def test_the_database_writes_a_cell_by_the_same_rule(engine: sa.Engine, texts: list[str]) -> None:
    given_texts = sa.func.unnest(sa.literal(texts, sa.ARRAY(sa.Text))).column_valued("text")
    with engine.connect() as connection:
        written = connection.execute(sa.select(query.cell(sa.type_coerce(given_texts, sa.Text())))).scalars().all()
    assert written == [write_cell(text) for text in texts]


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
    assert place("two")[:4] == ["", "", "several", ""]
    assert sorted(re.findall(r"\d+ \d+", place("two")[4])) == ["36 34", "37 34"]
    points = [row for row in rows.values() if row["longitude"]]
    assert points and all(row["precision"] and row["uncertainty_m"] for row in points)
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
        "standard_of_proof", "self_reviewed", "late_verified", "counted", "tier", "kind", "origins", "sources",
    )  # fmt: skip
    assert [formula[name] for name in levels] == [
        "allegation", "allegation", "allegation", "allegation", "", "", "", "true", "0", "single", "1", "1",
    ]  # fmt: skip
    assert [area[name] for name in levels] == [
        "allegation", "allegation", "", "", "", "", "", "false", "1", "umbrella", "1", "1",
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


def test_what_no_claim_says_any_more_stands_in_claims_alone(
    doors: Doors, tokens: Tokens, owner: sa.Engine, refs: dict[str, str], tmp_path: Path
) -> None:
    ended = look(
        owner,
        "SELECT c.id, c.incident_id, c.ref FROM claim c JOIN incident i ON i.project_id = c.project_id"
        " AND i.id = c.incident_id WHERE (i.ref, c.path) IN ((:formula, 'act.alleged'), (:two, 'act.method'))",
        formula=refs["formula"],
        two=refs["two"],
    )
    assert len(ended) == 2
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "withdraw_claim")
        work.open(project, "withdraw_claim", reason="not so")
        for number, incident, _ in ended:
            claims.withdraw(work.connection, project.id, number, "not so")
            work.touch([incident])
    take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    assert rows_of(tables["involvements"], refs["formula"]) == []
    assert by_ref(tables["incidents"])[refs["formula"]]["alleged_parties"] == "[]"
    assert {row["methods"] for row in rows_of(tables["acts"], refs["two"])} == {"[]"}
    assert {by_ref(tables["claims"])[ref]["lifecycle"] for _, _, ref in ended} == {"withdrawn"}


def test_the_words_of_a_passage_leave_with_what_is_said_in_it_and_an_opinion_stays(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tables: dict[str, list[Row]], tmp_path: Path
) -> None:
    text = EVERYTHING.document_texts[-1]
    [said, opinion, last] = tables["passages"]
    assert {row["document"] for row in tables["passages"]} == {text.document}, "the text that stands now alone"
    assert [row["number"] for row in tables["passages"]] == ["1", "2", "3"]
    assert (said["mark"], said["words"], said["marked_at"]) == ("context", TEXT[:43], "2025-03-09T01:00:00Z")
    assert (opinion["mark"], opinion["words"], last["mark"], last["words"]) == ("opinion", "", "unread", "Yes.")
    take_out(doors, tokens, tmp_path / "part", source="Monitor M")
    [said, opinion, last] = read_set(tmp_path / "part")["passages"]
    assert (said["words"], opinion["words"], last["words"]) == (TEXT[:43], "", ""), "nothing is said in the last"


def test_a_claim_says_that_the_source_of_its_document_has_taken_it_back(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    taken_back = (
        "UPDATE document SET retraction = 'retracted', retraction_citation = 'Its site.' WHERE title = '=report'"
    )
    with doors.work(tokens["EAST", "documenter"]) as work:
        work.open(work.enter("EAST", "read_incidents"), "run_sql")
        work.connection.execute(sa.text(taken_back))
        work.touch(work.connection.execute(sa.text("SELECT id FROM incident WHERE project_id = 1")).scalars())
    take_out(doors, tokens, tmp_path / "set")
    tables = read_set(tmp_path / "set")
    [document] = [row["ref"] for row in tables["documents"] if row["retraction"] == "retracted"]
    told = {(row["document"] == document, row["document_retraction"] == "retracted") for row in tables["claims"]}
    assert told == {(True, True), (False, False)}


def test_every_claim_stands_with_who_says_it_and_where(tables: dict[str, list[Row]], refs: dict[str, str]) -> None:
    claims = by_ref(tables["claims"])
    sources, documents = by_ref(tables["sources"]), by_ref(tables["documents"])
    newer, older, when, inferred, place, count, denied, shrine, _, community, victim, *done = (
        claims[claim.key] for claim in EVERYTHING.claims
    )
    assert [newer[name] for name in ("subject", "incident", "property", "value")] == [ACT, INC, "act.type", "killing"]
    assert (sources[newer["originator"]]["name"], documents[newer["document"]]["title"]) == (
        "Monitor M",
        "Daily report",
    )
    assert [sources[ref]["name"] for ref in json.loads(newer["relay_chain"])] == ["Wire W"]
    assert newer["citation"] == "paragraph 2"
    assert [row["lifecycle"] for row in (newer, older, denied)] == ["active", "superseded", "withdrawn"]
    assert (denied["polarity"], json.loads(denied["value"])["degree"]) == ("denies", "carried_out")
    assert (victim["originator"], victim["basis"], victim["tier"]) == ("", "none_stated", "2")
    assert json.loads(when["value"]) == {
        "earliest_start": "2025-03-06", "latest_start": "2025-03-07", "part_of_day": "evening",
        "local_time": "21:30:00", "zone": "Asia/Damascus", "offset_days": -1,
    }  # fmt: skip
    assert json.loads(inferred["document"]) == [newer["document"]], "an inference stands in its premises' documents"
    assert inferred["citation"] == ""
    assert [named["name"] for named in json.loads(place["value"])] == ["Bayt Rummana", "somewhere", "the post"]
    assert json.loads(count["value"]) == {
        "harm": "killed", "unit": "person", "minimum": 3, "stated": 3, "operator": ">=", "measure": "event",
        "breakdown": {"women": 1, "unknown": 2},
    }  # fmt: skip
    assert {row["disposition"] for row in claims.values()} == {"undecided"}
    assert [shrine[name] for name in ("subject", "incident", "value")] == [SHRINE, INC, "shrine"]
    assert (community["value"], community["tier"]) == ("-people of the springs", "1")
    assert {(row["subject"], row["incident"]) for row in done} == {(APPEAL, "")}
    assert [row["value"] for row in done][::3] == ["appeal", INC]


def test_an_action_stands_once_with_all_that_is_said_of_it(tables: dict[str, list[Row]]) -> None:
    [appeal] = tables["interventions"]
    names = ("kinds", "statements", "by", "addressees", "outcomes", "incidents")
    # What is denied came of nothing.
    assert [json.loads(appeal[name]) for name in names] == [["appeal"], [], ["relief R"], [], [], [INC]]


def test_an_object_stands_once_with_all_that_is_said_of_each_scale(tables: dict[str, list[Row]]) -> None:
    [shrine] = tables["property_items"]
    assert (shrine["ref"], shrine["incident"], shrine["label"]) == (SHRINE, INC, "=shrine of the springs")
    scales = [json.loads(shrine[name]) for name in ("kinds", "severities", "extents", "certainties", "community")]
    assert scales == [["shrine"], ["slight"], [], [], ["-people of the springs"]]


def test_places_and_citations_of_claims_are_tables_of_their_own(tables: dict[str, list[Row]]) -> None:
    given = EVERYTHING
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
        ("3", "the post", "either", "36.2", "250"),
    ]


def test_a_place_of_the_project_stands_with_its_former_names_its_country_and_the_codes_of_its_units(
    tables: dict[str, list[Row]],
) -> None:
    [post] = [row for row in tables["own_places"] if row["ref"] == POST]
    assert json.loads(post["names"]) == ["=the post", "الحاجز", "Post 7"]
    assert json.loads(post["former_names"]) == [
        {"name": "Post 6", "ended_at": "2025-04-02T01:02:03Z", "ended_reason": "Numbered anew."}
    ]
    assert (post["country"], post["adm1_code"], post["adm2_code"], post["adm3_code"]) == ("XA", "XA1", "", "XA10101")


def test_sources_and_documents_say_what_they_are(tables: dict[str, list[Row]]) -> None:
    given = EVERYTHING
    monitor, wire = (by_ref(tables["sources"])[source.key] for source in given.sources)
    assert (json.loads(monitor["aliases"]), monitor["independence_group"]) == (["M", "م"], "")
    assert (wire["independence_group"], wire["tier"], wire["counts_as_origin"]) == (monitor["ref"], "1", "true")
    report = by_ref(tables["documents"])[given.documents[0].key]
    columns = ("source", "kind", "state", "url", "published_as_stated", "published_earliest_on")
    assert [report[name] for name in columns] == [
        monitor["ref"], "report", "on_file", "https://m.example/1", "7 March", "2025-03-07",
    ]  # fmt: skip


# Comma, double quote, UTF-8, from the first line: what its dialogue proposes for a file with a byte-order mark.
AS_UTF8 = "--infilter=CSV:44,34,76,1"


def test_a_spreadsheet_opens_the_table_and_finds_no_formula(
    doors: Doors, tokens: Tokens, refs: dict[str, str], tmp_path: Path
) -> None:
    office = shutil.which("localc")
    if not office:
        pytest.skip("LibreOffice is not here: install libreoffice-calc")
    take_out(doors, tokens, tmp_path / "set")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", AS_UTF8, "--convert-to", "xlsx",
         "--outdir", str(tmp_path), str(tmp_path / "set" / "incidents.csv")],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "incidents.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert not re.search(r"<f[ >]", sheet), "no cell is a formula"
    assert sheet.count("<row ") == 8
    assert "بيت رمانة" in strings
    assert f"'{FORMULA}" in html.unescape(strings)
    # The first name is not garbled by the byte-order mark.
    assert ">ref</t>" in strings


def test_texts_are_read_one_at_a_time(doors: Doors, tokens: Tokens) -> None:
    read: list[int] = []

    def note(connection: sa.Connection, cursor: Any, statement: str, *_: Any) -> None:
        if "document_text.text" in statement:
            read.append(cursor.rowcount)

    with doors.work(tokens["EAST", "documenter"]) as work:
        project, connection = work.enter("EAST", "take_text"), work.connection
        work.open(project, "take_text")
        documents = connection.execute(sa.text("SELECT id FROM document WHERE project_id = 1 LIMIT 3")).scalars().all()
        for number in documents:
            kept_texts.take_text(connection, 1, number, "A. B.", {Span(0, 5): "unread"}, work.actor.account_id)
        sa.event.listen(connection, "after_cursor_execute", note)
        assert passages.settle(connection, Scope(1, INTERNAL, whole=True)) == 0
        work.abandon()
    # Each text, and then those whose place it took: of these documents none.
    assert read == [1, 0] * len(documents) and len(documents) > 1
