"""How far what follows from a change has come: on the page of a document or of a place."""

from dataclasses import dataclass

from flask import Blueprint, g, redirect
from flask.typing import ResponseReturnValue

from app.services import documents, own_places
from app.services import following as deeds
from app.services.permissions import may
from app.web.languages import translate
from app.web.policy import begin_work
from app.web.sources import address

pages = Blueprint("following", __name__, url_prefix="/p/<project>")


@dataclass(frozen=True)
class ShownFollowUp:
    """Incidents in which a change follows, and those of them that are done; `going` by itself just now, or `why` it
    stopped; where it is let go on, for whoever may."""

    incidents: int
    done: int
    going: bool
    why: str
    go_on: str


def show_follow_up(subject: str) -> ShownFollowUp | None:
    """What still follows from a change of a document or a place, by its ref; None where nothing does."""
    found = deeds.find_follow_up(begin_work(), g.project, subject)
    if found is None:
        return None
    follow_up, job = found
    going = job is not None and job.outcome is None
    go_on = not going and may(g.project, deeds.FOLLOW)
    kind = "document" if subject.startswith("DOC-") else "place"
    return ShownFollowUp(
        follow_up.incidents,
        follow_up.done,
        going,
        translate(job.reason or "") if job else "",
        address(f"following.follow_{kind}", **{kind: subject}) if go_on else "",
    )


@pages.post("/documents/<document>/follow")
def follow_document(project: str, document: str) -> ResponseReturnValue:
    view = documents.read_document(begin_work(), g.project, document)
    deeds.go_on(begin_work(), g.project, view.document.ref)
    return redirect(address("documents.read_document", document=document), 303)


@pages.post("/places/<place>/follow")
def follow_place(project: str, place: str) -> ResponseReturnValue:
    own_places.read_place(begin_work(), g.project, place)
    deeds.go_on(begin_work(), g.project, place)
    return redirect(address("own_places.read_place", place=place), 303)
