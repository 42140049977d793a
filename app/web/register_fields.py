"""What is asked of whoever amends a source or a document, as fields; and both versions of what two people wrote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import format_date, gettext, lazy_gettext

from app.domain import wording
from app.domain.addresses import number_words, read_lines
from app.domain.entry import can_be_offered
from app.domain.properties import ACCESS, BASES, RELATIONS
from app.domain.relations import RelationView
from app.domain.sources import DocumentEntry, DocumentView, SourceEntry, SourceView, published_words
from app.domain.text import isolated
from app.domain.vocabularies import terms
from app.web.entry_fields import known_as_help, new_document_fields, reason_field
from app.web.forms import Field, Option, pairs
from app.web.languages import current_language
from app.web.showing import RETRACTIONS, STATES
from app.web.shown import ShownDifference


def source_fields(view: SourceView, known: Iterable[str]) -> tuple[Field, ...]:
    """A source as it stands. `known` are the names of sources to suggest."""
    view_scope = view.counting_scope or ""
    scope = gettext("Whom it counts, and by what rule: civilians only, bodies seen, names confirmed by two people.")
    aliases = gettext("One a line, in any script. A line taken out ends that name, with your reason.")
    group = gettext("A source whose origin it shares: the same organisation, owner or network. Left empty: none.")
    reason = gettext("Needed where a name ends, or where it comes to count as one with another.")
    return (
        Field("name", gettext("Name"), value=view.source.name, dir="auto", required=True),
        Field("aliases", gettext("Other names"), "area", aliases, "\n".join(view.aliases), rows=3, dir="auto"),
        Field("kind", gettext("Kind"), "select", value=view.source.kind, required=True,
              options=kinds("source_kinds", view.source.kind)),
        Field("affiliation", gettext("Affiliation"), value=view.affiliation or "", dir="auto",
              help=gettext("To whom it belongs, or answers.")),
        Field("interest", gettext("Interest in the matter"), "area", value=view.interest or "", rows=2, dir="auto",
              help=gettext("What it stands to gain or lose by what it says.")),
        Field("counting_scope", gettext("What it counts"), "area", scope, view_scope, rows=2, dir="auto"),
        Field("access", gettext("How near it is to what it tells"), "select", value=view.access or "",
              options=pairs(ACCESS)),
        Field("basis", gettext("On what ground it speaks, where it says nothing else"), "select",
              value=view.default_basis, options=pairs(BASES), required=True),
        Field("group", gettext("Counts as one origin with"), help=group, value=view.group.name if view.group else "",
              suggestions=tuple(known), dir="auto"),
        Field("reason", gettext("Why?"), "area", reason, rows=2, dir="auto"),
    )  # fmt: skip


def source_differences(view: SourceView, read: Mapping[str, Any], given: SourceEntry) -> Sequence[ShownDifference]:
    """What was read, what stands, what was written; names and groups as far as the row itself knows them."""
    rows = (
        (gettext("Name"), read.get("name"), view.source.name, given.name),
        (gettext("Other names"), None, " · ".join(view.aliases), " · ".join(given.names())),
        (gettext("Kind"), _kind(read.get("kind")), _kind(view.source.kind), _kind(given.kind)),
        (gettext("Affiliation"), read.get("affiliation"), view.affiliation, given.affiliation),
        (gettext("Interest in the matter"), read.get("interest"), view.interest, given.interest),
        (gettext("What it counts"), read.get("counting_scope"), view.counting_scope, given.counting_scope),
        (gettext("Counts as one origin with"), None, view.group and view.group.name, given.group),
    )
    return differences(rows)


LANGUAGES = {
    "ar": lazy_gettext("Arabic"),
    "en": lazy_gettext("English"),
    "fr": lazy_gettext("French"),
    "de": lazy_gettext("German"),
    "ku": lazy_gettext("Kurdish"),
    "tr": lazy_gettext("Turkish"),
    "fa": lazy_gettext("Persian"),
    "he": lazy_gettext("Hebrew"),
    "ru": lazy_gettext("Russian"),
    "und": lazy_gettext("several, or not known"),
}


def language_words(code: str) -> str:
    return str(LANGUAGES.get(code, code))


def retraction_date(view: DocumentView) -> str:
    first, last = view.retracted_on
    return str(format_date(first, "long")) if first is not None and first == last else view.retraction_as_stated or ""


def document_fields(view: DocumentView) -> tuple[Field, ...]:
    """A document as it stands."""
    document, language = view.document, view.language or ""
    published = gettext("As it stands there. “Yesterday” is reckoned from it.")
    series = gettext("The running toll or series that it is an issue of, under one name.")
    where = gettext("Where it says so: an address, an issue, a page.")
    numbers = gettext("One a line.")
    known_as = "\n".join(map(number_words, view.numbers))
    spoken = LANGUAGES if not language or language in LANGUAGES else LANGUAGES | {language: language}
    return (
        Field("title", gettext("Title"), value=document.title, dir="auto", required=True),
        Field("kind", gettext("Kind"), "select", value=document.kind, required=True,
              options=kinds("document_kinds", document.kind)),
        Field("state", gettext("State"), "select", value=document.state, required=True,
              options=tuple(Option(code, words) for code, words in STATES.items())),
        Field("published", gettext("Published"), help=published, value=published_words(view), dir="auto"),
        Field("url", gettext("Address on the web"), "url", value=document.url or "", dir="ltr"),
        Field("known_as", gettext("Known elsewhere as"), "area", f"{known_as_help()} {numbers}", known_as, rows=2,
              dir="ltr"),
        Field("language", gettext("Language"), "select", value=language,
              options=tuple(Option(code, words) for code, words in spoken.items())),
        Field("series", gettext("Series"), help=series, value=view.series or "", dir="auto"),
        Field("retraction", gettext("Does its source stand by it?"), "select", value=document.retraction or "",
              options=tuple(Option(code, words) for code, words in RETRACTIONS.items()),
              unanswered=gettext("as far as is known")),
        Field("retraction_on", gettext("Corrected or retracted on"), value=view.retraction_as_stated or "", dir="auto"),
        Field("retraction_citation", gettext("Where it says so"), help=where, value=view.retraction_citation or "",
              dir="auto"),
        Field("reason", gettext("Why?"), "area", gettext("The reason stays in the history for good."), rows=2,
              dir="auto"),
    )  # fmt: skip


def relation_words(one: RelationView) -> str:
    """How the other document stands to this one: "is republished by"."""
    return RELATIONS[one.kind][0 if one.forwards else 1][1 if current_language() == "ar" else 0]


def relation_fields(documents: Sequence[Option]) -> tuple[Field, ...]:
    """How a document stands to another; `documents` are those that are offered."""
    index = 1 if current_language() == "ar" else 0
    kinds_of = tuple(Option(code, ways[0][index]) for code, ways in RELATIONS.items())
    named = gettext("Where it is not among those offered: its ref, or its address on the web.")
    return (
        Field("kind", gettext("This document"), "select", options=kinds_of, required=True),
        Field("other", gettext("Which document?"), "select", options=tuple(documents)),
        Field("named", gettext("Or by ref or address"), help=named, dir="ltr"),
        reason_field(),
    )


def registration_fields(sources: Iterable[str], view: DocumentView | None) -> tuple[Field, ...]:
    """A document that is put on record by itself; `view` is one that names it, and stands to it in some way."""
    states = tuple(Option(code, words) for code, words in STATES.items())
    wanted = "wanted" if view else "on_file"
    fields = (
        *new_document_fields(sources),
        Field("state", gettext("State"), "select", value=wanted, options=states, required=True),
    )
    if view is None:
        return fields
    title = isolated(view.document.title, current_language())
    relation = Field(
        "relation", gettext("“%(title)s” …", title=title), "select", value="cites",
        options=tuple(Option(code, ways[0][current_language() == "ar"]) for code, ways in RELATIONS.items()),
        unanswered=gettext("does not name it"),
    )  # fmt: skip
    seen = gettext("Where it names it: the words, or the place in the text.")
    return (*fields, relation, Field("reason", gettext("How is that seen?"), "area", seen, rows=2, dir="auto"))


def document_differences(
    view: DocumentView, read: Mapping[str, Any], given: DocumentEntry
) -> Sequence[ShownDifference]:
    """What was read, what stands, what was written."""
    document = view.document

    def state(code: str | None) -> str:
        return str(STATES[code]) if code else ""

    def retraction(code: str | None) -> str:
        return str(RETRACTIONS[code]) if code else ""

    standing = tuple(map(number_words, view.numbers))
    rows = (
        (gettext("Title"), read.get("title"), document.title, given.title),
        (gettext("State"), state(read.get("state")), state(document.state), state(given.state)),
        (gettext("Published"), read.get("published_as_stated"), published_words(view), given.published),
        (gettext("Address on the web"), read.get("url"), document.url, given.url),
        (gettext("Known elsewhere as"), None, " · ".join(standing),
         " · ".join(dict.fromkeys(read_lines(given.known_as)))),
        (gettext("Series"), read.get("series"), view.series, given.series),
        (gettext("Does its source stand by it?"), retraction(read.get("retraction")), retraction(document.retraction),
         retraction(given.retraction)),
        (gettext("Where it says so"), read.get("retraction_citation"), view.retraction_citation,
         given.retraction_citation),
    )  # fmt: skip
    return differences(rows)


def differences(rows: Iterable[tuple[str, Any, Any, Any]]) -> list[ShownDifference]:
    """Those properties of which what stands and what was written differ, or that changed since they were read."""
    words = [ShownDifference(label, read or "", now or "", mine or "") for label, read, now, mine in rows]
    return [one for one in words if one.theirs != one.mine or one.read not in ("", one.theirs)]


def kinds(vocabulary: str, now: str) -> tuple[Option, ...]:
    """The kinds that can be entered, and the one that stands."""
    found = terms(vocabulary).items()
    return tuple(
        Option(code, term.label(current_language())) for code, term in found if code == now or can_be_offered(term)
    )


def _kind(code: str | None) -> str:
    return wording.term_words("source_kinds", code, current_language()) if code in terms("source_kinds") else ""
