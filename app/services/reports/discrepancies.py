"""Where sources differ: claims of one thing that cannot all hold, how far figures lie apart, decisions that a later
claim has overtaken, and the primaries that are still wanted."""

from collections.abc import Iterator, Sequence

from app.domain import wording
from app.domain.counts import Count
from app.domain.decisions import Adoption
from app.domain.incidents import ClaimView, IncidentView, NamedDocument
from app.domain.properties import PROPERTIES
from app.domain.reports import Cell, Section, Table
from app.domain.text import isolated
from app.domain.verification import LINKS, METHODS
from app.services.reports.telling import STATES, Teller, Told

_DIFFER = ("Claims that differ", "أقوال متباينة")
_WANTED = ("Primaries that are wanted", "وثائق أصلية مطلوبة")
_OVERTAKEN = ("Decisions that a later claim has overtaken", "قرارات تجاوزها قول لاحق")
_HEAD = (
    ("Incident", "الحادثة"),
    ("What is told", "ما يُروى"),
    ("What each says", "ما يقوله كل مصدر"),
    ("How far apart", "مدى التباعد"),
    ("How it stands", "الوضع"),
)
_OVERTAKEN_HEAD = (
    ("Incident", "الحادثة"),
    ("What was decided", "ما حُسم"),
    ("How", "كيف"),
    ("Why then", "التعليل حينها"),
)
_WANTED_HEAD = (("Document", "الوثيقة"), ("State", "الحال"), ("Incidents that rest on it", "الحوادث المستندة إليها"))
_WIDTH = ("{low} to {high}: {width} apart", "من {low} إلى {high}، بفارق {width}")
_OPEN = ("no upper bound", "بلا حد أعلى")
_MARKED = ("marked: {kind}", "وُسم: {kind}")
_DECIDED = ("decided: {method}", "حُسم: {method}")
_STALE = ("decided, overtaken since: {method}", "حُسم ثم تجاوزه قول لاحق: {method}")
_UNDECIDED = ("not decided", "غير محسوم")
_NOTHING = (
    "Sources agree on everything that more than one of them tells here.",
    "المصادر متفقة على كل ما يرويه أكثر من واحد منها هنا.",
)
_SINGLE = frozenset(
    ("incident.when", "incident.place", "incident.count", "item.severity", "item.extent", "item.certainty")
)
"""Of these only one value can hold; two values of another path contradict only where somebody has said so."""


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """What differs, what is overtaken, what is wanted."""
    told = list(teller.read(refs))
    rows = [row for one in told for row in _differing(teller, one)]
    overtaken = [row for one in told for row in _overtaken(teller, one)]
    wanted = _wanted(teller, [one.view for one in told])
    sections = [
        _section(teller, _DIFFER, _HEAD, rows),
        _section(teller, _OVERTAKEN, _OVERTAKEN_HEAD, overtaken),
        _section(teller, _WANTED, _WANTED_HEAD, wanted),
    ]
    found = [one for one in sections if one.tables]
    return found if rows else [Section(teller.say(_DIFFER), (teller.say(_NOTHING),)), *found]


def _section(
    teller: Teller, heading: tuple[str, str], head: tuple[tuple[str, str], ...], rows: Sequence[tuple[Cell, ...]]
) -> Section:
    if not rows:
        return Section("")
    words = teller.say(heading)
    return Section(words, tables=(Table(words, tuple(teller.say(one) for one in head), tuple(rows)),))


def _differing(teller: Teller, told: Told) -> Iterator[tuple[Cell, ...]]:
    """One row a thing of which the claims that stand do not say the same."""
    view, language = told.view, teller.language
    groups: dict[tuple[str, str | None, object], list[ClaimView]] = {}
    for claim in view.claims:
        if claim.live:
            line = claim.value.line if isinstance(claim.value, Count) else None
            groups.setdefault((claim.path, claim.subject, line), []).append(claim)
    marked = {ref for link in told.decided.links if link.kind == "contradicts" and not link.ended
              for ref in (link.claim, link.other)}  # fmt: skip
    for (path, subject, _), claims in groups.items():
        values = {wording.claim_words(claim, language) for claim in claims}
        is_marked = any(claim.ref in marked for claim in claims)
        denied = {claim.polarity for claim in claims} > {"asserts"}
        if not is_marked and not (len(values) > 1 and (path in _SINGLE or denied)):
            continue
        said = teller.said(claims)
        state = _state(teller, told, path, subject, getattr(claims[0].value, "harm", None), is_marked)
        yield (
            _named(teller, told),
            Cell(_what(teller, view, claims[0])),
            said,
            Cell(_width(teller, claims)),
            Cell(state),
        )


def _named(teller: Teller, told: Told) -> Cell:
    return Cell(f"{teller.ref(told.view)}: {isolated(told.view.title, teller.language)}\n{teller.standing(told)}")


def _what(teller: Teller, view: IncidentView, claim: ClaimView) -> str:
    label = PROPERTIES[claim.path].label(teller.language)
    act = next((act for act in view.acts if act.ref == claim.act), None)
    beside = isolated(claim.item_label, teller.language) if claim.item_label else ""
    if act and len(view.acts) > 1:
        beside = wording.act_words(act, teller.language)
    return f"{label} ({beside})" if beside else label


def _width(teller: Teller, claims: Sequence[ClaimView]) -> str:
    """How far figures lie apart; nothing of what is no figure."""
    figures = [claim.value for claim in claims if isinstance(claim.value, Count) and claim.standing]
    numbers = [n for figure in figures for n in (figure.minimum, figure.highest) if n is not None]
    if not numbers:
        return "–"
    low, high = min(numbers), max(numbers)
    words = teller.say(_WIDTH, low=f"{low:,}", high=f"{high:,}", width=f"{high - low:,}") if high > low else f"{low:,}"
    is_open = any(figure.highest is None and figure.minimum is not None for figure in figures)
    return f"{words}; {teller.say(_OPEN)}" if is_open else words


def _state(teller: Teller, told: Told, path: str, subject: str | None, harm: str | None, is_marked: bool) -> str:
    adoption = next(
        (one for one in told.decided.adoptions if (one.path, one.subject, one.harm) == (path, subject, harm)), None
    )
    parts = [teller.say(_MARKED, kind=teller.say(LINKS["contradicts"]))] if is_marked else []
    if adoption is None:
        parts.append(teller.say(_UNDECIDED))
    else:
        method = METHODS[adoption.method][teller.language == "ar"]
        parts.append(teller.say(_STALE if adoption.stale else _DECIDED, method=method))
    return " · ".join(parts)


def _overtaken(teller: Teller, told: Told) -> Iterator[tuple[Cell, ...]]:
    stale: list[Adoption] = [one for one in told.decided.adoptions if one.stale]
    for one in stale:
        yield (
            _named(teller, told),
            Cell(PROPERTIES[one.path].label(teller.language)),
            Cell(METHODS[one.method][teller.language == "ar"]),
            Cell(isolated(one.rationale, teller.language)),
        )


def _wanted(teller: Teller, views: Sequence[IncidentView]) -> list[tuple[Cell, ...]]:
    """Documents that claims stand in and that are not on file, with the incidents that rest on them."""
    resting: dict[str, tuple[NamedDocument, dict[str, None]]] = {}
    for view in views:
        for claim in view.claims:
            for document in (cited.document for cited in claim.citations if claim.live):
                if document.state in ("cited", "wanted"):
                    resting.setdefault(document.ref, (document, {}))[1][view.ref] = None
    comma = wording.saying("comma", teller.language)
    return [
        (
            Cell(f"{isolated(document.source.name, teller.language)}: {isolated(document.title, teller.language)}"),
            Cell(teller.say(STATES[document.state])),
            Cell(comma.join(refs)),
        )
        for document, refs in resting.values()
    ]
