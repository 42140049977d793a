"""In which country a point lies, by the outlines that set-up fetched: near enough to tell that latitude and longitude
were written the wrong way round, and for nothing else. No place is put into a unit by it.
"""

from app.domain.coordinates import SEA, Point
from app.domain.text import fold
from app.exchange import outlines
from app.exchange.geonames import country_codes, country_numbers

_NEAR = 0.1
"""Degrees, some 10 km: nearer to a coast than that, the outlines do not tell land from sea."""
_SOUTHERNMOST = -60.0  # beyond it there are no outlines, and land all the same


def lies_in(point: Point) -> str | None:
    """The two-letter code of the country that a point lies in or is near (its name where it has no code), else `SEA`;
    None where that is not known."""
    if point.latitude < _SOUTHERNMOST or not outlines.are_kept():
        return None
    number, name = outlines.country_at(point.longitude, point.latitude, _NEAR) or ("", SEA)
    return country_numbers().get(number, name)


def code_of(country: str) -> str | None:
    """The two-letter code of a country by its code or its name in either language; None where it is none of these."""
    return country_codes().get(fold(country))
