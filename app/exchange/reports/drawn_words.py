"""Arabic within drawings, letter by letter from left to right as it is seen: WeasyPrint sets the letters of an SVG one
by one, so that they neither join nor turn. The forms are those that Unicode keeps for such use (Arabic Presentation
Forms-B); labels are short, so runs are turned without the whole of the bidirectional algorithm.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

_FORMS = range(0xFE70, 0xFEFD)
_RUNS = re.compile(r"[\u0600-\u06FF]+(?:\s+[\u0600-\u06FF]+)*|[^\u0600-\u06FF]+")

_PARTS = re.compile(r"\d[\d,]*|\D")
_MIRRORED = dict(zip("()[]«»", ")(][»«", strict=True))


def drawn(words: str) -> str:
    """A label as it is seen from left to right. Without Arabic it is as it was."""
    if not any("\u0600" <= letter <= "\u06ff" for letter in words):
        return words
    plain = "".join(letter for letter in words if unicodedata.category(letter) not in ("Cf", "Mn"))
    runs = [_joined(run)[::-1] if "\u0600" <= run[0] <= "\u06ff" else _turned(run) for run in _RUNS.findall(plain)]
    return "".join(reversed(runs))


def _turned(run: str) -> str:
    """Words of the other direction stay as they are; the spaces around them change sides. Numbers and marks between
    Arabic words run with these, number by number."""
    if not any(letter.isalpha() for letter in run):
        return "".join(_MIRRORED.get(part, part) for part in reversed(_PARTS.findall(run)))
    core = run.strip()
    before, after = run[: len(run) - len(run.lstrip())], run[len(run.rstrip()) :]
    return after + core + before if core else run


def _joined(run: str) -> str:
    """Each letter in the form that it takes between its neighbours, with lam-alef as one."""
    forms, letters = _forms(), list[str]()
    for letter in run:
        if letters and letters[-1] + letter in forms:
            letters[-1] += letter
        else:
            letters.append(letter)
    joins = [_joins(one, other) for one, other in pairwise(letters)]
    found = []
    for letter, before, after in zip(letters, [False, *joins], [*joins, False], strict=True):
        name = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (before, after), "isolated"
        )
        found.append(forms.get(letter, {}).get(name, letter))
    return "".join(found)


def _joins(one: str, other: str) -> bool:
    """Whether a letter joins the next: it has a form for it, and the next one for being joined."""
    forms = _forms()
    return "initial" in forms.get(one, {}) and "final" in forms.get(other, {})


@cache
def _forms() -> dict[str, dict[str, str]]:
    """By letter, or lam and alef together, the form at each place in a word."""
    found: dict[str, dict[str, str]] = {}
    for point in _FORMS:
        name, *letters = unicodedata.decomposition(chr(point)).split() or ("",)
        plain = "".join(chr(int(one, 16)) for one in letters)
        if not plain.startswith(" "):
            found.setdefault(plain, {})[name.strip("<>")] = chr(point)
    return found
