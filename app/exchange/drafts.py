"""Files in the making: written beside their place and put there once they are whole, so that no half file ever stands.

Every file is measured while it is written (bytes, SHA-256), for the manifest. Refused where a place cannot be written,
with the reason of the operating system: no such folder, no rights, no space left.
"""

import errno
import hashlib
import io
import os
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from app.domain.errors import NotWritten, Refused

MANIFEST = "manifest.json"

_AT_ONCE = 256 * 1024
# The oldest date that an archive can say: the same content makes the same bytes.
_UNDATED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written whole."""

    bytes: int
    sha256: str


class _Measured(io.RawIOBase):
    """Passes bytes on, and knows how many there were and what their digest is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self._bytes = file, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._file.write(data)
        self._digest.update(data)
        self._bytes += len(data)
        return len(data)

    def written(self) -> Written:
        return Written(self._bytes, self._digest.hexdigest())


class Draft:
    """Where the files of one export are written; `written` names those that are whole. `room` is the folder on whose
    disk they come to stand."""

    def __init__(self, room: Path, open_file: Callable[[str], AbstractContextManager[IO[bytes]]]) -> None:
        self._room, self._open = room, open_file
        self.written: dict[str, Written] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """A file to write into. Only one at a time is open."""
        with self._open(name) as file:
            measured = _Measured(file)
            with io.BufferedWriter(measured, _AT_ONCE) as writer:
                yield cast(BinaryIO, writer)
        self.written[name] = measured.written()

    @contextmanager
    def by_path(self, name: str) -> Iterator[Path]:
        """A path for what only a library writes, in a folder of its own that may hold what the library needs meanwhile.
        What stands there at the end of the block is taken over; the folder is gone in any case."""
        with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=self._room) as folder:
            path = Path(folder) / name
            yield path
            with path.open("rb") as made, self.file(name) as file:
                shutil.copyfileobj(made, file, _AT_ONCE)


@contextmanager
def folder(path: Path, replaces: Collection[str] = ()) -> Iterator[Draft]:
    """A folder of files at `path`. One that is there is replaced, if it holds nothing but files of the names given."""
    path = _place(path)
    if path.exists() and not path.is_dir():
        raise Refused(f"{path} is a file; a folder is to be written there. Name another, or one that ends in .zip.")
    if path.is_dir() and (others := {entry.name for entry in path.iterdir()} - set(replaces)):
        raise Refused(f"{path} holds other things ({min(others)}). Name a new folder.")
    with _told_of(path), _beside(path) as draft:
        draft.mkdir()
        yield Draft(path.parent, lambda name: (draft / name).open("xb"))


@contextmanager
def archive(path: Path) -> Iterator[Draft]:
    """The same as one ZIP file; one that is there is replaced."""
    path = _place_of_file(path)
    with _told_of(path), _beside(path) as draft, zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED) as packed:
        yield Draft(path.parent, lambda name: packed.open(_undated(name), "w", force_zip64=True))


@contextmanager
def one_file(path: Path) -> Iterator[Draft]:
    """One file, whatever it is called; one that is there is replaced."""
    path = _place_of_file(path)
    with _told_of(path), _beside(path) as draft:
        yield Draft(path.parent, lambda name: draft.open("xb"))


@contextmanager
def file_with_manifest(path: Path) -> Iterator[Draft]:
    """One file, whatever it is called, and beside it what is written as MANIFEST: `path` with that name added."""
    path = _place_of_file(path)
    beside = _place_of_file(path.with_name(f"{path.name}.{MANIFEST}"))
    with _told_of(path), _beside(path) as draft, _beside(beside) as manifest:
        yield Draft(path.parent, lambda name: (manifest if name == MANIFEST else draft).open("xb"))


def _undated(name: str) -> zipfile.ZipInfo:
    packed = zipfile.ZipInfo(name, _UNDATED)
    packed.compress_type = zipfile.ZIP_DEFLATED
    packed.external_attr = 0o644 << 16
    return packed


def _place(path: Path) -> Path:
    """Where a path leads; what it is written beside has to be a folder."""
    path = Path(os.path.realpath(path))
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent} to write into.")
    return path


def _place_of_file(path: Path) -> Path:
    path = _place(path)
    if path.is_dir():
        raise Refused(f"{path} is a folder; one file is to be written there. Name a file.")
    if path.exists() and not path.is_file():
        raise Refused(f"{path} is no file that could be replaced. Name a file.")
    return path


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A path beside `path`. What stands there takes its place when all went well, and is gone when it did not."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield draft
        _put(draft, path)
    finally:
        _remove(draft)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """NotWritten, which names the path that was asked for, where the operating system refuses."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why, way = "the disk is full", " Make room, or name a place on another disk."
        else:
            why, way = (error.strerror or "unknown reason").lower(), ""
        raise NotWritten(f"{path} cannot be written: {why}. Nothing was left there.{way}") from error


def _put(draft: Path, path: Path) -> None:
    if not (draft.is_dir() and path.is_dir()):
        draft.replace(path)
        return
    former = draft.with_suffix(".former")
    path.rename(former)
    draft.rename(path)
    _remove(former)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
