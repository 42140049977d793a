"""What is drawn of a question: each incident once, as uncertain as it is known; and what is left out is said."""

import math
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import psycopg
import pytest

from app.domain.places import Place, Unit
from app.domain.questions import Question, ask
from app.runtime.urls import Urls
from app.services import incidents, maps
from app.services.doors import Doors
from app.services.work import Work
from app.store import maps as stored
from app.store.projects import Project
from tests.filled import Tokens
from tests.services.gazetteering import load_all
from tests.services.mapping_places import ELSEWHERE, EVERY, GOVERNORATE, NEAR, WADI, WORDS, add_incidents
from tests.tiles import Feature, read_tile

Layers = dict[str, list[Feature]]
CIRCUMFERENCE_M = 2 * math.pi * 6_378_137


@pytest.fixture
def reader(doors: Doors, tokens: Tokens, urls: Urls, tmp_path: Path) -> Iterator["Reader"]:
    """EAST with incidents known to places of every sort, WEST with others, and a gazetteer with boundaries."""
    load_all(urls.owner, tmp_path)
    add_incidents(doors, tokens, EVERY)
    add_incidents(doors, tokens, [GOVERNORATE] * 7, "WEST")
    with doors.work(tokens["EAST", "analyst"]) as work:
        yield Reader(work, work.enter("EAST", "read_incidents"))


class Reader:
    def __init__(self, work: Work, project: Project) -> None:
        self.work, self.project = work, project

    def tile(self, z: int, x: int, y: int, question: Question | None = None) -> Layers:
        return read_tile(maps.read_tile(self.work, self.project, question or Question(), z, x, y))

    def around(self, z: int, longitude: float, latitude: float, question: Question | None = None) -> Layers:
        return self.tile(z, *tile_of(z, longitude, latitude), question)

    def level(self, z: int, question: Question | None = None) -> list[Layers]:
        """All the tiles of a level around the invented country."""
        west, north = tile_of(z, 33, 38)
        east, south = tile_of(z, 41, 32)
        every = product(range(west, east + 1), range(north, south + 1))
        return [self.tile(z, x, y, question) for x, y in every]


def tile_of(z: int, longitude: float, latitude: float) -> tuple[int, int]:
    north = math.asinh(math.tan(math.radians(latitude)))
    return int((longitude + 180) / 360 * (1 << z)), int((1 - north / math.pi) / 2 * (1 << z))


def counted(layers: Layers) -> int:
    return sum(one.says["n"] for name in ("numbers", "cells") for one in layers.get(name, ()))


def told(layers: Layers) -> dict[str, int]:
    return layers["told"][0].says


@pytest.mark.parametrize("z", [0, 4, 6, 8, 10])
def test_every_incident_that_has_a_place_is_counted_once_at_each_scale(reader: Reader, z: int) -> None:
    tiles = [reader.tile(0, 0, 0)] if z == 0 else reader.level(z)
    drawn = len(EVERY) + 1 - EVERY.count(WORDS)
    assert sum(told(tile)["incidents"] for tile in tiles) == drawn
    assert sum(counted(tile) + told(tile)["wider_here"] for tile in tiles) == drawn


QUESTIONS = [
    {},
    {"match": "certain"},
    {"bbox": "35,34,37,36"},
    {"bbox": "35,34,37,36", "match": "certain"},
    {"within": "Wadi"},
    {"within": "Wadi", "match": "certain"},
    {"from": "2025-03-07", "to": "2025-03-07", "match": "certain"},
    {"place": "somewhere in the valley"},
    {"from": "2026"},
]


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_map_and_what_stands_beside_it_are_the_list(reader: Reader, asked: dict[str, str]) -> None:
    question = ask(asked)
    on_map, beside = maps.count_placed(reader.work, reader.project, question)
    page = incidents.find_incidents(reader.work, reader.project, question)
    listed = page.certain if question.certain else page.possible
    assert on_map.count + beside.count == listed.count
    assert counted(reader.tile(0, 0, 0, question)) == on_map.count
    picture = maps.read_picture(reader.work, reader.project, question, "en")
    assert (picture.told.incidents if picture else 0) == on_map.count


def test_incidents_are_counted_as_one_spot_when_all_that_is_known_of_where_is_the_same(
    reader: Reader, urls: Urls
) -> None:
    other = {
        "geometry": "ST_Translate(geometry, 1, 0)", "radius_m": "radius_m + 1", "precision": "'settlement_2'",
        "place_as_stated": "'elsewhere'", "extent": "ST_Expand(extent, 1)", "unit_keys_certain": "'{a,b}'",
    }  # fmt: skip
    decided = "adopted_geometry = geometry, adopted_radius_m = radius_m, adopted_precision = precision"
    decided += ", adopted_place_as_stated = place_as_stated"
    with psycopg.connect(urls.owner) as connection:

        def spots(change: str) -> int:
            connection.execute(f"UPDATE incident_index SET {change} WHERE incident_id = %s", [one])
            return connection.execute(
                "SELECT count(DISTINCT spot) FROM incident_index WHERE incident_id = ANY (%s)", [same]
            ).fetchone()[0]  # type: ignore[index]

        same = connection.execute(
            "SELECT array_agg(incident_id) FROM incident_index WHERE place_as_stated = 'the mill'"
        ).fetchone()[0]  # type: ignore[index]
        one = same[0]
        assert len(same) == 2 and spots("radius_m = radius_m") == 1
        for column, value in other.items():
            assert spots(f"{column} = {value}") == 2, column
            connection.rollback()
        assert spots(decided) == 1, "what we go by is where it was claimed to be"
        assert spots("place_as_stated = 'elsewhere', radius_m = 1") == 1, "what is claimed no longer says where it is"
        assert spots("adopted_radius_m = 1") == 2
        connection.rollback()


def test_the_data_behind_a_picture_are_its_places_each_once(reader: Reader) -> None:
    known = {one.name: one for one in maps.read_known(reader.work, reader.project, Question())}
    assert sum(one.incidents for one in known.values()) == len(EVERY) + 1 - EVERY.count(WORDS)
    told = {name: (one.kind, one.radius_m, one.incidents) for name, one in known.items()}
    assert told["Wadi"] == ("governorate", None, 5) and told[NEAR.name] == ("circle", 5_000, 2)
    assert told["the mill"] == ("circle", 250, 2), "though it is gathered on the picture"
    assert told["the plain"] == ("area", None, 1)
    assert (known["the plain"].longitude, known["the plain"].latitude) == pytest.approx((36.7, 34.7))
    assert known["Wadi"].name_ar == "الوادي"
    some = maps.read_known(reader.work, reader.project, ask({"place": "the mill"}))
    assert sum(one.incidents for one in some) == 2


def test_many_that_are_known_only_to_a_unit_are_its_area_once_with_their_number(reader: Reader) -> None:
    layers = reader.around(7, 35.9, 35.0)
    areas = {one.says["kind"]: one for one in layers["shapes"] if one.says["kind"] in ("governorate", "district")}
    assert {kind: one.says["n"] for kind, one in areas.items()} == {"governorate": 5, "district": 3}
    assert (areas["governorate"].says["name"], areas["governorate"].says["name_ar"]) == ("Wadi", "الوادي")
    # Two degrees of longitude wide, as its publisher drew it, though its point has a circle of 100 km.
    picture = maps.read_picture(reader.work, reader.project, Question(), "ar")
    assert picture
    (drawn,) = [shape for shape in picture.shapes if shape.kind == "governorate"]
    corners = drawn.path.removeprefix("M ").removesuffix(" Z").replace("L ", "").split()
    assert {float(x) for x in corners[::2]} == {35.0, 37.0}
    assert "الوادي" in {label.name for label in picture.labels}


def test_a_unit_that_is_called_as_the_larger_one_is_not_taken_for_another_in_it(
    doors: Doors, tokens: Tokens, reader: Reader, urls: Urls
) -> None:
    """A district Wadi of the governorate Wadi is first in line, beside the district to which three are known."""
    with psycopg.connect(urls.owner) as connection:
        connection.execute(
            """
            INSERT INTO tawthiq.place (id, gazetteer_id, code, unit_code, kind, level, name, name_ar, keys, country,
              point, area, unit1_code, unit1_name, unit1_keys, unit2_keys, external_ids) OVERRIDING SYSTEM VALUE
            SELECT -1, gazetteer_id, 'ocha:XA109', 'XA109', kind, level, unit1_name, 'الوادي', unit1_keys, country,
              point, ST_Expand(area, 0.05), unit1_code, unit1_name, unit1_keys, unit1_keys, '{}'
            FROM tawthiq.place WHERE code = 'ocha:XA101'
            """
        )
    called = Place("Wadi district", "district", "POINT(35.5 35)", 30_000.0, units=(WADI, Unit("Wadi")))
    add_incidents(doors, tokens, [called], first=2000)
    districts = [one.says for one in reader.around(7, 35.9, 35.0)["shapes"] if one.says["kind"] == "district"]
    assert {one["name"]: one["n"] for one in districts} == {"Rummana": 3, "Wadi": 1}


def test_a_radius_is_a_circle_in_metres(reader: Reader) -> None:
    layers = reader.around(10, 36.4, 35.1)
    (circle,) = [one for one in layers["shapes"] if one.says["name"] == NEAR.name]
    metres = circle.wide / 4096 * CIRCUMFERENCE_M / (1 << 10) * math.cos(math.radians(35.1))
    assert circle.says["kind"] == "circle" and circle.says["n"] == 2
    assert metres == pytest.approx(2 * 5_000, rel=0.02)


def test_what_is_too_small_is_gathered_with_its_number_and_drawn_when_one_comes_closer(reader: Reader) -> None:
    far, near = reader.around(8, 35.52, 34.91), reader.around(14, 35.52, 34.91)
    assert "the mill" not in {one.says["name"] for one in far["shapes"]}
    assert told(far)["gathered"] >= 2
    assert {one.says["name"]: one.says["n"] for one in near["shapes"]}["the mill"] == 2
    assert told(near)["gathered"] == 0


def test_no_two_numbers_of_cells_lie_on_each_other(doors: Doors, tokens: Tokens, reader: Reader) -> None:
    """Four places close around the corner of four cells."""
    cell = stored.CELL_PX * 360 / (64 * stored.TILE_PX)
    x, y = cell * 59, 33.0
    tile = tile_of(6, x, y)
    around = [(x + east, y + north) for east in (-0.02, 0.02) for north in (-0.3, 0.0, 0.3)]
    sites = [Place(f"site {n}", "site", f"POINT({lon} {lat})", 100.0) for n, (lon, lat) in enumerate(around)]
    add_incidents(doors, tokens, sites, first=3000)
    cells = [one.corners[0] for one in reader.tile(6, *tile)["cells"]]
    apart = [max(abs(one[0] - other[0]), abs(one[1] - other[1])) for one, other in combinations(cells, 2)]
    assert len(cells) > 3 and min(apart) * stored.TILE_PX / 4096 >= 2 * stored.RING_PX - 1


def test_what_is_left_out_is_said_in_the_tile(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reader.tile(6, *tile_of(6, 36, 35))
    monkeypatch.setattr(stored, "MOST_OUTLINES", 4)
    cut = reader.tile(6, *tile_of(6, 36, 35))
    assert told(whole)["without_outline"] == 0 and len(whole["shapes"]) > 1
    assert 0 < len(cut["shapes"]) < len(whole["shapes"]) and told(cut)["without_outline"] > 0
    assert counted(cut) == counted(whole) == told(cut)["incidents"]


def test_what_is_gathered_in_the_tile_of_its_middle_is_drawn_in_none(
    doors: Doors, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two circles the one of fewer incidents reaches over the edge of a tile of scale 8, at 36.5625 east."""
    more, fewer = (
        Place(name, "place", f"POINT({at} 35)", 10_000.0) for name, at in (("the inner", 36.3), ("the outer", 36.5))
    )
    add_incidents(doors, tokens, [more, more, fewer])
    with doors.work(tokens["EAST", "analyst"]) as work:
        reader = Reader(work, work.enter("EAST", "read_incidents"))

        def drawn(longitude: float) -> set[str]:
            return {one.says["name"] for one in reader.around(8, longitude, 35).get("shapes", ())}

        assert drawn(36.4) == {"the inner", "the outer"} and drawn(36.7) == {"the outer"}
        monkeypatch.setattr(stored, "MOST_OUTLINES", 4)
        assert drawn(36.4) == {"the inner"} and drawn(36.7) == set()


def test_what_is_wider_than_any_view_is_told_and_tints_nothing(reader: Reader) -> None:
    layers = reader.around(13, 35.52, 34.91)
    assert "governorate" not in {one.says["kind"] for one in layers["shapes"]}
    assert told(layers)["wider"] == 5 + 3


def test_an_area_is_seen_from_the_tiles_it_reaches_into_and_numbered_in_one(reader: Reader) -> None:
    tiles = [
        tile for tile in reader.level(8) if any(one.says["kind"] == "governorate" for one in tile.get("shapes", ()))
    ]
    numbers = [one for tile in tiles for one in tile.get("numbers", ()) if one.says["kind"] == "governorate"]
    assert len(tiles) > 3 and len(numbers) == 1


def test_a_unit_is_drawn_wherever_its_area_is_though_its_point_is_far(
    doors: Doors, tokens: Tokens, reader: Reader
) -> None:
    corner = Place("corner of Wadi", "governorate", "POINT(35.05 34.65)", 1_000.0, units=(WADI,))
    add_incidents(doors, tokens, [corner], first=2000)
    for z in (6, 7, 8):
        (shape,) = reader.around(z, 36.8, 34.9, ask({"place": corner.name}))["shapes"]
        assert (shape.says["kind"], shape.says["n"]) == ("governorate", 1)
    # As wide as all that is shown: no outline.
    assert told(reader.around(11, 36.8, 34.9, ask({"place": corner.name})))["wider"] == 1


def test_nothing_of_another_project_is_drawn(doors: Doors, tokens: Tokens, reader: Reader) -> None:
    assert 7 not in {one.says["n"] for one in reader.tile(7, *tile_of(7, 36, 35)).get("shapes", ())}
    with doors.work(tokens["WEST", "analyst"]) as work:
        west = maps.read_tile(work, work.enter("WEST", "read_incidents"), Question(), 0, 0, 0)
    assert counted(read_tile(west)) == 8
    # The wall holds by itself: a project that is not one's own has no rows, whoever asks for it.
    with doors.work(tokens["WEST", "analyst"]) as work:
        assert counted(read_tile(maps.read_tile(work, reader.project, Question(), 0, 0, 0))) == 0


def test_the_shape_of_a_line_of_the_list_is_that_of_the_map(reader: Reader) -> None:
    question = ask({"bbox": "38.4,34.1,38.6,34.3", "match": "certain"})
    (listed,) = incidents.find_incidents(reader.work, reader.project, question).items
    shapes = maps.shapes_of(reader.work, reader.project, [listed.ref])
    assert listed.where.stated_as == ELSEWHERE.name
    assert list(shapes) == [listed.ref] and '"Polygon"' in shapes[listed.ref]


def test_the_ground_has_boundaries_and_names_in_both_languages(reader: Reader) -> None:
    ground = read_tile(maps.read_places_tile(reader.work, 7, *tile_of(7, 36.4, 35.1)))
    closer = read_tile(maps.read_places_tile(reader.work, 11, *tile_of(11, 36.4, 35.1)))
    assert ground["boundaries"]
    assert ("Zaytun", "الزيتون") in {(one.says["name"], one.says["name_ar"]) for one in ground["units"]}
    assert ("Tall Zayn", "تل زين") in {(one.says["name"], one.says["name_ar"]) for one in closer["settlements"]}
