"""A place keeps its precision: no bare points, no units finer than is known, one key however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.places import Place, Unit, check_wkt, place_key, point, precision_said


def test_a_point_needs_a_radius() -> None:
    with pytest.raises(InvalidValue) as refused:
        Place("Bayt Rummana", "place", wkt=point(longitude=36.1, latitude=35.2))
    assert refused.value.field == "radius_m"


@pytest.mark.parametrize("longitude, latitude", [(0, 0), (181, 10), (35.0, 91.0), (10, -91)])
def test_points_that_nobody_means_are_refused(longitude: float, latitude: float) -> None:
    with pytest.raises(InvalidValue):
        point(longitude=longitude, latitude=latitude)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_longitude_comes_first(longitude: float, latitude: float) -> None:
    if longitude or latitude:
        first, second = point(longitude=longitude, latitude=latitude).removeprefix("POINT(").removesuffix(")").split()
        assert abs(float(first) - longitude) < 1e-5 and abs(float(second) - latitude) < 1e-5


def test_a_governorate_names_no_district() -> None:
    with pytest.raises(InvalidValue):
        Place("Tall Zayn", "governorate", units=(Unit("Tall Zayn"), Unit("Ayn Zayn")))
    with pytest.raises(InvalidValue):
        Place("Tall Zayn", "governorate", units=(None, Unit("Ayn Zayn")))


@pytest.mark.parametrize("units", [(Unit("Wadi"), None), (None,), (Unit("a"), Unit("b"), Unit("c"), Unit("d"))])
def test_units_end_with_one_that_is_named_and_are_three_at_most(units: tuple[Unit | None, ...]) -> None:
    with pytest.raises(InvalidValue):
        Place("Tall Zayn", units=units)


@pytest.mark.parametrize(
    "written, key",
    [
        ("Tall Zayn Governorate", "tall zayn"),
        ("tall  zayn", "tall zayn"),
        ("محافظة تل زين", "تل زين"),
        ("تَلّ زين", "تل زين"),
        ("Bayt Rummana village", "bayt rummana"),
        ("Governorate", "governorate"),
    ],
)
def test_a_name_has_one_key(written: str, key: str) -> None:
    assert place_key(written) == key


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    once = place_key(name)
    assert place_key(once) == once or place_key(place_key(once)) == place_key(once)


SQUARE = "(36 34, 37 34, 37 35, 36 34)"


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT(36.1 34.9)", "POINT (36 -1e-05)", "LINESTRING(36 34,37 34)", f"POLYGON({SQUARE},{SQUARE})",
        "MULTIPOINT(36 34,37 35)", "MULTIPOINT((36 34),(37 35))", "MULTILINESTRING((36 34,37 34),(1 2,3 4))",
        f"MULTIPOLYGON(({SQUARE}),({SQUARE}))",
    ],
)  # fmt: skip
def test_points_lines_and_areas_are_taken(wkt: str) -> None:
    check_wkt(wkt)


@pytest.mark.parametrize(
    "wkt",
    [
        "", "POINT", "POINT EMPTY", "POINT(36.1)", "POINT(36.1 34.9", "POINT(34 136)", "POINT Z (1 2 3)", "point(1 2)",
        "SRID=3857;POINT(1 2)", "POINT(a b)", "POINT(NaN NaN)", "LINESTRING(36 34)", "POLYGON((36 34, 37 34, 37 35))",
        "POLYGON(36 34, 37 34, 37 35, 36 34)", "GEOMETRYCOLLECTION(POINT(1 2))", "CIRCULARSTRING(0 0, 1 1, 1 0)",
    ],
)  # fmt: skip
def test_what_is_no_geometry_in_the_world_is_refused(wkt: str) -> None:
    with pytest.raises(InvalidValue):
        check_wkt(wkt)


@pytest.mark.parametrize(
    ("name", "precision"),
    [
        ("a village near Bayt Zayn", "near_place"),
        ("قرية قرب بيت زين", "near_place"),
        ("بالقرب من بيت زين", "near_place"),
        ("between Bayt Zayn and Wadi", "unknown"),
        ("ريف الوادي", "unknown"),
        ("بين بيت زين والوادي", "unknown"),
        ("Bayt Zayn", None),
        ("القريبة", None),
    ],
)
def test_words_that_say_that_a_place_itself_is_not_meant(name: str, precision: str | None) -> None:
    assert precision_said(name) == precision
