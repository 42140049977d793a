"""From what people decided to what page templates read: levels, moves, grades and values gone by, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import g, url_for
from flask_babel import gettext, lazy_gettext

from app.domain import wording
from app.domain.decisions import Adoption, Assessment, ClaimLink, Move, Option, Question, TrackRefs, Waiting
from app.domain.desk import CitedThen
from app.domain.incidents import IncidentView, Reply
from app.domain.properties import PROPERTIES
from app.domain.reported import AssessmentRecord
from app.domain.review import WORKFLOW
from app.domain.text import isolated
from app.domain.verification import (
    ANALYSES,
    CHECKS,
    CONDITIONS,
    CREDIBILITY,
    LEVELS,
    METHODS,
    NOT_USED,
    RELIABILITY,
    RESULTS,
    STANDARDS,
)
from app.services.decisions import Decided, Weighed
from app.services.verification import TrackView
from app.web.languages import current_language, within
from app.web.showing import instant_words, show_claim
from app.web.shown import Linked, ShownClaim

OUTCOMES = {
    "open": lazy_gettext("waits for a second person"),
    "done": lazy_gettext("done"),
    "declined": lazy_gettext("declined"),
    "taken_back": lazy_gettext("taken back"),
}
_ANSWERS = {
    "contrary": lazy_gettext("What speaks against it"),
    "tried": lazy_gettext("What was tried"),
    "admitted": lazy_gettext("What exactly was admitted"),
    "body": lazy_gettext("Body"),
    "determined_on": lazy_gettext("Found on"),
    "standard": lazy_gettext("Standard that the body used"),
    "document": lazy_gettext("Document"),
}


@dataclass(frozen=True)
class ShownOption:
    """A level that can follow: its code, and in words what it lacks. `second`: somebody else has to approve."""

    level: str
    second: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ShownMove:
    """One move in words. `relied` are lines on the claims that it rests on."""

    id: int
    from_level: str
    to_level: str
    outcome: str
    standard: str
    reason: str
    by: str
    at: str
    decided: str
    answers: tuple[tuple[str, str], ...]
    relied: tuple[str, ...]
    self_reviewed: bool
    mine: bool


class ShownReply(NamedTuple):
    """The claim; who replies, where that is an action or response of its own (`Linked`)."""

    who: str
    claim: ShownClaim


@dataclass(frozen=True)
class ShownTrack:
    """A track for its page: of what it is, where it stands, what could follow, what happened. `entered`: the reader has
    entered what it rests on."""

    subject: str
    level: str
    options: tuple[ShownOption, ...]
    moves: tuple[ShownMove, ...]
    proposal: ShownMove | None
    replies: tuple[ShownReply, ...] = ()
    entered: bool = False


@dataclass(frozen=True)
class ShownWaiting:
    """A line of the queue. `missing` says in words what the next level lacks; `first` is the ref of the entry that
    stands for the incident in lists, where that is another."""

    href: str
    ref: str
    title: str
    subject: str
    level: str
    to_level: str
    by: str
    since: str
    missing: tuple[str, ...]
    mine: bool
    first: str = ""


@dataclass(frozen=True)
class ShownGrade:
    """One grade or check in words; `current` unless a later one took its place."""

    label: str
    words: str
    reason: str
    by: str
    at: str
    current: bool
    cited: Linked | None = None
    """The document that shows it."""


def pick(pair: tuple[str, str]) -> str:
    """The word of the reader's language, of an (English, Arabic) pair."""
    return pair[1] if current_language() == "ar" else pair[0]


def track_href(refs: TrackRefs) -> str:
    """The page of a track."""
    return url_for("verification.read_track", project=g.project.code, ref=refs.incident, act=refs.act, party=refs.party)


def show_track(view: IncidentView, refs: TrackRefs, track: TrackView) -> ShownTrack:
    """A track for its page; what raises it first."""
    moves = tuple(_move(view, move) for move in track.moves)
    options = sorted(track.options, key=lambda option: -LEVELS[option.level].rank)
    return ShownTrack(
        subject=subject_of(view, refs),
        level=track.level,
        options=tuple(_option(option) for option in options),
        moves=moves,
        proposal=next((move for move in moves if track.proposal and move.id == track.proposal.id), None),
        replies=tuple(_reply(reply) for reply in view.replies_to(refs.act, alleged_in(view, refs))),
        entered=track.entered,
    )


def _reply(reply: Reply) -> ShownReply:
    """A reply for the page of what it answers: whose it is, and how it is said."""
    who, where = reply.party or "", reply.claim.intervention
    if where:
        href = url_for("interventions.read_intervention", project=g.project.code, intervention=where)
        who = Linked(gettext("Reply by %(party)s", party=who), href)
    return ShownReply(who if where else "", show_claim(reply.claim))


def subject_of(view: IncidentView, refs: TrackRefs) -> str:
    """What a track is about, in words: "Killing", or "Killing, alleged: force F"."""
    act = next(act for act in view.acts if act.ref == refs.act)
    what = wording.act_words(act, current_language())
    party = alleged_in(view, refs)
    return str(gettext("%(what)s, alleged: %(party)s", what=what, party=party)) if party else what


def alleged_in(view: IncidentView, refs: TrackRefs) -> str | None:
    """The name of the party whose alleged part a track is about; None for the act itself."""
    act = next(act for act in view.acts if act.ref == refs.act)
    named = (part.party for part in act.involvements if refs.party in (part.party_ref, *part.also))
    return next(named, None) if refs.party else None


def _option(option: Option) -> ShownOption:
    return ShownOption(option.level, option.second, missing_words(option.missing))


def missing_words(codes: Sequence[str]) -> tuple[str, ...]:
    """What a level lacks, in words; of what is undecided, which property that is."""
    of_properties: dict[str, list[str]] = {}
    for code, _, path in (code.partition(":") for code in codes):
        if code in CONDITIONS:
            of_properties.setdefault(code, []).extend([PROPERTIES[path].label(current_language())] if path else [])
    return tuple(
        f"{pick(CONDITIONS[code])} ({' · '.join(dict.fromkeys(labels))})" if labels else pick(CONDITIONS[code])
        for code, labels in of_properties.items()
    )


def _move(view: IncidentView, move: Move) -> ShownMove:
    decided = ""
    if move.decided_by and move.decided_by != move.proposed_by and move.decided_at:
        how = str(OUTCOMES[move.outcome])
        decided = gettext(
            "%(how)s by %(person)s, %(time)s",
            how=how,
            person=within(move.decided_by),
            time=instant_words(move.decided_at),
        )
        if move.decided_reason:
            decided = f"{decided}: {isolated(move.decided_reason, current_language())}"
    return ShownMove(
        id=move.id,
        from_level=move.from_level,
        to_level=move.to_level,
        outcome=str(OUTCOMES[move.outcome]),
        standard=pick(STANDARDS[move.standard_of_proof]),
        reason=move.reason,
        by=move.proposed_by,
        at=instant_words(move.proposed_at),
        decided=decided,
        answers=tuple(
            (str(_ANSWERS[name]), _answer(name, text)) for name, text in move.answers.items() if name in _ANSWERS
        ),
        relied=tuple(_relied(view, entry["claim"], entry.get("credibility")) for entry in move.snapshot),
        self_reviewed=move.self_reviewed,
        mine=move.proposed_by_me,
    )


def _answer(name: str, text: str) -> str:
    """What a level asked for: a day in words, a document leading to its page, anything else as it was written."""
    if name == "document":
        return Linked(text, url_for("documents.read_document", project=g.project.code, document=text))
    if name == "determined_on":
        day = date.fromisoformat(text)
        return wording.days_words(day, day, current_language())
    return text


def _relied(view: IncidentView, ref: str, credibility: int | None) -> str:
    claim = next((claim for claim in view.claims if claim.ref == ref), None)
    words = wording.claim_sentence(claim, current_language()) if claim else ref
    graded = pick(CREDIBILITY[str(credibility)]) if credibility else gettext("not graded")
    return f"{words} ({graded})"


def show_waiting(one: Waiting) -> ShownWaiting:
    """A line of the queue."""
    href, subject = _waits_where(one)
    return ShownWaiting(
        href=href,
        ref=one.incident,
        title=one.title,
        subject=subject,
        level=one.level if one.what in ("act", "proposal") else "",
        to_level=one.to_level or "",
        by=within(one.by or ""),
        since=instant_words(one.since),
        missing=missing_words(one.missing),
        mine=one.mine,
        first=one.first or "",
    )


def _waits_where(one: Waiting) -> tuple[str, str]:
    """Where what waits is dealt with, and what it is, in words."""
    language = current_language()
    address = {"project": g.project.code, "ref": one.incident}
    if one.what == "review":
        state = gettext("Review: %(state)s", state=pick(WORKFLOW[one.level]))
        return url_for("review.move_workflow", **address), state
    if one.what == "stale":
        label = PROPERTIES[one.path or ""].label(language)
        overtaken = gettext("Decided before something else was said: %(property)s", property=label)
        return url_for("incidents.read_incident", **address), overtaken
    what = wording.term_words("act_types", one.act_type, language) if one.act_type else gettext("not said")
    if one.party_label:
        what = gettext("%(what)s, alleged: %(party)s", what=what, party=one.party_label)
    return track_href(TrackRefs(one.incident, one.act or "", one.party)), what


def show_grade(assessment: Assessment) -> ShownGrade:
    """A grade or check in words, never in letters."""
    label, words = grade_words(assessment)
    at, ref = instant_words(assessment.at), assessment.cited
    address = url_for("documents.read_document", project=g.project.code, document=ref) if ref else ""
    cited = Linked(ref, address) if ref else None
    return ShownGrade(label, words, assessment.reason, assessment.by, at, assessment.current, cited)


def grade_words(one: Assessment | AssessmentRecord) -> tuple[str, str]:
    """What was asked in a grade or check, and what was answered."""
    if one.scheme == "check":
        check = next(check for check in CHECKS if check.item == one.item)
        return check.label(current_language()), pick(RESULTS[one.grade])
    if one.scheme == "reliability":
        return str(gettext("How reliable is the source?")), pick(RELIABILITY[one.grade])
    return str(gettext("How credible is what it says?")), pick(CREDIBILITY[one.grade])


def checklist(
    assessments: Sequence[Assessment],
) -> tuple[tuple[str, tuple[tuple[str, str, ShownGrade | None], ...]], ...]:
    """Every item of the checklist under its heading: (item, label, how it stands now)."""
    current = {one.item: show_grade(one) for one in assessments if one.current and one.scheme == "check"}
    return tuple(
        (
            pick(ANALYSES[analysis]),
            tuple(
                (check.item, check.label(current_language()), current.get(check.item))
                for check in CHECKS
                if check.analysis == analysis
            ),
        )
        for analysis in ANALYSES
    )


@dataclass(frozen=True)
class ShownAdoption:
    """What we go by, in words; how it was found, by whom, when. `stale`: something was said or taken back since."""

    words: str
    note: str
    stale: bool


@dataclass(frozen=True)
class Beside:
    """What stands beside the claims of a page: notes by claim ref, links by claim ref (in words, and the address where
    each is taken back), and the values gone by."""

    notes: dict[str, tuple[str, ...]]
    links: dict[str, tuple[tuple[str, str], ...]]
    adopted: dict[Question, ShownAdoption]


def show_beside(view: Weighed, decided: Decided, moved: Mapping[str, tuple[CitedThen, ...]] | None = None) -> Beside:
    """Everything decided about the claims of an incident, or of an action or response, for its page; and which of their
    citations have `moved` since the text was replaced, by claim."""
    links: dict[str, list[tuple[str, str]]] = {}
    for link in decided.links:
        for ref, other in ((link.claim, link.other), (link.other, link.claim)):
            words = link_words(link.kind, ref == link.claim, view, other, link.reason)
            links.setdefault(ref, []).append((words, _end_of(view, link)))
    notes = _notes(decided)
    for ref, citations in (moved or {}).items():
        notes[ref] = (*notes.get(ref, ()), *map(_moved_words, citations))
    return Beside(
        notes,
        {ref: tuple(found) for ref, found in links.items()},
        {Question(one.path, one.subject, one.harm): show_adoption(view, one) for one in decided.adoptions},
    )


def _moved_words(cited: CitedThen) -> str:
    language = current_language()
    quote, document = isolated(cited.quote, language), isolated(cited.document, language)
    if cited.state == "lost":
        told = gettext("Lost: “%(words)s” stands no more in the text of %(document)s", words=quote, document=document)
    else:
        told = gettext(
            "Drifted: what stands around “%(words)s” in the text of %(document)s has changed",
            words=quote,
            document=document,
        )
    return str(told)


def _end_of(view: Weighed, link: ClaimLink) -> str:
    if isinstance(view, IncidentView):
        return url_for("deciding.unlink_claims", project=g.project.code, ref=view.ref, number=link.id)
    here = {"project": g.project.code, "intervention": view.ref}
    return url_for("interventions.unlink_claims", **here, comparison=link.id)


def show_adoption(view: Weighed, adoption: Adoption) -> ShownAdoption:
    """The value is that of the claims used: nothing is typed in, and no mean is taken."""
    used = {one.claim for one in adoption.considered if one.used}
    values = [claim.value for claim in view.claims if claim.ref in used]
    words = wording.values_words(values, adoption.path, current_language()) or gettext("not determined")
    note = gettext(
        "%(method)s. %(rationale)s (%(person)s, %(time)s)",
        method=pick(METHODS[adoption.method]),
        rationale=isolated(adoption.rationale, current_language()),
        person=within(adoption.by),
        time=instant_words(adoption.at),
    )
    return ShownAdoption(str(words), str(note), adoption.stale)


def _notes(decided: Decided) -> dict[str, tuple[str, ...]]:
    """By claim ref: its grade, and that a decision uses it, or why not."""
    notes: dict[str, list[str]] = {}
    for ref, (grade, own) in decided.credibilities.items():
        words = pick(CREDIBILITY[str(grade)])
        notes.setdefault(ref, []).append(_graded(words, own))
    for adoption in decided.adoptions:
        for one in adoption.considered:
            if one.used:
                notes.setdefault(one.claim, []).append(gettext("used for the value we go by"))
            if one.reason_code:
                reason = pick(NOT_USED[one.reason_code])
                notes.setdefault(one.claim, []).append(gettext("not used: %(reason)s", reason=reason))
    return {ref: tuple(map(str, words)) for ref, words in notes.items()}


def _graded(words: str, own: bool) -> str:
    if own:
        return str(gettext("graded by itself: %(grade)s", grade=words))
    return str(gettext("graded with its document: %(grade)s", grade=words))


def link_words(kind: str, first: bool, view: Weighed, other: str, reason: str) -> str:
    """How a claim stands to another (a ref), and why; `first`: it is the claim from which the link goes out."""
    claim = next(claim for claim in view.claims if claim.ref == other)
    language = current_language()
    named = {
        "words": isolated(wording.claim_words(claim, language), language),
        "who": isolated(claim.originator.name, language) if claim.originator else str(gettext("nobody named")),
        "reason": isolated(reason, language),
    }
    told = {
        "contradicts": lazy_gettext("cannot hold together with “%(words)s” (%(who)s): %(reason)s", **named),
        "corroborates": lazy_gettext("borne out together with “%(words)s” (%(who)s): %(reason)s", **named),
        "repeats_origin": lazy_gettext("same origin as “%(words)s” (%(who)s): %(reason)s", **named),
        "refines": lazy_gettext("says more exactly what “%(words)s” (%(who)s) says: %(reason)s", **named)
        if first
        else lazy_gettext("said more exactly by “%(words)s” (%(who)s): %(reason)s", **named),
    }
    return str(told[kind])


def question_label(path: str, harm: str | None, item: str = "") -> str:
    """A property in words; of a count, the harm; of an object, with its name (`item`)."""
    language = current_language()
    words = wording.term_words("harms", harm, language) if harm else PROPERTIES[path].label(language)
    return f"{item}: {words}" if item else words
