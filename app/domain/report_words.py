"""The fixed words of reports in both languages, and the question in words: a report needs no page to be written."""

from collections.abc import Mapping
from datetime import UTC, datetime

from app.domain.dates_in_words import describe_bounds
from app.domain.incidents import Period
from app.domain.questions import NOT, Question
from app.domain.review import WORKFLOW
from app.domain.statistics import cells_words, read_cells
from app.domain.text import isolated
from app.domain.verification import LEVELS
from app.domain.vocabularies import terms

_WORDS: Mapping[str, tuple[str, str]] = {
    "project": ("Project", "المشروع"),
    "question": ("Question", "السؤال"),
    "whole": ("the whole project: no filter is set", "المشروع كله: بلا أي شرط"),
    "as_of": ("As of", "حتى تاريخ"),
    "made_by": ("Made by", "أعدّه"),
    "incidents": ("Incidents that answer", "الحوادث المطابقة"),
    "audience": ("For", "موجَّه إلى"),
    "members": (
        "members of the project; it holds what members may see, up to confidential: keep it as carefully as the project"
        " itself",
        "أعضاء المشروع؛ فيه ما يراه الأعضاء حتى السري: فليُحفظ كما يُحفظ المشروع نفسه",
    ),
    "withheld": ("What was withheld", "ما حُجب"),
    "nothing_withheld": ("Nothing was withheld from this audience.", "لم يُحجب شيء عن هذا الجمهور."),
    "footnotes": ("Citations", "الاستشهادات"),
    "methodology": ("How this was made", "كيف أُعدّ هذا"),
    "notice": (
        "Sources assert what stands here; who they are is said with it. An alleged party is alleged, not found, to have"
        " done it.",
        "ما يرد هنا تقوله المصادر، وهي مذكورة معه. وما يُنسب إلى جهة فهو منسوب إليها فحسب، ولم يثبت أنها فعلته.",
    ),
    "nothing": (
        "No incident on record answers this question. Nothing follows from that about what happened: only that nothing"
        " of it is recorded here.",
        "لا حادثة مسجَّلة تطابق هذا السؤال. ولا يُستنتج من ذلك شيء عمّا حدث، سوى أنه لم يُسجَّل منه شيء هنا.",
    ),
    "sideways": ("The table goes on sideways: scroll.", "للجدول بقية إلى الجانب: مرّر لتراها."),
    "drawn": ("The table below holds what is drawn.", "الجدول أدناه يضم ما رُسم."),
}

_FILTERS: Mapping[str, tuple[str, str]] = {
    "q": ("Words", "كلمات"),
    "from": ("From", "من"),
    "to": ("To", "إلى"),
    "bbox": ("Box", "نطاق"),
    "within": ("Governorate", "المحافظة"),
    "place": ("Place", "المكان"),
    "act": ("What happened", "ما حدث"),
    "harm": ("Harm", "الضرر"),
    "at_least": ("At least", "لا يقل عن"),
    "verification": ("Verification", "التحقق"),
    "attribution": ("Attribution", "نسبة الفعل"),
    "source": ("Source", "المصدر"),
    "alleged": ("Alleged party", "الجهة المنسوب إليها"),
    "party": ("Party, in any part", "جهة، بأي دور"),
    "document": ("Document", "الوثيقة"),
    "intervention": ("Action or response", "إجراء أو استجابة"),
    "changed_since": ("Changed since", "تغيّر منذ"),
    "workflow": ("Review", "المراجعة"),
    "cell": ("Cell of a table", "خلية من جدول"),
    "match": ("Held to be inside", "ما يُعدّ داخلاً"),
}
_MATCH = {
    "possible": ("what is possibly inside", "ما يُحتمل أنه داخل"),
    "certain": ("what is certainly inside", "المؤكد فقط"),
}
_NOT = ("not: {0}", "باستثناء: {0}")
_VOCABULARIES = {"act": "act_types", "harm": "harms", "intervention": "intervention_kinds"}


def word(name: str, language: str) -> str:
    """A fixed word of a report."""
    return _WORDS[name][language == "ar"]


def words(language: str) -> dict[str, str]:
    """All of them, for a template."""
    return {name: pair[language == "ar"] for name, pair in _WORDS.items()}


def instant_words(at: datetime, language: str) -> str:
    """An instant in UTC, said so in words of the language."""
    utc = at.astimezone(UTC)
    day = describe_bounds(Period("", None, *4 * (utc.date(),)), language, one_day=True)
    return f"{day}، {utc:%H:%M} بالتوقيت العالمي" if language == "ar" else f"{day}, {utc:%H:%M} UTC"


def question_words(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    """Each filter that was set: its label, and what was asked. None at all is the whole project."""
    asked = question.as_parameters()
    if question.leaves_room:
        asked = {"match": question.match} | asked
    return tuple(
        (_label(name, language), isolated(_value(name, text, language), language)) for name, text in asked.items()
    )


def _label(name: str, language: str) -> str:
    label = _FILTERS[name.removeprefix(NOT)][language == "ar"]
    return _NOT[language == "ar"].format(label) if name.startswith(NOT) else label


def _value(name: str, text: str, language: str) -> str:
    name = name.removeprefix(NOT)
    if name in _VOCABULARIES and text in (known := terms(_VOCABULARIES[name])):
        return known[text].label(language)
    if name in ("verification", "attribution"):
        return LEVELS[text].label(language)
    if name == "match":
        return _MATCH[text][language == "ar"]
    if name == "workflow" and text in WORKFLOW:
        return WORKFLOW[text][language == "ar"]
    if name == "cell":
        return cells_words(read_cells(text), language)
    return text
