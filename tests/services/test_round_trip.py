"""The lossless door: out, into an empty project, and out again is the same, but for the list below."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.questions import Question, ask
from app.services import exports, imports, projects
from app.services.doors import Doors
from app.services.exports import Wanted
from app.services.imports import Report
from tests.exchange.records import everything, part
from tests.filled import Tokens
from tests.services.exporting import import_records, odd_incidents, record, take_out

# What a record may say otherwise after the way out and in again: what only the installation that holds it can state.
# All else is the same to the letter, refs, ends, words and order included.
EXCEPTIONS = {
    "recorded_at": "when it was recorded there",
    "changed_at": "when its own words were last changed there",
    "entered_at": "when it was entered there",
    "version": "how often its own words were changed there",
}

Record = dict[str, Any]


@pytest.fixture
def first(doors: Doors, tokens: Tokens, tmp_path: Path) -> Path:
    """The whole project EAST, with a record of every kind, taken out."""
    record(doors, tokens, odd_incidents())
    import_records(doors, tokens, tmp_path / "everything.jsonl", everything())
    import_records(doors, tokens, tmp_path / "part.jsonl", part())
    take_out(doors, tokens, tmp_path / "first.jsonl")
    return tmp_path / "first.jsonl"


def take_into_new(doors: Doors, tokens: Tokens, file: Path) -> Report:
    token = tokens["EAST", "administrator"]
    with doors.work(token) as work:
        projects.found_project(work, "NEW", "An empty project")
    return imports.import_file(doors, token, "NEW", "tawthiq", file)


def take_out_of_new(doors: Doors, tokens: Tokens, path: Path, question: Question | None = None) -> list[Record]:
    wanted = Wanted(question or Question(), "jsonl", "internal")
    exports.export_incidents(doors, tokens["EAST", "administrator"], "NEW", wanted, path)
    return records(path)


def records(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def without_exceptions(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in EXCEPTIONS}


def test_out_in_and_out_again_is_the_same(doors: Doors, tokens: Tokens, first: Path, tmp_path: Path) -> None:
    before = records(first)
    assert {found["type"] for found in before} == {
        "source", "document", "party", "incident", "act", "property_item", "claim", "citation", "external_id",
        "document_relation", "incident_link", "intervention",
    }  # fmt: skip
    report = take_into_new(doors, tokens, first)
    assert (report.created, report.quarantined, report.flagged) == (len(before), 0, {})
    after = take_out_of_new(doors, tokens, tmp_path / "second.jsonl")
    assert [without_exceptions(found) for found in after] == [without_exceptions(found) for found in before]


def test_each_exception_is_one(doors: Doors, tokens: Tokens, first: Path, tmp_path: Path) -> None:
    """The list is no longer than it has to be: each of its values does stand in a file."""
    assert {name for found in records(first) for name in EXCEPTIONS.keys() & found.keys()} == EXCEPTIONS.keys()


def test_statuses_and_refs_stand_in_the_file(first: Path) -> None:
    found = records(first)
    assert {act["occurrence_status"] for act in found if act["type"] == "act"} == {"allegation"}
    alleged = [one for one in found if one["type"] == "claim" and one["property"] == "act.alleged"]
    assert {one.get("attribution_status") for one in alleged if "withdrawn_at" not in one} == {"allegation"}
    assert all(one["value"]["party"].startswith("PTY-") for one in alleged)


def test_a_part_can_be_taken_in_by_itself(doors: Doors, tokens: Tokens, first: Path, tmp_path: Path) -> None:
    """What answers a question comes with all that it rests on."""
    take_out(doors, tokens, tmp_path / "part.jsonl", alleged="force G")
    part = records(tmp_path / "part.jsonl")
    assert [one["title"] for one in part if one["type"] == "incident"] == ['=HYPERLINK("http://x.example","y")']
    report = take_into_new(doors, tokens, tmp_path / "part.jsonl")
    assert (report.created, report.quarantined) == (len(part), 0)
    after = take_out_of_new(doors, tokens, tmp_path / "again.jsonl", ask({"alleged": "force G"}))
    assert [without_exceptions(one) for one in after] == [without_exceptions(one) for one in part]


def test_nothing_is_added_where_it_came_from(doors: Doors, tokens: Tokens, first: Path) -> None:
    report = imports.import_file(doors, tokens["EAST", "documenter"], "EAST", "tawthiq", first)
    assert (report.created, report.updated, report.unchanged) == (0, 0, len(records(first)))
