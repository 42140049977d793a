"""`tawthiq evidence verify` names the flipped byte, the missing file and the cut one, and so does its exit code."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.services import evidence
from app.services.doors import Doors
from app.services.evidence import Keeping
from tests.cli.conftest import Command
from tests.filled import Tokens

CUSTODIAN = ("--as", "custodian of EAST")
DATA = {"flipped": b"flipped " * 1000, "cut": b"cut " * 1000, "missing": b"missing", "good": b"good"}


@pytest.fixture
def sent(doors: Doors, tokens: Tokens, cluster_data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The ref of a document, and of each file of it by name."""
    keeping = Keeping(evidence.vault_under(cluster_data), 1 << 30, 1 << 30)
    refs = {}
    for name, data in DATA.items():
        with doors.work(tokens["EAST", "documenter"]) as work:
            project = work.enter("EAST", "add_file")
            ref = work.connection.execute(sa.text("SELECT min(ref) FROM document WHERE project_id = 1")).scalar_one()
            with keeping.vault.draft(project.id, keeping.file_limit) as draft:
                draft.write(data)
                refs[name] = evidence.keep_file(work, project, keeping, ref, draft, name).ref
    yield ref, refs
    for path in (cluster_data / "evidence").rglob("*"):
        if path.is_file():
            path.unlink()


def flip(path: Path) -> None:
    path.write_bytes(b"F" + path.read_bytes()[1:])


SPOILING: dict[str, Callable[[Path], object]] = {
    "flipped": flip,
    "cut": lambda path: os.truncate(path, 100),
    "missing": lambda path: path.unlink(),
}


def test_files_that_hold(tawthiq: Command, sent: tuple[str, dict[str, str]]) -> None:
    ran = tawthiq("evidence", "verify", "--json", *CUSTODIAN)
    assert ran.code == 0
    assert ran.json == {
        "ok": True,
        "projects": [
            {"project": "EAST", "items": 4, "bytes": sum(map(len, DATA.values())), "faults": [], "without_row": 0}
        ],
    }
    assert tawthiq("evidence", "verify", *CUSTODIAN).out == "EAST: 4 files (12,011 bytes) checked, 0 not as received.\n"


def test_files_that_do_not_hold_are_named(
    tawthiq: Command, sent: tuple[str, dict[str, str]], cluster_data: Path, owner: sa.Engine
) -> None:
    document, refs = sent
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in DATA.items()}
    for name, spoil in SPOILING.items():
        [path] = (cluster_data / "evidence").rglob(digests[name])
        spoil(path)
    (cluster_data / "evidence/1/drafts/left").write_bytes(b"half")
    ran = tawthiq("evidence", "verify", "--project", "EAST", "--json", *CUSTODIAN)
    assert ran.code == 1
    assert ran.json["ok"] is False
    [project] = ran.json["projects"]
    assert project["without_row"] == 1
    found = {fault["item"]: (fault["document"], fault["fault"], fault["expected"]) for fault in project["faults"]}
    assert found == {
        refs["flipped"]: (document, "altered", digests["flipped"]),
        refs["cut"]: (document, "truncated", digests["cut"]),
        refs["missing"]: (document, "missing", digests["missing"]),
    }
    lines = ran.err.splitlines()
    now = hashlib.sha256(b"F" + DATA["flipped"][1:]).hexdigest()
    assert f"EAST: {refs['flipped']} of {document} is altered: expected {digests['flipped']}, found {now}" in lines
    assert f"EAST: {refs['missing']} of {document} is missing: expected {digests['missing']}" in lines
    with owner.connect() as connection:
        deeds = connection.execute(sa.text("SELECT deed, count(*) FROM custody_event GROUP BY 1")).all()
    assert {tuple(row) for row in deeds} == {("received", 4), ("verified", 1), ("found_altered", 3)}


def test_whoever_may_not_is_refused(tawthiq: Command) -> None:
    for arguments in (("--project", "EAST"), ()):
        ran = tawthiq("evidence", "verify", *arguments, "--as", "analyst of EAST")
        assert (ran.code, ran.out) == (1, "")
    assert tawthiq("evidence", "verify", "--project", "WEST", *CUSTODIAN).code == 1
