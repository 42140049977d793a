"""A document is put on record by itself: wanted because another names it, or on file and not read yet."""

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, ONCE, errors, kept

NEW = "/p/EAST/documents/new"
WANTED = {
    "once": ONCE.replace("0b", "d0"),
    "source_name": "Council of the valley",
    "source_kind": "community_body",
    "document_kind": "statement_official",
    "document_title": "Call of the council",
    "state": "wanted",
    "deed": "check",
}


@pytest.fixture
def browser(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


@pytest.fixture
def article(browser: FlaskClient) -> str:
    found = re.search(r"DOC-\w+", browser.get(kept(browser, ANSWERS).location).text)
    assert found
    return found.group()


def test_a_document_that_another_names_is_wanted_and_stands_to_it(browser: FlaskClient, article: str) -> None:
    form = browser.get(f"{NEW}?related={article}").text
    assert "Post of 18 April" in form and 'value="cites" selected' in form
    said = WANTED | {"related": article, "relation": "cites", "reason": "“The council has called”"}
    first = kept(browser, said, NEW)
    assert first.location.endswith(article)
    assert kept(browser, said, NEW).location == first.location, "a form sent twice"
    page = html.unescape(browser.get(first.location).text)
    assert "Call of the council" in page and "cites" in page and page.count("The council has called") == 1
    register = browser.get("/p/EAST/documents?q=call+council").text
    assert register.count("Call of the council") == 1 and "wanted" in register
    assert "Council of the valley" in browser.get("/p/EAST/sources").text
    # Under another form the same is found again, and nothing is said twice.
    kept(browser, said | {"once": ONCE.replace("0b", "d1")}, NEW)
    assert browser.get("/p/EAST/documents?q=call+council").text.count("Call of the council") == 1
    assert html.unescape(browser.get(first.location).text).count("The council has called") == 1


def test_what_is_missing_is_named(browser: FlaskClient, article: str) -> None:
    bare = {"once": WANTED["once"], "deed": "check", "state": "wanted"}
    assert errors(browser.post(NEW, data=bare)) == {"source_name", "source_kind", "document_kind", "document_title"}
    named = WANTED | {"related": article, "relation": "cites"}
    assert errors(browser.post(NEW, data=named)) == {"reason"}
    assert errors(browser.post(NEW, data=WANTED | {"state": "lost"})) == {"state"}
    assert browser.get(f"{NEW}?related=DOC-000000000000").status_code == 404


def test_an_analyst_does_not(client_as: ClientAs) -> None:
    assert client_as("analyst").get(NEW).status_code == 403
    assert NEW not in client_as("analyst").get("/p/EAST/documents").text
    assert NEW in client_as("documenter").get("/p/EAST/documents").text
