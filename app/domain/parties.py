"""What is read of parties: who stands in which incidents in which role, and what is said of them beside all incidents.

Such context (patterns, supposed aims, what is said of a group) is cited and shown with the party and the document, and
nothing follows from it: it is never projected, counted, mapped or put on a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.disclosure import PEOPLE
from app.domain.entry import ClaimEntry
from app.domain.incidents import ClaimView, NamedParty


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party, the roles in which it stands in incidents, and the other names under which it is on record."""

    party: NamedParty
    roles: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandsIn:
    """An incident in which a party stands, with its role in one act of it."""

    incident: str
    title: str
    role: str
    act_type: str | None


@dataclass(frozen=True, slots=True)
class PartyView:
    """One party, as a member of its project reads it, with every claim of its context: where it is joined with others,
    those of all its names. What can be done here is done to its own (`own_claims`).

    `earlier` is the ref after which the next page of `incidents` begins, None on the last.
    """

    id: int
    party: NamedParty
    tier: int
    recorded_at: datetime
    incidents: tuple[StandsIn, ...]
    earlier: str | None
    claims: tuple[ClaimView, ...]

    @property
    def ref(self) -> str:
        return self.party.ref

    @property
    def title(self) -> str:
        return self.party.label

    @property
    def version(self) -> int:
        """Nothing of a party itself is amended: it is at its first."""
        return 1

    @property
    def own_acts(self) -> tuple[()]:
        return ()

    @property
    def own_claims(self) -> tuple[ClaimView, ...]:
        return tuple(claim for claim in self.claims if claim.entry == self.ref)

    def claims_on(self, path: str) -> tuple[ClaimView, ...]:
        """The claims of one property."""
        return tuple(claim for claim in self.claims if claim.path == path)

    @property
    def is_people(self) -> bool:
        """Whether it is people: what is said in general is put on none."""
        return self.party.kind in PEOPLE


class ContextEntry(ClaimEntry):
    """One claim of a party's context. `of_people`: whether it characterises a community, and so is confidential."""

    of_people: Literal["no", "not_sure", "yes"] = "not_sure"

    @property
    def tier(self) -> int:
        """What accuses is not public; what characterises people is confidential, and so is what may."""
        return 1 if self.of_people == "no" else 2


class DeskContextEntry(ContextEntry):
    """The same, of a party that is named with it: `party` as the project calls it, without a person's name."""

    party: str | None = Field(None, max_length=300)
    party_of: str | None = None
