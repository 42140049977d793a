"""The released lists of terms: stable codes, labels in English and Arabic, definitions, one or two levels of grouping.

The lists are data (`lists/*.csv`, in our own words). A project holds its own copy of a release; this module reads the
release that comes with the program and says what a list's terms mean to the rules.
"""

import csv
import functools
import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files

RELEASE = "1.0-draft"

LISTS = (
    "act_types",
    "completions",
    "harms",
    "methods",
    "party_kinds",
    "source_kinds",
    "document_kinds",
    "involvement_degrees",
    "quantity_words",
    "property_kinds",
    "damage_severity",
    "damage_extent",
    "damage_certainty",
    "intervention_kinds",
    "attribution_statements",
    "passage_marks",
    "characterisations",
)


@dataclass(frozen=True)
class Term:
    """One term of a list. `lineage` is its own code and then its ancestors', nearest first."""

    vocabulary: str
    code: str
    parent_code: str | None
    lineage: tuple[str, ...]
    position: int
    label_en: str
    label_ar: str
    definition_en: str
    mapping: str
    attributes: dict[str, str]
    label_under_review: bool

    @property
    def can_be_chosen(self) -> bool:
        """A group term stands over others and is never chosen itself; nor is the start of a scale: nobody says it."""
        return "yes" not in (self.attributes.get("group"), self.attributes.get("start"))

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en


@functools.cache
def terms(vocabulary: str) -> dict[str, Term]:
    """The terms of one list by code, in the list's order. KeyError where there is no such list."""
    if vocabulary not in LISTS:
        raise KeyError(vocabulary)
    found: dict[str, Term] = {}
    text = (files("app.domain") / "lists" / f"{vocabulary}.csv").read_text("utf-8")
    for position, row in enumerate(csv.DictReader(text.splitlines())):
        found[row["code"]] = _term(vocabulary, position, row, found)
    return found


def term(vocabulary: str, code: str) -> Term:
    """One term. KeyError where the list has no such code."""
    return terms(vocabulary)[code]


def release_as_json() -> str:
    """The whole release as one JSON text, the same bytes every time."""
    every = [vars(t) for vocabulary in LISTS for t in terms(vocabulary).values()]
    return json.dumps(every, ensure_ascii=False, sort_keys=True)


def release_name() -> str:
    """What the release is called: its version, and of which text, so that two that differ have two names."""
    return f"{RELEASE}+{release_digest().hex()[:8]}"


def release_digest() -> bytes:
    return hashlib.sha256(release_as_json().encode()).digest()


def _term(vocabulary: str, position: int, row: dict[str, str], before: dict[str, Term]) -> Term:
    parent = row["parent"] or None
    return Term(
        vocabulary=vocabulary,
        code=row["code"],
        parent_code=parent,
        lineage=(row["code"], *(before[parent].lineage if parent else ())),
        position=position,
        label_en=row["label_en"],
        label_ar=row["label_ar"],
        definition_en=row["definition_en"],
        mapping=row["huridocs"],
        attributes=dict(part.split("=", 1) for part in row["attributes"].split(";") if part),
        label_under_review=row["review"] == "needed",
    )
