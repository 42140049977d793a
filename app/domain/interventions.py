"""Actions and responses: what somebody did about what happened, said by sources like everything else.

An appeal, a filing, aid, an inquiry, a reply, another state's act: about one incident, several, or none that is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from app.domain.disclosure import ENTRY_CEILING, kind_tier
from app.domain.entry import KIND_OF_PARTY, SEALED, Days, Provenance, Reader, Understood
from app.domain.errors import mend
from app.domain.incidents import ClaimView
from app.domain.origins import Origins, count_origins
from app.domain.refs import is_ref
from app.domain.sources import NamedIncident


class InterventionEntry(Provenance):
    """What a document says of an action or a response. `incident` is the ref of one that it is about; `intervention`
    that of one on record, where it is not a new one."""

    intervention: str | None = None
    kind: str | None = None
    statement: str | None = None
    by: str | None = Field(None, max_length=300)
    by_kind: str | None = None
    addressee: str | None = Field(None, max_length=300)
    addressee_kind: str | None = None
    when: str | None = Field(None, max_length=200)
    outcome: str | None = Field(None, max_length=500)
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class InterventionView:
    """One action or response with every claim, under words of ours (`title`), and the incidents that a source which
    stands says it is about."""

    id: int
    ref: str
    title: str
    claims: tuple[ClaimView, ...]
    incidents: tuple[NamedIncident, ...]

    @property
    def own_claims(self) -> tuple[ClaimView, ...]:
        """It is joined with none."""
        return self.claims

    @property
    def version(self) -> int:
        """Nothing of it is amended: it is at its first."""
        return 1

    def origins_of(self, claims: Iterable[ClaimView]) -> Origins:
        """Who stands behind some of the claims."""
        return count_origins(claim.voice() for claim in claims if claim.standing)

    def claims_on(self, path: str, subject: str | None = None) -> tuple[ClaimView, ...]:
        """The claims of one property; there is nothing in it that they could be narrowed to."""
        return tuple(claim for claim in self.claims if claim.path == path)


def understand_intervention(entry: InterventionEntry, *, document_on: Days, today: date) -> Understood:
    """Reads the answers. `document_on`: first and last day of a document on record; a new one says its own."""
    reader = Reader(entry, document_on, today)
    reader.check_choices(
        {
            "kind": ("intervention_kinds", [entry.kind]),
            "statement": ("attribution_statements", [entry.statement]),
            "by_kind": ("party_kinds", [entry.by_kind]),
            "addressee_kind": ("party_kinds", [entry.addressee_kind]),
        }
    )
    if not entry.kind and not entry.statement and not entry.intervention:
        reader.problems["kind"] = mend("Say what was done, or what was said of the deed.")
    if entry.kind and kind_tier("intervention_kinds", entry.kind) > ENTRY_CEILING:
        reader.problems["kind"] = SEALED
    for name in ("by", "addressee"):
        if getattr(entry, name) and not getattr(entry, f"{name}_kind"):
            reader.problems[f"{name}_kind"] = KIND_OF_PARTY
    if entry.incident and not is_ref(entry.incident, "incident"):
        reader.problems["incident"] = NOT_AN_INCIDENT
    return Understood(reader.when("when", entry.when), published=reader.published, problems=reader.problems)


NOT_AN_INCIDENT = mend("Write the reference of an incident of this project, as it stands above its page: INC-…")
