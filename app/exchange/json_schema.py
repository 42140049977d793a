"""The JSON Schema of a line of our JSON Lines, made from the records themselves. docs/schemas/ holds what it says."""

from typing import Any, Literal

from pydantic import TypeAdapter

from app.exchange.json_records import EXPORTERS_OWN, ON_THE_CLAIM, TYPES, WRITTEN, Further


def schema() -> dict[str, Any]:
    """A line is one of these records. What is not required may be absent, and what is not named may not be there."""
    adapters: list[tuple[str, Literal["validation"], TypeAdapter[Any]]] = [
        (name, "validation", TypeAdapter(kind)) for name, kind in TYPES.items()
    ]
    _, made = TypeAdapter.json_schemas(adapters)
    parts: dict[str, Any] = made["$defs"]
    records = {name: parts.pop(kind.__name__) for name, kind in TYPES.items() if kind is not Further}
    records["citation"] = parts.pop(Further.__name__)
    _flatten(records["citation"], parts["Citation"])
    records["external_id"]["properties"]["digest"] = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
    for name, record in records.items():
        _as_line(name, record)
    for kind, names in ON_THE_CLAIM.items():
        _leave_out(parts[kind.__name__], names)
    for part in parts.values():
        part["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of Tawthiq JSON Lines",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in records],
        "$defs": records | parts,
    }


def _flatten(further: dict[str, Any], citation: dict[str, Any]) -> None:
    """A further citation stands beside the ref of its claim, without an object of its own."""
    further["properties"] = {"claim": further["properties"]["claim"], **citation["properties"]}
    further["required"] = ["claim", *citation["required"]]


def _as_line(name: str, record: dict[str, Any]) -> None:
    """The names that the file has, the type of the line, and what the exporting installation may add."""
    _leave_out(record, {"further_citations"})
    properties = {WRITTEN.get(field, field): value for field, value in record["properties"].items()}
    own = {field: {"description": "Stated by whoever exports; not taken in."} for field in sorted(EXPORTERS_OWN)}
    record["properties"] = {"type": {"const": name}, **properties, **own}
    needed = [WRITTEN.get(field, field) for field in record["required"]]
    record["required"] = ["type", *(field for field in needed if not _may_be_absent(properties[field]))]
    record["additionalProperties"] = False
    record.pop("title", None)


def _may_be_absent(field: dict[str, Any]) -> bool:
    """What is not said is absent: a claim of context names no incident."""
    return {"type": "null"} in field.get("anyOf", ())


def _leave_out(part: dict[str, Any], names: set[str]) -> None:
    for name in names:
        part["properties"].pop(name, None)
    if required := [name for name in part.get("required", ()) if name not in names]:
        part["required"] = required
    else:
        part.pop("required", None)
