"""Invented records, as the pages read them, in both languages: shelling of a village that does not exist."""

from dataclasses import dataclass

from app.domain.decisions import Question
from app.domain.incidents import Tally
from app.web.decided import Beside, ShownAdoption
from app.web.languages import current_language
from app.web.links import ShownLink, ShownLinks
from app.web.shown import (
    Linked,
    ShownClaim,
    ShownDocument,
    ShownFact,
    ShownIncident,
    ShownLevel,
    ShownPart,
    ShownProject,
    ShownRow,
    ShownSentence,
)
from app.web.tables import Column


@dataclass(frozen=True)
class Person:
    """Whoever is signed in, as the bar shows them."""

    name: str


def said(english: str, arabic: str) -> str:
    return {"en": english, "ar": arabic}[current_language()]


def person() -> Person:
    return Person(said("Salma", "سلمى"))


def project() -> ShownProject:
    roles = said("documenter, verifier, custodian", "موثّق، متحقق، أمين البيانات")
    return ShownProject(
        "RUMMANA", said("Bayt Rummana and its valley", "بيت رمانة وواديها"), roles, Tally(1000, True), True
    )


MONITOR = ("monitor M", "جهة الرصد م")
RESCUE = ("rescue service S", "خدمة الإنقاذ س")


def incident() -> ShownIncident:
    monitor, rescue = said(*MONITOR), said(*RESCUE)
    force = said("force F", "القوة ف")
    on_17, on_18, on_19 = said("17 April", "17 نيسان"), said("18 April", "18 نيسان"), said("19 April", "19 نيسان")
    release = said("Release of 18 April", "بيان 18 نيسان")
    facts = (
        ShownFact(
            said("When", "متى"),
            (
                ShownClaim(
                    said("17 April 2025, 11:00–11:30", "17 نيسان 2025، 11:00–11:30"),
                    rescue,
                    on_17,
                    where=said("Post, 14:00", "منشور، 14:00"),
                    quote="خرجنا في الحادية عشرة ووصلنا بعد نصف ساعة",
                    lang="ar",
                ),
                ShownClaim(
                    said("17 April 2025", "17 نيسان 2025"),
                    monitor,
                    on_18,
                    where=release,
                    further=((said("Wire W, 18 April", "وكالة الأنباء و، 18 نيسان"), said("paragraph 2", "الفقرة 2")),),
                ),
            ),
            origins=said(
                "2 origins: rescue service S; monitor M (through 2 documents).",
                "أصلان: خدمة الإنقاذ س؛ جهة الرصد م (عبر وثيقتين).",
            ),
        ),
        ShownFact(
            said("Where", "أين"),
            (
                ShownClaim(
                    said("Bayt Rummana", "بيت رمانة"), monitor, on_18, open=said("± 2 km", "± 2 كم"), where=release
                ),
            ),
        ),
        ShownFact(
            said("Killed", "القتلى"),
            (
                ShownClaim(
                    said("at least 12", "12 على الأقل"),
                    monitor,
                    on_18,
                    (said("wire W", "وكالة الأنباء و"),),
                    quote="At least 12 people died, three of them children.",
                    lang="en",
                    where=said("Release of 18 April, paragraph 1", "بيان 18 نيسان، الفقرة 1"),
                    ref="CLM-1",
                ),
                ShownClaim(
                    said("7, recovered by 14:00", "7 انتُشلوا حتى 14:00"),
                    rescue,
                    on_17,
                    quote="انتشلنا سبعة جثامين حتى الآن",
                    lang="ar",
                    where=said("Post, 14:00", "منشور، 14:00"),
                ),
                ShownClaim(
                    said("dozens", "عشرات"),
                    said("opinion article", "مقال رأي"),
                    open=said("in words, no number", "بالكلمات، بلا رقم"),
                    where=said("An article", "مقال"),
                    quote="Dozens died, people in the village say.",
                    lang="en",
                ),
                ShownClaim(
                    "11",
                    monitor,
                    on_18,
                    ended=said(
                        "Superseded on 20 April: the monitor revised its own figure.",
                        "استُبدل في 20 نيسان: عدّلت جهة الرصد رقمها.",
                    ),
                    where=release,
                ),
            ),
            said("12 or more", "12 أو أكثر"),
            said("the highest is open", "الحد الأعلى مفتوح"),
            said(
                "2 origins: rescue service S; monitor M. The article shows and counts for none: it gives no basis.",
                "أصلان: خدمة الإنقاذ س؛ جهة الرصد م. يُعرض المقال ولا يُحتسب أصلاً: لم يذكر أساساً لقوله.",
            ),
            Question("incident.count", None, "killed"),
        ),
        ShownFact(
            said("By whom, as alleged", "الجهة المنسوب إليها الفعل"),
            (
                ShownClaim(said("artillery of force F", "مدفعية القوة ف"), monitor, on_18, where=release),
                ShownClaim(
                    said("denies it", "تنفي ذلك"),
                    force,
                    on_19,
                    where=said("Statement", "تصريح"),
                    quote="Our units did not fire that day.",
                    lang="en",
                ),
            ),
            origins=said("1 origin: monitor M.", "أصل واحد: جهة الرصد م."),
        ),
    )
    return ShownIncident(
        "INC-7QK3M9XT42BC",
        said("Shelling of Bayt Rummana", "قصف بيت رمانة"),
        said(
            "According to monitor M, at least 12 people were killed when Bayt Rummana was shelled.",
            "بحسب جهة الرصد م، قُتل 12 شخصاً على الأقل في قصف بيت رمانة.",
        ),
        said("Incident", "حادثة"),
        said("counted", "محتسَبة"),
        5,
        (
            ShownLevel("allegation", said("shelling", "القصف")),
            ShownLevel("allegation", said("by force F", "نسبته إلى القوة ف")),
        ),
        (ShownPart(facts[:3]), ShownPart(facts[3:], said("Shelling", "القصف"))),
        documents=(
            ShownDocument(
                said("Release of 18 April", "بيان 18 نيسان"),
                monitor,
                said("on file", "محفوظة"),
                on_18,
                "https://monitor-m.example/releases/2025/04/18/a-rather-long-address-that-has-to-break-somewhere",
            ),
            ShownDocument(said("Post, 14:00", "منشور، 14:00"), rescue, said("on file", "محفوظة"), on_17),
            ShownDocument(
                said("Own count of the hospital", "إحصاء المستشفى"),
                said("hospital", "المستشفى"),
                said("cited, not on file", "مستشهَد بها، غير محفوظة"),
            ),
        ),
        statements=(
            (
                said("Killed", "القتلى"),
                (
                    ShownSentence(
                        said(
                            "According to monitor M (18 April 2025), at least 12 people were killed.",
                            "بحسب جهة الرصد م (18 نيسان 2025)، قُتل 12 شخصاً على الأقل.",
                        ),
                        (1,),
                        "At least 12 people died, three of them children.",
                        "en",
                    ),
                    ShownSentence(
                        said(
                            "According to rescue service S (17 April 2025), 7 bodies had been recovered by 14:00.",
                            "بحسب خدمة الإنقاذ س (17 نيسان 2025)، انتُشلت 7 جثامين حتى الساعة 14:00.",
                        ),
                        (2,),
                        "انتشلنا سبعة جثامين حتى الآن",
                        "ar",
                    ),
                ),
            ),
            (
                said("By whom, as alleged", "الجهة المنسوب إليها الفعل"),
                (
                    ShownSentence(
                        said(
                            "According to monitor M (18 April 2025), force F fired. Force F denies it (19 April 2025).",
                            "بحسب جهة الرصد م (18 نيسان 2025)، أطلقت القوة ف النار. وتنفي القوة ف ذلك (19 نيسان 2025).",
                        ),
                        (1,),
                    ),
                ),
            ),
        ),
    )


def rows() -> tuple[ShownRow, ...]:
    return (
        ShownRow(
            "INC-7QK3M9XT42BC",
            said("17 April 2025", "17 نيسان 2025"),
            said("Bayt Rummana", "بيت رمانة"),
            said("shelling", "قصف"),
            said("12 or more", "12 أو أكثر"),
            "allegation",
        ),
        ShownRow(
            "INC-2B9C4D5E6F7G",
            said("March 2025", "آذار 2025"),
            said("Tall Zaytun (governorate)", "تل زيتون (محافظة)"),
            said("attempted killing", "محاولة قتل"),
            None,
            "allegation",
            when_open=said("one day of it", "يوم واحد منه"),
        ),
        ShownRow(
            "INC-8HJKMNPQRSTV",
            said("8 March – 30 April 2025", "8 آذار – 30 نيسان 2025"),
            said("Wadi al-Lawz (district)", "وادي اللوز (منطقة)"),
            said("people fled across a border", "عبور أشخاص الحدود فراراً"),
            None,
            "allegation",
            note=said("summary figure", "رقم إجمالي"),
        ),
        ShownRow(
            "INC-9WXYZ0123456",
            said("after late 2024", "بعد أواخر 2024"),
            said("place not known", "المكان غير معروف"),
            said("killing", "قتل"),
            said("dozens", "عشرات"),
            "allegation",
            when_open=said("end not known", "النهاية غير معروفة"),
        ),
        ShownRow(
            "INC-ABCDEFGHJKMN",
            said("2024", "2024"),
            said("Ayn al-Qasab", "عين القصب"),
            said("arrest or detention", "توقيف أو احتجاز"),
            "0",
            "allegation",
        ),
    )


def columns() -> tuple[Column, ...]:
    return (
        Column(said("When", "متى"), sorted="down", order=said("latest first", "الأحدث أولاً")),
        Column(said("Where", "أين")),
        Column(said("What happened", "ما حدث")),
        Column(said("Killed", "القتلى"), unit=said("people", "أشخاص"), figure=True),
        Column(said("Verification", "التحقق")),
    )


def beside() -> Beside:
    """What people decided about that incident."""
    killed = ShownAdoption(
        said("9 or more", "9 أو أكثر"),
        said(
            "The range of what is claimed. The earlier count is a part of the later one. (Salma, 20 April)",
            "مدى ما يُقال. العدد الأسبق جزء من اللاحق. (سلمى، 20 نيسان)",
        ),
        stale=True,
    )
    return Beside(
        notes={"CLM-1": (said("Probably true", "صحيح على الأرجح"),)},
        links={
            "CLM-1": (
                (said("cannot hold together with “dozens” (an article)", "لا يصح مع «عشرات» (مقال)"), "/links/1/end"),
            )
        },
        adopted={Question("incident.count", None, "killed"): killed},
    )


def linked() -> ShownLinks:
    """An incident that is comparable to another, and a figure that its parts are more than."""
    other = ShownLink(
        words=said("contains", "يشمل"),
        other=Linked(said("Shelling of the school", "قصف المدرسة"), "/p/DEMO/incidents/INC-7Q2M4K8T1VXB"),
        row=None,
        reason=said("One of the places that the figure names.", "أحد الأماكن التي يذكرها الرقم."),
        by=said("Salma, 2 May 2025, 08:00 UTC", "سلمى، 2 أيار 2025، 08:00 بالتوقيت العالمي"),
        end="/p/DEMO/incidents/INC-7Q2M4K8T1VXB/relations/1/end",
    )
    told = said(
        "Killed: the figure says 9. Its parts say 12 or more together (2 with a number); they are never added to it.",
        "قُتل: يذكر الرقم الإجمالي 9، وتذكر أجزاؤه معاً 12 أو أكثر (2 منها بعدد)؛ ولا تُجمع معه أبداً.",
    )
    return ShownLinks(
        (other,), ((told, True),), 0, "/p/DEMO/incidents/INC-1/compare", "/p/DEMO/incidents/INC-1/relations/new"
    )
