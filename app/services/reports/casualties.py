"""Figures of people by source: a table a harm, its rows incidents, its columns origins, its cells what each claims;
then the reported range, what the project goes by, and by which rule."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain import wording
from app.domain.attributed import names_of
from app.domain.counts import Count, Line
from app.domain.decisions import Adoption
from app.domain.incidents import ClaimView, HarmLine
from app.domain.outside_range import Outside
from app.domain.records import Value
from app.domain.reports import Cell, Section, Table
from app.domain.statistics import Layout, cell_words
from app.domain.text import isolated
from app.domain.verification import METHODS
from app.domain.vocabularies import terms
from app.services import statistics
from app.services.reports.dossier import OUTSIDE
from app.services.reports.telling import Teller, Told

COLUMNS = 5
"""Origins that have a column of their own: those that speak of most incidents. The others share one."""

_INCIDENT = ("Incident", "الحادثة")
_OTHERS = ("Other sources", "مصادر أخرى")
_RANGE = ("Reported range", "المدى المذكور")
_ADOPTED = ("Gone by", "القيمة المعتمدة")
_RULE = ("How it was found", "كيف حُدّدت")
_CAPTION = ("{harm}, as each source has it", "{harm}، كما يورده كل مصدر")
_ONLY = ("only claim", "القول الوحيد")
_AGREE = ("all agree", "الكل متفق")
_UNDECIDED = ("not decided", "غير محسوم")
_OVERTAKEN = ("overtaken by a later claim", "تجاوزها قول لاحق")
_ASIDE = ("{figure} (outside the range)", "{figure} (خارج المدى)")
_SUM = (
    "Sum of documented ranges: {sum}. Incidents in it: {known}; incidents that the question finds and that are counted:"
    " {all}. It is no estimate of all.",
    "مجموع المديات الموثقة: {sum}. عدد الحوادث الداخلة فيه: {known}، من أصل {all} يجدها السؤال وتُحسب. وهو ليس تقديراً"
    " للكل.",
)
_NO_SUM = (
    "No sum: none of the incidents that the question finds and that are counted ({all}) has a figure of the whole."
    " Figures of a part, of how many there were at one time or in a while are never added.",
    "لا مجموع: الحوادث التي يجدها السؤال وتُحسب عددها {all}، وليس لأي منها عدد للكل. ولا تُجمع أبداً أعداد جزء من"
    " الأشخاص، ولا عدد الموجودين في وقت ما، ولا عدد من تنقلوا خلال مدة.",
)
_PART = ("{ref}, {population}", "{ref}، {population}")
_WHY = ("Claims outside the range, and why", "أقوال خارج المدى، ولماذا")


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """A section a harm of which a claim gives a figure, in the order of the list."""
    told = [one for one in teller.read(refs) if one.view.claims_on("incident.count")]
    asked = teller.question.harm
    found = {harm for one in told for harm in _harms(one)}
    return [_harm(teller, told, code) for code in terms("harms") if code in found and asked in (None, code)]


def _harms(told: Told) -> set[str]:
    return {c.value.harm for c in told.view.claims_on("incident.count") if isinstance(c.value, Count) and c.live}


def _harm(teller: Teller, told: Sequence[Told], harm: str) -> Section:
    own = [(one, claims) for one in told if (claims := _claims(one, harm))]
    spoken = Counter(name for _, claims in own for name in names_of(claims, teller.language))
    columns = tuple(name for name, _ in spoken.most_common(COLUMNS))
    others = len(spoken) > len(columns)
    rows = [row for one, claims in own for row in _rows(teller, one, claims, columns, others)]
    language = teller.language
    label = terms("harms")[harm].label(language)
    head = [teller.say(_INCIDENT), *(isolated(name, language) for name in columns)]
    head += [teller.say(_OTHERS)] if others else []
    head += [teller.say(_RANGE), teller.say(_ADOPTED), teller.say(_RULE)]
    table = Table(teller.say(_CAPTION, harm=label), tuple(head), tuple(rows))
    aside = [
        teller.claim(claim, teller.say(OUTSIDE[why]))
        for one, claims in own
        for claim in claims
        if (why := one.outside.get(claim.ref))
    ]
    parts = (Section(teller.say(_WHY), sentences=tuple(aside)),) if aside else ()
    return Section(label, _sum(teller, harm), tables=(table,), parts=parts)


def _sum(teller: Teller, harm: str) -> tuple[str, ...]:
    """Over what is counted, whatever has a row: what has no figure has none, and a summary figure is never added."""
    layout = Layout("year", "", harm)
    total = statistics.compile_table(teller.work, teller.project, teller.question, layout).total
    if not total.number:
        return ()
    known = total.figures + sum(total.in_words.values())
    said = {"sum": cell_words(total, layout, teller.language), "known": f"{known:,}", "all": f"{total.number:,}"}
    return (teller.say(_SUM if known else _NO_SUM, **said),)


def _claims(told: Told, harm: str) -> list[ClaimView]:
    return [
        claim
        for claim in told.view.claims_on("incident.count")
        if claim.live and isinstance(claim.value, Count) and claim.value.harm == harm
    ]


def _rows(
    teller: Teller, told: Told, claims: Sequence[ClaimView], columns: Sequence[str], others: bool
) -> list[tuple[Cell, ...]]:
    """A row for each line of the harm: lines never meet."""
    lines = dict.fromkeys(claim.value.line for claim in claims if isinstance(claim.value, Count))
    outside = told.outside
    rows = []
    for number, line in enumerate(lines):
        own = [claim for claim in claims if isinstance(claim.value, Count) and claim.value.line == line]
        cells = [_heading(teller, told, own[0], number)]
        cells += [
            _said(teller, [c for c in own if names_of([c], teller.language) == (name,)], outside) for name in columns
        ]
        if others:
            rest = [claim for claim in own if not set(names_of([claim], teller.language)) & set(columns)]
            cells.append(_said(teller, rest, outside, named=True))
        held = next((one for one in told.view.harms if _is_of(one, line)), None)
        cells += [Cell(wording.harm_words(held, teller.language) if held else "–"), *_rule(teller, told, own, held)]
        rows.append(tuple(cells))
    return rows


def _is_of(line: HarmLine, own: Line) -> bool:
    return (line.harm, line.unit, line.measure, line.population, line.part_of) == own


def _heading(teller: Teller, told: Told, claim: ClaimView, number: int) -> Cell:
    view = told.view
    if number:
        words = wording.value_words(claim.value, claim.path, teller.language)
        words = teller.say(_PART, ref=teller.ref(view), population=isolated(words, teller.language))
        return Cell(f"{words} – {teller.standing(told)}")
    words = f"{teller.ref(view)}: {isolated(view.title, teller.language)}"
    return Cell(f"{words}\n{teller.below_title(view, teller.standing(told))}")


def _said(teller: Teller, claims: Sequence[ClaimView], outside: Mapping[str, Outside], named: bool = False) -> Cell:
    parts = []
    for claim in claims:
        words = _figure(claim, teller.language)
        if named:
            words = f"{teller.names([claim])}: {words}"
        parts.append(teller.say(_ASIDE, figure=words) if claim.ref in outside else words)
    joined = wording.saying("and", teller.language).join(dict.fromkeys(parts))
    return Cell(joined or "–", teller.notes.of(claims))


def _figure(claim: ClaimView, language: str) -> str:
    """The figure alone: its harm is the table's."""
    words = wording.claim_words(claim, language)
    label = f"{wording.term_words('harms', getattr(claim.value, 'harm', ''), language)}: "
    return words.removeprefix(label)


def _rule(teller: Teller, told: Told, claims: Sequence[ClaimView], held: HarmLine | None) -> tuple[Cell, Cell]:
    """What the project goes by, and how that was found: a decision, or that nothing speaks against the only figure."""
    adoption = _adoption(told, claims[0].value)
    if adoption:
        method = METHODS[adoption.method][teller.language == "ar"]
        if adoption.stale:
            return Cell("–"), Cell(f"{method}; {teller.say(_OVERTAKEN)}")
        value = wording.harm_words(held.gone_by, teller.language) if held and held.gone_by else "–"
        return Cell(value), Cell(f"{method}: {isolated(adoption.rationale, teller.language)}")
    standing = [claim for claim in claims if claim.standing]
    values = {
        (c.value.minimum, c.value.highest, c.value.quantity_class) for c in standing if isinstance(c.value, Count)
    }
    if len(standing) == 1:
        return Cell("–"), Cell(teller.say(_ONLY))
    return Cell("–"), Cell(teller.say(_AGREE if len(values) == 1 else _UNDECIDED))


def _adoption(told: Told, value: Value) -> Adoption | None:
    """The decision that speaks of a line: one is made of a whole harm, and uses claims of some lines of it. What is not
    determined is so of all."""
    assert isinstance(value, Count)
    found = [one for one in told.decided.adoptions if one.path == "incident.count" and one.harm == value.harm]
    counts = {claim.ref: claim.value for claim in told.view.claims_on("incident.count")}
    lines = {ref: count.line for ref, count in counts.items() if isinstance(count, Count)}
    return next(
        (
            one
            for one in found
            if one.method == "not_determined"
            or any(of.used and lines.get(of.claim) == value.line for of in one.considered)
        ),
        None,
    )
