from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime import postgresql


def test_data_of_a_version_that_is_not_here_are_not_touched(tmp_path: Path) -> None:
    assert postgresql.written_by(tmp_path) is None
    (tmp_path / "PG_VERSION").write_text("99\n")
    with pytest.raises(SetUpProblem, match="install postgresql-99-postgis-3"):
        postgresql.programs_for(tmp_path)


def test_settings_survive_quotes_and_spaces_in_a_path() -> None:
    text = postgresql.settings(Path("/srv/Rana's data/socket"), Path("/srv/Rana's data/logs"))
    assert "unix_socket_directories = '\"/srv/Rana''s data/socket\"'" in text
    assert "log_directory = '/srv/Rana''s data/logs'" in text


def test_memory_is_shared_out_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    def buffers(memory: int) -> str:
        monkeypatch.setattr(postgresql, "memory", lambda: memory)
        lines = postgresql.settings(Path("/s"), Path("/l")).splitlines()
        return next(line for line in lines if line.startswith("shared_buffers"))

    assert buffers(256 << 20) == "shared_buffers = '128MB'"
    assert buffers(8 << 30) == "shared_buffers = '2048MB'"
    assert buffers(64 << 30) == "shared_buffers = '4096MB'"
