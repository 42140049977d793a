"""A point is read however people write it, and what nobody can mean is caught with its mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.coordinates import SEA, Point, SeemsTurned, read_point, seems_turned
from app.domain.errors import InvalidValue

HERE = (36.1, 35.2)


@pytest.mark.parametrize(
    "written",
    [
        "35.2, 36.1",
        "35.2 36.1",
        "35,2 36,1",
        "35,2; 36,1",
        "35.2/36.1",
        "(35.2, 36.1)",
        "35.2N 36.1E",
        "36.1 E, 35.2 N",
        "35°12'N 36°06'E",
        "35° 12′ 0″ N, 36° 6′ 0″ E",
        "N 35 12 00, E 36 06 00",
        "35º12' 36º06'",
        "35 12 36 6",
        "lat 35.2 lon 36.1",
        "longitude: 36.1, latitude: 35.2",
        "35.2 north, 36.1 east",
        "٣٥٫٢، ٣٦٫١",
        "۳۵٫۲ ۳۶٫۱",
        "٣٥٫٢ ش ٣٦٫١ ق",
        "ش ٣٥٫٢ ق ٣٦٫١",
        "٣٥ درجة ١٢ دقيقة شمالاً، ٣٦ درجة ٦ دقائق شرقاً".replace("دقائق", "دقيقة"),
        "خط العرض 35.2 خط الطول 36.1",
    ],
)
def test_one_point_is_written_in_many_ways(written: str) -> None:
    read = read_point(written)
    assert (read.longitude, read.latitude) == pytest.approx(HERE)


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("95, 36", "swapped"),
        ("136.1, 35.2", "swapped"),
        ("95 N, 36 E", "from -90"),
        ("200, 300", "from -90"),
        ("0, 0", "sea"),
        ("٠، ٠", "sea"),
        ("-35 S, 36 E", "minus"),
        ("35.2", "Write latitude"),
        ("35 61 36 2", "Write latitude"),
        ("35.2 N, 36.1 N", "Write latitude"),
        ("near the mill", "Write latitude"),
        ("35.2, 36.1, 37", "Write latitude"),
        ("7 March 2025", "Write latitude"),
    ],
)
def test_what_is_no_point_is_refused_with_its_mend(written: str, mend: str) -> None:
    with pytest.raises(InvalidValue, match=mend) as refused:
        read_point(written)
    assert refused.value.field == "point"


def test_letters_say_which_is_which_so_that_nothing_is_guessed() -> None:
    assert read_point("35.2N 36.1E").said_which
    assert not read_point("35.2, 36.1").said_which
    assert read_point("35.2, 36.1").turned == Point(35.2, 36.1)
    assert read_point("35.2, 136.1").turned is None


def _west_or_east(point: Point) -> str | None:
    """A world of two countries and a sea between them, in the north alone."""
    if point.latitude < 0:
        return None
    return "AA" if point.longitude < 20 else "BB" if point.longitude > 30 else SEA


@pytest.mark.parametrize(
    ("written", "expected", "turned"),
    [
        ("40, 25", (), SeemsTurned(SEA, "BB")),
        ("40 N 25 E", (), None),  # letters say that it is meant
        ("25, 28", (), None),  # the sea either way
        ("10, 40", (), None),  # another country is no reason by itself
        ("10, 40", ("AA",), SeemsTurned("BB", "AA")),
        ("10, 40", ("AA", "BB"), None),
        ("10, 40", ("CC",), None),
        ("10, 140", ("AA",), None),  # no point of the world when turned
        ("-10, 10", (), None),  # nothing is known of the south
        ("-40, 10", ("AA",), SeemsTurned(None, "AA")),
    ],
)
def test_a_point_seems_turned_where_it_lies_wrong_and_would_lie_right(
    written: str, expected: tuple[str, ...], turned: SeemsTurned | None
) -> None:
    assert seems_turned(read_point(written), _west_or_east, expected) == turned


degrees = st.integers(-89_999_999, 89_999_999)
DIGITS = [str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫"), str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"), {}]


@given(
    degrees, st.integers(-179_999_999, 179_999_999), st.sampled_from(DIGITS), st.sampled_from([", ", " ", "; ", "، "])
)
def test_decimal_degrees_come_back_in_every_set_of_digits(
    north: int, east: int, digits: dict[int, int], between: str
) -> None:
    if north or east:
        written = f"{north / 1e6:.6f}{between}{east / 1e6:.6f}".translate(digits)
        read = read_point(written)
        assert (read.longitude, read.latitude) == pytest.approx((east / 1e6, north / 1e6), abs=1e-9)


@given(
    st.integers(0, 89),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 179),
    st.sampled_from("NS"),
    st.sampled_from("EW"),
)
def test_degrees_minutes_seconds_come_back(
    whole: int, minutes: int, seconds: int, east: int, north_or_south: str, east_or_west: str
) -> None:
    if whole or minutes or seconds or east:
        read = read_point(f"{whole}°{minutes}'{seconds}\"{north_or_south} {east}°{minutes}'{seconds}\"{east_or_west}")
        of = minutes / 60 + seconds / 3600
        assert read.latitude == pytest.approx((whole + of) * (1 if north_or_south == "N" else -1))
        assert read.longitude == pytest.approx((east + of) * (1 if east_or_west == "E" else -1))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = read_point(text)
    except InvalidValue:
        return
    assert abs(read.latitude) <= 90 and abs(read.longitude) <= 180
