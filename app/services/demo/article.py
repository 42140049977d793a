"""An article with what a reader finds in it: its text, and each fact with the passage and the words that say it."""

import csv
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from types import SimpleNamespace

from app.domain.passages import Span, cut

HERE = files("app.services.demo")
CAMPS = (("crest", "coast"), ("coast", "crest"))
"""Of each article, who is hurt by what it tells, and who is blamed for it."""

Say = Callable[[str], str]
"""Puts names into words."""
Find = Callable[[Mapping[str, str], Span], Span]
"""Where the words of a fact, as it is listed, stand in its passage."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim of the text. A claim that stands in a second passage is a fact once more.

    `about` is an incident (I-1), an action or response (N-1), or a party, by kind and label. `by` is who says so: the
    author, one who is relayed, nobody who is named (`not_said`), or we who infer it (`ours`). `more` are the answers
    that belong to this one.
    """

    claim: str
    passage: Span
    about: str
    by: str
    modality: str
    field: str
    answer: str
    words: Span
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Article:
    """One text to be entered. `document`, `speakers` and `wanted` are answers of the forms that register them."""

    text: str
    document: Mapping[str, str]
    speakers: Mapping[str, Mapping[str, str]]
    wanted: tuple[Mapping[str, str], ...]
    facts: tuple[Fact, ...]
    marks: Mapping[str, list[int]]
    tasks: tuple[Mapping[str, str], ...]

    @property
    def title(self) -> str:
        return cut(self.text)[0].of(self.text)


def articles() -> tuple[Article, ...]:
    """The two articles of the demo."""
    return tuple(_article(names(), *camps) for camps in CAMPS)


def names() -> dict[str, dict[str, str]]:
    """The invented names: what both articles share, and those of each camp."""
    return tomllib.loads(_read("names.toml"))


def article_of(text: str, say: Say, find: Find) -> Article:
    """A text with what is listed of an article of this structure: `say` puts its names into the lists, `find` its
    words."""
    around = tomllib.loads(_read("around.toml"))
    passages = cut(text)
    return Article(
        text,
        _said(around["document"], say),
        {name: _said(one, say) for name, one in around["speakers"].items()},
        tuple(_said(one, say) for one in around["wanted"]),
        tuple(_fact(row, passages, say, find) for row in csv.DictReader(StringIO(_read("facts.csv")))),
        around["marks"],
        tuple(_said(one, say) for one in around["task"]),
    )


def _article(invented: Mapping[str, Mapping[str, str]], hurt: str, blamed: str) -> Article:
    camps = {"shared": invented["shared"], "hurt": invented[hurt], "blamed": invented[blamed]}
    known = {name: SimpleNamespace(**camp) for name, camp in camps.items()}

    def say(words: str) -> str:
        return words.format(**known)

    text = say(_read("article.txt")).strip()

    def find(row: Mapping[str, str], passage: Span) -> Span:
        words = say(row["words"])
        starts = text.index(words, passage.starts, passage.ends)
        return Span(starts, starts + len(words))

    return article_of(text, say, find)


def _said(answers: Mapping[str, str], say: Say) -> dict[str, str]:
    return {name: say(answer) for name, answer in answers.items()}


def _fact(row: Mapping[str, str], passages: Sequence[Span], say: Say, find: Find) -> Fact:
    passage = passages[int(row["passage"]) - 1]
    return Fact(
        claim=row["claim"],
        passage=passage,
        about=say(row["about"]),
        by=row["by"],
        modality=row["modality"],
        field=row["field"],
        answer=say(row["answer"]),
        words=find(row, passage),
        more=dict(one.split("=", 1) for one in say(row["more"]).split(";") if one),
    )


def _read(name: str) -> str:
    return (HERE / name).read_text("utf-8")
