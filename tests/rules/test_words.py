"""Words that this project does not use, and things that no file of it may hold."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".sql", ".html", ".css", ".csv", ".md", ".po", ".toml", ".txt", ".sh", ""}
FOLDERS = ("app", "migrations", "docs", "requirements", ".ci")
FILES = ("README.md", "CHANGELOG.md", "pyproject.toml", "tawthiq")


def texts() -> Iterator[tuple[str, str]]:
    """Every file that is shipped or shown, with its text."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")] + [ROOT / name for name in FILES]
    for path in found:
        if path.is_file() and path.suffix in KINDS and "__pycache__" not in path.parts:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")


FORBIDDEN = {
    "an alleged actor called by the bare word": r"perpetrator",
    "a path of some machine": r"(?<![\w.])/(?:root|home/\w+|work|tmp/\w+-\w+)/",
    "the address of a registry": r"https?://(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian)",
    "something left to do": r"\b(?:TODO|FIXME|XXX)\b",
    "a broad except": r"except(?: \(?(?:Base)?Exception\b[^:\n]*)?:",
    "markup past the escaping": r"\|\s*safe\b|Markup\(|render_template_string|__html__",
}


ALLOWED = {
    "a broad except": {
        "app/runtime/server.py",  # a process that ends says only of which kind its error was
        "app/exchange/geopackage.py",  # GDAL swallows what its source raises: it is kept, and raised again
    },
    "markup past the escaping": {
        "app/domain/maps.py",  # a drawing escapes what it holds
        "app/exchange/reports/docx_file.py",  # a picture's own markup, of numbers alone
    },
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = {name: hit.group() for name, text in texts() if (hit := pattern.search(text))}
    assert set(found) == ALLOWED.get(what, set()), found


@pytest.mark.parametrize(
    "what, text",
    [
        ("an alleged actor called by the bare word", "the perpetrator fled"),
        ("a path of some machine", "see /root/x"),
        ("the address of a registry", "https://pypi.org/simple"),
        ("something left to do", "# TODO: later"),
        ("a broad except", "try: x\nexcept Exception:"),
        ("a broad except", "try: x\nexcept (Exception) as error:"),
        ("a broad except", "try: x\nexcept:"),
        ("markup past the escaping", "{{ words|safe }}"),
        ("markup past the escaping", "def __html__(self): ..."),
    ],
)
def test_the_check_can_fail(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, re.IGNORECASE)


def test_files_were_read() -> None:
    assert len(list(texts())) > 100
