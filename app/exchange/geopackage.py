"""GeoPackage (OGC 12-128): one layer `incidents`, one feature an incident, null geometry where there is none; WGS 84.

GDAL writes it, by way of pyogrio, a heavy library of the second step of set-up. The same content makes the same bytes:
the moment that GDAL notes as the last change is none in particular, and the manifest beside the file has it.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from app.exchange.arrow_rows import GEOMETRY, batches, needs_second_step, schema

LAYER = "incidents"
_OPTIONS = {
    "OGR_CURRENT_DATE": "1980-01-01T00:00:00.000Z",
    # By a thread of its own GDAL makes the index of places in memory, beside the rows: at 200,000 that is 10 MB more.
    "OGR_GPKG_ALLOW_THREADED_RTREE": "NO",
}
_FULL = "database or disk is full"
"""What SQLite says (SQLITE_FULL), and GDAL passes on in words alone."""
_SCARCE = 1024 * 1024
"""An empty file and its journal take up less. Where no more is left GDAL tells of what it stumbled over afterwards."""


def write(lines: Iterable[memoryview], path: Path) -> int:
    """Writes the rows (`arrow_rows.batches`) to `path`, which ends in .gpkg. Returns how many there were.

    Refused where pyogrio is not installed; OSError where the file cannot be written whole.
    """
    try:
        import pyarrow as pa
        import pyogrio
    except ImportError as error:
        raise needs_second_step("GeoPackage") from error
    read = _Read(batches(lines, pa.system_memory_pool()))  # its own takes several megabytes before the first row
    columns = schema()
    pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(columns, read),
            path,
            layer=LAYER,
            driver="GPKG",
            geometry_name=GEOMETRY,
            geometry_type="Unknown",
            crs="EPSG:4326",
            layer_options={"GEOMETRY_NAME": GEOMETRY},
            dataset_options={"VERSION": "1.2"},  # which older programs read without a warning
        )
        whole = _rows(path) == read.number
    except (RuntimeError, sqlite3.Error, pa.ArrowException) as error:
        if read.failure is not None:
            raise read.failure from None
        if _FULL in str(error) or shutil.disk_usage(path.parent).free < _SCARCE:
            raise _no_room() from error
        raise OSError(errno.EIO, f"GDAL could not write it ({error})") from error
    if not whole:
        raise _no_room()
    return read.number


def _no_room() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _Read:
    """Batches as GDAL takes them; `failure` is why there were no more, which GDAL forgets."""

    def __init__(self, batches: Iterator[Any]) -> None:
        self._batches, self.number = batches, 0
        self.failure: BaseException | None = None

    def __iter__(self) -> Iterator[Any]:
        try:
            for batch in self._batches:
                self.number += batch.num_rows
                yield batch
        except BaseException as failure:
            self.failure = failure
            raise


def _rows(path: Path) -> int:
    """How many features came to stand in the file: GDAL does not say that there was no room for the last of them."""
    with closing(sqlite3.connect(path)) as database:
        (number,) = database.execute(f"SELECT count(*) FROM {LAYER}").fetchone()
        return int(number)
