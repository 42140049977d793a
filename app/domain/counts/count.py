"""One source's figure for one harm, as it said it, and how that is printed."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from app.domain.errors import InvalidValue, mend

Measure = Literal["event", "cumulative", "stock", "flow", "not_stated"]

# The codes of `lists/quantity_words.csv` that order and group figures in words; the last two have no order.
CLASSES = (
    "few", "several", "tens", "hundreds", "thousands", "tens_of_thousands", "hundreds_of_thousands",
    "many_or_mass", "plural_only",
)  # fmt: skip

# Harms of a population that moves: a figure means nothing before it is said to be a stock or a flow.
MEASURE_MUST_BE_SAID = frozenset({"displaced_unspecified", "displaced_within", "displaced_across_border", "returned"})


class Line(NamedTuple):
    """What figures must share to be compared. Lines never meet; only the whole (no population, no part) is summed."""

    harm: str
    unit: str
    measure: str
    population: str
    part_of: str

    @property
    def is_whole(self) -> bool:
        return not self.population and not self.part_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of one unit one source says came to one harm. None is "not said" and never zero.

    `minimum` and `maximum` bound it, either may be unknown; `stated` is the number that was written where there is one.
    A figure in words has a `quantity_class` and no number at all. `words` are the source's own. `population` (children)
    and `part_of` (the hospital's) make it a part of a larger figure; without both it is the whole.

    "12" is `=` 12 to 12. "At least 12" is `>=` from 12; "more than 12" is the same from 13. "Up to 12" is `<=` to 12,
    with no minimum. "About 12" is `~`: it is stated, and bounds nothing. "None, said so" is `=` 0. Words have no
    operator, or `>=` where they are the least ("more than a few").
    """

    harm: str
    unit: str = "person"
    minimum: int | None = None
    maximum: int | None = None
    stated: int | None = None
    operator: str | None = None
    words: str = ""
    quantity_class: str | None = None
    population: str | None = None
    part_of: str | None = None
    measure: str = "event"

    def __post_init__(self) -> None:
        numbers = (self.minimum, self.maximum, self.stated)
        if any(number is not None and number < 0 for number in numbers):
            raise InvalidValue("A count cannot be below 0.")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise InvalidValue("The smaller number comes first: 7 to 12.")
        if self.quantity_class is not None and numbers != (None, None, None):
            raise InvalidValue("Words such as dozens have no number. Enter the words or the number.")

    @property
    def line(self) -> Line:
        """What it can be compared with. A figure so far is of the whole of the event, and may still rise."""
        measure = "event" if self.measure == "cumulative" else self.measure
        return Line(self.harm, self.unit, measure, self.population or "", self.part_of or "")

    @property
    def highest(self) -> int | None:
        """What it is at most, for its line: a figure so far closes nothing."""
        return None if self.measure == "cumulative" else self.maximum

    def so_far(self) -> "Count":
        """The same as a figure so far: a minimum and no maximum, of words too the least. InvalidValue where it has no
        single number."""
        if self.operator == "=" and self.stated:
            return replace(self, measure="cumulative", maximum=None, operator=">=")
        if self.maximum is not None:
            raise InvalidValue(
                mend("A figure so far has no upper bound. Write the number that was reached."), "measure"
            )
        return replace(self, measure="cumulative", operator=">=" if self.quantity_class else self.operator)


_SAYINGS = {
    "en": {
        "unknown": "number not known",
        "none": "none, said so",
        "at_least": "{} or more",
        "over": "more than {}",
        "at_most": "{} or fewer",
        "under": "fewer than {}",
        "about": "about {}",
        "range": "{} to {}",
        "stated": "{} (stated: {})",
        "no_number": "{} (no number)",
    },
    "ar": {
        "unknown": "العدد غير معروف",
        "none": "لا أحد أو لا شيء بحسب المصدر",
        "at_least": "{} أو أكثر",
        "over": "أكثر من {}",
        "at_most": "{} أو أقل",
        "under": "أقل من {}",
        "about": "نحو {}",
        "range": "من {} إلى {}",
        "stated": "{} (المذكور: {})",
        "no_number": "{} (دون رقم)",
    },
}

_CLASS_WORDS = {
    "few": ("a few", "بضعة"),
    "several": ("several", "عدة"),
    "tens": ("dozens", "عشرات"),
    "hundreds": ("hundreds", "مئات"),
    "thousands": ("thousands", "آلاف"),
    "tens_of_thousands": ("tens of thousands", "عشرات الآلاف"),
    "hundreds_of_thousands": ("hundreds of thousands", "مئات الآلاف"),
    "many_or_mass": ("many", "كثيرون"),
    "plural_only": ("some", "بعض"),
}


def describe_count(count: Count, language: str = "en") -> str:
    """A figure as it was said: "9 or more", "7 to 12", "about 40", "dozens (no number)". `language` is `en` or `ar`."""
    say = _SAYINGS[language]
    if count.quantity_class:
        return describe_class(count.quantity_class, language)
    if count.operator == "~" and count.stated is not None:
        return describe_about(count.stated, language)
    if count.stated is not None and count.minimum == count.stated + 1 and count.maximum is None:
        return say["over"].format(_figure(count.stated))
    if count.stated is not None and count.maximum == count.stated - 1 and count.minimum is None:
        return say["under"].format(_figure(count.stated))
    bounds = describe_bounds(count.minimum, count.maximum, language)
    if count.operator != "range" or count.stated is None or count.minimum == count.maximum == count.stated:
        return bounds
    return say["stated"].format(bounds, _figure(count.stated))  # a data set's best guess, beside its own bounds


def describe_class(quantity_class: str, language: str = "en") -> str:
    """A figure in words, said to have no number. KeyError for a code that is not in the list."""
    english, arabic = _CLASS_WORDS[quantity_class]
    return _SAYINGS[language]["no_number"].format(arabic if language == "ar" else english)


def describe_about(number: int, language: str = "en") -> str:
    """A number of which no bound is said."""
    return _SAYINGS[language]["about"].format(_figure(number))


def describe_bounds(minimum: int | None, maximum: int | None, language: str = "en") -> str:
    """Two bounds as they are printed everywhere; an open one is never left out."""
    say = _SAYINGS[language]
    if minimum is None:
        return say["unknown"] if maximum is None else say["at_most"].format(_figure(maximum))
    if maximum is None:
        return say["at_least"].format(_figure(minimum))
    if minimum == maximum:
        return say["none"] if minimum == 0 else _figure(minimum)
    return say["range"].format(_figure(minimum), _figure(maximum))


def _figure(number: int) -> str:
    return f"{number:,}"
