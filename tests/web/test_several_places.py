"""Several places of one claim, and the ends of a way: entered, shown back, kept, and asked again."""

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, NEW, errors, kept, understood
from tests.web.test_exports import send

ALONE = ANSWERS | {"precision": "", "point": "", "adm1": ""}
SEVERAL = ALONE | {
    "quote": "Yesterday dozens were killed in places such as Umm Wadi, Dar Sahl and Kafr Nab",
    "where": "Umm Wadi",
    "also_at": "Dar Sahl\nKafr Nab",
    "several": "such_as",
    "precision": "governorate",
}


@pytest.fixture
def browser(client_as: ClientAs) -> FlaskClient:
    return client_as("documenter")


def places(client_as: ClientAs, location: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in send(client_as("custodian"), {"format": "jsonl"}).text.splitlines()]
    ref = location.rpartition("/")[2]
    [found] = [one for one in lines if one.get("property") == "incident.place" and one.get("incident") == ref]
    value: list[dict[str, Any]] = found["value"]["places"]
    return value


def test_an_open_list_is_one_claim_of_several_places(client_as: ClientAs, browser: FlaskClient) -> None:
    said = understood(browser.post(NEW, data=SEVERAL))["where"]
    assert said.startswith("such as: Umm Wadi") and "Dar Sahl" in said and "Kafr Nab" in said
    incident = kept(browser, SEVERAL).location
    found = places(client_as, incident)
    assert [one["name"] for one in found] == ["Umm Wadi", "Dar Sahl", "Kafr Nab"]
    assert {(one["list"], one["precision"]) for one in found} == {("such_as", "governorate")}
    page = html.unescape(browser.get(incident).text)
    assert re.search("such as: Umm Wadi .governorate. · Dar Sahl", page)


def test_a_way_has_two_ends_and_is_no_place(client_as: ClientAs, browser: FlaskClient) -> None:
    way = ALONE | {"act": "displacement", "where": "", "where_from": "the valley", "where_to": "the coast"}
    assert understood(browser.post(NEW, data=way))["where"].startswith("from the valley")
    incident = kept(browser, way).location
    found = places(client_as, incident)
    assert [(one["part"], one["name"]) for one in found] == [("from", "the valley"), ("to", "the coast")]
    page = html.unescape(browser.get(incident).text)
    assert "from the valley · to the coast" in page and "place not known" not in page.lower()


def test_what_cannot_be_read_is_named(browser: FlaskClient) -> None:
    assert errors(browser.post(NEW, data=SEVERAL | {"where": ""})) == {"also_at"}
    assert errors(browser.post(NEW, data=SEVERAL | {"several": "perhaps"})) == {"several"}


def test_what_takes_its_place_starts_from_all_of_it(browser: FlaskClient) -> None:
    incident = kept(browser, SEVERAL).location
    claim = re.search(r"claims/(CLM-\w+)/supersede", browser.get(incident).text)
    assert claim
    for ref in re.findall(r"claims/(CLM-\w+)/supersede", browser.get(incident).text):
        form = html.unescape(browser.get(f"{incident}/claims/{ref}/supersede").text)
        if 'id="also_at"' in form:
            assert "Dar Sahl\nKafr Nab" in form and 'value="such_as" selected' in form
            return
    pytest.fail("no claim of a place")
