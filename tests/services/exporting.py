"""What is taken out in tests: a project with odd incidents beside another project, and the files read back."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.counts import Count
from app.domain.dates import When, from_edtf
from app.domain.places import Place, Unit
from app.domain.questions import ask
from app.domain.records import (
    ActRecord,
    Bundle,
    Citation,
    ClaimRecord,
    DocumentRecord,
    ExternalId,
    IncidentRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    SourceRecord,
    TermValue,
    Value,
)
from app.exchange import json_lines
from app.exchange.csv_set import SIGN
from app.services import accounts, exports, projects
from app.services.doors import Doors
from app.services.exports import Export, Wanted
from app.services.taking_in import take_in
from tests.exchange.records import INC, everything
from tests.filled import Tokens
from tests.services.importing import take

Row = dict[str, str]

FORMATS_BY_ENDING = {
    ".geojson": "geojson", ".jsonl": "jsonl", ".xlsx": "xlsx", ".gpkg": "gpkg", ".parquet": "geoparquet",
}  # fmt: skip

FORMULA = '=HYPERLINK("http://x.example","y")'
# A ring that goes clockwise, which GeoJSON does not want, and a line that has a direction.
CLOCKWISE = "POLYGON((36 34,36 35,37 35,37 34,36 34))"
LINE = "LINESTRING(36 34,37 35)"


EVERYTHING = everything()
"""One incident with a claim of every kind, and refs of its own."""


class Told:
    """Builds one incident, claim by claim, all by one source in one document."""

    def __init__(self, name: str, title: str, source: str, acts: tuple[str, ...] = ("act",), **own: Any) -> None:
        self.name, self.source, self.claims = name, source, list[ClaimRecord]()
        self.incident = IncidentRecord(name, title, **own)
        self.acts = tuple(ActRecord(f"{name}/{act}", name) for act in acts)

    def claim(self, path: str, value: Value, stated_as: str, act: str = "act", **more: Any) -> "Told":
        given: dict[str, Any] = {
            "originator": self.source,
            "basis": "own_collection",
            "citation": Citation(f"report of {self.source}", "page 1"),
            "act": f"{self.name}/{act}" if path.startswith("act.") else None,
        }
        key = f"{self.name}/{path}/{len(self.claims)}"
        self.claims.append(
            ClaimRecord(key=key, incident=self.name, path=path, value=value, stated_as=stated_as, **(given | more))
        )
        return self


def odd_incidents(source: str = "monitor N") -> Bundle:
    """Five incidents: a formula for a title, an area, a line, one without a place or a number, one of two acts."""
    formula = (
        Told("formula", FORMULA, source, summary='\'quoted\nand broken, "so"', summary_made_in="ar")
        .claim("act.type", TermValue("killing"), "-killed-")
        .claim("act.alleged", PartyValue("force G", "carried_out"), "@force G")
        .claim("incident.when", from_edtf("2025-03", stated_as="في آذار"), "في آذار", language="ar")
        .claim("incident.place", PlaceValue((Place("+بيت رمانة", "place", "POINT(36.25 34.5)", 2000.0),)), "بيت رمانة")
        .claim("incident.count", Count(harm="killed", minimum=9, operator=">=", stated=9), "at least 9")
    )
    valley = Place("Valley", "district", CLOCKWISE, units=(Unit("Wadi", "XA1"),))
    area = (
        Told("area", "Raid in the valley", source, kind="umbrella", scope="comparator", tier=1)
        .claim("act.type", TermValue("abduction"), "taken")
        .claim("act.side", PartyValue("force H"), "force H")
        .claim("incident.when", When(stated_as="after 1 March", earliest_start=date(2025, 3, 1)), "after 1 March")
        .claim("incident.place", PlaceValue((valley,)), "Valley")
        .claim("incident.count", Count(harm="killed", quantity_class="tens"), "dozens")
        .claim(
            "incident.count",
            Count(harm="injured", minimum=2, maximum=4, operator="range", population="children"),
            "2 to 4 children",
        )
    )
    line = (
        Told("line", "On the road", source)
        .claim("act.type", TermValue("killing"), "killed")
        .claim("incident.when", from_edtf("2025-03-05"), "5 March 2025")
        .claim("incident.place", PlaceValue((Place("the road", "line_or_area", LINE),)), "on the road")
        .claim("incident.count", Count(harm="killed", minimum=0, maximum=0, operator="=", stated=0), "nobody")
    )
    bare = Told("bare", "Somebody says something", source).claim("act.type", TermValue("killing"), "killed")
    two = (
        Told("two", "Two acts", source, ("act", "other"))
        .claim("act.type", TermValue("killing"), "killed")
        .claim("act.type", TermValue("abduction"), "taken", "other")
        .claim("act.method", TermValue("artillery_or_mortar"), "shelled")
        .claim("incident.when", from_edtf("2025-04-02"), "2 April 2025")
        .claim(
            "incident.place",
            PlaceValue((Place("Here", "place", "POINT(36 34)", 500.0), Place("There", "place", "POINT(37 34)", 500.0))),
            "Here and There",
        )
        .claim("incident.count", Count(harm="killed", minimum=3, maximum=3, operator="=", stated=3), "3", tier=2)
        .claim("incident.count", Count(harm="property_damaged", unit="=dwelling", minimum=2, part_of="-x"), "2 homes")
    )
    told = (formula, area, line, bare, two)
    return Bundle(
        sources=(SourceRecord(source, "monitor", source, "own_collection"),),
        documents=(DocumentRecord(f"report of {source}", source, "report", "=report", "on_file", url="https://n.example/"),),
        parties=(PartyRecord("force G", "armed_group", "force G"), PartyRecord("force H", "armed_group", "force H")),
        incidents=tuple(one.incident for one in told),
        acts=tuple(act for one in told for act in one.acts),
        claims=tuple(claim for one in told for claim in one.claims),
        external_ids=(ExternalId("formula", "register", "-12"),),
    )  # fmt: skip


def record(doors: Doors, tokens: Tokens, bundle: Bundle, code: str = "EAST") -> dict[str, str]:
    """Records a bundle; returns the refs of its incidents by key."""
    with doors.work(tokens[code, "documenter"]) as work:
        project = work.enter(code, "record_incident")
        work.open(project, "record_incident")
        known = take_in(work, project, bundle).keys.incidents
    return {key: found.ref for key, found in known.items()}


def import_records(doors: Doors, tokens: Tokens, file: Path, bundle: Bundle) -> None:
    """Records a bundle with its refs and the ends of its claims, by way of our own JSON Lines."""
    file.write_text("".join(f"{line}\n" for line in json_lines.write_lines(bundle)), "utf-8")
    take(doors, tokens, file, "tawthiq")


def plant(doors: Doors, tokens: Tokens, folder: Path) -> dict[str, str]:
    """Odd incidents in EAST, with others of the same kind in WEST that no test of EAST may find. Their refs by key.

    The analyst of EAST works in WEST too, so that the walls of the database do not hide a condition that is missing.
    """
    administrator = tokens["WEST", "administrator"]
    analyst = accounts.get_account(doors.gate, administrator, "analyst of EAST")
    with doors.work(administrator) as work:
        projects.appoint(work, "WEST", analyst, "analyst")
    record(doors, tokens, odd_incidents("canary of WEST"), "WEST")
    known = record(doors, tokens, odd_incidents())
    import_records(doors, tokens, folder / "everything.jsonl", EVERYTHING)
    return known | {"everything": INC}


def take_out(
    doors: Doors, tokens: Tokens, path: Path, *, code: str = "EAST", role: str = "analyst", audience: str = "internal",
    **filters: str,
) -> Export:  # fmt: skip
    """An export as an analyst; the format by the path's ending, a folder of CSV where it has none."""
    name = FORMATS_BY_ENDING.get(path.suffix, "csv")
    question = ask({key.rstrip("_"): value for key, value in filters.items()})
    return exports.export_incidents(doors, tokens[code, role], code, Wanted(question, name, audience), path)


def read_cell(text: str) -> str:
    """A text cell as it was entered: takes exactly one sign off, as whoever reads the file has to."""
    return text[1:] if text[:1] == SIGN else text


def read_table(path: Path) -> list[Row]:
    """A file of the set, cell by cell as entered."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: read_cell(text) for name, text in row.items()} for row in csv.DictReader(file, strict=True)]


def read_set(folder: Path) -> dict[str, list[Row]]:
    return {path.stem: read_table(path) for path in folder.glob("*.csv")}


def by_ref(rows: list[Row]) -> dict[str, Row]:
    return {row["ref"]: row for row in rows}


def read_features(path: Path) -> dict[str, Any]:
    """The features of a GeoJSON file by id."""
    return {feature["id"]: feature for feature in json.loads(path.read_text("utf-8"))["features"]}
