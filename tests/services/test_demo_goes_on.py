"""What must hold of worked case 1 when questions are asked of it, and when more is said."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from app.domain.decisions import TrackRefs
from app.domain.entry import ClaimEntry, Entry
from app.domain.incidents import IncidentView
from app.domain.questions import ask
from app.domain.sources import DocumentEntry
from app.runtime.database import create_database, drop_database
from app.runtime.urls import Urls
from app.services import claims, documents, entry, incidents, verification
from app.services.demo.article import CAMPS, articles, names
from app.services.demo.loading import Reader
from app.services.doors import Doors, open_doors
from app.services.projects import Project
from app.services.work import Work
from tests.entered import CODES, TODAY
from tests.filled import CHEAP
from tests.services.read_article import ReadArticle, read_article

CODE, HURT, SHARED = CODES[0], names()[CAMPS[0][0]], names()["shared"]
ONCE = "00000000-0000-4000-8000-00000000000{}"


@dataclass(frozen=True)
class Entered:
    """The first article, on a copy of its own."""

    doors: Doors
    token: str

    def read(self) -> ReadArticle:
        ref = Reader(lambda: self.doors.work(self.token), CODE, articles()[0], TODAY).read()
        return read_article(self.doors, self.token, CODE, ref)

    def view(self, act: str) -> IncidentView:
        return self.read().by_act()[act]

    def do(self, deed: str, do: Any) -> Any:
        with self.doors.work(self.token) as work:
            return do(work, work.enter(CODE, deed))

    def found(self, **asked: str) -> set[str]:
        """What was done in the incidents that answer a question."""
        page = self.do("read_incidents", lambda work, project: incidents.find_incidents(work, project, ask(asked)))
        return {code for one in page.items for code in one.act_types}

    def amend(self, title: str, **changed: Any) -> None:
        def amend(work: Work, project: Project) -> None:
            [named] = [one for one in documents.find_documents(work, project, title).items if one.title == title]
            view = documents.read_document(work, project, named.ref)
            kept = {"version": view.version, "title": named.title, "kind": named.kind, "state": named.state,
                    "url": named.url or ""}  # fmt: skip
            documents.amend_document(work, project, view, DocumentEntry(**kept | changed), TODAY)

        self.do("amend_document", amend)


@pytest.fixture
def entered(held: Urls, demo: tuple[Urls, str], worker_id: str) -> Iterator[Entered]:
    made = create_database(held, f"demo_on_{worker_id}", template=f"demo_{worker_id}")
    with closing(open_doors(made.gate, made.application, cost=CHEAP)) as doors:
        yield Entered(doors, demo[1])
    drop_database(held, f"demo_on_{worker_id}")


def test_what_is_certain_and_what_is_possible(entered: Entered) -> None:
    killed = {"harm": "killed", "at_least": "10"}
    assert entered.found(**killed, match="certain") == set()
    assert entered.found(**killed) == {"killing"}
    assert entered.found(within=HURT["province"], match="certain") == {"attack_on_cultural_property"}
    assert entered.found(place=HURT["province"], match="certain") == set(), "the city is not said"
    assert entered.found(place=HURT["province"]) == {"attack_on_cultural_property", "killing"}
    year = {"from": "2025-01-01", "to": "2025-12-31"}
    assert entered.found(**year, match="certain") == set()
    page = entered.do("read_incidents", lambda work, project: incidents.find_incidents(work, project, ask(year)))
    assert page.possible.count == 7


def test_nothing_can_be_raised(entered: Entered) -> None:
    view = entered.view("killing")
    [act] = view.acts
    parts = [one.party_ref for one in act.involvements if one.role == "alleged"]
    for refs in (TrackRefs(view.ref, act.ref), *(TrackRefs(view.ref, act.ref, party) for party in parts)):
        track = entered.do(
            "read_verification", lambda work, project, refs=refs: verification.read_track(work, project, refs)
        )
        raised = [one for one in track.options if one.level in ("credible", "corroborated")]
        assert raised and all(one.missing for one in raised), refs


def test_the_monitors_own_figure_stands_beside_the_words_and_moves_nothing(entered: Entered) -> None:
    title = f"What the {SHARED['monitor']} published on attacks in {HURT['people']} areas"
    before = entered.view("killing")
    entered.amend(title, state="on_file", url="https://monitor.example/figures")

    def say(work: Work, project: Project) -> None:
        [named] = [one for one in documents.find_documents(work, project, title).items if one.title == title]
        asked = ClaimEntry(
            once=ONCE.format(1), document=named.ref, quote="At least 27 were killed in two governorates.",
            path="incident.count", value="at least 27 killed",
        )  # fmt: skip
        view = incidents.read_incident(work, project, before.ref)
        claims.attribute_claim(work, project, view, claims.read_claim_entry(work, project, view, asked, TODAY))

    entered.do("attribute_claim", say)
    after = entered.read()
    view = after.by_act()["killing"]
    told = [
        (one.value.quantity_class, one.value.minimum, one.value.maximum) for one in view.claims_on("incident.count")
    ]
    assert told == [("tens", None, None), (None, 27, None)]
    assert [act.status for act in view.acts] == ["allegation"]
    assert {one.status for one in view.acts[0].involvements if one.role == "alleged"} == {"allegation"}
    assert title not in {task.document.title for task in after.tasks if task.document}, "closed by the deed"
    assert len(after.tasks) == 16


def test_a_second_opinion_article_adds_a_document_and_no_origin(entered: Entered) -> None:
    before = entered.view("killing")
    asked = Entry(
        once=ONCE.format(2), incident=before.ref, source_name="Another outlet", source_kind="opinion_outlet",
        document_kind="opinion_article", document_title="The same said again", danger="no",
        quote="The violence has led to dozens of deaths and mass displacement.", act=["killing"],
        count="dozens of deaths",
    )  # fmt: skip
    entered.do(
        "record_incident",
        lambda work, project: entry.record_incident(work, project, entry.read_entry(work, project, asked, TODAY), "en"),
    )
    after = entered.view("killing")
    assert len(after.claims) == len(before.claims) + 2
    assert [act.origins for act in after.acts] == [act.origins for act in before.acts] == [0]
    assert [(one.party, one.origins) for one in after.acts[0].involvements] == [
        (one.party, one.origins) for one in before.acts[0].involvements
    ]
    register = entered.do("read_documents", lambda work, project: documents.find_documents(work, project, ""))
    assert len(register.items) == 7


def test_when_its_day_is_learnt_what_hangs_on_it_follows_and_is_looked_at_again(entered: Entered) -> None:
    entered.amend(articles()[0].title, published="12 May 2025", reason="The outlet's own page says so.")
    after = entered.read()
    statue, killing = after.by_act()["attack_on_cultural_property"], after.by_act()["killing"]
    assert (statue.when.earliest_start, statue.when.latest_end) == (date(2025, 5, 11),) * 2
    assert killing.when.latest_end == date(2025, 5, 12)
    assert {task.incident.ref for task in after.tasks if task.kind == "days_moved" and task.incident} == {
        statue.ref, killing.ref,
    }  # fmt: skip
