"""Which claims stand, as SQL expressions over the columns of `claim` or of an alias of it. What is projected goes by
the views `live_claim` and `standing_claim`: the same rule, of what is about an incident and in the index."""

from typing import Any

import sqlalchemy as sa


def is_live(c: Any) -> sa.ColumnElement[bool]:
    """Neither superseded nor withdrawn."""
    return sa.and_(c.superseded_by.is_(None), c.withdrawn_at.is_(None))


def is_standing(c: Any) -> sa.ColumnElement[bool]:
    """Live, and saying that something is so."""
    return sa.and_(is_live(c), c.polarity == "asserts")
