"""The whole sample of the UCDP GED, taken in once: every figure that must come out (issue 3, Import).

What is expected of a row is worked out here from the file itself, apart from the profile. Needs TAWTHIQ_SAMPLES.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.services.doors import Doors, open_doors
from app.services.import_report import Report
from tests.conftest import Copies
from tests.filled import CHEAP, Tokens
from tests.services.importing import Rows, look, numbers, one, sizes, take

SAMPLES = os.environ.get("TAWTHIQ_SAMPLES")
SAMPLE = Path(SAMPLES or "") / "incidents" / "ucdp_ged_syria_2016_2019.csv"
pytestmark = pytest.mark.skipif(
    not SAMPLES or not SAMPLE.is_file(), reason=f"TAWTHIQ_SAMPLES names no folder with incidents/{SAMPLE.name}"
)

IMPORTED = "FROM incident i JOIN external_id e USING (project_id) WHERE e.incident_id = i.id AND e.scheme = 'ucdp-ged'"


@dataclass(frozen=True)
class Whole:
    """The sample as the test reads it, and what its import reported and left."""

    rows: list[dict[str, str]]
    report: Report
    doors: Doors
    owner: sa.Engine

    def look(self, sql: str) -> Rows:
        return look(self.owner, sql)

    def one(self, sql: str) -> Any:
        return one(self.owner, sql)


@pytest.fixture(scope="module")
def whole(database_copy: Copies, tokens: Tokens) -> Iterator[Whole]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with database_copy() as urls, closing(open_doors(urls.gate, urls.application, cost=CHEAP)) as doors:
        owner = sa.create_engine(urls.owner)
        yield Whole(rows, take(doors, tokens, SAMPLE), doors, owner)
        owner.dispose()


def test_every_row_is_an_incident(whole: Whole) -> None:
    assert len(whole.rows) == whole.report.rows == 16_566
    assert numbers(whole.report) == (16_566, 0, 0, 0)
    assert {number for (number,) in whole.look(f"SELECT e.value {IMPORTED}")} == {row["id"] for row in whole.rows}
    assert whole.one(f"SELECT count(*) {IMPORTED} AND i.kind = 'umbrella'") == 622


def test_101_rows_are_flagged_and_none_refused(whole: Whole) -> None:
    assert whole.report.flagged == {"best_outside_range": 45, "low_above_high": 58}
    assert whole.one("SELECT count(DISTINCT row_number), count(*) FROM import_row WHERE state = 'flagged'") == (
        101,
        103,
    )
    assert whole.one("SELECT count(*) FROM import_row WHERE state = 'quarantined'") == 0


def test_columns_that_were_not_used_are_named(whole: Whole) -> None:
    assert set(whole.report.columns_not_used) == {
        "year", "active_year", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name", "side_a_new_id",
        "side_b_new_id", "gwnob", "source_office", "source_date", "source_headline", "source_original", "geom_wkt",
        "priogrid_gid", "country_id", "region",
    }  # fmt: skip


def test_the_cited_reports_stand_once_each_under_the_source_named_first(whole: Whole) -> None:
    cited = [text.strip('"') for row in whole.rows for text in row["source_article"].split('";"')]
    assert (len(cited), len(set(cited))) == (21_137, 13_775)
    assert whole.one(
        """SELECT count(*), count(DISTINCT k.document_id) FROM claim_citation k JOIN claim c USING (project_id)
           WHERE c.id = k.claim_id AND c.basis = 'compiled' AND c.path = 'act.type'"""
    ) == (21_137, 13_775)
    assert whole.one(
        """SELECT count(*) FROM claim_citation k JOIN claim c USING (project_id)
           WHERE c.id = k.claim_id AND c.basis = 'compiled' AND c.path <> 'act.type'"""
    ) == 0  # fmt: skip
    names = """SELECT s.name, count(*) FROM document d JOIN source s USING (project_id)
               WHERE s.id = d.source_id AND d.state = 'cited' AND EXISTS (SELECT FROM external_id e
                 WHERE e.project_id = d.project_id AND e.document_id = d.id AND e.scheme = 'ucdp-ged-report')
               GROUP BY s.name"""
    assert dict(whole.look(names)) == Counter(text.partition(",")[0].strip() for text in set(cited))


def test_the_data_set_is_an_academic_source_that_compiles(whole: Whole) -> None:
    assert whole.look(
        """SELECT s.kind, s.compiles, d.kind, d.state, count(*) FROM claim c JOIN source s USING (project_id)
           JOIN document d USING (project_id) WHERE s.id = c.originator_id AND d.id = c.document_id
             AND c.basis = 'compiled' GROUP BY 1, 2, 3, 4"""
    ) == [("academic", True, "dataset", "on_file", 6 * 16_566)]


def test_places_are_as_wide_as_the_code_book_has_them(whole: Whole) -> None:
    in_index = "FROM incident_index x JOIN external_id e USING (project_id, incident_id) WHERE e.scheme = 'ucdp-ged'"
    assert whole.one(f"SELECT count(*) {in_index} AND x.geometry IS NULL") == 255
    assert dict(whole.look(f"SELECT x.precision, count(*) {in_index} GROUP BY 1")) == {
        "place": 9_010, "near_place": 5_785, "district": 334, "governorate": 620, "line_or_area": 562, "country": 255,
    }  # fmt: skip
    assert dict(whole.look(f"SELECT x.precision, min(x.radius_m) {in_index} GROUP BY 1")) == {
        "place": 2_000, "near_place": 25_000, "district": 30_000, "governorate": 100_000, "line_or_area": 50_000,
        "country": None,
    }  # fmt: skip
    assert whole.one(f"SELECT count(*) {in_index} AND x.precision = 'line_or_area' AND x.geometry IS NOT NULL") == 562


def test_days_are_bounds_as_the_precision_has_them(whole: Whole) -> None:
    expected = {}
    for row in whole.rows:
        first, last = row["date_start"], row["date_end"]
        lasts = row["event_clarity"] == "2"
        expected[row["id"]] = (first, first, last, last) if lasts else (first, last, first, last)
    found = whole.look(
        """SELECT e.value, x.earliest_start::text, x.latest_start::text, x.earliest_end::text, x.latest_end::text
           FROM incident_index x JOIN external_id e USING (project_id, incident_id) WHERE e.scheme = 'ucdp-ged'"""
    )
    assert {number: bounds for number, *bounds in found} == {n: list(bounds) for n, bounds in expected.items()}


def test_the_killed_are_stated_beside_their_range(whole: Whole) -> None:
    expected = {
        row["id"]: [
            int(row["best"]),
            *sorted((int(row["low"]), int(row["high"]))),
            {
                "side_a": int(row["deaths_a"]),
                "side_b": int(row["deaths_b"]),
                "civilians": int(row["deaths_civilians"]),
                "unknown": int(row["deaths_unknown"]),
            },
        ]
        for row in whole.rows
    }
    found = whole.look(
        """SELECT e.value, c.stated, c.minimum, c.maximum, c.breakdown FROM claim c
           JOIN external_id e USING (project_id, incident_id) WHERE e.scheme = 'ucdp-ged' AND c.path = 'incident.count'
             AND c.harm = 'killed' AND c.unit = 'person' AND c.measure = 'event' AND c.population IS NULL"""
    )
    assert {number: count for number, *count in found} == expected
    assert whole.one(
        """SELECT count(*) FROM incident_harm h JOIN external_id e USING (project_id, incident_id)
           WHERE e.scheme = 'ucdp-ged' AND NOT h.open_maximum AND h.claims = 1"""
    ) == 16_566  # fmt: skip


def test_one_sided_violence_accuses_side_a_and_nothing_else_accuses_anybody(whole: Whole) -> None:
    roles = """SELECT a.type_code, n.role, n.degree_code, n.attribution_status, count(*) FROM involvement n
               JOIN act a USING (project_id) JOIN external_id e ON e.project_id = n.project_id
               WHERE a.id = n.act_id AND e.incident_id = n.incident_id AND e.scheme = 'ucdp-ged'
               GROUP BY 1, 2, 3, 4 ORDER BY 1, 2"""
    assert whole.look(roles) == [
        ("armed_clash", "side", None, None, 2 * (16_566 - 482)),
        ("killing", "alleged", "carried_out", "allegation", 482),
        ("killing", "victim", None, None, 482),
    ]
    assert whole.look(
        "SELECT p.label, p.kind, count(*) FROM involvement n JOIN party p USING (project_id) "
        "WHERE p.id = n.party_id AND n.role = 'victim' GROUP BY 1, 2"
    ) == [("Civilians", "party_other", 482)]


def test_everything_starts_as_an_allegation(whole: Whole) -> None:
    assert whole.look(
        """SELECT a.occurrence_status, count(*) FROM act a JOIN external_id e USING (project_id, incident_id)
           WHERE e.scheme = 'ucdp-ged' GROUP BY 1"""
    ) == [("allegation", 16_566)]


def test_a_compiler_adds_one_origin_and_what_it_cites_is_behind_each_of_its_claims(whole: Whole) -> None:
    in_index = "FROM incident_index x JOIN external_id e USING (project_id, incident_id) WHERE e.scheme = 'ucdp-ged'"
    assert whole.look(f"SELECT x.origins, count(*) {in_index} GROUP BY 1") == [(1, 16_566)]
    # Rows that cite one source only, and it the most cited of all.
    assert whole.one(
        """SELECT count(*) FROM claim WHERE basis = 'compiled' AND path = 'act.type' GROUP BY origin_ids
           ORDER BY 1 DESC LIMIT 1"""
    ) == 14_168  # fmt: skip
    assert whole.one(
        """SELECT count(*) FROM (SELECT incident_id FROM claim WHERE basis = 'compiled'
             GROUP BY incident_id HAVING count(DISTINCT origin_ids) > 1) differing"""
    ) == 0  # fmt: skip


def test_a_second_run_adds_nothing(whole: Whole, tokens: Tokens) -> None:
    before = sizes(whole.owner)
    again = take(whole.doors, tokens, SAMPLE)
    assert numbers(again) == (0, 0, 16_566, 0)
    assert again.flagged == whole.report.flagged
    assert sizes(whole.owner) == before
