"""What page templates read: ready words, already in the reader's language and cut to what the reader may see.

Views make these from the records of the services; a template puts them in place and asks nothing further. An empty text
means that there is nothing to say, and the template says nothing; where "not said" is itself the answer it is None.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.decisions import Question
from app.domain.incidents import Tally


@dataclass(frozen=True)
class ShownClaim:
    """One claim: the value in words and what it leaves open, who says so, through whom, where, and in what words.

    `ended` says why it no longer stands ("superseded on …: …"); `further` are more citations. `number` is its place
    among the incident's claims, by which the history names it.
    """

    words: str
    originator: str
    on: str = ""
    via: tuple[str, ...] = ()
    where: str = ""
    quote: str = ""
    lang: str = ""
    open: str = ""
    ended: str = ""
    further: tuple[str, ...] = ()
    ref: str = ""
    number: int = 0


@dataclass(frozen=True)
class ShownFact:
    """What is said of one property. `words` is what follows from the claims together, with what it leaves open.

    `question` is what there is to decide, where more than one claim stands.
    """

    label: str
    claims: tuple[ShownClaim, ...]
    words: str = ""
    open: str = ""
    origins: str = ""
    question: Question | None = None


class ShownLevel(NamedTuple):
    """A level of verification by its code, and of what it is one ("killing", "by force F"); `href` says why.

    `denied`: a claim that stands denies it, whatever the level."""

    code: str
    subject: str = ""
    href: str = ""
    denied: bool = False


@dataclass(frozen=True)
class ShownPart:
    """A part of an incident's page: without heading what concerns the whole, with one an act."""

    facts: tuple[ShownFact, ...]
    heading: str = ""
    levels: tuple[ShownLevel, ...] = ()


@dataclass(frozen=True)
class ShownDocument:
    """A document: title, source, state ("on file", "cited, not on file"), date and address as far as known."""

    title: str
    source: str
    state: str
    on: str = ""
    url: str = ""
    ref: str = ""


@dataclass(frozen=True)
class ShownSentence:
    """One sentence in the attributed voice; `notes` are the numbers of its documents in the list, from 1."""

    words: str
    notes: tuple[int, ...] = ()
    quote: str = ""
    lang: str = ""


@dataclass(frozen=True)
class ShownIncident:
    """An incident for its page (`parts`) or for paper (`statements`: heading and sentences). `notes` warn above it."""

    ref: str
    title: str
    summary: str
    kind: str
    scope: str
    version: int
    levels: tuple[ShownLevel, ...] = ()
    parts: tuple[ShownPart, ...] = ()
    statements: tuple[tuple[str, tuple[ShownSentence, ...]], ...] = ()
    documents: tuple[ShownDocument, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownRow:
    """An incident in a list. None is "not said"; `note` is a word beside what happened ("summary figure")."""

    ref: str
    when: str
    where: str | None
    what: str | None
    killed: str | None
    level: str
    when_open: str = ""
    note: str = ""


class ShownChange(NamedTuple):
    """A value before and after; None: there was, or there is, nothing."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ShownEvent:
    """One entry of the history: who did what, when, why, and what it changed. `sentences` tell which claims ended."""

    deed: str
    by: str
    at: str
    reason: str = ""
    changes: tuple[ShownChange, ...] = ()
    sentences: tuple[str, ...] = ()


class ShownDifference(NamedTuple):
    """One property of two versions that met: as it was when the reader began, as it is now, as the reader has it."""

    label: str
    read: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class ShownProject:
    """A project for whoever is a member of it: its roles in words, and how many incidents it holds."""

    code: str
    title: str
    roles: str
    incidents: Tally
    one_person: bool = False
