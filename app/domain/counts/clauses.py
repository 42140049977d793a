"""A row of known words cut into clauses: how many, of whom or what, what came to them, and how the clause hangs on.

Nothing is decided here about what belongs to what: that is `reading`.
"""

from dataclasses import dataclass, field

from app.domain.counts.lexicon import LARGEST, Word

PERSONS = ("person", "family", "household", "crossing")

# What people were before it happened to them is no second harm: "12 detainees released".
_DISPLACED = ("displaced_unspecified", "displaced_within", "displaced_across_border")
_OUTCOMES = {"released": ("detained", "abducted", "forcibly_disappeared"), "returned": _DISPLACED}

# What a clause has of each kind of word that says one thing by itself.
_SETS = {
    "class": "classes", "operator": "operators", "measure": "measures", "among": "among", "unknown": "unknown",
    "tally": "announces",
}  # fmt: skip

# "Casualties", "victims": people to whom something came, and not what. Beside a harm they only say who was counted.
HARM_NOT_SAID = "affected_unspecified"

# What can come later to some of those to whom something else came: a part of the whole figure, by its code.
OUTCOMES_OF = {harm: f"outcome_of_{harm}" for harm in ("injured", "detained", "abducted", "missing")}


@dataclass
class Clause:
    """One part of a count. `numbers` are the pairs of bounds found in it, `joined` how it hangs on the part before;
    `harm_leads` that the harm stands before what it counts: "مقتل 12 رجلاً". `among` are whom it is a part of ("2 of the
    injured"), `unknown` what is said not to be known of whom it counts: age, sex; `announces` that it names the figure
    that it gives ("number of dead")."""

    joined: str = ""
    numbers: set[tuple[int, int]] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    harms: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    populations: set[str] = field(default_factory=set)
    operators: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    among: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    announces: set[str] = field(default_factory=set)
    grammar_of_unit: str = ""
    grammar_of_harm: str = ""
    has_dual: bool = False
    says_anyone: bool = False
    harm_leads: bool = False
    start: int | None = None
    end: int = 0

    @property
    def grammar(self) -> str:
        """one, two, many, or nothing: the noun counted says it before the harm does."""
        return self.grammar_of_unit or self.grammar_of_harm

    @property
    def has_quantity(self) -> bool:
        """Whether it says how many: in figures, in words, or by a singular or a dual."""
        return bool(self.numbers or self.classes) or self.grammar in ("one", "two")

    @property
    def counts_something(self) -> bool:
        """Whether it says how many, or at least that it was more than one: "the number of dead" says neither."""
        return self.has_quantity or (self.grammar == "many" and not self.announces)

    @property
    def has_noun(self) -> bool:
        return bool(self.units or self.populations)

    @property
    def says_nothing(self) -> bool:
        said = (self.numbers, self.classes, self.harms, self.operators, self.measures, self.among, self.unknown)
        return not (any(said) or self.has_noun or self.says_anyone)

    @property
    def says_only_harm(self) -> bool:
        """Whether nothing but a harm stands in it: "… and wounded"."""
        return bool(self.harms) and not (self.numbers or self.classes or self.has_noun or self.operators)

    @property
    def holds_one_thing(self) -> bool:
        """At most one quantity, harm, unit, population, measure and part."""
        units = self.units | ({"person"} if self.populations else set())
        quantities = len(self.numbers) + len(self.classes)
        one_each = (self.harms, units, self.populations, self.measures, self.parts)
        return max(quantities, *map(len, one_each)) <= 1

    def settle_part(self) -> None:
        """ "2 of the injured died" are a part of the dead; "2 of the injured" alone are injured. What people were
        before is no second harm: "12 of the detainees were released"; nor that they are victims."""
        before = {harm for outcome in self.harms for harm in _OUTCOMES.get(outcome, ())}
        before |= {HARM_NOT_SAID} if len(self.harms) > 1 else set()
        self.harms -= before
        self.among -= before
        self.harms = self.harms or set(self.among)
        if further := self.among - self.harms:
            self.parts = {OUTCOMES_OF.get(harm, "") for harm in further}

    def take(self, word: Word) -> bool:
        """Adds one word; False where it has no place in a clause."""
        match word.kind:
            case "number" if self.grammar_of_unit == "one" and "family" in self.units:
                return False  # "family: 5 killed": of five, or five of it
            case "number":
                self.numbers.add((int(word.value), int(word.value)))
            case "interval":
                low, high = word.value.split("-")
                self.numbers.add((int(low), int(high)))
            case "harm":
                self.harm_leads = not (self.numbers or self.classes or self.has_noun)
                self.harms.add(word.value)
                self.grammar_of_harm = word.grammar or self.grammar_of_harm
            case "unit" | "population":
                (self.units if word.kind == "unit" else self.populations).add(word.value)
                self.grammar_of_unit = word.grammar
            case "harm_of_part":
                self.harms.add(word.value)
                self.parts.add(word.grammar)
            case "anyone":
                self.says_anyone = True
            case "filler":
                pass
            case kind if kind in _SETS:
                found: set[str] = getattr(self, _SETS[kind])
                found.add(word.value)
            case _:
                return False
        self.has_dual = self.has_dual or word.grammar == "two"
        self.start = word.start if self.start is None else self.start
        self.end = word.end
        return True


def cut(words: list[Word]) -> list[Clause] | None:
    """The clauses of a text, in order; None where a word has no place or a clause holds two things of a kind."""
    joined = _join_intervals(_join_numbers(_settle_groups(_settle_some(words))))
    clauses = [Clause()]
    for word in joined:
        current = clauses[-1]
        if word.kind != "separator":
            if not current.take(word):
                return None
        elif word.value == "including" and current.numbers and not current.harms and not current.has_noun:
            current.joined = "including"  # "3 of them children"
        elif current.says_nothing:
            current.joined = word.value if word.value == "including" else current.joined or word.value
        else:
            clauses.append(Clause(word.value))
    clauses = [clause for clause in clauses if not clause.says_nothing]
    for clause in clauses:
        clause.settle_part()
    return clauses if all(clause.holds_one_thing for clause in clauses) else None


def falling_interval(words: list[Word]) -> tuple[Word, Word] | None:
    """The two numbers of a range whose lower end stands above its upper: "between 5 and 3", "12 to 7"."""
    joined = _join_numbers(_settle_some(words)) if words else []
    for at, link in enumerate(joined[1:-1], 1):
        low, high = joined[at - 1], joined[at + 1]
        opening = joined[at - 2] if at > 1 and joined[at - 2].kind == "range" else None
        if _is_range((low, link, high), opening) and int(low.value) > int(high.value):
            return low, high
    return None


def _settle_some(words: list[Word]) -> list[Word]:
    """ "some 40 people" is about forty; "some people" is a plural without a size."""
    settled = []
    for word, after in zip(words, [*words[1:], None], strict=True):
        if word.kind == "some":
            number = after is not None and after.kind == "number"
            settled.append(
                word._replace(kind="operator" if number else "class", value="about" if number else "plural_only")
            )
        else:
            settled.append(word)
    return settled


_SIZES = ("number", "times", "class", "operator", "range")


def _settle_groups(words: list[Word]) -> list[Word]:
    """ "a family of five" is five persons, not five families. How many "families of five" are is left, and so not
    understood; "the families of detainees" are families.
    """
    settled = []
    for word, after in zip(words, [*words[1:], None], strict=True):
        if word.kind != "group":
            settled.append(word)
        elif after is None or after.kind not in _SIZES:
            settled.append(word._replace(kind="unit"))
        elif word.grammar == "one":
            settled.append(word._replace(kind="unit", value="person", grammar="many"))
        else:
            settled.append(word)
    return settled


def _join_numbers(words: list[Word]) -> list[Word]:
    """Numbers written in several words, joined: "twenty-five", "خمسة وعشرون", "two hundred and six", "3 آلاف"."""
    joined: list[Word] = []
    at = 0
    while at < len(words):
        word, used = _one_number(words, at)
        joined.append(word)
        at += used
    return joined


def _one_number(words: list[Word], at: int) -> tuple[Word, int]:
    first = words[at]
    if first.kind != "number":
        return (first._replace(kind="number"), 1) if first.kind == "times" else (first, 1)
    total, last = int(first.value), at
    while last + 1 < len(words):
        sum_and_length = _next_part(words, last + 1, total)
        if sum_and_length is None or sum_and_length[0] > LARGEST:
            break
        total, last = sum_and_length[0], last + sum_and_length[1]
    return first._replace(value=str(total), end=words[last].end), last - at + 1


def _next_part(words: list[Word], at: int, total: int) -> tuple[int, int] | None:
    """The number with its next part, and how many words that part takes; None where the number is complete."""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else None
    if 0 < total < 1000 and (word.kind == "times" or (word.kind, word.value) == ("class", "thousands")):
        return total * (1000 if word.kind == "class" else int(word.value)), 1
    if words[at - 1].grammar == "figures" or total == 0:
        return None
    if word.kind == "number" and not word.grammar and total % 100 >= 20 and total % 10 == 0 and int(word.value) < 10:
        return total + int(word.value), 1
    hyphen = (word.kind, word.value) == ("range", "to") and word.end - word.start == 1
    linked = hyphen or (word.kind, word.value) == ("separator", "and")
    if linked and after is not None and after.kind == "number" and not after.grammar:
        return _linked(total, int(after.value), hyphen)
    return None


def _linked(total: int, part: int, hyphen: bool) -> tuple[int, int] | None:
    if hyphen:  # twenty-five
        return (total + part, 2) if 20 <= total < 100 and total % 10 == 0 and 0 < part < 10 else None
    if 0 < total % 100 < 10 and part % 10 == 0 and 20 <= part < 100:  # خمسة وعشرون
        return total + part, 2
    smaller = next((unit for unit in (1000, 100) if total % unit == 0), None)  # two hundred and six
    return (total + part, 2) if smaller and 0 < part < smaller else None


def _join_intervals(words: list[Word]) -> list[Word]:
    """ "7 to 12", "between 7 and 12", "7 or 8" as one word each; a range that falls is left, and so not understood."""
    joined: list[Word] = []
    for word in words:
        joined.append(word)
        opening = joined[-4] if len(joined) > 3 and joined[-4].kind == "range" else None
        if len(joined) < 3 or not _is_interval(joined[-3:], opening):
            continue
        low, _, high = joined[-3:]
        start = opening.start if opening else low.start
        del joined[-4 if opening else -3 :]
        joined.append(Word("interval", f"{low.value}-{high.value}", "", start, high.end))
    for at, word in enumerate(joined[:-1]):  # Arabic "of" is the word for "from": before a number it may be a date's
        if word.value == "from_or_of" and joined[at + 1].kind != "number":
            joined[at] = word._replace(kind="filler")
    return joined


def _is_interval(three: list[Word], opening: Word | None) -> bool:
    low, link, high = three
    return _is_range((low, link, high), opening) and int(low.value) < int(high.value)


def _is_range(three: tuple[Word, Word, Word], opening: Word | None) -> bool:
    low, link, high = three
    if (low.kind, high.kind) != ("number", "number"):
        return False
    between = opening is not None and opening.value == "between"
    return (link.kind, link.value) == ("range", "to") or (between and link.value == "and")
