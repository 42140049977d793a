import ctypes
import os
import platform
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from app.runtime import machine

CHECKOUT = Path(__file__).parents[2]
FSYNC_CALLS = {"x86_64": (74, 75), "aarch64": (82, 83)}


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_systems_are_known_by_what_they_say_of_themselves(tmp_path: Path) -> None:
    debian = machine.read_system(
        write(tmp_path / "a", 'PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID="12"\nID=debian\n')
    )
    alpine = machine.read_system(
        write(tmp_path / "b", 'ID=alpine\nVERSION_ID=3.20\nPRETTY_NAME="Alpine Linux v3.20"\n')
    )
    assert (debian.name, alpine.name) == ("Debian GNU/Linux 12", "Alpine Linux v3.20")
    assert machine.read_system(tmp_path / "missing").name == "an unknown system"


def test_a_system_without_apt_is_told_what_to_use_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = machine.System("Alpine Linux v3.20")
    monkeypatch.setenv("PATH", str(tmp_path))
    reason = machine.no_packages_here(system)
    assert reason
    assert "This is Alpine Linux v3.20" in reason
    assert "Debian 12" in reason


MOUNTS = r"""22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:30 / /mnt/c rw,noatime - 9p C:\134 rw
31 22 0:31 / /srv/with\040space rw - nfs4 store:/share rw
32 31 254:1 / /srv/with\040space/disk rw - ext4 /dev/vdb rw
33 22 254:2 / /mnt/cellar rw - xfs /dev/vdc rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/c/Users/rana/tawthiq", "9p"),
        ("/srv/with space/tawthiq", "nfs4"),
        ("/srv/with space/disk/tawthiq", "ext4"),
        ("/mnt/cellar/x", "xfs"),
        ("/var/lib/tawthiq", "ext4"),
    ],
)
def test_the_deepest_mount_above_a_folder_says_its_file_system(
    path: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "nearest", lambda place: place)
    assert machine.file_system_of(Path(path), write(tmp_path / "mounts", MOUNTS)) == kind


def test_network_shares_and_windows_folders_are_refused_and_disks_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = write(tmp_path / "mounts", MOUNTS)
    assert machine.unsafe_file_system(tmp_path, mounts) is None
    monkeypatch.setattr(machine, "nearest", lambda place: place)
    reason = machine.unsafe_file_system(Path("/mnt/c/tawthiq"), mounts)
    assert reason
    assert "a folder of Windows" in reason
    assert "TAWTHIQ_DATA" in reason


def refuse_fsync() -> None:
    """Let the kernel answer EINVAL to fsync and fdatasync in this process, as some network file systems do."""
    load, jump, give = 0x20, 0x15, 0x06
    first, second = FSYNC_CALLS[platform.machine()]
    steps = [
        (load, 0, 0, 0),
        (jump, 1, 0, first),
        (jump, 0, 1, second),
        (give, 0, 0, 0x00050016),
        (give, 0, 0, 0x7FFF0000),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code)))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(38, 1, 0, 0, 0)
    if library.prctl(22, 2, program, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


@pytest.mark.skipif(platform.machine() not in FSYNC_CALLS, reason="the system call's number is not known here")
def test_a_file_system_that_cannot_sync_is_refused(tmp_path: Path) -> None:
    def ask(before: object) -> str:
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from pathlib import Path; import sys; from app.runtime import machine;"
                "print(machine.unsafe_file_system(Path(sys.argv[1])))",
                str(tmp_path),
            ],
            preexec_fn=before,  # type: ignore[arg-type]
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        ).stdout.strip()

    assert ask(None) == "None"
    assert "(fsync)" in ask(refuse_fsync)


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("fig")
    reason = machine.unsafe_file_system(tmp_path / "note")
    assert reason is not None and "is a file" in reason and "fsync" not in reason


def test_a_disk_with_too_little_room_is_named_with_both_numbers(tmp_path: Path) -> None:
    assert machine.lack_of_room([(tmp_path, 1)]) is None
    (tmp_path / "there").mkdir()
    half = 1 << 59  # neither half alone is what is reported: needs on one disk add up
    reason = machine.lack_of_room([(tmp_path / "not" / "yet", half), (tmp_path / "there", half)])
    assert reason
    assert f"{(half * 2) >> 20} MB are needed" in reason
    assert "are free" in reason
