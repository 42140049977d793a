"""The published schema says what a line may hold: neither less nor more than what is written and read."""

import json
from typing import Any

import pytest

from app.domain.errors import InvalidValue
from app.exchange import json_lines, json_records
from app.exchange.json_schema import schema
from tests.exchange.records import part, with_context

DEFINITIONS: dict[str, dict[str, Any]] = schema()["$defs"]
LINES = [json.loads(line) for bundle in (with_context(), part()) for line in json_lines.write_lines(bundle)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['type']} {line.get('property', '')}")
def test_what_is_written_is_named_and_what_is_required_is_written(line: dict[str, Any]) -> None:
    record = DEFINITIONS[line["type"]]
    assert line.keys() <= record["properties"].keys()
    assert set(record["required"]) <= line.keys()
    assert record["additionalProperties"] is False


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['type']} {line.get('property', '')}")
def test_what_is_required_cannot_be_left_out(line: dict[str, Any]) -> None:
    for name in DEFINITIONS[line["type"]]["required"]:
        with pytest.raises(InvalidValue):
            json_records.read({key: value for key, value in line.items() if key != name})


def test_every_type_of_line_stands_in_it() -> None:
    assert {name for name in DEFINITIONS if name.islower()} == {line["type"] for line in LINES}
