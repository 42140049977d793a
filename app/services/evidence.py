"""Preserved files of documents: taken in whole or not at all, handed out as they came, and checked against alteration.

Each handling is a custody event. Bytes are on disk under their digest before the row that names them is committed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import FileTooLarge, InvalidValue, NotFound, NotPermitted, QuotaReached, Refused, mend
from app.domain.files import original_name
from app.services import permissions
from app.services.doors import Doors
from app.services.media import media_type
from app.services.previews import PICTURES, make_preview
from app.services.work import Work
from app.settings import Settings
from app.store import evidence, projects, sources
from app.store.evidence import HANDLINGS as HANDLINGS
from app.store.evidence import Handling as Handling
from app.store.evidence import Item as Item
from app.store.evidence import ListedItem as ListedItem
from app.store.projects import Project
from app.store.sources import DocumentOnRecord
from app.store.vault import Draft as Draft
from app.store.vault import Vault as Vault


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where files are kept, and how much may be: bytes a file, bytes a project."""

    vault: Vault
    file_limit: int
    project_quota: int
    export_days: int = 7

    @property
    def exports(self) -> Path:
        """Beside the vault: what is there can be written again, and is kept for `export_days` alone."""
        return self.vault.folder.parent / "exports"


def keeping_of(settings: Settings) -> Keeping:
    """What the settings say about files."""
    limits = int(settings.file_limit), int(settings.project_quota)
    return Keeping(vault_under(settings.data), *limits, settings.export_days)


def vault_under(data: Path) -> Vault:
    """The vault of a data folder; nothing is made before the first file comes."""
    return Vault(data / "evidence")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file that came in: its ref, and whether the document had the same bytes already."""

    ref: str
    again: bool


def read_document(work: Work, project: Project, ref: str) -> DocumentOnRecord:
    """The document whose files are asked for. NotFound."""
    found = sources.find_document(work.connection, project.id, ref)
    if found is None:
        raise NotFound("There is no such document, or you may not see it.")
    return found


def files_of(work: Work, project: Project, document: str) -> list[ListedItem]:
    """The files of a document, in the order in which they came. NotFound."""
    number = sources.document_id(work.connection, project.id, document)
    return evidence.items_of(work.connection, project.id, number)


def read_file(work: Work, project: Project, ref: str, document: str | None = None) -> tuple[ListedItem, list[Handling]]:
    """A file (of this document), as its document lists it, and its latest handlings, the last first. NotFound."""
    item = evidence.find_item(work.connection, project.id, document, ref)
    found = evidence.items_of(work.connection, project.id, item.document_id)
    listed = next(one for one in found if one.item.id == item.id)
    return listed, evidence.custody_of(work.connection, project.id, item.id)


def keep_file(work: Work, project: Project, keeping: Keeping, document: str, draft: Draft, name: str) -> Kept:
    """Keeps a file that has come in whole, as one of a document's, or records that the same came again.

    FileTooLarge, QuotaReached; InvalidValue for an empty file; NotFound; Refused where the disk is full or what is
    kept of these bytes was altered.
    """
    if draft.over:
        raise FileTooLarge(mend("This file is larger than one may be."), keeping.file_limit)
    if not draft.size:
        raise InvalidValue("This file is empty. Choose the file itself, and see that it opens where it is now.", "file")
    draft.finish()
    with draft.open() as file:
        kind = media_type(file)
    connection, digests = work.connection, draft.digests
    document_id = sources.document_id(connection, project.id, document)
    evidence.take_turn(connection, project.id)
    same = evidence.with_bytes(connection, project.id, digests.sha256)
    if not same:
        left = max(keeping.project_quota - evidence.room_taken(connection, project.id), 0)
        if draft.size > left:
            raise QuotaReached(mend("The project’s files would take up more than they may."), left)
    keeping.vault.keep(project.id, draft)
    called = original_name(name)
    detail = {"name": called, "document": document}
    work.open(project, "add_file", detail=detail | {"sha256": digests.sha256.hex()})
    known = next((one for one in same if one.document_id == document_id), None)
    if known:
        number, ref = known.id, known.ref
    else:
        values = {
            "size": draft.size,
            "media_type": kind,
            "original_name": called,
            "uploaded_by": work.actor.account_id,
        }
        number, ref = evidence.add_item(connection, project.id, document_id, digests, values)
    deed = "received_again" if known else "received"
    evidence.add_custody(connection, project.id, [number], deed, work.actor.account_id, detail)
    return Kept(ref, again=known is not None)


def hand_out(
    work: Work, project: Project, vault: Vault, document: str, ref: str, *, goes_out: bool = True
) -> tuple[Item, BinaryIO]:
    """A file of a document, opened to be read; that it goes out is on record once this work is committed.

    `goes_out` is False for whoever only asks about it. NotFound; Refused where what is kept is gone or cut short, or
    where the last check found it altered.
    """
    item = evidence.find_item(work.connection, project.id, document, ref)
    whole = vault.size(project.id, item.sha256) == item.size
    if not whole or evidence.is_altered(work.connection, project.id, item.id):
        raise Refused(
            "What was kept of this file is gone or not whole any more, so it is not handed out. Tell whoever runs this "
            "installation: the command tawthiq evidence verify says more."
        )
    if goes_out:
        evidence.hand_out(work.connection, project.id, item.id)
    return item, vault.open(project.id, item.sha256)


def find_picture(work: Work, project: Project, document: str, ref: str) -> Item:
    """A file of a document of which a small picture can be asked for. NotFound, also of one that was found altered."""
    item = evidence.find_item(work.connection, project.id, document, ref)
    if item.media_type not in PICTURES or evidence.is_altered(work.connection, project.id, item.id):
        raise NotFound("There is no small picture of this file.")
    return item


def small_picture(project: Project, vault: Vault, item: Item) -> bytes:
    """The small picture of a file, made when first asked for. NotFound where none can be made."""
    picture = vault.preview(project.id, item.sha256)
    if picture is None:
        try:
            with vault.open(project.id, item.sha256) as file:
                picture = make_preview(file)
        except FileNotFoundError as error:
            raise NotFound("There is no small picture of this file.") from error
        vault.keep_preview(project.id, item.sha256, picture)
    if not picture:
        raise NotFound("There is no small picture of this file.")
    return picture


def may_have_picture(project: Project, vault: Vault, item: Item) -> bool | None:
    """Whether there is a small picture of a picture, or may be; None for a file of another kind."""
    return vault.preview(project.id, item.sha256) != b"" if item.media_type in PICTURES else None


@dataclass(frozen=True, slots=True)
class FileFault:
    """A file that is not what was received: altered, truncated, missing or unreadable. Digests are SHA-256 in hex."""

    project: str
    document: str
    item: str
    fault: str
    expected: str
    found: str | None


@dataclass(frozen=True, slots=True)
class FilesChecked:
    """What a check of one project's files found. `without_row` are kept bytes that no row names: of uploads that broke
    off, or are under way."""

    project: str
    items: int
    bytes: int
    faults: tuple[FileFault, ...]
    without_row: int


Progress = Callable[[int, int], None]
"""Bytes digested, and how many there are."""


def verify_files(
    doors: Doors, token: str, code: str | None, vault: Vault, progress: Progress = lambda done, of: None
) -> list[FilesChecked]:
    """Digests every kept file of a project (None: of each in which whoever asks may) and records what was found.

    NotFound, NotPermitted.
    """
    with doors.work(token) as work:
        found = _checkable(work, code)
        items = {project.code: evidence.every_item(work.connection, project.id) for project in found}
    every = sum(item.size for of_project in items.values() for item in of_project)
    done = 0
    checked = []
    for project in found:
        faults: list[tuple[Item, FileFault]] = []
        fault: tuple[str, str | None] | None = None
        last = None
        for item in items[project.code]:
            if item.sha256 != last:  # the same bytes are read once
                fault, last = _fault(vault, project.id, item), item.sha256
            if fault:
                named = FileFault(project.code, item.document, item.ref, fault[0], item.sha256.hex(), fault[1])
                faults.append((item, named))
            done += item.size
            progress(done, every)
        checked.append(_record(doors, token, project, vault, items[project.code], faults))
    return checked


def _checkable(work: Work, code: str | None) -> list[Project]:
    if code is not None:
        return [work.enter(code, "verify_files")]
    own = [one for one in projects.my_projects(work.connection) if permissions.may(one, "verify_files")]
    if not own:
        raise NotPermitted("A verifier or custodian of a project checks its files, and you are neither in any.")
    return own


def _fault(vault: Vault, project_id: int, item: Item) -> tuple[str, str | None] | None:
    """What is wrong with what is kept of an item, and the digest that it has now; None where it is as it came."""
    try:
        size, digest = vault.size(project_id, item.sha256), vault.digest(project_id, item.sha256)
    except OSError:
        return "unreadable", None
    if digest is None or size is None:
        return "missing", None
    if digest == item.sha256:
        return None
    return "truncated" if size < item.size else "altered", digest.hex()


def _record(
    doors: Doors, token: str, project: Project, vault: Vault, items: list[Item], faults: list[tuple[Item, FileFault]]
) -> FilesChecked:
    with doors.work(token) as work:
        work.enter(project.code, "verify_files")
        # What was kept while the files were digested has its row by now, and is no stray.
        named = {item.sha256 for item in evidence.every_item(work.connection, project.id)}
        strays = sum(1 for digest in vault.kept(project.id) if digest not in named)
        size = sum({item.sha256: item.size for item in items}.values())
        found = FilesChecked(project.code, len(items), size, tuple(fault for _, fault in faults), strays)
        detail = {"items": found.items, "bytes": found.bytes, "faults": len(faults), "without_row": strays}
        work.open(project, "verify_files", detail=detail)
        actor = work.actor.account_id
        evidence.add_custody(work.connection, project.id, [None], "verified", actor, detail)
        for item, fault in faults:
            what = {"fault": fault.fault, "expected": fault.expected, "found": fault.found}
            evidence.add_custody(work.connection, project.id, [item.id], "found_altered", actor, what)
    return found
