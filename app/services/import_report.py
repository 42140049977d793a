"""What an import says it has done: numbers as they grow, and the report that they end in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.import_chunks import Chunk
from app.store.imports import Batch, NotedRow

# So many rows of each kind are named in a report; all of them stand in the batch and its events.
NAMED_ROWS = 100


@dataclass(frozen=True)
class Report:
    """What an import did, or would do. The numbers count source rows (records, for a file of records).

    A run that goes on with an import that was broken off counts what the earlier runs did as well; `resumed_after` is
    how many rows that was (0 where this run began the file).

    `flagged` counts rows by rule. The first rows of each kind are named, those in quarantine with column and reason;
    every one of them stands in the batch and in its events.
    """

    batch: int | None
    file_sha256: str
    rows: int
    resumed_after: int
    created: int
    updated: int
    unchanged: int
    quarantined: int
    flagged: dict[str, int]
    columns_not_used: list[str]
    seconds: float
    dry_run: bool
    quarantine: list[dict[str, Any]]
    flagged_rows: dict[str, list[int]]
    updated_rows: list[int]


@dataclass(frozen=True)
class Tally:
    """The numbers of a report as they grow."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    aside: tuple[NotedRow, ...] = ()
    flagged_rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    updated_rows: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.quarantined

    def after(self, chunk: Chunk) -> "Tally":
        """The numbers with those of one chunk more."""
        noted = chunk.noted()
        return Tally(
            created=self.created + chunk.created,
            updated=self.updated + chunk.updated,
            unchanged=self.unchanged + chunk.unchanged,
            quarantined=self.quarantined + chunk.quarantined,
            **self._noted(flagged_in(noted), noted),
            updated_rows=(*self.updated_rows, *chunk.updated_rows)[:NAMED_ROWS],
        )

    @classmethod
    def of_batch(cls, batch: Batch, flagged: Mapping[str, int], noted: Sequence[NotedRow]) -> "Tally":
        """The numbers of a batch that was interrupted, with the first rows of it that want a look."""
        return cls(
            created=batch.created,
            updated=batch.updated,
            unchanged=batch.unchanged,
            quarantined=batch.quarantined,
            **cls()._noted(flagged, noted),
        )

    def _noted(self, flagged: Mapping[str, int], noted: Sequence[NotedRow]) -> dict[str, Any]:
        """The fields that say which rows want a look, with these more."""
        rows = dict(self.flagged_rows)
        for row in noted:
            if row.state == "flagged":
                rows[row.rule] = (*rows.get(row.rule, ()), row.number)[:NAMED_ROWS]
        return {
            "flagged": self.flagged + Counter(flagged),
            "flagged_rows": rows,
            "aside": (*self.aside, *(row for row in noted if row.state == "quarantined"))[:NAMED_ROWS],
        }


def flagged_in(noted: Sequence[NotedRow]) -> Mapping[str, int]:
    """How many rows met each rule."""
    return Counter(row.rule for row in noted if row.state == "flagged")
