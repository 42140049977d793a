"""An incident that several invented sources tell, and people who weigh it: for the tests of decisions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import sqlalchemy as sa

from app.domain.dates import day_between
from app.domain.decisions import (
    AdoptionEntry,
    CheckEntry,
    Considered,
    GradeEntry,
    LinkEntry,
    MoveEntry,
    Question,
    TrackRefs,
    VerdictEntry,
)
from app.domain.incidents import IncidentView
from app.domain.places import Place, point
from app.domain.records import (
    Bundle,
    ClaimRecord,
    IncidentValue,
    InterventionRecord,
    PartyRecord,
    PartyValue,
    PlaceValue,
    TermValue,
    Value,
)
from app.services import accounts, decisions, projects, verification
from app.services.doors import Doors
from app.services.incidents import read_incident
from app.services.interventions import read_intervention
from app.services.taking_in import take_in
from app.services.verification import TrackView
from app.services.work import Work
from app.store.projects import Project
from tests.filled import Tokens, planted
from tests.store.claimed import Voice, bundle, recorded, said

LONG_REASON = "What the sources say holds together, and nothing speaks against it."
KILLING = TermValue("killing")
WHEN = day_between(date(2025, 4, 17), date(2025, 4, 17))
PLACE = PlaceValue((Place("Bayt Rummana", "place", point(longitude=36.0, latitude=34.5), 1000.0),))


def second_verifier(doors: Doors, tokens: Tokens, code: str = "EAST", name: str = "Second verifier") -> str:
    """The token of another verifier of a project."""
    founder = tokens[code, "administrator"]
    made = accounts.create_account(doors.gate, founder, name)
    with doors.work(founder) as work:
        projects.appoint(work, code, made.account, "verifier")
    return planted(doors, made.account)


def tells(first: int, name: str, basis: str = "own_collection", alleged: str | None = None) -> list[ClaimRecord]:
    """What one source says: that people were killed, when, where, and perhaps by whom."""
    claims = [
        said(first, "act.type", KILLING, name, basis),
        said(first + 1, "incident.when", WHEN, name, basis),
        said(first + 2, "incident.place", PLACE, name, basis),
    ]
    if alleged:
        claims.append(said(first + 3, "act.alleged", PartyValue(alleged, "carried_out"), name, basis))
    return claims


_PAGES = count(1)


def on_the_web(told: Bundle) -> Bundle:
    """The same, each document with an address of its own: more than a title is on record."""
    addressed = (replace(one, url=f"https://example.org/{next(_PAGES)}") for one in told.documents)
    return replace(told, documents=tuple(addressed))


class Case:
    """One incident in EAST, and what people do to it. `who` is a token; by default the verifier's."""

    def __init__(
        self, doors: Doors, tokens: Tokens, voices: Sequence[Voice], claims: Sequence[ClaimRecord], **more: Any
    ) -> None:
        self.doors, self.tokens = doors, tokens
        self.verifier = tokens["EAST", "verifier"]
        parties = more.pop("parties", None) or [PartyRecord("F", "armed_group", "force F")]
        named = any(isinstance(claim.value, PartyValue) for claim in claims)
        told = on_the_web(bundle(voices, claims, parties if named else ()))
        self.ref = recorded(doors.application, tokens["EAST", "documenter"], told)
        view = self.view()
        self.act = TrackRefs(self.ref, view.acts[0].ref)
        part = next((part for part in view.acts[0].involvements if part.role == "alleged"), None)
        self.alleged = TrackRefs(self.ref, view.acts[0].ref, part.party_ref) if part else None

    def view(self) -> IncidentView:
        with self.doors.work(self.verifier) as work:
            return read_incident(work, work.enter("EAST", "read_incidents"), self.ref)

    def track(self, refs: TrackRefs | None = None, who: str | None = None) -> TrackView:
        with self.doors.work(who or self.verifier) as work:
            return verification.read_track(work, work.enter("EAST", "read_verification"), refs or self.act)

    def lacks(self, level: str, refs: TrackRefs | None = None, who: str | None = None) -> set[str]:
        """What a level asks for that is not there."""
        return next(set(one.missing) for one in self.track(refs, who).options if one.level == level)

    def document_of(self, name: str) -> str:
        cited = (c.document for claim in self.view().claims for c in claim.citations)
        return next(document.ref for document in cited if document.source.name == name)

    def grade(self, name: str, credibility: str = "2", reliability: str = "B") -> None:
        entry = GradeEntry(reliability=reliability, credibility=credibility, why="As it was before.")
        with self.doors.work(self.verifier) as work:
            decisions.assess_document(work, work.enter("EAST", "assess_document"), self.document_of(name), entry)

    def check(self, name: str, item: str, result: str) -> None:
        entry = CheckEntry(item=item, result=result, note="Looked at twice.")
        with self.doors.work(self.verifier) as work:
            decisions.check_document(work, work.enter("EAST", "check_document"), self.document_of(name), entry)

    def claim_of(self, name: str, path: str) -> str:
        found = (c for c in self.view().claims_on(path) if c.originator and c.originator.name == name and c.live)
        return next(found).ref

    def contradict(self, one: str, other: str) -> None:
        entry = LinkEntry(other=other, kind="contradicts", why="One says day, the other night.")
        with self.doors.work(self.verifier) as work:
            project = work.enter("EAST", "link_claims")
            decisions.link_claims(work, project, read_incident(work, project, self.ref), one, entry)

    def adopt(self, question: Question, unused: dict[str, str], method: str = "analyst_judgement") -> None:
        """Uses every claim but those named, each with the reason why it is not used."""
        view = self.view()
        considered = tuple(
            Considered(claim.ref, claim.ref not in unused, unused.get(claim.ref))
            for claim in decisions.due_claims(view, question)
        )
        with self.doors.work(self.verifier) as work:
            project = work.enter("EAST", "adopt_value")
            entry = AdoptionEntry(method, considered, "Weighed against each other.")
            decisions.adopt(work, project, view, question, entry)

    def move(self, level: str, refs: TrackRefs | None = None, who: str | None = None, **answers: Any) -> None:
        refs = refs or self.act
        seen = answers.pop("seen", None) or self.track(refs).level
        entry = MoveEntry(
            seen=seen, level=level, standard="reasonable_grounds_to_believe", reason=LONG_REASON, **answers
        )
        with self.doors.work(who or self.verifier) as work:
            verification.move_verification(work, work.enter("EAST", "move_verification"), refs, entry)

    def decide(self, verdict: str, who: str, refs: TrackRefs | None = None, number: int | None = None) -> None:
        refs = refs or self.act
        proposal = self.track(refs).proposal
        number = number if number is not None else proposal.id if proposal else 0
        entry = VerdictEntry(number=number, verdict=verdict, why="Read all of it again.")
        with self.doors.work(who) as work:
            verification.decide_verification(work, work.enter("EAST", "decide_verification"), refs, entry)

    def disproof(self) -> str:
        """The ref of a document in which nobody says it."""
        told = bundle([Voice("Fact checker")], [])
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "record_incident")
            work.open(project, "record_incident")
            return (
                take_in(work, project, replace(told, incidents=(), acts=()))
                .keys.documents["report of Fact checker"]
                .ref
            )

    def add(
        self, claims: Sequence[ClaimRecord], voices: Sequence[Voice] = (), parties: Sequence[PartyRecord] = ()
    ) -> None:
        """More that is said of the same incident and act."""
        said_of_it = [replace(c, incident=self.ref, act=c.act and self.act.act) for c in claims]
        told = on_the_web(bundle(voices, said_of_it, parties))
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "record_incident")
            work.open(project, "record_incident")
            take_in(work, project, replace(told, incidents=(), acts=()))

    def reply(self, statement: str, by: str = "force F", about: str | None = None, kind: str = "armed_group") -> None:
        """What a party says of the deed, in an action or response of its own, about this or another incident."""
        values: dict[str, Value] = {
            "statement": TermValue(statement), "by": PartyValue("speaks"), "incident": IncidentValue(about or self.ref),
        }  # fmt: skip
        key = f"reply {statement} {by} {about}"
        told = bundle([Voice("Spokesman")], [])
        claims = tuple(
            said(number, f"intervention.{name}", value, "Spokesman", intervention=key)
            for number, (name, value) in enumerate(values.items(), 901)
        )
        with self.doors.work(self.tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "record_intervention")
            work.open(project, "record_intervention")
            parties = (PartyRecord("speaks", kind, by),)
            said_so = replace(told, incidents=(), acts=(), parties=parties, claims=claims)
            take_in(work, project, replace(said_so, interventions=(InterventionRecord(key),)))


def decide(doors: Doors, code: str, tokens: Tokens) -> None:
    """A decision of each kind about the first incident: a grade, a link, a value gone by, a move."""
    with doors.work(tokens[code, "verifier"]) as work:
        project = work.enter(code, "adopt_value")
        ref = work.connection.execute(
            sa.text("SELECT ref FROM incident WHERE project_id = :project ORDER BY id LIMIT 1"), {"project": project.id}
        ).scalar_one()
        view = read_incident(work, project, ref)
    when, type_ = view.claims_on("incident.when")[0], view.claims_on("act.type")[0]
    grade = GradeEntry(reliability="B", credibility="2", why="As before.")
    link = LinkEntry(other=when.ref, kind="refines", why="Told at length.")
    move = MoveEntry(
        seen=view.acts[0].status, level="unsubstantiated", standard="credible_allegation",
        reason="Nobody answered when asked.", tried="Asked twice.",
    )  # fmt: skip
    used = (Considered(when.ref, True),)
    deeds: tuple[tuple[str, Callable[[Work, Project], None]], ...] = (
        ("assess_document", lambda w, p: decisions.assess_document(w, p, when.citations[0].document.ref, grade)),
        ("link_claims", lambda w, p: decisions.link_claims(w, p, view, type_.ref, link)),
        (
            "adopt_value",
            lambda w, p: decisions.adopt(
                w, p, view, Question("incident.when"), AdoptionEntry("source_priority", used, "It saw it.")
            ),
        ),
        (
            "move_verification",
            lambda w, p: verification.move_verification(w, p, TrackRefs(ref, view.acts[0].ref), move),
        ),
    )
    for deed, act in deeds:
        with doors.work(tokens[code, "verifier"]) as work:
            act(work, work.enter(code, deed))


def weigh_action(doors: Doors, code: str, token: str) -> str:
    """A decision of each kind about the first action or response of a project: how two claims stand to each other, a
    grade, the value gone by. Returns its ref."""
    with doors.work(token) as work:
        project = work.enter(code, "adopt_value")
        ref: str = work.connection.execute(
            sa.text("SELECT ref FROM intervention WHERE project_id = :project ORDER BY id LIMIT 1"),
            {"project": project.id},
        ).scalar_one()
        view = read_intervention(work, project, ref, "en")
    kind, by = view.claims_on("intervention.kind")[0], view.claims_on("intervention.by")[0]
    link = LinkEntry(other=by.ref, kind="refines", why="Told at length of it.")
    grade = GradeEntry(credibility="3", why="As it was told.")
    used = tuple(Considered(claim.ref, True) for claim in view.claims_on("intervention.kind") if claim.live)
    gone_by = AdoptionEntry("source_priority", used, "It was there.")
    deeds: tuple[tuple[str, Callable[[Work, Project], None]], ...] = (
        ("link_claims", lambda w, p: decisions.link_claims(w, p, view, kind.ref, link)),
        ("assess_claim", lambda w, p: decisions.assess_claim(w, p, view, kind.ref, grade)),
        ("adopt_value", lambda w, p: decisions.adopt(w, p, view, Question("intervention.kind"), gone_by)),
    )
    for deed, act in deeds:
        with doors.work(token) as work:
            act(work, work.enter(code, deed))
    return ref


def statement(engine: sa.Engine, token: str, sql: str, **values: Any) -> None:
    """A statement typed by hand as the application's role, in an open event of EAST that may write."""
    with Work(engine, token) as work:
        work.open(work.enter("EAST", "read_incidents"), "run_sql")
        work.connection.execute(sa.text(sql), values)
