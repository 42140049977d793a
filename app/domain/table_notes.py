"""What a table of figures leaves out and why, in words: the same on the page and in reports."""

from collections.abc import Iterator

from app.domain.counts.count import describe_bounds
from app.domain.statistics import Compiled, Pair, Umbrella, measure_words, word_words

ALL: Pair = ("All, each counted once", "الكل، يُعدّ كل منها مرة واحدة")
UMBRELLAS: Pair = ("Summary figures, never added", "أرقام إجمالية لا تُجمع")

_SAID: dict[str, Pair] = {
    "out_of_scope": (
        "Incidents out of the counted scope or kept for comparison: {n}.",
        "حوادث خارج النطاق المحسوب أو محفوظة للمقارنة: {n}.",
    ),
    "refuted": ("Incidents that were refuted: {n}.", "حوادث ثبت خلافها: {n}."),
    "unclaimed": (
        "Incidents of which no claim stands that may be counted: {n}.",
        "حوادث لم يبقَ عنها ادعاء قائم يمكن احتسابه: {n}.",
    ),
    "refuted_acts": ("Acts of these incidents that were refuted: {n}.", "أفعال في هذه الحوادث ثبت خلافها: {n}."),
    "refuted_parts": (
        "Parties of whom it was found that the act was not theirs: {n}.",
        "جهات تبيّن أن الفعل ليس فعلها: {n}.",
    ),
    "stock": (
        "{what}, figures of how many there were at one time, never added: {n}.",
        "{what}، أعداد الموجودين في وقت ما، ولا تُجمع أبداً: {n}.",
    ),
    "flow": (
        "{what}, figures of how many in a while, which stand apart: {n}.",
        "{what}، أعداد خلال مدة، وتقف على حدة: {n}.",
    ),
    "not_stated": (
        "{what}, figures that do not say what they measure: {n}.",
        "{what}، أعداد لم يُذكر ما تقيسه: {n}.",
    ),
    "unit": (
        "{what}, figures of households, homes or the like: {n}.",
        "{what}، أعداد أسر أو بيوت أو نحوها: {n}.",
    ),
    "part": (
        "{what}, figures of a part of the people, within the whole: {n}.",
        "{what}، أعداد جزء من الأشخاص، داخلة في الكل: {n}.",
    ),
    "several": (
        "What holds several acts or parties stands in each of their rows; the sums count it once.",
        "ما يضم عدة أفعال أو جهات يرد في صف كل منها، ويُحتسب في المجاميع مرة واحدة.",
    ),
    "without_figure": (
        "{what}, incidents of which no figure counts: {n}.",
        "{what}، حوادث لا عدد لها يُحتسب: {n}.",
    ),
}


def left_words(table: Compiled, language: str) -> list[str]:
    """What the question finds and the table does not hold, a sentence each; summary figures stand beside."""
    what = measure_words(table.layout, language)
    told = [
        _SAID[name][language == "ar"].format(what=what[:1].upper() + what[1:], n=f"{number:,}")
        for name, number in _left(table)
        if number
    ]
    if any(one.of_acts for one in table.layout.dimensions):
        told.append(_SAID["several"][language == "ar"])
    return told


def _left(table: Compiled) -> Iterator[tuple[str, int]]:
    yield from table.left.numbers.items()
    if table.layout.harm:
        yield "without_figure", table.total.without_figure


def umbrella_words(one: Umbrella, language: str) -> str:
    """The figure of a summary, empty where it says none of what is counted."""
    if one.minimum is not None or one.maximum is not None:
        return describe_bounds(one.minimum, one.maximum, language)
    return word_words(one.quantity_class, language) if one.quantity_class else ""
