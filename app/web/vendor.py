"""What browsers are given beside our own files, as set-up fetched it: at addresses that carry its digest, for anyone.

Where set-up could not fetch it there is none, and `Vendored.url` says so; pages then do without.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_from_directory, url_for

pages = Blueprint("vendor", __name__, url_prefix="/static/vendor")

MAP_LIBRARY, MAP_STYLE, COUNTRIES = "maplibre-gl.mjs", "maplibre-gl.css", "countries.geojson"
_KINDS = {
    MAP_LIBRARY: "text/javascript",
    "maplibre-gl-worker.mjs": "text/javascript",
    MAP_STYLE: "text/css",
    COUNTRIES: "application/geo+json",
}


@dataclass(frozen=True)
class Vendored:
    """The folder with the files, and one digest of them all; none where not all of them are there."""

    folder: Path
    digest: str | None

    def url(self, name: str) -> str | None:
        """The address of one file."""
        return url_for("vendor.give", digest=self.digest, name=name) if self.digest else None


def vendored(folder: Path) -> Vendored:
    """What stands in a folder."""
    digest = hashlib.sha256()
    for name in _KINDS:
        path = folder / name
        if not path.exists():
            return Vendored(folder, None)
        digest.update(path.read_bytes())
    return Vendored(folder, digest.hexdigest()[:12])


@pages.get("/<digest>/<name>")
def give(digest: str, name: str) -> Response:
    here: Vendored = current_app.vendored  # type: ignore[attr-defined]
    if digest != here.digest or name not in _KINDS:
        abort(404)
    return send_from_directory(here.folder, name, mimetype=_KINDS[name])
