"""The first page of a project: my drafts, my tasks, what waits, what changed; where there is nothing, how to begin."""

from typing import NamedTuple

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.domain.tasks import KINDS
from app.services import home as reads
from app.services.demo.loading import CODE as DEMO
from app.services.history import is_index_due
from app.services.home import Changed
from app.services.permissions import may
from app.web import drafts
from app.web.changes import DEEDS
from app.web.decided import pick, show_waiting
from app.web.policy import begin_work
from app.web.showing import instant_words
from app.web.shown import Linked
from app.web.sources import address
from app.web.tasks import show_tasks
from app.web.titles import titled
from app.web.understood import today

pages = Blueprint("home", __name__, url_prefix="/p/<project>")


class ShownChanged(NamedTuple):
    """A deed in words, by whom, when and how often, and the one thing that it was about, if it was about one."""

    what: str
    by: str
    at: str
    about: Linked | None


@pages.get("")
def read_home(project: str) -> ResponseReturnValue:
    found = reads.read_home(begin_work(), g.project, today(), DEEDS.keys())
    return render_template(
        "home.html",
        drafts=drafts.offered() if may(g.project, "discard_entry") else (),
        tasks=show_tasks(found.tasks),
        more_tasks=found.more_tasks,
        waiting=[show_waiting(one) for one in titled(found.waiting)],
        more_waiting=found.more_waiting,
        changes=[_changed(one) for one in titled(found.changes, "ref")],
        may_enter=may(g.project, "record_incident"),
        demo=project == DEMO,
        index_due=is_index_due(begin_work(), g.project),
    )


_PAGES = {
    "incident": ("incidents.read_incident", "ref"),
    "intervention": ("interventions.read_intervention", "intervention"),
    "document": ("documents.read_document", "document"),
    "source": ("sources.read_source", "source"),
    "party": ("parties.read_party", "party"),
}
"""The page of each thing that a deed may be about, and what its address calls the ref."""


def _changed(one: Changed) -> ShownChanged:
    what = str(DEEDS[one.deed])
    if one.task in KINDS:
        what = f"{what}: {pick(KINDS[one.task])}"
    at = instant_words(one.at)
    if one.times > 1:
        at = ngettext("%(num)s time lately, last %(at)s", "%(num)s times lately, last %(at)s", one.times, at=at)
    return ShownChanged(what, one.actor, at, _about(one))


def _about(one: Changed) -> Linked | None:
    if not one.of or not one.ref:
        return None
    page, name = _PAGES[one.of]
    return Linked(one.title or one.ref, address(page, **{name: one.ref}))
