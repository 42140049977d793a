"""What a track of verification rests on, for its page: the claims that it turns on, each with who says it, on what
ground and how it was graded, and how many independent origins that makes."""

from dataclasses import dataclass

from flask import g
from flask_babel import gettext

from app.domain import wording
from app.domain.decisions import TrackRefs
from app.domain.incidents import ActView, ClaimView, IncidentView
from app.domain.properties import PROPERTIES
from app.domain.records import PartyValue
from app.services import decisions as deeds
from app.web.decided import Beside, alleged_in, show_beside
from app.web.languages import current_language
from app.web.policy import begin_work
from app.web.showing import act_origins_words, show_claim
from app.web.shown import ShownFact

_OCCURRENCE = ("act.type", "incident.when", "incident.place")


@dataclass(frozen=True)
class ShownGround:
    """What a track rests on, property by property; `harm` is listed apart, since it is no part of what is moved."""

    facts: tuple[ShownFact, ...]
    harm: tuple[ShownFact, ...]
    beside: Beside


def show_ground(view: IncidentView, refs: TrackRefs) -> ShownGround:
    """The claims on which a track turns, as they stand now. Replies are left to where they are printed."""
    decided = deeds.read_decisions(begin_work(), g.project, view)
    act, party = next(act for act in view.acts if act.ref == refs.act), alleged_in(view, refs)
    replies = {reply.claim.ref for reply in view.replies_to(act.ref, party)}
    claims = [claim for claim in view.claims if claim.live and claim.ref not in replies]
    if party:
        facts = [_fact(view, act, "act.alleged", [c for c in claims if _names(c, act, party)])]
    else:
        facts = [_fact(view, act, path, [c for c in claims if _is_on(c, path, act)]) for path in _OCCURRENCE]
    harm = [] if party else [_fact(view, act, "incident.count", [c for c in claims if c.path == "incident.count"])]
    graded = {claim.ref: grade for claim in claims if (grade := decided.credibilities.get(claim.ref))}
    beside = show_beside(view, decided)
    notes = {c.ref: (gettext("not graded"), *beside.notes.get(c.ref, ())) for c in claims if c.ref not in graded}
    return ShownGround(
        tuple(facts), tuple(one for one in harm if one.claims), Beside(beside.notes | notes, beside.links, {})
    )


def _is_on(claim: ClaimView, path: str, act: ActView) -> bool:
    return claim.path == path and claim.act in (None, act.ref)


def _names(claim: ClaimView, act: ActView, party: str) -> bool:
    return _is_on(claim, "act.alleged", act) and isinstance(claim.value, PartyValue) and claim.value.party == party


def _fact(view: IncidentView, act: ActView, path: str, claims: list[ClaimView]) -> ShownFact:
    language = current_language()
    return ShownFact(
        PROPERTIES[path].label(language),
        tuple(show_claim(claim, view.ref) for claim in claims),
        origins=act_origins_words(view, act)
        if path == "act.type"
        else wording.origins_words(view.origins_of(claims), language),
    )
