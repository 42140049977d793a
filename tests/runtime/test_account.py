import os
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime import account


def test_what_belongs_to_somebody_else_is_refused_by_name() -> None:
    with pytest.raises(SetUpProblem, match="root"):
        account.service_owner(Path("/etc"))


def test_a_deed_that_is_refused_is_refused_for_the_caller_too() -> None:
    def refuse() -> None:
        raise SetUpProblem("No room.")

    owner = account.find_service_user() if os.geteuid() == 0 else account.this_user()
    assert owner
    with pytest.raises(SetUpProblem, match=r"No room\."):
        account.run_as(owner, refuse)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_root_hands_work_to_a_child_without_rights(folder: Path) -> None:
    owner = account.find_service_user()
    assert owner
    os.chown(folder, owner.uid, owner.gid)
    account.run_as(
        owner, lambda: (folder / "made").write_text(f"{os.getuid()} {os.geteuid()} {os.getgroups()}") and None
    )
    assert (folder / "made").read_text() == f"{owner.uid} {owner.uid} []"
    assert (folder / "made").stat().st_uid == owner.uid
    assert os.geteuid() == 0
