"""What is entered is held against what is on record: incidents within reach in time and place are named first."""

import html
import re
from typing import Any

import pytest

from tests.conftest import ClientAs
from tests.web.test_entry import ANSWERS, NEW, ONCE, kept

OTHER = ANSWERS | {"once": ONCE.replace("0b", "f1"), "document_title": "Another post"}
POINT = ("precision", "longitude", "latitude", "point", "adm1")


def named(page: str) -> list[str]:
    told = re.search(r"<p class=.notice.>Within reach.*?</p>", html.unescape(page), re.S)
    return re.findall(r"/p/EAST/incidents/INC-\w+", told.group()) if told else []


@pytest.mark.parametrize(
    ("answers", "near"),
    [
        ({}, True),
        ({"when": "18 April 2025"}, True),
        ({"when": "25 April 2025"}, False),
        ({"when": "April 2025"}, True),
        ({"when": "2025"}, False),
        ({"when": ""}, False),
        ({"where": "somewhere else entirely"} | dict.fromkeys(POINT, ""), False),
        ({"where": ""} | dict.fromkeys(POINT, ""), False),
    ],
)
def test_an_incident_within_reach_is_named(client_as: ClientAs, answers: dict[str, Any], near: bool) -> None:
    browser = client_as("documenter")
    incident = kept(browser, ANSWERS).location
    found = named(browser.post(NEW, data=OTHER | answers).text)
    assert (incident in found) is near


def test_it_is_named_beside_the_time_and_the_place_that_made_it(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    kept(browser, ANSWERS)
    page = browser.post(NEW, data=OTHER).text
    places = [page.index(f'data-field="{name}"') for name in ("when", "where", "alleged")]
    assert places[1] < page.index("Within reach") < places[2]


def test_at_most_three_and_none_of_another_project(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    for number in range(4):
        kept(browser, ANSWERS | {"once": ONCE.replace("0b", f"2{number}"), "document_title": f"Post {number}"})
    assert len(named(browser.post(NEW, data=OTHER).text)) == 3
    west = client_as("documenter", "WEST").post(NEW.replace("EAST", "WEST"), data=OTHER)
    assert west.status_code == 200 and "Within reach" not in west.text


def test_it_is_named_in_the_language_of_whoever_enters(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    kept(browser, ANSWERS)
    browser.set_cookie("language", "ar")
    page = html.unescape(browser.post(NEW, data=OTHER).text)
    told = page[page.index("data-near") :].partition("</p>")[0]
    assert "قتل" in told and "Killing" not in told
