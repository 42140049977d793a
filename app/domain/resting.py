"""What rests on a document or a claim: said before it is retracted or withdrawn, since something follows from that."""

from dataclasses import dataclass

from app.domain.sources import NamedIncident


@dataclass(frozen=True, slots=True)
class RestingDecision:
    """A value gone by that uses one of the claims: of which incident, and for which property."""

    incident: NamedIncident
    path: str
    harm: str | None


@dataclass(frozen=True, slots=True)
class RestingLevel:
    """A level of verification for which one of the claims, or the document itself, stands good."""

    incident: NamedIncident
    act: str
    act_type: str | None
    party: str | None
    party_label: str | None
    level: str


@dataclass(frozen=True, slots=True)
class Resting:
    """Of the claims that stand, how many there are, how many stand nowhere else, and how many origins these bring; and
    what was decided by them. `more`: there are further decisions or levels than are named."""

    claims: int
    alone: int
    origins: int
    decisions: tuple[RestingDecision, ...]
    levels: tuple[RestingLevel, ...]
    more: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.claims or self.decisions or self.levels)
