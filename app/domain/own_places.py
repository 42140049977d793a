"""Places of a project's own: those that no gazetteer knows, or that stand in none so closely. Records alone.

What somebody registers says where a place lies and how it is called, and nothing of what happened there. Its ref is its
for good; it is amended by version, and retired (with a successor, where another place is meant) rather than taken away.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.domain.coordinates import read_point
from app.domain.entry import ONCE
from app.domain.errors import InvalidValue, mend
from app.domain.gazetteers import KINDS, OWN_KINDS, UnitNamed
from app.domain.place_answers import Number
from app.domain.place_names import name_key
from app.domain.records import OwnPlaceRecord
from app.domain.sources import NamedIncident
from app.domain.text import detect_language

_SCRIPTS = mend("Write the name in Arabic letters here, and any other above.")


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A place as the register lists it."""

    ref: str
    kind: str
    name: str
    name_ar: str | None
    parents: tuple[UnitNamed, ...]
    ended: bool


@dataclass(frozen=True, slots=True)
class OwnPlaceView:
    """One place of a project's own, as a member reads it. `parents` go from the smallest unit up."""

    id: int
    ref: str
    kind: str
    name: str
    name_ar: str | None
    aliases: tuple[str, ...]
    former_names: tuple[tuple[str, str], ...]
    """Names that it no longer goes by, each with the reason."""
    longitude: float | None
    latitude: float | None
    radius_m: float | None
    inside: UnitNamed | None
    inside_kind: str | None
    parents: tuple[UnitNamed, ...]
    note: str | None
    registered_at: datetime
    registered_by: str
    version: int
    successor: tuple[str, str] | None
    """The code and name of the place that is meant instead."""
    ended_reason: str | None
    incidents: tuple[NamedIncident, ...]
    more_incidents: bool

    @property
    def title(self) -> str:
        return self.name


class OwnPlaceEntry(BaseModel):
    """A place as somebody registers or amends it. `aliases` stand one a line; `inside` names the unit that it lies in,
    where there is no point; `uncertainty` is how far the point may be off, in metres; `looked`: what was
    answered (`asked_about`) when places that may be the same, or a point that seems turned, were shown."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int = 0
    once: str | None = Field(None, pattern=ONCE)
    looked: str = Field("", max_length=64)
    deed: str = "save"
    name: str = Field(min_length=1, max_length=300)
    name_ar: str = Field("", max_length=300)
    aliases: str = Field("", max_length=2000)
    kind: str
    point: str = Field("", max_length=200)
    uncertainty: Number | None = Field(None, gt=0, le=50_000)
    inside: str = Field("", max_length=300)
    note: str = Field("", max_length=2000)
    reason: str = Field("", max_length=1000)

    @property
    def asked_about(self) -> str:
        """Stands for the answers that somebody may be asked about: once any of them is another, they are again."""
        said = "\n".join((self.name, self.name_ar, self.point, self.inside))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def was_looked_at(self) -> bool:
        return self.looked == self.asked_about

    def record(self, ref: str, inside: str | None) -> OwnPlaceRecord:
        """The place as it is registered under a ref, in the unit of the code `inside`. InvalidValue, naming the answer
        that is wrong."""
        if self.kind not in OWN_KINDS:
            raise InvalidValue(mend("Choose one of the answers offered."), "kind")
        if self.name_ar and detect_language(self.name_ar) != "ar":
            raise InvalidValue(_SCRIPTS, "name_ar")
        point = read_point(self.point) if self.point else None
        first, second = self.name, self.name_ar or None
        return OwnPlaceRecord(
            key=ref,
            kind=self.kind,
            name=first,
            name_ar=first if second is None and detect_language(first) == "ar" else second,
            aliases=self.other_names(),
            longitude=point.longitude if point else None,
            latitude=point.latitude if point else None,
            radius_m=(self.uncertainty or KINDS[self.kind][1]) if point else None,
            inside=inside,
            note=self.note or None,
        )

    def other_names(self) -> tuple[str, ...]:
        """Its further names, each once however it is spelt."""
        found = {name_key(line): line.strip() for line in reversed(self.aliases.splitlines()) if name_key(line)}
        for own in (self.name, self.name_ar):
            found.pop(name_key(own), None)
        return tuple(reversed(found.values()))


class Retirement(BaseModel):
    """Why a place is offered no longer, and which is meant instead, by its name or code, where one is."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int
    deed: str = "save"
    successor: str | None = Field(None, max_length=300)
    reason: str = Field(min_length=1, max_length=1000)


def names_of(record: OwnPlaceRecord) -> Iterator[tuple[str, str]]:
    """Each name by which a place is found, with its key, once a key."""
    seen: set[str] = set()
    for name in (record.name, record.name_ar, *record.aliases):
        key = name_key(name) if name else ""
        if name and key and key not in seen:
            seen.add(key)
            yield name, key
