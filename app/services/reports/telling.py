"""What every kind of report stands on: the incidents that it tells of, and their citations as footnotes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain import attributed, wording
from app.domain.attributed import Standing
from app.domain.disclosure import Audience
from app.domain.incidents import CitedIn, ClaimView, IncidentView
from app.domain.outside_range import Outside, outside_range
from app.domain.questions import Question
from app.domain.reports import Cell, Footnote, Kind, Sentence
from app.domain.text import isolated
from app.domain.verification import LEVELS
from app.services import decisions, incidents, verification
from app.services.decisions import Decided
from app.services.work import Work
from app.store import reports
from app.store.projects import Project
from app.store.reports import Condition

STATES = {
    "on_file": ("on file", "محفوظة"),
    "cited": ("cited, not on file", "مذكورة، غير محفوظة"),
    "wanted": ("wanted, not on file", "مطلوبة، غير محفوظة"),
    "unobtainable": ("could not be obtained", "تعذّر الحصول عليها"),
    "corrected": ("corrected since", "صُحّحت بعد ذلك"),
    "retracted": ("retracted since", "سُحبت بعد ذلك"),
}

_SUMMARY = ("summary figure, not added", "رقم إجمالي، لا يُضاف")


class Footnotes:
    """Citations in the order in which they are first named: one for each document and place in it."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._notes: list[Footnote] = []

    def of(self, claims: Iterable[ClaimView]) -> tuple[int, ...]:
        """The numbers of the footnotes of some claims."""
        return tuple(dict.fromkeys(self._number(cited) for claim in claims for cited in claim.citations))

    def all(self) -> tuple[Footnote, ...]:
        return tuple(self._notes)

    def _number(self, cited: CitedIn) -> int:
        key = (cited.document.ref, cited.locator)
        if key not in self._numbers:
            self._numbers[key] = len(self._notes) + 1
            self._notes.append(Footnote(len(self._notes) + 1, self._words(cited), cited.document.url or ""))
        return self._numbers[key]

    def _words(self, cited: CitedIn) -> str:
        document, language = cited.document, self._language
        first, last = document.published_earliest_on, document.published_latest_on
        on = (
            wording.days_words(first, last, language)
            if first or last
            else isolated(document.published_as_stated or "", language)
        )
        states = [STATES[one][language == "ar"] for one in (document.state, document.retraction) if one]
        title = isolated(document.title, language)
        if not document.title.startswith(document.source.name):
            title = f"{isolated(document.source.name, language)}: {title}"
        parts = (title, on, isolated(cited.locator or "", language), *states, document.ref)
        return wording.saying("comma", language).join(part for part in parts if part)


@dataclass(frozen=True)
class Told:
    """One incident as reports tell it: what is on record, what was decided, and how each track came to its level."""

    view: IncidentView
    decided: Decided
    standing: Standing
    lapsed: frozenset[tuple[str, str | None]]
    """The tracks whose level is no longer borne out."""

    @property
    def outside(self) -> dict[str, Outside]:
        """The figures (refs) that make no part of a reported range, and why."""
        counts: dict[str, list[ClaimView]] = {}
        for claim in self.view.claims_on("incident.count"):
            counts.setdefault(getattr(claim.value, "harm", ""), []).append(claim)
        grades = self.decided.grades
        return {ref: why for said in counts.values() for ref, why in outside_range(said, grades).items()}


class Teller:
    """A report in the making: what is asked, and how what answers is read and worded."""

    def __init__(
        self,
        work: Work,
        project: Project,
        question: Question,
        audience: Audience,
        kind: Kind,
        language: str,
        most: int,
    ) -> None:
        self.work, self.project, self.question, self.audience = work, project, question, audience
        self.kind, self.language, self.notes = kind, language, Footnotes(language)
        self.most = most
        """How many incidents whoever asks can wait for."""
        self.not_told = 0
        """Of how many incidents that answer the report has figures alone."""

    def say(self, pair: tuple[str, str], **named: object) -> str:
        """One of two phrases, English or Arabic, filled in."""
        return pair[self.language == "ar"].format(**named)

    def where_of(self, question: Question) -> list[Condition]:
        """The conditions under which an incident answers a question. UnknownFilter for a name that is on no record."""
        return reports.conditions(self.work.connection, self.project.id, question, self.audience)

    def where(self) -> list[Condition]:
        """The conditions under which an incident answers what is asked."""
        return self.where_of(self.question)

    def read(self, refs: Sequence[str]) -> Iterator[Told]:
        """Incidents, one after the other."""
        for ref in refs:
            view = incidents.read_incident(self.work, self.project, ref, self.language)
            moves = verification.standing_moves(self.work, self.project, view)
            standing = {(one.act, one.party): one.move for one in moves}
            lapsed = verification.find_lapsed(self.work, self.project, view)
            yield Told(
                view,
                decisions.read_decisions(self.work, self.project, view),
                standing,
                frozenset((track.act, track.party) for track, *_ in lapsed),
            )

    def heading(self, view: IncidentView) -> str:
        """An incident by title and ref, with how sure it is."""
        return f"{isolated(view.title, self.language)} ({self.ref(view)})"

    def ref(self, view: IncidentView) -> str:
        """An incident's ref within a sentence: beside what runs the other way it turns no day round."""
        return isolated(view.ref, self.language)

    def level(self, told: Told) -> str:
        """The levels of an incident's acts in words, each once, the lowest first, with what is no longer borne out."""
        lapsed = {act.status for act in told.view.alleged_acts if (act.ref, None) in told.lapsed}
        levels = {act.status for act in told.view.alleged_acts} or {"allegation"}
        found = sorted(levels, key=lambda code: LEVELS[code].rank)
        words = ((code in lapsed, LEVELS[code].label(self.language)) for code in found)
        fallen = wording.saying("level_lapsed", self.language)
        return " · ".join(fallen.format(level=label) if is_lapsed else label for is_lapsed, label in words)

    def standing(self, told: Told) -> str:
        """How an incident stands, for a heading or a row: its levels, and that it is a summary figure, if it is one."""
        parts = [self.level(told), *([self.say(_SUMMARY)] if told.view.kind == "umbrella" else [])]
        return " – ".join(parts)

    def when(self, view: IncidentView) -> str:
        return wording.period_words(view.when, self.language)

    def below_title(self, view: IncidentView, *told: str) -> str:
        """What a row tells of an incident below its title, which often ends with the date: not twice then."""
        when = self.when(view)
        return " – ".join((*(() if when in view.title else (when,)), *told))

    def place(self, view: IncidentView) -> str:
        return isolated(attributed.where_words(view, self.language), self.language)

    def sentences(self, told: Told) -> tuple[Sentence, ...]:
        """What is said of an incident in short, with its citations."""
        from_claims = attributed.incident_sentences(told.view, told.standing, told.outside, self.language, told.lapsed)
        return tuple(self._cited(sentence, claims) for sentence, claims in from_claims)

    def claim(self, claim: ClaimView, aside: str = "") -> Sentence:
        """A claim as a sentence, with its citations and the words that it stands in. By itself it is an allegation,
        however sure the act is that it is about."""
        passage = claim.citations[0].quote if claim.citations else None
        return Sentence(
            wording.claim_sentence(claim, self.language),
            attributed.names_of([claim], self.language),
            "allegation",
            self.notes.of([claim]),
            passage or claim.stated_as,
            claim.language or "",
            aside,
        )

    def names(self, claims: Iterable[ClaimView]) -> str:
        """Who says so, within a sentence."""
        return attributed.listed(attributed.names_of(claims, self.language), self.language)

    def said(self, claims: Sequence[ClaimView]) -> Cell:
        """What several sources say of one thing, in a cell: each value and, in brackets, who says so."""
        values: dict[str, list[ClaimView]] = {}
        for claim in claims:
            values.setdefault(wording.claim_words(claim, self.language), []).append(claim)
        parts = (f"{isolated(words, self.language)} ({self.names(said)})" for words, said in values.items())
        return Cell(wording.saying("and", self.language).join(parts), self.notes.of(claims))

    def _cited(self, sentence: Sentence, claims: Sequence[ClaimView]) -> Sentence:
        return replace(sentence, notes=self.notes.of(claims))
