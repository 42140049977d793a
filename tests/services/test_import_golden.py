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

from app.domain.questions import ask
from app.domain.statistics import Compiled, lay_out
from app.services.doors import Doors, open_doors
from app.services.import_report import Report
from app.services.statistics import compile_table
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


def table(whole: Whole, tokens: Tokens, rows: str, columns: str, measure: str, **asked: str) -> Compiled:
    with whole.doors.work(tokens["EAST", "analyst"]) as work:
        layout = lay_out({"rows": rows, "columns": columns, "measure": measure})
        return compile_table(work, work.enter("EAST", "read_incidents"), ask(asked), layout)


SINGLE = """FROM incident i JOIN external_id e ON e.project_id = i.project_id AND e.incident_id = i.id
  AND e.scheme = 'ucdp-ged' JOIN claim w ON w.project_id = i.project_id AND w.incident_id = i.id
  AND w.path = 'incident.when' JOIN claim a ON a.project_id = i.project_id AND a.incident_id = i.id
  AND a.path = 'act.type' JOIN claim_place p ON p.project_id = i.project_id AND p.claim_id = (SELECT l.id FROM claim l
    WHERE l.project_id = i.project_id AND l.incident_id = i.id AND l.path = 'incident.place')
  WHERE i.kind = 'single' AND w.earliest_start <= '2018-12-31' AND w.latest_end >= '2018-01-01'"""
MONTH = """CASE WHEN date_trunc('month', w.earliest_start) = date_trunc('month', w.latest_end)
  THEN to_char(w.earliest_start, 'YYYY-MM') WHEN extract(year FROM w.earliest_start) = extract(year FROM w.latest_end)
  THEN to_char(w.earliest_start, 'YYYY') || '-?'
  ELSE to_char(w.earliest_start, 'YYYY/') || to_char(w.latest_end, 'YYYY')
  END"""


def test_killings_of_civilians_by_month_and_governorate_in_2018(whole: Whole, tokens: Tokens) -> None:
    found = table(whole, tokens, "month", "governorate", "incidents", act="killing", **{"from": "2018", "to": "2018"})
    sql = f"SELECT {MONTH}, coalesce(p.unit1_name, ''), count(*) {SINGLE} AND a.term_code = 'killing' GROUP BY 1, 2"
    by_hand = {(month, unit): number for month, unit, number in whole.look(sql)}
    assert by_hand and {place: cell.number for place, cell in found.cells.items()} == by_hand
    assert found.total.number == sum(by_hand.values())


def test_the_killed_of_2018_by_month(whole: Whole, tokens: Tokens) -> None:
    found = table(whole, tokens, "month", "", "killed", **{"from": "2018", "to": "2018"})
    sql = f"SELECT {MONTH}, sum(k.minimum), sum(k.maximum), count(*) {_with_killed()} GROUP BY 1"
    by_hand = {month: (low, high, number) for month, low, high, number in whole.look(sql)}
    assert {key: (one.minimum, one.maximum, one.figures) for key, one in found.by_row.items()} == by_hand
    assert found.left.more_umbrellas + len(found.left.umbrellas) == whole.one(
        "SELECT count(*) FROM incident i JOIN claim w ON w.project_id = i.project_id AND w.incident_id = i.id"
        " AND w.path = 'incident.when' WHERE i.kind = 'umbrella' AND w.earliest_start <= '2018-12-31'"
        " AND w.latest_end >= '2018-01-01'"
    )


def _with_killed() -> str:
    joined = """JOIN claim k ON k.project_id = i.project_id AND k.incident_id = i.id AND k.path = 'incident.count'
      AND k.harm = 'killed' AND k.population IS NULL WHERE i.kind"""
    return SINGLE.replace("WHERE i.kind", joined)


def test_acts_by_alleged_party(whole: Whole, tokens: Tokens) -> None:
    found = table(whole, tokens, "alleged", "", "acts", act="killing")
    by_hand = whole.look(
        """SELECT n.label, count(*) FROM claim c JOIN party n ON n.project_id = c.project_id AND n.id = c.value_party_id
           JOIN incident i ON i.project_id = c.project_id AND i.id = c.incident_id AND i.kind = 'single'
           WHERE c.project_id = 1 AND c.path = 'act.alleged' GROUP BY 1"""
    )
    assert {one.label: found.by_row[one.key].number for one in found.rows if one.key} == dict(by_hand)
