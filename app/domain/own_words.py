"""Our own words about an incident, made from what its claims say: a title and a summary, in English and in Arabic.

They are made wherever nobody has typed any, and are kept in one language (`IncidentView.title_made_in`), without the
marks that isolate a name of the other direction; whoever reads them has them in their own. What a person typed stays as
it was typed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.dates import When
from app.domain.incidents import ClaimView, IncidentView, Period, grounded
from app.domain.records import PlaceValue, Value
from app.domain.text import isolated
from app.domain.wording import period_words, saying, value_words, within

SUMMARY_LENGTH = 2000
"""Characters of a summary, whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one speaker says of one property: all that our own words about an incident are made from.

    `through` is who passes it on; where nobody is named, it is all that is known, and `speaker` is empty. `based`:
    whether a basis is stated.
    """

    speaker: str
    path: str
    value: Value
    through: str = ""
    based: bool = True


def told_by(claims: Iterable[ClaimView]) -> list[Told]:
    """What our own words may say: what stands and is public, for they are printed wherever the incident is named."""
    return [
        Told(
            claim.originator.name if claim.originator else "",
            claim.path,
            claim.value,
            claim.citations[0].document.source.name
            if claim.citations and (claim.relayed or claim.originator is None)
            else "",
            claim.based,
        )
        for claim in claims
        if claim.standing and claim.tier == 0
    ]


def in_language(view: IncidentView, language: str) -> IncidentView:
    """An incident with the title and summary that we made ourselves in the language of whoever reads."""
    told = told_by(_as_read(view))
    return replace(
        view,
        title=title_words(told, language) if view.title_made_in else view.title,
        summary=summary_words(told, language) if view.summary_made_in else view.summary,
    )


def _as_read(view: IncidentView) -> list[ClaimView]:
    """What its words are made from: what stands, or stood when it was cleared; they stay as they were read then."""
    cleared_at = view.review.at if view.review.state == "cleared" else None
    if cleared_at is None:
        return list(view.own_claims)
    return [
        replace(claim, superseded_by=None, withdrawn_at=None)
        if claim.ended_at and claim.ended_at > cleared_at
        else claim
        for claim in view.own_claims
        if claim.entered_at <= cleared_at
    ]


def title_words(told: Sequence[Told], language: str) -> str:
    """Our own title: "Killing, Bayt Rummana, 17 April 2025"; the documenter may write another."""
    parts = [*_said_of(told, "act.type", language), _where(grounded(_on(told, "incident.place")), language)]
    parts.append(_when(grounded(_on(told, "incident.when")), language))
    return saying("comma", language).join(filter(None, parts)) or saying("no_claim", language)


def summary_words(told: Sequence[Told], language: str) -> str:
    """Our own summary, a sentence a speaker: "According to S: killing; killed: about 12; Bayt Rummana; 17 April 2025."

    As many speakers as SUMMARY_LENGTH holds.
    """
    summary = ""
    for speaker, through in dict.fromkeys((one.speaker, one.through) for one in told if one.speaker or one.through):
        own = [one for one in told if (one.speaker, one.through) == (speaker, through)]
        what = [*_said_of(own, "act.type", language), *_said_of(own, "incident.count", language)]
        when = _said_of(own, "incident.when", language)[:1]
        if parts := [part for part in (*map(within, what), _where(own, language), *when) if part]:
            said = saying("according", language).format(source=isolated(speaker or through, language))
            if not speaker:
                said = saying("no_name", language).format(said=said)
            elif through:
                said = saying("relayed_by", language).format(said=said, source=isolated(through, language))
            sentence = saying("reports", language).format(said=said, what=saying("and", language).join(parts))
            longer = f"{summary} {sentence}" if summary else sentence
            if len(longer) > SUMMARY_LENGTH:
                break
            summary = longer
    return summary


def _on(told: Sequence[Told], path: str) -> list[Told]:
    return [one for one in told if one.path == path]


def _said_of(told: Sequence[Told], path: str, language: str) -> list[str]:
    return list(dict.fromkeys(value_words(one.value, path, language) for one in _on(told, path)))


def _where(told: Iterable[Told], language: str) -> str:
    """The first place that is named."""
    name = next((one.value.places[0].name for one in told if isinstance(one.value, PlaceValue)), "")
    return isolated(name, language)


def _when(told: Sequence[Told], language: str) -> str:
    """The time that all of them leave open; nothing where they differ and leave everything open."""
    said = [one.value for one in told if isinstance(one.value, When)]
    words = _said_of(told, "incident.when", language)
    if len(words) < 2:
        return "".join(words)
    hull = hull_of(said)
    return period_words(hull, language, said) if hull.is_known else ""


def hull_of(said: Sequence[When]) -> Period:
    """What several times leave open together: a bound that one of them leaves unknown is unknown."""

    def bound(of: Callable[[Iterable[date]], date], name: str) -> date | None:
        days = [getattr(when, name) for when in said]
        return None if None in days else of(days)

    edtf = {when.edtf for when in said}
    return Period(
        stated_as=" · ".join(dict.fromkeys(when.stated_as for when in said)),
        edtf=edtf.pop() if len(edtf) == 1 else None,
        earliest_start=bound(min, "earliest_start"),
        latest_start=bound(max, "latest_start"),
        earliest_end=bound(min, "earliest_end"),
        latest_end=bound(max, "latest_end"),
    )
