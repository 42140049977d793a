"""What people do in the registers of EAST, and what can be read there: for the tests of sources and documents."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.addresses import number_words
from app.domain.sources import DocumentEntry, DocumentView, SourceEntry, SourceView, published_words
from app.services import documents, history, sources
from app.services.doors import Doors
from tests.filled import Tokens

TODAY = date(2026, 1, 1)


class Registers:
    """The registers as a documenter amends them."""

    def __init__(self, doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
        self.doors, self.owner, self.token = doors, owner, tokens["EAST", "documenter"]
        self.custodian = tokens["EAST", "custodian"]

    def ref(self, table: str, name: str) -> str:
        column = {"source": "name", "document": "title"}[table]
        query = (
            f"SELECT t.ref FROM {table} t JOIN project p ON p.id = t.project_id WHERE p.code = 'EAST'"
            f" AND t.{column} = :name"
        )
        with self.owner.connect() as connection:
            return str(connection.execute(sa.text(query), {"name": name}).scalar_one())

    def source(self, name: str) -> SourceView:
        with self.doors.work(self.token) as work:
            return sources.read_source(work, work.enter("EAST", "read_sources"), self.ref("source", name))

    def source_entry(self, name: str, /, **changed: Any) -> SourceEntry:
        """A source as it stands, but for what is changed."""
        view = self.source(name)
        kept = {
            "version": view.version, "name": view.source.name, "kind": view.source.kind, "basis": view.default_basis,
            "affiliation": view.affiliation or "", "interest": view.interest or "", "access": view.access,
            "counting_scope": view.counting_scope or "", "aliases": "\n".join(view.aliases),
            "group": view.group.name if view.group else "",
        }  # fmt: skip
        return SourceEntry(**kept | changed)

    def amend_source(self, name: str, entry: SourceEntry | None = None, /, **changed: Any) -> None:
        view = self.source(name)
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "amend_source")
            sources.amend_source(work, project, view, entry or self.source_entry(name, **changed))

    def document(self, title: str) -> DocumentView:
        with self.doors.work(self.token) as work:
            return documents.read_document(work, work.enter("EAST", "read_documents"), self.ref("document", title))

    def document_entry(self, title: str, /, **changed: Any) -> DocumentEntry:
        """A document as it stands, but for what is changed."""
        view = self.document(title)
        kept = {
            "version": view.version, "title": view.document.title, "kind": view.document.kind,
            "state": view.document.state, "url": view.document.url or "", "published": published_words(view),
            "language": view.language or "", "series": view.series or "", "retraction": view.document.retraction,
            "retraction_on": view.retraction_as_stated or "", "retraction_citation": view.retraction_citation or "",
            "known_as": "\n".join(map(number_words, view.numbers)),
        }  # fmt: skip
        return DocumentEntry(**kept | changed)

    def amend_document(self, title: str, entry: DocumentEntry | None = None, /, **changed: Any) -> None:
        view = self.document(title)
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "amend_document")
            documents.amend_document(work, project, view, entry or self.document_entry(title, **changed), TODAY)

    def holds(self) -> bool:
        """Whether the log holds and every stored copy is what follows from the claims."""
        with self.doors.work(self.custodian) as work:
            differing = work.connection.execute(
                sa.text(
                    "SELECT what FROM projection_differences((SELECT id FROM project WHERE code = 'EAST'), 0, 999999)"
                )
            ).all()
            return not differing and history.verify_log(work).ok

    def state(self) -> list[Any]:
        """All that stands of claims and incidents in the index, to compare before and after."""
        queries = (
            "SELECT to_jsonb(c) FROM claim c ORDER BY id",
            "SELECT to_jsonb(x) - 'projected_position' FROM incident_copy x ORDER BY x.incident_id",
            "SELECT to_jsonb(h) FROM incident_harm h ORDER BY to_jsonb(h)::text",
            "SELECT to_jsonb(a) FROM act a ORDER BY id",
            "SELECT to_jsonb(n) FROM involvement n ORDER BY id",
            "SELECT to_jsonb(o) FROM act_origins o ORDER BY o.act_id",
        )
        with self.owner.connect() as connection:
            return [connection.execute(sa.text(query)).all() for query in queries]
