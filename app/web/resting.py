"""In words: what rests on a document or a claim, and what a level was raised by and no longer holds."""

from dataclasses import dataclass, replace

from flask import g, url_for
from flask_babel import gettext, ngettext

from app.domain import wording
from app.domain.decisions import TrackRefs
from app.domain.incidents import IncidentView
from app.domain.resting import Resting, RestingLevel
from app.domain.verification import LEVELS
from app.services import verification as deeds
from app.web.decided import missing_words, question_label, subject_of, track_href
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.showing import show_document
from app.web.shown import Linked


@dataclass(frozen=True)
class ShownResting:
    """Sentences on numbers, and what was decided, each leading to where it stands."""

    numbers: tuple[str, ...]
    decided: tuple[Linked, ...]
    more: bool


def show_resting(resting: Resting, *, retracted: bool = False) -> ShownResting:
    """What rests on something, for the page that asks whether to go on; `retracted`: its source takes it back."""
    language = current_language()
    values = (
        Linked(
            gettext(
                "What we go by: %(property)s, of “%(title)s”",
                property=question_label(one.path, one.harm),
                title=one.incident.title,
            ),
            url_for("incidents.read_incident", project=g.project.code, ref=one.incident.ref),
        )
        for one in resting.decisions
    )
    levels = (
        Linked(
            gettext(
                "%(subject)s: %(level)s, of “%(title)s”",
                subject=_subject(one),
                level=LEVELS[one.level].label(language),
                title=one.incident.title,
            ),
            track_href(TrackRefs(one.incident.ref, one.act, one.party)),
        )
        for one in resting.levels
    )
    no_ground = gettext("What stands nowhere else is then no ground for a level.")
    numbers = (*_numbers(resting), *([no_ground] if retracted and resting.alone else []))
    return ShownResting(numbers, (*values, *levels), resting.more)


def show_resting_claim(resting: Resting) -> ShownResting:
    """What was decided by one claim, for the page that ends it."""
    return replace(show_resting(resting), numbers=_decided(resting))


def _numbers(resting: Resting) -> tuple[str, ...]:
    claims = ngettext("%(num)s claim stands in it.", "%(num)s claims stand in it.", resting.claims)
    alone = ngettext("%(num)s of them stands nowhere else.", "%(num)s of them stand nowhere else.", resting.alone)
    origins = ngettext("They bring %(num)s origin.", "They bring %(num)s origins.", resting.origins)
    return (claims, alone, origins, *_decided(resting))


def _decided(resting: Resting) -> tuple[str, ...]:
    return (
        ngettext("%(num)s decision uses it.", "%(num)s decisions use it.", len(resting.decisions)),
        ngettext("%(num)s level rests on it.", "%(num)s levels rest on it.", len(resting.levels)),
    )


def _subject(one: RestingLevel) -> str:
    what = wording.term_words("act_types", one.act_type, current_language()) if one.act_type else gettext("not said")
    if one.party_label:
        return str(gettext("%(what)s, alleged: %(party)s", what=what, party=one.party_label))
    return str(what)


def lapsed_notes(view: IncidentView) -> tuple[str, ...]:
    """What levels of an incident were raised by and no longer holds; and what stands in it of documents that their
    sources have retracted."""
    language, notes = current_language(), list[str]()
    for track, level, missing in deeds.find_lapsed(begin_work(), g.project, view):
        words = gettext(
            "%(subject)s: “%(level)s” is no longer borne out. It lacks now:",
            subject=subject_of(view, track),
            level=LEVELS[level].label(language),
        )
        notes.append(" ".join([str(words), *missing_words(missing)]))
    return (*notes, *_retracted(view))


def _retracted(view: IncidentView) -> list[str]:
    """The retracted documents in which claims of an incident stand, each once."""
    cited = (cited.document for claim in view.claims if claim.live for cited in claim.citations)
    retracted = {document.ref: document for document in cited if document.retraction == "retracted"}
    return [
        gettext("Rests on a document that its source has retracted: %(document)s", document=show_document(one).title)
        for one in retracted.values()
    ]
