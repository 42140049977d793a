"""Who acts at the shell: a sign-in that ends with the command, and never hides what broke the command off."""

from typing import Any

import pytest

from app.cli.shell import read_settings, signed_in
from app.domain.errors import SetUpProblem, Unavailable
from app.services import sign_ins


def test_what_broke_a_command_off_is_told_though_the_sign_in_cannot_be_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise Unavailable("The database cannot be reached now.")

    monkeypatch.setattr(sign_ins, "sign_in_at_shell", lambda gate, name: "token")
    monkeypatch.setattr(sign_ins, "sign_out", gone)
    nothing: Any = type("Nothing", (), {"gate": None})()
    with pytest.raises(Unavailable, match="2,000 rows are kept"), signed_in(nothing, nothing, nothing, None):
        raise Unavailable("2,000 rows are kept.")
    with pytest.raises(Unavailable, match="cannot be reached"), signed_in(nothing, nothing, nothing, None):
        pass


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EXPORT_DAYS", "0", "TAWTHIQ_EXPORT_DAYS takes a whole number from 1 to 365, and is set to something else."),
        ("DRAFT_DAYS", "soon", "TAWTHIQ_DRAFT_DAYS takes a whole number from 1 to 3650, and is set to something else."),
        ("FILE_LIMIT", "0", "TAWTHIQ_FILE_LIMIT takes a size above 0, in bytes or with its unit (200MiB), and is"),
    ],
)
def test_a_setting_that_is_wrong_is_told_with_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv("TAWTHIQ_DATA", "/nowhere")
    monkeypatch.setenv(f"TAWTHIQ_{name}", value)
    with pytest.raises(SetUpProblem) as refused:
        read_settings()
    assert told in str(refused.value) and "launcher" not in str(refused.value)


def test_a_setting_that_is_needed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAWTHIQ_DATA", raising=False)
    with pytest.raises(SetUpProblem, match=r"TAWTHIQ_DATA is not set\. The launcher"):
        read_settings()
