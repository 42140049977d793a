"""Worked case 1 whole, as a hand enters it on the desk: each form of the demo's mirrored article, and every mark."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import expect

from app.domain.passages import Span, cut
from app.domain.text import fold
from app.services.demo.article import Article, Fact
from app.services.demo.loading import forms
from app.web.desk import MARK_KEYS
from tests.journeys.hand import Hand

TABS = {"incident": "i", "action": "a", "context": "y"}
KEYS = {
    "incident": {
        "act": "4", "victim": "5", "count": "6", "when": "7", "where": "8", "alleged": "9", "completion": "t",
        "characterisation": "e", "motive": "g", "degree": "w", "precision": "q", "kind": "f", "also_at": "m",
        "where_to": "Shift+Digit8", "where_from": "Shift+Digit7", "adm1": "Shift+KeyQ", "several": "Shift+KeyM",
    },
    "action": {"kind": "4", "by": "5", "addressee": "6", "when": "7", "outcome": "8"},
    "context": {"path": "4", "party": "5", "value": "6"},
}  # fmt: skip
"""Which key leads to which question, by what is entered."""
SELECTS = {"act", "completion", "characterisation", "motive", "degree", "precision", "kind", "path"}


@dataclass
class CaseOne:
    """Somebody who reads the article at its desk (`home`, its address)."""

    hand: Hand
    article: Article
    home: str
    refs: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    tab: str = "incident"

    def read(self) -> None:
        told = [form for form in forms(self.article.facts) if form[0].by != "ours" and "follows" not in form[0].field]
        for number, form in enumerate(told):
            following = told[number + 1] if number + 1 < len(told) else form
            self._enter(form, on=following[0].about == form[0].about and _tab(form[0]) != "context")
        self._mark()

    def _enter(self, form: list[Fact], *, on: bool) -> None:
        hand, first = self.hand, form[0]
        if self.tab != _tab(first):
            with hand.page.expect_navigation():
                hand.press(TABS[_tab(first)])
            self.tab = _tab(first)
        if self.tab != "context":
            self._which(first.about)
        self._speaker(first)
        if hand.value("modality") != first.modality:
            hand.press("v")
            self._choose(first.modality)
        for fact in form:
            getattr(self, f"_{self.tab}")(fact)
        if self.tab == "incident" and first.about not in self.refs:
            hand.press("0", "0")
        hand.save(on)
        kept = re.search(r"kept=([A-Z]{3}-\w+)", hand.page.url)
        assert kept, (first, hand.page.locator("main .summary").all_inner_texts())
        self.refs.setdefault(first.about, kept.group(1))

    def _choose(self, code: str) -> None:
        self.hand.choose(code)
        self.hand.press("Escape")

    def _which(self, about: str) -> None:
        """Which incident, action or response it is about."""
        name = "incident" if self.tab == "incident" else "intervention"
        ref = self.refs.get(about, "")
        if self.hand.value(name) != ref:
            self.hand.press("1")
            self._choose(ref)

    def _speaker(self, fact: Fact) -> None:
        speaker = self.article.speakers.get(fact.by)
        wanted = "source" if fact.by == "author" else "other" if speaker else "not_said"
        if speaker:
            self._answer(fact, speaker["name"], "r", "originator_name", speaker["kind"], "originator_kind")
            return
        while self.hand.page.locator("[name=originator]:checked").input_value() != wanted:
            self.hand.press("3")

    def _words(self, fact: Fact, words: str, name: str = "") -> bool:
        """Marks these words where the passage has them, else where the text first has."""
        text, passage = self.article.text, fact.passage
        at = text.find(words, passage.starts, passage.ends)
        # A name is the same wherever it stands; what is said is said where it stands.
        at = text.find(words) if at < 0 and name in ("by", "addressee", "party", "where_from") else at
        if at < 0:
            return False
        self.hand.mark(at, at + len(words))
        return True

    def _answer(self, fact: Fact, answer: str, key: str, name: str, kind: str = "", kind_name: str = "") -> None:
        """Marks an answer and presses its key; types it where it stands in other words; says its kind if asked."""
        hand = self.hand
        marked = self._words(fact, answer, name)
        if not marked:
            hand.mark(fact.words.starts, fact.words.ends)
        hand.press(key)
        if hand.focused() == kind_name and kind_name:
            self._choose(kind)
        if fold(hand.value(name)) != fold(answer):
            hand.press(key)
            if hand.focused() != name:
                hand.tab_to(name)
            hand.rewrite(answer)
            hand.press("Escape")
        hand.cost.values += 1
        hand.cost.right += marked
        if kind_name and hand.value(kind_name) != kind:
            hand.cost.corrections += 1
            hand.press(key)
            if hand.focused() != kind_name:
                hand.tab_to(kind_name)
            self._choose(kind)

    def _as_entered(self, fact: Fact) -> str:
        """A name or text is kept as it is marked; said again, it is what it was at first."""
        words = fact.words.of(self.article.text)
        as_marked = fact.field in ("victim", "alleged", "outcome") or (
            fact.field.startswith("context.") and fact.field != "context.relation"
        )
        answer = words if as_marked or fold(fact.answer) == fold(words) else fact.answer
        return self.first.setdefault(fact.claim, answer)

    def _incident(self, fact: Fact) -> None:
        hand, more, key = self.hand, dict(fact.more), KEYS["incident"]
        if fact.field in SELECTS:
            self._selected(fact, fact.field, fact.answer)
        else:
            kind = more.pop(f"{fact.field}_kind", "")
            self._answer(
                fact, self._as_entered(fact), key[fact.field], fact.field, kind, f"{fact.field}_kind" if kind else ""
            )
        for name in ("completion", "degree", "kind", "precision", "several"):
            if code := more.get(name):
                self._one_of(name, code)
        for name in ("adm1", "where_from"):
            if place := more.get(name):
                self._answer(fact, place, key[name], name)
        for place in more.get("also_at", "").splitlines():
            assert self._words(fact, place)
            hand.press(key["also_at"])

    def _one_of(self, name: str, code: str) -> None:
        """Chooses of the answers offered to a question, unless it is answered so."""
        hand, key = self.hand, KEYS[self.tab][name]
        if hand.value(name) == code:
            return
        hand.press(key)
        if hand.value(name) == code:
            return
        if hand.focused() != name:
            hand.press(key)
        self._choose(code)

    def _selected(self, fact: Fact, name: str, code: str) -> None:
        """Marks the words and chooses; right where it was proposed."""
        hand, key = self.hand, KEYS[self.tab][name]
        hand.mark(fact.words.starts, fact.words.ends)
        hand.press(key)
        hand.cost.values += 1
        if hand.focused() == name:
            self._choose(code)
        elif hand.value(name) == code:
            hand.cost.right += 1
        else:
            hand.cost.corrections += 1
            hand.press(key)
            self._choose(code)

    def _action(self, fact: Fact) -> None:
        more = dict(fact.more)
        if fact.field == "kind":
            self._selected(fact, "kind", fact.answer)
        else:
            self._answer(fact, self._as_entered(fact), KEYS["action"][fact.field], fact.field)
        for name in ("by", "addressee"):
            if name in more:
                self._answer(fact, more[name], KEYS["action"][name], name, more[f"{name}_kind"], f"{name}_kind")

    def _context(self, fact: Fact) -> None:
        hand, key = self.hand, KEYS["context"]
        kind, _, label = fact.about.partition(":")
        hand.pick(fact.passage.starts)
        self._one_of("path", fact.field)
        other = fact.more.get("party_kind", "")
        self._answer(fact, self._as_entered(fact), key["value"], "value", other, "party_kind" if other else "")
        self._answer(fact, label, key["party"], "party", kind, "party_of")
        hand.press(*(["7"] if fact.more["of_people"] == "yes" else ["7", "7"]))

    def _mark(self) -> None:
        passages: tuple[Span, ...] = cut(self.article.text)
        for mark, numbers in self.article.marks.items():
            for number in numbers:
                self.hand.pick(passages[number - 1].starts)
                self.hand.press(MARK_KEYS[mark].lower())
                expect(self.hand.page.locator(f"#p{passages[number - 1].starts}.mark-{mark}")).to_have_count(1)


def _tab(fact: Fact) -> str:
    return {"I-": "incident", "N-": "action"}.get(fact.about[:2], "context")
