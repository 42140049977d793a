"""Words for invented texts: some that are frequent, then a long tail of made-up ones, as often as Zipf's law has it.

The frequent ones are plain words of the field, so that a search has something to ask for; the tail is put together from
syllables and means nothing in any language.
"""

import random
from collections.abc import Sequence
from itertools import accumulate, product

ENGLISH = (
    "reported", "market", "shelling", "clashes", "near", "killed", "houses", "road", "injured", "village",
    "several", "convoy", "evening", "fire", "bombardment", "area", "residents", "school", "morning",
    "checkpoint", "north", "families", "bridge", "mill", "south", "fields", "continue", "water", "hospital",
    "river",
)  # fmt: skip
ARABIC = (
    "قصف", "إطلاق", "النار", "السوق", "قرية", "اشتباكات", "مقتل", "على", "طريق", "منازل", "المدينة", "مدرسة",
    "جرحى", "الأهالي", "حاجز", "صباح", "مساء", "قرب", "جسر", "شمال", "عائلات", "المزارع", "الجنوب", "قافلة",
    "مستشفى", "النهر", "مياه", "أطراف", "الحي", "مبنى",
)  # fmt: skip

_ENGLISH_SYLLABLES = ("ka", "ro", "min", "tel", "vu", "sha", "dor", "nef", "qui", "lam", "ziv", "bo", "pra", "gul")
_ARABIC_SYLLABLES = ("كا", "رو", "من", "تل", "فو", "شا", "دور", "نف", "لام", "زي", "بو", "غل", "شي", "سو", "هر")


class Words:
    """One script's words with their frequencies: the word of rank r is drawn in proportion to 1 / (r + 2.7)."""

    def __init__(self, frequent: Sequence[str], syllables: Sequence[str]) -> None:
        tail = ["".join(parts) for length in (3, 4) for parts in product(syllables, repeat=length)]
        self._words = [*frequent, *tail[: 20_000 - len(frequent)]]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(self._words) + 1)))

    def draw(self, chance: random.Random, how_many: int) -> list[str]:
        return chance.choices(self._words, cum_weights=self._weights, k=how_many)


def english() -> Words:
    return Words(ENGLISH, _ENGLISH_SYLLABLES)


def arabic() -> Words:
    return Words(ARABIC, _ARABIC_SYLLABLES)


def names(chance: random.Random, how_many: int) -> list[str]:
    """Different names of places that are nowhere."""
    made: dict[str, None] = {}
    while len(made) < how_many:
        made.setdefault("".join(chance.choices(_ENGLISH_SYLLABLES, k=3)).capitalize())
    return list(made)
