import json
import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.domain.errors import SetUpProblem
from app.runtime.account import OTHERS, Owner
from app.runtime.layout import Layout, closed_to, data_folder


def test_the_data_folder_is_what_is_set_else_by_who_asks() -> None:
    assert data_folder({"TAWTHIQ_DATA": "/srv/t", "XDG_DATA_HOME": "/x"}, root=True) == Path("/srv/t")
    assert data_folder({"XDG_DATA_HOME": "/x"}, root=True) == Path("/var/lib/tawthiq")
    assert data_folder({"XDG_DATA_HOME": "/x"}, root=False) == Path("/x/tawthiq")
    assert data_folder({}, root=False) == Path.home() / ".local/share/tawthiq"


MADE = ["evidence", "exports", "lock", "logs", "postgres", "secrets.json", "serving", "turn"]


def test_what_is_made_belongs_to_the_service_user_and_is_closed_to_others(folder: Path) -> None:
    layout = Layout(folder / "data")
    owner = layout.create()
    for path in (
        layout.postgres,
        layout.logs,
        layout.evidence,
        layout.secrets,
        layout.users,
        layout.turn,
        layout.serving,
    ):
        status = path.stat()
        assert (status.st_uid, stat.S_IMODE(status.st_mode) & 0o077) == (owner.uid, 0), path
    assert (layout.data.stat().st_mode & stat.S_IWOTH, owner.uid == 0) == (0, False)


def test_passwords_are_drawn_once(folder: Path) -> None:
    layout = Layout(folder / "data")
    layout.create()
    drawn = layout.secrets.read_text()
    layout.create()
    assert layout.secrets.read_text() == drawn
    Layout(folder / "other").create()
    assert set(json.loads(drawn).values()).isdisjoint(json.loads((folder / "other/secrets.json").read_text()).values())
    assert sorted(path.name for path in layout.data.iterdir()) == MADE


def test_several_first_starts_at_once_make_one_layout(folder: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as starts:
        for number in range(25):
            layout = Layout(folder / str(number))
            assert len(set(starts.map(_created, [layout.data] * 4))) == 1
            assert sorted(path.name for path in layout.data.iterdir()) == MADE


def _created(data: Path) -> Owner:
    return Layout(data).create()


def test_a_closed_folder_on_the_way_is_found(folder: Path) -> None:
    (folder / "closed" / "data").mkdir(parents=True)
    assert closed_to(OTHERS, folder / "closed" / "data") is None
    (folder / "closed").chmod(0o700)
    assert closed_to(OTHERS, folder / "closed" / "data") == folder / "closed"


@pytest.mark.skipif(os.geteuid() != 0, reason="for anybody but root the data folder is reached by the user it is for")
def test_a_data_folder_that_the_service_user_cannot_reach_is_refused(folder: Path) -> None:
    folder.chmod(0o700)
    with pytest.raises(SetUpProblem, match=f"because {folder} is closed to others"):
        Layout(folder / "data").create()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_that_cannot_be_written_is_refused(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(SetUpProblem, match="cannot be written by this user"):
        Layout(folder / "data").create()
