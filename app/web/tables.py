"""What a table needs to know of its columns: the heading, the unit, and by what the rows are sorted."""

from dataclasses import dataclass
from typing import Literal

from flask_babel import LazyString


@dataclass(frozen=True)
class Column:
    """One column. `figure` = right-aligned, tabular digits; `unit` stands in the heading; `href` sorts by it.

    `sorted` is the direction in which the rows stand now and `order` says it in words ("latest first").
    """

    label: str | LazyString
    unit: str | LazyString = ""
    figure: bool = False
    sorted: Literal["", "up", "down"] = ""
    order: str | LazyString = ""
    href: str = ""
