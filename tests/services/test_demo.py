"""The demo: each of its articles read to the end, with the structure and the figures of worked case 1."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.disclosure import PEOPLE
from app.domain.passages import cut
from app.runtime.urls import Urls
from app.services import documents, parties, projects, sources
from app.services.demo.article import CAMPS, articles
from app.services.demo.loading import Reader
from app.services.doors import Doors, open_doors
from tests.entered import CAPTURED, CODES, TODAY, first_person
from tests.filled import CHEAP
from tests.services.read_article import ReadArticle, read_article

FIRST_DAY = date(2024, 10, 1)


@pytest.fixture
def demo_doors(demo: tuple[Urls, str]) -> Iterator[Doors]:
    with closing(open_doors(demo[0].gate, demo[0].application, cost=CHEAP)) as opened:
        yield opened


@pytest.fixture(params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    """The project of one article."""
    return str(request.param)


@pytest.fixture
def read(code: str, demo: tuple[Urls, str], demo_doors: Doors) -> ReadArticle:
    """What the article has left on record."""
    article = articles()[CODES.index(code)]
    ref = Reader(lambda: demo_doors.work(demo[1]), code, article, TODAY).read()
    return read_article(demo_doors, demo[1], code, ref)


def test_every_passage_is_read(read: ReadArticle) -> None:
    assert (read.desk.read, len(read.desk.passages)) == (37, 37)
    assert Counter(passage.mark for passage in read.desk.passages) == {
        "yields_claims": 16, "context": 1, "demand": 4, "heading_or_lead_in": 8, "opinion": 5, "prediction": 2,
        "link_or_credit": 1,
    }  # fmt: skip
    assert sum(bool(passage.here) for passage in read.desk.passages) == 21, "those from which something is cited"
    kept = Counter(passage.mark for passage in read.desk.text.passages)
    assert (kept["context"], kept["demand"], kept["unread"]) == (1, 4, 16), "what yields claims is marked by them"
    assert not read.desk.lost and not read.desk.by_hand


def test_sixty_claims_as_the_case_counts_them(read: ReadArticle) -> None:
    sayings = read.sayings()
    by_incident = {title: len(sayings.pop(view.ref)) for title, view in read.by_act().items()}
    assert by_incident == {
        "killing": 12, "arrest_or_detention": 2, "displacement": 6, "attack_on_cultural_property": 7,
        "armed_entry_of_site": 4, "armed_entry_of_site 2": 4, "pressure_unspecified": 3,
    }  # fmt: skip
    deeds = {view.ref: len(sayings.pop(view.ref)) for view in read.interventions}
    assert sorted(deeds.values()) == [1, 1, 1, 1, 1, 2, 2, 2, 4]
    assert sum(len(context) for context in sayings.values()) == 7
    assert sum(len(claims) for claims in read.sayings().values()) == 60
    assert len(read.claims) == 72, "two acts by how far they went, and who did what to whom apart"
    assert sum(len(claim.citations[1:]) for claim in read.claims) == 8


def test_each_claim_is_whose_it_is(read: ReadArticle) -> None:
    assert read.speakers() == {
        "opinion_outlet": 46, "not said": 8, "monitor": 2, "community_body": 1, "state_body": 1, "ours": 2,
    }  # fmt: skip
    bases = {claim.basis for claim in read.claims if claim.originator and claim.originator.kind == "opinion_outlet"}
    assert bases == {"none_stated"}


def test_what_we_infer_names_its_premises_and_quotes_nobody(read: ReadArticle) -> None:
    inferred = [claim for claim in read.claims if claim.modality == "inferred"]
    objects = {claim.ref: claim.entry for claim in read.claims if claim.path == "item.kind"}
    assert [claim.path for claim in inferred] == ["incident.place", "incident.place"]
    for claim in inferred:
        [premise] = claim.premises
        assert objects[premise] == claim.entry
        assert (claim.citations, claim.originator, claim.basis) == ((), None, "none_stated")


def test_everything_is_an_allegation(read: ReadArticle) -> None:
    assert len(read.incidents) == 7 and len(read.interventions) == 9
    assert Counter(view.kind for view in read.incidents) == {"umbrella": 4, "single": 3}
    acts = [act for view in read.incidents for act in view.acts]
    alleged = [one for act in acts for one in act.involvements if one.role == "alleged"]
    assert {act.status for act in acts} == {"allegation"} == {one.status for one in alleged}
    assert [act.origins for act in acts] == [0] * 7
    [monitors] = [one for one in alleged if one.origins]
    assert (monitors.origins, monitors.claims) == (1, 2), "what the monitor holds, relayed"


def test_what_is_wanted_is_known_and_stands_to_the_article(read: ReadArticle) -> None:
    others = [one.other for one in read.document.relations]
    assert len(others) == 5 and {one.state for one in others} == {"wanted"}
    assert Counter(one.kind for one in read.document.relations) == {"cites": 4, "translates": 1}
    assert {one.forwards for one in read.document.relations} == {True}


def test_seventeen_tasks(read: ReadArticle) -> None:
    assert Counter(task.kind for task in read.tasks) == {"find_origin": 7, "find_primary": 5, "other": 5}
    assert all(task.what for task in read.tasks)


def test_a_figure_in_words_has_no_number_and_a_day_no_more_precision_than_its_words(read: ReadArticle) -> None:
    views = read.by_act()
    counts = [
        (claim.value.harm, claim.value.quantity_class, claim.value.minimum, claim.value.maximum, claim.value.measure)
        for view in views.values()
        for claim in view.claims_on("incident.count")
    ]
    assert counts == [
        ("killed", "tens", None, None, "event"),
        ("displaced_unspecified", "many_or_mass", None, None, "not_stated"),
        ("displaced_across_border", "thousands", None, None, "not_stated"),
    ]
    [killed] = views["killing"].claims_on("incident.when")
    when = killed.value
    assert (when.earliest_start, when.latest_start) == (FIRST_DAY, date(2024, 12, 31))
    assert (when.earliest_end, when.latest_end) == (FIRST_DAY, CAPTURED)
    statue = views["attack_on_cultural_property"].when
    day = timedelta(days=1)
    assert (statue.earliest_start, statue.latest_end) == (FIRST_DAY - day, CAPTURED - day)
    for act in ("arrest_or_detention", "displacement", "armed_entry_of_site", "pressure_unspecified"):
        assert not views[act].claims_on("incident.when")


def test_registers_hold_nobody_by_name(demo: tuple[Urls, str], demo_doors: Doors, code: str) -> None:
    with demo_doors.work(demo[1]) as work:
        project = work.enter(code, "read_sources")
        assert len(documents.find_documents(work, project, "").items) == 6
        assert len(sources.find_sources(work, project, "").items) == 7, "the six of the case, and whoever filmed"
        kinds = {one.party.kind for one in parties.find_parties(work, project, "").items}
    assert len(kinds) > 5 and not kinds & PEOPLE


def test_a_second_start_enters_nothing_twice_and_one_that_broke_off_goes_on(empty_urls: Urls) -> None:
    article = articles()[0]
    with closing(open_doors(empty_urls.gate, empty_urls.application, cost=CHEAP)) as doors:
        token = first_person(doors)
        with doors.work(token) as work:
            projects.found_project(work, "DEMO", "Begun")
        for begun in (replace(article, facts=article.facts[:13], tasks=()), article, article):
            ref = Reader(lambda: doors.work(token), "DEMO", begun, TODAY).read()
        read = read_article(doors, token, "DEMO", ref)
    assert (len(read.claims), read.desk.read, len(read.incidents), len(read.tasks)) == (72, 37, 7, 17)
    assert sum(len(claim.citations[1:]) for claim in read.claims) == 8


def test_the_two_are_one_text_with_the_camps_swapped() -> None:
    first, second = articles()
    assert [len(passage.of(first.text)) for passage in cut(first.text)] == [
        len(passage.of(second.text)) for passage in cut(second.text)
    ]
    assert first.text != second.text and CAMPS[0] == CAMPS[1][::-1]
    assert [(one.claim, one.words, one.by, one.modality, one.field, one.passage) for one in first.facts] == [
        (one.claim, one.words, one.by, one.modality, one.field, one.passage) for one in second.facts
    ]
