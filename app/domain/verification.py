"""How sure we are, in words. A level is earned by people and rules; imports and machines start at `allegation`.

Two tracks: occurrence (did it happen so) on the act, attribution (by whom) on an act and an alleged party. This module
has the words. Which level can follow which, and what each asks for, stands once, in the database
(`verification_move`, `verification_missing` in store/sql): it is the one that refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level. `rank` orders levels for filters alone; `sign` is the ring that repeats the word."""

    code: str
    rank: int
    label_en: str
    label_ar: str
    sign: str

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en


OCCURRENCE = (
    Level("refuted", 0, "Refuted", "ثبت خلافه", "struck"),
    Level("unsubstantiated", 1, "Unsubstantiated", "لم تسنده أدلة", "empty"),
    Level("allegation", 2, "Reported, not assessed", "بلاغ غير مُقيَّم", "empty"),
    Level("contested", 3, "Accounts differ", "الروايات متباينة", "split"),
    Level("credible", 4, "Credible report", "بلاغ موثوق", "quarter"),
    Level("corroborated", 5, "Corroborated", "معزَّز بأدلة مستقلة", "half"),
    Level("finding_on_record", 7, "Finding on record", "استنتاج رسمي مسجَّل", "full"),
)
ATTRIBUTION = (
    Level("misattributed", 0, "Misattributed", "نُسب خطأً", "struck"),
    *OCCURRENCE[1:6],
    Level("admitted", 6, "Admitted", "أقرّ به", "full"),
    OCCURRENCE[6],
)
LEVELS = {level.code: level for level in (*OCCURRENCE, *ATTRIBUTION)}


@dataclass(frozen=True, slots=True)
class Levels:
    """How many acts and alleged involvements stand at each level, by track. `moved`: whether anybody has ever moved one
    of them, wherever it stands now."""

    by_track: Mapping[str, Mapping[str, int]]
    moved: bool

    @property
    def nobody_assessed(self) -> bool:
        """Whether all stand where they began and nobody has ever moved one: a level that was raised and lowered again
        stands there too."""
        found = {code for numbers in self.by_track.values() for code in numbers}
        return found == {"allegation"} and not self.moved


NEAREST: dict[str, dict[str, str]] = {
    "airwars": {
        "contested": "Contested",
        "credible": "Weak",
        "corroborated": "Fair",
        "admitted": "Confirmed",
        "finding_on_record": "Confirmed",
        "refuted": "Discounted",
    },
    "mrm": {
        "allegation": "unverified",
        "credible": "unverified",
        "corroborated": "pending_verification",
        "admitted": "pending_verification",
        "finding_on_record": "pending_verification",
        "unsubstantiated": "rejected",
        "refuted": "rejected",
        "misattributed": "falsely_attributed",
    },
    "ucdp": {
        "credible": "Clear",
        "corroborated": "Clear",
        "admitted": "Clear",
        "finding_on_record": "Clear",
    },
}
"""By whose terms others grade, the one that comes nearest to each level: Airwars' grading, the status of the United
Nations' monitoring and reporting mechanism (MRM), UCDP's code_status. A level that is not there has none. None of them
is a finding of that body; only the United Nations verify for it, so "verified" is no term of ours."""

NEAREST_TERM = "Nearest term, not a finding of that body."


def level_at(rank: int, *, attribution: bool = False) -> Level:
    """The level of a stored rank. KeyError for a rank that no level of the track has."""
    return {level.rank: level for level in (ATTRIBUTION if attribution else OCCURRENCE)}[rank]


STANDARDS = {
    "credible_allegation": ("Credible allegation", "ادعاء موثوق"),
    "reasonable_grounds_to_believe": ("Reasonable grounds to believe", "أسباب معقولة للاعتقاد"),
    "balance_of_probabilities": ("Balance of probabilities", "ترجيح الاحتمالات"),
    "bodys_own": ("The body's own standard", "معيار الهيئة نفسها"),
}

CONDITIONS = {
    "origin": (
        "A source with a basis that says that it happened, and when and where.",
        "مصدر له أساس يقول إنه حدث ومتى وأين.",
    ),
    "origins": (
        "As many independent sources as this project asks for (two or more).",
        "عدد المصادر المستقلة الذي يشترطه المشروع (مصدران أو أكثر).",
    ),
    "assessed": (
        "A grade of the source's document: how credible is what it says? Good enough is “possibly true” or better.",
        "تقييم وثيقة المصدر: ما مدى مصداقية ما تقوله؟ يكفي «ربما صحيح» أو أعلى.",
    ),
    "each_assessed": (
        "A grade of “possibly true” or better for each source that is counted.",
        "تقييم «ربما صحيح» أو أعلى لكل مصدر محسوب.",
    ),
    "original": (
        "The source's own document on file, or a note of our own about it: its file, its text or its address on the"
        " web.",
        "وثيقة المصدر نفسها في الملف، أو ملاحظة ميدانية منا عنها: ملفها أو نصها أو عنوانها على الشبكة.",
    ),
    "first_hand": (
        "A source that saw it, or that speaks from records.",
        "مصدر شاهد ما حدث أو يستند إلى سجلات.",
    ),
    "checks": (
        "Every technical and content check on each photo, video, recording or satellite image that this rests on, "
        "none failed.",
        "كل فحوص التقنية والمحتوى لكل صورة أو مقطع أو تسجيل أو صورة فضائية يُستند إليها، دون إخفاق.",
    ),
    "settled": (
        "A decision between the accounts that cannot both hold.",
        "قرار بين الروايات التي لا يمكن أن تصح معاً.",
    ),
    "decided": (
        "Nothing undecided about the act or the incident: no two claims that cannot both hold, and no decision that a"
        " later claim has overtaken.",
        "لا شيء غير محسوم في الفعل ولا في الحادثة: لا قولين لا يصحان معاً، ولا قرار تجاوزه قول لاحق.",
    ),
    "contrary": (
        "An answer in writing to what speaks against it.",
        "ردّ مكتوب على ما يخالف ذلك.",
    ),
    "other_person": (
        "Somebody who has not entered a claim that this rests on.",
        "شخص لم يُدخل أياً من الأقوال التي يُستند إليها.",
    ),
    "second_person": (
        "A second person who approves: one person holds every role in this project. Appoint another verifier first.",
        "شخص ثانٍ يوافق: يتولى شخص واحد كل الأدوار في هذا المشروع. عيّنوا مُتحقِّقاً آخر أولاً.",
    ),
    "determination": (
        "What a body outside the project found: which body, on which day, by which standard, in which document. The "
        "document is not older than the finding, and no note of our own.",
        "استنتاج هيئة من خارج المشروع: أي هيئة، وفي أي يوم، ووفق أي معيار، وفي أي وثيقة. "
        "ولا تكون الوثيقة أقدم من الاستنتاج، ولا ملاحظة من فريقنا.",
    ),
    "contradiction": (
        "Two claims that somebody has marked as contradicting each other, each with a basis and graded “possibly true”"
        " or better.",
        "قولان وُسما بأنهما متناقضان، لكل منهما أساس وتقييم «ربما صحيح» أو أعلى.",
    ),
    "disproof": (
        "A document that disproves it, other than one that only says it, or only denies it: on no ground, or as the"
        " word of whoever may be a party.",
        "وثيقة تثبت خلافه، غير وثيقة تكتفي بذكره، أو تكتفي بنفيه: بلا أساس، أو على لسان من قد يكون طرفاً.",
    ),
    "effort": (
        "What was tried to find out.",
        "ما بُذل من جهد لمعرفة ما حدث.",
    ),
    "admission": (
        "A claim in which the party itself admits it, in its own name though others pass it on, and exactly what it"
        " admits.",
        "قول تُقرّ فيه الجهة نفسها بالفعل، باسمها وإن نقله غيرها، وما أقرّت به تحديداً.",
    ),
}
"""What a level asks for, by the code that the database gives, in words: English, Arabic."""

RELIABILITY = {
    "A": ("Reliable", "موثوق"),
    "B": ("Usually reliable", "موثوق عادةً"),
    "C": ("Fairly reliable", "موثوق إلى حدّ ما"),
    "D": ("Not usually reliable", "غير موثوق عادةً"),
    "E": ("Unreliable", "غير موثوق"),
    "F": ("Cannot be judged", "لا يمكن الحكم عليه"),
}
CREDIBILITY = {
    "1": ("Confirmed by others", "أكدته مصادر أخرى"),
    "2": ("Probably true", "صحيح على الأرجح"),
    "3": ("Possibly true", "ربما صحيح"),
    "4": ("Doubtful", "مشكوك فيه"),
    "5": ("Improbable", "مستبعد"),
    "6": ("Cannot be judged", "لا يمكن الحكم عليه"),
}
"""The two questions of a grade (the Admiralty system): how reliable is the source, how credible is what it says. Words
on screen; letters and numbers in exports alone."""

RESULTS = {
    "pass": ("holds", "مستوفى"),
    "fail": ("fails", "غير مستوفى"),
    "inconclusive": ("inconclusive", "غير حاسم"),
    "not_applicable": ("does not apply", "لا ينطبق"),
}

ANALYSES = {
    "source": ("The source", "المصدر"),
    "technical": ("Technical", "الفحص التقني"),
    "content": ("Content", "المحتوى"),
}


@dataclass(frozen=True)
class Check:
    """One item of a checklist. Those of technical and content analysis are for a medium alone."""

    item: str
    analysis: str
    label_en: str
    label_ar: str

    @property
    def media_only(self) -> bool:
        return self.analysis != "source"

    def label(self, language: str) -> str:
        return self.label_ar if language == "ar" else self.label_en


CHECKS = (
    Check("identity", "source", "Who the source is, is known", "هوية المصدر معروفة"),
    Check("provenance", "source", "How it came to us is known, step by step", "مسار وصوله إلينا معروف خطوة بخطوة"),
    Check("record_of_the_source", "source", "What the source said before has held", "ما قاله المصدر سابقاً ثبتت صحته"),
    Check("interest", "source", "What interest the source may have has been weighed", "نُظر في مصلحة المصدر المحتملة"),
    Check("access", "source", "The source could know what it says", "كان بإمكان المصدر معرفة ما يقوله"),
    Check("file_intact", "technical", "The file is as it was received", "الملف كما ورد"),
    Check("metadata", "technical", "Date, device and place in the file fit", "التاريخ والجهاز والمكان في الملف متسقة"),
    Check("published_before", "technical", "It was not published before the event", "لم يُنشر قبل الحدث"),
    Check("manipulation", "technical", "No sign of manipulation", "لا علامات على التلاعب"),
    Check("place_seen", "content", "The place can be recognised", "يمكن التعرف على المكان"),
    Check("time_seen", "content", "Light, weather and season fit the time", "الضوء والطقس والفصل توافق الوقت"),
    Check("language_and_dialect", "content", "Language and dialect fit", "اللغة واللهجة متوافقتان"),
    Check("agrees_with_other_claims", "content", "It agrees with what others say", "يتفق مع ما يقوله الآخرون"),
)

LINKS = {
    "contradicts": ("cannot both hold", "لا يمكن أن يصحا معاً"),
    "corroborates": ("bears out", "يعزز"),
    "refines": ("says more exactly", "يحدد بدقة أكبر"),
    "repeats_origin": ("repeats the same origin", "يكرر الأصل نفسه"),
}

METHODS = {
    "range_of_claims": ("The range of what is claimed", "مدى ما يُقال"),
    "source_priority": ("The source that could know best", "المصدر الأقدر على المعرفة"),
    "majority_of_origins": ("What most origins say", "ما تقوله أغلب المصادر المستقلة"),
    "primary_over_secondary": ("First hand before second hand", "المصدر المباشر قبل الناقل"),
    "later_correction": ("A later correction", "تصحيح لاحق"),
    "analyst_judgement": ("Our judgement, explained", "تقديرنا مع التعليل"),
    "not_determined": ("Not determined", "لم يُحسم"),
}

NOT_USED = {
    "different_scope": ("counts something else", "يحصي أمراً آخر"),
    "different_part": ("is a part or an earlier state", "جزء أو حالة سابقة"),
    "same_origin": ("same origin", "الأصل نفسه"),
    "superseded_by_source": ("the source has corrected it", "صححه المصدر"),
    "lower_precision": ("less exact", "أقل دقة"),
    "internal_inconsistency": ("contradicts itself", "يناقض نفسه"),
    "technical_disproof": ("disproved by a check", "نفاه فحص تقني"),
    "out_of_period": ("outside the period", "خارج الفترة"),
    "wrong_incident": ("another incident", "حادثة أخرى"),
    "insufficient_detail": ("too little detail", "تفاصيل غير كافية"),
    "no_basis": ("no basis stated", "لم يُذكر أساس"),
    "other": ("another reason, in the rationale", "سبب آخر مذكور في التعليل"),
}
