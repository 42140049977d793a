"""How a report was made, from the project's own rules: what was asked for before a level was given, how it counts, what
an audience is not shown."""

from app.domain.reports import Kind, Section
from app.domain.verification import LEVELS, STANDARDS, Levels
from app.store.projects import Project

WITHHELD = frozenset(
    ("incidents_above_audience", "claims_above_audience", "names_above_audience", "claims_not_projected")
)
"""The rules of exports that bear on a report too; the others are about files."""

_RULES: dict[str, tuple[str, str]] = {
    "incidents_above_audience": (
        "{n} incidents lie above what this audience may see and are left out.",
        "{n} من الحوادث أعلى مما يجوز لهذا الجمهور أن يراه، وقد تُركت.",
    ),
    "claims_above_audience": (
        "{n} claims lie above what this audience may see and are left out.",
        "{n} من الأقوال أعلى مما يجوز لهذا الجمهور أن يراه، وقد تُركت.",
    ),
    "names_above_audience": (
        "{n} names and titles stand empty: they lie above what this audience may see.",
        "{n} من الأسماء والعناوين متروكة فارغة: هي أعلى مما يجوز لهذا الجمهور أن يراه.",
    ),
    "claims_not_projected": (
        "{n} confidential claims are no part of any figure, place or list of parties that follows from claims.",
        "{n} من الأقوال السرية لا تدخل في أي عدد أو مكان أو قائمة جهات مما يُستنتج من الأقوال.",
    ),
    "not_told_one_by_one": (
        "{n} incidents are in the figures and not told one by one: there are more than a bulletin tells.",
        "{n} من الحوادث داخلة في الأعداد وغير مسرودة واحدة واحدة: هي أكثر مما تسرده نشرة.",
    ),
}

_SURE = ("How sure it is", "مدى التأكد")
_COUNTED = ("How it is counted", "كيف يُحسب")
_TOLD = ("Who says so", "من القائل")
_LIMITS = ("What this does not say", "ما لا يقوله هذا")

_SURE_TEXTS: tuple[tuple[str, str], ...] = (
    (
        "What is recorded starts as an allegation. A level is raised by people, with reasons, never by a machine or an"
        " import; no level is skipped, and each rise needs more than the one before.",
        "كل ما يُسجَّل يبدأ بلاغاً غير مُقيَّم. ولا يُرفع المستوى إلا بيد أشخاص ومع التعليل، لا بيد آلة"
        " ولا باستيراد؛ ولا يُتخطى"
        " مستوى، وكل رفع يتطلب أكثر مما قبله.",
    ),
    (
        "Standard of proof of this project: {standard}. “Corroborated” asks here for at least {origins} independent"
        " origins, one of them with first-hand access or records, and for a second person’s approval.",
        "معيار الإثبات في هذا المشروع: {standard}. ويتطلب «{corroborated}» هنا ألا تقل المصادر الأصلية المستقلة عن"
        " {origins}، أحدها شاهد مباشر أو صاحب سجلات، وموافقة شخص ثانٍ.",
    ),
)
_ONE_PERSON = (
    "One-person mode: one person holds every role in this project, so nobody else has checked what is recorded; nothing"
    " in it stands above “{credible}”.",
    "نمط الشخص الواحد: يتولى شخص واحد كل الأدوار في هذا المشروع، فلم يتحقق غيره مما سُجّل؛ ولا شيء فيه"
    " يعلو «{credible}».",
)
_ALL_ALLEGATIONS = (
    "Every act here stands at “{allegation}”: nobody has ever raised or lowered a level here.",
    "كل فعل هنا في مستوى «{allegation}»: لم يرفع أحد مستوى هنا ولم يخفضه قط.",
)
_INCOMPLETE = (
    "{n} incidents come from an import that is not complete.",
    "{n} من الحوادث آتية من استيراد لم يكتمل.",
)
_COUNTED_TEXTS = (
    (
        "A reported range runs from the lowest to the highest figure of the origins that state a basis, one value an"
        " origin, its latest own. It is no estimate and no confidence interval; no mean, median or midpoint is made.",
        "يمتد المدى المذكور من أدنى عدد إلى أعلى عدد تذكره المصادر الأصلية التي تذكر أساساً، بقيمة واحدة"
        " لكل مصدر هي آخر ما قاله"
        " بنفسه. وهو ليس تقديراً ولا مجال ثقة؛ ولا يُحسب متوسط ولا وسيط.",
    ),
    (
        "“Or more” means that a source gives no upper bound; words such as “dozens” have no number and are added to no"
        " sum. How many there were at one time (stock) and how many passed in a while (flow) are never added, nor are a"
        " part and its whole, nor a summary figure and what it may contain.",
        "«أو أكثر» تعني أن المصدر لا يذكر حداً أعلى؛ وكلمات مثل «عشرات» لا عدد لها ولا تدخل في أي مجموع."
        " ولا يُجمع أبداً عدد"
        " الموجودين في وقت ما مع عدد من تنقلوا خلال مدة، ولا الجزء مع كله، ولا الرقم الإجمالي مع ما قد يشمله.",
    ),
    (
        "An independent origin is who knows it first; whoever passes it on, republishes or translates it, adds none. A"
        " source that states no basis is shown and counts none.",
        "المصدر الأصلي المستقل هو من علم بالأمر أولاً؛ ومن ينقله أو يعيد نشره أو يترجمه لا يضيف مصدراً."
        " والمصدر الذي لا يذكر"
        " أساساً يُعرض ولا يُحسب.",
    ),
    (
        "An incident stands in a cell of a table only where it certainly belongs there; what is not known stands in a"
        " cell that says so.",
        "لا توضع حادثة في خلية من جدول إلا إذا كانت تنتمي إليها قطعاً؛ وما لا يُعرف يوضع في خلية تقول ذلك.",
    ),
)
_TOLD_TEXTS = (
    (
        "Each sentence says who says so. The footnote behind it names the document, when it came out and"
        " where in it the"
        " words stand. Quotations keep the words and the language of the source.",
        "كل جملة تقول من القائل. والحاشية التي بعدها تسمي الوثيقة وتاريخ صدورها وموضع الكلمات فيها."
        " والاقتباسات تحفظ كلمات"
        " المصدر ولغته.",
    ),
)
_LIMITS_TEXTS = (
    (
        "What is not recorded here may have happened all the same: where nobody could report, silence is not peace.",
        "ما لم يُسجَّل هنا قد يكون حدث مع ذلك: فحيث لم يكن بإمكان أحد أن يبلّغ، لا يعني الصمت سلاماً.",
    ),
)
_OF_KIND: dict[str, tuple[str, str]] = {
    "detention": (
        "This report counts acts and figures. What became of each person is not in it yet.",
        "يحصي هذا التقرير الأفعال والأعداد. أما مصير كل شخص فليس فيه بعد.",
    ),
    "heritage": (
        "An object counts once, whoever tells of it. The same questions are asked whoever prays or gathers there.",
        "تُحسب العين مرة واحدة أياً كان من يذكرها. وتُطرح الأسئلة نفسها أياً كان من يصلي فيها أو يجتمع.",
    ),
    "corrections": (
        "An incident counts as taken out where it was on record by then and the question of that export"
        " finds it, status"
        " apart, as it is recorded now; whether it was in the file is certain only of the whole project.",
        "تُعدّ الحادثة مما أُخرج إن كانت مسجَّلة حينها ويجدها سؤال ذلك الإخراج، عدا المستوى، كما هي"
        " مسجَّلة الآن؛ أما وجودها في"
        " الملف فمؤكد للمشروع كله وحده.",
    ),
    "pipeline": (
        "Ages are counted from the day on which the incident was recorded here to the moment of this report.",
        "تُحسب المدد من يوم تسجيل الحادثة هنا إلى لحظة هذا التقرير.",
    ),
}


def withheld_words(rule: str, number: int, language: str) -> str:
    """What a rule has kept back, in words."""
    return _RULES[rule][language == "ar"].format(n=f"{number:,}")


def sections(project: Project, kind: Kind, levels: Levels, incomplete: int, language: str) -> tuple[Section, ...]:
    """The page at the end."""
    arabic = language == "ar"
    named = {code: level.label(language) for code, level in LEVELS.items()}
    named |= {"standard": STANDARDS[project.standard_of_proof][arabic], "origins": str(project.least_origins)}
    sure = list(_SURE_TEXTS)
    if project.one_person:
        sure.append(_ONE_PERSON)
    if levels.nobody_assessed:
        sure.append(_ALL_ALLEGATIONS)
    if incomplete:
        sure.append(_INCOMPLETE)
    limits = [*_LIMITS_TEXTS, *([_OF_KIND[kind.code]] if kind.code in _OF_KIND else [])]
    parts = ((_SURE, sure), (_COUNTED, _COUNTED_TEXTS), (_TOLD, _TOLD_TEXTS), (_LIMITS, limits))
    return tuple(
        Section(heading[arabic], tuple(text[arabic].format(n=f"{incomplete:,}", **named) for text in texts))
        for heading, texts in parts
    )
