"""Title and summary that we made ourselves follow the claims that they were made from; a person's words never change.

What a person wrote is marked on the page instead, as written before a claim ended (`IncidentView.outlived`).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.domain import own_words
from app.domain.disclosure import INTERNAL
from app.domain.incidents import ClaimView
from app.domain.text import without_isolates
from app.services.work import Work
from app.store import claim_views, incidents
from app.store.projects import Project

_AT_ONCE = 200
"""Incidents whose claims are read together, and held."""


def titles_in(work: Work, project: Project, refs: Collection[str], language: str) -> dict[str, str]:
    """Of these incidents the titles that we made ourselves, by ref, in a language; what was cleared keeps the title
    that was read."""
    of = _claims_of(work, project, incidents.titled_by_us(work.connection, project.id, refs))
    return {ref: own_words.title_words(own_words.told_by(said), language) for ref, said in of.items()}


def follow_claims(work: Work, project: Project, incident_ids: Collection[int]) -> None:
    """Makes our own words about these incidents anew, in the language in which they were made, from what stands now.

    Belongs after the last claim of a deed, in the same event.
    """
    connection = work.connection
    ours = incidents.made_words(connection, project.id, incident_ids)
    for first in range(0, len(ours), _AT_ONCE):
        some = ours[first : first + _AT_ONCE]
        of = _claims_of(work, project, [one.incident_id for one in some])
        for one in some:
            told = own_words.told_by(of.get(one.ref, ()))
            made = replace(
                one,
                title=one.title_made_in and without_isolates(own_words.title_words(told, one.title_made_in)),
                summary=one.summary_made_in and without_isolates(own_words.summary_words(told, one.summary_made_in)),
            )
            incidents.renew_words(connection, project.id, made)


def _claims_of(work: Work, project: Project, ids: Sequence[int]) -> dict[str, list[ClaimView]]:
    """The claims of incidents, by the ref of each."""
    of: dict[str, list[ClaimView]] = {}
    for claim in claim_views.read_claims(work.connection, project.id, ids, INTERNAL, {}) if ids else ():
        of.setdefault(claim.entry, []).append(claim)
    return of
