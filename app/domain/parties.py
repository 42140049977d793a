"""What is read of parties: who stands in which incidents in which role, and what is said of them beside all incidents.

Such context (patterns, supposed aims, what is said of a group) is cited and shown with the party and the document, and
nothing follows from it: it is never projected, counted, mapped or put on a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.disclosure import INDEX_CEILING, PEOPLE, party_tier
from app.domain.entry import ClaimEntry
from app.domain.errors import mend
from app.domain.incidents import ClaimView, NamedParty


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party, and the roles in which it stands in incidents."""

    party: NamedParty
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandsIn:
    """An incident in which a party stands, with its role in one act of it."""

    incident: str
    title: str
    role: str
    act_type: str | None


@dataclass(frozen=True, slots=True)
class PartyView:
    """One party, as a member of its project reads it, with every claim of its context.

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
        return self.claims

    def claims_on(self, path: str) -> tuple[ClaimView, ...]:
        """The claims of one property."""
        return tuple(claim for claim in self.claims if claim.path == path)

    @property
    def no_context(self) -> Literal["person", "tier", None]:
        """Why nothing can be entered of it here yet: it is of people, or of a kind that is confidential."""
        if self.party.kind in PEOPLE:
            return "person"
        return "tier" if max(self.tier, party_tier(self.party.kind)) > INDEX_CEILING else None


class ContextEntry(ClaimEntry):
    """One claim of a party's context. `of_people`: whether it characterises a community, and so is confidential."""

    of_people: str = "not_sure"

    def refusal(self) -> dict[str, str]:
        """What keeps it from being entered yet: only "no" is an answer that can be kept."""
        if self.of_people == "no":
            return {}
        return {
            "of_people": mend(
                "What characterises a community is confidential and does not belong here yet. Leave it in the document."
            )
        }
