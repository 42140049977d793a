"""Incidents as Arrow record batches, for what files of features are written from: the columns of incidents.csv with
their types, and last the geometry as well-known binary.

The schema is the same whatever is in the rows: files of several projects and days can be read as one. Lists and objects
are JSON text, as in the CSV set. pyarrow is a heavy library of the second step of set-up: it is taken in at use.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.domain.errors import Refused
from app.exchange.csv_files import INCIDENTS
from app.exchange.geojson import IN_GEOMETRY

if TYPE_CHECKING:
    import pyarrow as pa

GEOMETRY = "geometry"
COLUMNS = tuple(column for column in INCIDENTS.columns if column.name not in IN_GEOMETRY)
"""Those that a feature has beside its geometry."""

_AT_ONCE = 256 * 1024
_MEASURED = ("_longitude", "_latitude", "_m")  # numbers with a fraction


def needs_second_step(name: str) -> Refused:
    """What is said where a heavy library is not here."""
    return Refused(f"{name} needs libraries that are not installed here. Run ./tawthiq setup --all first.")


def schema() -> pa.Schema:
    """The columns and their types: text, whole and measured numbers, days, instants in UTC, yes or no."""
    import pyarrow as pa

    kinds = {"date": pa.date32(), "instant": pa.timestamp("ms", "UTC"), "yes_or_no": pa.bool_()}

    def of(name: str, kind: str) -> pa.DataType:
        if kind == "number":
            return pa.float64() if name.endswith(_MEASURED) else pa.int64()
        return kinds.get(kind, pa.string())

    fields = [pa.field(column.name, of(column.name, column.kind)) for column in COLUMNS]
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])


def batches(lines: Iterable[memoryview], pool: pa.MemoryPool | None = None) -> Iterator[pa.RecordBatch]:
    """RFC 4180 lines without their end, in the order of the schema, as batches of a few thousand rows, in the memory of
    `pool`: the library's own where none is named."""
    columns = schema()
    for some in _gathered(lines):
        yield from _read(some, columns, pool)


def _gathered(lines: Iterable[memoryview]) -> Iterator[bytes]:
    """Whole lines, together about as long as is read at once: a line alone may be longer."""
    gathered = bytearray()
    for line in lines:
        gathered += line
        gathered += b"\n"
        if len(gathered) >= _AT_ONCE:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def _read(lines: bytes, columns: pa.Schema, pool: pa.MemoryPool | None) -> list[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv

    types = {field.name: pa.string() if field.name == GEOMETRY else field.type for field in columns}
    table = csv.read_csv(
        pa.BufferReader(lines),
        csv.ReadOptions(use_threads=False, block_size=len(lines) + 1, column_names=columns.names),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
        memory_pool=pool,
    )
    binary = pa.array([text and unhexlify(text) for text in table[GEOMETRY].to_pylist()], pa.binary(), memory_pool=pool)
    whole = table.set_column(len(columns) - 1, columns.field(GEOMETRY), binary)
    read: list[pa.RecordBatch] = whole.combine_chunks(pool).to_batches()
    return read
