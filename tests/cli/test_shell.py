"""Who acts at the shell: a sign-in that ends with the command, and never hides what broke the command off."""

from typing import Any

import pytest

from app.cli.shell import signed_in
from app.domain.errors import Unavailable
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
