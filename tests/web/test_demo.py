"""The camps swapped: every page of the one article is the page of the other, but for the names."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.runtime.urls import Urls
from app.services.demo.article import CAMPS, names
from app.settings import Settings
from app.web.policy import COOKIE, GuardedFlask
from tests.entered import CODES
from tests.filled import CHEAP

AT_MOST = {"list": 6, "read": 24, "print": 7}
"""How many pages of a kind are looked at, by the first word of what they do: all of an article's incidents, parties and
tasks, and of the forms (each claim has three) some."""
FORMS = 2

ANY = (
    (r"\b([A-Z]{3})-[0-9A-Z]{12}\b", r"\1-…"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32,64}\b", "key"),
    (r'name="csrf_token" value="[^"]+"', "token"),
    (r"\b\d\d:\d\d(:\d\d)?(\.\d+)?\b", "hour"),
    (r"/relations/\d+/", "/relations/number/"),
    (r'(data-text|name="text" value)="\d+"', r"\1"),
    (r'name="replaces" value="\d+"', "replaces"),
)
"""What differs between any two entries: refs, one-time keys, hours, numbers of rows."""


@pytest.fixture
def pages(demo: tuple[Urls, str], tmp_path: Path) -> Iterator[GuardedFlask]:
    flask = create_app(Settings(data=tmp_path), demo[0], CHEAP)
    with closing(flask.doors):
        yield flask


@pytest.fixture
def browser(demo: tuple[Urls, str], pages: GuardedFlask) -> FlaskClient:
    client = pages.test_client()
    client.set_cookie(COOKIE, demo[1])
    return client


def nameless(page: str, camps: tuple[str, str]) -> str:
    """A page with the names of each camp put back to what they stand for."""
    for role, camp in zip(("hurt", "blamed"), camps, strict=True):
        for field, name in sorted(names()[camp].items(), key=lambda one: -len(one[1])):
            page = page.replace(name, f"{role} {field}")
    page = page.replace(camps[0].upper(), "CODE")
    for what, put in ANY:
        page = re.sub(what, put, page)
    return page


def links(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="(/p/[^"#]+)', page)]


def side_by_side(pages: GuardedFlask, browser: FlaskClient) -> Iterator[tuple[str, tuple[str, str], tuple[int, int]]]:
    """Walks both projects at once, link by link: of each pair its endpoint, what was answered, and how."""
    known, looked_at = pages.url_map.bind("localhost"), Counter[str]()
    waiting = deque([(f"/p/{CODES[0]}/incidents", f"/p/{CODES[1]}/incidents")])
    seen = set(waiting)
    while waiting:
        pair = waiting.popleft()
        endpoint, _ = known.match(pair[0].partition("?")[0])
        looked_at[endpoint] += 1
        if looked_at[endpoint] > AT_MOST.get(endpoint.partition(".")[2].partition("_")[0], FORMS):
            continue
        first, second = (browser.get(address) for address in pair)
        yield endpoint, (first.text, second.text), (first.status_code, second.status_code)
        for linked in zip(links(first.text), links(second.text), strict=True):
            if linked not in seen:
                seen.add(linked)
                waiting.append(linked)


def test_every_page_of_the_one_is_the_page_of_the_other(pages: GuardedFlask, browser: FlaskClient) -> None:
    looked_at = Counter[str]()
    for endpoint, (first, second), status in side_by_side(pages, browser):
        assert status[0] == status[1], endpoint
        assert nameless(first, CAMPS[0]) == nameless(second, CAMPS[1]), endpoint
        looked_at[endpoint] += 1
    assert looked_at["incidents.read_incident"] >= 7 and looked_at["interventions.read_intervention"] >= 9
    assert looked_at["documents.read_document"] >= 6 and looked_at["tasks.read_task"] >= 17
    assert looked_at["verification.read_track"] >= 7 and looked_at["desk.read_text"] >= 3
    assert len(looked_at) > 25


def test_the_comparison_can_fail(browser: FlaskClient) -> None:
    first, second = (browser.get(f"/p/{code}/incidents").text for code in CODES)
    assert nameless(first, CAMPS[0]) != nameless(second, CAMPS[0])
    assert nameless(first, CAMPS[0]) != nameless(second.replace("llegation", "ct"), CAMPS[1])
