"""Invented files in the columns of the UCDP GED: forces F and G, monitor M, the valley around Bayt Rummana."""

import csv
from pathlib import Path

COLUMNS = [
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id",
    "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country",
    "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "low", "best", "high",
]  # fmt: skip

USUAL = {
    "type_of_violence": "1",
    "side_a": "Government of Rumman",
    "side_b": "force F",
    "number_of_sources": "1",
    "source_article": '"Monitor M,2016-05-04,Shells fell on Bayt Rummana"',
    "where_prec": "1",
    "where_coordinates": "Bayt Rummana village",
    "adm_1": "Wadi province",
    "adm_2": "Rummana district",
    "latitude": "34.900000",
    "longitude": "36.100000",
    "country": "Rumman",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2016-05-03",
    "date_end": "2016-05-03",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "low": "3",
    "best": "3",
    "high": "3",
}

Cells = dict[str, str]


def row(number: int, **changes: str) -> Cells:
    """One row: fighting at Bayt Rummana, three killed, unless something else is said."""
    return {"id": str(number), **USUAL, **changes}


def some_rows(how_many: int, first: int = 1) -> list[Cells]:
    """Rows that differ in number, day, place and reports."""
    return [
        row(
            number,
            where_coordinates=f"Village {number % 7}",
            date_start=f"2016-05-{number % 28 + 1:02}",
            date_end=f"2016-05-{number % 28 + 1:02}",
            source_article=f'"Monitor M,2016-05-04,Report {number % 50}";"Wire W,2016-05-05,Bulletin {number % 9}"',
            number_of_sources="2",
        )
        for number in range(first, first + how_many)
    ]


def write(path: Path, rows: list[Cells], columns: list[str] = COLUMNS) -> Path:
    """A whole file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n", restval="", extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    return path
