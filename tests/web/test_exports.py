"""Taking out from a page: what will go is shown first, then the file comes whole, as an attachment."""

import io
import json
import re
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.runtime.urls import Urls
from app.services import jobs
from app.services.doors import Doors
from app.web import exports
from app.web.policy import GuardedFlask
from app.worker import JOBS
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.exporting import odd_incidents, plant, record
from tests.services.importing import look, one
from tests.services.test_exports import files_no_longer_than

ADDRESS = "/p/EAST/export"


def send(client: FlaskClient, data: dict[str, str]) -> TestResponse:
    """The answer to the form, read and closed."""
    with closing(client.post(ADDRESS, data={"once": str(uuid.uuid4())} | data)) as answer:
        answer.get_data()
        return answer


@pytest.fixture
def planted(flask_app: GuardedFlask, tokens: Tokens, tmp_path: Path) -> dict[str, str]:
    """Seven incidents in EAST."""
    return plant(flask_app.doors, tokens, tmp_path)


def test_the_page_says_what_will_go_out(client_as: ClientAs, planted: dict[str, str]) -> None:
    whole = client_as("analyst").get(ADDRESS).text
    assert "7 incidents" in whole
    assert "The whole project: no filter is set." in whole
    some = client_as("analyst").get(f"{ADDRESS}?act=abduction&match=certain&format=jsonl").text
    assert "2 incidents" in some
    assert "The whole project" not in some
    assert "Abduct" in some
    assert "only what is certainly inside" in some
    assert '<input type="hidden" name="act" value="abduction">' in some
    assert 'value="jsonl"\n        type="radio" checked' in some.replace('" type', '"\n        type')


def test_a_format_that_there_is_not_is_refused_by_name(client_as: ClientAs) -> None:
    answer = client_as("analyst").get(f"{ADDRESS}?format=shp")
    assert answer.status_code == 422 and "There is no format “shp”." in answer.text


def test_the_table_comes_as_a_zip(client_as: ClientAs, planted: dict[str, str]) -> None:
    answer = send(client_as("analyst"), {"format": "csv", "act": "abduction"})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=EAST-20")
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
        assert files.testzip() is None
        manifest = json.loads(files.read("manifest.json"))
        table = files.read("incidents.csv").decode("utf-8-sig")
    assert (manifest["question"], manifest["rows"]["incidents"]) == ({"act": "abduction"}, 2)
    assert {planted["area"], planted["two"]} == {line[:16] for line in table.splitlines() if line.startswith("INC-")}


def test_features_come_as_geojson(client_as: ClientAs, planted: dict[str, str]) -> None:
    answer = send(client_as("verifier"), {"format": "geojson", "audience": "internal"})
    assert (answer.status_code, answer.mimetype) == (200, "application/geo+json")
    assert len(answer.get_json(force=True)["features"]) == 7


def test_records_come_as_lines(client_as: ClientAs, planted: dict[str, str]) -> None:
    answer = send(client_as("custodian"), {"format": "jsonl"})
    assert (answer.status_code, answer.mimetype) == (200, "application/jsonl")
    assert sum(json.loads(line)["type"] == "incident" for line in answer.text.splitlines()) == 7


def test_it_is_one_event_and_no_file_stays_behind(
    client_as: ClientAs,
    planted: dict[str, str],
    owner: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
    flask_app: GuardedFlask,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")  # nothing is written outside of the data folder
    before = one(owner, "SELECT max(id) FROM event")
    send(client_as("analyst"), {"format": "csv"})
    assert look(owner, "SELECT deed, channel FROM event WHERE id > :before", before=before) == [
        ("export_incidents", "page")
    ]
    assert list(flask_app.keeping.exports.iterdir()) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("data", "status", "why"),
    [
        ({"sect": "x"}, 400, "There is no such filter"),
        ({"harm": "sadness"}, 400, "does not know that value"),
        ({"source": "nobody known"}, 400, "Nothing in this project is called"),
    ],
)
def test_an_unknown_filter_is_refused_by_name(
    client_as: ClientAs, method: str, data: dict[str, str], status: int, why: str
) -> None:
    asked = {"format": "csv"} | data
    client = client_as("analyst")
    answer = client.get(ADDRESS, query_string=asked) if method == "get" else send(client, asked)
    assert answer.status_code == status
    assert why in answer.text


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 422), ({"format": "shp"}, 422), ({"format": "csv", "audience": "public"}, 409),
     ({"format": "csv", "audience": "x"}, 400)],
)  # fmt: skip
def test_what_is_not_offered_is_refused_and_is_no_event(
    client_as: ClientAs, owner: sa.Engine, data: dict[str, str], status: int
) -> None:
    before = one(owner, "SELECT max(id) FROM event")
    assert send(client_as("analyst"), data).status_code == status
    assert one(owner, "SELECT max(id) FROM event") == before


def work_off(flask_app: GuardedFlask, urls: Urls) -> None:
    jobs.work_off(flask_app.doors, flask_app.keeping, urls.gate, JOBS, wait=False)


def test_more_than_a_browser_waits_for_is_written_by_itself_and_fetched(
    client_as: ClientAs,
    planted: dict[str, str],
    flask_app: GuardedFlask,
    urls: Urls,
    owner: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST", 6)
    client = client_as("analyst")
    assert "it is written by itself" in client.get(ADDRESS).text
    assert "it is written by itself" not in client.get(f"{ADDRESS}?act=abduction").text
    assert send(client, {"format": "csv", "act": "abduction"}).status_code == 200, "what is short comes at once"
    assert "Your exports" not in client.get(ADDRESS).text
    answer = send(client, {"format": "geojson"})
    assert (answer.status_code, answer.headers["Location"]) == (303, ADDRESS)
    page = client.get(ADDRESS).text
    assert "It waits for its turn." in page and "data-progress" in page and "Fetch the file" not in page
    assert f'data-progress="{ADDRESS}/own"' in page
    with monkeypatch.context() as without:
        without.setattr(exports.exports, "count_incidents", None)
        looked = client.get(f"{ADDRESS}/own").text
    assert "It waits for its turn." in looked and "<h1" not in looked, "nothing is counted anew for whoever looks again"
    ref = one(owner, "SELECT ref FROM export")
    work_off(flask_app, urls)
    page = client.get(ADDRESS).text
    assert "7 rows" in page and "kept until" in page and "Fetch the file" in page and "data-progress" not in page
    with closing(client.post(f"{ADDRESS}/{ref}/take")) as file:
        assert (file.status_code, file.mimetype) == (200, "application/geo+json")
        assert file.headers["Content-Disposition"].startswith("attachment; filename=EAST-20")
        assert len(json.loads(file.get_data())["features"]) == 7
    assert "taken 1 time" in client.get(ADDRESS).text
    assert client.get(f"{ADDRESS}/{ref}/manifest").get_json()["rows"] == {"incidents": 7}
    assert one(owner, "SELECT detail->>'export' FROM event WHERE deed = 'take_export' AND channel = 'page'") == ref
    assert "Your exports" not in client_as("custodian").get(ADDRESS).text, "each sees their own"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("geojson", "3 of 7 incidents · It goes on"),
        ("csv", "3 rows so far · 7 incidents with all that belongs to them · It goes on"),
    ],
)
def test_how_far_one_is_says_of_how_many_incidents(
    client_as: ClientAs,
    planted: dict[str, str],
    owner: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    words: str,
) -> None:
    monkeypatch.setattr(exports, "MOST", 6)
    client = client_as("analyst")
    send(client, {"format": name})
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE job SET begun_at = now()")
        connection.exec_driver_sql("UPDATE export SET rows_done = 3")
    page = client.get(ADDRESS).text
    assert words in page and ("<progress" in page) is (name == "geojson"), "no share is promised that is none"


def test_a_form_that_is_sent_twice_is_one_export(
    client_as: ClientAs, planted: dict[str, str], owner: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 6)
    client = client_as("analyst")
    for number, page in enumerate((ADDRESS, "/p/EAST/incidents"), 1):
        [once] = re.findall('name="once" value="([^"]+)"', client.get(page).text)
        for _ in range(2):
            assert send(client, {"format": "jsonl", "once": once}).status_code == 303
        assert one(owner, "SELECT count(*) FROM export") == one(owner, "SELECT count(*) FROM job") == number
    assert send(client, {"format": "csv", "once": once}).status_code == 303
    assert one(owner, "SELECT count(*) FROM export") == 3, "in another format it is another"
    assert send(client, {"format": "csv", "once": "no key"}).status_code == 422


def test_one_that_is_stopped_begins_again_and_one_that_expired_keeps_its_manifest(
    client_as: ClientAs,
    planted: dict[str, str],
    flask_app: GuardedFlask,
    urls: Urls,
    owner: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST", 6)
    client = client_as("analyst")
    send(client, {"format": "jsonl"})
    ref = one(owner, "SELECT ref FROM export")
    assert client.get(f"{ADDRESS}/{ref}/manifest").status_code == 409
    assert client.post(f"{ADDRESS}/{ref}/take").status_code == 409
    assert client.post(f"{ADDRESS}/{ref}/stop").status_code == 303
    page = client.get(ADDRESS).text
    assert "It was stopped, and nothing is left of it." in page and "Begin again" in page
    assert client.post(f"{ADDRESS}/{ref}/again").status_code == 303
    work_off(flask_app, urls)
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE export SET expires_at = now()"))
    page = client.get(ADDRESS).text
    assert "The file is no longer kept." in page and "Fetch the file" not in page
    assert client.post(f"{ADDRESS}/{ref}/take").status_code == 409
    assert client.get(f"{ADDRESS}/{ref}/manifest").get_json()["format"] == "jsonl"


def test_where_the_disk_is_full_the_page_says_so_and_no_path(client_as: ClientAs, planted: dict[str, str]) -> None:
    with files_no_longer_than(500):
        answer = send(client_as("analyst"), {"format": "csv"})
    assert answer.status_code == 409
    assert "the disk of this installation is full" in answer.text and "/tmp" not in answer.text


def test_a_workbook_comes_in_the_language_of_the_page(client_as: ClientAs, planted: dict[str, str]) -> None:
    for language, right_to_left in (("ar", True), ("en", False)):
        client = client_as("analyst")
        client.set_cookie("language", language)
        answer = send(client, {"format": "xlsx", "act": "abduction"})
        with closing(openpyxl.load_workbook(io.BytesIO(answer.data))) as book:
            assert bool(book["incidents"].sheet_view.rightToLeft) == right_to_left


def test_many_at_once_do_not_wait_for_each_other(client_as: ClientAs, planted: dict[str, str]) -> None:
    """An export has one connection, not one more than its request: else four at once would hold each other up."""
    clients = [client_as("analyst") for _ in range(8)]
    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(lambda client: send(client, {"format": "geojson"}), clients))
    assert [answer.status_code for answer in answers] == 8 * [200]


def test_whoever_documents_is_offered_nothing(client_as: ClientAs, doors: Doors, tokens: Tokens) -> None:
    record(doors, tokens, odd_incidents())
    assert client_as("documenter").get(ADDRESS).status_code == 403
    assert send(client_as("documenter"), {"format": "csv"}).status_code == 403
