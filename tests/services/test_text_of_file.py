"""The words of plain text and HTML files that anybody may have made: what a reader sees, or none."""

import tempfile
from pathlib import Path

import pytest

from app.services import children
from app.services.children import run_child

CHILD = Path(children.__file__).with_name("text_child.py")


def made_of(data: bytes) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return (run_child(CHILD, file) or b"").decode("utf-8")


def words(data: bytes) -> str | None:
    first, _, found = made_of(data).partition("\n")
    return found if first.startswith("read ") else None


PAGE = """<!doctype html><html><head><title>A post</title><style>p { color: red }</style>
<script>document.write("injected")</script></head><body><nav>Menu</nav>
<h1>What happened</h1><p>In <b>Tall&nbsp;Zayn</b> 12&#x20;died,<br>they say.</p>
<!-- hidden --><ul><li>one</li><li>two</ul><script>more()</script><p>قُتل 12 شخصاً.</p></body></html>"""
SEEN = "A post\nWhat happened\nIn Tall Zayn 12 died,\nthey say.\none\ntwo\nقُتل 12 شخصاً."


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode(),
        PAGE.encode("utf-8-sig"),
        PAGE.encode("utf-16"),
        PAGE.replace("<title>", '<meta charset="windows-1256"><title>').encode("cp1256"),
        PAGE.replace("<title>", '<meta charset="iso-8859-6"><title>').encode("iso8859-6"),
    ],
)
def test_of_a_page_what_a_reader_sees_is_taken(data: bytes) -> None:
    assert words(data) == SEEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_plain_text_stays_as_it_is(encoding: str) -> None:
    text = "Heading: 3 < 5\n\n  قُتل ١٢ شخصاً في تل زين.\tالثاني" if encoding != "cp1256" else "قتل عشرات في القرية"
    assert words(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "first"),
    [
        ("قتل عشرات".encode("cp1256"), "read cp1256"),
        (b"<html><meta charset='windows-1256'><p>x</p>", "read cp1256"),
        (b"ten", "read utf-8"),
        (b"<html>\x00<p>x</p>", "not zeros"),
        (b"a" * (9 * 1024**2), "not large"),
        (b"<html><script>x</script>", "not none"),
        (b"", "not none"),
    ],
)
def test_it_says_how_it_was_read_or_why_not(data: bytes, first: str) -> None:
    assert made_of(data).partition("\n")[0] == first


HOSTILE = {
    "bytes that are no text": bytes(range(256)) * 50,
    "more than is read": b"a" * (9 * 1024**2),
    "a page that nests without end": b"<html>" + b"<div>" * 400_000 + b"x",
    "a tag that never ends": b"<html><p " + b"a=b " * 500_000,
    "many entities": b"<html><p>" + b"&amp;&#x41;&lt" * 300_000,
    "comments in comments": b"<html>" + b"<!--" * 500_000,
    "a charset that is none": b'<html><meta charset="../../etc"><p>x</p>',
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_words_or_none_and_ends(name: str) -> None:
    found = words(HOSTILE[name])
    assert found is None or len(found) < 8 * 1024**2
    if name in ("bytes that are no text", "more than is read"):
        assert found is None
    if name == "a charset that is none":
        assert found == "x"


def test_a_process_that_does_not_end_gives_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asleep = tmp_path / "child.py"
    asleep.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(children, "TIMEOUT_S", 0.5)
    with tempfile.TemporaryFile() as file:
        assert run_child(asleep, file) is None
