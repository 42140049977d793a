"""Our own JSON Lines: what is written can be read again, whole and equal, and what is not understood is named."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import FileRefused
from app.domain.records import Bundle, IncidentRecord, TermValue
from app.domain.refs import new_ref
from app.exchange import json_lines, json_records
from app.exchange.profiles import Row, open_file
from tests.exchange.records import ACT, D1, INC, claim, everything, part


def read(path: Path) -> list[Row]:
    with open_file(path) as file:
        contents = json_lines.look_over(file, path.name)
        found = list(json_lines.rows(file, contents, 0, 1))
    assert contents.rows == sum(row.records for row in found)
    return found


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def joined(rows: list[Row]) -> Bundle:
    """The bundles of all rows as one, in order."""
    bundles = [row.bundle for row in rows if row.bundle]
    return Bundle(**{f.name: tuple(r for b in bundles for r in getattr(b, f.name)) for f in dataclasses.fields(Bundle)})


def test_what_is_written_is_read_again_whole_and_equal(tmp_path: Path) -> None:
    bundle = everything()
    rows = read(written(tmp_path / "all.jsonl", *json_lines.write_lines(bundle)))
    assert [row.problem for row in rows if row.problem] == []
    assert joined(rows) == bundle


def test_an_incident_and_all_that_is_said_of_it_stay_together(tmp_path: Path) -> None:
    bundle, other = everything(), new_ref("incident")
    more = Bundle(incidents=(IncidentRecord(other, "Another"),))
    lines = [*json_lines.write_lines(bundle), *json_lines.write_lines(more)]
    rows = read(written(tmp_path / "all.jsonl", *lines))
    # and an intervention with five claims and a further citation, after all incidents
    assert [row.bundle.incidents[0].key for row in rows if row.bundle and row.bundle.incidents] == [INC, other]
    # incident, act, object, eleven claims, two further citations, an outside number, two decisions
    # before it, a document with two texts, a grade and an outside number, and one with two
    assert [row.records for row in rows] == [1, 1, 1, 1, 1, 5, 3, 1, 1, 1, 1, 1, 19, 7, 1, 1]


def test_every_line_has_a_type_and_each_record_its_ref(tmp_path: Path) -> None:
    both = (*json_lines.write_lines(everything()), *json_lines.write_lines(part()))
    lines = [json.loads(line) for line in both]
    assert {line["type"] for line in lines} == {
        "source", "document", "party", "incident", "act", "property_item", "claim", "citation", "external_id",
        "document_relation", "incident_link", "intervention", "same_as", "claim_link", "adoption", "assessment",
        "verification", "document_text", "own_place",
    }  # fmt: skip
    assert all("ref" in line for line in lines if line["type"] not in json_records.WITHOUT_REF)
    assert all("property" in line for line in lines if line["type"] == "claim")


def test_reading_goes_on_where_a_row_begins(tmp_path: Path) -> None:
    path = written(tmp_path / "all.jsonl", *json_lines.write_lines(everything()))
    rows = read(path)
    with open_file(path) as file:
        contents = json_lines.look_over(file, path.name)
        assert list(json_lines.rows(file, contents, rows[4].byte_from, rows[4].number)) == rows[4:]


def test_what_only_the_exporter_can_state_is_written_and_not_taken_in(tmp_path: Path) -> None:
    bundle = everything()
    own = {INC: {"recorded_at": datetime(2025, 3, 9, tzinfo=UTC), "version": 3}}
    lines = list(json_lines.write_lines(bundle, own))
    (incident,) = [json.loads(line) for line in lines if '"type":"incident"' in line]
    assert (incident["recorded_at"], incident["version"]) == ("2025-03-09T00:00:00+00:00", 3)
    assert joined(read(written(tmp_path / "all.jsonl", *lines))) == bundle
    with pytest.raises(ValueError, match="verified"):
        list(json_lines.write_lines(bundle, {INC: {"verified": True}}))


@given(st.text(), st.text(min_size=1))
def test_any_text_comes_through(stated_as: str, title: str) -> None:
    record = claim("act.type", TermValue("killing"), act=ACT, stated_as=stated_as)
    line = json.dumps(json_records.to_json(record), ensure_ascii=True)
    assert json_records.read(json.loads(line)) == record
    incident = IncidentRecord(INC, title)
    assert json_records.read(json.loads(json.dumps(json_records.to_json(incident)))) == incident


def changed(kind: str, /, **changes: object) -> str:
    (first, *_) = [line for line in map(json.loads, json_lines.write_lines(everything())) if line["type"] == kind]
    return json.dumps({**first, **changes})


def at(wkt: str) -> dict[str, object]:
    return {"property": "incident.place", "value": {"places": [{"name": "there", "wkt": wkt, "radius_m": 9}]}}


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("{", None),
        ("[]", None),
        ('{"type": "opinion", "ref": "OPI-1"}', "type"),
        (changed("source", ref="Monitor M"), "ref"),
        (changed("source", ref=D1), "ref"),
        (changed("source", kind="prophet"), "kind"),
        (changed("source", colour="red"), "colour"),
        (changed("source", tier=3), "tier"),
        (changed("source", name=None), "name"),
        (changed("document", published_earliest_on="7 March"), "published_earliest_on"),
        (changed("document", url="javascript:alert(1)"), "url"),
        (changed("document", url="the monitor's page"), "url"),
        (changed("claim", property="act.mood"), "property"),
        (changed("claim", value={"code": "blessing"}), "value.code"),
        (changed("claim", value="killing"), "value"),
        (changed("claim", further_citations=[]), "further_citations"),
        (changed("external_id", digest="xyz"), "digest"),
        (changed("incident", title_made_in="xx"), "title_made_in"),
        (changed("claim", as_of="2025-03-08T12:00:00+03:00"), "as_of"),
        (changed("claim", as_of="2025-03-08T12:00:00Z"), "as_of"),
        (changed("claim", **at("POINT(36.1)")), "wkt"),
        (changed("claim", **at("POINT(361 34)")), "wkt"),
        (changed("claim", **at("CIRCULARSTRING(0 0, 1 1, 1 0)")), "wkt"),
    ],
)
def test_a_line_that_is_not_understood_is_put_aside_and_says_why(tmp_path: Path, line: str, column: str | None) -> None:
    sound = changed("party")
    rows = read(written(tmp_path / "all.jsonl", sound, line))
    problems = [row.problem for row in rows]
    assert problems[0] is None
    assert problems[1]
    assert problems[1].column == column
    assert problems[1].line == 2


def test_one_bad_line_puts_its_whole_incident_aside(tmp_path: Path) -> None:
    lines = list(json_lines.write_lines(everything()))
    at = next(n for n, line in enumerate(lines) if '"incident.when"' in line)
    lines[at] = lines[at].replace('"incident.when"', '"incident.whence"')
    rows = read(written(tmp_path / "all.jsonl", *lines))
    (aside,) = [row for row in rows if row.problem]
    assert aside.records == 19
    assert aside.problem
    assert aside.problem.line == at + 1
    assert not aside.problem.reason.startswith("line")


@pytest.mark.parametrize("content", ['{"a": 1}\n', "id,best\n1,2\n", '["type"]\n', '{"type":"source","ref":"x"}'])
def test_a_file_that_is_not_ours_or_is_cut_off_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(content)
    with pytest.raises(FileRefused), open_file(path) as file:
        json_lines.look_over(file, path.name)
