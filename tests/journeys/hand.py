"""A hand on the keyboard of a real browser, and what it costs: keys, seconds, corrections, values right at once.

The mouse does one thing: it marks words in a text, or picks a passage. Everything else is a key; a chord (Ctrl+Enter)
is one. `test_budgets` holds the numbers of keys against their budgets; with `-rP` pytest prints all figures.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

MARK_WORDS = """([starts, ends]) => {
  const within = (one) => +one.dataset.starts <= starts && +one.dataset.ends >= ends;
  const at = [...document.querySelectorAll('.passage')].find(within);
  const node = at.querySelector('.words').firstChild, letters = [...node.data], from = +at.dataset.starts;
  const unit = (place) => letters.slice(0, place - from).join('').length;
  const range = document.createRange();
  range.setStart(node, unit(starts)); range.setEnd(node, unit(ends));
  document.activeElement?.blur();
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


@dataclass
class Cost:
    """What was pressed and marked, and what had to be done again. `right`: values that were read as they were meant, at
    once; `values`: how many there were."""

    keys: int = 0
    marked: int = 0
    corrections: int = 0
    values: int = 0
    right: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def __str__(self) -> str:
        return (
            f"{self.keys} keys, {self.marked} times marked, {self.seconds:.0f} s, {self.corrections} corrections, "
            f"{self.right} of {self.values} values right at once"
        )


@dataclass
class Hand:
    """Somebody at a page."""

    page: Page
    cost: Cost = field(default_factory=Cost)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.cost.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.cost.keys += len(text)

    def mark(self, starts: int, ends: int) -> None:
        """Marks words of the text on the desk."""
        self.page.evaluate(MARK_WORDS, [starts, ends])
        self.cost.marked += 1

    def pick(self, starts: int) -> None:
        """Picks a passage of the text."""
        self.page.locator(f"#p{starts} .words").click()
        self.cost.marked += 1

    def focused(self) -> str:
        """The name of the question that has the cursor, or nothing."""
        return str(self.page.evaluate("document.activeElement?.name ?? ''"))

    def choose(self, code: str) -> None:
        """Chooses an answer of the list that has the cursor, by the fewest letters that find it."""
        labels, codes = self.page.evaluate(
            "() => { const all = [...document.activeElement.options];"
            " return [all.map((o) => o.label.toLowerCase()), all.map((o) => o.value)]; }"
        )
        assert code in codes, (self.focused(), code)
        self.page.wait_for_timeout(1000)  # letters that follow at once go on from those before
        self.type(_letters(labels, codes.index(code)))
        found = self.page.evaluate("document.activeElement.value")
        assert found == code, (self.focused(), code, found)

    def rewrite(self, text: str) -> None:
        """Writes over what stands in the question that has the cursor."""
        self.press("Control+A")
        self.type(text)

    def tab_to(self, name: str) -> None:
        """Goes on to a question further down."""
        for _ in range(40):
            if self.focused() == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached")

    def value(self, name: str) -> str:
        """What a question of the form is answered with."""
        script = "(name) => new FormData(document.querySelector('form[data-live]')).get(name) ?? ''"
        return str(self.page.evaluate(script, name))

    def understood(self, expected: Iterable[tuple[str, str]]) -> None:
        """How each answer was read, held against what was meant."""
        for name, words in expected:
            self.cost.values += 1
            expect(self.page.locator(f"#{name}-understood")).to_contain_text(words)
            self.cost.right += 1

    def save(self, on: bool = False) -> None:
        """Keeps the form; `on`: and goes on with it. Waits until it is kept."""
        with self.page.expect_navigation():
            self.press("Control+Shift+Enter" if on else "Control+Enter")


def _letters(labels: list[str], wanted: int) -> str:
    """The fewest letters that find an answer of a list: by how it begins, else by how any of its words does."""
    label = labels[wanted]
    starts = [label, *(label[word.start() :] for word in re.finditer(r"\w+", label))]
    for number in range(1, len(label) + 1):
        for typed in (start[:number] for start in starts):
            by_label = [at for at, one in enumerate(labels) if one.startswith(typed)]
            by_word = [at for at, one in enumerate(labels) if any(w.startswith(typed) for w in re.split(r"\W+", one))]
            if (by_label or by_word or [None])[0] == wanted:
                return typed
    return label
