"""A gazetteer goes in whole or not at all, once, and its places know the units that they lie in."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import FileRefused
from app.runtime.urls import Urls
from app.services import gazetteers
from tests.services.gazetteering import PLACES, UNITS, load_all, other_file, places_file, units_file

Rows = Callable[[str], list[Any]]


@pytest.fixture
def rows(owner: sa.Engine) -> Rows:
    """What the owner reads."""

    def read(statement: str) -> list[Any]:
        with owner.begin() as connection:
            connection.exec_driver_sql("SET LOCAL search_path = tawthiq, public")
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    return read


def test_units_are_those_given_else_those_of_the_point_else_the_nearest(urls: Urls, tmp_path: Path, rows: Rows) -> None:
    load_all(urls.owner, tmp_path)
    found = rows("SELECT code, unit1_code, unit2_name, unit3_name_ar, units_by FROM place WHERE level IS NULL")
    assert set(found) == {
        ("ocha:C1", "XA1", "Rummana", "الرمانة", "given"),
        ("ocha:C2", "XA1", "Zaytun", "الزيتون", "given"),
        ("ocha:C3", "XA2", "Jawz", "الجوز", "given"),
        ("ocha:C4", "XA1", "Rummana", "الرمانة", "given"),
        ("ocha:C5", "XA2", "Jawz", "الجوز", "given"),
        ("wof:7", "XA1", "Rummana", "الرمانة", "within"),
        ("wof:8", "XA1", "Zaytun", "الزيتون", "within"),
        ("wof:9", "XA1", "Rummana", "الرمانة", "nearest"),
    }


def test_the_order_of_loading_does_not_matter(urls: Urls, tmp_path: Path, rows: Rows, owner: sa.Engine) -> None:
    read = "SELECT code, unit1_name, unit2_name, unit3_name, unit1_keys, units_by FROM place ORDER BY code"
    for path in (other_file(tmp_path), places_file(tmp_path), *(units_file(tmp_path, level) for level in (3, 2, 1))):
        gazetteers.load_file(urls.owner, path)
    turned = rows(read)
    with owner.begin() as connection:
        connection.exec_driver_sql("TRUNCATE tawthiq.gazetteer, tawthiq.place, tawthiq.place_name")
    load_all(urls.owner, tmp_path)
    assert rows(read) == turned


def test_the_circle_of_a_unit_holds_all_of_it(urls: Urls, tmp_path: Path, rows: Rows) -> None:
    gazetteers.load_file(urls.owner, units_file(tmp_path, 1))
    outside = """SELECT p.code FROM place p, ST_DumpPoints(p.area) d
      WHERE ST_DistanceSphere(p.point, d.geom) > p.radius_m * 1.0001"""
    assert rows("SELECT count(*) FROM place WHERE radius_m BETWEEN 140000 AND 150000") == [(2,)]
    assert rows(outside) == []


def test_the_same_file_again_changes_nothing(urls: Urls, tmp_path: Path, rows: Rows) -> None:
    path = places_file(tmp_path)
    first, now = gazetteers.load_file(urls.owner, path)
    assert now and first.places == len(PLACES)
    before = rows("SELECT id, code FROM place ORDER BY id")
    again, now = gazetteers.load_file(urls.owner, path)
    assert not now and again.places == first.places
    assert rows("SELECT id, code FROM place ORDER BY id") == before


def test_a_newer_version_takes_the_place_of_an_older_one_and_nothing_is_taken_away(
    urls: Urls, tmp_path: Path, rows: Rows
) -> None:
    gazetteers.load_file(urls.owner, places_file(tmp_path))
    [(number,)] = rows("SELECT id FROM place WHERE code = 'ocha:C1'")
    newer = [("C1", "Bayt Rummaneh", "بيت رمانة", "XA10101", 35.5, 34.9)]
    loaded, _ = gazetteers.load_file(urls.owner, places_file(tmp_path, newer))
    assert loaded.places == 1
    assert loaded.replaced is not None and loaded.replaced.endswith(f"{len(PLACES)} places")
    assert loaded.ended == len(PLACES) - 1, "what was replaced is told"
    assert rows("SELECT id, name FROM place WHERE NOT ended") == [(number, "Bayt Rummaneh")]
    assert rows("SELECT count(*) FROM place WHERE ended") == [(len(PLACES) - 1,)]


def test_further_names_go_to_units_that_are_in(urls: Urls, tmp_path: Path, rows: Rows) -> None:
    gazetteers.load_file(urls.owner, units_file(tmp_path, 1))
    wadi = {"name": {"en": "Wadi", "ar": "الوادي"}, "aliases": [{"value": "Ouadi Valley", "language": "en"}]}
    aliases = {"governorates": [wadi | {"externalIds": {"ochaPcode": "XA1"}}], "districts": [], "subdistricts": []}
    path = tmp_path / "aliases.json"
    path.write_text(json.dumps(aliases), "utf-8")
    gazetteers.load_file(urls.owner, path)
    named = rows("SELECT p.code FROM place_name n JOIN place p ON p.id = n.place_id WHERE n.name = 'Ouadi Valley'")
    assert named == [("ocha:XA1",)]


def test_what_is_compressed_is_read_as_well(urls: Urls, tmp_path: Path) -> None:
    path = tmp_path / "others.jsonl.gz"
    path.write_bytes(gzip.compress(other_file(tmp_path).read_bytes()))
    assert gazetteers.load_file(urls.owner, path)[0].places == 3


def _cut(tmp_path: Path) -> Path:
    path = units_file(tmp_path, 1)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def _cut_gzip(tmp_path: Path) -> Path:
    path = tmp_path / "others.jsonl.gz"
    path.write_bytes(gzip.compress(other_file(tmp_path).read_bytes())[:-30])
    return path


def _no_gazetteer(tmp_path: Path) -> Path:
    path = tmp_path / "list.geojson"
    path.write_text('{"features": [{"properties": {"colour": "red"}, "geometry": null}]}')
    return path


def _no_place(tmp_path: Path) -> Path:
    return places_file(tmp_path, [*PLACES, ("C9", "Elsewhere", "هناك", "XA10101", "north", 35)])  # type: ignore[list-item]


def _no_area(tmp_path: Path) -> Path:
    path = units_file(tmp_path, 1, [*UNITS[1], ("XA3", "Sahil", "الساحل", 39, 40)])
    path.write_text(path.read_text("utf-8").replace('"coordinates": [[[39,', '"coordinates": [[["x",'), "utf-8")
    return path


@pytest.mark.parametrize("write", [_cut, _cut_gzip, _no_gazetteer, _no_place, _no_area])
def test_what_is_no_gazetteer_leaves_nothing_behind(
    urls: Urls, tmp_path: Path, rows: Rows, write: Callable[[Path], Path]
) -> None:
    with pytest.raises(FileRefused):
        gazetteers.load_file(urls.owner, write(tmp_path))
    assert rows("SELECT (SELECT count(*) FROM gazetteer), (SELECT count(*) FROM place)") == [(0, 0)]


def test_a_file_that_is_not_there_says_so(urls: Urls, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be opened"):
        gazetteers.load_file(urls.owner, tmp_path / "nothing.csv")


def test_the_application_may_read_gazetteers_and_write_none(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tawthiq.place").scalar() == 0
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("DELETE FROM tawthiq.place")


def test_places_that_came_are_not_gone_through_once_for_each_that_is_on_record(urls: Urls, tmp_path: Path) -> None:
    plans: list[str] = []

    def explain(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "SET ended = true" in statement:
            cursor.execute(f"EXPLAIN {statement}", parameters)
            plans.append("\n".join(line for (line,) in cursor))

    many = [(f"C{n}", f"Tall {n}", f"تل {n}", "XA10101", 35.5, 34.9) for n in range(3_000)]
    sa.event.listen(sa.Engine, "before_cursor_execute", explain)
    try:
        gazetteers.load_file(urls.owner, places_file(tmp_path, many))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", explain)
    assert len(plans) == 1 and "Nested Loop" not in plans[0], plans
