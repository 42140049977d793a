"""Each page template with what it reads: invented records, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.charts import Bar, draw_series
from app.domain.decisions import Question
from app.domain.incidents import NamedParty, NamedSource, Tally
from app.domain.sources import NamedIncident
from app.domain.statistics import Cell, Compiled, Left, lay_out
from app.services.saved_questions import SavedQuestion
from app.store.sources import DocumentOnRecord
from app.web.decided import Beside, ShownWaiting
from app.web.drafts import ShownDraft
from app.web.entry_fields import reason_field, ten_questions
from app.web.filters import FURTHER, LEFT_OUT, filter_fields
from app.web.following import ShownFollowUp
from app.web.forms import Field, Option
from app.web.home import ShownChanged
from app.web.keep_fields import keep_fields
from app.web.place_fields import own_kind_field
from app.web.problems import SEND_AGAIN
from app.web.shown import (
    Linked,
    ShownChange,
    ShownClaim,
    ShownDifference,
    ShownEvent,
    ShownFact,
    ShownFile,
    ShownFiles,
    ShownHere,
    ShownJudgement,
    ShownPassage,
    ShownRegister,
    ShownRelation,
    ShownReported,
    ShownSame,
    ShownTold,
)
from app.web.statistics import ShownCell, ShownRow, layout_fields
from app.web.tables import Column
from tests.web.examples import MONITOR, RESCUE, beside, columns, incident, linked, project, rows, said


def entry_fields() -> dict[str, Field]:
    """The ten questions, some answered, one not understood."""
    documents = (Option("DOC-1", said("monitor M: Release of 18 April", "جهة الرصد م: بيان 18 نيسان")),)
    answers: dict[str, dict[str, Any]] = {
        "document": {"value": "DOC-1"},
        "quote": {"value": "At least 12 people died in the shelling of Bayt Rummana in early April."},
        "originator": {"understood": said("monitor M, in its own document", "جهة الرصد م، في وثيقتها")},
        "act": {"value": ("killing_in_attack", "")},
        "victim": {
            "value": said("families of the quarter", "عائلات الحي"),
            "understood": said("a group, its size not said", "جماعة، لم يُذكر حجمها"),
        },
        "count": {
            "value": said("dozens killed", "عشرات القتلى"),
            "understood": said("Killed: dozens, in words, no number", "القتلى: عشرات، بالكلمات، بلا رقم"),
            "unsure": True,
        },
        "when": {"value": "07/04/2025", "error": said("Which number is the month?", "أي الرقمين هو الشهر؟")},
        "where": {
            "value": said("Bayt Rummana", "بيت رمانة"),
            "understood": said("Bayt Rummana: kept as text, no point", "بيت رمانة: حُفظ نصاً، بلا نقطة"),
            "unsure": True,
        },
        "alleged": {"value": said("force F", "القوة ف")},
    }
    fields = (*ten_questions(documents, (said(*MONITOR), said(*RESCUE))), *keep_fields())
    return {field.name: replace(field, **answers.get(field.name, {})) for field in fields}


def files() -> ShownFiles:
    """A picture, one of which there is no small one, and a paper that was altered; one more was too large."""
    received = said("Received 18 April 2025, 16:40 by Salma", "استُلم في 18 نيسان 2025، 16:40، والمستلِم: سلمى")
    return ShownFiles(
        files=(
            ShownFile(
                "FIL-1",
                "street-2025-04-02.jpg",
                "image/jpeg",
                said("2.1 MB", "2.1 ميغابايت"),
                "5e" * 32,
                "/",
                "/",
                received,
                picture="/static/icon.svg",
                also=(("DOC-2", "/"), ("DOC-3", "/")),
            ),
            ShownFile(
                "FIL-2",
                "صورة من الهاتف.jpg",
                "image/jpeg",
                said("40 KB", "40 كيلوبايت"),
                "0a" * 32,
                "/",
                "/",
                received,
                no_picture=said("No preview", "لا معاينة"),
            ),
            ShownFile(
                "FIL-3",
                "statement.pdf",
                "application/pdf",
                said("310 KB", "310 كيلوبايت"),
                "c7" * 32,
                "/",
                "/",
                received,
                altered=said(
                    "Found altered or missing 20 April 2025. What is kept is not what was received.",
                    "وُجد متغيراً أو مفقوداً في 20 نيسان 2025. المحفوظ ليس ما استُلم.",
                ),
            ),
        ),
        action="/",
        limit=said(
            "Any kind of file, one at a time, at most 512 MB.",
            "ملف من أي نوع، واحد في كل مرة، لا يزيد على 512 ميغابايت.",
        ),
        error=said("This file is larger than 512 MB.", "هذا الملف أكبر من 512 ميغابايت."),
    )


def register() -> ShownRegister:
    """A page of the register of documents."""
    monitor = Linked(said(*MONITOR), "/sources/1")
    release = Linked(said("Release of 18 April", "بيان 18 نيسان"), "/documents/1")
    on_file, kind = said("on file", "محفوظة"), said("Statement of an organisation", "بيان منظمة")
    return ShownRegister(
        heading=said("Documents", "الوثائق"),
        caption=said("Documents, the last recorded first", "الوثائق، الأحدث تسجيلاً أولاً"),
        columns=(
            Column(said("Title", "العنوان"), sorted="down", order=said("last recorded first", "الأحدث تسجيلاً أولاً")),
            Column(said("Source", "المصدر")),
            Column(said("Kind", "النوع")),
            Column(said("Published", "النشر")),
            Column(said("State", "الحالة")),
        ),
        rows=(
            (release, monitor, kind, said("18 April 2025", "18 نيسان 2025"), on_file),
            (release, monitor, kind, None, said("wanted, not on file", "مطلوبة، غير محفوظة")),
        ),
        search=Field("q", said("Words of the title", "كلمات من العنوان"), dir="auto"),
        asked=True,
        back="?before=DOC-1",
        on=None,
        kept={"source": "SRC-1"},
    )


def source() -> dict[str, Any]:
    return {
        "source": NamedSource("SRC-7QK3M9XT42BC", said(*MONITOR), "monitor"),
        "facts": [
            (said("Kind", "النوع"), (said("Monitoring or documentation organisation", "منظمة رصد وتوثيق"),)),
            (said("Other names", "أسماء أخرى"), ("M", "م")),
            (said("Counts as one origin with", "يُحتسب مصدراً أصلياً واحداً مع"), ()),
        ],
        "documents": incident().documents,
        "became": [(said("Claims of its own that stand", "أقواله القائمة"), ("12",))],
        "same": same(),
        "every_document": "/documents",
        "amend": "/amend",
        "incidents": "/incidents",
        "told": actions(),
    }


def actions() -> ShownTold:
    """What a document or a source says was done about it."""
    return ShownTold(
        (Linked(said("Appeal or call, by council C", "نداء أو دعوة، من المجلس ج"), "/interventions/1"),), True
    )


def same() -> ShownSame:
    """Two names of one source, and two that were taken for one."""
    one, other = Linked(said(*MONITOR), "/sources/1"), Linked(said(*RESCUE), "/sources/2")
    why = said("The same office.", "المكتب نفسه.")
    return ShownSame(
        judgements=(
            ShownJudgement(one, other, why, "Salma", ended=said("They are two.", "هما اثنان.")),
            ShownJudgement(one, other, why, "Salma", end="/end"),
        ),
        first=one,
        join="/join",
    )


def reported() -> tuple[ShownReported, ...]:
    """What another project has decided."""
    return (
        ShownReported(
            said("Killing: from “Reported, not assessed” to “Credible report” (done)",
                 "القتل: من «بلاغ غير مُقيَّم» إلى «بلاغ موثوق» (تم)"),
            said("It holds together.", "الرواية متماسكة."),
            said("reported by NORTH, 4 May 2025, 10:00 UTC", "بحسب مشروع NORTH، 4 أيار 2025، 10:00"),
        ),
    )  # fmt: skip


def document() -> dict[str, Any]:
    return {
        "document": NamedIncident("DOC-7QK3M9XT42BC", said("Release of 18 April", "بيان 18 نيسان")),
        "source": Linked(said(*MONITOR), "/sources/1"),
        "relations": [
            ShownRelation(
                said("is republished by", "تعيد نشرها"),
                incident().documents[1],
                said("Word for word.", "حرفياً."),
                "Salma",
            )
        ],
        "relate": "/relate",
        "amend": "/amend",
        "notes": [said("Its source has corrected it: 20 April 2025", "صححها مصدرها: 20 نيسان 2025")],
        "follow_up": ShownFollowUp(2400, 1000, going=True, why="", go_on=""),
        "facts": [
            (said("State", "الحالة"), (said("on file", "محفوظة"),)),
            (said("Published", "النشر"), (said("18 April 2025", "18 نيسان 2025"),)),
        ],
        "incidents": [Linked(incident().title, "/incidents/1")],
        "more_incidents": True,
        "grades": [],
        "reported": reported(),
        "files": files(),
        "context": [(Linked(said("force F", "القوة ف"), "/parties/1"), context())],
        "told": actions(),
    }


def context() -> ShownClaim:
    """What a source says of a party beside all incidents."""
    return ShownClaim(
        said("comes by night, again and again", "تأتي ليلاً مرة بعد مرة"),
        Linked(said(*MONITOR), "/sources/1"),
        quote="They come by night, again and again.",
        lang="en",
        ref="CLM-7QK3M9XT42BC",
        number=1,
    )


def tasks() -> dict[str, Any]:
    about = (Linked(said("Release of 18 April", "بيان 18 نيسان"), "/documents/1"),)
    row = {
        "kind": said("Find the document", "العثور على الوثيقة"),
        "what": "",
        "about": about,
        "state": said("opened by rule", "فُتحت بقاعدة"),
        "assigned": None,
        "due": "",
        "href": "/tasks/new",
        "deed": said("Take it up", "خذ المهمة"),
    }
    heads = (("What is to be done", "ما ينبغي عمله"), ("About", "الموضوع"), ("Whose it is", "على عاتق من"))
    return {
        "filters": (Field("kind", said("Kind", "النوع"), "select"), Field("show", said("Show", "العرض"), "select")),
        "columns": (*(Column(said(*head)) for head in heads), Column(said("Due", "الموعد"))),
        "rows": [row, row | {"assigned": said("Salma", "سلمى"), "due": said("1 June 2025", "1 حزيران 2025")}],
        "asked": True,
        "first": None,
        "on": "/tasks?after=x",
        "add": "/tasks/new",
    }


def review_line() -> str:
    return said(
        "Returned, by Salma on 20 April 2025, 09:12 UTC: one document is not graded",
        "معادة، بيد سلمى في 20 نيسان 2025، 09:12 بالتوقيت العالمي: وثيقة لم تُقيَّم",
    )


def place(*, retired: bool = False) -> dict[str, Any]:
    """One place of the project's own."""
    name = said("Shrine of the springs", "مزار الينابيع")
    facts = [
        (said("Kind", "النوع"), (said("site", "موقع"),)),
        (said("Name in Arabic", "الاسم بالعربية"), ("مزار الينابيع",)),
        (said("Coordinates", "الإحداثيات"), ("35.1, 36.4, ± 250 m",)),
        (said("Lies in", "يقع في"), (said("Zaytun", "الزيتون"), said("Wadi", "الوادي"))),
        (said("Note", "ملاحظة"), ()),
    ]
    return {
        "place": {"ref": "PLC-7QK3M9XT42BC", "name": name, "more_incidents": False},
        "follow_up": None,
        "facts": facts,
        "retired": said("It is in the gazetteer now.", "صار في معجم الأماكن.") if retired else None,
        "successor": said("Springs", "الينابيع") if retired else None,
        "incidents": [Linked(said("Entry by force at the springs", "اقتحام مزار الينابيع"), "#incident")],
        "every_incident": "#all",
        "amend": None if retired else "#amend",
        "retire": None if retired else "#retire",
        "history": "#history",
    }


def place_form() -> dict[str, Any]:
    """Registering a place where another of much the same name is known."""
    fields = (
        Field("name", said("Name", "الاسم"), value=said("Springs", "الينابيع"), dir="auto", required=True),
        own_kind_field("select", "kind", "site"),
    )
    similar = [
        (
            Linked(said("Shrine of the springs", "مزار الينابيع"), "#place"),
            said("of this project · site", "من أماكن المشروع"),
        )
    ]
    return {"fields": fields, "similar": similar, "once": "once", "looked": "0f", "home": "#places"}


def party() -> dict[str, Any]:
    label = said("Said to do, again and again", "سلوك منسوب متكرر")
    return {
        "party": NamedParty("PTY-7QK3M9XT42BC", said("force F", "القوة ف"), "armed_group"),
        "facts": [(said("Kind", "النوع"), (said("Non-state armed group", "جماعة مسلحة من غير الدول"),))],
        "context": [ShownFact(label, (context(),))],
        "incidents": [(Linked(incident().title, "/incidents/1"), said("alleged to have done it", "يُنسب إليها الفعل"))],
        "later": "/parties/1?after=INC-7QK3M9XT42BC",
        "first": None,
        "may_enter": True,
        "closed": "",
        "history": "/parties/1/history",
        "same": same(),
    }


DRAFTS = (ShownDraft("1 May 2025, 10:00 UTC", "31 May 2025", "Dozens were killed", "/?draft=K", "/"),)


def here(*, drifted: bool = False) -> ShownHere:
    words = said("How many: Killed: 12", "كم العدد: القتلى: 12")
    return ShownHere(words, said("12 died", "قُتل ١٢"), "/", "INC-000000000000", again=True, drifted=drifted)


def desk_passages() -> list[ShownPassage]:
    """One that yields claims, and one that nobody has read."""
    first = said("Monitor M says that 12 died.", "قالت جهة الرصد م إن ١٢ شخصاً قُتلوا.")
    second = said("The rulers are evil.", "الحكام أشرار.")
    yields, unread = said("Yields claims", "يتضمن ادعاءات"), said("Not read yet", "لم يُقرأ بعد")
    return [
        ShownPassage(1, 0, len(first), first, "yields_claims", "unread", yields, True, (here(), here(drifted=True))),
        ShownPassage(2, len(first) + 1, len(first) + 1 + len(second), second, "unread", "unread", unread, False, ()),
    ]


def asking(asked: dict[str, str]) -> dict[str, Any]:
    """The question as a form."""
    return {
        "filters": filter_fields(asked), "further": FURTHER, "left_out": LEFT_OUT, "asked": asked,
        "only_cell": said("month: March 2025", "الشهر: آذار 2025"), "layout_fields": None, "all_of": "/",
    } | ({"asked": asked | {"cell": "month:2025-03"}})  # fmt: skip


def figures() -> dict[str, Any]:
    """A table of figures with a cell that is not certain, and what is not in it."""
    layout = lay_out({"rows": "month", "columns": "", "measure": "killed"})
    table = Compiled(layout, (), (), {}, {}, {}, Cell(number=3), Left(more_umbrellas=2))
    sum_ = ShownCell("13 to 15", "/")
    bars = [Bar(said("March 2025", "آذار 2025"), 13, 2), Bar(said("April 2025", "نيسان 2025"), 0)]
    return asking({"act": "killing"}) | {
        "layout_fields": layout_fields(layout.as_parameters(), set()),
        "wrong": False,
        "table": table,
        "heading": said("killed: persons, by month", "قُتل: أشخاص، حسب الشهر"),
        "declared": [(said("Counts", "يعدّ"), said("killed: persons", "قُتل (أشخاص)"))],
        "columns": [],
        "rows": [
            ShownRow(said("March 2025", "آذار 2025"), True, (sum_,)),
            ShownRow(said("2025, month not known", "2025، الشهر غير معروف"), False, (ShownCell(""),)),
        ],
        "sums": ShownRow(said("All, each counted once", "الكل، يُعدّ كل منها مرة واحدة"), True, (sum_,)),
        "notes": [said("Incidents that were refuted: 1.", "حوادث ثبت خلافها: 1.")],
        "umbrellas": [
            ("/", said("The coast in March", "الساحل في آذار"), said("dozens (no number)", "عشرات (بلا رقم)"))
        ],
        "chart": draw_series(bars, said("Killed", "قُتل"), ""),
        "files": [("CSV", "/"), ("SVG", "/")],
        "kept": {"act": "killing"} | layout.as_parameters(),
    }


def question() -> dict[str, Any]:
    """A question under a name, with what it found and finds."""
    saved = datetime(2025, 3, 7, tzinfo=UTC)
    return {
        "found": SavedQuestion(
            1, "QST-000000000000", said("Killings in spring", "القتل في الربيع"), {}, 3, 5, 1, saved
        ),
        "saved_at": said("7 March 2025, 09:00", "7 آذار 2025، 09:00"),
        "question": [(said("What happened", "ما حدث"), said("killing", "قتل"))],
        "then": (3, 5),
        "now": (4, 1200),
        "to_list": "/",
        "to_map": "/",
        "to_report": "/",
        "to_files": "/",
        "changed": "/",
        "to_figures": "/",
        "may_end": True,
    }


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → template and what it reads, for each page."""
    told = incident()
    line = told.parts[0].facts[2].claims[0]
    title = Field("title", said("Title", "العنوان"), value=told.title, dir="auto")
    names = Field("name", said("Name", "الاسم"), autocomplete="username", required=True)
    passphrase = Field(
        "passphrase", said("Passphrase", "عبارة المرور"), "password", autocomplete="current-password", required=True
    )
    version = (
        Column(said("When you began", "حين بدأت")),
        Column(said("Theirs", "نسختهم")),
        Column(said("Yours", "نسختك")),
    )
    paging = {"earlier": "?before=1", "later": None}
    listing = {
        **asking({"from": "2025-03"}),
        "columns": columns(),
        "rows": rows(),
        "once": "00000000-0000-0000-0000-000000000000",
        "possible": Tally(1000, True),
        "certain": Tally(204),
        "without_place": Tally(31),
        "wrong": False,
        "may_enter": True,
        "may_export": True,
        "change_all": "/",
        **paging,
    }
    return {
        "sign-in": (
            "sign_in.html",
            {"fields": (names, passphrase), "whole": "", "first": False, "person": None, "project": None},
        ),
        "send-again": (
            "problem.html",
            {
                "answer": SEND_AGAIN,
                "said": "",
                "number": "",
                "again": (("quote", said("Dozens, so they say", "عشرات كما يقولون")), ("deed", "check")),
                "back": "/",
                "person": None,
                "project": None,
            },
        ),
        "first-sign-in": (
            "sign_in.html",
            {
                "fields": (
                    names,
                    replace(passphrase, error=said("Write at least 15 characters.", "اكتب ما لا يقل عن 15 حرفاً.")),
                ),
                "whole": "",
                "first": True,
                "person": None,
                "project": None,
            },
        ),
        "projects": (
            "projects.html",
            {
                "projects": (project(),),
                "columns": (
                    Column(said("Project", "المشروع")),
                    Column(said("Code", "الرمز")),
                    Column(said("Your roles", "أدوارك")),
                    Column(said("Incidents", "الحوادث"), figure=True),
                ),
                "project": None,
            },
        ),
        "incidents": ("incidents.html", listing),
        "no-incidents": ("incidents.html", listing | {"rows": (), "asked": {}, "only_cell": None}),
        "figures": ("statistics.html", figures()),
        "no-figures": ("statistics.html", figures() | {"rows": [], "chart": None}),
        "questions": (
            "questions.html",
            {"questions": [("/", said("Killings in spring", "القتل في الربيع"), "7 March 2025")]},
        ),
        "no-questions": ("questions.html", {"questions": []}),
        "question-form": (
            "question_form.html",
            {
                "asked": {"act": "killing"},
                "question": [(said("What happened", "ما حدث"), said("killing", "قتل"))],
                "name": Field("name", said("Name of the question", "اسم السؤال")),
            },
        ),
        "question": ("question.html", question()),
        "incident": (
            "incident.html",
            {
                "incident": told,
                "lapsed": (),
                "beside": beside(),
                "same": same(),
                "reported": reported(),
                "linked": linked(),
                "may_enter": True,
                "may_decide": True,
                "review": review_line(),
                "closed": "",
                "may_move": True,
                "may_compare": True,
                "changes": 12,
                "may_respond": True,
                "responses": [Linked(said("Appeal, by council C", "نداء، من المجلس ج"), "/")],
            },
        ),
        "desk": (
            "desk.html",
            {
                "document": replace(told.documents[0], ref="DOC-000000000000"),
                "source": said("Watch N", "المرصد ن"),
                "text": 1,
                "passages": desk_passages(),
                "lost": [here()],
                "by_hand": [here()],
                "known": {"sources": [("Watch N", "monitor")], "parties": [("Council C", "community_body")]},
                "read": 1,
                "marks": [("opinion", "O", said("Opinion", "رأي")), ("unclear", "U", said("Unclear", "غير واضح"))],
                "may_mark": True,
                "tabs": ["incident", "action"],
                "about": "incident",
                "kept": "INC-000000000000",
                "kept_words": said("Entry by force at the springs", "اقتحام مزار الينابيع"),
                "action": "/",
                "fields": entry_fields()
                | {"incident": Field("incident", said("Which incident?", "أي حادثة؟"), "select")},
                "cited": ["count=10-20"],
                "whole": "",
                "near": (),
                "checked": True,
                "once": "K",
                "shown": "D",
                "drafts": (),
                "draft": said("Kept as a draft", "حُفظ مسودةً"),
            },
        ),
        "desk-text": (
            "desk_text.html",
            {
                "document": replace(told.documents[0], ref="DOC-000000000000"),
                "replaces": 4,
                "why": said("No words stand in this file.", "لا كلمات في هذا الملف."),
                "read_as": "Windows-1256",
                "files": [Linked("article.html", "/")],
                "fields": (Field("text", said("The words", "النص"), "area", value="A.", rows=20, dir="auto"),),
            },
        ),
        "home": (
            "home.html",
            {
                "drafts": DRAFTS,
                "tasks": [
                    {
                        "kind": said("Find the primary", "إيجاد الأصل"),
                        "what": "",
                        "about": ("Post",),
                        "due": "",
                        "href": "/",
                    }
                ],
                "more_tasks": True,
                "waiting": [],
                "more_waiting": False,
                "changes": [
                    ShownChanged(said("Entered", "أُدخلت"), "Nour", "1 May 2025", Linked("Shelling", "/")),
                    ShownChanged(
                        said("Task taken up", "أُخذت مهمة"), "Nour", said("12 times lately", "12 مرة مؤخراً"), None
                    ),
                ],
                "may_enter": True,
                "demo": True,
                "index_due": True,
            },
        ),
        "home-empty": (
            "home.html",
            {
                "drafts": (),
                "tasks": [],
                "more_tasks": False,
                "waiting": [],
                "more_waiting": False,
                "changes": [],
                "may_enter": True,
                "demo": False,
                "index_due": False,
            },
        ),
        "entry": (
            "entry.html",
            {
                "fields": entry_fields(),
                "whole": "",
                "checked": False,
                "near": (Linked(said("Shelling of Bayt Rummana", "قصف بيت رمانة"), "/"),),
                "once": "K",
                "before": None,
                "before_ref": "",
                "shown": None,
                "drafts": DRAFTS,
                "draft": "",
                "templates": [(1, said("Weekly report", "التقرير الأسبوعي"))],
            },
        ),
        "supersede": (
            "claim_form.html",
            {
                "heading": said("Supersede a claim", "استبدال قول منسوب"),
                "intro": said(
                    "The old claim stays readable in the history; the new one takes its place.",
                    "يبقى القول القديم مقروءاً في السجل ويحل الجديد محله.",
                ),
                "about": told,
                "home": "/",
                "standing": line,
                "fields": (Field("count", said("How many?", "كم العدد؟"), value="11"), reason_field()),
                "whole": "",
                "warnings": (),
                "checked": True,
                "deed": said("Supersede", "استبدال"),
                "version": 4,
                "once": "K",
                "shown": None,
                "drafts": (),
                "draft": "",
            },
        ),
        "ended-claim": (
            "claim_ended.html",
            {
                "about": told,
                "home": "/",
                "how": said("You superseded this claim at 14:02.", "استبدلتَ هذا القول في 14:02."),
                "ended": replace(line, ended=said("Superseded: revised.", "استُبدل: عُدّل.")),
                "standing": line,
                "typed": said("Entered twice.", "أُدخل مرتين."),
            },
        ),
        "conflict": (
            "conflict.html",
            {
                "about": told,
                "home": "/incidents/1",
                "how": said("Karim saved other words at 14:02.", "حفظ كريم كلمات أخرى في 14:02."),
                "version": 5,
                "columns": (Column(said("Field", "الحقل")), *version),
                "differences": (
                    ShownDifference(
                        said("Title", "العنوان"),
                        said("Shelling", "قصف"),
                        said("Shelling of Bayt Rummana", "قصف بيت رمانة"),
                        said("Shelling near Bayt Rummana", "قصف قرب بيت رمانة"),
                    ),
                ),
                "fields": (title,),
            },
        ),
        "intervention": (
            "intervention.html",
            {
                "about": NamedIncident("ITV-7QK3M9XT42BC", said("Appeal, by council C", "نداء، من المجلس ج")),
                "incidents": [Linked(told.title, "/incidents/1")],
                "facts": [replace(told.parts[0].facts[0], question=Question("intervention.when"))],
                "beside": Beside(
                    {"CLM-1": (said("graded with its document: Probably true", "قُيّم مع وثيقته"),)},
                    beside().links,
                    {Question("intervention.when"): next(iter(beside().adopted.values()))},
                ),
                "may_link": True,
                "may_decide": True,
                "reported": (),
                "add": "/add",
                "deeds": {"CLM-1": ("/supersede", "/withdraw", "/link", "/grade")},
                "history": "/history",
            },
        ),
        "register": ("register.html", {"register": register()}),
        "source": ("source.html", source()),
        "document": ("document.html", document()),
        "party": ("party.html", party()),
        "place": ("place.html", place()),
        "place-retired": ("place.html", place(retired=True)),
        "place-form": ("place_form.html", place_form()),
        "tasks": ("tasks.html", tasks()),
        "task": (
            "task.html",
            {
                "ref_": "TSK-7QK3M9XT42BC",
                "heading": said("Find the document", "العثور على الوثيقة"),
                "about": (Linked(said("Release of 18 April", "بيان 18 نيسان"), "/documents/1"),),
                "what": said("Ask the wire.", "اسأل الوكالة."),
                "state": "",
                "assigned": said("Salma", "سلمى"),
                "due": said("1 June 2025", "1 حزيران 2025"),
                "version": 2,
                "fields": (Field("what", said("What is to be done", "ما ينبغي عمله"), "area", rows=2),),
                "whole": "",
                "may_change": True,
                "events": (),
            },
        ),
        "queue": (
            "queue.html",
            {
                "heading": said("Waiting for me", "ينتظرني"),
                "intro": "",
                "lines": [
                    ShownWaiting(
                        "/act/1",
                        told.ref,
                        told.title,
                        said("killing", "قتل"),
                        "credible",
                        "corroborated",
                        said("Salma", "سلمى"),
                        said("20 April 2025", "20 نيسان 2025"),
                        (),
                        True,
                    ),
                    ShownWaiting(
                        "/review",
                        told.ref,
                        told.title,
                        said("Review: Returned", "المراجعة: معادة"),
                        "",
                        "",
                        said("Salma", "سلمى"),
                        said("21 April 2025", "21 نيسان 2025"),
                        (),
                        False,
                    ),
                ],
                "queues": (
                    Option("", said("By level", "بحسب المستوى")),
                    Option("me", said("Waiting for me", "ينتظرني")),
                ),
                "waits": "me",
                "first": None,
                "on": "/verification?waits=me&after=x",
            },
        ),
        "review": (
            "review.html",
            {
                "incident": told,
                "words": review_line(),
                "intro": said("Review looks at the work.", "تنظر المراجعة في العمل."),
                "fields": (
                    Field(
                        "state",
                        said("What comes next?", "ما الخطوة التالية؟"),
                        "radios",
                        options=(Option("submitted", said("Submitted for review", "مقدَّمة للمراجعة")),),
                    ),
                    Field("reason", said("Why?", "لماذا؟"), "area", rows=3, dir="auto"),
                ),
                "closed": False,
                "whole": "",
            },
        ),
        "history": (
            "history.html",
            {
                "about": told,
                "home": "/",
                "events": (
                    ShownEvent(
                        said("superseded a claim", "استبدال قول منسوب"),
                        said("Salma", "سلمى"),
                        said("20 April 2025, 09:12 UTC", "20 نيسان 2025، 09:12 بالتوقيت العالمي"),
                        said("The monitor revised its own figure.", "عدّلت جهة الرصد رقمها."),
                        (
                            ShownChange(said("Killed", "القتلى"), "11", said("at least 12", "12 على الأقل")),
                            ShownChange(said("Where", "أين"), None, said("Bayt Rummana", "بيت رمانة")),
                        ),
                    ),
                    ShownEvent(
                        said("recorded the incident", "تسجيل الحادثة"),
                        said("Salma", "سلمى"),
                        said("18 April 2025, 16:40 UTC", "18 نيسان 2025، 16:40 بالتوقيت العالمي"),
                    ),
                ),
                **paging,
            },
        ),
        "files": (
            "files.html",
            {
                "document": DocumentOnRecord(
                    "DOC-1",
                    said("Release of 18 April", "بيان 18 نيسان"),
                    "SRC-1",
                    said(*MONITOR),
                    "monitor",
                    None,
                    None,
                ),
                "files": files(),
            },
        ),
        "print": (
            "print.html",
            {
                "incident": told,
                "lapsed": (),
                "responses": [
                    said("According to council C: Appeal or call, by council C.", "بحسب المجلس ج: نداء، من المجلس ج.")
                ],
                "printed": said(
                    "Printed by Salma on 21 April 2025, version 5, one-person mode.",
                    "طبعته سلمى في 21 نيسان 2025، النسخة 5، نمط الشخص الواحد.",
                ),
            },
        ),
    }
