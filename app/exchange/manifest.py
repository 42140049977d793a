"""What an export says of itself: what was asked, for whom, of which moment, what is in it, what is not and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.domain.verification import NEAREST_TERM
from app.exchange.drafts import Written

PROGRAM = "tawthiq 0.1.0"

RULES = {
    "incidents_above_audience": "Incidents whose tier lies above the audience's ceiling are left out.",
    "claims_above_audience": "Claims whose own tier, or that of their property, lies above the audience's ceiling are "
    "left out.",
    "names_above_audience": "Names and titles of a tier above the audience's ceiling stand empty.",
    "claims_not_projected": "What follows from claims (incidents, the types, parts and origins of acts, counts) goes "
    "by those of tier 0 and 1. Claims of tier 2 stand in claims, locations and citations, with the parties, sources "
    "and documents that they name, and their methods with the act.",
    "context_not_projected": "Claims of context (patterns, supposed aims, what is said of a group) are about a party: "
    "they stand in claims and citations, and nothing that is counted, mapped or found follows from them.",
    "texts_left_out": "The text of a document tells of more than was asked for: as a whole it leaves with the whole "
    "project alone, in JSON Lines.",
    "passages_without_words": "In passages the words stand where all that is said in them goes out, and of the whole "
    "project also where nothing is; never of an opinion, which stays in the document.",
    "cells_cut": "A cell of a spreadsheet holds 32,767 characters: a longer text ends there. The CSV set has it whole.",
    "context_left_out": "Claims of context are about no incident: only the whole project takes them along.",
}
_BESIDE = ("as_of", "files")

COLUMN_RULE = "The property {path} lies above the audience's ceiling: the column is there and empty."


@dataclass(frozen=True)
class Manifest:
    """One export. `rows` are by table, `files` by name, `levels` acts and alleged involvements by verification."""

    project: str
    title: str
    standard_of_proof: str
    one_person: bool
    question: Mapping[str, str]
    format: str
    audience: str
    as_of: datetime
    vocabulary: tuple[str, ...]
    rows: Mapping[str, int]
    levels: Mapping[str, Mapping[str, int]]
    import_incomplete: int
    withheld: Mapping[str, int]
    columns_withheld: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Mapping[str, Written] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The manifest as a JSON object, its parts always in the same order."""
        return {
            "project": {
                "code": self.project,
                "title": self.title,
                "standard_of_proof": self.standard_of_proof,
                "one_person_mode": self.one_person,
            },
            "question": dict(self.question),
            "match": self.question.get("match", "possible"),
            "format": self.format,
            "audience": self.audience,
            "as_of": self.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "versions": {"program": PROGRAM, "vocabulary": list(self.vocabulary)},
            "rows": dict(self.rows),
            "verification": {track: dict(numbers) for track, numbers in self.levels.items()},
            "notes": self.notes(),
            "withheld": dict(self.withheld),
            "rules": {rule: RULES[rule] for rule in self.withheld},
            "columns_withheld": {
                file: {column: COLUMN_RULE.format(path=path) for column, path in columns.items()}
                for file, columns in self.columns_withheld.items()
            },
            "files": {name: {"bytes": written.bytes, "sha256": written.sha256} for name, written in self.files.items()},
        }

    def notes(self) -> list[str]:
        """What whoever uses the rows has to know."""
        notes = ["Sources assert what stands here. An alleged party is alleged, not found, to have done it."]
        if self.format != "jsonl":
            notes.append(f"nearest_airwars, nearest_mrm, nearest_ucdp: {NEAREST_TERM[:1].lower()}{NEAREST_TERM[1:]}")
        if {level for numbers in self.levels.values() for level in numbers} == {"allegation"}:
            notes.append("Every level of verification is `allegation`: reported, not assessed. Nobody has reviewed it.")
        if self.one_person:
            notes.append("One-person mode: one person holds every role, so nobody else has checked what is recorded.")
        if self.import_incomplete:
            notes.append(f"{self.import_incomplete} incidents come from an import that is not complete.")
        return notes

    def of_content(self) -> bytes:
        """What it says of the content, as JSON to stand in a file itself: the same content makes the same bytes."""
        said = {name: part for name, part in self.as_json().items() if name not in _BESIDE}
        return json.dumps(said, ensure_ascii=False).encode()

    def as_bytes(self) -> bytes:
        """The manifest as a file."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2).encode() + b"\n"
