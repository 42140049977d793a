"""Files over the API: what is on record of one, and its bytes, by the rules of the page."""

import hashlib

import pytest

from app.services.evidence import verify_files
from app.web.policy import GuardedFlask
from tests.filled import Tokens
from tests.web import planting
from tests.web.api.conftest import ProgramAs


@pytest.fixture
def file(flask_app: GuardedFlask, tokens: Tokens) -> str:
    return planting.add_file(flask_app.doors, flask_app.keeping, "EAST", tokens["EAST", "documenter"])


def test_a_file_is_found_by_its_document_and_given_as_it_came(program: ProgramAs, file: str) -> None:
    reader = program("analyst", "read")
    record = reader.get(f"evidence/{file}").json
    assert [one["deed"] for one in record["custody"]] == ["received"]
    [named] = reader.get(f"documents/{record['document']}").json["files"]
    assert named == {name: record[name] for name in ("ref", "name", "media_type", "size", "sha256")}
    with reader.get(f"evidence/{file}/file") as answer:
        assert hashlib.sha256(answer.data).hexdigest() == record["sha256"] and len(answer.data) == record["size"]
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.mimetype == "application/octet-stream"
    handled = [(one["deed"], one["by"]) for one in reader.get(f"evidence/{file}").json["custody"]]
    assert handled == [("served", "analyst of EAST"), ("received", "documenter of EAST")]


def test_only_asking_about_it_is_no_handling(program: ProgramAs, file: str) -> None:
    reader = program("analyst", "read")
    with reader.call("HEAD", f"evidence/{file}/file") as asked:
        assert (asked.status_code, asked.data) == (200, b"")
    assert [one["deed"] for one in reader.get(f"evidence/{file}").json["custody"]] == ["received"]


def test_a_check_of_all_files_is_a_handling_of_those_that_were_there(
    program: ProgramAs, file: str, flask_app: GuardedFlask, tokens: Tokens
) -> None:
    verify_files(flask_app.doors, tokens["EAST", "verifier"], "EAST", flask_app.keeping.vault)
    custody = program("analyst", "read").get(f"evidence/{file}").json["custody"]
    assert [one["deed"] for one in custody] == ["verified", "received"]


def test_what_is_gone_is_refused_and_not_told_as_served(program: ProgramAs, flask_app: GuardedFlask, file: str) -> None:
    reader = program("analyst", "read")
    record = reader.get(f"evidence/{file}").json
    for kept in flask_app.keeping.vault.folder.rglob(f"*{record['sha256'][4:]}"):
        kept.unlink()
    answer = reader.get(f"evidence/{file}/file")
    assert answer.status_code == 409 and "evidence verify" in answer.json["detail"]
    assert [one["deed"] for one in reader.get(f"evidence/{file}").json["custody"]] == ["received"]


@pytest.mark.parametrize("path", ["evidence/FIL-000000000000", "evidence/FIL-000000000000/file"])
def test_another_projects_file_is_none(program: ProgramAs, file: str, path: str) -> None:
    of_nothing = program("analyst").get(path)
    of_another = program("analyst", code="WEST").get(path.replace("FIL-000000000000", file))
    assert of_nothing.status_code == of_another.status_code == 404
    assert of_nothing.json["title"] == of_another.json["title"]
