"""That a source does not say it is an answer, and differs from a question that nobody has reached."""

import html
import json

import pytest
from flask.testing import FlaskClient

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, NEW, errors, kept
from tests.web.test_exports import send

BARE = ANSWERS | {"when": "", "count": "", "alleged": "", "alleged_kind": ""}


@pytest.fixture
def browser(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


def test_what_was_looked_for_and_is_not_said_stands_on_the_page(client_as: ClientAs, browser: FlaskClient) -> None:
    said = BARE | {"not_said": ["incident.when", "act.alleged"]}
    incident = kept(browser, said).location
    page = html.unescape(browser.get(incident).text)
    assert page.count("looked for, and not said") == 2 and "How many" not in page
    lines = [json.loads(line) for line in send(client_as("custodian"), {"format": "jsonl"}).text.splitlines()]
    [found] = [one for one in lines if one["type"] == "incident" and one["ref"] == incident.rpartition("/")[2]]
    assert found["not_said"] == ["incident.when", "act.alleged"]


def test_it_is_not_answered_all_the_same(browser: FlaskClient) -> None:
    assert errors(browser.post(NEW, data=ANSWERS | {"not_said": ["incident.when"]})) == {"not_said"}
    assert errors(browser.post(NEW, data=BARE | {"not_said": ["act.type"]})) == {"not_said"}


def test_what_is_said_later_takes_its_place(browser: FlaskClient) -> None:
    incident = kept(browser, BARE | {"not_said": ["incident.when"]}).location
    claim = {
        "once": "77777777-3c1b-4b7e-9d7e-3f5a1c9b2d11", "path": "incident.when", "value": "17 April 2025",
        "quote": "On 17 April 2025, it says.", "originator": "source", "source_name": "Registry R",
        "source_kind": "monitor", "document_kind": "news_article", "document_title": "Register", "deed": "check",
        "modality": "reported", "polarity": "asserts",
    }  # fmt: skip
    assert kept(browser, claim, f"{incident}/claims/new").status_code == 303
    assert "looked for, and not said" not in html.unescape(browser.get(incident).text)
