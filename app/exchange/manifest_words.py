"""What a manifest says in sentences, in English and Arabic: by which rules something was withheld, and what whoever
uses the rows has to know. The file itself says it in English, the README of a workbook in its reader's language."""

from app.domain.verification import NEAREST_TERM

Words = tuple[str, str]
"""English, Arabic."""

RULES: dict[str, Words] = {
    "incidents_above_audience": (
        "Incidents whose tier lies above the audience's ceiling are left out.",
        "تُترك الحوادث التي تعلو درجة سريتها سقف هذا الجمهور.",
    ),
    "claims_above_audience": (
        "Claims whose own tier, or that of their property, lies above the audience's ceiling are left out.",
        "تُترك الأقوال التي تعلو درجة سريتها، أو درجة سرية خاصيتها، سقف هذا الجمهور.",
    ),
    "names_above_audience": (
        "Names and titles of a tier above the audience's ceiling stand empty.",
        "تبقى فارغةً الأسماء والعناوين التي تعلو درجة سريتها سقف هذا الجمهور.",
    ),
    "claims_not_projected": (
        "What follows from claims (incidents, the types, parts and origins of acts, counts) goes by those of tier 0 and"
        " 1. Claims of tier 2 stand in claims, locations and citations, with the parties, sources and documents that"
        " they name, and their methods with the act.",
        "ما يُستنتج من الأقوال (الحوادث، وأنواع الأفعال والأدوار فيها ومصادرها الأصلية، والأعداد) يستند إلى أقوال"
        " الدرجتين 0 و1. أما أقوال الدرجة 2 فتظهر في claims وlocations وcitations مع ما تسميه من جهات ومصادر ووثائق،"
        " وتظهر وسائلها مع الفعل.",
    ),
    "context_not_projected": (
        "Claims of context (patterns, supposed aims, what is said of a group) are about a party: they stand in claims"
        " and citations, and nothing that is counted, mapped or found follows from them.",
        "أقوال السياق (الأنماط، والأهداف المفترضة، وما يقال عن جماعة) تتعلق بجهة: تظهر في claims وcitations، ولا يُبنى"
        " عليها شيء مما يُعدّ أو يوضع على خريطة أو يُبحث عنه.",
    ),
    "texts_left_out": (
        "The text of a document tells of more than was asked for: as a whole it leaves with the whole project alone, in"
        " JSON Lines.",
        "يحكي نص الوثيقة أكثر مما سُئل عنه: لا يخرج كاملاً إلا مع المشروع كله، في JSON Lines.",
    ),
    "passages_without_words": (
        "In passages the words stand where all that is said in them goes out, and of the whole project also where"
        " nothing is; never of an opinion, which stays in the document.",
        "تظهر كلمات المقاطع حيث يخرج كل ما قيل فيها، وفي المشروع كله أيضاً حيث لم يُقل فيها شيء؛ ولا تظهر أبداً كلمات رأي:"
        " فالرأي يبقى في الوثيقة.",
    ),
    "cells_cut": (
        "A cell of a spreadsheet holds 32,767 characters: a longer text ends there. The CSV set has it whole.",
        "تتسع خلية الجدول لـ 32767 حرفاً: ينتهي عندها النص الأطول. وهو كامل في جداول CSV.",
    ),
    "context_left_out": (
        "Claims of context are about no incident: only the whole project takes them along.",
        "أقوال السياق لا تتعلق بحادثة: لا تخرج إلا مع المشروع كله.",
    ),
}
COLUMN_RULE: Words = (
    "The property {path} lies above the audience's ceiling: the column is there and empty.",
    "الخاصية {path} تعلو سقف هذا الجمهور: العمود موجود وفارغ.",
)
ALLEGED: Words = (
    "Sources assert what stands here. An alleged party is alleged, not found, to have done it.",
    "ما يرد هنا تقوله المصادر. والجهة المنسوب إليها الفعل منسوب إليها فقط، ولم يثبت أنها فعلته.",
)
NEAREST: Words = (
    f"nearest_airwars, nearest_mrm, nearest_ucdp: {NEAREST_TERM[:1].lower()}{NEAREST_TERM[1:]}",
    "في nearest_airwars وnearest_mrm وnearest_ucdp أقرب مصطلح، وليس استنتاجاً لتلك الهيئة.",
)
NOT_ASSESSED: Words = (
    "Every level of verification is `allegation`: reported, not assessed. Nobody has ever moved one.",
    "كل مستويات التحقق `allegation`: بلاغ غير مُقيَّم. ولم يغيّر أحد أياً منها قط.",
)
ONE_PERSON: Words = (
    "One-person mode: one person holds every role, so nobody else has checked what is recorded.",
    "وضع الشخص الواحد: شخص واحد يشغل كل الأدوار، فلم يفحص المسجَّل أحد غيره.",
)
INCOMPLETE: Words = (
    "{number} incidents come from an import that is not complete.",
    "{number} من الحوادث جاءت من استيراد غير مكتمل.",
)
