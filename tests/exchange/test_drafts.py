"""Files in the making: whole or not there, measured on their way, and nobody else's thing overwritten."""

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.domain.errors import Refused
from app.exchange import drafts
from app.exchange.drafts import MANIFEST, Draft, Written

Open = Callable[[Path], AbstractContextManager[Draft]]
KINDS: dict[str, Open] = {
    "folder": drafts.folder,
    "archive": drafts.archive,
    "file": drafts.file_with_manifest,
}
BIG = os.urandom(700_000)


def write(draft: Draft, **files: bytes) -> None:
    for name, content in files.items():
        with draft.file(name) as file:
            for start in range(0, len(content), 1000):
                file.write(content[start : start + 1000])


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_holds_its_files_and_each_is_measured(tmp_path: Path) -> None:
    with drafts.folder(tmp_path / "set") as draft:
        write(draft, a=BIG, b=b"")
    assert everything_in(tmp_path) == {"set/a": BIG, "set/b": b""}
    assert draft.written == {
        "a": Written(len(BIG), hashlib.sha256(BIG).hexdigest()),
        "b": Written(0, hashlib.sha256(b"").hexdigest()),
    }


def test_an_archive_holds_the_same_and_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        with drafts.archive(tmp_path / name) as draft:
            write(draft, a=BIG, b=b"text")
        assert draft.written["a"] == Written(len(BIG), hashlib.sha256(BIG).hexdigest())
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {"a": BIG, "b": b"text"}
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_manifest_stands_beside_a_file(tmp_path: Path) -> None:
    with drafts.file_with_manifest(tmp_path / "a.jsonl") as draft:
        write(draft, records=BIG, **{MANIFEST: b"{}"})
    assert everything_in(tmp_path) == {"a.jsonl": BIG, f"a.jsonl.{MANIFEST}": b"{}"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raised", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("else")])
def test_what_goes_wrong_leaves_nothing_and_touches_nothing(tmp_path: Path, kind: str, raised: BaseException) -> None:
    place = tmp_path / "place"
    with KINDS[kind](place) as draft:
        write(draft, a=b"before", **{MANIFEST: b"{}"})
    before = everything_in(tmp_path)
    again = drafts.folder(place, ["a", MANIFEST]) if kind == "folder" else KINDS[kind](place)
    with pytest.raises((Refused, KeyboardInterrupt, ValueError)) as caught, again as draft:
        write(draft, a=BIG)
        raise raised
    assert everything_in(tmp_path) == before
    if isinstance(raised, OSError):
        assert isinstance(caught.value, Refused)
        assert f"{place} cannot be written: the disk is full. Nothing was left there." in str(caught.value)
    else:
        assert caught.value is raised


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_in_the_place_before_all_is_written(tmp_path: Path, kind: str) -> None:
    with KINDS[kind](tmp_path / "place") as draft:
        write(draft, a=BIG, **{MANIFEST: b"{}"})
        assert not (tmp_path / "place").exists()
    assert (tmp_path / "place").exists()


def test_a_former_set_is_replaced_whole(tmp_path: Path) -> None:
    with drafts.folder(tmp_path / "set") as draft:
        write(draft, a=b"old", gone=b"old")
    with drafts.folder(tmp_path / "set", ["a", "gone"]) as draft:
        write(draft, a=b"new")
    assert everything_in(tmp_path) == {"set/a": b"new"}


def test_an_empty_folder_is_a_place(tmp_path: Path) -> None:
    with drafts.folder(tmp_path) as draft:
        write(draft, a=b"new")
    assert everything_in(tmp_path) == {"a": b"new"}


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Refused, match=r"holds other things \(letter\.txt\)"), drafts.folder(tmp_path, ["a"]):
        pass
    assert everything_in(tmp_path) == {"letter.txt": b"mine"}


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far" / "a.zip")
    with drafts.archive(tmp_path / "link") as draft:
        write(draft, a=b"new")
    assert (tmp_path / "link").is_symlink()
    assert zipfile.is_zipfile(tmp_path / "far" / "a.zip")


@pytest.mark.parametrize("kind", KINDS)
def test_there_has_to_be_a_folder_to_write_into(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match=r"There is no folder .*nowhere"), KINDS[kind](tmp_path / "nowhere" / "place"):
        pass


@pytest.mark.parametrize("kind", ["archive", "file"])
def test_a_file_does_not_take_the_place_of_a_folder_or_a_device(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match="is a folder"), KINDS[kind](tmp_path):
        pass
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="is no file that could be replaced"), KINDS[kind](tmp_path / "pipe"):
        pass


def test_a_folder_does_not_take_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    with pytest.raises(Refused, match="is a file"), drafts.folder(tmp_path / "a"):
        pass
    assert (tmp_path / "a").read_text() == "mine"
