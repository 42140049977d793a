"""The bytes of preserved files: outside the database, each project's in a folder of its own.

They are written once, under their digest, and neither changed nor deleted. While a file arrives it is a draft: digested
as it is written, and put in its place only when it is whole and on disk. `_key` alone names what is kept, `_settle`
alone puts it there. Whoever is killed in between leaves bytes without a row, never a row without bytes.
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore

from app.domain.errors import Refused

CHUNK = 1024 * 1024
_DRAFTS, _PREVIEWS = "drafts", "previews"
_FULL = re.compile("|".join(re.escape(os.strerror(number)) for number in (errno.ENOSPC, errno.EDQUOT)))


@dataclass(frozen=True, slots=True)
class Digests:
    """What identifies bytes: SHA-256, by which they are kept, and SHA-512 beside it."""

    sha256: bytes
    sha512: bytes


class Draft:
    """A file on its way in. What is written is digested before anything else is done with it.

    At most `most` bytes are kept; whatever comes beyond is counted and let go, so that the sender can send it all and
    read the answer.
    """

    def __init__(self, store: LocalStore, path: Path, key: str, most: int) -> None:
        self._store, self._path, self.key, self._most = store, path, key, most
        self._sha256, self._sha512 = hashlib.sha256(), hashlib.sha512()
        self._writer = obstore.open_writer(store, key, buffer_size=CHUNK)
        self.size = 0

    @property
    def over(self) -> bool:
        """Whether more came than is kept."""
        return self.size > self._most

    @property
    def digests(self) -> Digests:
        return Digests(self._sha256.digest(), self._sha512.digest())

    def write(self, data: bytes) -> int:
        """Takes in the next bytes. Refused where the disk is full."""
        self.size += len(data)
        if not self.over:
            self._sha256.update(data)
            self._sha512.update(data)
            with _disk():
                self._writer.write(data)
        return len(data)

    def finish(self) -> None:
        """All has come: brings it to disk, for good."""
        with _disk():
            self._writer.close()
            _sync(self._path)

    def open(self) -> BufferedReader:
        """To read what has come; after `finish`."""
        return self._path.open("rb")

    def discard(self) -> None:
        """Lets go of the draft, if it was not put in its place."""
        with suppress(OSError, BaseError):
            self._writer.close()
        self._path.unlink(missing_ok=True)


class Vault:
    """The folder in which all projects' files are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def draft(self, project_id: int, most: int) -> Iterator[Draft]:
        """A file on its way in, gone at the end of the block unless it was kept."""
        key = f"{project_id}/{_DRAFTS}/{secrets.token_hex(16)}"
        with _disk():
            draft = Draft(self._store(), self.folder / key, key, most)
        try:
            yield draft
        finally:
            draft.discard()

    def keep(self, project_id: int, draft: Draft) -> bool:
        """Puts a finished draft in its place; True where these bytes were not there yet. What is kept survives a loss
        of power from here on.

        Refused where the bytes that stand there already are no longer what they were.
        """
        if self._settle(draft, _key(project_id, draft.digests.sha256)):
            return True
        if self.digest(project_id, draft.digests.sha256) != draft.digests.sha256:
            raise Refused(
                "This file was received before, and what was kept of it has been altered since. Keep your copy safe "
                "and tell whoever runs this installation: the command tawthiq evidence verify names the file."
            )
        return False

    def open(self, project_id: int, sha256: bytes) -> BufferedReader:
        """A kept file, to be read. FileNotFoundError where it is gone."""
        return self._path(_key(project_id, sha256)).open("rb")

    def size(self, project_id: int, sha256: bytes) -> int | None:
        """How many bytes are kept; None where they are gone."""
        return _size(self._path(_key(project_id, sha256)))

    def digest(self, project_id: int, sha256: bytes) -> bytes | None:
        """The SHA-256 of what stands under this digest now, read in pieces; None where there is nothing."""
        try:
            with self.open(project_id, sha256) as file:
                return hashlib.file_digest(file, "sha256").digest()
        except FileNotFoundError:
            return None

    def keep_preview(self, project_id: int, sha256: bytes, picture: bytes) -> None:
        """Keeps the small picture of a kept file; an empty one says that none can be made."""
        with self.draft(project_id, len(picture)) as draft:
            draft.write(picture)
            draft.finish()
            self._settle(draft, _key(project_id, sha256, preview=True))

    def preview(self, project_id: int, sha256: bytes) -> bytes | None:
        """The small picture of a kept file, empty where none can be made; None where nobody has tried yet."""
        try:
            return self._path(_key(project_id, sha256, preview=True)).read_bytes()
        except FileNotFoundError:
            return None

    def kept(self, project_id: int) -> Iterator[bytes | None]:
        """What stands in a project's folder beside its small pictures: the digest by which a file is kept, or None for
        what is kept under none (drafts of processes that were killed)."""
        folder = self.folder / str(project_id)
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and parts[0] != _PREVIEWS:
                digest = _digest_named(path.name)
                yield digest if digest and path == self._path(_key(project_id, digest)) else None

    def _settle(self, draft: Draft, key: str) -> bool:
        """Moves a finished draft to a key, once: False where something stands there already, which stays."""
        with _disk():
            try:
                obstore.rename(self._store(), draft.key, key, overwrite=False)
                settled = True
            except AlreadyExistsError:
                settled = False
            # In either case: another upload of the same bytes may have put them there and not come further.
            for folder in self._path(key).parents:
                _sync(folder)
                if folder == self.folder.parent:
                    break
        return settled

    def _store(self) -> LocalStore:
        first = not self.folder.exists()
        store = LocalStore(self.folder, mkdir=True)
        if first:
            self.folder.chmod(0o700)
        return store

    def _path(self, key: str) -> Path:
        return self.folder / key


def _key(project_id: int, sha256: bytes, *, preview: bool = False) -> str:
    """Where a project's bytes of this digest, or the small picture of them, are kept."""
    name = sha256.hex()
    return f"{project_id}/{_PREVIEWS}/{name}" if preview else f"{project_id}/{name[:2]}/{name}"


def _digest_named(name: str) -> bytes | None:
    try:
        return bytes.fromhex(name)
    except ValueError:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk() -> Iterator[None]:
    """Refused where what is done in the block finds no room on the disk."""
    try:
        yield
    except (OSError, BaseError) as error:
        # The library that writes says it in words alone.
        if _FULL.search(str(error)):
            raise Refused(
                "There is no room left on the disk of this installation, so the file was not kept. Tell whoever runs "
                "it, and send the file again when there is."
            ) from error
        raise
