"""A text that takes another's place: which of its passages stands where each of the former stood.

Words that are cited from a former text are looked for in the passage that stands where theirs stood, and in no other:
the sentence beside it, in the same words, may be somebody else's.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property

from app.domain.passages import Anchoring, Span, anchor, anchoring, cut, stands_as_it_stood

_REACH = 5
"""How many passages further, of those that were changed together, the one that was changed is looked for."""


class CitedText:
    """The text of a document that stands now, in which quotations are looked for; `former` texts, the latest last."""

    def __init__(self, text: str, former: Sequence[str] = ()) -> None:
        self.text = text
        self._former = [_Former(one, self) for one in former if one != text]

    @cached_property
    def passages(self) -> tuple[Span, ...]:
        return cut(self.text)

    def find(
        self, exact: str, prefix: str = "", suffix: str = "", starts: int | None = None
    ) -> tuple[Span | None, Anchoring]:
        """Where a quotation stands, and what has become of it. Of one that was marked in a former text, within what
        stands where its passage stood."""
        within = None
        if starts is not None and not stands_as_it_stood(self.text, exact, prefix, suffix, starts):
            marked = (one for one in reversed(self._former) if one.has(exact, prefix, suffix, starts))
            former = next(marked, None)
            within = former.now(starts) if former else None
        found = anchor(self.text, exact, prefix, suffix, starts, within)
        return found, anchoring(self.text, found, prefix, suffix, starts)


class _Former:
    """A text whose place another has taken."""

    def __init__(self, text: str, successor: CitedText) -> None:
        self._text, self._successor = text, successor

    def has(self, exact: str, prefix: str, suffix: str, starts: int) -> bool:
        return stands_as_it_stood(self._text, exact, prefix, suffix, starts)

    def now(self, starts: int) -> Sequence[Span]:
        """What stands now where the passage stood in which something began."""
        spans, successors = self._paired
        number = next((at for at, span in enumerate(spans) if span.starts <= starts < span.ends), None)
        return [] if number is None else [self._successor.passages[at] for at in successors.get(number, ())]

    @cached_property
    def _paired(self) -> tuple[tuple[Span, ...], dict[int, list[int]]]:
        spans, now = cut(self._text), self._successor
        former = [_words(span.of(self._text)) for span in spans]
        return spans, successors(former, [_words(span.of(now.text)) for span in now.passages])


def successors(former: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> dict[int, list[int]]:
    """Which passages, each given as its words, stand where the former ones stood, by their numbers.

    The same words in the same order stay what they were; of those left over the same words elsewhere were moved; of
    those that were changed together each takes the place of the one that is most like it.
    """
    steps = SequenceMatcher(None, former, now).get_opcodes()
    found = {old + at: [new + at] for step, old, end, new, _ in steps if step == "equal" for at in range(end - old)}
    taken = {number for numbers in found.values() for number in numbers}
    waiting: dict[tuple[str, ...], list[int]] = {}
    for number, words in enumerate(now):
        if number not in taken:
            waiting.setdefault(words, []).append(number)
    for number, words in enumerate(former):
        if number not in found and waiting.get(words):
            found[number] = [waiting[words].pop(0)]
            taken.update(found[number])
    for step, old, old_end, new, new_end in steps:
        if step == "replace":
            left = [number for number in range(old, old_end) if number not in found]
            changed = [number for number in range(new, new_end) if number not in taken]
            for number, its in _most_like(former, now, left, changed).items():
                found[number] = its
    return found


def _most_like(
    former: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]], left: Sequence[int], changed: Sequence[int]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if not left or not changed:
        return found
    wordings = [frozenset(former[number]) for number in left]
    for place, number in enumerate(changed):
        words, level = frozenset(now[number]), place * len(left) // len(changed)
        near = range(max(0, level - _REACH), min(len(left), level + _REACH + 1))
        likest = max(near, key=lambda one: (_likeness(wordings[one], words), -abs(one - level)))
        found.setdefault(left[likest], []).append(number)
    for place, number in enumerate(left):  # what was joined to its neighbour stands there word for word
        if number not in found:
            level = place * len(changed) // len(left)
            near_by = changed[max(0, level - _REACH) : level + _REACH + 1]
            if joined := [one for one in near_by if f" {' '.join(former[number])} " in f" {' '.join(now[one])} "]:
                found[number] = joined[:1]
    return found


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their words that two passages have in common."""
    return 2 * len(one & other) / (len(one) + len(other))


def _words(passage: str) -> tuple[str, ...]:
    return tuple(passage.split())
