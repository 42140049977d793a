"""Entering an article through the services that the reading desk stands on, one deed after the other.

Every deed has a key that follows from the article, as a form has one: what is entered already is not entered twice, and
a start that was broken off is gone on with.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar

from app.domain.documents import Registration
from app.domain.entry import ClaimEntry, Entry
from app.domain.errors import InvalidInput, NotFound, Refused
from app.domain.interventions import InterventionEntry
from app.domain.parties import DeskContextEntry
from app.domain.passages import cut
from app.domain.refs import ref_of_form
from app.domain.tasks import TaskEntry, TaskQuestion, TaskView
from app.services import claims, desk, documents, entry, incidents, interventions, projects, tasks
from app.services.demo.article import Article, Fact, articles
from app.services.work import Work
from app.store import engine as connections
from app.store import projects as stored
from app.store.projects import Project

CODE, TITLE = "DEMO", "Demo: an invented country"

Begin = Callable[[], Work]
Done = TypeVar("Done")

_LISTS = ("act", "method", "motive", "characterisation")
"""The questions to which there may be several answers."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in the demo project: its documents that were read, and how many incidents and claims they tell of."""

    project: str
    documents: tuple[str, ...]
    incidents: int
    claims: int


def load_demo(begin: Begin, today: date) -> Loaded:
    """Founds the demo project where there is none, and enters its two articles as far as they are not entered.

    NotPermitted unless an administrator asks who is documenter in it.
    """
    with begin() as work:
        if CODE not in {one.code for one in projects.list_projects(work)}:
            projects.found_project(work, CODE, TITLE)
    read = tuple(Reader(begin, CODE, article, today).read() for article in articles())
    with begin() as work:
        project = work.enter(CODE, "read_documents")
        texts = [desk.read_desk(work, project, one) for one in read]
        told = [documents.read_document(work, project, one).incidents for one in read]
    return Loaded(
        CODE, read, len({one.ref for named in told for one in named}), sum(len(text.claims) for text in texts if text)
    )


def is_there(owner_url: str) -> bool:
    """Whether the demo project was founded here, by whomever."""
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            return stored.is_there(connection, CODE)
    finally:
        engine.dispose()


@dataclass
class Reader:
    """Somebody who reads an article in a project. `refs`: by the keys of the article, what is on record."""

    begin: Begin
    code: str
    article: Article
    today: date
    refs: dict[str, str] = field(default_factory=dict)
    text: int = 0

    def read(self) -> str:
        """Enters the whole of it, unless that was done; returns the ref of the document."""
        self.refs["D-1"] = ref_of_form("document", self._once("D-1"))
        if self._was_read():
            return self.refs["D-1"]
        for deed in (self._register, self._enter, self._mark, self._take_up_tasks):
            deed()
        return self.refs["D-1"]

    def _was_read(self) -> bool:
        """Whether the last that is done is done: the tasks about the document are there, as they are or were."""
        own = [task for task in self.article.tasks if task["about"] == "D-1"]
        try:
            return len(self._tasks_about({"document": self.refs["D-1"]})) >= len(own)
        except NotFound:
            return False

    def _once(self, *named: object) -> str:
        """The key of one form."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(map(str, (self.code, self.article.title, *named)))))

    def _do(self, deed: str, do: Callable[[Work, Project], Done]) -> Done:
        with self.begin() as work:
            return do(work, work.enter(self.code, deed))

    def _register(self) -> None:
        """Puts the document on record, its text, and the documents of which it tells and which are not on file."""
        self._document("D-1", dict(self.article.document) | {"document_title": self.article.title})
        document = self.refs["D-1"]
        self._do("take_text", lambda work, project: desk.take_text(work, project, document, self.article.text))
        on_desk = self._do("read_documents", lambda work, project: desk.read_desk(work, project, document))
        self.text = on_desk.text.id if on_desk else 0
        for wanted in self.article.wanted:
            answers = {name: answer for name, answer in wanted.items() if name != "key"}
            self._document(wanted["key"], answers | {"state": "wanted", "related": document})

    def _document(self, key: str, answers: dict[str, str]) -> None:
        asked = Registration.model_validate(answers | {"once": self._once(key)})

        def register(work: Work, project: Project) -> str:
            reading = documents.read_registration(work, project, asked, self.today)
            return documents.register_document(work, project, reading)

        self.refs[key] = self._do("register_document", register)

    def _enter(self) -> None:
        """Enters form by form; a claim that was entered before is cited from a further passage."""
        entered: set[str] = set()
        for form in forms(self.article.facts):
            try:
                self._form(form)
            except InvalidInput as refusal:
                raise InvalidInput({f"{form[0].claim} {at}": why for at, why in refusal.problems.items()}) from refusal
            except Refused:
                if form[0].claim not in entered:
                    raise
                # A start that was broken off has cited these very words.
            entered.update(fact.claim for fact in form)

    def _form(self, form: list[Fact]) -> None:
        about = form[0].about
        if about.startswith("N-"):
            self._action(form)
        elif not about.startswith("I-"):
            self._context(form)
        elif "." in form[0].field:
            self._claim(form)
        else:
            self._answers(form)

    def _provenance(self, form: list[Fact], asked: str | None = None) -> dict[str, Any]:
        """The answers to where it stands and who says so, and the further ones of each fact. `asked`: by which name the
        form asks, where not by that of the field."""
        first = form[0]
        speaker = self.article.speakers.get(first.by)
        by = {"originator": "source" if first.by == "author" else "not_said"}
        if speaker:
            by = {"originator": "other", "originator_name": speaker["name"], "originator_kind": speaker["kind"]}
        stretches = {"quote": first.passage} | {asked or fact.field: fact.words for fact in form}
        further = {name: answer for fact in form for name, answer in fact.more.items()}
        return by | further | {
            "once": self._once(first.claim, first.passage, first.words, first.answer),
            "document": self.refs["D-1"],
            "text": self.text,
            "quote": first.passage.of(self.article.text),
            "modality": first.modality,
            "cited": [f"{name}={span.starts}-{span.ends}" for name, span in stretches.items()],
        }  # fmt: skip

    def _answers(self, form: list[Fact]) -> None:
        """Some of the ten questions, of an incident that is new or on record."""
        answers = {fact.field: [fact.answer] if fact.field in _LISTS else fact.answer for fact in form}
        about = {"danger": "no", "incident": self.refs.get(form[0].about)}
        asked = Entry.model_validate(self._provenance(form) | answers | about)

        def record(work: Work, project: Project) -> str:
            return entry.record_incident(work, project, entry.read_entry(work, project, asked, self.today), "en")

        self.refs[form[0].about] = self._do("record_incident", record)

    def _claim(self, form: list[Fact]) -> None:
        """One claim more of an incident on record: which names another one, or which we infer from its claims."""
        [fact] = form
        answers: dict[str, Any] = {"path": fact.field}
        if fact.by == "ours":
            answers |= {"where": fact.answer, "cited": [], "quote": ""}
        else:
            answers |= {"value": self.refs[fact.answer]}

        def attribute(work: Work, project: Project) -> None:
            view = incidents.read_incident(work, project, self.refs[fact.about])
            given = self._provenance(form, "value") | answers
            if premise := fact.more.get("premises"):
                given |= {"premises": [claim.ref for claim in view.claims_on(premise) if claim.live]}
            asked = ClaimEntry.model_validate(given)
            reading = claims.read_claim_entry(work, project, view, asked, self.today)
            claims.attribute_claim(work, project, view, reading)

        self._do("attribute_claim", attribute)

    def _action(self, form: list[Fact]) -> None:
        answers = {fact.field: fact.answer for fact in form} | {"intervention": self.refs.get(form[0].about)}
        asked = InterventionEntry.model_validate(self._provenance(form) | answers)

        def record(work: Work, project: Project) -> str:
            return desk.record_action(work, project, interventions.read_entry(work, project, asked, self.today))

        self.refs[form[0].about] = self._do("record_intervention", record)

    def _context(self, form: list[Fact]) -> None:
        [fact] = form
        kind, _, label = fact.about.partition(":")
        answers = {"path": fact.field, "value": fact.answer, "party": label, "party_of": kind}
        asked = DeskContextEntry.model_validate(self._provenance(form, "value") | answers)

        def record(work: Work, project: Project) -> str:
            return desk.record_context(work, project, desk.read_context(work, project, asked, self.today))

        self._do("attribute_claim", record)

    def _mark(self) -> None:
        """Says of the passages what they are; that they yield claims follows from the claims."""
        passages = cut(self.article.text)
        for mark, numbers in self.article.marks.items():
            starts = [passages[number - 1].starts for number in numbers]

            marked = partial(desk.mark_passages, document=self.refs["D-1"], text_id=self.text, starts=starts, mark=mark)
            self._do("mark_passage", marked)

    def _take_up_tasks(self) -> None:
        for task in self.article.tasks:
            about = {"document" if task["about"].startswith("D") else "incident": self.refs[task["about"]]}
            if task["what"] not in {known.what for known in self._tasks_about(about)}:
                asked = TaskEntry.model_validate({"kind": task["kind"], "what": task["what"]} | about)
                self._do("take_up_task", partial(tasks.take_up_task, entry=asked))

    def _tasks_about(self, about: dict[str, str]) -> list[TaskView]:
        """The tasks about a document or an incident, open and done."""

        def find(work: Work, project: Project) -> list[TaskView]:
            questions = [TaskQuestion(done=done, **about) for done in (False, True)]  # type: ignore[arg-type]
            return [one for asked in questions for one in tasks.find_tasks(work, project, asked, self.today)[0]]

        return self._do("read_tasks", find)


def forms(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """The facts by the form in which they are sent: what one speaker says of one thing in one passage, each answer
    once."""
    form: list[Fact] = []
    for fact in facts:
        if form and (_sent_with(fact) != _sent_with(form[0]) or fact.field in {one.field for one in form}):
            yield form
            form = []
        form.append(fact)
    yield form


def _sent_with(fact: Fact) -> tuple[object, ...]:
    return fact.about, fact.passage, fact.by, fact.modality, "." in fact.field
