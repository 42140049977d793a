"""What reads like a person's name, in both scripts, and what describes somebody or names a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.disclosure import party_tier
from app.domain.names import names_a_leader, reads_like_a_name, sentence_names_somebody


@pytest.mark.parametrize(
    "label",
    [
        "Ali Testname", "ali testname", "ALI TESTNAME", "Testname Alpha", "Ali", "Governor Testname", "Mr. Testname",
        "Abu Testname", "Umm Zayn", "Ali Testname, farmer, about 40", "the doctor Ziad T.", "son of Ali",
        "Nadim al-Testi", "teacher Sara", "farmer from Tall Zayn called Ali",
        "علي تجريبي", "أبو تجربة", "الشيخ تجربة", "عبد الله تجريبي", "ليلى", "المزارع علي تجريبي", "وعلي",
        "محمد الاختباري، 40 عاماً",
    ],
)  # fmt: skip
def test_names(label: str) -> None:
    assert reads_like_a_name(label)


@pytest.mark.parametrize(
    "label",
    [
        "farmer, about 40", "families of the quarter", "a neighbour", "Farmer from Tall Zayn", "Mayor of Tall Zayn",
        "Kurdish man, about 30", "Major, about 40", "Two men in uniform", "Child of 7", "Former mayor", "",
        "force F", "Syrian Arab Army", "Omar Brigade", "Fourth Division", "Government forces", "YPG", "Ahrar al-Sham",
        "مزارع في الأربعين", "رجل مسن", "لواء عمر", "أهالي حي الشيخ علي", "مدير المدرسة", "الوزير السابق", "القوة ف",
        "امرأة من تل زين", "طالب جامعي", "Shrine of Sheikh Testname", "Imam Ali Mosque", "مقام الشيخ تجربة",
    ],
)  # fmt: skip
def test_descriptions_and_groups(label: str) -> None:
    assert not reads_like_a_name(label)


@pytest.mark.parametrize(
    "label",
    [
        "Unidentified Armed Actor", "Unidentified Armed Actors", "Unknown Armed Group", "Unidentified Gunmen",
        "Unidentified gunmen", "Other Armed Actor", "Unspecified Actor", "Suspected Militants", "Armed Gangs",
        "Unaffiliated Individuals", "Foreign Actor", "Unknown Actor (Syria)",
    ],
)  # fmt: skip
def test_what_the_field_calls_a_party_that_is_not_known_is_no_name(label: str) -> None:
    assert not reads_like_a_name(label)
    assert not reads_like_a_name(label, of_group=True)


@pytest.mark.parametrize(
    "label",
    ["Unidentified Armed Actor Ali", "Armed Actor Testname Alpha", "Suspected Gunman Omar", "Testname Alpha, Actor"],
)
def test_beside_such_words_a_name_is_noticed_all_the_same(label: str) -> None:
    assert reads_like_a_name(label)


def test_a_group_may_bear_any_name_but_a_person_s() -> None:
    assert not reads_like_a_name("Free Testers", of_group=True)
    assert reads_like_a_name("Free Testers")
    assert reads_like_a_name("Colonel Testname", of_group=True)


@pytest.mark.parametrize(
    "label",
    [
        "army of General Testname", "forces loyal to Colonel Testname", "Troops of Major General Ali",
        "the 5th Brigade under Captain Testname", "General Testname's militia", "men of Sheikh Testname",
        "جيش اللواء تجربة", "قوات العميد الركن سهيل", "كتيبة الشيخ تجربة", "عناصر النقيب علي",
    ],
)  # fmt: skip
def test_a_person_who_leads_a_group_is_noticed_in_its_name(label: str) -> None:
    assert names_a_leader(label)


@pytest.mark.parametrize(
    "label",
    [
        "Omar Brigade", "Army of the Free", "General Security forces", "Army General Staff", "General Intelligence", "",
        "Army General Command", "forces of a general", "forces of the Minister", "Imam Ali Brigade", "Syrian Arab Army",
        "قوات اللواء الأول", "أهالي حي الشيخ علي", "شرطة حي الشيخ مقصود", "لواء عمر", "قوات اللواء 105", "جيش الوطن",
        "عناصر اللواء الثامن", "farmer, about 40", "Presidential Guard", "force F", "القوة ف",
    ],
)  # fmt: skip
def test_the_name_of_a_group_is_no_leader_s(label: str) -> None:
    assert not names_a_leader(label)


@given(
    st.text(max_size=40) | st.lists(st.sampled_from(["of", "the", "Shrine", "Sheikh", "مقام", "الشيخ"])).map(" ".join)
)
def test_no_text_breaks_it(text: str) -> None:
    sentence_names_somebody(text)
    reads_like_a_name(text)
    names_a_leader(text)


def test_people_are_kept_closer_in_office_or_not() -> None:
    closer = {"private_person", "public_official", "family", "community"}
    assert {party_tier(kind) for kind in closer} == {2}
    assert party_tier("army") == party_tier("party_unknown") == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Arrest of Ahmad in Tall Zayn", "Killing of Omar Khalid", "Arrest by Sheikh Testname", "اعتقال أحمد في تل زين",
        "Killing of Sheikh Testname at the Shrine of Sheikh Testname", "Arrest of the mosque’s imam Sheikh Testname",
        "قصف مقام الشيخ تجربة ومقتل علي", "إمام المسجد الشيخ تجربة", "Ali shot in Mosque",
    ],
)  # fmt: skip
def test_a_sentence_of_ours_that_names_somebody_is_noticed(sentence: str) -> None:
    assert sentence_names_somebody(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Shelling of Bayt Rummana", "Killing of a farmer by force F", "Attack by the Omar Brigade", "قصف بيت رمانة", "",
        "Shelling of the Shrine of Sheikh Testname in Tall Zayn", "Damage to Khalid ibn al-Walid Mosque",
        "قصف مقام الشيخ تجربة", "حريق في جامع أبو بكر", "Damage to the Church of the Sheikh Testname",
    ],
)  # fmt: skip
def test_a_sentence_that_names_places_and_groups_is_not(sentence: str) -> None:
    assert not sentence_names_somebody(sentence)
