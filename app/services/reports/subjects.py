"""Reports about one kind of thing: attacks on religious and cultural property, displacement, detention.

Each tells of the incidents in which that is claimed, in tables of what each source says, then in sentences.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain import wording
from app.domain.attributed import names_of
from app.domain.counts import Count
from app.domain.incidents import ClaimView, IncidentView, ItemView
from app.domain.properties import PROPERTIES
from app.domain.records import PlaceValue
from app.domain.reports import Cell, Section, Table
from app.domain.text import isolated
from app.domain.verification import LEVELS
from app.domain.vocabularies import terms
from app.services.reports.telling import Teller, Told
from app.store.reports import About

_PROTECTED_AS = ("religious", "cultural")
HERITAGE = About(
    acts=("protected_places",),
    objects=tuple(
        code for code, kind in terms("property_kinds").items() if kind.attributes.get("protected") in _PROTECTED_AS
    ),
)
DISPLACEMENT = About(
    acts=("displacement", "forced_transfer", "eviction", "expulsion", "return_to_danger", "return_denied"),
    harms=("displaced_unspecified", "displaced_within", "displaced_across_border", "returned"),
)
DETENTION = About(
    acts=("liberty",), harms=("detained", "missing", "forcibly_disappeared", "abducted", "released", "died_in_custody")
)
ABOUT: dict[str, About] = {
    "casualties": About(harms=tuple(terms("harms"))),
    "heritage": HERITAGE,
    "displacement": DISPLACEMENT,
    "detention": DETENTION,
}
"""What a kind of report tells of alone, by its code; the others tell of all that answers."""

_OBJECTS = ("Objects harmed", "الأعيان المتضررة")
_OBJECT = ("Object", "العين")
_INCIDENT = ("Incident", "الحادثة")
_SCALES = ("item.kind", "item.severity", "item.extent", "item.certainty", "item.community")
_ONE_BY_ONE = ("Incidents", "الحوادث")
_WHAT = ("What was done", "الفعل")
_LEVEL = ("Verification", "التحقق")
_WHEN, _WHERE = ("When", "متى"), ("Where", "أين")
_STOCK = ("How many there were at one time (stock)", "عدد الموجودين في وقت ما")
_FLOW = ("How many in a while (flow)", "عدد من تنقلوا خلال مدة")
_EVENT = ("How many in the incident itself", "العدد في الحادثة نفسها")
_NOT_STATED = ("Not said which of the two", "لم يُذكر أيهما")
_MEASURES = {"stock": _STOCK, "flow": _FLOW, "event": _EVENT, "not_stated": _NOT_STATED}
_NEVER = (
    "Figures are never added: not those of one table, which may be the same people, and not those of two.",
    "لا تُجمع الأعداد أبداً: لا أعداد الجدول الواحد، فقد تكون للأشخاص أنفسهم، ولا أعداد جدولين.",
)
_NO_FIGURE = (
    "Incidents of which no figure of people who moved is said: {n}.",
    "حوادث لم يُذكر فيها أي عدد لمن انتقلوا: {n}.",
)
_BODY = ("Reporting body", "الجهة المبلِّغة")
_FIGURE = ("Figure", "العدد")
_AS_OF = ("As of", "حتى تاريخ")
_WAY = ("From, to", "من، إلى")
_ACTS = ("Acts, by type and level", "الأفعال بحسب النوع والمستوى")
_NOT_COUNTED = (
    "Acts told of in summary figures, or in incidents out of the counted scope or kept for comparison, are not counted"
    " here: {n}.",
    "لا تُحسب هنا أفعال تُروى في أرقام إجمالية أو في حوادث خارج نطاق العدّ أو محفوظة للمقارنة، وعددها: {n}.",
)
_NUMBER_ACTS, _NUMBER_INCIDENTS = ("Acts", "الأفعال"), ("Incidents", "الحوادث")
_FIGURES = ("Figures, as each source has them", "الأعداد، كما يوردها كل مصدر")
_HARM = ("Harm", "الضرر")


def heritage_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Objects harmed, with each scale as each source has it; then the incidents."""
    told = list(teller.read(refs))
    rows = [row for one in told for row in _objects(teller, one)]
    head = (
        teller.say(_OBJECT),
        *(PROPERTIES[path].label(teller.language) for path in _SCALES),
        teller.say(_INCIDENT),
    )
    table = Table(teller.say(_OBJECTS), head, tuple(rows))
    objects = Section(teller.say(_OBJECTS), tables=(table,) if rows else ())
    return [one for one in (objects, _one_by_one(teller, told)) if not one.is_empty]


def _objects(teller: Teller, told: Told) -> Iterator[tuple[Cell, ...]]:
    view = told.view
    for item in view.items:
        if _is_protected(view, item):
            scales = (teller.said([c for c in view.claims_on(path, item.ref) if c.live]) for path in _SCALES)
            cells = tuple(cell if cell.words else Cell(wording.saying("not_said", teller.language)) for cell in scales)
            yield (Cell(isolated(item.label, teller.language)), *cells, _incident(teller, told))


def _is_protected(view: IncidentView, item: ItemView) -> bool:
    """Whether a source calls it religious or cultural; what no source has spoken of the kind of is told all the
    same."""
    said = [claim for claim in view.claims_on("item.kind", item.ref) if claim.live]
    kinds = {getattr(claim.value, "code", "") for claim in said if claim.standing}
    return not said or not kinds.isdisjoint(HERITAGE.objects)


def displacement_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Stock and flow apart, by who reports them; then the incidents."""
    told = list(teller.read(refs))
    sections = []
    for measure, heading in _MEASURES.items():
        rows = [row for one in told for row in _figures(teller, one, DISPLACEMENT.harms, measure)]
        if rows:
            head = tuple(teller.say(one) for one in (_BODY, _FIGURE, _AS_OF, _WAY, _INCIDENT))
            rows.sort(key=lambda row: row[0].words)
            table = Table(teller.say(heading), head, tuple(rows))
            sections.append(Section(teller.say(heading), (teller.say(_NEVER),), tables=(table,)))
    without = sum(not _claims(one, DISPLACEMENT.harms) for one in told)
    notes = (teller.say(_NO_FIGURE, n=f"{without:,}"),) if without else ()
    return [*sections, *(replace(one, notes=notes) for one in [_one_by_one(teller, told)] if not one.is_empty)]


def _claims(told: Told, harms: Sequence[str]) -> list[tuple[ClaimView, Count]]:
    """The figures of these harms that stand, whatever they are of."""
    said = ((claim, claim.value) for claim in told.view.claims_on("incident.count") if claim.live)
    return [(claim, value) for claim, value in said if isinstance(value, Count) and value.harm in harms]


def _figures(teller: Teller, told: Told, harms: Sequence[str], measure: str) -> Iterator[tuple[Cell, ...]]:
    for claim, value in _claims(told, harms):
        if value.line.measure == measure:
            names = names_of([claim], teller.language)
            as_of = claim.as_of.date() if claim.as_of else None
            yield (
                Cell(isolated(names[0], teller.language), teller.notes.of([claim])),
                Cell(isolated(wording.claim_words(claim, teller.language), teller.language)),
                Cell(wording.days_words(as_of, as_of, teller.language) if as_of else "–"),
                Cell(_way(teller, told.view)),
                _incident(teller, told),
            )


def _way(teller: Teller, view: IncidentView) -> str:
    """Whence and whither, where a source tells the ends of a way; no route is made up between them."""
    ends = [
        claim
        for claim in view.claims_on("incident.place")
        if claim.standing and isinstance(claim.value, PlaceValue) and any(p.part != "at" for p in claim.value.places)
    ]
    return teller.said(ends).words or "–"


def detention_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Acts by type and level, figures as each source has them; then the incidents."""
    told = list(teller.read(refs))
    return [one for one in (_acts(teller, told), _counts(teller, told), _one_by_one(teller, told)) if not one.is_empty]


def _acts(teller: Teller, told: Sequence[Told]) -> Section:
    """Of what is counted elsewhere too: a summary figure is never added to what it may contain."""
    language, known = teller.language, terms("act_types")
    acts: Counter[tuple[str, str]] = Counter()
    within: dict[tuple[str, str], set[str]] = {}
    beside = 0
    for one in told:
        for act in one.view.alleged_acts:
            if act.type_code in known and not set(known[act.type_code].lineage).isdisjoint(DETENTION.acts):
                if (one.view.kind, one.view.scope) != ("single", "counted"):
                    beside += 1
                    continue
                key = (act.type_code or "", act.status)
                acts[key] += 1
                within.setdefault(key, set()).add(one.view.ref)
    order = list(known)
    rows = tuple(
        (
            Cell(known[code].label(language)),
            Cell(LEVELS[level].label(language)),
            Cell(f"{number:,}"),
            Cell(f"{len(within[code, level]):,}"),
        )
        for (code, level), number in sorted(
            acts.items(), key=lambda one: (order.index(one[0][0]), LEVELS[one[0][1]].rank)
        )
    )
    head = tuple(teller.say(one) for one in (_WHAT, _LEVEL, _NUMBER_ACTS, _NUMBER_INCIDENTS))
    notes = (teller.say(_NOT_COUNTED, n=f"{beside:,}"),) if beside else ()
    return Section(teller.say(_ACTS), notes, tables=(Table(teller.say(_ACTS), head, rows),) if rows else ())


def _counts(teller: Teller, told: Sequence[Told]) -> Section:
    rows = []
    for one in told:
        for harm in DETENTION.harms:
            said = [c for c in one.view.claims_on("incident.count") if c.live and getattr(c.value, "harm", "") == harm]
            lines = [line for line in one.view.harms if line.harm == harm]
            if said:
                held = " · ".join(wording.harm_words(line.held, teller.language) for line in lines)
                rows.append(
                    (
                        _incident(teller, one),
                        Cell(wording.term_words("harms", harm, teller.language)),
                        teller.said(said),
                        Cell(held or "–"),
                    )
                )
    range_ = ("Range, or what is gone by", "المدى أو القيمة المعتمدة")
    head = tuple(teller.say(pair) for pair in (_INCIDENT, _HARM, _FIGURE, range_))
    table = Table(teller.say(_FIGURES), head, tuple(rows))
    return Section(teller.say(_FIGURES), (teller.say(_NEVER),) if rows else (), tables=(table,) if rows else ())


def _incident(teller: Teller, told: Told) -> Cell:
    view = told.view
    title = isolated(view.title, teller.language)
    below = teller.below_title(view, teller.place(view), teller.standing(told))
    return Cell(f"{teller.ref(view)} – {title}\n{below}")


def _one_by_one(teller: Teller, told: Sequence[Told]) -> Section:
    parts = tuple(
        Section(f"{teller.heading(one.view)} – {teller.standing(one)}", sentences=teller.sentences(one)) for one in told
    )
    return Section(teller.say(_ONE_BY_ONE), parts=parts)
