"""Small pictures of pictures that anybody may have made: a limited process makes them, or there is none."""

import io
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from app.services import children, previews
from app.services.previews import make_preview

CHILD = Path(previews.__file__).with_name("picture_child.py")


def saved(kind: str, size: tuple[int, int] = (1200, 800), mode: str = "RGB", **how: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 128)[: len(mode)] if mode != "P" else 3).save(made, kind, **how)
    return made.getvalue()


def preview(data: bytes) -> bytes:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return make_preview(file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize(("size", "small"), [((1200, 800), (320, 213)), ((100, 2000), (16, 320)), ((7, 5), (7, 5))])
def test_a_plain_picture_is_made_small(kind: str, size: tuple[int, int], small: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(preview(saved(kind, size)))) as made:
        assert (made.format, made.size) == ("PNG", small)
        assert abs(made.convert("RGB").getpixel((0, 0))[0] - 200) < 12  # type: ignore[index]


def test_nothing_of_the_file_but_what_is_seen_goes_into_it() -> None:
    secret = b"planted-words"
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", secret.decode())
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    for data in (
        saved("PNG", pnginfo=words, icc_profile=secret * 20),
        saved("JPEG", exif=exif, comment=secret, icc_profile=secret * 20),
        saved("GIF", comment=secret),
        saved("WEBP", exif=exif, xmp=secret),
    ):
        assert secret in data or kind_packs(data)
        made = preview(data)
        assert made and secret not in made
        with Image.open(io.BytesIO(made)) as picture:
            picture.load()
            assert picture.info == {} and not picture.getexif()


def kind_packs(data: bytes) -> bool:
    """A PNG's colour profile stands there compressed."""
    return data.startswith(b"\x89PNG")


def test_it_stands_the_way_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(preview(saved("JPEG", (1200, 800), exif=exif)))) as made:
        assert made.size == (213, 320)


def test_only_the_first_frame_is_read() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "lime")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(preview(made.getvalue()))) as first:
        assert getattr(first, "n_frames", 1) == 1
        assert first.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_what_is_seen_through_stays_so() -> None:
    with Image.open(io.BytesIO(preview(saved("PNG", mode="RGBA")))) as made:
        assert made.mode == "RGBA"


def bomb(width: int, height: int) -> bytes:
    """A PNG of some kilobytes that says it is as large as this, and is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + width * 3)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG whose words unpack to 200 MB."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "x" * 200_000_000, zip=True)
    return saved("PNG", (10, 10), pnginfo=words)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no picture": lambda: b"MZ this is a program",
    "only a beginning": lambda: b"\xff\xd8\xff\xe0",
    "a cut JPEG": lambda: saved("JPEG")[:800],
    "a cut PNG": lambda: saved("PNG")[:200],
    "a cut WebP": lambda: saved("WEBP")[:40],
    "a cut GIF": lambda: saved("GIF")[:60],
    "noise behind a JPEG's head": lambda: saved("JPEG")[:20] + os.urandom(50_000),
    "more pixels than are read": lambda: bomb(12_000, 9_000),
    "a size that is a lie": lambda: bomb(8, 8).replace(struct.pack(">II", 8, 8), struct.pack(">II", 60_000, 60_000)),
    "words that unpack without end": text_bomb,
    "a kind that is not read": lambda: saved("TIFF"),
    "PostScript, which other programs run": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) show\n",
    "a drawing with script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_of_a_hostile_file_there_is_none(what: str) -> None:
    assert preview(HOSTILE[what]()) == b""


CONFINED = """
import runpy, sys
child = runpy.run_path(sys.argv[1])
child["rehearse"]()
child["confine"](**child["LIMITS"])
TRIED
"""
TRIED = {
    "open a file": "open('/etc/hostname')",
    "open a socket": "import _socket; _socket.socket()",
    "write a file": "open('/tmp/planted', 'w')",
    "take much memory": "bytearray(1 << 30)",
    "write without end": "import os; [os.write(1, b'x' * 1_000_000) for _ in range(9)]",
    "work without end": "while True: pass",
}


@pytest.mark.parametrize("what", TRIED)
@pytest.mark.parametrize("child", ["picture_child.py", "text_child.py"])
def test_the_limited_process_cannot(child: str, what: str) -> None:
    """The same without the limits is the control."""
    for code, succeeds in (
        (CONFINED.replace("TRIED", TRIED[what]), False),
        (CONFINED.replace('child["confine"](**child["LIMITS"])', "").replace("TRIED", TRIED[what]), True),
    ):
        if what == "work without end" and succeeds:
            continue
        with tempfile.TemporaryFile() as out:
            command = [sys.executable, "-c", "import _socket\n" + code, str(CHILD.with_name(child))]
            done = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, timeout=30, check=False)
        assert (done.returncode == 0) is succeeds, what
    Path("/tmp/planted").unlink(missing_ok=True)


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asleep = tmp_path / "child.py"
    asleep.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(previews, "_CHILD", asleep)
    monkeypatch.setattr(children, "TIMEOUT_S", 0.5)
    assert preview(saved("PNG")) == b""


def test_what_a_turned_process_says_is_no_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    turned = tmp_path / "child.py"
    turned.write_text("print('<script>alert(1)</script>')\n")
    monkeypatch.setattr(previews, "_CHILD", turned)
    assert preview(saved("PNG")) == b""


def test_this_process_loads_no_reader_of_pictures() -> None:
    code = "import sys, app.factory; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
