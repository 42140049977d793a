"""Title and summary that we made ourselves follow the claims that they were made from; a person's words never change.

What a person wrote is marked on the page instead, as written before a claim ended (`IncidentView.outlived`).
"""

from collections.abc import Collection

from app.domain import wording
from app.domain.disclosure import INTERNAL
from app.services.work import Work
from app.store import incident_page, incidents
from app.store.projects import Project


def follow_claims(work: Work, project: Project, incident_ids: Collection[int]) -> None:
    """Makes our own words about these incidents anew, in the language in which they were made, from what stands now.

    Belongs after the last claim of a deed, in the same event.
    """
    connection = work.connection
    for one in incidents.made_words(connection, project.id, incident_ids):
        told = wording.told_by(incident_page.read_claims(connection, project.id, [one.incident_id], INTERNAL, {}))
        made = incidents.MadeWords(
            one.incident_id,
            one.title_made_in and wording.title_words(told, one.title_made_in),
            one.summary_made_in and wording.summary_words(told, one.summary_made_in),
            one.title_made_in,
            one.summary_made_in,
        )
        incidents.renew_words(connection, project.id, made)
