"""The places behind a map as a file for a spreadsheet: what is known of where, and of how many incidents."""

from collections.abc import Iterable

from app.domain.maps import Known
from app.exchange.csv_set import as_file, write_cell

COLUMNS = ("place", "place_ar", "known_to", "longitude", "latitude", "uncertainty_m", "incidents")


def as_csv(known: Iterable[Known]) -> bytes:
    """One row a place. `uncertainty_m` is the radius of a circle, and empty for what is no point."""
    return as_file(COLUMNS, map(_row, known))


def _row(one: Known) -> tuple[object, ...]:
    radius = "" if one.radius_m is None else f"{one.radius_m:g}"
    names = write_cell(one.name), write_cell(one.name_ar)
    return (*names, one.kind, one.longitude, one.latitude, radius, one.incidents)
