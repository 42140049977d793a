"""Preserved files: taken in whole or not at all, each handling on record, and an altered byte is found."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.errors import FileTooLarge, InvalidValue, NotFound, NotPermitted, QuotaReached, Refused
from app.runtime.urls import Urls
from app.services import evidence
from app.services.doors import Doors, open_doors
from app.services.evidence import FilesChecked, Keeping, Kept, Vault
from app.services.history import verify_log
from tests.filled import Tokens

MEGABYTE = 1024 * 1024


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(evidence.vault_under(tmp_path), 4 * MEGABYTE, 10 * MEGABYTE)


def document(owner: sa.Engine, code: str = "EAST", title: str = "Daily report 1") -> str:
    with owner.connect() as connection:
        found: str = connection.execute(
            sa.text(
                "SELECT d.ref FROM document d JOIN project p ON p.id = d.project_id"
                " WHERE p.code = :code AND d.title = :title"
            ),
            {"code": code, "title": title},
        ).scalar_one()
    return found


def rows(owner: sa.Engine, query: str) -> list[tuple[object, ...]]:
    with owner.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


CUSTODY = "SELECT deed FROM custody_event ORDER BY id"

Send = Callable[..., Kept]


@pytest.fixture
def send(doors: Doors, tokens: Tokens, owner: sa.Engine, keeping: Keeping) -> Send:
    """Sends bytes to a document, by default EAST's report as its documenter."""

    def sending(
        data: bytes, name: str = "photo.jpg", *, to: str = "", code: str = "EAST", role: str = "documenter"
    ) -> Kept:
        with doors.work(tokens[code, role]) as work:
            project = work.enter(code, "add_file")
            with keeping.vault.draft(project.id, keeping.file_limit) as draft:
                draft.write(data)
                return evidence.keep_file(work, project, keeping, to or document(owner, code), draft, name)

    return sending


def check(doors: Doors, tokens: Tokens, vault: Vault, code: str | None = "EAST") -> list[FilesChecked]:
    return evidence.verify_files(doors, tokens["EAST", "custodian"], code, vault)


def kept_at(vault_folder: Path, data: bytes) -> Path:
    [path] = vault_folder.rglob(hashlib.sha256(data).hexdigest())
    return path


def test_what_is_received_is_on_record_as_it_was(send: Send, owner: sa.Engine) -> None:
    kept = send(b"%PDF-1.7 words", "C:\\Users\\x\\تقرير.pdf")
    [row] = rows(
        owner,
        "SELECT ref, sha256, sha512, size, media_type, original_name, a.name FROM evidence_item"
        " JOIN account a ON a.id = uploaded_by",
    )
    data = b"%PDF-1.7 words"
    assert row == (
        kept.ref, hashlib.sha256(data).digest(), hashlib.sha512(data).digest(), 14, "application/pdf", "تقرير.pdf",
        "documenter of EAST",
    )  # fmt: skip
    assert rows(owner, CUSTODY) == [("received",)]
    assert rows(owner, "SELECT deed FROM event WHERE deed = 'add_file'") == [("add_file",)]


def test_the_same_bytes_are_kept_once_and_each_handling_is_on_record(
    send: Send, owner: sa.Engine, tmp_path: Path
) -> None:
    first, again = send(b"same"), send(b"same", "other name.txt")
    elsewhere = send(b"same", to=document(owner, title="Shelling in the valley 1"))
    assert (again.ref, again.again, first.again) == (first.ref, True, False)
    assert (elsewhere.ref != first.ref, elsewhere.again) == (True, False)
    assert rows(owner, CUSTODY) == [("received",), ("received_again",), ("received",)]
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 1
    send(b"same", code="WEST")  # noticed inside a project only
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 2


def test_a_documents_files_say_where_else_the_same_is(
    send: Send, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    send(b"same")
    other = document(owner, title="Shelling in the valley 1")
    send(b"same", to=other)
    send(b"different")
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "read_files")
        found = evidence.read_document(work, project, document(owner))
        items = evidence.files_of(work, project, document(owner))
    assert found.title == "Daily report 1"
    assert [(one.received_by, one.also, one.altered_at) for one in items] == [
        ("documenter of EAST", (other,), None),
        ("documenter of EAST", (), None),
    ]


def test_limits_are_refused_with_what_they_are(send: Send, owner: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge) as too_large:
        send(b"x" * (4 * MEGABYTE + 1))
    assert too_large.value.limit == 4 * MEGABYTE
    with pytest.raises(InvalidValue, match="empty"):
        send(b"")
    for number in range(2):
        send(bytes([number]) * 4 * MEGABYTE)
    with pytest.raises(QuotaReached) as quota:
        send(b"2" * 3 * MEGABYTE)
    assert quota.value.limit == 2 * MEGABYTE
    assert send(bytes(4 * MEGABYTE)).again  # takes up nothing
    send(bytes(4 * MEGABYTE), to=document(owner, title="Shelling in the valley 1"))
    send(b"2" * 2 * MEGABYTE)
    with pytest.raises(QuotaReached):
        send(b"3")
    assert rows(owner, "SELECT count(*) FROM evidence_item") == [(4,)]
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 3


def test_a_file_of_no_document_is_not_kept(send: Send, owner: sa.Engine, tmp_path: Path) -> None:
    for to in ("DOC-000000000000", document(owner, "WEST")):
        with pytest.raises(NotFound):
            send(b"x", to=to)
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


def test_two_send_the_same_file_at_once(
    urls: Urls, tokens: Tokens, owner: sa.Engine, keeping: Keeping, tmp_path: Path
) -> None:
    to, data, kept = document(owner), os.urandom(2 * MEGABYTE), []

    def one(role: str) -> None:
        with closing(open_doors(urls.gate, urls.application)) as opened, opened.work(tokens["EAST", role]) as work:
            project = work.enter("EAST", "add_file")
            with keeping.vault.draft(project.id, keeping.file_limit) as draft:
                draft.write(data)
                kept.append(evidence.keep_file(work, project, keeping, to, draft, "a"))

    threads = [threading.Thread(target=one, args=(role,)) for role in ("documenter", "verifier") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.again for one in kept) == [False] + [True] * 5
    assert len({one.ref for one in kept}) == 1
    assert sorted(rows(owner, CUSTODY)) == [("received",)] + [("received_again",)] * 5
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("role", ["documenter", "verifier", "analyst", "custodian"])
def test_handing_out_is_on_record_for_whoever_reads(
    send: Send, doors: Doors, tokens: Tokens, owner: sa.Engine, keeping: Keeping, role: str
) -> None:
    kept = send(b"the bytes", "a.txt")
    with doors.work(tokens["EAST", role]) as work:
        project = work.enter("EAST", "read_files")
        _, asked = evidence.hand_out(work, project, keeping.vault, document(owner), kept.ref, goes_out=False)
        item, file = evidence.hand_out(work, project, keeping.vault, document(owner), kept.ref)
    with asked, file:
        assert (item.name, file.read()) == ("a.txt", b"the bytes")
    assert rows(owner, CUSTODY) == [("received",), ("served",)]
    last = "SELECT e.deed, a.name FROM event e JOIN account a ON a.id = actor_id ORDER BY e.id DESC LIMIT 1"
    assert rows(owner, last) == [("read_file", f"{role} of EAST")]
    with doors.work(tokens["EAST", "analyst"]) as work:
        assert verify_log(work).ok


def test_nobody_hands_out_a_file_of_another_project(send: Send, doors: Doors, tokens: Tokens, owner: sa.Engine) -> None:
    send(b"theirs", code="WEST")
    [(project, item)] = rows(owner, "SELECT project_id, id FROM evidence_item")
    for token in (tokens["EAST", "custodian"], tokens["WEST", "administrator"]):
        with pytest.raises(sa.exc.ProgrammingError, match="members of its project"), doors.work(token) as work:
            work.connection.execute(sa.text(f"SELECT hand_out_file({project}, {item})"))
    for here in (1, 2):
        refused = pytest.raises((sa.exc.ProgrammingError, sa.exc.IntegrityError))
        with refused, doors.work(tokens["EAST", "documenter"]) as work:
            work.connection.execute(sa.text(f"SELECT hand_out_file({here}, {item})"))
    assert rows(owner, CUSTODY) == [("received",)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_item SET sha256 = sha256",
        "UPDATE custody_event SET deed = 'served'",
        "DELETE FROM evidence_item",
        "DELETE FROM custody_event",
        "INSERT INTO custody_event (project_id, item_id, deed, done_by, done_at)"
        " SELECT 1, id, 'served', who(), now() FROM evidence_item",
    ],
)
def test_what_is_on_record_of_files_is_changed_by_nobody(
    send: Send, doors: Doors, tokens: Tokens, statement: str
) -> None:
    send(b"x")
    refused = pytest.raises(sa.exc.ProgrammingError, match="permission denied")
    with refused, doors.work(tokens["EAST", "custodian"]) as work:
        work.open(work.enter("EAST", "run_sql"), "run_sql")
        work.connection.execute(sa.text(statement))


def test_nobody_records_a_handling_in_somebody_elses_name(send: Send, doors: Doors, tokens: Tokens) -> None:
    send(b"x")
    refused = pytest.raises(sa.exc.ProgrammingError, match="somebody else")
    with refused, doors.work(tokens["EAST", "documenter"]) as work:
        work.open(work.enter("EAST", "read_files"), "try")
        work.connection.execute(
            sa.text(
                "INSERT INTO custody_event (project_id, item_id, deed, done_by)"
                " SELECT 1, e.id, 'received_again', m.account_id FROM evidence_item e, membership m"
                " WHERE m.project_id = 1 AND m.account_id <> who() LIMIT 1"
            )
        )


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


FAULTS: dict[str, Callable[[Path], object]] = {
    "altered": flip,
    "truncated": lambda path: os.truncate(path, path.stat().st_size - 1),
    "missing": lambda path: path.unlink(),
    "unreadable": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_longer_what_was_received_is_found_and_named(
    send: Send, doors: Doors, tokens: Tokens, owner: sa.Engine, keeping: Keeping, tmp_path: Path, fault: str
) -> None:
    data = os.urandom(3 * MEGABYTE)
    bad = send(data)
    send(b"good")
    [before] = check(doors, tokens, keeping.vault)
    assert (before.items, before.bytes, before.faults, before.without_row) == (2, 3 * MEGABYTE + 4, (), 0)
    path = kept_at(tmp_path, data)
    FAULTS[fault](path)
    found = path.read_bytes() if path.is_file() else None
    [after] = check(doors, tokens, keeping.vault)
    [named] = after.faults
    assert (named.project, named.document, named.item, named.fault) == ("EAST", document(owner), bad.ref, fault)
    assert named.expected == hashlib.sha256(data).hexdigest()
    assert named.found == (hashlib.sha256(found).hexdigest() if found is not None else None)
    assert [deed for (deed,) in rows(owner, CUSTODY)] == ["received"] * 2 + ["verified"] * 2 + ["found_altered"]
    [(detail,)] = rows(owner, "SELECT detail FROM custody_event WHERE deed = 'found_altered'")
    assert detail == {"fault": fault, "expected": named.expected, "found": named.found}
    with doors.work(tokens["EAST", "analyst"]) as work:
        project = work.enter("EAST", "read_files")
        items = evidence.files_of(work, project, document(owner))
        assert [one.altered_at is not None for one in items] == [True, False]
        if fault in ("truncated", "missing", "unreadable"):
            with pytest.raises(Refused, match="not whole"):
                evidence.hand_out(work, project, keeping.vault, document(owner), bad.ref)


def test_what_the_last_check_found_is_what_stands(
    send: Send, doors: Doors, tokens: Tokens, owner: sa.Engine, keeping: Keeping, tmp_path: Path
) -> None:
    send(b"kept twice")
    path = kept_at(tmp_path, b"kept twice")
    flip(path)
    check(doors, tokens, keeping.vault)

    def altered() -> list[bool]:
        with doors.work(tokens["EAST", "analyst"]) as work:
            items = evidence.files_of(work, work.enter("EAST", "read_files"), document(owner))
            return [one.altered_at is not None for one in items]

    assert altered() == [True]
    flip(path)
    [again] = check(doors, tokens, keeping.vault)
    assert (again.faults, altered()) == ((), [False])
    assert [deed for (deed,) in rows(owner, CUSTODY)].count("found_altered") == 1, "what was found stays on record"


def test_the_same_bytes_altered_are_named_on_each_document(
    send: Send, doors: Doors, tokens: Tokens, owner: sa.Engine, keeping: Keeping, tmp_path: Path
) -> None:
    refs = {send(b"same").ref, send(b"same", to=document(owner, title="Shelling in the valley 1")).ref}
    flip(kept_at(tmp_path, b"same"))
    [found] = check(doors, tokens, keeping.vault)
    assert {fault.item for fault in found.faults} == refs
    assert (found.items, found.bytes) == (2, 4)


def test_a_check_is_of_ones_own_projects_and_for_those_who_may(
    send: Send, doors: Doors, tokens: Tokens, keeping: Keeping
) -> None:
    send(b"x", code="WEST")
    told: list[tuple[int, int]] = []
    [own] = evidence.verify_files(
        doors, tokens["WEST", "verifier"], None, keeping.vault, lambda *done: told.append(done)
    )
    assert (own.project, own.items, told) == ("WEST", 1, [(1, 1)])
    assert check(doors, tokens, keeping.vault, None)[0].items == 0
    with pytest.raises(NotFound):
        check(doors, tokens, keeping.vault, "WEST")
    for code in ("EAST", None):
        with pytest.raises(NotPermitted):
            evidence.verify_files(doors, tokens["EAST", "analyst"], code, keeping.vault)


CHILD = """
import os, signal, sys
from pathlib import Path
import obstore
from app.services import evidence
from app.services.doors import open_doors
from app.store import vault

gate, application, token, folder, document, moment = sys.argv[1:]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

doors = open_doors(gate, application)
keeping = evidence.Keeping(evidence.vault_under(Path(folder)), 1 << 30, 1 << 30)
with doors.work(token) as work:
    project = work.enter("EAST", "add_file")
    with keeping.vault.draft(project.id, keeping.file_limit) as draft:
        draft.write(b"k" * 3_000_000)
        if moment == "while it arrives":
            die()
        if moment == "before it is moved":
            obstore.rename = die
        if moment == "before its row":
            evidence.evidence.add_item = die
        if moment == "before the commit":
            work._finish = die
        evidence.keep_file(work, project, keeping, document, draft, "a")
        if moment == "before the commit":
            die()
"""
MOMENTS = ("while it arrives", "before it is moved", "before its row", "before the commit")

Run = Callable[[str], int]


@pytest.fixture
def run(urls: Urls, tokens: Tokens, owner: sa.Engine, tmp_path: Path) -> Run:
    """Sends a file from a process that kills itself at a moment. Returns how it ended."""

    def running(moment: str) -> int:
        arguments = [urls.gate, urls.application, tokens["EAST", "documenter"], str(tmp_path), document(owner), moment]
        return subprocess.run([sys.executable, "-c", CHILD, *arguments], check=False).returncode

    return running


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_outright_it_leaves_no_row_without_bytes(
    run: Run, doors: Doors, tokens: Tokens, owner: sa.Engine, send: Send, keeping: Keeping, moment: str
) -> None:
    assert run(moment) == -9
    assert rows(owner, "SELECT count(*) FROM evidence_item") == [(0,)]
    [found] = check(doors, tokens, keeping.vault)
    assert (found.items, found.faults, found.without_row) == (0, (), 1)
    # Sent again it is kept, and what had been left in its place counts no more.
    assert not send(b"k" * 3_000_000).again
    [found] = check(doors, tokens, keeping.vault)
    assert (found.items, found.faults) == (1, ())
    assert found.without_row == (0 if moment in ("before its row", "before the commit") else 1)


def test_an_upload_that_was_not_killed_is_the_control(run: Run, owner: sa.Engine) -> None:
    assert run("never") == 0
    assert rows(owner, "SELECT count(*) FROM evidence_item") == [(1,)]
