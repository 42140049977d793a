"""What happened as sentences that say who says so, each in the voice of how sure it is.

An allegation is reported by somebody; what is corroborated stands on so many independent origins, who are named; a
finding is its body's. Nothing is said here in our own voice.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from app.domain import wording
from app.domain.counts import Count
from app.domain.dates import When
from app.domain.decisions import Move
from app.domain.incidents import ActView, ClaimView, HarmLine, IncidentView, InvolvementView, Reply, grounded
from app.domain.reports import Sentence
from app.domain.text import isolated
from app.domain.verification import LEVELS
from app.domain.wording import saying, within

Standing = dict[tuple[str, str | None], Move]
"""The last move of each track, by the refs of its act and alleged party."""

_VOICES = {
    "en": {
        "allegation": "{who} reported that the following was done: {what}.",
        "contested": "Accounts differ. {who} reported that the following was done: {what}.",
        "credible": "According to {who}, in what was assessed as a credible report, the following was done: {what}.",
        "corroborated": "According to {origins} ({who}), the following was done: {what}.",
        "finding_on_record": "As a finding on record of {body} has it ({day}, by the standard “{standard}”), the"
        " following was done: {what}.",
        "unsubstantiated": "{who} reported that the following was done: {what}. It could not be substantiated.",
        "refuted": "{who} reported that the following was done: {what}. This was refuted.",
    },
    "ar": {
        "allegation": "بحسب إفادة {who}، وقع ما يأتي: {what}.",
        "contested": "الروايات متباينة. بحسب إفادة {who}، وقع ما يأتي: {what}.",
        "credible": "بحسب {who}، في بلاغ قُيِّم بأنه موثوق، وقع ما يأتي: {what}.",
        "corroborated": "بحسب {origins} ({who})، وقع ما يأتي: {what}.",
        "finding_on_record": "بحسب استنتاج رسمي مسجَّل صادر عن {body} ({day}، وفق معيار «{standard}»)، وقع ما يأتي:"
        " {what}.",
        "unsubstantiated": "بحسب إفادة {who}، وقع ما يأتي: {what}. ولم تسنده أدلة.",
        "refuted": "بحسب إفادة {who}، وقع ما يأتي: {what}. وقد ثبت خلافه.",
    },
}
_BY_WHOM = {
    "en": {
        "said": "According to {who}, this ({what}) is alleged to have been done by {party}.",
        "corroborated": "According to {origins} ({who}), this ({what}) is alleged to have been done by {party}.",
        "admitted": "According to {who}, this ({what}) was done by {party}, who admitted: {admitted}.",
        "finding_on_record": "As a finding on record of {body} has it ({day}, by the standard “{standard}”), this"
        " ({what}) was done by {party}.",
        "misattributed": "According to {who}, this ({what}) was done by {party}. The attribution was found to"
        " be wrong.",
        "level": "Attribution: {level}.",
    },
    "ar": {
        "said": "بحسب {who}، يُنسب هذا الفعل ({what}) إلى: {party}.",
        "corroborated": "بحسب {origins} ({who})، يُنسب هذا الفعل ({what}) إلى: {party}.",
        "admitted": "بحسب {who}، صدر هذا الفعل ({what}) عن {party}، وقد أقرّت هذه الجهة بالآتي: {admitted}.",
        "finding_on_record": "بحسب استنتاج رسمي مسجَّل صادر عن {body} ({day}، وفق معيار «{standard}»)، صدر هذا الفعل"
        " ({what}) عن: {party}.",
        "misattributed": "بحسب {who}، صدر هذا الفعل ({what}) عن {party}. وتبيّن أن النسبة خاطئة.",
        "level": "نسبة الفعل: {level}.",
    },
}


_DENIALS = {
    "en": {
        "so": "According to {who}, it is denied that this ({what}) was done.",
        "by": "According to {who}, it is denied that this ({what}) was done by {party}.",
    },
    "ar": {
        "so": "بحسب {who}، ثمة نفي لوقوع هذا الفعل ({what}).",
        "by": "بحسب {who}، ثمة نفي لصدور هذا الفعل ({what}) عن {party}.",
    },
}


def names_of(claims: Iterable[ClaimView], language: str) -> tuple[str, ...]:
    """Who says so, once each, in order of entry: originators, else who printed it; this project, of what it infers.
    None where nothing is said."""
    return tuple(dict.fromkeys(_name(claim, language) for claim in claims))


def _name(claim: ClaimView, language: str) -> str:
    if claim.originator:
        return claim.originator.name
    return claim.citations[0].document.source.name if claim.citations else saying("inferred", language)


def listed(names: Sequence[str], language: str) -> str:
    """Names within a sentence."""
    return saying("comma", language).join(isolated(name, language) for name in names)


def origins_counted(number: int, language: str) -> str:
    """ "3 independent origins", as it follows on "according to"."""
    if language != "ar":
        return "1 independent origin" if number == 1 else f"{number} independent origins"
    if number <= 2:
        return "مصدر أصلي مستقل واحد" if number == 1 else "مصدرين أصليين مستقلين"
    if number % 100 < 3:
        return f"{number} مصدر أصلي مستقل"
    return f"{number} مصادر أصلية مستقلة" if number % 100 <= 10 else f"{number} مصدراً أصلياً مستقلاً"


def incident_sentences(
    view: IncidentView,
    standing: Standing,
    outside: Container[str],
    language: str,
    lapsed: Container[tuple[str, str | None]] = (),
) -> list[tuple[Sentence, list[ClaimView]]]:
    """What is said of an incident in short, each sentence with the claims that it rests on: its acts, who is alleged,
    when, where and how many. `outside` are the figures (refs) that make no part of a reported range; `lapsed` the
    tracks whose level is no longer borne out, which is said beside it."""
    told: list[tuple[Sentence, list[ClaimView]]] = []
    for act in view.alleged_acts:
        told += _of_act(view, act, standing, lapsed, language)
    lowest = _lowest(view)
    for path in ("incident.when", "incident.place"):
        based = grounded(claim for claim in view.claims_on(path) if claim.standing and claim.tier <= 1)
        together = _when(view, based, language) if path == "incident.when" else _where(view, language)
        for value, said in _by_value(based, path, together, language):
            words = saying(path, language).format(value=value)
            told.append((_says(names_of(said, language), words, lowest, language), said))
    for line in view.harms:
        if line.is_told:
            figures = (c for c in view.claims_on("incident.count") if c.standing and c.tier <= 1)
            of_line = [c for c in figures if _is_of(c, line)]
            # Where nothing makes a range, it is told all the same, and so by whom.
            ranged = [c for c in of_line if c.ref not in outside] or of_line
            together = f"{wording.term_words('harms', line.harm, language)}: {wording.harm_words(line, language)}"
            for words, said in _by_value(ranged, "incident.count", together, language):
                told.append((_says(names_of(said, language), within(words), lowest, language), said))
    return told


def _of_act(
    view: IncidentView, act: ActView, standing: Standing, lapsed: Container[tuple[str, str | None]], language: str
) -> Iterator[tuple[Sentence, list[ClaimView]]]:
    """That an act was done, and by whom; and whoever denies it, each once."""
    denied = set[str]()
    for part in (None, *(one for one in act.involvements if one.role == "alleged")):
        made = _by_whom(view, act, part, standing, language) if part else _act(view, act, standing, language)
        if made is None:
            continue
        is_lapsed = (act.ref, part.party_ref if part else None) in lapsed
        yield (replace(made[0], aside=saying("lapsed", language)) if is_lapsed else made[0]), made[1]
        for reply in view.replies_to(act.ref, part.party if part else None):
            if reply.says == "denies" and reply.claim.tier <= 1 and reply.claim.ref not in denied:
                denied.add(reply.claim.ref)
                yield _denial(act, part, reply, language), [reply.claim]


def _by_value(
    claims: Sequence[ClaimView], path: str, together: str, language: str
) -> Iterable[tuple[str, list[ClaimView]]]:
    """Who says the same, and what: `together`, where all do. A range over several is nobody's word."""
    said: dict[str, list[ClaimView]] = {}
    for claim in claims:
        said.setdefault(wording.values_words([claim.value], path, language), []).append(claim)
    if len(said) > 1:
        return [(isolated(words, language), some) for words, some in said.items()]
    return [(together, list(claims))] if claims else []


def _is_of(claim: ClaimView, line: HarmLine) -> bool:
    own = (line.harm, line.unit, line.measure, line.population, line.part_of)
    return claim.live and isinstance(claim.value, Count) and claim.value.line == own


def _lowest(view: IncidentView) -> str:
    levels = [act.status for act in view.alleged_acts]
    return min(levels, key=lambda code: LEVELS[code].rank) if levels else "allegation"


def _when(view: IncidentView, based: Sequence[ClaimView], language: str) -> str:
    return wording.period_words(view.when, language, [c.value for c in based if isinstance(c.value, When)])


def where_words(view: IncidentView, language: str) -> str:
    """Where: its place; else the way from one to another that is told, which is no one place."""
    if not view.where.is_known:
        told = grounded(one for one in view.claims_on("incident.place") if one.standing and one.tier <= 1)
        if way := wording.values_words([claim.value for claim in told], "incident.place", language):
            return way
    return wording.location_words(view.where, language)


def _where(view: IncidentView, language: str) -> str:
    words = isolated(where_words(view, language), language)
    if not view.where.is_known:
        return words
    return f"{words} ({wording.precision_words(view.where.precision, view.where.radius_m, language)})"


def _says(names: tuple[str, ...], clause: str, level: str, language: str) -> Sentence:
    said = saying("according", language).format(source=listed(names, language))
    return Sentence(saying("says", language).format(said=said, clause=clause), names, level)


def _act(
    view: IncidentView, act: ActView, standing: Standing, language: str
) -> tuple[Sentence, list[ClaimView]] | None:
    """That it was done, according to who says what it was; where they took that back, to who still says more of it."""
    told = [claim for claim in view.claims if claim.act == act.ref and claim.standing]
    said = [claim for claim in told if claim.path == "act.type"] or told
    if not said:
        return None
    origins = view.act_origins(act)
    names = (
        tuple(origin.name for origin in origins.counting) if act.status == "corroborated" else names_of(said, language)
    )
    names = names or names_of(said, language)
    words = _VOICES[language][act.status].format(
        who=listed(names, language),
        what=within(wording.act_words(act, language)),
        origins=origins_counted(origins.count, language),
        **_finding(standing.get((act.ref, None)), language),
    )
    return Sentence(words, names, act.status), said


def _by_whom(
    view: IncidentView, act: ActView, part: InvolvementView, standing: Standing, language: str
) -> tuple[Sentence, list[ClaimView]] | None:
    level = part.status or "allegation"
    said = [
        claim
        for claim in view.claims_on("act.alleged", act.ref)
        if claim.standing and getattr(claim.value, "party", None) == part.party
    ]
    if not said:
        return None
    move, origins = standing.get((act.ref, part.party_ref)), view.origins_of(said)
    names = tuple(origin.name for origin in origins.counting) if level == "corroborated" else names_of(said, language)
    names = names or names_of(said, language)
    voices = _BY_WHOM[language]
    words = voices.get(level, voices["said"]).format(
        who=listed(names, language),
        what=within(wording.act_words(act, language)),
        party=isolated(part.party, language),
        origins=origins_counted(origins.count, language),
        admitted=isolated(str(move.answers.get("admitted", "")) if move else "", language),
        **_finding(move, language),
    )
    label = LEVELS[level].label(language)
    return Sentence(f"{words} {voices['level'].format(level=within(label))}", names, level), said


def _denial(act: ActView, part: InvolvementView | None, reply: Reply, language: str) -> Sentence:
    """Whoever denies it is told beside what is alleged, and lowers nothing."""
    names = names_of([reply.claim], language)
    words = _DENIALS[language]["by" if part else "so"].format(
        who=listed(names, language),
        what=within(wording.act_words(act, language)),
        party=isolated(part.party if part else "", language),
    )
    return Sentence(words, names)


def _finding(move: Move | None, language: str) -> dict[str, str]:
    """Whose finding a level rests on, when it was made and by which standard."""
    answers = move.answers if move else {}
    unsaid = saying("not_said", language)
    return {
        "body": isolated(answers.get("body") or unsaid, language),
        "day": answers.get("determined_on") or unsaid,
        "standard": isolated(answers.get("standard") or unsaid, language),
    }
