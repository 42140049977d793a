"""The lossless door: out, into an empty project, and out again is the same, but for the list below."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.questions import Question, ask
from app.domain.same import SameEntry
from app.services import exports, imports, projects, same
from app.services.doors import Doors
from app.services.exports import Wanted
from app.services.imports import Report
from tests.exchange.records import part, with_context
from tests.filled import Tokens
from tests.services.deciding import decide, weigh_action
from tests.services.exporting import import_records, odd_incidents, record, take_out

# What a record may say otherwise after the way out and in again: what only the installation that holds it can state.
# All else is the same to the letter, refs, ends, words and order included.
EXCEPTIONS = {
    "recorded_at": "when it was recorded there",
    "changed_at": "when its own words were last changed there",
    "entered_at": "when it was entered there",
    "opened_at": "when somebody took it up there",
    "version": "how often its own words were changed there",
    "occurrence_status": "how sure they are there that it happened so: elsewhere it starts at allegation",
    "attribution_status": "how sure they are there by whom: elsewhere it starts at allegation",
}

Record = dict[str, Any]


@pytest.fixture
def first(doors: Doors, tokens: Tokens, tmp_path: Path) -> Path:
    """The whole project EAST, with a record of every kind, taken out."""
    record(doors, tokens, odd_incidents())
    import_records(doors, tokens, tmp_path / "everything.jsonl", with_context())
    import_records(doors, tokens, tmp_path / "part.jsonl", part())
    decide(doors, "EAST", tokens)
    weigh_action(doors, "EAST", tokens["EAST", "verifier"])
    join(doors, tokens)
    take_out(doors, tokens, tmp_path / "first.jsonl")
    return tmp_path / "first.jsonl"


def join(doors: Doors, tokens: Tokens) -> None:
    """Two entries of each kind that can be, as somebody judges them to be the same."""
    with doors.work(tokens["EAST", "documenter"]) as work:
        project = work.enter("EAST", "join_entries")
        pairs = [
            work.connection.execute(
                sa.text(f"SELECT ref FROM {table} WHERE project_id = :project ORDER BY id LIMIT 2"),
                {"project": project.id},
            ).scalars().all()
            for table in ("incident", "source", "party")
        ]  # fmt: skip
    for one, other in pairs:
        with doors.work(tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "join_entries")
            entry = same.find_entry(work, project, one)
            same.join_entries(work, project, entry, SameEntry(other=other, reason="One and the same."))


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


def projected(owner: sa.Engine, code: str) -> list[Any]:
    """What follows for each incident, by ref: how many lines, origins and sources, and which entry stands for it."""
    query = (
        "SELECT i.ref, x.origins, x.sources, x.documents, x.search_text, f.ref AS first,"
        " (SELECT jsonb_agg(jsonb_build_array(h.harm, h.minimum, h.maximum, h.origins) ORDER BY h.harm, h.measure,"
        " h.population, h.part_of) FROM incident_harm h WHERE h.project_id = i.project_id AND h.incident_id = i.id)"
        " FROM incident i JOIN project p ON p.id = i.project_id JOIN incident_index x ON x.project_id = i.project_id"
        " AND x.incident_id = i.id LEFT JOIN incident f ON f.project_id = i.project_id AND f.id = i.same_as_id"
        " WHERE p.code = :code ORDER BY i.ref"
    )
    with owner.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), {"code": code})]


def test_out_in_and_out_again_is_the_same(
    doors: Doors, tokens: Tokens, owner: sa.Engine, first: Path, tmp_path: Path
) -> None:
    before = records(first)
    assert {found["type"] for found in before} == {
        "source", "document", "party", "incident", "act", "property_item", "claim", "citation", "external_id",
        "document_relation", "incident_link", "same_as", "claim_link", "adoption", "assessment", "verification",
        "task", "intervention", "document_text", "own_place",
    }  # fmt: skip
    report = take_into_new(doors, tokens, first)
    assert (report.created, report.quarantined, report.flagged) == (len(before), 0, {})
    after = take_out_of_new(doors, tokens, tmp_path / "second.jsonl")
    assert projected(owner, "NEW") == projected(owner, "EAST")  # what follows from the judgements too
    assert [without_exceptions(found) for found in after] == [without_exceptions(found) for found in before]


def test_each_exception_is_one(doors: Doors, tokens: Tokens, first: Path, tmp_path: Path) -> None:
    """The list is no longer than it has to be: each of its values does stand in a file."""
    assert {name for found in records(first) for name in EXCEPTIONS.keys() & found.keys()} == EXCEPTIONS.keys()


def test_what_was_decided_comes_in_as_reported_by_whoever_decided_it(
    doors: Doors, tokens: Tokens, owner: sa.Engine, first: Path
) -> None:
    """To the letter, and as nothing of ours: no grade, no value gone by, no move; every act starts at allegation."""
    sent = [one for one in records(first) if one["type"] in ("adoption", "assessment", "verification")]
    assert {one["reported_by"] for one in sent} == {"EAST", "NORTH"} and len(sent) == 9
    assert "unsubstantiated" in {one["occurrence_status"] for one in records(first) if one["type"] == "act"}
    take_into_new(doors, tokens, first)
    new = "project_id = (SELECT id FROM project WHERE code = 'NEW')"
    with owner.connect() as connection:
        for table in ("adoption", "assessment", "verification"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table} WHERE {new}")).scalar() == 0, table
        levels = connection.execute(sa.text(f"SELECT DISTINCT occurrence_status FROM act WHERE {new}")).scalars().all()
        kept = connection.execute(sa.text(f"SELECT kind, reported_by FROM reported_decision WHERE {new}")).all()
        linked = connection.execute(sa.text(f"SELECT count(*) FROM claim_link WHERE {new}")).scalar()
    assert levels == ["allegation"] and linked == 3
    assert {"adoption", "assessment"} == {one["type"] for one in sent if "intervention" in one}
    assert sorted((one["type"], one["reported_by"]) for one in sent) == sorted(tuple(row) for row in kept)
    again = imports.import_file(doors, tokens["EAST", "administrator"], "NEW", "tawthiq", first)
    assert (again.created, again.updated) == (0, 0)


def test_statuses_and_refs_stand_in_the_file(first: Path) -> None:
    found = records(first)
    levels = {act["occurrence_status"] for act in found if act["type"] == "act"}
    assert levels == {"allegation", "unsubstantiated"}
    alleged = [one for one in found if one["type"] == "claim" and one["property"] == "act.alleged"]
    assert {one.get("attribution_status") for one in alleged if "withdrawn_at" not in one} == {"allegation"}
    assert all(one["value"]["party"].startswith("PTY-") for one in alleged)


def test_a_part_can_be_taken_in_by_itself(doors: Doors, tokens: Tokens, first: Path, tmp_path: Path) -> None:
    """What answers a question comes with all that it rests on."""
    take_out(doors, tokens, tmp_path / "part.jsonl", alleged="force G")
    part = records(tmp_path / "part.jsonl")
    # The two that are one party, and the two that are one incident, with their judgements.
    told = [one["title"] for one in part if one["type"] == "incident"]
    assert told == ["Shelling of Bayt Rummana", '=HYPERLINK("http://x.example","y")']
    assert [one["kind"] for one in part if one["type"] == "same_as"] == ["source", "party", "incident"]
    report = take_into_new(doors, tokens, tmp_path / "part.jsonl")
    assert (report.created, report.quarantined) == (len(part), 0)
    after = take_out_of_new(doors, tokens, tmp_path / "again.jsonl", ask({"alleged": "force G"}))
    assert [without_exceptions(one) for one in after] == [without_exceptions(one) for one in part]


def test_nothing_is_added_where_it_came_from(doors: Doors, tokens: Tokens, first: Path) -> None:
    report = imports.import_file(doors, tokens["EAST", "documenter"], "EAST", "tawthiq", first)
    assert (report.created, report.updated, report.unchanged) == (0, 0, len(records(first)))
