"""The registers of sources and documents: a page, one, a new one, and what is known of one amended."""

from typing import Any

from flask import Response, g
from flask_babel import gettext

from app.domain.addresses import number_words
from app.domain.documents import Registration
from app.domain.errors import Refused
from app.domain.sources import (
    DocumentEntry,
    DocumentView,
    SourceEntry,
    SourceRegistration,
    SourceView,
    published_words,
    read_document_entry,
)
from app.services import documents, evidence, resting, sources
from app.web.api import shapes
from app.web.api.asked import (
    ChangedDocument,
    ChangedSource,
    DocumentsAsked,
    NewDocument,
    NewSource,
    SourcesAsked,
    answers,
    provenance_of,
)
from app.web.api.blueprint import (
    CHANGES,
    CREATES,
    InProject,
    Of,
    Once,
    Version,
    answer,
    kept,
    know_parameters,
    once_of,
    pages,
    version_read,
)
from app.web.api.evidence import named_file
from app.web.policy import begin_work
from app.web.understood import today


@pages.get("/projects/<project>/sources", responses={"200": shapes.Sources})
def list_sources(path: InProject, query: SourcesAsked) -> Response:
    """Sources, by name."""
    know_parameters("q")
    page = sources.find_sources(begin_work(), g.project, query.q, (query.cursor or None, None), query.limit)
    items = [
        shapes.ListedSource(**_named(one.source), documents=shapes.Tally.model_validate(one.documents))
        for one in page.items
    ]
    return answer(shapes.Sources(items=items, next=page.on))


@pages.post("/projects/<project>/sources", responses=CREATES)
def register_source(path: InProject, header: Once, body: NewSource) -> Response:  # type: ignore[valid-type]
    """Puts a source on record by itself."""
    entry = SourceRegistration(**answers(body))
    return kept("api.read_source", sources.register_source(begin_work(), g.project, entry, once_of(header)))


@pages.get("/projects/<project>/sources/<ref>", responses={"200": shapes.Source})
def read_source(path: Of) -> Response:
    """One source."""
    return _source(path.ref)


@pages.patch("/projects/<project>/sources/<ref>", responses={"200": shapes.Source, **CHANGES})
def amend_source(path: Of, header: Version, body: ChangedSource) -> Response:  # type: ignore[valid-type]
    """Amends what is known of a source. What it says stands in its claims."""
    view = sources.read_source(begin_work(), g.project, path.ref)
    version = version_read(view.source.ref, view.version)
    entry = SourceEntry(**(_standing_source(view) | answers(body)), version=version)
    sources.amend_source(begin_work(), g.project, view, entry)
    return _source(view.source.ref)


@pages.get("/projects/<project>/documents", responses={"200": shapes.Documents})
def list_documents(path: InProject, query: DocumentsAsked) -> Response:
    """Documents, the last recorded first."""
    know_parameters("q", "source")
    page = documents.find_documents(
        begin_work(), g.project, query.q, query.source or None, (query.cursor or None, None), query.limit
    )
    items = [shapes.NamedDocument.model_validate(one) for one in page.items]
    return answer(shapes.Documents(items=items, next=page.on))


@pages.post("/projects/<project>/documents", responses=CREATES)
def register_document(path: InProject, header: Once, body: NewDocument) -> Response:  # type: ignore[valid-type]
    """Puts a document on record by itself, its source if that is new. One that its source has under the same address or
    title is found again."""
    entry = provenance_of(Registration, body, once_of(header))
    read = documents.read_registration(begin_work(), g.project, entry, today())
    ref = documents.register_document(begin_work(), g.project, read)
    elsewhere = list(read.understood.elsewhere)
    return kept("api.read_document", ref, not_kept=list(read.not_kept), elsewhere=elsewhere)


@pages.get("/projects/<project>/documents/<ref>", responses={"200": shapes.Document})
def read_document(path: Of) -> Response:
    """One document."""
    return _document(path.ref)


@pages.patch("/projects/<project>/documents/<ref>", responses={"200": shapes.Document, **CHANGES})
def amend_document(path: Of, header: Version, body: ChangedDocument) -> Response:  # type: ignore[valid-type]
    """Amends what is known of a document; days that were told from its date follow it."""
    view = documents.read_document(begin_work(), g.project, path.ref)
    version = version_read(view.document.ref, view.version)
    entry = DocumentEntry(**(_standing_document(view) | answers(body)), version=version)
    _refuse_unseen(view, entry)
    documents.amend_document(begin_work(), g.project, view, entry, today())
    return _document(view.document.ref)


def _refuse_unseen(view: DocumentView, entry: DocumentEntry) -> None:
    """Refused where something rests on what would be taken from a document, and whoever asks does not say they know."""
    weakened = entry.weakens(view)
    if weakened in ("", entry.seen) or read_document_entry(entry, view, today()).problems:
        return
    if resting.rests_on_document(begin_work(), g.project, view).anything:
        raise Refused(
            gettext(
                "Claims or decisions rest on this document: its page says which. To go on, send the same with “seen”:"
                " “%(what)s”.",
                what=weakened,
            )
        )


def _source(ref: str) -> Response:
    view = sources.read_source(begin_work(), g.project, ref)
    beside = {
        name: getattr(view, name) for name in shapes.Source.model_fields if name not in ("ref", "name", "kind", "basis")
    }
    shape = shapes.Source.model_validate(_named(view.source) | beside | {"default_basis": view.default_basis})
    return answer(shape, view.version)


def _document(ref: str) -> Response:
    view = documents.read_document(begin_work(), g.project, ref)
    of_document = {name: getattr(view.document, name) for name in shapes.NamedDocument.model_fields}
    apart = {*of_document, "files"}
    beside = {name: getattr(view, name) for name in shapes.Document.model_fields if name not in apart}
    files = [named_file(one) for one in evidence.files_of(begin_work(), g.project, ref)]
    return answer(shapes.Document.model_validate(of_document | beside | {"files": files}), view.version)


def _named(source: Any) -> dict[str, str]:
    return {"ref": source.ref, "name": source.name, "kind": source.kind}


def _standing_source(view: SourceView) -> dict[str, Any]:
    """A source as whoever amends it finds it."""
    return {
        "name": view.source.name,
        "kind": view.source.kind,
        "affiliation": view.affiliation or "",
        "interest": view.interest or "",
        "counting_scope": view.counting_scope or "",
        "access": view.access,
        "basis": view.default_basis,
        "aliases": "\n".join(view.aliases),
        "group": view.group.ref if view.group else "",
    }


def _standing_document(view: DocumentView) -> dict[str, Any]:
    """A document as whoever amends it finds it."""
    return {
        "title": view.document.title,
        "kind": view.document.kind,
        "state": view.document.state,
        "url": view.document.url or "",
        "published": published_words(view),
        "known_as": "\n".join(map(number_words, view.numbers)),
        "language": view.language or "",
        "series": view.series or "",
        "retraction": view.document.retraction,
        "retraction_on": view.retraction_as_stated or "",
        "retraction_citation": view.retraction_citation or "",
    }
