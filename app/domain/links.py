"""How incidents stand to one another, and what a summary figure says beside the parts that are on record.

Kinds are `properties.INCIDENT_LINKS`. A part is a single incident, and what it is part of a summary figure (umbrella):
the database refuses anything else. A figure is never added to its parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.domain.incidents import HarmLine, Listed
from app.domain.verification import LEVELS


class LinkEntry(BaseModel):
    """A link as somebody states it: the other incident by its ref."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: str
    other: str = Field(min_length=1, max_length=40)
    reason: str = Field(min_length=1, max_length=1000)


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link as it stands on the page of an incident: `forwards` says that it is said of this one.

    `listed` is the other one as lists have it; None where it lies above what they hold. `counted` is the id of the
    incident that stands for it there: of entries that are the same, one.
    """

    id: int
    kind: str
    other: str
    title: str
    forwards: bool
    reason: str
    by: str
    at: datetime
    listed: Listed | None
    counted: int


@dataclass(frozen=True, slots=True)
class BesideParts:
    """One line of a summary figure, and what its parts say together: `maximum` is None where one of them is open.

    Each goes by what we go by, where that is decided (`decided` parts), else by what is reported. `counted` parts give
    a number, `uncounted` ones speak of the harm without one, `rejected` ones speak of what was refuted or found
    unsubstantiated, and are left out. `exceeded`: the parts are certainly more than the figure.
    """

    figure: HarmLine
    minimum: int
    maximum: int | None
    counted: int
    uncounted: int
    rejected: int = 0
    decided: int = 0

    @property
    def exceeded(self) -> bool:
        figure = self.figure
        return figure.maximum is not None and not figure.open_maximum and self.minimum > figure.maximum


_UNSUBSTANTIATED = LEVELS["unsubstantiated"].rank


def beside_parts(figure: Iterable[HarmLine], parts: Sequence[Listed]) -> tuple[BesideParts, ...]:
    """What the parts of a summary figure say of each of its wholes; nothing of what no part speaks of.

    Only what happened is summed over incidents: how many there are at one time, or pass in a while, is not, nor what a
    part tells of whose every act was refuted or found unsubstantiated. Who did it changes no number: a part that was
    misattributed has happened, and is summed.
    """
    rejected = [part for part in parts if part.verification_highest <= _UNSUBSTANTIATED]
    held = [part for part in parts if part not in rejected]
    found = []
    for line in figure:
        if line.population or line.part_of or line.measure in ("stock", "flow"):
            continue
        told = _said_of(line, held)
        said = [one.held for one in told]
        left_out = _said_of(line, rejected)
        numbers = [one for one in said if one.minimum is not None or one.maximum is not None]
        maxima = [None if one.open_maximum else one.maximum for one in numbers]
        if said or left_out:
            found.append(
                BesideParts(
                    figure=line.held,
                    minimum=sum(one.minimum or 0 for one in numbers),
                    maximum=None if None in maxima else sum(one for one in maxima if one is not None),
                    counted=len(numbers),
                    uncounted=len(said) - len(numbers),
                    rejected=len(left_out),
                    decided=sum(1 for one in told if one.gone_by),
                )
            )
    return tuple(found)


def _said_of(figure: HarmLine, parts: Iterable[Listed]) -> list[HarmLine]:
    return [one for part in parts for one in part.harms if _same_whole(figure, one)]


def _same_whole(figure: HarmLine, one: HarmLine) -> bool:
    whole = not one.population and not one.part_of and one.measure not in ("stock", "flow")
    return whole and (one.harm, one.unit) == (figure.harm, figure.unit)
