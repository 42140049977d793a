"""What somebody has decided while a page stood open: what, by whom, when and why, for whoever comes second."""

from collections.abc import Sequence
from datetime import datetime

from flask import g
from flask_babel import gettext

from app.domain.decisions import Adoption, Assessment, Question
from app.domain.verification import LEVELS
from app.services.decisions import Weighed
from app.services.history import LastChange
from app.services.verification import TrackView
from app.web.decided import OUTCOMES, grade_words, show_adoption
from app.web.languages import current_language, within
from app.web.showing import instant_words


def of_track(track: TrackView) -> str:
    """The newest move of a track, or what became of the newest proposal; nothing where it never moved."""
    if not track.moves:
        return ""
    move, language = track.moves[0], current_language()
    what = gettext(
        "from “%(before)s” to “%(after)s”: %(outcome)s",
        before=LEVELS[move.from_level].label(language),
        after=LEVELS[move.to_level].label(language),
        outcome=str(OUTCOMES[move.outcome]),
    )
    if move.decided_by and move.decided_at:
        return told(what, move.decided_by, move.decided_at, move.decided_reason or move.reason)
    return told(what, move.proposed_by, move.proposed_at, move.reason)


def of_value(view: Weighed, question: Question, adoptions: Sequence[Adoption]) -> str:
    """The value gone by on a question, as it stands now; nothing where nobody has decided."""
    asked = (question.path, question.subject, question.harm)
    adopted = next((one for one in adoptions if (one.path, one.subject, one.harm) == asked), None)
    return told(show_adoption(view, adopted).words, adopted.by, adopted.at, adopted.rationale) if adopted else ""


def of_grades(grades: Sequence[Assessment], seen: int) -> str:
    """The grades, or the checks, that came since the one numbered `seen` and stand."""
    newer = [one for one in grades if one.current and one.number > seen]
    each = (told(": ".join(grade_words(one)), one.by, one.at, one.reason) for one in reversed(newer))
    return " ".join(each)


def of_end(change: LastChange | None) -> str:
    """Who has taken something back, when and why."""
    return told(gettext("taken back"), change.by, change.at, change.reason or "") if change else ""


def told(what: str, by: str, at: datetime, reason: str) -> str:
    """Something that was decided, and the reason where one was given."""
    when = instant_words(at)
    if by == g.person.name:  # in another window
        said = gettext("You decided meanwhile, %(time)s: %(what)s.", time=when, what=what)
    else:
        said = gettext("Decided meanwhile by %(person)s, %(time)s: %(what)s.", person=within(by), time=when, what=what)
    why = gettext("The reason given: %(reason)s", reason=reason) if reason else ""
    return f"{said} {why}".rstrip()
