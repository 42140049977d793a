"""The dossier: each incident whole, claim by claim, with what was decided and what was done about it."""

from collections.abc import Iterator

from app.domain import wording
from app.domain.attributed import names_of
from app.domain.decisions import Adoption
from app.domain.incidents import IncidentView
from app.domain.properties import PROPERTIES
from app.domain.report_words import instant_words
from app.domain.reports import Section, Sentence
from app.domain.text import isolated
from app.domain.verification import METHODS
from app.services import interventions
from app.services.reports.telling import Teller, Told

_SHORT = ("In short", "باختصار")
_CLAIMS = ("Claim by claim", "قولاً قولاً")
_GONE_BY = ("What this project goes by", "القيمة المعتمدة في هذا المشروع")
_DONE = ("Actions and responses", "إجراءات واستجابات")
_TAKEN_BACK = ("Taken back", "أقوال سُحبت")
_WITHDRAWN = ("Withdrawn on {at}: {reason}", "سُحب في {at}: {reason}")
_LEVEL = ("Verification: {level}.", "التحقق: {level}.")
_UMBRELLA = (
    "A summary figure over an area or period: it is never added to the incidents that it may contain.",
    "رقم إجمالي لمنطقة أو فترة: لا يُضاف أبداً إلى الحوادث التي قد يشملها.",
)
_NO_TIME = ("Time not known.", "الزمن غير معروف.")
_OWN_WORDS = ("This project’s own words, according to {who}: {words}", "بكلمات هذا المشروع، بحسب {who}: {words}")
_OWN_WORDS_ALONE = (
    "This project’s own words, though no claim stands that says so: {words}",
    "بكلمات هذا المشروع، مع أنه لم يعد أي قول قائماً يفيد ذلك: {words}",
)
_ADOPTED = (
    "This project goes by: {value}. How it was found: {method}. {rationale}",
    "يعتمد هذا المشروع: {value}. كيف حُدّدت القيمة: {method}. {rationale}",
)
_OVERTAKEN = ("Overtaken: a later claim is not considered in it.", "تجاوزها قول لاحق لم يُنظر فيه.")
OUTSIDE = {
    "not_asserted": ("Outside the range: it does not say that it was so.", "خارج المدى: لا يقول إن الأمر كان كذلك."),
    "confidential": ("Outside the range: it is confidential.", "خارج المدى: هو سري."),
    "no_basis": ("Outside the range: on what basis it is said is not stated.", "خارج المدى: لم يُذكر على أي أساس قيل."),
    "doubtful": ("Outside the range: it was graded doubtful or worse.", "خارج المدى: قُيّم بأنه مشكوك فيه أو أسوأ."),
    "relayed": (
        "Outside the range: what the source itself says is another figure.",
        "خارج المدى: ما يقوله المصدر نفسه رقم آخر.",
    ),
    "earlier": (
        "Outside the range: the same source said another figure later.",
        "خارج المدى: قال المصدر نفسه رقماً آخر لاحقاً.",
    ),
    "compiled": (
        "Outside the range: compiled from sources whose own figures are here.",
        "خارج المدى: جُمع من مصادر أرقامها نفسها مذكورة هنا.",
    ),
}


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """One section an incident."""
    return [incident_section(teller, told) for told in teller.read(refs)]


def incident_section(teller: Teller, told: Told) -> Section:
    view = told.view
    notes = [teller.say(_LEVEL, level=teller.level(told))]
    if view.kind == "umbrella":
        notes.append(teller.say(_UMBRELLA))
    if not view.when.is_known:
        notes.append(teller.say(_NO_TIME))
    parts = [
        Section(teller.say(_SHORT), sentences=(*_own_words(teller, view), *teller.sentences(told))),
        Section(teller.say(_CLAIMS), parts=tuple(_claims(teller, told))),
        Section(teller.say(_TAKEN_BACK), sentences=tuple(_withdrawn(teller, view))),
        Section(teller.say(_GONE_BY), sentences=tuple(_adopted(teller, told))),
        Section(teller.say(_DONE), sentences=tuple(_done(teller, view))),
    ]
    return Section(teller.heading(view), tuple(notes), parts=tuple(part for part in parts if not part.is_empty))


def _own_words(teller: Teller, view: IncidentView) -> list[Sentence]:
    """The summary, where a person wrote one: what we make of claims ourselves stands below, sentence by sentence."""
    if not view.summary or view.summary_made_in:
        return []
    names = names_of((claim for claim in view.claims if claim.standing), teller.language)
    who = wording.saying("comma", teller.language).join(isolated(name, teller.language) for name in names)
    words = isolated(view.summary, teller.language)
    if not names:
        return [Sentence(teller.say(_OWN_WORDS_ALONE, words=words), (_own_name(teller),))]
    return [Sentence(teller.say(_OWN_WORDS, who=who, words=words), names)]


def _claims(teller: Teller, told: Told) -> list[Section]:
    view, language, order = told.view, teller.language, list(PROPERTIES)
    acts = {act.ref: (number, wording.act_words(act, language)) for number, act in enumerate(view.acts)}
    outside = told.outside
    found: dict[tuple[int, int, str], list[Sentence]] = {}
    for claim in sorted((one for one in view.claims if one.live), key=lambda one: one.number):
        number, what = acts.get(claim.act or "", (-1, ""))
        label = PROPERTIES[claim.path].label(language)
        heading = f"{label} ({what})" if what and len(acts) > 1 else label
        aside = teller.say(OUTSIDE[outside[claim.ref]]) if claim.ref in outside else ""
        key = (number, order.index(claim.path), heading)
        found.setdefault(key, []).append(teller.claim(claim, aside))
    return [Section(heading, sentences=tuple(told)) for (_, _, heading), told in sorted(found.items())]


def _withdrawn(teller: Teller, view: IncidentView) -> Iterator[Sentence]:
    """The claims that were taken back, each with when and why: nothing follows from them, and nothing is hidden."""
    for claim in sorted(view.claims, key=lambda one: one.number):
        if claim.withdrawn_at:
            at = instant_words(claim.withdrawn_at, teller.language)
            reason = isolated(claim.ended_reason or wording.saying("not_said", teller.language), teller.language)
            yield teller.claim(claim, teller.say(_WITHDRAWN, at=at, reason=reason))


def _adopted(teller: Teller, told: Told) -> list[Sentence]:
    return [adoption_sentence(teller, told, one) for one in told.decided.adoptions]


def adoption_sentence(teller: Teller, told: Told, adoption: Adoption) -> Sentence:
    """What a person decided to go by, how and why."""
    language = teller.language
    by_ref = {claim.ref: claim for claim in told.view.claims}
    used = [by_ref[one.claim] for one in adoption.considered if one.used and one.claim in by_ref]
    value = wording.values_words([claim.value for claim in used], adoption.path, language)
    label = PROPERTIES[adoption.path].label(language)
    words = teller.say(
        _ADOPTED,
        value=f"{label}: {isolated(value, language) or wording.saying('not_said', language)}",
        method=METHODS[adoption.method][language == "ar"],
        rationale=isolated(adoption.rationale, language),
    )
    aside = teller.say(_OVERTAKEN) if adoption.stale else ""
    return Sentence(words, (_own_name(teller),), notes=teller.notes.of(used), aside=aside)


def _own_name(teller: Teller) -> str:
    return ("This project", "هذا المشروع")[teller.language == "ar"]


def _done(teller: Teller, view: IncidentView) -> list[Sentence]:
    about = interventions.about_incident(teller.work, teller.project, view, teller.language)
    told = [[claim for claim in one.claims if claim.standing] for one in about]
    return [
        Sentence(
            wording.intervention_sentence(standing, teller.language),
            names_of(standing, teller.language),
            notes=teller.notes.of(standing),
        )
        for standing in told
    ]
