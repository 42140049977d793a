"""Tables in hand: taken in by what their columns were said to be, mended in place, and kept as a profile."""

import tempfile
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import InvalidInput, InvalidValue, NotFound, QuotaReached, Refused
from app.domain.mapping import Mapping
from app.runtime.urls import Urls
from app.services import sheet_imports, sheets, unsaved
from app.services.doors import Doors
from app.services.evidence import Keeping, keeping_of
from app.services.import_report import Report
from app.services.sheet_reading import read_sheet
from app.services.sheets import Mend, Standing, TableRow
from app.services.work import Work
from app.settings import Settings
from app.store import evidence
from app.store import sheets as stored
from tests.filled import Tokens
from tests.services.importing import faults, look, numbers, one

TABLE = """No\tDay\tPlace\tDead\tHurt\tWhat\tBy\tNote
1\t07/03/2025\tBayt Rummana\t12\tdozens\tkilling\tForce F\ta
2\t08/03/2025\tBayt Rummana\t0\t\tshelling\tForce F\tb
3\t31/31/2025\tTall Zayn\t1\t1\tkilling\t\tc
4\t09/03/2025\tTall Zayn\tsome\t\tkilling\tAli Testname\td
"""
COLUMNS = {
    "No": "id", "Day": "when", "Place": "where", "Dead": "count:killed", "Hurt": "count:injured", "What": "act",
    "By": "alleged",
}  # fmt: skip


def mapping(**more: Any) -> Mapping:
    words = {"act": {"killing": "killing", "shelling": "killing_in_attack"}}
    said = {
        "columns": COLUMNS, "order": "dmy", "words": words, "alleged_kind": "armed_group", "source_name": "Monitor M",
        "source_kind": "monitor", "document_title": "Our table", "danger": "no",
    }  # fmt: skip
    return Mapping.model_validate(said | more)


class Hand:
    """A table in the documenter's hand."""

    def __init__(self, doors: Doors, tokens: Tokens, keeping: Keeping, text: str = TABLE) -> None:
        self.doors, self.token, self.keeping = doors, tokens["EAST", "documenter"], keeping
        self.lines = lines_of(text.encode())
        with doors.work(self.token) as work:
            project = work.enter("EAST", "import_incidents")
            self.key = sheets.take_sheet(work, project, ("ours.tsv", self.lines, text.encode()), keeping.project_quota)

    def say(self, mapping: Mapping) -> None:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "import_incidents")
            sheet = sheets.open_sheet(work, project, self.key, hold=True)
            sheets.keep_mapping(work, project, sheet, mapping, sheet.version)

    def take(self) -> Report:
        return sheet_imports.import_sheet(self.doors, self.token, "EAST", self.key, self.keeping)

    def mend(self, number: str, **cells: str) -> None:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "import_incidents")
            [row] = [row for row in sheets.open_sheet(work, project, self.key).rows() if row.number == int(number)] or [
                TableRow(0, {})
            ]
            over = {name: Mend(text, sheets.digest_of(row.cells.get(name, ""))) for name, text in cells.items()}
            assert sheets.mend_rows(work, project, self.key, {int(number): over}) == []

    def standing(self) -> Standing:
        with self.doors.work(self.token) as work:
            project = work.enter("EAST", "import_incidents")
            return sheets.standing(work, project, sheets.open_sheet(work, project, self.key))


def lines_of(data: bytes, encoding: str = "", sheet: str = "") -> bytes:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return read_sheet(file, encoding, sheet)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return keeping_of(Settings(data=tmp_path))


@pytest.fixture
def hand(doors: Doors, tokens: Tokens, keeping: Keeping) -> Hand:
    return Hand(doors, tokens, keeping)


def test_good_rows_go_in_and_the_rest_wait_until_they_are_mended(
    hand: Hand, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    hand.say(mapping())
    report = hand.take()
    assert numbers(report) == (2, 0, 0, 2) and report.columns_not_used == ["Note"]
    standing = hand.standing()
    assert [(row.number, sorted(read.problems)) for row, read in standing.shown] == [(4, ["Day"]), (5, ["By"])]
    claims = look(
        owner,
        "SELECT path, stated_as, locator, minimum, quantity_class, edtf FROM claim WHERE locator LIKE 'id 1,%'"
        " ORDER BY id",
    )
    assert claims == [
        ("act.type", "killing", "id 1, column What", None, None, None),
        ("incident.when", "07/03/2025", "id 1, column Day", None, None, "2025-03-07"),
        ("incident.place", "Bayt Rummana", "id 1, column Place", None, None, None),
        ("incident.count", "12", "id 1, column Dead", 12, None, None),
        ("incident.count", "dozens", "id 1, column Hurt", None, "tens", None),
        ("act.alleged", "Force F", "id 1, column By", None, None, None),
    ]
    assert one(owner, "SELECT minimum FROM claim WHERE locator = 'id 2, column Dead'") == 0, "none, said so"
    hand.mend("4", Day="31/03/2025")
    assert numbers(hand.take()) == (1, 0, 2, 1)
    assert one(owner, "SELECT stated_as, locator FROM claim WHERE locator LIKE 'id 3, column Day%'") == (
        "31/03/2025",
        "id 3, column Day, mended here",
    )
    hand.mend("5", By="")
    assert numbers(hand.take()) == (1, 0, 3, 0)
    assert numbers(hand.take()) == (0, 0, 4, 0), "the same again adds nothing"
    assert faults(doors, tokens, owner) == []


def test_days_need_their_order_and_a_mapping_its_answers(hand: Hand) -> None:
    hand.say(mapping(order=""))
    assert numbers(hand.take()) == (0, 0, 0, 4)
    assert all("Day" in read.problems for _, read in hand.standing().shown)
    hand.say(mapping(source_name="", columns=COLUMNS | {"Note": "where"}))
    with pytest.raises(InvalidInput) as refused:
        hand.take()
    assert sorted(refused.value.problems) == ["columns", "source_name"]


def test_a_column_of_peoples_names_is_not_taken_for_one_where_nobody_is_named(hand: Hand) -> None:
    hand.say(mapping(alleged_kind="party_unknown"))
    with pytest.raises(InvalidInput) as refused:
        hand.take()
    assert "seems to name people" in refused.value.problems["alleged_kind"]
    hand.say(mapping(alleged_kind="private_person"))
    assert numbers(hand.take()) == (2, 0, 0, 2), "its kind is said, and the row with a name waits"
    assert {"By"} in [set(read.problems) for _, read in hand.standing().shown]


def test_another_mapping_says_otherwise_what_it_changes_alone(hand: Hand, owner: sa.Engine) -> None:
    hand.say(mapping())
    hand.take()
    before = one(owner, "SELECT count(*) FROM claim WHERE locator LIKE 'id _, %'")
    hand.say(mapping(order="mdy"))
    assert hand.take().updated == 2
    assert look(
        owner,
        "SELECT edtf, superseded_by IS NULL FROM claim WHERE locator = 'id 1, column Day' ORDER BY id",
    ) == [("2025-03-07", False), ("2025-07-03", True)]
    assert one(owner, "SELECT count(*) FROM claim WHERE locator LIKE 'id _, %'") == before + 2


def test_another_kind_of_the_parties_of_a_column_is_another_party(hand: Hand, owner: sa.Engine) -> None:
    hand.say(mapping())
    hand.take()
    hand.say(mapping(alleged_kind="army"))
    named = look(owner, "SELECT count(*) FROM claim WHERE locator LIKE 'id _, column By%' AND superseded_by IS NULL")
    assert hand.take().updated == named[0][0] > 0
    kinds = look(
        owner,
        "SELECT p.kind, c.superseded_by IS NULL FROM claim c JOIN party p ON p.id = c.value_party_id"
        " WHERE c.locator = 'id 1, column By' ORDER BY c.id",
    )
    assert kinds == [("armed_group", False), ("army", True)]
    assert hand.take().updated == 0


def test_a_saved_profile_takes_a_newer_file_on_the_command_line(
    hand: Hand, doors: Doors, tokens: Tokens, owner: sa.Engine, tmp_path: Path
) -> None:
    hand.say(mapping())
    hand.take()
    with doors.work(hand.token) as work:
        project = work.enter("EAST", "import_incidents")
        assert sheets.save_profile(work, project, "Our  weekly table", mapping()) == 1
    newer = tmp_path / "newer.csv"
    newer.write_text("No;Day;Place;Dead;Hurt;What;By\n1;07/03/2025;Bayt Rummana;13;dozens;killing;Force F\n")
    report = sheet_imports.import_table(doors, hand.token, "EAST", "our weekly table", newer)
    assert numbers(report) == (0, 1, 0, 0)
    assert look(owner, "SELECT minimum FROM claim WHERE locator = 'id 1, column Dead' ORDER BY id") == [(12,), (13,)]
    assert one(owner, "SELECT profile, profile_version FROM import_batch ORDER BY id DESC LIMIT 1") == (
        "Our weekly table",
        1,
    )
    newer.write_text("No;Day\n1;07/03/2025\n")
    with pytest.raises(InvalidValue, match="no column By, Dead"):
        sheet_imports.import_table(doors, hand.token, "EAST", "our weekly table", newer)
    with pytest.raises(InvalidValue, match="no profile"):
        sheet_imports.import_table(doors, hand.token, "EAST", "another", newer)


def test_on_the_command_line_another_row_can_be_said_to_name_the_columns(
    hand: Hand, doors: Doors, owner: sa.Engine, tmp_path: Path
) -> None:
    with doors.work(hand.token) as work:
        sheets.save_profile(work, work.enter("EAST", "import_incidents"), "Ours", mapping())
    titled = tmp_path / "titled.csv"
    titled.write_text(
        "Region;Year;Office;Put together;Seen;Kind;Signed\nNo;Day;Place;Dead;Hurt;What;By\n"
        "1;07/03/2025;Bayt Rummana;13;dozens;killing;Force F\n"
    )
    with pytest.raises(InvalidValue, match=r"no column By, Day.*: row 1 was read .* --headings ROW"):
        sheet_imports.import_table(doors, hand.token, "EAST", "Ours", titled)
    report = sheet_imports.import_table(doors, hand.token, "EAST", "Ours", titled, heading=2)
    assert numbers(report) == (1, 0, 0, 0)
    with pytest.raises(InvalidValue, match="nothing in that row"):
        sheet_imports.import_table(doors, hand.token, "EAST", "Ours", titled, heading=9)


def test_a_source_of_a_column_speaks_for_itself_and_its_report_is_cited(
    doors: Doors, tokens: Tokens, keeping: Keeping, owner: sa.Engine
) -> None:
    text = "Day\tSource\tLink\n2025-03-07\tWire W\thttps://w.example/1\n2025-03-08\t\t\n"
    hand = Hand(doors, tokens, keeping, text)
    columns = {"Day": "when", "Source": "said_by", "Link": "report"}
    hand.say(mapping(columns=columns, act="killing", said_by_kind="news_outlet"))
    assert numbers(hand.take()) == (2, 0, 0, 0)
    assert look(
        owner,
        "SELECT s.name, c.locator FROM claim c JOIN source s ON (s.project_id, s.id) = (c.project_id, c.originator_id)"
        " WHERE c.path = 'incident.when' AND c.locator LIKE 'row%' ORDER BY c.id",
    ) == [("Wire W", "row 2, column Day"), ("Monitor M", "row 3, column Day")]
    assert one(owner, "SELECT state, url FROM document WHERE title = 'https://w.example/1'") == (
        "cited",
        "https://w.example/1",
    )
    assert numbers(hand.take()) == (0, 0, 2, 0), "without numbers of its own a row is known by the file and its place"


def test_a_table_in_hand_is_its_authors_alone_and_emptied_when_it_ends(
    hand: Hand, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    with doors.work(tokens["EAST", "custodian"]) as work:
        project = work.enter("EAST", "import_incidents")
        with pytest.raises(NotFound):
            sheets.open_sheet(work, project, hand.key)
    with doors.work(hand.token) as work:
        project = work.enter("EAST", "import_incidents")
        assert [found.key for found in sheets.find_sheets(work, project)] == [hand.key]
        sheets.discard_sheet(work, project, hand.key)
    with pytest.raises(NotFound):
        hand.take()
    assert one(owner, "SELECT lines FROM sheet") == ""


def test_the_file_that_a_table_came_in_is_kept_and_every_batch_leads_to_it(
    hand: Hand, keeping: Keeping, owner: sa.Engine
) -> None:
    hand.say(mapping())
    hand.take()
    hand.mend("4", Day="31/03/2025")
    hand.take()
    [(size, name, sha256, document)] = look(
        owner,
        "SELECT DISTINCT i.size, i.original_name, i.sha256, x.value FROM import_batch b"
        " JOIN evidence_item i ON (i.project_id, i.id) = (b.project_id, b.evidence_item_id)"
        " JOIN external_id x ON (x.project_id, x.document_id) = (i.project_id, i.document_id)"
        " WHERE x.scheme = 'sha256'",
    )
    assert (size, name, document) == (len(TABLE.encode()), "ours.tsv", sha256.hex())
    with keeping.vault.open(1, sha256) as file:
        assert file.read() == TABLE.encode()
    assert look(owner, "SELECT deed FROM custody_event") == [("received",)]
    assert one(owner, "SELECT file IS NULL FROM sheet"), "it stands in one place"
    assert one(owner, "SELECT count(*) FROM import_batch WHERE evidence_item_id IS NULL") == 0


def test_no_row_is_taken_in_where_there_is_no_room_for_the_file(
    doors: Doors, tokens: Tokens, keeping: Keeping, owner: sa.Engine
) -> None:
    hand = Hand(doors, tokens, keeping)
    hand.keeping = replace(keeping, project_quota=10)
    hand.say(mapping())
    with pytest.raises(QuotaReached):
        hand.take()
    assert one(owner, "SELECT count(*) FROM import_batch") == 0


def test_tables_in_hand_count_towards_what_a_project_may_take_up(
    doors: Doors, tokens: Tokens, keeping: Keeping, owner: sa.Engine
) -> None:
    hand = Hand(doors, tokens, keeping)
    size = len(hand.lines) + len(TABLE.encode())
    with doors.work(tokens["EAST", "custodian"]) as work:
        assert evidence.room_taken(work.connection, 1) == size, "another's too"
    with pytest.raises(QuotaReached) as refused:
        Hand(doors, tokens, replace(keeping, project_quota=2 * size - 1))
    assert refused.value.limit == size - 1
    hand.keeping = replace(keeping, project_quota=size)
    hand.say(mapping())
    hand.take()  # its file is counted once on the way
    assert one(owner, "SELECT count(*) FROM evidence_item") == 1


def test_nobody_has_more_tables_in_hand_than_are_listed(
    doors: Doors, tokens: Tokens, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "AT_MOST", 1)
    hand = Hand(doors, tokens, keeping)
    with pytest.raises(Refused, match="tables in hand"):
        Hand(doors, tokens, keeping)
    with doors.work(hand.token) as work:
        sheets.discard_sheet(work, work.enter("EAST", "import_incidents"), hand.key)
    Hand(doors, tokens, keeping)


def test_of_two_that_come_at_once_the_second_is_counted_behind_the_first(
    doors: Doors, tokens: Tokens, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "AT_MOST", 1)
    refused: list[str] = []
    brought = ("ours.tsv", lines_of(TABLE.encode()), TABLE.encode())

    def take(work: Work) -> None:
        sheets.take_sheet(work, work.enter("EAST", "import_incidents"), brought, keeping.project_quota)

    def second() -> None:
        try:
            with doors.work(tokens["EAST", "documenter"]) as work:
                take(work)
        except Refused as refusal:
            refused.append(str(refusal))

    beside = Thread(target=second)
    with doors.work(tokens["EAST", "documenter"]) as work:
        take(work)
        beside.start()
        beside.join(0.3)
        assert beside.is_alive(), "it waits"
    beside.join(10)
    assert len(refused) == 1 and "20 tables in hand" in refused[0]


def test_whoever_looks_how_far_it_has_come_reads_no_row(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand.say(mapping())
    hand.take()
    monkeypatch.setattr(stored, "lines_of", None)
    with hand.doors.work(hand.token) as work:
        project = work.enter("EAST", "import_incidents")
        head = sheets.open_head(work, project, hand.key)
        shown = sheets.standing(work, project, head).shown
        assert [row.number for row, _ in shown] == [4, 5], "of those that wait no other is read"
        monkeypatch.setattr(stored, "lines_numbered", None)
        now = sheets.standing(work, project, head, under_way=True)
    assert (now.rows_done, now.waiting, now.shown) == (4, 2, ())


def test_of_two_who_mend_at_once_the_second_waits_and_both_stay(hand: Hand, owner: sa.Engine) -> None:
    def mend_one(work: Work, number: int) -> None:
        project = work.enter("EAST", "import_incidents")
        written = {number: {"Note": Mend("mended", sheets.digest_of({2: "a", 3: "b"}[number]))}}
        assert sheets.mend_rows(work, project, hand.key, written) == []

    def second() -> None:
        with hand.doors.work(hand.token) as work:
            mend_one(work, 3)

    beside = Thread(target=second)
    with hand.doors.work(hand.token) as work:
        mend_one(work, 2)
        beside.start()
        beside.join(0.3)
        assert beside.is_alive(), "it waits"
    beside.join(10)
    assert one(owner, "SELECT mends FROM sheet") == {"2": {"Note": "mended"}, "3": {"Note": "mended"}}


EMPTY = "SELECT lines = '' AND file IS NULL AND mapping IS NULL AND ended_at IS NOT NULL FROM sheet"


def test_a_table_that_nobody_touches_is_emptied_with_its_file_but_for_one_that_is_being_taken_in(
    hand: Hand, owner: sa.Engine, urls: Urls
) -> None:
    hand.say(mapping())
    with hand.doors.work(hand.token) as work:
        project = work.enter("EAST", "import_incidents")
        sheet_imports.start_import(work, project, sheets.open_sheet(work, project, hand.key))
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE sheet SET saved_at = now() - interval '31 days'")
    assert unsaved.empty_old(urls.owner, 30) == 0
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE job SET ended_at = now(), outcome = 'cancelled'")
    assert unsaved.empty_old(urls.owner, 32) == 0 and not one(owner, EMPTY)
    assert unsaved.empty_old(urls.owner, 30) == 1 and one(owner, EMPTY)


def test_whoever_leaves_leaves_no_file_of_a_table_behind(hand: Hand, owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE membership DISABLE TRIGGER log_update")
        connection.exec_driver_sql(
            "UPDATE membership SET ended_at = now()"
            " WHERE project_id = 1 AND account_id = (SELECT account_id FROM sheet)"
        )
    assert one(owner, EMPTY)
