"""Reports from a page: what will be told is shown first, then the file comes whole, as an attachment."""

from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.reports import KINDS
from app.services.reports import writing
from app.web import reports
from app.web.policy import GuardedFlask
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.exporting import plant
from tests.services.test_exports import files_no_longer_than

ADDRESS = "/p/EAST/reports"
ASKED = {"kind": "dossier", "language": "en", "format": "html"}


@pytest.fixture
def planted(flask_app: GuardedFlask, tokens: Tokens, tmp_path: Path) -> dict[str, str]:
    """Seven incidents in EAST."""
    return plant(flask_app.doors, tokens, tmp_path)


def send(client: FlaskClient, **data: str) -> TestResponse:
    with closing(client.post(ADDRESS, data=ASKED | data)) as answer:
        answer.get_data()
        return answer


def test_the_page_says_what_will_be_told(client_as: ClientAs, planted: dict[str, str]) -> None:
    whole = client_as("analyst").get(ADDRESS).text
    assert "7 incidents" in whole and "The whole project: no filter is set." in whole
    some = client_as("analyst").get(f"{ADDRESS}?act=abduction&kind=bulletin").text
    assert "2 incidents" in some and '<input type="hidden" name="act" value="abduction">' in some
    assert '<option value="bulletin" selected>' in some


def test_it_comes_as_an_attachment(client_as: ClientAs, planted: dict[str, str]) -> None:
    answer = send(client_as("analyst"), act="abduction")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=EAST-dossier-20")
    assert answer.headers["Content-Disposition"].endswith(".en.html")
    assert planted["two"] in answer.text and planted["line"] not in answer.text


def test_pdf_and_docx_come_too(client_as: ClientAs) -> None:
    pytest.importorskip("weasyprint")
    pytest.importorskip("docx")
    pdf = send(client_as("analyst"), format="pdf", language="ar")
    assert pdf.mimetype == "application/pdf" and pdf.data.startswith(b"%PDF-")
    docx = send(client_as("analyst"), format="docx")
    assert docx.data.startswith(b"PK") and "wordprocessingml" in docx.mimetype


def test_the_language_of_a_report_is_not_that_of_the_page(client_as: ClientAs) -> None:
    assert "ملف الحوادث" in send(client_as("analyst"), language="ar").text


def test_more_than_one_waits_for_is_refused(
    client_as: ClientAs, planted: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST", 3)
    page = client_as("analyst").get(ADDRESS).text
    assert "tawthiq report KIND --project EAST" in page
    assert f"up to {writing.MOST:,} as HTML and {writing.MOST_PAGES:,} as PDF or DOCX" in page
    refused = send(client_as("analyst"))
    assert refused.status_code == 409 and "more answer than it can tell" in refused.text
    assert f"{writing.MOST:,} as HTML, {writing.MOST_PAGES:,} as PDF or DOCX, 200 from the page" in refused.text
    assert send(client_as("analyst"), kind="bulletin").status_code == 200


@pytest.mark.parametrize(("name", "value"), [("kind", "novel"), ("language", "fr"), ("format", "odt"), ("act", "x")])
def test_what_there_is_not_is_refused_by_name(client_as: ClientAs, name: str, value: str) -> None:
    answer = client_as("analyst").get(f"{ADDRESS}?{name}={value}")
    assert answer.status_code in (400, 422)
    assert send(client_as("analyst"), **{name: value}).status_code == answer.status_code


def test_an_error_in_an_own_template_is_told(client_as: ClientAs, flask_app: GuardedFlask) -> None:
    flask_app.templates.mkdir()
    (flask_app.templates / "report.html").write_text("{{ report.tittle }}")
    refused = send(client_as("analyst"))
    assert refused.status_code == 409 and "report.html, line 1, column 11" in refused.text
    assert "A template has an error" in refused.text and "A rule forbids this" not in refused.text


def test_where_the_disk_is_full_the_page_says_so_and_no_path(client_as: ClientAs) -> None:
    with files_no_longer_than(500):
        refused = send(client_as("analyst"))
    assert refused.status_code == 409
    assert "the disk of this installation is full" in refused.text and "/tmp" not in refused.text


def test_over_nothing_it_is_said_before_and_in_the_file(client_as: ClientAs) -> None:
    analyst = client_as("analyst")
    for page in (ADDRESS, "/p/EAST/export"):
        assert "Nothing answers to this question." in analyst.get(f"{page}?from=2090").text
        assert "Nothing answers to this question." not in analyst.get(page).text
    for kind in KINDS:
        assert "No incident on record answers this question." in send(analyst, kind=kind, **{"from": "2090"}).text


def test_documenters_do_not_see_the_way_there(client_as: ClientAs) -> None:
    assert "Write a report on these" in client_as("analyst").get("/p/EAST/incidents").text
    assert "Write a report on these" not in client_as("documenter").get("/p/EAST/incidents").text
    assert client_as("documenter").get(ADDRESS).status_code == 403
