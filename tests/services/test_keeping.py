"""What the settings say about files."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.services.evidence import keeping_of
from app.settings import Settings


def test_limits_are_set_in_bytes_or_with_their_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping_of(Settings(data=tmp_path))
    assert (kept.file_limit, kept.project_quota) == (512 * 1024**2, 50 * 1024**3)
    monkeypatch.setenv("TAWTHIQ_FILE_LIMIT", "200MiB")
    monkeypatch.setenv("TAWTHIQ_PROJECT_QUOTA", "1000")
    kept = keeping_of(Settings(data=tmp_path))
    assert (kept.file_limit, kept.project_quota) == (200 * 1024**2, 1000)
    for wrong in ("0", "-1", "much"):
        monkeypatch.setenv("TAWTHIQ_FILE_LIMIT", wrong)
        with pytest.raises(ValidationError):
            Settings(data=tmp_path)
