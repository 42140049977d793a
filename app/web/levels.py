"""Where each act of an incident stands, and each party that is alleged to have done it; and in short what that rests
on: by whom it was found, what was admitted, what disproves it, and whether anybody else has looked at it."""

from collections.abc import Iterable
from datetime import date

from flask import g, url_for
from flask_babel import gettext

from app.domain import wording
from app.domain.decisions import StandingMove
from app.domain.incidents import ActView, IncidentView
from app.domain.records import TermValue
from app.domain.text import isolated
from app.services import verification as deeds
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.showing import instant_words
from app.web.shown import Linked, ShownLevel


def show_levels(view: IncidentView, *, linked: bool = False) -> tuple[ShownLevel, ...]:
    """How sure each track of an incident is; `linked` to the page that says why."""
    moves = {(one.act, one.party): one for one in deeds.standing_moves(begin_work(), g.project, view)}
    found = []
    for act in view.acts:
        found.append(_level(view, act, act.status, moves.get((act.ref, None)), linked=linked))
        for part in act.involvements:
            if part.status:
                move = moves.get((act.ref, part.party_ref)) if part.party_ref else None
                has_page = linked and part.party_ref is not None
                found.append(_level(view, act, part.status, move, part.party, part.party_ref, linked=has_page))
    return tuple(found)


def _level(
    view: IncidentView,
    act: ActView,
    status: str,
    last: StandingMove | None,
    party: str | None = None,
    party_ref: str | None = None,
    *,
    linked: bool,
) -> ShownLevel:
    """One track. A part that only claims above the index tell of has no page: nobody can assess it."""
    address = {"project": g.project.code, "ref": act.entry, "act": act.ref, "party": party_ref}
    standing = last if last and last.move.to_level == status else None
    return ShownLevel(
        status,
        _alleged_words(act, party, several=len(view.acts) > 1) if party else wording.act_words(act, current_language()),
        url_for("verification.read_track", **address) if linked else "",
        _is_denied(view, act, party),
        bool(standing and standing.move.self_reviewed),
        tuple(_why(standing)) if standing else (),
    )


def _is_denied(view: IncidentView, act: ActView, party: str | None = None) -> bool:
    """Whether somebody denies an act as it is called here, or whoever is alleged to have done it that they did."""
    denied = (reply.claim for reply in view.replies_to(act.ref, party) if reply.says == "denies")
    return any(one.path != "act.type" or one.value == TermValue(act.type_code or "") for one in denied)


def _alleged_words(act: ActView, party: str, *, several: bool) -> str:
    """Who is alleged to have done it; of several acts, which one."""
    if not several:
        return str(gettext("alleged: %(party)s", party=party))
    what = wording.act_words(act, current_language())
    return str(gettext("%(what)s, alleged: %(party)s", what=what, party=party))


def _why(standing: StandingMove) -> Iterable[str]:
    """What a level that is not only a matter of counting rests on, in parts; the document that shows it leads to its
    page."""
    language = current_language()
    move, told = standing.move, {name: isolated(text, language) for name, text in standing.move.answers.items()}
    if move.to_level == "finding_on_record":
        yield told["body"]
        day = date.fromisoformat(move.answers["determined_on"])
        yield gettext("found on %(day)s", day=wording.days_words(day, day, language))
        yield gettext("its standard: %(standard)s", standard=told["standard"])
    elif move.to_level == "admitted":
        yield gettext("admitted was: %(what)s", what=told["admitted"])
    elif move.to_level == "unsubstantiated":
        yield gettext("tried was: %(what)s", what=told["tried"])
    elif move.to_level in ("contested", "refuted", "misattributed"):
        yield move.reason
    else:
        return
    if standing.cited:
        ref, title = standing.cited
        yield Linked(title, url_for("documents.read_document", project=g.project.code, document=ref))
    who = " · ".join(isolated(name, language) for name in dict.fromkeys((move.proposed_by, move.decided_by)) if name)
    yield gettext("%(person)s, %(time)s", person=who, time=instant_words(move.decided_at or move.proposed_at))
