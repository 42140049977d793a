"""The real article of worked case 1, entered as those of the demo are: the same figures come out.

Nothing of it stands here: `real_article.csv` says where in its text the names and the words of each claim stand. Needs
TAWTHIQ_SAMPLES.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.domain.passages import Span
from app.runtime.urls import Urls
from app.services import projects
from app.services.demo.article import Article, article_of
from app.services.demo.loading import Reader
from app.services.doors import open_doors
from tests.entered import TODAY, first_person
from tests.filled import CHEAP
from tests.services.read_article import ReadArticle, read_article

SAMPLES = os.environ.get("TAWTHIQ_SAMPLES")
ARTICLE = Path(SAMPLES or "") / "article" / "article.txt"
POSITIONS = Path(__file__).with_name("real_article.csv")
OURS = {"hurt.outlet": "The outlet", "hurt.town": "Town of the first shrine", "hurt.second_town": "Town of the second"}
"""What the text does not name."""
pytestmark = pytest.mark.skipif(
    not SAMPLES or not ARTICLE.is_file(), reason=f"TAWTHIQ_SAMPLES names no folder with article/{ARTICLE.name}"
)
IN_SO_MANY_WORDS = ("outcome", "context.pattern", "context.aim", "context.characterisation")


def real_article() -> Article:
    text = ARTICLE.read_text("utf-8").strip()
    known: dict[str, SimpleNamespace] = {name: SimpleNamespace() for name in ("hurt", "blamed", "shared")}
    words: list[Span] = []
    with POSITIONS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            span, (role, _, name) = Span(int(row["starts"]), int(row["ends"])), row["what"].partition(".")
            if name:
                setattr(known[role], name, span.of(text))
            else:
                words.append(span)
    for what, called in OURS.items():
        setattr(known[what.partition(".")[0]], what.partition(".")[2], called)
    listed = iter(words)

    def find(row: Mapping[str, str], passage: Span) -> Span:
        span = next(listed)
        assert span.meets(passage), row["claim"]
        return span

    article = article_of(text, lambda said: said.format(**known), find)
    in_own_words = (
        replace(fact, answer=fact.words.of(text)) if fact.field in IN_SO_MANY_WORDS else fact for fact in article.facts
    )
    return replace(article, facts=tuple(in_own_words))


@pytest.fixture
def read(empty_urls: Urls) -> Iterator[ReadArticle]:
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        token = first_person(doors)
        with doors.work(token) as work:
            projects.found_project(work, "REAL", "A real article")
        ref = Reader(lambda: doors.work(token), "REAL", real_article(), TODAY).read()
        yield read_article(doors, token, "REAL", ref)


def test_the_real_article_gives_the_figures_of_the_case(read: ReadArticle) -> None:
    assert (read.desk.read, len(read.desk.passages)) == (37, 37)
    assert Counter(passage.mark for passage in read.desk.passages)["yields_claims"] == 16
    assert not read.desk.lost and not read.desk.by_hand
    assert sum(len(claims) for claims in read.sayings().values()) == 60
    assert read.speakers() == {
        "opinion_outlet": 46, "not said": 8, "monitor": 2, "community_body": 1, "state_body": 1, "ours": 2,
    }  # fmt: skip
    assert (len(read.incidents), len(read.interventions), len(read.tasks)) == (7, 9, 17)
    assert [one.other.state for one in read.document.relations] == ["wanted"] * 5
    acts = [act for view in read.incidents for act in view.acts]
    alleged = [one for act in acts for one in act.involvements if one.role == "alleged"]
    assert {act.status for act in acts} == {"allegation"} == {one.status for one in alleged}
    assert [act.origins for act in acts] == [0] * 7
