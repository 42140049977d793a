"""In which country a point lies, by outlines that may be missing; and which country a row of a table names."""

from pathlib import Path

import pytest

from app.domain.coordinates import SEA, Point
from app.exchange import countries, outlines
from tests.outlining import keep_outlines

# Syria as a box with a hole in it, a country without a code, and one that goes on beyond the antimeridian.
WORLD = {
    ("760", "Syria"): [(36, 32, 42, 37), (38, 34, 39, 35)],
    ("", "Nowhereland"): [(10, 10, 12, 12)],
    ("242", "Fiji"): [(177, -19, 182, -16)],
}


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep_outlines(monkeypatch, tmp_path, WORLD)


@pytest.mark.parametrize(
    ("longitude", "latitude", "country"),
    [
        (37, 33, "SY"),
        (38.5, 34.5, SEA),  # in the hole
        (35.95, 33, "SY"),  # some 5 km off its coast
        (35.5, 33, SEA),
        (11, 11, "Nowhereland"),
        (178, -17, "FJ"),
        (-178.5, -17, "FJ"),
        (-177, -17, SEA),
        (40, -75, None),  # beyond the outlines there is land
    ],
)
def test_a_point_lies_in_a_country_or_in_the_sea(longitude: float, latitude: float, country: str | None) -> None:
    assert countries.lies_in(Point(longitude, latitude)) == country


def test_without_outlines_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(outlines, "folder", lambda: tmp_path / "none")
    assert countries.lies_in(Point(37, 33)) is None and outlines.land((0, 0, 90, 90), 0.1) == ()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("SY", "SY"), ("syria", "SY"), ("سوريا", "SY"), ("SYR", "SY"), ("Türkiye", "TR"), ("Turkey", "TR"),
        ("Rummana", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_code_or_name(written: str, code: str | None) -> None:
    assert countries.code_of(written) == code
