"""GeoParquet 1.1: one table of incidents, geometry as well-known binary in WGS 84, null where there is none.

Written batch by batch, so that its memory does not grow with its rows. What the manifest says of the content stands in
the file as the key `tawthiq_manifest`; the moment is left to the manifest beside the file, so that the same content
makes the same bytes.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from app.exchange.arrow_rows import GEOMETRY, batches, needs_second_step, schema

MANIFEST_KEY = "tawthiq_manifest"

_ROW_GROUP = 16 * 1024 * 1024  # bytes in memory: small groups make a file slow to read

# No `crs` is longitude and latitude on WGS 84; no types are named, since a project may hold any.
_GEO = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": []}},
}


def write(lines: Iterable[memoryview], file: BinaryIO, said: Callable[[int], bytes]) -> int:
    """Writes the rows (`arrow_rows.batches`), and behind them what is `said` of so many. Returns how many there were.

    Refused where pyarrow is not installed; OSError where the file cannot be written.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise needs_second_step("GeoParquet") from error
    columns = schema().with_metadata({"geo": json.dumps(_GEO)})
    number = 0
    with parquet.ParquetWriter(file, columns, compression="zstd", write_statistics=True) as writer:
        gathered: list[Any] = []
        for batch in batches(lines):
            number += batch.num_rows
            gathered.append(batch)
            if sum(one.nbytes for one in gathered) >= _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(gathered))
                gathered.clear()
        if gathered:
            writer.write_table(pa.Table.from_batches(gathered))
        writer.add_key_value_metadata({MANIFEST_KEY: said(number)})
    return number
