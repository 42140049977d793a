"""Chunks: the runs of rows that are taken in together, one transaction and one event each."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from app.exchange.profiles import Row
from app.store.imports import NotedRow

CHUNK_ROWS = 1_000


class Chunk(Protocol):
    """What a chunk of rows comes to, held against what is on record. The numbers count source rows (records)."""

    @property
    def created(self) -> int: ...
    @property
    def updated(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def quarantined(self) -> int: ...
    @property
    def updated_rows(self) -> list[int]: ...

    @property
    def writes(self) -> bool:
        """Whether the chunk changes what is on record."""

    def noted(self) -> list[NotedRow]:
        """The rows that were quarantined or flagged, in order."""

    def refuse_unknown(self, brought: set[str]) -> None:
        """InvalidValue where a record points at what is neither on record nor `brought` by the file before it; what
        the chunk brings is added to that. For a dry run: when a chunk is written, the writing finds it."""

    def write(self, batch_id: int) -> None:
        """Writes what is new or changed. The work must have opened its event."""


def in_chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Runs of rows of at most CHUNK_ROWS records; a row that holds more stays whole."""
    chunk: list[Row] = []
    records = 0
    for row in rows:
        if chunk and records + row.records > CHUNK_ROWS:
            yield chunk
            chunk, records = [], 0
        chunk.append(row)
        records += row.records
    if chunk:
        yield chunk


class ReadAhead:
    """Chunks of rows. The next may be read by a thread of its own while the database works on the one before."""

    def __init__(self, chunks: Iterator[list[Row]]) -> None:
        self._chunks = chunks
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._coming: Future[list[Row] | None] | None = None

    def start(self) -> None:
        """Begins to read the next chunk, if nobody has."""
        if self._coming is None:
            self._coming = self._thread.submit(next, self._chunks, None)

    def __iter__(self) -> Iterator[list[Row]]:
        while True:
            self.start()
            assert self._coming is not None
            chunk, self._coming = self._coming.result(), None
            if chunk is None:
                return
            yield chunk

    def close(self) -> None:
        self._thread.shutdown()
