"""Counts in words and figures, both languages: no number is ever invented, and what is not clear stays text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counts import (
    Count,
    describe_count,
    turned_round,
    understand_count,
    understand_in_part,
    without_a_harm,
)
from app.domain.counts.count import CLASSES, MEASURE_MUST_BE_SAID
from app.domain.counts.lexicon import known_words
from app.domain.errors import InvalidValue
from app.domain.text import tokens
from app.domain.vocabularies import terms

ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]  # fmt: skip
ONES_AR = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة", "أحد عشر", "اثنا عشر",
           "ثلاثة عشر", "أربعة عشر", "خمسة عشر", "ستة عشر", "سبعة عشر", "ثمانية عشر", "تسعة عشر", "عشرون"]  # fmt: skip
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
TENS_AR = {20: "عشرون", 30: "ثلاثون", 40: "أربعون", 50: "خمسون", 60: "ستون", 70: "سبعون", 80: "ثمانون", 90: "تسعون"}
DIGITS = [str.maketrans("0123456789,", digits) for digits in ("0123456789,", "٠١٢٣٤٥٦٧٨٩٬", "۰۱۲۳۴۵۶۷۸۹٬")]


def figures(text: str, harm: str | None = None) -> list[tuple[object, ...]]:
    return [
        (count.harm, count.minimum, count.maximum, count.operator or count.quantity_class)
        for count in understand_count(text, harm)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 killed", [("killed", 12, 12, "=")]),
        ("dozens hurt", [("injured", None, None, "tens")]),
        ("7 to 12 people killed, 20 wounded", [("killed", 7, 12, "range"), ("injured", 20, 20, "=")]),
        ("about 40 dead", [("killed", None, None, "~")]),
        ("some 40 people were killed", [("killed", None, None, "~")]),
        ("no one was killed", [("killed", 0, 0, "=")]),
        ("more than 100 arrested", [("detained", 101, None, ">=")]),
        ("at least twelve people were abducted", [("abducted", 12, None, ">=")]),
        ("up to 50 killed", [("killed", None, 50, "<=")]),
        ("fewer than 50 killed", [("killed", None, 49, "<=")]),
        ("7 bodies recovered so far", [("killed", 7, None, ">=")]),
        ("between 7 and 12 missing", [("missing", 7, 12, "range")]),
        ("7 or 8 dead", [("killed", 7, 8, "range")]),
        ("12+ killed", [("killed", 12, None, ">=")]),
        ("two hundred and six injured", [("injured", 206, 206, "=")]),
        ("twenty five injured", [("injured", 25, 25, "=")]),
        ("12 thousand displaced", [("displaced_unspecified", 12000, 12000, "=")]),
        ("people were killed", [("killed", None, None, "plural_only")]),
        ("a man was killed and two women were wounded", [("killed", 1, 1, "="), ("injured", 2, 2, "=")]),
        ("thousands fled across the border", [("displaced_across_border", None, None, "thousands")]),
        ("mass displacement", [("displaced_unspecified", None, None, "many_or_mass")]),
        ("12 detainees released", [("released", 12, 12, "=")]),
        ("more than a dozen killed", [("killed", 13, None, ">=")]),
        ("at least a dozen killed", [("killed", 12, None, ">=")]),
        ("over 20 people were detained", [("detained", 21, None, ">=")]),
        ("7 killed and over 20 wounded", [("killed", 7, 7, "="), ("injured", 21, None, ">=")]),
        ("3 homes taken over", [("property_seized", 3, 3, "=")]),
        ("اعتقال ما يزيد على عشرين شخصاً", [("detained", 21, None, ">=")]),
        ("two dozen killed", [("killed", 24, 24, "=")]),
        ("several dozen killed", [("killed", None, None, "tens")]),
        ("ما لا يقل عن دزينة قتلى", [("killed", 12, None, ">=")]),
        ("dozens of dead and wounded", [("killed", None, None, "plural_only"), ("injured", None, None, "plural_only")]),
        ("عشرات القتلى والجرحى", [("killed", None, None, "plural_only"), ("injured", None, None, "plural_only")]),
        ("إحراق ٣ منازل", [("property_damaged", 3, 3, "=")]),
        ("3 homes burned", [("property_damaged", 3, 3, "=")]),
        ("مقتل 12 شخصاً", [("killed", 12, 12, "=")]),
        ("عشرات القتلى", [("killed", None, None, "tens")]),
        ("ما لا يقل عن ٧ جرحى", [("injured", 7, None, ">=")]),
        ("قتيلان", [("killed", 2, 2, "=")]),
        ("شهيدان وثلاثة جرحى", [("killed", 2, 2, "="), ("injured", 3, 3, "=")]),
        ("مقتل شخصين وإصابة ٢٠ آخرين", [("killed", 2, 2, "="), ("injured", 20, 20, "=")]),
        ("بين 7 و12 قتيلاً", [("killed", 7, 12, "range")]),
        ("من 7 إلى 12 قتيلاً", [("killed", 7, 12, "range")]),
        ("أكثر من عشرة معتقلين", [("detained", 11, None, ">=")]),
        ("سقوط 5 قتلى حتى الآن", [("killed", 5, None, ">=")]),
        ("نحو 40 مخطوفاً", [("abducted", None, None, "~")]),
        ("لم يُقتل أحد", [("killed", 0, 0, "=")]),
        ("دون إصابات", [("injured", 0, 0, "=")]),
        ("قتلى وجرحى", [("killed", None, None, "plural_only"), ("injured", None, None, "plural_only")]),
        ("مدنيين قتلى", [("killed", None, None, "plural_only")]),  # dual or plural: the script does not say
        ("3 آلاف نازح", [("displaced_unspecified", 3000, 3000, "=")]),
        ("١٬١٠٣ عائلة نازحة", [("displaced_unspecified", 1103, 1103, "=")]),
        ("عدد القتلى ٩", [("killed", 9, 9, "=")]),
        ("بلغ عدد القتلى ٩ وعدد الجرحى ٢٠", [("killed", 9, 9, "="), ("injured", 20, 20, "=")]),
        ("حصيلة القتلى ٩ حتى الآن", [("killed", 9, None, ">=")]),
        ("death toll of 9", [("killed", 9, 9, "=")]),
        ("the death toll rose to at least 9", [("killed", 9, None, ">=")]),
        ("the number of dead is 9", [("killed", 9, 9, "=")]),
        ("killing 9 and wounding 20", [("killed", 9, 9, "="), ("injured", 20, 20, "=")]),
        ("9 lives lost", [("killed", 9, 9, "=")]),
        ("displacing 1,103 families", [("displaced_unspecified", 1103, 1103, "=")]),
        ("مئات الآلاف من النازحين", [("displaced_unspecified", None, None, "hundreds_of_thousands")]),
    ],
)  # fmt: skip
def test_what_a_text_says(text: str, expected: list[tuple[object, ...]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "population", "number"),
    [("2 girls under 18", "girls", 2), ("5 people under 18", "children", 5), ("3 فتيات دون سن 18", "girls", 3),
     ("10 named", None, 10)],
)  # fmt: skip
def test_under_18_says_of_whom_and_is_no_further_number(text: str, population: str | None, number: int) -> None:
    for words in (text, f"{text} killed" if text.isascii() else f"مقتل {text}"):
        [count] = understand_count(words, "killed")
        assert (count.harm, count.population, count.stated) == ("killed", population, number)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("at least 3 homes destroyed", [("dwelling", None, 3)]),
        ("تدمير منزلين", [("dwelling", None, 2)]),
        ("12 homes and 3 shops looted", [("dwelling", None, 12), ("premises", None, 3)]),
        ("1,103 families displaced", [("family", None, 1103)]),
        ("12 men and 3 women killed", [("person", "men", 12), ("person", "women", 3)]),
        ("12 killed, including 3 children and 2 women",
         [("person", None, 12), ("person", "children", 3), ("person", "women", 2)]),
        ("12 killed, 3 of them children, and 20 wounded",
         [("person", None, 12), ("person", "children", 3), ("person", None, 20)]),
        ("12 people, 3 of them children, were killed", [("person", None, 12), ("person", "children", 3)]),
        ("مقتل 12 شخصاً بينهم 3 أطفال", [("person", None, 12), ("person", "children", 3)]),
        ("12 civilians killed", [("person", "civilians", 12)]),
        ("مقتل ١٢ رجلاً و٣ نساء", [("person", "men", 12), ("person", "women", 3)]),
        ("a family of five was killed", [("person", None, 5)]),
        ("a family of 5 killed", [("person", None, 5)]),
        ("family of at least five people killed", [("person", None, 5)]),
        ("a family of five, including 3 children, was killed", [("person", None, 5), ("person", "children", 3)]),
        ("a family killed", [("family", None, 1)]),
        ("5 families displaced", [("family", None, 5)]),
        ("مقتل عائلة من خمسة أفراد", [("person", None, 5)]),
        ("مقتل أسرة مكونة من ٥ أشخاص", [("person", None, 5)]),
        ("نزوح عائلة", [("family", None, 1)]),
        ("تدمير منزلين ومتجر", [("dwelling", None, 2), ("premises", None, 1)]),
    ],
)  # fmt: skip
def test_of_whom_and_of_what(text: str, units: list[tuple[object, ...]]) -> None:
    assert [(count.unit, count.population, count.minimum) for count in understand_count(text)] == units


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("7 bodies recovered so far", ("killed", 7, None, "cumulative", None)),
        ("سقوط 5 قتلى حتى الآن", ("killed", 5, None, "cumulative", None)),
        ("4,812 displaced so far", ("displaced_unspecified", 4812, None, "cumulative", None)),
        ("4,812 still displaced", ("displaced_unspecified", 4812, 4812, "stock", None)),
        ("لا يزال ١٢ محتجزاً", ("detained", 12, 12, "stock", None)),
        ("120 newly displaced", ("displaced_unspecified", 120, 120, "flow", None)),
        ("6,340 crossings displaced across the border", ("displaced_across_border", 6340, 6340, "flow", None)),
        ("2 of the injured died", ("killed", 2, 2, "event", "outcome_of_injured")),
        ("2 of the injured died in hospital", ("killed", 2, 2, "event", "outcome_of_injured")),
        ("2 succumbed to their wounds", ("killed", 2, 2, "event", "outcome_of_injured")),
        ("توفي اثنان من الجرحى", ("killed", 2, 2, "event", "outcome_of_injured")),
        ("5 of the detainees died", ("killed", 5, 5, "event", "outcome_of_detained")),
        ("2 died in hospital", ("killed", 2, 2, "event", "in_hospital")),
        ("10 of the dead were named", ("killed", 10, None, "event", None)),
        ("أسماء 10 قتلى", ("killed", 10, None, "event", None)),
        ("12 of the detainees were released", ("released", 12, 12, "event", None)),
        ("مئات من الجرحى", ("injured", None, None, "event", None)),
        ("12 casualties", ("affected_unspecified", 12, 12, "event", None)),
        ("at least 12 victims", ("affected_unspecified", 12, None, "event", None)),
        ("سقوط 5 ضحايا", ("affected_unspecified", 5, 5, "event", None)),
        ("عدد الضحايا 12", ("affected_unspecified", 12, 12, "event", None)),
        ("ضحيتان", ("affected_unspecified", 2, 2, "event", None)),
        ("12 victims killed", ("killed", 12, 12, "event", None)),
    ],
)  # fmt: skip
def test_what_it_measures_and_of_what_it_is_a_part(text: str, figure: tuple[object, ...]) -> None:
    [count] = understand_count(text)
    assert (count.harm, count.minimum, count.maximum, count.measure, count.part_of) == figure


@pytest.mark.parametrize(
    "text",
    [
        "12 still killed", "12 crossings killed", "2 of the dead wounded", "12 newly still displaced",
        "3 killed unknown",
        "12 killed and wounded", "مقتل 12 و3 أطفال", "12 women and children killed", "families of five killed",
        "two families of five killed", "family: 5 killed", "مقتل عائلتين من خمسة أفراد", "مقتل عائلات من خمسة أفراد",
        "12 and over killed",
        "12 killed and 3 children", "7 killed and 20 wounded, including 3 children", "10 killed 20 wounded",
        "12, 20 wounded",
        "people killed in 2025", "قتلى من 2025", "children under 5 killed", "7 and 12 killed",
        "twenty 5 killed", "5 of the 12 killed", "12 of 20 wounded",
        "12 to 7 killed", "1.5 million displaced", "12,5 killed", "12,20 killed", "1,1033 killed", "x12 killed",
        "12killed", "omen killed",
        "12th killed",
        "12 soldiers of the third brigade killed", "3 destroyed", "12 homes killed", "3 people destroyed", "3 قتيلان",
        "no 12 killed", "no more killed", "مقتل أحد الأشخاص", "مقتل 3 نازحين", "killed", "", "...",
        "at least 7 to 12 killed", "about at least 12 killed", "at least 0 killed", "feared dead: 12", "1446 هـ",
        "the number of dead", "number of people killed", "عدد القتلى", "death toll", "a toll of 9",
        "number of killed and wounded 12", "عدد القتلى والجرحى 12", "the death toll rose from 7 to 9",
        "9999999999 killed", "12", "twelve", "عشرات", "7 killed, 12", "ألف ومئتا قتيل", "100 و 50 قتيلاً",
        "12 killed " * 60,
    ],
)  # fmt: skip
def test_what_is_not_clear_stays_text(text: str) -> None:
    assert understand_count(text) == []


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("between 5 and 3 killed", "between 3 and 5 killed"),
        ("12-7 killed", "7-12 killed"),
        ("مقتل بين 5 و3 أشخاص", "مقتل بين 3 و5 أشخاص"),
        ("between twenty-five and 3", "between 3 and twenty-five"),
        ("between 3 and 5 killed", ""), ("between 5 and 5 killed", ""), ("5 and 3 killed", ""), ("12 of 7", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_range_that_falls_is_no_figure_and_can_be_turned(text: str, turned: str) -> None:
    assert turned_round(text) == turned
    assert not turned or understand_count(text, "killed") == []


@pytest.mark.parametrize(
    ("text", "unit", "population", "least"),
    [
        ("seven civilians", "person", "civilians", 7),
        ("سبعة مدنيين", "person", "civilians", 7),
        ("12", "person", None, 12),
        ("3 homes", "dwelling", None, 3),
    ],
)
def test_how_many_is_read_where_no_harm_is_said(text: str, unit: str, population: str | None, least: int) -> None:
    assert understand_count(text) == []
    [count] = without_a_harm(text)
    assert (count.unit, count.population, count.minimum) == (unit, population, least)


@pytest.mark.parametrize(
    ("text", "understood", "left"),
    [
        ("12 killed, 3 homes brned", ["12 killed"], ["3 homes brned"]),
        ("12 killed, 3 homes", ["12 killed"], ["3 homes"]),
        ("مقتل ١٢ شخصاً، وضياع ٣ جمال", ["مقتل ١٢ شخصاً"], ["وضياع ٣ جمال"]),
        ("12 killed, dozens hurt", ["12 killed", "dozens hurt"], []),
        ("12 killed, wounded", [], ["12 killed, wounded"]),
        ("12, 20 wounded", [], ["12, 20 wounded"]),
    ],
)
def test_what_commas_part_is_kept_by_itself(text: str, understood: list[str], left: list[str]) -> None:
    counts, remains = understand_in_part(text)
    assert ([count.words for count in counts], remains) == (understood, left)


def test_a_text_that_names_no_harm_is_of_the_harm_asked_about() -> None:
    assert figures("at least 12", "killed") == [("killed", 12, None, ">=")]
    assert figures("عشرات", "injured") == [("injured", None, None, "tens")]
    assert figures("12 wounded", "killed") == [("injured", 12, 12, "=")]
    assert figures("12 wounded and 3", "killed") == []
    assert figures("1,103 families", "displaced_unspecified") == [("displaced_unspecified", 1103, 1103, "=")]
    assert figures("3 homes", "killed") == []
    assert figures("3 homes", "property_damaged") == [("property_damaged", 3, 3, "=")]


def test_a_number_in_words_for_two_harms_is_kept_with_both() -> None:
    assert {count.words for count in understand_count("عشرات القتلى والجرحى")} == {"عشرات القتلى والجرحى"}


def test_words_are_the_source_s_own() -> None:
    text = "سقوط شهيدين و٣ جرحى"
    assert [count.words for count in understand_count(text)] == ["سقوط شهيدين", "٣ جرحى"]
    assert understand_count("Twelve (12) martyrs") == []
    assert understand_count("12 martyrs")[0].words == "12 martyrs"


def test_a_moving_population_is_neither_stock_nor_flow_until_said() -> None:
    assert understand_count("4,812 displaced")[0].measure == "not_stated"
    assert understand_count("12 killed")[0].measure == "event"
    said = {code for code, term in terms("harms").items() if term.attributes.get("measure_required") == "yes"}
    assert said == MEASURE_MUST_BE_SAID


@given(st.integers(0, 999_999_999), st.sampled_from(DIGITS), st.booleans(), st.sampled_from(["killed", "قتيلاً"]))
def test_figures_are_read_in_every_script(number: int, digits: dict[int, int], parted: bool, harm: str) -> None:
    figure = (f"{number:,}" if parted else str(number)).translate(digits)
    assert figures(f"{figure} {harm}") == [("killed", number, number, "=")]


@given(st.integers(1, 99), st.booleans())
def test_numbers_in_words(number: int, arabic: bool) -> None:
    ones, tens = (ONES_AR, TENS_AR) if arabic else (ONES, TENS)
    if number <= 20:
        word = ones[number - 1]
    elif number % 10 == 0:
        word = tens[number]
    elif arabic:
        word = f"{ones[number % 10 - 1]} و{tens[number - number % 10]}"
    else:
        word = f"{tens[number - number % 10]}-{ones[number % 10 - 1]}"
    assert figures(f"{word} {'قتيلاً' if arabic else 'killed'}") == [("killed", number, number, "=")]


@given(
    st.integers(2, 999_999),
    st.sampled_from(["a family of {} killed", "عائلة من {} أفراد قتلى", "أسرة مؤلفة من {} قتلى"]),
)
def test_a_family_of_so_many_is_so_many_persons(number: int, text: str) -> None:
    [count] = understand_count(text.format(number))
    assert (count.unit, count.minimum, count.maximum) == ("person", number, number)


LEXICON = ["12", "7", "dozens", "killed", "wounded", "people", "women", "at least", "about", "and", ",", "including",
           "to", "no", "of them", "عشرات", "قتلى", "قتيلان", "بينهم", "أطفال", "و", "منازل", "تدمير", "twelve", "homes",
           "destroyed", "some", "over", "family of", "families of", "a family", "عائلة من", "عائلة",
           "number of", "death toll", "عدد"]  # fmt: skip


@given(st.lists(st.sampled_from(LEXICON), max_size=7).map(" ".join), st.sampled_from([None, "killed"]))
def test_no_number_is_invented(text: str, harm: str | None) -> None:
    """Every number of a count stands in its own words: in figures, as a word, or as an Arabic dual; words have none."""
    for count in understand_count(text, harm):
        standing = {int(token.folded) for token in tokens(count.words) if token.folded.isdecimal()}
        standing |= {12 for _ in re.findall("twelve", count.words)} | {0 for _ in re.findall(r"\bno\b", count.words)}
        standing |= {2 for _ in re.findall("قتيلان", count.words)} | {
            1 for _ in re.findall("family|عائلة", count.words)
        }
        standing |= {number + 1 for number in standing if "over" in count.words}
        numbers = {number for number in (count.minimum, count.maximum, count.stated) if number is not None}
        assert numbers <= standing
        assert count.quantity_class is None or not numbers
        assert numbers or count.quantity_class
        assert count.words in text and count.harm in terms("harms")


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    for count in understand_count(text, "killed"):
        assert count.words in text


counts = st.builds(
    lambda low, more, operator: {
        "=": Count(harm="killed", minimum=low, maximum=low, stated=low, operator="="),
        ">=": Count(harm="killed", minimum=low, stated=low, operator=">="),
        ">": Count(harm="killed", minimum=low + 1, stated=low, operator=">="),
        "<=": Count(harm="killed", maximum=low, stated=low, operator="<="),
        "<": Count(harm="killed", maximum=low - 1, stated=low, operator="<="),
        "~": Count(harm="killed", stated=low, operator="~"),
        "range": Count(harm="killed", minimum=low, maximum=low + more, operator="range"),
    }[operator],
    st.integers(1, 100_000),
    st.integers(1, 500),
    st.sampled_from(["=", ">=", ">", "<=", "<", "~", "range"]),
) | st.builds(lambda name: Count(harm="killed", quantity_class=name), st.sampled_from(CLASSES))


@given(counts, st.sampled_from(["en", "ar"]))
def test_what_is_printed_can_be_typed(count: Count, language: str) -> None:
    (again,) = understand_count(describe_count(count, language), "killed")
    fields = ("minimum", "maximum", "stated", "operator", "quantity_class")
    assert [getattr(again, name) for name in fields] == [getattr(count, name) for name in fields]


@pytest.mark.parametrize(
    ("count", "english", "arabic"),
    [
        (Count(harm="killed", minimum=9, operator=">="), "9 or more", "9 أو أكثر"),
        (Count(harm="killed", minimum=7, maximum=12, operator="range"), "7 to 12", "من 7 إلى 12"),
        (Count(harm="killed", stated=40, operator="~"), "about 40", "نحو 40"),
        (Count(harm="killed", quantity_class="tens"), "dozens (no number)", "عشرات (دون رقم)"),
        (Count(harm="killed", minimum=0, maximum=0, operator="="), "none, said so", "لا أحد أو لا شيء بحسب المصدر"),
        (Count(harm="killed"), "number not known", "العدد غير معروف"),
        (Count(harm="killed", minimum=2, maximum=4, stated=3, operator="range"), "2 to 4 (stated: 3)",
         "من 2 إلى 4 (المذكور: 3)"),
        (Count(harm="killed", minimum=4, maximum=4, stated=4, operator="range"), "4", "4"),
        (Count(harm="killed", minimum=1103, maximum=1103, operator="="), "1,103", "1,103"),
        (Count(harm="killed", minimum=101, stated=100, operator=">="), "more than 100", "أكثر من 100"),
    ],
)  # fmt: skip
def test_counts_in_words(count: Count, english: str, arabic: str) -> None:
    assert (describe_count(count), describe_count(count, "ar")) == (english, arabic)


@pytest.mark.parametrize(
    "wrong",
    [{"minimum": 12, "maximum": 7}, {"minimum": -1}, {"quantity_class": "tens", "minimum": 12},
     {"quantity_class": "tens", "stated": 12}],
)  # fmt: skip
def test_a_count_that_contradicts_itself_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidValue):
        Count(harm="killed", **wrong)  # type: ignore[arg-type]


def test_null_zero_some_and_one_are_four_things() -> None:
    some, zero, one = (understand_count(text)[0] for text in ("some people killed", "no deaths", "1 dead"))
    unknown = Count(harm="killed", words="how many is not known")
    shown = {describe_count(count) for count in (some, zero, one, unknown)}
    assert len(shown) == 4
    assert len({(count.minimum, count.maximum, count.quantity_class) for count in (some, zero, one, unknown)}) == 4


def test_the_list_speaks_of_known_codes() -> None:
    assert set(terms("quantity_words")) - {"none_said"} == set(CLASSES)
    for word in ("killed", "عشرات", "نازح", "looted", "returned", "died in custody"):
        (found,) = known_words(word) or []
        assert found.value in (terms("harms") if found.kind == "harm" else terms("quantity_words"))
