"""The reading desk: a document's text taken in, read passage by passage, laid out with the claims cited from it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.domain.desk import CitedThen, Desk, DocumentText, lay_out, moved_since
from app.domain.disclosure import INTERNAL, PEOPLE
from app.domain.entry import KIND_OF_PARTY, understand_claim
from app.domain.errors import InvalidInput, InvalidValue, Refused, mend
from app.domain.incidents import ClaimView
from app.domain.interventions import InterventionEntry
from app.domain.parties import DeskContextEntry
from app.domain.passages import LONGEST_TEXT, Span, carried_over, cut
from app.domain.properties import PROPERTIES
from app.domain.records import Bundle, PartyValue
from app.domain.refs import is_ref, ref_of_form
from app.domain.replaced import CitedText
from app.domain.vocabularies import terms
from app.services import interventions
from app.services.children import run_child
from app.services.claims import add_said, as_of_form
from app.services.evidence import Item, files_of, hand_out
from app.services.media import UNKNOWN
from app.services.parties import read_party
from app.services.provenance import (
    Reading,
    Sourced,
    named_document,
    party_record,
    reading_of,
    refuse_problems,
)
from app.services.taking_in import take_in
from app.services.work import Work
from app.store import claim_views, claims, history, parties, passages, sources, turns
from app.store.evidence import ListedItem
from app.store.projects import Project
from app.store.vault import Vault

TEXTS = frozenset({"text/plain", "text/html", "application/xhtml+xml"})
"""Types of file from which words are taken."""
_NAMED_SO = (".txt", ".text", ".htm", ".html")
"""How a file is called that may be one of them though its content does not tell."""

_TEXT_CHILD = Path(__file__).with_name("text_child.py")
_REPLACED_MEANWHILE = mend(
    "Somebody has given this document another text since you opened it. Look at that first; yours is below, and takes"
    " its place if you keep it again."
)
_NO_WORDS = mend("No words can be taken from this file. Open it yourself, and paste them.")
_WHY_NO_WORDS = {
    "large": mend(
        "This file is larger than 8 MB, the most that words are taken from. Open it yourself, and paste the words."
    ),
    "zeros": mend(
        "This file holds zero bytes, which no text has: it may be damaged, or of another kind than its name says. Open"
        " it yourself, and paste the words; or save it again as text in UTF-8."
    ),
    "encoding": mend(
        "This file is written in an encoding that is not known here. Open it yourself, and paste the words; or save it"
        " again as text in UTF-8."
    ),
    "none": mend(
        "No words stand in this file: a script or a picture may show them. Open it yourself, and paste the words."
    ),
}
_TOO_MUCH = mend(
    "Reading this file takes more memory or time than it is given: it may be nested without end. Open it yourself in a"
    " browser, and paste the words that you see."
)
REPLACED = mend("The text of this document was replaced while you were reading. Look at it again.")


def read_desk(work: Work, project: Project, document: str) -> Desk | None:
    """A document's text with its passages, their marks and the claims that stand in them; None where it has no text."""
    connection, number = work.connection, sources.document_id(work.connection, project.id, document)
    text = passages.read_text(connection, project.id, number)
    if text is None:
        return None
    people = history.people_of(connection, project.id)
    here = passages.cited_from(project.id, number)
    claims = claim_views.find_claims(connection, project.id, here, INTERNAL, people)
    refs = {claim.ref for claim in claims if claim.citations}
    laid_out = [one for one in claims if one.citations or not refs.isdisjoint(one.premises)]
    return lay_out(text, document, laid_out, passages.former_texts(connection, project.id, number))


def moved_citations(work: Work, project: Project, claims: Iterable[ClaimView]) -> dict[str, tuple[CitedThen, ...]]:
    """Of live claims, by ref, the citations whose words do not stand any more as they stood, since a text was
    replaced."""
    live = [claim for claim in claims if claim.live]
    refs = {cited.document.ref for claim in live for cited in claim.citations}
    texts = passages.replaced_texts(work.connection, project.id, refs)
    return moved_since(live, {ref: CitedText(all_of_it[-1], all_of_it[:-1]) for ref, all_of_it in texts.items()})


def text_that_stands(work: Work, project: Project, document: str) -> int:
    """The number of the text that a document has now. Refused where it has none."""
    number = sources.document_id(work.connection, project.id, document)
    found = passages.find_text(work.connection, project.id, number)
    if found is None:
        raise Refused(REPLACED)
    return found


def actions_told(work: Work, project: Project, document: str) -> dict[str, tuple[ClaimView, ...]]:
    """What a document says of each action or response, by its ref."""
    connection, number = work.connection, sources.document_id(work.connection, project.id, document)
    people = history.people_of(connection, project.id)
    cited = passages.cited_from(project.id, number) & passages.of_actions()
    told: dict[str, tuple[ClaimView, ...]] = {}
    for claim in claim_views.find_claims(connection, project.id, cited, INTERNAL, people):
        if claim.live and claim.intervention:
            told[claim.intervention] = (*told.get(claim.intervention, ()), claim)
    return told


def texts_among(work: Work, project: Project, document: str) -> list[ListedItem]:
    """The files of a document from which words can be taken."""
    return [one for one in files_of(work, project, document) if may_have_words(one.item)]


def may_have_words(item: Item) -> bool:
    """Whether words can be taken from a file: by its content, or where that does not tell by how it is called."""
    return item.media_type in TEXTS or (item.media_type == UNKNOWN and item.name.lower().endswith(_NAMED_SO))


def open_text_file(work: Work, project: Project, vault: Vault, document: str, ref: str) -> BinaryIO:
    """A plain text or HTML file of a document, opened for `words_of_file`. NotFound; Refused where it is of another
    kind."""
    item, file = hand_out(work, project, vault, document, ref, goes_out=False)
    if not may_have_words(item):
        file.close()
        raise Refused(_NO_WORDS)
    return file


def words_of_file(file: BinaryIO) -> tuple[str, str]:
    """The words of a plain text or HTML file, by a limited process, and the encoding that it was read in; it is closed.
    Refused, with why and what to do, where there are none."""
    with file:
        made = run_child(_TEXT_CHILD, file)
    if made is None:
        raise Refused(_TOO_MUCH)
    first, _, words = made.decode("utf-8").partition("\n")
    how, _, what = first.partition(" ")
    if how != "read":
        raise Refused(_WHY_NO_WORDS.get(what, _NO_WORDS))
    return words, what


def take_text(work: Work, project: Project, document: str, text: str, replaces: int | None = None) -> None:
    """Gives a document its text, cut into passages; in the place of the one of the number `replaces`, whose marks are
    kept where the same words stand.

    InvalidInput where there are no words, or too many, or where somebody else has given it a text meanwhile.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput({"text": mend("Paste the words of the document.")})
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(
            {
                "text": mend(
                    "This is longer than a text can be here, 500,000 characters. Paste it in parts, each as a document."
                )
            }
        )
    number = sources.document_id(work.connection, project.id, document)
    turns.one_about_a_record(work.connection, project.id, document)
    old = passages.read_text(work.connection, project.id, number, held=True)
    if old and old.text == text:
        return
    if (old.id if old else None) != replaces:
        raise InvalidInput({"text": _REPLACED_MEANWHILE})
    new = cut(text)
    marks = carried_over(old.text, ((kept.span, kept.mark) for kept in old.passages), text, new) if old else {}
    work.open(project, "take_text", detail={"document": document})
    marked = {span: marks.get(span, "unread") for span in new}
    passages.take_text(work.connection, project.id, number, text, marked, work.actor.account_id)


def mark_passages(work: Work, project: Project, document: str, text_id: int, starts: list[int], mark: str) -> None:
    """Says what passages, by where they start, are. InvalidValue for a mark that nobody gives, or no such passage;
    Refused where the text was replaced."""
    offered = terms("passage_marks")
    if mark not in offered or mark == "yields_claims":
        raise InvalidValue("Choose one of the answers offered.", "mark")
    text = _held(work, project, document, text_id)
    known = {kept.span.starts for kept in text.passages}
    if not starts or not known.issuperset(starts):
        raise InvalidValue("The text has no such passage. Mark the words again.", "starts")
    work.open(project, "mark_passage", detail={"document": document})
    passages.mark_passages(work.connection, project.id, text.id, starts, mark, work.actor.account_id)


def join_passage(work: Work, project: Project, document: str, text_id: int, starts: int) -> None:
    """Makes a passage part of the one before it."""
    text = _held(work, project, document, text_id)
    place = next((at for at, kept in enumerate(text.passages) if kept.span.starts == starts), 0)
    if place == 0:
        raise InvalidValue("There is no passage before this one that it could be joined to.", "starts")
    before, this = text.passages[place - 1].span, text.passages[place].span
    work.open(project, "mark_passage", detail={"document": document})
    passages.join_passage(work.connection, project.id, text.id, this.starts)
    passages.end_passage(work.connection, project.id, text.id, before.starts, this.ends)


def split_passage(work: Work, project: Project, document: str, text_id: int, at: int) -> None:
    """Lets a new passage begin at a character of the text. InvalidValue where that is within none."""
    text = _held(work, project, document, text_id)
    within = next((kept.span for kept in text.passages if kept.span.starts < at < kept.span.ends), None)
    if within is None:
        raise InvalidValue("Put the cursor, or mark the words, where the second part begins.", "at")
    first, second = Span(within.starts, at), Span(at, within.ends)
    rest, head = second.of(text.text), first.of(text.text)
    second = Span(at + len(rest) - len(rest.lstrip()), within.ends)
    first = Span(within.starts, within.starts + len(head.rstrip()))
    if not (first.of(text.text).strip() and second.of(text.text).strip()):
        raise InvalidValue("Put the cursor, or mark the words, where the second part begins.", "at")
    work.open(project, "mark_passage", detail={"document": document})
    passages.end_passage(work.connection, project.id, text.id, first.starts, first.ends)
    if not passages.split_off(work.connection, project.id, text.id, second):
        passages.add_passages(work.connection, project.id, text.id, {second: "unread"}, work.actor.account_id)


def record_action(work: Work, project: Project, reading: Reading[InterventionEntry]) -> str:
    """Keeps what a document says of an action or response; returns its ref. Of one on record they are further claims.

    InvalidInput where something cannot be kept. Refused where all of it stands there in the same words.
    """
    if not reading.entry.intervention:
        return interventions.record_intervention(work, project, reading)
    refuse_problems(reading.understood)
    view = interventions.read_intervention(work, project, reading.entry.intervention, "en")
    once = reading.entry.once
    turns.one_of_a_form(work.connection, project.id, once)
    if not claims.is_on_record(work.connection, project.id, ref_of_form("claim", once)):
        said = interventions.said_of(work, project, reading, view.ref)
        add_said(work, project, view, as_of_form(said, once), reading.entry.basis)
    return view.ref


def read_context(work: Work, project: Project, entry: DeskContextEntry, today: date) -> Reading[DeskContextEntry]:
    """How what is said of a party beside all incidents is understood, before it is kept."""
    document, published = named_document(work, project, entry)
    understood = understand_claim(entry, document_on=published, today=today, acts=())
    problems = {name: refusal for name, refusal in _party_problems(entry).items() if refusal}
    return reading_of(work, project, entry, replace(understood, problems=understood.problems | problems), document)


def _party_problems(entry: DeskContextEntry) -> dict[str, str]:
    known = PROPERTIES.get(entry.path)
    return {
        "path": "" if known and known.subject == "party" else mend("Choose one of the answers offered."),
        "party": "" if entry.party else mend("Write of whom it is said."),
        "party_of": KIND_OF_PARTY
        if entry.party_of not in terms("party_kinds")
        else mend("What is said of people in general is put on no person. Nothing can be entered here.")
        if entry.party_of in PEOPLE
        else "",
    }


def record_context(work: Work, project: Project, reading: Reading[DeskContextEntry]) -> str:
    """Keeps what a document says of a party beside all incidents, the party too where it is new; returns its ref.

    InvalidInput where something cannot be kept. Refused where all of it stands there in the same words.
    """
    refuse_problems(reading.understood)
    entry, connection = reading.entry, work.connection
    label, kind = entry.party or "", entry.party_of or ""
    turns.one_of_a_name(connection, project.id, kind, label)
    ref = parties.find_named(connection, project.id, kind, label)
    if not claims.is_on_record(connection, project.id, ref_of_form("claim", entry.once)):
        if ref is None:
            work.open(project, "attribute_claim")
            take_in(work, project, _context(work, project, reading, f"{kind}:{label}"))
        else:
            said = _context(work, project, reading, ref)
            add_said(work, project, read_party(work, project, ref), said, entry.basis)
    return ref or parties.find_named(connection, project.id, kind, label) or ""


def _context(work: Work, project: Project, reading: Reading[DeskContextEntry], party: str) -> Bundle:
    entry, provenance = reading.entry, Sourced(work, project, reading)
    new = [(entry.party, entry.party_of)] if not is_ref(party, "party") else []
    is_party = any(isinstance(value, PartyValue) for value in reading.understood.values)
    named = [*new, *([(entry.value, entry.party_kind)] if is_party else [])]
    return Bundle(
        sources=provenance.sources(),
        documents=provenance.documents(),
        external_ids=provenance.numbers(),
        parties=tuple(party_record(label, kind) for label, kind in named if label and kind),
        claims=tuple(
            provenance.claim(
                ref_of_form("claim", entry.once, number), None, entry.path, value, entry.value or entry.quote, "value",
                party=party, tier=entry.tier,
            )
            for number, value in enumerate(reading.understood.values)
        ),
    )  # fmt: skip


def _held(work: Work, project: Project, document: str, text_id: int) -> DocumentText:
    """The text that is being read, held; Refused where another has taken its place."""
    number = sources.document_id(work.connection, project.id, document)
    text = passages.read_text(work.connection, project.id, number, held=True)
    if text is None or text.id != text_id:
        raise Refused(REPLACED)
    return text
