"""Words of a source that speak of an act, so that it is proposed in the language of the text."""

from app.domain.act_words import words_of_acts
from app.domain.text import fold
from app.domain.vocabularies import terms


def test_each_word_speaks_of_one_act_that_can_be_chosen() -> None:
    found = words_of_acts()
    every = [word for words in found.values() for word in words]
    assert len(every) == len(set(every)) and all(fold(word) == word for word in every)
    assert all(terms("act_types")[code].can_be_chosen for code in found)


def test_what_is_known_of_harms_speaks_of_the_first_act_that_does_them() -> None:
    found = words_of_acts()
    for code, words in {
        "killing": ("died", "مقتل", "استشهد"),
        "wounding": ("injured", "اصيب"),
        "arrest_or_detention": ("detained", "اعتقال", "احتجاز"),
        "burning": ("torched", "احرق"),
        "attack_on_populated_area": ("shelled", "قصف"),
    }.items():
        assert set(words) <= set(found[code]), code
    assert not any("returned" in words or "عاد" in words for words in found.values()), "nobody is said to have done it"
