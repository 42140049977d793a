"""Invented rows: the same from the same seed, and what the importer's profile takes in."""

from pathlib import Path

import pytest

from app.bench import invented, invented_words
from app.domain.text import detect_language
from app.exchange import ucdp_ged
from app.exchange.profiles import Row

MANY = 3_000


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Many rows as the profile reads them."""
    path = tmp_path_factory.mktemp("invented") / "rows.csv"
    invented.write_file(path, MANY)
    with path.open("rb") as file:
        contents = ucdp_ged.look_over(file, path.name)
        assert contents.rows == MANY
        return list(ucdp_ged.rows(file, contents, contents.first_byte, contents.first_row))


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        invented.write_file(tmp_path / name, 100, seed)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes() != (tmp_path / "other").read_bytes()


def test_fewer_rows_are_the_first_of_more() -> None:
    assert list(invented.rows(50)) == list(invented.rows(80))[:50]


def test_every_row_can_be_taken_in(taken_in: list[Row]) -> None:
    assert [row.problem for row in taken_in if row.bundle is None] == []
    assert {rule for row in taken_in for rule in row.flags} <= {"low_above_high", "best_outside_range"}


def test_kinds_of_rows_come_as_often_as_they_should(taken_in: list[Row]) -> None:
    bundles = [row.bundle for row in taken_in if row.bundle]
    umbrellas = sum(bundle.incidents[0].kind == "umbrella" for bundle in bundles)
    cited = [document.key for bundle in bundles for document in bundle.documents]
    assert 0.02 < umbrellas / MANY < 0.06
    assert 1.1 < len(cited) / MANY < 1.5
    assert 0.5 < len(set(cited)) / len(cited) < 0.75


def test_texts_are_in_two_scripts(taken_in: list[Row]) -> None:
    titles = [document.title for row in taken_in if row.bundle for document in row.bundle.documents]
    arabic = sum(detect_language(title) == "ar" for title in titles) / len(titles)
    assert 0.35 < arabic < 0.55


def test_points_lie_in_the_box() -> None:
    for row in invented.rows(200):
        assert invented.WEST <= float(row.longitude) <= invented.EAST
        assert invented.SOUTH <= float(row.latitude) <= invented.NORTH


@pytest.mark.parametrize("words", [invented_words.ENGLISH, invented_words.ARABIC])
def test_frequent_words_are_there_to_be_asked_for(taken_in: list[Row], words: tuple[str, ...]) -> None:
    titles = [document.title.split() for row in taken_in if row.bundle for document in row.bundle.documents]
    counts = [sum(word in title for title in titles) for word in words]
    assert min(counts) > 0
    assert counts[0] > 5 * counts[-1]
