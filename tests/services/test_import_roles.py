"""Each way of taking something in, once by each role that may: the database admits whom the table of deeds admits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.runtime.urls import Urls
from app.services import import_chunks, sheet_imports, sheets
from app.services.doors import Doors
from app.services.evidence import Keeping, keeping_of
from app.services.permissions import PERMISSIONS
from app.settings import Settings
from tests.exchange.records import part, with_context
from tests.filled import Tokens
from tests.services.exporting import import_records
from tests.services.importing import faults, look, numbers, one
from tests.services.test_jobs import Table
from tests.services.test_sheets import Hand, mapping

KEPT = "SELECT e.uploaded_by = c.done_by, c.deed FROM evidence_item e JOIN custody_event c ON c.item_id = e.id"


@pytest.fixture(params=sorted(PERMISSIONS["import_incidents"]))
def theirs(request: pytest.FixtureRequest, tokens: Tokens) -> Iterator[Tokens]:
    """The sign-in of somebody who may, where otherwise the documenter's is."""
    yield tokens | {("EAST", "documenter"): tokens["EAST", request.param]}


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return keeping_of(Settings(data=tmp_path))


def test_a_table_in_the_request(
    doors: Doors, tokens: Tokens, theirs: Tokens, keeping: Keeping, owner: sa.Engine
) -> None:
    hand = Hand(doors, theirs, keeping)
    hand.say(mapping())
    assert numbers(hand.take()) == (2, 0, 0, 2)
    assert look(owner, KEPT) == [(True, "received")], "the file is kept with it"
    hand.mend("5", By="")
    hand.say(mapping(order="mdy"))
    assert hand.take().updated == 2
    again = Hand(doors, theirs, keeping)
    again.say(mapping(order="mdy"))
    again.take()
    assert look(owner, f"{KEPT} ORDER BY c.id") == [(True, "received"), (True, "received_again")]
    assert faults(doors, tokens, owner) == []


def test_a_table_as_a_job(
    doors: Doors, tokens: Tokens, theirs: Tokens, keeping: Keeping, urls: Urls, owner: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(import_chunks, "CHUNK_ROWS", 10)
    table = Table(doors, theirs, keeping, urls, rows=20)
    table.start()
    table.work_off()
    assert (table.job().outcome, table.standing().rows_done) == ("done", 20)
    assert look(owner, KEPT) == [(True, "received")]
    assert faults(doors, tokens, owner) == []


def test_a_file_by_a_saved_profile(doors: Doors, theirs: Tokens, keeping: Keeping, tmp_path: Path) -> None:
    hand = Hand(doors, theirs, keeping)
    with doors.work(hand.token) as work:
        project = work.enter("EAST", "import_incidents")
        said = mapping(columns={"No": "id", "Day": "when"}, act="killing")
        sheets.save_profile(work, project, "Ours", said)
    newer = tmp_path / "newer.tsv"
    newer.write_text("No\tDay\n9\t09/03/2025\n", "utf-8")
    assert numbers(sheet_imports.import_table(doors, hand.token, "EAST", "Ours", newer)) == (1, 0, 0, 0)


def test_our_own_records(doors: Doors, tokens: Tokens, theirs: Tokens, tmp_path: Path, owner: sa.Engine) -> None:
    """With the text of a document and the marks in it, and the ends of claims that are known."""
    for bundle in (with_context(), part(), with_context()):
        import_records(doors, theirs, tmp_path / "some.jsonl", bundle)
    assert one(owner, "SELECT count(*) FROM document_text") and one(owner, "SELECT count(*) FROM passage")
    assert one(owner, "SELECT sum(quarantined) FROM import_batch") == 0
    assert faults(doors, tokens, owner) == []
