"""What people may mean by a date phrase is held by its bounds: both languages, all sets of digits."""

from collections.abc import Callable
from datetime import date, timedelta

from hijridate import Gregorian
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import When, day_known
from app.domain.phrases import understand_when

ENGLISH = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"]  # fmt: skip
SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
LEVANTINE = ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
             "تشرين الثاني", "كانون الأول"]  # fmt: skip
EGYPTIAN = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
            "ديسمبر"]  # fmt: skip
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS_AR = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
HIJRI = ["Muharram", "Safar", "Rabi al-awwal", "Rabi al-thani", "Jumada al-ula", "Jumada al-akhira", "Rajab", "Sha'ban",
         "Ramadan", "Shawwal", "Dhu al-Qadah", "Dhu al-Hijjah"]  # fmt: skip
HIJRI_AR = ["محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان",
            "شوال", "ذو القعدة", "ذو الحجة"]  # fmt: skip
ARABIC_DIGITS = [str.maketrans("0123456789", digits) for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")]

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def bounds(when: When) -> tuple[str | None, ...]:
    four = (when.earliest_start, when.latest_start, when.earliest_end, when.latest_end)
    return tuple(bound.isoformat() if bound else None for bound in four)


def holds(when: When, first: date, last: date) -> bool:
    """Whether the bounds allow that it began on the one day and ended on the other."""
    begins = (when.earliest_start or first) <= first <= (when.latest_start or first)
    return begins and (when.earliest_end or last) <= last <= (when.latest_end or last)


# How people write a date, a month and a year, and what they may mean by it: (pattern, does this day fit?)
def _third(day: date) -> str:
    return "early" if day.day <= 10 else "mid" if day.day <= 20 else "late"


def _names(day: date, language: str, pick: int) -> dict[str, str]:
    months = [(ENGLISH, SHORT), (LEVANTINE, EGYPTIAN)][language == "ar"][pick % 2]
    name = months[day.month - 1]
    if language == "ar" and pick % 3 == 0:
        name = f"{LEVANTINE[day.month - 1]}/{EGYPTIAN[day.month - 1]}"
    return {
        "d": str(day.day),
        "m": name,
        "y": str(day.year),
        "w": [WEEKDAYS, WEEKDAYS_AR][language == "ar"][day.weekday()],
    }


DAY_FORMS = {
    "en": ["{d} {m} {y}", "{m} {d}, {y}", "on {d} {m} {y}", "{w}, {d} {m} {y}", "{w} {d} {m} {y}",
           "the {d} of {m}, {y}", "at dawn on {d} {m} {y}", "{d} {m} {y}, in the evening", "{w} {m} {d} {y}",
           "{d} {m} {y} at 14:30", "the night of {d} {m} {y}", "the early hours of {d} {m} {y}"],
    "ar": ["{d} {m} {y}", "يوم {d} {m} {y}", "في {d} {m} عام {y}", "{w} {d} {m} {y}", "يوم {w} {d} {m} {y}",
           "{d} من {m} {y}", "فجر {d} {m} {y}", "مساء {w} {d} {m} {y}", "{d} {m} {y} صباحاً", "بتاريخ {d} {m} {y}م",
           "ليل {d} {m} {y}", "{d} {m} {y}، الساعة 14:30"],
}  # fmt: skip
WIDER_FORMS: dict[str, dict[str, Callable[[date], bool]]] = {
    "en": {
        "{m} {y}": lambda day: True,
        "in {m} {y}": lambda day: True,
        "early {m} {y}": lambda day: _third(day) == "early",
        "at the beginning of {m} {y}": lambda day: _third(day) == "early",
        "mid-{m} {y}": lambda day: _third(day) == "mid",
        "the middle of {m} {y}": lambda day: _third(day) == "mid",
        "late {m} {y}": lambda day: _third(day) == "late",
        "at the end of {m} {y}": lambda day: _third(day) == "late",
        "the first half of {m} {y}": lambda day: day.day <= 15,
        "the second half of {m} {y}": lambda day: day.day > 15,
        "the first week of {m} {y}": lambda day: day.day <= 7,
        "the second week of {m} {y}": lambda day: 7 < day.day <= 14,
        "the last week of {m} {y}": lambda day: (day + timedelta(days=7)).month != day.month,
        "the week of {d} {m} {y}": lambda day: True,
        "{y}": lambda day: True,
        "early {y}": lambda day: day.month <= 4,
        "mid-{y}": lambda day: 5 <= day.month <= 8,
        "late {y}": lambda day: day.month >= 10,
        "the end of {y}": lambda day: day.month >= 11,
        "the first half of {y}": lambda day: day.month <= 6,
        "the third quarter of {y}": lambda day: 7 <= day.month <= 9,
        "spring {y}": lambda day: 3 <= day.month <= 5,
        "summer of {y}": lambda day: 6 <= day.month <= 8,
        "the autumn of {y}": lambda day: 9 <= day.month <= 11,
        "winter {y}": lambda day: day.month in (12, 1, 2),
        "around {d} {m} {y}": lambda day: True,
        "around {m} {y}": lambda day: True,
    },
    "ar": {
        "{m} {y}": lambda day: True,
        "خلال شهر {m} من عام {y}": lambda day: True,
        "مطلع {m} {y}": lambda day: _third(day) == "early",
        "أوائل شهر {m} {y}": lambda day: _third(day) == "early",
        "منتصف {m} {y}": lambda day: _third(day) == "mid",
        "أواخر {m} {y}": lambda day: _third(day) == "late",
        "نهاية {m} {y}": lambda day: _third(day) == "late",
        "النصف الأول من {m} {y}": lambda day: day.day <= 15,
        "الأسبوع الأول من {m} {y}": lambda day: day.day <= 7,
        "الأسبوع الأخير من {m} {y}": lambda day: (day + timedelta(days=7)).month != day.month,
        "عام {y}": lambda day: True,
        "مطلع عام {y}": lambda day: day.month <= 4,
        "أواخر {y}": lambda day: day.month >= 10,
        "الربع الأول من عام {y}": lambda day: day.month <= 3,
        "ربيع {y}": lambda day: 3 <= day.month <= 5,
        "صيف عام {y}": lambda day: 6 <= day.month <= 8,
        "نحو {d} {m} {y}": lambda day: True,
    },
}


@given(days, st.sampled_from(["en", "ar"]), st.integers(0, 11), st.integers(0, 5), st.sampled_from(ARABIC_DIGITS))
def test_a_day_is_that_day(day: date, language: str, form: int, pick: int, digits: dict[int, int]) -> None:
    text = DAY_FORMS[language][form].format(**_names(day, language, pick)).translate(digits)
    when = understand_when(text)
    assert when.understood, text
    assert day_known(when) == day
    assert when.stated_as == text


@given(days, st.sampled_from(["en", "ar"]), st.data(), st.integers(0, 5), st.sampled_from(ARABIC_DIGITS))
def test_a_stretch_holds_every_day_that_it_can_mean(
    day: date, language: str, data: st.DataObject, pick: int, digits: dict[int, int]
) -> None:
    fitting = [form for form, fits in WIDER_FORMS[language].items() if fits(day)]
    text = data.draw(st.sampled_from(fitting)).format(**_names(day, language, pick)).translate(digits)
    when = understand_when(text)
    assert when.understood, text
    assert holds(when, day, day), text
    assert day_known(when) is None
    assert when.earliest_start and when.latest_end and (when.latest_end - when.earliest_start).days < 850


PAIRS = {
    # form: what may have happened, from one day to another
    "en": {
        "between {a} and {b}": "one day", "from {a} to {b}": "both", "{a} to {b}": "either", "{a} – {b}": "either",
        "from {a} until {b}": "both", "some time between {a} and {b}": "one day",
    },
    "ar": {
        "بين {a} و{b}": "one day", "ما بين {a} و {b}": "one day", "من {a} إلى {b}": "both", "من {a} حتى {b}": "both",
        "{a} – {b}": "either", "في الفترة من {a} ولغاية {b}": "both",
    },
}  # fmt: skip


@given(days, st.integers(0, 400), st.sampled_from(["en", "ar"]), st.data(), st.integers(0, 5))
def test_two_days_hold_what_lies_between(
    first: date, length: int, language: str, data: st.DataObject, pick: int
) -> None:
    last = first + timedelta(days=length)
    form, meaning = data.draw(st.sampled_from(list(PAIRS[language].items())))
    one, other = _names(first, language, pick), _names(last, language, pick)
    short = (
        "{d}" if (first.year, first.month) == (last.year, last.month) else "{d} {m}" if first.year == last.year else ""
    )
    start = data.draw(st.sampled_from(["{d} {m} {y}", short or "{d} {m} {y}"])).format(**one)
    when = understand_when(form.format(a=start, b="{d} {m} {y}".format(**other)))
    assert when.understood
    between = first + timedelta(days=data.draw(st.integers(0, length)))
    assert meaning == "both" or holds(when, between, between)
    assert meaning == "one day" or holds(when, first, last)
    assert meaning != "both" or bounds(when) == (*[first.isoformat()] * 2, *[last.isoformat()] * 2)


@given(days, st.integers(0, 40), st.sampled_from(["en", "ar"]), st.data())
def test_relative_phrases_hold_their_day(document: date, unsure: int, language: str, data: st.DataObject) -> None:
    """Whatever the document's date is between its bounds, the day that is meant is held."""
    told = data.draw(st.sampled_from(list(RELATIVE[language].items())))
    latest = document + timedelta(days=unsure)
    truth = document + timedelta(days=data.draw(st.integers(0, unsure)))
    meant = truth + timedelta(days=data.draw(st.sampled_from(told[1](truth))))
    assert holds(understand_when(told[0], document_date=(document, latest)), meant, meant), (told[0], truth, meant)
    alone = understand_when(told[0])
    assert alone.understood and alone.follows_document
    assert bounds(alone) == (None,) * 4


def _back_to(weekday: int, document: date) -> int:
    """Days from a document back to the last such weekday before it (1 to 7)."""
    return -((document.weekday() - weekday - 1) % 7 + 1)


RELATIVE = {
    "en": {
        "today": lambda document: [0],
        "yesterday": lambda document: [-1],
        "yesterday evening": lambda document: [-1],
        "last night": lambda document: [-1],
        "the day before yesterday": lambda document: [-2],
        "three days ago": lambda document: [-3],
        "2 weeks ago": lambda document: list(range(-16, -11)),
        "last week": lambda document: list(range(-7, 0)) + [-document.weekday() - n for n in range(1, 8)],
        "last month": lambda document: [-document.day - n for n in range(28)],
        "this month": lambda document: list(range(1 - document.day, 1)),
        "on Friday": lambda document: [_back_to(4, document)] + [0] * (document.weekday() == 4),
        "Friday night": lambda document: [_back_to(4, document)],
        "last Friday": lambda document: [_back_to(4, document), _back_to(4, document) - 7],
    },
    "ar": {
        "اليوم": lambda document: [0],
        "أمس": lambda document: [-1],
        "مساء أمس": lambda document: [-1],
        "ليلة أمس": lambda document: [-1],
        "أول من أمس": lambda document: [-2],
        "قبل ثلاثة أيام": lambda document: [-3],
        "منذ يومين": lambda document: [-2, -1, 0],
        "قبل أسبوعين": lambda document: list(range(-16, -11)),
        "الأسبوع الماضي": lambda document: list(range(-7, 0)) + [-document.weekday() - n for n in range(1, 8)],
        "الشهر الماضي": lambda document: [-document.day - n for n in range(28)],
        "يوم الجمعة": lambda document: [_back_to(4, document)] + [0] * (document.weekday() == 4),
        "صباح الجمعة": lambda document: [_back_to(4, document)],
        "الجمعة الماضية": lambda document: [_back_to(4, document), _back_to(4, document) - 7],
    },
}


@given(st.dates(date(1950, 2, 1), date(2076, 12, 31)), st.integers(-1, 1), st.booleans())
def test_hijri_dates_hold_the_day_and_its_neighbours(day: date, off: int, arabic: bool) -> None:
    hijri = Gregorian(*day.timetuple()[:3]).to_hijri()
    month = (HIJRI_AR if arabic else HIJRI)[hijri.month - 1]
    year = f"{hijri.year} هـ" if arabic else f"{hijri.year} AH"
    meant = day + timedelta(days=off)
    assert holds(understand_when(f"{hijri.day} {month} {year}"), meant, meant)
    assert holds(understand_when(f"{month} {year}"), meant, meant)
