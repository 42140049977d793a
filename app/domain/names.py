"""What reads like the name of a person: warned of where only descriptions belong, in both scripts.

It is a rule of thumb over a list of words (`lists/name_words.csv`) and never a proof: what it passes over is no less a
name, so that the tier of a party follows its kind (`app.domain.disclosure`) and not what is found here.
"""

import csv
import functools
import re
from importlib.resources import files

from app.domain.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’ʿʼ][^\W\d_]+)*")
_OF_WHOM = re.compile(r"\b(?:of|by|against|with)\b", re.IGNORECASE)
_END = re.compile(r"[,;:،؛()\n]")
_OF_NAMES = frozenset({"given", "title", "kunya", "particle"})
_NAMES = re.compile(r"\b(?:sur|fore|full)?names?\b|(?<!\w)(?:ال)?(?:اسم|اسماء)(?!\w)")
_SHORTEST_IN_CAPITALS = 5  # shorter ones are rather short for a group: "YPG", "SDF"


def reads_like_a_name(label: str, *, of_group: bool = False) -> bool:
    """Whether a person's name seems to stand in what should describe a person or name a group.

    A given name that is known, a title or kunya before a name ("Abu …", "الشيخ …"), two capitalised words that are no
    description ("Ali Testname"). Words for a group ("Omar Brigade") and what follows the word for a place ("farmer from
    Tall Zayn") are none. `of_group`: a group is meant, whose own name may be two capitalised words that are not known.
    """
    return any(_part_reads_like_a_name(_without_sites(_WORD.findall(part)), of_group) for part in _END.split(label))


def names_a_leader(label: str) -> bool:
    """Whether what names a group names a person who leads it: "army of General Testname", "جيش اللواء تجربة". A group
    that bears a person's name for its own ("Omar Brigade", "حي الشيخ مقصود") does not."""
    return any(_part_names_a_leader(_WORD.findall(part)) for part in _END.split(label))


def sentence_names_somebody(sentence: str) -> bool:
    """Whether a person's name seems to stand in a title or sentence of ours: a given name, or a title before a name.

    What follows "of" or "by" there may be a person as well as a place; groups and places may be named.
    """
    parts = (" ".join(_without_sites(_WORD.findall(part))) for part in _END.split(sentence))
    return any(reads_like_a_name(one, of_group=True) for part in parts for one in _OF_WHOM.split(part))


def heading_says_names(heading: str) -> bool:
    """Whether a column is said to hold names: "Victim name", «اسم الضحية»."""
    return _NAMES.search(fold(heading).replace("_", " ")) is not None


def _part_reads_like_a_name(words: list[str], of_group: bool) -> bool:
    kinds = [_kinds_of(word) for word in words]
    if any("group" in of for of in kinds):
        return False
    named = 0  # words so far that may be parts of one name
    place = False
    for at, (word, of) in enumerate(zip(words, kinds, strict=True)):
        before = kinds[at - 1] if at else frozenset[str]()
        if "place" in of:
            place, named = "kin" not in before, 0
        elif place and word[0].islower() and not of:
            place = False  # the place is over: "farmer from Idlib killed Ali"
        elif place or "particle" in of:
            continue
        elif "given" in of or _follows_a_title(word, of, before):
            return True
        elif word[0].isupper() and _may_be_a_name(word, of):
            named += 1
            if named > 1 and not of_group:
                return True
        else:
            named = 0
    return False


def _without_sites(words: list[str]) -> list[str]:
    """Words without what a place of prayer or a square is called by, which is often a person's name: "Shrine of Sheikh
    Testname", "Imam Ali Mosque", «مقام الشيخ تجربة». Whoever is named beside it is kept."""
    kept: list[str] = []
    called = False
    for at, word in enumerate(words):
        kinds = _kinds_of(word)
        while kept and word.isascii() and "site" in kinds and _may_call(kept[-1]):
            kept.pop()
        begins = bool(kinds & _OF_NAMES) and _site_before(words[:at])
        called = begins or (called and _may_call(word, words[at - 1]))
        if not called:
            kept.append(word)
    return kept


def _may_call(word: str, before: str = "") -> bool:
    """Whether a word may be part of a name that a site is called by."""
    kinds = _kinds_of(word)
    return bool(kinds & _OF_NAMES or _kinds_of(before) & {"title", "kunya"}) or (word[0].isupper() and not kinds)


def _site_before(words: list[str]) -> bool:
    """Whether what follows is what a site is called by: "Shrine of", «مقام»; after «المقام» nothing is."""
    before = [word for word in words[-3:] if word.lower() != "the"]
    if before and before[-1].lower() == "of":
        before.pop()
    elif before and (before[-1].isascii() or before[-1].startswith("ال")):
        return False
    return bool(before) and "site" in _kinds_of(before[-1])


def _part_names_a_leader(words: list[str]) -> bool:
    """A title before a name, behind what somebody leads ("forces of", "قوات") or in a genitive ("… Testname's men")."""
    kinds = [_kinds_of(word) for word in words]
    led = False
    for word, of, before in zip(words[1:], kinds[1:], kinds, strict=False):
        led = led or "led" in before
        a_name = "given" in of or _may_be_a_name(re.sub("['’]s?$", "", word), of)
        if "title" in before and a_name and not word.startswith("ال") and (led or re.search("['’]s?$", word)):
            return True
    return False


def _follows_a_title(word: str, kinds: frozenset[str], before: frozenset[str]) -> bool:
    """ "الشيخ تجربة", "Abu Testname"; a word with the article rather describes who has the title: "الوزير السابق"."""
    return _may_be_a_name(word, kinds) and ("kunya" in before or ("title" in before and not word.startswith("ال")))


def _may_be_a_name(word: str, kinds: frozenset[str]) -> bool:
    short = len(word) == 1 or (word.isupper() and len(word) < _SHORTEST_IN_CAPITALS)
    return not (kinds or short or word.islower())


def _kinds_of(word: str) -> frozenset[str]:
    """What the word is known to be; Arabic writes the article, and "and", on to it."""
    folded = fold(word)
    return _known().get(folded) or _known().get(re.sub(r"^(?:وال|ال|لل|و)", "", folded), frozenset())


@functools.cache
def _known() -> dict[str, frozenset[str]]:
    text = (files("app.domain") / "lists" / "name_words.csv").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        for word in row["words"].split("|"):
            found.setdefault(fold(word), set()).add(row["kind"])
    return {word: frozenset(kinds) for word, kinds in found.items()}
