"""Taking a file in: chunk by chunk, each one transaction and one event; a kill loses nothing and doubles nothing.

A profile (`app.exchange`) reads the file; what a chunk's rows mean for what is on record is decided in `import_rows`;
facts go in through `taking_in`. Here stand the batch, its progress, resuming and quarantine.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.errors import FileRefused, InvalidValue, NotSignedIn, Refused
from app.exchange import json_lines, ucdp_ged
from app.exchange.profiles import Contents, Problem, Profile, Row, open_file
from app.services import import_records, import_rows
from app.services.doors import Doors
from app.services.import_chunks import Chunk, ReadAhead, in_chunks
from app.services.import_report import NAMED_ROWS, Report, Tally
from app.services.work import Work
from app.store import history, imports
from app.store.imports import Batch
from app.store.projects import Project

# Bytes of the file done, and its size.
Progress = Callable[[int, int], None]


def nothing_shown(done: int, size: int) -> None:
    """Of progress."""


@dataclass(frozen=True, slots=True)
class How:
    """How a file is taken in: for show alone, with progress shown, whole or so many chunks further than it has come.

    `progress` is told of each chunk once it is kept, and may break the import off there. `kept` is the number of the
    evidence item that holds the file as it came; `begun` is told of the batch in the transaction that begins it.
    """

    dry_run: bool = False
    progress: Progress = nothing_shown
    chunks: int | None = None
    kept: int | None = None
    begun: Callable[[Work, Project, int], None] = lambda work, project, batch: None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read and sought in, and what it is called."""

    file: BinaryIO
    name: str


# They are kept in memory while the file is taken in.
CONTRADICTED_ROWS = 10_000

Compare = Callable[[Work, Project, Profile, Contents, Sequence[Row]], Chunk]

# A profile, and what sorts a chunk of its rows by what is on record.
PROFILES: dict[str, tuple[Profile, Compare]] = {
    ucdp_ged.name: (ucdp_ged, import_rows.compare),
    json_lines.name: (json_lines, import_records.compare),
}


def profile_named(name: str) -> tuple[Profile, Compare]:
    """The profile of this name. InvalidValue where there is none."""
    try:
        return PROFILES[name]
    except KeyError:
        raise InvalidValue(f"There is no profile {name!r}. Known: {', '.join(PROFILES)}.", "profile") from None


def import_file(
    doors: Doors,
    token: str,
    code: str,
    profile_name: str,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress = nothing_shown,
) -> Report:
    """Takes a file into the project of this code, as whoever holds the token.

    The same file again goes on where an interrupted import stopped, and otherwise adds nothing. FileRefused where the
    file is not what the profile expects; then nothing was written. NotFound, NotPermitted, Refused.
    """
    profile = profile_named(profile_name)
    with doors.work(token) as work:
        work.enter(code, "import_incidents")
    with open_file(path) as file:
        return take_file(doors, token, code, profile, Opened(file, path.name), How(dry_run, progress))


def take_file(
    doors: Doors,
    token: str,
    code: str,
    profile: tuple[Profile, Compare],
    opened: Opened,
    how: How,
) -> Report:
    """Takes an open file in by a profile."""
    started = time.monotonic()
    contents = profile[0].look_over(opened.file, opened.name)
    run = _Run(doors, token, code, profile, opened.file, contents, how)
    run.go(how.progress, how.chunks)
    return run.report(time.monotonic() - started)


def _contradicted(work: Work, profile: Profile, file: BinaryIO, contents: Contents) -> dict[int, str]:
    """By number, the rows that share their id with a row that says otherwise, and what is said of them.

    Which of them is right nobody here can know, so none is taken in. FileRefused where they are so many that the file
    is no table of one row an id.
    """
    sharing = imports.find_contradictions(work.connection, profile.ids(file, contents), CONTRADICTED_ROWS)
    if sharing is None:
        raise FileRefused(
            f"{contents.file_name} has more than {CONTRADICTED_ROWS:,} rows that share their {profile.id_column} with "
            f"a row that says otherwise. Is that column what it should be?"
        )
    found: dict[int, str] = {}
    for numbers in sharing:
        some = ", ".join(map(str, numbers[:10])) + (f" and {len(numbers) - 10:,} more" if len(numbers) > 10 else "")
        why = f"is the same in rows {some}, which say different things: none of them is taken in"
        found.update(dict.fromkeys(numbers, why))
    return found


class _Run:
    """One file on its way in."""

    def __init__(
        self,
        doors: Doors,
        token: str,
        code: str,
        profile: tuple[Profile, Compare],
        file: BinaryIO,
        contents: Contents,
        how: How,
    ) -> None:
        self._doors, self._token, self._code = doors, token, code
        self._profile, self._compare = profile
        self._file, self._contents, self._how, self._dry_run = file, contents, how, how.dry_run
        self._contradicted: dict[int, str] = {}
        self._digest, self._stamp = bytes.fromhex(contents.sha256), _stamp(file)
        self._tally = Tally()
        self._brought: set[str] = set()
        self._ahead = ReadAhead(iter(()))
        self._batch: Batch | None = None
        self._chunks_added = 0
        self._rows_added = 0
        self._resumed_after = 0

    def go(self, progress: Progress, chunks: int | None = None) -> None:
        """Takes in what is not yet in, or so many chunks of it. A dry run looks at the whole file, whatever has been
        taken in of it."""
        with self._doors.work(self._token) as work:
            self._contradicted = _contradicted(work, self._profile, self._file, self._contents)
        if not self._dry_run:
            self._pick_up()
        done = self._batch if self._batch and not self._batch.complete else Batch(0)
        self._resumed_after = done.rows_done
        rows = self._profile.rows(
            self._file,
            self._contents,
            done.bytes_done or self._contents.first_byte,
            self._contents.first_row + done.rows_done,
        )
        progress(done.bytes_done, self._contents.size)
        with closing(ReadAhead(in_chunks(self._sift(rows)))) as self._ahead, _without_garbage_collection():
            for chunk in islice(self._ahead, chunks):
                self._take(chunk)
                progress(chunk[-1].byte_to, self._contents.size)

    def _sift(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows; those that contradict another row of the file with the reason why they are put aside."""
        for row in rows:
            if row.bundle and (why := self._contradicted.get(row.number)):
                problem = Problem(why, self._profile.id_column)
                yield replace(row, bundle=None, problem=problem, flags={})
            else:
                yield row

    def report(self, seconds: float) -> Report:
        tally = self._tally
        return Report(
            batch=self._batch.id if self._batch else None,
            file_sha256=self._contents.sha256,
            rows=self._contents.rows,
            resumed_after=self._resumed_after,
            created=tally.created,
            updated=tally.updated,
            unchanged=tally.unchanged,
            quarantined=tally.quarantined,
            flagged=dict(sorted(tally.flagged.items())),
            columns_not_used=list(self._contents.columns_not_used),
            seconds=round(seconds, 3),
            dry_run=self._dry_run,
            quarantine=[{"row": row.number, "column": row.column, "reason": row.rule} for row in tally.aside],
            flagged_rows={rule: list(rows) for rule, rows in sorted(tally.flagged_rows.items())},
            updated_rows=list(tally.updated_rows),
        )

    def _pick_up(self) -> None:
        """Finds the batch of this very file; one that was interrupted is gone on with, and its numbers are kept."""
        with self._doors.work(self._token) as work:
            project = work.enter(self._code, "import_incidents")
            self._batch = self._find_batch(work, project)
            if self._batch and not self._batch.complete:
                flagged = imports.count_flags(work.connection, project.id, self._batch.id)
                noted = imports.first_noted_rows(work.connection, project.id, self._batch.id, NAMED_ROWS)
                self._tally = Tally.of_batch(self._batch, flagged, noted)

    def _find_batch(self, work: Work, project: Project) -> Batch | None:
        return imports.find_batch(work.connection, project.id, self._profile.name, self._profile.version, self._digest)

    def _take(self, rows: Sequence[Row]) -> None:
        """Writes a chunk. Rows that the database or a rule refuses are found by halving, and put into quarantine."""
        for attempt in range(3):
            try:
                self._write(rows)
            except InvalidValue as refusal:
                self._take_apart(rows, Problem(str(refusal), refusal.field), refusal)
            except imports.DATABASE_ERRORS as error:
                if imports.is_refused_to(error):
                    raise NotSignedIn(
                        "The sign-in that this import went by has ended, or the roles of its account have changed. What"
                        " was taken in until then is kept: take the same file in again, and it goes on from there."
                    ) from error
                rule = imports.rule_broken(error)
                if rule is None:
                    raise
                if rule.endswith("_ref_key") and attempt < 2:
                    continue  # a random ref was taken: draw again
                self._take_apart(rows, Problem(f"is refused by the database ({rule})"), error)
            return

    def _take_apart(self, rows: Sequence[Row], problem: Problem, cause: Exception) -> None:
        match len(rows):
            case 1:
                if rows[0].bundle is None:
                    raise cause
                self._take([replace(rows[0], bundle=None, problem=problem, flags={})])
            case many:
                self._take(rows[: many // 2])
                self._take(rows[many // 2 :])

    def _write(self, rows: Sequence[Row]) -> None:
        if _stamp(self._file) != self._stamp:
            raise FileRefused(f"{self._contents.file_name} was changed while it was taken in. Take it in again.")
        with self._doors.work(self._token) as work:
            project = work.enter(self._code, "import_incidents")
            if not self._dry_run:
                imports.lock_imports(work.connection, project.id)
                self._check_batch(work, project)
            chunk = self._compare(work, project, self._profile, self._contents, rows)
            if self._dry_run:
                chunk.refuse_unknown(self._brought)
            tally = self._tally.after(chunk)
            batch = self._batch
            if not self._dry_run and (chunk.writes or batch is None or not batch.complete):
                batch = self._write_chunk(work, project, rows, chunk)
                self._ahead.start()
        self._tally, self._batch = tally, batch

    def _write_chunk(self, work: Work, project: Project, rows: Sequence[Row], chunk: Chunk) -> Batch:
        work.open(project, "import_chunk", detail=self._detail(rows, chunk), bulk=True)
        batch = self._batch
        if batch is None or batch.complete:
            batch = self._start(work, project, rows[0])
        chunk.write(batch.id)
        imports.note_rows(work.connection, project.id, batch.id, chunk.noted())
        batch = self._advance(batch, rows, chunk)
        imports.advance_batch(work.connection, project.id, batch)
        self._analyse_as_it_grows(work, chunk)
        return batch

    def _check_batch(self, work: Work, project: Project) -> None:
        """Refused where another run has gone on with this very file meanwhile."""
        if self._find_batch(work, project) != self._batch:
            raise Refused("This file is being taken in by another run just now. Wait until that has ended.")

    def _start(self, work: Work, project: Project, first: Row) -> Batch:
        earlier = self._batch
        batch = imports.start_batch(
            work.connection,
            project.id,
            self._profile.name,
            self._profile.version,
            self._digest,
            self._contents.file_name,
            self._how.kept,
        )
        self._how.begun(work, project, batch.id)
        # Rows before this chunk were the same as on record, or nothing that can be taken in. What there is to say of
        # them was noted when this very file was last taken in.
        if earlier is not None:
            imports.repeat_notes(work.connection, project.id, earlier.id, batch.id, before=first.number)
        tally = self._tally
        return replace(batch, rows_done=tally.rows, unchanged=tally.unchanged, quarantined=tally.quarantined)

    def _advance(self, batch: Batch, rows: Sequence[Row], chunk: Chunk) -> Batch:
        bytes_done = rows[-1].byte_to
        return replace(
            batch,
            bytes_done=bytes_done,
            rows_done=batch.rows_done + sum(row.records for row in rows),
            created=batch.created + chunk.created,
            updated=batch.updated + chunk.updated,
            unchanged=batch.unchanged + chunk.unchanged,
            quarantined=batch.quarantined + chunk.quarantined,
            complete=bytes_done == self._contents.size,
        )

    def _detail(self, rows: Sequence[Row], chunk: Chunk) -> dict[str, Any]:
        """What the event says of the chunk: the file on record is the new value and is not copied."""
        return {
            "file": self._contents.file_name,
            "file_sha256": self._contents.sha256,
            "profile": self._profile.name,
            "profile_version": self._profile.version,
            "bytes": [rows[0].byte_from, rows[-1].byte_to],
            "rows": [rows[0].number, rows[-1].number],
            "updated_rows": chunk.updated_rows,
        }

    def _analyse_as_it_grows(self, work: Work, chunk: Chunk) -> None:
        """Statistics before the chunk is projected, whenever four times as much has been added: 1, 2, 8, 32 … chunks.

        A database without them, or with those of when it was small, would plan a scan of the project a row. At the
        first chunk what is projected has none yet, so the second counts as well. A few rows beside very many change
        nothing in them, and whoever brings them does not wait.
        """
        if chunk.created:
            self._chunks_added += 1
            self._rows_added += chunk.created
            if self._chunks_added == 1 or _is_twice_a_power_of_four(self._chunks_added):
                history.analyse(work.connection, self._rows_added)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Records hold no circles and are gone with their chunk: looking for circles takes a third of Python's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _stamp(file: BinaryIO) -> tuple[int, int]:
    """Changes when somebody writes to the file: its size, and when it was last written."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def _is_twice_a_power_of_four(number: int) -> bool:
    return number.bit_count() == 1 and number.bit_length() % 2 == 0
