"""What page templates read: ready words, already in the reader's language and cut to what the reader may see.

Views make these from the records of the services; a template puts them in place and asks nothing further. An empty text
means that there is nothing to say, and the template says nothing; where "not said" is itself the answer it is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.decisions import Question
from app.domain.incidents import Tally
from app.web.forms import Field
from app.web.tables import Column


class Linked(str):
    """Words that lead somewhere: the name of a source or document, with the address of its page."""

    __slots__ = ("href",)
    href: str

    def __new__(cls, words: str, href: str) -> "Linked":
        made = super().__new__(cls, words)
        made.href = href
        return made


@dataclass(frozen=True)
class ShownClaim:
    """One claim: the value in words and what it leaves open, who says so, through whom, where, and in what words.

    Names may be `Linked`, and so may `words` that name a party.
    `document` is where it stands, `where` the place in it and on what ground it is said. `ended`
    says why it no longer stands ("superseded on …: …"); `further` are more citations, each in parts. `number` is its
    place among the incident's claims, by which the history names it; `tier` says that it is not public. `entry` is the
    ref of the entry of the same incident in which it stands, where that is another than the one whose page this is.
    `aside` says why what follows from the claims together does not follow from it.
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
    further: tuple[tuple[str, ...], ...] = ()
    ref: str = ""
    number: int = 0
    document: str = ""
    tier: str = ""
    entry: str = ""
    aside: str = ""


@dataclass(frozen=True)
class ShownFile:
    """One preserved file: `href` takes it out, `custody` tells how it was handled, `picture` is the address of its
    small picture, `no_picture` says that a picture has none, `altered` that it is no longer what came; `words` is where
    its words are taken for the reading desk; `also` are the other documents with the same bytes: ref and address."""

    ref: str
    name: str
    kind: str
    size: str
    digest: str
    href: str
    custody: str
    received: str
    picture: str = ""
    no_picture: str = ""
    words: str = ""
    also: tuple[tuple[str, str], ...] = ()
    altered: str = ""


@dataclass(frozen=True)
class ShownFiles:
    """The files of a document. `action` is where one more is sent, empty where the reader may add none; `limit` says
    what may be sent, `error` what is wrong with what was, `again` that the same had come before."""

    files: tuple[ShownFile, ...]
    action: str = ""
    limit: str = ""
    error: str = ""
    again: bool = False


@dataclass(frozen=True)
class ShownFact:
    """What is said of one property. `words` is what follows from the claims together, with what it leaves open.

    `question` is what there is to decide, where more than one claim stands; `apart` says why figures stand on lines of
    their own. `outside` are the claims that make no part of what follows, under what they are ("also said").
    """

    label: str
    claims: tuple[ShownClaim, ...]
    words: str = ""
    open: str = ""
    origins: str = ""
    question: Question | None = None
    apart: tuple[str, ...] = ()
    outside: tuple[tuple[str, tuple[ShownClaim, ...]], ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, tuple[ShownClaim, ...]], ...]:
        """The claims under their headings: first those from which it follows, which have none."""
        return (("", self.claims), *self.outside)


class ShownLevel(NamedTuple):
    """A level of verification by its code, and of what it is one ("killing", "by force F"); `href` says why.

    `denied`: a claim that stands denies it, whatever the level. `self_reviewed`: whoever raised it had entered what it
    rests on. `why`: what it rests on in short, in parts (which may be `Linked`)."""

    code: str
    subject: str = ""
    href: str = ""
    denied: bool = False
    self_reviewed: bool = False
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownPart:
    """A part of an incident's page: without heading what concerns the whole, with one an act. `entry` is the ref of
    the entry of the same incident in which the act stands, where that is another than the one whose page this is."""

    facts: tuple[ShownFact, ...]
    heading: str = ""
    levels: tuple[ShownLevel, ...] = ()
    entry: str = ""


@dataclass(frozen=True)
class ShownDocument:
    """A document: title, source (both may be `Linked`), state ("on file"), date and address as far as known."""

    title: str
    source: str
    state: str
    on: str = ""
    url: str = ""
    ref: str = ""


@dataclass(frozen=True)
class ShownSentence:
    """One sentence in the attributed voice; `notes` are the numbers of its documents in the list, from 1; `aside` as of
    a claim."""

    words: str
    notes: tuple[int, ...] = ()
    quote: str = ""
    lang: str = ""
    aside: str = ""


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
    """An incident in a list. None is "not said"; `note` is a word beside what happened ("summary figure").

    When, where and how many were killed are what we go by, where that is decided: then `…_reported` says what is
    reported, and is empty otherwise."""

    ref: str
    when: str
    where: str | None
    what: str | None
    killed: str | None
    level: str
    when_open: str = ""
    note: str = ""
    when_reported: str = ""
    where_reported: str = ""
    killed_reported: str = ""


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


@dataclass(frozen=True)
class ShownRegister:
    """A page of a register: a row of cells for each thing on it, None where nothing is said; cells may be `Linked`."""

    heading: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    search: Field
    asked: bool
    back: str | None
    on: str | None
    kept: Mapping[str, str] = field(default_factory=dict)
    add: str = ""
    """Where one is entered by itself; empty where that is done with something else, or the reader may not."""


class ShownTold(NamedTuple):
    """Actions and responses that a document or a source tells of (`Linked`), the newest; whether there are more."""

    newest: tuple[str, ...]
    more: bool


@dataclass(frozen=True)
class ShownReported:
    """What another project has decided, in words, why, and by which project and when."""

    words: str
    reason: str
    by: str


@dataclass(frozen=True)
class ShownJudgement:
    """That two entries are the same: both (`Linked`), why, who says so; `end` is where that is taken back."""

    one: str
    other: str
    reason: str
    by: str
    ended: str = ""
    end: str = ""


@dataclass(frozen=True)
class ShownSame:
    """What stands on the page of an entry of the same thing twice: judgements, the entry that stands for it in lists
    (`Linked`, or nothing), and where it is joined with another (an address, or nothing)."""

    judgements: tuple[ShownJudgement, ...]
    first: str = ""
    join: str = ""


@dataclass(frozen=True)
class ShownRelation:
    """How a document stands to another: "is republished by" it, why, by whom; `end` is where that is taken back."""

    words: str
    document: ShownDocument
    reason: str
    by: str
    ended: str = ""
    end: str = ""


@dataclass(frozen=True)
class ShownHere:
    """A claim that stands in a text on the desk: what it says of what (`about`, an address, with its `ref`), in which
    words. `again`: they are not the first in which it stands; `drifted`: what stands around them has changed. `claim`
    is its own ref, `answers` which question of the form it answers and how."""

    words: str
    quote: str
    about: str
    ref: str
    again: bool
    drifted: bool
    claim: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownPassage:
    """One passage of a text on the desk, from its first character to before `ends`; `mark` is a code, `words` its
    label, `given` the mark that a reader gave it, whose place another may have taken."""

    number: int
    starts: int
    ends: int
    text: str
    mark: str
    given: str
    words: str
    read: bool
    claims: tuple[ShownHere, ...]
