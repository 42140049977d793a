"""The files of the CSV set, column by column: `csv_columns.csv` read, its pair of harm columns spread over the harms.

The dictionary that goes out with a set, and the page of the documentation, are printed from it.
"""

import csv
from collections.abc import Iterator
from importlib.resources import files

from app.domain.verification import NEAREST_TERM
from app.domain.vocabularies import Term, terms
from app.exchange.csv_set import Column, File

_A_ROW_IS = {
    "incidents": "what is said to have happened at one time and place; or a summary figure (umbrella), never to be "
    "added to others",
    "acts": "one type of conduct within an incident",
    "parties": "a group, an organisation, or a person described without a name",
    "involvements": "a party's part in an act, as its claims have it",
    "property_items": "an object that was harmed: it counts once, whoever tells of it",
    "interventions": "an action or response: what somebody did about it",
    "claims": "what one originator says about one property of one incident, of an act or object in it, or of an action "
    "or response, in its own words beside our value",
    "counts": "one line of harm of an incident; lines never meet, and only a whole (no population, no part) is summed",
    "locations": "one place that a claim names",
    "places": "a place of a gazetteer that a claim means, with the units that it lies in as they are known here",
    "own_places": "a place that no gazetteer knows, as the project registered it",
    "sources": "who says it",
    "documents": "one thing that a source put out",
    "document_relations": "how one document stands to another, as somebody has said",
    "citations": "one place in one document where a claim stands",
    "passages": "one passage of the text that a document has now, and what a reader said that it is",
    "links": "how one incident stands to another, or one claim about an incident to another, as somebody has said",
    "external_ids": "a number by which someone else knows an incident or a document",
    "adoptions": "a decision on what to go by for one property, with the claims considered",
    "verification_events": "one move of how sure we are, made, proposed or declined",
    "same_as": "that two entries are the same, as somebody has said; of all that are joined the one that was recorded "
    "first stands in the other tables",
}


def harms_of_people() -> tuple[Term, ...]:
    """The harms that have a pair of columns in incidents.csv: those that people are counted by.

    Harm to property is counted in many units, and a pair has no room to say which: it stands in counts.csv.
    """
    return tuple(term for term in terms("harms").values() if term.attributes.get("kind") == "person")


def _columns() -> Iterator[tuple[str, Column]]:
    text = (files("app.exchange") / "csv_columns.csv").read_text("utf-8")
    pair: list[tuple[str, Column]] = []
    for row in csv.DictReader(text.splitlines()):
        row["meaning"] = row["meaning"].replace("{nearest_term}", NEAREST_TERM)
        file, column = row.pop("file"), Column(name=row.pop("column"), **row)
        if column.name.startswith("{harm}"):
            pair.append((file, column))
            continue
        for harm in harms_of_people() if pair else ():
            yield from ((of, _of_harm(one, harm)) for of, one in pair)
        pair = []
        yield file, column


def _of_harm(column: Column, harm: Term) -> Column:
    tag = harm.attributes.get("hxl", f"#affected+{harm.code}")
    return Column(
        name=column.name.format(harm=harm.code),
        kind=column.kind,
        meaning=column.meaning.format(label=harm.label_en),
        follows_from=column.follows_from,
        hxl=column.hxl.format(tag=tag),
    )


def _files() -> tuple[File, ...]:
    columns: dict[str, list[Column]] = {}
    for file, column in _columns():
        columns.setdefault(file, []).append(column)
    return tuple(File(name, _A_ROW_IS[name], tuple(found)) for name, found in columns.items())


FILES = _files()
"""In the order in which they are written."""

INCIDENTS = FILES[0]


def pair_of(harm: str) -> tuple[str, str]:
    """The columns of incidents.csv that say how many came to a harm."""
    return f"{harm}_min", f"{harm}_max"


PAIRS = tuple(name for harm in harms_of_people() for name in pair_of(harm.code))
