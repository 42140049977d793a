"""Folding and splitting: the same letters typed in any way are the same, in what is stored and in what is asked for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import (
    detect_language,
    direction_of,
    fold,
    isolated,
    isolates,
    searchable,
    tokens,
    verbatim,
    whole_number,
    without_isolates,
    words,
)

ARABIC_WORDS = (
    "بلدة",
    "أحمد",
    "مستشفى",
    "شارع",
    "مؤتمر",
    "شاطئ",
    "آثار",
    "إدلب",
    "كنيسة",
    "دم",
    "لاجئين",
    "لاذقية",
    "ألماني",
)
texts = st.text(max_size=60) | st.text("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىٱـًٌٍَُِّْ٠١۲۳ ،.'’ا لو", max_size=60)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("أحمد إدلب آذار ٱلله", "احمد ادلب اذار الله"),
        ("مستشفى كنيسة مؤتمر شاطئ", "مستشفي كنيسه موتمر شاطي"),
        ("مُحَمَّـــد", "محمد"),
        ("١٢ و۱۲", "12 و12"),
        ("ﻣﺤﻤﺪ ﻻ", "محمد لا"),
        ("کتاب یوم", "كتاب يوم"),
        ("Éva ÅNGSTRÖM Ṣāfītā Łódź", "eva angstrom safita lodz"),
        ("“Quoted” — it’s", '"quoted" - it\'s'),
        ("ما، هذا؛ حقاً؟ ١٬١٠٣٫٥", "ما, هذا; حقا? 1,103.5"),
        ("\u200fنص\u200e \xa0 with\u00adin\n\tlines", "نص within lines"),
        ("\x00a`b", "a'b"),
    ],
)
def test_fold_makes_ways_of_typing_equal(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert searchable(searchable(text)) == searchable(text)


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_the_short_way_for_ascii_is_the_long_way(text: str) -> None:
    assert f"{fold(text)} e".strip() == fold(text + " é")


@given(st.sampled_from(ARABIC_WORDS), st.data())
def test_vowel_signs_and_tatweel_change_nothing(word: str, data: st.DataObject) -> None:
    dressed = "".join(letter + data.draw(st.sampled_from(["", "َ", "ّ", "ُ", "ـ"])) for letter in word)
    assert words(dressed) == words(word)


@given(texts, texts)
def test_the_words_of_two_texts_are_the_words_of_both(one: str, other: str) -> None:
    assert words(one + "\n" + other) == words(one) + words(other)


@given(texts)
def test_only_letters_and_digits_are_searched(text: str) -> None:
    assert all(word.isalnum() for word in words(text))
    assert " ".join(words(text)) == searchable(text)


@pytest.mark.parametrize("word", ["كلمة", "حي", "دم", "لاجئين", "لاذقية", "ألماني", "أطفال", "بيت"])
def test_a_word_finds_itself_with_and_without_the_article(word: str) -> None:
    bare = word.replace("أ", "ا")
    forms = [word, "ال" + word, "وال" + word, "بال" + word, "كال" + word, "فال" + word, "لل" + bare.removeprefix("لل")]
    if word.startswith("ل"):  # three lams are written as two
        forms[-1] = "ل" + "ل" + word[1:]
    assert {tuple(words(form)) for form in forms} == {tuple(words(word))}


@pytest.mark.parametrize("word", ["الله", "والله", "بالغ", "والد", "إلى", "لله", "ألم"])
def test_what_only_looks_like_an_article_stays(word: str) -> None:
    assert words(word) == [fold(word)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the monitor's report", ["the", "monitor", "report"]),
        ("Sana'a, Ma‘arrat al-Nuʿmān", ["sanaa", "maarrat", "al", "numan"]),
        ("1,103 homes_burnt/looted", ["1", "103", "homes", "burnt", "looted"]),
        ("  ", []),
        ("...", []),
    ],
)
def test_words_of_a_query(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(texts)
def test_tokens_stand_where_they_say(text: str) -> None:
    found = tokens(text)
    assert all(fold(text[token.start : token.end]) == token.folded for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_figures_and_letters_are_tokens_of_their_own() -> None:
    assert [token.folded for token in tokens("٦–٧ آذَار، 3rd")] == ["6", "-", "7", "اذار", ",", "3", "rd"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قصف على البلدة", "ar"),
        ("Shelling of a village", "en"),
        ("قصف قرب Bayt Rummana القديمة والجديدة", "ar"),
        ("Bayt Rummana بيت رمانة, a village", "en"),
        ("12–14 / 3", "und"),
        ("١٢ قتيلاً", "ar"),
        ("", "und"),
        ("ab اب", "und"),
    ],
)
def test_script(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_what_was_typed_stands_as_said_only_where_the_quotation_says_it() -> None:
    assert verbatim("masked men", "No masked Men took part.") == "masked Men"
    assert verbatim("قتل ١٢", "قُتل 12 شخصاً") == "قُتل 12"
    for typed in ("families of the village", "12", ""):
        assert verbatim(typed, "In 2012 dozens were killed.") == "In 2012 dozens were killed."


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), ("١٢", 12), ("2147483647", 2**31 - 1), ("2147483648", None), ("", None), ("²", None),
     ("-1", None), (" 1", None), ("1_0", None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_whole_number_is_one_of_ours_or_none(text: str, number: int | None) -> None:
    assert whole_number(text) == number
    assert whole_number("3", 3) is None and whole_number("2", 3) == 2


@pytest.mark.parametrize(
    ("text", "language", "across"),
    [("Hajin town", "ar", True), ("2018-01-02", "ar", True), ("12", "ar", False), ("بلدة", "ar", False),
     ("2018-01-02", "en", False), ("Hajin town", "en", False), ("بلدة", "en", True)],
)  # fmt: skip
def test_what_would_be_turned_or_turn_others_is_isolated(text: str, language: str, across: bool) -> None:
    assert (isolated(text, language) != text) is across
    assert without_isolates(isolated(text, language)) == text


def test_isolates_are_taken_apart_with_the_direction_of_each() -> None:
    inner = isolated("بلدة", "en")
    outer = isolated(f"{inner} at Hajin", "ar")
    assert isolates(f"من {outer}.") == [
        ("says", "من "), ("opens", "ltr"), ("opens", "rtl"), ("says", "بلدة"), ("closes", ""), ("says", " at Hajin"),
        ("closes", ""), ("says", "."),
    ]  # fmt: skip
    assert direction_of(f"{isolated('Hajin', 'ar')}: بلدة") == "rtl" and direction_of(outer) == "ltr"
    for lone in ("\u2068a", "a\u2069", "\u2069a\u2068"):
        assert {kind for kind, _ in isolates(lone)} == {"says"}
