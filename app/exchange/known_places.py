"""The places behind a map as a file for a spreadsheet: what is known of where, and of how many incidents."""

from collections.abc import Iterable

from app.domain.maps import Known
from app.domain.text import detect_language
from app.exchange.csv_set import as_file, write_cell

COLUMNS = ("place", "place_ar", "known_to", "longitude", "latitude", "uncertainty_m", "incidents")


def as_csv(known: Iterable[Known]) -> bytes:
    """One row a place. `place_ar` is empty where no Arabic name is known, `uncertainty_m`, the radius of a circle, for
    what is no point."""
    return as_file(COLUMNS, map(_row, known))


def _row(one: Known) -> tuple[object, ...]:
    radius = "" if one.radius_m is None else f"{one.radius_m:g}"
    # Where no gazetteer has an Arabic name, the words of the source stand for it: in whatever script.
    name_ar = one.name_ar if detect_language(one.name_ar) == "ar" else ""
    return (write_cell(one.name), write_cell(name_ar), one.kind, one.longitude, one.latitude, radius, one.incidents)
