"""Links between incidents on pages: said with a mend, seen from both sides, laid side by side."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.counts import Count
from app.domain.records import IncidentRecord
from app.services.doors import Doors
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import tells
from tests.store.claimed import INCIDENT, Voice, bundle, recorded, said
from tests.web.test_entry import ANSWERS, kept

M = Voice("Monitor Lark")
REASON = "The release names it."


def incident(doors: Doors, tokens: Tokens, kind: str, title: str, killed: int) -> str:
    """One that a monitor tells of, with a number killed. Returns its ref."""
    count = Count(harm="killed", minimum=killed, maximum=killed, stated=killed, operator="=", words=str(killed))
    told = bundle([M], [*tells(1, M.name), said(11, "incident.count", count, M.name, stated_as=str(killed))])
    told = replace(told, incidents=(IncidentRecord(INCIDENT, title, kind),))
    return recorded(doors.application, tokens["EAST", "documenter"], told)


@pytest.fixture
def figure(doors: Doors, tokens: Tokens) -> str:
    return incident(doors, tokens, "umbrella", "Toll of the valley", 9)


@pytest.fixture
def part(doors: Doors, tokens: Tokens) -> str:
    return incident(doors, tokens, "single", "Shelling of the school", 12)


def test_a_figure_stands_beside_its_parts_and_says_where_they_are_more(
    client_as: ClientAs, figure: str, part: str
) -> None:
    browser = client_as("documenter")
    page = f"/p/EAST/incidents/{figure}"
    wrong = browser.post(f"{page}/relations/new", data={"kind": "contains", "other": figure, "reason": REASON})
    assert wrong.status_code == 422 and "This is the incident itself" in wrong.text and REASON in wrong.text
    right = {"kind": "contains", "other": part, "reason": REASON}
    assert browser.post(f"{page}/relations/new", data=right).status_code == 303
    seen = browser.get(page).text
    assert "the figure says 9. Its parts say 12 together (1 with a number); they are never added to it." in seen
    assert "the parts are more than the figure: look at both" in seen
    assert f'contains <a href="/p/EAST/incidents/{part}">' in seen
    other = browser.get(f"/p/EAST/incidents/{part}").text
    assert f'is part of the summary figure <a href="/p/EAST/incidents/{figure}">' in other
    assert "How it stands to another incident, stated" in browser.get(f"{page}/history").text


def test_a_link_is_taken_back_with_a_reason(client_as: ClientAs, figure: str, part: str) -> None:
    browser = client_as("documenter")
    page = f"/p/EAST/incidents/{part}"
    browser.post(f"{page}/relations/new", data={"kind": "comparable_to", "other": figure, "reason": REASON})
    end = browser.get(page).text.split(f'href="{page}/relations/')[1].split("/")[0]
    refused = browser.post(f"{page}/relations/{end}/end", data={"reason": ""})
    assert refused.status_code == 422
    assert browser.post(f"{page}/relations/{end}/end", data={"reason": "Another day."}).status_code == 303
    assert "is comparable to" not in browser.get(page).text
    assert browser.get(f"{page}/relations/{end}/end").status_code == 404
    history = browser.get(f"{page}/history").text
    assert "How it stands to another incident, taken back" in history and "Another day." in history


def test_comparable_incidents_are_laid_side_by_side(client_as: ClientAs, figure: str, part: str) -> None:
    page, link = f"/p/EAST/incidents/{figure}", {"kind": "comparable_to", "other": part, "reason": REASON}
    assert client_as("documenter").post(f"{page}/relations/new", data=link).status_code == 303
    browser = client_as("analyst")
    assert f'href="/p/EAST/incidents/{part}/compare"' in browser.get(f"/p/EAST/incidents/{part}").text
    side_by_side = browser.get(f"{page}/compare").text
    assert "Toll of the valley" in side_by_side and "Shelling of the school" in side_by_side
    killed = side_by_side.split('data-label="Property"><div>Killed')[1].split("</tr>")[0]
    assert "<bdi>9</bdi>" in killed and "<bdi>12</bdi>" in killed
    assert browser.get("/p/EAST/incidents/INC-000000000000/compare").status_code == 404


def test_a_summary_figure_is_entered_by_hand_and_its_parts_are_linked(client_as: ClientAs, part: str) -> None:
    browser = client_as("documenter")
    form = browser.get("/p/EAST/incidents/new").text
    assert re.search(r'<details class="fold">\s*<summary>A summary figure', form), "on a fold, closed"
    assert browser.post("/p/EAST/incidents/new", data=ANSWERS | {"kind": "total"}).status_code == 422
    figure = kept(browser, ANSWERS | {"kind": "umbrella", "count": "9 killed"}).location
    page = browser.get(figure).text
    assert "Summary figure" in page and "it is never added to the incidents that it may contain" in page
    contains = {"kind": "contains", "other": part, "reason": REASON}
    assert browser.post(f"{figure}/relations/new", data=contains).status_code == 303
    assert "the figure says 9. Its parts say 12 together" in browser.get(figure).text


def amended(browser: FlaskClient, address: str, kind: str) -> TestResponse:
    [version] = re.findall(r'name="version" value="(\d+)"', browser.get(f"{address}/amend").text)
    words = {"title": "Toll of the valley", "summary": "", "kind": kind, "version": version}
    return browser.post(f"{address}/amend", data=words)


def test_what_is_a_summary_figure_is_amended_with_our_words_until_it_has_parts(client_as: ClientAs, part: str) -> None:
    browser = client_as("documenter")
    address = kept(browser, ANSWERS).location
    assert amended(browser, address, "total").status_code == 422
    assert amended(browser, address, "umbrella").status_code == 303
    assert "Summary figure" in browser.get(address).text
    history = browser.get(f"{address}/history").text
    assert "Title, summary or kind amended" in history and "Summary figure" in history and "umbrella" not in history
    assert "Summary figure" in browser.get("/p/EAST/incidents").text, "the list follows"
    contains = {"kind": "contains", "other": part, "reason": REASON}
    assert browser.post(f"{address}/relations/new", data=contains).status_code == 303
    for one, kind in ((address, "single"), (f"/p/EAST/incidents/{part}", "umbrella")):
        refused = amended(browser, one, kind)
        assert refused.status_code == 422 and "take these links back first" in refused.text


def test_a_kind_that_somebody_else_amended_is_told(client_as: ClientAs) -> None:
    browser = client_as("documenter")
    address = kept(browser, ANSWERS).location
    [version] = re.findall(r'name="version" value="(\d+)"', browser.get(f"{address}/amend").text)
    assert amended(client_as("verifier"), address, "umbrella").status_code == 303
    late = browser.post(f"{address}/amend", data={"title": "T", "summary": "", "kind": "single", "version": version})
    assert late.status_code == 412 and "verifier of EAST saved other words" in late.text
    assert re.search(r"Kind.*?Summary figure", late.text, re.DOTALL)
