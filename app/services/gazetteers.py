"""Taking gazetteers in, from a file or from the package that comes with the program. Offline, as the owner."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from app.domain.errors import FileRefused
from app.domain.gazetteers import ReadGazetteer
from app.exchange import geonames
from app.exchange.gazetteers import read_gazetteer
from app.store import engine as connections
from app.store import gazetteers
from app.store.gazetteers import Loaded as Loaded

Progress = Callable[[int], None]

_CHUNK = 1 << 20


def load_file(owner_url: str, path: Path, progress: Progress = lambda done: None) -> tuple[Loaded, bool]:
    """The gazetteer of a file, and whether it was taken in now: the same file again changes nothing. All or nothing.

    FileRefused where the file is no gazetteer that is known, or cannot be read to its end.
    """
    return _load(owner_url, read_gazetteer(path), _digest(path), progress)


def load_package(owner_url: str, progress: Progress = lambda done: None) -> tuple[Loaded, bool]:
    """The same for the gazetteer that comes with the program."""
    return _load(owner_url, geonames.read_package(), geonames.package_digest(), progress)


def is_package_loaded(owner_url: str) -> bool:
    """Whether the gazetteer that comes with the program is in as it is now."""
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            name = geonames.package_gazetteer().name
            return gazetteers.find_loaded(connection, name, geonames.package_digest()) is not None
    finally:
        engine.dispose()


def list_loaded(owner_url: str) -> list[Loaded]:
    """The gazetteers that are in."""
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            return gazetteers.loaded(connection)
    finally:
        engine.dispose()


def _load(owner_url: str, read: ReadGazetteer, sha256: bytes, progress: Progress) -> tuple[Loaded, bool]:
    engine = connections.make_engine(owner_url, pool_size=1)
    try:
        with engine.begin() as connection:
            gazetteers.one_load_at_a_time(connection)
            if already := gazetteers.find_loaded(connection, read.gazetteer.name, sha256):
                return already, False
            return gazetteers.load(connection, read.gazetteer, read.entries, sha256, progress), True
    except (sa.exc.DataError, sa.exc.InternalError) as error:
        raise FileRefused("The file holds something that is no place: its last lines may be cut off.") from error
    finally:
        engine.dispose()


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()
