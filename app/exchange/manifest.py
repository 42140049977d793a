"""What an export says of itself: what was asked, for whom, of which moment, what is in it, what is not and why."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.domain.verification import Levels
from app.exchange import manifest_words as words
from app.exchange.drafts import Written

PROGRAM = "tawthiq 0.1.0"

_BESIDE = ("as_of", "files")


@dataclass(frozen=True)
class Manifest:
    """One export. `rows` are by table, `files` by name."""

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
    levels: Levels
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
            "verification": {track: dict(numbers) for track, numbers in self.levels.by_track.items()},
            "notes": self.notes(),
            "withheld": dict(self.withheld),
            "rules": self.rules(),
            "columns_withheld": self.columns_empty(),
            "files": {name: {"bytes": written.bytes, "sha256": written.sha256} for name, written in self.files.items()},
        }

    def rules(self, language: str = "en") -> dict[str, str]:
        """What each rule says by which something was withheld."""
        return {rule: words.RULES[rule][language == "ar"] for rule in self.withheld}

    def columns_empty(self, language: str = "en") -> dict[str, dict[str, str]]:
        """Why a column stands empty, by file and column."""
        why = words.COLUMN_RULE[language == "ar"]
        return {
            file: {column: why.format(path=path) for column, path in columns.items()}
            for file, columns in self.columns_withheld.items()
        }

    def notes(self, language: str = "en") -> list[str]:
        """What whoever uses the rows has to know."""
        return [note[language == "ar"].format(number=self.import_incomplete) for note in self._notes()]

    def _notes(self) -> Iterator[words.Words]:
        yield words.ALLEGED
        if self.format != "jsonl":
            yield words.NEAREST
        if self.levels.nobody_assessed:
            yield words.NOT_ASSESSED
        if self.one_person:
            yield words.ONE_PERSON
        if self.import_incomplete:
            yield words.INCOMPLETE

    def of_content(self) -> bytes:
        """What it says of the content, as JSON to stand in a file itself: the same content makes the same bytes."""
        said = {name: part for name, part in self.as_json().items() if name not in _BESIDE}
        return json.dumps(said, ensure_ascii=False).encode()

    def as_bytes(self) -> bytes:
        """The manifest as a file."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2).encode() + b"\n"
