"""Putting a document on record by itself: one that is wanted, or on file and not read yet."""

from datetime import date

from pydantic import Field

from app.domain.entry import Provenance, Reader, Understood
from app.domain.errors import mend
from app.domain.properties import RELATIONS

STATES = ("on_file", "cited", "wanted", "unobtainable")


class Registration(Provenance):
    """A document, its source found or made. `related` is the ref of one that stands in a `relation` to it: that cites
    it, quotes it, republishes it; with the reason."""

    quote: str = ""
    state: str = "on_file"
    related: str | None = None
    relation: str | None = None
    reason: str | None = Field(None, max_length=1000)


def understand_registration(entry: Registration, *, today: date) -> Understood:
    """Reads the answers."""
    reader = Reader(entry, (None, None), today)
    reader.check_fixed("state", entry.state, STATES)
    reader.check_fixed("relation", entry.relation, (None, *RELATIONS))
    if entry.relation and not entry.related:
        reader.problems["relation"] = mend("Say from the other document’s page how it stands to this one.")
    if entry.relation and not entry.reason:
        reader.problems["reason"] = mend("Say where that is seen.")
    return Understood(published=reader.published, problems=reader.problems)
