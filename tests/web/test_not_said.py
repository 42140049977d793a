"""That a source does not say it is an answer, and differs from a question that nobody has reached."""

import html
import json

import pytest
from flask.testing import FlaskClient

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, NEW, errors, kept, understood
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


@pytest.mark.parametrize(
    "typed",
    [
        {"count": "No number", "when": "no date.", "where": "No place", "alleged": "nobody named"},
        {"count": "لا رقم", "when": "لا تاريخ", "where": "لا مكان", "alleged": "لم يُذكر أحد"},
        {"count": "not said", "when": "unknown", "where": "غير معروف", "alleged": "غير مذكور"},
    ],
)
def test_typed_in_its_field_it_is_the_tick_box_of_that_question(
    client_as: ClientAs, browser: FlaskClient, typed: dict[str, str]
) -> None:
    asked = BARE | {"precision": "", "point": "", "adm1": ""} | typed
    back = understood(browser.post(NEW, data=asked))
    assert {back[name] for name in typed} == {"looked for, and not said"}
    incident = kept(browser, asked).location
    assert html.unescape(browser.get(incident).text).count("looked for, and not said") == 4
    lines = [json.loads(line) for line in send(client_as("custodian"), {"format": "jsonl"}).text.splitlines()]
    [found] = [one for one in lines if one["type"] == "incident" and one["ref"] == incident.rpartition("/")[2]]
    assert set(found["not_said"]) == {"incident.count", "incident.when", "incident.place", "act.alleged"}
    assert not [one for one in lines if one["type"] == "party" and one["label"] == typed["alleged"]]


@pytest.mark.parametrize("words", ["nobody named", "لم يُذكر أحد"])
def test_nobody_is_no_name_of_whom_it_was_done_to(browser: FlaskClient, words: str) -> None:
    assert errors(browser.post(NEW, data=ANSWERS | {"victim": words})) == {"victim"}
    assert not errors(browser.post(NEW, data=ANSWERS | {"victim": "unknown man"}))


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
