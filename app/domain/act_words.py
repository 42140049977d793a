"""Which words of a source speak of which act, so that it can be proposed in the language of the text.

They are what is known of the harms (`lists/count_words.csv`), for the first act of those which do it, and the words of
`lists/act_words.csv` for acts that are told by what was done. A proposal is confirmed by whoever reads.
"""

import csv
import functools
from importlib.resources import files

from app.domain.counts.lexicon import words_of_harm
from app.domain.text import fold
from app.domain.vocabularies import terms

_NO_DEED = frozenset({"returned", "displaced_across_border"})
"""That people came back, or crossed a border, does not say that anybody made them."""


@functools.cache
def words_of_acts() -> dict[str, tuple[str, ...]]:
    """By act the words that speak of it, folded, English and Arabic; each word speaks of one."""
    text = (files("app.domain") / "lists" / "act_words.csv").read_text("utf-8")
    speaks_of: dict[str, str] = {
        fold(word): row["act"] for row in csv.DictReader(text.splitlines()) for word in row["words"].split("|")
    }
    harms: dict[str, str] = {}
    for act in terms("act_types").values():
        if (harm := act.attributes.get("harm")) and harm not in _NO_DEED:
            harms.setdefault(harm, act.code)
    for harm, code in harms.items():
        for word in words_of_harm(harm):
            speaks_of.setdefault(word, code)
    found: dict[str, tuple[str, ...]] = {}
    for word, code in speaks_of.items():
        found[code] = (*found.get(code, ()), word)
    return found
