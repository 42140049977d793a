"""Taking out what a project holds: for a question, an audience, in a format; with a manifest, as an event.

The files stand in their place only once the event that says so is on record. What fails between the two (a disk that is
full when an archive is closed, a process that is killed) leaves the event without files: on record may be what never
left, and nothing leaves that is not on record.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.domain.disclosure import TAKEN_OUT, audience_named
from app.domain.errors import InvalidValue, Refused
from app.domain.questions import Question
from app.domain.records import Bundle
from app.exchange import csv_files, csv_set, drafts, geojson, geopackage, geoparquet, json_lines
from app.exchange.arrow_rows import COLUMNS
from app.exchange.csv_set import File
from app.exchange.drafts import MANIFEST, Draft
from app.exchange.manifest import Manifest
from app.exchange.xlsx_book import Book
from app.services.doors import Doors
from app.services.work import Work, in_time
from app.store import history
from app.store.exports import bundles, incidents, passages, scope, streaming, summary
from app.store.exports.scope import Scope
from app.store.exports.streaming import Step, no_step
from app.store.exports.summary import Summary
from app.store.history import Event
from app.store.projects import Project

DEED = "export_incidents"
DICTIONARY = "dictionary.csv"

Rows = dict[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken out. `most` is how many incidents whoever asks can wait for; None is any number. Sheets are
    written for readers of `language` (en, ar)."""

    question: Question
    format: str
    audience: str
    most: int | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Export:
    """What was taken out: rows by table, what was withheld by which rule, and the whole manifest."""

    rows: Rows
    withheld: dict[str, int]
    manifest: dict[str, Any]


def export_incidents(doors: Doors, token: str, code: str, wanted: Wanted, path: Path, step: Step = no_step) -> Export:
    """Writes what answers a question to `path`, in the name of whoever holds the token, and records that it went out.

    csv is a folder, or a ZIP file where the path ends so; every other format is one file. InvalidValue for an
    unknown format or audience, UnknownFilter for a name in the question that is on no record, Refused for an audience
    that waits, a path that cannot be written, or more incidents than `most`; NotFound, NotPermitted. Whatever goes
    wrong, nothing is left at `path` that was not there before. `step` is told of the rows that were read, and may end
    the export by what it raises.
    """
    audience = audience_named(wanted.audience)
    with _draft(wanted.format, path) as draft, doors.work(token, one_moment=True) as work, in_time():
        project = work.enter(code, DEED)
        if wanted.most is not None and count_incidents(work, project, wanted.question) > wanted.most:
            raise Refused("This is more than a page can write. Narrow the question, or use the command line.")
        asked = scope.ask(work.connection, project.id, wanted.question, audience)
        said = summary.summarise(work.connection, asked)
        manifest = FORMATS[wanted.format](_Writer(work.connection, project, wanted, asked, said, draft, step))
        export = Export(dict(manifest.rows), dict(manifest.withheld), manifest.as_json())
        work.open(project, DEED, detail=_detail(export.manifest), writes=False)
    return export


def find_exports(
    work: Work, project: Project, before: int | None = None, at_most: int = 50
) -> tuple[list[Event], int | None]:
    """What was taken out of a project and by whom, the newest first, and before which number the next page begins."""
    found = history.deeds_done(work.connection, project.id, TAKEN_OUT, at_most + 1, before)
    page = found[:at_most]
    return page, page[-1].number if len(found) > at_most else None


def count_incidents(work: Work, project: Project, question: Question) -> int:
    """How many incidents an export would hold. UnknownFilter for a name that is on no record."""
    return scope.count(work.connection, project.id, question)


def _draft(name: str, path: Path) -> AbstractContextManager[Draft]:
    if name == "csv":
        files = {MANIFEST, DICTIONARY, *(file.file_name for file in csv_files.FILES)}
        return drafts.archive(path) if path.suffix.lower() == ".zip" else drafts.folder(path, replaces=files)
    if name in FORMATS:
        return drafts.file_with_manifest(path)
    raise InvalidValue(f"There is no such format. Known: {', '.join(FORMATS)}.", "format")


@dataclass(frozen=True)
class _Writer:
    """One export at work."""

    connection: sa.Connection
    project: Project
    wanted: Wanted
    asked: Scope
    said: Summary
    draft: Draft
    step: Step

    def csv(self) -> Manifest:
        rows = {}
        without_words = passages.settle(self.connection, self.asked)
        for file in csv_files.FILES:
            with self.draft.file(file.file_name) as written:
                written.write(csv_set.head(file.column_names))
                rows[file.name] = streaming.write_table(
                    self.connection, self.asked, file.name, file.column_names, csv_set.LINE_END, written, self.step
                )
        with self.draft.file(DICTIONARY) as written:
            written.write(csv_set.dictionary(csv_files.FILES))
        return self._beside(rows, {"passages_without_words": without_words} if without_words else {})

    def geojson(self) -> Manifest:
        with self.draft.file("incidents.geojson") as written:
            written.write(geojson.HEAD)
            # A pair that is null in every feature would be a third of the file.
            properties = geojson.properties(
                incidents.reported_harms(self.connection, self.asked),
                decided=incidents.any_decided(self.connection, self.asked),
            )
            number = streaming.write_features(
                self.connection, self.asked, properties, geojson.SEPARATOR, written, self.step
            )
            written.write(geojson.foot(self._manifest({"incidents": number})))
        return self._beside({"incidents": number})

    def xlsx(self) -> Manifest:
        without_words = passages.settle(self.connection, self.asked)
        withheld = {"passages_without_words": without_words} if without_words else {}
        with (
            self.draft.by_path("incidents.xlsx") as path,
            Book(path, csv_files.FILES, self.wanted.language, self.said.at) as book,
        ):
            rows = {file.name: self._sheet(book, file) for file in csv_files.FILES}
            if book.cut:
                withheld["cells_cut"] = book.cut
            book.finish(self._manifest(rows, withheld))
        return self._beside(rows, withheld)

    def gpkg(self) -> Manifest:
        with self.draft.by_path("incidents.gpkg") as path, closing(self._features()) as lines:
            number = geopackage.write(lines, path)
        return self._beside({"incidents": number})

    def geoparquet(self) -> Manifest:
        with self.draft.file("incidents.parquet") as written, closing(self._features()) as lines:
            number = geoparquet.write(lines, written, lambda number: self._manifest({"incidents": number}).of_content())
        return self._beside({"incidents": number})

    def _sheet(self, book: Book, file: File) -> int:
        rows = streaming.read_table(self.connection, self.asked, file.name, file.column_names, self.step)
        with closing(rows):  # a COPY that nobody ends keeps the connection, also from being rolled back
            return book.write(file, rows)

    def _features(self) -> Generator[memoryview, None, None]:
        return streaming.read_incidents(self.connection, self.asked, [column.name for column in COLUMNS], self.step)

    def jsonl(self) -> Manifest:
        rows: Counter[str] = Counter()
        with self.draft.file("records.jsonl") as written:
            for part in bundles.read_slices(self.connection, self.asked, self.project.code):
                rows.update(numbers := _numbers(part.bundle))
                self.step(sum(numbers.values()))
                for line in json_lines.write_lines(part.bundle, part.own):
                    written.write(line.encode() + b"\n")
        return self._beside(dict(rows))

    def _beside(self, rows: Rows, withheld: Rows | None = None) -> Manifest:
        manifest = self._manifest(rows, withheld)
        with self.draft.file(MANIFEST) as written:
            written.write(manifest.as_bytes())
        return manifest

    def _manifest(self, rows: Rows, withheld: Rows | None = None) -> Manifest:
        said = self.said
        return Manifest(
            project=self.project.code,
            title=self.project.title,
            standard_of_proof=self.project.standard_of_proof,
            one_person=self.project.one_person,
            question=self.wanted.question.as_parameters(),
            format=self.wanted.format,
            audience=self.wanted.audience,
            as_of=said.at,
            vocabulary=said.releases,
            rows=rows,
            levels=said.levels,
            import_incomplete=said.import_incomplete,
            withheld={**said.withheld, **(withheld or {})},
            columns_withheld=_columns_withheld(self.asked, self.wanted.format),
            files=dict(self.draft.written),
        )


def _numbers(bundle: Bundle) -> Rows:
    """How many records of each kind there are, by the names of the tables that hold them."""
    numbers = {field.name: len(getattr(bundle, field.name)) for field in fields(bundle)}
    cited = sum(len(claim.further_citations) for claim in bundle.claims)
    return numbers | {"citations": cited, "passages": sum(len(text.passages) for text in bundle.document_texts)}


FORMATS = {
    "csv": _Writer.csv,
    "geojson": _Writer.geojson,
    "xlsx": _Writer.xlsx,
    "gpkg": _Writer.gpkg,
    "geoparquet": _Writer.geoparquet,
    "jsonl": _Writer.jsonl,
}


def _columns_withheld(asked: Scope, name: str) -> dict[str, dict[str, str]]:
    """By file, the columns that stand empty, each with the property that the audience may not see."""
    sets = {"csv": csv_files.FILES, "xlsx": csv_files.FILES, "jsonl": ()}
    files: tuple[File, ...] = sets.get(name, (csv_files.INCIDENTS,))
    withheld = {
        file.name: {c.name: c.follows_from for c in file.columns if c.follows_from and not asked.sees(c.follows_from)}
        for file in files
    }
    return {name: columns for name, columns in withheld.items() if columns}


def _detail(manifest: dict[str, Any]) -> dict[str, Any]:
    """What the event says of an export: enough to know its files again."""
    kept = ("question", "format", "audience", "as_of", "rows", "withheld", "files")
    return {name: manifest[name] for name in kept}
