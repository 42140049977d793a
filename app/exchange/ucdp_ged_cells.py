"""The cells of a row of the UCDP GED that are used, and how each kind of cell is read."""

import re
from datetime import date
from typing import NamedTuple

from app.domain.errors import InvalidValue

_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,9})(?:\.0)?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00(?:\.0+)?)?", re.ASCII)


def find_day(text: str) -> date | None:
    """The day that a text is, written year-month-day, perhaps with midnight behind it."""
    match = _DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def find_whole(text: str) -> int | None:
    """The whole number from 0 up that a text is; some files write it with a point and a 0."""
    match = _WHOLE.fullmatch(text.strip())
    return int(match[1]) if match else None


class Cells(NamedTuple):
    """The columns that are used; every other is named in the report of the import.

    A cell that is not what it is read as raises InvalidValue with the name of its column, never with what it holds.
    """

    id: str
    type_of_violence: str
    side_a: str
    side_b: str
    number_of_sources: str
    source_article: str
    where_prec: str
    where_coordinates: str
    adm_1: str
    adm_2: str
    latitude: str
    longitude: str
    country: str
    event_clarity: str
    date_prec: str
    date_start: str
    date_end: str
    deaths_a: str
    deaths_b: str
    deaths_civilians: str
    deaths_unknown: str
    low: str
    best: str
    high: str

    def whole(self, column: str) -> int:
        found = find_whole(self.text(column))
        if found is not None:
            return found
        raise InvalidValue("is not a whole number from 0 up", column)

    def named(self, column: str) -> str:
        if name := self.text(column):
            return name
        raise InvalidValue("is empty", column)

    def one_of(self, column: str, codes: str) -> str:
        """One of the code book's codes, each a single character."""
        text = self.text(column)
        if len(text) == 1 and text in codes:
            return text
        raise InvalidValue(f"is none of the codes {', '.join(codes)}", column)

    def day(self, column: str) -> date:
        if found := find_day(self.text(column)):
            return found
        raise InvalidValue("is not a day written year-month-day", column)

    def degrees(self, column: str) -> float:
        text = self.text(column)
        if _DEGREES.fullmatch(text):
            return float(text)
        raise InvalidValue("is not a number of degrees", column)

    def text(self, column: str) -> str:
        """The cell without the white space around it."""
        found: str = getattr(self, column)
        return found.strip()
