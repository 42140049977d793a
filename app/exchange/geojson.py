"""GeoJSON (RFC 7946): one layer `incidents`, one feature an incident, null geometry where there is none; WGS 84.

The features are written by the database (`app.store.exports`); here is what stands around them. What the manifest says
of the content is a foreign member (section 7.1) at the end; the moment is left to the manifest beside the file, so that
the same content makes the same bytes.
"""

from collections.abc import Iterable

from app.exchange.csv_files import INCIDENTS, PAIRS, pair_of
from app.exchange.manifest import Manifest

IN_GEOMETRY = ("longitude", "latitude", "geometry_wkt")
"""Columns of incidents.csv that a feature says by its geometry."""

_GONE_BY = tuple(name for name in INCIDENTS.column_names if name.startswith("adopted_"))
_ALWAYS = tuple(name for name in INCIDENTS.column_names if name not in (*IN_GEOMETRY, *PAIRS, *_GONE_BY))

HEAD = b'{"type":"FeatureCollection","name":"incidents","features":[\n'
SEPARATOR = b",\n"


def properties(harms: Iterable[str], *, decided: bool) -> tuple[str, ...]:
    """The properties of each feature: the columns of incidents.csv, the pairs of these harms alone, and what is gone by
    only where something is `decided`."""
    gone_by = _GONE_BY if decided else ()
    return (*_ALWAYS, *(name for harm in harms for name in pair_of(harm)), *gone_by)


def foot(manifest: Manifest) -> bytes:
    """The end of a file."""
    return b'\n],"manifest":' + manifest.of_content() + b"}\n"
