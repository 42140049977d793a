"""The key of the forms."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.runtime.web_key import read_web_key


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    path = tmp_path / "data" / "web-key"
    with ThreadPoolExecutor(8) as starts:
        keys = set(starts.map(lambda _: read_web_key(path), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["web-key"]
