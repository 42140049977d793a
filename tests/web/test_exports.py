"""Taking out from a page: what will go is shown first, then the file comes whole, as an attachment."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.services.doors import Doors
from app.web import exports
from app.web.policy import GuardedFlask
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.exporting import odd_incidents, plant, record
from tests.services.importing import look, one

ADDRESS = "/p/EAST/export"


def send(client: FlaskClient, data: dict[str, str]) -> TestResponse:
    """The answer to the form, read and closed."""
    with closing(client.post(ADDRESS, data=data)) as answer:
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
    answer = client_as("analyst").get(f"{ADDRESS}?format=xlsx")
    assert answer.status_code == 422 and "There is no format “xlsx”." in answer.text


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
    client_as: ClientAs, planted: dict[str, str], owner: sa.Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    before = one(owner, "SELECT max(id) FROM event")
    send(client_as("analyst"), {"format": "csv"})
    assert look(owner, "SELECT deed, channel FROM event WHERE id > :before", before=before) == [
        ("export_incidents", "page")
    ]
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("data", "status", "why"),
    [
        ({"sect": "x"}, 400, "There is no filter &#39;sect&#39;"),
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
    [({}, 422), ({"format": "xlsx"}, 422), ({"format": "csv", "audience": "public"}, 409),
     ({"format": "csv", "audience": "x"}, 400)],
)  # fmt: skip
def test_what_is_not_offered_is_refused_and_is_no_event(
    client_as: ClientAs, owner: sa.Engine, data: dict[str, str], status: int
) -> None:
    before = one(owner, "SELECT max(id) FROM event")
    assert send(client_as("analyst"), data).status_code == status
    assert one(owner, "SELECT max(id) FROM event") == before


def test_more_than_a_page_can_write_is_for_the_command_line(
    client_as: ClientAs, planted: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 6)
    page = client_as("analyst").get(ADDRESS).text
    assert "tawthiq export --project EAST" in page
    assert "Take out</button>" not in page
    assert send(client_as("analyst"), {"format": "csv"}).status_code == 409
    assert send(client_as("analyst"), {"format": "csv", "act": "abduction"}).status_code == 200


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
