"""A whole and its parts in files: each line with its own origins, and out, in and out again the same."""

import json
from pathlib import Path

import pytest

from app.domain.counts import Count
from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.deciding import Case, tells
from tests.services.exporting import read_set, take_out
from tests.services.test_round_trip import records, take_into_new, take_out_of_new, without_exceptions
from tests.store.claimed import Voice, said

MONITOR, RESCUE, HOSPITAL = Voice("Monitor M"), Voice("Rescue service S"), Voice("Hospital H", "records")


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    twelve = Count(harm="killed", minimum=12, maximum=12, stated=12, operator="=", words="12 killed")
    so_far = Count(harm="killed", minimum=7, stated=7, operator=">=", words="7 so far", measure="cumulative")
    two = Count(harm="killed", minimum=2, maximum=2, stated=2, operator="=", words="2 of the injured died",
                part_of="outcome_of_injured")  # fmt: skip
    cells = {"women": 3, "girls": 2, "male": 1, "unknown": 6}
    claims = [
        *tells(1, MONITOR.name),
        said(11, "incident.count", twelve, MONITOR.name, breakdown=cells),
        said(12, "incident.count", so_far, RESCUE.name),
        said(13, "incident.count", two, HOSPITAL.name, HOSPITAL.basis),
    ]
    return Case(doors, tokens, [MONITOR, RESCUE, HOSPITAL], claims)


def test_each_line_has_its_own_origins_and_the_harm_those_of_all(
    case: Case, doors: Doors, tokens: Tokens, tmp_path: Path
) -> None:
    take_out(doors, tokens, tmp_path / "set")
    rows = [row for row in read_set(tmp_path / "set")["counts"] if row["incident"] == case.ref]
    columns = ("part_of", "measure", "minimum", "maximum", "origins", "harm_origins", "claims")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("", "event", "7", "", "2", "3", "2"),
        ("outcome_of_injured", "event", "2", "2", "1", "3", "1"),
    ]
    claims = [row for row in read_set(tmp_path / "set")["claims"] if row["property"] == "incident.count"]
    cells = [found for row in claims if (found := json.loads(row["value"]).get("breakdown"))]
    assert {"women": 3, "girls": 2, "male": 1, "unknown": 6} in cells, "of whom it consists leaves with the figure"


def test_it_comes_back_as_it_went_out(case: Case, doors: Doors, tokens: Tokens, tmp_path: Path) -> None:
    take_out(doors, tokens, tmp_path / "first.jsonl")
    before = records(tmp_path / "first.jsonl")
    told = [one for one in before if one["type"] == "claim" and one["property"] == "incident.count"]
    assert {"women": 3, "girls": 2, "male": 1, "unknown": 6} in [one.get("breakdown") for one in told]
    assert {"outcome_of_injured"} <= {one["value"].get("part_of") for one in told}
    take_into_new(doors, tokens, tmp_path / "first.jsonl")
    after = take_out_of_new(doors, tokens, tmp_path / "second.jsonl")
    assert [without_exceptions(one) for one in after] == [without_exceptions(one) for one in before]
