"""Question 8 and its fold: where it is said to have happened, from what was typed and what was chosen for it.

Nothing is made more precise than it was said: precision and radius follow from the kind of place that is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from app.domain import places
from app.domain.coordinates import read_point
from app.domain.errors import InvalidValue, mend
from app.domain.gazetteers import KEPT_AS_TEXT, OWN_KINDS, REGISTERED_NEW, Candidate
from app.domain.places import Place, Unit
from app.domain.text import fold

_TOO_MANY_UNITS = mend("This names more units than so rough a place can know. Choose a finer precision.")
_TOO_ROUGH = mend("So rough a place has no point of its own: write how far off it may be.")
_OPEN = mend("The words leave open how far off the point may be. Choose how precise it is, or write the radius.")
_KIND_OF_PLACE = mend("Say what kind of place it is, so that it can be registered.")
_NOT_BY_ITSELF = mend(
    "To register a place, write its name by itself. That it was near it, or on the way, is said by how precise it is."
)


def _number(typed: object) -> object:
    """A number in the digits of any script, with either decimal point: ٣٥٫١ is 35.1."""
    return fold(typed) if isinstance(typed, str) else typed


# "Homs or Hama", «إما حمص أو حماة»: one of them, and nobody says which.
_OR = re.compile(r"\s+(?:or|أو|او)\s+", re.IGNORECASE)
_EITHER = re.compile(r"^(?:either|إما|اما)\s+", re.IGNORECASE)

Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]


class PlaceAnswers(BaseModel):
    """Question 8, and its fold: which place of a gazetteer or of the project's own is meant (or of what kind the one is
    that is to be registered), how precise, a point, units as the source names them.

    `point` is latitude and longitude as people write them. `also_at` are further places of one claim, and `several` how
    they are meant; `where_from` and `where_to` are the ends of a way that people went. "A or B" is read as two places,
    one of which is meant, unless something else was answered about it.
    """

    where: str | None = Field(None, max_length=300)
    precision: str | None = None
    gazetteer_place: str | None = Field(None, max_length=300)
    place_kind: str | None = None
    point: str | None = Field(None, max_length=200)
    uncertainty: Number | None = Field(None, gt=0, le=2_000_000)
    adm1: str | None = Field(None, max_length=200)
    adm2: str | None = Field(None, max_length=200)
    adm3: str | None = Field(None, max_length=200)
    also_at: str | None = Field(None, max_length=1000)
    several: str = "each"
    where_from: str | None = Field(None, max_length=300)
    where_to: str | None = Field(None, max_length=300)

    @model_validator(mode="after")
    def _part_alternatives(self) -> Self:
        in_words = self.gazetteer_place in (KEPT_AS_TEXT, REGISTERED_NEW)
        if not self.where or self.also_at or in_words or self.several != "each" or self.point:
            return self
        names = _OR.split(_EITHER.sub("", self.where))
        if len(names) > 1 and not any(places.precision_said(name) or "," in name or "،" in name for name in names):
            self.where, self.also_at, self.several = names[0], "\n".join(names[1:]), "either"
        return self

    @property
    def further_places(self) -> list[str]:
        """The names of the places beside the first, one a line."""
        return [name for line in (self.also_at or "").splitlines() if (name := line.strip())]

    def new_place_problems(self) -> dict[str, str]:
        """What is wrong with a place that is to be registered, each with its mend."""
        if self.gazetteer_place != REGISTERED_NEW:
            return {}
        problems = {} if self.place_kind in OWN_KINDS else {"place_kind": _KIND_OF_PLACE}
        if self.where and places.precision_said(self.where):
            problems["where"] = _NOT_BY_ITSELF
        return problems


SEVERAL = ("each", "either", "such_as")
"""How several places of one claim are meant: in each, in one of them, in these among others."""


_OF_ALL = ("subdistrict", "district", "governorate", "country")


def understand_places(entry: PlaceAnswers, meant: Sequence[Candidate | None] = ()) -> tuple[Place, ...]:
    """Where it is said to have happened, in one place or several, and the ends of a way. `meant` are the places of a
    gazetteer that are taken for them, in their order."""
    first, further = understand_place(entry, meant[0] if meant else None), entry.further_places
    if further and first is None:
        raise InvalidValue(mend("Write the first place above, and the others here."), "also_at")
    if entry.several == "such_as" or further:
        # An open list may have one name: "in places such as Tall Zayn" is no claim that it was there alone.
        first = replace(first, list=entry.several) if first else None
    # "The governorates of A, B and C": a unit's kind is said of all. How closely one place is meant, of that one.
    shared = entry.precision if entry.precision in _OF_ALL else None
    taken = [*meant[1:], *[None] * len(further)]
    at = [_further_place(name, shared, one, entry) for name, one in zip(further, taken, strict=False)]
    ends = [
        Place(name, precision=places.precision_said(name) or "unknown", part=part)
        for part, name in (("from", entry.where_from), ("to", entry.where_to))
        if name
    ]
    return (*((first,) if first else ()), *at, *ends)


def _further_place(name: str, shared: str | None, meant: Candidate | None, entry: PlaceAnswers) -> Place:
    if meant is None:
        return Place(name, precision=shared or places.precision_said(name) or "unknown", list=entry.several)
    said = {"where": name, "precision": shared, "uncertainty": entry.uncertainty if shared else None}
    place = understand_place(PlaceAnswers.model_validate(said), meant)
    assert place
    return replace(place, list=entry.several)


def understand_place(entry: PlaceAnswers, meant: Candidate | None = None) -> Place | None:
    """Question 8 and its fold as a place; None where nothing was answered. InvalidValue, naming the answer. `meant` is
    the place of a gazetteer that was chosen for the name."""
    units = places.units_of(Unit(name) if name else None for name in (entry.adm1, entry.adm2, entry.adm3))
    name = entry.where or next((unit.name for unit in reversed(units) if unit), "")
    typed = read_point(entry.point) if entry.point else None
    if not name and typed is None:
        return None
    at = (typed.longitude, typed.latitude) if typed else _point_of(meant)
    precision = entry.precision or _usual_precision(entry, meant, typed is not None, len(units))
    if len(units) > places.UNITS_ALLOWED.get(precision, 3):
        raise InvalidValue(_TOO_MANY_UNITS, "precision")
    radius = entry.uncertainty or _usual_radius(precision, None if typed else meant)
    if at and radius is None:
        raise InvalidValue(*((_TOO_ROUGH, "uncertainty") if entry.precision else (_OPEN, "precision")))
    return Place(
        name=name,
        precision=precision,
        wkt=places.point(longitude=at[0], latitude=at[1]) if at else None,
        radius_m=radius if at else entry.uncertainty,
        method="documenter" if typed else "gazetteer" if meant else "as_stated",
        country=meant.country if meant else None,
        units=units,
        gazetteer=meant.code if meant else None,
    )


def _point_of(meant: Candidate | None) -> tuple[float, float] | None:
    """The point of a place; of a whole country none."""
    if meant is None or meant.longitude is None or meant.latitude is None or meant.radius_m is None:
        return None
    return meant.longitude, meant.latitude


def _usual_radius(precision: str, meant: Candidate | None) -> float | None:
    """How far a point may be off where nobody said: the usual for its precision, and no less than the place itself."""
    if meant is None or meant.radius_m is None:
        return places.RADIUS_M.get(precision)
    if precision == meant.precision:
        return meant.radius_m
    usual = places.RADIUS_M.get(precision)
    return max(usual, meant.radius_m) if usual else None


def _usual_precision(entry: PlaceAnswers, meant: Candidate | None, has_point: bool, level: int) -> str:
    """What a place is taken for where nobody said: a place of a gazetteer for its kind, a point for a place, unless the
    name says otherwise; a name by itself could be anything. `level` is that of the lowest unit named.
    """
    if meant or has_point:
        return places.precision_said(entry.where or "") or (meant.precision if meant and not has_point else "place")
    if entry.where:
        return "unknown"
    return ("governorate", "district", "subdistrict")[level - 1]
