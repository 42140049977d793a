"""The state of verification: levels, how long acts have waited, what is missing, who has reviewed whom."""

from collections.abc import Mapping, Sequence

from app.domain.report_words import instant_words
from app.domain.reports import Cell, Section, Table
from app.domain.review import WORKFLOW
from app.domain.verification import ATTRIBUTION, CONDITIONS, LEVELS, OCCURRENCE, Level
from app.services.reports.telling import Teller
from app.store import reports
from app.store.reports import AGES, Pipeline

_LEVELS = ("Levels", "المستويات")
_ACTS = ("Whether it happened so: acts by level", "هل وقع كذلك: الأفعال بحسب المستوى")
_BY_WHOM = ("By whom: alleged parts by level", "من الفاعل: ما يُنسب إلى جهات بحسب المستوى")
_AGES = ("How long it has waited", "مدة الانتظار")
_AGE_CAPTION = (
    "Acts at “{level}”, by days since they were recorded",
    "أفعال في مستوى «{level}»، بحسب الأيام منذ تسجيلها",
)
_MISSING = ("What is missing", "ما ينقص")
_MISSING_CAPTION = (
    "What the {n} longest-recorded acts at “{first}” lack for “{level}”",
    "ما ينقص الأفعال الأقدم تسجيلاً في مستوى «{first}» (وعددها {n}) لتبلغ «{level}»",
)
_WHO = ("Who has reviewed", "من راجع")
_REVIEW = ("Entries by state of review", "القيود بحسب حال المراجعة")
_LEVEL, _NUMBER, _SHARE = ("Level", "المستوى"), ("Number", "العدد"), ("Share", "النسبة")
_DAYS, _LACKS, _STATE = ("Days", "الأيام"), ("What is asked for", "المطلوب"), ("State", "الحال")
_FROM, _TO = ("{first} or more", "{first} أو أكثر"), ("{first} to {last}", "من {first} إلى {last}")
_SELF = (
    "Levels raised: {raised}; of these self-reviewed, by somebody who had entered what they rest on: {own} ({share}).",
    "مرات رفع المستوى: {raised}؛ منها مراجعة ذاتية، بيد من أدخل ما تستند إليه: {own} ({share}).",
)
_NOT_RAISED = ("No level has been raised yet.", "لم يُرفع أي مستوى بعد.")
_PROPOSALS = (
    "Proposals that wait for a second person: {n}; the oldest since {at}.",
    "اقتراحات تنتظر شخصاً ثانياً: {n}؛ أقدمها منذ {at}.",
)
_NO_PROPOSALS = ("No proposal waits for a second person.", "لا اقتراح ينتظر شخصاً ثانياً.")
_LAPSED = (
    "Levels that are no longer borne out by what is on record: {n}.",
    "مستويات لم يعد ما هو مسجل يسندها: {n}.",
)
_STALE = ("Decisions that a later claim has overtaken: {n}.", "قرارات تجاوزها قول لاحق: {n}.")


def compile_sections(teller: Teller, refs: list[str]) -> list[Section]:
    """Numbers alone: no incident is told of."""
    found = reports.pipeline(teller.work.connection, teller.project.id, teller.where())
    return [_levels(teller, found), _waiting(teller, found), _lacking(teller, found), _reviewed(teller, found)]


def _levels(teller: Teller, found: Pipeline) -> Section:
    tracks = ((_ACTS, OCCURRENCE, found.acts), (_BY_WHOM, ATTRIBUTION, found.attributions))
    tables = [_by_level(teller, caption, levels, numbers) for caption, levels, numbers in tracks if numbers]
    return Section(teller.say(_LEVELS), (teller.say(_LAPSED, n=f"{found.lapsed:,}"),), tables=tuple(tables))


def _by_level(teller: Teller, caption: tuple[str, str], levels: Sequence[Level], numbers: Mapping[str, int]) -> Table:
    all_ = sum(numbers.values())
    rows = [(level.label(teller.language), numbers[level.code], all_) for level in levels if numbers.get(level.code)]
    return _table(teller, caption, _LEVEL, rows)


def _table(
    teller: Teller, caption: tuple[str, str], head: tuple[str, str], rows: Sequence[tuple[str, int, int]], **named: str
) -> Table:
    """Rows of a heading, a number, and of how many it is a part."""
    made = tuple((Cell(words), Cell(f"{number:,}"), Cell(_share(number, all_))) for words, number, all_ in rows)
    return Table(teller.say(caption, **named), tuple(teller.say(one) for one in (head, _NUMBER, _SHARE)), made)


def _label(teller: Teller, code: str) -> str:
    return LEVELS[code].label(teller.language)


def _share(number: int, all_: int) -> str:
    return f"{100 * number / all_:.0f} %" if all_ else "–"


def _waiting(teller: Teller, found: Pipeline) -> Section:
    all_ = sum(found.ages.values())
    ends = [*(first - 1 for first in AGES[1:]), None]
    rows = [
        (teller.say(_TO if last is not None else _FROM, first=first, last=last), found.ages.get(first, 0), all_)
        for first, last in zip(AGES, ends, strict=True)
    ]
    tables = (_table(teller, _AGE_CAPTION, _DAYS, rows, level=_label(teller, "allegation")),) if all_ else ()
    proposals = teller.say(_NO_PROPOSALS)
    if found.oldest_proposal:
        at = instant_words(found.oldest_proposal, teller.language)
        proposals = teller.say(_PROPOSALS, n=f"{found.proposals:,}", at=at)
    return Section(teller.say(_AGES), (proposals, teller.say(_STALE, n=f"{found.overtaken:,}")), tables=tables)


def _lacking(teller: Teller, found: Pipeline) -> Section:
    rows = [
        (CONDITIONS[code][teller.language == "ar"], number, found.looked_at)
        for code, number in sorted(found.missing.items(), key=lambda one: -one[1])
        if code in CONDITIONS
    ]
    named = {
        "n": f"{found.looked_at:,}",
        "first": _label(teller, "allegation"),
        "level": _label(teller, "credible"),
    }
    return Section(
        teller.say(_MISSING), tables=(_table(teller, _MISSING_CAPTION, _LACKS, rows, **named),) if rows else ()
    )


def _reviewed(teller: Teller, found: Pipeline) -> Section:
    note = teller.say(_NOT_RAISED)
    if found.raised:
        share = _share(found.self_reviewed, found.raised)
        note = teller.say(_SELF, raised=f"{found.raised:,}", own=f"{found.self_reviewed:,}", share=share)
    all_ = sum(found.workflow.values())
    arabic = teller.language == "ar"
    rows = [(pair[arabic], found.workflow[code], all_) for code, pair in WORKFLOW.items() if found.workflow.get(code)]
    return Section(teller.say(_WHO), (note,), tables=(_table(teller, _REVIEW, _STATE, rows),))
