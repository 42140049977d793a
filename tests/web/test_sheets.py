"""Tables by a person's steps: paste or upload, say what the columns are, look, take the rows in, mend the rest."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.runtime.urls import Urls
from app.services.doors import Doors
from app.services.jobs import NOT_ANY_MORE
from app.settings import Settings
from app.web.policy import GuardedFlask
from app.worker import work_off_jobs
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.outlining import keep_outlines
from tests.services.importing import faults, look, one
from tests.services.test_sheet_reading import CAMPS, MSA, with_samples, workbook
from tests.web.test_evidence import body

HOME = "/p/EAST/tables"
PASTED = """Nr\tDate\tPlace\tKilled\tType\tColour
1\t07/03/2025\tBayt Rummana\t12\tShelling\ta
2\t31/31/2025\tTall Zayn\t1\tRaid\tb
"""
ABOUT = {
    "source_name": "Monitor M", "source_kind": "monitor", "document_title": "Our table", "document_kind": "dataset",
    "danger": "no",
}  # fmt: skip


@pytest.fixture
def client(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


def send(client: FlaskClient, data: bytes, name: str) -> TestResponse:
    whole, headers = body(data, name)
    return client.post(f"{HOME}/upload", data=whole, headers=headers)


class Form(HTMLParser):
    """The answers that a page's form of a mapping or a repair would send."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, str] = {}
        self._inside, self._select, self._area = False, "", ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = {"mapping", "repair"} & set(said.get("class", "").split()) != set()
        name = said.get("name", "")
        if not self._inside or name == "csrf_token":
            return
        if tag == "input" and (said.get("type") != "radio" or "checked" in said):
            self.answers[name] = said.get("value", "")
        elif tag == "select":
            self._select = name
            self.answers[name] = ""
        elif tag == "option" and "selected" in said:
            self.answers[self._select] = said["value"]
        elif tag == "textarea":
            self._area = name
            self.answers[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.answers[self._area] = data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._area = ""
        self._inside = self._inside and tag != "form"


class Person:
    """Somebody at a browser without scripts: fills in the form that the page shows, and presses a button of it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.at, self.page = "", ""

    def paste(self, text: str, name: str = "Ours") -> None:
        self._follow(self.client.post(f"{HOME}/paste", data={"pasted": text, "name": name}))

    def upload(self, path: Path) -> None:
        self._follow(send(self.client, path.read_bytes(), path.name))

    def press(self, deed: str, **answers: str) -> TestResponse:
        """Presses a button of the mapping with the answers that stand there, some of them changed. What a column is
        said to be is given by the column's name."""
        columns = {html.unescape(name): field for field, name in re.findall(
            r'<label for="(column-\d+)"><bdi>([^<]*)</bdi>', self.page
        )}  # fmt: skip
        changed = {columns.get(name, name): value for name, value in answers.items()}
        return self._show(self.client.post(self.at, data={**self.answers(), **changed, "deed": deed}))

    def answers(self) -> dict[str, str]:
        """What the fields of the page's mapping or repair hold."""
        form = Form()
        form.feed(self.page)
        return form.answers

    def mend(self, **cells: str) -> None:
        self._follow(self.client.post(self.at, data={**self.answers(), **cells}))

    def go_on(self) -> None:
        self._follow(self.client.post(self.at))

    def _show(self, answer: TestResponse) -> TestResponse:
        if answer.status_code == 303:
            self._follow(answer)
        else:
            self.page = answer.text
        return answer

    def _follow(self, answer: TestResponse) -> None:
        assert answer.status_code == 303, told(answer.text)
        self.at = answer.headers["Location"]
        shown = self.client.get(self.at)
        assert shown.status_code == 200
        self.page = shown.text


def told(page: str) -> str:
    """A page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_rows_are_pasted_looked_at_taken_in_and_mended(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    person = Person(client)
    person.paste(PASTED)
    assert "2 rows, 6 columns." in told(person.page) and "Columns not used" not in person.page
    refused = person.press("check")
    assert refused.status_code == 422, "whose table it is nobody has said yet"
    words = told(person.page)
    assert "Write who put the table out" in words and "How it is understood" not in words
    shown = person.press("check", **ABOUT, Type="act")
    assert shown.status_code == 200
    words = told(person.page)
    assert "Which number is the month?" in words and "Say what this word stands for" in words
    assert "0 rows can go in · 2 would wait" in words, words[-1800:] and "Columns not used: Colour" in words
    assert len(re.findall(r'<td[^>]* class="read wrong"', person.page)) == 3
    person.press("check", order="dmy", **{"word-act-0": "killing_in_attack", "word-act-1": "raid"})
    words = told(person.page)
    assert "1 row can go in · 1 would wait" in words and "7 March 2025" in words and "There is no such" in words
    assert one(owner, "SELECT count(*) FROM import_batch") == 0, "looking keeps nothing"
    person.press("take")
    words = told(person.page)
    assert (
        person.at.endswith("/rows") and "2 of 2 rows looked at · 1 new · 0 changed · 0 as they were · 1 wait" in words
    )
    [cell] = re.findall(r'name="(cell-3-1)" value="31/31/2025"', person.page)
    asked = re.findall(r'name="cell-3-(\d)"', person.page)
    assert asked[0] == "1" and sorted(asked) == ["0", "1", "2", "3", "4"], "what has to be mended stands first"
    assert person.page.index("Columns not used") > person.page.index("Try these rows again")
    person.mend(**{cell: "31/03/2025"})
    assert "1 new · 0 changed · 1 as they were · 0 wait" in told(person.page)
    assert "Every row is in." in person.page
    assert look(owner, "SELECT stated_as, locator FROM claim WHERE path = 'incident.when' AND locator LIKE 'id%'"
                " ORDER BY id") == [
        ("07/03/2025", "id 1, column Date"), ("31/03/2025", "id 2, column Date, mended here"),
    ]  # fmt: skip
    assert faults(doors, tokens, owner) == []
    assert client.post(f"{person.at.removesuffix('/rows')}/discard").status_code == 303
    assert client.get(person.at).status_code == 404


def test_rows_that_share_a_number_wait_with_the_reason_and_go_in_once_each_has_its_own(
    client: FlaskClient, owner: sa.Engine
) -> None:
    person = Person(client)
    person.paste("Nr\tDate\tType\n7\t2025-03-07\tRaid\n8\t2025-03-08\tRaid\n7\t2025-03-09\tRaid\n")
    person.press("check", **ABOUT, Type="act", Date="when", Nr="id")
    person.press("take", **{"word-act-0": "raid"})
    words = told(person.page)
    assert "1 new" in words and "2 wait" in words
    assert words.count("Rows 2, 4 have this number and do not say the same") == 2
    client.set_cookie("language", "ar")
    assert "Rows 2, 4" not in client.get(person.at).text
    client.set_cookie("language", "en")
    person.mend(**{"cell-4-0": "9"})
    assert "Every row is in." in told(person.page)
    assert one(owner, "SELECT count(*) FROM external_id WHERE scheme LIKE 'table:%'") == 3


def test_points_that_seem_turned_are_named_before_they_go_in_and_flagged(
    client: FlaskClient, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lands = {("760", "Syria"): [(36, 32, 42, 37)], ("792", "Turkey"): [(28, 38.2, 34, 41)]}
    keep_outlines(monkeypatch, tmp_path, lands)
    points = [
        ("35", "38", ""), ("38.5", "30", ""), ("33", "37", ""), ("40.5", "33", "Syria"), ("40.5", "33", "Turkey"),
        ("60", "10", ""), ("40.5", "33", ""),
    ]  # fmt: skip
    person = Person(client)
    rows = [("Type", "Date", "Lat", "Long", "Country"), *(("Raid", "2025-03-07", *point) for point in points)]
    person.paste("\n".join("\t".join(row) for row in rows))
    columns = {"Type": "act", "Date": "when", "Lat": "latitude", "Long": "longitude", "Country": "country"}
    person.press("check", **ABOUT, **columns)
    person.press("check", **{"word-act-0": "raid"})
    words = told(person.page)
    assert "7 rows can go in" in words and "swapped in these rows: 5. They go in as they are" in words
    assert words.count("a point in Türkiye; turned round it would lie in Syria") == 1
    # With the two columns mistaken for each other it is those that were right, where that can be told.
    person.press("check", Lat="longitude", Long="latitude")
    assert "these rows: 2, 3, 4, 6." in told(person.page)
    assert told(person.page).count("a point in the sea; turned round it would lie in") == 3
    person.press("take", Lat="latitude", Long="longitude")
    assert "7 new" in told(person.page)
    assert look(owner, "SELECT row_number, rule, column_name FROM import_row") == [
        (5, "latitude_and_longitude_seem_swapped", "Lat")
    ]


def test_another_order_of_days_is_told_where_every_row_fits_it_and_nothing_is_chosen(client: FlaskClient) -> None:
    person = Person(client)
    person.paste("Type\tDate\nRaid\t07/03/2025\nRaid\t31/03/2025\n")
    person.press("check", **ABOUT, Type="act", Date="when", order="mdy")
    person.press("check", **{"word-act-0": "raid"})
    words = told(person.page)
    assert "1 row can go in" in words and "In this one each can: day, month, year: 31/12/2025" in words
    assert person.answers()["order"] == "mdy"
    person.press("check", order="dmy")
    assert "2 rows can go in" in told(person.page) and "In this one each can" not in told(person.page)


def test_one_column_of_both_coordinates_is_suggested_and_warned_of_as_two_are(
    client: FlaskClient, owner: sa.Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_outlines(monkeypatch, tmp_path, {("760", "Syria"): [(36, 32, 42, 37)]})
    person = Person(client)
    person.paste(
        "Type\tDate\tCoordinates\nRaid\t2025-03-07\t35.5, 38.1\nRaid\t2025-03-08\t38.1, 35.5\n"
        "Raid\t2025-03-09\t38.1 N 35.5 E\n"
    )
    person.press("check", **ABOUT, Type="act")
    person.press("check", **{"word-act-0": "raid"})
    words = told(person.page)
    assert "3 rows can go in" in words and "swapped in these rows: 3. They go in" in words, words
    person.press("take")
    stated = "SELECT stated_as, locator FROM claim WHERE locator LIKE 'row 2,%' AND path = 'incident.place'"
    assert look(owner, stated) == [("35.5, 38.1", "row 2, column Coordinates")]
    assert look(owner, "SELECT row_number, rule, column_name FROM import_row") == [
        (3, "latitude_and_longitude_seem_swapped", "Coordinates")
    ]


def test_a_profile_is_kept_and_offered_with_the_next_table(client: FlaskClient, owner: sa.Engine) -> None:
    person = Person(client)
    person.paste(PASTED)
    said = {"order": "dmy", "word-act-0": "killing_in_attack", "word-act-1": "raid"}
    person.press("check", **ABOUT, Type="act")
    person.press("profile", **said, profile="ucdp-ged")
    assert "built in" in told(person.page)
    assert person.press("profile", **said, profile="Weekly").status_code == 200
    person.paste(PASTED.replace("Colour", "Remarks"), "Next week")
    assert "Read it as: Weekly" in told(person.page)
    person.at = f"{person.at}?profile=Weekly"
    person.page = client.get(person.at).text
    answers = person.answers()
    assert answers["source_name"] == "Monitor M" and answers["order"] == "dmy" and answers["column-4"] == "act"
    assert answers["word-act-0"] == "killing_in_attack"
    assert one(owner, "SELECT name, version FROM import_profile") == ("Weekly", 1)
    person.paste("Colour\tSize\nred\t7\n")
    assert "Read it as" not in told(person.page), "it says nothing of any column here"


@pytest.mark.parametrize(
    ("data", "why", "status"),
    [
        (b"", "empty", 422),
        (b"%PDF-1.7", "PDF", 422),
        (b'a,b\n1,"2\n', "Row 2: The quotes of a cell do not close", 422),
        (workbook(["a"]), "no row under them", 422),
        (b"a,b\n" + b"1,2\n" * 6_000_000, "use the command line", 413),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(client: FlaskClient, data: bytes, why: str, status: int) -> None:
    answer = send(client, data, "x.csv")
    assert answer.status_code == status and why in told(answer.text)


def test_what_was_done_to_read_a_workbook_is_told(client: FlaskClient, tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    path.write_bytes(workbook(["Id", "Place"], [1, "Bayt Rummana"], [2, None], merged="B2:B3", more=True))
    person = Person(client)
    person.upload(path)
    words = told(person.page)
    assert "Read from the sheet “Cases”." in words and "Sheets that were not read: Notes, Secret." in words
    assert "Merged cells were each given their value: B2:B3." in words


def test_what_a_file_is_written_in_is_told_in_words(client: FlaskClient, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes("Place;Killed\nحمص;3\n".encode("cp1256"))
    person = Person(client)
    person.upload(path)
    assert "Taken as Windows, Arabic (1256)." in told(person.page)


def test_whoever_brought_a_table_says_which_row_names_the_columns(client: FlaskClient, owner: sa.Engine) -> None:
    person = Person(client)
    person.paste("Dead\tMen\n Nr\tType\n1\tRaid\n")
    assert "<bdi>Men</bdi></label>" in person.page and "2 rows, 2 columns." in told(person.page)
    person.press("check", **ABOUT, Men="act")
    version = person.answers()["version"]
    wrong = client.post(f"{person.at}/heading", data={"row": "x", "version": version})
    assert wrong.status_code == 422 and "There is nothing in that row" in told(wrong.text)
    assert client.post(f"{person.at}/heading", data={"row": "2", "version": version}).status_code == 303
    person.page = client.get(person.at).text
    words = told(person.page)
    assert "<bdi>Type</bdi></label>" in person.page and "1 row, 2 columns." in words
    assert "Rows above the names of the columns were passed over: 1." in words
    assert one(owner, "SELECT mapping FROM sheet") is None, "what the columns are is asked again"
    person.press("check", **ABOUT, Type="act", Nr="")
    person.press("take", **{"word-act-0": "raid"})
    assert "1 of 1 row looked at" in told(person.page) and "Columns not used: Nr" in told(person.page)
    assert "The file as it came holds them" in told(person.page)
    table = person.at.removesuffix("/rows")
    assert client.post(f"{table}/heading", data={"row": "1"}).status_code == 409
    assert "Read it anew" not in client.get(table).text


def test_tables_are_for_whoever_may_import_and_each_their_own(client: FlaskClient, client_as: ClientAs) -> None:
    person = Person(client)
    person.paste(PASTED)
    assert client_as("custodian").get(person.at).status_code == 404
    assert client_as("custodian").get(HOME).status_code == 200
    assert client_as("analyst").get(HOME).status_code == 403
    assert "Ours" in client.get(HOME).text and "Ours" not in client_as("custodian").get(HOME).text
    assert client.get(f"{HOME}/nothing").status_code == 404
    assert client.get(f"{person.at}/rows").status_code == 404, "nothing of it was taken in yet"


def long_table(rows: int) -> str:
    return "Nr\tDate\tType\n" + "".join(f"{number}\t07/03/2025\tRaid\n" for number in range(1, rows + 1))


def test_a_long_table_goes_in_by_itself_and_the_page_says_how_far(
    client: FlaskClient, flask_app: GuardedFlask, urls: Urls, owner: sa.Engine
) -> None:
    settings = Settings(data=flask_app.keeping.vault.folder.parent)
    person = Person(client)
    person.paste(long_table(1_500))
    person.press("check", **ABOUT, Type="act", Date="when")
    person.press("take", order="dmy", **{"word-act-0": "raid"})
    words = told(person.page)
    assert "0 of 1,500 rows looked at" in words and "It waits for its turn." in words and "Stop here" in words
    assert 'max="1500" value="0"' in person.page and "progress.js" in person.page
    table = person.at.removesuffix("/rows")
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE job SET begun_at = now()"))  # what nobody has begun would end at once
    assert client.post(f"{table}/stop").status_code == 303
    words = told(client.get(person.at).text)
    assert "It stops behind the rows that are under way." in words and "Stop here" not in words
    work_off_jobs(settings, urls, wait=False)
    assert "Take the next rows in" in client.get(person.at).text
    person.go_on()
    assert "It waits for its turn." in told(person.page)
    work_off_jobs(settings, urls, wait=False)
    page = client.get(person.at).text
    assert "1,500 of 1,500 rows looked at · 1,500 new" in told(page) and "progress" not in page
    [file] = re.findall(r'href="(/p/EAST/documents/[^"]+/files/[^"]+)"><bdi>Ours', page)
    with client.get(file) as handed:
        assert handed.data.decode() == long_table(1_500)
    assert look(owner, "SELECT deed FROM custody_event ORDER BY id") == [("received",), ("served",)]


def test_why_it_stopped_is_said_in_both_languages(client: FlaskClient, owner: sa.Engine) -> None:
    person = Person(client)
    person.paste(long_table(1_001))
    person.press("check", **ABOUT, Type="act", Date="when")
    person.press("take", order="dmy", **{"word-act-0": "raid"})
    with owner.begin() as connection:
        connection.execute(
            sa.text("UPDATE job SET ended_at = now(), outcome = 'stopped', reason = :why"), {"why": NOT_ANY_MORE}
        )
    assert NOT_ANY_MORE in told(client.get(person.at).text)
    client.set_cookie("language", "ar")
    page = client.get(person.at).text
    assert NOT_ANY_MORE not in page and "لم يعد مخوّلاً" in page


def until_all_are_in(person: Person) -> None:
    while "Take the next rows in" in person.page:
        person.go_on()


@with_samples
def test_the_stanford_table_goes_in_by_a_persons_steps(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    person = Person(client)
    person.upload(MSA)
    answers: dict[str, Any] = {
        "source_name": "Stanford Geospatial Center", "source_kind": "academic", "document_title": "MSA",
        "document_kind": "dataset", "danger": "no", "act": "killing", "order": "mdy", "CaseID": "id",
    }  # fmt: skip
    assert person.press("check", **answers).status_code == 200
    assert "300 rows can go in" in told(person.page) and "Shooter Name" in told(person.page)
    person.press("take")
    until_all_are_in(person)
    assert "335 of 335 rows looked at" in told(person.page)
    waiting = one(owner, "SELECT quarantined FROM import_batch ORDER BY id DESC LIMIT 1")
    assert waiting <= 4, "rows that share their number wait, all others are in"
    assert one(owner, "SELECT count(*) FROM external_id WHERE scheme LIKE 'table:stanford%'") == 335 - waiting
    assert look(
        owner,
        "SELECT stated_as, edtf FROM claim WHERE locator = 'id 1, column Date' AND path = 'incident.when'",
    ) == [("8/1/1966", "1966-08-01")]
    assert one(owner, "SELECT minimum FROM claim WHERE locator = 'id 1, column Total Number of Fatalities'") == 16
    assert one(owner, "SELECT count(*) FROM claim WHERE stated_as LIKE '%Whitman%' AND path <> 'act.type'") == 0
    assert faults(doors, tokens, owner) == []


@with_samples
def test_the_insecurity_insight_table_goes_in_by_a_persons_steps(
    client: FlaskClient, doors: Doors, tokens: Tokens, owner: sa.Engine
) -> None:
    person = Person(client)
    person.upload(CAMPS)
    answers = {
        "source_name": "Insecurity Insight", "source_kind": "ngo", "document_title": "Protection in Danger",
        "document_kind": "dataset", "danger": "no", "act": "killing_in_attack", "victim_kind": "community",
        "alleged_kind": "armed_group", "Weapon Carried/Used": "",
    }  # fmt: skip
    assert person.press("check", **answers).status_code == 200, told(person.page)
    words = told(person.page)
    assert "A row of tags (HXL) under the names was passed over." in words and "Weapon Carried/Used" in words
    person.press("take")
    until_all_are_in(person)
    assert "624 of 624 rows looked at" in told(person.page)
    waiting = one(owner, "SELECT quarantined FROM import_batch ORDER BY id DESC LIMIT 1")
    assert waiting < 10
    assert one(owner, "SELECT count(*) FROM external_id WHERE scheme LIKE 'table:insecurity%'") == 624 - waiting
    precisions = dict(look(owner, "SELECT precision, count(*) FROM claim_place WHERE method = 'data_set' GROUP BY 1"))
    assert set(precisions) == {"near_place", "district", "governorate"}, "a country has no point"
    assert one(owner, "SELECT count(*) FROM claim WHERE stated_as IN ('No Information', 'NoInformation')") == 0
    assert faults(doors, tokens, owner) == []


def test_what_is_no_number_or_cannot_be_kept_is_no_fault(client: FlaskClient, owner: sa.Engine) -> None:
    refused = client.post(f"{HOME}/paste", data={"pasted": PASTED, "name": "a\0b"})
    assert refused.status_code == 422 and "A character in this text cannot be kept." in refused.text
    person = Person(client)
    person.paste(PASTED)
    assert person.press("check", **ABOUT | {"source_name": "a\0b"}).status_code == 422
    assert one(owner, "SELECT mapping FROM sheet") is None
    person.page = client.get(person.at).text
    person.press("check", **ABOUT, Type="act", order="dmy")
    person.press("take", **{"word-act-0": "killing_in_attack", "word-act-1": "raid"})
    [cell] = re.findall(r'name="(cell-3-1)"', person.page)
    assert client.post(person.at, data=person.answers() | {cell: "a\0b"}).status_code == 422
    for odd in ("²", "9" * 5000):
        assert client.get(f"{person.at}?after={odd}").status_code == 200
        assert client.post(person.at, data={f"cell-{odd}-0": "a", f"cell-3-{odd}": "a"}).status_code == 303


def test_what_another_window_mended_stays_and_what_both_mended_is_told(client: FlaskClient, owner: sa.Engine) -> None:
    first, second = Person(client), Person(client)
    first.paste(PASTED)
    first.press("check", **ABOUT, Type="act", order="dmy")
    first.press("take", **{"word-act-0": "killing_in_attack", "word-act-1": "raid"})
    second.at, second.page = first.at, first.page
    first.mend(**{"cell-3-2": "Ayn Zahra"})
    late = client.post(second.at, data={**second.answers(), "cell-3-2": "Tall Rifaat", "cell-3-3": "2"})
    words = told(late.text)
    assert late.status_code == 409 and "Ayn Zahra · you wrote Tall Rifaat" in words
    assert one(owner, "SELECT mends FROM sheet") == {"3": {"Place": "Ayn Zahra", "Killed": "2"}}
    assert client.post(second.at, data=second.answers()).status_code == 303, "what was not touched changes nothing"
    assert one(owner, "SELECT mends FROM sheet") == {"3": {"Place": "Ayn Zahra", "Killed": "2"}}
    second.page = late.text
    second.mend(**{"cell-3-2": "Tall Zayn", "cell-3-1": "31/03/2025"})
    assert one(owner, "SELECT mends FROM sheet") == {"3": {"Killed": "2", "Date": "31/03/2025"}}


def test_what_another_window_said_of_the_columns_is_not_lost_in_silence(client: FlaskClient, owner: sa.Engine) -> None:
    first, second = Person(client), Person(client)
    first.paste(PASTED)
    second.at, second.page = first.at, first.page
    first.press("check", **ABOUT, Type="act", order="dmy")
    said = one(owner, "SELECT mapping FROM sheet")
    again = client.post(f"{second.at}/heading", data={"row": "2", "version": second.answers()["version"]})
    assert again.status_code == 412
    late = second.press("check", **ABOUT, Type="act", order="mdy")
    assert late.status_code == 412 and "Nothing was overwritten" in told(late.text)
    assert one(owner, "SELECT mapping FROM sheet") == said and second.answers()["order"] == "mdy"
    second.press("check")
    assert one(owner, "SELECT mapping ->> 'order' FROM sheet") == "mdy"
