"""The store of bytes: what goes in comes out, once, under its digest, and nothing changes what is there."""

import errno
import hashlib
import os
import tempfile
import threading
from pathlib import Path

import obstore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.store.vault import Vault

LARGE = 1 << 40


def put(vault: Vault, data: bytes, project: int = 1, piece: int = 1 << 20) -> tuple[bytes, bool]:
    """Takes bytes in, some at a time. Returns their digest, and whether they were new."""
    with vault.draft(project, LARGE) as draft:
        for start in range(0, len(data), piece):
            draft.write(data[start : start + piece])
        draft.finish()
        return draft.digests.sha256, vault.keep(project, draft)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=300), st.integers(1, 2), st.integers(1, 64)), max_size=8))
def test_what_went_in_comes_out_once_in_its_project(sent: list[tuple[bytes, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "v")
        seen: set[tuple[int, bytes]] = set()
        for data, project, piece in sent:
            digest, new = put(vault, data, project, piece)
            assert digest == hashlib.sha256(data).digest()
            assert new is ((project, data) not in seen)
            seen.add((project, data))
            with vault.open(project, digest) as file:
                assert file.read() == data
            assert (vault.size(project, digest), vault.digest(project, digest)) == (len(data), digest)
        for project in (1, 2):
            expected = {hashlib.sha256(data).digest() for where, data in seen if where == project}
            kept = list(vault.kept(project))
            assert (len(kept), set(kept)) == (len(expected), expected)


def test_both_digests_are_of_what_arrived(tmp_path: Path) -> None:
    with Vault(tmp_path / "v").draft(1, LARGE) as draft:
        draft.write(b"Bayt ")
        draft.write(b"Rummana")
        assert draft.digests.sha256 == hashlib.sha256(b"Bayt Rummana").digest()
        assert draft.digests.sha512 == hashlib.sha512(b"Bayt Rummana").digest()


def test_a_draft_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "v")
    with pytest.raises(ZeroDivisionError), vault.draft(1, LARGE) as draft:
        draft.write(b"x" * 3_000_000)
        raise ZeroDivisionError
    with vault.draft(1, LARGE) as draft:
        draft.write(b"whole")
        draft.finish()
    assert files(tmp_path) == []


def test_what_is_beyond_the_limit_is_counted_and_let_go(tmp_path: Path) -> None:
    with Vault(tmp_path / "v").draft(1, 1_000_000) as draft:
        for _ in range(50):
            draft.write(b"x" * 100_000)
        assert (draft.over, draft.size) == (True, 5_000_000)
        assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 1_000_000


def test_bytes_of_another_size_do_not_take_the_place_of_what_is_kept(tmp_path: Path) -> None:
    """An altered copy stays as it was found, for whoever looks into it; the good one is not lost in silence."""
    vault = Vault(tmp_path / "v")
    digest, _ = put(vault, b"as it was")
    [kept] = files(tmp_path)
    (tmp_path / kept).write_bytes(b"as it is!")
    with pytest.raises(Refused, match="altered since"):
        put(vault, b"as it was")
    assert (tmp_path / kept).read_bytes() == b"as it is!"
    assert vault.digest(1, digest) != digest


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    put(Vault(tmp_path / "v"), b"x")
    assert (tmp_path / "v").stat().st_mode & 0o077 == 0


def test_file_and_folders_are_on_disk_before_it_is_said_that_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order: the whole file, its move, each folder up to the vault's; also where the bytes were there."""
    done: list[str] = []
    sync, rename = os.fsync, obstore.rename

    def synced(descriptor: int) -> None:
        done.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).relative_to(tmp_path).as_posix())
        sync(descriptor)

    def renamed(*arguments: object, **options: object) -> None:
        done.append("move")
        rename(*arguments, **options)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(obstore, "rename", renamed)
    for _ in range(2):
        done.clear()
        digest, _ = put(Vault(tmp_path / "v"), b"x")
        assert done[0].startswith("v/1/drafts/")
        assert done[1:] == ["move", f"v/1/{digest.hex()[:2]}", "v/1", "v", "."]


def test_the_same_file_several_times_at_once_is_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "v")
    data, new = os.urandom(2_000_000), []

    def send() -> None:
        new.append(put(vault, data)[1])

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 7 + [True]
    assert len(files(tmp_path)) == 1


def test_drafts_and_strays_are_told_from_what_is_kept(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "v")
    digest, _ = put(vault, b"x")
    vault.keep_preview(1, digest, b"small")
    (tmp_path / "v/1/drafts/left").write_bytes(b"half")
    (tmp_path / "v/1/drafts/left#1").write_bytes(b"half")
    (tmp_path / "v/1/zz").write_bytes(b"?")
    assert sorted(vault.kept(1), key=lambda one: one or b"") == [None, None, None, digest]
    assert list(vault.kept(2)) == []


def test_a_small_picture_is_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "v")
    assert vault.preview(1, bytes(32)) is None
    vault.keep_preview(1, bytes(32), b"")
    vault.keep_preview(1, bytes(32), b"later")
    assert vault.preview(1, bytes(32)) == b""


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with Vault(tmp_path / "v").draft(1, LARGE) as draft, pytest.raises(Refused, match="no room left"):
        draft.write(b"x")
        monkeypatch.setattr(os, "fsync", full)
        draft.finish()


def test_any_other_fault_of_the_disk_is_not_taken_for_a_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with Vault(tmp_path / "v").draft(1, LARGE) as draft, pytest.raises(OSError, match="Input/output"):
        draft.finish()
